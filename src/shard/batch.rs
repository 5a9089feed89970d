//! [`Batch`]: what one read of a socket brought, on its way to the router.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use actix::Message;

use super::mark::Mark;
use crate::{
    event::{Event, Lifecycle},
    handler::ReturnPath,
    state::ShardEntry,
};

/// One item for the router. Items stand in the order in which the shard received them.
#[derive(Debug)]
pub(crate) enum BatchItem {
    /// The items up to the next mark or lifecycle item were made of this dispatch.
    Mark(Mark),
    /// A decoded dispatch.
    Event(Event),
    /// A dispatch as it came, for handlers that receive all dispatches undecoded.
    Raw { name: Box<str>, json: Box<str> },
    /// Something that happened to the shard itself.
    Lifecycle(Lifecycle),
}

/// The shard that a batch comes from, and the number of its actor.
#[derive(Debug, Clone)]
pub(crate) struct BatchSource {
    pub(crate) entry: Arc<ShardEntry>,
    /// The number of the actor among those that have run this shard.
    pub(crate) actor: u64,
    pub(crate) return_path: ReturnPath,
}

/// The items of one read.
///
/// The batch is sent by reference and emptied from the front. If the router dies over one item, the shard sends the same batch
/// to the restarted router, which then handles the items behind it.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct Batch {
    pub(crate) source: BatchSource,
    /// The sequence number of the session after these items.
    pub(crate) seq: Option<u64>,
    content: Arc<Content>,
}

#[derive(Debug)]
struct Content {
    items: Mutex<VecDeque<BatchItem>>,
    /// The shard's entry has accepted the batch.
    accepted: AtomicBool,
}

impl Batch {
    pub(super) fn new(source: BatchSource, items: Vec<BatchItem>, seq: Option<u64>) -> Self {
        let content = Content { items: Mutex::new(items.into()), accepted: AtomicBool::new(false) };
        Self { source, seq, content: Arc::new(content) }
    }

    /// Whether the batch is to be handled. A batch of an actor that was replaced is not, unless it was accepted before.
    pub(crate) fn accept(&self) -> bool {
        if self.content.accepted.load(Ordering::Acquire) {
            return true;
        }
        let accepted = self.source.entry.accept(self.source.actor, self.seq);
        self.content.accepted.store(accepted, Ordering::Release);
        accepted
    }

    /// Takes the items out.
    pub(crate) fn take(&self) -> VecDeque<BatchItem> {
        std::mem::take(&mut *self.content.lock())
    }

    /// Puts back what the router has not handled, for the restarted router.
    pub(crate) fn put_back(&self, items: VecDeque<BatchItem>) {
        *self.content.lock() = items;
    }
}

impl Content {
    fn lock(&self) -> MutexGuard<'_, VecDeque<BatchItem>> {
        // Nothing that can panic runs under this lock.
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
