//! The lock around the state of a sandbox. Every method of the public API holds it for a short time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::state::State;
use crate::sandbox::settings::Settings;

/// A [`State`] that is shared by threads.
#[derive(Debug)]
pub(in crate::sandbox) struct Shared {
    state: Mutex<State>,
    /// Notified on every change.
    changed: Notify,
    /// What handlers reported as done, by id. It has its own lock, since a soak test reports often.
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

    /// Reads the state.
    pub(in crate::sandbox) fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Changes the state. Events are handed to the sessions before the lock is released, so that all sessions get them
    /// in the order in which they happened.
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

    /// Waits until `look` returns `Some`, up to `limit`.
    pub(in crate::sandbox) async fn wait_for<R>(
        &self,
        limit: Duration,
        mut look: impl FnMut(&State) -> Option<R>,
    ) -> Option<R> {
        let deadline = tokio::time::Instant::now() + limit;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Listening starts before `look`, so that a change in between is not missed.
            changed.as_mut().enable();
            if let Some(found) = self.look(&mut look) {
                return Some(found);
            }
            if tokio::time::timeout_at(deadline, changed).await.is_err() {
                return self.look(&mut look);
            }
        }
    }

    /// Waits as long as users need before they act on what the bot has sent. Without it, a click or a form could reach
    /// the bot before the answer to its own request does, when it does not wait for clicks and forms yet.
    pub(in crate::sandbox) async fn reaction_time(&self) {
        let time = self.look(|state| state.settings.reaction_time);
        tokio::time::sleep(time).await;
    }

    /// Counts a report of a handler.
    pub(in crate::sandbox) fn tally(&self, id: u64) {
        *self.tallies().entry(id).or_default() += 1;
        self.changed.notify_waiters();
    }

    /// The reports by id, with their count.
    pub(in crate::sandbox) fn tallies(&self) -> MutexGuard<'_, HashMap<u64, u32>> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves on the next change.
    pub(in crate::sandbox) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// After a panic under the lock, the state is used as it is: the sandbox is a test tool.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
