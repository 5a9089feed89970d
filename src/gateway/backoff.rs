//! How long to wait before the next connection.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::Backoff;

/// How many connections may be made at once within [`FREE_WINDOW`]. The count of failures starts anew with every READY
/// and RESUMED, so that a server which lets us in and throws us out again would make a storm of first attempts without
/// this.
const FREE_RETRIES: usize = 5;
/// The window of [`FREE_RETRIES`].
const FREE_WINDOW: Duration = Duration::from_secs(60);
/// Whatever is configured: nothing waits longer than this.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl Backoff {
    /// The base, doubled so many times up to the cap, and shortened by a random part of up to a half. `chance` in 0..1 is
    /// the part of that half which is kept.
    pub(crate) fn pause(self, doublings: u32, chance: f64) -> Duration {
        let full = self.base.saturating_mul(1 << doublings.min(31)).min(self.cap).min(LONGEST);
        full.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
    }
}

/// The waits of one shard.
#[derive(Debug)]
pub(super) struct Retries {
    backoff: Backoff,
    rng: fastrand::Rng,
    free: VecDeque<Instant>,
}

impl Retries {
    pub(super) fn new(backoff: Backoff, seed: u64) -> Self {
        Self { backoff, rng: fastrand::Rng::with_seed(seed), free: VecDeque::with_capacity(FREE_RETRIES) }
    }

    /// The wait before this attempt, counted from 1: none for the first, then the base, doubled each time up to the cap
    /// and shortened by a random part of up to a half, so that a fleet does not come back in step.
    pub(super) fn delay(&mut self, attempt: u32, now: Instant) -> Duration {
        if attempt <= 1 && self.take_free(now) {
            return Duration::ZERO;
        }
        self.backoff.pause(attempt.saturating_sub(2), self.rng.f64())
    }

    /// A random time between the two.
    pub(super) fn between(&mut self, from: Duration, to: Duration) -> Duration {
        let from = from.min(LONGEST);
        from + to.min(LONGEST).saturating_sub(from).mul_f64(self.rng.f64())
    }

    /// A random part of it, from none up to but without all of it.
    pub(super) fn part_of(&mut self, whole: Duration) -> Duration {
        whole.mul_f64(self.rng.f64())
    }

    fn take_free(&mut self, now: Instant) -> bool {
        while self.free.front().is_some_and(|at| now.saturating_duration_since(*at) >= FREE_WINDOW) {
            self.free.pop_front();
        }
        if self.free.len() == FREE_RETRIES {
            return false;
        }
        self.free.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(120) };

    #[test]
    fn grows_from_nothing_to_the_cap_with_jitter() {
        let now = Instant::now();
        let mut seen = std::collections::HashSet::new();
        for seed in 0..200 {
            let mut retries = Retries::new(BACKOFF, seed);
            assert_eq!(retries.delay(1, now), Duration::ZERO);
            for (attempt, full) in
                [(2, 1.0), (3, 2.0), (4, 4.0), (8, 64.0), (9, 120.0), (1000, 120.0), (u32::MAX, 120.0)]
            {
                let delay = retries.delay(attempt, now).as_secs_f64();
                assert!((full / 2.0..=full).contains(&delay), "attempt {attempt}: {delay} s of {full} s");
            }
            seen.insert(retries.delay(9, now));
        }
        assert!(seen.len() > 150, "the waits of a fleet differ");
    }

    #[test]
    fn a_door_that_revolves_is_slowed_down() {
        let start = Instant::now();
        let mut retries = Retries::new(BACKOFF, 1);
        let delays: Vec<_> = (0..8).map(|_| retries.delay(1, start)).collect();
        assert!(delays[..FREE_RETRIES].iter().all(Duration::is_zero));
        assert!(delays[FREE_RETRIES..].iter().all(|delay| *delay >= Duration::from_millis(500)));
        assert_eq!(retries.delay(1, start + FREE_WINDOW), Duration::ZERO);
    }

    #[test]
    fn random_times_stay_within_their_bounds() {
        let mut retries = Retries::new(BACKOFF, 7);
        let (from, to) = (Duration::from_secs(1), Duration::from_secs(5));
        for _ in 0..1000 {
            assert!((from..=to).contains(&retries.between(from, to)));
            assert!(retries.part_of(to) < to);
        }
    }
}
