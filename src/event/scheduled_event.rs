//! Events about what will take place in guilds.

use serde::{Deserialize, Serialize};

use super::scope::{newtype, scope};
use crate::model::{GuildId, ScheduledEvent, ScheduledEventId, UserId};

newtype! {
    /// A scheduled event was made (GUILD_SCHEDULED_EVENT_CREATE). Dereferences to [`ScheduledEvent`].
    ScheduledEventCreate(ScheduledEvent)
}
scope!(ScheduledEventCreate, |it| guild: it.guild_id, channel: it.channel_id);

newtype! {
    /// A scheduled event was changed, began or ended (GUILD_SCHEDULED_EVENT_UPDATE). Dereferences to [`ScheduledEvent`], as it is
    /// now.
    ScheduledEventUpdate(ScheduledEvent)
}
scope!(ScheduledEventUpdate, |it| guild: it.guild_id, channel: it.channel_id);

newtype! {
    /// A scheduled event was deleted (GUILD_SCHEDULED_EVENT_DELETE). Dereferences to [`ScheduledEvent`], as it was.
    ScheduledEventDelete(ScheduledEvent)
}
scope!(ScheduledEventDelete, |it| guild: it.guild_id, channel: it.channel_id);

/// Somebody wants to come to a scheduled event (GUILD_SCHEDULED_EVENT_USER_ADD).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledEventUserAdd {
    /// Which event.
    pub guild_scheduled_event_id: ScheduledEventId,
    /// Who.
    pub user_id: UserId,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(ScheduledEventUserAdd, |it| guild: Some(it.guild_id), user: Some(it.user_id));

/// Somebody no longer wants to come to a scheduled event (GUILD_SCHEDULED_EVENT_USER_REMOVE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledEventUserRemove {
    /// Which event.
    pub guild_scheduled_event_id: ScheduledEventId,
    /// Who.
    pub user_id: UserId,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(ScheduledEventUserRemove, |it| guild: Some(it.guild_id), user: Some(it.user_id));
