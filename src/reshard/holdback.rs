//! [`Holdback`]: the events of the new set of shards, until it takes over.
//!
//! An event of the new set is held back until the old set receives the same event, and is then dropped ([`Overlap`]).
//! The events that are left when the new set takes over are handled then. Guild events are treated separately, because
//! each session begins with all of its guilds: one that changes nothing for the handlers is not handled again.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

use super::overlap::Overlap;
use crate::{
    event::Event,
    model::GuildId,
    session::Share,
    shard::{BatchItem, Fingerprint},
    state::{GuildTracker, Known, ShardEntry},
};

/// The most dispatches that are held back. At the bound the new set stops reading its sockets, and takes over as soon
/// as it can.
const MAX_HELD: usize = 16_384;

/// The holdback of the present reshard, if there is one. It outlives the router.
#[derive(Debug, Clone, Default)]
pub(crate) struct CurrentHoldback(Arc<Mutex<Option<Arc<Holdback>>>>);

impl CurrentHoldback {
    pub(crate) fn get(&self) -> Option<Arc<Holdback>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, holdback: Option<Arc<Holdback>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = holdback;
    }
}

/// The events of two sets of shards, one of which is new.
#[derive(Debug)]
pub(crate) struct Holdback {
    /// The number of the new set.
    set: u32,
    /// The shards of the new set.
    entries: Vec<Arc<ShardEntry>>,
    /// The bot is stopping: nothing waits any more until fewer events are held.
    is_open: AtomicBool,
    phase: Mutex<Phase>,
    /// Notified when the number of held events changes, or the phase.
    changed: Notify,
}

#[derive(Debug)]
enum Phase {
    /// The events of the new set are held back.
    Waiting { overlap: Overlap<Held>, trackers: HashMap<u32, GuildTracker> },
    /// The new set has taken over. It may still receive events that the old set has received before.
    TakenOver { overlap: Overlap<Held>, known: HashMap<GuildId, Known> },
    /// The new set was given up.
    Cancelled,
}

/// What the router does with a batch while two sets run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Treatment {
    Handle,
    HoldBack,
    Refuse,
}

/// The items of one dispatch, or one lifecycle event.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) entry: Arc<ShardEntry>,
    pub(crate) share: Option<Share>,
    /// The id of the session.
    pub(crate) session: Option<Arc<str>>,
    pub(crate) items: Vec<BatchItem>,
}

/// What the router needs when the new set takes over.
#[derive(Debug)]
pub(crate) struct TakenOver {
    /// The events that the old set has not received, in order.
    pub(crate) held: Vec<Held>,
    /// The guilds of the new sessions, by shard.
    pub(crate) trackers: HashMap<u32, GuildTracker>,
}

impl Holdback {
    /// Holds back the events of `set`, which are those of `entries`.
    pub(crate) fn new(set: u32, entries: Vec<Arc<ShardEntry>>) -> Self {
        let phase = Phase::Waiting { overlap: Overlap::default(), trackers: HashMap::new() };
        Self { set, entries, is_open: AtomicBool::new(false), phase: Mutex::new(phase), changed: Notify::new() }
    }

