//! [`Demand`]: the kinds of events that are used at present.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::event::{EventKind, EventKinds};

/// The union of the kinds of all [guards](DemandGuard). Shards read it for each dispatch, which costs two loads. Guards
/// are made and dropped at any time.
#[derive(Debug, Default)]
pub(crate) struct Demand {
    halves: [AtomicU64; 2],
    /// How many guards there are for each kind.
    counts: Mutex<BTreeMap<EventKind, usize>>,
}

impl Demand {
    /// The kinds that are used.
    ///
    /// The kinds of a guard are included for each payload that is read after [`join`](Self::join) has returned. Relaxed
    /// loads suffice: a program that makes a guard and then causes an event receives it only after a round trip to
    /// Discord.
    pub(crate) fn kinds(&self) -> EventKinds {
        let [low, high] = &self.halves;
        EventKinds::from_halves([low.load(Ordering::Relaxed), high.load(Ordering::Relaxed)])
    }

    /// Adds these kinds until the guard is dropped.
    pub(crate) fn join(self: &Arc<Self>, kinds: EventKinds) -> DemandGuard {
        self.change(kinds, |count| count + 1);
        DemandGuard { demand: Arc::clone(self), kinds }
    }

    fn change(&self, kinds: EventKinds, change: impl Fn(usize) -> usize) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for kind in kinds.iter() {
            let count = counts.entry(kind).or_default();
            *count = change(*count);
        }
        counts.retain(|_, count| *count > 0);
        let used: EventKinds = counts.keys().copied().collect();
        // Stored under the lock, so that the last change of the counts is also the last one stored.
        for (half, bits) in self.halves.iter().zip(used.to_halves()) {
            half.store(bits, Ordering::Relaxed);
        }
    }
}

/// Keeps kinds of events in a [`Demand`] until it is dropped.
#[derive(Debug)]
pub(crate) struct DemandGuard {
    demand: Arc<Demand>,
    kinds: EventKinds,
}

impl Drop for DemandGuard {
    fn drop(&mut self) {
        self.demand.change(self.kinds, |count| count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_used_until_its_last_guard_is_dropped() {
        let demand = Arc::new(Demand::default());
        assert_eq!(demand.kinds(), EventKinds::NONE);
        let typing = EventKinds::only(EventKind::TypingStart);
        let one = demand.join(typing | EventKind::Ready);
        let two = demand.join(typing | EventKind::Custom);
        assert_eq!(demand.kinds(), typing | EventKind::Ready | EventKind::Custom);
        drop(one);
        assert_eq!(demand.kinds(), typing | EventKind::Custom);
        drop(two);
        assert_eq!(demand.kinds(), EventKinds::NONE);
        let all = demand.join(EventKinds::EVERY);
        assert_eq!(demand.kinds(), EventKinds::EVERY);
        drop(all);
    }

    #[test]
    fn guards_of_many_threads_leave_no_kinds() {
        let demand = Arc::new(Demand::default());
        std::thread::scope(|scope| {
            for kind in EventKind::ALL.iter().take(4).copied() {
                let demand = &demand;
                scope.spawn(move || {
                    for _ in 0..500 {
                        let guard = demand.join(EventKinds::only(kind) | EventKind::Unknown);
                        assert!(demand.kinds().contains(kind) && demand.kinds().contains(EventKind::Unknown));
                        drop(guard);
                    }
                });
            }
        });
        assert_eq!(demand.kinds(), EventKinds::NONE);
    }
}
