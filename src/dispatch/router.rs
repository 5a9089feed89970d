//! [`Router`]: handles the events of all shards.
//!
//! It applies each event to the guild trackers, the member requests and the cache, delivers it to collectors and
//! streams, and queues a call for each handler that receives it. It runs no code of the user. It answers a batch when
//! the executor has capacity for more calls, so that a shard waits if it is faster than the handlers.

use std::{
    collections::HashMap,
    num::NonZeroU64,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, atomic},
    time::Duration,
};

use actix::{Actor, Context, Handler, ResponseFuture};

use super::{
    executor::{Job, KeyedExecutor, PendingCalls},
    message::{Announce, CallShutdown, DrainHandlers, Forget},
};
use crate::{
    actors::{ExitGuard, Spawned, crashes},
    context::{self, ContextFactory, Origin},
    event::{AllShardsReady, Event, EventKinds, GuildsAvailable, Lifecycle, LifecycleKinds, Shutdown},
    event_path::event_path,
    handler::{HandlerInput, Interests, Invocation, ReturnPath, share},
    reshard::{CurrentHoldback, Holdback, Treatment},
    rest::ANSWER_WITHIN,
    session::{Begun, Share, Ticket},
    shard::{Batch, BatchItem, Mark},
    state::{BotState, CallTag, EventOrder, GuildTracker, GuildTrackers, Identity, OrderKey, Services, ShardEntry},
};

/// What a router is made of. It outlives the router, so that a restarted one goes on with the same parts.
#[derive(Clone)]
pub(crate) struct RouterSpec {
    pub(crate) executor: KeyedExecutor,
    pub(crate) order: EventOrder,
    pub(crate) interests: Arc<[Interests]>,
    /// The kinds of events that actors of the user receive. They are shared with the actors.
    pub(crate) shared: EventKinds,
    pub(crate) contexts: ContextFactory,
    pub(crate) state: Arc<BotState>,
    pub(crate) trackers: GuildTrackers,
    pub(crate) holdback: CurrentHoldback,
    /// How long after READY handlers are told that the guilds of a shard are available, even if some are missing.
    pub(crate) guilds_timeout: Duration,
    /// The capacity of the router's mailbox.
    pub(crate) mailbox: usize,
}

impl RouterSpec {
    /// Queues a call for every handler whose interests fit. `empty` are allocations of former invocations to use again.
    pub(super) fn queue_calls(
        &self,
        empty: &mut Vec<Arc<Invocation>>,
        mut invocation: Invocation,
        key: OrderKey,
        calls: &mut PendingCalls,
        fits: impl Fn(&Interests) -> bool,
    ) {
        let mut handlers = self.interests.iter().enumerate().filter(|(_, interests)| fits(interests)).peekable();
        let Some((first, _)) = handlers.peek() else { return };
        // The context is made for the first handler. Most events have no other.
        invocation.context.set_handler(*first);
        let invocation = share(invocation, empty);
        for (handler, interests) in handlers {
            let key = if interests.unordered { OrderKey::None } else { key };
            calls.push(Job { handler, key, invocation: Arc::clone(&invocation) });
        }
    }

    /// Queues the calls for a lifecycle event of a shard.
    pub(super) fn queue_lifecycle(&self, shard: u32, lifecycle: Lifecycle, key: OrderKey, calls: &mut PendingCalls) {
        let kind = lifecycle.kind();
        let context = self.contexts.context(shard, CallTag::lifecycle(kind));
        let input = HandlerInput::Lifecycle(lifecycle);
        let invocation = Invocation { context, input, ticket: None, return_path: None };
        self.queue_calls(&mut Vec::new(), invocation, key, calls, |interests| interests.lifecycle.contains(kind));
    }
}

