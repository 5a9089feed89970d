//! Why a shard lost its connection. Every reconnect has a reason, so that logs and metrics can distinguish, for
//! example, maintenance of a server from a network failure.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::close_code::{CloseCode, FatalClose};

/// Why a shard reconnects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReconnectReason {
    /// The connection could not be opened: DNS, TCP, TLS or the WebSocket upgrade failed.
    ConnectFailed {
        /// The error of the transport.
        error: String,
    },
    /// The connection was not opened within [`Timeouts::connect`](super::Timeouts::connect).
    ConnectTimeout,
    /// HELLO did not arrive within [`Timeouts::hello`](super::Timeouts::hello) after the connection was opened.
    HelloTimeout,
    /// The identify queue granted no permit within [`Timeouts::permit`](super::Timeouts::permit).
    PermitTimeout,
    /// READY did not arrive within [`Timeouts::ready`](super::Timeouts::ready) after IDENTIFY.
    ReadyTimeout,
    /// Neither RESUMED nor a replayed event arrived within [`Timeouts::resumed`](super::Timeouts::resumed).
    ResumedTimeout,
    /// A heartbeat was not acknowledged before the next was due.
    Zombie,
    /// No data arrived for the heartbeat interval plus [`Timeouts::read_grace`](super::Timeouts::read_grace).
    Silence,
    /// Opcode 9.
    InvalidSession {
        /// The `d` of the payload: whether the session may be resumed.
        resumable: bool,
    },
    /// Opcode 7: Discord requested a reconnect.
    Asked,
    /// Discord closed the connection with a close frame.
    Closed {
        /// The code of the frame, if it had one.
        code: Option<u16>,
        /// The reason in the frame. It may be empty.
        reason: String,
    },
    /// The connection ended without a close frame: end of stream, reset, broken pipe.
    Lost {
        /// The error of the transport.
        error: String,
    },
    /// Received data could not be decompressed or decoded, so a new connection is needed.
    Undecodable {
        /// The error.
        error: String,
    },
    /// A payload could not be read, and the sequence numbers show that it was an event. A resume may replay it.
    Missed {
        /// The number of the last event before the gap.
        last: u64,
        /// The number of the first event after the gap.
        next: u64,
    },
    /// Several events in a row had numbers that were not higher than an earlier one, although no replay was under way.
    /// Without a new session they would all count as received before.
    StaleNumbers {
        /// The highest number that was received.
        last: u64,
        /// The number of the newest event.
        received: u64,
    },
    /// HELLO had no valid heartbeat interval.
    BadHello {
        /// The error.
        error: String,
    },
    /// The identify queue does not allow a session start at present.
    IdentifyRefused {
        /// The error of the queue.
        error: String,
        /// The time after which to request a start again.
        #[serde(skip)]
        retry_after: Duration,
    },
    /// The program requested a reconnect.
    Requested,
}

impl ReconnectReason {
    /// Whether the connection was not opened, or nothing was received on it.
    pub(crate) const fn is_unreachable(&self) -> bool {
        matches!(self, Self::ConnectFailed { .. } | Self::ConnectTimeout | Self::HelloTimeout)
    }

    /// The kind, the same for all values of a variant. For metrics.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ConnectFailed { .. } => "connect_failed",
            Self::ConnectTimeout => "connect_timeout",
            Self::HelloTimeout => "hello_timeout",
            Self::PermitTimeout => "permit_timeout",
            Self::ReadyTimeout => "ready_timeout",
            Self::ResumedTimeout => "resumed_timeout",
            Self::Zombie => "zombie",
            Self::Silence => "silence",
            Self::InvalidSession { .. } => "invalid_session",
            Self::Asked => "asked",
            Self::Closed { .. } => "closed",
            Self::Lost { .. } => "lost",
            Self::Undecodable { .. } => "undecodable",
            Self::Missed { .. } => "missed",
            Self::StaleNumbers { .. } => "stale_numbers",
            Self::BadHello { .. } => "bad_hello",
            Self::IdentifyRefused { .. } => "identify_refused",
            Self::Requested => "requested",
        }
    }
}

