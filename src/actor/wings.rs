//! The router while two sets of shards run: the old one plays on, the new one waits in the wings.
//!
//! What the new set is sent is held back until the old set was sent the same ([`Overlap`]), and what is left then is played when the sets
//! change places. Guilds are another matter, as each session begins with all of them: those that the handlers know are no
//! news, whichever session tells of them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use actix::{Context, Handler, Message};
use tokio::sync::Notify;

use super::{
    lanes::Arrivals,
    mark::{Mark, Print},
    reshard::Overlap,
    roster::{Known, Roster},
    router::{Batch, Occurrence, Reach, Router},
};
use crate::{
    event::{Event, Lifecycle},
    handle::Post,
    model::GuildId,
    store::{Begun, Share},
};

/// Dispatches that are held back at most. At the bound the new set stops reading its sockets, and changes places as soon as it can.
const HELD_MOST: usize = 16_384;

/// Which set plays, and what the other was sent meanwhile. It outlives the router.
#[derive(Debug, Clone, Default)]
pub(super) struct Wings(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Whether a set waits. Shared with those who mark dispatches for it.
    occupied: Arc<AtomicBool>,
    playing: AtomicU32,
    waiting: Mutex<Option<Waiting>>,
    trailing: Mutex<Option<Trailing>>,
    /// Rung when more or less is held.
    moved: Notify,
}

#[derive(Debug)]
struct Waiting {
    fleet: u32,
    overlap: Overlap<Held>,
    rosters: HashMap<u32, Roster>,
}

/// What the set that has played had handled, for as long as the other may still be sent the same.
#[derive(Debug)]
struct Trailing {
    overlap: Overlap<Held>,
    /// The guilds that the handlers know.
    known: HashMap<GuildId, Known>,
}

/// What was made of one dispatch, or what a shard says of itself.
#[derive(Debug)]
struct Held {
    post: Arc<Post>,
    share: Option<Share>,
    items: Vec<Occurrence>,
}

/// Where a fleet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Playing,
    Waiting,
    /// It was sent away.
    Gone,
}

impl Wings {
    /// Shared with those who mark dispatches: whether a set waits.
    pub(super) fn occupied(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.occupied)
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        // No user code runs under this lock, and what is in it is whole at every point where a panic could strike.
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on `fleet` waits, and what the playing one is sent is counted.
    pub(super) fn begin(&self, fleet: u32) {
        *self.waiting() = Some(Waiting { fleet, overlap: Overlap::default(), rosters: HashMap::new() });
        self.0.occupied.store(true, Ordering::Release);
    }

    /// The fleet that waits.
    pub(super) fn fleet(&self) -> Option<u32> {
        self.waiting().as_ref().map(|waiting| waiting.fleet)
    }

    /// The fleet that waits is sent away. What it was sent was, or will be, sent to the other.
    pub(super) fn clear(&self) {
        self.0.occupied.store(false, Ordering::Release);
        self.waiting().take();
        self.0.moved.notify_waiters();
    }

    /// The fleet that waits plays from now on. It may be behind the one that has played, until [`settled`](Self::settled).
    fn take(&self) -> Option<Waiting> {
        let waiting = self.waiting().take()?;
        self.0.playing.store(waiting.fleet, Ordering::Release);
        self.0.moved.notify_waiters();
        Some(waiting)
    }

    pub(super) fn place(&self, fleet: u32) -> Place {
        if self.0.playing.load(Ordering::Acquire) == fleet {
            Place::Playing
        } else if self.fleet() == Some(fleet) {
            Place::Waiting
        } else {
            Place::Gone
        }
    }

    fn trailing(&self) -> MutexGuard<'_, Option<Trailing>> {
        // As above.
        self.0.trailing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the set that played before has handled a dispatch with this print.
    fn repeats(&self, print: Print) -> bool {
        self.trailing().as_mut().is_some_and(|trailing| trailing.overlap.repeats(print))
    }

    /// Whether the handlers know what `event` says of a guild from the set that played before. Takes note of what it says.
    pub(super) fn is_no_news(&self, event: &Event) -> Option<(GuildId, Option<Known>)> {
        if !self.0.occupied.load(Ordering::Acquire) {
            return None;
        }
        let (guild, now) = guild_told(event)?;
        let mut trailing = self.trailing();
        let known = &mut trailing.as_mut()?.known;
        let before = match now {
            Some(now) => known.insert(guild, now),
            None => known.remove(&guild),
        };
        (before == now).then_some((guild, now))
    }

