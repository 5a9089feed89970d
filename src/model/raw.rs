//! A piece of JSON kept as it came.

use std::fmt;

use serde::de::{DeserializeOwned, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::readable::Readable;
use crate::json::{quoted, request};

/// A piece of JSON, kept as text: for the parts of Discord's objects whose shape depends on something else.
///
/// It costs one allocation and no tree. Two pieces are equal if their texts are.
#[derive(Clone, PartialEq, Eq)]
pub struct RawJson(Box<str>);

impl RawJson {
    /// Keeps a text that is JSON.
    ///
    /// # Errors
    /// If the text is no single JSON value.
    pub fn new(json: impl Into<String>) -> Result<Self, serde_json::Error> {
        RawValue::from_string(json.into()).map(Self::from)
    }

    /// Writes a value as JSON and keeps that.
    ///
    /// # Errors
    /// If the value cannot be written as JSON.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self::from)
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.0
    }

    /// Reads the text as `T`.
    ///
    /// # Errors
    /// If the text does not have the shape of `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.get())
    }
}

/// The beginning of the text, up to 2 KiB, without secrets: what stands under keys such as `token`, and addresses of
/// webhooks.
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

/// Writes the text as it stands. Only serde_json can.
impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Checks the text: the reader of payloads finds only where a value ends.
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

            /// The text, from the reader of payloads. As bytes, since a string would be a value of JSON, which other
            /// deserializers may hand over.
            fn visit_borrowed_bytes<E: serde::de::Error>(self, text: &'de [u8]) -> Result<RawJson, E> {
                std::str::from_utf8(text).map(|text| RawJson(text.into())).map_err(E::custom)
            }

            /// From serde_json, which knows its own type.
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawJson, D::Error> {
                Box::<RawValue>::deserialize(deserializer).map(RawJson::from)
            }
        }

        deserializer.deserialize_newtype_struct(request::RAW, TextVisitor)
    }
}

/// Null is a piece of JSON as well.
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
    fn is_kept_to_the_letter() {
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

    /// A string of another deserializer is a value, and no text to be taken for JSON.
    #[test]
    fn what_other_deserializers_hand_over_is_not_taken_for_text() {
        let string = serde::de::value::BorrowedStrDeserializer::<serde_json::Error>::new("[1]");
        assert!(RawJson::deserialize(string).is_err());
    }

    #[test]
    fn the_reader_of_payloads_keeps_it_to_the_letter() {
        let text = r#"[ {"a" : [1, "]"]} ,5,null,"\"" ]"#;
        let ours: Vec<RawJson> = json::from_str(text).unwrap();
        assert_eq!(ours.iter().map(RawJson::get).collect::<Vec<_>>(), [r#"{"a" : [1, "]"]}"#, "5", "null", r#""\"""#]);
        assert_eq!(serde_json::from_str::<Vec<RawJson>>(text).unwrap(), ours);
        assert!(json::from_str::<RawJson>("[1").is_err() && json::from_str::<RawJson>("").is_err());
        // serde_json's own type is for serde_json.
        assert!(json::from_str::<Box<RawValue>>("1").is_err());
    }

    /// The payload reader does not look into a value that it keeps as text.
    #[test]
    fn what_is_no_json_is_not_written() {
        let raw: RawJson = json::from_str(r#"{"a":tru}"#).unwrap();
        assert_eq!(raw.get(), r#"{"a":tru}"#);
        assert!(serde_json::to_string(&raw).is_err());
    }

    proptest! {
        #[test]
        fn a_number_is_kept_as_it_is_written(number in "-?[1-9][0-9]{0,30}(\\.[0-9]{1,9})?(e[+-]?[0-9]{1,4})?") {
            let ours = json::from_str::<RawJson>(&number).unwrap();
            prop_assert_eq!(ours.get(), &number);
        }
    }
}
