//! Where the gateway is and how often it may be entered (Discord's docs, events/gateway, "Get Gateway").

use greenroom_macros::{New, Object};

/// The answer of `GET /gateway`.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(url)]
#[non_exhaustive]
pub struct GatewayInfo {
    /// The `wss://` address, without a query.
    #[object(required)]
    pub url: String,
}

/// The answer of `GET /gateway/bot`.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(url, shards, session_start_limit)]
#[non_exhaustive]
pub struct GatewayBotInfo {
    /// The `wss://` address, without a query.
    #[object(required)]
    pub url: String,
    /// How many shards Discord recommends.
    pub shards: u32,
    /// How many sessions may be started.
    pub session_start_limit: SessionStartLimit,
}

/// How many sessions may be started (gateway reference, section 13). Resuming does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(total, remaining, reset_after, max_concurrency)]
#[non_exhaustive]
pub struct SessionStartLimit {
    /// In the window of a day.
    pub total: u32,
    /// How many are left.
    pub remaining: u32,
    /// Milliseconds until all are there again.
    pub reset_after: u64,
    /// How many shards may identify at the same time, that is within five seconds.
    pub max_concurrency: u32,
}
