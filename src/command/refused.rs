//! [`Refused`]: a call that is not made because its values cannot be used.

use std::fmt;

use crate::{
    model::ValueError,
    texts::{Language, OwnText, own, own::OwnArgument},
};

/// Why a call is not made: an option, a custom id or a field cannot be used. The user sees the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    text: String,
    /// The text of the library, which can be given in other languages.
    own: Option<Box<OwnText>>,
}

impl Refused {
    /// A refusal with the text that the user sees, up to 2000 characters.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), own: None }
    }

    /// A refusal with a text of the library.
    #[must_use]
    pub(crate) fn own(text: OwnText) -> Self {
        Self { text: text.to_string(), own: Some(Box::new(text)) }
    }

    /// The command is another one than that which the user sees.
    #[doc(hidden)]
    #[must_use]
    pub fn outdated() -> Self {
        Self::own(own::updated())
    }

    /// The option was not given.
    #[must_use]
    pub(crate) fn missing(option: &str) -> Self {
        Self::own(own::missing(option))
    }

    /// The value of the option or field (`noun`) cannot be used.
    #[must_use]
    pub(crate) fn named(noun: &str, name: &str, problem: impl fmt::Display) -> Self {
        Self::own(own::unusable(noun, name, problem.to_string()))
    }

    /// The value of the option or field (`noun`) cannot be read.
    pub(crate) fn of_value(error: &ValueError, noun: &str) -> Self {
        match error {
            ValueError::Missing { name } => Self::missing(name),
            ValueError::Invalid { name, expected, .. } => match expected.as_str() {
                "a whole number" => Self::own(own::whole_number(noun, name.as_str())),
                "a number" => Self::own(own::number(noun, name.as_str())),
                expected => Self::named(noun, name, format_args!("must be {expected}")),
            },
            ValueError::NotResolved { name, object: "member", .. } => Self::own(own::not_a_member(noun, name.as_str())),
            ValueError::NotResolved { name, object, .. } => {
                Self::named(noun, name, format_args!("is a {object} that Discord did not send"))
            }
            ValueError::TooMany { name, .. } => Self::own(own::several_values(noun, name.as_str())),
            ValueError::WrongKind { name, .. } => Self::own(own::another_kind(noun, name.as_str())),
            ValueError::WrongInteraction { .. } => Self::new(error.to_string()),
        }
    }

    /// Gives the option that the text names the name that the user sees.
    pub(crate) fn rename<'a>(&mut self, shown: impl Fn(&str) -> Option<&'a str>) {
        let arguments = self.own.iter_mut().flat_map(|own| &mut own.arguments);
        for (_, value) in arguments.filter(|(argument, _)| *argument == "name") {
            if let OwnArgument::Text(name) = value
                && let Some(other) = shown(name)
            {
                *value = other.into();
            }
        }
    }

    /// The text, in English if it is one of the library.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that a user of this language sees.
    #[must_use]
    pub fn text_in(&self, language: &Language) -> String {
        self.own.as_ref().map_or_else(|| self.text.clone(), |text| language.own(text))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refused {}
