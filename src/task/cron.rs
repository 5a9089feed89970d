//! [`Cron`]: the times of a cron expression in a time zone, read and computed by the crate `cronexpr`.

use cronexpr::{Crontab, MakeTimestamp, parse_crontab};
use jiff::tz::TimeZone;

use crate::model::Timestamp;

/// The times of a cron expression in a time zone.
#[derive(Debug, Clone)]
pub(crate) struct Cron(Box<Crontab>);

impl Cron {
    /// # Errors
    /// What is wrong with the expression or the zone, and what to write.
    pub(super) fn new(expression: &str, zone: &str) -> Result<Self, String> {
        let fields = expression.split_whitespace().count();
        if fields != 5 {
            return Err(format!(
                "the cron expression `{expression}` has {fields} fields. Write five: minute, hour, day of the month, \
                 month, day of the week, as in `0 9 * * MON-FRI` for 9:00 from Monday to Friday"
            ));
        }
        if TimeZone::get(zone).is_err() {
            return Err(format!(
                "there is no time zone `{zone}`. Write a name of the IANA database, as `Europe/Berlin`, or `UTC`"
            ));
        }
        let crontab = parse_crontab(&format!("{expression} {zone}")).map_err(|error| {
            // The library shows the place in lines of their own: the last one has the reason.
            let (text, mark) = (error.to_string(), |it: char| it == '^' || it.is_whitespace());
            let reason = text.lines().last().unwrap_or_default().trim_start_matches(mark);
            format!(
                "the cron expression `{expression}` is wrong: {reason}. Write numbers, names (MON, JAN), `*`, ranges \
                 as `1-5`, lists as `1,15`, or steps as `*/10`"
            )
        })?;
        Ok(Self(Box::new(crontab)))
    }

    /// The first time after this one. `None`: there is none.
    pub(super) fn after(&self, time: Timestamp) -> Option<Timestamp> {
        let time = MakeTimestamp::from_microsecond(time.as_micros()).ok()?;
        let next = self.0.find_next(time).ok()?;
        Some(Timestamp::from_micros(next.timestamp().as_microsecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The next times, in UTC, to the minute.
    fn times(expression: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
        let (cron, mut time) = (Cron::new(expression, zone).unwrap(), after.parse().unwrap());
        let mut times = Vec::new();
        for _ in 0..count {
            time = cron.after(time).unwrap();
            times.push(time.to_string().chars().take(16).collect());
        }
        times
    }

    #[test]
    fn the_next_times_of_expressions() {
        for (expression, zone, after, expected) in [
            ("0 9 * * *", "UTC", "2026-01-01T09:00:00Z", &["2026-01-02T09:00", "2026-01-03T09:00"][..]),
            ("0 9 * * *", "Europe/Berlin", "2026-01-01T07:59:59Z", &["2026-01-01T08:00", "2026-01-02T08:00"]),
            ("*/20 * * * *", "UTC", "2026-01-01T00:00:00Z", &["2026-01-01T00:20", "2026-01-01T00:40"]),
            ("0 12 * * MON-FRI", "UTC", "2026-01-02T12:00:00Z", &["2026-01-05T12:00"]),
            ("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", &["2028-02-29T00:00"]),
            ("0 0 L * *", "America/New_York", "2026-02-01T00:00:00Z", &["2026-02-28T05:00"]),
        ] {
            let found = times(expression, zone, after, expected.len());
            let fits = found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected));
            assert!(fits, "{expression} {zone}: {found:?}");
        }
    }

    #[test]
    fn a_time_that_the_clock_skips_is_left_out_and_one_that_it_shows_twice_is_due_twice() {
        // Berlin: 29 March 2026, 02:00 becomes 03:00; 25 October 2026, 03:00 becomes 02:00.
        let found = times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 2);
        assert_eq!(found, ["2026-03-28T01:30", "2026-03-30T00:30"]);
        let found = times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 3);
        assert_eq!(found, ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-26T01:30"]);
        // Other times of these days are due once, at the time of day that the clock shows.
        let found = times("0 9 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 1);
        assert_eq!(found, ["2026-03-29T07:00"]);
    }

    #[test]
    fn what_is_wrong_is_explained() {
        for (expression, zone, part) in [
            ("0 9 * *", "UTC", "has 4 fields. Write five"),
            ("0 0 9 * * *", "UTC", "has 6 fields. Write five"),
            ("@daily", "UTC", "has 1 fields"),
            ("99 9 * * *", "UTC", "`99 9 * * *` is wrong"),
            ("0 9 * * MOO", "UTC", "`0 9 * * MOO` is wrong"),
            ("0 9 * * *", "Europe/Berln", "there is no time zone `Europe/Berln`. Write a name"),
            ("0 9 * * *", "", "there is no time zone ``"),
        ] {
            let error = Cron::new(expression, zone).unwrap_err();
            assert!(error.contains(part), "{expression} {zone}: {error}");
            assert!(!error.contains('\n') && !error.contains('^'), "{error}");
        }
    }
}
