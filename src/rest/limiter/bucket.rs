//! One bucket: its queue, and what is known about its window.
//!
//! The rule: a request may be sent if `remaining - in flight > 0`, where `remaining` is the smallest number in the
//! responses of the present window. Requests in flight may or may not be counted in that number; subtracting them is
//! safe either way, and exact once they are answered. Windows are distinguished by the clock of the server
//! (`X-RateLimit-Reset`); the wait is computed from `X-RateLimit-Reset-After`, which does not depend on clocks. A reset
//! that is estimated from a response is never too early, because the response took time to arrive; of several estimates
//! for a window the earliest is the best.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use compact_str::CompactString;

use super::{Major, RouteId, RouteKey};

/// Added to every reset, because servers round `Reset-After` to milliseconds and may round it down.
const ROUNDING: Duration = Duration::from_millis(2);
/// The largest difference between two `Reset` values of the same window: a quarter of its length, within these bounds.
const SAME_WINDOW: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(250));

/// The rate-limit headers of one response (Discord's docs, topics/rate-limits, "Header Format").
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

/// The identity of a bucket: the hash of the server, or the route until the hash is known; and the top-level resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct BucketKey {
    pub(super) source: Source,
    pub(super) major: Major,
}

/// The part of a [`BucketKey`] that comes from the server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Source {
    Route(RouteId),
    Hash(CompactString),
}

/// What is known about the server's side of a bucket.
#[derive(Debug, Clone, PartialEq)]
enum Window {
    /// Nothing, or nothing since a 429: one request at a time is sent to find out.
    Unknown,
    /// A request succeeded, and its response had no headers about limits.
    Unlimited,
    /// The window in the latest responses.
    Known {
        limit: u32,
        remaining: u32,
        /// What will remain at most when all requests in flight have been answered.
        sure: u32,
        resets: Instant,
        /// `X-RateLimit-Reset` of the window, which identifies it.
        name: Option<u64>,
        /// The longest `Reset-After` so far, which is about the length of the window.
        span: Duration,
        /// The reset has passed by our clock, and no response of a later window has arrived yet.
        rolled: bool,
    },
}

/// When the first request in the queue may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Now,
    At(Instant),
    /// Not before a request in flight has been answered, or another is queued.
    Later,
}

/// A request in the queue.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) ticket: u64,
    pub(super) key: RouteKey,
    /// The pause before a retry ends, which may be later than the bucket allows the request.
    pub(super) not_before: Option<Instant>,
    /// It is not sent after this.
    pub(super) deadline: Option<Instant>,
}

/// When the limiter looks at a bucket again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schedule {
    /// When something happens to it.
    Idle,
    /// When its turn comes: it has something to send.
    Ready,
    /// At this time.
    Timer(Instant),
}

