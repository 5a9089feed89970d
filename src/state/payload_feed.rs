//! [`PayloadFeed`]: passes every payload that Discord sends to the streams of all payloads.

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

/// How many payloads may wait for one subscriber. Beyond that the oldest are dropped.
pub(crate) const CAPACITY: usize = 1024;

/// A payload that Discord has sent. Cheap to clone.
///
/// See [Gateway Events](https://discord.com/developers/docs/events/gateway-events#payload-structure).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedOp {
    /// The shard that has received it.
    pub shard: u32,
    /// The opcode: 0 for a dispatch, 10 for HELLO, 11 for the acknowledgement of a heartbeat, and so on.
    pub opcode: u8,
    /// The sequence number, if it is a dispatch.
    pub seq: Option<u64>,
    /// The name of the event, if it is a dispatch.
    pub name: Option<CompactString>,
    /// Its field `d` as JSON, inflated; with ETF, converted to JSON.
    pub data: Bytes,
}

impl ReceivedOp {
    /// Its meaning for the connection, if it is HELLO, RECONNECT or INVALID_SESSION.
    ///
    /// # Errors
    /// If the interval of HELLO is missing or invalid.
    #[must_use]
    pub fn signal(&self) -> Option<Result<Signal, String>> {
        Signal::read(Opcode::from_u8(self.opcode)?, &self.data)
    }
}

/// Payloads that were dropped because the subscriber was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{count} payloads were missed: they came faster than they were read")]
pub struct MissedOps {
    /// How many payloads were dropped.
    pub count: u64,
}

/// The streams of all payloads.
#[derive(Debug, Default)]
pub(crate) struct PayloadFeed {
    /// How many subscribers there are. Shards read it for each payload.
    subscribed: AtomicUsize,
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    subscribers: Vec<Arc<Queue<ReceivedOp>>>,
    closed: bool,
}

impl PayloadFeed {
    /// Passes a payload that a shard has received to the subscribers. Costs one load if there are none, and never
    /// waits.
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

    /// Whether there are subscribers.
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
    fn a_slow_subscriber_loses_the_oldest_payloads_and_they_are_counted() {
        let feed = PayloadFeed::default();
        let envelope = Envelope::scan(br#"{"op":0,"s":7,"t":"X","d":{"a":[1]}}"#).unwrap();
        feed.received(3, &envelope);
        let queue = feed.subscribe();
        assert_eq!(queue.len(), 0, "it came before the subscription");
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
