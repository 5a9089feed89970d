//! [`Names`]: from the first words of a line to the command. Pure.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use crate::{
    interactions::{Entry, Route, Routes},
    model::{GuildId, Locale, Localizations},
    texts::{localized, with_fallback},
};

/// How many letters may differ between a name and one that is suggested instead: one, and one more for each three
/// letters after the third.
fn tolerance(name: &str) -> usize {
    let letters = name.chars().count();
    // Each name of one letter would be like each other.
    if letters < 2 { 0 } else { 1 + letters.saturating_sub(3) / 3 }
}

/// Whether a command exists in a guild, or in direct messages for `None`.
pub(super) fn is_here(entry: &Entry, guild: Option<GuildId>) -> bool {
    entry.guilds.is_empty() || guild.is_some_and(|guild| entry.guilds.contains(&guild))
}

/// A name of a prefix command.
#[derive(Debug)]
struct Spelling {
    /// Its words, in lower case.
    words: Vec<String>,
    /// The number of the entry.
    number: usize,
    /// The language that it is in. `None`: it works in all guilds.
    locale: Option<Locale>,
}

/// Where a message was written: the guild (`None`: a direct message), and its language.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Here<'a> {
    pub(super) guild: Option<GuildId>,
    pub(super) locale: Option<&'a Locale>,
}

impl Here<'_> {
    fn has_language_of(&self, spelling: &Spelling) -> bool {
        let is_it = |locale: &Locale| with_fallback(self.locale).any(|it| it == *locale);
        spelling.locale.as_ref().is_none_or(is_it)
    }
}

/// The names of all prefix commands, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the first word.
    by_first: HashMap<String, Vec<Spelling>>,
}

impl Names {
    pub(super) fn new(routes: &Routes) -> Self {
        let mut names = Self::default();
        for (number, entry) in routes.entries().iter().enumerate() {
            let mut locales: BTreeSet<&Locale> = entry.aliases.iter().map(|(locale, _)| locale).collect();
            locales.extend(names_of_path(routes, entry).iter().flat_map(|names| names.keys()));
            for locale in [None].into_iter().chain(locales.into_iter().map(Some)) {
                for words in exact_spellings(routes, entry, locale) {
                    let Some(first) = words.first().cloned() else { continue };
                    let spelling = Spelling { words, number, locale: locale.cloned() };
                    names.by_first.entry(first).or_default().push(spelling);
                }
            }
        }
        names
    }

    /// Two commands with the same name in the same language that exist in the same place. The text names them.
    pub(super) fn conflict(&self, routes: &Routes) -> Option<String> {
        let entry = |number: usize| routes.entries().get(number);
        for same in self.by_first.values() {
            for (at, one) in same.iter().enumerate() {
                let is_same = |other: &&Spelling| {
                    other.words == one.words && other.number != one.number && other.locale == one.locale
                };
                let others = same.get(at + 1..).unwrap_or_default().iter().filter(is_same);
                let name = one.words.join(" ");
                let language = one.locale.as_ref().map_or_else(String::new, |locale| format!(" in {locale}"));
                for (one, other) in others.filter_map(|other| Some((entry(one.number)?, entry(other.number)?))) {
                    let is_same_place = one.guilds.is_empty() && other.guilds.is_empty()
                        || one.guilds.iter().any(|guild| other.guilds.contains(guild));
                    if is_same_place {
                        return Some(format!(
                            "{} and {} have the same prefix command `{name}`{language}; give one of them another name \
                             or alias",
                            one.declared_at, other.declared_at
                        ));
                    }
                }
            }
        }
        None
    }

    /// The command that a line calls, and how many of its words are the name. The longest name counts, a command of the
    /// guild before one of all, and a name in the language of the guild before one of all.
    pub(super) fn find<'a>(
        &self,
        routes: &Routes,
        words: impl Iterator<Item = &'a str>,
        here: Here<'_>,
    ) -> Option<(Route, usize)> {
        let words: Vec<String> = words.take(3).map(str::to_lowercase).collect();
        let candidates = self.by_first.get(words.first()?)?.iter();
        let fitting = candidates.filter_map(|spelling| {
            let entry = routes.entries().get(spelling.number)?;
            let fits =
                is_here(entry, here.guild) && here.has_language_of(spelling) && words.starts_with(&spelling.words);
            fits.then_some((spelling, entry))
        });
        let (spelling, entry) = fitting.max_by_key(|(spelling, entry)| {
            (spelling.words.len(), !entry.guilds.is_empty(), spelling.locale.is_some(), spelling.number)
        })?;
        let depth = entry.path.len().saturating_sub(1);
        let route = Route { entry: Arc::clone(entry), depth };
        Some((route, spelling.words.len()))
    }

    /// For a line that calls no command: the name that it begins with, and the names that are like it, the nearest
    /// first, up to three. If the first word is a group, these are commands of the group. Hidden commands are left out.
    pub(super) fn like(&self, routes: &Routes, words: &[impl AsRef<str>], here: Here<'_>) -> (String, Vec<String>) {
        let mut words = words.iter().map(AsRef::as_ref);
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        let is_shown = |spelling: &&Spelling| {
            let entry = routes.entries().get(spelling.number).filter(|entry| is_here(entry, here.guild));
            let is_listed = entry.and_then(|entry| entry.prefix.as_ref()).is_some_and(|prefix| !prefix.hidden);
            is_listed && here.has_language_of(spelling)
        };
        let lower = first.to_lowercase();
        if let Some(members) = self.by_first.get(&lower) {
            let word = second.unwrap_or_default().to_lowercase();
            let mut near: Vec<(usize, String)> = Vec::new();
            for Spelling { words, .. } in members.iter().filter(is_shown) {
                near.push((distance(words.get(1).map_or("", String::as_str), &word), words.join(" ")));
            }
            near.sort_unstable();
            near.dedup();
            let name = [first].into_iter().chain(second).collect::<Vec<_>>().join(" ");
            return (name, near.into_iter().take(3).map(|(_, name)| name).collect());
        }
        let mut near: Vec<(usize, String)> = Vec::new();
        for (name, spellings) in &self.by_first {
            // The comparison takes a time that grows with both lengths.
            let is_near_length = name.chars().count().abs_diff(lower.chars().count()) <= tolerance(&lower);
            if is_near_length && spellings.iter().any(|it| is_shown(&it)) {
                near.push((distance(name, &lower), name.clone()));
            }
        }
        near.retain(|(distance, _)| *distance <= tolerance(&lower));
        near.sort_unstable();
        (first.to_owned(), near.into_iter().take(3).map(|(_, name)| name).collect())
    }
}