    /// The set that plays has come to where the other ended.
    pub(super) fn settled(&self) {
        if self.waiting().is_none() {
            self.0.occupied.store(false, Ordering::Release);
        }
        self.trailing().take();
    }

    /// The playing set has handed a dispatch with this print to the handlers.
    pub(super) fn handled(&self, print: Print) {
        let held = self.waiting().as_mut().map(|waiting| {
            waiting.overlap.handled(print);
            waiting.overlap.len()
        });
        if held.is_some_and(|held| held < HELD_MOST) {
            self.0.moved.notify_waiters();
        }
    }

    /// Resolves when no more may be held.
    pub(super) async fn full(&self) {
        self.until(|held| held.is_none_or(|held| held >= HELD_MOST)).await;
    }

    /// Resolves when more may be held, or nobody waits any more.
    pub(super) async fn room(&self) {
        self.until(|held| held.is_none_or(|held| held < HELD_MOST)).await;
    }

    async fn until(&self, enough: impl Fn(Option<usize>) -> bool) {
        loop {
            let mut moved = std::pin::pin!(self.0.moved.notified());
            // Registered before the look, so that nothing is missed in between.
            moved.as_mut().enable();
            if enough(self.waiting().as_ref().map(|waiting| waiting.overlap.len())) {
                return;
            }
            moved.await;
        }
    }
}

impl Waiting {
    /// Takes in what was made of one dispatch. `known` are the guilds that the handlers know. Returns a guild that is no news.
    fn take_in(
        &mut self,
        print: Option<Print>,
        mut held: Held,
        known: impl Fn(GuildId) -> Option<Known>,
    ) -> Option<Event> {
        let shard = held.post.id;
        match held.items.iter().find_map(|item| if let Occurrence::Event(event) = item { Some(event) } else { None }) {
            Some(Event::Ready(ready)) => {
                let guilds = ready.guilds.iter().map(|guild| guild.id);
                self.rosters.insert(shard, Roster::ready(guilds));
            }
            // It tells of the session and of nothing else.
            Some(Event::Resumed(_)) => return None,
            Some(event) => {
                if let Some((guild, now)) = guild_told(event)
                    && now.is_some()
                    && now == known(guild)
                {
                    self.rosters.entry(shard).or_default().learn(guild, now);
                    let told = held.items.drain(..).find_map(|item| match item {
                        Occurrence::Event(event) => Some(event),
                        _ => None,
                    });
                    return told;
                }
            }
            None => {}
        }
        self.overlap.hold(print, held);
        None
    }
}

/// What an event says of the presence of a guild: it is here, has an outage, or (`None`) is the bot's no more.
fn guild_told(event: &Event) -> Option<(GuildId, Option<Known>)> {
    match event {
        Event::GuildCreate(create) if create.available().is_some() => Some((create.id(), Some(Known::Here))),
        Event::GuildCreate(create) => Some((create.id(), Some(Known::Outage))),
        Event::GuildDelete(delete) => Some((delete.id, delete.unavailable.then_some(Known::Outage))),
        _ => None,
    }
}

/// The set in the wings takes the place of the one that has played.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct Swap;

/// Something that happened to all shards, or to one that can say nothing any more.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(super) struct Announce {
    pub(super) shard: u32,
    pub(super) what: Lifecycle,
}

/// A shard has left the bot, and its guilds with it.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct Forget {
    pub(super) shard: u32,
}

impl Router {
    /// A dispatch of the playing set is to come: whether its handlers are to be called, and who counts them.
    pub(super) fn mark(&mut self, post: &Post, mark: &Mark) {
        let repeats = mark.print.is_some_and(|print| {
            let repeats = self.spec.wings.repeats(print);
            if !repeats {
                self.spec.wings.handled(print);
            }
            repeats
        });
        (self.share, self.reach) = match begin(post, mark) {
            _ if repeats => (None, Reach::Nobody),
            Some(Begun::Fresh(share)) => (Some(share), Reach::All),
            Some(Begun::Done) => (None, Reach::Bot),
            None => (None, Reach::All),
        };
    }

