//! Fault injection: a close frame with a code of choice, a reconnect to another place, a resume from another number.

use std::time::Instant;

use super::phase::Socket;
use super::{Action, Drill, Protocol};
use crate::gateway::{CloseCode, ReconnectReason};

/// How long the reason in a close frame may be, in bytes (RFC 6455, section 5.5).
const MAX_CLOSE_REASON: usize = 123;

impl Protocol {
    /// Whether there is an open connection that the shard speaks on.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.phase.is_open()
    }

    /// Takes note of a payload that was sent behind the protocol's back, which counts against the 120 in 60 s as all
    /// others do.
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
        self.reconnect(ReconnectReason::Requested, Socket::Close { code: code.0, reason }, now, out);
    }

    /// Carries a drill out, where there is something to drill with.
    pub(super) fn drill(&mut self, drill: Drill, now: Instant, out: &mut Vec<Action>) {
        if !self.phase.is_open() {
            return;
        }
        match drill {
            Drill::Reconnect { url } => {
                self.detour = url.filter(|url| self.trusts(url));
                self.reconnect(ReconnectReason::Asked, Socket::close("asked to (op 7)"), now, out);
            }
            Drill::Resume { seq } => {
                let Some(session) = &mut self.session else { return };
                session.seq = seq;
                self.seq = Some(seq);
                self.reconnect(ReconnectReason::Requested, Socket::close("resume requested"), now, out);
            }
        }
    }
}
