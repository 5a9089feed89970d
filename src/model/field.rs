//! Absent, null, or there: the three things a key of a partial object can say.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A key of a partial object whose absence and whose null mean different things: *unchanged* and *cleared*.
///
/// Used where Discord does so: in updates such as [`MemberUpdate`](crate::event::MemberUpdate) and
/// [`MessageUpdate`](crate::event::MessageUpdate), in parts of objects such as [`PartialUser`](super::PartialUser), in what was asked
/// for in part such as [`ChannelInfoChannel`](super::ChannelInfoChannel), and in a message's `referenced_message`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Field<T> {
    /// The key was not sent: nothing is said about it.
    #[default]
    Absent,
    /// The key was sent as null: there is no value now.
    Null,
    /// The key was sent with a value.
    Value(T),
}

impl<T> Field<T> {
    /// Whether nothing was said.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the value was cleared.
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

    /// Turns a borrowed field into a field that borrows.
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
    /// Applies what was said to a stored value: absent leaves it, null clears it, a value replaces it.
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

/// An absent field can only be left out by its struct: `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
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
    fn the_three_cases_are_told_apart_and_written_back() {
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
