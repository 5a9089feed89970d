//! The router: where events of all shards come together.
//!
//! It takes batches, shows each event first to the bot's own subscribers (roster, cache, requests for members), then to collectors and
//! streams, and puts a call for each handler that wants it into the handler's lane. It runs no user code, and answers a batch only when the
//! lanes have room, which is what holds up a shard that is too fast for its handlers.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError, atomic},
    time::Duration,
};

use actix::{Actor, Context, Handler, Message, ResponseFuture};

use super::{
    call::{Cue, Scene},
    lanes::{Arrivals, Job, Lanes},
    lifeline::Lifeline,
    mark::Mark,
    roster::{Roster, Rosters},
    spent::{WayBack, share},
    wings::{Place, Wings},
};
use crate::{
    context::{self, Backstage},
    event::{AllShardsReady, Event, GuildsAvailable, Lifecycle, LifecycleKinds, Shutdown},
    handle::{Post, Shared},
    handler::Interests,
    lane::{LaneKey, Ordering},
    spawned::Spawned,
    store::{Share, Ticket},
};

/// Something for the router, in the order in which the shard met it.
#[derive(Debug)]
pub(super) enum Occurrence {
    /// What follows, up to the next mark or doing, was made of this dispatch.
    Mark(Mark),
    /// A dispatch that somebody wants, decoded.
    Event(Event),
    /// A dispatch as it came, for handlers that watch them all.
    Raw { name: Box<str>, json: Box<str> },
    /// The shard's own doings.
    Lifecycle(Lifecycle),
}

/// What one read of a socket brought.
///
/// It is handed over by reference and emptied from the front, so that a router which dies over one event is not given
/// that event again by the shard, and is given all those after it.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(super) struct Batch {
    sender: Sender,
    /// The sequence number of the session after these.
    seq: Option<u64>,
    items: Arc<Mutex<VecDeque<Occurrence>>>,
}

/// Which shard a batch is from, and which of the actors that have played it.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    pub(super) shard: u32,
    pub(super) cast: u64,
    pub(super) post: Arc<Post>,
    pub(super) way_back: WayBack,
}

impl Batch {
    pub(super) fn of(sender: Sender, items: Vec<Occurrence>, seq: Option<u64>) -> Self {
        Self { sender, seq, items: Arc::new(Mutex::new(items.into())) }
    }

    /// What its items were in.
    pub(super) fn into_empty(self) -> Vec<Occurrence> {
        let mut items = std::mem::take(&mut *self.items.lock().unwrap_or_else(PoisonError::into_inner));
        items.clear();
        items.into()
    }

    /// Gives `play` one item after the other.
    pub(super) fn for_each(&self, mut play: impl FnMut(Occurrence)) {
        // Nobody else wants this lock while a batch is played. An item is taken out before it is played, so that the rest is whole
        // when that panics.
        let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(item) = items.pop_front() {
            play(item);
        }
    }
}

/// The curtain falls: tell the handlers, and answer once every call has ended or the time is over.
#[derive(Debug, Clone, Message)]
#[rtype(result = "bool")]
pub(super) struct Curtain {
    pub(super) deadline: Duration,
}

/// What a router is built from, again and again if need be.
#[derive(Clone)]
pub(super) struct RouterSpec {
    pub(super) lanes: Lanes,
    pub(super) ordering: Ordering,
    pub(super) interests: Arc<[Interests]>,
    pub(super) backstage: Backstage,
    pub(super) shared: Arc<Shared>,
    pub(super) rosters: Rosters,
    pub(super) wings: Wings,
    /// How long after READY the guilds of a shard may take before they are announced without the missing ones.
    pub(super) guilds_timeout: Duration,
    pub(super) mailbox: usize,
}

impl RouterSpec {
    /// Puts a call into the lane of every handler that wants it.
    fn play(&self, scene: Scene, key: LaneKey, arrivals: &mut Arrivals<'_>, wanted: impl Fn(&Interests) -> bool) {
        self.play_in(&mut Vec::new(), scene, key, arrivals, wanted);
    }

    /// The same with what is left of former scenes.
    fn play_in(
        &self,
        empty: &mut Vec<Arc<Scene>>,
        scene: Scene,
        key: LaneKey,
        arrivals: &mut Arrivals<'_>,
        wanted: impl Fn(&Interests) -> bool,
    ) {
        let mut wanting = self.interests.iter().enumerate().filter(|(_, interests)| wanted(interests)).peekable();
        if wanting.peek().is_none() {
            return;
        }
        let scene = share(scene, empty);
        for (handler, _) in wanting {
            arrivals.push(Job { handler, key, scene: Arc::clone(&scene) });
        }
    }

    pub(super) fn lifecycle(&self, shard: u32, lifecycle: Lifecycle, arrivals: &mut Arrivals<'_>) {
        let kind = lifecycle.kind();
        let scene = Scene {
            context: self.backstage.context(shard),
            cue: Cue::Lifecycle(lifecycle),
            ticket: None,
            way_back: None,
        };
        self.play(scene, LaneKey::Shard(shard), arrivals, |interests| interests.lifecycle.contains(kind));
    }
}

