//! Who may be sent when. Pure: no clock, no socket, no task; everything that happens is told, with the time it happened.
//!
//! The rules are those of Discord's "Rate Limits" page. A bucket is (hash, top-level resource); until a response names the
//! hash of a route, (route, top-level resource) stands in for it and lets one request through at a time. In each bucket
//! first come is first served; among buckets the turn goes round, so that a busy channel cannot starve a quiet one.
//! A request that has to be sent again keeps its place. One event frees one place and so wakes one request: nobody is
//! woken only to find that the place is gone, which is what turns an expired bucket into a stampede
//! (serenity-rs/serenity#2781).
//!
//! What is known may be asked for: how long a request has to wait at the least. One that would rather fail than wait so long
//! is taken out as soon as that is known, see [`Limiter::give_up`].
//!
//! An alternative was a semaphore per bucket with tasks waiting on it, as in twilight's older limiter. It cannot keep
//! places over a retry, merge two buckets that turn out to be one, or be tested without a runtime.

mod bucket;
mod global;
mod lanes;
mod patience;
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

/// How long the learned window of a bucket that nobody uses is kept.
const KEEP: Duration = Duration::from_secs(600);
/// How often unused buckets are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// A route as far as rate limits tell routes apart: verb and path template, and a variant for the few routes whose
/// limits depend on something else.
pub(super) type RouteId = (super::operation::Method, &'static str, u8);

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// The resource's, to which others contribute.
    Shared,
    /// This bot's, over all routes.
    Global,
}

