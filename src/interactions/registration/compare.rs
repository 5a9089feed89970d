//! Compares the commands of the bot with those that Discord has. Pure.

use std::fmt;

use compact_str::CompactString;

use crate::{
    interactions::declared::Scope,
    model::{ApplicationCommand, CommandKind, CommandNumber, CommandOption, CommandSpec, GuildId, OptionValue},
};

/// How a command differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// Discord does not have it.
    Missing,
    /// Discord has another version of it.
    Changed,
    /// Only Discord has it.
    Unknown,
}

/// A command that differs between the bot and Discord.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandDrift {
    /// The guild of the command; `None` if it is global.
    pub guild_id: Option<GuildId>,
    /// The kind.
    pub kind: CommandKind,
    /// The name.
    pub name: CompactString,
    /// How it differs.
    pub difference: Difference,
    /// For a changed command: the parts that differ, such as `description` or `options.count`.
    pub parts: Vec<String>,
}

impl CommandDrift {
    /// The name as it is shown: a slash command with its slash.
    fn shown_name(&self) -> String {
        let slash = if self.kind == CommandKind::ChatInput { "/" } else { "" };
        format!("`{slash}{}`", self.name)
    }
}

impl fmt::Display for CommandDrift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown_name())?;
        if let Some(guild) = self.guild_id {
            write!(f, " of the guild {guild}")?;
        }
        match self.difference {
            Difference::Missing => f.write_str(" is missing"),
            Difference::Changed => write!(f, " has changed: {}", self.parts.join(", ")),
            Difference::Unknown => f.write_str(" is not a command of this bot"),
        }
    }
}

/// How many missing commands a line names.
const MOST_NAMES: usize = 20;

/// The differences as lines of the log. The missing commands of a scope share a line, since at the first start of a bot
/// all of them are missing.
pub(crate) fn lines(drift: &[CommandDrift]) -> Vec<String> {
    let mut lines = Vec::new();
    for of_scope in drift.chunk_by(|one, other| one.guild_id == other.guild_id) {
        let (missing, others): (Vec<_>, Vec<_>) =
            of_scope.iter().partition(|difference| difference.difference == Difference::Missing);
        match &missing[..] {
            [] => {}
            [one] => lines.push(format!("the command {one}")),
            [first, ..] => {
                let guild = first.guild_id.map(|guild| format!(" of the guild {guild}")).unwrap_or_default();
                let names: Vec<String> = missing.iter().take(MOST_NAMES).map(|it| it.shown_name()).collect();
                let more = missing.len() - names.len();
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                lines.push(format!("{} commands{guild} are missing: {}{more}", missing.len(), names.join(", ")));
            }
        }
        lines.extend(others.iter().map(|other| format!("the command {other}")));
    }
    lines
}

/// What differs. Discord sets some fields itself; they are no difference where the bot states nothing. An entry point
/// that the bot does not have is kept, and no difference.
pub(crate) fn compare(scope: Scope, declared: &[CommandSpec], registered: &[ApplicationCommand]) -> Vec<CommandDrift> {
    let mut drift = Vec::new();
    let mut add = |kind, name: &CompactString, difference, parts| {
        drift.push(CommandDrift { guild_id: scope, kind, name: name.clone(), difference, parts });
    };
    for command in declared {
        match registered.iter().find(|it| it.kind == command.kind && it.name == command.name) {
            None => add(command.kind, &command.name, Difference::Missing, Vec::new()),
            Some(other) => {
                let parts = differing_parts(command, other);
                if !parts.is_empty() {
                    add(command.kind, &command.name, Difference::Changed, parts);
                }
            }
        }
    }
    for command in registered.iter().filter(|it| it.kind != CommandKind::PrimaryEntryPoint) {
        if !declared.iter().any(|it| it.kind == command.kind && it.name == command.name) {
            add(command.kind, &command.name, Difference::Unknown, Vec::new());
        }
    }
    drift
}

/// The parts of a command that differ.
fn differing_parts(declared: &CommandSpec, registered: &ApplicationCommand) -> Vec<String> {
    let registered = CommandSpec::from(registered.clone());
    let is_global = declared.contexts.is_some() || declared.integration_types.is_some();
    let mut parts = Vec::new();
    let mut check = |part: &str, is_same: bool| {
        if !is_same {
            parts.push(part.to_owned());
        }
    };
    check("name_localizations", declared.name_localizations == registered.name_localizations);
    check("description", declared.description == registered.description);
    check("description_localizations", declared.description_localizations == registered.description_localizations);
    // No permissions (`None`) and those of administrators (`"0"`) are not the same.
    check("default_member_permissions", declared.default_member_permissions == registered.default_member_permissions);
    check("nsfw", declared.nsfw == registered.nsfw);
    if is_global {
        let same = |one: Option<Vec<u32>>, other: Option<Vec<u32>>| one.is_none() || sorted(one) == sorted(other);
        let contexts = |it: &CommandSpec| it.contexts.as_ref().map(|all| all.iter().map(|it| it.value()).collect());
        let installs =
            |it: &CommandSpec| it.integration_types.as_ref().map(|all| all.iter().map(|it| it.value()).collect());
        check("contexts", same(contexts(declared), contexts(&registered)));
        check("integration_types", same(installs(declared), installs(&registered)));
    }
    if declared.handler.is_some() {
        check("handler", declared.handler == registered.handler);
    }
    compare_options("options", &declared.options, &registered.options, &mut parts);
    parts
}

fn sorted(list: Option<Vec<u32>>) -> Vec<u32> {
    let mut list = list.unwrap_or_default();
    list.sort_unstable();
    list
}

