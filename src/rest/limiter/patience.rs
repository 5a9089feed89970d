//! Those that would rather fail than wait too long.

use std::time::{Duration, Instant};

use super::{Lane, Limiter};

impl Limiter {
    /// Takes those out of their queues that cannot be sent before their patience ends, and says of each how long it would
    /// have had to wait from now on, at the least. To be asked after [`next`](Self::next), which sends what may be sent.
    pub(in crate::rest) fn give_up(&mut self, now: Instant) -> Vec<(u64, Duration)> {
        let mut suspects = std::mem::take(&mut self.suspects);
        if self.impatient.is_empty() {
            return Vec::new();
        }
        suspects.sort_unstable();
        suspects.dedup();
        let mut gone = Vec::new();
        for id in suspects {
            let Some(bucket) = self.buckets.get(&id) else { continue };
            // Those that go make room for those behind them.
            let mut before = 0;
            for waiting in bucket.queue.values() {
                if let Some(patience) = waiting.patience {
                    let earliest = bucket.earliest(before, now).max(self.open_at(waiting.lane, before, now));
                    if earliest > patience {
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
        while self.impatient.first().is_some_and(|(patience, _)| *patience <= now) {
            let Some((_, ticket)) = self.impatient.pop_first() else { break };
            gone.push((ticket, Duration::ZERO));
            self.cancel(ticket, now);
        }
        gone
    }

    /// From when on a request of this lane that has so many before it may go, for what is known beside its bucket.
    pub(super) fn open_at(&self, lane: Lane, before: usize, now: Instant) -> Instant {
        let open = if lane.exempt { now } else { self.global.earliest(before, now).max(self.invalid.earliest(now)) };
        open.max(self.banned_until.unwrap_or(now))
    }

    /// Everybody has to wait for something new.
    pub(super) fn suspect_all(&mut self) {
        if !self.impatient.is_empty() {
            self.suspects.extend(self.buckets.keys());
        }
    }

    /// It waits no longer.
    pub(super) fn forget_patience(&mut self, ticket: u64, patience: Option<Instant>) {
        if let Some(patience) = patience {
            self.impatient.remove(&(patience, ticket));
        }
    }
}
