//! The widget of a guild, which websites can show (Discord's docs, resources/guild, "Guild Widget Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_names;
use super::{ChannelId, GuildId, OnlineStatus};

/// The settings of a guild's widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct WidgetSettings {
    /// Whether it is enabled.
    pub enabled: bool,
    /// The channel for which it creates invites.
    pub channel_id: Option<ChannelId>,
}

/// The data that websites show about a guild.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Widget {
    /// The id of the guild.
    pub id: GuildId,
    /// Its name, 2–100 characters.
    pub name: CompactString,
    /// An invite, if the widget has a channel for invites.
    pub instant_invite: Option<Box<str>>,
    /// The voice and stage channels that everybody may join.
    pub channels: Vec<WidgetChannel>,
    /// Members who are online, up to 100.
    pub members: Vec<WidgetMember>,
    /// The number of members who are online.
    pub presence_count: u32,
}

/// A channel in a widget.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct WidgetChannel {
    /// The id of the channel.
    pub id: ChannelId,
    /// Its name.
    pub name: CompactString,
    /// The position.
    pub position: i32,
}

/// A member in a widget. To protect members, Discord sends no real id and no discriminator.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, username)]
#[non_exhaustive]
pub struct WidgetMember {
    /// A running number from `0`. It is not the id of a user.
    pub id: CompactString,
    /// The name.
    pub username: CompactString,
    /// Always `0000`.
    pub discriminator: CompactString,
    /// Always `None`; see `avatar_url`.
    pub avatar: Option<Box<str>>,
    /// The online status.
    #[serde(default)]
    pub status: OnlineStatus,
    /// The URL of the avatar.
    #[serde(default)]
    pub avatar_url: Box<str>,
    /// The activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<WidgetActivity>,
    /// Whether the member is deafened by the guild. This and the next four fields are only set for members in a voice
    /// channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deaf: Option<bool>,
    /// Whether the member is muted by the guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mute: Option<bool>,
    /// Whether the member is deafened by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_deaf: Option<bool>,
    /// Whether the member is muted by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_mute: Option<bool>,
    /// Whether the member may not speak, as the audience of a stage channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppress: Option<bool>,
    /// The voice channel of the member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
}

/// The activity of a member in a widget.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(name)]
#[non_exhaustive]
pub struct WidgetActivity {
    /// The name of the activity.
    pub name: CompactString,
}

open_names! {
    /// The style of a widget's picture.
    pub enum WidgetStyle {
        /// A shield with Discord's mark and the number of members online.
        Shield = "shield",
        /// Large, with icon, name and number of members online; "POWERED BY DISCORD" below.
        Banner1 = "banner1",
        /// Small, with icon, name and number of members online; Discord's mark to the right.
        Banner2 = "banner2",
        /// Large, with icon, name and number of members online; Discord's mark and "Chat Now" below.
        Banner3 = "banner3",
        /// Large, with Discord's mark at the top and "JOIN MY SERVER" at the bottom.
        Banner4 = "banner4",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_widget_with_a_member_in_voice() {
        let widget: Widget = there_and_back(
            r#"{"id":"290926798626999250","name":"Test Server","instant_invite":"https://discord.com/invite/abcdefg",
            "channels":[{"id":"705216630279993882","name":"elephant","position":2}],
            "members":[{"id":"0","username":"1234","discriminator":"0000","avatar":null,"status":"online",
            "avatar_url":"https://cdn.discordapp.com/widget-avatars/FfvURgcr"},
            {"id":"1","username":"penguin","discriminator":"0000","avatar":null,"status":"dnd","avatar_url":"x",
            "activity":{"name":"Chess"},"deaf":false,"mute":false,"self_deaf":false,"self_mute":true,"suppress":false,
            "channel_id":"705216630279993882"}],"presence_count":2}"#,
        );
        assert_eq!(widget.members[1].status, OnlineStatus::DoNotDisturb);
        assert_eq!(widget.members[1].channel_id, Some(widget.channels[0].id));
        assert_eq!((widget.members[0].self_mute, widget.members[1].self_mute), (None, Some(true)));
    }

    #[test]
    fn settings_with_and_without_a_channel() {
        for (json, channel) in [
            (r#"{"enabled":true,"channel_id":"41771983444115456"}"#, Some(ChannelId::new(41_771_983_444_115_456))),
            (r#"{"enabled":true,"channel_id":null}"#, None),
        ] {
            assert_eq!(there_and_back::<WidgetSettings>(json).channel_id, channel);
        }
        assert_eq!(serde_json::to_string(&WidgetStyle::Banner3).unwrap(), "\"banner3\"");
    }
}
