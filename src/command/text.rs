//! [`Text`]: a text with a maximum length.

use std::{fmt, ops::Deref};

use super::{
    arg::{Arg, Suggested, Textual},
    refused::Refused,
    value::Value,
};
use crate::model::{CommandOptionKind, OptionValue};
use crate::texts::own;

/// A text of at most `N` characters. As an option it states the maximum length; it can also be a part of a custom id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Text<const N: usize>(String);

impl<const N: usize> Text<N> {
    /// The text, or `None` if it has more than `N` characters.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (text.chars().count() <= N).then_some(Self(text))
    }

    /// The first `N` characters of the text.
    #[must_use]
    pub fn cut(text: &str) -> Self {
        Self(text.chars().take(N).collect())
    }

    /// The text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const N: usize> Deref for Text<N> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const N: usize> Arg for Text<N> {
    type Class = Textual;
    const KIND: CommandOptionKind = CommandOptionKind::String;
    // Discord allows at most 6000, so a larger `N` states nothing.
    const MAX_LENGTH: Option<u32> = if N <= 6000 { Some(N as u32) } else { None };

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        Self::new(value.text()?).ok_or_else(|| value.refuse_own(|noun, name| own::longer_than(noun, name, N)))
    }
}

impl<const N: usize> Suggested for Text<N> {
    fn to_value(&self) -> OptionValue {
        OptionValue::from(&**self)
    }
}
