//! [`Trouble`]: decides when the log reports that a shard has no session.
//!
//! A single failure is routine, unless it is that of the first connection. The log has one warning when a shard has
//! failed three times in a row or has had no session for a minute, a further one each hour, and a line when the shard
//! has a stable session again.

use std::time::{Duration, Instant};

use crate::gateway::{ReconnectReason, STABLE_AFTER, ShardState};

/// How many failures in a row are reported.
const FAILURES: u32 = 3;
/// The same before the first session: the user waits for it, and the cause may be the configuration.
const FIRST_FAILURES: u32 = 1;
/// How long a shard may have no session until that is reported.
const GRACE: Duration = Duration::from_secs(60);
/// The time between two warnings about the same trouble.
const REPEAT: Duration = Duration::from_secs(60 * 60);

/// What the log is to report.
#[derive(Debug, PartialEq)]
pub(super) enum Notice {
    /// There is no stable session. `reason`: of the last failure, if there was one.
    Lasting { failures: u32, lasted: Duration, reason: Option<ReconnectReason> },
    /// There is a stable session again.
    Over { failures: u32, lasted: Duration },
}

/// The failures since the last stable session of one shard.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// When the last stable session ended, or the first attempt to start one began.
    since: Option<Instant>,
    /// The connections in a row that failed, or whose session was not stable.
    failures: u32,
    /// Whether a session ended within [`STABLE_AFTER`]: the next session counts only when it has lasted longer.
    is_flapping: bool,
    reason: Option<ReconnectReason>,
    /// When the present session was established.
    established: Option<Instant>,
    had_session: bool,
    /// When the last warning was due.
    warned: Option<Instant>,
}

impl Trouble {
    /// Records a change of the shard's state. The wait for a permit counts as trouble only if there were failures
    /// before, since the shards of a large bot wait for one for minutes.
    pub(super) fn state_changed(&mut self, state: ShardState, now: Instant) {
        match state {
            ShardState::AwaitingPermit if self.failures == 0 && self.warned.is_none() => self.since = None,
            ShardState::Idle | ShardState::AwaitingPermit | ShardState::Active | ShardState::Stopped => {}
            _ if self.established.is_some() && !self.is_flapping => {}
            _ => {
                self.since.get_or_insert(now);
            }
        }
    }

    /// Records that the shard reconnects: its connection failed or ended, or the program requested that.
    pub(super) fn reconnecting(&mut self, reason: &ReconnectReason, now: Instant) -> Option<Notice> {
        let was_stable = self.established.take().map(|at| now.saturating_duration_since(at) >= STABLE_AFTER);
        if was_stable == Some(true) && self.warned.is_none() {
            *self = Self { had_session: true, ..Self::default() };
        }
        self.since.get_or_insert(now);
        let is_failure = !matches!(reason, ReconnectReason::Requested | ReconnectReason::IdentifyRefused { .. });
        if was_stable != Some(true) && is_failure {
            self.failures = self.failures.saturating_add(1);
            self.is_flapping |= was_stable == Some(false);
        }
        self.reason = Some(reason.clone());
        self.due_notice(now)
    }

    /// Records READY or RESUMED. A session after one that was not stable ends the trouble later.
    pub(super) fn session_established(&mut self, now: Instant) -> Option<Notice> {
        (self.established, self.had_session) = (Some(now), true);
        if self.is_flapping { None } else { self.over(now) }
    }

    /// Whether a warning has reported that sessions end soon after they were established.
    pub(super) const fn is_reported(&self) -> bool {
        self.is_flapping && self.warned.is_some()
    }

    /// The reason of the last reconnect.
    pub(super) const fn reason(&self) -> Option<&ReconnectReason> {
        self.reason.as_ref()
    }

    /// How long there has been no stable session.
    pub(super) fn lasted(&self, now: Instant) -> Option<Duration> {
        self.since.map(|since| now.saturating_duration_since(since))
    }

