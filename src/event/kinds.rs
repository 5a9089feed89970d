//! Sets of kinds of events.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};

use super::EventKind;

/// A set of kinds of events. It is `Copy` and takes sixteen bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct EventKinds(u128);

// Each kind has a bit.
const _: () = assert!(EventKind::ALL.len() + EventKind::OTHER.len() <= u128::BITS as usize);

impl EventKinds {
    /// No kind.
    pub const NONE: Self = Self(0);

    /// Every kind of the table.
    pub const ALL: Self = Self(u128::MAX >> (u128::BITS as usize - EventKind::ALL.len()));

    /// The kinds that are not in the table: [`EventKind::OTHER`].
    pub const OTHER: Self = {
        let [unknown, undecoded, custom] = *EventKind::OTHER;
        Self::only(unknown).union(Self::only(undecoded)).union(Self::only(custom))
    };

    /// Every kind: those of the table and those of [`EventKind::OTHER`].
    pub const EVERY: Self = Self::ALL.union(Self::OTHER);

    /// Exactly one kind.
    #[must_use]
    pub const fn only(kind: EventKind) -> Self {
        Self(1 << kind as u32)
    }

    /// Adds a kind.
    pub const fn insert(&mut self, kind: EventKind) {
        self.0 |= Self::only(kind).0;
    }

    /// Whether the kind is in the set.
    #[must_use]
    pub const fn contains(self, kind: EventKind) -> bool {
        self.0 & Self::only(kind).0 != 0
    }

    /// The kinds of both sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The set as bits, the lower half first, to be stored in atomics.
    pub(crate) const fn to_halves(self) -> [u64; 2] {
        [self.0 as u64, (self.0 >> 64) as u64]
    }

    pub(crate) const fn from_halves([low, high]: [u64; 2]) -> Self {
        Self(low as u128 | (high as u128) << 64)
    }

    /// The number of kinds in the set.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in the order of the table, then those of [`EventKind::OTHER`].
    pub fn iter(self) -> impl Iterator<Item = EventKind> {
        EventKind::ALL.iter().chain(EventKind::OTHER).copied().filter(move |kind| self.contains(*kind))
    }
}

impl From<EventKind> for EventKinds {
    fn from(kind: EventKind) -> Self {
        Self::only(kind)
    }
}

impl<T: Into<Self>> BitOr<T> for EventKinds {
    type Output = Self;

    fn bitor(self, other: T) -> Self {
        self.union(other.into())
    }
}

impl<T: Into<Self>> BitOrAssign<T> for EventKinds {
    fn bitor_assign(&mut self, other: T) {
        *self = *self | other;
    }
}

impl FromIterator<EventKind> for EventKinds {
    fn from_iter<I: IntoIterator<Item = EventKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, |set, kind| set | kind)
    }
}

impl fmt::Debug for EventKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insert_union_and_contains() {
        let mut kinds = EventKinds::NONE | EventKind::Ready;
        assert!(kinds.contains(EventKind::Ready) && !kinds.contains(EventKind::TypingStart));
        kinds.insert(EventKind::TypingStart);
        kinds |= EventKinds::only(EventKind::Ready);
        assert_eq!(kinds.iter().collect::<Vec<_>>(), [EventKind::Ready, EventKind::TypingStart]);
        assert_eq!(kinds.len(), 2);
        assert_eq!(format!("{kinds:?}"), "{Ready, TypingStart}");
    }

    #[test]
    fn all_contains_exactly_the_kinds_of_the_table() {
        assert_eq!(EventKind::ALL.iter().copied().collect::<EventKinds>(), EventKinds::ALL);
        assert!(EventKinds::NONE.is_empty());
        assert_eq!(EventKind::OTHER.iter().copied().collect::<EventKinds>(), EventKinds::OTHER);
        assert!(EventKinds::ALL.intersection(EventKinds::OTHER).is_empty());
        assert_eq!(EventKinds::EVERY.iter().count(), EventKind::ALL.len() + EventKind::OTHER.len());
    }

    #[test]
    fn halves_round_trip() {
        for kind in EventKinds::EVERY.iter() {
            assert_eq!(EventKinds::from_halves(EventKinds::only(kind).to_halves()), EventKinds::only(kind));
        }
    }
}
