//! The prelude: no name in it is ambiguous.

use std::collections::BTreeMap;

use crate::source::code;
use crate::{assert_none, tree};

/// The public modules whose types stand beside the prelude in a bot.
const BESIDE: &[&str] = &["event", "gateway", "handler", "model", "rest"];

/// Modules inside of those that are named on their own: `model::text::split`.
const NAMED: &[&str] = &["src/model/text/", "src/model/permissions/"];

/// The names that the prelude exports, without those of `event::*`.
fn listed(text: &str) -> Vec<String> {
    let (_, prelude) = text.split_once("pub mod prelude {").unwrap();
    let words = prelude.split(|it: char| !(it.is_alphanumeric() || it == '_'));
    words.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

/// The public types that the files of a module declare, each with its file.
fn declared(module: &str) -> Vec<(String, String)> {
    let folder = format!("src/{module}/");
    let single = format!("src/{module}.rs");
    let mut found = Vec::new();
    for file in tree::files().iter().filter(|it| it.starts_with(&folder) || **it == single) {
        let is_test = file.ends_with("tests.rs") || file.contains("/tests/");
        if !file.ends_with(".rs") || is_test || NAMED.iter().any(|it| file.starts_with(it)) {
            continue;
        }
        let text = code(&tree::read(file));
        let text = text.split("#[cfg(test)]").next().unwrap();
        for keyword in ["pub struct ", "pub enum ", "pub trait ", "pub type "] {
            for (_, rest) in text.match_indices(keyword).map(|(at, it)| (at, &text[at + it.len()..])) {
                let name: String = rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
                found.push((name, file.clone()));
            }
        }
        // Payloads that consist of an object of the model.
        for (at, start) in text.match_indices("newtype! {") {
            let name = text[at + start.len()..].split('(').next().unwrap_or_default().trim();
            if name.chars().all(char::is_alphanumeric) {
                found.push((name.to_owned(), file.clone()));
            }
        }
    }
    found.retain(|(name, _)| !name.is_empty());
    found
}

#[test]
fn no_name_of_the_prelude_is_ambiguous() {
    let mut places = BTreeMap::<String, Vec<String>>::new();
    for (name, file) in BESIDE.iter().flat_map(|module| declared(module)) {
        places.entry(name).or_default().push(file);
    }
    let events: Vec<_> = declared("event").into_iter().map(|(name, _)| name).collect();
    for name in ["MessageCreate", "PresenceUpdate", "EventKind"] {
        assert!(events.iter().any(|it| it == name), "{name} is not found in the sources of `event`");
    }
    let listed = listed(&tree::read("src/lib.rs"));
    assert!(listed.iter().any(|it| it == "Embed"), "{listed:?}");
    let mut findings = Vec::new();
    for name in listed.iter().chain(&events) {
        if let Some(files) = places.get(name).filter(|files| files.len() > 1) {
            findings.push(format!("{name}: {}", files.join(", ")));
        }
        let times = listed.iter().chain(&events).filter(|it| *it == name).count();
        if times > 1 {
            findings.push(format!("{name} is exported {times} times"));
        }
    }
    findings.sort();
    findings.dedup();
    assert_none(&findings, "Two types of one name beside the prelude are ambiguous: rename one, or leave it out.");
}
