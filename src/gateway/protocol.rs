//! The gateway protocol as a state machine without I/O: it decides what a shard does.
//!
//! [`Protocol::on`] and [`Protocol::on_envelope`] take what happened and the time, and append what to do. The state
//! machine has no socket, clock, timer or await: the owner of the socket passes in [`Input`]s and envelopes, carries
//! out the [`Action`]s in order, and passes in [`Input::Tick`] at [`Protocol::deadline`].
//!
//! The states of a shard:
//!
//! ```text
//! Idle ──▶ Connecting ──▶ AwaitingHello ──▶ AwaitingPermit ──▶ Identifying ──▶ Active
//!              ▲                 │            (new session)                    ▲  │
//!              │                 └──────────▶ Resuming ────────────────────────┘  │
//!              │                              (a session exists)                │
//!         BackingOff ◀── Closing ◀───────── any failure           ◀────────────┘
//!                           └─────▶ Stopped (requested, fatal, or given up)
//! ```

mod accessors;
mod connection;
mod control;
#[cfg(feature = "sandbox")]
mod fault_injection;
mod interface;
mod phase;
mod receive;
#[cfg(any(test, feature = "__internals"))]
mod replay;
mod send;
mod tick;

use std::time::{Duration, Instant};

#[cfg(feature = "sandbox")]
pub use self::interface::FaultInjection;
pub use self::interface::{Action, Input, Outcome, Report, ShardState};
use self::phase::{HeartbeatTimer, Phase, PresenceDelivery, SocketEnd};
use super::backoff::ReconnectDelays;
use super::outbox::Outbox;
use super::{BotPresence, ReconnectReason, Session, ShardConfig};
#[cfg(feature = "sandbox")]
use super::{CloseCode, GatewayUrl};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The state machine of one shard.
#[derive(Debug)]
pub struct Protocol {
    config: ShardConfig,
    /// The data of a RESUME. It is set by READY, kept across connections, and removed when the session has ended.
    session: Option<Session>,
    /// The last sequence number, which heartbeats contain.
    seq: Option<u64>,
    /// The presence in the next IDENTIFY: the configured one, or the one set last by a command.
    presence: Option<BotPresence>,
    phase: Phase,
    /// The running heartbeat timer.
    heartbeat: Option<HeartbeatTimer>,
    last_read: Instant,
    /// The numbers of connections begun, HELLOs received and permits requested.
    cid: u64,
    generation: u64,
    requests: u64,
    /// The number of reconnects since the last READY or RESUMED.
    attempts: u32,
    /// The number of consecutive RESUMEs that yielded neither an event nor RESUMED.
    fruitless_resumes: u32,
    /// The last attempt to use the resume URL failed, so the next resume uses the base URL.
    avoid_resume_url: bool,
    /// Replaces the URL of the next connection, for fault injection.
    #[cfg(feature = "sandbox")]
    url_override: Option<GatewayUrl>,
    malformed_in_a_row: u32,
    /// Whether a payload of this connection could not be read and no event has arrived since.
    unreadable_before: bool,
    /// The sequence number after which an event was missing when a resume was last made to replay it.
    missed_after: Option<u64>,
    /// The numbers of heartbeats sent on this connection and of their acknowledgements.
    beats: u64,
    acks: u64,
    /// Whether the presence sent last has arrived.
    presence_delivery: PresenceDelivery,
    duplicates: u64,
    /// The number of events in a row, outside a replay, whose sequence numbers were not new.
    stale_in_a_row: u32,
    /// When the last payload was read that requested a heartbeat.
    beat_requested: Option<Instant>,
    unknown_opcodes: [u64; 4],
    delays: ReconnectDelays,
    outbox: Outbox,
}

