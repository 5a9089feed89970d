//! [`Declared`]: all commands of a bot, checked as Discord would, and put together for registration.

use std::collections::{BTreeMap, HashMap};

use compact_str::CompactString;

use super::{
    entry::{Entry, Group},
    names::{check_description, check_menu_name, check_name},
};
use crate::{
    command::{RowKind, Rules},
    model::{CommandHandler, CommandKind, CommandOption, CommandOptionKind, CommandSpec, GuildId, Localizations},
};

/// The most characters of a slash command: its names, descriptions and choices' values with those of its options.
const MOST_CHARACTERS: usize = 8000;
/// The most slash commands, globally and in each guild.
const MOST_SLASH: usize = 100;
/// The most commands in each context menu, globally and in each guild.
const MOST_MENU: usize = 15;
/// The most options, sub-commands and choices.
const MOST_OPTIONS: usize = 25;

/// The commands of one scope: `None` is global.
pub(crate) type Scope = Option<GuildId>;

/// All commands of a bot as Discord stores them, by scope.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Declared {
    pub(crate) scopes: BTreeMap<Scope, Vec<CommandSpec>>,
}

impl Declared {
    /// Puts the commands together. With `dev_guild` all of them belong to that guild.
    ///
    /// # Errors
    /// What Discord would refuse, and conflicts between declarations. The text names them.
    pub(crate) fn new(entries: &[&Entry], groups: &[Group], dev_guild: Option<GuildId>) -> Result<Self, String> {
        let groups = unite(groups)?;
        let mut declared = Self::default();
        let mut declared_at = HashMap::new();
        // Discord does not have what is a prefix command only.
        for entry in entries.iter().filter(|entry| entry.is_registered) {
            check(entry)?;
            let Some((root, rest)) = entry.path.split_first() else { continue };
            let top = groups.get(&entry.path[..1]);
            let rules = if rest.is_empty() { &entry.rules } else { top.map_or(&entry.rules, |group| &group.rules) };
            let guilds = if rest.is_empty() { &entry.guilds } else { top.map_or(&entry.guilds, |group| &group.guilds) };
            let scopes: Vec<Scope> = match (dev_guild, guilds.is_empty()) {
                (Some(guild), _) => vec![Some(guild)],
                (None, true) => vec![None],
                (None, false) => guilds.iter().copied().map(Some).collect(),
            };
            for scope in scopes {
                let twin = (entry.kind, scope, entry.path.as_slice());
                if !is_custom_id(entry.kind)
                    && let Some(other) = declared_at.insert(twin, &entry.declared_at)
                {
                    let (name, at) = (entry.name(), &entry.declared_at);
                    return Err(format!("two commands are called `/{name}`: {other} and {at}; give one another name"));
                }
                let commands = declared.scopes.entry(scope).or_default();
                add(commands, entry, root, rest, rules, scope, &groups)?;
            }
        }
        for (scope, commands) in &declared.scopes {
            check_scope(*scope, commands)?;
        }
        Ok(declared)
    }
}

type Groups<'a> = HashMap<&'a [CompactString], &'a Group>;

/// The groups by their paths.
fn unite(groups: &[Group]) -> Result<Groups<'_>, String> {
    let mut united = Groups::new();
    for group in groups {
        let path = group.path.join(" ");
        if !(1..=2).contains(&group.path.len()) {
            return Err(format!("the group `{path}` has {} names; Discord allows one or two", group.path.len()));
        }
        for name in &group.path {
            check_name(name, &format!("the group `{path}`"))?;
        }
        let place = format!("the group `{path}` of {}", group.declared_at);
        check_texts(&place, &group.names, &group.description, &group.descriptions)?;
        if let Some(other) = united.insert(&group.path, group) {
            let is_same = Group { declared_at: group.declared_at.clone(), ..other.clone() } == *group;
            if !is_same {
                return Err(format!(
                    "the group `{path}` is declared differently by {} and {}; declare it once",
                    other.declared_at, group.declared_at
                ));
            }
        }
    }
    Ok(united)
}

