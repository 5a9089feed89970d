//! The rules by which values from Discord are read. A value that cannot be read is lost alone.
//!
//! [`Readable`] defines for each type how it is read and what its default value is. A field that is absent or cannot be
//! read gets the default value. A type without a default value is required: an object cannot be read without such a
//! field. An element of a list that cannot be read is left out. Our JSON reader (`json/`) counts the values that were
//! left out. With any other deserializer, such as serde_json's, a value that cannot be read is an error.
//!
//! Further rules: null means the default value unless the type accepts null. A whole number may be written as a
//! fraction or a string, unless it is an id. A negative number of a count becomes 0. An optional id that is 0 becomes
//! `None`. A key may occur twice.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use compact_str::CompactString;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::Field;
use super::key::Key;
use crate::json::request;

/// A type of values that Discord sends.
pub(crate) trait Readable<'de>: Sized {
    /// Whether an object cannot be read without it.
    const REQUIRED: bool = false;
    /// Whether null is a value of its own, different from the default value.
    const NULL: bool = false;

    /// Reads a value.
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;

    /// Reads a value that is known not to be null.
    #[inline]
    fn read_value<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::read(from)
    }

    /// The default value, for an absent key. `None` if the type is required.
    fn absent() -> Option<Self>;

    /// Whether the value counts as absent where it is optional.
    fn is_nothing(&self) -> bool {
        false
    }
}

/// Implements [`Readable`] for types that implement `Deserialize` themselves.
///
/// `required`: an object cannot be read without them. `default`: their default is the value of an absent key.
macro_rules! readable {
    (required $($kind:ty),+) => {$(
        impl<'de> $crate::model::readable::Readable<'de> for $kind {
            const REQUIRED: bool = true;

            #[inline]
            fn read<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(from)
            }

            #[inline]
            fn absent() -> Option<Self> {
                None
            }
        }
    )+};
    (default $($kind:ty),+) => {$(
        impl<'de> $crate::model::readable::Readable<'de> for $kind {
            #[inline]
            fn read<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(from)
            }

            #[inline]
            fn absent() -> Option<Self> {
                Some(Self::default())
            }
        }
    )+};
}
pub(crate) use readable;

readable!(default bool, String, CompactString, Box<str>, (u32, u32));

/// A value that is read with [`Readable`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AsRead<T>(pub(crate) T);

impl<'de, T: Readable<'de>> Deserialize<'de> for AsRead<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from).map(Self)
    }
}

/// A place into which a value is written after it was read.
pub(crate) trait Place<T> {
    fn put(self, value: T);
}

impl<T> Place<T> for &mut Option<T> {
    #[inline]
    fn put(self, value: T) {
        *self = Some(value);
    }
}

impl<T> Place<T> for &mut Vec<T> {
    /// Lists of objects rarely have more than one element. `Vec` would allocate four elements at first, and allocators
    /// are slower for blocks of that size if the elements have some hundred bytes.
    #[inline]
    fn put(self, value: T) {
        if self.len() == self.capacity() {
            self.reserve_exact(self.len().max(1));
        }
        self.push(value);
    }
}

/// The purposes of an attempt to read a value.
pub(crate) mod attempt {
    /// A field of an object.
    pub(crate) const FIELD: u8 = 0;
    /// A field of an object that users' programs write.
    pub(crate) const UNCHECKED: u8 = 1;
    /// An element of a list.
    pub(crate) const ELEMENT: u8 = 2;
}

/// Reads a value and writes it into its place. If it cannot be read, the place is not changed.
pub(crate) struct Attempt<T, P, const FOR: u8>(P, PhantomData<T>);

impl<T, P: Place<T>, const FOR: u8> Attempt<T, P, FOR> {
    #[inline]
    pub(crate) fn into(place: P) -> Self {
        Self(place, PhantomData)
    }
}

