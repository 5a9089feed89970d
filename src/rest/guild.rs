//! Methods of the builders of guilds that are not generated.

use super::{CreateScheduledEvent, CreateSticker, UpdateScheduledEvent};
use crate::model::{EntityMetadata, PrivacyLevel};

impl CreateScheduledEvent {
    /// Sets the privacy level, which Discord requires and which has one value.
    pub(super) fn for_the_guild(self) -> Self {
        self.privacy_level(PrivacyLevel::GuildOnly)
    }

    /// Sets the place outside of Discord, 1–100 characters. For
    /// [`External`](crate::model::ScheduledEventEntity::External) events, which also need a
    /// [`scheduled_end_time`](Self::scheduled_end_time).
    pub fn location(self, location: impl AsRef<str>) -> Self {
        self.entity_metadata(EntityMetadata::at(location.as_ref()))
    }
}

impl UpdateScheduledEvent {
    /// Sets the place outside of Discord, 1–100 characters.
    pub fn location(self, location: impl AsRef<str>) -> Self {
        self.entity_metadata(EntityMetadata::at(location.as_ref()))
    }
}

impl CreateSticker {
    /// Sets an empty description if there is none, since Discord's docs require one.
    pub(super) fn not_described(self) -> Self {
        self.description("")
    }
}
