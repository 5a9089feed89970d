//! The internal states of the state machine and their data.

use std::time::{Duration, Instant};

use super::{Outcome, ShardState};
use crate::gateway::CloseCode;

/// The state with its data.
#[derive(Debug)]
pub(super) enum Phase {
    Idle,
    Connecting { deadline: Instant },
    AwaitingHello { deadline: Instant },
    AwaitingPermit { deadline: Instant, request: u64 },
    Identifying { deadline: Instant },
    Resuming { deadline: Instant, replayed: u64 },
    Active,
    Closing { deadline: Instant, then: AfterClose },
    BackingOff { until: Instant },
    Stopped,
}

/// What follows when the closing socket is gone.
#[derive(Debug)]
pub(super) enum AfterClose {
    Connect { at: Instant },
    Finish(Outcome),
}

/// The heartbeat timer of one HELLO.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeartbeatTimer {
    pub(super) generation: u64,
    pub(super) interval: Duration,
}

/// What happens to the socket when a connection ends.
#[derive(Debug)]
pub(super) enum SocketEnd {
    /// The socket is gone already.
    Gone,
    /// The connection is not open yet: the attempt is dropped.
    Drop,
    /// A close frame is sent.
    Close { code: u16, reason: String },
}

/// Whether the presence sent last has arrived. Data sent just before a connection breaks may be lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum PresenceDelivery {
    /// It has arrived, or none was sent.
    #[default]
    Arrived,
    /// It was sent on this connection after this number of heartbeats. The acknowledgement of a later heartbeat proves
    /// that it arrived.
    Unproven { beats: u64 },
    /// It was sent on an earlier connection, and its arrival is not proven.
    MaybeLost,
}

impl PresenceDelivery {
    /// The state after this number of heartbeats was acknowledged on this connection.
    pub(super) const fn after_acks(self, acks: u64) -> Self {
        match self {
            Self::Unproven { beats } if acks > beats => Self::Arrived,
            delivery => delivery,
        }
    }

    /// The state after the end of the connection.
    pub(super) const fn after_the_connection(self) -> Self {
        match self {
            Self::Arrived => Self::Arrived,
            Self::Unproven { .. } | Self::MaybeLost => Self::MaybeLost,
        }
    }
}

impl SocketEnd {
    /// A close frame that keeps the session.
    pub(super) fn close(reason: &str) -> Self {
        Self::Close { code: CloseCode::RESUMABLE.0, reason: reason.to_owned() }
    }
}

impl Phase {
    /// Whether there is an open connection on which payloads are sent.
    pub(super) const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::AwaitingHello { .. }
                | Self::AwaitingPermit { .. }
                | Self::Identifying { .. }
                | Self::Resuming { .. }
                | Self::Active
        )
    }

    /// The public form of the state.
    pub(super) const fn state(&self) -> ShardState {
        match self {
            Self::Idle => ShardState::Idle,
            Self::Connecting { .. } => ShardState::Connecting,
            Self::AwaitingHello { .. } => ShardState::AwaitingHello,
            Self::AwaitingPermit { .. } => ShardState::AwaitingPermit,
            Self::Identifying { .. } => ShardState::Identifying,
            Self::Resuming { .. } => ShardState::Resuming,
            Self::Active => ShardState::Active,
            Self::Closing { .. } => ShardState::Closing,
            Self::BackingOff { .. } => ShardState::BackingOff,
            Self::Stopped => ShardState::Stopped,
        }
    }
}
