//! [`Suggestion`]: a value that is suggested while the user types.

use std::fmt::Display;

use compact_str::CompactString;

use super::{arg::Suggested, tell::CommandResult};
use crate::{
    error::HandlerError,
    model::{CommandChoice, OptionValue},
};

/// The most suggestions that Discord shows.
const MOST: usize = 25;

/// The most characters of a suggestion's name and of its value, if it is a text.
const LONGEST: usize = 100;

/// A value that is suggested while the user types, and the text that is shown for it (1–100 characters; longer texts
/// are cut). The log warns of the first suggestion of a command that is too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion<T> {
    /// The value that the application receives. A text longer than 100 characters is left out, since Discord refuses
    /// it.
    pub value: T,
    /// The text that is shown.
    pub name: CompactString,
}

impl<T> Suggestion<T> {
    /// A value, and the text that is shown for it.
    #[must_use]
    pub fn new(value: T, name: impl AsRef<str>) -> Self {
        Self { value, name: name.as_ref().into() }
    }
}

impl<T: Display> From<T> for Suggestion<T> {
    /// The value is shown as it is.
    fn from(value: T) -> Self {
        let name = value.to_string();
        Self::new(value, name)
    }
}

/// A type whose values can be suggested for an option of the type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be suggested for an option of the type `{T}`",
    label = "suggests `{Self}`",
    note = "return `Vec<Suggestion<{T}>>` or a `CommandResult` of it; an option with suggestions is a text, a number, \
            or a type with `#[derive(Arg)]` around one"
)]
pub trait SuggestedFor<T>: Suggested {}
#[diagnostic::do_not_recommend]
impl<T: Suggested> SuggestedFor<T> for T {}
#[diagnostic::do_not_recommend]
impl<T: Suggested> SuggestedFor<Option<T>> for T {}
impl SuggestedFor<String> for &str {}
impl SuggestedFor<Option<String>> for &str {}

/// What a function that suggests values can return: a list of [`Suggestion`], or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of suggestions",
    label = "returns `{Self}`",
    note = "return `Vec<Suggestion<..>>`, or `CommandResult<Vec<Suggestion<..>>>`"
)]
pub trait Suggestions {
    /// The type of the values.
    type Value;

    /// The list.
    ///
    /// # Errors
    /// The error of the function.
    fn list(self) -> CommandResult<impl IntoIterator<Item = Suggestion<Self::Value>>>;
}

impl<T> Suggestions for Vec<Suggestion<T>> {
    type Value = T;

    fn list(self) -> CommandResult<impl IntoIterator<Item = Suggestion<T>>> {
        Ok(self)
    }
}

impl<T, const N: usize> Suggestions for [Suggestion<T>; N] {
    type Value = T;

    fn list(self) -> CommandResult<impl IntoIterator<Item = Suggestion<T>>> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, I: IntoIterator<Item = Suggestion<T>>, E: Into<HandlerError>> Suggestions for Result<I, E> {
    type Value = T;

    fn list(self) -> CommandResult<impl IntoIterator<Item = Suggestion<T>>> {
        self.map_err(Into::into)
    }
}

/// The suggestions for an option of the type `A`.
///
/// # Errors
/// The error of the function that suggests.
#[doc(hidden)]
pub fn choices<A, S>(suggestions: S) -> CommandResult<Vec<CommandChoice>>
where
    S: Suggestions<Value: SuggestedFor<A>>,
{
    let choices = suggestions.list()?.into_iter().map(|it| CommandChoice::new(it.name, it.value.to_value()));
    Ok(choices.collect())
}

/// Makes suggestions such that Discord takes them: names are cut, those without a name and with a text that is empty or
/// too long are left out, and so are all after the 25th. Returns whether a name or a text was too long.
pub(crate) fn fit(choices: &mut Vec<CommandChoice>) -> bool {
    let mut is_too_long = false;
    choices.retain_mut(|choice| {
        if let Some((end, _)) = choice.name.char_indices().nth(LONGEST) {
            choice.name.truncate(end);
            is_too_long = true;
        }
        let length = match &choice.value {
            OptionValue::String(text) => text.chars().count(),
            _ => 1,
        };
        is_too_long |= length > LONGEST;
        (1..=LONGEST).contains(&length) && !choice.name.is_empty()
    });
    choices.truncate(MOST);
    is_too_long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_that_discord_refuses_are_cut_or_left_out() {
        let long = "x".repeat(101);
        for (suggestion, fitted, is_too_long) in [
            (Suggestion::from(String::from("tea")), Some(CommandChoice::new("tea", "tea")), false),
            (Suggestion::new(String::from("a"), &long), Some(CommandChoice::new(&long[..100], "a")), true),
            (Suggestion::new(long.clone(), "too long"), None, true),
            // Suggesting what was typed, of which there is nothing yet, is no mistake.
            (Suggestion::from(String::new()), None, false),
        ] {
            let mut found = choices::<String, _>([suggestion]).unwrap();
            assert_eq!((fit(&mut found), found.first()), (is_too_long, fitted.as_ref()));
        }
        let mut many = choices::<i64, _>(Ok::<_, HandlerError>((0..40_i64).map(Suggestion::from))).unwrap();
        assert!(!fit(&mut many));
        assert_eq!(many.len(), 25);
    }
}
