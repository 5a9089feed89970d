//! The states of the machine, with what each of them holds.

use std::time::{Duration, Instant};

use super::{Outcome, ShardState};
use crate::gateway::CloseCode;

/// The state, with what belongs to it alone.
#[derive(Debug)]
pub(super) enum Phase {
    Idle,
    Connecting { deadline: Instant },
    AwaitingHello { deadline: Instant },
    AwaitingPermit { request: u64 },
    Identifying { deadline: Instant },
    Resuming { deadline: Instant, replayed: u64 },
    Active,
    Closing { deadline: Instant, then: Then },
    BackingOff { until: Instant },
    Stopped,
}

/// What follows when the closing socket is gone.
#[derive(Debug)]
pub(super) enum Then {
    Connect { at: Instant },
    Finish(Outcome),
}

/// The heartbeat of one HELLO.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pulse {
    pub(super) generation: u64,
    pub(super) interval: Duration,
}

/// What to do about the socket of a connection that is given up.
#[derive(Debug)]
pub(super) enum Socket {
    /// It is gone already.
    Gone,
    /// Nobody listens on it yet: drop it.
    Drop,
    /// Say goodbye with this code.
    Close { code: u16, reason: String },
}

/// Whether the presence that was sent last has arrived. What is written just before a connection breaks need not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It has, as far as we can know, or there is none.
    #[default]
    None,
    /// It was sent on this connection after so many beats: the answer to the next one proves that it arrived.
    Here { beats: u64 },
    /// It was sent on a former connection, and nothing has proved it.
    Former,
}

impl Doubt {
    /// So many beats of this connection are answered.
    pub(super) const fn after_acks(self, acks: u64) -> Self {
        match self {
            Self::Here { beats } if acks > beats => Self::None,
            doubt => doubt,
        }
    }

    /// The connection is over.
    pub(super) const fn after_the_connection(self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Here { .. } | Self::Former => Self::Former,
        }
    }
}

impl Socket {
    /// A goodbye that keeps the session.
    pub(super) fn close(reason: &str) -> Self {
        Self::Close { code: CloseCode::RESUMABLE.0, reason: reason.to_owned() }
    }
}

impl Phase {
    /// Whether there is a connection that we speak on.
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

    /// The state's public name.
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
