//! The generated help: the list of commands, and what one of them does. Pure.

use std::collections::BTreeMap;

use super::{
    arguments::{Naming, usage},
    names::{is_here, name_in, spellings},
    start::shown,
};
use crate::{
    command::Writing,
    interactions::{Entry, Routes},
    model::{CommandOption, GuildId},
    texts::{Language, localized, own},
};

/// How an option of a command is written. `subcommand`: the sub-command that it belongs to.
pub(super) fn writing(entry: &Entry, subcommand: Option<&str>, option: &str) -> Writing {
    let mut all = entry.writings.iter();
    all.find(|(of, name, _)| *of == subcommand && *name == option).map_or(Writing::Word, |(_, _, writing)| *writing)
}

/// Writes the help of commands in a language.
pub(super) struct Help<'a> {
    pub(super) routes: &'a Routes,
    /// What stands before the name of a command: a prefix as [`shown`] writes it, or `/`.
    before: String,
    language: &'a Language,
}

impl<'a> Help<'a> {
    /// The help of prefix commands.
    pub(super) fn new(routes: &'a Routes, prefix: &str, language: &'a Language) -> Self {
        Self { routes, before: shown(prefix), language }
    }

    /// The list of all prefix commands that exist in a guild, by category. Hidden ones are left out.
    pub(super) fn list(&self, guild: Option<GuildId>) -> String {
        format!("{}\n\n{}", self.list_of(self.listed(guild)), self.hint())
    }

    /// A list of commands by category.
    pub(super) fn list_of<'e>(&self, entries: impl Iterator<Item = &'e Entry>) -> String {
        let mut categories: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in entries {
            let category =
                entry.category.as_ref().map_or_else(|| self.language.own(&own::commands()), ToString::to_string);
            categories.entry(category).or_default().push(self.line(entry));
        }
        let blocks = categories.into_iter().map(|(category, mut lines)| {
            lines.sort_unstable();
            format!("**{category}**\n{}", lines.join("\n"))
        });
        blocks.collect::<Vec<_>>().join("\n\n")
    }

    /// The list of the commands of a group that exist in a guild. `None` if there are none.
    pub(super) fn group(&self, names: &[&str], guild: Option<GuildId>) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let is_in = |entry: &&Entry| {
            let locales = [None, self.language.locale()];
            let mut all = locales.into_iter().flat_map(|locale| spellings(self.routes, entry, locale));
            entry.path.len() > names.len() && all.any(|words| words.len() > names.len() && words.starts_with(&names))
        };
        let mut lines: Vec<String> = self.listed(guild).filter(is_in).map(|entry| self.line(entry)).collect();
        lines.sort_unstable();
        (!lines.is_empty()).then(|| format!("{}\n\n{}", lines.join("\n"), self.hint()))
    }

    fn hint(&self) -> String {
        let help = self.language.own(&own::help());
        self.language.own(&own::help_hint(format!("{}{help}", self.before)))
    }

    /// The commands that are not hidden.
    fn listed(&self, guild: Option<GuildId>) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let is_listed =
            move |entry: &&Entry| is_here(entry, guild) && entry.prefix.as_ref().is_some_and(|spec| !spec.hidden);
        self.routes.entries().iter().map(|entry| &**entry).filter(is_listed)
    }

    fn name(&self, entry: &Entry) -> String {
        name_in(self.routes, entry, self.language.locale())
    }

    pub(super) fn description<'e>(&self, entry: &'e Entry) -> &'e str {
        localized(&entry.descriptions, self.language.locale()).unwrap_or(&entry.description)
    }

    fn line(&self, entry: &Entry) -> String {
        format!("`{}{}` {}", self.before, self.name(entry), self.description(entry)).trim_end().to_owned()
    }

    /// What a command does, how it is written, and its options.
    pub(super) fn explain(&self, entry: &Entry) -> String {
        let usages = self.usages(entry, |subcommand, option| writing(entry, subcommand, option));
        let mut text = format!("{}\n{usages}", self.description(entry));
        let name = self.name(entry).to_lowercase();
        let mut others: Vec<String> = Vec::new();
        for words in [self.language.locale(), None].into_iter().flat_map(|it| spellings(self.routes, entry, it)) {
            let words = words.join(" ");
            if words != name && !others.contains(&words) {
                others.push(words);
            }
        }
        if !others.is_empty() {
            let others: Vec<String> = others.iter().map(|words| format!("`{}{words}`", self.before)).collect();
            text.push_str(&self.language.own(&own::also(others.join(", "))));
        }
        text.trim_end().to_owned()
    }

    /// How a command is written, and its options. `writing` says it of an option, which may belong to a sub-command.
    pub(super) fn usages(&self, entry: &Entry, writing: impl Fn(Option<&str>, &str) -> Writing) -> String {
        let (locale, command) = (self.language.locale(), self.name(entry));
        let naming = Naming(locale);
        let mut text = String::new();
        let subcommands = entry.options.iter().filter(|option| !option.options.is_empty());
        let mut usages: Vec<(String, &[CommandOption], Option<&str>)> = subcommands
            .map(|option| (format!("{command} {}", naming.of(option)), &option.options[..], Some(option.name.as_str())))
            .collect();
        if usages.is_empty() {
            usages.push((command, &entry.options, None));
        }
        for (name, options, subcommand) in usages {
            let line = usage(&name, options, naming, |option| writing(subcommand, option));
            text.push_str(&format!("`{}{line}`\n", self.before));
            for option in options {
                let description = localized(&option.description_localizations, locale).unwrap_or(&option.description);
                text.push_str(&format!("• `{}`: {description}\n", naming.of(option)));
            }
        }
        text
    }
}

/// The help of slash commands.
pub(super) fn slash_help<'a>(routes: &'a Routes, language: &'a Language) -> Help<'a> {
    Help { routes, before: "/".to_owned(), language }
}
