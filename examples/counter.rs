//! Several handlers with shared state: one counts the messages, the other answers `!count`.
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use greenroom::prelude::*;

/// The state that both handlers share.
#[derive(Debug, Clone, Default)]
pub struct Count(Arc<AtomicU64>);

/// Counts the messages.
#[derive(Debug)]
pub struct Counter(pub Count);

#[event_handler(without(MESSAGE_CONTENT))]
impl EventHandler for Counter {
    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Answers `!count` with the number of messages.
#[derive(Debug)]
pub struct Reporter(pub Count);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Reporter {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content == "!count" {
            let count = self.0.0.load(Ordering::Relaxed);
            message.reply(ctx, format!("I have seen {count} messages.")).await?;
        }
        Ok(())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    let count = Count::default();
    Bot::from_env()?.handler(Counter(count.clone())).handler(Reporter(count)).run().await
}
