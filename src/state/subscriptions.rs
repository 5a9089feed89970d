//! Subscriptions to events: the queues of collectors and streams.

use std::{
    fmt,
    num::NonZeroU64,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use rustc_hash::FxHashMap;
use tokio::sync::Notify;

use super::{Demand, DemandGuard, ExecutorConfig, Overflow, Queue, Services};
#[cfg(feature = "cache")]
use crate::cache::Old;
use crate::{
    event::{Event, EventKind, EventKinds},
    gateway::Intents,
    model::{ChannelId, GuildId, MessageId, UserId},
};

/// An event in the queue of a subscription, with the data for its context.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) services: Arc<Services>,
    pub(crate) shard: u32,
    /// The sequence number of the event.
    pub(crate) seq: Option<NonZeroU64>,
    /// What the cache held before the event.
    #[cfg(feature = "cache")]
    pub(crate) old: Option<Old>,
    pub(crate) event: Arc<Event>,
}

/// All subscriptions of a bot.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    /// The kinds of events that anything in the bot uses: subscriptions, handlers and the cache.
    pub(crate) demand: Arc<Demand>,
    /// The kinds that subscriptions use.
    subscribed: Arc<Demand>,
    index: Mutex<Index>,
    /// How many tasks wait until each stream has capacity.
    capacity_waiters: AtomicUsize,
    /// Notified when an event was taken out of a stream.
    changed: Notify,
    /// The bot is stopping: nothing waits for streams any more.
    is_stopping: AtomicBool,
    /// The kinds for which missing intents were logged.
    warned: Mutex<EventKinds>,
}

/// What happens to an event when the queue of its subscription is full.
#[derive(Debug)]
pub(crate) enum WhenFull {
    /// With this many events in the queue, the newest is dropped and counted, for this subscription alone.
    Drop(AtomicUsize),
    /// As [`Overflow`] decides for handlers: the shards stop reading, or the event is dropped for this subscription.
    AsHandlers,
}

#[derive(Debug)]
struct Subscriber {
    queue: Queue<Delivery>,
    when_full: WhenFull,
    scope: Mutex<Scope>,
}

impl Subscriber {
    fn scope(&self) -> MutexGuard<'_, Scope> {
        self.scope.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fits(&self, event: &Event) -> bool {
        self.scope().fits(event)
    }
}

/// What an event must be about. `None`: anything.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scope {
    pub(crate) guild: Option<GuildId>,
    pub(crate) channel: Option<ChannelId>,
    pub(crate) user: Option<UserId>,
    pub(crate) message: Option<MessageId>,
}

impl Scope {
    fn fits(&self, event: &Event) -> bool {
        (self.guild.is_none() || self.guild == event.guild_id())
            && (self.channel.is_none() || self.channel == event.channel_id())
            && (self.user.is_none() || self.user == event.user_id())
            && (self.message.is_none() || self.message == event.message_id())
    }

    /// The key of the index for subscriptions with this scope: the part that fits the fewest events.
    fn key(&self) -> ScopeKey {
        let message = self.message.map(ScopeKey::Message);
        let user = || self.user.map(ScopeKey::User);
        let channel = || self.channel.map(ScopeKey::Channel);
        let guild = || self.guild.map(ScopeKey::Guild);
        message.or_else(user).or_else(channel).or_else(guild).unwrap_or(ScopeKey::Any)
    }
}

/// One part of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ScopeKey {
    Any,
    Guild(GuildId),
    Channel(ChannelId),
    User(UserId),
    Message(MessageId),
}

impl ScopeKey {
    /// The keys of subscriptions that may fit `event`.
    fn all_of(event: &Event) -> impl Iterator<Item = Self> {
        let keys = [
            Some(Self::Any),
            event.guild_id().map(Self::Guild),
            event.channel_id().map(Self::Channel),
            event.user_id().map(Self::User),
            event.message_id().map(Self::Message),
        ];
        keys.into_iter().flatten()
    }
}

/// The subscriptions by kind and scope, so that an event is compared only with those that may fit.
#[derive(Debug, Default)]
struct Index {
    by_key: FxHashMap<(EventKind, ScopeKey), Vec<Arc<Subscriber>>>,
    /// The subscriptions for which shards wait at the bound.
    streams: Vec<Arc<Subscriber>>,
    is_closed: bool,
}

