//! [`PayloadFeed`]: every payload that Discord sends, for those who subscribe.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::Waker,
};

use bytes::Bytes;
use compact_str::CompactString;

use super::Queue;
use crate::gateway::{Envelope, Opcode, Signal};

/// Payloads that may wait for one subscriber. Beyond it the oldest are dropped.
pub(crate) const CAPACITY: usize = 1024;

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

/// Hands all payloads of the shards to those who subscribe.
#[derive(Debug, Default)]
pub(crate) struct PayloadFeed {
    /// How many subscribe. Shards read it for each payload.
    subscribed: AtomicUsize,
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    subscribers: Vec<Arc<Queue<ReceivedOp>>>,
    closed: bool,
}

impl PayloadFeed {
    /// Hands on a payload that a shard has received. Costs one load while nobody subscribes, and never waits.
    pub(crate) fn received(&self, shard: u32, envelope: &Envelope<'_>) {
        if !self.is_subscribed() {
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
    pub(crate) fn is_subscribed(&self) -> bool {
        self.subscribed.load(Ordering::Relaxed) > 0
    }

    fn deliver(&self, op: &ReceivedOp) {
        let mut wakers: Vec<Waker> = Vec::new();
        self.change(|list| {
            let pushed = list.subscribers.iter().filter_map(|queue| queue.push_over_oldest(op.clone(), CAPACITY));
            wakers.extend(pushed);
        });
        wakers.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn subscribe(&self) -> Arc<Queue<ReceivedOp>> {
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

    pub(crate) fn unsubscribe(&self, queue: &Arc<Queue<ReceivedOp>>) {
        self.change(|list| list.subscribers.retain(|other| !Arc::ptr_eq(other, queue)));
    }

    /// Ends all subscriptions. What is in their queues can still be read.
    pub(crate) fn close(&self) {
        let mut subscribers = Vec::new();
        self.change(|list| {
            list.closed = true;
            subscribers = std::mem::take(&mut list.subscribers);
        });
        subscribers.iter().filter_map(|queue| queue.close()).for_each(Waker::wake);
    }

    fn change(&self, change: impl FnOnce(&mut List)) {
        // No user code runs under this lock, and no panic can leave the list half changed.
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut list);
        self.subscribed.store(list.subscribers.len(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll};

    use super::*;

    #[test]
    fn a_slow_subscriber_misses_the_oldest_and_learns_how_many() {
        let feed = PayloadFeed::default();
        let envelope = Envelope::scan(br#"{"op":0,"s":7,"t":"X","d":{"a":[1]}}"#).unwrap();
        feed.received(3, &envelope);
        let queue = feed.subscribe();
        assert_eq!(queue.len(), 0, "nobody had subscribed");
        for _ in 0..CAPACITY + 5 {
            feed.received(3, &envelope);
        }
        assert_eq!((queue.len(), queue.take_missed()), (CAPACITY, 5));
        let Poll::Ready(Some(op)) = queue.poll_pop(&mut Context::from_waker(Waker::noop())) else { panic!() };
        let expected = ReceivedOp {
            shard: 3,
            opcode: 0,
            seq: Some(7),
            name: Some("X".into()),
            data: Bytes::from_static(br#"{"a":[1]}"#),
        };
        assert_eq!(op, expected);
        feed.unsubscribe(&queue);
        assert_eq!(feed.subscribed.load(Ordering::Relaxed), 0);
        feed.close();
        assert!(feed.subscribe().poll_pop(&mut Context::from_waker(Waker::noop())).is_ready(), "it has ended");
    }
}
