//! Reactions (Discord's docs, resources/message). The limits in their headers may be wrong, so that an occasional 429
//! is normal.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ChannelId, MessageId, ReactionEmoji, ReactionKind, User, UserId};
use crate::rest::{Call, Http, Pages, endpoint::endpoint, endpoints::operation as op, pages::Plan, route::Param};

endpoint! {
    /// The request of [`Http::reactions`](crate::rest::Http::reactions); awaiting it sends it.
    pub struct Reactions -> Vec<User> {
        query {
            /// The type of the reactions; normal ones by default.
            kind as "type": ReactionKind,
            /// Only users with a larger id than this one.
            after: UserId,
            /// The number of elements, 1–100; 25 by default.
            limit: u8,
        }
    }
}

impl Reactions {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<User> {
        let plan = Plan::up("after").sized(self.limit.take(), 100);
        let (start, bound) = (self.after.take(), None);
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.id))
    }
}

impl Http {
    /// Reacts to a message: `http.add_reaction(channel, message, "👍").await`. Needs READ_MESSAGE_HISTORY, and
    /// ADD_REACTIONS if there is no reaction with this emoji yet.
    pub fn add_reaction(&self, channel: ChannelId, message: MessageId, emoji: impl Into<ReactionEmoji>) -> Call<()> {
        self.act(
            &op::ADD_MY_MESSAGE_REACTION,
            &[Param::Id(channel.get()), Param::Id(message.get()), Param::from(&emoji.into())],
        )
    }

    /// Removes the reaction of the bot.
    pub fn delete_own_reaction(
        &self,
        channel: ChannelId,
        message: MessageId,
        emoji: impl Into<ReactionEmoji>,
    ) -> Call<()> {
        self.act(
            &op::DELETE_MY_MESSAGE_REACTION,
            &[Param::Id(channel.get()), Param::Id(message.get()), Param::from(&emoji.into())],
        )
    }

    /// Removes the reaction of a user. Needs MANAGE_MESSAGES.
    pub fn delete_reaction(
        &self,
        channel: ChannelId,
        message: MessageId,
        emoji: impl Into<ReactionEmoji>,
        user: UserId,
    ) -> Call<()> {
        self.act(
            &op::DELETE_USER_MESSAGE_REACTION,
            &[Param::Id(channel.get()), Param::Id(message.get()), Param::from(&emoji.into()), Param::Id(user.get())],
        )
    }

    /// The users who reacted with an emoji: `http.reactions(channel, message, "👍").limit(100).await`.
    pub fn reactions(&self, channel: ChannelId, message: MessageId, emoji: impl Into<ReactionEmoji>) -> Reactions {
        Reactions::of(self.call(
            &op::LIST_MESSAGE_REACTIONS_BY_EMOJI,
            &[Param::Id(channel.get()), Param::Id(message.get()), Param::from(&emoji.into())],
        ))
    }

    /// Removes all reactions with one emoji. Needs MANAGE_MESSAGES.
    pub fn delete_reactions_of(
        &self,
        channel: ChannelId,
        message: MessageId,
        emoji: impl Into<ReactionEmoji>,
    ) -> Call<()> {
        self.act(
            &op::DELETE_ALL_MESSAGE_REACTIONS_BY_EMOJI,
            &[Param::Id(channel.get()), Param::Id(message.get()), Param::from(&emoji.into())],
        )
    }

    /// Removes all reactions. Needs MANAGE_MESSAGES.
    pub fn delete_all_reactions(&self, channel: ChannelId, message: MessageId) -> Call<()> {
        self.act(&op::DELETE_ALL_MESSAGE_REACTIONS, &[Param::Id(channel.get()), Param::Id(message.get())])
    }
}
