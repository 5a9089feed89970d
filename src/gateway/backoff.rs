//! The waits between reconnects: exponential backoff with jitter.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::Backoff;

/// The number of connections that may be made without a wait within [`IMMEDIATE_WINDOW`]. READY and RESUMED reset the
/// count of failures, so a server that accepts a session and closes it again would otherwise cause an unlimited number
/// of immediate reconnects.
const IMMEDIATE_RETRIES: usize = 5;
/// The window of [`IMMEDIATE_RETRIES`].
const IMMEDIATE_WINDOW: Duration = Duration::from_secs(60);
/// The upper bound of every wait, whatever is configured.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

impl Backoff {
    /// The base, doubled so many times up to the cap, and shortened by a random part of up to a half. `chance` in 0..1
    /// is the part of that half which is kept.
    pub(crate) fn pause(self, doublings: u32, chance: f64) -> Duration {
        let full = self.base.saturating_mul(1 << doublings.min(31)).min(self.cap).min(LONGEST_WAIT);
        full.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
    }
}

/// Computes the waits of one shard and holds the times of its recent immediate reconnects.
#[derive(Debug)]
pub(super) struct ReconnectDelays {
    backoff: Backoff,
    rng: fastrand::Rng,
    immediate: VecDeque<Instant>,
}

impl ReconnectDelays {
    pub(super) fn new(backoff: Backoff, seed: u64) -> Self {
        Self { backoff, rng: fastrand::Rng::with_seed(seed), immediate: VecDeque::with_capacity(IMMEDIATE_RETRIES) }
    }

    /// The wait before reconnect number `attempt`, counted from 1. The first is made at once, within the limit of
    /// [`IMMEDIATE_RETRIES`]. From the second on, the wait is the base, doubled for each further attempt up to the cap,
    /// minus a random part of up to a half, so that many shards do not reconnect at the same moment.
    pub(super) fn delay(&mut self, attempt: u32, now: Instant) -> Duration {
        if attempt <= 1 && self.take_immediate(now) {
            return Duration::ZERO;
        }
        self.backoff.pause(attempt.saturating_sub(2), self.rng.f64())
    }

    /// A random time between `from` and `to`.
    pub(super) fn between(&mut self, from: Duration, to: Duration) -> Duration {
        let from = from.min(LONGEST_WAIT);
        from + to.min(LONGEST_WAIT).saturating_sub(from).mul_f64(self.rng.f64())
    }

    /// A random part of `whole`: at least zero and less than `whole`.
    pub(super) fn part_of(&mut self, whole: Duration) -> Duration {
        whole.mul_f64(self.rng.f64())
    }

    fn take_immediate(&mut self, now: Instant) -> bool {
        while self.immediate.front().is_some_and(|at| now.saturating_duration_since(*at) >= IMMEDIATE_WINDOW) {
            self.immediate.pop_front();
        }
        if self.immediate.len() == IMMEDIATE_RETRIES {
            return false;
        }
        self.immediate.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(120) };

    #[test]
    fn the_wait_grows_from_zero_to_the_cap_with_jitter() {
        let now = Instant::now();
        let mut seen = std::collections::HashSet::new();
        for seed in 0..200 {
            let mut delays = ReconnectDelays::new(BACKOFF, seed);
            assert_eq!(delays.delay(1, now), Duration::ZERO);
            for (attempt, full) in
                [(2, 1.0), (3, 2.0), (4, 4.0), (8, 64.0), (9, 120.0), (1000, 120.0), (u32::MAX, 120.0)]
            {
                let delay = delays.delay(attempt, now).as_secs_f64();
                assert!((full / 2.0..=full).contains(&delay), "attempt {attempt}: {delay} s of {full} s");
            }
            seen.insert(delays.delay(9, now));
        }
        assert!(seen.len() > 150, "the waits of different seeds differ");
    }

    #[test]
    fn repeated_immediate_reconnects_get_a_wait() {
        let start = Instant::now();
        let mut delays = ReconnectDelays::new(BACKOFF, 1);
        let waits: Vec<_> = (0..8).map(|_| delays.delay(1, start)).collect();
        assert!(waits[..IMMEDIATE_RETRIES].iter().all(Duration::is_zero));
        assert!(waits[IMMEDIATE_RETRIES..].iter().all(|wait| *wait >= Duration::from_millis(500)));
        assert_eq!(delays.delay(1, start + IMMEDIATE_WINDOW), Duration::ZERO);
    }

    #[test]
    fn random_times_stay_within_their_bounds() {
        let mut delays = ReconnectDelays::new(BACKOFF, 7);
        let (from, to) = (Duration::from_secs(1), Duration::from_secs(5));
        for _ in 0..1000 {
            assert!((from..=to).contains(&delays.between(from, to)));
            assert!(delays.part_of(to) < to);
        }
    }
}
