//! The methods of [`BotHandle`] and [`Context`] that make collectors.

use std::time::Duration;

use super::{Collector, WaitFor};
use crate::{
    context::Context,
    event::{Event, EventKinds, EventPayload},
    handle::BotHandle,
};

impl BotHandle {
    /// Collects events of one type from now on. Narrow the collector to a guild, channel, user or message if these are
    /// known: see [`Collector`].
    pub fn collect<T: EventPayload>(&self) -> Collector<T> {
        Collector::new(self.clone(), T::KINDS)
    }

    /// Collects events of several kinds from now on.
    pub fn collect_kinds(&self, kinds: impl Into<EventKinds>) -> Collector<Event> {
        Collector::new(self.clone(), kinds.into())
    }

    /// Waits for the next event of one type for which `filter` returns `true`, at most for `timeout`. It waits from the
    /// moment of this call, and resolves with `None` after `timeout` and when the bot ends.
    ///
    /// Narrow the wait with [`WaitFor::channel`] and its like: see [`Collector`] for what a wait costs.
    pub fn wait_for<T: EventPayload>(
        &self,
        filter: impl FnMut(&T) -> bool + Send + 'static,
        timeout: Duration,
    ) -> WaitFor<T> {
        WaitFor::new(self.collect().filter(filter).timeout(timeout))
    }
}

impl Context {
    /// Collects events of one type from now on. Narrow the collector to a guild, channel, user or message if these are
    /// known: see [`Collector`], also for what waiting in a handler delays.
    pub fn collect<T: EventPayload>(&self) -> Collector<T> {
        self.bot().collect()
    }

    /// Collects events of several kinds from now on.
    pub fn collect_kinds(&self, kinds: impl Into<EventKinds>) -> Collector<Event> {
        self.bot().collect_kinds(kinds)
    }

    /// Waits for the next event of one type for which `filter` returns `true`, at most for `timeout`. It resolves with
    /// `None` after `timeout` and when the bot ends.
    ///
    /// It waits from the moment of this call, so that it cannot miss the answer to a message that is sent after that:
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use greenroom::prelude::*;
    /// # async fn ask(ctx: &Context, question: &MessageCreate) -> HandlerResult {
    /// let (channel, asker) = (question.channel_id, question.author.id);
    /// let answer = ctx
    ///     .wait_for::<MessageCreate>(|message| !message.content.is_empty(), Duration::from_secs(30))
    ///     .channel(channel)
    ///     .user(asker);
    /// question.reply(ctx, "Are you sure?").await?;
    /// match answer.await {
    ///     Some(answer) if answer.content == "yes" => answer.reply(ctx, "Done.").await?,
    ///     _ => question.reply(ctx, "Then not.").await?,
    /// };
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [`guild`](WaitFor::guild), [`channel`](WaitFor::channel), [`user`](WaitFor::user) and
    /// [`message`](WaitFor::message) are indexed: thousands of open waits that are narrowed so cost an event nothing,
    /// unless it matches. `filter` runs where the future is awaited, and a wait that is not narrowed receives every
    /// event of its kind.
    ///
    /// While a handler waits, by default no other event **of its guild** reaches the same handler, but for
    /// interactions; this future does receive them. See [`Collector`].
    pub fn wait_for<T: EventPayload>(
        &self,
        filter: impl FnMut(&T) -> bool + Send + 'static,
        timeout: Duration,
    ) -> WaitFor<T> {
        self.bot().wait_for(filter, timeout)
    }
}
