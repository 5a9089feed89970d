//! Scheduled events of guilds (Discord's docs, resources/guild-scheduled-event).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{
    ChannelId, GenericId, GuildId, ImageHash, PrivacyLevel, RecurrenceRule, ScheduledEventException, ScheduledEventId,
    ScheduledEventUser, Timestamp, User, UserId,
};

/// A scheduled event of a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name, status, entity_type)]
#[non_exhaustive]
pub struct ScheduledEvent {
    /// The id of the event.
    pub id: ScheduledEventId,
    /// The guild; may be absent in GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel; `None` for an external event.
    pub channel_id: Option<ChannelId>,
    /// The user who created it; not known for events from before 25 October 2021.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_id: Option<UserId>,
    /// The name, 1–100 characters.
    pub name: CompactString,
    /// The description, 1–1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// When it begins.
    pub scheduled_start_time: Option<Timestamp>,
    /// When it ends. An external event always has an end.
    pub scheduled_end_time: Option<Timestamp>,
    /// The audience.
    pub privacy_level: Option<PrivacyLevel>,
    /// The status.
    pub status: ScheduledEventStatus,
    /// The kind of place.
    pub entity_type: ScheduledEventEntity,
    /// The id of an object that belongs to it, such as a stage instance.
    pub entity_id: Option<GenericId>,
    /// More about the place.
    pub entity_metadata: Option<Box<EntityMetadata>>,
    /// The user who created it, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<Box<User>>,
    /// The number of subscribers, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_count: Option<u32>,
    /// The cover picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageHash>,
    /// The recurrence.
    pub recurrence_rule: Option<Box<RecurrenceRule>>,
    /// The dates with changes. Not in Discord's docs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guild_scheduled_event_exceptions: Vec<ScheduledEventException>,
    /// The subscription of the requesting user. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_rsvp: Option<Box<ScheduledEventUser>>,
}

/// More about the place of a scheduled event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct EntityMetadata {
    /// The location, 1–100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<CompactString>,
}

impl EntityMetadata {
    /// An external location, 1–100 characters.
    #[must_use]
    pub fn at(location: impl Into<CompactString>) -> Self {
        Self { location: Some(location.into()) }
    }
}

open_enum! {
    /// The status of a scheduled event.
    pub enum ScheduledEventStatus {
        /// It has not begun.
        Scheduled = 1,
        /// It is taking place.
        Active = 2,
        /// It has ended.
        Completed = 3,
        /// It was cancelled.
        Canceled = 4,
    }
}

open_enum! {
    /// The kind of place of a scheduled event.
    pub enum ScheduledEventEntity {
        /// On a stage.
        StageInstance = 1,
        /// In a voice channel.
        Voice = 2,
        /// An external location.
        External = 3,
    }
}
