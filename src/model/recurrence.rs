//! How scheduled events repeat (Discord's docs, resources/guild-scheduled-event, "Recurrence Rule"): a part of iCalendar's rules.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use super::open::open_enum;

/// How a scheduled event repeats.
///
/// Discord takes only some combinations: by weekday together with [`Daily`](RecurrenceFrequency::Daily) or
/// [`Weekly`](RecurrenceFrequency::Weekly), by one nth weekday together with [`Monthly`](RecurrenceFrequency::Monthly), by one
/// month and day together with [`Yearly`](RecurrenceFrequency::Yearly).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurrenceRule {
    /// When it takes place for the first time.
    pub start: Timestamp,
    /// When it takes place for the last time. Cannot be set yet.
    pub end: Option<Timestamp>,
    /// Every day, week …
    pub frequency: RecurrenceFrequency,
    /// Every how many of them; 2 with weeks is every other week.
    #[serde(default = "one")]
    pub interval: u32,
    /// On which days of the week.
    pub by_weekday: Option<Vec<Weekday>>,
    /// On which days of the month, such as the first Monday.
    pub by_n_weekday: Option<Vec<NthWeekday>>,
    /// In which months.
    pub by_month: Option<Vec<Month>>,
    /// On which days of the month, 1–31.
    pub by_month_day: Option<Vec<i32>>,
    /// On which days of the year, 1–364. Cannot be set yet.
    pub by_year_day: Option<Vec<i32>>,
    /// How often in all. Cannot be set yet.
    pub count: Option<u32>,
}

fn one() -> u32 {
    1
}

open_enum! {
    /// The unit in which something repeats.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NthWeekday {
    /// The how-manieth of the month, 1–5.
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
