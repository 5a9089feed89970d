//! The texts of commands in other languages, from the messages of the bot's texts.
//!
//! The command `tag show` has the message `command-tag-show`, whose value is its name. Its attributes are
//! `.description`, `.aliases` (for prefix commands, separated by commas), and for an option `size` with the choice of
//! the value `large`: `.option-size`, `.option-size-description` and `.choice-size-large`. A group has a message like a
//! command. A command `Report It` of a context menu has the message `menu-report-it`.

use std::collections::BTreeSet;

use compact_str::CompactString;

use super::{
    entry::{Entry, Group, of_bot},
    names::{check_description, check_menu_name, check_name},
};
use crate::{
    command::{Command, RowKind},
    handler::Part,
    model::{CommandOption, CommandOptionKind, Locale, Localizations, OptionValue},
    texts::{BotTexts, TextReport, Texts},
};

/// What a text of a command is, for Discord's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    /// The name of a slash command, a group or an option.
    Name,
    /// The name of a command of a context menu.
    MenuName,
    /// A description.
    Description,
    /// The name of a choice.
    Choice,
}

/// The most characters of the name of a choice.
const MOST_CHOICE: usize = 100;

impl Field {
    /// # Errors
    /// What Discord would refuse, with `place`.
    fn check(self, text: &str, place: &str) -> Result<(), String> {
        match self {
            Self::Name => check_name(text, place),
            Self::MenuName => check_menu_name(text, place),
            Self::Description => check_description(text, place),
            Self::Choice => match text.chars().count() {
                1..=MOST_CHOICE => Ok(()),
                length => {
                    Err(format!("{place}: the choice has {length} characters; Discord allows 1 to {MOST_CHOICE}"))
                }
            },
        }
    }
}

/// Called with the id of each text, what it is, and its other languages.
type Act<'a> = dyn FnMut(String, Field, &mut Localizations) + 'a;

/// A text as a part of an id: in lower case, with `-` for all but letters, digits, `-` and `_`.
fn part(text: &str) -> String {
    let allowed = |it: char| if it.is_ascii_alphanumeric() || matches!(it, '-' | '_') { it } else { '-' };
    text.to_lowercase().chars().map(allowed).collect()
}

/// The message of the command or group with this path.
fn message(path: &[CompactString]) -> String {
    format!("command-{}", path.join("-"))
}

fn each_of_entry(entry: &mut Entry, act: &mut Act<'_>) {
    match entry.kind {
        RowKind::User | RowKind::Message => {
            act(format!("menu-{}", part(&entry.name())), Field::MenuName, &mut entry.names);
        }
        RowKind::Slash | RowKind::EntryPoint => {
            let id = message(&entry.path);
            act(id.clone(), Field::Name, &mut entry.names);
            act(format!("{id}.description"), Field::Description, &mut entry.descriptions);
            each_of_options(&id, &mut entry.options, act);
        }
        RowKind::Component | RowKind::Modal => {}
    }
}

fn each_of_group(group: &mut Group, act: &mut Act<'_>) {
    let id = message(&group.path);
    act(id.clone(), Field::Name, &mut group.names);
    act(format!("{id}.description"), Field::Description, &mut group.descriptions);
}

fn each_of_options(command: &str, options: &mut [CommandOption], act: &mut Act<'_>) {
    for option in options {
        if matches!(option.kind, CommandOptionKind::SubCommand | CommandOptionKind::SubCommandGroup) {
            let id = format!("{command}-{}", option.name);
            act(id.clone(), Field::Name, &mut option.name_localizations);
            act(format!("{id}.description"), Field::Description, &mut option.description_localizations);
            each_of_options(&id, &mut option.options, act);
            continue;
        }
        let (name, id) = (&option.name, format!("{command}.option-{}", option.name));
        act(id.clone(), Field::Name, &mut option.name_localizations);
        act(format!("{id}-description"), Field::Description, &mut option.description_localizations);
        for choice in &mut option.choices {
            let value = match &choice.value {
                OptionValue::String(text) => part(text),
                OptionValue::Integer(number) => number.to_string(),
                OptionValue::Number(number) => part(&number.to_string()),
                OptionValue::Boolean(value) => value.to_string(),
            };
            act(format!("{command}.choice-{name}-{value}"), Field::Choice, &mut choice.name_localizations);
        }
    }
}

/// The id of the other names of a prefix command.
fn aliases_id(entry: &Entry) -> Option<String> {
    entry.prefix.is_some().then(|| format!("{}.aliases", message(&entry.path)))
}

/// Adds the texts of commands in other languages. Those in the code have precedence.
///
/// # Errors
/// A message that cannot be given, for instance because it has arguments.
pub(super) fn localise(texts: &BotTexts, entries: &mut [Entry], groups: &mut [Group]) -> Result<(), String> {
    let Some(texts) = &texts.0 else { return Ok(()) };
    let mut broken = None;
    let mut act = |id: String, _: Field, own: &mut Localizations| {
        for locale in texts.locales() {
            match texts.exactly(locale, &id) {
                Some(Ok(text)) => {
                    own.entry(locale.clone()).or_insert_with(|| text.trim().into());
                }
                Some(Err(error)) => broken = Some(format!("the text of a command, in {locale}: {error}")),
                None => {}
            }
        }
    };
    entries.iter_mut().for_each(|entry| each_of_entry(entry, &mut act));
    groups.iter_mut().for_each(|group| each_of_group(group, &mut act));
    for entry in entries {
        let Some(id) = aliases_id(entry) else { continue };
        for locale in texts.locales() {
            match texts.exactly(locale, &id) {
                Some(Ok(text)) => {
                    entry.aliases.extend(split(&text).map(|alias| (locale.clone(), alias.into())));
                }
                Some(Err(error)) => broken = Some(format!("the text of a command, in {locale}: {error}")),
                None => {}
            }
        }
    }
    broken.map_or(Ok(()), Err)
}

fn split(aliases: &str) -> impl Iterator<Item = &str> {
    aliases.split(',').map(str::trim).filter(|alias| !alias.is_empty())
}

/// What is wrong with the texts of a bot that has these commands.
pub(crate) fn check_texts(texts: &Texts, handlers: &[Part], built: Vec<Command>) -> TextReport {
    let mut ids = BTreeSet::new();
    let mut refused = Vec::new();
    let mut check = |id: String, field: Field, _: &mut Localizations| {
        for locale in texts.locales() {
            refused.extend(problem(texts, locale, &id, field));
        }
        ids.insert(id);
    };
    let (mut entries, mut groups) = of_bot(handlers, built);
    entries.iter_mut().for_each(|entry| each_of_entry(entry, &mut check));
    groups.iter_mut().for_each(|group| each_of_group(group, &mut check));
    ids.extend(entries.iter().filter_map(aliases_id));
    TextReport::new(texts, &ids, refused)
}

/// Why a text of a command cannot be used.
fn problem(texts: &Texts, locale: &Locale, id: &str, field: Field) -> Option<String> {
    match texts.exactly(locale, id)? {
        Ok(text) => field.check(text.trim(), &format!("{locale}: `{id}`")).err(),
        Err(error) => Some(format!("{locale}: {error}; write it without arguments")),
    }
}
