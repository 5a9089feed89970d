//! Which kinds of events somebody wants at this moment.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::event::{EventKind, EventKinds};

/// The union of all guardes. Shards look at it for each dispatch, which costs two loads; guardes come and go while they do.
#[derive(Debug, Default)]
pub(crate) struct Demand {
    halves: [AtomicU64; 2],
    /// How many want each kind.
    counts: Mutex<BTreeMap<EventKind, usize>>,
}

impl Demand {
    /// The kinds that somebody wants.
    ///
    /// A guard is in it for each payload that is read after [`join`](Self::join) has returned. The loads order nothing else: who
    /// guarded for an event and then caused it has gone through Discord in between.
    pub(crate) fn kinds(&self) -> EventKinds {
        let [low, high] = &self.halves;
        EventKinds::from_halves([low.load(Ordering::Relaxed), high.load(Ordering::Relaxed)])
    }

    /// Wants these kinds until the guard is dropped.
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
        let wanted: EventKinds = counts.keys().copied().collect();
        // Under the lock, so that the last one to change the counts is the last to be seen.
        for (half, bits) in self.halves.iter().zip(wanted.to_halves()) {
            half.store(bits, Ordering::Relaxed);
        }
    }
}

/// Somebody wants some kinds, for as long as this lives.
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
    fn a_kind_is_wanted_until_the_last_guard_for_it_is_gone() {
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
    fn guardes_of_many_threads_leave_nothing_behind() {
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