/// A queue of requests that share a limit.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) key: BucketKey,
    /// Not counted against the global limit, and not held back by the guard against invalid requests.
    pub(super) exempt: bool,
    /// By number of arrival, so that a request that is sent again returns to its place.
    pub(super) queue: BTreeMap<u64, Waiting>,
    pub(super) in_flight: u32,
    /// Routes that belong to this bucket according to a response. Other routes are assumed to, and one request of each
    /// is sent at a time.
    confirmed: Vec<RouteId>,
    /// The routes without such a response that have a request in flight.
    probing: Vec<RouteId>,
    pub(super) schedule: Schedule,
    window: Window,
    blocked_until: Option<Instant>,
    /// A 429 has arrived, and nothing has been sent since. Responses to what was sent before it, in an unknown order,
    /// are ignored.
    distrusted: bool,
    /// Requests that ended without headers about limits count as in flight until these times.
    unseen_windows: VecDeque<Instant>,
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
            distrusted: false,
            unseen_windows: VecDeque::new(),
            last_used: now,
        }
    }

    /// When the first request in the queue may be sent, by the limits of this bucket.
    pub(super) fn when(&mut self, now: Instant) -> When {
        let Some((first, route)) = self.queue.first_key_value().map(|(_, it)| (it.not_before, it.key.route)) else {
            return When::Later;
        };
        if self.probing.contains(&route) {
            return When::Later;
        }
        if let Some(blocked) = self.blocked_until.max(first).filter(|until| *until > now) {
            return When::At(blocked);
        }
        while self.unseen_windows.front().is_some_and(|until| *until <= now) {
            self.unseen_windows.pop_front();
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
                let counted =
                    usize::try_from(self.in_flight).unwrap_or(usize::MAX).saturating_add(self.unseen_windows.len());
                if usize::try_from(*remaining).is_ok_and(|remaining| remaining > counted) {
                    return When::Now;
                }
                let reset = if *rolled { None } else { Some(*resets) };
                let unseen = self.unseen_windows.front().copied();
                match reset.map_or(unseen, |reset| Some(unseen.map_or(reset, |unseen| unseen.min(reset)))) {
                    Some(at) => When::At(at),
                    None => When::Later,
                }
            }
        }
    }

    /// The earliest time at which a request with so many before it in the queue can be sent, by what is known of this
    /// bucket. It may be sent later. It is not sent earlier, unless requests in flight are not counted in the end.
    pub(super) fn earliest(&self, before: usize, now: Instant) -> Instant {
        let first = self.queue.first_key_value().and_then(|(_, waiting)| waiting.not_before);
        let open = self.blocked_until.max(first).unwrap_or(now).max(now);
        let Window::Known { limit, resets, span, rolled, .. } = &self.window else { return open };
        let Some(beyond) = before.checked_sub(self.sure(now)) else { return open };
        // The number of resets before it: of the present window, or of the window that the next request opens.
        let windows = beyond / usize::try_from(*limit).unwrap_or(usize::MAX).max(1);
        let further = u32::try_from(windows).unwrap_or(u32::MAX).saturating_add(u32::from(*rolled || now >= *resets));
        resets.checked_add(span.saturating_mul(further)).unwrap_or(*resets).max(open)
    }

    /// How many requests the window still allows at most. Without a window, `usize::MAX`.
    pub(super) fn sure(&self, now: Instant) -> usize {
        match &self.window {
            Window::Unknown | Window::Unlimited => usize::MAX,
            Window::Known { limit, sure, resets, rolled, .. } => {
                let most = if !*rolled && now >= *resets { *limit } else { *sure };
                usize::try_from(most).unwrap_or(usize::MAX)
            }
        }
    }

    /// Until when nothing may be sent from this bucket, by what is known.
    pub(super) fn closed_until(&self, now: Instant) -> Option<Instant> {
        let used_up = match &self.window {
            Window::Known { resets, remaining, .. } if *resets > now && *remaining <= self.in_flight => Some(*resets),
            _ => None,
        };
        self.blocked_until.max(used_up).filter(|until| *until > now)
    }

    /// Closes the bucket until then. What is known about the window stays.
    pub(super) fn hold(&mut self, until: Option<Instant>) {
        self.blocked_until = self.blocked_until.max(until);
    }

    /// Removes the first request from the queue, to be sent.
    pub(super) fn release(&mut self, now: Instant) -> Option<(u64, Waiting)> {
        let first = self.queue.pop_first()?;
        self.in_flight += 1;
        self.last_used = now;
        self.distrusted = false;
        if let Window::Known { sure, .. } = &mut self.window {
            *sure = sure.saturating_sub(1);
        }
        let route = first.1.key.route;
        if !self.confirmed.contains(&route) {
            self.probing.push(route);
        }
        Some(first)
    }

    /// Ends a request in flight.
    pub(super) fn finished(&mut self, route: RouteId) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.probing.retain(|it| *it != route);
    }

    /// Notes that, according to a response, a route belongs to this bucket.
    pub(super) fn confirm(&mut self, route: RouteId) {
        if !self.confirmed.contains(&route) {
            self.confirmed.push(route);
            self.probing.retain(|it| *it != route);
        }
    }

    /// Removes a route, with so many requests in flight, and returns its requests in the queue.
    pub(super) fn leave(&mut self, route: RouteId, in_flight: u32) -> Vec<(u64, Waiting)> {
        self.in_flight = self.in_flight.saturating_sub(in_flight);
        self.probing.retain(|it| *it != route);
        self.confirmed.retain(|it| *it != route);
        let waiting: Vec<u64> =
            self.queue.iter().filter(|(_, it)| it.key.route == route).map(|(arrival, _)| *arrival).collect();
        waiting.into_iter().filter_map(|arrival| self.queue.remove_entry(&arrival)).collect()
    }

    /// Adds a route of another bucket, with so many requests in flight and these in the queue.
    pub(super) fn join(&mut self, route: RouteId, in_flight: u32, waiting: Vec<(u64, Waiting)>) {
        self.in_flight += in_flight;
        if in_flight > 0 && !self.confirmed.contains(&route) {
            self.probing.push(route);
        }
        self.queue.extend(waiting);
    }

    /// Handles the window in a response. Returns whether it is a new one.
    pub(super) fn learn(&mut self, limits: &Limits, now: Instant) -> bool {
        if self.distrusted {
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
        // A server may round `Reset` to seconds, and then short windows have the same one; their resets differ.
        let past_ours = *rolled && estimate > *resets + *span / 2;
        match (*name, limits.reset) {
            // A response of a former window. It has no information about the present one.
            (Some(ours), Some(theirs)) if theirs.saturating_add(tolerance) < ours => {}
            (Some(ours), Some(theirs)) if ours.saturating_add(tolerance) >= theirs && !past_ours => {
                if !*rolled {
                    *limit = limits.limit.max(1);
                    *remaining = (*remaining).min(limits.remaining);
                    *sure = (*sure).min(*remaining);
                    *resets = (*resets).min(estimate);
                }
            }
            // A window without `Reset`: the later reset counts, and a larger count is accepted only after it.
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

    /// Handles a response without headers about limits, or a lost one. The request may have been counted, and may even
    /// have opened a window that no response has described; that window ends at most one window's length from now.
    pub(super) fn silent(&mut self, success: bool, now: Instant) {
        self.uncounted();
        match &mut self.window {
            Window::Known { span, .. } => self.unseen_windows.push_back(now + *span + ROUNDING),
            Window::Unknown if success => self.window = Window::Unlimited,
            Window::Unknown | Window::Unlimited => {}
        }
    }

    /// Handles a request that may not have been counted.
    pub(super) fn uncounted(&mut self) {
        if let Window::Known { sure, limit, .. } = &mut self.window {
            *sure = sure.saturating_add(1).min(*limit);
        }
    }

    /// Handles a 429: nothing is sent until then, and after that one request at a time until a response describes the
    /// window.
    pub(super) fn block(&mut self, until: Instant) {
        self.window = Window::Unknown;
        self.distrusted = true;
        self.hold(Some(until));
    }

    /// Whether the bucket can be removed: it has no request, queued or in flight, is not closed, and has not been used
    /// for as long as `rest`.
    pub(super) fn is_forgettable(&self, now: Instant, rest: Duration) -> bool {
        let open = self.blocked_until.is_none_or(|until| until <= now);
        let reset = match self.window {
            Window::Known { resets, .. } => resets <= now,
            Window::Unknown | Window::Unlimited => true,
        };
        self.queue.is_empty() && self.in_flight == 0 && open && reset && self.last_used + rest <= now
    }
}
