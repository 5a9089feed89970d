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
