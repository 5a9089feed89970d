//! [`Value`]: the value of an option, a selection or a field, with the objects that Discord sent along.

use super::refused::Refused;
use crate::{
    model::{FromValue, GivenValue, Interaction},
    texts::OwnText,
};

/// The value of an option, a selection or a field, with the objects that Discord sent along.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    given: GivenValue<'a>,
    interaction: &'a Interaction,
}

impl<'a> Value<'a> {
    pub(crate) fn new(given: GivenValue<'a>, interaction: &'a Interaction) -> Self {
        Self { given, interaction }
    }

    /// The name of the option, or the custom id of the menu or field.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.given.name()
    }

    /// The interaction.
    #[must_use]
    pub fn interaction(&self) -> &'a Interaction {
        self.interaction
    }

    /// Whether the user gave nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// A refusal that names the option or field: "The option `count` {problem}."
    #[must_use]
    pub fn refuse(&self, problem: &str) -> Refused {
        Refused::named(self.noun(), self.name(), problem)
    }

    /// A refusal with a text of the library, from what users call the value (`option` or `field`) and its name.
    pub(crate) fn refuse_own(&self, text: impl FnOnce(&'static str, &'a str) -> OwnText) -> Refused {
        Refused::own(text(self.noun(), self.name()))
    }

    /// The value as one of the types of [`FromValue`].
    ///
    /// # Errors
    /// If it is none of the type.
    pub fn get<T: FromValue<'a>>(&self) -> Result<T, Refused> {
        T::from_value(self.given).map_err(|error| Refused::of_value(&error, self.noun()))
    }

    /// What users call it.
    fn noun(&self) -> &'static str {
        if self.interaction.modal().is_some() { "field" } else { "option" }
    }

    /// The text.
    ///
    /// # Errors
    /// If it is not a text.
    pub fn text(&self) -> Result<&'a str, Refused> {
        self.get()
    }

    /// The whole number, between -(2⁵³ - 1) and 2⁵³ - 1.
    ///
    /// # Errors
    /// If it is not a whole number, or outside of that range.
    pub fn integer(&self) -> Result<i64, Refused> {
        self.get()
    }

    /// The number.
    ///
    /// # Errors
    /// If it is not a number.
    pub fn number(&self) -> Result<f64, Refused> {
        self.get()
    }
}
