//! Who may be sent when. Pure: no clock, no socket, no task; everything that happens is told, with the time it happened.
//!
//! The rules are those of Discord's "Rate Limits" page. A bucket is (hash, top-level resource); until a response names the
//! hash of a route, (route, top-level resource) stands in for it and lets one request through at a time. In each bucket
//! first come is first served; among buckets the turn goes round, so that a busy channel cannot starve a quiet one.
//! A request that has to be sent again keeps its place. One event frees one place and so wakes one request: nobody is
//! woken only to find that the place is gone, which is what turns an expired bucket into a stampede
//! (serenity-rs/serenity#2781).
//!
//! An alternative was a semaphore per bucket with tasks waiting on it, as in twilight's older limiter. It cannot keep
//! places over a retry, merge two buckets that turn out to be one, or be tested without a runtime.

mod bucket;
mod global;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap, VecDeque, hash_map::Entry},
    time::{Duration, Instant},
};

use compact_str::CompactString;

pub(super) use self::{bucket::Limits, global::Notice};
use self::{
    bucket::{Bucket, BucketKey, Schedule, Source, Waiting, When},
    global::{Global, Invalid},
};

/// How long the learned window of a bucket that nobody uses is kept.
const KEEP: Duration = Duration::from_secs(600);
/// How often unused buckets are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// A route as far as rate limits tell routes apart: verb and path template, and a variant for the few routes whose
/// limits depend on something else.
pub(super) type RouteId = (super::route::Method, &'static str, u8);

/// The top-level resource of a request: counters under different ones are independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Major {
    None,
    Channel(u64),
    Guild(u64),
    Webhook(u64),
    /// A webhook called by its token; the token itself is not kept, only a hash of it.
    WebhookToken(u64, u64),
    /// Each interaction has its one callback, which waits for no other.
    Interaction(u64),
}

/// Where a request queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) route: RouteId,
    pub(super) major: Major,
    /// Interactions: exempt from the global limit, and essential.
    pub(super) exempt: bool,
}

/// Whose limit a 429 speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// This bot's, in this bucket.
    User,
    /// The resource's, to which others contribute. Not counted as an invalid request.
    Shared,
    /// This bot's, over all routes.
    Global,
}

/// How a request that was released ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// With an answer other than 429. `invalid` for 401 and 403.
    Answered { limits: Option<Limits>, success: bool, invalid: bool },
    /// With a 429.
    Limited { hash: Option<CompactString>, retry_after: Duration, scope: Scope },
    /// Without an answer.
    Lost,
    /// It did not leave this machine, so that nobody counted it.
    NotSent,
}

/// The rate limits of one token, as far as they are known, and everybody who waits for them.
#[derive(Debug)]
pub(super) struct Limiter {
    buckets: HashMap<u64, Bucket>,
    index: HashMap<BucketKey, u64>,
    /// The hash of each route, once a response has named it.
    hashes: HashMap<RouteId, CompactString>,
    tickets: HashMap<u64, Place>,
    /// Buckets that have something to send, in turn; those of interactions come first.
    ready_exempt: VecDeque<u64>,
    ready: VecDeque<u64>,
    alarms: BTreeSet<(Instant, u64)>,
    global: Global,
    invalid: Invalid,
    banned_until: Option<Instant>,
    waiting: usize,
    next_bucket: u64,
    next_arrival: u64,
    swept: Instant,
}

/// Where a ticket is.
#[derive(Debug, Clone, Copy)]
struct Place {
    bucket: u64,
    /// Its number of arrival, which is its place in the queue.
    arrival: u64,
    lane: Lane,
    state: PlaceState,
}

#[derive(Debug, Clone, Copy)]
enum PlaceState {
    Waiting,
    /// On the wire; with its slot in the global limit, unless it is exempt.
    InFlight(Option<Instant>),
}

