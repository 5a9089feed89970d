//! What takes place in a guild: scheduled events, and stages that are live.

use std::sync::Arc;

use super::slot::change_one;
use super::{Cache, Old};
use crate::model::{GuildId, ScheduledEvent, ScheduledEventId, ScheduledEventStatus, StageInstance, StageInstanceId};

impl Cache {
    /// A scheduled event that is to come or going on, with its `guild_id`.
    #[must_use]
    pub fn scheduled_event(&self, guild: GuildId, event: ScheduledEventId) -> Option<Arc<ScheduledEvent>> {
        self.inner.guilds.get(&guild)?.scheduled_events.get(&event).cloned()
    }

    /// The scheduled events of a guild that are to come or going on, as they were at one moment, in no order.
    #[must_use]
    pub fn scheduled_events(&self, guild: GuildId) -> Vec<Arc<ScheduledEvent>> {
        self.all_of(guild, |slot| slot.scheduled_events.values().cloned().collect())
    }

    /// A stage that is live, with its `guild_id`.
    #[must_use]
    pub fn stage_instance(&self, guild: GuildId, stage: StageInstanceId) -> Option<Arc<StageInstance>> {
        self.inner.guilds.get(&guild)?.stage_instances.get(&stage).cloned()
    }

    /// The stages of a guild that are live, as they were at one moment, in no order.
    #[must_use]
    pub fn stage_instances(&self, guild: GuildId) -> Vec<Arc<StageInstance>> {
        self.all_of(guild, |slot| slot.stage_instances.values().cloned().collect())
    }

    /// A scheduled event was made or changed. One that is over or was called off goes: nothing more will be said of it.
    pub(super) fn store_scheduled_event(&self, event: &ScheduledEvent) -> Option<Old> {
        if matches!(event.status, ScheduledEventStatus::Completed | ScheduledEventStatus::Canceled) {
            return self.forget_scheduled_event(event);
        }
        let mut slot = self.inner.guilds.get_mut(&event.guild_id?)?;
        let mut stored = event.clone();
        if let Some(held) = slot.scheduled_events.get(&event.id) {
            // Discord counts only if it is asked to, and does not look the creator up each time.
            stored.user_count = stored.user_count.or(held.user_count);
            if stored.creator.is_none() {
                stored.creator.clone_from(&held.creator);
            }
        }
        slot.scheduled_events.insert(event.id, Arc::new(stored)).map(Old::ScheduledEvent)
    }

    pub(super) fn forget_scheduled_event(&self, event: &ScheduledEvent) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&event.guild_id?)?;
        slot.scheduled_events.remove(&event.id).map(Old::ScheduledEvent)
    }

    /// Somebody wants to come, or no longer does. A count that is not known stays unknown.
    pub(super) fn count_scheduled(&self, guild: GuildId, event: ScheduledEventId, change: i32) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        let held = slot.scheduled_events.get_mut(&event)?;
        let count = held.user_count?.saturating_add_signed(change);
        change_one(held, |event| event.user_count = Some(count)).map(Old::ScheduledEvent)
    }

    pub(super) fn store_stage(&self, stage: &StageInstance) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&stage.guild_id?)?;
        slot.stage_instances.insert(stage.id, Arc::new(stage.clone())).map(Old::StageInstance)
    }

    pub(super) fn forget_stage(&self, stage: &StageInstance) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&stage.guild_id?)?;
        slot.stage_instances.remove(&stage.id).map(Old::StageInstance)
    }
}
