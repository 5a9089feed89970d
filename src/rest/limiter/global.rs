//! The limits over all buckets: requests per second, and invalid requests per ten minutes.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// Discord's window for the global limit.
const WINDOW: Duration = Duration::from_secs(1);
/// The time after which a request is assumed to have arrived.
const TRAVEL: Duration = Duration::from_millis(250);

/// At most `rate` requests in any second, as seen by the *server*.
///
/// It is a log of slots instead of a token bucket: a slot is free again one second after its request has arrived for
/// certain, that is, after its answer or [`TRAVEL`], whichever is earlier. Therefore no second of the server can have
/// more than `rate` arrivals, unless the network delays a request by more than [`TRAVEL`].
#[derive(Debug)]
pub(super) struct Global {
    rate: usize,
    slots: BTreeSet<(Instant, u64)>,
    blocked_until: Option<Instant>,
}

impl Global {
    pub(super) fn new(rate: u32) -> Self {
        Self { rate: usize::try_from(rate).unwrap_or(usize::MAX).max(1), slots: BTreeSet::new(), blocked_until: None }
    }

    /// When the next request may be sent, if that is not now.
    pub(super) fn closed_until(&mut self, now: Instant) -> Option<Instant> {
        while self.slots.first().is_some_and(|(free, _)| *free <= now) {
            self.slots.pop_first();
        }
        let crowded = if self.slots.len() < self.rate { None } else { self.slots.first().map(|(free, _)| *free) };
        crowded.max(self.blocked_until.filter(|until| *until > now))
    }

    /// The earliest time at which a request with so many before it can be sent.
    pub(super) fn earliest(&self, before: usize, now: Instant) -> Instant {
        let seconds = u32::try_from(before / self.rate).unwrap_or(u32::MAX);
        now.checked_add(WINDOW.saturating_mul(seconds)).unwrap_or(now).max(self.blocked_until.unwrap_or(now))
    }

    /// Takes a slot for a request that is sent. Pass the returned time to [`arrived`](Self::arrived).
    pub(super) fn take(&mut self, ticket: u64, now: Instant) -> Instant {
        let free = now + TRAVEL + WINDOW;
        self.slots.insert((free, ticket));
        free
    }

    /// Frees the slot of a request earlier: it was answered, so it has arrived.
    pub(super) fn arrived(&mut self, ticket: u64, free: Instant, now: Instant) {
        let earlier = now + WINDOW;
        if earlier < free && self.slots.remove(&(free, ticket)) {
            self.slots.insert((earlier, ticket));
        }
    }

    /// Sends nothing until then: a 429 for the global limit has arrived.
    pub(super) fn block(&mut self, until: Instant) {
        self.blocked_until = self.blocked_until.max(Some(until));
    }
}

/// The number of intervals of the ten minutes.
const INTERVALS: usize = 60;
/// The length of an interval.
const INTERVAL: Duration = Duration::from_secs(10);

/// What is to be logged about invalid requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rest) enum Notice {
    /// Half of the allowance is used up.
    Half(u32),
    /// Nine tenths are used up: everything but requests of interactions waits until the count has fallen.
    Held(u32),
}

/// Counts answers 401, 403 and 429 over ten minutes: at 10,000 of them Discord bans the address (Discord's docs,
/// topics/rate-limits, "Invalid Request Limit"). They are counted in intervals of ten seconds, so that the memory is
/// bounded; an interval expires as a whole, which is late by at most its length.
#[derive(Debug)]
pub(super) struct Invalid {
    allowed: u32,
    intervals: [u32; INTERVALS],
    total: u32,
    /// The present interval, and when it began.
    current: usize,
    began: Instant,
    warned: bool,
    held: bool,
}

impl Invalid {
    pub(super) fn new(allowed: u32, now: Instant) -> Self {
        Self { allowed, intervals: [0; INTERVALS], total: 0, current: 0, began: now, warned: false, held: false }
    }

