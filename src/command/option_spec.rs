//! [`OptionSpec`]: an option of a command as a constant, and its conversion to what Discord stores.

use super::must::must;
use crate::model::{ChannelKind, CommandChoice, CommandNumber, CommandOption, CommandOptionKind, Locale, OptionValue};

/// A text in other languages: pairs of a locale (`"pt-BR"`) and the text.
pub type Localized = &'static [(&'static str, &'static str)];

/// The value of a choice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChoiceValue {
    /// A text.
    Text(&'static str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
}

/// A choice of an option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChoiceSpec {
    /// The text that is shown, 1–100 characters.
    pub name: &'static str,
    /// The text in other languages.
    pub names: Localized,
    /// The value that the application receives.
    pub value: ChoiceValue,
}

impl ChoiceSpec {
    fn to_choice(self) -> CommandChoice {
        let value = match self.value {
            ChoiceValue::Text(text) => OptionValue::from(text),
            ChoiceValue::Integer(number) => OptionValue::from(number),
            ChoiceValue::Number(number) => OptionValue::from(number),
        };
        let choice = CommandChoice::new(self.name, value);
        self.names.iter().fold(choice, |choice, (locale, name)| choice.name_localization(Locale::from(*locale), name))
    }
}

/// The smallest or largest value of an option that is a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// Of a whole number.
    Integer(i64),
    /// Of a number.
    Number(f64),
}

impl Limit {
    fn to_number(self) -> CommandNumber {
        match self {
            Self::Integer(number) => CommandNumber::Integer(number),
            Self::Number(number) => CommandNumber::Number(number),
        }
    }
}

/// What the bot reads before a call for the ids in a text, since Discord sends texts without objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lookup {
    /// Members of the guild.
    Members,
    /// Users.
    Users,
    /// Members of the guild, and users for those who are no members.
    MembersOrUsers,
}

/// An option of a command, as a constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionSpec {
    /// Its name, 1–32 characters in lower case.
    pub name: &'static str,
    /// Its name in other languages.
    pub names: Localized,
    /// The description, 1–100 characters.
    pub description: &'static str,
    /// The description in other languages.
    pub descriptions: Localized,
    /// The kind.
    pub kind: CommandOptionKind,
    /// Whether it must be given.
    pub required: bool,
    /// The only values that are allowed, up to 25.
    pub choices: &'static [ChoiceSpec],
    /// The smallest value of a number.
    pub min: Option<Limit>,
    /// The largest value of a number.
    pub max: Option<Limit>,
    /// The minimum number of characters, 0–6000.
    pub min_length: Option<u32>,
    /// The maximum number of characters, 1–6000.
    pub max_length: Option<u32>,
    /// The kinds of channels that are allowed; all if it is empty.
    pub channels: &'static [ChannelKind],
    /// The kinds of files that are allowed: `image`, `video`, `audio` or extensions such as `.pdf`; all if it is empty.
    pub files: &'static [&'static str],
    /// Whether the application suggests values while the user types.
    pub autocomplete: bool,
    /// Whether it exists in guilds only, so that the command does too.
    pub guild_only: bool,
    /// What the bot reads before the call for the ids in a text.
    pub lookup: Option<Lookup>,
    /// In a prefix command: whether it takes the rest of the line.
    pub rest: bool,
    /// In a prefix command: whether it is given by name only, `--name value`.
    pub flag: bool,
}

