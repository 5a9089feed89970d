//! Which event of a new set of shards was handled by the old one already. Pure.
//!
//! While two sets run, each event comes twice: once for each set, in no order between the two. Those of the old set are handled
//! when they come. Those of the new set are held back until the other copy comes, and the two cancel out. Once the old set has
//! ended, what is held is exactly what it was not sent.
//!
//! The new set may be behind the old one, too: what the old one has handled last may come over the new one after the old has ended. So what
//! was seen is remembered until the new set has come to that point, and passed over.
//!
//! Equal events are counted: two reactions that say the same are two.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::shard::Fingerprint;

/// The two streams, each without what the other has too.
#[derive(Debug)]
pub(crate) struct Overlap<T> {
    /// What the old set has handled and the new has not been sent yet, or was sent before its time.
    seen: HashMap<Fingerprint, u32>,
    /// What the new set was sent, in the order in which it came.
    held: BTreeMap<u64, (Option<Fingerprint>, T)>,
    /// Where in `held` each is.
    places: HashMap<Fingerprint, VecDeque<u64>>,
    next: u64,
}

impl<T> Default for Overlap<T> {
    fn default() -> Self {
        Self { seen: HashMap::new(), held: BTreeMap::new(), places: HashMap::new(), next: 0 }
    }
}

impl<T> Overlap<T> {
    /// The old set has handed this to the handlers.
    pub(crate) fn handled(&mut self, fingerprint: Fingerprint) {
        let Some(places) = self.places.get_mut(&fingerprint) else {
            *self.seen.entry(fingerprint).or_insert(0) += 1;
            return;
        };
        if let Some(place) = places.pop_front() {
            self.held.remove(&place);
        }
        if places.is_empty() {
            self.places.remove(&fingerprint);
        }
    }

    /// The new set was sent this. Without a fingerprint it is nobody else's, and held in any case.
    pub(crate) fn hold(&mut self, fingerprint: Option<Fingerprint>, item: T) {
        if let Some(fingerprint) = fingerprint {
            if self.repeats(fingerprint) {
                return;
            }
            self.places.entry(fingerprint).or_default().push_back(self.next);
        }
        self.held.insert(self.next, (fingerprint, item));
        self.next += 1;
    }

    /// Whether the old set has handled this, and the new one was not sent it before.
    pub(crate) fn repeats(&mut self, fingerprint: Fingerprint) -> bool {
        let Some(count) = self.seen.get_mut(&fingerprint) else { return false };
        *count -= 1;
        if *count == 0 {
            self.seen.remove(&fingerprint);
        }
        true
    }

    /// How many are held.
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// The old set has ended: what it was not sent, in the order in which it came. What it has handled is remembered.
    pub(crate) fn take_held(&mut self) -> impl Iterator<Item = T> + use<T> {
        self.places.clear();
        std::mem::take(&mut self.held).into_values().map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fingerprint(n: u32) -> Fingerprint {
        Fingerprint::of("EVENT", n.to_string().as_bytes()).unwrap()
    }

    /// `o1`: the old set handles 1; `n1`: the new one is sent it; `n-`: something of the new set's own.
    #[test]
    fn what_came_twice_is_handled_once() {
        for (what, kept, left) in [
            ("nothing", "", ""),
            ("the old set is first", "o1 n1", ""),
            ("the new set is first", "n1 o1", ""),
            ("only the new set", "n1 n2", "1 2"),
            ("only the old set", "o1 o2", ""),
            ("the old set ends in the middle", "o1 n1 n2 o2 n3 n4", "3 4"),
            ("in no order between the two", "n3 n2 n1 o1 o2 o3 n4", "4"),
            ("equal ones are counted", "o1 o1 n1 n1 n1", "1"),
            ("equal ones, the new set first", "n1 n1 n1 o1", "1 1"),
            ("it stays in order", "n1 n2 n3 n4 o3 o1", "2 4"),
            ("what is the new set's own stays", "n- o1 n1 n-", "- -"),
        ] {
            let mut overlap = Overlap::default();
            for step in kept.split_whitespace() {
                match (step.as_bytes()[0], step[1..].parse::<u32>().ok()) {
                    (b'o', Some(n)) => overlap.handled(fingerprint(n)),
                    (_, n) => overlap.hold(n.map(fingerprint), step[1..].to_owned()),
                }
            }
            assert_eq!(overlap.take_held().collect::<Vec<_>>().join(" "), left, "{what}: {kept}");
        }
    }

    proptest! {
        /// The old set is sent a beginning of all events, the new set an end, and the two overlap or touch. However the two streams
        /// are mixed, and wherever the new one is when the old one ends, each event is handled once.
        #[test]
        fn each_is_handled_once(
            count in 0..60_u32,
            ends in any::<prop::sample::Index>(),
            begins in any::<prop::sample::Index>(),
            turns in prop::collection::vec(any::<bool>(), 120),
        ) {
            let count = count + 1;
            let old_ends = ends.index(count as usize) as u32;
            let new_begins = begins.index(old_ends as usize + 1) as u32;
            let (mut old, mut new) = (0..old_ends, new_begins..count);
            let mut overlap = Overlap::default();
            let mut handled = Vec::new();
            for turn in turns {
                let old_first = if turn { old.next() } else { None };
                if let Some(n) = old_first {
                    handled.push(n);
                    overlap.handled(fingerprint(n));
                } else if let Some(n) = new.next() {
                    overlap.hold(Some(fingerprint(n)), n);
                }
            }
            for n in old {
                handled.push(n);
                overlap.handled(fingerprint(n));
            }
            handled.extend(overlap.take_held());
            // What comes from here on is not held any more.
            handled.extend(new.filter(|&n| !overlap.repeats(fingerprint(n))));
            handled.sort_unstable();
            prop_assert_eq!(handled, (0..count).collect::<Vec<_>>());
        }
    }
}