    /// Counts one more. Returns a notice when the count reaches a half or nine tenths of the limit.
    pub(super) fn count(&mut self, now: Instant) -> Option<Notice> {
        self.advance(now);
        if let Some(interval) = self.intervals.get_mut(self.current) {
            *interval = interval.saturating_add(1);
            self.total = self.total.saturating_add(1);
        }
        if self.is_over(9, 10) && !self.held {
            self.held = true;
            self.warned = true;
            return Some(Notice::Held(self.total));
        }
        if self.is_over(1, 2) && !self.warned {
            self.warned = true;
            return Some(Notice::Half(self.total));
        }
        None
    }

    /// Until when requests that are not exempt wait, if they do. The count is checked again then.
    pub(super) fn closed_until(&mut self, now: Instant) -> Option<Instant> {
        self.advance(now);
        self.is_over(9, 10).then(|| self.began + INTERVAL)
    }

    /// The same without advancing the intervals; `now` if requests do not wait.
    pub(super) fn earliest(&self, now: Instant) -> Instant {
        if self.held && self.is_over(9, 10) { now.max(self.began + INTERVAL) } else { now }
    }

    fn is_over(&self, parts: u64, of: u64) -> bool {
        self.allowed > 0 && u64::from(self.total) * of >= u64::from(self.allowed) * parts
    }

    /// Advances to the interval of `now`, and subtracts those that are older than ten minutes.
    fn advance(&mut self, now: Instant) {
        let mut steps = 0;
        while now >= self.began + INTERVAL {
            if steps == INTERVALS {
                // All intervals are empty: skip the rest of the time.
                self.began = now;
                break;
            }
            steps += 1;
            self.began += INTERVAL;
            self.current = (self.current + 1) % INTERVALS;
            if let Some(interval) = self.intervals.get_mut(self.current) {
                self.total = self.total.saturating_sub(*interval);
                *interval = 0;
            }
        }
        if !self.is_over(9, 10) {
            self.held = false;
        }
        if !self.is_over(1, 2) {
            self.warned = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn no_second_of_the_server_has_more_arrivals_than_the_rate() {
        let start = Instant::now();
        let mut global = Global::new(2);
        let first = global.take(1, start);
        let _second = global.take(2, start);
        // Both are in flight: the earliest slot is free a second after its request must have arrived.
        assert_eq!(global.closed_until(start), Some(start + TRAVEL + WINDOW));
        // The first is answered after 10 ms: its slot is free a second later.
        global.arrived(1, first, start + ms(10));
        assert_eq!(global.closed_until(start + ms(20)), Some(start + ms(1010)));
        assert_eq!(global.closed_until(start + ms(1010)), None);
        let _third = global.take(3, start + ms(1010));
        assert!(global.closed_until(start + ms(1020)).is_some());
    }

    #[test]
    fn a_global_429_stops_everything_for_its_retry_after() {
        let start = Instant::now();
        let mut global = Global::new(50);
        global.block(start + ms(700));
        assert_eq!(global.closed_until(start), Some(start + ms(700)));
        assert_eq!(global.closed_until(start + ms(700)), None);
    }

    #[test]
    fn invalid_requests_are_reported_at_half_and_stop_others_at_nine_tenths() {
        let start = Instant::now();
        let mut invalid = Invalid::new(100, start);
        let notices: Vec<_> = (0..95).filter_map(|_| invalid.count(start)).collect();
        assert_eq!(notices, [Notice::Half(50), Notice::Held(90)]);
        assert!(invalid.closed_until(start).is_some());

        // Before ten minutes are over requests wait; after that they do not, and the notices come again.
        assert!(invalid.closed_until(start + Duration::from_secs(599)).is_some());
        let later = start + Duration::from_secs(601);
        assert_eq!(invalid.closed_until(later), None);
        let notices: Vec<_> = (0..50).filter_map(|_| invalid.count(later)).collect();
        assert_eq!(notices, [Notice::Half(50)]);
    }

    #[test]
    fn a_long_pause_resets_the_count() {
        let start = Instant::now();
        let mut invalid = Invalid::new(10, start);
        for _ in 0..10 {
            invalid.count(start);
        }
        assert_eq!(invalid.closed_until(start + Duration::from_secs(86_400 * 30)), None);
    }
}
