//! [`Batch`]: the items of one read of a socket, for the router.

use std::{
    collections::VecDeque,
    num::NonZeroU64,
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
    /// The items up to the next mark or lifecycle item come from this dispatch.
    Mark(Mark),
    /// A decoded dispatch, and its sequence number.
    Event(Event, Option<NonZeroU64>),
    /// An undecoded dispatch, for handlers that receive all dispatches undecoded.
    Raw { name: Box<str>, json: Box<str>, seq: Option<NonZeroU64> },
    /// Something that happened to the shard itself.
    Lifecycle(Lifecycle),
}

/// The shard and the actor that a batch comes from.
#[derive(Debug, Clone)]
pub(crate) struct BatchSource {
    pub(crate) entry: Arc<ShardEntry>,
    /// The number of the actor: each actor that runs this shard has a number of its own.
    pub(crate) actor: u64,
    /// Returns invocations to the shard, which uses their allocations again.
    pub(crate) return_path: ReturnPath,
}

/// The items of one read.
///
/// Clones share their items, and the router takes the items out. If it dies while it handles one, it has put the items
/// after that one back, and the shard sends the same batch to the restarted router.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct Batch {
    pub(crate) source: BatchSource,
    /// The sequence number of the session after these items.
    pub(crate) seq: Option<u64>,
    /// The id of the session.
    pub(crate) session: Option<Arc<str>>,
    content: Arc<Content>,
}

#[derive(Debug)]
struct Content {
    items: Mutex<VecDeque<BatchItem>>,
    /// Whether the entry of the shard has accepted the batch.
    accepted: AtomicBool,
}

impl Batch {
    pub(super) fn new(source: BatchSource, items: Vec<BatchItem>, seq: Option<u64>) -> Self {
        let content = Content { items: Mutex::new(items.into()), accepted: AtomicBool::new(false) };
        let session = source.entry.session_id();
        Self { source, seq, session, content: Arc::new(content) }
    }

    /// Whether the batch is to be handled. A batch of a replaced actor is not, unless it was accepted before.
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

    /// Puts back the items that the router has not handled, for the restarted router.
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
