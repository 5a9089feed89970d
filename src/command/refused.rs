//! [`Refused`]: a call that is not made because its values cannot be used.

use std::fmt;

use crate::model::ValueError;

/// Why a call is not made: an option, a custom id or a field cannot be used. The user sees the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    text: String,
}

impl Refused {
    /// A refusal with the text that the user sees, up to 2000 characters.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// The command is another one than that which the user sees.
    #[doc(hidden)]
    #[must_use]
    pub fn outdated() -> Self {
        Self::new("This command was updated. Reload Discord and try again.")
    }

    /// The option was not given.
    #[must_use]
    pub(crate) fn missing(option: &str) -> Self {
        Self::new(format!("The option `{option}` is missing."))
    }

    /// The value of the option or field (`noun`) cannot be used.
    #[must_use]
    pub(crate) fn named(noun: &str, name: &str, problem: impl fmt::Display) -> Self {
        Self::new(format!("The {noun} `{name}` {problem}."))
    }

    /// The value of the option or field (`noun`) cannot be read.
    pub(crate) fn of_value(error: &ValueError, noun: &str) -> Self {
        match error {
            ValueError::Missing { name } => Self::missing(name),
            ValueError::Invalid { name, expected, .. } => Self::named(noun, name, format_args!("must be {expected}")),
            ValueError::NotResolved { name, object: "member", .. } => {
                Self::named(noun, name, "is not a member of this server")
            }
            ValueError::NotResolved { name, object, .. } => {
                Self::named(noun, name, format_args!("is a {object} that Discord did not send"))
            }
            ValueError::TooMany { name, .. } => Self::named(noun, name, "has more than one value"),
            ValueError::WrongKind { name, .. } => {
                Self::named(noun, name, "is of another kind than before; reload Discord and try again")
            }
            ValueError::WrongInteraction { .. } => Self::new(error.to_string()),
        }
    }

    /// The text that the user sees.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refused {}