/// The actor that handles batches.
pub(crate) struct Router {
    pub(super) spec: RouterSpec,
    /// The services for the events of the present batch, with its session.
    services: Arc<Services>,
    /// The timer for interactions that nothing answers.
    interactions_timer: Option<Spawned>,
    /// By shard: the timer after which missing guilds are no longer waited for.
    guilds_timers: HashMap<u32, Spawned>,
    /// The events of both sets of shards, while a reshard is under way.
    pub(super) holdback: Option<Arc<Holdback>>,
    /// For the present dispatch: the router's share in its ticket, if sessions are stored.
    pub(super) share: Option<Share>,
    /// For the present dispatch: which parts of the bot receive it.
    pub(super) recipients: Recipients,
    /// For the present batch: returns invocations to its shard.
    return_path: Option<ReturnPath>,
    /// For the present batch: allocations of former invocations to use again.
    empty: Vec<Arc<Invocation>>,
    _exit_guard: ExitGuard,
}

/// Which parts of the bot receive a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recipients {
    /// The handlers, the subscriptions, the cache and the guild trackers.
    All,
    /// The cache and the guild trackers: the handlers have completed it before a restart of the process.
    BotOnly,
    /// None: it came over a shard of the other set already.
    None,
}

/// What a dispatch means for the guilds of the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GuildChange {
    /// It does not add or remove a guild.
    Unrelated,
    /// It changes a guild, and the handlers have not received that change yet.
    New,
    /// The handlers have received the same change from another session.
    Known,
}

impl Router {
    pub(crate) fn new(spec: RouterSpec, exit_guard: ExitGuard) -> Self {
        Self {
            holdback: spec.holdback.get(),
            services: Arc::clone(spec.contexts.services()),
            interactions_timer: None,
            spec,
            guilds_timers: HashMap::new(),
            share: None,
            recipients: Recipients::All,
            return_path: None,
            empty: Vec::new(),
            _exit_guard: exit_guard,
        }
    }

    /// The ticket of the present dispatch, if sessions are stored.
    fn ticket(&self) -> Option<Arc<Ticket>> {
        self.share.as_ref().map(Share::ticket)
    }

    /// Handles one item of a batch.
    pub(super) fn handle_item(
        &mut self,
        entry: &ShardEntry,
        item: BatchItem,
        calls: &mut PendingCalls,
        ctx: &mut Context<Self>,
    ) {
        let shard = entry.id;
        match item {
            BatchItem::Mark(mark) => self.begin_dispatch(entry, &mark),
            BatchItem::Event(..) if self.recipients == Recipients::None => {}
            BatchItem::Event(event, seq) => self.handle_event(shard, event, seq, calls, ctx),
            BatchItem::Lifecycle(lifecycle) => self.handle_lifecycle(entry, lifecycle, calls),
            BatchItem::Raw { .. } if self.recipients != Recipients::All => {}
            BatchItem::Raw { name, json, seq } => {
                let context = self.spec.contexts.make(self.origin(shard, seq), CallTag::RAW);
                let ticket = self.ticket();
                let invocation =
                    Invocation { context, input: HandlerInput::Raw { name, json }, ticket, return_path: None };
                let key = OrderKey::Shard(shard);
                self.spec.queue_calls(&mut self.empty, invocation, key, calls, |interests| interests.raw);
            }
        }
    }

    /// Begins a dispatch: determines which parts of the bot receive the items that follow, and records the dispatch.
    fn begin_dispatch(&mut self, entry: &ShardEntry, mark: &Mark) {
        let is_repeated = match (&self.holdback, mark.fingerprint) {
            (Some(holdback), Some(fingerprint)) => holdback.is_repeated(fingerprint),
            _ => false,
        };
        (self.share, self.recipients) = match begin_progress(entry, mark) {
            _ if is_repeated => (None, Recipients::None),
            Some(Begun::Fresh(share)) => (Some(share), Recipients::All),
            Some(Begun::Done) => (None, Recipients::BotOnly),
            None => (None, Recipients::All),
        };
    }

