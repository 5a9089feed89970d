//! The beginning and the end of connections.

use std::time::{Duration, Instant};

use super::phase::{AfterClose, Phase, SocketEnd};
use super::{Action, Outcome, Protocol, Report, later};
use crate::gateway::close_code::IdentifyParameters;
use crate::gateway::pacing::PAYLOAD_WINDOW;
use crate::gateway::{
    CloseCode, CommandError, Consequence, DisconnectReason, FatalClose, GatewayUrl, ReconnectReason, ShardConfig,
};

impl Protocol {
    pub(super) fn connect(&mut self, now: Instant, out: &mut Vec<Action>) {
        self.cid += 1;
        self.malformed_in_a_row = 0;
        self.unreadable_before = false;
        self.stale_in_a_row = 0;
        (self.beats, self.acks, self.presence_delivery) = (0, 0, self.presence_delivery.after_the_connection());
        self.outbox.new_connection();
        let ShardConfig { api_version, encoding, compression, .. } = self.config;
        self.drop_foreign_resume_url(out);
        let target = self.target();
        #[cfg(feature = "sandbox")]
        let target = self.url_override.take().unwrap_or(target);
        let url = target.connect_url(api_version, encoding, compression);
        out.push(Action::Connect { url });
        self.enter(Phase::Connecting { deadline: later(now, self.config.timeouts.connect) }, out);
    }

    /// The URL of the next connection: the resume URL of the session, if there is one that works, else the base URL.
    pub(super) fn target(&self) -> GatewayUrl {
        let own =
            self.session.as_ref().filter(|_| !self.avoid_resume_url).and_then(|session| session.resume_url.as_deref());
        own.and_then(|url| GatewayUrl::parse(url).ok()).unwrap_or_else(|| self.config.gateway_url.clone())
    }

    /// Removes the resume URL of the session, and reports it, if its server may not receive the token.
    fn drop_foreign_resume_url(&mut self, out: &mut Vec<Action>) {
        let refused = self
            .session
            .as_ref()
            .and_then(|session| session.resume_url.as_deref())
            .is_some_and(|url| !GatewayUrl::parse(url).is_ok_and(|url| self.may_resume_at(&url)));
        if refused && let Some(session) = &mut self.session {
            let url = session.resume_url.take().unwrap_or_default();
            out.push(Action::Report(Report::ResumeUrlRefused { url }));
        }
    }

    /// Handles the loss of the socket, or a failed attempt to open one.
    pub(super) fn socket_gone(&mut self, reason: ReconnectReason, now: Instant, out: &mut Vec<Action>) {
        match self.phase {
            Phase::Connecting { .. } => self.reconnect(reason, SocketEnd::Gone, now, out),
            Phase::Closing { .. } => self.closed(now, out),
            _ if self.phase.is_open() => self.reconnect(reason, SocketEnd::Gone, now, out),
            _ => {}
        }
    }

    pub(super) fn peer_closed(&mut self, code: Option<u16>, reason: String, now: Instant, out: &mut Vec<Action>) {
        let consequence = CloseCode::classify(code);
        match (&self.phase, code) {
            (Phase::Closing { then: AfterClose::Finish(_), .. }, _) => return self.closed(now, out),
            (Phase::Closing { .. }, _) if consequence != Consequence::Fatal => return self.closed(now, out),
            (Phase::Idle | Phase::BackingOff { .. } | Phase::Stopped, _) => return,
            (_, Some(code)) if consequence == Consequence::Fatal => {
                let ShardConfig { intents, shard, api_version, .. } = self.config;
                let fatal =
                    FatalClose::explained(CloseCode(code), reason, IdentifyParameters { intents, shard, api_version });
                self.forget_session();
                return self.end(
                    DisconnectReason::Fatal(fatal.clone()),
                    Outcome::Fatal(fatal),
                    SocketEnd::Gone,
                    now,
                    out,
                );
            }
            // If a RESUME is answered with a close frame, another RESUME would be answered in the same way.
            (Phase::Resuming { .. }, Some(_)) => self.forget_session(),
            _ if consequence == Consequence::NewSession => self.forget_session(),
            _ => {}
        }
        if code == Some(CloseCode::RATE_LIMITED.0) {
            self.outbox.hold_until(now + PAYLOAD_WINDOW);
        }
        self.reconnect(ReconnectReason::Closed { code, reason }, SocketEnd::Gone, now, out);
    }