impl Index {
    fn add(&mut self, kinds: EventKinds, key: ScopeKey, subscriber: &Arc<Subscriber>) {
        for kind in kinds.iter() {
            self.by_key.entry((kind, key)).or_default().push(Arc::clone(subscriber));
        }
    }

    fn remove(&mut self, kinds: EventKinds, key: ScopeKey, subscriber: &Arc<Subscriber>) {
        for kind in kinds.iter() {
            let Some(list) = self.by_key.get_mut(&(kind, key)) else { continue };
            // Searched from the end: the newest are last, and most subscriptions are moved or removed soon after they
            // begin.
            if let Some(place) = list.iter().rposition(|it| Arc::ptr_eq(it, subscriber)) {
                list.swap_remove(place);
            }
            if list.is_empty() {
                self.by_key.remove(&(kind, key));
            }
        }
    }
}

impl Subscriptions {
    /// Whether a subscription uses events of this kind.
    pub(crate) fn want(&self, kind: EventKind) -> bool {
        self.subscribed.kinds().contains(kind)
    }

    /// Subscribes to the events of these kinds that shards read after this call has returned.
    pub(crate) fn subscribe(self: &Arc<Self>, kinds: EventKinds, when_full: WhenFull) -> Subscription {
        let subscriber = Arc::new(Subscriber { queue: Queue::default(), when_full, scope: Mutex::default() });
        {
            let mut index = self.index();
            if index.is_closed {
                subscriber.queue.close();
            } else {
                index.add(kinds, ScopeKey::Any, &subscriber);
                if matches!(subscriber.when_full, WhenFull::AsHandlers) {
                    index.streams.push(Arc::clone(&subscriber));
                }
            }
        }
        let demand = Some([self.subscribed.join(kinds), self.demand.join(kinds)]);
        Subscription { subscriptions: Arc::clone(self), subscriber, kinds, demand }
    }

    /// Puts an event into the queue of every subscription that it fits. Returns how many have dropped it because of
    /// [`Overflow::DropNewest`].
    pub(crate) fn deliver(&self, delivery: &Delivery, bounds: &ExecutorConfig) -> u64 {
        let (event, mut wakers, mut dropped) = (&delivery.event, Vec::<Waker>::new(), 0);
        {
            let index = self.index();
            let kind = event.kind();
            let lists = ScopeKey::all_of(event).filter_map(|key| index.by_key.get(&(kind, key)));
            for subscriber in lists.flatten().filter(|subscriber| subscriber.fits(event)) {
                let (queue, item) = (&subscriber.queue, delivery.clone());
                let waker = match &subscriber.when_full {
                    WhenFull::Drop(capacity) => queue.push_or_drop(item, capacity.load(Ordering::Relaxed)),
                    WhenFull::AsHandlers
                        if bounds.overflow == Overflow::DropNewest && queue.len() >= bounds.capacity =>
                    {
                        dropped += 1;
                        continue;
                    }
                    WhenFull::AsHandlers => queue.push(item),
                };
                wakers.extend(waker);
            }
        }
        // Outside of the lock: a waker runs code of whatever runtime the reader is on.
        wakers.into_iter().for_each(Waker::wake);
        dropped
    }