    pub(super) fn handle_event(
        &mut self,
        shard: u32,
        mut event: Event,
        seq: Option<NonZeroU64>,
        calls: &mut PendingCalls,
        ctx: &mut Context<Self>,
    ) {
        event_path!("tracks guilds, applies the event to the cache, delivers it to subscriptions, makes the calls");
        let change = self.track_guild(shard, &mut event, ctx);
        if change == GuildChange::Known {
            self.spec.contexts.add_missing_guild(&event);
            self.announce_guilds(shard, false, calls);
            return;
        }
        match &event {
            Event::MembersChunk(chunk) => self.spec.state.member_requests.chunk(chunk),
            Event::RateLimited(limited) => self.spec.state.member_requests.rate_limited(limited),
            Event::InteractionCreate(interaction) => {
                self.spec.contexts.http().interaction_came(interaction);
                self.watch_interactions(ctx);
            }
            // Each session has the same application.
            Event::Ready(ready) => drop(self.spec.state.application_id.set(ready.application.id)),
            _ => {}
        }
        let context = self.spec.contexts.context_of(self.origin(shard, seq), &event);
        self.deliver(shard, event, context, calls);
        if change == GuildChange::New {
            self.announce_guilds(shard, false, calls);
        }
    }

    /// Where an event of the present batch came from.
    pub(super) fn origin(&self, shard: u32, seq: Option<NonZeroU64>) -> Origin<'_> {
        Origin { services: &self.services, shard, seq }
    }

    /// Makes the contexts of the events that follow with this session.
    pub(super) fn set_session(&mut self, session: Option<&Arc<str>>) {
        self.services = self.spec.contexts.services_of(session, &self.services);
    }

    /// Starts the timer for interactions that nothing answers, unless it runs.
    fn watch_interactions(&mut self, ctx: &mut Context<Self>) {
        if self.interactions_timer.is_none() {
            self.start_interactions_timer(ANSWER_WITHIN, ctx);
        }
    }

    fn start_interactions_timer(&mut self, delay: Duration, ctx: &mut Context<Self>) {
        let timer = Spawned::after(delay, ctx, |router: &mut Self, ctx| {
            router.interactions_timer = None;
            if let Some(next) = router.spec.contexts.http().warn_of_unanswered() {
                router.start_interactions_timer(next, ctx);
            }
        });
        self.interactions_timer = Some(timer);
    }

    /// Delivers an event to the subscriptions, and queues the calls of the handlers.
    pub(super) fn deliver(&mut self, shard: u32, event: Event, context: context::Context, calls: &mut PendingCalls) {
        if self.recipients != Recipients::All {
            return;
        }
        let kind = event.kind();
        // A dispatch that cannot be decoded also goes to the handlers of the kind that it would have had.
        let intended = if let Event::Undecoded(undecoded) = &event { undecoded.kind() } else { None };
        let key = OrderKey::of(&event, self.spec.order, shard);
        let input = if self.spec.state.subscriptions.want(kind) {
            let event = Arc::new(event);
            let delivery = context.delivery(Arc::clone(&event));
            let dropped = self.spec.state.subscriptions.deliver(&delivery, self.spec.executor.config());
            self.spec.state.counters.dropped.fetch_add(dropped, atomic::Ordering::Relaxed);
            HandlerInput::Shared(event)
        } else if self.spec.shared.contains(kind) {
            HandlerInput::Shared(Arc::new(event))
        } else {
            HandlerInput::Event(event)
        };
        let invocation = Invocation { context, input, ticket: self.ticket(), return_path: self.return_path.clone() };
        self.spec.queue_calls(&mut self.empty, invocation, key, calls, |Interests { events, .. }| {
            events.contains(kind) || intended.is_some_and(|intended| events.contains(intended))
        });
    }

    /// Updates the guild tracker of `shard`, and stores in a GUILD_CREATE why the guild arrived.
    fn track_guild(&mut self, shard: u32, event: &mut Event, ctx: &mut Context<Self>) -> GuildChange {
        if let Event::Ready(ready) = event {
            self.spec.state.identity.get_or_init(|| Identity::of(ready));
            self.spec.trackers.lock().insert(shard, GuildTracker::ready(ready.guilds.iter().map(|guild| guild.id)));
            self.start_guilds_timer(shard, ctx);
            return GuildChange::New;
        }
        if !matches!(event, Event::GuildCreate(_) | Event::GuildDelete(_)) {
            return GuildChange::Unrelated;
        }
        let mut trackers = self.spec.trackers.lock();
        let tracker = trackers.entry(shard).or_default();
        if let Some((guild, now)) = self.holdback.as_ref().and_then(|holdback| holdback.is_known(event)) {
            tracker.set_known(guild, now);
            return GuildChange::Known;
        }
        let is_known = match event {
            Event::GuildCreate(create) => {
                let is_unavailable = create.available().is_none();
                let is_known = tracker.is_known(create.id(), is_unavailable);
                create.arrival = tracker.create(create.id(), is_unavailable);
                is_known
            }
            Event::GuildDelete(delete) => {
                let is_known = delete.unavailable && tracker.is_known(delete.id, true);
                tracker.delete(delete.id, delete.unavailable);
                is_known
            }
            _ => false,
        };
        if is_known { GuildChange::Known } else { GuildChange::New }
    }

    /// Starts the timer after which missing guilds of `shard` are no longer waited for.
    pub(super) fn start_guilds_timer(&mut self, shard: u32, ctx: &mut Context<Self>) {
        let timer = Spawned::after(self.spec.guilds_timeout, ctx, move |router: &mut Self, _| {
            router.guilds_timers.remove(&shard);
            router.with_calls(|router, calls| router.announce_guilds(shard, true, calls));
        });
        if let Some(former) = self.guilds_timers.insert(shard, timer) {
            former.cancel(ctx);
        }
    }

    pub(super) fn stop_guilds_timers(&mut self, ctx: &mut Context<Self>) {
        for (_, timer) in self.guilds_timers.drain() {
            timer.cancel(ctx);
        }
    }

    /// Queues the calls for `guilds_available`, once for each session, if the guilds of a shard have arrived, or in any
    /// case if `give_up`.
    pub(super) fn announce_guilds(&mut self, shard: u32, give_up: bool, calls: &mut PendingCalls) {
        let missing = self.spec.trackers.lock().get_mut(&shard).and_then(|tracker| tracker.loaded(give_up));
        if let Some(missing) = missing {
            let available = Lifecycle::GuildsAvailable(GuildsAvailable { shard, missing });
            self.spec.queue_lifecycle(shard, available, OrderKey::Shard(shard), calls);
        }
    }

    fn handle_lifecycle(&mut self, entry: &ShardEntry, lifecycle: Lifecycle, calls: &mut PendingCalls) {
        (self.share, self.recipients) = (None, Recipients::All);
        let kinds_of_ready = LifecycleKinds::SHARD_READY | LifecycleKinds::SHARD_RESUMED;
        let is_ready = kinds_of_ready.contains(lifecycle.kind());
        self.spec.queue_lifecycle(entry.id, lifecycle, OrderKey::Shard(entry.id), calls);
        if is_ready {
            entry.set_ready();
            // Shards of an old set, which is about to be closed, do not count.
            if entry.set == self.spec.state.registry.set() {
                self.announce_all_ready(entry.id, calls);
            }
        }
    }

    /// Queues the calls for `all_shards_ready`, once for each set of shards, if all of its shards are ready.
    fn announce_all_ready(&self, shard: u32, calls: &mut PendingCalls) {
        if self.spec.state.registry.announce_all_ready() {
            self.spec.state.set_ready();
            let all = Lifecycle::AllShardsReady(AllShardsReady { shards: self.spec.state.registry.len() });
            self.spec.queue_lifecycle(shard, all, OrderKey::Shard(shard), calls);
        }
    }

    /// Lets `work` gather calls, and queues them together. If it panics, the calls that it has gathered are queued too.
    pub(super) fn with_calls(&mut self, work: impl FnOnce(&mut Self, &mut PendingCalls)) {
        let mut calls = PendingCalls::default();
        let outcome = catch_unwind(AssertUnwindSafe(|| work(self, &mut calls)));
        self.spec.executor.enqueue(calls);
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    }

    /// Handles the items of a batch.
    fn handle_batch(&mut self, batch: &Batch, ctx: &mut Context<Self>) {
        let (entry, return_path) = (&*batch.source.entry, &batch.source.return_path);
        self.return_path = Some(return_path.clone());
        return_path.take_empty(&mut self.empty);
        self.set_session(batch.session.as_ref());
        self.with_calls(|router, calls| {
            for_each_item(batch, |item| router.handle_item(entry, item, calls, ctx));
        });
        (self.share, self.recipients, self.return_path) = (None, Recipients::All, None);
        self.empty.clear();
        entry.note_progress(batch.seq);
    }
}

