//! The gateway protocol, whole and pure: what a shard does about everything that can happen to it.
//!
//! [`Protocol::on`] takes what happened and the time, and answers with what to do. There is no socket here, no clock,
//! no timer and no await: whoever owns the socket feeds [`Input`]s, carries out [`Action`]s in their order, and comes
//! back with [`Input::Tick`] at [`Protocol::deadline`].
//!
//! The life of a shard:
//!
//! ```text
//! Idle ──▶ Connecting ──▶ AwaitingHello ──▶ AwaitingPermit ──▶ Identifying ──▶ Active
//!              ▲                 │            (new session)                    ▲  │
//!              │                 └──────────▶ Resuming ────────────────────────┘  │
//!              │                              (a session is known)                │
//!         BackingOff ◀── Closing ◀───────── anything that goes wrong ◀────────────┘
//!                           └─────▶ Stopped (asked for, fatal, or given up)
//! ```

#[cfg(feature = "sandbox")]
mod drill;
mod inspect;
mod interface;
mod phase;
#[cfg(any(test, feature = "__internals"))]
mod replay;
mod steer;
mod tick;

use std::time::{Duration, Instant};

#[cfg(feature = "sandbox")]
pub use self::interface::Drill;
pub use self::interface::{Action, Input, Outcome, Report, ShardState};
use self::phase::{Doubt, Phase, Pulse, Socket, Then};
use super::backoff::Retries;
use super::close_code::Asked;
use super::outbox::{Outbox, Waiting};
use super::pacing::PAYLOAD_WINDOW;
use super::{
    CloseCode, Command, CommandError, Consequence, DisconnectReason, Envelope, FatalClose, GatewayUrl,
    MAX_PAYLOAD_SENT, Opcode, PresenceUpdate, ReconnectReason, Session, ShardConfig, Signal, handshake,
};

/// Payloads in a row that cannot be read before the stream counts as broken.
const MALFORMED_LIMIT: u32 = 3;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The state machine of one shard.
#[derive(Debug)]
pub struct Protocol {
    config: ShardConfig,
    /// What a RESUME needs, once READY came and until Discord or the user gives it up. It survives connections.
    session: Option<Session>,
    /// The last sequence number: what heartbeats carry.
    seq: Option<u64>,
    /// What the next IDENTIFY sets: the configured presence, or the last one commanded.
    presence: Option<PresenceUpdate>,
    phase: Phase,
    /// The heartbeat timer that runs, if one does.
    pulse: Option<Pulse>,
    last_read: Instant,
    /// Connections begun, HELLOs received, permits requested: the last number given to each.
    cid: u64,
    generation: u64,
    requests: u64,
    /// Reconnects since the last READY or RESUMED.
    attempts: u32,
    /// RESUMEs in a row that brought nothing.
    fruitless_resumes: u32,
    /// The last try to reach the resume URL failed, so the next resume goes to the base URL.
    avoid_resume_url: bool,
    /// Where the next connection goes, once, in place of where it should: for drills.
    #[cfg(feature = "sandbox")]
    detour: Option<GatewayUrl>,
    malformed_in_a_row: u32,
    /// A payload of this connection could not be read, and no event has come since.
    passed_over: bool,
    /// Behind which number an event was missed that a resume was to bring.
    missed_after: Option<u64>,
    /// Beats sent on this connection, and answers to them.
    beats: u64,
    acks: u64,
    /// Whether the presence that was sent last has arrived.
    doubt: Doubt,
    duplicates: u64,
    unknown_opcodes: [u64; 4],
    retries: Retries,
    outbox: Outbox,
}

