//! The subscribers of a scheduled event, and changes of single dates (Discord's docs, resources/guild-scheduled-event;
//! exceptions are only in the OpenAPI document).

use std::collections::HashMap;

use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{Member, ScheduledEventExceptionId, ScheduledEventId, Timestamp, User, UserId};

/// A subscriber of a scheduled event.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_scheduled_event_id)]
#[non_exhaustive]
pub struct ScheduledEventUser {
    /// The event.
    pub guild_scheduled_event_id: ScheduledEventId,
    /// The date of a recurring event, if the subscription is for one date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_event_exception_id: Option<ScheduledEventExceptionId>,
    /// The id of the user. Discord's docs have only [`user`](Self::user); [`id`](Self::id) uses either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The member, if requested and if the user is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The response of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ScheduledEventResponse>,
}

impl ScheduledEventUser {
    /// The id of the user.
    #[must_use]
    pub fn id(&self) -> Option<UserId> {
        self.user_id.or_else(|| self.user.as_ref().map(|user| user.id))
    }
}

open_enum! {
    /// The response of a user to a scheduled event.
    pub enum ScheduledEventResponse {
        /// Not interested.
        Uninterested = 0,
        /// Interested.
        Interested = 1,
    }
}

/// The number of subscribers of a scheduled event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct ScheduledEventUserCounts {
    /// The number of subscribers of the event.
    pub guild_scheduled_event_count: u32,
    /// The number of subscribers of the requested dates.
    pub guild_scheduled_event_exception_counts: HashMap<ScheduledEventExceptionId, u32>,
}

/// A change of one date of a recurring scheduled event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(event_id, event_exception_id)]
#[non_exhaustive]
pub struct ScheduledEventException {
    /// The event.
    pub event_id: ScheduledEventId,
    /// The id of the date. It contains the time at which the date would have been.
    pub event_exception_id: ScheduledEventExceptionId,
    /// The new start.
    pub scheduled_start_time: Option<Timestamp>,
    /// The new end.
    pub scheduled_end_time: Option<Timestamp>,
    /// Whether the date is cancelled.
    pub is_canceled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn the_id_is_taken_from_either_field() {
        let user = r#"{"id":"1","username":"ann","discriminator":"0","global_name":null,"avatar":null}"#;
        for (json, id) in [
            (r#"{"guild_scheduled_event_id":"9","user_id":"1","response":1}"#.to_owned(), Some(1)),
            (format!(r#"{{"guild_scheduled_event_id":"9","user":{user}}}"#), Some(1)),
            (format!(r#"{{"guild_scheduled_event_id":"9","user_id":"1","user":{user},"response":3}}"#), Some(1)),
            (r#"{"guild_scheduled_event_id":"9"}"#.to_owned(), None),
        ] {
            assert_eq!(there_and_back::<ScheduledEventUser>(&json).id().map(UserId::get), id, "{json}");
        }
    }

    #[test]
    fn exceptions_and_counts_are_read() {
        let exception: ScheduledEventException = there_and_back(
            r#"{"event_id":"9","event_exception_id":"11","scheduled_start_time":"2025-01-08T12:00:00.297561+00:00",
            "scheduled_end_time":null,"is_canceled":false}"#,
        );
        let counts: ScheduledEventUserCounts =
            there_and_back(r#"{"guild_scheduled_event_count":5,"guild_scheduled_event_exception_counts":{"11":2}}"#);
        assert_eq!(counts.guild_scheduled_event_exception_counts.get(&exception.event_exception_id), Some(&2));
    }
}
