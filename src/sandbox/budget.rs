//! The session starts of a bot: a number per day (gateway.md section 13).

use std::time::{Duration, Instant};

use super::settings::Settings;

/// The session starts that are left, and the start of the current day.
#[derive(Debug)]
pub(in crate::sandbox) struct Budget {
    total: u32,
    window: Duration,
    remaining: u32,
    since: Instant,
}

impl Budget {
    pub(in crate::sandbox) fn new(settings: &Settings, now: Instant) -> Self {
        Self {
            total: settings.session_starts_total,
            window: settings.session_starts_window,
            remaining: settings.session_starts_remaining,
            since: now,
        }
    }

    /// The session starts that were left at the last refill or start.
    pub(in crate::sandbox) fn remaining(&self) -> u32 {
        self.remaining
    }

    /// Counts one session start. `false` if none is left.
    pub(in crate::sandbox) fn take(&mut self, now: Instant) -> bool {
        let (remaining, _) = self.left(now);
        self.remaining = remaining.saturating_sub(1);
        remaining > 0
    }

    /// `remaining` and `reset_after` of `session_start_limit` (`GET /gateway/bot`). Refills the budget if the day is
    /// over.
    pub(in crate::sandbox) fn left(&mut self, now: Instant) -> (u32, Duration) {
        if now.saturating_duration_since(self.since) >= self.window {
            self.since = now;
            self.remaining = self.total;
        }
        (self.remaining, self.window.saturating_sub(now.saturating_duration_since(self.since)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_starts_are_counted_and_refilled_after_a_day() {
        let start = Instant::now();
        let day = Duration::from_secs(60);
        let settings = Settings {
            session_starts_total: 3,
            session_starts_remaining: 1,
            session_starts_window: day,
            ..Settings::default()
        };
        let mut budget = Budget::new(&settings, start);
        assert!(budget.take(start));
        assert!(!budget.take(start + day / 2));
        assert_eq!(budget.left(start + day / 2), (0, day / 2));
        assert_eq!(budget.left(start + day), (3, day));
    }
}
