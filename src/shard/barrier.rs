//! [`Barrier`]: finds out when everything that Discord had sent before a point in time has been received.
//!
//! Discord answers a heartbeat after what it has sent before. So once a heartbeat is acknowledged, everything that was
//! sent before the heartbeat was read has arrived. Acknowledgements have no numbers, but they come in order: the n-th
//! acknowledgement of a connection is that of its n-th heartbeat.

use tokio::sync::oneshot;

/// Counts the heartbeats of a connection and their acknowledgements. Pure but for the reply.
#[derive(Debug, Default)]
pub(super) struct Barrier {
    sent: u64,
    acked: u64,
    /// Where to reply, and which acknowledgement to wait for: `None` while the heartbeat is still to be sent.
    waiting: Option<(oneshot::Sender<()>, Option<u64>)>,
    /// Where to reply as soon as what came before the acknowledgement is delivered.
    reached: Option<oneshot::Sender<()>>,
}

impl Barrier {
    /// Requests a reply when a heartbeat is acknowledged that is sent from now on.
    pub(super) fn request(&mut self, reply: oneshot::Sender<()>) {
        self.waiting = Some((reply, None));
    }

    /// Whether a heartbeat is to be sent.
    pub(super) fn needs_heartbeat(&self) -> bool {
        matches!(self.waiting, Some((_, None)))
    }

    /// The heartbeat is sent whose acknowledgement is awaited.
    pub(super) fn awaited_heartbeat_sent(&mut self) {
        self.sent += 1;
        if let Some((_, awaited)) = &mut self.waiting {
            *awaited = Some(self.sent);
        }
    }

    /// Another heartbeat is sent.
    pub(super) fn heartbeat_sent(&mut self) {
        self.sent += 1;
    }

    /// A connection begins. Heartbeats of the last one will not be acknowledged any more.
    pub(super) fn connected(&mut self) {
        (self.sent, self.acked) = (0, 0);
        if let Some((_, awaited)) = &mut self.waiting {
            *awaited = None;
        }
    }

    /// A heartbeat is acknowledged.
    pub(super) fn acked(&mut self) {
        self.acked += 1;
        let reached = |(_, awaited): &mut (_, Option<u64>)| awaited.is_some_and(|awaited| self.acked >= awaited);
        if let Some((reply, _)) = self.waiting.take_if(reached) {
            self.reached = Some(reply);
        }
    }

    /// Where to reply as soon as what came before the acknowledgement is delivered, once the awaited one has come.
    pub(super) fn take_reached(&mut self) -> Option<oneshot::Sender<()>> {
        self.reached.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_acknowledgement_of_an_earlier_heartbeat_does_not_count() {
        let mut barrier = Barrier::default();
        barrier.connected();
        barrier.heartbeat_sent();
        let (reply, _receiver) = oneshot::channel();
        barrier.request(reply);
        assert!(barrier.needs_heartbeat());
        barrier.awaited_heartbeat_sent();
        assert!(!barrier.needs_heartbeat());
        barrier.acked();
        assert!(barrier.take_reached().is_none());
        // The connection is lost before the acknowledgement has come.
        barrier.connected();
        assert!(barrier.needs_heartbeat());
        barrier.awaited_heartbeat_sent();
        barrier.heartbeat_sent();
        barrier.acked();
        assert!(barrier.take_reached().is_some() && !barrier.needs_heartbeat());
        barrier.acked();
        assert!(barrier.take_reached().is_none());
    }
}
