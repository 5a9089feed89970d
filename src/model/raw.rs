//! A piece of JSON kept as it came.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A piece of JSON, kept as text: for the parts of Discord's objects whose shape depends on something else.
///
/// It costs one allocation and no tree. Two pieces are equal if their texts are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Keeps a text that is JSON.
    ///
    /// # Errors
    /// If the text is no single JSON value.
    pub fn new(json: impl Into<String>) -> Result<Self, serde_json::Error> {
        RawValue::from_string(json.into()).map(Self)
    }

    /// Writes a value as JSON and keeps that.
    ///
    /// # Errors
    /// If the value cannot be written as JSON.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// Reads the text as `T`.
    ///
    /// # Errors
    /// If the text does not have the shape of `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.get())
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl From<Box<RawValue>> for RawJson {
    fn from(raw: Box<RawValue>) -> Self {
        Self(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_kept_to_the_letter() {
        let list: Vec<RawJson> = serde_json::from_str(r#"[{"b": 1,"a":[2.50]}, null]"#).unwrap();
        assert_eq!(list[0].get(), r#"{"b": 1,"a":[2.50]}"#);
        assert_eq!(serde_json::to_string(&list).unwrap(), r#"[{"b": 1,"a":[2.50]},null]"#);
        assert_eq!(RawJson::new("[1]").unwrap().parse::<Vec<u8>>().unwrap(), [1]);
        assert!(RawJson::new("{").is_err());
    }
}
