//! Who wants to come to a scheduled event, and what is different about one of its dates (Discord's docs,
//! resources/guild-scheduled-event; exceptions are in the OpenAPI document alone).

use std::collections::HashMap;

use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{Member, ScheduledEventExceptionId, ScheduledEventId, Timestamp, User, UserId};

/// Somebody who wants to come to a scheduled event.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_scheduled_event_id)]
#[non_exhaustive]
pub struct ScheduledEventUser {
    /// The event.
    pub guild_scheduled_event_id: ScheduledEventId,
    /// The date of the event, if this is about one of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_event_exception_id: Option<ScheduledEventExceptionId>,
    /// Who. Discord's docs have [`user`](Self::user) only; [`id`](Self::id) looks at both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The member, if it was asked for and is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// What they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ScheduledEventResponse>,
}

impl ScheduledEventUser {
    /// Who.
    #[must_use]
    pub fn id(&self) -> Option<UserId> {
        self.user_id.or_else(|| self.user.as_ref().map(|user| user.id))
    }
}

open_enum! {
    /// What somebody said about a scheduled event.
    pub enum ScheduledEventResponse {
        /// Not interested.
        Uninterested = 0,
        /// Interested.
        Interested = 1,
    }
}

/// How many want to come to a scheduled event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct ScheduledEventUserCounts {
    /// To the event.
    pub guild_scheduled_event_count: u32,
    /// To those of its dates that were asked for.
    pub guild_scheduled_event_exception_counts: HashMap<ScheduledEventExceptionId, u32>,
}

/// What is different about one date of a scheduled event that repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(event_id, event_exception_id)]
#[non_exhaustive]
pub struct ScheduledEventException {
    /// The event.
    pub event_id: ScheduledEventId,
    /// Which date; its number is the time at which it would have been.
    pub event_exception_id: ScheduledEventExceptionId,
    /// When it begins instead.
    pub scheduled_start_time: Option<Timestamp>,
    /// When it ends instead.
    pub scheduled_end_time: Option<Timestamp>,
    /// Whether it does not take place.
    pub is_canceled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn whoever_comes_is_known_by_either_field() {
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
    fn dates_that_are_different_and_their_counts() {
        let exception: ScheduledEventException = there_and_back(
            r#"{"event_id":"9","event_exception_id":"11","scheduled_start_time":"2025-01-08T12:00:00.297561+00:00",
            "scheduled_end_time":null,"is_canceled":false}"#,
        );
        let counts: ScheduledEventUserCounts =
            there_and_back(r#"{"guild_scheduled_event_count":5,"guild_scheduled_event_exception_counts":{"11":2}}"#);
        assert_eq!(counts.guild_scheduled_event_exception_counts.get(&exception.event_exception_id), Some(&2));
    }
}
