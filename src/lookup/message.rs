//! The guild of a message, and the permissions of its author.

use std::sync::Arc;

use crate::{
    cache::CachedGuild,
    context::Context,
    model::{
        Message, Permissions,
        permissions::{IN_DIRECT_MESSAGES, MissingFact},
    },
    rest::HttpError,
};

impl Message {
    /// The guild of this message: from the cache, or else over HTTP. `None` for a direct message.
    ///
    /// A message that was read over HTTP does not have the id of its guild; it is found if its channel is cached. Needs
    /// the feature `cache`.
    ///
    /// # Errors
    /// Those of [`Context::guild`].
    pub async fn guild(&self, ctx: &Context) -> Result<Option<Arc<CachedGuild>>, HttpError> {
        let of_channel = || ctx.cache().channel(self.channel_id)?.guild_id;
        match self.guild_id.or_else(of_channel) {
            Some(guild) => ctx.guild(guild).await.map(Some),
            None => Ok(None),
        }
    }

    /// The current permissions of the author in the channel of this message.
    ///
    /// The roles of the author come with the message, so that the intent GUILD_MEMBERS is not needed. Guild, roles and
    /// channel come from the cache, with the intent GUILDS. Needs the feature `cache`.
    ///
    /// ```no_run
    /// # use greenroom::prelude::*;
    /// # async fn kick(ctx: &Context, message: &MessageCreate) -> HandlerResult {
    /// if message.author_permissions(ctx)?.contains(Permissions::KICK_MEMBERS) {
    ///     message.reply(ctx, "You may.").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The object that is not cached. For messages of webhooks it is the member.
    pub fn author_permissions(&self, ctx: &Context) -> Result<Permissions, MissingFact> {
        if self.is_direct() && ctx.cache().channel(self.channel_id).is_none() {
            return Ok(IN_DIRECT_MESSAGES);
        }
        match &self.member {
            Some(member) => ctx.cache().permissions_of_member_in(self.channel_id, self.author.id, member),
            None => ctx.cache().permissions_in(self.channel_id, self.author.id),
        }
    }
}
