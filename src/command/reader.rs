//! [`Reader`]: reads the options of a call one after the other.

use super::{arg::Arg, option_spec::Slot, refused::Refused, value::Value};
use crate::model::{CommandDataOption, CommandOptionKind, GivenValue, Interaction, ResolvedData};

/// Reads the options of a call.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    options: &'a [CommandDataOption],
    resolved: Option<&'a ResolvedData>,
    interaction: &'a Interaction,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(options: &'a [CommandDataOption], interaction: &'a Interaction) -> Self {
        let resolved = interaction.command().and_then(|command| command.resolved.as_deref());
        Self { options, resolved, interaction }
    }

    /// The options as Discord sent them.
    pub(crate) fn options(&self) -> &'a [CommandDataOption] {
        self.options
    }

    /// The value of an option, if the user gave it.
    #[must_use]
    pub fn value(&self, option: &str) -> Option<Value<'a>> {
        let option = self.options.iter().find(|it| it.name == option)?;
        option.value.as_ref()?;
        Some(Value::new(GivenValue::of_option(option, self.resolved), self.interaction))
    }

    /// Reads an option.
    ///
    /// # Errors
    /// If it cannot be read, or is missing and must be given.
    pub fn arg<T: Arg>(&self, option: &str) -> Result<T, Refused> {
        T::take(self.value(option), option)
    }

    /// Reads an option, with a default.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn arg_or<T: Arg>(&self, option: &str, default: impl FnOnce() -> T) -> Result<T, Refused> {
        self.value(option).map_or_else(|| Ok(default()), |value| T::read(&value))
    }

    /// Reads a set of options.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn set<T: OptionSet>(&self) -> Result<T, Refused> {
        T::read(self)
    }

    /// The sub-command that the user chose, and its options.
    #[must_use]
    pub fn subcommand(&self) -> Option<(&'a str, Self)> {
        let option = self.options.first().filter(|it| it.kind == CommandOptionKind::SubCommand)?;
        Some((&option.name, Self { options: &option.options, ..*self }))
    }
}

/// The options below `depth` groups and sub-commands.
pub(crate) fn descend(options: &[CommandDataOption], depth: usize) -> &[CommandDataOption] {
    match (depth, options.first()) {
        (1.., Some(option)) => descend(&option.options, depth - 1),
        (1.., None) => &[],
        (0, _) => options,
    }
}

/// A set of options: a struct whose fields are options, or an enum whose variants are sub-commands. Derive it:
/// `#[derive(Options)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of options",
    label = "not a set of options",
    note = "write `#[derive(Options)]` above the type"
)]
pub trait OptionSet: Sized + Send {
    /// The options.
    const SLOT: Slot;

    /// Reads the options.
    ///
    /// # Errors
    /// If one of them cannot be read.
    fn read(reader: &Reader<'_>) -> Result<Self, Refused>;
}

/// The options that the user has given so far, for autocomplete.
#[derive(Debug, Clone, Copy)]
pub struct Partial<'a>(Reader<'a>);

impl<'a> Partial<'a> {
    pub(crate) fn new(reader: Reader<'a>) -> Self {
        Self(reader)
    }

    /// The value of another option. `None` if it was not given, or cannot be used yet.
    #[must_use]
    pub fn get<T: Arg>(&self, option: &str) -> Option<T> {
        T::read(&self.0.value(option)?).ok()
    }
}
