//! The server guide for new members. It is in Discord's OpenAPI document ("GuildHomeSettingsResponse"), but not in its
//! docs.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{ChannelId, GuildId, PartialEmoji, UserId};

/// The server guide for new members.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(guild_id)]
#[non_exhaustive]
pub struct NewMemberWelcome {
    /// The guild.
    pub guild_id: GuildId,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_message: Option<WelcomeMessage>,
    /// The actions that new members are asked to do.
    pub new_member_actions: Vec<NewMemberAction>,
    /// The channels that new members should read.
    pub resource_channels: Vec<ResourceChannel>,
}

/// The greeting of a server guide.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(message)]
#[non_exhaustive]
pub struct WelcomeMessage {
    /// The users whose names are shown as its authors.
    pub author_ids: Vec<UserId>,
    /// The text.
    #[serde(default)]
    pub message: Box<str>,
}

/// An action that new members are asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(channel_id, action_type, title)]
#[non_exhaustive]
pub struct NewMemberAction {
    /// The channel of the action.
    pub channel_id: ChannelId,
    /// The kind of the action.
    pub action_type: NewMemberActionKind,
    /// The title.
    pub title: CompactString,
    /// The description.
    #[serde(default)]
    pub description: Box<str>,
    /// The emoji before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// The hash of a picture before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Box<str>>,
}

open_enum! {
    /// The kind of an action that new members are asked to do.
    pub enum NewMemberActionKind {
        /// Viewing a channel.
        View = 0,
        /// Writing in a channel.
        Talk = 1,
    }
}

/// A channel that new members should read.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(channel_id, title)]
#[non_exhaustive]
pub struct ResourceChannel {
    /// The id of the channel.
    pub channel_id: ChannelId,
    /// The title.
    pub title: CompactString,
    /// The emoji before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// The hash of a picture before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Box<str>>,
    /// The description.
    #[serde(default)]
    pub description: Box<str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_server_guide() {
        let guide: NewMemberWelcome = there_and_back(
            r#"{"guild_id":"5","enabled":true,"welcome_message":{"author_ids":["1"],"message":"Hello, [username]!"},
            "new_member_actions":[{"channel_id":"2","action_type":1,"title":"Say hello","description":"",
            "emoji":{"id":null,"name":"👋"}},{"channel_id":"3","action_type":7,"title":"?","description":"","icon":"x"}],
            "resource_channels":[{"channel_id":"4","title":"Rules","description":"All of them"}]}"#,
        );
        assert_eq!(guide.new_member_actions[0].action_type, NewMemberActionKind::Talk);
        assert_eq!(guide.new_member_actions[1].action_type, NewMemberActionKind::Unknown(7));
        let least: NewMemberWelcome = serde_json::from_str(r#"{"guild_id":"5","enabled":false}"#).unwrap();
        assert!(least.welcome_message.is_none() && least.resource_channels.is_empty());
    }
}
