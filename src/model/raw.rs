//! JSON that is kept as text.

use std::fmt;

use serde::de::{DeserializeOwned, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::readable::Readable;
use crate::json::{quoted, request};

/// A JSON value that is kept as text, for parts of Discord's objects whose type depends on something else.
///
/// It needs one allocation and builds no tree. Two values are equal if their texts are.
#[derive(Clone, PartialEq, Eq)]
pub struct RawJson(Box<str>);

impl RawJson {
    /// Keeps a JSON text.
    ///
    /// # Errors
    /// If the text is not exactly one JSON value.
    pub fn new(json: impl Into<String>) -> Result<Self, serde_json::Error> {
        RawValue::from_string(json.into()).map(Self::from)
    }

    /// Serializes a value and keeps its JSON.
    ///
    /// # Errors
    /// If the value cannot be serialized.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self::from)
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.0
    }

    /// Deserializes the text as `T`.
    ///
    /// # Errors
    /// If the text does not have the shape of `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.get())
    }
}

/// Shows the first 2 KiB of the text without secrets: the values of keys such as `token` and the URLs of webhooks are
/// replaced.
impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawJson").field(&quoted(self.0.as_bytes())).finish()
    }
}

impl From<Box<RawValue>> for RawJson {
    fn from(raw: Box<RawValue>) -> Self {
        Self(raw.into())
    }
}

/// Writes the text as it is. Only serde_json can do this.
impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // This checks the text, because our JSON reader has only looked for the end of the value.
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(S::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = RawJson;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any valid JSON value")
            }

            /// Called by our JSON reader with the text. It passes bytes, because other deserializers call `visit_str`
            /// for a JSON string.
            fn visit_borrowed_bytes<E: serde::de::Error>(self, text: &'de [u8]) -> Result<RawJson, E> {
                std::str::from_utf8(text).map(|text| RawJson(text.into())).map_err(E::custom)
            }

            /// Called by serde_json, with its own type for raw values.
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawJson, D::Error> {
                Box::<RawValue>::deserialize(deserializer).map(RawJson::from)
            }
        }

        deserializer.deserialize_newtype_struct(request::RAW, TextVisitor)
    }
}

/// Null is kept as a JSON value.
impl<'de> Readable<'de> for RawJson {
    const REQUIRED: bool = true;
    const NULL: bool = true;

    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::deserialize(from)
    }

    fn absent() -> Option<Self> {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json;

    #[test]
    fn the_text_is_kept_unchanged() {
        let list: Vec<RawJson> = serde_json::from_str(r#"[{"b": 1,"a":[2.50]}, null]"#).unwrap();
        assert_eq!(list[0].get(), r#"{"b": 1,"a":[2.50]}"#);
        assert_eq!(serde_json::to_string(&list).unwrap(), r#"[{"b": 1,"a":[2.50]},null]"#);
        assert_eq!(RawJson::new("[1]").unwrap().parse::<Vec<u8>>().unwrap(), [1]);
        assert!(RawJson::new("{").is_err());
        let value = serde_json::json!({"a": [2.5]});
        assert_eq!(serde_json::from_value::<RawJson>(value).unwrap().get(), r#"{"a":[2.5]}"#);
        let read = serde_json::from_reader::<_, RawJson>(&b" [ 1 ] "[..]).unwrap();
        assert_eq!(read.get(), "[ 1 ]");
    }

    /// A string of another deserializer is a JSON string, not a JSON text.
    #[test]
    fn strings_of_other_deserializers_are_not_used_as_json_text() {
        let string = serde::de::value::BorrowedStrDeserializer::<serde_json::Error>::new("[1]");
        assert!(RawJson::deserialize(string).is_err());
    }

    #[test]
    fn our_reader_keeps_the_text_unchanged() {
        let text = r#"[ {"a" : [1, "]"]} ,5,null,"\"" ]"#;
        let ours: Vec<RawJson> = json::from_str(text).unwrap();
        assert_eq!(ours.iter().map(RawJson::get).collect::<Vec<_>>(), [r#"{"a" : [1, "]"]}"#, "5", "null", r#""\"""#]);
        assert_eq!(serde_json::from_str::<Vec<RawJson>>(text).unwrap(), ours);
        assert!(json::from_str::<RawJson>("[1").is_err() && json::from_str::<RawJson>("").is_err());
        // Only serde_json can read its own type.
        assert!(json::from_str::<Box<RawValue>>("1").is_err());
    }

    /// Our reader does not check the content of a value that it keeps as text.
    #[test]
    fn invalid_json_is_not_written() {
        let raw: RawJson = json::from_str(r#"{"a":tru}"#).unwrap();
        assert_eq!(raw.get(), r#"{"a":tru}"#);
        assert!(serde_json::to_string(&raw).is_err());
    }

    proptest! {
        #[test]
        fn numbers_are_kept_as_they_are_written(number in "-?[1-9][0-9]{0,30}(\\.[0-9]{1,9})?(e[+-]?[0-9]{1,4})?") {
            let ours = json::from_str::<RawJson>(&number).unwrap();
            prop_assert_eq!(ours.get(), &number);
        }
    }
}
