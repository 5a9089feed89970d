//! Reactions (Discord's docs, resources/message). Their limits are odd: those in the headers may be wrong, and a 429 now
//! and then is normal.

use super::{
    Call, Http,
    request::endpoint,
    route::{Param, operation as op},
};
use crate::model::{ChannelId, MessageId, ReactionEmoji, ReactionKind, User, UserId};

endpoint! {
    /// Reads who reacted with an emoji.
    pub struct ListReactions: query -> Vec<User> {
        /// Normal reactions, unless said otherwise.
        kind as "type": ReactionKind,
        /// Users with a greater id than this.
        after: UserId,
        /// How many: 1–100, 25 if not said.
        limit: u8,
    }
}

impl Http {
    /// Reacts to a message: `http.add_reaction(channel, message, "👍").await`. Needs READ_MESSAGE_HISTORY, and
    /// ADD_REACTIONS if nobody has reacted with this emoji yet.
    pub fn add_reaction(&self, channel: ChannelId, message: MessageId, emoji: impl Into<ReactionEmoji>) -> Call<()> {
        self.act(&op::ADD_MY_REACTION, &[channel.into(), message.into(), Param::from(&emoji.into())])
    }

    /// Takes the bot's own reaction back.
    pub fn delete_own_reaction(
        &self,
        channel: ChannelId,
        message: MessageId,
        emoji: impl Into<ReactionEmoji>,
    ) -> Call<()> {
        self.act(&op::DELETE_MY_REACTION, &[channel.into(), message.into(), Param::from(&emoji.into())])
    }

    /// Takes somebody's reaction away. Needs MANAGE_MESSAGES.
    pub fn delete_reaction(
        &self,
        channel: ChannelId,
        message: MessageId,
        emoji: impl Into<ReactionEmoji>,
        user: UserId,
    ) -> Call<()> {
        let emoji = emoji.into();
        self.act(&op::DELETE_USER_REACTION, &[channel.into(), message.into(), Param::from(&emoji), user.into()])
    }

    /// Reads who reacted with an emoji: `http.reactions(channel, message, "👍").limit(100).await`.
    pub fn reactions(&self, channel: ChannelId, message: MessageId, emoji: impl Into<ReactionEmoji>) -> ListReactions {
        let emoji = emoji.into();
        ListReactions::of(
            self.call(&op::LIST_REACTIONS_BY_EMOJI, &[channel.into(), message.into(), Param::from(&emoji)]),
        )
    }

    /// Removes all reactions with one emoji. Needs MANAGE_MESSAGES.
    pub fn delete_reactions_of(
        &self,
        channel: ChannelId,
        message: MessageId,
        emoji: impl Into<ReactionEmoji>,
    ) -> Call<()> {
        self.act(&op::DELETE_REACTIONS_BY_EMOJI, &[channel.into(), message.into(), Param::from(&emoji.into())])
    }

    /// Removes all reactions. Needs MANAGE_MESSAGES.
    pub fn delete_all_reactions(&self, channel: ChannelId, message: MessageId) -> Call<()> {
        self.act(&op::DELETE_ALL_REACTIONS, &[channel.into(), message.into()])
    }
}
