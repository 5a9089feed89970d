//! [`ShardInfo`]: the state and the counters of one shard.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use serde::Serialize;

use crate::gateway::{Intents, Session, ShardState};

/// The state and the counters of one shard at one moment. Serialises to JSON; contains no token.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ShardInfo {
    /// The shard's id, from 0.
    pub id: u32,
    /// How many shards the bot is split into, over all its processes.
    pub total: u32,
    /// The state of the connection.
    pub state: ShardState,
    /// The version of the gateway's API that it uses.
    pub api_version: u8,
    /// Its intents. In JSON, the number that is sent to Discord.
    pub intents: Intents,
    /// The number of its connection: 0 before the first, and one more for every socket.
    pub cid: u64,
    /// The generation of its heartbeat: one more for every HELLO.
    pub heartbeat_generation: u64,
    /// The interval of its heartbeats, from the last HELLO.
    pub heartbeat_interval: Option<Duration>,
    /// The id of its session, while it has one.
    pub session_id: Option<Arc<str>>,
    /// The sequence number of the last dispatch that the router has accepted.
    pub seq: Option<u64>,
    /// The URL for resuming the session.
    pub resume_url: Option<Arc<str>>,
    /// Messages received, over all connections.
    pub frames_in: u64,
    /// Messages sent, over all connections.
    pub frames_out: u64,
    /// Bytes received, before inflating.
    pub bytes_in: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// Bytes received, after inflating.
    pub bytes_inflated: u64,
    /// Dispatches received, used or not.
    pub events: u64,
    /// The last round trip of a heartbeat.
    pub latency: Option<Duration>,
    /// The average of the last five round trips.
    pub average_latency: Option<Duration>,
    /// How often it has begun to reconnect.
    pub reconnects: u64,
    /// When the last dispatch came.
    pub last_event_at: Option<SystemTime>,
}

impl ShardInfo {
    pub(crate) fn new(id: u32, total: u32, api_version: u8) -> Self {
        Self {
            id,
            total,
            state: ShardState::Idle,
            api_version,
            intents: Intents::empty(),
            cid: 0,
            heartbeat_generation: 0,
            heartbeat_interval: None,
            session_id: None,
            seq: None,
            resume_url: None,
            frames_in: 0,
            frames_out: 0,
            bytes_in: 0,
            bytes_out: 0,
            bytes_inflated: 0,
            events: 0,
            latency: None,
            average_latency: None,
            reconnects: 0,
            last_event_at: None,
        }
    }

    /// Whether the shard has a session and receives events.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.state == ShardState::Active
    }

    /// The session, as it would be resumed.
    pub(crate) fn session(&self) -> Option<Session> {
        Some(Session {
            id: self.session_id.as_deref()?.to_owned(),
            seq: self.seq?,
            resume_url: self.resume_url.as_deref().map(str::to_owned),
        })
    }
}
