//! [`Context`]: the second argument of every handler method, and the factory of contexts.

use std::{
    num::NonZeroU64,
    sync::{Arc, OnceLock},
};

#[cfg(feature = "cache")]
use crate::{
    cache::{Cache, Old},
    event::GuildDelete,
};
use crate::{
    event::Event,
    event_path::event_path,
    handle::BotHandle,
    model::{GuildId, Timestamp},
    rest::{HandlerCall, Http},
    state::{CallTag, Delivery, Services},
};

/// What a handler gets beside its event: Discord's REST API, the cache, and a handle to the bot.
///
/// It is cheap to clone. Tasks that outlive the handler take a clone.
#[derive(Debug)]
pub struct Context {
    services: Arc<Services>,
    bot: BotHandle,
    shard: u32,
    /// The handler that gets this context, and the kind of its event.
    tag: CallTag,
    /// The sequence number of the event.
    seq: Option<NonZeroU64>,
    #[cfg(feature = "cache")]
    old: Option<Old>,
    /// The REST API with the call of the handler. Made when it is first used, since most calls do not use it.
    http: OnceLock<Arc<Http>>,
}

impl Context {
    /// Discord's REST API. Requests belong to this [call](Self::call) of the handler. For requests that do not, such as
    /// those of a task that runs as long as the bot, there is [`BotHandle::http`].
    #[must_use]
    pub fn http(&self) -> &Http {
        let Some(handler) = self.tag.handler().and_then(|index| self.services.handlers.get(index)) else {
            return &self.services.http;
        };
        self.http.get_or_init(|| {
            let seq = self.seq.map(NonZeroU64::get);
            let handler = (handler.name, handler.nth);
            let call = HandlerCall::new(self.services.session.clone(), seq, handler, self.tag.event_name());
            Arc::new(self.services.http.in_call(call))
        })
    }

    /// The call of the handler that this context belongs to: the handler, the event, its session and its sequence
    /// number. `None` for the contexts of collectors and streams.
    #[must_use]
    pub fn call(&self) -> Option<&HandlerCall> {
        self.http().handler_call()
    }

    /// The cache of guilds and members. The event is already applied to it; the previous state of the event's object is
    /// in [`old`](Self::old).
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.services.cache
    }

    /// The cached state of the event's object before the event: the member before `member_update`, the guild before
    /// `guild_delete`, and so on. `None` if it was not cached.
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn old(&self) -> Option<&Old> {
        self.old.as_ref()
    }

    /// The handle to the bot: shards, presence, voice states, member requests, stopping.
    #[must_use]
    pub fn bot(&self) -> &BotHandle {
        &self.bot
    }

    /// The time by the clock of the bot: on a sandbox, `sandbox.advance(..)` moves it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.bot.state().values.get().map_or_else(Timestamp::now, |values| values.clock.wall().into())
    }

    /// The id of the shard that received the event.
    #[must_use]
    pub fn shard(&self) -> u32 {
        self.shard
    }

    /// The sequence number of the event, if it has one.
    pub(crate) fn seq(&self) -> Option<u64> {
        self.seq.map(NonZeroU64::get)
    }

    pub(crate) fn tag(&self) -> CallTag {
        self.tag
    }

    /// Sets which handler gets this context, before it is used.
    pub(crate) fn set_handler(&mut self, index: usize) {
        self.tag = self.tag.with_handler(index);
    }

    /// The context of the same event for another handler.
    pub(crate) fn for_handler(&self, index: usize) -> Self {
        Self {
            services: Arc::clone(&self.services),
            bot: self.bot.clone(),
            shard: self.shard,
            tag: self.tag.with_handler(index),
            seq: self.seq,
            #[cfg(feature = "cache")]
            old: self.old.clone(),
            http: OnceLock::new(),
        }
    }

    /// Combines `event` with this context, for subscriptions.
    pub(crate) fn delivery(&self, event: Arc<Event>) -> Delivery {
        Delivery {
            services: Arc::clone(&self.services),
            shard: self.shard,
            seq: self.seq,
            #[cfg(feature = "cache")]
            old: self.old.clone(),
            event,
        }
    }

    /// Splits a delivery to a subscription of `bot` into its context and its event.
    pub(crate) fn of(delivery: Delivery, bot: BotHandle) -> (Self, Arc<Event>) {
        let context = Self {
            services: delivery.services,
            bot,
            shard: delivery.shard,
            tag: CallTag::event(delivery.event.kind()),
            seq: delivery.seq,
            #[cfg(feature = "cache")]
            old: delivery.old,
            http: OnceLock::new(),
        };
        (context, delivery.event)
    }
}

