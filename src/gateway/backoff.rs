//! The waits between reconnects: exponential backoff with jitter.

use std::time::{Duration, Instant};

use super::Backoff;

/// How long the waits of an unreachable gateway stay at [`UNREACHABLE_CAP`].
const UNREACHABLE_HOUR: Duration = Duration::from_secs(60 * 60);
/// The longest wait in the first hour in which the gateway cannot be reached. Most outages are shorter, and the bot is
/// back within this time after the gateway.
const UNREACHABLE_CAP: Duration = Duration::from_secs(8);
/// The longest wait after that hour.
const UNREACHABLE_LONG_CAP: Duration = Duration::from_secs(60);
/// A session that lasted this long is stable.
pub(crate) const STABLE_AFTER: Duration = Duration::from_secs(60);
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

/// Computes the waits of one shard from two counts, of which each has its own longest wait.
///
/// *Unreachable* counts the connections in a row that failed or ended before READY or RESUMED. READY, RESUMED and a
/// refusal of the session by Discord (op 9, or a close code in answer to RESUME) reset it; HELLO does not.
///
/// *Unstable* counts the sessions in a row that were refused, or ended within [`STABLE_AFTER`] of READY or RESUMED. A
/// session that lasts longer resets it. Without this count a server that accepts each session and closes it again
/// would cause an unlimited number of immediate reconnects.
#[derive(Debug)]
pub(super) struct ReconnectDelays {
    backoff: Backoff,
    rng: fastrand::Rng,
    unreachable: u32,
    /// When the first of the connections failed that [`unreachable`](Self::unreachable) counts.
    unreachable_since: Option<Instant>,
    unstable: u32,
    /// When READY or RESUMED arrived on the present connection.
    established: Option<Instant>,
}

impl ReconnectDelays {
    pub(super) fn new(backoff: Backoff, seed: u64) -> Self {
        Self {
            backoff,
            rng: fastrand::Rng::with_seed(seed),
            unreachable: 0,
            unreachable_since: None,
            unstable: 0,
            established: None,
        }
    }

    /// READY or RESUMED has arrived.
    pub(super) fn session_established(&mut self, now: Instant) {
        self.established = Some(now);
        (self.unreachable, self.unreachable_since) = (0, None);
    }

    /// The program ended the connection: neither count grows.
    pub(super) fn ended_on_request(&mut self, now: Instant) {
        self.take_established(now);
    }

    /// The connection has ended, or could not be opened. Returns the wait before the next one, which is the longer of
    /// the waits for the two counts.
    ///
    /// `refused`: Discord refused to start or to resume the session.
    pub(super) fn ended(&mut self, refused: bool, now: Instant) -> Duration {
        let was_stable = self.take_established(now);
        if refused {
            (self.unreachable, self.unreachable_since) = (0, None);
        }
        self.unreachable = self.unreachable.saturating_add(1);
        let since = *self.unreachable_since.get_or_insert(now);
        let is_long = now.saturating_duration_since(since) >= UNREACHABLE_HOUR;
        let cap = if is_long { UNREACHABLE_LONG_CAP } else { UNREACHABLE_CAP };
        let unreachable = self.wait(self.unreachable, 1, cap);
        if !refused && was_stable != Some(false) {
            return unreachable;
        }
        self.unstable = self.unstable.saturating_add(1);
        unreachable.max(self.wait(self.unstable, 2, LONGEST_WAIT))
    }

    /// Whether the session of the ended connection was stable. `None`: there was no session. A stable one resets the
    /// count of unstable sessions.
    fn take_established(&mut self, now: Instant) -> Option<bool> {
        let is_stable = now.saturating_duration_since(self.established.take()?) >= STABLE_AFTER;
        if is_stable {
            self.unstable = 0;
        }
        Some(is_stable)
    }

    /// The wait for a count: none up to `immediate`. For 2 it is the base, doubled for each further one, minus a random
    /// part of up to a half, so that many shards do not reconnect at the same moment. It is at most `cap` (or the base,
    /// if that is longer), and at most the cap of the settings.
    fn wait(&mut self, count: u32, immediate: u32, cap: Duration) -> Duration {
        if count <= immediate {
            return Duration::ZERO;
        }
        let Backoff { base, cap: configured } = self.backoff;
        Backoff { base, cap: cap.max(base).min(configured) }.pause(count.saturating_sub(2), self.rng.f64())
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
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(120) };

