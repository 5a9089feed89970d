//! The send limits of a shard (Discord's docs: "Rate Limiting"): 120 payloads in 60 seconds per connection, heartbeats
//! included, and 5 presences in 20 seconds.
//!
//! Each limit keeps a log of the sends within its window, at most 120 entries. A counter that is reset at fixed times
//! would allow twice the limit around a reset, and a safe token bucket would have to refill slower than Discord allows.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The number of payloads that a connection may send in [`PAYLOAD_WINDOW`].
pub const PAYLOAD_LIMIT: usize = 120;
/// The window of [`PAYLOAD_LIMIT`].
pub const PAYLOAD_WINDOW: Duration = Duration::from_secs(60);
/// The number of presences that a shard may send in [`PRESENCE_WINDOW`].
pub const PRESENCE_LIMIT: usize = 5;
/// The window of [`PRESENCE_LIMIT`].
pub const PRESENCE_WINDOW: Duration = Duration::from_secs(20);

/// Added to each window. Discord counts payloads when they arrive, and those of an earlier burst may have taken longer
/// to arrive.
const MARGIN: Duration = Duration::from_secs(1);
/// The number of requested heartbeats that are sent in [`PAYLOAD_WINDOW`]. More requests than that are an error of the
/// server, and answering them would leave no payloads for commands.
const ANSWER_LIMIT: usize = PAYLOAD_LIMIT / 2;
/// The number of payloads reserved besides the regular heartbeats of a window, for heartbeats that Discord requests and
/// for the handshake.
const EXTRA_RESERVE: usize = 4;
/// The largest reserve. Only a heartbeat interval of a few seconds, which Discord does not use, would need more.
const MAX_RESERVE: usize = PAYLOAD_LIMIT / 2;

/// The log of what was sent within a window.
#[derive(Debug)]
struct Window {
    limit: usize,
    length: Duration,
    sent: VecDeque<Instant>,
}

impl Window {
    fn new(limit: usize, length: Duration) -> Self {
        Self { limit, length: length + MARGIN, sent: VecDeque::new() }
    }

    fn note(&mut self, now: Instant) {
        if self.sent.len() == self.limit {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }

    /// When one more may be sent and `reserve` is kept free. `None` means at any time.
    fn free_at(&self, reserve: usize) -> Option<Instant> {
        let allowed = self.limit - reserve.min(self.limit - 1);
        // The entry number `allowed`, counted from the newest, must have left the window before another may follow.
        let entry = self.sent.len().checked_sub(allowed)?;
        self.sent.get(entry).map(|at| *at + self.length)
    }
}

/// The send limits of one shard.
#[derive(Debug)]
pub(super) struct Pacing {
    payloads: Window,
    presences: Window,
    /// The heartbeats that Discord requested.
    answers: Window,
    reserve: usize,
    held_until: Option<Instant>,
}

impl Pacing {
    pub(super) fn new() -> Self {
        Self {
            payloads: Window::new(PAYLOAD_LIMIT, PAYLOAD_WINDOW),
            presences: Window::new(PRESENCE_LIMIT, PRESENCE_WINDOW),
            answers: Window::new(ANSWER_LIMIT, PAYLOAD_WINDOW),
            reserve: EXTRA_RESERVE,
            held_until: None,
        }
    }

    /// Starts a new connection. Its payloads are counted from zero; presences are counted across connections.
    pub(super) fn new_connection(&mut self) {
        self.payloads.sent.clear();
        self.answers.sent.clear();
    }

    /// Reserves payloads for heartbeats with this interval.
    pub(super) fn reserve_for(&mut self, interval: Duration) {
        let beats = PAYLOAD_WINDOW.as_millis().div_ceil(interval.as_millis().max(1));
        self.reserve = usize::try_from(beats).unwrap_or(usize::MAX).saturating_add(EXTRA_RESERVE).min(MAX_RESERVE);
    }

    /// Allows no command before this time.
    pub(super) fn hold_until(&mut self, until: Instant) {
        self.held_until = Some(until);
    }

    /// Counts a payload of any kind except a regular heartbeat, which the reserve covers.
    pub(super) fn note(&mut self, now: Instant) {
        self.payloads.note(now);
    }

    /// Counts a heartbeat that Discord requested.
    pub(super) fn note_answer(&mut self, now: Instant) {
        self.payloads.note(now);
        self.answers.note(now);
    }

    /// Whether a heartbeat that Discord requests may be sent now. It may use the part of the reserve that is not for
    /// the regular heartbeats.
    pub(super) fn may_answer(&self, now: Instant) -> bool {
        let regular = self.reserve.saturating_sub(EXTRA_RESERVE);
        self.answers.free_at(0).max(self.payloads.free_at(regular)).is_none_or(|at| at <= now)
    }

