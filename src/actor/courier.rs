//! The courier: carries a shard's batches to the router.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    clock,
    router::{Batch, Occurrence, Router, Sender},
    slot::Slot,
};

/// What a router with room in its lanes takes no longer than.
const PROMPT: Duration = Duration::from_millis(20);

/// Carries batches to the router, in order. The router notes the sequence number of what it has played: a shard that is
/// rebuilt resumes from that number, so that nothing is lost between the two.
pub(super) struct Courier {
    sender: Sender,
    // Unbounded, because the reader waits for its batch before it brings another: what queues here beside that one are the
    // few notices of the shard's own doings.
    queue: mpsc::UnboundedSender<Load>,
    carrying: Rc<Cell<usize>>,
    /// When the last batch was delivered that the router had let wait.
    held_up: Rc<Cell<Option<Instant>>>,
    task: JoinHandle<()>,
}

struct Load {
    batch: Batch,
    delivered: oneshot::Sender<()>,
}

impl Courier {
    pub(super) fn start(sender: Sender, mut router: Slot<Router>) -> Self {
        let (queue, mut loads) = mpsc::unbounded_channel::<Load>();
        let carrying = Rc::new(Cell::new(0));
        let held_up = Rc::new(Cell::new(None));
        let (left, late) = (Rc::clone(&carrying), Rc::clone(&held_up));
        let task = actix::spawn(async move {
            while let Some(Load { batch, delivered }) = loads.recv().await {
                // A router that dies over an event takes that event with it, so that the batch may outlive any number of them.
                // No answer at all means that the stage is being struck.
                let start = clock::now();
                let _ = router.send_on(batch).await;
                let end = clock::now();
                if end.saturating_duration_since(start) > PROMPT {
                    late.set(Some(end));
                }
                left.set(left.get() - 1);
                let _ = delivered.send(());
            }
        });
        Self { sender, queue, carrying, held_up, task }
    }

    /// Whose batches it carries.
    pub(super) const fn sender(&self) -> &Sender {
        &self.sender
    }

    pub(super) fn carry(&self, items: Vec<Occurrence>, seq: Option<u64>) -> oneshot::Receiver<()> {
        let (delivered, receipt) = oneshot::channel();
        self.carrying.set(self.carrying.get() + 1);
        // The courier ends with the shard only.
        let _ = self.queue.send(Load { batch: Batch::of(self.sender.clone(), items, seq), delivered });
        receipt
    }

    /// Whether the router has something of this shard's.
    pub(super) fn is_carrying(&self) -> bool {
        self.carrying.get() > 0
    }

    /// Whether the router keeps the shard from reading, or did so after `then`: what the shard waits for may lie in the socket.
    pub(super) fn holds_up(&self, then: Option<Instant>) -> bool {
        self.is_carrying() || self.held_up.get().is_some_and(|end| then.is_none_or(|then| end > then))
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.task.abort();
    }
}
