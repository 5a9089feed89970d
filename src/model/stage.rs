//! Live stages (Discord's docs, resources/stage-instance).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{ChannelId, GuildId, ScheduledEventId, StageInstanceId};

/// A stage channel that is live.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, channel_id, topic)]
#[non_exhaustive]
pub struct StageInstance {
    /// Which instance.
    pub id: StageInstanceId,
    /// The guild; absent inside of GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The stage channel.
    pub channel_id: ChannelId,
    /// What is talked about, 1–120 characters.
    pub topic: CompactString,
    /// Who may see it.
    pub privacy_level: Option<PrivacyLevel>,
    /// Whether it cannot be found in the list of stages; that list is no more.
    pub discoverable_disabled: bool,
    /// The scheduled event this belongs to.
    pub guild_scheduled_event_id: Option<ScheduledEventId>,
}

open_enum! {
    /// Who may see a stage or a scheduled event.
    pub enum PrivacyLevel {
        /// Everybody; no longer offered.
        Public = 1,
        /// The guild.
        GuildOnly = 2,
    }
}