/// Passes the items of a batch to `handle`. If one of them causes a panic, those after it are put back for the
/// restarted router.
pub(super) fn for_each_item(batch: &Batch, mut handle: impl FnMut(BatchItem)) {
    let mut items = batch.take();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        while let Some(item) = items.pop_front() {
            handle(item);
        }
    }));
    if let Err(panic) = outcome {
        batch.put_back(items);
        resume_unwind(panic);
    }
}

/// Records the beginning of a dispatch in the progress of its shard, if sessions are stored.
pub(super) fn begin_progress(entry: &ShardEntry, mark: &Mark) -> Option<Begun> {
    entry.progress()?.begin(mark.seq?, mark.session.clone())
}

impl Actor for Router {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.spec.mailbox);
        // A restarted router goes on waiting for the guilds that have not arrived yet.
        let shards: Vec<u32> = self.spec.trackers.lock().keys().copied().collect();
        shards.into_iter().for_each(|shard| self.start_guilds_timer(shard, ctx));
    }
}

impl Handler<Batch> for Router {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, batch: Batch, ctx: &mut Self::Context) -> Self::Result {
        if !batch.accept() {
            return Box::pin(async {});
        }
        if let Some(holdback) = self.holdback.clone() {
            match holdback.treatment(batch.source.entry.set) {
                Treatment::Handle => {}
                Treatment::Refuse => return Box::pin(async {}),
                Treatment::HoldBack => {
                    self.hold_back(&holdback, &batch);
                    return Box::pin(async move { holdback.until_capacity().await });
                }
            }
        }
        self.handle_batch(&batch, ctx);
        let executor = self.spec.executor.clone();
        Box::pin(async move { executor.until_capacity().await })
    }
}

