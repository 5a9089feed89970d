//! [`Ops`]: every payload that Discord sends, as a stream.

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

/// Every payload that Discord sends to the bot's shards, as a [`Stream`]: HELLO, acknowledgements, dispatches whether or not anybody
/// wants them. Made by [`BotHandle::subscribe_ops`].
///
/// It never holds a shard up. Up to [`CAPACITY`](Self::CAPACITY) payloads wait; after that the oldest are lost, and the next item says
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
    /// How many payloads may wait. Beyond it the oldest are dropped.
    pub const CAPACITY: usize = PAYLOAD_CAPACITY;

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
        self.handle.state().payloads.unsubscribe(&self.queue);
    }
}

impl BotHandle {
    /// Every payload that Discord sends from now on, to all shards of this bot. Costs nothing while nobody subscribes.
    pub fn subscribe_ops(&self) -> Ops {
        Ops { queue: self.state().payloads.subscribe(), handle: self.clone() }
    }
}
