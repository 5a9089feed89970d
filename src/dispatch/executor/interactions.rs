//! The calls for interactions.
//!
//! The first answer to an interaction is due within three seconds. Therefore its calls do not wait in the queues of the
//! other events: each call is a task of its own, as soon as its batch is handled. At most
//! [`ExecutorConfig::interactions`](super::ExecutorConfig) of these calls run at the same time; others wait in the
//! order in which they came. All of them count as calls that wait or run, so that the bound of these limits their
//! number.

use std::sync::{Arc, atomic::Ordering};

use super::{Inner, Job};

impl Inner {
    /// Makes a call for an interaction, in a task of its own.
    pub(super) fn start_interaction(self: &Arc<Self>, job: Job) {
        self.depth().fetch_add(1, Ordering::SeqCst);
        self.state.counters.interactions.fetch_add(1, Ordering::Relaxed);
        let inner = Arc::clone(self);
        self.runtime.spawn(async move {
            let mut ended = inner.ended.subscribe();
            tokio::select! {
                biased;
                _ = ended.wait_for(|ended| *ended) => {}
                () = inner.call_interaction(job) => {}
            }
        });
    }

    async fn call_interaction(&self, job: Job) {
        // The semaphore is never closed, so there is always a permit.
        let permit = match self.interactions.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => {
                self.note_delay();
                self.interactions.acquire().await.ok()
            }
        };
        let mut slot = self.caller.slot();
        self.caller.call(job.handler, &job.invocation, &mut slot, || self.watchdog.handler_waits()).await;
        job.ended();
        drop((job, permit));
        self.state.counters.interactions.fetch_sub(1, Ordering::Relaxed);
        self.call_ended();
    }

    /// Counts a call that has to wait. Logged for the first one, and whenever their number has doubled.
    fn note_delay(&self) {
        let delayed = self.state.counters.interactions_delayed.fetch_add(1, Ordering::Relaxed) + 1;
        if delayed.is_power_of_two() {
            let max_interactions = self.config.interactions;
            tracing::warn!(delayed, max_interactions, "too many interactions are being handled: others wait");
        }
    }
}