/// Checks what Discord checks of one command.
fn check(entry: &Entry) -> Result<(), String> {
    let place = format!("`/{}` ({})", entry.name(), entry.declared_at);
    if entry.path.len() > 3 {
        return Err(format!("{place} is in {} groups; Discord allows two", entry.path.len() - 1));
    }
    let name = entry.path.last().map_or("", CompactString::as_str);
    match entry.kind {
        RowKind::User | RowKind::Message => {
            check_menu_name(name, &place)?;
            for (locale, name) in &entry.names {
                check_menu_name(name, &format!("{place}, in {locale}"))?;
            }
            return Ok(());
        }
        RowKind::Component | RowKind::Modal => return Ok(()),
        RowKind::Slash | RowKind::EntryPoint => check_name(name, &place)?,
    }
    if entry.path.len() > 1 {
        check_subcommand(&place, &entry.rules)?;
    }
    check_texts(&place, &entry.names, &entry.description, &entry.descriptions)?;
    check_options(&place, &entry.options)
}

/// Refuses rules of a sub-command that Discord applies to whole commands only: without effect, they would let everybody
/// use it.
fn check_subcommand(place: &str, rules: &Rules) -> Result<(), String> {
    for (is_set, what) in [
        (rules.member_permissions.is_some(), "member permissions"),
        (rules.contexts.is_some(), "contexts"),
        (rules.installs.is_some(), "kinds of installation"),
        (rules.nsfw, "an age restriction"),
    ] {
        if is_set {
            return Err(format!(
                "{place} has {what}, which Discord applies to whole commands, and this is a sub-command; use a \
                 `check`, or take it out of its group"
            ));
        }
    }
    Ok(())
}

fn is_subcommand(option: &CommandOption) -> bool {
    matches!(option.kind, CommandOptionKind::SubCommand | CommandOptionKind::SubCommandGroup)
}

fn check_texts(
    place: &str,
    names: &Localizations,
    description: &str,
    descriptions: &Localizations,
) -> Result<(), String> {
    for (locale, name) in names {
        check_name(name, &format!("{place}, in {locale}"))?;
    }
    check_description(description, place)?;
    for (locale, description) in descriptions {
        check_description(description, &format!("{place}, in {locale}"))?;
    }
    Ok(())
}

fn check_options(place: &str, options: &[CommandOption]) -> Result<(), String> {
    if options.len() > MOST_OPTIONS {
        return Err(format!("{place} has {} options; Discord allows {MOST_OPTIONS}", options.len()));
    }
    let subcommands = options.iter().filter(|it| is_subcommand(it)).count();
    if subcommands != 0 && subcommands != options.len() {
        return Err(format!("{place} has both sub-commands and options; Discord allows one or the other"));
    }
    let mut optional: Option<&str> = None;
    for (at, option) in options.iter().enumerate() {
        let place = format!("the option `{}` of {place}", option.name);
        check_name(&option.name, &place)?;
        check_texts(&place, &option.name_localizations, &option.description, &option.description_localizations)?;
        if options[..at].iter().any(|other| other.name == option.name) {
            return Err(format!("{place} exists twice; give one of them another name"));
        }
        if option.choices.len() > MOST_OPTIONS {
            let number = option.choices.len();
            return Err(format!(
                "{place} has {number} choices; Discord allows {MOST_OPTIONS}. Use autocomplete instead"
            ));
        }
        if option.autocomplete && !option.choices.is_empty() {
            return Err(format!("{place} has choices and autocomplete; Discord allows one or the other"));
        }
        match (option.required, optional) {
            (true, Some(other)) => {
                return Err(format!("{place} is required and stands after the optional `{other}`; put it before"));
            }
            (false, None) if !is_subcommand(option) => optional = Some(&option.name),
            _ => {}
        }
        check_options(&place, &option.options)?;
    }
    Ok(())
}

