//! [`Ops`]: every payload that Discord sends, as it came.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use compact_str::CompactString;
use futures_util::Stream;

use crate::{
    collect::Queue,
    gateway::{Envelope, Opcode, Signal},
    handle::BotHandle,
};

/// Payloads that may wait for a subscriber; one that lets more pile up misses the oldest.
pub const DEFAULT_OPS_CAPACITY: usize = 1024;

/// A payload that Discord has sent. Cheap to clone.
///
/// See [Gateway Events](https://discord.com/developers/docs/events/gateway-events#payload-structure).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedOp {
    /// The shard it came to.
    pub shard: u32,
    /// The opcode: 0 for a dispatch, 10 for HELLO, 11 for the acknowledgement of a heartbeat, and so on.
    pub opcode: u8,
    /// The sequence number, of a dispatch.
    pub seq: Option<u64>,
    /// The name, of a dispatch.
    pub name: Option<CompactString>,
    /// Its `d` as JSON: inflated and otherwise as it came, or translated from ETF.
    pub data: Bytes,
}

impl ReceivedOp {
    /// What it says about the connection, if it is HELLO, RECONNECT or INVALID_SESSION.
    ///
    /// # Errors
    /// If HELLO names no interval that makes sense.
    #[must_use]
    pub fn signal(&self) -> Option<Result<Signal, String>> {
        Signal::read(Opcode::from_u8(self.opcode)?, &self.data)
    }
}

/// Payloads that a subscriber has missed because it was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{count} payloads were missed: they came faster than they were read")]
pub struct MissedOps {
    /// How many.
    pub count: u64,
}

/// Where shards lay down what they receive, while anybody subscribes to it.
#[derive(Debug, Default)]
pub(crate) struct OpsDesk {
    /// How many subscribe: what a shard looks at for each payload.
    watching: AtomicUsize,
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    subscribers: Vec<Arc<Queue<ReceivedOp>>>,
    closed: bool,
}

impl OpsDesk {
    /// A shard has received this. Costs one load when nobody subscribes, and never waits.
    pub(crate) fn received(&self, shard: u32, envelope: &Envelope<'_>) {
        if !self.is_watched() {
            return;
        }
        let op = ReceivedOp {
            shard,
            opcode: envelope.op,
            seq: envelope.seq,
            name: envelope.name.map(Into::into),
            data: Bytes::copy_from_slice(envelope.data()),
        };
        self.deliver(&op);
    }

    /// Whether anybody subscribes.
    pub(crate) fn is_watched(&self) -> bool {
        self.watching.load(Ordering::Relaxed) > 0
    }

    fn deliver(&self, op: &ReceivedOp) {
        let mut awake: Vec<Waker> = Vec::new();
        self.change(|list| {
            let pushed =
                list.subscribers.iter().filter_map(|queue| queue.push_over_oldest(op.clone(), DEFAULT_OPS_CAPACITY));
            awake.extend(pushed);
        });
        awake.into_iter().for_each(Waker::wake);
    }

    fn subscribe(&self) -> Arc<Queue<ReceivedOp>> {
        let queue = Arc::new(Queue::default());
        self.change(|list| {
            if list.closed {
                queue.close();
            } else {
                list.subscribers.push(Arc::clone(&queue));
            }
        });
        queue
    }

    fn unsubscribe(&self, queue: &Arc<Queue<ReceivedOp>>) {
        self.change(|list| list.subscribers.retain(|other| !Arc::ptr_eq(other, queue)));
    }

    /// Nothing is received any more. What waits can still be read.
    pub(crate) fn close(&self) {
        let mut subscribers = Vec::new();
        self.change(|list| {
            list.closed = true;
            subscribers = std::mem::take(&mut list.subscribers);
        });
        subscribers.iter().filter_map(|queue| queue.close()).for_each(Waker::wake);
    }

    fn change(&self, change: impl FnOnce(&mut List)) {
        // No user code runs under this lock, and the list is whole at every point.
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut list);
        self.watching.store(list.subscribers.len(), Ordering::Relaxed);
    }
}

/// Every payload that Discord sends to the bot's shards, as a [`Stream`]: HELLO, acknowledgements, dispatches whether or not anybody
/// wants them. Made by [`BotHandle::subscribe_ops`].
///
/// It never holds a shard up. Up to [`DEFAULT_OPS_CAPACITY`] payloads wait; after that the oldest are lost, and the next item says
/// [how many](MissedOps). It ends with the bot.
///
/// ```
/// # async fn watch(handle: greenroom::BotHandle) {
/// let mut ops = handle.subscribe_ops();
/// while let Some(op) = ops.next().await {
///     match op {
///         Ok(op) => println!("shard {}: op {} {:?}, {} bytes", op.shard, op.opcode, op.name, op.data.len()),
///         Err(missed) => eprintln!("{missed}"),
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
#[must_use = "payloads are copied for as long as this lives: read it or drop it"]
pub struct Ops {
    queue: Arc<Queue<ReceivedOp>>,
    handle: BotHandle,
}

impl Ops {
    /// The next payload, or how many were missed before it; `None` when the bot has ended.
    pub async fn next(&mut self) -> Option<Result<ReceivedOp, MissedOps>> {
        std::future::poll_fn(|task| self.poll(task)).await
    }

    fn poll(&self, task: &mut Context<'_>) -> Poll<Option<Result<ReceivedOp, MissedOps>>> {
        // What is lost is older than all that waits.
        match self.queue.take_missed() {
            0 => self.queue.poll_pop(task).map(|op| op.map(Ok)),
            count => Poll::Ready(Some(Err(MissedOps { count }))),
        }
    }
}

impl Stream for Ops {
    type Item = Result<ReceivedOp, MissedOps>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(task)
    }
}

impl Drop for Ops {
    fn drop(&mut self) {
        self.handle.shared().ops.unsubscribe(&self.queue);
    }
}

impl BotHandle {
    /// Every payload that Discord sends from now on, to all shards of this bot. Costs nothing while nobody subscribes.
    pub fn subscribe_ops(&self) -> Ops {
        Ops { queue: self.shared().ops.subscribe(), handle: self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lags_is_told_how_much_was_missed_and_holds_nobody_up() {
        let desk = OpsDesk::default();
        let envelope = Envelope::scan(br#"{"op":0,"s":7,"t":"X","d":{"a":[1]}}"#).unwrap();
        desk.received(3, &envelope);
        let queue = desk.subscribe();
        assert_eq!(queue.len(), 0, "nobody had subscribed");
        for _ in 0..DEFAULT_OPS_CAPACITY + 5 {
            desk.received(3, &envelope);
        }
        assert_eq!((queue.len(), queue.take_missed()), (DEFAULT_OPS_CAPACITY, 5));
        let Poll::Ready(Some(op)) = queue.poll_pop(&mut Context::from_waker(Waker::noop())) else { panic!() };
        let expected = ReceivedOp {
            shard: 3,
            opcode: 0,
            seq: Some(7),
            name: Some("X".into()),
            data: Bytes::from_static(br#"{"a":[1]}"#),
        };
        assert_eq!(op, expected);
        desk.unsubscribe(&queue);
        assert_eq!(desk.watching.load(Ordering::Relaxed), 0);
        desk.close();
        assert!(desk.subscribe().poll_pop(&mut Context::from_waker(Waker::noop())).is_ready(), "it has ended");
    }
}
