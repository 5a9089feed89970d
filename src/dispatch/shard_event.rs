//! [`ShardEvent`]: an event with its context, as collectors and streams return it.

use std::sync::Arc;

use crate::{context::Context, event::Event, handle::BotHandle, state::Delivery};

/// An event, and the context that a handler would get with it.
#[derive(Debug, Clone)]
pub struct ShardEvent {
    /// Discord's REST API, the cache, the bot, the shard over which the event came, and what the cache held before.
    pub context: Context,
    /// The event, shared with everything else that received it.
    pub event: Arc<Event>,
}

impl ShardEvent {
    /// What was delivered to a subscription of `bot`.
    pub(super) fn of(delivery: Delivery, bot: BotHandle) -> Self {
        let (context, event) = Context::of(delivery, bot);
        Self { context, event }
    }
}