    /// Holds back what a shard of the waiting set was sent.
    pub(super) fn hold(&mut self, post: &Arc<Post>, batch: &Batch) {
        let held = |share, items| Held { post: Arc::clone(post), share, items };
        let mut open: Option<(Option<Print>, Held)> = None;
        batch.for_each(|item| {
            match item {
                Occurrence::Mark(mark) => {
                    self.hold_back(open.take());
                    let share = match begin(post, &mark) {
                        Some(Begun::Fresh(share)) => Some(share),
                        _ => None,
                    };
                    open = Some((mark.print, held(share, Vec::new())));
                }
                Occurrence::Lifecycle(what) => {
                    self.hold_back(open.take());
                    let keep = match &what {
                        Lifecycle::ShardReady(_) | Lifecycle::ShardResumed(_) => {
                            post.now_ready();
                            true
                        }
                        // Observers hear of the set once it plays.
                        Lifecycle::HeartbeatAcked(_) | Lifecycle::PayloadReceived(_) => false,
                        _ => true,
                    };
                    if keep {
                        self.hold_back(Some((None, held(None, vec![Occurrence::Lifecycle(what)]))));
                    }
                }
                item => match &mut open {
                    Some((_, held)) => held.items.push(item),
                    None => self.hold_back(Some((None, held(None, vec![item])))),
                },
            }
        });
        self.hold_back(open);
        self.spec.wings.0.moved.notify_waiters();
    }

    fn hold_back(&mut self, held: Option<(Option<Print>, Held)>) {
        let Some((print, held)) = held else { return };
        let rosters = self.spec.rosters.lock();
        let known = |guild| rosters.values().find_map(|roster| roster.known(guild));
        let told = match self.spec.wings.waiting().as_mut() {
            Some(waiting) => waiting.take_in(print, held, known),
            None => None,
        };
        drop(rosters);
        if let Some(event) = told {
            self.spec.backstage.fill(&event);
        }
    }

    /// Plays what the old set was not sent.
    fn release(&mut self, held: Held, arrivals: &mut Arrivals<'_>, ctx: &mut Context<Self>) {
        let Held { post, share, items } = held;
        (self.share, self.reach) = (share, Reach::All);
        for item in items {
            match item {
                // The guilds of the new session are the bot's already; the cache goes on with them.
                Occurrence::Event(event @ Event::Ready(_)) => {
                    let context = self.spec.backstage.context(post.id);
                    self.call_for(post.id, event, context, arrivals);
                }
                Occurrence::Lifecycle(what) => self.spec.lifecycle(post.id, what, arrivals),
                item => self.play(&post, item, arrivals, ctx),
            }
        }
        self.share = None;
    }
}

/// Enters a dispatch with the progress of its shard, where that is kept.
fn begin(post: &Post, mark: &Mark) -> Option<Begun> {
    post.progress()?.begin(mark.seq?, mark.session.clone())
}

impl Handler<Swap> for Router {
    type Result = ();

    fn handle(&mut self, _: Swap, ctx: &mut Self::Context) {
        let Some(Waiting { mut overlap, rosters: new, .. }) = self.spec.wings.take() else { return };
        let (known, shards) = {
            let mut rosters = self.spec.rosters.lock();
            let known: HashMap<_, _> = rosters.values().flat_map(Roster::all_known).collect();
            *rosters = new;
            (known, rosters.keys().copied().collect::<Vec<_>>())
        };
        tracing::info!(held = overlap.len(), "the new shards take over");
        let held = overlap.take_held();
        *self.spec.wings.trailing() = Some(Trailing { overlap, known });
        let lanes = self.spec.lanes.clone();
        let mut arrivals = lanes.arrivals();
        held.for_each(|held| self.release(held, &mut arrivals, ctx));
        if let Some(Trailing { known, .. }) = self.spec.wings.trailing().as_ref() {
            self.spec.rosters.lock().values_mut().for_each(|roster| roster.carry(known));
        }
        self.lose_patience(ctx);
        for shard in shards {
            self.be_patient(shard, ctx);
            self.guilds_loaded(shard, false, &mut arrivals);
        }
    }
}

impl Handler<Announce> for Router {
    type Result = ();

    fn handle(&mut self, Announce { shard, what }: Announce, _: &mut Self::Context) {
        let resharded = matches!(what, Lifecycle::Resharded(_));
        let lanes = self.spec.lanes.clone();
        let mut arrivals = lanes.arrivals();
        self.spec.lifecycle(shard, what, &mut arrivals);
        if resharded {
            self.all_ready(shard, &mut arrivals);
        }
    }
}

impl Handler<Forget> for Router {
    type Result = ();

    fn handle(&mut self, Forget { shard }: Forget, _: &mut Self::Context) {
        let roster = self.spec.rosters.lock().remove(&shard);
        for guild in roster.iter().flat_map(Roster::guilds) {
            self.spec.backstage.forget(guild);
        }
    }
}
