//! `docs/seeds.md`: each capability that must work, and the test that shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::source::code;
use crate::{assert_none, tree};

/// The rows that must be listed, by the letter of the seed they come from.
const ROWS: &[(char, RangeInclusive<u32>)] =
    &[('Q', 1..=24), ('V', 1..=36), ('A', 1..=52), ('J', 1..=29), ('R', 1..=42)];

fn required() -> BTreeSet<String> {
    let ids = ROWS.iter().flat_map(|(seed, rows)| rows.clone().map(move |it| format!("{seed}{it:02}")));
    ids.collect()
}

/// `Q01`, if the cell is the id of a row.
fn row_id(cell: &str) -> Option<&str> {
    let mut chars = cell.chars();
    let seed = chars.next().is_some_and(|it| ROWS.iter().any(|row| row.0 == it));
    (seed && cell.len() == 3 && chars.all(|it| it.is_ascii_digit())).then_some(cell)
}

/// The ids of a table's row and the tests its last cell names. Every name stands in backticks, alone or behind its file:
/// `` `tests/reconnect.rs::a_dead_resume_url_falls_back` ``.
fn row(line: &str) -> Option<(&str, Vec<&str>)> {
    let mut cells = line.trim().trim_matches('|').split('|').map(str::trim);
    let id = row_id(cells.next()?)?;
    let tests = cells.next_back().unwrap_or_default().split('`').skip(1).step_by(2);
    Some((id, tests.map(|it| it.rsplit("::").next().unwrap_or(it)).collect()))
}

/// The names of all functions that are tests or benchmarks, and the file of each.
fn functions() -> BTreeMap<String, Vec<&'static str>> {
    let mut functions: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    let places = ["src/", "tests/", "macros/", "benches/"];
    for file in
        tree::files().iter().filter(|it| it.ends_with(".rs") && places.iter().any(|place| it.starts_with(place)))
    {
        let code = code(&tree::read(file));
        for (at, _) in code.match_indices("fn ") {
            let name: String = code[at + 3..].chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
            let bench = file.starts_with("benches/");
            // What stands between the end of the item before and the function: its attributes and its `async`.
            let before = &code[..at];
            let head = &before[before.rfind([';', '{', '}']).map_or(0, |it| it + 1)..];
            if bench || head.contains("test]") || head.contains("test(") {
                functions.entry(name).or_default().push(file);
            }
        }
    }
    functions
}

#[test]
fn every_row_of_the_seeds_has_its_test() {
    let text = tree::read("docs/seeds.md");
    let functions = functions();
    let mut listed: BTreeMap<&str, u32> = BTreeMap::new();
    let mut findings = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with('|')) {
        let Some((id, tests)) = row(line) else {
            continue;
        };
        *listed.entry(id).or_default() += 1;
        let place = format!("docs/seeds.md:{}: {id}", number + 1);
        if tests.is_empty() {
            findings.push(format!("{place} names no test in its last cell"));
        }
        let missing = tests.into_iter().filter(|it| !functions.contains_key(*it));
        findings.extend(missing.map(|it| format!("{place} names `{it}`, and there is no such test")));
    }
    findings.extend(
        required().iter().filter(|it| !listed.contains_key(it.as_str())).map(|it| format!("{it} is not listed")),
    );
    findings.extend(listed.iter().filter(|it| *it.1 > 1).map(|(id, times)| format!("{id} is listed {times} times")));
    assert_none(
        &findings,
        "docs/seeds.md lists what works, and a row works when a test shows it: `| Q02 | what it is | `name_of_the_test` |`.",
    );
}

#[test]
fn rows_and_tests_are_recognised() {
    assert_eq!(
        row("| Q02 | stop leaves nothing | `tests/stop.rs::leaves_nothing`, `b` |"),
        Some(("Q02", vec!["leaves_nothing", "b"]))
    );
    assert_eq!(row("| V04 | `not this` | later |"), Some(("V04", vec![])));
    assert_eq!(row("| id | what | test |"), None);
    assert_eq!(row("|---|---|---|"), None);
    assert_eq!(required().len(), 24 + 36 + 52 + 29 + 42);
    let functions = functions();
    assert!(functions.contains_key("rows_and_tests_are_recognised") && !functions.contains_key("row_id"));
}