    /// The number of the new set.
    pub(crate) fn set(&self) -> u32 {
        self.set
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        // No user code runs under this lock, and each change is complete before anything that can panic.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of a batch of a shard of `set`.
    pub(crate) fn treatment(&self, set: u32) -> Treatment {
        match (&*self.phase(), set == self.set) {
            (Phase::Waiting { .. }, true) => Treatment::HoldBack,
            (Phase::Waiting { .. } | Phase::Cancelled, false) | (Phase::TakenOver { .. }, true) => Treatment::Handle,
            // The other set has received the same events.
            (Phase::Cancelled, true) | (Phase::TakenOver { .. }, false) => Treatment::Refuse,
        }
    }

    /// Drops the held events, because the new set is given up: the old set receives the same events. Batches that the
    /// new set has sent are refused from now on, also after the end of this holdback.
    pub(crate) fn cancel(&self) {
        for entry in &self.entries {
            entry.take_over();
        }
        *self.phase() = Phase::Cancelled;
        self.changed.notify_waiters();
    }

    /// Whether a dispatch of the set that is handled has come over the other set before, so that the handlers have
    /// received it. If not, it is recorded for the comparison.
    pub(crate) fn is_repeated(&self, fingerprint: Fingerprint) -> bool {
        let held = match &mut *self.phase() {
            Phase::TakenOver { overlap, .. } => return overlap.take_handled(fingerprint),
            Phase::Waiting { overlap, .. } => {
                overlap.handled(fingerprint);
                overlap.len()
            }
            Phase::Cancelled => return false,
        };
        if held < MAX_HELD {
            self.changed.notify_waiters();
        }
        false
    }

    /// After the take-over: whether the handlers know the state of the guild in `event` already, from the old set.
    /// Records that state.
    pub(crate) fn is_known(&self, event: &Event) -> Option<(GuildId, Option<Known>)> {
        let (guild, now) = guild_state(event)?;
        let mut phase = self.phase();
        let Phase::TakenOver { known, .. } = &mut *phase else { return None };
        let before = match now {
            Some(now) => known.insert(guild, now),
            None => known.remove(&guild),
        };
        (before == now).then_some((guild, now))
    }

    /// Holds back the items of one dispatch of the new set. `known` returns what the handlers know of a guild. A guild
    /// event that changes nothing for the handlers is returned instead.
    pub(crate) fn hold(
        &self,
        fingerprint: Option<Fingerprint>,
        mut held: Held,
        known: impl Fn(GuildId) -> Option<Known>,
    ) -> Option<Event> {
        let mut phase = self.phase();
        let Phase::Waiting { overlap, trackers } = &mut *phase else { return None };
        let shard = held.entry.id;
        match held.items.iter().find_map(|item| if let BatchItem::Event(event, _) = item { Some(event) } else { None })
        {
            Some(Event::Ready(ready)) => {
                let guilds = ready.guilds.iter().map(|guild| guild.id);
                trackers.insert(shard, GuildTracker::ready(guilds));
            }
            // It concerns the session only.
            Some(Event::Resumed(_)) => return None,
            Some(event) => {
                if let Some((guild, now)) = guild_state(event)
                    && now.is_some()
                    && now == known(guild)
                {
                    trackers.entry(shard).or_default().set_known(guild, now);
                    return held.items.drain(..).find_map(|item| match item {
                        BatchItem::Event(event, _) => Some(event),
                        _ => None,
                    });
                }
            }
            None => {}
        }
        overlap.hold(fingerprint, held);
        None
    }

    /// Notifies the waiters that the number of held events may have changed.
    pub(crate) fn notify(&self) {
        self.changed.notify_waiters();
    }

    /// The new set takes over. `known`: what the handlers know of guilds. Returns `None` if the set has taken over
    /// already, or was given up.
    pub(crate) fn take_over(&self, known: HashMap<GuildId, Known>) -> Option<TakenOver> {
        let taken = {
            let mut phase = self.phase();
            let Phase::Waiting { overlap, trackers } = &mut *phase else { return None };
            let (mut overlap, trackers) = (std::mem::take(overlap), std::mem::take(trackers));
            let held = overlap.take_held().collect();
            *phase = Phase::TakenOver { overlap, known };
            TakenOver { held, trackers }
        };
        self.changed.notify_waiters();
        Some(taken)
    }

    /// What the handlers know of guilds, once the new set has taken over.
    pub(crate) fn known(&self) -> HashMap<GuildId, Known> {
        match &*self.phase() {
            Phase::TakenOver { known, .. } => known.clone(),
            Phase::Waiting { .. } | Phase::Cancelled => HashMap::new(),
        }
    }

    /// Ends all waiting: the bot is stopping, and shards that stop must be able to deliver their last batch.
    pub(crate) fn stop_waiting(&self) {
        self.is_open.store(true, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// Resolves when no more events can be held back, or the new set is no longer waiting.
    pub(crate) async fn full(&self) {
        self.until(|held| held.is_none_or(|held| held >= MAX_HELD)).await;
    }

    /// Resolves when more events can be held back, or the new set is no longer waiting.
    pub(crate) async fn until_capacity(&self) {
        self.until(|held| held.is_none_or(|held| held < MAX_HELD)).await;
    }

    async fn until(&self, is_reached: impl Fn(Option<usize>) -> bool) {
        let held = || if let Phase::Waiting { overlap, .. } = &*self.phase() { Some(overlap.len()) } else { None };
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Enabled before the check, so that no change in between is missed.
            changed.as_mut().enable();
            if is_reached(held()) || self.is_open.load(Ordering::Acquire) {
                return;
            }
            changed.await;
        }
    }
}

/// The guild of an event and its new state; `None` as state: the bot is no longer a member. `None` for events that do
/// not change that.
fn guild_state(event: &Event) -> Option<(GuildId, Option<Known>)> {
    match event {
        Event::GuildCreate(create) if create.available().is_some() => Some((create.id(), Some(Known::Here))),
        Event::GuildCreate(create) => Some((create.id(), Some(Known::Outage))),
        Event::GuildDelete(delete) => Some((delete.id, delete.unavailable.then_some(Known::Outage))),
        _ => None,
    }
}