impl<'de, T: Readable<'de>, P: Place<T>, const FOR: u8> DeserializeSeed<'de> for Attempt<T, P, FOR> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let name = match FOR {
            attempt::ELEMENT => request::ELEMENT,
            attempt::UNCHECKED => request::UNCHECKED_FIELD,
            _ if T::NULL => request::NULLABLE_FIELD,
            _ => request::FIELD,
        };
        from.deserialize_newtype_struct(name, self)
    }
}

impl<'de, T: Readable<'de>, P: Place<T>, const FOR: u8> Visitor<'de> for Attempt<T, P, FOR> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut attempt: A) -> Result<(), A::Error> {
        let read = if FOR == attempt::FIELD && !T::NULL {
            attempt.next_element_seed(ReadInto::<T, P, true>(self.0, PhantomData))
        } else {
            attempt.next_element_seed(ReadInto::<T, P, false>(self.0, PhantomData))
        };
        read.map(|_| ())
    }

    /// Called by deserializers that do not support attempts.
    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        if T::NULL {
            return ReadInto::<T, P, false>(self.0, PhantomData).deserialize(from);
        }
        if let Some(AsRead(value)) = Option::deserialize(from)? {
            self.0.put(value);
        }
        Ok(())
    }
}

/// Reads a value straight into its place. This avoids copying values of hundreds of bytes.
///
/// `IS_VALUE`: the value is known not to be null.
struct ReadInto<T, P, const IS_VALUE: bool>(P, PhantomData<T>);

impl<'de, T: Readable<'de>, P: Place<T>, const IS_VALUE: bool> DeserializeSeed<'de> for ReadInto<T, P, IS_VALUE> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        self.0.put(if IS_VALUE { T::read_value(from)? } else { T::read(from)? });
        Ok(())
    }
}

impl<'de, T: Readable<'de>> Readable<'de> for Option<T> {
    #[inline]
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::<AsRead<T>>::deserialize(from)?.map(|AsRead(value)| value).filter(|value| !value.is_nothing()))
    }

    #[inline]
    fn read_value<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read_value(from).map(|value| if value.is_nothing() { None } else { Some(value) })
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<'de, T: Readable<'de>> Readable<'de> for Field<T> {
    const NULL: bool = true;

    #[inline]
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::read(from).map(Self::from)
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(Self::Absent)
    }
}

impl<'de, T: Readable<'de>> Readable<'de> for Box<T> {
    const REQUIRED: bool = T::REQUIRED;
    const NULL: bool = T::NULL;

    #[inline]
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from).map(Self::new)
    }

    #[inline]
    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }

    #[inline]
    fn is_nothing(&self) -> bool {
        T::is_nothing(self)
    }
}

/// The maximum size in bytes of ids, numbers and strings.
const LARGEST_SCALAR: usize = 24;

impl<'de, T: Readable<'de>> Readable<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);

        impl<'de, T: Readable<'de>> Visitor<'de> for ListVisitor<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                // The capacity is known only for numbers and strings: it is their number, or at least that of the first
                // part of the list. Types that are much larger than the text of a number are neither.
                let count = if size_of::<T>() <= LARGEST_SCALAR { seq.size_hint() } else { None };
                let mut list = Vec::with_capacity(count.unwrap_or_default());
                while seq.next_element_seed(Attempt::<T, _, { attempt::ELEMENT }>::into(&mut list))?.is_some() {}
                // If no element could be read, the allocation is freed.
                Ok(if list.is_empty() { Vec::new() } else { list })
            }
        }

        from.deserialize_seq(ListVisitor(PhantomData))
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// The operations that reading needs from `HashMap` and `BTreeMap`.
trait Entries<K, V>: Default {
    fn insert_entry(&mut self, key: K, value: V);
}

impl<K: Eq + Hash, V, S: BuildHasher + Default> Entries<K, V> for HashMap<K, V, S> {
    fn insert_entry(&mut self, key: K, value: V) {
        self.insert(key, value);
    }
}

