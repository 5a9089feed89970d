//! The handling of received payloads.

use std::time::{Duration, Instant};

use super::phase::{HeartbeatTimer, Phase, SocketEnd};
use super::{Action, Protocol, Report, later};
use crate::event_path::event_path;
use crate::gateway::{Envelope, Opcode, ReconnectReason, Session, Signal, handshake};

/// The number of consecutive events with numbers that are not new after which the numbering counts as broken. A few
/// events that are sent twice are no error.
const STALE_LIMIT: u32 = 5;
/// The number of consecutive unreadable payloads after which the stream counts as corrupt.
const MALFORMED_LIMIT: u32 = 3;

impl Protocol {
    /// Takes a payload and appends what to do. Returns whether it is a new event: the caller hands it on before it
    /// carries out the actions.
    #[must_use]
    pub fn on_envelope(&mut self, envelope: &Envelope<'_>, now: Instant, out: &mut Vec<Action>) -> bool {
        event_path!("judges the envelope: the sequence number advances");
        self.last_read = now;
        self.malformed_in_a_row = 0;
        let is_event = self.phase.is_open() && self.received(envelope, now, out);
        self.flush(now, out);
        is_event
    }

    fn received(&mut self, envelope: &Envelope<'_>, now: Instant, out: &mut Vec<Action>) -> bool {
        let opcode = Opcode::from_u8(envelope.op);
        if opcode == Some(Opcode::Dispatch) {
            return self.dispatch(envelope, now, out);
        }
        if let Some(signal) = opcode.and_then(|opcode| Signal::read(opcode, envelope.data())) {
            self.signal(signal, now, out);
            return false;
        }
        match opcode {
            Some(Opcode::Heartbeat) => {
                // Discord requires a heartbeat at once. Before HELLO nothing may be sent. Payloads of one read have the
                // same time: one heartbeat answers all of their requests.
                let is_answered = self.beat_requested.replace(now) == Some(now);
                if self.heartbeat.is_some() && !is_answered && self.outbox.may_answer(now) {
                    self.beat(out);
                    self.outbox.note_answer(now);
                    out.push(Action::BeatSent);
                }
            }
            Some(Opcode::HeartbeatAck) => {
                if self.heartbeat.is_some() {
                    self.acks += 1;
                    self.presence_delivery = self.presence_delivery.after_acks(self.acks);
                    out.push(Action::Acked);
                }
            }
            // The first four are handled above.
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
        false
    }

    pub(super) fn signal(&mut self, signal: Result<Signal, String>, now: Instant, out: &mut Vec<Action>) {
        match signal {
            Ok(Signal::Hello { heartbeat_interval: interval })
                if self.config.heartbeat_interval.contains(&interval) =>
            {
                self.hello(interval, now, out);
            }
            Ok(Signal::Hello { heartbeat_interval: interval }) => {
                let (from, to) = (self.config.heartbeat_interval.start(), self.config.heartbeat_interval.end());
                let error = format!("a heartbeat interval of {interval:?} is not between {from:?} and {to:?}");
                let socket = SocketEnd::close("HELLO with an invalid heartbeat interval");
                self.reconnect(ReconnectReason::BadHello { error }, socket, now, out);
            }
            Ok(Signal::Reconnect) => {
                self.reconnect(ReconnectReason::Asked, SocketEnd::close("reconnect requested (op 7)"), now, out);
            }
            Ok(Signal::InvalidSession { resumable }) => {
                if !resumable {
                    self.forget_session();
                }
                let socket = SocketEnd::close("invalid session (op 9)");
                self.reconnect(ReconnectReason::InvalidSession { resumable }, socket, now, out);
            }
            Err(error) => {
                let socket = SocketEnd::close("HELLO without a heartbeat interval");
                self.reconnect(ReconnectReason::BadHello { error }, socket, now, out);
            }
        }
    }

    pub(super) fn hello(&mut self, interval: Duration, now: Instant, out: &mut Vec<Action>) {
        self.stop_heartbeat(out);
        self.generation += 1;
        self.heartbeat = Some(HeartbeatTimer { generation: self.generation, interval });
        self.outbox.reserve_for(interval);
        let first = self.delays.part_of(interval);
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
            let deadline = later(now, self.config.timeouts.permit);
            self.enter(Phase::AwaitingPermit { deadline, request: self.requests }, out);
        }
    }