/// How a request that was released ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// With an answer other than 429. `invalid` for 401 and 403.
    Answered { limits: Option<Limits>, success: bool, invalid: bool },
    /// With a 429, or the like. `invalid` unless others are to blame.
    Limited { hash: Option<CompactString>, retry_after: Duration, scope: Scope, invalid: bool },
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
    /// The bucket of each lane. A route has as a rule the same hash everywhere, but Discord does not promise it.
    lanes: HashMap<Lane, u64>,
    /// The hash that a response has named last for a route: what is expected of lanes that have had no response yet.
    hashes: HashMap<RouteId, CompactString>,
    tickets: HashMap<u64, Place>,
    /// Those that wait and will not wait longer than until then.
    impatient: BTreeSet<(Instant, u64)>,
    /// Buckets of which something was learned that may be too much for the impatient.
    suspects: Vec<u64>,
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
    lane: Lane,
    /// Its number of arrival, which is its place in the queue.
    arrival: u64,
    patience: Option<Instant>,
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
            lanes: HashMap::new(),
            hashes: HashMap::new(),
            tickets: HashMap::new(),
            impatient: BTreeSet::new(),
            suspects: Vec::new(),
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

    /// Queues a request. Its ticket must be in use by no other. With `patience` it is not to be sent later than that.
    ///
    /// # Errors
    /// How long it would have to wait at the least, if that is known to be longer. It is not queued then.
    pub(super) fn enqueue(
        &mut self,
        ticket: u64,
        lane: Lane,
        patience: Option<Instant>,
        now: Instant,
    ) -> Result<(), Duration> {
        self.sweep(now);
        let id = self.bucket_of(lane, now);
        if let (Some(patience), Some(bucket)) = (patience, self.buckets.get(&id)) {
            let before = bucket.queue.len();
            let earliest = bucket.earliest(before, now).max(self.open_at(lane, before, now));
            // What may go at once is in time, even if a moment has passed since it was asked for.
            if earliest > patience.max(now) {
                return Err(earliest - now);
            }
        }
        self.next_arrival += 1;
        let place = Place { lane, arrival: self.next_arrival, patience, state: PlaceState::Waiting };
        self.insert(ticket, place, None, now);
        Ok(())
    }

    /// Takes a waiting request out of its queue. One that is in flight stays counted until it ends.
    pub(super) fn cancel(&mut self, ticket: u64, now: Instant) {
        let Some(place) = self.tickets.get(&ticket).copied() else { return };
        if matches!(place.state, PlaceState::InFlight(_)) {
            return;
        }
        self.tickets.remove(&ticket);
        self.forget_patience(ticket, place.patience);
        let id = self.bucket_of(place.lane, now);
        if let Some(bucket) = self.buckets.get_mut(&id)
            && bucket.queue.remove(&place.arrival).is_some()
        {
            self.waiting -= 1;
        }
        self.schedule(id, now);
    }

    /// The next request to be sent, if one may be sent now. It is in flight from here on, until
    /// [`complete`](Self::complete). With `only_exempt` nothing but interactions.
    pub(super) fn next(&mut self, now: Instant, only_exempt: bool) -> Option<u64> {
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
        while !only_exempt && !self.ready.is_empty() && self.closed_until(now).is_none() {
            let id = self.ready.pop_front()?;
            if let Some(ticket) = self.release(id, now) {
                return Some(ticket);
            }
        }
        None
    }

    /// When [`next`](Self::next) and [`give_up`](Self::give_up) should be asked again, if nothing else happens before. With
    /// `full`, as long as nothing can be sent for want of places on the wire, only the latter.
    pub(super) fn wake_at(&mut self, now: Instant, full: bool) -> Option<Instant> {
        let patience = self.impatient.first().map(|(at, _)| *at);
        if full || self.waiting == 0 {
            return patience;
        }
        if let Some(until) = self.banned_until.filter(|until| *until > now) {
            return Some(patience.map_or(until, |patience| patience.min(until)));
        }
        let alarm = self.alarms.first().map(|(at, _)| *at);
        let ready = if self.ready.is_empty() { None } else { self.closed_until(now) };
        [patience, alarm, ready].into_iter().flatten().min()
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
        let place = self.tickets.remove(&ticket)?;
        if let Some(free) = slot {
            self.global.arrived(ticket, free, now);
        }
        let id = self.bucket_of(place.lane, now);
        let mut sure = 0;
        if let Some(bucket) = self.buckets.get_mut(&id) {
            sure = bucket.sure(now);
            bucket.landed(place.lane.route);
        }
        let hash = match outcome {
            Outcome::Answered { limits, .. } => limits.as_ref().and_then(|limits| limits.hash.as_ref()),
            Outcome::Limited { hash, .. } => hash.as_ref(),
            Outcome::Lost | Outcome::NotSent => None,
        };
        let id = hash.map_or(id, |hash| self.name(place.lane, hash, now));
        let mut news = false;
        if let Some(bucket) = self.buckets.get_mut(&id) {
            // A success without a word about limits is as much as some routes ever say.
            if hash.is_some() || matches!(outcome, Outcome::Answered { success: true, .. }) {
                bucket.confirm(place.lane.route);
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
            self.suspects.push(id);
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
            self.suspect_all();
        } else if matches!(notice, Some(Notice::Held(_))) {
            self.suspect_all();
        }
        self.schedule(id, now);
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
    #[cfg(any(test, feature = "__internals"))]
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Until when requests that are not exempt are closed out.
    fn closed_until(&mut self, now: Instant) -> Option<Instant> {
        self.global.closed_until(now).max(self.invalid.closed_until(now))
    }

    fn insert(&mut self, ticket: u64, place: Place, not_before: Option<Instant>, now: Instant) {
        let Place { lane, arrival, patience, .. } = place;
        let id = self.bucket_of(lane, now);
        self.tickets.insert(ticket, Place { state: PlaceState::Waiting, ..place });
        if let Some(patience) = patience {
            self.impatient.insert((patience, ticket));
        }
        if let Some(bucket) = self.buckets.get_mut(&id) {
            bucket.queue.insert(arrival, Waiting { ticket, lane, not_before, patience });
            self.waiting += 1;
        }
        self.schedule(id, now);
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
            self.forget_patience(waiting.ticket, waiting.patience);
            let slot = if waiting.lane.exempt { None } else { Some(self.global.take(waiting.ticket, now)) };
            if let Some(place) = self.tickets.get_mut(&waiting.ticket) {
                place.state = PlaceState::InFlight(slot);
            }
            waiting.ticket
        });
        self.schedule(id, now);
        ticket
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
        let buckets = &self.buckets;
        self.lanes.retain(|_, id| buckets.contains_key(id));
    }
}
