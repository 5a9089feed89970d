//! Options of commands: what a bot defines, and what it suggests (Discord's docs, interactions/application-commands,
//! "Application Command Option Structure").
//!
//! What was filled in when the command was used is a [`CommandDataOption`](super::CommandDataOption).

use compact_str::CompactString;
use greenroom_macros::Object;
use serde::{Deserialize, Serialize};

use super::object::is_neutral;
use super::readable::readable;
use super::{ChannelKind, CommandOptionKind, Locale, Localizations, OptionValue};

/// An option of a command, a subcommand, or a group of subcommands.
///
/// ```
/// use greenroom::model::{CommandOption, Locale};
///
/// let size = CommandOption::string("size", "How large").required(true).choice("Small", "s").choice("Large", "l");
/// let count = CommandOption::integer("count", "How many").min_value(1).max_value(10).name_localization(Locale::German, "anzahl");
/// let add = CommandOption::subcommand("add", "Adds an ant").option(size).option(count);
/// ```
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct CommandOption {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: CommandOptionKind,
    /// Its name: 1–32 letters, digits, `-`, `_` and `'`, in lower case where there is one.
    pub name: CompactString,
    /// Its name in other languages, under the same rules.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub name_localizations: Localizations,
    /// Its name in the language that was asked for; not to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localized: Option<CompactString>,
    /// What it is for, 1–100 characters.
    pub description: CompactString,
    /// What it is for, in other languages, 1–100 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub description_localizations: Localizations,
    /// What it is for, in the language that was asked for; not to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_localized: Option<CompactString>,
    /// Whether it must be filled in. Those that must come before those that need not.
    #[serde(skip_serializing_if = "is_neutral")]
    pub required: bool,
    /// Of texts, integers and numbers: the only values there are, up to 25. Not together with autocomplete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<CommandChoice>,
    /// Of subcommands their options, of groups their subcommands: up to 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<CommandOption>,
    /// Of channels: which kinds; all if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel_types: Vec<ChannelKind>,
    /// Of integers and numbers: the least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_value: Option<CommandNumber>,
    /// Of integers and numbers: the greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value: Option<CommandNumber>,
    /// Of texts: how many characters there must be, 0–6000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// Of texts: how many characters there can be, 1–6000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Of texts, integers and numbers: whether the application suggests values while one is being typed.
    #[serde(skip_serializing_if = "is_neutral")]
    pub autocomplete: bool,
    /// Of files: which kinds, up to ten of `image`, `video`, `audio` or extensions such as `.pdf`; all if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub file_types: Vec<CompactString>,
}

macro_rules! kinds_of_options {
    ($($(#[$doc:meta])* $method:ident = $kind:ident,)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $method(name: impl AsRef<str>, description: impl AsRef<str>) -> Self {
            Self::new(CommandOptionKind::$kind, name, description)
        }
    )+};
}

impl CommandOption {
    /// An option of this kind: its name (1–32 characters), and what it is for (1–100 characters).
    #[must_use]
    pub fn new(kind: CommandOptionKind, name: impl AsRef<str>, description: impl AsRef<str>) -> Self {
        Self {
            kind,
            name: name.as_ref().into(),
            name_localizations: Localizations::new(),
            name_localized: None,
            description: description.as_ref().into(),
            description_localizations: Localizations::new(),
            description_localized: None,
            required: false,
            choices: Vec::new(),
            options: Vec::new(),
            channel_types: Vec::new(),
            min_value: None,
            max_value: None,
            min_length: None,
            max_length: None,
            autocomplete: false,
            file_types: Vec::new(),
        }
    }

    kinds_of_options! {
        /// A subcommand, to be given options of its own with [`option`](Self::option). A command that has one consists of them only.
        subcommand = SubCommand,
        /// A group of subcommands, to be filled with [`option`](Self::option). Groups do not stand inside of groups.
        subcommand_group = SubCommandGroup,
        /// A text.
        string = String,
        /// A whole number between -2^53 and 2^53.
        integer = Integer,
        /// Yes or no.
        boolean = Boolean,
        /// A user.
        user = User,
        /// A channel.
        channel = Channel,
        /// A role.
        role = Role,
        /// A user or a role.
        mentionable = Mentionable,
        /// A number between -2^53 and 2^53.
        number = Number,
        /// A file.
        attachment = Attachment,
    }

