//! How fast a shard may send (Discord's docs: "Rate Limiting"): 120 payloads in 60 seconds for a connection, heartbeats
//! included, and 5 presences in 20 seconds.
//!
//! Each limit keeps a log of the moments at which something was sent within its window. A counter that is set back at
//! fixed times would let through twice the limit around such a time, and a token bucket would have to refill slower
//! than Discord allows to be safe; the log is at most 120 entries long.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Payloads that a connection may send in [`PAYLOAD_WINDOW`].
pub const PAYLOAD_LIMIT: usize = 120;
/// The window of [`PAYLOAD_LIMIT`].
pub const PAYLOAD_WINDOW: Duration = Duration::from_secs(60);
/// Presences that a shard may send in [`PRESENCE_WINDOW`].
pub const PRESENCE_LIMIT: usize = 5;
/// The window of [`PRESENCE_LIMIT`].
pub const PRESENCE_WINDOW: Duration = Duration::from_secs(20);

/// Added to each window. Discord counts when payloads arrive, and those of an earlier burst may have been longer on
/// their way.
const SLACK: Duration = Duration::from_secs(1);
/// Payloads kept free beside the heartbeats of a window: beats that Discord asks for, and the handshake.
const SPARE: usize = 4;
/// More than this is never kept free. Only an interval of seconds, which Discord never demands, would ask for more.
const MAX_RESERVE: usize = PAYLOAD_LIMIT / 2;

/// What was sent within a window.
#[derive(Debug)]
struct Window {
    limit: usize,
    length: Duration,
    sent: VecDeque<Instant>,
}

impl Window {
    fn new(limit: usize, length: Duration) -> Self {
        Self { limit, length: length + SLACK, sent: VecDeque::new() }
    }

    fn note(&mut self, now: Instant) {
        if self.sent.len() == self.limit {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }

    /// Since when there is room for one more beside `reserve`. `None` means that there always was.
    fn free_at(&self, reserve: usize) -> Option<Instant> {
        let allowed = self.limit - reserve.min(self.limit - 1);
        // Counted from the newest, the entry number `allowed` must have left the window before another may follow.
        let entry = self.sent.len().checked_sub(allowed)?;
        self.sent.get(entry).map(|at| *at + self.length)
    }
}

/// The limits of one shard.
#[derive(Debug)]
pub(super) struct Pacing {
    payloads: Window,
    presences: Window,
    reserve: usize,
    held_until: Option<Instant>,
}

impl Pacing {
    pub(super) fn new() -> Self {
        Self {
            payloads: Window::new(PAYLOAD_LIMIT, PAYLOAD_WINDOW),
            presences: Window::new(PRESENCE_LIMIT, PRESENCE_WINDOW),
            reserve: SPARE,
            held_until: None,
        }
    }

    /// A new connection begins with all of its payloads. The presences are those of the client and go on.
    pub(super) fn new_connection(&mut self) {
        self.payloads.sent.clear();
    }

    /// Keeps room for heartbeats of this interval.
    pub(super) fn reserve_for(&mut self, interval: Duration) {
        let beats = PAYLOAD_WINDOW.as_millis().div_ceil(interval.as_millis().max(1));
        self.reserve = usize::try_from(beats).unwrap_or(usize::MAX).saturating_add(SPARE).min(MAX_RESERVE);
    }

    /// Sends nothing that can wait before this time.
    pub(super) fn hold_until(&mut self, until: Instant) {
        self.held_until = Some(until);
    }

    /// Takes note of a payload of any kind but a regular heartbeat, whose room is reserved.
    pub(super) fn note(&mut self, now: Instant) {
        self.payloads.note(now);
    }

    /// Takes note of a presence, which is a payload too.
    pub(super) fn note_presence(&mut self, now: Instant) {
        self.payloads.note(now);
        self.presences.note(now);
    }

    /// Since when the next payload may be sent that can wait. `None` means at any time.
    pub(super) fn payload_at(&self) -> Option<Instant> {
        self.payloads.free_at(self.reserve).max(self.held_until)
    }

    /// Since when the next presence may be sent. `None` means at any time.
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
    fn reserve_covers_the_beats_of_a_window() {
        let mut pacing = Pacing::new();
        for (interval, reserve) in [(41_250, 2 + SPARE), (60_000, 1 + SPARE), (10_000, 6 + SPARE), (100, 60), (0, 60)] {
            pacing.reserve_for(Duration::from_millis(interval));
            assert_eq!(pacing.reserve, reserve, "{interval} ms");
        }
    }

    fn may(at: Option<Instant>, now: Instant) -> bool {
        at.is_none_or(|at| at <= now)
    }

    #[test]
    fn commands_stop_where_the_heartbeats_need_the_room() {
        let start = Instant::now();
        let mut pacing = Pacing::new();
        pacing.reserve_for(Duration::from_millis(41_250));
        let mut sent = 0;
        while may(pacing.payload_at(), start) {
            pacing.note(start);
            sent += 1;
        }
        assert_eq!(sent, 120 - 6);
        assert_eq!(pacing.payload_at(), Some(start + PAYLOAD_WINDOW + SLACK));
        // A beat that Discord asks for is never asked whether it may; that it was sent is noted, and pushes commands
        // back.
        for _ in 0..3 {
            pacing.note(start + seconds(30));
        }
        let later = start + PAYLOAD_WINDOW + SLACK;
        let mut sent = 0;
        while may(pacing.payload_at(), later) {
            pacing.note(later);
            sent += 1;
        }
        assert_eq!(sent, 120 - 6 - 3);
    }

    #[test]
    fn a_new_connection_starts_anew_but_presences_do_not() {
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
        assert_eq!(pacing.presence_at(), Some(start + PRESENCE_WINDOW + SLACK));
    }

    #[test]
    fn is_held_after_a_breach() {
        let start = Instant::now();
        let mut pacing = Pacing::new();
        pacing.hold_until(start + seconds(60));
        assert!(!may(pacing.payload_at(), start + seconds(59)));
        assert!(may(pacing.payload_at(), start + seconds(60)));
    }

    proptest! {
        /// Whatever is asked for and whenever: no window of the documented length ever holds more than the limit, beats
        /// included.
        #[test]
        fn no_window_is_ever_overfull(gaps in prop::collection::vec(0_u64..3000, 1..500), presence in any::<prop::sample::Index>()) {
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
                // A greedy client: as much as it may, at every step.
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
            for (log, limit, window) in [(all, PAYLOAD_LIMIT, PAYLOAD_WINDOW), (presences, PRESENCE_LIMIT, PRESENCE_WINDOW)] {
                for burst in log.windows(limit + 1) {
                    prop_assert!(burst[limit] - burst[0] > window);
                }
            }
        }
    }
}
