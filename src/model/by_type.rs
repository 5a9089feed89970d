//! Objects whose `type` says what their other keys mean.
//!
//! Discord writes `type` first, and then nothing is buffered: once it has been read, the other keys stream into the type it
//! names. Keys that come before it are put aside as text until it is known.

use std::fmt;
use std::marker::PhantomData;
use std::vec;

use serde::Serialize;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::RawJson;
use super::key::Key;
use super::open::enum_number;

/// How deep a value that stood before `type` may be nested. Discord's components reach a third of it.
const DEEPEST: usize = 32;

/// An object whose `type` says what its other keys mean.
pub(crate) trait ByType: Sized {
    /// Reads the other keys.
    fn read<'de, A: MapAccess<'de>>(kind: u32, fields: A) -> Result<Self, A::Error>;
}

/// Reads an object by its `type`.
pub(crate) fn by_type<'de, D: Deserializer<'de>, T: ByType>(deserializer: D) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: ByType> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with a `type`")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut early = Vec::new();
            loop {
                let key = map.next_key::<Key<'de>>()?.ok_or_else(|| A::Error::missing_field("type"))?;
                if key.as_str() == "type" {
                    break;
                }
                let value: RawJson = map.next_value()?;
                if depth(value.get()) > DEEPEST {
                    return Err(A::Error::custom(format_args!("`{}` is nested too deep", key.as_str())));
                }
                early.push((key, value));
            }
            let Kind(kind) = map.next_value()?;
            T::read(kind, Fields { early: early.into_iter(), value: None, map })
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The number of a `type`.
struct Kind(u32);

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum_number(deserializer).map(Self)
    }
}

/// How deep a JSON text is nested.
fn depth(json: &str) -> usize {
    let (mut deepest, mut now) = (0_usize, 0_usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// All keys but `type`: first those that stood before it, then the others.
struct Fields<'de, A> {
    early: vec::IntoIter<(Key<'de>, RawJson)>,
    /// What belongs to the early key that was handed out last.
    value: Option<RawJson>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.early.next() {
            Some((key, value)) => {
                self.value = Some(value);
                key.hand_to(seed).map(Some)
            }
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            // A reader lends nothing, so what is read from it may live as long as anybody wants.
            Some(value) => seed
                .deserialize(&mut serde_json::Deserializer::from_reader(value.get().as_bytes()))
                .map_err(A::Error::custom),
            None => self.map.next_value_seed(seed),
        }
    }
}

/// Writes an object with its `type` before its other keys.
#[derive(Serialize)]
pub(crate) struct Typed<'a, T> {
    /// The number Discord uses.
    #[serde(rename = "type")]
    pub(crate) kind: u32,
    /// The other keys.
    #[serde(flatten)]
    pub(crate) fields: &'a T,
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::value::MapAccessDeserializer;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct One {
        #[serde(default)]
        text: String,
        inner: Option<Box<Either>>,
        raw: Option<RawJson>,
    }

    #[derive(Debug, PartialEq)]
    enum Either {
        One(One),
        Other(u32),
    }

    impl ByType for Either {
        fn read<'de, A: MapAccess<'de>>(kind: u32, mut fields: A) -> Result<Self, A::Error> {
            if kind == 1 {
                return One::deserialize(MapAccessDeserializer::new(fields)).map(Self::One);
            }
            while fields.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
            Ok(Self::Other(kind))
        }
    }

    impl<'de> Deserialize<'de> for Either {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            by_type(deserializer)
        }
    }

    #[test]
    fn the_type_may_stand_anywhere() {
        let first: Either =
            serde_json::from_str(r#"{"type":1,"text":"a\"]","inner":{"type":7,"x":[1]},"raw":{"b": [2]}}"#).unwrap();
        for json in [
            r#"{"text":"a\"]","inner":{"x":[1],"type":7},"raw":{"b": [2]},"type":1}"#,
            r#"{"text":"a\"]","type":1,"raw":{"b": [2]},"inner":{"x":[1],"type":7}}"#,
            r#"{"t\u0065xt":"a\u0022]","inner":{"type":7},"\u0074ype":1,"raw":{"b": [2]}}"#,
        ] {
            assert_eq!(serde_json::from_str::<Either>(json).unwrap(), first, "{json}");
        }
        let Either::One(one) = first else { panic!("another") };
        assert_eq!(one.inner.as_deref(), Some(&Either::Other(7)));
        assert_eq!(one.raw.unwrap().get(), r#"{"b": [2]}"#);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (json, message) in [
            ("{}", "missing field `type`"),
            (r#"{"text":5,"type":1}"#, "invalid type: integer `5`"),
            (r#"{"type":"x"}"#, "invalid type: string"),
            ("7", "an object with a `type`"),
        ] {
            let error = serde_json::from_str::<Either>(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }

    #[test]
    fn nobody_can_nest_without_end() {
        let nested = |levels: usize| {
            let open = r#"{"inner":"#.repeat(levels);
            let close = r#","type":1}"#.repeat(levels);
            serde_json::from_str::<Either>(&format!("{open}null{close}"))
        };
        assert!(nested(8).is_ok());
        assert!(nested(100_000).unwrap_err().to_string().contains("nested too deep"));
    }
}
