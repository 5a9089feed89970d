//! The watchdog and sockets of the user's runtime go on while a handler blocks a thread of it.
//!
//! One thread of a tokio runtime at a time waits for the runtime's watchdog and sockets, and does so only when it has no
//! task to run. When a handler blocks just that thread (`std::thread::sleep`), the others go on sleeping, until
//! something from outside wakes one of them, which then takes the watchdog over. A bot that is busy wakes them all the
//! time. In a quiet one nothing does, and other handlers would wait for their watchdog as long as the thread is blocked.
//! So while handlers wait, a thread of the bot's own looks at those of the runtime, and wakes one if another does not
//! move.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    runtime::{Handle, RuntimeMetrics},
    sync::Notify,
};

/// How often the threads are looked at while handlers wait. Two looks tell that one is blocked.
const CHECK_EVERY: Duration = Duration::from_millis(20);

/// Looks after the watchdog of a runtime.
pub(super) struct StallWatchdog {
    runtime: Handle,
    /// A handler waits, and nobody looks yet.
    needed: Notify,
    is_looking: AtomicBool,
}

impl StallWatchdog {
    pub(super) fn new(runtime: Handle) -> Self {
        Self { runtime, needed: Notify::new(), is_looking: AtomicBool::new(false) }
    }

    /// A handler waits, perhaps for a timer. Costs next to nothing if it is not the only one.
    pub(super) fn handler_waits(&self) {
        if !self.is_looking.swap(true, Ordering::SeqCst) {
            self.needed.notify_one();
        }
    }

    /// Looks at the runtime's threads for as long as `waiting` says that calls are under way. Does not end; to be run
    /// on a thread that no handler can block.
    pub(super) async fn watch(self: Arc<Self>, waiting: impl Fn() -> usize) {
        let metrics = self.runtime.metrics();
        // With one thread there is none to wake.
        if metrics.num_workers() < 2 {
            return;
        }
        let mut before = vec![0; metrics.num_workers()];
        loop {
            // Those that have begun to wait before this saw that somebody looked.
            if waiting() == 0 {
                self.is_looking.store(false, Ordering::SeqCst);
                if waiting() == 0 {
                    self.needed.notified().await;
                }
                self.is_looking.store(true, Ordering::SeqCst);
            }
            tokio::time::sleep(CHECK_EVERY).await;
            let now: Vec<_> = (0..before.len()).map(|thread| park_count(&metrics, thread)).collect();
            if one_is_stuck(&before, &now) {
                // A task from outside wakes a thread that sleeps, whatever it does.
                self.runtime.spawn(async {});
            }
            before = now;
        }
    }
}

/// Whether a thread has been awake since the last look while another sleeps, so that the other is to be woken. The
/// counts say how often each thread has gone to sleep or woken up: they are odd while it sleeps.
fn one_is_stuck(before: &[u64], now: &[u64]) -> bool {
    let is_awake = |count: u64| count.is_multiple_of(2);
    let mut stuck = before.iter().zip(now).filter(|(before, now)| before == now && is_awake(**now));
    stuck.next().is_some() && !now.iter().all(|count| is_awake(*count))
}

#[cfg(target_has_atomic = "64")]
fn park_count(metrics: &RuntimeMetrics, thread: usize) -> u64 {
    metrics.worker_park_unpark_count(thread)
}

/// The runtime does not count here. No thread is found stuck.
#[cfg(not(target_has_atomic = "64"))]
fn park_count(_: &RuntimeMetrics, _: usize) -> u64 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_stuck_that_stays_awake_while_another_sleeps() {
        for (before, now, stuck) in [
            ([4, 7], [4, 7], true),
            // Another was woken, and sleeps again: it looks after the watchdog, or has lost them to one that is stuck
            // now.
            ([4, 7], [4, 9], true),
            ([4, 7], [4, 8], false),
            ([4, 6], [4, 6], false),
            ([4, 7], [6, 7], false),
            ([4, 7], [5, 7], false),
            ([5, 7], [5, 7], false),
        ] {
            assert_eq!(one_is_stuck(&before, &now), stuck, "{before:?} {now:?}");
        }
    }
}
