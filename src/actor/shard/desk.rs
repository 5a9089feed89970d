//! The way of one payload from its envelope to the batch.

use std::time::Instant;

use crate::{
    actor::{mark::Marking, router::Occurrence, spent::Spent, traffic::Traffic, wanted::Wanted},
    event::{Lifecycle, PayloadReceived},
    gateway::{Action, Envelope, Protocol},
};

/// What it takes to judge a payload, while the inflater lends it.
pub(super) struct Desk<'a> {
    pub(super) shard: u32,
    pub(super) protocol: &'a mut Protocol,
    pub(super) traffic: &'a mut Traffic,
    pub(super) wanted: &'a Wanted,
    pub(super) marking: &'a Marking,
    pub(super) batch: &'a mut Vec<Occurrence>,
    pub(super) spent: &'a mut Spent,
    /// When the payload was read.
    pub(super) now: Instant,
}

impl Desk<'_> {
    /// Lets the protocol judge one payload, which has so many bytes, and decodes what somebody wants if its data is there.
    pub(super) fn take(&mut self, envelope: &Envelope<'_>, bytes: usize, complete: bool, actions: &mut Vec<Action>) {
        let is_event = self.protocol.on_envelope(envelope, self.now, actions);
        self.traffic.payload(bytes, envelope.name.is_some());
        if complete {
            self.wanted.received(self.shard, envelope);
        }
        if self.wanted.payloads {
            let name = envelope.name.map(Into::into);
            let received = PayloadReceived { shard: self.shard, opcode: envelope.op, seq: envelope.seq, name };
            self.batch.push(Occurrence::Lifecycle(Lifecycle::PayloadReceived(received)));
        }
        if complete && is_event {
            let from = self.batch.len();
            self.wanted.take(envelope, self.batch, self.spent);
            self.marking.put(envelope, self.protocol.session(), self.batch, from);
        }
    }
}