pub(super) struct Router {
    pub(super) spec: RouterSpec,
    /// The timers of shards whose guilds are waited for.
    patience: HashMap<u32, Spawned>,
    /// Of the dispatch that is being played: the router's share in its ticket.
    pub(super) share: Option<Share>,
    /// Of the dispatch that is being played: who is to see it.
    pub(super) reach: Reach,
    /// Of the batch that is being played: to its shard.
    way_back: Option<WayBack>,
    /// Of the batch that is being played: what is left of events that its shard has freed.
    empty: Vec<Arc<Scene>>,
    _lifeline: Lifeline,
}

/// Who is to see a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    All,
    /// The cache and the roster: the handlers saw it before a restart.
    Bot,
    /// It came over another shard already.
    Nobody,
}

/// Whether an event was for the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Enrolled {
    No,
    Yes,
    /// It was, and says what the handlers know from another session.
    NoNews,
}

impl Router {
    pub(super) fn new(spec: RouterSpec, lifeline: Lifeline) -> Self {
        let (patience, empty) = (HashMap::new(), Vec::new());
        Self { spec, patience, share: None, reach: Reach::All, way_back: None, empty, _lifeline: lifeline }
    }

    fn ticket(&self) -> Option<Arc<Ticket>> {
        self.share.as_ref().map(Share::ticket)
    }

    pub(super) fn event(&mut self, shard: u32, mut event: Event, arrivals: &mut Arrivals<'_>, ctx: &mut Context<Self>) {
        let enrolled = self.enroll(shard, &mut event, ctx);
        if enrolled == Enrolled::NoNews {
            self.spec.backstage.fill(&event);
            self.guilds_loaded(shard, false, arrivals);
            return;
        }
        match &event {
            Event::MembersChunk(chunk) => self.spec.shared.members.chunk(chunk),
            Event::RateLimited(limited) => self.spec.shared.members.rate_limited(limited),
            Event::InteractionCreate(interaction) => self.spec.backstage.http().interaction_came(interaction.id),
            _ => {}
        }
        let context = self.spec.backstage.context_of(shard, &event);
        self.call_for(shard, event, context, arrivals);
        if enrolled == Enrolled::Yes {
            self.guilds_loaded(shard, false, arrivals);
        }
    }

    /// Hands an event to all who want it.
    pub(super) fn call_for(
        &mut self,
        shard: u32,
        event: Event,
        context: context::Context,
        arrivals: &mut Arrivals<'_>,
    ) {
        if self.reach != Reach::All {
            return;
        }
        let kind = event.kind();
        // One that cannot be decoded is also for those who would have been called, had it been.
        let meant = if let Event::Undecoded(undecoded) = &event { undecoded.kind() } else { None };
        let key = LaneKey::of(&event, self.spec.ordering, shard);
        let cue = if self.spec.shared.audience.wants(kind) {
            let event = Arc::new(event);
            let dropped = self.spec.shared.audience.show(&context, &event, self.spec.lanes.config());
            self.spec.shared.tally.dropped.fetch_add(dropped, atomic::Ordering::Relaxed);
            Cue::Shared(event)
        } else {
            Cue::Event(event)
        };
        let scene = Scene { context, cue, ticket: self.ticket(), way_back: self.way_back.clone() };
        self.spec.play_in(&mut self.empty, scene, key, arrivals, |Interests { events, .. }| {
            events.contains(kind) || meant.is_some_and(|meant| events.contains(meant))
        });
    }

    /// Keeps the roster of `shard`, and tells the handler of GUILD_CREATE why it came.
    fn enroll(&mut self, shard: u32, event: &mut Event, ctx: &mut Context<Self>) -> Enrolled {
        if let Some((guild, now)) = self.spec.wings.is_no_news(event) {
            self.spec.rosters.lock().entry(shard).or_default().learn(guild, now);
            return Enrolled::NoNews;
        }
        let mut no_news = false;
        match event {
            Event::Ready(ready) => {
                self.spec.rosters.lock().insert(shard, Roster::ready(ready.guilds.iter().map(|guild| guild.id)));
                self.be_patient(shard, ctx);
            }
            Event::GuildCreate(create) => {
                let unavailable = create.available().is_none();
                let mut rosters = self.spec.rosters.lock();
                let roster = rosters.entry(shard).or_default();
                no_news = roster.is_no_news(create.id(), unavailable);
                create.arrival = roster.create(create.id(), unavailable);
            }
            Event::GuildDelete(delete) => {
                let mut rosters = self.spec.rosters.lock();
                let roster = rosters.entry(shard).or_default();
                no_news = delete.unavailable && roster.is_no_news(delete.id, true);
                roster.delete(delete.id, delete.unavailable);
            }
            _ => return Enrolled::No,
        }
        if no_news { Enrolled::NoNews } else { Enrolled::Yes }
    }

