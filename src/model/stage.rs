//! Live stages (Discord's docs, resources/stage-instance).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{ChannelId, GuildId, ScheduledEventId, StageInstanceId};

/// A live stage.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, channel_id, topic)]
#[non_exhaustive]
pub struct StageInstance {
    /// The id of the instance.
    pub id: StageInstanceId,
    /// The guild; absent in GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The stage channel.
    pub channel_id: ChannelId,
    /// The topic, 1–120 characters.
    pub topic: CompactString,
    /// The audience.
    pub privacy_level: Option<PrivacyLevel>,
    /// Whether it is hidden in the list of stages. Discord has removed that list.
    pub discoverable_disabled: bool,
    /// The scheduled event that it belongs to.
    pub guild_scheduled_event_id: Option<ScheduledEventId>,
}

open_enum! {
    /// The users who can see a stage or a scheduled event.
    pub enum PrivacyLevel {
        /// Everybody. Discord no longer offers this.
        Public = 1,
        /// The members of the guild.
        GuildOnly = 2,
    }
}