impl Protocol {
    /// A shard that has not begun. With a session it will try to resume that first. The seed is for its random waits.
    #[must_use]
    pub fn new(config: ShardConfig, session: Option<Session>, seed: u64, now: Instant) -> Self {
        Self {
            seq: session.as_ref().map(|session| session.seq),
            // Whoever had the session before may have died with a presence on its lips.
            doubt: if session.is_some() { Doubt::Former } else { Doubt::None },
            session,
            presence: config.presence.clone(),
            phase: Phase::Idle,
            pulse: None,
            last_read: now,
            cid: 0,
            generation: 0,
            requests: 0,
            attempts: 0,
            fruitless_resumes: 0,
            avoid_resume_url: false,
            #[cfg(feature = "sandbox")]
            detour: None,
            malformed_in_a_row: 0,
            passed_over: false,
            missed_after: None,
            beats: 0,
            acks: 0,
            duplicates: 0,
            unknown_opcodes: [0; 4],
            retries: Retries::new(config.backoff, seed),
            outbox: Outbox::new(config.command_queue, config.encoding),
            config,
        }
    }

    /// Takes what happened and appends what to do.
    pub fn on(&mut self, input: Input<'_>, now: Instant, out: &mut Vec<Action>) {
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
            Input::Received(envelope) => {
                self.last_read = now;
                self.malformed_in_a_row = 0;
                if self.phase.is_open() {
                    self.received(envelope, now, out);
                }
            }
            Input::Malformed(error) => self.malformed(error, now, out),
            Input::Undecodable(error) => {
                if self.phase.is_open() {
                    let socket = Socket::close("the data is broken");
                    self.reconnect(ReconnectReason::Undecodable { error }, socket, now, out);
                }
            }
            Input::Permit { request } => {
                if matches!(self.phase, Phase::AwaitingPermit { request: awaited } if awaited == request) {
                    self.identify(now, out);
                }
            }
            Input::PermitRefused { request, error, retry_after } => {
                if matches!(self.phase, Phase::AwaitingPermit { request: awaited } if awaited == request) {
                    self.permit_refused(error, retry_after, now, out);
                }
            }
            Input::Beat { generation } => {
                if self.pulse.is_some_and(|pulse| pulse.generation == generation) {
                    self.beat(out);
                }
            }
            Input::Zombie { generation } => {
                if self.config.check_acks && self.pulse.is_some_and(|pulse| pulse.generation == generation) {
                    self.reconnect(ReconnectReason::Zombie, Socket::close("heartbeat not acknowledged"), now, out);
                }
            }
            Input::Command { id, command } => self.command(id, command, out),
            Input::Tick => self.tick(now, out),
            Input::Reconnect { resume } => self.reconnect_requested(resume, now, out),
            Input::ReconnectNow => self.hurry(now, out),
            Input::Stop { resumable } => self.stop(resumable, now, out),
            #[cfg(feature = "sandbox")]
            Input::CloseWith { code, reason } => self.close_with(CloseCode(code), reason, now, out),
            #[cfg(feature = "sandbox")]
            Input::Drill(drill) => self.drill(drill, now, out),
        }
        self.flush(now, out);
    }

    /// When [`Input::Tick`] is due next. Ask again after every input.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let phase = match self.phase {
            Phase::Connecting { deadline }
            | Phase::AwaitingHello { deadline }
            | Phase::Identifying { deadline }
            | Phase::Resuming { deadline, .. }
            | Phase::Closing { deadline, .. }
            | Phase::BackingOff { until: deadline } => Some(deadline),
            Phase::Idle | Phase::AwaitingPermit { .. } | Phase::Active | Phase::Stopped => None,
        };
        let outbox = if matches!(self.phase, Phase::Active) { self.outbox.next_at() } else { None };
        [phase, self.silence_at(), outbox].into_iter().flatten().min()
    }

    // What comes over the wire.

    fn received(&mut self, envelope: &Envelope<'_>, now: Instant, out: &mut Vec<Action>) {
        let opcode = Opcode::from_u8(envelope.op);
        if opcode == Some(Opcode::Dispatch) {
            return self.dispatch(envelope, now, out);
        }
        if let Some(signal) = opcode.and_then(|opcode| Signal::read(opcode, envelope.data())) {
            return self.signal(signal, now, out);
        }
        match opcode {
            Some(Opcode::Heartbeat) => {
                // Discord wants a beat at once. Before HELLO nothing may be sent, not even that.
                if self.pulse.is_some() {
                    self.beat(out);
                    self.outbox.note_sent(now);
                    out.push(Action::BeatSent);
                }
            }
            Some(Opcode::HeartbeatAck) => {
                if self.pulse.is_some() {
                    self.acks += 1;
                    self.doubt = self.doubt.after_acks(self.acks);
                    out.push(Action::Acked);
                }
            }
            // The first four are dealt with.
            Some(
                Opcode::Dispatch
                | Opcode::Hello
                | Opcode::Reconnect
                | Opcode::InvalidSession
                | Opcode::Identify
                | Opcode::PresenceUpdate
                | Opcode::VoiceStateUpdate
                | Opcode::Resume
                | Opcode::RequestGuildMembers
                | Opcode::RequestSoundboardSounds
                | Opcode::RequestChannelInfo,
            )
            | None => self.unknown_opcode(envelope.op, out),
        }
    }

    fn signal(&mut self, signal: Result<Signal, String>, now: Instant, out: &mut Vec<Action>) {
        match signal {
            Ok(Signal::Hello { heartbeat_interval }) => self.hello(heartbeat_interval, now, out),
            Ok(Signal::Reconnect) => {
                self.reconnect(ReconnectReason::Asked, Socket::close("asked to (op 7)"), now, out);
            }
            Ok(Signal::InvalidSession { resumable }) => {
                if !resumable {
                    self.forget_session();
                }
                let socket = Socket::close("invalid session (op 9)");
                self.reconnect(ReconnectReason::InvalidSession { resumable }, socket, now, out);
            }
            Err(error) => {
                let socket = Socket::close("HELLO without a heartbeat interval");
                self.reconnect(ReconnectReason::BadHello { error }, socket, now, out);
            }
        }
    }

    fn hello(&mut self, interval: Duration, now: Instant, out: &mut Vec<Action>) {
        self.stop_heartbeat(out);
        self.generation += 1;
        self.pulse = Some(Pulse { generation: self.generation, interval });
        self.outbox.reserve_for(interval);
        let first = self.retries.part_of(interval);
        out.push(Action::StartHeartbeat { generation: self.generation, interval, first });
        if !matches!(self.phase, Phase::AwaitingHello { .. }) {
            return;
        }
        out.push(Action::Report(Report::Connected));
        if let Some(session) = &self.session {
            out.push(Action::Send(handshake::resume(&self.config, session)));
            self.outbox.note_sent(now);
            self.enter(Phase::Resuming { deadline: later(now, self.config.timeouts.resumed), replayed: 0 }, out);
        } else {
            self.requests += 1;
            out.push(Action::RequestPermit { request: self.requests });
            self.enter(Phase::AwaitingPermit { request: self.requests }, out);
        }
    }

    fn dispatch(&mut self, envelope: &Envelope<'_>, now: Instant, out: &mut Vec<Action>) {
        if let Some((last, next)) = self.missed(envelope) {
            let socket = Socket::close("an event could not be read");
            return self.reconnect(ReconnectReason::Missed { last, next }, socket, now, out);
        }
        match (&self.phase, envelope.name) {
            (Phase::Identifying { .. } | Phase::Resuming { .. }, Some("READY")) => self.ready(envelope, out),
            (Phase::Resuming { replayed, .. }, Some("RESUMED")) => {
                let replayed = *replayed;
                self.note_seq(envelope.seq);
                out.push(Action::Dispatch);
                self.session_is_there(out);
                self.presence_again();
                out.push(Action::Report(Report::Resumed { replayed }));
            }
            (Phase::Identifying { .. } | Phase::Resuming { .. } | Phase::Active, _) => {
                if !self.note_seq(envelope.seq) {
                    self.duplicates += 1;
                    return;
                }
                out.push(Action::Dispatch);
                if let Phase::Resuming { deadline, replayed } = &mut self.phase {
                    *replayed += 1;
                    *deadline = later(now, self.config.timeouts.resumed);
                }
            }
            // Before IDENTIFY or RESUME there is no session that an event, or its number, could belong to.
            _ => {}
        }
    }

    fn ready(&mut self, envelope: &Envelope<'_>, out: &mut Vec<Action>) {
        self.forget_session();
        self.note_seq(envelope.seq);
        out.push(Action::Dispatch);
        let session_id = match envelope.read::<handshake::Ready>() {
            Ok(ready) => {
                // Only both halves make a session; without a number this one can be used, but not resumed.
                let session_id = ready.session_id.clone();
                self.session = self.seq.map(|seq| Session::new(ready.session_id, seq, ready.resume_gateway_url));
                session_id
            }
            Err(error) => {
                out.push(Action::Report(Report::Malformed { error: format!("READY: {error}") }));
                String::new()
            }
        };
        self.session_is_there(out);
        out.push(Action::Report(Report::Ready { session_id }));
    }

    /// READY or RESUMED came: whatever failed before counts no more.
    fn session_is_there(&mut self, out: &mut Vec<Action>) {
        self.attempts = 0;
        self.fruitless_resumes = 0;
        self.avoid_resume_url = false;
        self.enter(Phase::Active, out);
    }

    /// Takes note of a sequence number, and says whether it is a new one. A dispatch without one counts as new.
    fn note_seq(&mut self, seq: Option<u64>) -> bool {
        let Some(seq) = seq else { return true };
        if self.seq.is_some_and(|last| seq <= last) {
            return false;
        }
        self.seq = Some(seq);
        if let Some(session) = &mut self.session {
            session.advance(seq);
        }
        true
    }

    /// The numbers between which an event is missing because it could not be read, when a resume may bring it.
    ///
    /// Numbers grow by one in practice, but nobody promises it. So a gap counts as a loss only where a payload was passed over
    /// before it; and only once, as what cannot be read the second time will not be read the third.
    fn missed(&mut self, envelope: &Envelope<'_>) -> Option<(u64, u64)> {
        let (last, next) = (self.seq?, envelope.seq?);
        let goes_on = matches!(self.phase, Phase::Resuming { .. } | Phase::Active) && envelope.name != Some("READY");
        if !goes_on || next <= last || !std::mem::take(&mut self.passed_over) {
            return None;
        }
        if next == last + 1 || self.session.is_none() || self.missed_after == Some(last) {
            return None;
        }
        self.missed_after = Some(last);
        Some((last, next))
    }

    fn unknown_opcode(&mut self, op: u8, out: &mut Vec<Action>) {
        let (word, bit) = (usize::from(op / 64), 1_u64 << (op % 64));
        if let Some(seen) = self.unknown_opcodes.get_mut(word).filter(|seen| **seen & bit == 0) {
            *seen |= bit;
            out.push(Action::Report(Report::UnknownOpcode(op)));
        }
    }

    /// One payload that cannot be read is passed over. Several in a row mean that the compressed stream is out of step:
    /// a flipped bit in it need not be an error to the inflater.
    fn malformed(&mut self, error: String, now: Instant, out: &mut Vec<Action>) {
        self.last_read = now;
        if !self.phase.is_open() {
            return;
        }
        out.push(Action::Report(Report::Malformed { error: error.clone() }));
        self.passed_over = true;
        self.malformed_in_a_row += 1;
        if self.malformed_in_a_row >= MALFORMED_LIMIT {
            let socket = Socket::close("payloads are out of step");
            self.reconnect(ReconnectReason::Undecodable { error }, socket, now, out);
        }
    }

    // What we send.

    fn identify(&mut self, now: Instant, out: &mut Vec<Action>) {
        let waiting = self.outbox.take_presence();
        self.doubt = Doubt::None;
        let mut payload = handshake::identify(&self.config, self.presence.as_ref());
        match (waiting, &self.presence) {
            (waiting, Some(presence)) if payload.len() > MAX_PAYLOAD_SENT => {
                // A presence may be too long beside the token and the rest. Then it follows by itself.
                payload = handshake::identify(&self.config, None);
                let presence = self.config.encoding.write(Opcode::PresenceUpdate, presence);
                self.outbox.put_presence(presence, waiting.and_then(|waiting| waiting.id));
            }
            (Some(Waiting { id: Some(id), .. }), _) => out.push(Action::CommandSent { id }),
            _ => {}
        }
        out.push(Action::Send(payload));
        self.outbox.note_sent(now);
        self.enter(Phase::Identifying { deadline: later(now, self.config.timeouts.ready) }, out);
    }

    /// The presence that the former connection may have lost is sent once more, unless a newer one waits.
    fn presence_again(&mut self) {
        if std::mem::take(&mut self.doubt) == Doubt::Former
            && !self.outbox.has_presence()
            && let Some(presence) = &self.presence
        {
            let payload = self.config.encoding.write(Opcode::PresenceUpdate, presence);
            self.outbox.put_presence(payload, None);
        }
    }

    fn beat(&mut self, out: &mut Vec<Action>) {
        self.beats += 1;
        out.push(Action::Send(handshake::heartbeat(self.config.encoding, self.seq)));
    }

    fn command(&mut self, id: u64, command: Command, out: &mut Vec<Action>) {
        if matches!(self.phase, Phase::Stopped | Phase::Closing { then: Then::Finish(_), .. }) {
            return out.push(Action::CommandRefused { id, error: CommandError::Stopped });
        }
        match self.outbox.push(id, &command, self.config.intents) {
            Ok(overtaken) => out.extend(overtaken.map(|id| Action::CommandSent { id })),
            Err(error) => return out.push(Action::CommandRefused { id, error }),
        }
        if let Command::Presence(presence) = command {
            self.presence = Some(presence);
        }
    }

    /// Sends what waits, as far as the session and the limits allow.
    fn flush(&mut self, now: Instant, out: &mut Vec<Action>) {
        if !matches!(self.phase, Phase::Active) {
            return;
        }
        while let Some(Waiting { id, payload, is_presence }) = self.outbox.pop(now) {
            if is_presence {
                self.doubt = Doubt::Here { beats: self.beats };
            }
            out.push(Action::Send(payload));
            out.extend(id.map(|id| Action::CommandSent { id }));
        }
    }

    // Connections: their beginning and their end.

    fn connect(&mut self, now: Instant, out: &mut Vec<Action>) {
        self.cid += 1;
        self.malformed_in_a_row = 0;
        self.passed_over = false;
        (self.beats, self.acks, self.doubt) = (0, 0, self.doubt.after_the_connection());
        self.outbox.new_connection();
        let ShardConfig { api_version, encoding, compression, .. } = self.config;
        let target = self.target();
        #[cfg(feature = "sandbox")]
        let target = self.detour.take().unwrap_or(target);
        let url = target.connect_url(api_version, encoding, compression);
        out.push(Action::Connect { url });
        self.enter(Phase::Connecting { deadline: later(now, self.config.timeouts.connect) }, out);
    }

    /// Where to connect: the session's own place while there is a session and the place works, else the base URL.
    fn target(&self) -> GatewayUrl {
        let own =
            self.session.as_ref().filter(|_| !self.avoid_resume_url).and_then(|session| session.resume_url.as_deref());
        own.and_then(|url| GatewayUrl::parse(url).ok())
            .filter(|url| self.trusts(url))
            .unwrap_or_else(|| self.config.gateway_url.clone())
    }

    /// The socket, or the attempt to make one, came to an end that nobody announced.
    fn socket_gone(&mut self, reason: ReconnectReason, now: Instant, out: &mut Vec<Action>) {
        match self.phase {
            Phase::Connecting { .. } => self.reconnect(reason, Socket::Gone, now, out),
            Phase::Closing { .. } => self.closed(now, out),
            _ if self.phase.is_open() => self.reconnect(reason, Socket::Gone, now, out),
            _ => {}
        }
    }

    fn peer_closed(&mut self, code: Option<u16>, reason: String, now: Instant, out: &mut Vec<Action>) {
        let consequence = CloseCode::classify(code);
        match (&self.phase, code) {
            (Phase::Closing { then: Then::Finish(_), .. }, _) => return self.closed(now, out),
            (Phase::Closing { .. }, _) if consequence != Consequence::Fatal => return self.closed(now, out),
            (Phase::Idle | Phase::BackingOff { .. } | Phase::Stopped, _) => return,
            (_, Some(code)) if consequence == Consequence::Fatal => {
                let ShardConfig { intents, shard, api_version, .. } = self.config;
                let fatal = FatalClose::explained(CloseCode(code), reason, Asked { intents, shard, api_version });
                self.forget_session();
                return self.end(DisconnectReason::Fatal(fatal.clone()), Outcome::Fatal(fatal), Socket::Gone, now, out);
            }
            // A RESUME that is answered with a close frame would be answered so again, and again.
            (Phase::Resuming { .. }, Some(_)) => self.forget_session(),
            _ if consequence == Consequence::NewSession => self.forget_session(),
            _ => {}
        }
        if code == Some(CloseCode::RATE_LIMITED.0) {
            self.outbox.hold_until(now + PAYLOAD_WINDOW);
        }
        self.reconnect(ReconnectReason::Closed { code, reason }, Socket::Gone, now, out);
    }

    /// Our closing is over: the socket is gone.
    fn closed(&mut self, now: Instant, out: &mut Vec<Action>) {
        match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::Closing { then: Then::Connect { at }, .. } => self.connect_at(at, now, out),
            Phase::Closing { then: Then::Finish(outcome), .. } => self.finish(outcome, out),
            phase => self.phase = phase,
        }
    }

    /// Gives the connection up and plans the next.
    fn reconnect(&mut self, reason: ReconnectReason, socket: Socket, now: Instant, out: &mut Vec<Action>) {
        self.climb_ladder(&reason);
        let requested = reason == ReconnectReason::Requested;
        if !requested && self.config.max_reconnect_attempts.is_some_and(|max| self.attempts >= max) {
            let (attempts, last, session) = (self.attempts, reason, self.session.clone());
            let disconnect = DisconnectReason::GaveUp { attempts, last: last.clone() };
            return self.end(disconnect, Outcome::GaveUp { attempts, last, session }, socket, now, out);
        }
        self.attempts = self.attempts.saturating_add(1);
        let attempt = self.attempts;
        let delay = match &reason {
            ReconnectReason::Requested => Duration::ZERO,
            ReconnectReason::InvalidSession { .. } if self.session.is_none() => {
                let (from, to) = (*self.config.invalid_session_wait.start(), *self.config.invalid_session_wait.end());
                self.retries.between(from, to).max(self.retries.delay(attempt, now))
            }
            ReconnectReason::IdentifyRefused { retry_after, .. } => self.retries.delay(attempt, now).max(*retry_after),
            _ => self.retries.delay(attempt, now),
        };
        self.leave(DisconnectReason::Reconnect(reason.clone()), out);
        let resumable = self.session.is_some();
        out.push(Action::Report(Report::Reconnecting { reason, attempt, delay, resumable }));
        self.let_go(socket, Then::Connect { at: later(now, delay) }, now, out);
    }

    /// What the end of a connection says about the next: resume URL, then base URL, then a new session.
    fn climb_ladder(&mut self, reason: &ReconnectReason) {
        if self.session.is_none() || matches!(reason, ReconnectReason::Requested) {
            return;
        }
        let asked = matches!(reason, ReconnectReason::Asked);
        match self.phase {
            // The place could not be reached or did not speak. The other place may: while there is no network at all,
            // the two take turns.
            Phase::Connecting { .. } | Phase::AwaitingHello { .. } if !asked => {
                self.avoid_resume_url = !self.avoid_resume_url;
            }
            // A resume that brought events is worth another one, as the next has fewer to bring.
            Phase::Resuming { replayed: 0, .. } => {
                self.fruitless_resumes += 1;
                self.avoid_resume_url = !asked;
                if self.fruitless_resumes >= self.config.max_resume_attempts {
                    self.forget_session();
                }
            }
            _ => {}
        }
    }

    fn forget_session(&mut self) {
        self.session = None;
        self.seq = None;
        self.missed_after = None;
        self.fruitless_resumes = 0;
        self.avoid_resume_url = false;
    }

    /// Ends the shard, as soon as the socket is gone.
    fn end(
        &mut self,
        disconnect: DisconnectReason,
        outcome: Outcome,
        socket: Socket,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        self.leave(disconnect, out);
        self.let_go(socket, Then::Finish(outcome), now, out);
    }

    /// Stops all that belongs to the connection but its socket.
    fn leave(&mut self, reason: DisconnectReason, out: &mut Vec<Action>) {
        self.stop_heartbeat(out);
        if let Phase::AwaitingPermit { request } = self.phase {
            out.push(Action::CancelPermit { request });
        }
        if self.phase.is_open() {
            out.push(Action::Report(Report::Disconnected { reason }));
        }
    }

    fn let_go(&mut self, socket: Socket, then: Then, now: Instant, out: &mut Vec<Action>) {
        match socket {
            Socket::Close { code, reason } => {
                out.push(Action::Close { code, reason });
                return self.enter(Phase::Closing { deadline: later(now, self.config.timeouts.close), then }, out);
            }
            Socket::Drop => out.push(Action::Drop),
            Socket::Gone => {}
        }
        match then {
            Then::Connect { at } => self.connect_at(at, now, out),
            Then::Finish(outcome) => self.finish(outcome, out),
        }
    }

    fn connect_at(&mut self, at: Instant, now: Instant, out: &mut Vec<Action>) {
        if at <= now { self.connect(now, out) } else { self.enter(Phase::BackingOff { until: at }, out) }
    }

    fn finish(&mut self, outcome: Outcome, out: &mut Vec<Action>) {
        out.extend(self.outbox.clear().map(|id| Action::CommandRefused { id, error: CommandError::Stopped }));
        self.enter(Phase::Stopped, out);
        out.push(Action::Finished(outcome));
    }

    fn stop_heartbeat(&mut self, out: &mut Vec<Action>) {
        if self.pulse.take().is_some() {
            out.push(Action::StopHeartbeat);
        }
    }

    fn enter(&mut self, phase: Phase, out: &mut Vec<Action>) {
        let before = self.phase.state();
        self.phase = phase;
        if self.phase.state() != before {
            out.push(Action::Report(Report::StateChanged(self.phase.state())));
        }
    }

    fn permit_refused(&mut self, error: String, retry_after: Option<Duration>, now: Instant, out: &mut Vec<Action>) {
        let socket = Socket::close("no session may be started now");
        match retry_after {
            Some(retry_after) => {
                self.reconnect(ReconnectReason::IdentifyRefused { error, retry_after }, socket, now, out);
            }
            None => {
                let disconnect = DisconnectReason::IdentifyRefused { error: error.clone() };
                self.end(disconnect, Outcome::Refused { error }, socket, now, out);
            }
        }
    }
}

/// So much later, or a day for a time that the clock cannot hold: who waits for ever may look up once a day.
fn later(now: Instant, time: Duration) -> Instant {
    now.checked_add(time).unwrap_or(now + DAY)
}

#[cfg(test)]
mod tests;
