//! Why a shard lost its connection. Every reconnect carries one of these, so that a log or a metric can tell a server
//! that went for maintenance from a network that dies.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::close_code::{CloseCode, FatalClose};

/// Why a shard connects again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReconnectReason {
    /// No connection could be made: DNS, TCP, TLS or the upgrade failed.
    ConnectFailed {
        /// What the transport said.
        error: String,
    },
    /// No connection was made within [`Timeouts::connect`](super::Timeouts::connect).
    ConnectTimeout,
    /// The connection was open, but HELLO did not come within [`Timeouts::hello`](super::Timeouts::hello).
    HelloTimeout,
    /// No READY within [`Timeouts::ready`](super::Timeouts::ready) after IDENTIFY.
    ReadyTimeout,
    /// Neither RESUMED nor a replayed event within [`Timeouts::resumed`](super::Timeouts::resumed).
    ResumedTimeout,
    /// A heartbeat was not acknowledged before the next was due.
    Zombie,
    /// Nothing at all was read for the heartbeat interval plus [`Timeouts::read_grace`](super::Timeouts::read_grace).
    Silence,
    /// Opcode 9.
    InvalidSession {
        /// Its `d`: whether the session may be resumed.
        resumable: bool,
    },
    /// Opcode 7: Discord asked for it.
    Asked,
    /// Discord closed the connection with a close frame.
    Closed {
        /// The code of the frame, if it had one.
        code: Option<u16>,
        /// The reason in the frame. May be empty.
        reason: String,
    },
    /// The connection ended without a close frame: end of stream, reset, broken pipe.
    Lost {
        /// What the transport said.
        error: String,
    },
    /// What came is broken, in its compression or in its encoding; only a new connection begins afresh.
    Undecodable {
        /// What was wrong with it.
        error: String,
    },
    /// A payload could not be read, and by the numbers of those beside it it was an event: a resume may bring it again.
    Missed {
        /// The number of the last event before it.
        last: u64,
        /// The number of the first event behind it.
        next: u64,
    },
    /// HELLO carried no usable heartbeat interval.
    BadHello {
        /// What was wrong with it.
        error: String,
    },
    /// The identify queue holds no session start for us now.
    IdentifyRefused {
        /// What the queue said.
        error: String,
        /// When to ask again.
        #[serde(skip)]
        retry_after: Duration,
    },
    /// The user of this shard wanted it.
    Requested,
}

impl ReconnectReason {
    /// One word, the same for all values of a variant: for metrics.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ConnectFailed { .. } => "connect_failed",
            Self::ConnectTimeout => "connect_timeout",
            Self::HelloTimeout => "hello_timeout",
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
            Self::BadHello { .. } => "bad_hello",
            Self::IdentifyRefused { .. } => "identify_refused",
            Self::Requested => "requested",
        }
    }
}

impl fmt::Display for ReconnectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConnectFailed { error } => write!(f, "no connection could be made: {error}"),
            Self::ConnectTimeout => f.write_str("no connection was made in time"),
            Self::HelloTimeout => f.write_str("HELLO did not come in time"),
            Self::ReadyTimeout => f.write_str("READY did not come in time"),
            Self::ResumedTimeout => f.write_str("RESUMED did not come in time"),
            Self::Zombie => f.write_str("a heartbeat was not acknowledged before the next was due"),
            Self::Silence => f.write_str("nothing was read for longer than a heartbeat interval"),
            Self::InvalidSession { resumable: true } => {
                f.write_str("Discord wants the session to be resumed anew (op 9)")
            }
            Self::InvalidSession { resumable: false } => f.write_str("Discord does not know the session (op 9)"),
            Self::Asked => f.write_str("Discord asked for a reconnect (op 7)"),
            Self::Closed { code: Some(code), reason } if reason.is_empty() => {
                write!(f, "Discord closed the connection with {}", CloseCode(*code))
            }
            Self::Closed { code: Some(code), reason } => {
                write!(f, "Discord closed the connection with {}: {reason}", CloseCode(*code))
            }
            Self::Closed { code: None, .. } => f.write_str("Discord closed the connection without a code"),
            Self::Lost { error } => write!(f, "the connection was lost: {error}"),
            Self::Undecodable { error } => write!(f, "what came could not be decoded: {error}"),
            Self::Missed { last, next } => write!(f, "an event between numbers {last} and {next} could not be read"),
            Self::BadHello { error } => write!(f, "HELLO could not be used: {error}"),
            Self::IdentifyRefused { error, .. } => write!(f, "no session may be started now: {error}"),
            Self::Requested => f.write_str("a reconnect was requested"),
        }
    }
}

/// Why a shard has no connection any more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// For a while: the shard connects again.
    Reconnect(ReconnectReason),
    /// For good: it was stopped.
    Stopped,
    /// For good: Discord does not want it back.
    Fatal(FatalClose),
    /// For good: [`max_reconnect_attempts`](super::ShardConfig::max_reconnect_attempts) was reached.
    GaveUp {
        /// How many times a reconnect was tried.
        attempts: u32,
        /// What ended the last one.
        last: ReconnectReason,
    },
    /// For good: the identify queue refused a session start and named no time to ask again.
    IdentifyRefused {
        /// What the queue said.
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
    fn reads_as_a_sentence_and_serialises_with_its_kind() {
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
        assert_eq!(gave_up.to_string(), "gave up after 3 reconnects; last: HELLO did not come in time");
    }
}
