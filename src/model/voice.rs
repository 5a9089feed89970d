//! Voice states (Discord's docs, resources/voice).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::{ChannelId, GuildId, Member, Timestamp, UserId};

/// The voice channel of a user, and the user's state in it.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user_id)]
#[non_exhaustive]
pub struct VoiceState {
    /// The guild; absent in GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The voice channel; `None` if the user left.
    pub channel_id: Option<ChannelId>,
    /// The user.
    pub user_id: UserId,
    /// The member; absent in GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The id of the voice session. The bot needs its own to connect to a voice channel.
    pub session_id: CompactString,
    /// Whether the user is deafened by the guild.
    pub deaf: bool,
    /// Whether the user is muted by the guild.
    pub mute: bool,
    /// Whether the user is deafened by themselves.
    pub self_deaf: bool,
    /// Whether the user is muted by themselves.
    pub self_mute: bool,
    /// Whether the user is sharing the screen.
    #[serde(skip_serializing_if = "is_default")]
    pub self_stream: bool,
    /// Whether the user's camera is on.
    pub self_video: bool,
    /// Whether the user may not speak, as the audience of a stage channel.
    pub suppress: bool,
    /// When the user requested to speak in a stage channel.
    pub request_to_speak_timestamp: Option<Timestamp>,
}
