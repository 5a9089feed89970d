//! [`StallWatchdog`]: keeps the timers and sockets of the user's runtime running while a handler blocks one of its
//! threads.
//!
//! In a tokio runtime one thread at a time waits for the timers and sockets, and only when it has no task to run. If a
//! handler blocks that thread (`std::thread::sleep`), the other threads sleep until something from outside the runtime
//! wakes one of them, which then waits for the timers and sockets. In a busy bot that happens all the time. In an idle
//! bot it does not, and the timers of other handlers would not fire while the thread is blocked. So while handlers
//! wait, a task on a thread of the bot checks the threads of the runtime, and wakes one of them if another one is
//! blocked.

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

/// The interval of the checks while handlers wait. A thread that has not slept between two checks counts as blocked.
const CHECK_EVERY: Duration = Duration::from_millis(20);

/// The watchdog of one runtime.
pub(super) struct StallWatchdog {
    runtime: Handle,
    /// Notified when a handler waits and the checks are not running.
    needed: Notify,
    is_checking: AtomicBool,
}

impl StallWatchdog {
    pub(super) fn new(runtime: Handle) -> Self {
        Self { runtime, needed: Notify::new(), is_checking: AtomicBool::new(false) }
    }

    /// A handler waits, possibly for a timer or a socket: starts the checks unless they are running.
    pub(super) fn handler_waits(&self) {
        if !self.is_checking.swap(true, Ordering::SeqCst) {
            self.needed.notify_one();
        }
    }

    /// Checks the threads of the runtime while `waiting` returns more than 0 calls. Does not end. To be run on a thread
    /// that no handler can block.
    pub(super) async fn watch(self: Arc<Self>, waiting: impl Fn() -> usize) {
        let metrics = self.runtime.metrics();
        // With a single thread there is none to wake.
        if metrics.num_workers() < 2 {
            return;
        }
        let mut before = vec![0; metrics.num_workers()];
        loop {
            // Read again after the flag is cleared: a handler that began to wait before that did not notify this task.
            if waiting() == 0 {
                self.is_checking.store(false, Ordering::SeqCst);
                if waiting() == 0 {
                    self.needed.notified().await;
                }
                self.is_checking.store(true, Ordering::SeqCst);
            }
            tokio::time::sleep(CHECK_EVERY).await;
            let now: Vec<_> = (0..before.len()).map(|thread| park_count(&metrics, thread)).collect();
            if has_stuck_thread(&before, &now) {
                // Any task that is spawned from outside the runtime wakes a sleeping thread.
                self.runtime.spawn(async {});
            }
            before = now;
        }
    }
}

/// Whether a thread has been awake since the last check while another one sleeps, which is then to be woken. The counts
/// are how often each thread has begun or ended to sleep: a count is odd while its thread sleeps.
fn has_stuck_thread(before: &[u64], now: &[u64]) -> bool {
    let is_awake = |count: u64| count.is_multiple_of(2);
    let mut stuck = before.iter().zip(now).filter(|(before, now)| before == now && is_awake(**now));
    stuck.next().is_some() && !now.iter().all(|count| is_awake(*count))
}

#[cfg(target_has_atomic = "64")]
fn park_count(metrics: &RuntimeMetrics, thread: usize) -> u64 {
    metrics.worker_park_unpark_count(thread)
}

/// On this platform tokio has no such counter. No thread is ever found to be stuck.
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
            // The other thread was woken and sleeps again. It may or may not be the one that waits for the timers.
            ([4, 7], [4, 9], true),
            ([4, 7], [4, 8], false),
            ([4, 6], [4, 6], false),
            ([4, 7], [6, 7], false),
            ([4, 7], [5, 7], false),
            ([5, 7], [5, 7], false),
        ] {
            assert_eq!(has_stuck_thread(&before, &now), stuck, "{before:?} {now:?}");
        }
    }
}