/// Checks what Discord checks of a whole command, with its sub-commands.
fn check_whole(command: &CommandSpec) -> Result<(), String> {
    let CommandSpec { name_localizations, name, description_localizations, description, options, .. } = command;
    let number = options.len();
    if number > MOST_OPTIONS {
        return Err(format!("`/{name}` has {number} sub-commands and groups; Discord allows {MOST_OPTIONS}"));
    }
    let characters = characters(name_localizations, name, description_localizations, description, options);
    if characters > MOST_CHARACTERS {
        return Err(format!("`/{name}` has {characters} characters in all; Discord allows {MOST_CHARACTERS}"));
    }
    Ok(())
}

/// The number of characters that count towards Discord's limit: of each text the longest language.
fn characters(
    names: &Localizations,
    name: &str,
    descriptions: &Localizations,
    description: &str,
    options: &[CommandOption],
) -> usize {
    let longest = |text: &str, others: &Localizations| {
        others.values().map(|it| it.chars().count()).chain([text.chars().count()]).max().unwrap_or(0)
    };
    let own = longest(name, names) + longest(description, descriptions);
    let inner = options.iter().map(|option| {
        let choices = option.choices.iter().map(|choice| {
            let value = match &choice.value {
                crate::model::OptionValue::String(text) => text.chars().count(),
                _ => 0,
            };
            longest(&choice.name, &choice.name_localizations) + value
        });
        let choices: usize = choices.sum();
        choices
            + characters(
                &option.name_localizations,
                &option.name,
                &option.description_localizations,
                &option.description,
                &option.options,
            )
    });
    own + inner.sum::<usize>()
}

fn check_scope(scope: Scope, commands: &[CommandSpec]) -> Result<(), String> {
    for (kind, most, what) in [
        (CommandKind::ChatInput, MOST_SLASH, "slash commands"),
        (CommandKind::User, MOST_MENU, "commands in the menu of users"),
        (CommandKind::Message, MOST_MENU, "commands in the menu of messages"),
    ] {
        let number = commands.iter().filter(|it| it.kind == kind).count();
        if number > most {
            let place = scope.map_or_else(|| "globally".to_owned(), |guild| format!("in the guild {guild}"));
            return Err(format!("there are {number} {what} {place}; Discord allows {most}"));
        }
    }
    commands.iter().filter(|it| it.kind == CommandKind::ChatInput).try_for_each(check_whole)
}

/// Whether entries of this kind are found by their custom id.
fn is_custom_id(kind: RowKind) -> bool {
    matches!(kind, RowKind::Component | RowKind::Modal)
}

/// The kind of a command at Discord. `None` for components and modals.
pub(crate) fn kind(kind: RowKind) -> Option<CommandKind> {
    match kind {
        RowKind::Slash => Some(CommandKind::ChatInput),
        RowKind::User => Some(CommandKind::User),
        RowKind::Message => Some(CommandKind::Message),
        RowKind::EntryPoint => Some(CommandKind::PrimaryEntryPoint),
        RowKind::Component | RowKind::Modal => None,
    }
}

/// The error for a path that is that of a command and that of a group. `entry` is the command, or one of the group.
fn command_and_group(path: &str, entry: &Entry) -> String {
    format!(
        "`/{path}` is both a command and a group of commands; one of them is {}; Discord allows one or the other",
        entry.declared_at
    )
}

