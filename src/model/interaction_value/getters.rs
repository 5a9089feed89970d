//! Methods of interactions that read the values that the user gave.

use std::borrow::Cow;

use super::{FromValue, GivenValue, ValueError, ValueKind};
use crate::model::{
    CommandData, CommandDataOption, CommandKind, CommandOptionKind, ComponentData, Interaction, ModalData, OptionValue,
};

/// The option that the user is typing.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FocusedOption<'a> {
    /// The name of the option.
    pub name: &'a str,
    /// Its kind.
    pub kind: CommandOptionKind,
    /// What the user has typed so far. It may be empty, may be longer than the limits of the option allow, and for a
    /// number it may be any text.
    pub typed: Cow<'a, str>,
}

impl Interaction {
    /// The value of an option of the command, or of the subcommand that was used:
    ///
    /// ```
    /// # use greenroom::model::{Interaction, User, ValueError};
    /// # fn roll(interaction: &Interaction) -> Result<(), ValueError> {
    /// let count: u64 = interaction.option("count")?;
    /// let sides = interaction.option::<Option<u64>>("sides")?.unwrap_or(6);
    /// let player: &User = interaction.option("player")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [`FromValue`] lists the types.
    ///
    /// # Errors
    /// If the interaction is not a command, and if the value is missing or is none of the type.
    pub fn option<'a, T: FromValue<'a>>(&'a self, name: &'a str) -> Result<T, ValueError> {
        self.command().ok_or_else(|| self.is_not("a command"))?.option(name)
    }

    /// The option that the user is typing, if the interaction is an autocomplete. If Discord names several, it is the
    /// first.
    #[must_use]
    pub fn focused(&self) -> Option<FocusedOption<'_>> {
        let option = self.command()?.used_options().iter().find(|option| option.focused)?;
        let typed = match option.value.as_ref() {
            None => Cow::Borrowed(""),
            Some(OptionValue::String(text)) => Cow::Borrowed(text.as_str()),
            Some(OptionValue::Integer(number)) => Cow::Owned(number.to_string()),
            Some(OptionValue::Number(number)) => Cow::Owned(number.to_string()),
            Some(OptionValue::Boolean(yes)) => Cow::Owned(yes.to_string()),
        };
        Some(FocusedOption { name: &option.name, kind: option.kind, typed })
    }

    /// The values that were selected in a select menu; an empty list for a button.
    ///
    /// # Errors
    /// If the interaction is not a component, and if one of the values is none of the type.
    pub fn values<'a, T: FromValue<'a>>(&'a self) -> Result<Vec<T>, ValueError> {
        self.component().ok_or_else(|| self.is_not("a component"))?.read_values()
    }

    /// The answer for the component of a submitted modal with this custom id: a text, the selected values, files, or
    /// whether a checkbox is ticked.
    ///
    /// # Errors
    /// If the interaction is not a modal, and if the value is missing or is none of the type.
    pub fn field<'a, T: FromValue<'a>>(&'a self, custom_id: &'a str) -> Result<T, ValueError> {
        self.modal().ok_or_else(|| self.is_not("a modal"))?.read_field(custom_id)
    }

    /// The user or the message on which a context menu command was used: a `User`, a `Member` or a `Message`, or the
    /// id.
    ///
    /// # Errors
    /// If the interaction is not a command, and if the command has no target or one of another kind.
    pub fn target<'a, T: FromValue<'a>>(&'a self) -> Result<T, ValueError> {
        self.command().ok_or_else(|| self.is_not("a command"))?.read_target()
    }

    fn is_not(&self, expected: &'static str) -> ValueError {
        ValueError::WrongInteraction { expected, found: self.kind }
    }
}

impl CommandData {
    /// The names of the command, the subcommand group and the subcommand that were used, as far as there are any,
    /// separated by spaces: `tag editors add`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = self.name.to_string();
        self.descend(|name| {
            path.push(' ');
            path.push_str(name);
        });
        path
    }

    /// The options that the user gave to the command, or to its subcommand.
    #[must_use]
    pub fn used_options(&self) -> &[CommandDataOption] {
        self.descend(|_| {})
    }

    /// The value of an option; see [`Interaction::option`].
    ///
    /// # Errors
    /// If the value is missing or is none of the type.
    pub fn option<'a, T: FromValue<'a>>(&'a self, name: &'a str) -> Result<T, ValueError> {
        let option = self.used_options().iter().find(|option| option.name == name);
        let missing = GivenValue::missing(name);
        T::from_value(option.map_or(missing, |option| GivenValue::of_option(option, self.resolved.as_deref())))
    }

    fn read_target<'a, T: FromValue<'a>>(&'a self) -> Result<T, ValueError> {
        let kind = match self.kind {
            CommandKind::User => ValueKind::User,
            CommandKind::Message => ValueKind::Message,
            _ => ValueKind::Unknown,
        };
        T::from_value(match self.target_id {
            Some(id) => GivenValue::of_target(kind, id, self.resolved.as_deref()),
            None => GivenValue::missing("target"),
        })
    }

    /// The options of the innermost subcommand. Calls `enter` with the name of each group and subcommand on the way.
    fn descend(&self, mut enter: impl FnMut(&str)) -> &[CommandDataOption] {
        let mut options = &self.options[..];
        while let [option] = options
            && matches!(option.kind, CommandOptionKind::SubCommandGroup | CommandOptionKind::SubCommand)
        {
            enter(&option.name);
            options = &option.options;
        }
        options
    }
}

impl ComponentData {
    fn read_values<'a, T: FromValue<'a>>(&'a self) -> Result<Vec<T>, ValueError> {
        let resolved = [self.resolved.as_deref(), None];
        Vec::from_value(GivenValue::of_values(&self.custom_id, self.component_type, &self.values, resolved))
    }
}

impl ModalData {
    fn read_field<'a, T: FromValue<'a>>(&'a self, custom_id: &'a str) -> Result<T, ValueError> {
        let missing = GivenValue::missing(custom_id);
        let response = self.field(custom_id);
        T::from_value(response.map_or(missing, |field| GivenValue::of_response(field, self.resolved.as_deref())))
    }
}
