//! The timers and sockets of the user's runtime go on while a handler blocks a thread of it.
//!
//! One thread of a tokio runtime at a time waits for the runtime's timers and sockets, and does so only when it has no task to run. When a handler
//! blocks just that thread (`std::thread::sleep`), the others go on sleeping, until something from outside wakes one of them, which then takes the
//! timers over. A bot that is busy wakes them all the time. In a quiet one nothing does, and other handlers would wait for their timers as long as the
//! thread is blocked. So while handlers wait, a thread of the bot's own looks at those of the runtime, and wakes one if another does not move.

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
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Looks after the timers of a runtime.
pub(super) struct Timers {
    runtime: Handle,
    /// A handler waits, and nobody looks yet.
    needed: Notify,
    is_looking: AtomicBool,
}

impl Timers {
    pub(super) fn new(runtime: Handle) -> Self {
        Self { runtime, needed: Notify::new(), is_looking: AtomicBool::new(false) }
    }

    /// A handler waits, perhaps for a timer. Costs next to nothing if it is not the only one.
    pub(super) fn a_handler_waits(&self) {
        if !self.is_looking.swap(true, Ordering::SeqCst) {
            self.needed.notify_one();
        }
    }

    /// Looks at the runtime's threads for as long as `waiting` says that calls are under way. Does not end; to be run on a thread that no handler can block.
    pub(super) async fn look_after(self: Arc<Self>, waiting: impl Fn() -> usize) {
        let metrics = self.runtime.metrics();
        // With one thread there is none to wake.
        if metrics.num_workers() < 2 {
            return;
        }
        let mut threads = vec![Thread::default(); metrics.num_workers()];
        loop {
            // Those that have begun to wait before this saw that somebody looked.
            if waiting() == 0 {
                self.is_looking.store(false, Ordering::SeqCst);
                if waiting() == 0 {
                    self.needed.notified().await;
                }
                self.is_looking.store(true, Ordering::SeqCst);
            }
            tokio::time::sleep(LOOK_EVERY).await;
            let counts = (0..threads.len()).map(|thread| park_count(&metrics, thread));
            if one_is_stuck(&mut threads, counts) {
                // A task from outside wakes a thread that sleeps, whatever it does.
                self.runtime.spawn(async {});
            }
        }
    }
}

/// A thread of the runtime, as it was when it was last looked at.
#[derive(Debug, Clone, Default)]
struct Thread {
    /// How often it has gone to sleep or woken up: odd while it sleeps.
    count: u64,
    /// The count at which another was woken in its place.
    replaced_at: Option<u64>,
}

/// Whether a thread has been at one task since the last look while another sleeps, so that the other is to be woken. Said once of each task: who was woken
/// looks after the timers from then on.
fn one_is_stuck(threads: &mut [Thread], counts: impl Iterator<Item = u64>) -> bool {
    let (mut stuck, mut sleeps) = (Vec::new(), false);
    for (thread, count) in threads.iter_mut().zip(counts) {
        let is_awake = count % 2 == 0;
        sleeps |= !is_awake;
        if is_awake && thread.count == count && thread.replaced_at != Some(count) {
            stuck.push(thread);
        } else {
            thread.count = count;
        }
    }
    let wake = sleeps && !stuck.is_empty();
    if wake {
        stuck.into_iter().for_each(|thread| thread.replaced_at = Some(thread.count));
    }
    wake
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
    fn a_thread_is_replaced_once_for_each_task_it_is_stuck_in() {
        let mut threads = vec![Thread::default(); 2];
        for (counts, wake) in [
            ([4, 7], false),
            // Stuck, and the other sleeps.
            ([4, 7], true),
            ([4, 7], false),
            ([4, 9], false),
            // Both are at work; a little later one of them sleeps.
            ([6, 10], false),
            ([6, 10], false),
            ([6, 11], true),
            ([6, 11], false),
            // Whoever moves is not stuck.
            ([8, 11], false),
            ([10, 13], false),
            ([11, 14], false),
            ([11, 14], true),
            ([11, 15], false),
        ] {
            assert_eq!(one_is_stuck(&mut threads, counts.into_iter()), wake, "{counts:?}");
        }
    }
}
