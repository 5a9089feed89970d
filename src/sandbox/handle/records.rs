//! The records of what the bot did, and waiting for a condition.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::sandbox::Sandbox;
use crate::sandbox::journal::{
    ConnectionRecord, HeartbeatRecord, IdentifyRecord, RequestRecord, ResumeRecord, SentRecord,
};
use crate::sandbox::people::Timeout;

/// The longest time between two checks of [`Sandbox::wait_until`].
const LOOK_AGAIN: Duration = Duration::from_millis(20);

impl Sandbox {
    /// The websocket connections, oldest first, including those that ended.
    #[must_use]
    pub fn connections(&self) -> Vec<ConnectionRecord> {
        self.look(|state| state.journal.connections.iter().cloned().collect())
    }

    /// The number of open websocket connections. A [half-open](crate::sandbox::Faults::half_open) one counts until the
    /// client closes it.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.look(|state| state.hub.connections.len())
    }

    /// The number of open TCP connections, including those of HTTP requests.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        self.server.sockets.load(Ordering::Relaxed)
    }

    /// The number of sessions, connected or resumable.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.look(|state| state.hub.sessions.len())
    }

    /// The presence that a shard sent last.
    #[must_use]
    pub fn presence(&self, shard: u32) -> Option<serde_json::Value> {
        self.look(|state| {
            let of_shard = state.hub.sessions.values().filter(|it| it.shard == shard && it.connection.is_some());
            of_shard.filter_map(|it| it.presence.clone()).next()
        })
    }

    /// Every IDENTIFY and its outcome.
    #[must_use]
    pub fn identifies(&self) -> Vec<IdentifyRecord> {
        self.look(|state| state.journal.identifies.iter().cloned().collect())
    }

    /// Every RESUME and its outcome.
    #[must_use]
    pub fn resumes(&self) -> Vec<ResumeRecord> {
        self.look(|state| state.journal.resumes.iter().cloned().collect())
    }

    /// Every payload the bot sent, except heartbeats.
    #[must_use]
    pub fn sent(&self) -> Vec<SentRecord> {
        self.look(|state| state.journal.sent.iter().cloned().collect())
    }

    /// Every heartbeat.
    #[must_use]
    pub fn heartbeats(&self) -> Vec<HeartbeatRecord> {
        self.look(|state| state.journal.heartbeats.iter().copied().collect())
    }

    /// The codes of the close frames that the bot sent first, in the order of the connections. `None`: a close frame
    /// without a code.
    #[must_use]
    pub fn close_codes(&self) -> Vec<Option<u16>> {
        self.look(|state| {
            let closed = state.journal.connections.iter().filter_map(|it| it.closed_by_client.as_ref());
            closed.map(|(code, _)| *code).collect()
        })
    }

    /// Every HTTP request.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.look(|state| state.journal.requests.iter().cloned().collect())
    }

    /// The number of session starts that are left today.
    #[must_use]
    pub fn session_starts_left(&self) -> u32 {
        self.look(|state| state.budget.remaining())
    }

    /// How often the token was replaced because no session start was left. Discord does the same, and sends an email.
    #[must_use]
    pub fn token_resets(&self) -> u32 {
        self.look(|state| state.journal.token_resets)
    }

    /// Waits until `is_true` returns `true`. It is called after every change of the sandbox.
    ///
    /// # Errors
    ///
    /// If it did not return `true` within the limit.
    pub async fn wait_until(&self, limit: Duration, mut is_true: impl FnMut(&Self) -> bool) -> Result<(), Timeout> {
        let deadline = tokio::time::Instant::now() + limit;
        loop {
            let changed = self.shared().changed();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            if is_true(self) {
                return Ok(());
            }
            let now = tokio::time::Instant::now();
            if now >= deadline {
                return Err(self.look(|state| Timeout::new(state, limit, "what was waited for", None)));
            }
            // Not every change notifies: the end of a TCP connection does not. So check again soon in any case.
            let _ = tokio::time::timeout_at(deadline.min(now + LOOK_AGAIN), changed).await;
        }
    }
}
