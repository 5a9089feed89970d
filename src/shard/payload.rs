//! [`PayloadReader`]: passes one payload to the protocol, and its decoded dispatch to the batch.

use std::time::Instant;

use super::{
    batch::BatchItem,
    interest::{Interest, InterestFilter},
    mark::Marker,
    traffic::Traffic,
};
use crate::{
    event::{Lifecycle, PayloadReceived},
    event_path::event_path,
    gateway::{Action, Envelope, Protocol},
    handler::Recycler,
};

/// The parts of a shard that process a payload. They are borrowed one by one, because the payload borrows the inflater
/// of the shard.
pub(super) struct PayloadReader<'a> {
    pub(super) shard: u32,
    pub(super) protocol: &'a mut Protocol,
    pub(super) traffic: &'a mut Traffic,
    pub(super) filter: &'a InterestFilter,
    pub(super) marker: &'a Marker,
    pub(super) batch: &'a mut Vec<BatchItem>,
    pub(super) recycler: &'a mut Recycler,
    /// When the payload was read.
    pub(super) now: Instant,
}

impl PayloadReader<'_> {
    /// Passes one payload to the protocol, and decodes it if something uses it. `bytes` is its inflated size.
    /// `interest` is `None` if the data of the payload was not read.
    pub(super) fn process(
        &mut self,
        envelope: &Envelope<'_>,
        bytes: usize,
        interest: Option<Interest>,
        actions: &mut Vec<Action>,
    ) {
        event_path!("passes the envelope to the protocol, and what is used of it to the batch");
        let is_event = self.protocol.on_envelope(envelope, self.now, actions);
        self.traffic.payload(bytes, envelope.name.is_some());
        if interest.is_some() {
            self.filter.received(self.shard, envelope);
        }
        if self.filter.payloads {
            let name = envelope.name.map(Into::into);
            let received = PayloadReceived { shard: self.shard, opcode: envelope.op, seq: envelope.seq, name };
            self.batch.push(BatchItem::Lifecycle(Lifecycle::PayloadReceived(received)));
        }
        if let Some(interest) = interest
            && is_event
        {
            let before = self.batch.len();
            self.filter.decode(interest, envelope, self.batch, self.recycler);
            // A dispatch without items needs no mark.
            if self.batch.len() > before
                && let Some(mark) = self.marker.mark(envelope, self.protocol.session())
            {
                self.batch.insert(before, BatchItem::Mark(mark));
            }
        }
    }
}
