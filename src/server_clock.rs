//! [`ServerClock`]: Discord's time, from the `Date` of the answers of REST.
//!
//! The clock of a machine may be minutes off, and may be set while the bot runs. So what depends on Discord's time (the
//! end of a timeout, the age of an interaction or of a message) is computed from a `Date` and the monotonic clock.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use crate::model::Timestamp;

/// After this time a reading is replaced even by one that is behind it: monotonic clocks drift as well.
const FRESH: Duration = Duration::from_secs(600);
/// A reading is this much behind Discord's clock at most, if the network is not slow: `Date` is cut to the second.
const PRECISION: Duration = Duration::from_secs(2);

/// A `Date` that is further behind the last reading than an answer can be late shows that the last reading was wrong.
const LATEST: Duration = Duration::from_secs(60);

/// Discord's clock, as far as it is known.
#[derive(Debug, Default)]
pub(crate) struct ServerClock(Mutex<Option<Reading>>);

/// A `Date`, and when it arrived.
#[derive(Debug, Clone, Copy)]
struct Reading {
    date: SystemTime,
    at: Instant,
}

impl Reading {
    /// Discord's time at `now`, at least.
    fn at(self, now: Instant) -> SystemTime {
        self.date.checked_add(now.saturating_duration_since(self.at)).unwrap_or(self.date)
    }
}

impl ServerClock {
    /// Notes the `Date` of an answer that arrived at `now`.
    ///
    /// `Date` is cut to the second, and older than its arrival. So Discord's clock is at `date` or later: the reading
    /// that leads to the latest time is the best. If two readings are further apart than an answer can be late, one of
    /// them is wrong. The newer one is used then, so that a single wrong `Date` has no effect beyond the next answer.
    pub(crate) fn note(&self, date: SystemTime, now: Instant) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_better = |it: Reading| {
            let is_wrong = it.at(now).duration_since(date).is_ok_and(|behind| behind > LATEST);
            date > it.at(now) || is_wrong || now.saturating_duration_since(it.at) > FRESH
        };
        if reading.is_none_or(is_better) {
            *reading = Some(Reading { date, at: now });
        }
    }

    /// Discord's present time. `wall` is the time of this machine's clock, which is more precise than `Date`: it is
    /// returned if it agrees with the last reading, and before the first one.
    fn at(&self, wall: SystemTime, now: Instant) -> SystemTime {
        let Some(reading) = self.reading() else { return wall };
        let least = reading.at(now);
        match wall.duration_since(least) {
            Ok(ahead) if ahead <= PRECISION => wall,
            _ => least,
        }
    }

    /// Discord's present time, or this machine's before the first answer.
    pub(crate) fn now(&self) -> Timestamp {
        self.system_time().into()
    }

    /// The same as [`SystemTime`].
    pub(crate) fn system_time(&self) -> SystemTime {
        self.at(SystemTime::now(), Instant::now())
    }

    /// How long ago something happened at Discord at `then`, at least. `None` before the first answer, and if it seems
    /// to be in the future.
    pub(crate) fn since(&self, then: SystemTime, now: Instant) -> Option<Duration> {
        self.reading()?.at(now).duration_since(then).ok()
    }

    fn reading(&self) -> Option<Reading> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
    }

    #[test]
    fn the_best_reading_counts_until_it_is_old() {
        let (clock, start) = (ServerClock::default(), Instant::now());
        let now = |millis| start + Duration::from_millis(millis);
        assert_eq!(clock.since(at(0), now(0)), None);
        // Discord's clock is 5 s ahead, and its `Date` is cut to the second.
        clock.note(at(15_000), now(10_900));
        clock.note(at(16_000), now(11_100));
        clock.note(at(16_000), now(11_800));
        assert_eq!(clock.since(at(16_000), now(12_000)), Some(Duration::from_millis(900)));
        assert_eq!(clock.since(at(20_000), now(12_000)), None);
        let later = now(12_000) + 2 * FRESH;
        clock.note(at(12_000), later);
        assert_eq!(clock.since(at(12_000), later), Some(Duration::ZERO));
    }

    #[test]
    fn a_wrong_date_counts_until_the_next_answer() {
        let (clock, start) = (ServerClock::default(), Instant::now());
        let now = |seconds| start + Duration::from_secs(seconds);
        clock.note(at(600_000), start);
        for wrong in [at(0), at(253_402_300_799_000)] {
            clock.note(wrong, now(5));
            clock.note(at(610_000), now(10));
            assert_eq!(clock.at(at(1234), now(10)), at(610_000), "{wrong:?}");
        }
        // An answer that took 40 s.
        clock.note(at(610_000), now(50));
        assert_eq!(clock.at(at(1234), now(50)), at(650_000));
    }

    #[test]
    fn the_machines_clock_counts_only_if_it_agrees() {
        let (clock, start) = (ServerClock::default(), Instant::now());
        assert_eq!(clock.at(at(1234), start), at(1234), "before the first answer");
        clock.note(at(600_000), start);
        let later = start + Duration::from_secs(10);
        for (wall, expected) in [
            (610_000, 610_000),
            (611_900, 611_900),
            // Two minutes ahead, two minutes behind, and a bit behind.
            (730_000, 610_000),
            (490_000, 610_000),
            (609_000, 610_000),
        ] {
            assert_eq!(clock.at(at(wall), later), at(expected), "{wall}");
        }
    }

    /// The machine's clock is set while the bot runs: only the monotonic clock counts.
    #[test]
    fn a_jump_of_the_machines_clock_changes_no_age() {
        let (clock, start) = (ServerClock::default(), Instant::now());
        clock.note(at(600_000), start);
        assert_eq!(clock.since(at(599_000), start + Duration::from_secs(5)), Some(Duration::from_secs(6)));
    }
}