    /// Continues after our close when the socket is gone.
    pub(super) fn closed(&mut self, now: Instant, out: &mut Vec<Action>) {
        match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::Closing { then: AfterClose::Connect { at }, .. } => self.connect_at(at, now, out),
            Phase::Closing { then: AfterClose::Finish(outcome), .. } => self.finish(outcome, out),
            phase => self.phase = phase,
        }
    }

    /// Ends the connection and plans the next one.
    pub(super) fn reconnect(
        &mut self,
        reason: ReconnectReason,
        socket: SocketEnd,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        self.choose_next_start(&reason);
        let requested = reason == ReconnectReason::Requested;
        if !requested && self.config.max_reconnect_attempts.is_some_and(|max| self.attempts >= max) {
            let (attempts, last, session) = (self.attempts, reason, self.session.clone());
            let disconnect = DisconnectReason::GaveUp { attempts, last: last.clone() };
            return self.end(disconnect, Outcome::GaveUp { attempts, last, session }, socket, now, out);
        }
        self.attempts = self.attempts.saturating_add(1);
        let attempt = self.attempts;
        let delay = self.delay(&reason, now);
        self.leave_connection(DisconnectReason::Reconnect(reason.clone()), out);
        let resumable = self.session.is_some();
        out.push(Action::Report(Report::Reconnecting { reason, attempt, delay, resumable }));
        self.release_socket(socket, AfterClose::Connect { at: later(now, delay) }, now, out);
    }

    /// The wait before the next connection.
    fn delay(&mut self, reason: &ReconnectReason, now: Instant) -> Duration {
        if matches!(reason, ReconnectReason::Requested) {
            self.delays.ended_on_request(now);
            return Duration::ZERO;
        }
        let refused = match reason {
            ReconnectReason::InvalidSession { .. } => true,
            ReconnectReason::Closed { code, .. } => code.is_some() && matches!(self.phase, Phase::Resuming { .. }),
            _ => false,
        };
        let wait = self.delays.ended(refused, now);
        match reason {
            ReconnectReason::InvalidSession { .. } if self.session.is_none() => {
                let (from, to) = (*self.config.invalid_session_wait.start(), *self.config.invalid_session_wait.end());
                self.delays.between(from, to).max(wait)
            }
            ReconnectReason::IdentifyRefused { retry_after, .. } => wait.max(*retry_after),
            _ => wait,
        }
    }

    /// Decides how the next connection begins, from the way in which this one ended: at the resume URL, at the base
    /// URL, or with a new session.
    pub(super) fn choose_next_start(&mut self, reason: &ReconnectReason) {
        if self.session.is_none() || matches!(reason, ReconnectReason::Requested) {
            return;
        }
        let asked = matches!(reason, ReconnectReason::Asked);
        match self.phase {
            // The URL could not be reached or did not answer, so the other one is tried next. Without a network they
            // alternate.
            Phase::Connecting { .. } | Phase::AwaitingHello { .. } if !asked => {
                self.avoid_resume_url = !self.avoid_resume_url;
            }
            // A resume that replayed events may be repeated, because fewer events remain.
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

    pub(super) fn forget_session(&mut self) {
        self.session = None;
        self.seq = None;
        self.missed_after = None;
        self.fruitless_resumes = 0;
        self.avoid_resume_url = false;
    }

    /// Stops the shard as soon as the socket is gone.
    pub(super) fn end(
        &mut self,
        disconnect: DisconnectReason,
        outcome: Outcome,
        socket: SocketEnd,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        self.leave_connection(disconnect, out);
        self.release_socket(socket, AfterClose::Finish(outcome), now, out);
    }

    /// Stops everything that belongs to the connection except its socket.
    pub(super) fn leave_connection(&mut self, reason: DisconnectReason, out: &mut Vec<Action>) {
        self.stop_heartbeat(out);
        if let Phase::AwaitingPermit { request, .. } = self.phase {
            out.push(Action::CancelPermit { request });
        }
        if self.phase.is_open() {
            out.push(Action::Report(Report::Disconnected { reason }));
        }
    }

    pub(super) fn release_socket(&mut self, socket: SocketEnd, then: AfterClose, now: Instant, out: &mut Vec<Action>) {
        match socket {
            SocketEnd::Close { code, reason } => {
                out.push(Action::Close { code, reason });
                return self.enter(Phase::Closing { deadline: later(now, self.config.timeouts.close), then }, out);
            }
            SocketEnd::Drop => out.push(Action::Drop),
            SocketEnd::Gone => {}
        }
        match then {
            AfterClose::Connect { at } => self.connect_at(at, now, out),
            AfterClose::Finish(outcome) => self.finish(outcome, out),
        }
    }

    pub(super) fn connect_at(&mut self, at: Instant, now: Instant, out: &mut Vec<Action>) {
        if at <= now { self.connect(now, out) } else { self.enter(Phase::BackingOff { until: at }, out) }
    }

    pub(super) fn finish(&mut self, outcome: Outcome, out: &mut Vec<Action>) {
        out.extend(self.outbox.clear().map(|id| Action::CommandRefused { id, error: CommandError::Stopped }));
        self.enter(Phase::Stopped, out);
        out.push(Action::Finished(outcome));
    }

    pub(super) fn stop_heartbeat(&mut self, out: &mut Vec<Action>) {
        if self.heartbeat.take().is_some() {
            out.push(Action::StopHeartbeat);
        }
    }

    pub(super) fn enter(&mut self, phase: Phase, out: &mut Vec<Action>) {
        let before = self.phase.state();
        self.phase = phase;
        if self.phase.state() != before {
            out.push(Action::Report(Report::StateChanged(self.phase.state())));
        }
    }

    pub(super) fn permit_refused(
        &mut self,
        error: String,
        retry_after: Option<Duration>,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        let socket = SocketEnd::close("no session start allowed");
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
