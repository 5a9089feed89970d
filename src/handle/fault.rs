//! The faults that can be caused in a shard on purpose.

use crate::gateway::GatewayUrl;

/// A frame of the websocket, as [`Diagnostics::send_frame`](super::Diagnostics::send_frame) sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping, with at most 125 bytes.
    Ping(Vec<u8>),
    /// A pong that nobody asked for, with at most 125 bytes.
    Pong(Vec<u8>),
    /// A close frame. The shard knows of it, and connects again when the peer has answered.
    Close {
        /// 1000 and 1001 end the session. Codes that may not stand in a frame are replaced by 4000.
        code: u16,
        /// At most 123 bytes of it are sent.
        reason: String,
    },
}

/// What is done to a shard.
#[derive(Debug)]
pub(crate) enum FaultInjection {
    Reconnect(Option<GatewayUrl>),
    Resume(u64),
    Error(String),
    Payload(String),
    Frame(Frame),
}
