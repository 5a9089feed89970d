//! [`Context`]: the second argument of every handler method, and the factory of contexts.

use std::sync::Arc;

#[cfg(feature = "cache")]
use crate::{
    cache::{Cache, Old},
    event::GuildDelete,
};
use crate::{
    event::Event,
    event_path::event_path,
    handle::BotHandle,
    model::GuildId,
    rest::Http,
    state::{Delivery, Services},
};

/// What a handler gets beside its event: Discord's REST API, the cache, and a handle to the bot.
///
/// It is cheap to clone. Tasks that outlive the handler take a clone.
#[derive(Debug, Clone)]
pub struct Context {
    services: Arc<Services>,
    bot: BotHandle,
    shard: u32,
    #[cfg(feature = "cache")]
    old: Option<Old>,
}

impl Context {
    /// Discord's REST API.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.services.http
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

    /// The id of the shard that received the event.
    #[must_use]
    pub fn shard(&self) -> u32 {
        self.shard
    }

    /// Combines `event` with this context, for subscriptions.
    pub(crate) fn delivery(&self, event: Arc<Event>) -> Delivery {
        Delivery {
            services: Arc::clone(&self.services),
            shard: self.shard,
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
            #[cfg(feature = "cache")]
            old: delivery.old,
        };
        (context, delivery.event)
    }
}

impl AsRef<Http> for Context {
    fn as_ref(&self) -> &Http {
        self.http()
    }
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

    /// Makes the context for a call that is not about an event.
    pub(crate) fn context(&self, shard: u32) -> Context {
        Context {
            services: Arc::clone(&self.services),
            bot: self.bot.clone(),
            shard,
            #[cfg(feature = "cache")]
            old: None,
        }
    }

    /// Applies `event` to the cache, and makes the context for its handlers.
    #[cfg(feature = "cache")]
    pub(crate) fn context_of(&self, shard: u32, event: &Event) -> Context {
        event_path!("applies the event to the cache, and makes its context");
        Context { old: self.services.cache.apply(event), ..self.context(shard) }
    }

    /// Makes the context for the handlers of `event`.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn context_of(&self, shard: u32, _event: &Event) -> Context {
        event_path!("makes the context of the event");
        self.context(shard)
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
