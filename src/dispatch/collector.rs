//! [`Collector`] and [`WaitFor`]: a stream of events, and a future of the next event.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    ops::Deref,
    pin::Pin,
    sync::{Arc, atomic::AtomicUsize},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures_util::Stream;
use tokio::{runtime::Handle as RuntimeHandle, time::Sleep};

use super::ShardEvent;
use crate::{
    context::Context as HandlerContext,
    event::{Event, EventKinds, EventPayload},
    handle::BotHandle,
    model::{ChannelId, GuildId, MessageId, UserId},
    state::{Subscription, WhenFull},
};

/// How many events may wait in a collector, unless [`Collector::capacity`] sets another number.
const DEFAULT_CAPACITY: usize = 1024;

type Filter<T> = Box<dyn FnMut(&T) -> bool + Send>;

/// Collects events, as a [`Stream`] or one by one with [`next`](Self::next). It is made by
/// [`Context::collect`](HandlerContext::collect) and [`BotHandle::collect`].
///
/// It collects every event that a shard reads after it was made, even if it is first awaited later. It ends after its
/// [`limit`](Self::limit), after its [`timeout`](Self::timeout), when the bot ends, and when it is dropped. While it
/// exists, its kinds of events are decoded, whether or not a handler uses them. It does not add intents; a warning is
/// logged if the bot lacks an intent that its events need.
///
/// # What an open collector costs
///
/// The scopes [`guild`](Self::guild), [`channel`](Self::channel), [`user`](Self::user) and [`message`](Self::message)
/// are indexed: an event is compared only with the collectors that have one of its ids. Thousands of open collectors
/// with a scope cost an event nothing unless they match. The [`filter`](Self::filter) runs where the collector is
/// awaited, and a collector without a scope receives every event of its kind. Therefore set the scopes that are known,
/// and use the filter for the rest.
///
/// Up to [`capacity`](Self::capacity) events wait in the collector. After that the newest are dropped, and
/// [`missed`](Self::missed) counts them. A collector never delays shards or handlers.
///
/// # Waiting in a handler
///
/// While a handler waits for an event, by default no other event **of its guild** reaches the same handler, but for
/// interactions, which wait for nothing. The collector does receive them, because its events do not pass through the
/// queues of handlers. Waiting in a handler is suitable for short times. To wait longer, clone the
/// [`Context`](HandlerContext) into a separate task, or choose
/// another [`EventOrder`](crate::EventOrder).
///
/// ```
/// use std::time::Duration;
/// use greenroom::prelude::*;
///
/// struct Poll;
///
/// #[event_handler(intents(MESSAGE_CONTENT, GUILD_MESSAGE_REACTIONS))]
/// impl EventHandler for Poll {
///     async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
///         if message.content != "!vote" {
///             return Ok(());
///         }
///         let vote = message.reply(ctx, "React within ten seconds!").await?;
///         let mut reactions = ctx.collect::<ReactionAdd>().message(vote.id).timeout(Duration::from_secs(10));
///         let ctx = ctx.clone();
///         tokio::spawn(async move {
///             let mut votes = 0;
///             while let Some(reaction) = reactions.next().await {
///                 votes += 1;
///                 println!("{} by {}", reaction.emoji, reaction.user_id);
///             }
///             vote.reply(&ctx, &format!("{votes} votes")).await
///         });
///         Ok(())
///     }
/// }
/// ```
#[must_use = "a collector is a stream: await `next()`"]
pub struct Collector<T: EventPayload> {
    subscription: Subscription,
    bot: BotHandle,
    filter: Option<Filter<T>>,
    left: Option<usize>,
    deadline: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T: EventPayload> Collector<T> {
    /// Default of [`capacity`](Self::capacity): 1024 events.
    pub const DEFAULT_CAPACITY: usize = DEFAULT_CAPACITY;

    pub(super) fn new(bot: BotHandle, kinds: EventKinds) -> Self {
        let state = bot.state();
        state.subscriptions.warn_of_missing_intents(kinds, state.intents);
        let when_full = WhenFull::Drop(AtomicUsize::new(DEFAULT_CAPACITY));
        let subscription = state.subscriptions.subscribe(kinds, when_full);
        Self { subscription, bot, filter: None, left: None, deadline: None, timer: None }
    }

    /// Only events of this guild.
    pub fn guild(self, id: GuildId) -> Self {
        self.subscription.narrow(|scope| scope.guild = Some(id));
        self
    }

    /// Only events of this channel.
    pub fn channel(self, id: ChannelId) -> Self {
        self.subscription.narrow(|scope| scope.channel = Some(id));
        self
    }

    /// Only events about this user, or which this user caused.
    pub fn user(self, id: UserId) -> Self {
        self.subscription.narrow(|scope| scope.user = Some(id));
        self
    }

    /// Only events about this message: itself, reactions to it, its components.
    pub fn message(self, id: MessageId) -> Self {
        self.subscription.narrow(|scope| scope.message = Some(id));
        self
    }

    /// Only events for which `filter` returns `true`, in addition to the filters and scopes that were set before. It
    /// runs where the collector is awaited.
    pub fn filter(mut self, mut filter: impl FnMut(&T) -> bool + Send + 'static) -> Self {
        self.filter = Some(match self.filter.take() {
            None => Box::new(filter),
            Some(mut first) => Box::new(move |event| first(event) && filter(event)),
        });
        self
    }

    /// Ends after this number of events.
    pub fn limit(mut self, events: usize) -> Self {
        self.left = Some(events);
        self
    }

    /// Ends after `time`, counted from this call. Events that arrived before can still be read after it.
    pub fn timeout(mut self, time: Duration) -> Self {
        // If the deadline is too far away for an `Instant`, there is none.
        self.deadline = Instant::now().checked_add(time);
        self.timer = None;
        self
    }

    /// Sets how many events may wait in the collector: at least 1, 1024 by default.
    pub fn capacity(self, events: usize) -> Self {
        self.subscription.set_capacity(events.max(1));
        self
    }

    /// How many events were dropped because the collector was full.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.subscription.missed()
    }

