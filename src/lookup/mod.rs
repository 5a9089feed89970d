//! Reads objects from the cache, or over HTTP if they are not cached.
//!
//! Without the feature `cache`, all of them are read over HTTP. What is read over HTTP is not added to the cache.

#[cfg(feature = "cache")]
mod cached_member;
mod find_member;
#[cfg(feature = "cache")]
mod message;

use std::sync::Arc;

#[cfg(feature = "cache")]
use crate::cache::CachedGuild;
use crate::{
    context::Context,
    model::{Channel, ChannelId, GuildId, Member, Message, User, UserId},
    rest::HttpError,
};

impl Context {
    /// A member: from the cache, or else over HTTP.
    ///
    /// # Errors
    /// Those of [`Http::guild_member`](crate::rest::Http::guild_member), if the member is not cached: above all
    /// [not found](HttpError::is_not_found) if the user is not a member.
    pub async fn member(&self, guild: GuildId, user: UserId) -> Result<Member, HttpError> {
        #[cfg(feature = "cache")]
        if let Some(member) = self.cache().member(guild, user) {
            return Ok(Arc::unwrap_or_clone(member).into());
        }
        self.http().guild_member(guild, user).await
    }

    /// A channel or thread: from the cache, or else over HTTP. The cache has the channels and the active threads of
    /// guilds.
    ///
    /// # Errors
    /// Those of [`Http::channel`](crate::rest::Http::channel), if the channel is not cached.
    pub async fn channel(&self, channel: ChannelId) -> Result<Arc<Channel>, HttpError> {
        #[cfg(feature = "cache")]
        if let Some(channel) = self.cache().channel(channel) {
            return Ok(channel);
        }
        self.http().channel(channel).await.map(Arc::new)
    }

    /// A user: from the cache, or else over HTTP. The cache has the users who are cached members of a guild.
    ///
    /// # Errors
    /// Those of [`Http::user`](crate::rest::Http::user), if the user is not cached.
    pub async fn user(&self, user: UserId) -> Result<Arc<User>, HttpError> {
        #[cfg(feature = "cache")]
        if let Some(user) = self.cache().user(user) {
            return Ok(user);
        }
        self.http().user(user).await.map(Arc::new)
    }

    /// A guild: from the cache, or else over HTTP. Needs the feature `cache`.
    ///
    /// # Errors
    /// Those of [`Http::guild`](crate::rest::Http::guild), if the guild is not cached.
    #[cfg(feature = "cache")]
    pub async fn guild(&self, guild: GuildId) -> Result<Arc<CachedGuild>, HttpError> {
        match self.cache().guild(guild) {
            Some(guild) => Ok(guild),
            None => self.http().guild(guild).with_counts(true).await.map(|guild| Arc::new(guild.into())),
        }
    }
}

impl Message {
    /// The channel of this message: from the cache, or else over HTTP.
    ///
    /// # Errors
    /// Those of [`Context::channel`].
    pub async fn channel(&self, ctx: &Context) -> Result<Arc<Channel>, HttpError> {
        ctx.channel(self.channel_id).await
    }
}
