//! Fault injection: a close frame with any code, a reconnect to another URL, a resume from another sequence number.

use std::time::Instant;

use super::phase::SocketEnd;
use super::{Action, FaultInjection, Protocol};
use crate::gateway::{CloseCode, ReconnectReason};

/// The longest reason in a close frame, in bytes (RFC 6455, section 5.5).
const MAX_CLOSE_REASON: usize = 123;

impl Protocol {
    /// Whether there is an open connection on which payloads are sent.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.phase.is_open()
    }

    /// Counts a payload that was sent without the protocol, against the limit of 120 in 60 s.
    pub fn note_sent(&mut self, now: Instant) {
        self.outbox.note_sent(now);
    }

    pub(super) fn close_with(&mut self, code: CloseCode, mut reason: String, now: Instant, out: &mut Vec<Action>) {
        if !self.phase.is_open() {
            return;
        }
        if code.ends_session_when_sent() {
            self.forget_session();
        }
        let code = if code.is_sendable() { code } else { CloseCode::RESUMABLE };
        while reason.len() > MAX_CLOSE_REASON {
            reason.pop();
        }
        self.reconnect(ReconnectReason::Requested, SocketEnd::Close { code: code.0, reason }, now, out);
    }

    /// Simulates an event if there is a connection.
    pub(super) fn inject_fault(&mut self, fault: FaultInjection, now: Instant, out: &mut Vec<Action>) {
        if !self.phase.is_open() {
            return;
        }
        match fault {
            FaultInjection::Reconnect { url } => {
                self.url_override = url.filter(|url| self.may_receive_token(url));
                self.reconnect(ReconnectReason::Asked, SocketEnd::close("reconnect requested (op 7)"), now, out);
            }
            FaultInjection::Resume { seq } => {
                let Some(session) = &mut self.session else { return };
                session.seq = seq;
                self.seq = Some(seq);
                self.reconnect(ReconnectReason::Requested, SocketEnd::close("resume requested"), now, out);
            }
        }
    }
}
