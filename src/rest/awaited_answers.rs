//! The interactions whose first answer is waited for by the server that received them. Data only.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::model::InteractionId;

/// How long after a response Discord may not have handled it yet, so that it does not accept the token for other
/// requests.
pub(super) const HANDLED_WITHIN: Duration = Duration::from_secs(3);

/// The first answer to an interaction.
#[derive(Debug)]
pub(crate) enum FirstAnswer {
    /// The body of the response, which is JSON.
    Response(Bytes),
    /// It was sent to Discord's REST API.
    Sent,
}

/// The interactions whose first answer is waited for, and those that were answered lately.
#[derive(Debug, Default)]
pub(super) struct FirstAnswers(Mutex<State>);

#[derive(Default)]
pub(super) struct State {
    pub(super) awaited: HashMap<InteractionId, Awaited>,
    /// The tokens of interactions that were answered by a response, oldest first, and when.
    pub(super) answered: VecDeque<(Box<str>, Instant)>,
}

/// The server that waits for the first answer to an interaction.
pub(super) struct Awaited {
    pub(super) token: Box<str>,
    pub(super) sender: oneshot::Sender<FirstAnswer>,
}

impl State {
    /// Notes that an interaction is answered by a response, and forgets those that Discord has handled by now.
    pub(super) fn note_answered(&mut self, token: Box<str>, now: Instant) {
        while self.answered.front().is_some_and(|(_, at)| now.saturating_duration_since(*at) > HANDLED_WITHIN) {
            self.answered.pop_front();
        }
        self.answered.push_back((token, now));
    }
}

/// Shows no tokens.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("awaited", &self.awaited.len()).finish_non_exhaustive()
    }
}

impl FirstAnswers {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while it was locked leaves the state whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