    /// Gives the guilds of `shard` their time to come.
    pub(super) fn be_patient(&mut self, shard: u32, ctx: &mut Context<Self>) {
        let timer = Spawned::after(self.spec.guilds_timeout, ctx, move |router: &mut Self, _| {
            router.patience.remove(&shard);
            let lanes = router.spec.lanes.clone();
            router.guilds_loaded(shard, true, &mut lanes.arrivals());
        });
        if let Some(former) = self.patience.insert(shard, timer) {
            former.cancel(ctx);
        }
    }

    /// Waits for the guilds of no shard any more.
    pub(super) fn lose_patience(&mut self, ctx: &mut Context<Self>) {
        for (_, timer) in self.patience.drain() {
            timer.cancel(ctx);
        }
    }

    pub(super) fn guilds_loaded(&mut self, shard: u32, give_up: bool, arrivals: &mut Arrivals<'_>) {
        let missing = self.spec.rosters.lock().get_mut(&shard).and_then(|roster| roster.loaded(give_up));
        if let Some(missing) = missing {
            let loaded = GuildsAvailable { shard, missing };
            self.spec.lifecycle(shard, Lifecycle::GuildsAvailable(loaded), arrivals);
        }
    }

    pub(super) fn play(&mut self, post: &Post, item: Occurrence, arrivals: &mut Arrivals<'_>, ctx: &mut Context<Self>) {
        let shard = post.id;
        match item {
            Occurrence::Mark(mark) => self.mark(post, &mark),
            Occurrence::Event(_) if self.reach == Reach::Nobody => {}
            Occurrence::Event(event) => self.event(shard, event, arrivals, ctx),
            Occurrence::Lifecycle(lifecycle) => {
                (self.share, self.reach) = (None, Reach::All);
                let ready = LifecycleKinds::SHARD_READY | LifecycleKinds::SHARD_RESUMED;
                let ready = ready.contains(lifecycle.kind());
                self.spec.lifecycle(shard, lifecycle, arrivals);
                if ready {
                    post.now_ready();
                    // A set that is about to leave has no say in it.
                    if post.fleet == self.spec.shared.board.fleet() {
                        self.all_ready(shard, arrivals);
                    }
                }
            }
            Occurrence::Raw { .. } if self.reach != Reach::All => {}
            Occurrence::Raw { name, json } => {
                let (context, ticket) = (self.spec.backstage.context(shard), self.ticket());
                let scene = Scene { context, cue: Cue::Raw { name, json }, ticket, way_back: None };
                self.spec.play(scene, LaneKey::Shard(shard), arrivals, |interests| interests.raw);
            }
        }
    }

    /// Says so when all shards are ready, once for each set of them.
    pub(super) fn all_ready(&mut self, shard: u32, arrivals: &mut Arrivals<'_>) {
        if self.spec.shared.board.all_ready() {
            self.spec.shared.now_ready();
            let all = AllShardsReady { shards: self.spec.shared.board.len() };
            self.spec.lifecycle(shard, Lifecycle::AllShardsReady(all), arrivals);
        }
    }
}

impl Actor for Router {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.spec.mailbox);
        // A router that follows another one goes on waiting for the guilds that have not come.
        let shards: Vec<u32> = self.spec.rosters.lock().keys().copied().collect();
        shards.into_iter().for_each(|shard| self.be_patient(shard, ctx));
    }
}

impl Handler<Batch> for Router {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, batch: Batch, ctx: &mut Self::Context) -> Self::Result {
        let Sender { cast, post, way_back, .. } = &batch.sender;
        let (lanes, wings) = (self.spec.lanes.clone(), self.spec.wings.clone());
        let place = wings.place(post.fleet);
        post.hand_on(*cast, batch.seq, || match place {
            Place::Playing => {
                let mut arrivals = lanes.arrivals();
                self.way_back = Some(way_back.clone());
                way_back.take_empty(&mut self.empty);
                batch.for_each(|item| self.play(post, item, &mut arrivals, ctx));
                (self.share, self.reach, self.way_back) = (None, Reach::All, None);
                self.empty.clear();
            }
            Place::Waiting => self.hold(post, &batch),
            Place::Gone => {}
        });
        Box::pin(async move {
            if place == Place::Waiting {
                wings.room().await;
            } else {
                lanes.room().await;
            }
        })
    }
}

impl Handler<Curtain> for Router {
    type Result = ResponseFuture<bool>;

    fn handle(&mut self, Curtain { deadline }: Curtain, _: &mut Self::Context) -> Self::Result {
        let spec = self.spec.clone();
        // Whoever waits for an event waits in vain now, and perhaps in a handler.
        spec.shared.audience.close();
        Box::pin(async move {
            let drained = spec.lanes.drained(deadline).await;
            let scene = Scene {
                context: spec.backstage.context(0),
                cue: Cue::Lifecycle(Lifecycle::Shutdown(Shutdown)),
                ticket: None,
                way_back: None,
            };
            let wanted = |interests: &Interests| interests.lifecycle.contains(LifecycleKinds::SHUTDOWN);
            spec.play(scene, LaneKey::None, &mut spec.lanes.arrivals(), wanted);
            drained && spec.lanes.drained(deadline).await
        })
    }
}

#[cfg(test)]
mod tests;