fn compare_options(path: &str, declared: &[CommandOption], registered: &[CommandOption], parts: &mut Vec<String>) {
    let names = |options: &[CommandOption]| options.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    if names(declared) != names(registered) {
        parts.push(path.to_owned());
        return;
    }
    for (one, other) in declared.iter().zip(registered) {
        let path = format!("{path}.{}", one.name);
        let without_inner = |option: &CommandOption| CommandOption { options: Vec::new(), ..canonical(option) };
        if without_inner(one) != without_inner(other) {
            parts.push(path.clone());
        }
        compare_options(&path, &one.options, &other.options, parts);
    }
}

/// The option with whole numbers written in one way: Discord returns `1.0` as `1`.
fn canonical(option: &CommandOption) -> CommandOption {
    let mut option = option.clone();
    // Both are the same number, so that the casts are exact for all limits that Discord allows.
    let as_float = |number: CommandNumber| match number {
        CommandNumber::Integer(number) => CommandNumber::Number(number as f64),
        number @ CommandNumber::Number(_) => number,
    };
    (option.min_value, option.max_value) = (option.min_value.map(as_float), option.max_value.map(as_float));
    for choice in &mut option.choices {
        if let OptionValue::Integer(number) = choice.value {
            choice.value = OptionValue::Number(number as f64);
        }
    }
    option.channel_types.sort_unstable_by_key(|kind| kind.value());
    option
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ApplicationId, CommandId, GenericId, InstallationKind, InteractionContext, Permissions};

    /// The command as Discord returns it.
    fn registered(spec: &CommandSpec) -> ApplicationCommand {
        let (id, application) = (CommandId::new(1), ApplicationId::new(2));
        let mut command = ApplicationCommand::new(id, application, spec.name.clone(), GenericId::new(3));
        command.kind = spec.kind;
        command.description = spec.description.clone();
        command.options = spec.options.clone();
        command.nsfw = spec.nsfw;
        command.default_member_permissions = spec.default_member_permissions;
        command.name_localizations = Some(spec.name_localizations.clone());
        command.contexts =
            spec.contexts.clone().or_else(|| Some(vec![InteractionContext::Guild, InteractionContext::BotDm]));
        command.integration_types = spec.integration_types.clone().or_else(|| Some(vec![InstallationKind::Guild]));
        command
    }

    fn full() -> CommandSpec {
        CommandSpec::chat_input("a", "A")
            .contexts([InteractionContext::BotDm, InteractionContext::Guild])
            .default_member_permissions(Permissions::empty())
            .option(CommandOption::number("n", "N").min_value(1.0).max_value(2).required(true))
            .option(CommandOption::integer("i", "I").choice("One", 1))
    }

    #[test]
    fn the_missing_commands_of_a_scope_share_a_line() {
        let some = |scope, count: usize| {
            let declared: Vec<CommandSpec> =
                (0..count).map(|number| CommandSpec::chat_input(format!("c{number}"), "C")).collect();
            compare(scope, &declared, &[registered(&CommandSpec::user("Old"))])
        };
        let mut drift = some(None, 1);
        drift.extend(some(Some(GuildId::new(5)), 3));
        assert_eq!(
            lines(&drift),
            [
                "the command `/c0` is missing",
                "the command `Old` is not a command of this bot",
                "3 commands of the guild 5 are missing: `/c0`, `/c1`, `/c2`",
                "the command `Old` of the guild 5 is not a command of this bot",
            ]
        );
        let many = &lines(&some(None, 90))[0];
        assert!(many.starts_with("90 commands are missing: `/c0`, ") && many.ends_with("`/c19` and 70 more"), "{many}");
    }

    #[test]
    fn what_discord_fills_in_is_no_difference() {
        let plain = CommandSpec::chat_input("a", "A");
        assert_eq!(compare(None, std::slice::from_ref(&plain), &[registered(&plain)]), []);
        let mut returned = registered(&full());
        returned.contexts = Some(vec![InteractionContext::Guild, InteractionContext::BotDm]);
        returned.options[0].min_value = Some(CommandNumber::Integer(1));
        assert_eq!(compare(None, &[full()], &[returned]), []);
    }

    #[test]
    fn every_change_is_named() {
        let parts = |change: fn(&mut CommandSpec)| {
            let mut changed = full();
            change(&mut changed);
            compare(None, &[changed], &[registered(&full())]).pop().map(|it| it.parts.join(" "))
        };
        assert_eq!(parts(|_| {}), None);
        assert_eq!(parts(|it| it.description = "B".into()).unwrap(), "description");
        assert_eq!(parts(|it| it.nsfw = true).unwrap(), "nsfw");
        assert_eq!(parts(|it| it.default_member_permissions = None).unwrap(), "default_member_permissions");
        assert_eq!(parts(|it| it.contexts = Some(vec![InteractionContext::Guild])).unwrap(), "contexts");
        assert_eq!(parts(|it| it.options[0].required = false).unwrap(), "options.n");
        assert_eq!(parts(|it| it.options[1].choices.clear()).unwrap(), "options.i");
        assert_eq!(parts(|it| it.options.reverse()).unwrap(), "options");
        let localized = |it: &mut CommandSpec| {
            it.name_localizations.insert("de".into(), "b".into());
        };
        assert_eq!(parts(localized).unwrap(), "name_localizations");
    }

    #[test]
    fn missing_and_unknown_commands_are_found_and_an_entry_point_is_kept() {
        let other = CommandSpec::chat_input("b", "B");
        let mut entry_point = registered(&CommandSpec::chat_input("launch", "L"));
        entry_point.kind = CommandKind::PrimaryEntryPoint;
        let drift = compare(None, &[other], &[registered(&full()), entry_point]);
        let texts: Vec<_> = drift.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["`/b` is missing", "`/a` is not a command of this bot"]);
    }
}
