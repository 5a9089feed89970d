//! [`Forwarder`]: brings a shard's batches to the router, in order.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use actix::Recipient;
use tokio::sync::oneshot;

use super::batch::{Batch, BatchItem, BatchSource};
use crate::{
    actors::{Address, clock},
    event_path::event_path,
};

/// A batch that the router takes longer for has waited for room.
const NO_WAIT: Duration = Duration::from_millis(20);

/// Sends batches to the router, one after the other, and waits for each until the router has room for the next.
///
/// A batch that was sent arrives also if the shard ends. The router refuses it if it had not accepted it before the shard was
/// restarted.
pub(super) struct Forwarder {
    source: BatchSource,
    router: Address<Recipient<Batch>>,
    /// Resolves when the last batch is delivered. Batches wait for the one before: beside the batch of the last read, for which
    /// the reader of the socket waits, there are only a few with lifecycle items.
    last: Option<oneshot::Receiver<()>>,
    /// How many batches the router does not have yet.
    pending: Rc<Cell<usize>>,
    /// When the last batch was delivered that had to wait.
    waited_until: Rc<Cell<Option<Instant>>>,
}

impl Forwarder {
    pub(super) fn new(source: BatchSource, router: Address<Recipient<Batch>>) -> Self {
        Self { source, router, last: None, pending: Rc::default(), waited_until: Rc::default() }
    }

    /// The shard whose batches these are.
    pub(super) const fn source(&self) -> &BatchSource {
        &self.source
    }

    /// Sends a batch. The receiver resolves when the router has handled it and has room for the next.
    pub(super) fn forward(&mut self, items: Vec<BatchItem>, seq: Option<u64>) -> oneshot::Receiver<()> {
        event_path!("sends the batch to the router");
        let (delivered, receipt) = oneshot::channel();
        let (done, is_done) = oneshot::channel();
        let previous = self.last.replace(is_done);
        let batch = Batch::new(self.source.clone(), items, seq);
        let (mut router, pending) = (self.router.clone(), Rc::clone(&self.pending));
        let waited_until = Rc::clone(&self.waited_until);
        pending.set(pending.get() + 1);
        actix::spawn(async move {
            if let Some(previous) = previous {
                let _ = previous.await;
            }
            let start = clock::now();
            // A router that dies over an item loses that item, so that the batch can be sent again as often as needed. There is
            // no answer at all only if the bot is ending.
            let _ = router.send_on(batch).await;
            let end = clock::now();
            if end.saturating_duration_since(start) > NO_WAIT {
                waited_until.set(Some(end));
            }
            pending.set(pending.get() - 1);
            // The shard may have ended, and the next batch may not exist.
            let _ = (done.send(()), delivered.send(()));
        });
        receipt
    }

    /// Whether a batch of this shard is on its way.
    pub(super) fn is_busy(&self) -> bool {
        self.pending.get() > 0
    }

    /// Whether the router keeps the shard from reading, or has done so since `then`. What the shard waits for may then lie
    /// unread in the socket.
    pub(super) fn blocks_reading(&self, then: Option<Instant>) -> bool {
        self.is_busy() || self.waited_until.get().is_some_and(|end| then.is_none_or(|then| end > then))
    }
}