impl Handler<Announce> for Router {
    type Result = ();

    fn handle(&mut self, Announce { shard, lifecycle }: Announce, _: &mut Self::Context) {
        let is_resharded = matches!(lifecycle, Lifecycle::Resharded(_));
        self.with_calls(|router, calls| {
            router.spec.queue_lifecycle(shard, lifecycle, OrderKey::Shard(shard), calls);
            if is_resharded {
                router.announce_all_ready(shard, calls);
            }
        });
    }
}

impl Handler<Forget> for Router {
    type Result = ();

    fn handle(&mut self, Forget { shard }: Forget, _: &mut Self::Context) {
        let tracker = self.spec.trackers.lock().remove(&shard);
        for guild in tracker.iter().flat_map(GuildTracker::guilds) {
            self.spec.contexts.forget(guild);
        }
    }
}

impl Handler<CallShutdown> for Router {
    type Result = ResponseFuture<bool>;

    fn handle(&mut self, CallShutdown { deadline }: CallShutdown, _: &mut Self::Context) -> Self::Result {
        let invocation = Invocation {
            context: self.spec.contexts.context(0, CallTag::lifecycle(LifecycleKinds::SHUTDOWN)),
            input: HandlerInput::Lifecycle(Lifecycle::Shutdown(Shutdown)),
            ticket: None,
            return_path: None,
        };
        let handlers: Vec<usize> = self
            .spec
            .interests
            .iter()
            .enumerate()
            .filter(|(_, interests)| interests.lifecycle.contains(LifecycleKinds::SHUTDOWN))
            .map(|(handler, _)| handler)
            .collect();
        let calls = self.spec.executor.call_unqueued(handlers, invocation);
        Box::pin(async move { tokio::time::timeout(deadline, calls).await.is_ok() })
    }
}

impl Handler<DrainHandlers> for Router {
    type Result = ResponseFuture<bool>;

    fn handle(&mut self, DrainHandlers { deadline }: DrainHandlers, _: &mut Self::Context) -> Self::Result {
        // Handlers may wait for events in collectors. There will be no more events.
        self.spec.state.subscriptions.close();
        let executor = self.spec.executor.clone();
        Box::pin(async move { executor.drained(deadline).await })
    }
}

crashes!(Router);
