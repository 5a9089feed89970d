//! [`Holdback`]: the events of the new set of shards, until it takes over.
//!
//! What the new set is sent is held back until the old set is sent the same ([`Overlap`]). What is left when the sets change places
//! is handled then. Guilds are treated apart, because each session begins with all of them: what a session says of a guild
//! that the handlers know is not handled again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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

/// The dispatches that are held back at most. At the bound the new set stops reading its sockets, and takes over as soon as it can.
const MOST_HELD: usize = 16_384;

/// The holdback of the reshard that is under way, if one is. It outlives the router.
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
    phase: Mutex<Phase>,
    /// Notified when the number of events changes that are held back.
    changed: Notify,
}

#[derive(Debug)]
enum Phase {
    /// The new set waits.
    Waiting { overlap: Overlap<Held>, trackers: HashMap<u32, GuildTracker> },
    /// The new set has taken over. It may still be sent what the old set was sent.
    Trailing { overlap: Overlap<Held>, known: HashMap<GuildId, Known> },
    /// The new set was given up.
    Cancelled,
}

/// What was made of one dispatch, or an event of the shard's own life.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) entry: Arc<ShardEntry>,
    pub(crate) share: Option<Share>,
    pub(crate) items: Vec<BatchItem>,
}

/// What the new set brings when it takes over.
#[derive(Debug)]
pub(crate) struct TakenOver {
    /// What the old set was not sent, in order.
    pub(crate) held: Vec<Held>,
    /// The guilds of the new sessions, by shard.
    pub(crate) trackers: HashMap<u32, GuildTracker>,
}

impl Holdback {
    /// Events of `set` are held back.
    pub(crate) fn new(set: u32) -> Self {
        let phase = Phase::Waiting { overlap: Overlap::default(), trackers: HashMap::new() };
        Self { set, phase: Mutex::new(phase), changed: Notify::new() }
    }

    /// The number of the new set.
    pub(crate) fn set(&self) -> u32 {
        self.set
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        // No user code runs under this lock, and each change is complete before anything that can panic.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the events of a shard of this set are to be held back.
    pub(crate) fn holds_back(&self, set: u32) -> bool {
        set == self.set && matches!(*self.phase(), Phase::Waiting { .. })
    }

    /// Gives the new set up. The old set was sent, or will be sent, what the new one was.
    pub(crate) fn cancel(&self) {
        *self.phase() = Phase::Cancelled;
        self.changed.notify_waiters();
    }

    /// Whether the handlers have seen a dispatch with this fingerprint over the other set. If not, it counts as seen.
    pub(crate) fn is_repeated(&self, fingerprint: Fingerprint) -> bool {
        let held = match &mut *self.phase() {
            Phase::Trailing { overlap, .. } => return overlap.repeats(fingerprint),
            Phase::Waiting { overlap, .. } => {
                overlap.handled(fingerprint);
                overlap.len()
            }
            Phase::Cancelled => return false,
        };
        if held < MOST_HELD {
            self.changed.notify_waiters();
        }
        false
    }

    /// Whether the handlers know what `event` says of a guild, from the old set. Stores what it says.
    pub(crate) fn is_known(&self, event: &Event) -> Option<(GuildId, Option<Known>)> {
        let (guild, now) = guild_state(event)?;
        let mut phase = self.phase();
        let Phase::Trailing { known, .. } = &mut *phase else { return None };
        let before = match now {
            Some(now) => known.insert(guild, now),
            None => known.remove(&guild),
        };
        (before == now).then_some((guild, now))
    }

    /// Holds back what was made of one dispatch of the new set. `known` says what the handlers know of a guild. Returns an
    /// event of a guild that says nothing new to the handlers.
    pub(crate) fn hold(
        &self,
        fingerprint: Option<Fingerprint>,
        mut held: Held,
        known: impl Fn(GuildId) -> Option<Known>,
    ) -> Option<Event> {
        let mut phase = self.phase();
        let Phase::Waiting { overlap, trackers } = &mut *phase else { return None };
        let shard = held.entry.id;
        match held.items.iter().find_map(|item| if let BatchItem::Event(event) = item { Some(event) } else { None }) {
            Some(Event::Ready(ready)) => {
                let guilds = ready.guilds.iter().map(|guild| guild.id);
                trackers.insert(shard, GuildTracker::ready(guilds));
            }
            // It is about the session alone.
            Some(Event::Resumed(_)) => return None,
            Some(event) => {
                if let Some((guild, now)) = guild_state(event)
                    && now.is_some()
                    && now == known(guild)
                {
                    trackers.entry(shard).or_default().set_known(guild, now);
                    return held.items.drain(..).find_map(|item| match item {
                        BatchItem::Event(event) => Some(event),
                        _ => None,
                    });
                }
            }
            None => {}
        }
        overlap.hold(fingerprint, held);
        None
    }

    /// More or less is held back than before.
    pub(crate) fn notify(&self) {
        self.changed.notify_waiters();
    }

    /// The new set takes over. `known` are the guilds that the handlers know. `None` if it has taken over already, or was
    /// given up.
    pub(crate) fn take_over(&self, known: HashMap<GuildId, Known>) -> Option<TakenOver> {
        let taken = {
            let mut phase = self.phase();
            let Phase::Waiting { overlap, trackers } = &mut *phase else { return None };
            let (mut overlap, trackers) = (std::mem::take(overlap), std::mem::take(trackers));
            let held = overlap.take_held().collect();
            *phase = Phase::Trailing { overlap, known };
            TakenOver { held, trackers }
        };
        self.changed.notify_waiters();
        Some(taken)
    }

    /// Passes what the handlers know of guilds to `carry`, once the new set has taken over.
    pub(crate) fn with_known(&self, carry: impl FnOnce(&HashMap<GuildId, Known>)) {
        if let Phase::Trailing { known, .. } = &*self.phase() {
            carry(known);
        }
    }

    /// Resolves when no more may be held back, or nothing is any more.
    pub(crate) async fn full(&self) {
        self.until(|held| held.is_none_or(|held| held >= MOST_HELD)).await;
    }

    /// Resolves when more may be held back, or nothing is any more.
    pub(crate) async fn until_capacity(&self) {
        self.until(|held| held.is_none_or(|held| held < MOST_HELD)).await;
    }

    async fn until(&self, is_reached: impl Fn(Option<usize>) -> bool) {
        let held = || if let Phase::Waiting { overlap, .. } = &*self.phase() { Some(overlap.len()) } else { None };
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Enabled before the check, so that no change in between is missed.
            changed.as_mut().enable();
            if is_reached(held()) {
                return;
            }
            changed.await;
        }
    }
}

/// What an event says of a guild: it is here, has an outage, or (`None`) the bot is no longer a member.
fn guild_state(event: &Event) -> Option<(GuildId, Option<Known>)> {
    match event {
        Event::GuildCreate(create) if create.available().is_some() => Some((create.id(), Some(Known::Here))),
        Event::GuildCreate(create) => Some((create.id(), Some(Known::Outage))),
        Event::GuildDelete(delete) => Some((delete.id, delete.unavailable.then_some(Known::Outage))),
        _ => None,
    }
}
