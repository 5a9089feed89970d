//! The methods of [`BotHandle`] and [`Context`] that make collectors.

use std::time::Duration;

use super::{Collector, WaitFor};
use crate::{
    context::Context,
    event::{Event, EventKinds, EventPayload},
    handle::BotHandle,
};

impl BotHandle {
    /// Collects all events of one type from now on. The methods of [`Collector`] restrict that to a guild, a channel, a
    /// user or a message.
    pub fn collect<T: EventPayload>(&self) -> Collector<T> {
        Collector::new(self.clone(), T::KINDS)
    }

    /// Collects events of several kinds from now on.
    pub fn collect_kinds(&self, kinds: impl Into<EventKinds>) -> Collector<Event> {
        Collector::new(self.clone(), kinds.into())
    }

    /// Waits for the next event of one type for which `filter` returns `true`, for at most `timeout`. Events count from
    /// the moment of this call.
    ///
    /// The filter runs where the future is awaited.
    pub fn wait_for<T: EventPayload>(
        &self,
        filter: impl FnMut(&T) -> bool + Send + 'static,
        timeout: Duration,
    ) -> WaitFor<T> {
        WaitFor::new(self.collect().filter(filter).timeout(timeout))
    }
}

impl Context {
    /// Collects all events of one type from now on. The methods of [`Collector`] restrict that to a guild, a channel, a
    /// user or a message. Its documentation describes which events wait while a handler waits.
    pub fn collect<T: EventPayload>(&self) -> Collector<T> {
        self.bot().collect()
    }

    /// Collects events of several kinds from now on.
    pub fn collect_kinds(&self, kinds: impl Into<EventKinds>) -> Collector<Event> {
        self.bot().collect_kinds(kinds)
    }

    /// Waits for the next event of one type for which `filter` returns `true`, for at most `timeout`. The result is
    /// `None` after that, and when the bot ends.
    ///
    /// Events count from the moment of this call, so that the answer to a message that is sent after it is not missed:
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use greenroom::prelude::*;
    /// # async fn ask(ctx: &Context, question: &MessageCreate) -> HandlerResult {
    /// let (channel, asker) = (question.channel_id, question.author.id);
    /// let answer = ctx.wait_for::<MessageCreate>(
    ///     move |message| message.channel_id == channel && message.author.id == asker,
    ///     Duration::from_secs(30),
    /// );
    /// question.reply(ctx, "Are you sure?").await?;
    /// match answer.await {
    ///     Some(answer) if answer.content == "yes" => answer.reply(ctx, "Done.").await?,
    ///     _ => question.reply(ctx, "Then not.").await?,
    /// };
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The filter runs where the future is awaited. While a handler waits, events with the same key wait for it: by
    /// default no other event **of its guild** reaches the same handler. This future receives them nevertheless. See
    /// [`Collector`].
    pub fn wait_for<T: EventPayload>(
        &self,
        filter: impl FnMut(&T) -> bool + Send + 'static,
        timeout: Duration,
    ) -> WaitFor<T> {
        self.bot().wait_for(filter, timeout)
    }
}
