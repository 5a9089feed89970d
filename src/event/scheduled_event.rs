//! Events about scheduled events of guilds.

use greenroom_macros::{New, Object};

use super::scope::{newtype, scope};
use crate::model::{GuildId, ScheduledEvent, ScheduledEventId, UserId};

newtype! {
    /// A scheduled event was created (GUILD_SCHEDULED_EVENT_CREATE). Dereferences to [`ScheduledEvent`].
    ScheduledEventCreate(ScheduledEvent)
}
scope!(ScheduledEventCreate, |it| guild: it.guild_id, channel: it.channel_id);

newtype! {
    /// A scheduled event was changed, began or ended (GUILD_SCHEDULED_EVENT_UPDATE). Dereferences to
    /// [`ScheduledEvent`], as it is now.
    ScheduledEventUpdate(ScheduledEvent)
}
scope!(ScheduledEventUpdate, |it| guild: it.guild_id, channel: it.channel_id);

newtype! {
    /// A scheduled event was deleted (GUILD_SCHEDULED_EVENT_DELETE). Dereferences to [`ScheduledEvent`], as it was.
    ScheduledEventDelete(ScheduledEvent)
}
scope!(ScheduledEventDelete, |it| guild: it.guild_id, channel: it.channel_id);

/// A user subscribed to a scheduled event (GUILD_SCHEDULED_EVENT_USER_ADD).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(guild_scheduled_event_id, user_id, guild_id)]
#[non_exhaustive]
pub struct ScheduledEventUserAdd {
    /// The scheduled event.
    pub guild_scheduled_event_id: ScheduledEventId,
    /// The user.
    pub user_id: UserId,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(ScheduledEventUserAdd, |it| guild: Some(it.guild_id), user: Some(it.user_id));

/// A user unsubscribed from a scheduled event (GUILD_SCHEDULED_EVENT_USER_REMOVE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(guild_scheduled_event_id, user_id, guild_id)]
#[non_exhaustive]
pub struct ScheduledEventUserRemove {
    /// The scheduled event.
    pub guild_scheduled_event_id: ScheduledEventId,
    /// The user.
    pub user_id: UserId,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(ScheduledEventUserRemove, |it| guild: Some(it.guild_id), user: Some(it.user_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{
        EntityMetadata, Month, NthWeekday, PrivacyLevel, RecurrenceFrequency, ScheduledEventEntity,
        ScheduledEventStatus, Weekday,
    };

    const EVENT: &str = r#"{"id":"6","guild_id":"5","channel_id":null,"creator_id":"1","name":"Picnic",
        "description":"Bring cake.","scheduled_start_time":"2026-05-02T12:00:00.000000+00:00",
        "scheduled_end_time":"2026-05-02T18:00:00.000000+00:00","privacy_level":2,"status":1,"entity_type":3,
        "entity_id":null,"entity_metadata":{"location":"The park"},"user_count":3,
        "image":"8342729096ea3675442027381ff50dfe","recurrence_rule":RULE}"#;

    #[test]
    fn a_recurring_event_at_an_external_location() {
        let event: ScheduledEventCreate = there_and_back(&EVENT.replace(
            "RULE",
            r#"{"start":"2026-05-02T12:00:00.000000+00:00","end":null,"frequency":1,"interval":1,"by_weekday":null,
            "by_n_weekday":[{"n":1,"day":5}],"by_month":null,"by_month_day":null,"by_year_day":null,"count":null}"#,
        ));
        assert_eq!(
            (event.status, event.entity_type),
            (ScheduledEventStatus::Scheduled, ScheduledEventEntity::External)
        );
        assert_eq!(event.privacy_level, Some(PrivacyLevel::GuildOnly));
        assert_eq!(event.entity_metadata.as_deref(), Some(&EntityMetadata { location: Some("The park".into()) }));
        let rule = event.recurrence_rule.as_deref().unwrap();
        assert_eq!(rule.frequency, RecurrenceFrequency::Monthly);
        assert_eq!(rule.by_n_weekday.as_deref(), Some(&[NthWeekday { n: 1, day: Weekday::Saturday }][..]));
    }

    #[test]
    fn other_recurrence_rules_and_none() {
        let yearly: ScheduledEventUpdate = there_and_back(&EVENT.replace(
            "RULE",
            r#"{"start":"2026-05-02T12:00:00.000000+00:00","end":"2030-05-02T12:00:00.000000+00:00","frequency":0,
            "interval":2,"by_weekday":[0,9],"by_n_weekday":null,"by_month":[5,13],"by_month_day":[2],
            "by_year_day":[122],"count":3}"#,
        ));
        let rule = yearly.recurrence_rule.as_deref().unwrap();
        assert_eq!(rule.by_month.as_deref(), Some(&[Month::May, Month::Unknown(13)][..]));
        assert_eq!(rule.by_weekday.as_deref(), Some(&[Weekday::Monday, Weekday::Unknown(9)][..]));
        let once: ScheduledEventDelete = there_and_back(&EVENT.replace("RULE", "null"));
        assert_eq!(once.recurrence_rule, None);
    }

    #[test]
    fn users_subscribe_and_unsubscribe() {
        let add: ScheduledEventUserAdd =
            there_and_back(r#"{"guild_scheduled_event_id":"6","user_id":"1","guild_id":"5"}"#);
        let remove: ScheduledEventUserRemove =
            there_and_back(r#"{"guild_scheduled_event_id":"6","user_id":"1","guild_id":"5"}"#);
        assert_eq!((add.guild_scheduled_event_id, add.user_id), (remove.guild_scheduled_event_id, remove.user_id));
    }
}
