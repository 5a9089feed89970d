//! The handling of deadlines.

use std::time::Instant;

use super::{Action, Phase, Protocol, SocketEnd, later};
use crate::gateway::ReconnectReason;

impl Protocol {
    /// Handles the deadline of the current state if it has passed.
    pub(super) fn tick(&mut self, now: Instant, out: &mut Vec<Action>) {
        match self.phase {
            Phase::Connecting { deadline } if now >= deadline => {
                self.reconnect(ReconnectReason::ConnectTimeout, SocketEnd::Drop, now, out);
            }
            Phase::AwaitingHello { deadline } if now >= deadline => {
                self.reconnect(ReconnectReason::HelloTimeout, SocketEnd::close("no HELLO"), now, out);
            }
            Phase::AwaitingPermit { deadline, .. } if now >= deadline => {
                self.reconnect(ReconnectReason::PermitTimeout, SocketEnd::close("no permit to identify"), now, out);
            }
            Phase::Identifying { deadline } if now >= deadline => {
                self.reconnect(ReconnectReason::ReadyTimeout, SocketEnd::close("no READY"), now, out);
            }
            Phase::Resuming { deadline, .. } if now >= deadline => {
                self.reconnect(ReconnectReason::ResumedTimeout, SocketEnd::close("no RESUMED"), now, out);
            }
            Phase::Closing { deadline, .. } if now >= deadline => {
                out.push(Action::Drop);
                self.closed(now, out);
            }
            Phase::BackingOff { until } if now >= until => self.connect(now, out),
            _ if self.silence_at().is_some_and(|at| now >= at) => {
                self.reconnect(ReconnectReason::Silence, SocketEnd::close("no data received"), now, out);
            }
            _ => {}
        }
    }

    /// When the connection counts as dead if no data arrives before.
    pub(super) fn silence_at(&self) -> Option<Instant> {
        self.heartbeat.map(|heartbeat| later(self.last_read + heartbeat.interval, self.config.timeouts.read_grace))
    }
}