/// Adds a command to those of its scope, inside its groups. No other command has its kind, scope and path.
fn add(
    commands: &mut Vec<CommandSpec>,
    entry: &Entry,
    root: &CompactString,
    rest: &[CompactString],
    rules: &Rules,
    scope: Scope,
    groups: &Groups<'_>,
) -> Result<(), String> {
    let Some(kind) = kind(entry.kind) else { return Ok(()) };
    let existing = commands.iter_mut().find(|it| it.kind == kind && it.name == *root);
    let Some((name, parents)) = rest.split_last() else {
        if existing.is_some() {
            return Err(command_and_group(root, entry));
        }
        commands.push(command(entry, kind, root, rules, scope));
        return Ok(());
    };
    let subcommand = subcommand(entry, name);
    let parent = match existing {
        Some(parent) if !parent.options.iter().any(is_subcommand) => {
            return Err(command_and_group(root, entry));
        }
        Some(parent) => parent,
        None => {
            let group = find(groups, &entry.path[..1], entry)?;
            let mut parent = CommandSpec::chat_input(root, &group.description);
            parent.name_localizations = group.names.clone();
            parent.description_localizations = group.descriptions.clone();
            apply(&mut parent, rules, scope);
            commands.push(parent);
            match commands.last_mut() {
                Some(parent) => parent,
                None => return Ok(()),
            }
        }
    };
    let place = match parents {
        [] => &mut parent.options,
        [middle, ..] => {
            let group = find(groups, &entry.path[..2], entry)?;
            match parent.options.iter().position(|it| it.name == *middle) {
                Some(at) if parent.options[at].kind != CommandOptionKind::SubCommandGroup => {
                    return Err(command_and_group(&format!("{root} {middle}"), entry));
                }
                Some(at) => &mut parent.options[at].options,
                None => {
                    let mut option = CommandOption::subcommand_group(middle, &group.description);
                    option.name_localizations = group.names.clone();
                    option.description_localizations = group.descriptions.clone();
                    parent.options.push(option);
                    match parent.options.last_mut() {
                        Some(option) => &mut option.options,
                        None => return Ok(()),
                    }
                }
            }
        }
    };
    if place.iter().any(|it| it.name == subcommand.name) {
        return Err(command_and_group(&entry.name(), entry));
    }
    place.push(subcommand);
    if place.len() > MOST_OPTIONS {
        return Err(format!("the group of `/{}` has more than {MOST_OPTIONS} sub-commands", entry.name()));
    }
    Ok(())
}

fn find<'a>(groups: &Groups<'a>, path: &[CompactString], entry: &Entry) -> Result<&'a Group, String> {
    groups.get(path).copied().ok_or_else(|| {
        let path = path.join(" ");
        format!(
            "the group `{path}` of {} is declared nowhere; write `#[handlers(group(\"{path}\", \"What it is for\"))]`",
            entry.declared_at
        )
    })
}

fn subcommand(entry: &Entry, name: &str) -> CommandOption {
    let mut subcommand = CommandOption::subcommand(name, &entry.description);
    subcommand.name_localizations = entry.names.clone();
    subcommand.description_localizations = entry.descriptions.clone();
    subcommand.options = entry.options.clone();
    subcommand
}

fn command(entry: &Entry, kind: CommandKind, name: &str, rules: &Rules, scope: Scope) -> CommandSpec {
    let mut command = match kind {
        CommandKind::User => CommandSpec::user(name),
        CommandKind::Message => CommandSpec::message(name),
        CommandKind::PrimaryEntryPoint => {
            CommandSpec::primary_entry_point(name, &entry.description, CommandHandler::AppHandler)
        }
        _ => CommandSpec::chat_input(name, &entry.description),
    };
    command.name_localizations = entry.names.clone();
    command.description_localizations = entry.descriptions.clone();
    command.options = entry.options.clone();
    apply(&mut command, rules, scope);
    command
}

/// Sets what belongs to a whole command. Contexts and installations exist for global commands only.
fn apply(command: &mut CommandSpec, rules: &Rules, scope: Scope) {
    command.default_member_permissions = rules.member_permissions;
    command.nsfw = rules.nsfw;
    if scope.is_none() {
        command.contexts = rules.contexts.map(crate::command::Contexts::list);
        command.integration_types = rules.installs.map(crate::command::Installs::list);
    }
}
