//! [`Forwarder`]: brings a shard's batches to the router, in order.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use actix::Recipient;
use tokio::sync::{mpsc, oneshot};

use super::batch::{Batch, BatchItem, BatchSource};
use crate::actors::{Address, clock};

/// A batch that the router takes longer for has waited for room.
const NO_WAIT: Duration = Duration::from_millis(20);

/// Sends batches to the router, one after the other, and waits for each until the router has room for the next.
///
/// When it is dropped, its task ends as soon as the router has the batches that are queued. The router refuses those that it
/// had not accepted before the shard was restarted.
pub(super) struct Forwarder {
    source: BatchSource,
    /// Unbounded: the reader of the socket waits for its batch before it reads another, so that beside that batch only a
    /// few lifecycle items can be queued.
    queue: mpsc::UnboundedSender<Queued>,
    /// How many batches the router does not have yet.
    pending: Rc<Cell<usize>>,
    /// When the last batch was delivered that had to wait.
    waited_until: Rc<Cell<Option<Instant>>>,
}

struct Queued {
    batch: Batch,
    delivered: oneshot::Sender<()>,
}

impl Forwarder {
    pub(super) fn start(source: BatchSource, mut router: Address<Recipient<Batch>>) -> Self {
        let (queue, mut batches) = mpsc::unbounded_channel::<Queued>();
        let pending = Rc::new(Cell::new(0));
        let waited_until = Rc::new(Cell::new(None));
        let (task_pending, task_waited_until) = (Rc::clone(&pending), Rc::clone(&waited_until));
        actix::spawn(async move {
            while let Some(Queued { batch, delivered }) = batches.recv().await {
                let start = clock::now();
                // A router that dies over an item loses that item, so that the batch can be sent again as often as needed.
                // There is no answer at all only if the bot is ending.
                let _ = router.send_on(batch).await;
                let end = clock::now();
                if end.saturating_duration_since(start) > NO_WAIT {
                    task_waited_until.set(Some(end));
                }
                task_pending.set(task_pending.get() - 1);
                let _ = delivered.send(());
            }
        });
        Self { source, queue, pending, waited_until }
    }

    /// The shard whose batches these are.
    pub(super) const fn source(&self) -> &BatchSource {
        &self.source
    }

    /// Queues a batch. The receiver resolves when the router has handled it and has room for the next.
    pub(super) fn forward(&self, items: Vec<BatchItem>, seq: Option<u64>) -> oneshot::Receiver<()> {
        let (delivered, receipt) = oneshot::channel();
        self.pending.set(self.pending.get() + 1);
        // The task receives for as long as `self` holds the sender.
        let _ = self.queue.send(Queued { batch: Batch::new(self.source.clone(), items, seq), delivered });
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
