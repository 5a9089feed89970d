//! Events about reactions.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::scope::scope;
use crate::model::{ChannelId, GuildId, Member, MessageId, PartialEmoji, ReactionKind, UserId};

/// A user reacted to a message (MESSAGE_REACTION_ADD).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user_id, channel_id, message_id, emoji)]
#[non_exhaustive]
pub struct ReactionAdd {
    /// The user.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The user as a member of the guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The emoji. Its name may be missing.
    pub emoji: PartialEmoji,
    /// The author of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_author_id: Option<UserId>,
    /// Whether it is a super reaction.
    pub burst: bool,
    /// The colours of a super reaction, `#rrggbb`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub burst_colors: Vec<CompactString>,
    /// The kind of the reaction.
    #[serde(rename = "type", default)]
    pub kind: ReactionKind,
}

scope!(
    ReactionAdd,
    |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.user_id), message: Some(it.message_id)
);

/// A reaction was removed, by its user or by somebody else (MESSAGE_REACTION_REMOVE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user_id, channel_id, message_id, emoji)]
#[non_exhaustive]
pub struct ReactionRemove {
    /// The user who had reacted.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The emoji. Its name may be missing.
    pub emoji: PartialEmoji,
    /// Whether it was a super reaction.
    pub burst: bool,
    /// The kind of the reaction.
    #[serde(rename = "type", default)]
    pub kind: ReactionKind,
}

scope!(
    ReactionRemove,
    |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.user_id), message: Some(it.message_id)
);

/// All reactions of a message were removed (MESSAGE_REACTION_REMOVE_ALL).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(channel_id, message_id)]
#[non_exhaustive]
pub struct ReactionRemoveAll {
    /// The channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
}

scope!(ReactionRemoveAll, |it| guild: it.guild_id, channel: Some(it.channel_id), message: Some(it.message_id));

/// All reactions of a message with one emoji were removed (MESSAGE_REACTION_REMOVE_EMOJI).
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(channel_id, message_id, emoji)]
#[non_exhaustive]
pub struct ReactionRemoveEmoji {
    /// The channel.
    pub channel_id: ChannelId,
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The message.
    pub message_id: MessageId,
    /// The emoji.
    pub emoji: PartialEmoji,
}

scope!(ReactionRemoveEmoji, |it| guild: it.guild_id, channel: Some(it.channel_id), message: Some(it.message_id));