    /// Says what it is called in a language.
    #[must_use]
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.name_localizations.insert(locale.into(), name.as_ref().into());
        self
    }

    /// Says what it is for in a language.
    #[must_use]
    pub fn description_localization(mut self, locale: impl Into<Locale>, description: impl AsRef<str>) -> Self {
        self.description_localizations.insert(locale.into(), description.as_ref().into());
        self
    }

    /// Says whether it must be filled in. Those that must come before those that need not.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = required;
        self
    }

    /// Adds a value to be chosen from, of up to 25: what is shown, and what the application is told.
    #[must_use]
    pub fn choice(self, name: impl AsRef<str>, value: impl Into<OptionValue>) -> Self {
        self.add_choice(CommandChoice::new(name, value))
    }

    /// Adds a value to be chosen from, of up to 25.
    #[must_use]
    pub fn add_choice(mut self, choice: CommandChoice) -> Self {
        self.choices.push(choice);
        self
    }

    /// Adds an option to a subcommand, or a subcommand to a group.
    #[must_use]
    pub fn option(mut self, option: Self) -> Self {
        self.options.push(option);
        self
    }

    /// Of channels: takes only these kinds.
    #[must_use]
    pub fn channel_types(mut self, kinds: impl IntoIterator<Item = ChannelKind>) -> Self {
        self.channel_types = kinds.into_iter().collect();
        self
    }

    /// Of integers and numbers: sets the least.
    #[must_use]
    pub fn min_value(mut self, least: impl Into<CommandNumber>) -> Self {
        self.min_value = Some(least.into());
        self
    }

    /// Of integers and numbers: sets the greatest.
    #[must_use]
    pub fn max_value(mut self, greatest: impl Into<CommandNumber>) -> Self {
        self.max_value = Some(greatest.into());
        self
    }

    /// Of texts: sets how many characters there must be, 0–6000.
    #[must_use]
    pub fn min_length(mut self, least: u32) -> Self {
        self.min_length = Some(least);
        self
    }

    /// Of texts: sets how many characters there can be, 1–6000.
    #[must_use]
    pub fn max_length(mut self, most: u32) -> Self {
        self.max_length = Some(most);
        self
    }

    /// Of texts, integers and numbers: says whether the application suggests values while one is being typed.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: bool) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// Of files: takes only these kinds, up to ten of `image`, `video`, `audio` or extensions such as `.pdf`.
    #[must_use]
    pub fn file_types(mut self, types: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.file_types = types.into_iter().map(|it| it.as_ref().into()).collect();
        self
    }

    /// What was defined: without what only Discord's answers have.
    #[must_use]
    pub(super) fn definition(self) -> Self {
        Self {
            name_localized: None,
            description_localized: None,
            choices: self.choices.into_iter().map(|choice| CommandChoice { name_localized: None, ..choice }).collect(),
            options: self.options.into_iter().map(Self::definition).collect(),
            ..self
        }
    }
}

/// A value of an option to be chosen from, or a suggestion while one is being typed.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct CommandChoice {
    /// What is shown, 1–100 characters.
    pub name: CompactString,
    /// What is shown in other languages, 1–100 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub name_localizations: Localizations,
    /// What is shown in the language that was asked for; not to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localized: Option<CompactString>,
    /// What the application is told; texts up to 100 characters.
    pub value: OptionValue,
}

impl CommandChoice {
    /// What is shown, and what the application is told: up to 100 characters each.
    #[must_use]
    pub fn new(name: impl AsRef<str>, value: impl Into<OptionValue>) -> Self {
        Self {
            name: name.as_ref().into(),
            name_localizations: Localizations::new(),
            name_localized: None,
            value: value.into(),
        }
    }

    /// Says what is shown in a language.
    #[must_use]
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.name_localizations.insert(locale.into(), name.as_ref().into());
        self
    }
}

/// The least or the greatest of an option: a whole number for integers, any number for numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CommandNumber {
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
}

readable!(required CommandNumber);

impl From<i64> for CommandNumber {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for CommandNumber {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<f64> for CommandNumber {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}
