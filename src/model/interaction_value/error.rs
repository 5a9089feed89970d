//! [`ValueError`]: why a value of an interaction cannot be read.

use compact_str::CompactString;

use super::ValueKind;
use crate::model::InteractionKind;

/// Why a value of an interaction cannot be read as a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// The interaction has no such values.
    #[error("the interaction is {found:?}, which is not {expected}")]
    WrongInteraction {
        /// What has such values.
        expected: &'static str,
        /// The kind of the interaction.
        found: InteractionKind,
    },
    /// The user gave no value.
    #[error("`{name}` has no value; if it may be left out, read it as an `Option`")]
    Missing {
        /// The name of the option, or the custom id.
        name: CompactString,
    },
    /// The value is of another kind.
    #[error("`{name}` is {found}, and is read as {expected}")]
    WrongKind {
        /// The name of the option, or the custom id.
        name: CompactString,
        /// The kind of the value.
        found: ValueKind,
        /// The kind of the type.
        expected: ValueKind,
    },
    /// The value is not one of those that the type has.
    #[error("`{name}` is `{value}`, but it must be {expected}")]
    Invalid {
        /// The name of the option, or the custom id.
        name: CompactString,
        /// The first 50 characters of the value.
        value: String,
        /// What it must be.
        expected: String,
    },
    /// The user selected several values, and the type is for one.
    #[error("`{name}` has {count} values, and only one is read; read it as a `Vec`")]
    TooMany {
        /// The custom id.
        name: CompactString,
        /// The number of values.
        count: usize,
    },
    /// Discord sent only the id. For members: the user is not a member of the guild, or there is no guild.
    #[error("`{name}` is the id {id}, but Discord sent no {object} with it")]
    NotResolved {
        /// The name of the option, or the custom id.
        name: CompactString,
        /// The id.
        id: u64,
        /// The name of the object.
        object: &'static str,
    },
}
