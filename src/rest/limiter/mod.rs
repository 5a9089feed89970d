//! Decides when each request may be sent. Pure: no clock, no socket, no task. The caller passes what happened and when.
//!
//! The rules are those of Discord's "Rate Limits" page. A bucket is (hash, top-level resource). Until a response has
//! the hash of a route, (route, top-level resource) replaces it, and one request at a time is let through. Each bucket
//! is a queue, first in, first out; the buckets take turns, so that a busy channel cannot starve a quiet one. A request
//! that has to be sent again keeps its place. An event that frees one place releases one request. If it woke all that
//! wait, an expired bucket would cause a burst of requests (serenity-rs/serenity#2781).
//!
//! The limiter estimates how long a request has to wait at least. A request with a deadline is removed as soon as it is
//! certain that it cannot be sent in time, see [`Limiter::give_up`].
//!
//! An alternative was a semaphore per bucket with tasks waiting on it, as in twilight's older limiter. It cannot keep
//! places over a retry, merge two buckets that turn out to be one, or be tested without a runtime.

mod assignment;
mod bucket;
mod deadline;
mod global;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    time::{Duration, Instant},
};

use compact_str::CompactString;

pub(super) use self::{bucket::Limits, global::Notice};
use self::{
    bucket::{Bucket, BucketKey, Schedule, Waiting, When},
    global::{Global, Invalid},
};

/// How long the window of a bucket without requests is kept.
const KEEP: Duration = Duration::from_secs(600);
/// How often unused buckets are removed.
const SWEEP: Duration = Duration::from_secs(60);

/// A route, as rate limits distinguish routes: verb and path template, and a variant for the few routes whose limits
/// depend on something else.
pub(super) type RouteId = (super::operation::Method, &'static str, u8);

/// The top-level resource of a request: counters under different ones are independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Major {
    None,
    Channel(u64),
    Guild(u64),
    Webhook(u64),
    /// A webhook that is called by its token: its id, and a hash of the token, which itself is not kept.
    WebhookToken(u64, u64),
    /// An interaction. It has one callback, which waits for no other request.
    Interaction(u64),
}

/// Requests with the same key share a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RouteKey {
    pub(super) route: RouteId,
    pub(super) major: Major,
    /// Whether it is a request of an interaction: these are exempt from the global limit, and are never held back.
    pub(super) exempt: bool,
}

/// The limit that a 429 is about (`X-RateLimit-Scope`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The limit of the bot in this bucket.
    User,
    /// The limit of the resource, to which others contribute.
    Shared,
    /// The limit of the bot over all routes.
    Global,
}

/// How a request that was released ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// With an answer other than 429. `invalid` for 401 and 403.
    Answered { limits: Option<Limits>, success: bool, invalid: bool },
    /// With a 429, or another refusal because of a limit. `invalid`: it counts as an invalid request.
    Limited { hash: Option<CompactString>, retry_after: Duration, scope: Scope, invalid: bool },
    /// Without an answer.
    Lost,
    /// It did not leave this machine, so that Discord has not counted it.
    NotSent,
}

/// The rate limits of one token, as far as they are known, and the requests that wait for them.
#[derive(Debug)]
pub(super) struct Limiter {
    buckets: HashMap<u64, Bucket>,
    index: HashMap<BucketKey, u64>,
    /// The bucket of each key. A route usually has the same hash under all resources, but Discord does not guarantee
    /// it.
    assigned: HashMap<RouteKey, u64>,
    /// The hash in the latest response to each route, which is assumed for keys that have had no response yet.
    hashes: HashMap<RouteId, CompactString>,
    tickets: HashMap<u64, Place>,
    /// The deadlines of requests in the queues, earliest first.
    deadlines: BTreeSet<(Instant, u64)>,
    /// Buckets whose requests may have to wait for longer than was known: their deadlines are to be compared again.
    affected: Vec<u64>,
    /// Buckets that have something to send, in turn. Those of interactions come first.
    ready_exempt: VecDeque<u64>,
    ready: VecDeque<u64>,
    timers: BTreeSet<(Instant, u64)>,
    global: Global,
    invalid: Invalid,
    banned_until: Option<Instant>,
    waiting: usize,
    next_bucket: u64,
    next_arrival: u64,
    swept: Instant,
}

