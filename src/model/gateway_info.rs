//! The URL of the gateway and the limits on sessions (Discord's docs, events/gateway, "Get Gateway").

use greenroom_macros::{New, Object};

/// The answer of `GET /gateway`.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(url)]
#[non_exhaustive]
pub struct GatewayInfo {
    /// The `wss://` URL, without a query.
    #[object(required)]
    pub url: String,
}

/// The answer of `GET /gateway/bot`.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(url, shards, session_start_limit)]
#[non_exhaustive]
pub struct GatewayBotInfo {
    /// The `wss://` URL, without a query.
    #[object(required)]
    pub url: String,
    /// The number of shards that Discord recommends.
    pub shards: u32,
    /// The limit on starting sessions.
    pub session_start_limit: SessionStartLimit,
}

/// The limit on starting sessions (gateway reference, section 13). Resuming does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(total, remaining, reset_after, max_concurrency)]
#[non_exhaustive]
pub struct SessionStartLimit {
    /// The number of session starts in a window of one day.
    pub total: u32,
    /// The number of session starts that are left.
    pub remaining: u32,
    /// The time in milliseconds until the limit resets.
    pub reset_after: u64,
    /// The number of shards that may identify at the same time, that is within five seconds.
    pub max_concurrency: u32,
}
