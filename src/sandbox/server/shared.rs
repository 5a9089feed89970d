//! The one state of a sandbox and the lock around it. Every method of the public API is one short visit here.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::state::State;
use crate::sandbox::settings::Settings;

/// A [`State`] that can be reached from every thread.
#[derive(Debug)]
pub(in crate::sandbox) struct Shared {
    state: Mutex<State>,
    /// Rung whenever something happened.
    changed: Notify,
    /// What handlers reported as done, by a number of their own; apart from the state, as a soak reports often.
    tally: Mutex<HashMap<u64, u32>>,
}

impl Shared {
    pub(in crate::sandbox) fn new(settings: Settings, address: String) -> Self {
        Self {
            state: Mutex::new(State::new(settings, address)),
            changed: Notify::new(),
            tally: Mutex::new(HashMap::new()),
        }
    }

    /// Looks at the state without telling anybody.
    pub(in crate::sandbox) fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Changes the state. What happened is handed to the sessions before the lock is given back, so that everybody sees
    /// events in the order they happened.
    pub(in crate::sandbox) fn act<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        let result = {
            let mut state = self.lock();
            state.set_clock();
            let result = act(&mut state);
            state.publish();
            result
        };
        self.changed.notify_waiters();
        result
    }

    /// Waits until `look` finds something, or the time is over.
    pub(in crate::sandbox) async fn wait_for<R>(
        &self,
        limit: Duration,
        mut look: impl FnMut(&State) -> Option<R>,
    ) -> Option<R> {
        let deadline = tokio::time::Instant::now() + limit;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Listen before looking, or a change between the two would be missed.
            changed.as_mut().enable();
            if let Some(found) = self.look(&mut look) {
                return Some(found);
            }
            if tokio::time::timeout_at(deadline, changed).await.is_err() {
                return self.look(&mut look);
            }
        }
    }

    /// Somebody reports something as handled.
    pub(in crate::sandbox) fn tally(&self, id: u64) {
        *self.tallies().entry(id).or_default() += 1;
        self.changed.notify_waiters();
    }

    /// What was reported, and how often.
    pub(in crate::sandbox) fn tallies(&self) -> MutexGuard<'_, HashMap<u64, u32>> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves at the next change.
    pub(in crate::sandbox) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// A panic while the lock was held has left a state that is as good as any: the sandbox is a test's tool.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