impl Limiter {
    /// A limiter that knows nothing yet. `rate`: requests per second over all routes; `invalid_allowed`: invalid requests
    /// per ten minutes.
    pub(super) fn new(rate: u32, invalid_allowed: u32, now: Instant) -> Self {
        Self {
            buckets: HashMap::new(),
            index: HashMap::new(),
            hashes: HashMap::new(),
            tickets: HashMap::new(),
            ready_exempt: VecDeque::new(),
            ready: VecDeque::new(),
            alarms: BTreeSet::new(),
            global: Global::new(rate),
            invalid: Invalid::new(invalid_allowed, now),
            banned_until: None,
            waiting: 0,
            next_bucket: 0,
            next_arrival: 0,
            swept: now,
        }
    }

    /// Queues a request. Its ticket must be in use by no other.
    pub(super) fn enqueue(&mut self, ticket: u64, lane: Lane, now: Instant) {
        self.sweep(now);
        self.next_arrival += 1;
        let arrival = self.next_arrival;
        self.insert(ticket, lane, arrival, None, now);
    }

    /// Takes a waiting request out of its queue. One that is in flight stays counted until it ends.
    pub(super) fn cancel(&mut self, ticket: u64, now: Instant) {
        let Some(place) = self.tickets.get(&ticket).copied() else { return };
        if matches!(place.state, PlaceState::InFlight(_)) {
            return;
        }
        self.tickets.remove(&ticket);
        if let Some(bucket) = self.buckets.get_mut(&place.bucket)
            && bucket.queue.remove(&place.arrival).is_some()
        {
            self.waiting -= 1;
        }
        self.schedule(place.bucket, now);
    }

