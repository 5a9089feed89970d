//! When to beat, whether the last beat was answered, and how long that took (Discord's docs: "Sending Heartbeats").
//!
//! A [`Pacemaker`] lives as long as one HELLO is in force. The next HELLO gets a new one, so that neither an unanswered
//! beat nor a tick of the former connection can be held against the new one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How many latencies are kept.
pub const RECENT_LATENCIES: usize = 5;

/// Beats that may be on their way at once: the regular one and those that Discord asked for. Older ones are forgotten,
/// which costs a latency and nothing else.
const MAX_OUTSTANDING: usize = 8;

/// The schedule of one connection's heartbeats.
#[derive(Debug)]
pub struct Pacemaker {
    generation: u64,
    interval: Duration,
    next: Instant,
    check_acks: bool,
    outstanding: VecDeque<Beat>,
    latency: Latency,
    total: Duration,
    answered: u32,
}

#[derive(Debug, Clone, Copy)]
struct Beat {
    at: Instant,
    /// Whether the schedule wanted it. A beat that Discord asked for may still be under way when the next regular one
    /// is due.
    regular: bool,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// Beat. The next is due an interval later.
    Beat,
    /// The last regular beat is unanswered and the next is due: the connection is dead.
    Zombie,
    /// Nothing is due before this time.
    NotYet(Instant),
}

/// How long answers took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Latency {
    /// The last one.
    pub last: Option<Duration>,
    /// The average since the connection was made.
    pub average: Option<Duration>,
    /// The last five, newest first.
    pub recent: [Option<Duration>; RECENT_LATENCIES],
    /// When the last beat was sent.
    pub sent_at: Option<Instant>,
    /// When the last answer came.
    pub acked_at: Option<Instant>,
}

impl Pacemaker {
    /// Begins a schedule: the first beat after `first`, then one in each `interval`. An interval of zero counts as a
    /// millisecond.
    #[must_use]
    pub fn new(generation: u64, interval: Duration, first_beat_at: Instant, check_acks: bool) -> Self {
        Self {
            generation,
            interval: interval.max(Duration::from_millis(1)),
            next: first_beat_at,
            check_acks,
            outstanding: VecDeque::with_capacity(2),
            latency: Latency::default(),
            total: Duration::ZERO,
            answered: 0,
        }
    }

    /// Which HELLO this schedule belongs to.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// When the next beat is due.
    #[must_use]
    pub const fn next(&self) -> Instant {
        self.next
    }

    /// Switches the check of answers on or off. Without it a beat is never a reason to call the connection dead.
    pub const fn set_check_acks(&mut self, check: bool) {
        self.check_acks = check;
    }

    /// Says what is due. [`Tick::Beat`] counts as sent at this moment.
    pub fn on_tick(&mut self, now: Instant) -> Tick {
        if now < self.next {
            return Tick::NotYet(self.next);
        }
        if self.outstanding.iter().any(|beat| beat.regular) {
            if self.check_acks {
                return Tick::Zombie;
            }
            // Unanswered for a whole interval: an answer that still comes would be taken for that of a later beat.
            self.outstanding.clear();
        }
        self.next += self.interval;
        if self.next <= now {
            // The timer was late by whole intervals, for example because the machine slept. Those beats are gone.
            self.next = now + self.interval;
        }
        self.note_sent(now, true);
        Tick::Beat
    }

    /// Takes note of a beat outside the schedule, which it leaves as it is.
    pub fn sent(&mut self, now: Instant) {
        self.note_sent(now, false);
    }

    /// Takes note of an answer and says how long it took. Answers come in the order of the beats; one that nobody waits
    /// for is harmless and has no latency.
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

    /// How long answers took so far.
    #[must_use]
    pub const fn latency(&self) -> Latency {
        self.latency
    }

