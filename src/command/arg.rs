//! [`Arg`]: the types that an option can have.

use std::marker::PhantomData;

use super::{
    option_spec::{ChoiceSpec, Limit, Lookup, OptionSpec},
    refused::Refused,
    value::Value,
};
use crate::model::{ChannelKind, CommandOptionKind, OptionValue};

/// The class of options that are texts: they can have a `length`.
#[derive(Debug)]
pub enum Textual {}
/// The class of options that are numbers of the type `N`: they can have a `range`.
#[derive(Debug)]
pub struct Number<N>(PhantomData<N>);
/// The class of options that are channels: they can have `channels(..)`.
#[derive(Debug)]
pub enum Channels {}
/// The class of options that are files: they can have `files(..)`.
#[derive(Debug)]
pub enum Files {}
/// The class of all other options.
#[derive(Debug)]
pub enum Other {}

/// A type that an option of a command can have.
///
/// Implemented for `String`, [`Text`](super::Text), integers, floats, `bool`, users, members, roles, channels, files,
/// ids, `Vec`s of [`ListItem`](super::ListItem)s, and `Option`s of them; by `#[derive(Arg)]` for newtypes, and by
/// `#[derive(Choice)]` for enums.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an option of a command",
    label = "not an option",
    note = "options are `String`, numbers, `bool`, `GuildMember`, `Channel`, `Option<..>` of them, and types with \
            `#[derive(Arg)]` or `#[derive(Choice)]`",
    note = "mark a struct of options with `#[option(flatten)]`, and what is made from the call with `#[from]`"
)]
pub trait Arg: Sized + Send {
    /// [`Textual`], [`Number`], [`Channels`], [`Files`] or [`Other`].
    type Class;
    /// The kind of the option at Discord.
    const KIND: CommandOptionKind;
    /// Whether it must be given.
    const REQUIRED: bool = true;
    /// The only values that are allowed.
    const CHOICES: &'static [ChoiceSpec] = &[];
    /// The smallest number that the type can hold.
    const MIN: Option<Limit> = None;
    /// The largest number that the type can hold.
    const MAX: Option<Limit> = None;
    /// The maximum number of characters that the type can hold.
    const MAX_LENGTH: Option<u32> = None;
    /// The kinds of channels that are allowed.
    const CHANNELS: &'static [ChannelKind] = &[];
    /// Whether it exists in guilds only, so that the command does too.
    const GUILD_ONLY: bool = false;
    /// What the bot reads before the call for the ids in a text.
    const LOOKUP: Option<Lookup> = None;
    /// Whether it takes the rest of the line in a prefix command, as lists do.
    const REST: bool = false;
    /// The option without its texts.
    #[doc(hidden)]
    const SPEC: OptionSpec = OptionSpec::of::<Self>("", "");

    /// Reads the value that the user gave.
    ///
    /// # Errors
    /// If the value cannot be used.
    fn read(value: &Value<'_>) -> Result<Self, Refused>;

    /// The value if the user gave none. `option` is the name of the option.
    ///
    /// # Errors
    /// If it must be given.
    fn missing(option: &str) -> Result<Self, Refused> {
        Err(Refused::missing(option))
    }

    /// Reads an option of a call. The macros name the trait here and at `SPEC`, so that the compiler reports a type
    /// that is no option once.
    ///
    /// # Errors
    /// If it cannot be read, or is missing and must be given.
    #[doc(hidden)]
    fn take(value: Option<Value<'_>>, option: &str) -> Result<Self, Refused> {
        value.map_or_else(|| Self::missing(option), |value| Self::read(&value))
    }
}

impl<T: Arg> Arg for Option<T> {
    type Class = T::Class;
    const KIND: CommandOptionKind = T::KIND;
    const REQUIRED: bool = false;
    const CHOICES: &'static [ChoiceSpec] = T::CHOICES;
    const MIN: Option<Limit> = T::MIN;
    const MAX: Option<Limit> = T::MAX;
    const MAX_LENGTH: Option<u32> = T::MAX_LENGTH;
    const CHANNELS: &'static [ChannelKind] = T::CHANNELS;
    const GUILD_ONLY: bool = T::GUILD_ONLY;
    const LOOKUP: Option<Lookup> = T::LOOKUP;
    const REST: bool = T::REST;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        T::read(value).map(Some)
    }

    fn missing(_: &str) -> Result<Self, Refused> {
        Ok(None)
    }
}

impl OptionSpec {
    /// Sets its name and description.
    #[doc(hidden)]
    #[must_use]
    pub const fn described(mut self, name: &'static str, description: &'static str) -> Self {
        (self.name, self.description) = (name, description);
        self
    }

    /// The option of the type `T`.
    #[must_use]
    pub const fn of<T: Arg>(name: &'static str, description: &'static str) -> Self {
        let mut option = Self::new(T::KIND, name, description);
        option.required = T::REQUIRED;
        option.choices = T::CHOICES;
        (option.min, option.max, option.max_length) = (T::MIN, T::MAX, T::MAX_LENGTH);
        option.channels = T::CHANNELS;
        option.guild_only = T::GUILD_ONLY;
        option.lookup = T::LOOKUP;
        option.rest = T::REST;
        option
    }
}

/// A class that is [`Textual`].
#[diagnostic::on_unimplemented(
    message = "`length` states how long a text may be, and this option is not a text",
    label = "not a text",
    note = "write `range = 1..=10` for a number"
)]
pub trait IsText {}
impl IsText for Textual {}

/// A class that is [`Number`].
#[diagnostic::on_unimplemented(
    message = "`range` states how large a number may be, and this option is not a number",
    label = "not a number",
    note = "write `length = 1..=40` for a text"
)]
pub trait IsNumber {
    /// The type of the bounds.
    type Bound;
}
impl<N> IsNumber for Number<N> {
    type Bound = N;
}

/// A class that is [`Channels`].
#[diagnostic::on_unimplemented(
    message = "`channels` states the kinds of channels, and this option is not a channel",
    label = "not a channel",
    note = "the type of the option must be `Channel` or `ChannelId`"
)]
pub trait IsChannel {}
impl IsChannel for Channels {}

/// A class that is [`Files`].
#[diagnostic::on_unimplemented(
    message = "`files` states the kinds of files, and this option is not a file",
    label = "not a file",
    note = "the type of the option must be `Attachment`"
)]
pub trait IsFile {}
impl IsFile for Files {}

/// The type of the bounds of a `range`.
pub type Bound<T> = <<T as Arg>::Class as IsNumber>::Bound;

/// Compiles only for options that are texts.
#[doc(hidden)]
pub const fn is_text<T: Arg>()
where
    T::Class: IsText,
{
}

/// Compiles only for options that are channels.
#[doc(hidden)]
pub const fn is_channel<T: Arg>()
where
    T::Class: IsChannel,
{
}

/// Compiles only for options that are files.
#[doc(hidden)]
pub const fn is_file<T: Arg>()
where
    T::Class: IsFile,
{
}

/// Compiles only for options that are true or false.
#[doc(hidden)]
#[track_caller]
pub const fn is_flag<T: Arg>() {
    super::must::must(
        matches!(T::KIND, CommandOptionKind::Boolean),
        "a `flag` is true if it is written, so the type of the option must be `bool`",
    );
}

/// A type whose values can be suggested while the user types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be suggested",
    note = "suggest `String`, a number, or a type with `#[derive(Arg)]` around one of them"
)]
pub trait Suggested {
    /// The value that the application receives.
    fn to_value(&self) -> OptionValue;
}