impl<K: Ord, V> Entries<K, V> for BTreeMap<K, V> {
    fn insert_entry(&mut self, key: K, value: V) {
        self.insert(key, value);
    }
}

/// Reads a map. An entry whose key or value cannot be read is left out.
fn read_map<'de, D, M, K, V>(from: D) -> Result<M, D::Error>
where
    D: Deserializer<'de>,
    M: Entries<K, V>,
    K: Deserialize<'de>,
    V: Readable<'de>,
{
    struct MapVisitor<M, K, V>(PhantomData<(M, K, V)>);

    impl<'de, M: Entries<K, V>, K: Deserialize<'de>, V: Readable<'de>> Visitor<'de> for MapVisitor<M, K, V> {
        type Value = M;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<M, A::Error> {
            let mut entries = M::default();
            while let Some(key) = map.next_key::<Key<'de>>()? {
                match key.deserialize_into::<_, A::Error>(PhantomData::<K>) {
                    Ok(key) => {
                        let mut value = None;
                        map.next_value_seed(Attempt::<V, _, { attempt::ELEMENT }>::into(&mut value))?;
                        if let Some(value) = value {
                            entries.insert_entry(key, value);
                        }
                    }
                    Err(_) => map.next_value_seed(Attempt::<WithoutKey, _, { attempt::ELEMENT }>::into(&mut None))?,
                }
            }
            Ok(entries)
        }
    }

    from.deserialize_map(MapVisitor(PhantomData))
}

/// A value whose key could not be read, so that it cannot be read either.
struct WithoutKey;

impl<'de> Readable<'de> for WithoutKey {
    const REQUIRED: bool = true;

    fn read<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("its key cannot be read"))
    }

    fn absent() -> Option<Self> {
        None
    }
}

impl<'de, K: Deserialize<'de> + Eq + Hash, V: Readable<'de>, S: BuildHasher + Default> Readable<'de>
    for HashMap<K, V, S>
{
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read_map(from)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Readable<'de>> Readable<'de> for BTreeMap<K, V> {
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read_map(from)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

/// Reads a count. A negative number becomes 0.
pub(crate) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    struct CountVisitor;

    impl Visitor<'_> for CountVisitor {
        type Value = u64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number that is not negative")
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
            Ok(number)
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
            Ok(u64::try_from(number).unwrap_or_default())
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
            WholeVisitor.visit_f64(number).map(|number| u64::try_from(number).unwrap_or_default())
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
            text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
        }
    }

    from.deserialize_any(CountVisitor)
}

/// The whole number that is written as a fraction. A number of more than 53 bits may have been rounded, so it gives
/// `None`.
pub(crate) fn whole_float(number: f64) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    (number.trunc() == number && number.abs() <= LARGEST).then_some(number as i64)
}

/// Reads a whole number.
fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    from.deserialize_any(WholeVisitor)
}

struct WholeVisitor;

impl Visitor<'_> for WholeVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
        whole_float(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

macro_rules! numbers {
    ($($read:ident: $($kind:ty)+;)+) => {$($(
        impl<'de> Readable<'de> for $kind {
            fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let number = $read(from)?;
                number.try_into().map_err(|_| D::Error::custom(format_args!("{number} is out of range")))
            }

            #[inline]
            fn absent() -> Option<Self> {
                Some(0)
            }
        }
    )+)+};
}

numbers! {
    count: u8 u16 u32 u64 usize;
    whole: i8 i32 i64;
}

impl<'de> Readable<'de> for f64 {
    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct NumberVisitor;

        impl Visitor<'_> for NumberVisitor {
            type Value = f64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
                Ok(number)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
                Ok(number as f64)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
                Ok(number as f64)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                number.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }

        from.deserialize_any(NumberVisitor)
    }

    fn absent() -> Option<Self> {
        Some(0.0)
    }
}

#[cfg(test)]
mod tests;
