//! Records of what the bot did. The newest [`KEPT`] of each kind are kept.

use std::collections::VecDeque;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;

use crate::gateway::Intents;

/// How many records of each kind are kept. The oldest are dropped.
pub const KEPT: usize = 100_000;

/// One websocket connection, from its upgrade to its end.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ConnectionRecord {
    /// The number of the connection, counted from 1 in the order in which they were opened.
    pub id: u64,
    /// Path and query of the upgrade request, such as `/?v=10&encoding=json`.
    pub url: String,
    /// The `Host` header.
    pub host: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// Whether it used the `resume_gateway_url` of a session instead of the entry URL.
    pub resume_url: bool,
    /// The session of the connection, once it has one.
    pub session: Option<String>,
    /// The shard, from IDENTIFY or RESUME on.
    pub shard: Option<u32>,
    /// The number of heartbeats received.
    pub heartbeats: u64,
    /// The code and reason of the close frame that the sandbox sent.
    pub closed_by_sandbox: Option<(u16, String)>,
    /// The close frame that the client sent: its code, if it had one, and its reason. The echo of the sandbox's close
    /// frame is not recorded.
    pub closed_by_client: Option<(Option<u16>, String)>,
    /// When it was opened.
    #[serde(skip)]
    pub opened: Instant,
    /// When it ended.
    #[serde(skip)]
    pub closed: Option<Instant>,
}

/// An IDENTIFY and its outcome.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct IdentifyRecord {
    /// The connection.
    pub connection: u64,
    /// When it came.
    #[serde(skip)]
    pub at: Instant,
    /// `[id, count]`, if given.
    pub shard: Option<(u32, u32)>,
    /// The requested intents.
    pub intents: Intents,
    /// The whole `d`, with the token replaced by a placeholder.
    pub data: Value,
    /// How the sandbox answered.
    pub outcome: IdentifyOutcome,
}

/// How the sandbox answered an IDENTIFY.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum IdentifyOutcome {
    /// A session was started, with READY.
    Accepted,
    /// The rate-limit key had identified less than the window ago: op 9 `false`.
    TooSoon,
    /// No session start was left: every session ended, and the token was replaced.
    BudgetSpent,
    /// The connection was closed with this code.
    Closed(u16),
    /// A fault replaced the answer.
    Faulted,
}

/// A RESUME and its outcome.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ResumeRecord {
    /// The connection.
    pub connection: u64,
    /// When it came.
    #[serde(skip)]
    pub at: Instant,
    /// The requested session.
    pub session: String,
    /// The `seq` the client sent.
    pub seq: u64,
    /// How the sandbox answered.
    pub outcome: ResumeOutcome,
}

/// How the sandbox answered a RESUME.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum ResumeOutcome {
    /// This many dispatches were replayed, then RESUMED was sent.
    Resumed(u64),
    /// The session does not exist (any more): op 9 `false`.
    UnknownSession,
    /// The connection was closed with this code.
    Closed(u16),
    /// A fault replaced the answer.
    Faulted,
}

/// A payload the bot sent, other than a heartbeat.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct SentRecord {
    /// The connection.
    pub connection: u64,
    /// The shard, if the connection had one.
    pub shard: Option<u32>,
    /// When it came.
    #[serde(skip)]
    pub at: Instant,
    /// The opcode.
    pub op: u8,
    /// The `d`, with a token replaced by a placeholder.
    pub data: Value,
    /// Whether it took effect. A presence above the limit of 5 per 20 s does not.
    pub applied: bool,
}

/// A heartbeat the bot sent.
#[derive(Debug, Clone, Copy, Serialize)]
#[non_exhaustive]
pub struct HeartbeatRecord {
    /// The connection.
    pub connection: u64,
    /// The shard, if the connection had one.
    pub shard: Option<u32>,
    /// When it came.
    #[serde(skip)]
    pub at: Instant,
    /// Its `d`.
    pub seq: Option<u64>,
    /// Whether it was acknowledged.
    pub acknowledged: bool,
}

/// An HTTP request the bot made.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct RequestRecord {
    /// When it came.
    #[serde(skip)]
    pub at: Instant,
    /// The method, such as `POST`.
    pub method: String,
    /// Path and query, without `/api/v10`. Tokens of interactions and webhooks are replaced by a placeholder.
    pub path: String,
    /// The operation, by its name in Discord's OpenAPI document; `None` if there is no such route.
    pub operation: Option<&'static str>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// The body, if it was JSON.
    pub body: Option<Value>,
    /// The status of the answer; 0 if the connection was closed without one.
    pub status: u16,
}

/// All records.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Journal {
    pub(in crate::sandbox) connections: VecDeque<ConnectionRecord>,
    pub(in crate::sandbox) identifies: VecDeque<IdentifyRecord>,
    pub(in crate::sandbox) resumes: VecDeque<ResumeRecord>,
    pub(in crate::sandbox) sent: VecDeque<SentRecord>,
    pub(in crate::sandbox) heartbeats: VecDeque<HeartbeatRecord>,
    pub(in crate::sandbox) requests: VecDeque<RequestRecord>,
    /// The number of websocket connections opened so far.
    pub(in crate::sandbox) opened: u64,
    /// How often the token was replaced because no session start was left.
    pub(in crate::sandbox) token_resets: u32,
}

impl Journal {
    /// The record of a connection, unless it was dropped as too old.
    pub(in crate::sandbox) fn connection(&mut self, id: u64) -> Option<&mut ConnectionRecord> {
        let first = self.connections.front()?.id;
        self.connections.get_mut(usize::try_from(id.checked_sub(first)?).ok()?)
    }
}

/// Adds a record. The oldest is dropped when there are too many.
pub(in crate::sandbox) fn note<T>(records: &mut VecDeque<T>, record: T) {
    if records.len() >= KEPT {
        records.pop_front();
    }
    records.push_back(record);
}
