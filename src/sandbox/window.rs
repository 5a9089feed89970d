//! A rate limit with a sliding window: the times of the last requests. There are only a few, so a queue suffices.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// At most `limit` requests in any span of `per`.
#[derive(Debug)]
pub(in crate::sandbox) struct Window {
    limit: usize,
    per: Duration,
    taken: VecDeque<Instant>,
}

impl Window {
    pub(in crate::sandbox) fn new(limit: usize, per: Duration) -> Self {
        Self { limit, per, taken: VecDeque::new() }
    }

    /// Counts a request. `Err` is the time until the next one is allowed.
    pub(in crate::sandbox) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        while self.taken.front().is_some_and(|at| now.saturating_duration_since(*at) >= self.per) {
            self.taken.pop_front();
        }
        if self.taken.len() < self.limit {
            self.taken.push_back(now);
            return Ok(());
        }
        let oldest = self.taken.front().map_or(Duration::ZERO, |at| now.saturating_duration_since(*at));
        Err(self.per.saturating_sub(oldest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_allowed_when_the_oldest_is_out_of_the_window() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut window = Window::new(2, Duration::from_millis(100));
        assert_eq!(window.take(at(0)), Ok(()));
        assert_eq!(window.take(at(60)), Ok(()));
        assert_eq!(window.take(at(70)), Err(Duration::from_millis(30)));
        assert_eq!(window.take(at(100)), Ok(()));
        assert_eq!(window.take(at(101)), Err(Duration::from_millis(59)));
    }
}
