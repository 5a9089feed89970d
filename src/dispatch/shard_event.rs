//! [`ShardEvent`]: an event with its context, as streams return it.

use std::sync::Arc;

use actix::Message;

use crate::{context::Context, event::Event, handle::BotHandle, state::Delivery};

/// An event, and the context that a handler would get with it. It is also the message to actors that
/// [`Bot::actor`](crate::Bot::actor) adds.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct ShardEvent {
    /// Access to Discord's REST API, the cache, the bot, the shard that received the event, and the former state of the
    /// cache.
    pub context: Context,
    /// The event, shared with its other receivers.
    pub event: Arc<Event>,
}

impl ShardEvent {
    /// Converts a delivery to a subscription of `bot`.
    pub(super) fn of(delivery: Delivery, bot: BotHandle) -> Self {
        let (context, event) = Context::of(delivery, bot);
        Self { context, event }
    }
}
