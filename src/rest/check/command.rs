//! What a command of an application may look like (rest.md, sections 10 and 14).

use super::shape::{Report, Shape};
use crate::rest::{
    field_error::{shown, too_many},
    json::{Node, Path},
    totals::command_total,
};
use Shape::{Any, Fields, Int, List, Text, Values, With};

// Kinds of commands.
const CHAT_INPUT: i64 = 1;
const USER: i64 = 2;
const MESSAGE: i64 = 3;

/// Most characters of the names, descriptions and values of a command together.
const TOTAL: usize = 8000;

/// Most commands of each kind, globally and in each guild.
const COUNTS: [(i64, usize, &str); 3] = [(CHAT_INPUT, 100, "slash"), (USER, 15, "user"), (MESSAGE, 15, "message")];

const NAME: (&str, Shape) = ("name", Text(1, 32));
const NAMES: (&str, Shape) = ("name_localizations", Values(&Text(1, 32)));
const DESCRIPTIONS: (&str, Shape) = ("description_localizations", Values(&Text(0, 100)));

pub(super) static CHOICE: Shape =
    Fields(&[("name", Text(1, 100)), ("name_localizations", Values(&Text(1, 100))), ("value", Text(0, 100))]);

static OPTION: Shape = Fields(&[
    NAME,
    NAMES,
    ("description", Text(1, 100)),
    DESCRIPTIONS,
    ("choices", List(0, 25, &CHOICE)),
    ("min_length", Int(0, 6000)),
    ("max_length", Int(1, 6000)),
    ("options", With(&List(0, 25, &Any), options)),
]);

static PARTS: Shape =
    Fields(&[NAME, NAMES, ("description", Text(0, 100)), DESCRIPTIONS, ("options", With(&List(0, 25, &Any), options))]);

/// A new command.
pub(super) static NEW: Shape = With(&PARTS, |command, path, report| {
    whole(command, path, report);
    size(command, path, report);
});

/// A change to a command, whose type is not known.
pub(super) static CHANGE: Shape = With(&PARTS, size);

/// All commands at once.
pub(super) static ALL: Shape = With(&List(0, usize::MAX, &NEW), |commands, path, report| {
    for (kind, most, word) in COUNTS {
        let count = commands.list().iter().filter(|command| kind_of(command) == kind).count();
        if count > most {
            report.add(path, "BASE_TYPE_MAX_LENGTH", format!("{} {word} commands", too_many(count, most)));
        }
    }
});

fn kind_of(command: &Node<'_>) -> i64 {
    command.given("type").and_then(Node::int).unwrap_or(CHAT_INPUT)
}

fn whole(command: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let description = command.given("description").and_then(Node::text).unwrap_or_default();
    match kind_of(command) {
        CHAT_INPUT => {
            name(command, path, report);
            if description.is_empty() {
                report.add(&path.field("description"), "BASE_TYPE_REQUIRED", "missing: a slash command needs one");
            }
        }
        USER | MESSAGE if !description.is_empty() => {
            let problem = "only slash commands have a description";
            report.add(&path.field("description"), "APPLICATION_COMMAND_DESCRIPTION_INVALID", problem);
        }
        _ => {}
    }
}

/// Checks the characters of the name of a slash command or an option. Beyond ASCII only capitals are checked.
fn name(named: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let Some(node) = named.get("name") else { return };
    let Some(name) = node.text() else { return };
    let fits = |char: char| match char {
        'a'..='z' | '0'..='9' | '-' | '_' | '\'' => true,
        _ if char.is_ascii() => false,
        _ => !(char.is_uppercase() && char.to_lowercase().next() != Some(char)),
    };
    if !name.trim().chars().all(fits) {
        let problem = format!(
            "{} is no name of a command: small letters, digits, - and _, at most 32 of them",
            shown(node, "name")
        );
        report.add(&path.field("name"), "APPLICATION_COMMAND_INVALID_NAME", problem);
    }
}

fn options(list: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let mut optional = false;
    for (index, option) in list.list().iter().enumerate() {
        let path = path.index(index);
        OPTION.check(option, &path, report);
        name(option, &path, report);
        let required = matches!(option.get("required"), Some(Node::Bool(true)));
        if required && optional {
            let problem = "it is required and comes after an optional one; required options must come first";
            report.add(&path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", problem);
        }
        // Subcommands are neither required nor optional.
        optional |= !required && !matches!(option.get("type").and_then(Node::int), Some(1 | 2));
    }
}

fn size(command: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let total = command_total(command);
    if total > TOTAL {
        let problem = format!("too long altogether ({total} > {TOTAL} characters of names, descriptions and values)");
        report.add(path, "APPLICATION_COMMAND_TOO_LARGE", problem);
    }
}
