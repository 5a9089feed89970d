//! [`Forwarder`]: sends a shard's batches to the router, in order.

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

/// If the router takes longer for a batch, the shard counts as having waited for it.
const NO_WAIT: Duration = Duration::from_millis(20);

/// Sends batches to the router one after the other, each when the router has answered the one before. The router
/// answers when it has handled a batch and the executor can take more calls.
///
/// A batch is also delivered if the shard ends in the meantime. If the shard is restarted before the router accepts the
/// batch, the router refuses it.
pub(super) struct Forwarder {
    source: BatchSource,
    router: Address<Recipient<Batch>>,
    /// Resolves when the last batch is delivered. Each batch waits for the one before. Few wait at a time: the reader
    /// of the socket waits for the batch of its last read, and other batches contain lifecycle items only.
    last: Option<oneshot::Receiver<()>>,
    /// How many batches are not delivered yet.
    pending: Rc<Cell<usize>>,
    /// When the last batch was delivered for which the router took longer than [`NO_WAIT`].
    waited_until: Rc<Cell<Option<Instant>>>,
}

impl Forwarder {
    pub(super) fn new(source: BatchSource, router: Address<Recipient<Batch>>) -> Self {
        Self { source, router, last: None, pending: Rc::default(), waited_until: Rc::default() }
    }

    /// The shard and actor that the batches come from.
    pub(super) const fn source(&self) -> &BatchSource {
        &self.source
    }

    /// Sends a batch. The receiver resolves when it is delivered.
    pub(super) fn forward(&mut self, items: Vec<BatchItem>, seq: Option<u64>) -> oneshot::Receiver<()> {
        event_path!("sends the batch to the router");
        let (delivered, is_delivered) = oneshot::channel();
        let (next_may_start, may_start) = oneshot::channel();
        let previous = self.last.replace(may_start);
        let batch = Batch::new(self.source.clone(), items, seq);
        let (mut router, pending) = (self.router.clone(), Rc::clone(&self.pending));
        let waited_until = Rc::clone(&self.waited_until);
        pending.set(pending.get() + 1);
        actix::spawn(async move {
            if let Some(previous) = previous {
                let _ = previous.await;
            }
            let start = clock::now();
            // A router that dies while it handles an item does not put that item back, so that the batch can be sent to
            // any number of restarted routers. The answer is missing only if the bot is ending.
            let _ = router.send_on(batch).await;
            let end = clock::now();
            if end.saturating_duration_since(start) > NO_WAIT {
                waited_until.set(Some(end));
            }
            pending.set(pending.get() - 1);
            // The shard may have ended, and the next batch may not exist.
            let _ = (next_may_start.send(()), delivered.send(()));
        });
        is_delivered
    }

    /// Whether a batch of this shard is not delivered yet.
    pub(super) fn is_busy(&self) -> bool {
        self.pending.get() > 0
    }

    /// Whether the shard does not read because it waits for the router, or has waited for it after `since`. What the
    /// shard expects from Discord may then be unread in the socket.
    pub(super) fn blocks_reading(&self, since: Option<Instant>) -> bool {
        self.is_busy() || self.waited_until.get().is_some_and(|end| since.is_none_or(|since| end > since))
    }
}
