//! One bucket: its queue, and what is known about its window.
//!
//! The one rule: a request may go if `remaining - in flight > 0`, where `remaining` is the smallest number the server
//! gave for the window it is in. Requests in flight may or may not be counted in that number already; taking them off
//! either way errs on the safe side, and the error is gone once they are answered. Windows are told apart by the server's
//! own clock (`X-RateLimit-Reset`), never by ours; waiting goes by `X-RateLimit-Reset-After`, which needs no clock to
//! agree with. The estimate of a reset that comes out of a response is never early, because a response travels forward in
//! time; of several estimates for a window the earliest is the best.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use compact_str::CompactString;

use super::{Lane, Major, RouteId};

/// Added to every reset, because servers round `Reset-After` to milliseconds and may round it down.
const ROUNDING: Duration = Duration::from_millis(2);
/// The widest difference between two `Reset` values that are still taken for the same window: a quarter of the window's
/// length, within these bounds.
const SAME_WINDOW: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(250));

/// What the rate-limit headers of one response say (reference, "Header Format").
#[derive(Debug, Clone, PartialEq)]
pub(in crate::rest) struct Limits {
    /// `X-RateLimit-Bucket`.
    pub(in crate::rest) hash: Option<CompactString>,
    /// `X-RateLimit-Limit`.
    pub(in crate::rest) limit: u32,
    /// `X-RateLimit-Remaining`.
    pub(in crate::rest) remaining: u32,
    /// `X-RateLimit-Reset-After`.
    pub(in crate::rest) reset_after: Duration,
    /// `X-RateLimit-Reset` in milliseconds of the server's clock: the name of the window.
    pub(in crate::rest) reset: Option<u64>,
}

/// What names a bucket: the server's hash once it is known, until then the route itself; and the top-level resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct BucketKey {
    pub(super) source: Source,
    pub(super) major: Major,
}

/// See [`BucketKey`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Source {
    Route(RouteId),
    Hash(CompactString),
}

/// What is known about the server's side of a bucket.
#[derive(Debug, Clone, PartialEq)]
enum Window {
    /// Nothing, or no longer anything since a 429: one request at a time, to find out.
    Unknown,
    /// A request succeeded and nothing was said about limits.
    Unlimited,
    /// The server described it.
    Known {
        limit: u32,
        remaining: u32,
        /// What will be left at the most when all that are in flight have been answered.
        sure: u32,
        resets: Instant,
        /// The server's name for the window.
        name: Option<u64>,
        /// The longest time to a reset that was seen: about the length of the window.
        span: Duration,
        /// The reset has passed by our reckoning, and no response out of a later window has come in yet.
        rolled: bool,
    },
}

/// When the first in the queue may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Now,
    At(Instant),
    /// Once a request in flight has been answered, or when something is queued.
    Later,
}

/// A request in the queue.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) ticket: u64,
    pub(super) lane: Lane,
    /// A retry may have to wait longer than the bucket demands.
    pub(super) not_before: Option<Instant>,
    /// It would rather not be sent at all than after this.
    pub(super) patience: Option<Instant>,
}

/// Where a bucket stands in the limiter's schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schedule {
    Idle,
    /// In the round of buckets with something to send.
    Ready,
    /// Looked at again at this time.
    Alarm(Instant),
}

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) key: BucketKey,
    /// Not counted against the global limit, and not held back by the guard against invalid requests.
    pub(super) exempt: bool,
    /// By number of arrival, so that what returns for another attempt finds its old place.
    pub(super) queue: BTreeMap<u64, Waiting>,
    pub(super) in_flight: u32,
    /// Routes of which an answer has said that this is their bucket. Others are here on a guess, and go one at a time.
    confirmed: Vec<RouteId>,
    /// Of the others, those that have one in flight.
    probing: Vec<RouteId>,
    pub(super) schedule: Schedule,
    window: Window,
    blocked_until: Option<Instant>,
    /// A 429 has come, and nothing was sent since. What is still answered was sent before it, in what order nobody knows.
    shaken: bool,
    /// Requests that ended without a word about limits count as in flight until these times.
    ghosts: VecDeque<Instant>,
    last_used: Instant,
}

impl Bucket {
    pub(super) fn new(key: BucketKey, exempt: bool, now: Instant) -> Self {
        Self {
            key,
            exempt,
            queue: BTreeMap::new(),
            in_flight: 0,
            confirmed: Vec::new(),
            probing: Vec::new(),
            schedule: Schedule::Idle,
            window: Window::Unknown,
            blocked_until: None,
            shaken: false,
            ghosts: VecDeque::new(),
            last_used: now,
        }
    }

