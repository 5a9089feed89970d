//! The clock of deadlines, cooldowns and lifetimes. A test can move it forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::Notify;

/// A source of time. Clones share it.
///
/// [`Clock::system`] is the time of the system. [`Clock::manual`] is the time of the system plus what was added by
/// [`advance`](Self::advance), so that a test need not wait an hour for a deadline of an hour.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// `None`: the time of the system.
    moved: Option<Arc<Moved>>,
}

/// What was added to the time of the system.
#[derive(Debug, Default)]
struct Moved {
    /// In nanoseconds.
    by: AtomicU64,
    /// Notified when `by` grows.
    changed: Notify,
}

impl Clock {
    /// The time of the system. It cannot be moved.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// The time of the system, until [`advance`](Self::advance) moves it forward.
    #[must_use]
    pub fn manual() -> Self {
        Self { moved: Some(Arc::default()) }
    }

    /// The monotonic time, for durations and deadlines.
    #[must_use]
    pub fn now(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.ahead()).unwrap_or(now)
    }

    /// The time of day.
    #[must_use]
    pub fn wall(&self) -> SystemTime {
        let now = SystemTime::now();
        now.checked_add(self.ahead()).unwrap_or(now)
    }

    /// Moves a [manual](Self::manual) clock and all its clones forward, and ends the [sleeps](Self::sleep_until) whose
    /// deadline it passes. The time of the system cannot be moved: there the call has no effect.
    pub fn advance(&self, by: Duration) {
        let Some(moved) = &self.moved else { return };
        let by = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        // The closure returns `Some` always, so the update does not fail.
        let _ = moved.by.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |it| Some(it.saturating_add(by)));
        moved.changed.notify_waiters();
    }

    /// Waits until [`now`](Self::now) is `deadline` or later. A call of [`advance`](Self::advance) that moves the clock
    /// past the deadline ends the wait at once. Needs tokio's timer.
    pub async fn sleep_until(&self, deadline: Instant) {
        let Some(moved) = &self.moved else {
            return tokio::time::sleep_until(deadline.into()).await;
        };
        loop {
            let mut changed = std::pin::pin!(moved.changed.notified());
            // Listening starts before the clock is read, so that a move in between is not missed.
            changed.as_mut().enable();
            let left = deadline.saturating_duration_since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                () = changed => {}
            }
        }
    }

    fn ahead(&self) -> Duration {
        self.moved.as_ref().map_or(Duration::ZERO, |it| Duration::from_nanos(it.by.load(Ordering::SeqCst)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_manual_clock_moves_with_all_its_clones_and_the_systems_does_not() {
        let (clock, system) = (Clock::manual(), Clock::system());
        let clone = clock.clone();
        let (start, day) = (clone.now(), clone.wall());
        clock.advance(HOUR);
        system.advance(HOUR);
        assert!(clone.now() - start >= HOUR && clone.now() - start < HOUR + HOUR / 2);
        assert!(clone.wall().duration_since(day).unwrap() >= HOUR);
        assert!(system.now() - start < HOUR / 2);
    }

    #[test]
    fn a_clock_cannot_be_moved_past_its_range() {
        let clock = Clock::manual();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert!(clock.now() >= Instant::now() - HOUR);
    }

    #[tokio::test]
    async fn a_sleep_ends_when_the_clock_is_moved_past_its_deadline() {
        let clock = Clock::manual();
        let deadline = clock.now() + HOUR;
        let clone = clock.clone();
        let sleeping = tokio::spawn(async move { clone.sleep_until(deadline).await });
        tokio::task::yield_now().await;
        clock.advance(HOUR / 2);
        tokio::task::yield_now().await;
        assert!(!sleeping.is_finished());
        clock.advance(HOUR / 2);
        sleeping.await.unwrap();
        clock.sleep_until(deadline).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_sleep_by_the_time_of_the_system_ends_at_its_deadline() {
        let clock = Clock::system();
        let start = tokio::time::Instant::now();
        clock.sleep_until((start + HOUR).into_std()).await;
        assert!(start.elapsed() >= HOUR);
    }
}
