//! What the user of a shard wants of it: reconnects, and the end.

use std::time::Instant;

use super::phase::{Phase, Socket, Then};
use super::{Action, Outcome, Protocol};
use crate::gateway::{CloseCode, DisconnectReason, ReconnectReason};

impl Protocol {
    pub(super) fn reconnect_requested(&mut self, resume: bool, now: Instant, out: &mut Vec<Action>) {
        let ends = matches!(self.phase, Phase::Idle | Phase::Stopped | Phase::Closing { then: Then::Finish(_), .. });
        if !resume && !ends {
            self.forget_session();
        }
        if matches!(self.phase, Phase::Connecting { .. }) {
            self.reconnect(ReconnectReason::Requested, Socket::Drop, now, out);
        } else if self.phase.is_open() {
            self.reconnect(ReconnectReason::Requested, Socket::close("reconnect requested"), now, out);
        } else {
            self.hurry(now, out);
        }
    }

    /// Cuts a wait short that runs or is planned.
    pub(super) fn hurry(&mut self, now: Instant, out: &mut Vec<Action>) {
        match &mut self.phase {
            Phase::BackingOff { .. } => self.connect(now, out),
            Phase::Closing { then: Then::Connect { at }, .. } => *at = now,
            _ => {}
        }
    }

    pub(super) fn stop(&mut self, resumable: bool, now: Instant, out: &mut Vec<Action>) {
        let session = if resumable { self.session.clone() } else { None };
        let outcome = Outcome::Stopped { session };
        let socket = match &mut self.phase {
            Phase::Stopped | Phase::Closing { then: Then::Finish(_), .. } => return,
            Phase::Closing { then, .. } => {
                *then = Then::Finish(outcome);
                return;
            }
            Phase::Idle | Phase::BackingOff { .. } => Socket::Gone,
            Phase::Connecting { .. } => Socket::Drop,
            _ if resumable => Socket::close("back soon"),
            _ => Socket::Close { code: CloseCode::NORMAL.0, reason: String::new() },
        };
        if !resumable {
            self.forget_session();
        }
        self.end(DisconnectReason::Stopped, outcome, socket, now, out);
    }
}
