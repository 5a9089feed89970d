//! [`Choice`]: enums whose variants are the choices of an option.

use super::{
    arg::Arg,
    custom_id::{IdPart, word},
    modal::{InputSpec, choice_component},
    option_spec::{ChoiceSpec, ChoiceValue},
    refused::Refused,
    value::Value,
};
use crate::model::{Component, Select, SelectOption};
use crate::texts::own;

/// An enum whose variants are the choices of an option, of a menu, or of a field of a modal. Derive it:
/// `#[derive(Choice)]`. Its values can be parts of custom ids.
pub trait Choice: Arg {
    /// The position of the variant, from 0.
    fn index(&self) -> usize;

    /// The variant at a position. `None` if there are fewer.
    fn at(index: usize) -> Option<Self>;

    /// The text that is shown, in the default language.
    fn name(&self) -> &'static str {
        Self::CHOICES.get(self.index()).map_or("", |choice| choice.name)
    }
}

impl Select {
    /// A menu of the variants of an enum with `#[derive(Choice)]`, identified by `custom_id` (1–100 characters). What
    /// is selected is read as this type: `#[selected] sizes: Vec<Size>`.
    #[must_use]
    pub fn choices<T: Choice>(custom_id: impl AsRef<str>) -> Self {
        Self::texts(custom_id, T::CHOICES.iter().map(|choice| SelectOption::new(choice.name, choice.value.to_text())))
    }
}

impl ChoiceValue {
    /// The value as a text, as menus and fields have it.
    pub(crate) fn to_text(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// Whether an option, a menu or a field with this value sends `value`. Menus and fields send numbers as text.
    fn is(self, value: &Value<'_>) -> bool {
        match self {
            Self::Text(own) => value.text().is_ok_and(|text| text == own),
            Self::Integer(own) => value.integer().is_ok_and(|number| number == own),
            Self::Number(own) => value.number().is_ok_and(|number| number.total_cmp(&own).is_eq()),
        }
    }
}

/// Reads a choice by its value, or by the text that is shown.
///
/// # Errors
/// If there is no such choice.
#[doc(hidden)]
pub fn read_choice<T: Choice>(value: &Value<'_>) -> Result<T, Refused> {
    let by_value = T::CHOICES.iter().position(|choice| choice.value.is(value));
    let by_name = || T::CHOICES.iter().position(|choice| value.text().is_ok_and(|text| text == choice.name));
    let index = by_value.or_else(by_name);
    index.and_then(T::at).ok_or_else(|| value.refuse_own(own::not_a_choice))
}

/// The component of a modal for one or several choices.
#[doc(hidden)]
#[must_use]
pub fn choice_field<T: Choice>(spec: &InputSpec, values: &[&T], many: bool, required: bool) -> Component {
    let is_chosen = |choice: &ChoiceSpec| values.iter().any(|it| T::CHOICES.get(it.index()) == Some(choice));
    choice_component::<T>(spec, is_chosen, many, required)
}

/// The most characters of a choice in a custom id.
#[doc(hidden)]
#[must_use]
pub const fn longest_choice(choices: &[ChoiceSpec]) -> usize {
    let (mut longest, mut at) = (0, 0);
    while at < choices.len() {
        let length = match choices[at].value {
            ChoiceValue::Text(text) => text.len(),
            ChoiceValue::Integer(_) | ChoiceValue::Number(_) => <i64 as IdPart>::LONGEST,
        };
        if length > longest {
            longest = length;
        }
        at += 1;
    }
    longest
}

/// Writes a choice into a custom id.
#[doc(hidden)]
pub fn write_choice<T: Choice>(choice: &T, id: &mut String) {
    match T::CHOICES.get(choice.index()).map(|choice| choice.value) {
        Some(ChoiceValue::Text(text)) => id.push_str(text),
        Some(ChoiceValue::Integer(number)) => number.write(id),
        // `#[derive(Choice)]` writes no such values.
        Some(ChoiceValue::Number(_)) | None => {}
    }
}

/// Reads a choice from a custom id.
#[doc(hidden)]
#[must_use]
pub fn read_choice_part<T: Choice>(text: &str) -> Option<(T, &str)> {
    let (own, rest) = word(text);
    let index = T::CHOICES.iter().position(|choice| match choice.value {
        ChoiceValue::Text(value) => value == own,
        ChoiceValue::Integer(number) => i64::from_str_radix(own, 36) == Ok(number),
        ChoiceValue::Number(_) => false,
    })?;
    Some((T::at(index)?, rest))
}