    /// The next event; `None` when the collector has ended.
    pub async fn next(&mut self) -> Option<Collected<T>> {
        std::future::poll_fn(|task| self.poll(task)).await
    }

    fn poll(&mut self, task: &mut Context<'_>) -> Poll<Option<Collected<T>>> {
        if self.left == Some(0) {
            self.subscription.end();
            return Poll::Ready(None);
        }
        if self.poll_timer(task).is_ready() {
            self.subscription.end();
        }
        loop {
            let Some(item) = std::task::ready!(self.subscription.poll_next(task)) else { return Poll::Ready(None) };
            let Some(payload) = T::of(&item.event) else { continue };
            if !self.filter.as_mut().is_none_or(|filter| filter(payload)) {
                continue;
            }
            if let Some(left) = &mut self.left {
                *left -= 1;
                if *left == 0 {
                    self.subscription.end();
                }
            }
            let item = ShardEvent::of(item, self.bot.clone());
            return Poll::Ready(Some(Collected { item, payload: PhantomData }));
        }
    }

    /// Ready once the time is over.
    ///
    /// The timer runs on the bot's runtime, or before the bot runs on the runtime that awaits the collector. Without a
    /// runtime, the deadline is checked only when an event arrives.
    fn poll_timer(&mut self, task: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else { return Poll::Pending };
        if self.timer.is_none() && Instant::now() < deadline {
            let runtime = self.bot.state().runtime.get().cloned().or_else(|| RuntimeHandle::try_current().ok());
            let Some(runtime) = runtime else { return Poll::Pending };
            let _inside = runtime.enter();
            self.timer = Some(Box::pin(tokio::time::sleep_until(deadline.into())));
        }
        let is_over = self.timer.as_mut().is_none_or(|timer| timer.as_mut().poll(task).is_ready());
        if is_over { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl<T: EventPayload> Stream for Collector<T> {
    type Item = Collected<T>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(task)
    }
}

impl<T: EventPayload> fmt::Debug for Collector<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("subscription", &self.subscription)
            .field("left", &self.left)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// The next event that matches; `None` after the timeout, and when the bot ends. It is made by
/// [`Context::wait_for`](HandlerContext::wait_for) and [`BotHandle::wait_for`], and waits from that moment, not only
/// from its first poll.
///
/// The scopes [`guild`](Self::guild), [`channel`](Self::channel), [`user`](Self::user) and [`message`](Self::message)
/// are indexed, and the closure runs where the future is awaited: see [`Collector`] for what an open wait costs.
#[must_use = "a future must be awaited to get the event"]
pub struct WaitFor<T: EventPayload>(Collector<T>);

impl<T: EventPayload> WaitFor<T> {
    pub(super) fn new(collector: Collector<T>) -> Self {
        Self(collector.limit(1))
    }

    /// Only events of this guild.
    pub fn guild(self, id: GuildId) -> Self {
        Self(self.0.guild(id))
    }

    /// Only events of this channel.
    pub fn channel(self, id: ChannelId) -> Self {
        Self(self.0.channel(id))
    }

    /// Only events about this user, or which this user caused.
    pub fn user(self, id: UserId) -> Self {
        Self(self.0.user(id))
    }

    /// Only events about this message: itself, reactions to it, its components.
    pub fn message(self, id: MessageId) -> Self {
        Self(self.0.message(id))
    }
}

impl<T: EventPayload> Future for WaitFor<T> {
    type Output = Option<Collected<T>>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        self.get_mut().0.poll(task)
    }
}

impl<T: EventPayload> fmt::Debug for WaitFor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WaitFor").field(&self.0).finish()
    }
}

/// A collected event. It dereferences to its payload, and is cheap to clone.
pub struct Collected<T: EventPayload> {
    item: ShardEvent,
    payload: PhantomData<fn() -> T>,
}

impl<T: EventPayload> Collected<T> {
    /// The context that a handler would get with the event.
    #[must_use]
    pub fn context(&self) -> &HandlerContext {
        &self.item.context
    }

    /// The event that contains the payload.
    #[must_use]
    pub fn event(&self) -> &Arc<Event> {
        &self.item.event
    }
}

impl<T: EventPayload> Deref for Collected<T> {
    type Target = T;

    #[expect(
        clippy::expect_used,
        reason = "`Collector::poll` creates it only from an event with that payload, and events do not change"
    )]
    fn deref(&self) -> &T {
        T::of(&self.item.event).expect("`Collector::poll` has checked the payload")
    }
}

impl<T: EventPayload> Clone for Collected<T> {
    fn clone(&self) -> Self {
        Self { item: self.item.clone(), payload: PhantomData }
    }
}

impl<T: EventPayload + fmt::Debug> fmt::Debug for Collected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collected").field("shard", &self.item.context.shard()).field("payload", &**self).finish()
    }
}
