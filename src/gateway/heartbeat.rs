//! The schedule of heartbeats, their acknowledgements and the latency (Discord's docs: "Sending Heartbeats").
//!
//! A [`HeartbeatState`] belongs to one HELLO. The next HELLO creates a new one, so an unanswered heartbeat or a late
//! tick of the previous connection does not affect the new one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The number of latencies that are kept.
pub const RECENT_LATENCIES: usize = 5;

/// The largest number of unanswered heartbeats that are remembered: regular ones and those that Discord requested. When
/// older ones are dropped, only their latencies are lost.
const MAX_OUTSTANDING: usize = 8;

/// The schedule of the heartbeats of one connection, and their latencies.
#[derive(Debug)]
pub struct HeartbeatState {
    generation: u64,
    interval: Duration,
    next: Instant,
    check_acks: bool,
    outstanding: VecDeque<Heartbeat>,
    latency: Latency,
    total: Duration,
    answered: u32,
}

#[derive(Debug, Clone, Copy)]
struct Heartbeat {
    at: Instant,
    /// Whether the heartbeat was sent by schedule. One that Discord requested may be unanswered when the next regular
    /// one is due.
    regular: bool,
}

/// What to do at a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// Send a heartbeat. The next one is due an interval later.
    Beat,
    /// The last regular heartbeat is unanswered although the next is due, so the connection is dead.
    Zombie,
    /// No heartbeat is due before this time.
    NotYet(Instant),
}

/// The time between heartbeats and their acknowledgements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Latency {
    /// The latest value.
    pub last: Option<Duration>,
    /// The average since the connection was opened.
    pub average: Option<Duration>,
    /// The latest five values, newest first.
    pub recent: [Option<Duration>; RECENT_LATENCIES],
    /// When the last heartbeat was sent.
    pub sent_at: Option<Instant>,
    /// When the last acknowledgement arrived.
    pub acked_at: Option<Instant>,
}

impl HeartbeatState {
    /// A schedule with the first heartbeat at `first_at` and then one per `interval`. An interval of zero counts
    /// as a millisecond.
    #[must_use]
    pub fn new(generation: u64, interval: Duration, first_at: Instant, check_acks: bool) -> Self {
        Self {
            generation,
            interval: interval.max(Duration::from_millis(1)),
            next: first_at,
            check_acks,
            outstanding: VecDeque::with_capacity(2),
            latency: Latency::default(),
            total: Duration::ZERO,
            answered: 0,
        }
    }

    /// The number of the HELLO that the schedule belongs to.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// When the next heartbeat is due.
    #[must_use]
    pub const fn next(&self) -> Instant {
        self.next
    }

    /// Switches the check of acknowledgements. Without it, [`Tick::Zombie`] is never returned.
    pub const fn set_check_acks(&mut self, check: bool) {
        self.check_acks = check;
    }

    /// Returns what is due. [`Tick::Beat`] counts as sent at this moment.
    pub fn on_tick(&mut self, now: Instant) -> Tick {
        if now < self.next {
            return Tick::NotYet(self.next);
        }
        if self.outstanding.iter().any(|beat| beat.regular) {
            if self.check_acks {
                return Tick::Zombie;
            }
            // No answer for a whole interval: an answer that arrives later would be attributed to a later heartbeat.
            self.outstanding.clear();
        }
        self.next += self.interval;
        if self.next <= now {
            // The timer was late by whole intervals, for example because the machine was suspended. The missed
            // heartbeats are not made up for.
            self.next = now + self.interval;
        }
        self.note_sent(now, true);
        Tick::Beat
    }

    /// Records a heartbeat outside the schedule, which does not change it.
    pub fn sent(&mut self, now: Instant) {
        self.note_sent(now, false);
    }

    /// Records an acknowledgement and returns its latency. Acknowledgements arrive in the order of the heartbeats.
    /// `None`: no heartbeat is unanswered.
    pub fn acked(&mut self, now: Instant) -> Option<Duration> {
        let beat = self.outstanding.pop_front()?;
        let latency = now.saturating_duration_since(beat.at);
        self.total = self.total.saturating_add(latency);
        self.answered = self.answered.saturating_add(1);
        self.latency.last = Some(latency);
        self.latency.average = self.total.checked_div(self.answered);
        self.latency.recent.rotate_right(1);
        if let Some(newest) = self.latency.recent.first_mut() {
            *newest = Some(latency);
        }
        self.latency.acked_at = Some(now);
        Some(latency)
    }

    /// The latencies so far.
    #[must_use]
    pub const fn latency(&self) -> Latency {
        self.latency
    }

