//! [`Context`]: what a handler gets beside its event.

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

/// What a handler gets beside its event: Discord's REST API, the cache, and the bot itself.
///
/// Cheap to clone, for tasks that outlive the handler.
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

    /// The cache of guilds and members. It already contains the change that the event brings; what it held before is in
    /// [`old`](Self::old).
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.services.cache
    }

    /// What the cache held of the event's object before the event, if it held anything: the member before
    /// `member_update`, the guild before `guild_delete`, and so on.
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn old(&self) -> Option<&Old> {
        self.old.as_ref()
    }

    /// The bot: its shards, presence, voice states, member requests, and its end.
    #[must_use]
    pub fn bot(&self) -> &BotHandle {
        &self.bot
    }

    /// The id of the shard over which the event came.
    #[must_use]
    pub fn shard(&self) -> u32 {
        self.shard
    }

    /// The event and this context, for the subscriptions.
    pub(crate) fn delivery(&self, event: Arc<Event>) -> Delivery {
        Delivery {
            services: Arc::clone(&self.services),
            shard: self.shard,
            #[cfg(feature = "cache")]
            old: self.old.clone(),
            event,
        }
    }

    /// The context and the event that were delivered to a subscription of `bot`.
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

    /// A context for something that is not an event.
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

    /// Applies the event of a guild that the handlers know already, if the cache does not know the guild.
    #[cfg(feature = "cache")]
    pub(crate) fn add_missing_guild(&self, event: &Event) {
        if event.guild_id().is_some_and(|guild| self.services.cache.guild(guild).is_none()) {
            self.services.cache.apply(event);
        }
    }

    /// Without a cache there is nothing to add to.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn add_missing_guild(&self, _event: &Event) {}

    /// Removes a guild from the cache whose shard now runs in another process.
    #[cfg(feature = "cache")]
    pub(crate) fn forget(&self, guild: GuildId) {
        self.services.cache.apply(&Event::GuildDelete(GuildDelete { id: guild, unavailable: false }));
    }

    /// Without a cache there is nothing to remove.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn forget(&self, _guild: GuildId) {}
}
