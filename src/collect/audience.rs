//! Who sees events beside the handlers: collectors and streams, each in a seat.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use tokio::sync::Notify;

use super::{Demand, Queue, ShardEvent, Wish};
use crate::{
    context::Context as HandlerContext,
    event::{Event, EventKind, EventKinds},
    gateway::Intents,
    lane::{LaneConfig, Overflow},
    model::{ChannelId, GuildId, MessageId, UserId},
};

/// Everybody who waits for events beside the handlers.
#[derive(Debug, Default)]
pub(crate) struct Audience {
    /// What anybody wants: handlers and cache too.
    pub(crate) demand: Arc<Demand>,
    /// What those in the seats want.
    seated: Arc<Demand>,
    seats: Mutex<Seats>,
    /// Somebody waits until the streams have room.
    pressed: AtomicUsize,
    moved: Notify,
    /// The end is near: nobody waits for the streams any more.
    open: AtomicBool,
    /// Kinds that were warned of.
    warned: Mutex<EventKinds>,
}

#[derive(Debug, Default)]
struct Seats {
    by_kind: HashMap<EventKind, Vec<Arc<Place>>>,
    /// Those for whom the shards wait.
    holding: Vec<Arc<Place>>,
    closed: bool,
}

/// What happens to events for which there is no room.
#[derive(Debug)]
pub(crate) enum Policy {
    /// They are lost and counted, for this seat alone.
    Lose(AtomicUsize),
    /// As for the handlers: shards stop reading, or events are dropped for this seat.
    Hold,
}

#[derive(Debug)]
struct Place {
    queue: Queue<ShardEvent>,
    policy: Policy,
    scope: Mutex<Scope>,
}

impl Place {
    fn scope(&self) -> MutexGuard<'_, Scope> {
        self.scope.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fits(&self, event: &Event) -> bool {
        self.scope().fits(event)
    }
}

/// What an event must be about. `None` where that does not matter.
#[derive(Debug, Default)]
struct Scope {
    guild: Option<GuildId>,
    channel: Option<ChannelId>,
    user: Option<UserId>,
    message: Option<MessageId>,
}

impl Scope {
    fn fits(&self, event: &Event) -> bool {
        (self.guild.is_none() || self.guild == event.guild_id())
            && (self.channel.is_none() || self.channel == event.channel_id())
            && (self.user.is_none() || self.user == event.user_id())
            && (self.message.is_none() || self.message == event.message_id())
    }
}

impl Audience {
    /// Whether anybody in a seat wants that kind.
    pub(crate) fn wants(&self, kind: EventKind) -> bool {
        self.seated.kinds().contains(kind)
    }

    /// Takes a seat for these kinds. Every payload that a shard reads from now on is for it.
    pub(crate) fn seat(self: &Arc<Self>, kinds: EventKinds, policy: Policy) -> Seat {
        let place = Arc::new(Place { queue: Queue::default(), policy, scope: Mutex::default() });
        {
            let mut seats = self.seats();
            if seats.closed {
                place.queue.close();
            } else {
                for kind in kinds.iter() {
                    seats.by_kind.entry(kind).or_default().push(Arc::clone(&place));
                }
                if matches!(place.policy, Policy::Hold) {
                    seats.holding.push(Arc::clone(&place));
                }
            }
        }
        let wishes = Some([self.seated.join(kinds), self.demand.join(kinds)]);
        Seat { audience: Arc::clone(self), place, kinds, wishes }
    }

    /// Shows an event to everybody who wants it. Returns how many have lost it to [`Overflow::DropNewest`].
    pub(crate) fn show(&self, context: &HandlerContext, event: &Arc<Event>, bound: &LaneConfig) -> u64 {
        let (mut awake, mut dropped): (Vec<Waker>, u64) = (Vec::new(), 0);
        {
            let seats = self.seats();
            for place in seats.by_kind.get(&event.kind()).into_iter().flatten() {
                if !place.fits(event) {
                    continue;
                }
                let item = ShardEvent { context: context.clone(), event: Arc::clone(event) };
                let waker = match &place.policy {
                    Policy::Lose(capacity) => place.queue.push_or_lose(item, capacity.load(Ordering::Relaxed)),
                    Policy::Hold if bound.overflow == Overflow::DropNewest && place.queue.len() >= bound.capacity => {
                        dropped += 1;
                        continue;
                    }
                    Policy::Hold => place.queue.push(item),
                };
                awake.extend(waker);
            }
        }
        // Not under the lock: waking runs code of whatever runtime the reader is on.
        awake.into_iter().for_each(Waker::wake);
        dropped
    }

