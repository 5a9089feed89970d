//! The functions that `#[derive(Object)]` calls: they find keys and read fields.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::readable::{AsRead, Attempt, Readable, attempt};

/// The index of a key that an object does not have.
pub(crate) const UNKNOWN: u8 = u8::MAX;

/// The keys of an object.
pub(crate) trait Keys {
    /// The keys, each at its index.
    const NAMES: &'static [&'static str];

    /// The index of a key, or [`UNKNOWN`].
    fn index(name: &[u8]) -> u8;
}

/// Reads the next key and returns its index. If a key occurs twice, its last value is used, as is usual for JSON.
#[inline(always)]
pub(crate) fn next<'de, K: Keys, A: MapAccess<'de>>(map: &mut A) -> Result<Option<u8>, A::Error> {
    Ok(map.next_key::<KeyIndex<K>>()?.map(|KeyIndex(index, _)| index))
}

/// Reads the value of a field. A value that cannot be read is left out, unless the field is required.
#[inline]
pub(crate) fn field<'de, T, const UNCHECKED: bool, A>(map: &mut A, value: &mut Option<T>) -> Result<(), A::Error>
where
    T: Readable<'de>,
    A: MapAccess<'de>,
{
    if T::REQUIRED { required_field(map, value) } else { optional_field::<T, UNCHECKED, A>(map, value) }
}

/// Reads the value of a required field.
#[inline]
pub(crate) fn required_field<'de, T, A>(map: &mut A, value: &mut Option<T>) -> Result<(), A::Error>
where
    T: Readable<'de>,
    A: MapAccess<'de>,
{
    let AsRead(read) = map.next_value()?;
    *value = Some(read);
    Ok(())
}

/// Reads the value of a field. A value that cannot be read is left out.
#[inline]
pub(crate) fn optional_field<'de, T, const UNCHECKED: bool, A>(
    map: &mut A,
    value: &mut Option<T>,
) -> Result<(), A::Error>
where
    T: Readable<'de>,
    A: MapAccess<'de>,
{
    if UNCHECKED {
        map.next_value_seed(Attempt::<T, _, { attempt::UNCHECKED }>::into(value))
    } else {
        map.next_value_seed(Attempt::<T, _, { attempt::FIELD }>::into(value))
    }
}

/// The value of a field after all keys have been read.
#[inline]
pub(crate) fn finish<'de, T: Readable<'de>, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    required(value.or_else(T::absent), name)
}

/// The value of a required field after all keys have been read.
#[inline]
pub(crate) fn required<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    match value {
        Some(value) => Ok(value),
        None => Err(E::missing_field(name)),
    }
}

/// For `skip_serializing_if`: whether a value equals that of an absent key.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A key, read as its index.
struct KeyIndex<K>(u8, PhantomData<K>);

impl<'de, K: Keys> Deserialize<'de> for KeyIndex<K> {
    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IndexVisitor<K>(PhantomData<K>);

        impl<K: Keys> Visitor<'_> for IndexVisitor<K> {
            type Value = KeyIndex<K>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("field identifier")
            }

            #[inline]
            fn visit_str<E: Error>(self, name: &str) -> Result<KeyIndex<K>, E> {
                self.visit_bytes(name.as_bytes())
            }

            #[inline]
            fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<KeyIndex<K>, E> {
                Ok(KeyIndex(K::index(name), PhantomData))
            }
        }

        // `deserialize_identifier` would check whether the key is valid UTF-8, which is not needed here.
        deserializer.deserialize_bytes(IndexVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use greenroom_macros::Object;
    use serde_json::{from_str, to_string};

    use super::*;
    use crate::model::Field;

    /// Defines the same struct twice: with `#[derive(Object)]` and with serde's derives.
    macro_rules! twins {
        ($($(#[$attribute:meta])* $field:ident: $kind:ty,)+) => {
            #[derive(Debug, PartialEq, Object)]
            struct Ours {
                $($(#[$attribute])* $field: $kind,)+
            }

            #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
            struct Theirs {
                $($(#[$attribute])* $field: $kind,)+
            }

            impl From<Theirs> for Ours {
                fn from(theirs: Theirs) -> Self {
                    Self { $($field: theirs.$field,)+ }
                }
            }
        };
    }

    fn one() -> u8 {
        1
    }

    fn plus<S: serde::Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(number + 1)
    }

    fn minus<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        i64::deserialize(deserializer).map(|number| number - 1)
    }

    twins! {
        id: u64,
        nullable: Option<u8>,
        #[serde(rename = "type", default)]
        kind: u8,
        #[serde(default = "one")]
        chunks: u8,
        #[serde(default, skip_serializing_if = "is_default")]
        bot: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nick: Option<String>,
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        topic: Field<u8>,
        #[serde(default, serialize_with = "plus", deserialize_with = "minus")]
        shifted: i64,
        #[serde(skip)]
        own: u8,
    }

    const TEXTS: &[&str] = &[
        r#"{"id":5}"#,
        r#"{"id":5,"nullable":null,"type":0,"chunks":1,"bot":false,"tags":[],"nick":null,"topic":null,"shifted":1}"#,
        r#"{"shifted":7,"topic":3,"nick":"","tags":[0],"bot":true,"chunks":0,"type":2,"nullable":0,"id":0}"#,
        r#"{"bot":false,"id":5,"tags":[],"chunks":1}"#,
    ];

    #[test]
    fn objects_are_read_as_by_serde() {
        let more = [r#"{"id":5,"new":[{"id":6}],"type":1,"own":3}"#, r#"{"id":5,"typ":1,"types":2}"#];
        for text in TEXTS.iter().chain(&more) {
            let theirs: Ours = from_str::<Theirs>(text).unwrap().into();
            assert_eq!(from_str::<Ours>(text).unwrap(), theirs);
            assert_eq!(crate::json::from_str::<Ours>(text).unwrap(), theirs);
        }
    }

    #[test]
    fn values_that_are_not_objects_are_refused() {
        for text in ["5", "null", "[]", "\"x\"", "{", r#"{"id":5]"#, r#"{"id" 5}"#] {
            assert!(from_str::<Ours>(text).is_err() && crate::json::from_str::<Ours>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_value_of_a_repeated_key_is_used() {
        assert_eq!(
            from_str::<Ours>(r#"{"id":5,"bot":true,"id":6,"bot":false}"#).unwrap(),
            from_str(r#"{"id":6}"#).unwrap()
        );
    }

    #[test]
    fn objects_are_written_as_by_serde() {
        for text in TEXTS {
            let theirs: Theirs = from_str(text).unwrap();
            let written = to_string(&theirs).unwrap();
            assert_eq!(to_string(&Ours::from(theirs)).unwrap(), written);
        }
    }

    #[test]
    fn default_values_of_optional_keys_are_left_out() {
        let object: Ours = from_str(TEXTS[1]).unwrap();
        assert_eq!(
            to_string(&object).unwrap(),
            r#"{"id":5,"nullable":null,"type":0,"chunks":1,"topic":null,"shifted":1}"#
        );
    }

    #[test]
    fn objects_round_trip() {
        for text in TEXTS {
            let object: Ours = from_str(text).unwrap();
            assert_eq!(from_str::<Ours>(&to_string(&object).unwrap()).unwrap(), object);
        }
    }
}