    /// When [`check`](Self::check) has to be called.
    pub(super) fn due(&self) -> Option<Instant> {
        match (self.established, self.warned) {
            (Some(at), _) => self.is_flapping.then(|| at + STABLE_AFTER),
            (None, Some(at)) => Some(at + REPEAT),
            (None, None) => Some(self.since? + GRACE),
        }
    }

    /// Returns what is due by the passage of time.
    pub(super) fn check(&mut self, now: Instant) -> Option<Notice> {
        match self.established {
            None => self.due_notice(now),
            Some(at) if self.is_flapping && now.saturating_duration_since(at) >= STABLE_AFTER => self.over(now),
            Some(_) => None,
        }
    }

    fn due_notice(&mut self, now: Instant) -> Option<Notice> {
        let lasted = now.saturating_duration_since(self.since?);
        let is_due = match self.warned {
            Some(at) => now.saturating_duration_since(at) >= REPEAT,
            None => self.failures >= if self.had_session { FAILURES } else { FIRST_FAILURES } || lasted >= GRACE,
        };
        if !is_due {
            return None;
        }
        self.warned = Some(now);
        Some(Notice::Lasting { failures: self.failures, lasted, reason: self.reason.clone() })
    }

    fn over(&mut self, now: Instant) -> Option<Notice> {
        let Self { since, failures, established, warned, .. } = std::mem::take(self);
        (self.established, self.had_session) = (established, true);
        warned.and(since).map(|since| Notice::Over { failures, lasted: now.saturating_duration_since(since) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = REPEAT;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn refused() -> ReconnectReason {
        ReconnectReason::ConnectFailed { error: "refused".into() }
    }

    /// A shard whose session was established an hour ago.
    fn calm(now: Instant) -> Trouble {
        let mut trouble = Trouble::default();
        assert_eq!(trouble.session_established(now.checked_sub(HOUR).unwrap()), None);
        trouble
    }

    /// Lets a shard fail every 8 s for this long, and returns the notices with their times.
    fn fail(trouble: &mut Trouble, from: Instant, time: Duration) -> Vec<(Duration, Notice)> {
        let mut notices = Vec::new();
        let mut passed = Duration::ZERO;
        while passed < time {
            notices.extend(trouble.reconnecting(&refused(), from + passed).map(|notice| (passed, notice)));
            passed += seconds(8);
        }
        notices
    }

    #[test]
    fn the_third_failure_in_a_row_is_a_warning_with_its_reason_and_then_one_comes_each_hour() {
        let now = Instant::now();
        let mut trouble = calm(now);
        assert_eq!(trouble.reconnecting(&ReconnectReason::Zombie, now), None);
        let notices = fail(&mut trouble, now, 3 * HOUR);
        let lasting = |failures, lasted| (lasted, Notice::Lasting { failures, lasted, reason: Some(refused()) });
        let expected: Vec<_> =
            [(3, 16), (453, 3616), (903, 7216)].map(|(failures, lasted)| lasting(failures, seconds(lasted))).into();
        assert_eq!(notices, expected);
        let over = Notice::Over { failures: 1350, lasted: 3 * HOUR };
        assert_eq!(trouble.session_established(now + 3 * HOUR), Some(over));
        assert_eq!(trouble.due(), None);
    }

    #[test]
    fn a_minute_without_a_session_is_a_warning() {
        let now = Instant::now();
        let mut trouble = calm(now);
        trouble.reconnecting(&ReconnectReason::Asked, now);
        assert_eq!(trouble.due(), Some(now + GRACE));
        assert_eq!(trouble.check(now + GRACE - seconds(1)), None);
        let reason = Some(ReconnectReason::Asked);
        let notice = Notice::Lasting { failures: 0, lasted: GRACE, reason };
        assert_eq!(trouble.check(now + GRACE), Some(notice));
        assert_eq!(trouble.check(now + GRACE), None, "once");
        assert_eq!(trouble.due(), Some(now + GRACE + HOUR));
        let over = Notice::Over { failures: 0, lasted: seconds(90) };
        assert_eq!(trouble.session_established(now + seconds(90)), Some(over));
    }

    #[test]
    fn a_first_connection_that_does_not_come_is_a_warning_too() {
        let now = Instant::now();
        let mut trouble = Trouble::default();
        trouble.state_changed(ShardState::Connecting, now);
        assert_eq!(trouble.check(now + GRACE), Some(Notice::Lasting { failures: 0, lasted: GRACE, reason: None }));
    }

    #[test]
    fn the_first_connection_is_reported_at_its_first_failure_and_later_ones_are_not() {
        let now = Instant::now();
        let mut trouble = Trouble::default();
        trouble.state_changed(ShardState::Connecting, now);
        let notice = Notice::Lasting { failures: 1, lasted: Duration::ZERO, reason: Some(refused()) };
        assert_eq!(trouble.reconnecting(&refused(), now), Some(notice));
        assert_eq!(trouble.reconnecting(&refused(), now), None, "once");
        let over = Notice::Over { failures: 2, lasted: Duration::ZERO };
        assert_eq!(trouble.session_established(now), Some(over));
        let later = now + 2 * STABLE_AFTER;
        assert_eq!(trouble.reconnecting(&refused(), later), None);
        assert_eq!(trouble.reconnecting(&refused(), later), None);
    }

    #[test]
    fn the_wait_for_a_permit_is_no_trouble_unless_there_were_failures() {
        let now = Instant::now();
        let mut trouble = Trouble::default();
        trouble.state_changed(ShardState::Connecting, now);
        trouble.state_changed(ShardState::AwaitingPermit, now);
        assert_eq!((trouble.due(), trouble.check(now + HOUR)), (None, None));
        trouble.state_changed(ShardState::Identifying, now + HOUR);
        assert_eq!(trouble.due(), Some(now + HOUR + GRACE));
        assert_eq!(trouble.session_established(now + HOUR), None);
    }

    #[test]
    fn routine_reconnects_are_no_trouble() {
        let mut now = Instant::now();
        let mut trouble = calm(now);
        for _ in 0..1000 {
            assert_eq!(trouble.reconnecting(&ReconnectReason::Asked, now), None);
            trouble.state_changed(ShardState::Connecting, now);
            assert_eq!(trouble.session_established(now + seconds(1)), None);
            assert_eq!(trouble.due(), None);
            now += HOUR;
        }
    }

    /// The log has one warning, not two lines for each session.
    #[test]
    fn sessions_that_end_at_once_are_one_trouble_until_one_lasts() {
        let now = Instant::now();
        let mut trouble = calm(now);
        let mut notices = Vec::new();
        for session in 0..60 {
            let at = now + seconds(session * 50);
            notices.extend(trouble.reconnecting(&ReconnectReason::Zombie, at));
            notices.extend(trouble.session_established(at + seconds(1)));
        }
        let reason = Some(ReconnectReason::Zombie);
        assert_eq!(notices, [Notice::Lasting { failures: 3, lasted: seconds(100), reason }]);
        let last = now + seconds(59 * 50 + 1);
        assert_eq!(trouble.due(), Some(last + STABLE_AFTER));
        let lasted = seconds(58 * 50 + 61);
        assert_eq!(trouble.check(last + STABLE_AFTER), Some(Notice::Over { failures: 59, lasted }));
        assert_eq!(trouble.due(), None);
    }

    #[test]
    fn requested_reconnects_are_no_failures() {
        let now = Instant::now();
        let mut trouble = calm(now);
        for _ in 0..10 {
            assert_eq!(trouble.reconnecting(&ReconnectReason::Requested, now), None);
            assert_eq!(trouble.session_established(now), None);
        }
        assert!(!trouble.is_flapping);
    }
}
