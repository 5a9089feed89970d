//! The limits that are not of one bucket: requests per second, and invalid requests per ten minutes.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// Discord's window for the global limit.
const WINDOW: Duration = Duration::from_secs(1);
/// How long a request is allowed to travel before it is taken for arrived.
const TRAVEL: Duration = Duration::from_millis(250);

/// At most `rate` requests in any second, as seen from the *server*.
///
/// A log of slots instead of a bucket of tokens: a slot is free again one second after its request certainly arrived, that
/// is, after its answer or [`TRAVEL`], whichever is earlier. Whatever the server's second begins with, it cannot hold
/// more than `rate` arrivals, unless the network delays single requests by more than [`TRAVEL`].
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

    /// When the next request may go, if that is not now.
    pub(super) fn closed_until(&mut self, now: Instant) -> Option<Instant> {
        while self.slots.first().is_some_and(|(free, _)| *free <= now) {
            self.slots.pop_first();
        }
        let crowded = if self.slots.len() < self.rate { None } else { self.slots.first().map(|(free, _)| *free) };
        crowded.max(self.blocked_until.filter(|until| *until > now))
    }

    /// The earliest moment at which one that has so many before it can go: no second holds more than the rate.
    pub(super) fn earliest(&self, before: usize, now: Instant) -> Instant {
        let seconds = u32::try_from(before / self.rate).unwrap_or(u32::MAX);
        now.checked_add(WINDOW.saturating_mul(seconds)).unwrap_or(now).max(self.blocked_until.unwrap_or(now))
    }

    /// A request is sent. The returned time is given back to [`arrived`](Self::arrived).
    pub(super) fn take(&mut self, ticket: u64, now: Instant) -> Instant {
        let free = now + TRAVEL + WINDOW;
        self.slots.insert((free, ticket));
        free
    }

    /// A request was answered, so it has arrived.
    pub(super) fn arrived(&mut self, ticket: u64, free: Instant, now: Instant) {
        let earlier = now + WINDOW;
        if earlier < free && self.slots.remove(&(free, ticket)) {
            self.slots.insert((earlier, ticket));
        }
    }

    /// Discord says that the global limit was hit.
    pub(super) fn block(&mut self, until: Instant) {
        self.blocked_until = self.blocked_until.max(Some(until));
    }
}

/// Pieces that the ten minutes are divided into.
const PIECES: usize = 60;
/// Length of a piece.
const PIECE: Duration = Duration::from_secs(10);

/// Something that the log should say about invalid requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rest) enum Notice {
    /// Half of the allowance is used up.
    Half(u32),
    /// Nine tenths are used up: all but interactions is held until the count has fallen.
    Held(u32),
}

/// Counts answers 401, 403 and 429 over ten minutes: at 10,000 of them Discord shuts the address out (reference, "Invalid
/// Request Limit"). Counted in pieces of ten seconds, so that an attack of them costs no memory; a piece expires as a
/// whole, which is late by at most its length.
#[derive(Debug)]
pub(super) struct Invalid {
    allowed: u32,
    pieces: [u32; PIECES],
    total: u32,
    /// The piece that is counted into, and when it began.
    current: usize,
    began: Instant,
    warned: bool,
    held: bool,
}

impl Invalid {
    pub(super) fn new(allowed: u32, now: Instant) -> Self {
        Self { allowed, pieces: [0; PIECES], total: 0, current: 0, began: now, warned: false, held: false }
    }

    /// One more. Says when a line is crossed upwards.
    pub(super) fn count(&mut self, now: Instant) -> Option<Notice> {
        self.advance(now);
        if let Some(piece) = self.pieces.get_mut(self.current) {
            *piece = piece.saturating_add(1);
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

    /// Until when ordinary requests are held, if they are. The count is looked at again then.
    pub(super) fn closed_until(&mut self, now: Instant) -> Option<Instant> {
        self.advance(now);
        self.is_over(9, 10).then(|| self.began + PIECE)
    }

    /// The same without moving on, and `now` if they are not held.
    pub(super) fn earliest(&self, now: Instant) -> Instant {
        if self.held && self.is_over(9, 10) { now.max(self.began + PIECE) } else { now }
    }

    fn is_over(&self, parts: u64, of: u64) -> bool {
        self.allowed > 0 && u64::from(self.total) * of >= u64::from(self.allowed) * parts
    }

    /// Moves on to the piece of the present and forgets those that ten minutes have passed over.
    fn advance(&mut self, now: Instant) {
        let mut steps = 0;
        while now >= self.began + PIECE {
            if steps == PIECES {
                // Everything has been forgotten; no need to count through the night.
                self.began = now;
                break;
            }
            steps += 1;
            self.began += PIECE;
            self.current = (self.current + 1) % PIECES;
            if let Some(piece) = self.pieces.get_mut(self.current) {
                self.total = self.total.saturating_sub(*piece);
                *piece = 0;
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
    fn no_second_of_the_server_holds_more_than_the_rate() {
        let start = Instant::now();
        let mut global = Global::new(2);
        let first = global.take(1, start);
        let _second = global.take(2, start);
        // Both are under way: the earliest slot is free when its request must have arrived, and a second has passed.
        assert_eq!(global.closed_until(start), Some(start + TRAVEL + WINDOW));
        // The first is answered after 10 ms: its slot is free a second later.
        global.arrived(1, first, start + ms(10));
        assert_eq!(global.closed_until(start + ms(20)), Some(start + ms(1010)));
        assert_eq!(global.closed_until(start + ms(1010)), None);
        let _third = global.take(3, start + ms(1010));
        assert!(global.closed_until(start + ms(1020)).is_some());
    }

    #[test]
    fn a_global_429_closes_everything_for_as_long_as_it_says() {
        let start = Instant::now();
        let mut global = Global::new(50);
        global.block(start + ms(700));
        assert_eq!(global.closed_until(start), Some(start + ms(700)));
        assert_eq!(global.closed_until(start + ms(700)), None);
    }

    #[test]
    fn invalid_requests_warn_at_half_and_hold_at_nine_tenths() {
        let start = Instant::now();
        let mut invalid = Invalid::new(100, start);
        let notices: Vec<_> = (0..95).filter_map(|_| invalid.count(start)).collect();
        assert_eq!(notices, [Notice::Half(50), Notice::Held(90)]);
        assert!(invalid.closed_until(start).is_some());

        // Just before ten minutes it still holds, after them it does not, and the warnings are armed again.
        assert!(invalid.closed_until(start + Duration::from_secs(599)).is_some());
        let later = start + Duration::from_secs(601);
        assert_eq!(invalid.closed_until(later), None);
        let notices: Vec<_> = (0..50).filter_map(|_| invalid.count(later)).collect();
        assert_eq!(notices, [Notice::Half(50)]);
    }

    #[test]
    fn a_long_pause_forgets_everything() {
        let start = Instant::now();
        let mut invalid = Invalid::new(10, start);
        for _ in 0..10 {
            invalid.count(start);
        }
        assert_eq!(invalid.closed_until(start + Duration::from_secs(86_400 * 30)), None);
    }
}
