//! [`Context`]: what a handler is handed beside its event.

use std::sync::Arc;

#[cfg(feature = "cache")]
use crate::{
    cache::{Cache, Old},
    event::GuildDelete,
};
use crate::{event::Event, handle::BotHandle, model::GuildId, rest::Http};

/// What a handler is handed beside its event: the way to Discord's REST API, the cache, and the bot itself.
///
/// Cheap to clone, so that a task which outlives the handler can take one along.
#[derive(Debug, Clone)]
pub struct Context {
    backstage: Backstage,
    shard: u32,
    #[cfg(feature = "cache")]
    old: Option<Old>,
}

impl Context {
    /// Discord's REST API.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.backstage.0.http
    }

    /// The cache of guilds and members. It has already taken the event in that the handler is called for; what it held
    /// before is in [`old`](Self::old).
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.backstage.0.cache
    }

    /// What the cache held of the event's object before the event, if it held anything: the member before `member_update`, the guild
    /// before `guild_delete`, and so on.
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn old(&self) -> Option<&Old> {
        self.old.as_ref()
    }

    /// The bot: its shards, presence, voice states, member requests, and its end.
    #[must_use]
    pub fn bot(&self) -> &BotHandle {
        &self.backstage.0.bot
    }

    /// The id of the shard over which the event came.
    #[must_use]
    pub fn shard(&self) -> u32 {
        self.shard
    }
}

impl AsRef<Http> for Context {
    fn as_ref(&self) -> &Http {
        self.http()
    }
}

/// What all contexts share, and where they are made.
#[derive(Debug, Clone)]
pub(crate) struct Backstage(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    http: Http,
    #[cfg(feature = "cache")]
    cache: Cache,
    bot: BotHandle,
}

impl Backstage {
    pub(crate) fn new(http: Http, #[cfg(feature = "cache")] cache: Cache, bot: BotHandle) -> Self {
        Self(Arc::new(Parts {
            http,
            #[cfg(feature = "cache")]
            cache,
            bot,
        }))
    }

    /// Discord's REST API.
    pub(crate) fn http(&self) -> &Http {
        &self.0.http
    }

    /// A context for something that is not an event.
    pub(crate) fn context(&self, shard: u32) -> Context {
        Context {
            backstage: self.clone(),
            shard,
            #[cfg(feature = "cache")]
            old: None,
        }
    }

    /// Takes `event` into the cache, and makes the context for its handlers.
    #[cfg(feature = "cache")]
    pub(crate) fn context_of(&self, shard: u32, event: &Event) -> Context {
        Context { old: self.0.cache.apply(event), ..self.context(shard) }
    }

    /// Takes a guild into the cache that the handlers know already, if the cache does not.
    #[cfg(feature = "cache")]
    pub(crate) fn fill(&self, event: &Event) {
        if event.guild_id().is_some_and(|guild| self.0.cache.guild(guild).is_none()) {
            self.0.cache.apply(event);
        }
    }

    /// Without a cache there is nothing to fill.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn fill(&self, _event: &Event) {}

    /// Forgets a guild whose shard another process has now.
    #[cfg(feature = "cache")]
    pub(crate) fn forget(&self, guild: GuildId) {
        self.0.cache.apply(&Event::GuildDelete(GuildDelete { id: guild, unavailable: false }));
    }

    /// Without a cache there is nothing to forget.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn forget(&self, _guild: GuildId) {}

    /// Makes the context for the handlers of `event`, in a build without the cache.
    #[cfg(not(feature = "cache"))]
    pub(crate) fn context_of(&self, shard: u32, _event: &Event) -> Context {
        self.context(shard)
    }
}
