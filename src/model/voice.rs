//! Voice states (Discord's docs, resources/voice).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_neutral;
use super::{ChannelId, GuildId, Member, Timestamp, UserId};

/// Where somebody is in voice, and how.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user_id)]
#[non_exhaustive]
pub struct VoiceState {
    /// The guild; absent inside of GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The voice channel; `None` means that the user left.
    pub channel_id: Option<ChannelId>,
    /// Who.
    pub user_id: UserId,
    /// The member; absent inside of GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The voice session. The bot's own is needed to connect to voice.
    pub session_id: CompactString,
    /// Deafened by the guild.
    pub deaf: bool,
    /// Muted by the guild.
    pub mute: bool,
    /// Deafened by themselves.
    pub self_deaf: bool,
    /// Muted by themselves.
    pub self_mute: bool,
    /// Shares the screen.
    #[serde(skip_serializing_if = "is_neutral")]
    pub self_stream: bool,
    /// Shows the camera.
    pub self_video: bool,
    /// May not speak: the audience of a stage.
    pub suppress: bool,
    /// Since when they ask to speak on the stage.
    pub request_to_speak_timestamp: Option<Timestamp>,
}