/// The names in other languages of each word of the path of a command: those of its groups, and its own.
fn names_of_path<'a>(routes: &'a Routes, entry: &'a Entry) -> Vec<&'a Localizations> {
    static NONE: Localizations = Localizations::new();
    let groups = (1..entry.path.len()).map(|length| {
        let group = routes.groups().iter().find(|group| group.path.as_slice() == &entry.path[..length]);
        group.map_or(&NONE, |group| &group.names)
    });
    groups.chain([&entry.names]).collect()
}

/// The name of a command with its groups in a language, each word in the default language if it has no other.
pub(super) fn name_in(routes: &Routes, entry: &Entry, locale: Option<&Locale>) -> String {
    let words = entry.path.iter().zip(names_of_path(routes, entry));
    words.map(|(word, names)| localized(names, locale).unwrap_or(word)).collect::<Vec<_>>().join(" ")
}

/// The names of a command in a language, or those that work everywhere for `None`: its groups and its name, the same
/// with each alias in place of the name, and its groups alone if it stands for them. Empty if it is no prefix command.
pub(super) fn spellings(routes: &Routes, entry: &Entry, locale: Option<&Locale>) -> Vec<Vec<String>> {
    match locale {
        None => exact_spellings(routes, entry, None),
        Some(_) => with_fallback(locale).flat_map(|it| exact_spellings(routes, entry, Some(&it))).collect(),
    }
}

/// As [`spellings`], without languages that replace this one. Words without a name in the language have that of the
/// default language, and so may the groups.
fn exact_spellings(routes: &Routes, entry: &Entry, locale: Option<&Locale>) -> Vec<Vec<String>> {
    let Some(prefix) = &entry.prefix else { return Vec::new() };
    let names = names_of_path(routes, entry);
    let mut paths: Vec<Vec<String>> = vec![Vec::new()];
    for (at, (word, names)) in entry.path.iter().zip(&names).enumerate() {
        let translated = locale.and_then(|locale| names.get(locale)).map(|name| name.as_str().to_lowercase());
        let own = word.as_str().to_lowercase();
        let mut words: Vec<String> = translated.into_iter().collect();
        if !words.contains(&own) && (words.is_empty() || at + 1 < entry.path.len()) {
            words.push(own);
        }
        paths = words
            .iter()
            .flat_map(|word| paths.iter().map(|path| [path, std::slice::from_ref(word)].concat()))
            .collect();
    }
    let aliases: Vec<String> = match locale {
        None => prefix.aliases.iter().map(|alias| alias.as_str().to_lowercase()).collect(),
        Some(locale) => {
            let own = entry.aliases.iter().filter(|(it, _)| it == locale);
            own.map(|(_, alias)| alias.as_str().to_lowercase()).collect()
        }
    };
    let mut all = paths.clone();
    for path in &paths {
        let Some((_, groups)) = path.split_last() else { continue };
        all.extend(aliases.iter().map(|alias| [groups, std::slice::from_ref(alias)].concat()));
        all.extend((prefix.bare && !groups.is_empty()).then(|| groups.to_vec()));
    }
    let mut seen = HashSet::new();
    all.retain(|words| seen.insert(words.clone()));
    all
}

/// How many letters have to be inserted, deleted, replaced or swapped with their neighbour to make `one` of `other`.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, other_letter) in other.iter().enumerate() {
            let changed = above[column] + usize::from(letter != other_letter);
            let mut least = changed.min(above[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *other_letter {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut above, line);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, expected) in [
            ("", "", 0),
            ("ping", "ping", 0),
            ("ping", "pnig", 1),
            ("ping", "pin", 1),
            ("ping", "sing", 1),
            ("", "ab", 2),
        ] {
            assert_eq!((distance(one, other), distance(other, one)), (expected, expected), "{one}, {other}");
        }
    }
}