impl Protocol {
    /// A shard that has not been started. If there is a session, it is resumed first. The seed is for random waits.
    #[must_use]
    pub fn new(config: ShardConfig, session: Option<Session>, seed: u64, now: Instant) -> Self {
        Self {
            seq: session.as_ref().map(|session| session.seq),
            // The previous owner of the session may have stopped with a presence update unsent.
            presence_delivery: if session.is_some() { PresenceDelivery::MaybeLost } else { PresenceDelivery::Arrived },
            session,
            presence: config.presence.clone(),
            phase: Phase::Idle,
            heartbeat: None,
            last_read: now,
            cid: 0,
            generation: 0,
            requests: 0,
            attempts: 0,
            fruitless_resumes: 0,
            avoid_resume_url: false,
            #[cfg(feature = "sandbox")]
            url_override: None,
            malformed_in_a_row: 0,
            unreadable_before: false,
            missed_after: None,
            beats: 0,
            acks: 0,
            duplicates: 0,
            stale_in_a_row: 0,
            beat_requested: None,
            unknown_opcodes: [0; 4],
            delays: ReconnectDelays::new(config.backoff, seed),
            outbox: Outbox::new(config.command_queue, config.encoding),
            config,
        }
    }

    /// Takes an input and appends what to do.
    pub fn on(&mut self, input: Input, now: Instant, out: &mut Vec<Action>) {
        match input {
            Input::Start => {
                if matches!(self.phase, Phase::Idle) {
                    self.connect(now, out);
                }
            }
            Input::Opened => {
                if matches!(self.phase, Phase::Connecting { .. }) {
                    self.enter(Phase::AwaitingHello { deadline: later(now, self.config.timeouts.hello) }, out);
                }
            }
            Input::ConnectFailed(error) => self.socket_gone(ReconnectReason::ConnectFailed { error }, now, out),
            Input::Lost(error) => self.socket_gone(ReconnectReason::Lost { error }, now, out),
            Input::PeerClosed { code, reason } => self.peer_closed(code, reason, now, out),
            Input::Traffic => self.last_read = now,
            Input::Malformed(error) => self.malformed(error, now, out),
            Input::Undecodable(error) => {
                if self.phase.is_open() {
                    let socket = SocketEnd::close("received data is corrupt");
                    self.reconnect(ReconnectReason::Undecodable { error }, socket, now, out);
                }
            }
            Input::Permit { request } => {
                if matches!(self.phase, Phase::AwaitingPermit { request: awaited, .. } if awaited == request) {
                    self.identify(now, out);
                }
            }
            Input::PermitRefused { request, error, retry_after } => {
                if matches!(self.phase, Phase::AwaitingPermit { request: awaited, .. } if awaited == request) {
                    self.permit_refused(error, retry_after, now, out);
                }
            }
            Input::Beat { generation } => {
                if self.heartbeat.is_some_and(|heartbeat| heartbeat.generation == generation) {
                    self.beat(out);
                }
            }
            Input::Zombie { generation } => {
                if self.config.check_acks && self.heartbeat.is_some_and(|heartbeat| heartbeat.generation == generation)
                {
                    self.reconnect(ReconnectReason::Zombie, SocketEnd::close("heartbeat not acknowledged"), now, out);
                }
            }
            Input::Command { id, command } => self.command(id, command, out),
            Input::Tick => self.tick(now, out),
            Input::Reconnect { resume } => self.reconnect_requested(resume, now, out),
            Input::ReconnectNow => self.reconnect_now(now, out),
            Input::Stop { resumable } => self.stop(resumable, now, out),
            #[cfg(feature = "sandbox")]
            Input::CloseWith { code, reason } => self.close_with(CloseCode(code), reason, now, out),
            #[cfg(feature = "sandbox")]
            Input::FaultInjection(fault) => self.inject_fault(fault, now, out),
        }
        self.flush(now, out);
    }

    /// When [`Input::Tick`] is due next. This changes with every input.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let phase = match self.phase {
            Phase::Connecting { deadline }
            | Phase::AwaitingHello { deadline }
            | Phase::AwaitingPermit { deadline, .. }
            | Phase::Identifying { deadline }
            | Phase::Resuming { deadline, .. }
            | Phase::Closing { deadline, .. }
            | Phase::BackingOff { until: deadline } => Some(deadline),
            Phase::Idle | Phase::Active | Phase::Stopped => None,
        };
        let outbox = if matches!(self.phase, Phase::Active) { self.outbox.next_at() } else { None };
        [phase, self.silence_at(), outbox].into_iter().flatten().min()
    }
}

/// The time `now + time`, or in a day if that exceeds the range of the clock; an earlier tick has no effect.
fn later(now: Instant, time: Duration) -> Instant {
    now.checked_add(time).unwrap_or(now + DAY)
}

#[cfg(test)]
mod tests;