    /// When the first in the queue may go, as far as this bucket is concerned.
    pub(super) fn when(&mut self, now: Instant) -> When {
        let Some((first, route)) = self.queue.first_key_value().map(|(_, it)| (it.not_before, it.lane.route)) else {
            return When::Later;
        };
        if self.probing.contains(&route) {
            return When::Later;
        }
        if let Some(blocked) = self.blocked_until.max(first).filter(|until| *until > now) {
            return When::At(blocked);
        }
        while self.ghosts.front().is_some_and(|until| *until <= now) {
            self.ghosts.pop_front();
        }
        match &mut self.window {
            Window::Unlimited => When::Now,
            Window::Unknown if self.in_flight == 0 => When::Now,
            Window::Unknown => When::Later,
            Window::Known { limit, remaining, sure, resets, rolled, .. } => {
                if now >= *resets && !*rolled {
                    *rolled = true;
                    *remaining = *limit;
                    *sure = *limit;
                }
                let counted = usize::try_from(self.in_flight).unwrap_or(usize::MAX).saturating_add(self.ghosts.len());
                if usize::try_from(*remaining).is_ok_and(|remaining| remaining > counted) {
                    return When::Now;
                }
                let reset = if *rolled { None } else { Some(*resets) };
                let ghost = self.ghosts.front().copied();
                match reset.map_or(ghost, |reset| Some(ghost.map_or(reset, |ghost| ghost.min(reset)))) {
                    Some(at) => When::At(at),
                    None => When::Later,
                }
            }
        }
    }

    /// The earliest moment at which one that has so many before it in the queue can go, by what is known of this bucket.
    /// It may turn out to be later. It does not turn out to be earlier, unless requests in flight turn out not to count.
    pub(super) fn earliest(&self, before: usize, now: Instant) -> Instant {
        let first = self.queue.first_key_value().and_then(|(_, waiting)| waiting.not_before);
        let open = self.blocked_until.max(first).unwrap_or(now).max(now);
        let Window::Known { limit, resets, span, rolled, .. } = &self.window else { return open };
        let Some(beyond) = before.checked_sub(self.sure(now)) else { return open };
        // Resets that have to pass: of the present window, or of the one that the next request opens.
        let windows = beyond / usize::try_from(*limit).unwrap_or(usize::MAX).max(1);
        let further = u32::try_from(windows).unwrap_or(u32::MAX).saturating_add(u32::from(*rolled || now >= *resets));
        resets.checked_add(span.saturating_mul(further)).unwrap_or(*resets).max(open)
    }

    /// How many the window can still let through at the most. A large number where no window is known.
    pub(super) fn sure(&self, now: Instant) -> usize {
        match &self.window {
            Window::Unknown | Window::Unlimited => usize::MAX,
            Window::Known { limit, sure, resets, rolled, .. } => {
                let most = if !*rolled && now >= *resets { *limit } else { *sure };
                usize::try_from(most).unwrap_or(usize::MAX)
            }
        }
    }

    /// Until when nothing may go for what is known, whoever asks.
    pub(super) fn closed_until(&self, now: Instant) -> Option<Instant> {
        let used_up = match &self.window {
            Window::Known { resets, remaining, .. } if *resets > now && *remaining <= self.in_flight => Some(*resets),
            _ => None,
        };
        self.blocked_until.max(used_up).filter(|until| *until > now)
    }

    /// Nothing until then. What is known about the window stays.
    pub(super) fn hold(&mut self, until: Option<Instant>) {
        self.blocked_until = self.blocked_until.max(until);
    }

    /// Takes the first out of the queue, to be sent.
    pub(super) fn release(&mut self, now: Instant) -> Option<(u64, Waiting)> {
        let first = self.queue.pop_first()?;
        self.in_flight += 1;
        self.last_used = now;
        self.shaken = false;
        if let Window::Known { sure, .. } = &mut self.window {
            *sure = sure.saturating_sub(1);
        }
        let route = first.1.lane.route;
        if !self.confirmed.contains(&route) {
            self.probing.push(route);
        }
        Some(first)
    }

