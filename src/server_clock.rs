//! [`ServerClock`]: how far Discord's clock is ahead of this machine's, from the `Date` of its answers.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

/// After this time a reading is replaced even by one that states less: clocks drift, and are set.
const FRESH: Duration = Duration::from_secs(600);

/// How far Discord's clock is ahead of this machine's.
#[derive(Debug, Default)]
pub(super) struct ServerClock(Mutex<Option<Reading>>);

#[derive(Debug, Clone, Copy)]
struct Reading {
    /// In milliseconds; negative if Discord's clock is behind.
    ahead: i64,
    at: Instant,
}

fn millis(later: SystemTime, earlier: SystemTime) -> i64 {
    match later.duration_since(earlier) {
        Ok(time) => i64::try_from(time.as_millis()).unwrap_or(i64::MAX),
        Err(error) => -i64::try_from(error.duration().as_millis()).unwrap_or(i64::MAX),
    }
}

impl ServerClock {
    /// Notes the `Date` of an answer that arrived at `wall`, which is `now` by the monotonic clock.
    ///
    /// `Date` is cut to the second, and older than its arrival. So Discord's clock is ahead by at least the difference:
    /// the largest difference is the best.
    pub(super) fn note(&self, date: SystemTime, wall: SystemTime, now: Instant) {
        let ahead = millis(date, wall);
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_better = reading.is_none_or(|it| ahead > it.ahead || now.saturating_duration_since(it.at) > FRESH);
        if is_better {
            *reading = Some(Reading { ahead, at: now });
        }
    }

    /// How long ago something happened at Discord at `then`, at least. `None` before the first answer, and if it seems
    /// to be in the future.
    pub(super) fn since(&self, then: SystemTime, wall: SystemTime) -> Option<Duration> {
        let ahead = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?.ahead;
        u64::try_from(millis(wall, then).saturating_add(ahead)).ok().map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_reading_counts_until_it_is_old() {
        let (clock, start, now) = (ServerClock::default(), SystemTime::UNIX_EPOCH, Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        assert_eq!(clock.since(at(0), at(0)), None);
        // Discord's clock is 5 s ahead, and its `Date` is cut to the second.
        clock.note(at(15_000), at(10_900), now);
        clock.note(at(16_000), at(11_100), now);
        clock.note(at(16_000), at(11_800), now);
        assert_eq!(clock.since(at(16_000), at(12_000)), Some(Duration::from_millis(900)));
        assert_eq!(clock.since(at(20_000), at(12_000)), None);
        clock.note(at(12_000), at(12_000), now + 2 * FRESH);
        assert_eq!(clock.since(at(12_000), at(12_000)), Some(Duration::ZERO));
    }
}