    fn note_sent(&mut self, now: Instant, regular: bool) {
        if self.outstanding.len() == MAX_OUTSTANDING {
            self.outstanding.pop_front();
        }
        self.outstanding.push_back(Beat { at: now, regular });
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
    fn first_beat_waits_its_jitter_and_then_the_interval() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start + ms(10_000), true);
        assert_eq!(pacemaker.on_tick(start), Tick::NotYet(start + ms(10_000)));
        assert_eq!(pacemaker.on_tick(start + ms(10_000)), Tick::Beat);
        pacemaker.acked(start + ms(10_050));
        assert_eq!(pacemaker.on_tick(start + ms(20_000)), Tick::NotYet(start + ms(51_250)));
        assert_eq!(pacemaker.on_tick(start + ms(51_250)), Tick::Beat);
    }

    /// A late timer must not push the schedule back, or beats would come ever later.
    #[test]
    fn lateness_does_not_add_up() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, true);
        assert_eq!(pacemaker.on_tick(start + ms(400)), Tick::Beat);
        assert_eq!(pacemaker.next(), start + INTERVAL);
    }

    #[test]
    fn a_sleep_over_many_intervals_costs_one_beat_not_many() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, true);
        assert_eq!(pacemaker.on_tick(start + INTERVAL * 10), Tick::Beat);
        assert_eq!(pacemaker.next(), start + INTERVAL * 11);
    }

    #[test]
    fn an_unanswered_beat_makes_a_zombie_when_the_next_is_due() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, true);
        assert_eq!(pacemaker.on_tick(start), Tick::Beat);
        assert_eq!(pacemaker.on_tick(start + ms(41_000)), Tick::NotYet(start + INTERVAL));
        assert_eq!(pacemaker.on_tick(start + INTERVAL), Tick::Zombie);
    }

    #[test]
    fn without_the_check_it_beats_on() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, false);
        assert_eq!(pacemaker.on_tick(start), Tick::Beat);
        assert_eq!(pacemaker.on_tick(start + INTERVAL), Tick::Beat);
        // The answer to the second beat is not taken for that of the first.
        assert_eq!(pacemaker.acked(start + INTERVAL + ms(50)), Some(ms(50)));
        assert_eq!(pacemaker.on_tick(start + INTERVAL * 2), Tick::Beat);
        pacemaker.set_check_acks(true);
        assert_eq!(pacemaker.on_tick(start + INTERVAL * 3), Tick::Zombie);
    }

    /// Discord asks for a beat shortly before the regular one: both are under way at once, and none is late.
    #[test]
    fn a_requested_beat_neither_shifts_the_schedule_nor_makes_a_zombie() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, true);
        assert_eq!(pacemaker.on_tick(start), Tick::Beat);
        assert_eq!(pacemaker.acked(start + ms(30)), Some(ms(30)));
        pacemaker.sent(start + ms(41_200));
        assert_eq!(pacemaker.on_tick(start + INTERVAL), Tick::Beat);
        assert_eq!(pacemaker.acked(start + ms(41_300)), Some(ms(100)));
        assert_eq!(pacemaker.acked(start + ms(41_310)), Some(ms(60)));
        assert_eq!(pacemaker.on_tick(start + INTERVAL * 2), Tick::Beat);
    }

    #[test]
    fn an_answer_that_nobody_waits_for_is_harmless() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, true);
        assert_eq!(pacemaker.acked(start), None);
        assert_eq!(pacemaker.latency(), Latency::default());
        assert_eq!(pacemaker.on_tick(start), Tick::Beat);
    }

    /// Defect 9 of the seeds: the flag of an unanswered beat went over into the next connection and killed it at once.
    #[test]
    fn seed_defect_09_every_generation_has_a_fresh_ledger() {
        let start = Instant::now();
        let mut former = Pacemaker::new(1, INTERVAL, start, true);
        assert_eq!(former.on_tick(start), Tick::Beat);
        assert_eq!(former.on_tick(start + INTERVAL), Tick::Zombie);
        let mut next = Pacemaker::new(2, INTERVAL, start + INTERVAL, true);
        assert_eq!(next.on_tick(start + INTERVAL), Tick::Beat);
        assert_eq!(next.generation(), 2);
    }

    #[test]
    fn keeps_the_last_five_latencies_and_the_average_of_all() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, true);
        for (beat, latency) in (0..6_u32).zip([60, 10, 20, 30, 40, 50]) {
            let at = start + INTERVAL * beat;
            assert_eq!(pacemaker.on_tick(at), Tick::Beat);
            assert_eq!(pacemaker.acked(at + ms(latency)), Some(ms(latency)));
        }
        let latency = pacemaker.latency();
        assert_eq!(latency.last, Some(ms(50)));
        assert_eq!(latency.average, Some(ms(35)));
        assert_eq!(latency.recent, [50, 40, 30, 20, 10].map(|latency| Some(ms(latency))));
        assert_eq!(latency.sent_at, Some(start + INTERVAL * 5));
        assert_eq!(latency.acked_at, Some(start + INTERVAL * 5 + ms(50)));
    }

    #[test]
    fn forgets_beats_beyond_its_bound() {
        let start = Instant::now();
        let mut pacemaker = Pacemaker::new(1, INTERVAL, start, true);
        for _ in 0..1000 {
            pacemaker.sent(start);
        }
        assert_eq!(pacemaker.outstanding.len(), MAX_OUTSTANDING);
    }
}
