//! The bucket of each key: the one that the responses name, and before the first response an assumption.

use std::{collections::hash_map::Entry, time::Instant};

use compact_str::CompactString;

use super::{
    Limiter, Place, PlaceState, RouteKey,
    bucket::{Bucket, BucketKey, Schedule, Source},
};

impl Limiter {
    /// The bucket of the requests with a key. Before the first response, that is the bucket with the hash that the
    /// route has under other resources, or a preliminary one without a hash.
    pub(super) fn bucket_of(&mut self, key: RouteKey, now: Instant) -> u64 {
        if let Some(id) = self.assigned.get(&key) {
            return *id;
        }
        let source = match self.hashes.get(&key.route) {
            Some(hash) => Source::Hash(hash.clone()),
            None => Source::Route(key.route),
        };
        let id = self.bucket(BucketKey { source, major: key.major }, key.exempt, now);
        self.assigned.insert(key, id);
        id
    }

    /// The bucket of this name, which is created if it does not exist.
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

    /// Handles the hash in a response: if it is new, the key is moved into the bucket of that hash. If it is the first
    /// one of the route, all keys of the route are moved. At any time all requests of a key are in one bucket, which is
    /// returned.
    pub(super) fn name(&mut self, key: RouteKey, hash: &CompactString, now: Instant) -> u64 {
        let id = self.bucket_of(key, now);
        if self.buckets.get(&id).is_some_and(|bucket| matches!(&bucket.key.source, Source::Hash(ours) if ours == hash))
        {
            return id;
        }
        if self.hashes.insert(key.route, hash.clone()).is_none() {
            let others: Vec<RouteKey> =
                self.assigned.keys().filter(|other| other.route == key.route).copied().collect();
            for other in others {
                self.move_into(other, hash, now);
            }
        }
        self.move_into(key, hash, now)
    }

    /// Moves a key out of its bucket into the one with the hash, under the same top-level resource.
    ///
    /// If the former bucket is closed at the moment, so is the new one. Thus a key whose responses have different
    /// hashes, since its limits depend on the request, obeys all of them.
    fn move_into(&mut self, key: RouteKey, hash: &CompactString, now: Instant) -> u64 {
        let from = self.bucket_of(key, now);
        let into = self.bucket(BucketKey { source: Source::Hash(hash.clone()), major: key.major }, key.exempt, now);
        let Some(bucket) = self.buckets.get_mut(&from).filter(|_| from != into) else { return into };
        let in_flight_here = |place: &&Place| place.key == key && matches!(place.state, PlaceState::InFlight(_));
        let in_flight = u32::try_from(self.tickets.values().filter(in_flight_here).count()).unwrap_or(u32::MAX);
        let held = bucket.closed_until(now);
        let waiting = bucket.leave(key.route, in_flight);
        if let Some(bucket) = self.buckets.get_mut(&into) {
            bucket.join(key.route, in_flight, waiting);
            bucket.hold(held);
        }
        self.assigned.insert(key, into);
        self.affected.push(into);
        self.schedule(from, now);
        self.schedule(into, now);
        self.remove_if_nameless(from);
        into
    }

    /// Removes a preliminary bucket once the hash of its route is known. It had requests of that route only, so it is
    /// empty.
    fn remove_if_nameless(&mut self, id: u64) {
        if let Entry::Occupied(entry) = self.buckets.entry(id)
            && matches!(entry.get().key.source, Source::Route(_))
        {
            let bucket = entry.remove();
            self.index.remove(&bucket.key);
            if let Schedule::Timer(at) = bucket.schedule {
                self.timers.remove(&(at, id));
            }
        }
    }
}
