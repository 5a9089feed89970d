//! [`Ops`]: a stream of every payload that Discord sends.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::Stream;

use crate::{
    handle::BotHandle,
    state::{MissedOps, PAYLOAD_CAPACITY, Queue, ReceivedOp},
};

/// A [`Stream`] of every payload that Discord sends to the bot's shards: HELLO, acknowledgements, and all dispatches,
/// whether or not anything else uses them. Made by [`BotHandle::subscribe_ops`].
///
/// Shards do not wait for it. Up to [`CAPACITY`](Self::CAPACITY) payloads wait to be read. Beyond that the oldest are
/// dropped, and the next item is the [number of them](MissedOps). The stream ends with the bot.
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
#[must_use = "payloads are copied as long as this exists: read it or drop it"]
pub struct Ops {
    queue: Arc<Queue<ReceivedOp>>,
    handle: BotHandle,
}

impl Ops {
    /// How many payloads may wait to be read. Beyond that the oldest are dropped.
    pub const CAPACITY: usize = PAYLOAD_CAPACITY;

    /// The next payload, or how many were missed before it; `None` when the bot has ended.
    pub async fn next(&mut self) -> Option<Result<ReceivedOp, MissedOps>> {
        std::future::poll_fn(|task| self.poll(task)).await
    }

    fn poll(&self, task: &mut Context<'_>) -> Poll<Option<Result<ReceivedOp, MissedOps>>> {
        // The dropped payloads are older than those that wait.
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
        self.handle.state().payloads.unsubscribe(&self.queue);
    }
}

impl BotHandle {
    /// Every payload that Discord sends to the shards of this bot from now on.
    pub fn subscribe_ops(&self) -> Ops {
        Ops { queue: self.state().payloads.subscribe(), handle: self.clone() }
    }
}