    /// The bounds of the waits of 200 shards, in seconds, for the last of these ends.
    fn bounds(end: impl Fn(&mut ReconnectDelays) -> Duration) -> (f64, f64) {
        let waits = (0..200).map(|seed| end(&mut ReconnectDelays::new(BACKOFF, seed)).as_secs_f64());
        waits.fold((f64::MAX, 0.0), |(least, most), wait| (wait.min(least), wait.max(most)))
    }

    fn within((least, most): (f64, f64), full: f64) -> bool {
        least >= full / 2.0 && most <= full && (full == 0.0 || most - least > full / 4.0)
    }

    #[test]
    fn an_unreachable_gateway_is_tried_every_8_s_for_an_hour_and_then_every_60_s() {
        let start = Instant::now();
        let hour = Duration::from_secs(3600);
        for (failures, after, full) in [
            (1, Duration::ZERO, 0.0),
            (2, Duration::ZERO, 1.0),
            (3, Duration::ZERO, 2.0),
            (4, Duration::ZERO, 4.0),
            (5, Duration::ZERO, 8.0),
            (6, Duration::ZERO, 8.0),
            (1000, hour - Duration::from_secs(1), 8.0),
            (1000, hour, 60.0),
            (1000, 100 * hour, 60.0),
        ] {
            let found = bounds(|delays| {
                for _ in 1..failures {
                    delays.ended(false, start);
                }
                delays.ended(false, start + after)
            });
            assert!(within(found, full), "failure {failures} after {after:?}: {found:?} of {full} s");
        }
    }

    #[test]
    fn sessions_that_end_within_a_minute_get_waits_of_up_to_120_s() {
        let start = Instant::now();
        let end_session = |delays: &mut ReconnectDelays, lasted: Duration| {
            delays.session_established(start);
            delays.ended(false, start + lasted)
        };
        let short = STABLE_AFTER - Duration::from_millis(1);
        for (sessions, full) in [(1, 0.0), (2, 0.0), (3, 2.0), (5, 8.0), (8, 64.0), (9, 120.0), (1000, 120.0)] {
            let found = bounds(|delays| (0..sessions).map(|_| end_session(delays, short)).last().unwrap());
            assert!(within(found, full), "session {sessions}: {found:?} of {full} s");
        }
        let found = bounds(|delays| {
            (0..20).for_each(|_| _ = end_session(delays, short));
            end_session(delays, STABLE_AFTER)
        });
        assert!(within(found, 0.0), "a session of 60 s resets the count: {found:?}");
    }

    /// The wait for unstable sessions is over when the next connection is made. If that one fails, the gateway is
    /// unreachable, which has shorter waits.
    #[test]
    fn a_failed_connection_after_an_unstable_session_waits_as_for_an_unreachable_gateway() {
        let now = Instant::now();
        let found = bounds(|delays| {
            for _ in 0..20 {
                delays.session_established(now);
                delays.ended(false, now);
            }
            delays.ended(false, now)
        });
        assert!(within(found, 1.0), "{found:?}");
    }

    #[test]
    fn a_refused_session_resets_the_count_of_failures_and_grows_that_of_unstable_sessions() {
        let now = Instant::now();
        let refused = |failures: u32, refusals: u32| {
            bounds(|delays| {
                for _ in 0..failures {
                    delays.ended(false, now);
                }
                (0..refusals).map(|_| delays.ended(true, now)).last().unwrap()
            })
        };
        assert!(within(refused(1000, 1), 0.0));
        assert!(within(refused(1000, 3), 2.0));
        assert!(within(refused(0, 9), 120.0));
    }

    #[test]
    fn a_reconnect_on_request_grows_no_count() {
        let now = Instant::now();
        let found = bounds(|delays| {
            for _ in 0..20 {
                delays.session_established(now);
                delays.ended_on_request(now);
            }
            delays.session_established(now);
            delays.ended(false, now)
        });
        assert!(within(found, 0.0), "{found:?}");
    }

    #[test]
    fn the_configured_base_and_cap_bound_every_wait() {
        let now = Instant::now();
        for (base, cap, full) in [(20, 120, 20), (1, 3, 3), (100, 100, 100)] {
            let backoff = Backoff { base: Duration::from_secs(base), cap: Duration::from_secs(cap) };
            let mut delays = ReconnectDelays::new(backoff, 1);
            (0..10).for_each(|_| _ = delays.ended(false, now));
            let (wait, full) = (delays.ended(false, now), Duration::from_secs(full));
            assert!((full / 2..=full).contains(&wait), "{wait:?} of {full:?}");
        }
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
