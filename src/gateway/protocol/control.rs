//! Requests of the program: reconnect and stop.

use std::time::Instant;

use super::phase::{AfterClose, Phase, SocketEnd};
use super::{Action, Outcome, Protocol};
use crate::gateway::{CloseCode, DisconnectReason, ReconnectReason};

impl Protocol {
    pub(super) fn reconnect_requested(&mut self, resume: bool, now: Instant, out: &mut Vec<Action>) {
        let ends =
            matches!(self.phase, Phase::Idle | Phase::Stopped | Phase::Closing { then: AfterClose::Finish(_), .. });
        if !resume && !ends {
            self.forget_session();
        }
        if matches!(self.phase, Phase::Connecting { .. }) {
            self.reconnect(ReconnectReason::Requested, SocketEnd::Drop, now, out);
        } else if self.phase.is_open() {
            self.reconnect(ReconnectReason::Requested, SocketEnd::close("reconnect requested"), now, out);
        } else {
            self.reconnect_now(now, out);
        }
    }

    /// Ends a current or planned wait.
    pub(super) fn reconnect_now(&mut self, now: Instant, out: &mut Vec<Action>) {
        match &mut self.phase {
            Phase::BackingOff { .. } => self.connect(now, out),
            Phase::Closing { then: AfterClose::Connect { at }, .. } => *at = now,
            _ => {}
        }
    }

    pub(super) fn stop(&mut self, resumable: bool, now: Instant, out: &mut Vec<Action>) {
        let session = if resumable { self.session.clone() } else { None };
        let outcome = Outcome::Stopped { session };
        let socket = match &mut self.phase {
            Phase::Stopped | Phase::Closing { then: AfterClose::Finish(_), .. } => return,
            Phase::Closing { then, .. } => {
                *then = AfterClose::Finish(outcome);
                return;
            }
            Phase::Idle | Phase::BackingOff { .. } => SocketEnd::Gone,
            Phase::Connecting { .. } => SocketEnd::Drop,
            _ if resumable => SocketEnd::close("stopped for a restart"),
            _ => SocketEnd::Close { code: CloseCode::NORMAL.0, reason: String::new() },
        };
        if !resumable {
            self.forget_session();
        }
        self.end(DisconnectReason::Stopped, outcome, socket, now, out);
    }
}
