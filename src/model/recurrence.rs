//! The recurrence of scheduled events (Discord's docs, resources/guild-scheduled-event, "Recurrence Rule"), a subset of
//! iCalendar's rules.

use greenroom_macros::{New, Object};

use super::Timestamp;
use super::open::open_enum;

/// The recurrence of a scheduled event.
///
/// Discord accepts only some combinations: `by_weekday` with [`Daily`](RecurrenceFrequency::Daily) or
/// [`Weekly`](RecurrenceFrequency::Weekly), one `by_n_weekday` with [`Monthly`](RecurrenceFrequency::Monthly), and one
/// month and day with [`Yearly`](RecurrenceFrequency::Yearly).
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct RecurrenceRule {
    /// The time of the first event.
    pub start: Timestamp,
    /// The time of the last event. It cannot be set yet.
    pub end: Option<Timestamp>,
    /// The unit of the interval.
    pub frequency: RecurrenceFrequency,
    /// The number of units between events; 2 with weeks means every other week.
    #[serde(default = "one")]
    pub interval: u32,
    /// The days of the week.
    pub by_weekday: Option<Vec<Weekday>>,
    /// The weekdays of the month, such as the first Monday.
    pub by_n_weekday: Option<Vec<NthWeekday>>,
    /// The months.
    pub by_month: Option<Vec<Month>>,
    /// The days of the month, 1–31.
    pub by_month_day: Option<Vec<i32>>,
    /// The days of the year, 1–364. They cannot be set yet.
    pub by_year_day: Option<Vec<i32>>,
    /// The total number of events. It cannot be set yet.
    pub count: Option<u32>,
}

fn one() -> u32 {
    1
}

impl RecurrenceRule {
    /// Once in each unit at the time of `start`, without selected days.
    #[must_use]
    pub const fn new(start: Timestamp, frequency: RecurrenceFrequency) -> Self {
        Self {
            start,
            end: None,
            frequency,
            interval: 1,
            by_weekday: None,
            by_n_weekday: None,
            by_month: None,
            by_month_day: None,
            by_year_day: None,
            count: None,
        }
    }

    /// Every day.
    #[must_use]
    pub const fn daily(start: Timestamp) -> Self {
        Self::new(start, RecurrenceFrequency::Daily)
    }

    /// On some days of every week. Discord accepts Monday to Friday, Tuesday to Saturday, Sunday to Thursday, Friday
    /// and Saturday, Saturday and Sunday, and Sunday and Monday.
    #[must_use]
    pub fn on_weekdays(start: Timestamp, weekdays: impl Into<Vec<Weekday>>) -> Self {
        Self { by_weekday: Some(weekdays.into()), ..Self::daily(start) }
    }

    /// On one day of every week.
    #[must_use]
    pub fn weekly(start: Timestamp, weekday: Weekday) -> Self {
        Self { by_weekday: Some(vec![weekday]), ..Self::new(start, RecurrenceFrequency::Weekly) }
    }

    /// On one day of every other week.
    #[must_use]
    pub fn every_other_week(start: Timestamp, weekday: Weekday) -> Self {
        Self { interval: 2, ..Self::weekly(start, weekday) }
    }

    /// On one weekday of every month, such as the first Monday: `n` is 1–5.
    #[must_use]
    pub fn monthly(start: Timestamp, n: i32, day: Weekday) -> Self {
        Self { by_n_weekday: Some(vec![NthWeekday { n, day }]), ..Self::new(start, RecurrenceFrequency::Monthly) }
    }

    /// On one day of every year: `day` is 1–31.
    #[must_use]
    pub fn yearly(start: Timestamp, month: Month, day: i32) -> Self {
        let new = Self::new(start, RecurrenceFrequency::Yearly);
        Self { by_month: Some(vec![month]), by_month_day: Some(vec![day]), ..new }
    }
}

open_enum! {
    /// The unit of a recurrence's interval.
    pub enum RecurrenceFrequency {
        /// Every year.
        Yearly = 0,
        /// Every month.
        Monthly = 1,
        /// Every week.
        Weekly = 2,
        /// Every day.
        Daily = 3,
    }
}

/// A weekday of a month, such as the first Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object, New)]
#[new(n, day)]
#[non_exhaustive]
pub struct NthWeekday {
    /// The occurrence in the month, 1–5.
    pub n: i32,
    /// The day.
    pub day: Weekday,
}

open_enum! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday = 0,
        /// Tuesday.
        Tuesday = 1,
        /// Wednesday.
        Wednesday = 2,
        /// Thursday.
        Thursday = 3,
        /// Friday.
        Friday = 4,
        /// Saturday.
        Saturday = 5,
        /// Sunday.
        Sunday = 6,
    }
}

open_enum! {
    /// A month.
    pub enum Month {
        /// January.
        January = 1,
        /// February.
        February = 2,
        /// March.
        March = 3,
        /// April.
        April = 4,
        /// May.
        May = 5,
        /// June.
        June = 6,
        /// July.
        July = 7,
        /// August.
        August = 8,
        /// September.
        September = 9,
        /// October.
        October = 10,
        /// November.
        November = 11,
        /// December.
        December = 12,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn accepted_combinations() {
        let start: Timestamp = "2026-01-05T19:00:00+00:00".parse().unwrap();
        let working_days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        let cases: [(RecurrenceRule, Value); 6] = [
            (RecurrenceRule::daily(start), json!({"frequency": 3})),
            (RecurrenceRule::on_weekdays(start, working_days), json!({"frequency": 3, "by_weekday": [0, 1, 2, 3, 4]})),
            (RecurrenceRule::weekly(start, Weekday::Wednesday), json!({"frequency": 2, "by_weekday": [2]})),
            (
                RecurrenceRule::every_other_week(start, Weekday::Wednesday),
                json!({"frequency": 2, "interval": 2, "by_weekday": [2]}),
            ),
            (
                RecurrenceRule::monthly(start, 4, Weekday::Wednesday),
                json!({"frequency": 1, "by_n_weekday": [{"n": 4, "day": 2}]}),
            ),
            (
                RecurrenceRule::yearly(start, Month::July, 24),
                json!({"frequency": 0, "by_month": [7], "by_month_day": [24]}),
            ),
        ];
        for (rule, changed) in cases {
            let mut wanted = json!({"start": "2026-01-05T19:00:00.000000+00:00", "end": null, "interval": 1,
                "by_weekday": null, "by_n_weekday": null, "by_month": null, "by_month_day": null, "by_year_day": null,
                "count": null});
            wanted.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
            assert_eq!(serde_json::to_value(&rule).unwrap(), wanted);
            assert_eq!(serde_json::from_value::<RecurrenceRule>(wanted).unwrap(), rule);
        }
    }
}