impl fmt::Display for ReconnectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConnectFailed { error } => write!(f, "the connection could not be opened: {error}"),
            Self::ConnectTimeout => f.write_str("the connection was not opened in time"),
            Self::HelloTimeout => f.write_str("HELLO did not arrive in time"),
            Self::PermitTimeout => f.write_str("no permit to identify was granted in time"),
            Self::ReadyTimeout => f.write_str("READY did not arrive in time"),
            Self::ResumedTimeout => f.write_str("RESUMED did not arrive in time"),
            Self::Zombie => f.write_str("a heartbeat was not acknowledged before the next was due"),
            Self::Silence => f.write_str("no data arrived for longer than a heartbeat interval"),
            Self::InvalidSession { resumable: true } => {
                f.write_str("Discord refused the session, which may be resumed again (op 9)")
            }
            Self::InvalidSession { resumable: false } => f.write_str("the session is invalid (op 9)"),
            Self::Asked => f.write_str("Discord requested a reconnect (op 7)"),
            Self::Closed { code: Some(code), reason } if reason.is_empty() => {
                write!(f, "Discord closed the connection with {}", CloseCode(*code))
            }
            Self::Closed { code: Some(code), reason } => {
                write!(f, "Discord closed the connection with {}: {reason}", CloseCode(*code))
            }
            Self::Closed { code: None, .. } => f.write_str("Discord closed the connection without a code"),
            Self::Lost { error } => write!(f, "the connection was lost: {error}"),
            Self::Undecodable { error } => write!(f, "received data could not be decoded: {error}"),
            Self::Missed { last, next } => write!(f, "an event between numbers {last} and {next} could not be read"),
            Self::StaleNumbers { last, received } => {
                write!(f, "several events in a row had numbers up to {received}, after an event with {last}")
            }
            Self::BadHello { error } => write!(f, "HELLO is invalid: {error}"),
            Self::IdentifyRefused { error, .. } => write!(f, "no session may be started at present: {error}"),
            Self::Requested => f.write_str("a reconnect was requested"),
        }
    }
}

/// Why a shard has no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// The shard reconnects.
    Reconnect(ReconnectReason),
    /// The shard was stopped.
    Stopped,
    /// Discord closed the connection with a code after which the shard does not reconnect.
    Fatal(FatalClose),
    /// The shard gave up, because [`max_reconnect_attempts`](super::ShardConfig::max_reconnect_attempts) was reached.
    GaveUp {
        /// The number of reconnects.
        attempts: u32,
        /// The reason of the last one.
        last: ReconnectReason,
    },
    /// The identify queue refused a session start and gave no time to try again.
    IdentifyRefused {
        /// The error of the queue.
        error: String,
    },
}

impl fmt::Display for DisconnectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reconnect(reason) => reason.fmt(f),
            Self::Stopped => f.write_str("the shard was stopped"),
            Self::Fatal(fatal) => fatal.fmt(f),
            Self::GaveUp { attempts, last } => write!(f, "gave up after {attempts} reconnects; last: {last}"),
            Self::IdentifyRefused { error } => write!(f, "no session may be started: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_shown_as_a_sentence_and_serialized_with_its_kind() {
        let closed = ReconnectReason::Closed { code: Some(4009), reason: "Session timed out".into() };
        assert_eq!(
            closed.to_string(),
            "Discord closed the connection with 4009 (session timed out): Session timed out"
        );
        assert_eq!(
            serde_json::to_string(&closed).unwrap(),
            r#"{"kind":"closed","code":4009,"reason":"Session timed out"}"#
        );
        assert_eq!(closed.kind(), "closed");
        let gave_up = DisconnectReason::GaveUp { attempts: 3, last: ReconnectReason::HelloTimeout };
        assert_eq!(gave_up.to_string(), "gave up after 3 reconnects; last: HELLO did not arrive in time");
    }
}
