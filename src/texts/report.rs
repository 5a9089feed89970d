//! [`TextReport`]: what is wrong with the texts of a bot.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    path::Path,
};

use super::{Texts, own::ENGLISH};
use crate::model::Locale;

/// What is wrong with the texts of a bot, from [`Bot::check_texts`](crate::Bot::check_texts). `Display` lists it, with
/// what to do: a line for each problem.
#[derive(Debug, Clone)]
#[must_use = "it states what is wrong with the texts"]
pub struct TextReport {
    problems: BTreeSet<String>,
    /// The messages that the code has to name, each with its languages.
    unnamed: BTreeMap<String, Vec<Locale>>,
    /// All messages.
    known: BTreeSet<String>,
    /// Whether code was searched for the ids.
    is_searched: bool,
}

/// What begins the id of a text of the library.
const OF_LIBRARY: &str = "greenroom-";
/// What begins the ids of the texts of commands.
const OF_COMMANDS: [&str; 2] = ["command-", "menu-"];

/// The message of an id, without an attribute.
fn message(id: &str) -> &str {
    id.split_once('.').map_or(id, |(message, _)| message)
}

impl TextReport {
    /// Compares the languages. `of_commands`: the ids that commands, options and choices can have. `refused`: the texts
    /// of commands that Discord would refuse.
    pub(crate) fn new(texts: &Texts, of_commands: &BTreeSet<String>, refused: Vec<String>) -> Self {
        let by_locale: BTreeMap<&Locale, BTreeSet<String>> =
            texts.languages().map(|(locale, catalog)| (locale, catalog.ids())).collect();
        let all: BTreeSet<&String> = by_locale.values().flatten().collect();
        let of_library: BTreeSet<&str> = ENGLISH.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
        let is_of_commands = |id: &str| OF_COMMANDS.iter().any(|start| id.starts_with(start));
        let default = texts.default_locale();
        let mut report = Self {
            problems: refused.into_iter().collect(),
            unnamed: BTreeMap::new(),
            known: all.iter().map(|id| message(id).to_owned()).chain(all.iter().map(|id| (*id).clone())).collect(),
            is_searched: false,
        };
        if !by_locale.contains_key(default) {
            report.note(format!("{default}: there are no texts of the default language; add `{default}.ftl`"));
        }
        for id in all {
            let having: Vec<&Locale> =
                by_locale.iter().filter(|(_, ids)| ids.contains(id)).map(|(locale, _)| *locale).collect();
            let places = names(&having);
            if is_of_commands(id) {
                if !of_commands.contains(id) {
                    report.note(format!("{places}: `{id}` fits no command, option or choice; correct or remove it"));
                    continue;
                }
            } else if id.starts_with(OF_LIBRARY) {
                if !of_library.contains(id.as_str()) {
                    report.note(format!("{places}: `{id}` is no text of the library; correct or remove it"));
                    continue;
                }
            } else {
                report.unnamed.insert(id.clone(), having.iter().map(|it| (*it).clone()).collect());
            }
            report.find_missing(id, &by_locale, default);
            report.compare_arguments(id, texts, &having, default);
        }
        report
    }

    fn note(&mut self, problem: String) {
        self.problems.insert(problem);
    }

    /// Notes the languages that lack a message which others have. The default language needs none of a command and none
    /// of the library, since these have a text in the code.
    fn find_missing(&mut self, id: &str, by_locale: &BTreeMap<&Locale, BTreeSet<String>>, default: &Locale) {
        let has_text_in_code = !self.unnamed.contains_key(id);
        for (locale, ids) in by_locale {
            let is_needed = *locale != default || !has_text_in_code;
            if is_needed && !ids.contains(id) {
                self.note(format!("{locale}: `{id}` is missing; add it"));
            }
        }
    }

    /// Notes the languages in which a message has arguments that it does not have in the default language; for texts of
    /// the library those that the library does not give.
    fn compare_arguments(&mut self, id: &str, texts: &Texts, having: &[&Locale], default: &Locale) {
        let of_library = ENGLISH.lines().find_map(|line| line.split_once(" = ").filter(|(own, _)| *own == id));
        let given = of_library.map(|(_, english)| {
            english.split("{ $").skip(1).filter_map(|rest| Some(rest.split_once(" }")?.0.to_owned())).collect()
        });
        let arguments = |locale: &Locale| {
            texts
                .languages()
                .find(|(it, _)| *it == locale)
                .map(|(_, catalog)| catalog.arguments(id))
                .unwrap_or_default()
        };
        let first = if having.contains(&default) { Some(default) } else { having.first().copied() };
        let (Some(first), Some(expected)) = (first, given.clone().or_else(|| first.map(arguments))) else { return };
        let against = if given.is_some() { "the library".to_owned() } else { first.to_string() };
        for locale in having {
            let own: BTreeSet<String> = arguments(locale);
            let shown = |names: Vec<&String>| names.iter().map(|it| format!("${it}")).collect::<Vec<_>>().join(", ");
            let more = shown(own.difference(&expected).collect());
            if !more.is_empty() {
                self.note(format!(
                    "{locale}: `{id}` uses {more}, which {against} does not; correct the name or remove it"
                ));
            }
            let fewer = shown(expected.difference(&own).collect());
            if given.is_none() && !fewer.is_empty() {
                self.note(format!("{locale}: `{id}` does not use {fewer}, which {against} does; use or remove it"));
            }
        }
    }

    /// Searches code for the ids of messages: `include_str!("main.rs")`. Messages whose id stands in none of the
    /// searched texts in quotes are reported as unused, and ids in `ctx.text("..")` that no language has as missing.
    pub fn used_in(mut self, code: &str) -> Self {
        self.is_searched = true;
        self.unnamed.retain(|id, _| !code.contains(&format!("\"{id}\"")));
        for call in ["ctx.text(", "ctx.text_with(", "language.text(", "language.text_with(", "language().text("] {
            for (at, _) in code.match_indices(call) {
                let rest = code.get(at + call.len()..).unwrap_or_default().trim_start();
                let id = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(id, _)| id);
                if let Some(id) = id.filter(|id| !self.known.contains(*id)) {
                    self.problems.insert(format!("the code uses `{id}`, which no language has; add it"));
                }
            }
        }
        self
    }

    /// Searches the files `*.rs` in a folder and the folders in it, as [`used_in`](Self::used_in).
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn used_in_folder(mut self, folder: impl AsRef<Path>) -> io::Result<Self> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self = self.used_in_folder(&path)?;
            } else if path.extension().is_some_and(|it| it == "rs") {
                self = self.used_in(&fs::read_to_string(&path)?);
            }
        }
        Ok(self)
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.problems().is_empty()
    }

    /// What is wrong, a text each.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let unused = self.unnamed.iter().filter(|_| self.is_searched).map(|(id, locales)| {
            format!("{}: `{id}` is used nowhere in the code; remove it", names(&locales.iter().collect::<Vec<_>>()))
        });
        self.problems.iter().cloned().chain(unused).collect()
    }
}

fn names(locales: &[&Locale]) -> String {
    locales.iter().map(|locale| locale.as_str()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for TextReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems().as_slice() {
            [] => f.write_str("the texts are complete"),
            problems => f.write_str(&problems.join("\n")),
        }
    }
}
