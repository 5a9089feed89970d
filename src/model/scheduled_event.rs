//! Scheduled events of guilds (Discord's docs, resources/guild-scheduled-event).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{
    ChannelId, GenericId, GuildId, ImageHash, PrivacyLevel, RecurrenceRule, ScheduledEventException, ScheduledEventId,
    ScheduledEventUser, Timestamp, User, UserId,
};

/// Something that will take place in a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name, status, entity_type)]
#[non_exhaustive]
pub struct ScheduledEvent {
    /// Which event.
    pub id: ScheduledEventId,
    /// The guild; may be absent inside of GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel, unless it takes place elsewhere.
    pub channel_id: Option<ChannelId>,
    /// Who made it; not known of events made before 25 October 2021.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_id: Option<UserId>,
    /// The name, 1–100 characters.
    pub name: CompactString,
    /// What it is about, 1–1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// When it begins.
    pub scheduled_start_time: Option<Timestamp>,
    /// When it ends; always there if it takes place elsewhere.
    pub scheduled_end_time: Option<Timestamp>,
    /// Who may see it.
    pub privacy_level: Option<PrivacyLevel>,
    /// How far it is.
    pub status: ScheduledEventStatus,
    /// Where it takes place.
    pub entity_type: ScheduledEventEntity,
    /// The stage instance or the like that belongs to it.
    pub entity_id: Option<GenericId>,
    /// More about the place.
    pub entity_metadata: Option<Box<EntityMetadata>>,
    /// Who made it, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<Box<User>>,
    /// How many want to come, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_count: Option<u32>,
    /// The cover picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageHash>,
    /// How it repeats.
    pub recurrence_rule: Option<Box<RecurrenceRule>>,
    /// Which of its dates are different; not in Discord's docs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guild_scheduled_event_exceptions: Vec<ScheduledEventException>,
    /// What the asking user said about it; not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_rsvp: Option<Box<ScheduledEventUser>>,
}

/// More about the place of a scheduled event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct EntityMetadata {
    /// Where it takes place, 1–100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<CompactString>,
}

impl EntityMetadata {
    /// Somewhere outside of Discord: 1–100 characters.
    #[must_use]
    pub fn at(location: impl Into<CompactString>) -> Self {
        Self { location: Some(location.into()) }
    }
}

open_enum! {
    /// How far a scheduled event is.
    pub enum ScheduledEventStatus {
        /// To come.
        Scheduled = 1,
        /// Going on.
        Active = 2,
        /// Over.
        Completed = 3,
        /// Called off.
        Canceled = 4,
    }
}

open_enum! {
    /// Where a scheduled event takes place.
    pub enum ScheduledEventEntity {
        /// On a stage.
        StageInstance = 1,
        /// In a voice channel.
        Voice = 2,
        /// Elsewhere.
        External = 3,
    }
}
