//! What happens when a deadline comes.

use std::time::Instant;

use super::{Action, Phase, Protocol, Socket, later};
use crate::gateway::ReconnectReason;

impl Protocol {
    /// Does what a deadline asks for that has come.
    pub(super) fn tick(&mut self, now: Instant, out: &mut Vec<Action>) {
        match self.phase {
            Phase::Connecting { deadline } if now >= deadline => {
                self.reconnect(ReconnectReason::ConnectTimeout, Socket::Drop, now, out);
            }
            Phase::AwaitingHello { deadline } if now >= deadline => {
                self.reconnect(ReconnectReason::HelloTimeout, Socket::close("no HELLO"), now, out);
            }
            Phase::Identifying { deadline } if now >= deadline => {
                self.reconnect(ReconnectReason::ReadyTimeout, Socket::close("no READY"), now, out);
            }
            Phase::Resuming { deadline, .. } if now >= deadline => {
                self.reconnect(ReconnectReason::ResumedTimeout, Socket::close("no RESUMED"), now, out);
            }
            Phase::Closing { deadline, .. } if now >= deadline => {
                out.push(Action::Drop);
                self.closed(now, out);
            }
            Phase::BackingOff { until } if now >= until => self.connect(now, out),
            _ if self.silence_at().is_some_and(|at| now >= at) => {
                self.reconnect(ReconnectReason::Silence, Socket::close("nothing was heard"), now, out);
            }
            _ => {}
        }
    }

    /// When the connection counts as dead if nothing is read before.
    pub(super) fn silence_at(&self) -> Option<Instant> {
        self.pulse.map(|pulse| later(self.last_read + pulse.interval, self.config.timeouts.read_grace))
    }
}
