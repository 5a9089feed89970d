//! What the bot did, for tests to read. The newest [`KEPT`] records of each kind are kept.

use std::collections::VecDeque;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;

use crate::gateway::Intents;

/// How many records of each kind are kept; the oldest go first.
pub const KEPT: usize = 100_000;

/// One websocket connection, from its upgrade to its end.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ConnectionRecord {
    /// Number of the connection, counted from 1 in the order they were opened.
    pub id: u64,
    /// Path and query of the upgrade request, such as `/?v=10&encoding=json`.
    pub url: String,
    /// The `Host` header.
    pub host: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// Whether it came to the `resume_gateway_url` of a session instead of the entry URL.
    pub resume_url: bool,
    /// The session it carries or carried, once there is one.
    pub session: Option<String>,
    /// Its shard, from IDENTIFY or RESUME on.
    pub shard: Option<u32>,
    /// How many heartbeats came in.
    pub heartbeats: u64,
    /// The code and reason of the close frame that the sandbox sent.
    pub closed_by_sandbox: Option<(u16, String)>,
    /// The close frame the client sent: its code, if there was one, and its reason. An echo of ours is not counted.
    pub closed_by_client: Option<(Option<u16>, String)>,
    /// When it was opened.
    #[serde(skip)]
    pub opened: Instant,
    /// When it ended.
    #[serde(skip)]
    pub closed: Option<Instant>,
}

/// An IDENTIFY and what became of it.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct IdentifyRecord {
    /// The connection it came over.
    pub connection: u64,
    /// When.
    #[serde(skip)]
    pub at: Instant,
    /// `[id, count]`, if it was given.
    pub shard: Option<(u32, u32)>,
    /// What was asked for.
    pub intents: Intents,
    /// The whole `d`, its token replaced by a word.
    pub data: Value,
    /// What the sandbox answered.
    pub outcome: IdentifyOutcome,
}

/// What the sandbox answered to an IDENTIFY.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum IdentifyOutcome {
    /// A session, and READY.
    Accepted,
    /// Too soon after another one with the same rate-limit key: op 9 `false`.
    TooSoon,
    /// The day's session starts were used up: every session ended, and the token was replaced.
    BudgetSpent,
    /// The connection was closed with this code.
    Closed(u16),
    /// A fault took its place.
    Faulted,
}

/// A RESUME and what became of it.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ResumeRecord {
    /// The connection it came over.
    pub connection: u64,
    /// When.
    #[serde(skip)]
    pub at: Instant,
    /// The session that was asked for.
    pub session: String,
    /// The last sequence number the client has seen.
    pub seq: u64,
    /// What the sandbox answered.
    pub outcome: ResumeOutcome,
}

/// What the sandbox answered to a RESUME.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum ResumeOutcome {
    /// So many dispatches were replayed, then RESUMED.
    Resumed(u64),
    /// There is no such session (any more): op 9 `false`.
    UnknownSession,
    /// The connection was closed with this code.
    Closed(u16),
    /// A fault took its place.
    Faulted,
}

/// A payload the bot sent, other than a heartbeat.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct SentRecord {
    /// The connection it came over.
    pub connection: u64,
    /// Its shard, if it had one by then.
    pub shard: Option<u32>,
    /// When.
    #[serde(skip)]
    pub at: Instant,
    /// The opcode.
    pub op: u8,
    /// The `d`, a token in it replaced by a word.
    pub data: Value,
    /// Whether it was carried out. A presence over the limit of 5 per 20 s is not.
    pub applied: bool,
}

/// A heartbeat the bot sent.
#[derive(Debug, Clone, Copy, Serialize)]
#[non_exhaustive]
pub struct HeartbeatRecord {
    /// The connection it came over.
    pub connection: u64,
    /// Its shard, if it had one by then.
    pub shard: Option<u32>,
    /// When.
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
    /// When.
    #[serde(skip)]
    pub at: Instant,
    /// The method, such as `POST`.
    pub method: String,
    /// Path and query, without `/api/v10`. Tokens of interactions and webhooks are replaced by a word.
    pub path: String,
    /// Which operation it is, by its name in Discord's OpenAPI document; `None` if there is no such route.
    pub operation: Option<&'static str>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// The body, if it was JSON.
    pub body: Option<Value>,
    /// The status of the answer.
    pub status: u16,
}

/// Everything of the kind, newest [`KEPT`].
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Journal {
    pub(in crate::sandbox) connections: VecDeque<ConnectionRecord>,
    pub(in crate::sandbox) identifies: VecDeque<IdentifyRecord>,
    pub(in crate::sandbox) resumes: VecDeque<ResumeRecord>,
    pub(in crate::sandbox) sent: VecDeque<SentRecord>,
    pub(in crate::sandbox) heartbeats: VecDeque<HeartbeatRecord>,
    pub(in crate::sandbox) requests: VecDeque<RequestRecord>,
    /// How many websocket connections were ever opened.
    pub(in crate::sandbox) opened: u64,
    /// How often the token was replaced because the session starts were used up.
    pub(in crate::sandbox) token_resets: u32,
}

impl Journal {
    /// The record of a connection; it may have been dropped as too old.
    pub(in crate::sandbox) fn connection(&mut self, id: u64) -> Option<&mut ConnectionRecord> {
        let first = self.connections.front()?.id;
        self.connections.get_mut(usize::try_from(id.checked_sub(first)?).ok()?)
    }
}

/// Adds a record; the oldest goes when there are too many.
pub(in crate::sandbox) fn note<T>(records: &mut VecDeque<T>, record: T) {
    if records.len() >= KEPT {
        records.pop_front();
    }
    records.push_back(record);
}
