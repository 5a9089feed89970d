//! The generated help: the list of prefix commands, and what one of them does. Pure.

use std::collections::BTreeMap;

use super::{arguments::usage, names::spellings};
use crate::{
    command::Writing,
    interactions::{Entry, Routes},
    model::{CommandOption, GuildId},
};

/// The heading of commands without a category.
const NO_CATEGORY: &str = "Commands";

/// How an option of a command is written. `subcommand`: the sub-command that it belongs to.
pub(super) fn writing(entry: &Entry, subcommand: Option<&str>, option: &str) -> Writing {
    let mut all = entry.writings.iter();
    all.find(|(of, name, _)| *of == subcommand && *name == option).map_or(Writing::Word, |(_, _, writing)| *writing)
}

/// The list of all commands that exist in a guild, by category. Hidden ones are left out.
pub(super) fn list(routes: &Routes, prefix: &str, guild: Option<GuildId>) -> String {
    let mut categories: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in routes.entries() {
        let is_here = entry.guilds.is_empty() || guild.is_some_and(|guild| entry.guilds.contains(&guild));
        if !is_here || entry.prefix.as_ref().is_none_or(|spec| spec.hidden) {
            continue;
        }
        let line = format!("`{prefix}{}` {}", entry.name(), entry.description);
        categories.entry(entry.category.unwrap_or(NO_CATEGORY)).or_default().push(line.trim_end().to_owned());
    }
    let mut text = String::new();
    for (category, mut lines) in categories {
        lines.sort_unstable();
        text.push_str(&format!("**{category}**\n{}\n\n", lines.join("\n")));
    }
    text.push_str(&format!("`{prefix}help command` explains a command."));
    text
}

/// What a command does, how it is written, and its options.
pub(super) fn explain(entry: &Entry, prefix: &str) -> String {
    let mut text = format!("{}\n", entry.description);
    let subcommands = entry.options.iter().filter(|option| !option.options.is_empty());
    let mut usages: Vec<(String, &[CommandOption], Option<&str>)> = subcommands
        .map(|option| (format!("{} {}", entry.name(), option.name), &option.options[..], Some(option.name.as_str())))
        .collect();
    if usages.is_empty() {
        usages.push((entry.name(), &entry.options, None));
    }
    for (name, options, subcommand) in usages {
        let line = usage(&name, options, |option| writing(entry, subcommand, option));
        text.push_str(&format!("`{prefix}{line}`\n"));
        for option in options {
            text.push_str(&format!("• `{}`: {}\n", option.name, option.description));
        }
    }
    let mut others = spellings(entry).into_iter().skip(1).map(|words| format!("`{prefix}{}`", words.join(" ")));
    if let Some(first) = others.next() {
        text.push_str(&others.fold(format!("Also: {first}"), |text, other| format!("{text}, {other}")));
    }
    text.trim_end().to_owned()
}
