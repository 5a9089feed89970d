//! The one state of a sandbox and the lock around it. Every method of the public API is one short visit here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::faults::Rules;
use super::hub::{ConnectionId, Cut, Hub, Out};
use super::journal::Journal;
use super::rest::RestState;
use super::settings::Settings;
use super::window::Window;
use super::world::World;
use crate::gateway::Opcode;
use crate::model::{ChannelId, GuildId, MessageId};

/// World, sessions, faults and journal: all that is behind the lock.
#[derive(Debug)]
pub(in crate::sandbox) struct State {
    pub(in crate::sandbox) settings: Arc<Settings>,
    /// `127.0.0.1:port`.
    pub(in crate::sandbox) address: String,
    /// Where `GET /gateway` sends people, if not here.
    pub(in crate::sandbox) announced: Option<String>,
    pub(in crate::sandbox) world: World,
    pub(in crate::sandbox) hub: Hub,
    pub(in crate::sandbox) rules: Rules,
    pub(in crate::sandbox) journal: Journal,
    pub(in crate::sandbox) budget: Budget,
    pub(in crate::sandbox) rest: RestState,
    /// Whole-guild member requests: one per guild and bot in 30 s.
    pub(in crate::sandbox) member_requests: HashMap<GuildId, Window>,
    /// Up to which message of the bot's somebody has waited, per channel.
    pub(in crate::sandbox) read: HashMap<ChannelId, MessageId>,
}

/// Session starts: so many a day, one per rate-limit key and window (gateway.md section 13).
#[derive(Debug)]
pub(in crate::sandbox) struct Budget {
    pub(in crate::sandbox) remaining: u32,
    pub(in crate::sandbox) since: Instant,
    pub(in crate::sandbox) last: HashMap<u32, Instant>,
}

impl State {
    /// Where `GET /gateway` sends people.
    pub(in crate::sandbox) fn gateway_url(&self) -> String {
        self.announced.clone().unwrap_or_else(|| format!("ws://{}", self.address))
    }

    fn new(settings: Settings, address: String) -> Self {
        let budget =
            Budget { remaining: settings.session_starts_remaining, since: Instant::now(), last: HashMap::new() };
        Self {
            world: World::new(unix_us(), settings.token.clone(), settings.privileged),
            hub: Hub::new(&settings),
            settings: Arc::new(settings),
            address,
            announced: None,
            rules: Rules::default(),
            journal: Journal::default(),
            budget,
            rest: RestState::default(),
            member_requests: HashMap::new(),
            read: HashMap::new(),
        }
    }

    /// Queues something for a connection. What ends the connection also takes the session from it.
    pub(in crate::sandbox) fn push(&mut self, id: ConnectionId, out: Out) {
        match &out {
            Out::Close { code, reason } => {
                let told = (*code, reason.clone());
                if let Some(record) = self.journal.connection(id) {
                    record.closed_by_sandbox.get_or_insert(told);
                }
                self.hub.push(id, out);
                self.hub.detach(id, Instant::now());
            }
            Out::Cut(cut) => {
                let silent = *cut == Cut::Silence;
                self.hub.push(id, out);
                self.hub.detach(id, Instant::now());
                if let Some(record) = self.journal.connection(id).filter(|_| silent) {
                    record.closed.get_or_insert_with(Instant::now);
                }
            }
            _ => self.hub.push(id, out),
        }
    }

    /// Sends op 9. With `false` the session of the connection is gone; the connection may identify again.
    pub(in crate::sandbox) fn invalidate(&mut self, id: ConnectionId, resumable: bool) {
        let data = if resumable { "true" } else { "false" };
        self.hub.send(id, Opcode::InvalidSession.as_u8(), data);
        if !resumable {
            let session = self.hub.connections.get_mut(&id).and_then(|it| it.session.take());
            if let Some(session) = session {
                self.hub.sessions.remove(&session);
            }
        }
    }

    /// `session_start_limit` of `GET /gateway/bot`: what is left, and the milliseconds until it is refilled.
    pub(in crate::sandbox) fn session_starts(&mut self, now: Instant) -> (u32, Duration) {
        let window = self.settings.session_starts_window;
        if now.saturating_duration_since(self.budget.since) >= window {
            self.budget.since = now;
            self.budget.remaining = self.settings.session_starts_total;
        }
        let left = window.saturating_sub(now.saturating_duration_since(self.budget.since));
        (self.budget.remaining, left)
    }

    fn publish(&mut self) {
        for event in self.world.take_events() {
            self.hub.publish(&event, &self.world);
        }
    }
}

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
            state.world.now = unix_us();
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

fn unix_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
