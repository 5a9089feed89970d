//! [`Schedule`]: when a task is due.

use std::time::{Duration, Instant};

#[cfg(feature = "cron")]
use super::cron::Cron;
use super::spec::When;
use crate::{clock::Clock, model::Timestamp};

/// The longest sleep before a task that is due by the time of day: the clock of the system may be set meanwhile.
#[cfg(feature = "cron")]
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// When a task is due.
#[derive(Debug, Clone)]
pub(crate) enum Schedule {
    /// In periods, by the monotonic clock.
    Every(Duration),
    /// By the time of day in a zone.
    #[cfg(feature = "cron")]
    Cron(Cron),
}

/// A point in time, by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) instant: Instant,
    pub(crate) wall: Timestamp,
}

impl Moment {
    pub(crate) fn now(clock: &Clock) -> Self {
        Self { instant: clock.now(), wall: clock.wall().into() }
    }

    fn after(self, time: Duration) -> Option<Self> {
        Some(Self { instant: self.instant.checked_add(time)?, wall: self.wall.after(time) })
    }
}

impl Schedule {
    /// # Errors
    /// What is wrong with the period, the cron expression or the zone, and what to write.
    pub(crate) fn new(when: &When) -> Result<Self, String> {
        match when {
            When::Every(period) if period.is_zero() => {
                Err("its period is 0; it must be more than 0, as in `Duration::from_secs(60)`".to_owned())
            }
            When::Every(period) => Ok(Self::Every(*period)),
            #[cfg(feature = "cron")]
            When::Cron { expression, zone } => {
                let cron = Cron::new(expression, zone)?;
                if cron.after(Timestamp::now()).is_none() {
                    return Err(format!("no day fits the cron expression `{expression}`; change its day or month"));
                }
                Ok(Self::Cron(cron))
            }
        }
    }

    /// The first due time after `now`. `last` is the one before: for the first, the time at which the bot was ready.
    /// Due times between `last` and `now` are left out. `None`: it is never due again.
    pub(crate) fn next(&self, last: Moment, now: Moment) -> Option<Moment> {
        match self {
            Self::Every(period) => {
                let since = now.instant.saturating_duration_since(last.instant).as_nanos();
                now.after(period.saturating_sub(nanoseconds(since % period.as_nanos().max(1))))
            }
            #[cfg(feature = "cron")]
            Self::Cron(cron) => {
                // The later one: after the clock was set back, the time of the last run comes again.
                let wall = cron.after(last.wall.max(now.wall))?;
                let left = wall.as_micros().saturating_sub(now.wall.as_micros());
                let instant = now.after(Duration::from_micros(left.try_into().ok()?))?.instant;
                Some(Moment { instant, wall })
            }
        }
    }

    /// Waits until the time has come.
    pub(crate) async fn until(&self, due: Moment, clock: &Clock) {
        match self {
            Self::Every(_) => clock.sleep_until(due.instant).await,
            #[cfg(feature = "cron")]
            Self::Cron(_) => loop {
                let now = Moment::now(clock);
                let left = due.wall.as_micros().saturating_sub(now.wall.as_micros());
                let Some(left) = u64::try_from(left).ok().filter(|left| *left > 0) else { return };
                clock.sleep_until(now.instant + Duration::from_micros(left).min(LOOK_AGAIN)).await;
            },
        }
    }
}

fn nanoseconds(count: u128) -> Duration {
    // The remainder of a division by the nanoseconds of a duration, so that it is a duration too.
    Duration::new((count / 1_000_000_000) as u64, (count % 1_000_000_000) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn moment() -> Moment {
        Moment { instant: Instant::now(), wall: "2026-01-01T08:00:00Z".parse().unwrap() }
    }

    #[test]
    fn a_period_is_counted_from_the_last_due_time_and_what_has_passed_is_left_out() {
        let (start, schedule) = (moment(), Schedule::Every(5 * MINUTE));
        for (late, next) in [(0, 300), (1, 300), (299, 300), (300, 600), (301, 600), (3_601, 3_900)] {
            let at = |seconds| start.after(Duration::from_secs(seconds)).unwrap();
            assert_eq!(schedule.next(start, at(late)), Some(at(next)), "{late} s after the last");
        }
        assert_eq!(Schedule::Every(Duration::MAX).next(start, start), None);
        assert!(Schedule::new(&When::Every(Duration::ZERO)).unwrap_err().contains("is 0"));
    }

    #[cfg(feature = "cron")]
    #[test]
    fn a_cron_time_is_the_first_after_now_and_after_the_last_run() {
        let cron = |expression: &'static str| When::Cron { expression: expression.into(), zone: "UTC".into() };
        let (start, schedule) = (moment(), Schedule::new(&cron("0 9 * * *")).unwrap());
        let at = |hours: u32| start.after(60 * hours * MINUTE).unwrap();
        assert_eq!(schedule.next(start, start), Some(at(1)));
        // The run took two days.
        assert_eq!(schedule.next(at(1), at(48)), Some(at(49)));
        // The clock was set back to before the last run.
        assert_eq!(schedule.next(at(1), start), Some(at(25)));
        assert!(Schedule::new(&cron("0 0 31 2 *")).unwrap_err().contains("no day fits"));
    }

    #[cfg(feature = "cron")]
    #[tokio::test]
    async fn waiting_for_a_time_of_day_ends_when_the_clock_is_moved_there() {
        let clock = Clock::manual();
        let cron = When::Cron { expression: "0 9 * * *".into(), zone: "Europe/Berlin".into() };
        let schedule = Schedule::new(&cron).unwrap();
        let due = schedule.next(Moment::now(&clock), Moment::now(&clock)).unwrap();
        let waiting = tokio::spawn({
            let (schedule, clock) = (schedule.clone(), clock.clone());
            async move { schedule.until(due, &clock).await }
        });
        let left = due.instant - clock.now();
        clock.advance(left.saturating_sub(Duration::from_secs(10)));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.advance(Duration::from_secs(10));
        waiting.await.unwrap();
        assert!(Moment::now(&clock).wall >= due.wall);
    }
}