/// The state of a ticket.
#[derive(Debug, Clone, Copy)]
struct Place {
    key: RouteKey,
    /// The number of its arrival, by which the queue is ordered.
    arrival: u64,
    deadline: Option<Instant>,
    state: PlaceState,
}

#[derive(Debug, Clone, Copy)]
enum PlaceState {
    Waiting,
    /// Sent and not answered; with its slot in the global limit, unless it is exempt.
    InFlight(Option<Instant>),
}

impl Limiter {
    /// A limiter without buckets. `rate`: requests per second over all routes; `invalid_allowed`: invalid requests per
    /// ten minutes.
    pub(super) fn new(rate: u32, invalid_allowed: u32, now: Instant) -> Self {
        Self {
            buckets: HashMap::new(),
            index: HashMap::new(),
            assigned: HashMap::new(),
            hashes: HashMap::new(),
            tickets: HashMap::new(),
            deadlines: BTreeSet::new(),
            affected: Vec::new(),
            ready_exempt: VecDeque::new(),
            ready: VecDeque::new(),
            timers: BTreeSet::new(),
            global: Global::new(rate),
            invalid: Invalid::new(invalid_allowed, now),
            banned_until: None,
            waiting: 0,
            next_bucket: 0,
            next_arrival: 0,
            swept: now,
        }
    }

