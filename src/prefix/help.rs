//! The generated help: the list of commands, and what one of them does. Pure.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::{
    arguments::usage,
    names::{is_here, spellings},
    start::shown,
};
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
    let prefix = &shown(prefix);
    let text = list_of(listed(routes, guild), prefix);
    format!("{text}\n\n`{prefix}help command` explains a command.")
}

/// A list of commands by category.
pub(super) fn list_of<'a>(entries: impl Iterator<Item = &'a Entry>, prefix: &str) -> String {
    let mut categories: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in entries {
        categories.entry(entry.category.unwrap_or(NO_CATEGORY)).or_default().push(line(entry, prefix));
    }
    let blocks = categories.into_iter().map(|(category, mut lines)| {
        lines.sort_unstable();
        format!("**{category}**\n{}", lines.join("\n"))
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// The list of the commands of a group that exist in a guild. `None` if there are none.
pub(super) fn group(routes: &Routes, prefix: &str, names: &[&str], guild: Option<GuildId>) -> Option<String> {
    let prefix = &shown(prefix);
    let is_in = |entry: &&Entry| {
        let is_same = |(one, other): (&CompactString, &&str)| *one == other.to_lowercase();
        entry.path.len() > names.len() && entry.path.iter().zip(names).all(is_same)
    };
    let mut lines: Vec<String> = listed(routes, guild).filter(is_in).map(|entry| line(entry, prefix)).collect();
    lines.sort_unstable();
    (!lines.is_empty()).then(|| format!("{}\n\n`{prefix}help command` explains a command.", lines.join("\n")))
}

/// The commands that are not hidden.
fn listed(routes: &Routes, guild: Option<GuildId>) -> impl Iterator<Item = &Entry> {
    let is_listed =
        move |entry: &&Entry| is_here(entry, guild) && entry.prefix.as_ref().is_some_and(|spec| !spec.hidden);
    routes.entries().iter().map(|entry| &**entry).filter(is_listed)
}

fn line(entry: &Entry, prefix: &str) -> String {
    format!("`{prefix}{}` {}", entry.name(), entry.description).trim_end().to_owned()
}

/// What a command does, how it is written, and its options.
pub(super) fn explain(entry: &Entry, prefix: &str) -> String {
    let prefix = &shown(prefix);
    let mut text = format!(
        "{}\n{}",
        entry.description,
        usages(entry, prefix, |subcommand, option| writing(entry, subcommand, option))
    );
    let mut others = spellings(entry).into_iter().skip(1).map(|words| format!("`{prefix}{}`", words.join(" ")));
    if let Some(first) = others.next() {
        text.push_str(&others.fold(format!("Also: {first}"), |text, other| format!("{text}, {other}")));
    }
    text.trim_end().to_owned()
}

/// How a command is written, and its options. `writing` says it of an option, which may belong to a sub-command.
pub(super) fn usages(entry: &Entry, prefix: &str, writing: impl Fn(Option<&str>, &str) -> Writing) -> String {
    let mut text = String::new();
    let subcommands = entry.options.iter().filter(|option| !option.options.is_empty());
    let mut usages: Vec<(String, &[CommandOption], Option<&str>)> = subcommands
        .map(|option| (format!("{} {}", entry.name(), option.name), &option.options[..], Some(option.name.as_str())))
        .collect();
    if usages.is_empty() {
        usages.push((entry.name(), &entry.options, None));
    }
    for (name, options, subcommand) in usages {
        let line = usage(&name, options, |option| writing(subcommand, option));
        text.push_str(&format!("`{prefix}{line}`\n"));
        for option in options {
            text.push_str(&format!("• `{}`: {}\n", option.name, option.description));
        }
    }
    text
}
