//! Events about presences, typing and the bot's own user.

use greenroom_macros::{New, Object};

use super::scope::{newtype, scope};
use crate::model::{ChannelId, CurrentUser, GuildId, Member, Presence, Timestamp, UserId, unix_seconds};

newtype! {
    /// A member's status or activity changed (PRESENCE_UPDATE). Dereferences to [`Presence`].
    PresenceUpdate(Presence)
}
scope!(PresenceUpdate, |it| guild: it.guild_id, user: Some(it.user.id));

/// A user started typing (TYPING_START).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(channel_id, user_id, timestamp)]
#[non_exhaustive]
pub struct TypingStart {
    /// The channel.
    pub channel_id: ChannelId,
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The user.
    pub user_id: UserId,
    /// When the user started typing, to the second.
    #[serde(with = "unix_seconds")]
    pub timestamp: Timestamp,
    /// The user as a member of the guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
}

scope!(TypingStart, |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.user_id));

newtype! {
    /// The bot's own user changed (USER_UPDATE). Dereferences to [`User`](crate::model::User).
    UserUpdate(CurrentUser)
}
scope!(UserUpdate, |it| user: Some(it.id));