    fn note_sent(&mut self, now: Instant, regular: bool) {
        if self.outstanding.len() == MAX_OUTSTANDING {
            self.outstanding.pop_front();
        }
        self.outstanding.push_back(Heartbeat { at: now, regular });
        self.latency.sent_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_millis(41_250);

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn the_first_heartbeat_is_due_after_the_jitter_and_the_next_after_the_interval() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start + ms(10_000), true);
        assert_eq!(heartbeat.on_tick(start), Tick::NotYet(start + ms(10_000)));
        assert_eq!(heartbeat.on_tick(start + ms(10_000)), Tick::Beat);
        heartbeat.acked(start + ms(10_050));
        assert_eq!(heartbeat.on_tick(start + ms(20_000)), Tick::NotYet(start + ms(51_250)));
        assert_eq!(heartbeat.on_tick(start + ms(51_250)), Tick::Beat);
    }

    /// A late timer must not delay the schedule, or heartbeats would be later each time.
    #[test]
    fn delays_do_not_add_up() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, true);
        assert_eq!(heartbeat.on_tick(start + ms(400)), Tick::Beat);
        assert_eq!(heartbeat.next(), start + INTERVAL);
    }

    #[test]
    fn after_many_missed_intervals_one_heartbeat_is_sent() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, true);
        assert_eq!(heartbeat.on_tick(start + INTERVAL * 10), Tick::Beat);
        assert_eq!(heartbeat.next(), start + INTERVAL * 11);
    }

    #[test]
    fn an_unanswered_heartbeat_makes_a_zombie_when_the_next_is_due() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, true);
        assert_eq!(heartbeat.on_tick(start), Tick::Beat);
        assert_eq!(heartbeat.on_tick(start + ms(41_000)), Tick::NotYet(start + INTERVAL));
        assert_eq!(heartbeat.on_tick(start + INTERVAL), Tick::Zombie);
    }

    #[test]
    fn without_the_check_heartbeats_go_on() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, false);
        assert_eq!(heartbeat.on_tick(start), Tick::Beat);
        assert_eq!(heartbeat.on_tick(start + INTERVAL), Tick::Beat);
        // The answer to the second heartbeat is not attributed to the first.
        assert_eq!(heartbeat.acked(start + INTERVAL + ms(50)), Some(ms(50)));
        assert_eq!(heartbeat.on_tick(start + INTERVAL * 2), Tick::Beat);
        heartbeat.set_check_acks(true);
        assert_eq!(heartbeat.on_tick(start + INTERVAL * 3), Tick::Zombie);
    }

    /// Discord requests a heartbeat shortly before the regular one: both are unanswered at the same time, and neither
    /// is late.
    #[test]
    fn a_requested_heartbeat_neither_shifts_the_schedule_nor_makes_a_zombie() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, true);
        assert_eq!(heartbeat.on_tick(start), Tick::Beat);
        assert_eq!(heartbeat.acked(start + ms(30)), Some(ms(30)));
        heartbeat.sent(start + ms(41_200));
        assert_eq!(heartbeat.on_tick(start + INTERVAL), Tick::Beat);
        assert_eq!(heartbeat.acked(start + ms(41_300)), Some(ms(100)));
        assert_eq!(heartbeat.acked(start + ms(41_310)), Some(ms(60)));
        assert_eq!(heartbeat.on_tick(start + INTERVAL * 2), Tick::Beat);
    }

    #[test]
    fn an_unexpected_acknowledgement_is_ignored() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, true);
        assert_eq!(heartbeat.acked(start), None);
        assert_eq!(heartbeat.latency(), Latency::default());
        assert_eq!(heartbeat.on_tick(start), Tick::Beat);
    }

    /// Defect 9 of the seeds: the flag of an unanswered heartbeat was kept for the next connection and closed it at
    /// once.
    #[test]
    fn seed_defect_09_every_generation_begins_without_unanswered_heartbeats() {
        let start = Instant::now();
        let mut former = HeartbeatState::new(1, INTERVAL, start, true);
        assert_eq!(former.on_tick(start), Tick::Beat);
        assert_eq!(former.on_tick(start + INTERVAL), Tick::Zombie);
        let mut next = HeartbeatState::new(2, INTERVAL, start + INTERVAL, true);
        assert_eq!(next.on_tick(start + INTERVAL), Tick::Beat);
        assert_eq!(next.generation(), 2);
    }

    #[test]
    fn the_last_five_latencies_and_the_average_of_all_are_kept() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, true);
        for (beat, latency) in (0..6_u32).zip([60, 10, 20, 30, 40, 50]) {
            let at = start + INTERVAL * beat;
            assert_eq!(heartbeat.on_tick(at), Tick::Beat);
            assert_eq!(heartbeat.acked(at + ms(latency)), Some(ms(latency)));
        }
        let latency = heartbeat.latency();
        assert_eq!(latency.last, Some(ms(50)));
        assert_eq!(latency.average, Some(ms(35)));
        assert_eq!(latency.recent, [50, 40, 30, 20, 10].map(|latency| Some(ms(latency))));
        assert_eq!(latency.sent_at, Some(start + INTERVAL * 5));
        assert_eq!(latency.acked_at, Some(start + INTERVAL * 5 + ms(50)));
    }

    #[test]
    fn the_number_of_unanswered_heartbeats_is_bounded() {
        let start = Instant::now();
        let mut heartbeat = HeartbeatState::new(1, INTERVAL, start, true);
        for _ in 0..1000 {
            heartbeat.sent(start);
        }
        assert_eq!(heartbeat.outstanding.len(), MAX_OUTSTANDING);
    }
}
