//! Settings of a sandbox: limits, times, the size of the simulated bot.

use std::time::Duration;

use crate::gateway::Intents;

/// Discord's usual heartbeat interval.
pub const DEFAULT_HEARTBEAT_INTERVAL: Duration = Duration::from_millis(41_250);
/// The time between two IDENTIFYs of one rate-limit key.
pub const DEFAULT_IDENTIFY_WINDOW: Duration = Duration::from_secs(5);
/// How many sessions an ordinary bot may start in 24 hours.
pub const DEFAULT_SESSION_STARTS: u32 = 1000;
/// How long a session without a connection stays resumable.
pub const DEFAULT_SESSION_LIFETIME: Duration = Duration::from_secs(180);
/// How many dispatches of a session are kept for a resume.
pub const DEFAULT_REPLAY_CAPACITY: usize = 100_000;
/// How many payloads may wait for a client that does not read before its connection is dropped.
pub const DEFAULT_OUTBOX_CAPACITY: usize = 100_000;

/// How long users need before they act on what the bot has sent.
pub const DEFAULT_REACTION_TIME: Duration = Duration::from_millis(10);

/// The settings, fixed while the sandbox runs.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Settings {
    pub(in crate::sandbox) heartbeat_interval: Duration,
    /// How long after its last heartbeat a connection is dropped.
    pub(in crate::sandbox) heartbeat_patience: Option<Duration>,
    /// After how many heartbeats of a connection the sandbox requests one.
    pub(in crate::sandbox) heartbeat_request_every: Option<u32>,
    pub(in crate::sandbox) identify_window: Duration,
    pub(in crate::sandbox) max_concurrency: u32,
    pub(in crate::sandbox) session_starts_total: u32,
    pub(in crate::sandbox) session_starts_remaining: u32,
    pub(in crate::sandbox) session_starts_window: Duration,
    pub(in crate::sandbox) recommended_shards: u32,
    pub(in crate::sandbox) shard_multiple: u32,
    pub(in crate::sandbox) max_guilds_per_shard: usize,
    pub(in crate::sandbox) privileged: Intents,
    pub(in crate::sandbox) session_lifetime: Duration,
    pub(in crate::sandbox) replay_capacity: usize,
    pub(in crate::sandbox) outbox_capacity: usize,
    pub(in crate::sandbox) command_limit: (usize, Duration),
    pub(in crate::sandbox) presence_limit: (usize, Duration),
    pub(in crate::sandbox) members_window: Duration,
    /// Every how many payloads of a zlib stream one is split over two websocket messages.
    pub(in crate::sandbox) split_every: u64,
    pub(in crate::sandbox) close_patience: Duration,
    pub(in crate::sandbox) reaction_time: Duration,
    pub(in crate::sandbox) default_world: bool,
    pub(in crate::sandbox) token: Option<String>,
    pub(in crate::sandbox) port: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            heartbeat_interval: DEFAULT_HEARTBEAT_INTERVAL,
            heartbeat_patience: None,
            heartbeat_request_every: None,
            identify_window: DEFAULT_IDENTIFY_WINDOW,
            max_concurrency: 1,
            session_starts_total: DEFAULT_SESSION_STARTS,
            session_starts_remaining: DEFAULT_SESSION_STARTS,
            session_starts_window: Duration::from_secs(24 * 60 * 60),
            recommended_shards: 1,
            shard_multiple: 1,
            max_guilds_per_shard: 2500,
            privileged: Intents::PRIVILEGED,
            session_lifetime: DEFAULT_SESSION_LIFETIME,
            replay_capacity: DEFAULT_REPLAY_CAPACITY,
            outbox_capacity: DEFAULT_OUTBOX_CAPACITY,
            command_limit: (120, Duration::from_secs(60)),
            presence_limit: (5, Duration::from_secs(20)),
            members_window: Duration::from_secs(30),
            split_every: 16,
            close_patience: Duration::from_secs(2),
            reaction_time: DEFAULT_REACTION_TIME,
            default_world: true,
            token: None,
            port: 0,
        }
    }
}

impl Settings {
    /// One and a half intervals, as gateway.md section 7 suggests, but at least one interval and a second: tests use
    /// intervals of milliseconds, and a client on a busy machine may be late.
    pub(in crate::sandbox) fn patience(&self) -> Duration {
        self.heartbeat_patience.unwrap_or_else(|| {
            let half_more = self.heartbeat_interval.saturating_mul(3) / 2;
            half_more.max(self.heartbeat_interval.saturating_add(Duration::from_secs(1)))
        })
    }
}
