//! [`PollWatch`]: reports handlers that block their thread, while they block it.
//!
//! A handler that blocks (`std::thread::sleep`, a long calculation) does not return from a poll, so that the task that
//! polls it cannot report it. Therefore each task that calls handlers has a slot: it stores there what it is about to
//! poll, and clears the slot after that, which costs two stores. While there are such tasks, the thread of the router,
//! which no handler can block, looks at the slots every [`CHECK_EVERY`]. A slot that still has the value of former
//! checks belongs to a handler that has not returned since.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::state::CallTag;

/// The interval of the checks.
const CHECK_EVERY: Duration = Duration::from_millis(250);
/// After how many checks with the same value a handler is reported for the first time. It is reported again whenever
/// the number has doubled.
const REPORTED_AFTER: u32 = 4;

/// The slots of all tasks of an executor that call handlers.
#[derive(Debug, Default)]
pub(super) struct PollWatch {
    slots: Mutex<Slots>,
    is_checking: AtomicBool,
}

#[derive(Debug, Default)]
struct Slots {
    all: Vec<Arc<Slot>>,
    free: Vec<Arc<Slot>>,
}

/// What a task polls at present; 0 between two polls. It has a cache line of its own, because its task writes it often.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Slot(AtomicU64);

impl PollWatch {
    /// A slot for a task that calls handlers.
    pub(super) fn slot(self: &Arc<Self>) -> PollSlot {
        let slot = {
            let mut slots = self.slots();
            slots.free.pop().unwrap_or_else(|| {
                let slot = Arc::<Slot>::default();
                slots.all.push(Arc::clone(&slot));
                slot
            })
        };
        PollSlot { watch: Arc::clone(self), slot, polls: 0 }
    }

    /// Whether the checks are to be started. To be called after calls were counted.
    pub(super) fn needs_check(&self) -> bool {
        !self.is_checking.load(Ordering::SeqCst) && !self.is_checking.swap(true, Ordering::SeqCst)
    }

    /// Checks the slots until `open_calls` returns 0. `report` gets what a handler was called for, and for how long at
    /// least it has blocked its thread.
    pub(super) async fn check(self: Arc<Self>, open_calls: impl Fn() -> usize, report: impl Fn(CallTag, Duration)) {
        let mut before = Vec::<(u64, u32)>::new();
        loop {
            tokio::time::sleep(CHECK_EVERY).await;
            if open_calls() == 0 {
                self.is_checking.store(false, Ordering::SeqCst);
                // Read again after the flag is cleared: calls that were counted before that started no checks.
                if open_calls() == 0 || !self.needs_check() {
                    return;
                }
            }
            let slots = self.slots();
            before.resize(slots.all.len(), (0, 0));
            let blocked: Vec<_> = slots
                .all
                .iter()
                .zip(&mut before)
                .filter_map(|(slot, (value, checks))| {
                    let now = slot.0.load(Ordering::Relaxed);
                    *checks = if now != 0 && now == *value { *checks + 1 } else { 0 };
                    *value = now;
                    is_reported(*checks).then_some((CallTag::from_bits(now as u32), CHECK_EVERY * *checks))
                })
                .collect();
            drop(slots);
            for (call, time) in blocked {
                report(call, time);
            }
        }
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        // No user code runs under this lock, and each change is one push or pop.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_reported(checks: u32) -> bool {
    checks >= REPORTED_AFTER && checks.is_power_of_two()
}

/// The slot of one task.
#[derive(Debug)]
pub(super) struct PollSlot {
    watch: Arc<PollWatch>,
    slot: Arc<Slot>,
    /// How often this task has polled a handler. It is part of the value, so that two polls have different values.
    polls: u32,
}

impl PollSlot {
    /// Polls `future`, and keeps `call` in the slot during each poll.
    pub(super) fn watch<F: Future>(
        &mut self,
        call: CallTag,
        mut future: Pin<&mut F>,
    ) -> impl Future<Output = F::Output> + Unpin {
        poll_fn(move |task| {
            self.polls = self.polls.wrapping_add(1).max(1);
            self.slot.0.store(u64::from(self.polls) << 32 | u64::from(call.to_bits()), Ordering::Relaxed);
            let poll = future.as_mut().poll(task);
            self.slot.0.store(0, Ordering::Relaxed);
            poll
        })
    }
}

impl Drop for PollSlot {
    fn drop(&mut self) {
        let slot = Arc::clone(&self.slot);
        self.watch.slots().free.push(slot);
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, pin::pin};

    use super::*;
    use crate::event::EventKind;

    #[tokio::test(start_paused = true)]
    async fn a_poll_that_does_not_return_is_reported_at_growing_intervals() {
        let watch = Arc::<PollWatch>::default();
        let (stuck, mut busy) = (watch.slot(), watch.slot());
        let tag = CallTag::event(EventKind::MessageCreate).with_handler(3);
        stuck.slot.0.store(1 << 32 | u64::from(tag.to_bits()), Ordering::Relaxed);
        let reports = RefCell::new(Vec::new());
        assert!(watch.needs_check() && !watch.needs_check());
        let check = Arc::clone(&watch).check(|| 1, |call, time| reports.borrow_mut().push((call, time)));
        let polls = async {
            for _ in 0..40 {
                busy.watch(tag, pin!(async {})).await;
                // At the time of a check this task is in a poll, which is another one each time.
                busy.slot.0.store(u64::from(busy.polls) << 32 | u64::from(tag.to_bits()), Ordering::Relaxed);
                tokio::time::sleep(CHECK_EVERY / 2).await;
            }
        };
        tokio::select! {
            () = check => panic!("the check ended"),
            () = polls => {}
        }
        let seconds = [1, 2, 4].map(|seconds| (tag, Duration::from_secs(seconds)));
        assert_eq!(reports.into_inner(), seconds);
    }

    #[tokio::test(start_paused = true)]
    async fn the_check_ends_with_the_calls_and_slots_are_used_again() {
        let watch = Arc::<PollWatch>::default();
        drop((watch.slot(), watch.slot()));
        let _slots = (watch.slot(), watch.slot());
        let counts = |slots: &Slots| (slots.all.len(), slots.free.len());
        assert_eq!(counts(&watch.slots()), (2, 0));
        assert!(watch.needs_check());
        Arc::clone(&watch).check(|| 0, |_, _| panic!("nothing is blocked")).await;
        assert!(watch.needs_check());
    }
}
