//! Requests that are to fail rather than wait past their deadline.

use std::time::{Duration, Instant};

use super::{Limiter, RouteKey};

impl Limiter {
    /// Removes the requests that cannot be sent before their deadline. Returns each with the time that it would have
    /// had to wait at least, counted from now. Call it after [`next`](Self::next), which releases what may be sent.
    pub(in crate::rest) fn give_up(&mut self, now: Instant) -> Vec<(u64, Duration)> {
        let mut affected = std::mem::take(&mut self.affected);
        if self.deadlines.is_empty() {
            return Vec::new();
        }
        affected.sort_unstable();
        affected.dedup();
        let mut gone = Vec::new();
        for id in affected {
            let Some(bucket) = self.buckets.get(&id) else { continue };
            // A request that is removed does not count for those behind it.
            let mut before = 0;
            for waiting in bucket.queue.values() {
                if let Some(deadline) = waiting.deadline {
                    let earliest = bucket.earliest(before, now).max(self.open_at(waiting.key, before, now));
                    if earliest > deadline {
                        gone.push((waiting.ticket, earliest - now));
                        continue;
                    }
                }
                before += 1;
            }
        }
        for (ticket, _) in &gone {
            self.cancel(*ticket, now);
        }
        while self.deadlines.first().is_some_and(|(deadline, _)| *deadline <= now) {
            let Some((_, ticket)) = self.deadlines.pop_first() else { break };
            gone.push((ticket, Duration::ZERO));
            self.cancel(ticket, now);
        }
        gone
    }

    /// The earliest time for a request with so many before it, by the limits outside of its bucket.
    pub(super) fn open_at(&self, key: RouteKey, before: usize, now: Instant) -> Instant {
        let open = if key.exempt { now } else { self.global.earliest(before, now).max(self.invalid.earliest(now)) };
        open.max(self.banned_until.unwrap_or(now))
    }

    /// Marks all buckets: a limit over all of them has changed.
    pub(super) fn affect_all(&mut self) {
        if !self.deadlines.is_empty() {
            self.affected.extend(self.buckets.keys());
        }
    }

    /// Removes the deadline of a request that has left its queue.
    pub(super) fn forget_deadline(&mut self, ticket: u64, deadline: Option<Instant>) {
        if let Some(deadline) = deadline {
            self.deadlines.remove(&(deadline, ticket));
        }
    }
}
