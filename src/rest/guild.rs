//! Guilds: what is more than an operation.

use super::{CreateScheduledEvent, CreateSticker, UpdateScheduledEvent};
use crate::model::{EntityMetadata, PrivacyLevel};

impl CreateScheduledEvent {
    /// Discord wants to be told who may see it, and takes one answer.
    pub(super) fn for_the_guild(self) -> Self {
        self.privacy_level(PrivacyLevel::GuildOnly)
    }

    /// Where it takes place outside of Discord: 1–100 characters. Goes with
    /// [`External`](crate::model::ScheduledEventEntity::External), which also needs a
    /// [`scheduled_end_time`](Self::scheduled_end_time).
    pub fn location(self, location: impl AsRef<str>) -> Self {
        self.entity_metadata(EntityMetadata::at(location.as_ref()))
    }
}

impl UpdateScheduledEvent {
    /// Where it takes place outside of Discord: 1–100 characters.
    pub fn location(self, location: impl AsRef<str>) -> Self {
        self.entity_metadata(EntityMetadata::at(location.as_ref()))
    }
}

impl CreateSticker {
    /// Discord's docs require a description, which may be empty.
    pub(super) fn not_described(self) -> Self {
        self.description("")
    }
}
