//! Waiting until everything that Discord had sent has come: a heartbeat is answered in its turn.
//!
//! Acknowledgements have no numbers, but they come in order: that of the n-th heartbeat of a connection is the n-th.

use tokio::sync::oneshot;

/// Counts the heartbeats of a connection, for somebody who waits for one. Pure but for the answer.
#[derive(Debug, Default)]
pub(super) struct Barrier {
    sent: u64,
    acked: u64,
    /// Who waits, and for which acknowledgement; none as long as the heartbeat is to be sent.
    waiting: Option<(oneshot::Sender<()>, Option<u64>)>,
    /// Who has waited, and is to be told once what came before is handed on.
    reached: Option<oneshot::Sender<()>>,
}

impl Barrier {
    /// Somebody wants a heartbeat acknowledged that is sent from now on.
    pub(super) fn ask(&mut self, reply: oneshot::Sender<()>) {
        self.waiting = Some((reply, None));
    }

    /// Whether a heartbeat is to be sent.
    pub(super) fn is_due(&self) -> bool {
        matches!(self.waiting, Some((_, None)))
    }

    /// The heartbeat is about to be sent.
    pub(super) fn begin(&mut self) {
        self.sent += 1;
        if let Some((_, awaited)) = &mut self.waiting {
            *awaited = Some(self.sent);
        }
    }

    /// Another heartbeat is sent.
    pub(super) fn sent(&mut self) {
        self.sent += 1;
    }

    /// A connection begins. What was sent over the last one is answered by nobody.
    pub(super) fn connected(&mut self) {
        (self.sent, self.acked) = (0, 0);
        if let Some((_, awaited)) = &mut self.waiting {
            *awaited = None;
        }
    }

    pub(super) fn acked(&mut self) {
        self.acked += 1;
        let reached = |(_, awaited): &mut (_, Option<u64>)| awaited.is_some_and(|awaited| self.acked >= awaited);
        if let Some((reply, _)) = self.waiting.take_if(reached) {
            self.reached = Some(reply);
        }
    }

    /// Who is to be told once what came before is handed on.
    pub(super) fn reached(&mut self) -> Option<oneshot::Sender<()>> {
        self.reached.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_to_an_earlier_heartbeat_does_not_count() {
        let mut barrier = Barrier::default();
        barrier.connected();
        barrier.sent();
        let (reply, _answer) = oneshot::channel();
        barrier.ask(reply);
        assert!(barrier.is_due());
        barrier.begin();
        assert!(!barrier.is_due());
        barrier.acked();
        assert!(barrier.reached().is_none());
        // The connection is lost, and with it the answer.
        barrier.connected();
        assert!(barrier.is_due());
        barrier.begin();
        barrier.sent();
        barrier.acked();
        assert!(barrier.reached().is_some() && !barrier.is_due());
        barrier.acked();
        assert!(barrier.reached().is_none());
    }
}
