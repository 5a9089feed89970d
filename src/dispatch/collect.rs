//! Where collectors come from.

use std::time::Duration;

use super::{Collector, WaitFor};
use crate::{
    context::Context,
    event::{Event, EventKinds, EventPayload},
    handle::BotHandle,
};

impl BotHandle {
    /// Collects events of one type from now on, wherever they come from: narrow it with the methods of [`Collector`].
    pub fn collect<T: EventPayload>(&self) -> Collector<T> {
        Collector::new(self.clone(), T::KINDS)
    }

    /// Collects events of several kinds from now on.
    pub fn collect_kinds(&self, kinds: impl Into<EventKinds>) -> Collector<Event> {
        Collector::new(self.clone(), kinds.into())
    }

    /// Waits for the next event of one type of which `filter` is true, for no longer than `timeout`. It waits from the moment this is called.
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
    /// Collects events of one type from now on, wherever they come from: narrow it with the methods of [`Collector`], which also says what
    /// waiting in a handler holds up.
    pub fn collect<T: EventPayload>(&self) -> Collector<T> {
        self.bot().collect()
    }

    /// Collects events of several kinds from now on.
    pub fn collect_kinds(&self, kinds: impl Into<EventKinds>) -> Collector<Event> {
        self.bot().collect_kinds(kinds)
    }

    /// Waits for the next event of one type of which `filter` is true, for no longer than `timeout`: `None` after that, and when the bot ends.
    ///
    /// It waits from the moment this is called, so that it cannot miss the answer to what you send after that:
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
    /// The filter runs where the future is awaited. While a handler waits, its lane does: by default no other event **of its guild** reaches the same
    /// handler meanwhile, though this future sees them all. See [`Collector`].
    pub fn wait_for<T: EventPayload>(
        &self,
        filter: impl FnMut(&T) -> bool + Send + 'static,
        timeout: Duration,
    ) -> WaitFor<T> {
        self.bot().wait_for(filter, timeout)
    }
}
