//! What `#[derive(Object)]` needs: the keys of an object, and how the next one is read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// The place of a key that an object does not know.
pub(crate) const UNKNOWN: u8 = u8::MAX;

/// An object with known keys.
pub(crate) trait Keys {
    /// The keys, each in its place.
    const NAMES: &'static [&'static str];

    /// The place of a key, or [`UNKNOWN`].
    fn place(name: &[u8]) -> u8;
}

/// The place of the next key. `seen` has a bit for each key that was there, so that a second one of a name is refused.
#[inline(always)]
pub(crate) fn next<'de, K: Keys, A: MapAccess<'de>>(map: &mut A, seen: &mut u64) -> Result<Option<u8>, A::Error> {
    let Some(Place(place, _)) = map.next_key::<Place<K>>()? else { return Ok(None) };
    if place != UNKNOWN {
        let bit = 1 << place;
        if *seen & bit != 0 {
            return Err(duplicate::<K, A::Error>(place));
        }
        *seen |= bit;
    }
    Ok(Some(place))
}

#[cold]
#[inline(never)]
fn duplicate<K: Keys, E: Error>(place: u8) -> E {
    E::duplicate_field(K::NAMES.get(usize::from(place)).copied().unwrap_or_default())
}

/// A key, read as its place.
struct Place<K>(u8, PhantomData<K>);

impl<'de, K: Keys> Deserialize<'de> for Place<K> {
    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PlaceVisitor<K>(PhantomData<K>);

        impl<K: Keys> Visitor<'_> for PlaceVisitor<K> {
            type Value = Place<K>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("field identifier")
            }

            #[inline]
            fn visit_str<E: Error>(self, name: &str) -> Result<Place<K>, E> {
                self.visit_bytes(name.as_bytes())
            }

            #[inline]
            fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Place<K>, E> {
                Ok(Place(K::place(name), PhantomData))
            }
        }

        // Not `deserialize_identifier`: ours need not look whether a name is text.
        deserializer.deserialize_bytes(PlaceVisitor(PhantomData))
    }
}

/// The value of a key that was not there and has no default: `None` where its type has that.
pub(crate) fn missing<'de, T: Deserialize<'de>, E: Error>(name: &'static str) -> Result<T, E> {
    T::deserialize(Missing(name, PhantomData))
}

struct Missing<E>(&'static str, PhantomData<E>);

impl<'de, E: Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use greenroom_macros::Object;
    use serde_json::{from_str, to_string};

    use super::*;
    use crate::model::Field;
    use crate::model::lenient::{is_neutral, or_default};

    /// The same struct twice: once as ours, once as serde derives it.
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
        #[serde(default, skip_serializing_if = "is_neutral")]
        bot: bool,
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
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
    fn it_reads_what_serde_reads_and_refuses_what_serde_refuses() {
        let others = [
            r#"{"id":5,"new":[{"id":6}],"type":1,"own":3}"#,
            r#"{"id":5,"tags":null,"typ":1,"types":2}"#,
            r#"{"id":5,"id":6}"#,
            r#"{"id":5,"bot":false,"bot":true}"#,
            r#"{"type":5}"#,
            r#"{"id":5,"bot":null}"#,
            r#"{"id":"5"}"#,
            "5",
            "null",
        ];
        for text in TEXTS.iter().chain(&others) {
            match (from_str::<Ours>(text), from_str::<Theirs>(text)) {
                (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs.into()),
                (Err(ours), Err(theirs)) => {
                    assert_eq!(ours.to_string(), theirs.to_string().replace("Theirs", "Ours"), "{text}");
                }
                (ours, theirs) => panic!("{text}: {ours:?}, serde {theirs:?}"),
            }
        }
    }

    #[test]
    fn it_writes_what_serde_writes() {
        for text in TEXTS {
            let theirs: Theirs = from_str(text).unwrap();
            let written = to_string(&theirs).unwrap();
            assert_eq!(to_string(&Ours::from(theirs)).unwrap(), written);
        }
    }

    #[test]
    fn what_says_nothing_is_left_out_where_it_may_be() {
        let object: Ours = from_str(TEXTS[1]).unwrap();
        assert_eq!(
            to_string(&object).unwrap(),
            r#"{"id":5,"nullable":null,"type":0,"chunks":1,"topic":null,"shifted":1}"#
        );
    }

    #[test]
    fn what_was_written_is_read_as_the_same() {
        for text in TEXTS {
            let object: Ours = from_str(text).unwrap();
            assert_eq!(from_str::<Ours>(&to_string(&object).unwrap()).unwrap(), object);
        }
    }
}