    /// Resolves when every stream has capacity. At once unless [`Overflow::Wait`] is set, and if the bot is stopping.
    pub(crate) async fn until_capacity(&self, bounds: &ExecutorConfig) {
        if bounds.overflow != Overflow::Wait {
            return;
        }
        let full = || self.index().streams.iter().any(|stream| stream.queue.len() >= bounds.capacity);
        if !full() {
            return;
        }
        let _waiter = CapacityWaiter::new(self);
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Enabled before the check, so that no event that is taken in between is missed.
            changed.as_mut().enable();
            if self.is_stopping.load(Ordering::Acquire) || !full() {
                return;
            }
            changed.await;
        }
    }

    /// Ends all waiting for capacity, because the bot is stopping.
    pub(crate) fn stop_waiting(&self) {
        self.is_stopping.store(true, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// Ends all subscriptions. What is in their queues can still be read.
    pub(crate) fn close(&self) {
        self.stop_waiting();
        let subscribers: Vec<_> = {
            let mut index = self.index();
            index.is_closed = true;
            index.streams.clear();
            index.by_key.drain().flat_map(|(_, list)| list).collect()
        };
        subscribers.iter().filter_map(|subscriber| subscriber.queue.close()).for_each(Waker::wake);
    }

    /// Logs a warning, once for each kind, if none of the bot's intents delivers the kind.
    pub(crate) fn warn_of_missing_intents(&self, kinds: EventKinds, granted: Intents) {
        // A subscription to all kinds does not depend on any of them.
        if kinds == EventKinds::EVERY || kinds == EventKinds::ALL {
            return;
        }
        for kind in kinds.iter() {
            let needs = kind.intents();
            if needs.is_empty() || needs.intersects(granted) {
                continue;
            }
            let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
            if !warned.contains(kind) {
                warned.insert(kind);
                drop(warned);
                tracing::warn!(
                    event = kind.name(),
                    %needs,
                    "a collector waits for an event that Discord does not send to this bot: ask for one of these \
                     intents, with #[event_handler(intents(..))] or `Bot::intents`"
                );
            }
        }
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        // No user code runs under this lock, and no panic can leave a list half changed.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a task that waits for capacity, so that readers notify it.
struct CapacityWaiter<'a>(&'a Subscriptions);

impl<'a> CapacityWaiter<'a> {
    fn new(subscriptions: &'a Subscriptions) -> Self {
        subscriptions.capacity_waiters.fetch_add(1, Ordering::SeqCst);
        Self(subscriptions)
    }
}

impl Drop for CapacityWaiter<'_> {
    fn drop(&mut self) {
        self.0.capacity_waiters.fetch_sub(1, Ordering::SeqCst);
    }
}

/// One subscription. Dropping it ends it.
pub(crate) struct Subscription {
    subscriptions: Arc<Subscriptions>,
    subscriber: Arc<Subscriber>,
    kinds: EventKinds,
    demand: Option<[DemandGuard; 2]>,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.subscriber.queue.len();
        f.debug_struct("Subscription").field("kinds", &self.kinds).field("waiting", &waiting).finish()
    }
}

impl Subscription {
    /// Changes the scope.
    pub(crate) fn narrow(&self, narrow: impl FnOnce(&mut Scope)) {
        let mut index = self.subscriptions.index();
        let (before, after) = {
            let mut scope = self.subscriber.scope();
            let before = scope.key();
            narrow(&mut scope);
            (before, scope.key())
        };
        if before != after && !index.is_closed && self.demand.is_some() {
            index.remove(self.kinds, before, &self.subscriber);
            index.add(self.kinds, after, &self.subscriber);
        }
    }

    pub(crate) fn set_capacity(&self, capacity: usize) {
        if let WhenFull::Drop(bound) = &self.subscriber.when_full {
            bound.store(capacity, Ordering::Relaxed);
        }
    }

    /// How many events were dropped because the queue was full.
    pub(crate) fn missed(&self) -> u64 {
        self.subscriber.queue.missed()
    }

    /// The next event that fits the scope; `None` once there will be no more.
    pub(crate) fn poll_next(&self, task: &mut Context<'_>) -> Poll<Option<Delivery>> {
        let is_stream = matches!(self.subscriber.when_full, WhenFull::AsHandlers);
        loop {
            let item = self.subscriber.queue.poll_pop(task);
            if is_stream && self.subscriptions.capacity_waiters.load(Ordering::SeqCst) > 0 {
                self.subscriptions.changed.notify_waiters();
            }
            match item {
                // It was queued before the scope was narrowed.
                Poll::Ready(Some(item)) if !self.subscriber.fits(&item.event) => {}
                item => return item,
            }
        }
    }

    /// Ends the subscription. What is in its queue can still be read.
    pub(crate) fn end(&mut self) {
        if self.demand.take().is_none() {
            return;
        }
        self.subscriber.queue.close();
        let mut index = self.subscriptions.index();
        let key = self.subscriber.scope().key();
        index.remove(self.kinds, key, &self.subscriber);
        index.streams.retain(|stream| !Arc::ptr_eq(stream, &self.subscriber));
        drop(index);
        self.subscriptions.changed.notify_waiters();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.end();
        self.subscriber.queue.clear();
    }
}

#[cfg(test)]
mod tests;
