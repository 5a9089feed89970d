//! The widget of a guild: what websites show of it (Discord's docs, resources/guild, "Guild Widget Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_names;
use super::{ChannelId, GuildId, OnlineStatus};

/// Whether a guild has a widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct WidgetSettings {
    /// Whether it has.
    pub enabled: bool,
    /// The channel it invites to.
    pub channel_id: Option<ChannelId>,
}

/// What websites show of a guild.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Widget {
    /// Which guild.
    pub id: GuildId,
    /// Its name, 2–100 characters.
    pub name: CompactString,
    /// A link to join, if the widget invites to a channel.
    pub instant_invite: Option<Box<str>>,
    /// The voice and stage channels that everybody may enter.
    pub channels: Vec<WidgetChannel>,
    /// Members who are online, up to 100.
    pub members: Vec<WidgetMember>,
    /// How many members are online.
    pub presence_count: u32,
}

/// A channel in a widget.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct WidgetChannel {
    /// Which channel.
    pub id: ChannelId,
    /// Its name.
    pub name: CompactString,
    /// Where it stands.
    pub position: i32,
}

/// Somebody in a widget. To protect them, Discord gives no id but a running number, and no discriminator.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, username)]
#[non_exhaustive]
pub struct WidgetMember {
    /// A running number, from `0`; no id of a user.
    pub id: CompactString,
    /// The name.
    pub username: CompactString,
    /// Always `0000`.
    pub discriminator: CompactString,
    /// Always none; see `avatar_url`.
    pub avatar: Option<Box<str>>,
    /// Whether they are there.
    #[serde(default)]
    pub status: OnlineStatus,
    /// Where their picture is.
    #[serde(default)]
    pub avatar_url: Box<str>,
    /// What they are doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<WidgetActivity>,
    /// Deafened by the guild; this and the following only of those who are in voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deaf: Option<bool>,
    /// Muted by the guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mute: Option<bool>,
    /// Deafened by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_deaf: Option<bool>,
    /// Muted by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_mute: Option<bool>,
    /// May not speak: the audience of a stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppress: Option<bool>,
    /// The voice channel they are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
}

/// What somebody in a widget is doing.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(name)]
#[non_exhaustive]
pub struct WidgetActivity {
    /// What it is called.
    pub name: CompactString,
}

open_names! {
    /// How the picture of a widget looks.
    pub enum WidgetStyle {
        /// A shield with Discord's mark and the number of members online.
        Shield = "shield",
        /// Large, with picture, name and number; "POWERED BY DISCORD" below.
        Banner1 = "banner1",
        /// Small, with picture, name and number; Discord's mark to the right.
        Banner2 = "banner2",
        /// Large, with picture, name and number; Discord's mark and "Chat Now" below.
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
    fn a_widget_with_somebody_in_voice() {
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
    fn settings_with_a_channel_and_without() {
        for (json, channel) in [
            (r#"{"enabled":true,"channel_id":"41771983444115456"}"#, Some(ChannelId::new(41_771_983_444_115_456))),
            (r#"{"enabled":true,"channel_id":null}"#, None),
        ] {
            assert_eq!(there_and_back::<WidgetSettings>(json).channel_id, channel);
        }
        assert_eq!(serde_json::to_string(&WidgetStyle::Banner3).unwrap(), "\"banner3\"");
    }
}
