//! Events about channels.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::scope::{newtype, scope};
use crate::model::lenient::or_default;
use crate::model::{Channel, ChannelId, ChannelInfoChannel, Field, GuildId, Timestamp, unix_seconds};

newtype! {
    /// A channel of a guild was made (CHANNEL_CREATE). Dereferences to [`Channel`].
    ChannelCreate(Channel)
}
scope!(ChannelCreate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A channel of a guild was changed (CHANNEL_UPDATE). Dereferences to [`Channel`], as it is now.
    ChannelUpdate(Channel)
}
scope!(ChannelUpdate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A channel of a guild was deleted (CHANNEL_DELETE). Dereferences to [`Channel`], as it was.
    ChannelDelete(Channel)
}
scope!(ChannelDelete, |it| guild: it.guild_id, channel: Some(it.id));

/// A message was pinned or unpinned (CHANNEL_PINS_UPDATE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelPinsUpdate {
    /// The guild; none of a DM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel.
    pub channel_id: ChannelId,
    /// When a message was last pinned; null if none is left.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub last_pin_timestamp: Field<Timestamp>,
}

scope!(ChannelPinsUpdate, |it| guild: it.guild_id, channel: Some(it.channel_id));

/// What was asked about the voice channels of a guild (CHANNEL_INFO). Channels of which there is nothing to say are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInfo {
    /// The guild.
    pub guild_id: GuildId,
    /// The channels.
    #[serde(default, deserialize_with = "or_default")]
    pub channels: Vec<ChannelInfoChannel>,
}

scope!(ChannelInfo, |it| guild: Some(it.guild_id));

/// The status of a voice channel was set or removed (VOICE_CHANNEL_STATUS_UPDATE).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceChannelStatusUpdate {
    /// Which channel.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// The status, up to 500 characters; `None` if it was removed.
    pub status: Option<CompactString>,
}

scope!(VoiceChannelStatusUpdate, |it| guild: Some(it.guild_id), channel: Some(it.id));

/// Somebody is in a voice channel that was empty, or it is empty again (VOICE_CHANNEL_START_TIME_UPDATE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceChannelStartTimeUpdate {
    /// Which channel.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// Since when somebody is in it, to the second; null or absent if nobody is.
    #[serde(default, skip_serializing_if = "Field::is_absent", with = "unix_seconds::field")]
    pub voice_start_time: Field<Timestamp>,
}

scope!(VoiceChannelStartTimeUpdate, |it| guild: Some(it.guild_id), channel: Some(it.id));
