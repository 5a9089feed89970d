//! Scheduled events and live stage instances.

use std::sync::Arc;

use super::change::change_arc;
use super::{Cache, Old};
use crate::model::{GuildId, ScheduledEvent, ScheduledEventId, ScheduledEventStatus, StageInstance, StageInstanceId};

impl Cache {
    /// An active or upcoming scheduled event, with its `guild_id`.
    #[must_use]
    pub fn scheduled_event(&self, guild: GuildId, event: ScheduledEventId) -> Option<Arc<ScheduledEvent>> {
        self.inner.guilds.get(&guild)?.scheduled_events.get(&event).cloned()
    }

    /// The active and upcoming scheduled events of a guild, as a consistent snapshot in no particular order.
    #[must_use]
    pub fn scheduled_events(&self, guild: GuildId) -> Vec<Arc<ScheduledEvent>> {
        self.all_of(guild, |slot| slot.scheduled_events.values().cloned().collect())
    }

    /// A live stage instance, with its `guild_id`.
    #[must_use]
    pub fn stage_instance(&self, guild: GuildId, stage: StageInstanceId) -> Option<Arc<StageInstance>> {
        self.inner.guilds.get(&guild)?.stage_instances.get(&stage).cloned()
    }

    /// The live stage instances of a guild, as a consistent snapshot in no particular order.
    #[must_use]
    pub fn stage_instances(&self, guild: GuildId) -> Vec<Arc<StageInstance>> {
        self.all_of(guild, |slot| slot.stage_instances.values().cloned().collect())
    }

    /// Stores a created or updated event. Completed and cancelled events are removed, because no further events about
    /// them follow.
    pub(super) fn store_scheduled_event(&self, event: &ScheduledEvent) -> Option<Old> {
        if matches!(event.status, ScheduledEventStatus::Completed | ScheduledEventStatus::Canceled) {
            return self.remove_scheduled_event(event);
        }
        let mut slot = self.inner.guilds.get_mut(&event.guild_id?)?;
        let mut stored = event.clone();
        if let Some(held) = slot.scheduled_events.get(&event.id) {
            // Discord sends the count only on request, and does not always send the creator.
            stored.user_count = stored.user_count.or(held.user_count);
            if stored.creator.is_none() {
                stored.creator.clone_from(&held.creator);
            }
        }
        slot.scheduled_events.insert(event.id, Arc::new(stored)).map(Old::ScheduledEvent)
    }

    pub(super) fn remove_scheduled_event(&self, event: &ScheduledEvent) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&event.guild_id?)?;
        slot.scheduled_events.remove(&event.id).map(Old::ScheduledEvent)
    }

    /// Changes the number of interested users. A count that is not set stays unset.
    pub(super) fn count_scheduled(&self, guild: GuildId, event: ScheduledEventId, change: i32) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        let held = slot.scheduled_events.get_mut(&event)?;
        let count = held.user_count?.saturating_add_signed(change);
        change_arc(held, |event| event.user_count = Some(count)).map(Old::ScheduledEvent)
    }

    pub(super) fn store_stage(&self, stage: &StageInstance) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&stage.guild_id?)?;
        slot.stage_instances.insert(stage.id, Arc::new(stage.clone())).map(Old::StageInstance)
    }

    pub(super) fn remove_stage(&self, stage: &StageInstance) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&stage.guild_id?)?;
        slot.stage_instances.remove(&stage.id).map(Old::StageInstance)
    }
}