    /// Resolves when every stream has room.
    pub(crate) async fn room(&self, bound: &LaneConfig) {
        if bound.overflow != Overflow::Wait {
            return;
        }
        let full = || self.seats().holding.iter().any(|place| place.queue.len() >= bound.capacity);
        if !full() {
            return;
        }
        let _pressing = Pressing::new(self);
        loop {
            let mut moved = std::pin::pin!(self.moved.notified());
            // Registered before the look, so that an event which is taken in between is not missed.
            moved.as_mut().enable();
            if self.open.load(Ordering::Acquire) || !full() {
                return;
            }
            moved.await;
        }
    }

    /// Holds nobody up any more: the shards end.
    pub(crate) fn open(&self) {
        self.open.store(true, Ordering::Release);
        self.moved.notify_waiters();
    }

    /// No event comes any more. What waits in the seats can still be read.
    pub(crate) fn close(&self) {
        self.open();
        let places: Vec<_> = {
            let mut seats = self.seats();
            seats.closed = true;
            seats.holding.clear();
            seats.by_kind.drain().flat_map(|(_, places)| places).collect()
        };
        places.iter().filter_map(|place| place.queue.close()).for_each(Waker::wake);
    }

    /// Warns, once for each kind, of those that no intent delivers.
    pub(crate) fn warn_the_blind(&self, kinds: EventKinds, granted: Intents) {
        // Whoever takes whatever comes is not disappointed.
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
                    "a collector waits for an event that Discord does not send to this bot: ask for one of these intents, with \
                     #[event_handler(intents(..))] or `Bot::intents`"
                );
            }
        }
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        // No user code runs under this lock, and the lists are whole at every point.
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody waits for room, so that whoever takes an event says so.
struct Pressing<'a>(&'a Audience);

impl<'a> Pressing<'a> {
    fn new(audience: &'a Audience) -> Self {
        audience.pressed.fetch_add(1, Ordering::SeqCst);
        Self(audience)
    }
}

impl Drop for Pressing<'_> {
    fn drop(&mut self) {
        self.0.pressed.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A seat in the audience. Dropping it leaves.
pub(crate) struct Seat {
    audience: Arc<Audience>,
    place: Arc<Place>,
    kinds: EventKinds,
    wishes: Option<[Wish; 2]>,
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat").field("kinds", &self.kinds).field("waiting", &self.place.queue.len()).finish()
    }
}

impl Seat {
    pub(crate) fn in_guild(&self, id: GuildId) {
        self.place.scope().guild = Some(id);
    }

    pub(crate) fn in_channel(&self, id: ChannelId) {
        self.place.scope().channel = Some(id);
    }

    pub(crate) fn of_user(&self, id: UserId) {
        self.place.scope().user = Some(id);
    }

    pub(crate) fn on_message(&self, id: MessageId) {
        self.place.scope().message = Some(id);
    }

    pub(crate) fn set_capacity(&self, capacity: usize) {
        if let Policy::Lose(bound) = &self.place.policy {
            bound.store(capacity, Ordering::Relaxed);
        }
    }

    /// Events lost because they were not taken in time.
    pub(crate) fn missed(&self) -> u64 {
        self.place.queue.missed()
    }

    /// The next event that fits the scope; `None` once there will be no more.
    pub(crate) fn poll_next(&self, task: &mut Context<'_>) -> Poll<Option<ShardEvent>> {
        loop {
            let item = self.place.queue.poll_pop(task);
            if matches!(self.place.policy, Policy::Hold) && self.audience.pressed.load(Ordering::SeqCst) > 0 {
                self.audience.moved.notify_waiters();
            }
            match item {
                // It may have come before the scope was narrowed.
                Poll::Ready(Some(item)) if !self.place.fits(&item.event) => {}
                item => return item,
            }
        }
    }

    /// Leaves: no more events come. What waits can still be read.
    pub(crate) fn leave(&mut self) {
        if self.wishes.take().is_none() {
            return;
        }
        self.place.queue.close();
        let gone = |places: &mut Vec<Arc<Place>>| places.retain(|place| !Arc::ptr_eq(place, &self.place));
        let mut seats = self.audience.seats();
        for kind in self.kinds.iter() {
            if let Some(places) = seats.by_kind.get_mut(&kind) {
                gone(places);
                if places.is_empty() {
                    seats.by_kind.remove(&kind);
                }
            }
        }
        gone(&mut seats.holding);
        drop(seats);
        self.audience.moved.notify_waiters();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
        self.place.queue.clear();
    }
}
