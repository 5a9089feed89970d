//! The faults that [`Diagnostics`](super::Diagnostics) can cause in a shard.

use crate::gateway::GatewayUrl;

/// A websocket frame for [`Diagnostics::send_frame`](super::Diagnostics::send_frame).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping, with at most 125 bytes.
    Ping(Vec<u8>),
    /// A pong without a preceding ping, with at most 125 bytes.
    Pong(Vec<u8>),
    /// A close frame. The shard reconnects after Discord's close frame has arrived.
    Close {
        /// The close code. 1000 and 1001 end the session. Codes that a frame must not contain are replaced by 4000.
        code: u16,
        /// The reason. Everything after 123 bytes is cut off.
        reason: String,
    },
}

/// A fault to cause in a shard. See the methods of [`Diagnostics`](super::Diagnostics).
#[derive(Debug)]
pub(crate) enum FaultInjection {
    Reconnect(Option<GatewayUrl>),
    Resume(u64),
    Error(String),
    Payload(String),
    Frame(Frame),
}