    /// Handles a dispatch and returns whether it is a new event.
    pub(super) fn dispatch(&mut self, envelope: &Envelope<'_>, now: Instant, out: &mut Vec<Action>) -> bool {
        if let Some((last, next)) = self.missed(envelope) {
            let socket = SocketEnd::close("an event could not be read");
            self.reconnect(ReconnectReason::Missed { last, next }, socket, now, out);
            return false;
        }
        match (&self.phase, envelope.name) {
            (Phase::Identifying { .. } | Phase::Resuming { .. }, Some("READY")) => {
                self.ready(envelope, now, out);
                true
            }
            (Phase::Resuming { replayed, .. }, Some("RESUMED")) => {
                let replayed = *replayed;
                self.note_seq(envelope.seq);
                self.session_established(now, out);
                self.resend_presence();
                out.push(Action::Report(Report::Resumed { replayed }));
                true
            }
            (Phase::Identifying { .. } | Phase::Resuming { .. } | Phase::Active, _) => {
                if !self.note_seq(envelope.seq) {
                    self.duplicates += 1;
                    self.stale(envelope.seq, now, out);
                    return false;
                }
                self.stale_in_a_row = 0;
                if let Phase::Resuming { deadline, replayed } = &mut self.phase {
                    *replayed += 1;
                    *deadline = later(now, self.config.timeouts.resumed);
                }
                true
            }
            // Before IDENTIFY or RESUME there is no session that an event could belong to.
            _ => false,
        }
    }

    pub(super) fn ready(&mut self, envelope: &Envelope<'_>, now: Instant, out: &mut Vec<Action>) {
        self.forget_session();
        self.note_seq(envelope.seq);
        let session_id = match envelope.read::<handshake::Ready>() {
            Ok(ready) => {
                // A session needs an id and a sequence number. Without a number it is usable, but cannot be resumed.
                let session_id = ready.session_id.clone();
                self.session = self.seq.map(|seq| Session::new(ready.session_id, seq, ready.resume_gateway_url));
                session_id
            }
            Err(error) => {
                out.push(Action::Report(Report::Malformed { error: format!("READY: {error}") }));
                String::new()
            }
        };
        self.session_established(now, out);
        out.push(Action::Report(Report::Ready { session_id }));
    }

    /// Resets the counts of failures after READY or RESUMED.
    pub(super) fn session_established(&mut self, now: Instant, out: &mut Vec<Action>) {
        self.delays.session_established(now);
        self.attempts = 0;
        self.fruitless_resumes = 0;
        self.avoid_resume_url = false;
        self.enter(Phase::Active, out);
    }

    /// Records a sequence number and returns whether it is new. A dispatch without one counts as new.
    pub(super) fn note_seq(&mut self, seq: Option<u64>) -> bool {
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

    /// Counts an event whose number is not new. After several in a row outside a replay a new session is begun: one
    /// number that was too high would otherwise make all later events count as received before.
    fn stale(&mut self, seq: Option<u64>, now: Instant, out: &mut Vec<Action>) {
        if !matches!(self.phase, Phase::Active) {
            return;
        }
        self.stale_in_a_row += 1;
        if self.stale_in_a_row >= STALE_LIMIT {
            let (last, received) = (self.seq.unwrap_or_default(), seq.unwrap_or_default());
            self.forget_session();
            let socket = SocketEnd::close("the sequence numbers went back");
            self.reconnect(ReconnectReason::StaleNumbers { last, received }, socket, now, out);
        }
    }

    /// The sequence numbers around an event that could not be read, if a resume may replay it.
    ///
    /// In practice the numbers grow by one, but Discord does not document this. So a gap counts as a loss only after an
    /// unreadable payload. For each gap one resume is made, because an event that cannot be read twice will not be
    /// readable the third time.
    pub(super) fn missed(&mut self, envelope: &Envelope<'_>) -> Option<(u64, u64)> {
        let (last, next) = (self.seq?, envelope.seq?);
        let goes_on = matches!(self.phase, Phase::Resuming { .. } | Phase::Active) && envelope.name != Some("READY");
        if !goes_on || next <= last || !std::mem::take(&mut self.unreadable_before) {
            return None;
        }
        if next == last + 1 || self.session.is_none() || self.missed_after == Some(last) {
            return None;
        }
        self.missed_after = Some(last);
        Some((last, next))
    }

    pub(super) fn unknown_opcode(&mut self, op: u8, out: &mut Vec<Action>) {
        let (word, bit) = (usize::from(op / 64), 1_u64 << (op % 64));
        if let Some(seen) = self.unknown_opcodes.get_mut(word).filter(|seen| **seen & bit == 0) {
            *seen |= bit;
            out.push(Action::Report(Report::UnknownOpcode(op)));
        }
    }

    /// Reports and ignores an unreadable payload. Several in a row mean that the decompressed stream is corrupt,
    /// because the decompressor does not detect every error.
    pub(super) fn malformed(&mut self, error: String, now: Instant, out: &mut Vec<Action>) {
        self.last_read = now;
        if !self.phase.is_open() {
            return;
        }
        out.push(Action::Report(Report::Malformed { error: error.clone() }));
        self.unreadable_before = true;
        self.malformed_in_a_row += 1;
        if self.malformed_in_a_row >= MALFORMED_LIMIT {
            let socket = SocketEnd::close("the stream is corrupt");
            self.reconnect(ReconnectReason::Undecodable { error }, socket, now, out);
        }
    }
}
