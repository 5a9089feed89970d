//! Which bucket a lane queues in: what responses have said about it, and before that a guess.

use std::{collections::hash_map::Entry, time::Instant};

use compact_str::CompactString;

use super::{
    Lane, Limiter, Place, PlaceState,
    bucket::{Bucket, BucketKey, Schedule, Source},
};

impl Limiter {
    /// The bucket where a lane's requests queue. Before it has had a response that is, on a guess, the one with the hash that
    /// its route has elsewhere, or one that stands in for it.
    pub(super) fn bucket_of(&mut self, lane: Lane, now: Instant) -> u64 {
        if let Some(id) = self.lanes.get(&lane) {
            return *id;
        }
        let source = match self.hashes.get(&lane.route) {
            Some(hash) => Source::Hash(hash.clone()),
            None => Source::Route(lane.route),
        };
        let id = self.bucket(BucketKey { source, major: lane.major }, lane.exempt, now);
        self.lanes.insert(lane, id);
        id
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

    /// A response has named the hash of a lane. If that is news, the lane moves into the bucket of that name. With the
    /// first name of a route all of its lanes move. At any time all requests of a lane are in one bucket. Returns which.
    pub(super) fn name(&mut self, lane: Lane, hash: &CompactString, now: Instant) -> u64 {
        let id = self.bucket_of(lane, now);
        if self.buckets.get(&id).is_some_and(|bucket| matches!(&bucket.key.source, Source::Hash(ours) if ours == hash))
        {
            return id;
        }
        if self.hashes.insert(lane.route, hash.clone()).is_none() {
            let others: Vec<Lane> = self.lanes.keys().filter(|other| other.route == lane.route).copied().collect();
            for other in others {
                self.rehome(other, hash, now);
            }
        }
        self.rehome(lane, hash, now)
    }

    /// Moves a lane out of its bucket into the one with the hash, under the same top-level resource.
    ///
    /// What the bucket that it leaves forbids at the moment goes along. A lane whose answers name now this hash, now that one
    /// (limits that depend on what is asked for) is so held to both.
    fn rehome(&mut self, lane: Lane, hash: &CompactString, now: Instant) -> u64 {
        let from = self.bucket_of(lane, now);
        let into = self.bucket(BucketKey { source: Source::Hash(hash.clone()), major: lane.major }, lane.exempt, now);
        let Some(bucket) = self.buckets.get_mut(&from).filter(|_| from != into) else { return into };
        let flies = |place: &&Place| place.lane == lane && matches!(place.state, PlaceState::InFlight(_));
        let flying = u32::try_from(self.tickets.values().filter(flies).count()).unwrap_or(u32::MAX);
        let held = bucket.closed_until(now);
        let waiting = bucket.leave(lane.route, flying);
        if let Some(bucket) = self.buckets.get_mut(&into) {
            bucket.join(lane.route, flying, waiting);
            bucket.hold(held);
        }
        self.lanes.insert(lane, into);
        self.suspects.push(into);
        self.schedule(from, now);
        self.schedule(into, now);
        self.remove_if_nameless(from);
        into
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
}