    /// Counts a presence, which is also a payload.
    pub(super) fn note_presence(&mut self, now: Instant) {
        self.payloads.note(now);
        self.presences.note(now);
    }

    /// When the next command may be sent. `None` means at any time.
    pub(super) fn payload_at(&self) -> Option<Instant> {
        self.payloads.free_at(self.reserve).max(self.held_until)
    }

    /// When the next presence may be sent. `None` means at any time.
    pub(super) fn presence_at(&self) -> Option<Instant> {
        self.payload_at().max(self.presences.free_at(0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_reserve_covers_the_heartbeats_of_a_window() {
        let mut pacing = Pacing::new();
        for (interval, reserve) in
            [(41_250, 2 + EXTRA_RESERVE), (60_000, 1 + EXTRA_RESERVE), (10_000, 6 + EXTRA_RESERVE), (100, 60), (0, 60)]
        {
            pacing.reserve_for(Duration::from_millis(interval));
            assert_eq!(pacing.reserve, reserve, "{interval} ms");
        }
    }

    fn may(at: Option<Instant>, now: Instant) -> bool {
        at.is_none_or(|at| at <= now)
    }

    #[test]
    fn commands_leave_the_reserve_for_heartbeats() {
        let start = Instant::now();
        let mut pacing = Pacing::new();
        pacing.reserve_for(Duration::from_millis(41_250));
        let mut sent = 0;
        while may(pacing.payload_at(), start) {
            pacing.note(start);
            sent += 1;
        }
        assert_eq!(sent, 120 - 6);
        assert_eq!(pacing.payload_at(), Some(start + PAYLOAD_WINDOW + MARGIN));
        // A heartbeat that Discord requests is always sent. It is counted, so fewer commands can follow.
        for _ in 0..3 {
            pacing.note(start + seconds(30));
        }
        let later = start + PAYLOAD_WINDOW + MARGIN;
        let mut sent = 0;
        while may(pacing.payload_at(), later) {
            pacing.note(later);
            sent += 1;
        }
        assert_eq!(sent, 120 - 6 - 3);
    }

    #[test]
    fn a_new_connection_resets_payloads_but_not_presences() {
        let start = Instant::now();
        let mut pacing = Pacing::new();
        for _ in 0..5 {
            pacing.note_presence(start);
        }
        for _ in 0..115 {
            pacing.note(start);
        }
        assert!(!may(pacing.payload_at(), start));
        pacing.new_connection();
        assert!(may(pacing.payload_at(), start));
        assert_eq!(pacing.presence_at(), Some(start + PRESENCE_WINDOW + MARGIN));
    }

    #[test]
    fn payloads_can_be_held_back() {
        let start = Instant::now();
        let mut pacing = Pacing::new();
        pacing.hold_until(start + seconds(60));
        assert!(!may(pacing.payload_at(), start + seconds(59)));
        assert!(may(pacing.payload_at(), start + seconds(60)));
    }

    proptest! {
        /// For any sequence of sends, no window of the documented length has more than the limit, heartbeats included.
        #[test]
        fn no_window_exceeds_the_limit(
            gaps in prop::collection::vec(0_u64..3000, 1..500),
            presence in any::<prop::sample::Index>(),
        ) {
            let mut pacing = Pacing::new();
            pacing.reserve_for(seconds(41));
            let start = Instant::now();
            let (mut now, mut next_beat) = (start, start);
            let (mut all, mut presences) = (Vec::new(), Vec::new());
            for (n, gap) in gaps.iter().enumerate() {
                now += Duration::from_millis(*gap);
                while next_beat <= now {
                    all.push(next_beat);
                    next_beat += seconds(41);
                }
                // At every step, as many payloads as allowed are sent.
                while may(pacing.payload_at(), now) {
                    if n % (1 + presence.index(5)) == 0 && may(pacing.presence_at(), now) {
                        pacing.note_presence(now);
                        presences.push(now);
                    } else {
                        pacing.note(now);
                    }
                    all.push(now);
                }
            }
            all.sort_unstable();
            let logs = [(all, PAYLOAD_LIMIT, PAYLOAD_WINDOW), (presences, PRESENCE_LIMIT, PRESENCE_WINDOW)];
            for (log, limit, window) in logs {
                for burst in log.windows(limit + 1) {
                    prop_assert!(burst[limit] - burst[0] > window);
                }
            }
        }
    }
}