    /// The next request to be sent, if one may be sent now. It is in flight from here on, until
    /// [`complete`](Self::complete).
    pub(super) fn next(&mut self, now: Instant) -> Option<u64> {
        if self.banned(now).is_some() {
            return None;
        }
        while let Some(&(at, id)) = self.alarms.first() {
            if at > now {
                break;
            }
            self.alarms.pop_first();
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
        while !self.ready.is_empty() && self.closed_until(now).is_none() {
            let id = self.ready.pop_front()?;
            if let Some(ticket) = self.release(id, now) {
                return Some(ticket);
            }
        }
        None
    }

    /// When [`next`](Self::next) should be asked again, if nothing else happens before.
    pub(super) fn wake_at(&mut self, now: Instant) -> Option<Instant> {
        if self.waiting == 0 {
            return None;
        }
        if let Some(until) = self.banned_until.filter(|until| *until > now) {
            return Some(until);
        }
        let alarm = self.alarms.first().map(|(at, _)| *at);
        let ready = if self.ready.is_empty() { None } else { self.closed_until(now) };
        match (alarm, ready) {
            (Some(alarm), Some(ready)) => Some(alarm.min(ready)),
            (one, other) => one.or(other),
        }
    }

    /// A request in flight has ended. With `again` it returns to its old place in the queue, to be sent no earlier than
    /// that. Says what should be logged about invalid requests.
    pub(super) fn complete(
        &mut self,
        ticket: u64,
        outcome: &Outcome,
        again: Option<Instant>,
        now: Instant,
    ) -> Option<Notice> {
        let PlaceState::InFlight(slot) = self.tickets.get(&ticket)?.state else { return None };
        let hash = match outcome {
            Outcome::Answered { limits, .. } => limits.as_ref().and_then(|limits| limits.hash.as_ref()),
            Outcome::Limited { hash, .. } => hash.as_ref(),
            Outcome::Lost | Outcome::NotSent => None,
        };
        if let Some(hash) = hash {
            self.remap(self.tickets.get(&ticket)?.lane.route, hash, now);
        }
        let place = self.tickets.remove(&ticket)?;
        if let Some(free) = slot {
            self.global.arrived(ticket, free, now);
        }
        if let Some(bucket) = self.buckets.get_mut(&place.bucket) {
            bucket.in_flight = bucket.in_flight.saturating_sub(1);
            match outcome {
                Outcome::Answered { limits: Some(limits), .. } => bucket.learn(limits, now),
                Outcome::Answered { limits: None, success, .. } => bucket.silent(*success, now),
                Outcome::Lost => bucket.silent(false, now),
                Outcome::NotSent => {}
                Outcome::Limited { retry_after, scope, .. } => {
                    bucket.block(now + *retry_after);
                    if *scope == Scope::Global {
                        self.global.block(now + *retry_after);
                    }
                }
            }
        }
        let counted = match outcome {
            Outcome::Answered { invalid, .. } => *invalid,
            Outcome::Limited { scope, .. } => *scope != Scope::Shared,
            Outcome::Lost | Outcome::NotSent => false,
        };
        let notice = if counted { self.invalid.count(now) } else { None };
        if let Some(not_before) = again {
            self.insert(ticket, place.lane, place.arrival, Some(not_before), now);
        }
        self.schedule(place.bucket, now);
        notice
    }

    /// Nothing at all is sent until then, interactions included.
    pub(super) fn ban(&mut self, until: Instant) {
        self.banned_until = self.banned_until.max(Some(until));
    }

    /// How much of a ban is left.
    pub(super) fn banned(&self, now: Instant) -> Option<Duration> {
        self.banned_until.and_then(|until| until.checked_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// Whoever carried the requests out is gone: nobody waits any more, and what was in flight will not be heard of. What
    /// was learned about limits stays.
    pub(super) fn abandon(&mut self, now: Instant) {
        let tickets: Vec<u64> = self.tickets.keys().copied().collect();
        for ticket in tickets {
            self.cancel(ticket, now);
            self.complete(ticket, &Outcome::Lost, None, now);
        }
    }

    /// Requests that wait for their turn.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Until when requests that are not exempt are closed out.
    fn closed_until(&mut self, now: Instant) -> Option<Instant> {
        self.global.closed_until(now).max(self.invalid.closed_until(now))
    }

    fn insert(&mut self, ticket: u64, lane: Lane, arrival: u64, not_before: Option<Instant>, now: Instant) {
        let source = match self.hashes.get(&lane.route) {
            Some(hash) => Source::Hash(hash.clone()),
            None => Source::Route(lane.route),
        };
        let id = self.bucket(BucketKey { source, major: lane.major }, lane.exempt, now);
        self.tickets.insert(ticket, Place { bucket: id, arrival, lane, state: PlaceState::Waiting });
        if let Some(bucket) = self.buckets.get_mut(&id) {
            bucket.queue.insert(arrival, Waiting { ticket, lane, not_before });
            self.waiting += 1;
        }
        self.schedule(id, now);
    }

    /// The bucket of this name; made if it does not exist.
    fn bucket(&mut self, key: BucketKey, exempt: bool, now: Instant) -> u64 {
        if let Some(id) = self.index.get(&key) {
            return *id;
        }
        self.next_bucket += 1;
        let id = self.next_bucket;
        self.index.insert(key.clone(), id);
        self.buckets.insert(id, Bucket::new(key, exempt, now));
        id
    }

    /// Puts a bucket into the round, on an alarm, or to rest, as its state demands.
    fn schedule(&mut self, id: u64, now: Instant) {
        let Some(bucket) = self.buckets.get_mut(&id) else { return };
        if bucket.schedule == Schedule::Ready {
            // It is in the round and will be looked at when its turn comes.
            return;
        }
        if let Schedule::Alarm(at) = bucket.schedule {
            self.alarms.remove(&(at, id));
        }
        bucket.schedule = match bucket.when(now) {
            When::Now => {
                let round = if bucket.exempt { &mut self.ready_exempt } else { &mut self.ready };
                round.push_back(id);
                Schedule::Ready
            }
            When::At(at) => {
                self.alarms.insert((at, id));
                Schedule::Alarm(at)
            }
            When::Later => Schedule::Idle,
        };
    }

    /// A bucket's turn in the round: the first of its queue goes, if it still may.
    fn release(&mut self, id: u64, now: Instant) -> Option<u64> {
        let bucket = self.buckets.get_mut(&id)?;
        bucket.schedule = Schedule::Idle;
        let released = if bucket.when(now) == When::Now { bucket.release(now) } else { None };
        let ticket = released.map(|(_, waiting)| {
            self.waiting -= 1;
            let slot = if waiting.lane.exempt { None } else { Some(self.global.take(waiting.ticket, now)) };
            if let Some(place) = self.tickets.get_mut(&waiting.ticket) {
                place.state = PlaceState::InFlight(slot);
            }
            waiting.ticket
        });
        self.schedule(id, now);
        ticket
    }

    /// A response has named the hash of a route. If that is news, everything of the route moves into the buckets of that
    /// name, so that at any time all requests of a route are in the bucket that its present hash names.
    fn remap(&mut self, route: RouteId, hash: &CompactString, now: Instant) {
        if self.hashes.get(&route) == Some(hash) {
            return;
        }
        let old = self.hashes.insert(route, hash.clone());
        let unnamed = Source::Route(route);
        let renamed = old.map(Source::Hash);
        let from: Vec<u64> = self
            .buckets
            .iter()
            .filter(|(_, bucket)| bucket.key.source == unnamed || Some(&bucket.key.source) == renamed.as_ref())
            .map(|(id, _)| *id)
            .collect();
        for id in from {
            self.rehome(id, route, hash, now);
        }
    }

    /// Moves what belongs to a route out of one bucket into the one with the hash, under the same top-level resource.
    fn rehome(&mut self, from: u64, route: RouteId, hash: &CompactString, now: Instant) {
        let Some(bucket) = self.buckets.get_mut(&from) else { return };
        let key = BucketKey { source: Source::Hash(hash.clone()), major: bucket.key.major };
        let exempt = bucket.exempt;
        let moving: Vec<u64> = bucket
            .queue
            .iter()
            .filter(|(_, waiting)| waiting.lane.route == route)
            .map(|(arrival, _)| *arrival)
            .collect();
        let waiting: Vec<(u64, Waiting)> =
            moving.into_iter().filter_map(|arrival| bucket.queue.remove_entry(&arrival)).collect();

        let into = self.bucket(key, exempt, now);
        let mut flying = 0;
        for place in self.tickets.values_mut() {
            if place.bucket == from && place.lane.route == route {
                place.bucket = into;
                flying += u32::from(matches!(place.state, PlaceState::InFlight(_)));
            }
        }
        if let Some(bucket) = self.buckets.get_mut(&from) {
            bucket.in_flight = bucket.in_flight.saturating_sub(flying);
        }
        if let Some(bucket) = self.buckets.get_mut(&into) {
            bucket.in_flight += flying;
            bucket.queue.extend(waiting);
        }
        self.schedule(from, now);
        self.schedule(into, now);
        self.remove_if_nameless(from);
    }

    /// The stand-in for a bucket goes once its route is known by hash. It is empty then: it held that route only.
    fn remove_if_nameless(&mut self, id: u64) {
        if let Entry::Occupied(entry) = self.buckets.entry(id)
            && matches!(entry.get().key.source, Source::Route(_))
        {
            let bucket = entry.remove();
            self.index.remove(&bucket.key);
            if let Schedule::Alarm(at) = bucket.schedule {
                self.alarms.remove(&(at, id));
            }
        }
    }

    /// Forgets buckets that have not been used for long; those of single interactions as soon as they are done with.
    fn sweep(&mut self, now: Instant) {
        if now < self.swept + SWEEP {
            return;
        }
        self.swept = now;
        let index = &mut self.index;
        let alarms = &mut self.alarms;
        self.buckets.retain(|id, bucket| {
            let rest = if matches!(bucket.key.major, Major::Interaction(_)) { Duration::ZERO } else { KEEP };
            let keep = bucket.schedule == Schedule::Ready || !bucket.is_forgettable(now, rest);
            if !keep {
                index.remove(&bucket.key);
                if let Schedule::Alarm(at) = bucket.schedule {
                    alarms.remove(&(at, *id));
                }
            }
            keep
        });
    }
}
