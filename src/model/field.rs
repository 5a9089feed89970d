//! The three states of a key in a partial object: absent, null, or with a value.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A key of a partial object for which absent and null differ: absent means *unchanged*, null means *cleared*.
///
/// It is used where Discord makes this difference: in updates such as [`MemberUpdate`](crate::event::MemberUpdate) and
/// [`MessageUpdate`](crate::event::MessageUpdate), in partial objects such as [`PartialUser`](super::PartialUser), in
/// answers to partial requests such as [`ChannelInfoChannel`](super::ChannelInfoChannel), and in a message's
/// `referenced_message`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Field<T> {
    /// The key was not sent.
    #[default]
    Absent,
    /// The key was sent as null: there is no value any more.
    Null,
    /// The key was sent with a value.
    Value(T),
}

impl<T> Field<T> {
    /// Whether the key was not sent.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the key was sent as null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if one was sent.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Turns a borrowed field into a field of a reference.
    #[must_use]
    pub const fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }
}

impl<T: Clone> Field<T> {
    /// Applies the field to a stored value: absent keeps it, null clears it, a value replaces it.
    pub fn apply_to(&self, stored: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *stored = None,
            Self::Value(value) => *stored = Some(value.clone()),
        }
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// Only the struct can leave an absent field out: `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Patch {
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        nick: Field<String>,
    }

    #[test]
    fn the_three_states_round_trip() {
        for (json, field, stored) in [
            ("{}", Field::Absent, Some("old")),
            (r#"{"nick":null}"#, Field::Null, None),
            (r#"{"nick":"new"}"#, Field::Value("new".to_owned()), Some("new")),
        ] {
            let patch: Patch = serde_json::from_str(json).unwrap();
            assert_eq!(patch.nick, field);
            assert_eq!(serde_json::to_string(&patch).unwrap(), json);
            let mut value = Some("old".to_owned());
            patch.nick.apply_to(&mut value);
            assert_eq!(value.as_deref(), stored, "{json}");
        }
    }
}
