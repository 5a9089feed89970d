//! [`Names`]: from the first words of a line to the command. Pure.

use std::{collections::HashMap, sync::Arc};

use crate::{
    interactions::{Entry, Route, Routes},
    model::GuildId,
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

/// The names of all prefix commands, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the first word: the words of the name, and the number of the entry.
    by_first: HashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Names {
    pub(super) fn new(routes: &Routes) -> Self {
        let mut names = Self::default();
        for (number, entry) in routes.entries().iter().enumerate() {
            for words in spellings(entry) {
                if let Some(first) = words.first() {
                    names.by_first.entry(first.clone()).or_default().push((words, number));
                }
            }
        }
        names
    }

    /// Two commands with the same name that exist in the same place. The text names them.
    pub(super) fn conflict(&self, routes: &Routes) -> Option<String> {
        let entry = |number: usize| routes.entries().get(number);
        for same in self.by_first.values() {
            for (at, (name, number)) in same.iter().enumerate() {
                let others =
                    same.get(at + 1..).unwrap_or_default().iter().filter(|(other, it)| other == name && it != number);
                for (one, other) in others.filter_map(|(_, other)| Some((entry(*number)?, entry(*other)?))) {
                    let is_same_place = one.guilds.is_empty() && other.guilds.is_empty()
                        || one.guilds.iter().any(|guild| other.guilds.contains(guild));
                    if is_same_place {
                        return Some(format!(
                            "{} and {} have the same prefix command `{}`; give one of them another name or alias",
                            one.declared_at,
                            other.declared_at,
                            name.join(" ")
                        ));
                    }
                }
            }
        }
        None
    }

    /// The command that a line calls, and how many of its words are the name. The longest name counts, and a command of
    /// the guild before one of all.
    pub(super) fn find<'a>(
        &self,
        routes: &Routes,
        words: impl Iterator<Item = &'a str>,
        guild: Option<GuildId>,
    ) -> Option<(Route, usize)> {
        let words: Vec<String> = words.take(3).map(str::to_lowercase).collect();
        let candidates = self.by_first.get(words.first()?)?.iter();
        let fitting = candidates.filter_map(|(name, number)| {
            let entry = routes.entries().get(*number)?;
            (is_here(entry, guild) && words.starts_with(name)).then_some((name.len(), !entry.guilds.is_empty(), entry))
        });
        let (length, _, entry) = fitting.max_by_key(|(length, of_guild, _)| (*length, *of_guild))?;
        let depth = entry.path.len().saturating_sub(1);
        Some((Route { entry: Arc::clone(entry), depth }, length))
    }

    /// For a line that calls no command: the name that it begins with, and the names that are like it, the nearest
    /// first, up to three. If the first word is a group, these are commands of the group. Hidden commands are left out.
    pub(super) fn like(
        &self,
        routes: &Routes,
        words: &[impl AsRef<str>],
        guild: Option<GuildId>,
    ) -> (String, Vec<String>) {
        let mut words = words.iter().map(AsRef::as_ref);
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        let is_shown = |number: &usize| {
            let entry = routes.entries().get(*number).filter(|entry| is_here(entry, guild));
            entry.and_then(|entry| entry.prefix.as_ref()).is_some_and(|prefix| !prefix.hidden)
        };
        let mut near: Vec<(usize, String)> = Vec::new();
        let lower = first.to_lowercase();
        if let Some(members) = self.by_first.get(&lower) {
            let word = second.unwrap_or_default().to_lowercase();
            for (name, _) in members.iter().filter(|(_, number)| is_shown(number)) {
                near.push((distance(name.get(1).map_or("", String::as_str), &word), name.join(" ")));
            }
            near.sort_unstable();
            let name = [first].into_iter().chain(second).collect::<Vec<_>>().join(" ");
            return (name, near.into_iter().take(3).map(|(_, name)| name).collect());
        }
        for (name, entries) in &self.by_first {
            // The comparison takes a time that grows with both lengths.
            let is_near_length = name.chars().count().abs_diff(lower.chars().count()) <= tolerance(&lower);
            if is_near_length && entries.iter().any(|(_, number)| is_shown(number)) {
                near.push((distance(name, &lower), name.clone()));
            }
        }
        near.retain(|(distance, _)| *distance <= tolerance(&lower));
        near.sort_unstable();
        (first.to_owned(), near.into_iter().take(3).map(|(_, name)| name).collect())
    }
}

/// The names of a command: its groups and its name, the same with each alias in place of the name, and its groups alone
/// if it stands for them. Empty if it is no prefix command.
pub(super) fn spellings(entry: &Entry) -> Vec<Vec<String>> {
    let Some(prefix) = &entry.prefix else { return Vec::new() };
    let lower = |word: &str| word.to_lowercase();
    let path: Vec<String> = entry.path.iter().map(|word| lower(word)).collect();
    let Some((_, groups)) = path.split_last() else { return Vec::new() };
    let aliases = prefix.aliases.iter().map(|alias| groups.iter().cloned().chain([lower(alias)]).collect());
    let bare = (prefix.bare && !groups.is_empty()).then(|| groups.to_vec());
    [path.clone()].into_iter().chain(aliases).chain(bare).collect()
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
