//! Options of commands: their definitions and their choices (Discord's docs, interactions/application-commands,
//! "Application Command Option Structure").
//!
//! The value that a user gave for an option is a [`CommandDataOption`](super::CommandDataOption).

use compact_str::CompactString;
use greenroom_macros::Object;
use serde::{Deserialize, Serialize};

use super::object::is_default;
use super::readable::readable;
use super::{ChannelKind, CommandOptionKind, Locale, Localizations, OptionValue};

/// An option of a command, a subcommand, or a group of subcommands.
///
/// ```
/// use greenroom::model::{CommandOption, Locale};
///
/// let size = CommandOption::string("size", "How large").required(true).choice("Small", "s").choice("Large", "l");
/// let count = CommandOption::integer("count", "How many").min_value(1).max_value(10);
/// let count = count.name_localization(Locale::German, "anzahl");
/// let add = CommandOption::subcommand("add", "Adds an ant").option(size).option(count);
/// ```
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct CommandOption {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: CommandOptionKind,
    /// Its name: 1–32 letters, digits, `-`, `_` and `'`, in lower case.
    pub name: CompactString,
    /// Its name in other languages, under the same rules.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub name_localizations: Localizations,
    /// Its name in the requested language. It cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localized: Option<CompactString>,
    /// The description, 1–100 characters.
    pub description: CompactString,
    /// The description in other languages, 1–100 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub description_localizations: Localizations,
    /// The description in the requested language. It cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_localized: Option<CompactString>,
    /// Whether it must be given. Required options come before the others.
    #[serde(skip_serializing_if = "is_default")]
    pub required: bool,
    /// For texts, integers and numbers: the only values that are allowed, up to 25. It cannot be combined with
    /// autocomplete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<CommandChoice>,
    /// For subcommands their options, for groups their subcommands: up to 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<CommandOption>,
    /// For channels: the kinds that are allowed; all kinds if the list is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel_types: Vec<ChannelKind>,
    /// For integers and numbers: the minimum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_value: Option<CommandNumber>,
    /// For integers and numbers: the maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value: Option<CommandNumber>,
    /// For texts: the minimum number of characters, 0–6000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// For texts: the maximum number of characters, 1–6000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// For texts, integers and numbers: whether the application suggests values while the user types.
    #[serde(skip_serializing_if = "is_default")]
    pub autocomplete: bool,
    /// For files: up to ten kinds that are allowed, `image`, `video`, `audio` or extensions such as `.pdf`; all kinds
    /// if the list is empty.
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
    /// An option of this kind, with a name (1–32 characters) and a description (1–100 characters).
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
        /// A subcommand, whose options are added with [`option`](Self::option). A command with a subcommand can have
        /// only subcommands and groups.
        subcommand = SubCommand,
        /// A group of subcommands, which are added with [`option`](Self::option). Groups cannot be nested.
        subcommand_group = SubCommandGroup,
        /// A text.
        string = String,
        /// A whole number between -2^53 and 2^53.
        integer = Integer,
        /// True or false.
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

    /// Sets the name in a language.
    #[must_use]
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.name_localizations.insert(locale.into(), name.as_ref().into());
        self
    }

    /// Sets the description in a language.
    #[must_use]
    pub fn description_localization(mut self, locale: impl Into<Locale>, description: impl AsRef<str>) -> Self {
        self.description_localizations.insert(locale.into(), description.as_ref().into());
        self
    }

    /// Sets whether it must be given. Required options come before the others.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = required;
        self
    }

    /// Adds a choice, up to 25: the text that is shown, and the value that the application receives.
    #[must_use]
    pub fn choice(self, name: impl AsRef<str>, value: impl Into<OptionValue>) -> Self {
        self.add_choice(CommandChoice::new(name, value))
    }

    /// Adds a choice, up to 25.
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

    /// For channels: allows only these kinds.
    #[must_use]
    pub fn channel_types(mut self, kinds: impl IntoIterator<Item = ChannelKind>) -> Self {
        self.channel_types = kinds.into_iter().collect();
        self
    }

    /// For integers and numbers: sets the minimum.
    #[must_use]
    pub fn min_value(mut self, least: impl Into<CommandNumber>) -> Self {
        self.min_value = Some(least.into());
        self
    }

    /// For integers and numbers: sets the maximum.
    #[must_use]
    pub fn max_value(mut self, greatest: impl Into<CommandNumber>) -> Self {
        self.max_value = Some(greatest.into());
        self
    }

    /// For texts: sets the minimum number of characters, 0–6000.
    #[must_use]
    pub fn min_length(mut self, least: u32) -> Self {
        self.min_length = Some(least);
        self
    }

    /// For texts: sets the maximum number of characters, 1–6000.
    #[must_use]
    pub fn max_length(mut self, most: u32) -> Self {
        self.max_length = Some(most);
        self
    }

    /// For texts, integers and numbers: sets whether the application suggests values while the user types.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: bool) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// For files: allows only these kinds, up to ten of `image`, `video`, `audio` or extensions such as `.pdf`.
    #[must_use]
    pub fn file_types(mut self, types: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.file_types = types.into_iter().map(|it| it.as_ref().into()).collect();
        self
    }

    /// The definition alone, without the fields that only Discord's answers have.
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

/// A choice of an option, or a suggestion while the user types.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct CommandChoice {
    /// The text that is shown, 1–100 characters.
    pub name: CompactString,
    /// The text in other languages, 1–100 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub name_localizations: Localizations,
    /// The text in the requested language. It cannot be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localized: Option<CompactString>,
    /// The value that the application receives. Texts have up to 100 characters.
    pub value: OptionValue,
}

impl CommandChoice {
    /// A choice with the text that is shown and the value that the application receives, up to 100 characters each.
    #[must_use]
    pub fn new(name: impl AsRef<str>, value: impl Into<OptionValue>) -> Self {
        Self {
            name: name.as_ref().into(),
            name_localizations: Localizations::new(),
            name_localized: None,
            value: value.into(),
        }
    }

    /// Sets the text in a language.
    #[must_use]
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.name_localizations.insert(locale.into(), name.as_ref().into());
        self
    }
}

/// The minimum or maximum of an option: a whole number for integers, any number for numbers.
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