    /// Queues a request. No other request may have its ticket. With a `deadline` it is not sent after that.
    ///
    /// # Errors
    /// How long it would have to wait at least, if that is past the deadline. It is not queued then.
    pub(super) fn enqueue(
        &mut self,
        ticket: u64,
        key: RouteKey,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Result<(), Duration> {
        self.sweep(now);
        let id = self.bucket_of(key, now);
        if let (Some(deadline), Some(bucket)) = (deadline, self.buckets.get(&id)) {
            let before = bucket.queue.len();
            let earliest = bucket.earliest(before, now).max(self.open_at(key, before, now));
            // A request that may be sent at once is in time, even if its deadline was `now` a moment ago.
            if earliest > deadline.max(now) {
                return Err(earliest - now);
            }
        }
        self.next_arrival += 1;
        let place = Place { key, arrival: self.next_arrival, deadline, state: PlaceState::Waiting };
        self.insert(ticket, place, None, now);
        Ok(())
    }

    /// Removes a request from its queue. A request in flight is not removed: it counts until it ends.
    pub(super) fn cancel(&mut self, ticket: u64, now: Instant) {
        let Some(place) = self.tickets.get(&ticket).copied() else { return };
        if matches!(place.state, PlaceState::InFlight(_)) {
            return;
        }
        self.tickets.remove(&ticket);
        self.forget_deadline(ticket, place.deadline);
        let id = self.bucket_of(place.key, now);
        if let Some(bucket) = self.buckets.get_mut(&id)
            && bucket.queue.remove(&place.arrival).is_some()
        {
            self.waiting -= 1;
        }
        self.schedule(id, now);
    }

    /// The next request that may be sent now. It is in flight until [`complete`](Self::complete). With `only_exempt`,
    /// only requests of interactions.
    pub(super) fn next(&mut self, now: Instant, only_exempt: bool) -> Option<u64> {
        if self.banned(now).is_some() {
            return None;
        }
        while let Some(&(at, id)) = self.timers.first() {
            if at > now {
                break;
            }
            self.timers.pop_first();
            if let Some(bucket) = self.buckets.get_mut(&id) {
                bucket.schedule = Schedule::Idle;
            }
            self.schedule(id, now);
        }
        while let Some(id) = self.ready_exempt.pop_front() {
            if let Some(ticket) = self.release(id, now) {
                return Some(ticket);
            }
        }
        while !only_exempt && !self.ready.is_empty() && self.closed_until(now).is_none() {
            let id = self.ready.pop_front()?;
            if let Some(ticket) = self.release(id, now) {
                return Some(ticket);
            }
        }
        None
    }

    /// When [`next`](Self::next) and [`give_up`](Self::give_up) are to be called again, if nothing else happens before.
    /// With `full`, when as many requests are in flight as allowed, only the latter.
    pub(super) fn wake_at(&mut self, now: Instant, full: bool) -> Option<Instant> {
        let deadline = self.deadlines.first().map(|(at, _)| *at);
        if full || self.waiting == 0 {
            return deadline;
        }
        if let Some(until) = self.banned_until.filter(|until| *until > now) {
            return Some(deadline.map_or(until, |deadline| deadline.min(until)));
        }
        let alarm = self.timers.first().map(|(at, _)| *at);
        let ready = if self.ready.is_empty() { None } else { self.closed_until(now) };
        [deadline, alarm, ready].into_iter().flatten().min()
    }

    /// Ends a request in flight. With `again` it returns to its former place in the queue, and is not sent before that
    /// time. Returns what is to be logged about invalid requests.
    pub(super) fn complete(
        &mut self,
        ticket: u64,
        outcome: &Outcome,
        again: Option<Instant>,
        now: Instant,
    ) -> Option<Notice> {
        let PlaceState::InFlight(slot) = self.tickets.get(&ticket)?.state else { return None };
        let place = self.tickets.remove(&ticket)?;
        if let Some(free) = slot {
            self.global.arrived(ticket, free, now);
        }
        let id = self.bucket_of(place.key, now);
        let mut sure = 0;
        if let Some(bucket) = self.buckets.get_mut(&id) {
            sure = bucket.sure(now);
            bucket.finished(place.key.route);
        }
        let hash = match outcome {
            Outcome::Answered { limits, .. } => limits.as_ref().and_then(|limits| limits.hash.as_ref()),
            Outcome::Limited { hash, .. } => hash.as_ref(),
            Outcome::Lost | Outcome::NotSent => None,
        };
        let id = hash.map_or(id, |hash| self.name(place.key, hash, now));
        let mut news = false;
        if let Some(bucket) = self.buckets.get_mut(&id) {
            // Some routes never have headers about limits.
            if hash.is_some() || matches!(outcome, Outcome::Answered { success: true, .. }) {
                bucket.confirm(place.key.route);
            }
            match outcome {
                Outcome::Answered { limits: Some(limits), .. } => news = bucket.learn(limits, now),
                Outcome::Answered { limits: None, success, .. } => bucket.silent(*success, now),
                Outcome::Lost => bucket.silent(false, now),
                Outcome::NotSent => bucket.uncounted(),
                Outcome::Limited { retry_after, .. } => {
                    bucket.block(now + *retry_after);
                    news = true;
                }
            }
            news |= bucket.sure(now) < sure;
        }
        if news {
            self.affected.push(id);
        }
        let counted = match outcome {
            Outcome::Answered { invalid, .. } | Outcome::Limited { invalid, .. } => *invalid,
            Outcome::Lost | Outcome::NotSent => false,
        };
        let notice = if counted { self.invalid.count(now) } else { None };
        if let Some(not_before) = again {
            self.insert(ticket, place, Some(not_before), now);
        }
        if let Outcome::Limited { retry_after, scope: Scope::Global, .. } = outcome {
            self.global.block(now + *retry_after);
            self.affect_all();
        } else if matches!(notice, Some(Notice::Held(_))) {
            self.affect_all();
        }
        self.schedule(id, now);
        notice
    }

    /// Sends nothing until then, not even requests of interactions.
    pub(super) fn ban(&mut self, until: Instant) {
        self.banned_until = self.banned_until.max(Some(until));
    }

    /// The rest of a ban.
    pub(super) fn banned(&self, now: Instant) -> Option<Duration> {
        self.banned_until.and_then(|until| until.checked_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// Drops all requests, queued and in flight, after the actor that had them has ended. What is known about limits
    /// stays.
    pub(super) fn abandon(&mut self, now: Instant) {
        let tickets: Vec<u64> = self.tickets.keys().copied().collect();
        for ticket in tickets {
            self.cancel(ticket, now);
            self.complete(ticket, &Outcome::Lost, None, now);
        }
    }

    /// The number of requests in the queues.
    #[cfg(any(test, feature = "__internals"))]
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Until when no request is released, unless it is exempt.
    fn closed_until(&mut self, now: Instant) -> Option<Instant> {
        self.global.closed_until(now).max(self.invalid.closed_until(now))
    }

    fn insert(&mut self, ticket: u64, place: Place, not_before: Option<Instant>, now: Instant) {
        let Place { key, arrival, deadline, .. } = place;
        let id = self.bucket_of(key, now);
        self.tickets.insert(ticket, Place { state: PlaceState::Waiting, ..place });
        if let Some(deadline) = deadline {
            self.deadlines.insert((deadline, ticket));
        }
        if let Some(bucket) = self.buckets.get_mut(&id) {
            bucket.queue.insert(arrival, Waiting { ticket, key, not_before, deadline });
            self.waiting += 1;
        }
        self.schedule(id, now);
    }

    /// Moves a bucket among those that are ready, sets its timer, or neither, by its state.
    fn schedule(&mut self, id: u64, now: Instant) {
        let Some(bucket) = self.buckets.get_mut(&id) else { return };
        if bucket.schedule == Schedule::Ready {
            // It is checked when its turn comes.
            return;
        }
        if let Schedule::Timer(at) = bucket.schedule {
            self.timers.remove(&(at, id));
        }
        bucket.schedule = match bucket.when(now) {
            When::Now => {
                let turns = if bucket.exempt { &mut self.ready_exempt } else { &mut self.ready };
                turns.push_back(id);
                Schedule::Ready
            }
            When::At(at) => {
                self.timers.insert((at, id));
                Schedule::Timer(at)
            }
            When::Later => Schedule::Idle,
        };
    }

    /// The turn of a bucket: the first request of its queue is released, if that is still allowed.
    fn release(&mut self, id: u64, now: Instant) -> Option<u64> {
        let bucket = self.buckets.get_mut(&id)?;
        bucket.schedule = Schedule::Idle;
        let released = if bucket.when(now) == When::Now { bucket.release(now) } else { None };
        let ticket = released.map(|(_, waiting)| {
            self.waiting -= 1;
            self.forget_deadline(waiting.ticket, waiting.deadline);
            let slot = if waiting.key.exempt { None } else { Some(self.global.take(waiting.ticket, now)) };
            if let Some(place) = self.tickets.get_mut(&waiting.ticket) {
                place.state = PlaceState::InFlight(slot);
            }
            waiting.ticket
        });
        self.schedule(id, now);
        ticket
    }

    /// Removes buckets that have not been used for long, and those of interactions as soon as they are empty.
    fn sweep(&mut self, now: Instant) {
        if now < self.swept + SWEEP {
            return;
        }
        self.swept = now;
        let index = &mut self.index;
        let timers = &mut self.timers;
        self.buckets.retain(|id, bucket| {
            let rest = if matches!(bucket.key.major, Major::Interaction(_)) { Duration::ZERO } else { KEEP };
            let keep = bucket.schedule == Schedule::Ready || !bucket.is_forgettable(now, rest);
            if !keep {
                index.remove(&bucket.key);
                if let Schedule::Timer(at) = bucket.schedule {
                    timers.remove(&(at, *id));
                }
            }
            keep
        });
        let buckets = &self.buckets;
        self.assigned.retain(|_, id| buckets.contains_key(id));
    }
}
