//! [`Suggestion`]: a value that is suggested while the user types.

use std::fmt::Display;

use compact_str::CompactString;

use super::{arg::Suggested, tell::CommandResult};
use crate::model::CommandChoice;

/// The most suggestions that Discord shows.
const MOST: usize = 25;

/// The most characters of a suggestion's name and of its value, if it is a text.
const LONGEST: usize = 100;

/// A value that is suggested while the user types, and the text that is shown for it (1–100 characters; longer texts
/// are cut).
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
    note = "return `CommandResult<Vec<Suggestion<{T}>>>`; an option with suggestions is a text, a number, or a type \
            with `#[derive(Arg)]` around one"
)]
pub trait SuggestedFor<T>: Suggested {}
#[diagnostic::do_not_recommend]
impl<T: Suggested> SuggestedFor<T> for T {}
#[diagnostic::do_not_recommend]
impl<T: Suggested> SuggestedFor<Option<T>> for T {}
impl SuggestedFor<String> for &str {}
impl SuggestedFor<Option<String>> for &str {}

/// The suggestions for an option of the type `A`, as Discord expects them: at most 25.
///
/// # Errors
/// The error of the method that suggests.
#[doc(hidden)]
pub fn choices<A, T: SuggestedFor<A>>(
    suggestions: CommandResult<impl IntoIterator<Item = Suggestion<T>>>,
) -> CommandResult<Vec<CommandChoice>> {
    let choices = suggestions?.into_iter().map(|it| (it.value.to_value(), it.name));
    let fitting = choices.filter(|(value, name)| {
        let fits = match value {
            crate::model::OptionValue::String(text) => (1..=LONGEST).contains(&text.chars().count()),
            _ => true,
        };
        fits && !name.is_empty()
    });
    Ok(fitting
        .map(|(value, name)| CommandChoice::new(name.chars().take(LONGEST).collect::<CompactString>(), value))
        .take(MOST)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_that_discord_refuses_are_cut_or_left_out() {
        let long = "x".repeat(101);
        let suggestions = vec![
            Suggestion::from(String::from("tea")),
            Suggestion::new(String::from("a"), &long),
            Suggestion::new(long.clone(), "too long"),
            Suggestion::from(String::new()),
        ];
        let found = choices::<String, _>(Ok(suggestions)).unwrap();
        assert_eq!(found, [CommandChoice::new("tea", "tea"), CommandChoice::new(&long[..100], "a")]);
        assert_eq!(choices::<i64, _>(Ok((0..40_i64).map(Suggestion::from))).unwrap().len(), 25);
    }
}