impl Clone for Context {
    fn clone(&self) -> Self {
        // Made before the copy, so that both have the same call: their messages must not have the same nonces.
        let _ = self.http();
        Self {
            services: Arc::clone(&self.services),
            bot: self.bot.clone(),
            shard: self.shard,
            tag: self.tag,
            seq: self.seq,
            #[cfg(feature = "cache")]
            old: self.old.clone(),
            http: self.http.clone(),
        }
    }
}

impl AsRef<Http> for Context {
    fn as_ref(&self) -> &Http {
        self.http()
    }
}

/// Where an event came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// With the session of the event.
    pub(crate) services: &'a Arc<Services>,
    pub(crate) shard: u32,
    pub(crate) seq: Option<NonZeroU64>,
}

/// Makes contexts.
#[derive(Debug, Clone)]
pub(crate) struct ContextFactory {
    services: Arc<Services>,
    bot: BotHandle,
}

impl ContextFactory {
    pub(crate) fn new(services: Services, bot: BotHandle) -> Self {
        Self { services: Arc::new(services), bot }
    }

    /// Discord's REST API.
    pub(crate) fn http(&self) -> &Http {
        &self.services.http
    }

    /// The services without a session.
    pub(crate) fn services(&self) -> &Arc<Services> {
        &self.services
    }

    /// The services for the events of a session. `former` is used again if it is of the same session.
    pub(crate) fn services_of(&self, session: Option<&Arc<str>>, former: &Arc<Services>) -> Arc<Services> {
        if former.session.as_ref() == session {
            return Arc::clone(former);
        }
        Arc::new(Services { session: session.cloned(), ..(*self.services).clone() })
    }

    /// Makes the context for a call that no event of a shard caused.
    pub(crate) fn context(&self, shard: u32, tag: CallTag) -> Context {
        self.make(Origin { services: &self.services, shard, seq: None }, tag)
    }

    /// Makes a context without changing the cache.
    pub(crate) fn make(&self, origin: Origin<'_>, tag: CallTag) -> Context {
        Context {
            services: Arc::clone(origin.services),
            bot: self.bot.clone(),
            shard: origin.shard,
            tag,
            seq: origin.seq,
            #[cfg(feature = "cache")]
            old: None,
            http: OnceLock::new(),
        }
    }

    /// Applies `event` to the cache, and makes the context for its handlers.
    #[cfg(feature = "cache")]
    pub(crate) fn context_of(&self, origin: Origin<'_>, event: &Event) -> Context {
        event_path!("applies the event to the cache, and makes its context");
        let old = self.services.cache.apply(event);
        Context { old, ..self.make(origin, CallTag::event(event.kind())) }
    }

    /// Makes the context for the handlers of `event`.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn context_of(&self, origin: Origin<'_>, event: &Event) -> Context {
        event_path!("makes the context of the event");
        self.make(origin, CallTag::event(event.kind()))
    }

    /// Applies the event to the cache if its guild is not cached yet. The handlers are not called for it: they were
    /// called for the guild before.
    #[cfg(feature = "cache")]
    pub(crate) fn add_missing_guild(&self, event: &Event) {
        if event.guild_id().is_some_and(|guild| self.services.cache.guild(guild).is_none()) {
            self.services.cache.apply(event);
        }
    }

    /// Without a cache there is nothing to add to.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn add_missing_guild(&self, _event: &Event) {}

    /// Removes a guild from the cache, because its shard now runs in another process.
    #[cfg(feature = "cache")]
    pub(crate) fn forget(&self, guild: GuildId) {
        self.services.cache.apply(&Event::GuildDelete(GuildDelete { id: guild, unavailable: false }));
    }

    /// Without a cache there is nothing to remove.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn forget(&self, _guild: GuildId) {}
}
