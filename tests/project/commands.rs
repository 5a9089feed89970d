//! `docs/commands.md`: what commands can do, and the test that shows it.

use std::collections::BTreeSet;

use crate::seeds::{find, functions, named};
use crate::{assert_none, tree};

const NOT_BUILT: &str = "not built: ";

/// The cells of the rows of all tables, with the number of the line. The heads of the tables are left out.
fn rows(text: &str) -> Vec<(usize, Vec<&str>)> {
    let lines: Vec<_> = text.lines().collect();
    let is_head = |at: usize| lines.get(at + 1).is_some_and(|next| next.starts_with("|---"));
    let rows = lines.iter().enumerate().filter(|(at, line)| line.starts_with("| ") && !is_head(*at));
    rows.map(|(at, line)| (at + 1, line.trim().trim_matches('|').split('|').map(str::trim).collect())).collect()
}

#[test]
fn every_row_is_shown_by_a_test_or_says_that_it_is_not_built() {
    let (text, functions) = (tree::read("docs/commands.md"), functions());
    let mut findings = Vec::new();
    let rows = rows(&text);
    for (line, cells) in &rows {
        let shown = cells.last().copied().unwrap_or_default();
        if let Some(reason) = shown.strip_prefix(NOT_BUILT) {
            if reason.split_whitespace().count() < 4 {
                findings.push(format!("line {line}: `{reason}` is no reason"));
            }
            continue;
        }
        let tests = named(shown);
        if tests.is_empty() {
            findings.push(format!("line {line} names no test"));
        }
        for test in tests {
            let error = match test.starts_with("macros/messages/") {
                true => (!tree::root().join(test).exists()).then(|| format!("`{test}` is not there")),
                false => find(&functions, test).err(),
            };
            findings.extend(error.map(|error| format!("line {line}: {error}")));
        }
    }
    assert_none(&findings, "docs/commands.md is about tests that exist:");
    assert!(rows.len() > 100, "{} rows", rows.len());
}

/// The words of all attributes, as the macros know them.
fn words() -> BTreeSet<String> {
    let files = tree::files().iter().filter(|it| it.starts_with("macros/src/command/") && it.ends_with(".rs"));
    let mut words = BTreeSet::new();
    for text in files.map(|file| tree::read(file)) {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for list in text.split("words: &[").skip(1).chain(text.split("_WORDS: &[&str] = &[").skip(1)) {
            let list = list.split(']').next().unwrap_or_default();
            words.extend(list.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_word_of_the_attributes_is_listed() {
    let text = tree::read("docs/commands.md");
    let words = words();
    let missing: Vec<_> = words.iter().filter(|word| !text.contains(&format!("`{word}`"))).cloned().collect();
    assert_none(&missing, "docs/commands.md lacks words of the attributes:");
    for word in ["slash", "flatten", "radio", "aliases", "within"] {
        assert!(words.contains(word), "{word}: {words:?}");
    }
}
