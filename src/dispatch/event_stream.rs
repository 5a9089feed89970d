//! [`Events`]: a stream of events.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use futures_util::Stream;

use super::ShardEvent;
use crate::{handle::BotHandle, state::Subscription};

/// The events of a bot as a [`Stream`], in place of handlers or beside them. Made by
/// [`Bot::events`](crate::Bot::events) and [`Bot::events_of`](crate::Bot::events_of).
///
/// The events of one shard come in order, each after it was applied to the cache. The stream ends when the bot has
/// ended and the events that came before have been read.
///
/// At most [`Bot::max_waiting`](crate::Bot::max_waiting) events wait in each stream. At the bound
/// [`Bot::overflow`](crate::Bot::overflow) decides, as it does for handlers: either the shards stop reading their
/// sockets, while heartbeats go on, until events are taken out; or events are dropped and counted. Dropping the stream
/// ends it.
///
/// ```
/// use greenroom::prelude::*;
///
/// # async fn run(mut bot: Bot) -> greenroom::Result<()> {
/// let mut events = bot.events();
/// let run = bot.run();
/// let (handle, run) = (run.handle(), tokio::spawn(run));
/// while let Some(ShardEvent { context, event }) = events.next().await {
///     match &*event {
///         Event::MessageCreate(message) if message.content == "!ping" => drop(message.reply(&context, "Pong!").await),
///         Event::MessageCreate(message) if message.content == "!stop" => handle.stop().await,
///         event => println!("shard {}: {}", context.shard(), event.name()),
///     }
/// }
/// # let _ = run.await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "shards wait for a stream that is not read: read it or drop it"]
pub struct Events {
    subscription: Subscription,
    /// The bot's handle, once the bot runs. There are no events before that.
    bot: Arc<OnceLock<BotHandle>>,
}

impl Events {
    pub(crate) fn new(subscription: Subscription, bot: Arc<OnceLock<BotHandle>>) -> Self {
        Self { subscription, bot }
    }

    /// The next event; `None` when the bot has ended.
    pub async fn next(&mut self) -> Option<ShardEvent> {
        std::future::poll_fn(|task| self.poll(task)).await
    }

    fn poll(&self, task: &mut Context<'_>) -> Poll<Option<ShardEvent>> {
        let next = std::task::ready!(self.subscription.poll_next(task));
        Poll::Ready(next.zip(self.bot.get()).map(|(delivery, bot)| ShardEvent::of(delivery, bot.clone())))
    }
}

impl Stream for Events {
    type Item = ShardEvent;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<ShardEvent>> {
        self.poll(task)
    }
}
