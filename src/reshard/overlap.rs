//! [`Overlap`]: compares the events of the old and the new set of shards, so that each event is handled once. Pure.
//!
//! While two sets run, each event comes twice: once over each set, in any order. An event of the old set is handled
//! when it comes. An event of the new set is held until its copy comes over the old set, and is then dropped. Once the
//! old set has ended, the held events are exactly those that it has not received.
//!
//! The new set can also be later than the old one, even after the old set has ended. So handled events are recorded
//! until their copies come over the new set, which are then skipped.
//!
//! Equal events are counted: two reactions with the same content are two events.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::shard::Fingerprint;

/// The events of each set that have not come over the other one.
#[derive(Debug)]
pub(crate) struct Overlap<T> {
    /// How many events with a fingerprint have been handled over the old set and have not come over the new one.
    handled: HashMap<Fingerprint, u32>,
    /// The items of the new set that have not come over the old one, by their numbers.
    held: BTreeMap<u64, (Option<Fingerprint>, T)>,
    /// The numbers of the held items with a fingerprint.
    numbers: HashMap<Fingerprint, VecDeque<u64>>,
    next: u64,
}

impl<T> Default for Overlap<T> {
    fn default() -> Self {
        Self { handled: HashMap::new(), held: BTreeMap::new(), numbers: HashMap::new(), next: 0 }
    }
}

impl<T> Overlap<T> {
    /// An event of the old set is handled.
    pub(crate) fn handled(&mut self, fingerprint: Fingerprint) {
        let Some(numbers) = self.numbers.get_mut(&fingerprint) else {
            *self.handled.entry(fingerprint).or_insert(0) += 1;
            return;
        };
        if let Some(number) = numbers.pop_front() {
            self.held.remove(&number);
        }
        if numbers.is_empty() {
            self.numbers.remove(&fingerprint);
        }
    }

    /// Holds an item of the new set, unless it was handled over the old one. An item without a fingerprint has no copy,
    /// and is always held.
    pub(crate) fn hold(&mut self, fingerprint: Option<Fingerprint>, item: T) {
        if let Some(fingerprint) = fingerprint {
            if self.take_handled(fingerprint) {
                return;
            }
            self.numbers.entry(fingerprint).or_default().push_back(self.next);
        }
        self.held.insert(self.next, (fingerprint, item));
        self.next += 1;
    }

    /// Whether an event of the new set was handled over the old one. If so, that copy is used up.
    pub(crate) fn take_handled(&mut self, fingerprint: Fingerprint) -> bool {
        let Some(count) = self.handled.get_mut(&fingerprint) else { return false };
        *count -= 1;
        if *count == 0 {
            self.handled.remove(&fingerprint);
        }
        true
    }

    /// How many items are held.
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// Takes the held items, in the order in which they came. The handled events stay recorded.
    pub(crate) fn take_held(&mut self) -> impl Iterator<Item = T> + use<T> {
        self.numbers.clear();
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

    /// `o1`: the old set handles event 1. `n1`: the new set receives it. `n-`: the new set receives something without a
    /// copy.
    #[test]
    fn only_events_without_a_copy_stay_held() {
        for (case, steps, held) in [
            ("nothing", "", ""),
            ("the old set is first", "o1 n1", ""),
            ("the new set is first", "n1 o1", ""),
            ("only the new set", "n1 n2", "1 2"),
            ("only the old set", "o1 o2", ""),
            ("some of each", "o1 n1 n2 o2 n3 n4", "3 4"),
            ("in different orders", "n3 n2 n1 o1 o2 o3 n4", "4"),
            ("equal events are counted", "o1 o1 n1 n1 n1", "1"),
            ("equal events, the new set first", "n1 n1 n1 o1", "1 1"),
            ("the order stays", "n1 n2 n3 n4 o3 o1", "2 4"),
            ("items without a fingerprint stay", "n- o1 n1 n-", "- -"),
        ] {
            let mut overlap = Overlap::default();
            for step in steps.split_whitespace() {
                match (step.as_bytes()[0], step[1..].parse::<u32>().ok()) {
                    (b'o', Some(n)) => overlap.handled(fingerprint(n)),
                    (_, n) => overlap.hold(n.map(fingerprint), step[1..].to_owned()),
                }
            }
            assert_eq!(overlap.take_held().collect::<Vec<_>>().join(" "), held, "{case}: {steps}");
        }
    }

    proptest! {
        /// The old set receives a prefix of all events, the new set a suffix, and the two overlap or touch. In whatever
        /// order the events of both come, and wherever the new set is when the old one ends, each event is handled
        /// once.
        #[test]
        fn each_event_is_handled_once(
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
            // After the take-over, events of the new set are not held any more.
            handled.extend(new.filter(|&n| !overlap.take_handled(fingerprint(n))));
            handled.sort_unstable();
            prop_assert_eq!(handled, (0..count).collect::<Vec<_>>());
        }
    }
}