impl OptionSpec {
    /// An option of this kind that must be given.
    #[must_use]
    pub const fn new(kind: CommandOptionKind, name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            names: &[],
            description,
            descriptions: &[],
            kind,
            required: true,
            choices: &[],
            min: None,
            max: None,
            min_length: None,
            max_length: None,
            channels: &[],
            files: &[],
            autocomplete: false,
            guild_only: false,
            lookup: None,
            rest: false,
            flag: false,
        }
    }

    /// Sets its name in other languages.
    #[must_use]
    pub const fn names(mut self, names: Localized) -> Self {
        self.names = names;
        self
    }

    /// Sets the description in other languages.
    #[must_use]
    pub const fn descriptions(mut self, descriptions: Localized) -> Self {
        self.descriptions = descriptions;
        self
    }

    /// Makes it optional.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Sets the minimum (0–6000) and maximum (1–6000) number of characters. `None` leaves that of the type.
    ///
    /// # Panics
    /// In a constant, which the compiler reports: if they are not in these ranges, or the minimum is above the maximum.
    #[must_use]
    #[track_caller]
    pub const fn length(mut self, min: Option<u32>, max: Option<u32>) -> Self {
        if let Some(min) = min {
            must(min <= 6000, "Discord allows a minimum length of 0 to 6000");
            self.min_length = Some(min);
        }
        if let Some(max) = max {
            must(max >= 1 && max <= 6000, "Discord allows a maximum length of 1 to 6000");
            self.max_length = Some(max);
        }
        if let (Some(min), Some(max)) = (self.min_length, self.max_length) {
            must(min <= max, "the minimum length is above the maximum length");
        }
        self
    }

    /// Sets the smallest and largest value. `None` leaves that of the type.
    ///
    /// # Panics
    /// In a constant, which the compiler reports: if the smallest value is above the largest.
    #[must_use]
    #[track_caller]
    pub const fn range(mut self, min: Option<f64>, max: Option<f64>) -> Self {
        if let (Some(min), Some(max)) = (min, max) {
            must(min <= max, "the smallest value is above the largest");
        }
        if let Some(min) = min {
            self.min = Some(self.limit(min));
        }
        if let Some(max) = max {
            self.max = Some(self.limit(max));
        }
        self
    }

    const fn limit(&self, number: f64) -> Limit {
        match self.kind {
            // Discord's whole numbers are below 2^53, which `f64` represents exactly.
            CommandOptionKind::Integer => Limit::Integer(number as i64),
            _ => Limit::Number(number),
        }
    }

    /// Allows only these kinds of channels.
    #[must_use]
    pub const fn channels(mut self, kinds: &'static [ChannelKind]) -> Self {
        self.channels = kinds;
        self
    }

    /// Allows only these kinds of files.
    #[must_use]
    pub const fn files(mut self, kinds: &'static [&'static str]) -> Self {
        self.files = kinds;
        self
    }

    /// Lets the application suggest values while the user types.
    #[must_use]
    pub const fn autocomplete(mut self) -> Self {
        self.autocomplete = true;
        self
    }

    /// Lets it take the rest of the line in a prefix command.
    #[must_use]
    pub const fn rest(mut self) -> Self {
        self.rest = true;
        self
    }

    /// Lets it be given by name only in a prefix command: `--name value`.
    #[must_use]
    pub const fn flag(mut self) -> Self {
        self.flag = true;
        self
    }

    fn to_option(self) -> CommandOption {
        let mut option = CommandOption::new(self.kind, self.name, self.description).required(self.required);
        option = localize(option, self.names, self.descriptions);
        option.choices = self.choices.iter().map(|choice| choice.to_choice()).collect();
        option.channel_types = self.channels.to_vec();
        option.min_value = self.min.map(Limit::to_number);
        option.max_value = self.max.map(Limit::to_number);
        option.min_length = self.min_length;
        option.max_length = self.max_length;
        option.autocomplete = self.autocomplete;
        option.file_types = self.files.iter().map(|kind| (*kind).into()).collect();
        option
    }
}

fn localize(option: CommandOption, names: Localized, descriptions: Localized) -> CommandOption {
    let option =
        names.iter().fold(option, |option, (locale, text)| option.name_localization(Locale::from(*locale), text));
    descriptions
        .iter()
        .fold(option, |option, (locale, text)| option.description_localization(Locale::from(*locale), text))
}

/// A sub-command that comes from a variant of an enum with `#[derive(Options)]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SubcommandSpec {
    /// Its name.
    pub name: &'static str,
    /// Its name in other languages.
    pub names: Localized,
    /// The description.
    pub description: &'static str,
    /// The description in other languages.
    pub descriptions: Localized,
    /// Its options.
    pub options: &'static [Slot],
}