    /// One in flight has ended.
    pub(super) fn landed(&mut self, route: RouteId) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.probing.retain(|it| *it != route);
    }

    /// An answer has said that this is the bucket of a route.
    pub(super) fn confirm(&mut self, route: RouteId) {
        if !self.confirmed.contains(&route) {
            self.confirmed.push(route);
            self.probing.retain(|it| *it != route);
        }
    }

    /// A route leaves for another bucket, with so many in flight. Takes those that wait out of the queue.
    pub(super) fn leave(&mut self, route: RouteId, flying: u32) -> Vec<(u64, Waiting)> {
        self.in_flight = self.in_flight.saturating_sub(flying);
        self.probing.retain(|it| *it != route);
        self.confirmed.retain(|it| *it != route);
        let waiting: Vec<u64> =
            self.queue.iter().filter(|(_, it)| it.lane.route == route).map(|(arrival, _)| *arrival).collect();
        waiting.into_iter().filter_map(|arrival| self.queue.remove_entry(&arrival)).collect()
    }

    /// A route comes from another bucket.
    pub(super) fn join(&mut self, route: RouteId, flying: u32, waiting: Vec<(u64, Waiting)>) {
        self.in_flight += flying;
        if flying > 0 && !self.confirmed.contains(&route) {
            self.probing.push(route);
        }
        self.queue.extend(waiting);
    }

    /// Takes in what a response says about the window. Returns whether it is one that was not known yet.
    pub(super) fn learn(&mut self, limits: &Limits, now: Instant) -> bool {
        if self.shaken {
            return false;
        }
        let estimate = now + limits.reset_after + ROUNDING;
        let fresh = Window::Known {
            limit: limits.limit.max(1),
            remaining: limits.remaining,
            sure: limits.remaining,
            resets: estimate,
            name: limits.reset,
            span: limits.reset_after,
            rolled: false,
        };
        let Window::Known { limit, remaining, sure, resets, name, span, rolled } = &mut self.window else {
            self.window = fresh;
            return true;
        };
        *span = (*span).max(limits.reset_after);
        let tolerance = u64::try_from((*span / 4).clamp(SAME_WINDOW.0, SAME_WINDOW.1).as_millis()).unwrap_or(u64::MAX);
        // A server may give `Reset` in whole seconds, and then short windows share a name; their resets tell them apart.
        let past_ours = *rolled && estimate > *resets + *span / 2;
        match (*name, limits.reset) {
            // An answer out of a window that has passed. It says nothing about the present one.
            (Some(ours), Some(theirs)) if theirs.saturating_add(tolerance) < ours => {}
            (Some(ours), Some(theirs)) if ours.saturating_add(tolerance) >= theirs && !past_ours => {
                if !*rolled {
                    *limit = limits.limit.max(1);
                    *remaining = (*remaining).min(limits.remaining);
                    *sure = (*sure).min(*remaining);
                    *resets = (*resets).min(estimate);
                }
            }
            // A window without a name: the later reset counts, and a larger count is believed only after it.
            (None, _) | (_, None) if !*rolled => {
                *remaining = (*remaining).min(limits.remaining);
                *sure = (*sure).min(*remaining);
                *resets = (*resets).max(estimate);
                *name = limits.reset;
            }
            _ => {
                let span = *span;
                self.window = fresh;
                if let Window::Known { span: longest, .. } = &mut self.window {
                    *longest = span;
                }
                return true;
            }
        }
        false
    }

    /// A request was answered without a word about limits, or not at all. It may have been counted, and it may even have
    /// opened a window that nobody told us about; that one ends no later than a window's length from now.
    pub(super) fn silent(&mut self, success: bool, now: Instant) {
        self.uncounted();
        match &mut self.window {
            Window::Known { span, .. } => self.ghosts.push_back(now + *span + ROUNDING),
            Window::Unknown if success => self.window = Window::Unlimited,
            Window::Unknown | Window::Unlimited => {}
        }
    }

    /// A request may not have been counted.
    pub(super) fn uncounted(&mut self) {
        if let Window::Known { sure, limit, .. } = &mut self.window {
            *sure = sure.saturating_add(1).min(*limit);
        }
    }

    /// A 429: nothing for this long, and then one request at a time until the server has described the window anew.
    pub(super) fn block(&mut self, until: Instant) {
        self.window = Window::Unknown;
        self.shaken = true;
        self.hold(Some(until));
    }

    /// Whether the bucket holds nothing that would be missed: nobody waits, nobody is on the way, nothing is forbidden.
    /// `rest` is how long what was learned is kept all the same.
    pub(super) fn is_forgettable(&self, now: Instant, rest: Duration) -> bool {
        let open = self.blocked_until.is_none_or(|until| until <= now);
        let reset = match self.window {
            Window::Known { resets, .. } => resets <= now,
            Window::Unknown | Window::Unlimited => true,
        };
        self.queue.is_empty() && self.in_flight == 0 && open && reset && self.last_used + rest <= now
    }
}
