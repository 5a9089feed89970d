//! Objects whose `type` determines the meaning of their other keys.
//!
//! No key is buffered until `type` has been read: if `type` is not the first key, the JSON reader finds it by looking
//! ahead.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::RawJson;
use super::key::Key;
use super::open::enum_number;
use crate::json::{self, request};

/// An object whose `type` determines the meaning of its other keys.
pub(crate) trait ByType: Sized {
    /// The name of the object in error messages.
    const NAME: &'static str;

    /// Reads the other keys.
    fn read<'de, A: MapAccess<'de>>(kind: u32, fields: A) -> Result<Self, A::Error>;
}

/// Reads an object by its `type`.
pub(crate) fn by_type<'de, D: Deserializer<'de>, T: ByType>(deserializer: D) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: ByType> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            match map.next_key::<Key<'de>>()? {
                Some(key) if key.as_str() == "type" => {}
                _ => return Err(A::Error::missing_field("type")),
            }
            let Kind(kind) = map.next_value()?;
            T::read(kind, map)
        }

        /// Called by other deserializers, which cannot look ahead. The text is then read with our own reader.
        fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
            let text = RawJson::deserialize(deserializer)?;
            let object: Object<T> = json::from_str(text.get()).map_err(|problem| D::Error::custom(problem.message))?;
            Ok(object.0)
        }
    }

    deserializer.deserialize_newtype_struct(request::BY_TYPE, ObjectVisitor(PhantomData))
}

struct Object<T>(T);

impl<'de, T: ByType> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_type(deserializer).map(Self)
    }
}

/// The number in `type`.
struct Kind(u32);

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum_number(deserializer).map(Self)
    }
}

/// Serializes an object with its `type` before its other keys.
#[derive(Serialize)]
pub(crate) struct Typed<'a, T> {
    /// The number of the type.
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
        const NAME: &'static str = "an object with a `type`";

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
    fn the_type_may_be_at_any_position() {
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
    fn errors_name_the_problem() {
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
    fn nesting_is_bounded() {
        let nested = |levels: usize| {
            let open = r#"{"inner":"#.repeat(levels);
            let close = r#","type":1}"#.repeat(levels);
            serde_json::from_str::<Either>(&format!("{open}null{close}"))
        };
        assert!(nested(8).is_ok());
        assert!(nested(1000).unwrap_err().to_string().contains("recursion limit exceeded"));
    }
}