/// A place in the list of options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slot {
    /// One option.
    One(OptionSpec),
    /// The options of a struct with `#[derive(Options)]`.
    Flat(&'static [Slot]),
    /// The sub-commands of an enum with `#[derive(Options)]`. Nothing else may stand beside them.
    Subcommands(&'static [SubcommandSpec]),
}

/// The number of options or sub-commands in a list of slots.
#[must_use]
pub(crate) const fn count(slots: &[Slot]) -> usize {
    let (mut sum, mut at) = (0, 0);
    while at < slots.len() {
        sum += match slots[at] {
            Slot::One(_) => 1,
            Slot::Flat(inner) => count(inner),
            Slot::Subcommands(subcommands) => subcommands.len(),
        };
        at += 1;
    }
    sum
}

/// Whether a required option stands after an optional one.
#[must_use]
pub(crate) const fn is_misordered(slots: &[Slot]) -> bool {
    walk_order(slots, false).1
}

/// Returns whether an optional option was met, and whether a required one stands after one.
const fn walk_order(slots: &[Slot], mut met_optional: bool) -> (bool, bool) {
    let mut at = 0;
    while at < slots.len() {
        match slots[at] {
            Slot::One(option) => {
                if option.required && met_optional {
                    return (true, true);
                }
                met_optional |= !option.required;
            }
            Slot::Flat(inner) => {
                let (optional, misordered) = walk_order(inner, met_optional);
                if misordered {
                    return (true, true);
                }
                met_optional = optional;
            }
            Slot::Subcommands(_) => {}
        }
        at += 1;
    }
    (met_optional, false)
}

/// Whether sub-commands stand beside options, or beside other sub-commands. Discord allows one or the other.
pub(crate) const fn is_mixed(slots: &[Slot]) -> bool {
    let mut at = 0;
    while at < slots.len() {
        let has_subcommands = match slots[at] {
            Slot::One(_) => false,
            Slot::Flat(inner) => has_subcommands(inner),
            Slot::Subcommands(_) => slots.len() > 1,
        };
        if has_subcommands {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether there are sub-commands.
pub(crate) const fn has_subcommands(slots: &[Slot]) -> bool {
    let mut at = 0;
    while at < slots.len() {
        let found = match slots[at] {
            Slot::One(_) => false,
            Slot::Flat(inner) => has_subcommands(inner),
            Slot::Subcommands(_) => true,
        };
        if found {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether two options have the same name, one of which is in a set.
pub(crate) const fn has_twins(slots: &[Slot]) -> bool {
    let mut at = 0;
    while at < slots.len() {
        if let Slot::Flat(inner) = slots[at] {
            if has_twins(inner) {
                return true;
            }
            let mut other = 0;
            while other < slots.len() {
                if other != at && shares_name(inner, &slots[other]) {
                    return true;
                }
                other += 1;
            }
        }
        at += 1;
    }
    false
}

/// Whether one of the options in `slots` has the name of one in `other`.
const fn shares_name(slots: &[Slot], other: &Slot) -> bool {
    let mut at = 0;
    while at < slots.len() {
        let shared = match (&slots[at], other) {
            (Slot::One(option), Slot::One(other)) => is_equal(option.name, other.name),
            (Slot::Flat(inner), _) => shares_name(inner, other),
            (one, Slot::Flat(others)) => shares_name(others, one),
            _ => false,
        };
        if shared {
            return true;
        }
        at += 1;
    }
    false
}

/// `==` of texts in constants.
pub(crate) const fn is_equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether one of the options exists in guilds only.
pub(crate) fn is_guild_only(slots: &[Slot]) -> bool {
    slots.iter().any(|slot| match slot {
        Slot::One(option) => option.guild_only,
        Slot::Flat(inner) => is_guild_only(inner),
        Slot::Subcommands(subcommands) => subcommands.iter().any(|it| is_guild_only(it.options)),
    })
}

/// The options whose ids are looked up before a call, and what is read for them.
pub(crate) fn lookups(slots: &[Slot]) -> Vec<(&'static str, Lookup)> {
    let of = |slot: &Slot| match slot {
        Slot::One(option) => option.lookup.map(|lookup| (option.name, lookup)).into_iter().collect(),
        Slot::Flat(inner) => lookups(inner),
        Slot::Subcommands(subcommands) => subcommands.iter().flat_map(|it| lookups(it.options)).collect(),
    };
    slots.iter().flat_map(of).collect()
}

/// How the value of an option is written in a prefix command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// As a word, or as a text in quotes.
    Word,
    /// As the rest of the line.
    Rest,
    /// After the name of the option only: `--name value`.
    Flag,
}

/// How each option of `slots` is written in a prefix command, with the sub-command that it belongs to.
pub(crate) fn writings(slots: &[Slot]) -> Vec<(Option<&'static str>, &'static str, Writing)> {
    let mut found = Vec::new();
    for slot in slots {
        match slot {
            Slot::One(OptionSpec { name, flag: true, .. }) => found.push((None, *name, Writing::Flag)),
            Slot::One(OptionSpec { name, rest: true, .. }) => found.push((None, *name, Writing::Rest)),
            Slot::One(option) => found.push((None, option.name, Writing::Word)),
            Slot::Flat(inner) => found.extend(writings(inner)),
            Slot::Subcommands(subcommands) => {
                for subcommand in *subcommands {
                    let inner = writings(subcommand.options).into_iter();
                    found.extend(inner.map(|(_, name, writing)| (Some(subcommand.name), name, writing)));
                }
            }
        }
    }
    found
}

/// The options of `slots` as Discord stores them.
pub(crate) fn to_options(slots: &[Slot]) -> Vec<CommandOption> {
    let mut options = Vec::new();
    for slot in slots {
        match slot {
            Slot::One(option) => options.push(option.to_option()),
            Slot::Flat(inner) => options.extend(to_options(inner)),
            Slot::Subcommands(subcommands) => options.extend(subcommands.iter().map(|it| {
                let mut subcommand = CommandOption::subcommand(it.name, it.description);
                subcommand.options = to_options(it.options);
                localize(subcommand, it.names, it.descriptions)
            })),
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: OptionSpec = OptionSpec::new(CommandOptionKind::String, "a", "A");
    const MAYBE: OptionSpec = TEXT.optional();

    #[test]
    fn flattened_options_are_counted() {
        const INNER: &[Slot] = &[Slot::One(TEXT), Slot::One(MAYBE)];
        assert_eq!(count(&[Slot::One(TEXT), Slot::Flat(INNER), Slot::Flat(&[Slot::Flat(INNER)])]), 5);
    }

    #[test]
    fn a_required_option_after_an_optional_one_is_found_through_flattened_ones() {
        for (slots, misordered) in [
            (&[Slot::One(TEXT), Slot::One(MAYBE)][..], false),
            (&[Slot::One(MAYBE), Slot::One(TEXT)], true),
            (&[Slot::Flat(&[Slot::One(MAYBE)]), Slot::One(TEXT)], true),
            (&[Slot::One(MAYBE), Slot::Flat(&[Slot::One(TEXT)])], true),
            (&[Slot::Flat(&[Slot::One(TEXT)]), Slot::Flat(&[Slot::One(MAYBE)])], false),
        ] {
            assert_eq!(is_misordered(slots), misordered, "{slots:?}");
        }
    }

    #[test]
    fn names_are_compared_through_flattened_options() {
        const OTHER: OptionSpec = OptionSpec::new(CommandOptionKind::String, "b", "B");
        for (slots, twins) in [
            (&[Slot::One(TEXT), Slot::Flat(&[Slot::One(OTHER)])][..], false),
            (&[Slot::One(TEXT), Slot::Flat(&[Slot::One(MAYBE)])], true),
            (&[Slot::Flat(&[Slot::One(OTHER)]), Slot::Flat(&[Slot::Flat(&[Slot::One(OTHER)])])], true),
            (&[Slot::Flat(&[Slot::One(TEXT), Slot::Flat(&[Slot::One(MAYBE)])])], true),
            (&[Slot::Flat(&[Slot::One(TEXT)]), Slot::Flat(&[Slot::One(OTHER)])], false),
        ] {
            assert_eq!(has_twins(slots), twins, "{slots:?}");
        }
    }

    #[test]
    fn sub_commands_stand_alone() {
        for (slots, mixed) in [
            (&[Slot::One(TEXT), Slot::Flat(&[Slot::One(MAYBE)])][..], false),
            (&[Slot::Subcommands(&[])], false),
            (&[Slot::Subcommands(&[]), Slot::One(TEXT)], true),
            (&[Slot::One(TEXT), Slot::Flat(&[Slot::Subcommands(&[])])], true),
        ] {
            assert_eq!(is_mixed(slots), mixed, "{slots:?}");
        }
    }
}
