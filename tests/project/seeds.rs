//! `docs/seeds.md`: each capability that must work, and the test that shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::source::code;
use crate::{assert_none, tree};

/// The rows that must be listed, by the letter of the seed they come from. `D` are the defects of the seeds.
const ROWS: &[(char, RangeInclusive<u32>)] =
    &[('D', 1..=13), ('Q', 1..=24), ('V', 1..=36), ('A', 1..=52), ('J', 1..=29), ('R', 1..=42)];

/// A reason has at least this many words.
const REASON: usize = 5;

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

/// A row of the table: the tests that show it alone, and those of other rows that show it too, with the reason.
#[derive(Debug, PartialEq)]
struct Row<'a> {
    id: &'a str,
    own: Vec<&'a str>,
    covered: Vec<&'a str>,
    because: Option<&'a str>,
}

/// Reads `` | Q02 | `a_test`, `module::another` | `a_test_of_another_row` because of this | ``.
fn row(line: &str) -> Option<Row<'_>> {
    let cells: Vec<_> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
    let id = row_id(cells.first()?)?;
    let cover = cells.get(2).copied().unwrap_or_default();
    let (covered, because) = match cover.split_once(" because ") {
        Some((tests, reason)) => (tests, Some(reason)),
        None => (cover, None),
    };
    Some(Row { id, own: named(cells.get(1).copied().unwrap_or_default()), covered: named(covered), because })
}

/// What stands in backticks.
pub(crate) fn named(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// A test: its file, and its name.
pub(crate) type Test = (&'static str, String);

/// All functions that are tests, by their name, and the files that have one of that name.
pub(crate) fn functions() -> BTreeMap<String, Vec<&'static str>> {
    let mut functions: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for file in tree::files().iter().filter(|it| it.ends_with(".rs") && !it.starts_with("benches/")) {
        let code = code(&tree::read(file));
        for (at, _) in code.match_indices("fn ") {
            let name: String = code[at + 3..].chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
            // What stands between the end of the item before and the function: its attributes and its `async`.
            let before = &code[..at];
            let head = &before[before.rfind([';', '{', '}']).map_or(0, |it| it + 1)..];
            if head.contains("test]") || head.contains("test(") {
                functions.entry(name).or_default().push(file);
            }
        }
    }
    functions
}

/// The one test of this name, with as many modules before it as tell it from others: `session::survives_storage` is
/// the one in a file `session.rs`, wherever that is.
pub(crate) fn find(functions: &BTreeMap<String, Vec<&'static str>>, name: &str) -> Result<Test, String> {
    let (modules, function) = name.rsplit_once("::").unwrap_or(("", name));
    let modules: Vec<_> = modules.split("::").filter(|it| !it.is_empty()).collect();
    let fits = |file: &str| {
        let path = file.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/main");
        path.split('/').collect::<Vec<_>>().ends_with(&modules)
    };
    let files = functions.get(function).into_iter().flatten().copied().filter(|file| fits(file));
    match files.collect::<Vec<_>>().as_slice() {
        [] => Err(format!("`{name}` is no test")),
        [file] => Ok((file, function.to_owned())),
        several => Err(format!("`{name}` is a test in {}; put its module before it", several.join(" and in "))),
    }
}

/// What is wrong with the rows of a text.
fn findings(text: &str, functions: &BTreeMap<String, Vec<&'static str>>) -> Vec<String> {
    let mut findings = Vec::new();
    let lines = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with('|'));
    let rows: Vec<_> = lines.filter_map(|(number, line)| Some((number + 1, row(line)?))).collect();
    let mut owners: BTreeMap<Test, &str> = BTreeMap::new();
    for (number, Row { id, own, .. }) in &rows {
        for name in own {
            match find(functions, name) {
                Err(error) => findings.push(format!("line {number}: {id}: {error}")),
                Ok(test) => {
                    if let Some(owner) = owners.insert(test, id) {
                        findings.push(format!(
                            "line {number}: {id}: `{name}` is a test of {owner} already; say in the third column \
                             why it shows {id} too"
                        ));
                    }
                }
            }
        }
    }
    for (number, Row { id, own, covered, because }) in &rows {
        let mut wrong = |what: String| findings.push(format!("line {number}: {id}: {what}"));
        if own.is_empty() && covered.is_empty() {
            wrong("names no test".to_owned());
        }
        let words = because.map_or(0, |reason| reason.split_whitespace().count());
        if !covered.is_empty() && words < REASON {
            wrong("does not say why the tests of other rows show it: `test` because …".to_owned());
        }
        if covered.is_empty() && because.is_some() {
            wrong("gives a reason, but no test for which it is one".to_owned());
        }
        for name in covered {
            match find(functions, name) {
                Err(error) => wrong(error),
                Ok(test) => match owners.get(&test) {
                    None => wrong(format!("`{name}` is no other row's test; put it into the second column")),
                    Some(owner) if owner == id => wrong(format!("`{name}` is its own test already")),
                    Some(_) => {}
                },
            }
        }
    }
    findings
}

#[test]
fn every_row_of_the_seeds_has_its_test() {
    let text = tree::read("docs/seeds.md");
    let mut findings = findings(&text, &functions());
    let mut listed: BTreeMap<&str, u32> = BTreeMap::new();
    for Row { id, .. } in text.lines().filter_map(row) {
        *listed.entry(id).or_default() += 1;
    }
    findings.extend(
        required().iter().filter(|it| !listed.contains_key(it.as_str())).map(|it| format!("{it} is not listed")),
    );
    findings.extend(listed.iter().filter(|it| *it.1 > 1).map(|(id, times)| format!("{id} is listed {times} times")));
    assert_none(
        &findings,
        "docs/seeds.md lists what works, and a row works when a test shows it: `| Q02 | `its_own_test` | |`, or \
         `| Q02 | | `the_test_of_another_row` because it does the same by another way |`.",
    );
}

#[test]
fn rows_are_recognised() {
    let of = |id, own: &[&'static str], covered: &[&'static str], because| {
        Some(Row { id, own: own.to_vec(), covered: covered.to_vec(), because })
    };
    assert_eq!(row("| Q02 | `stop::leaves_nothing`, `b` | |"), of("Q02", &["stop::leaves_nothing", "b"], &[], None));
    assert_eq!(row("| V04 | | `c` because `d` is one |"), of("V04", &[], &["c"], Some("`d` is one")));
    assert_eq!(row("| D13 | `e` |"), of("D13", &["e"], &[], None));
    assert_eq!(row("| id | what | test |"), None);
    assert_eq!(row("|---|---|---|"), None);
    assert_eq!(required().len(), 13 + 24 + 36 + 52 + 29 + 42);
}

#[test]
fn tests_are_recognised() {
    let functions = functions();
    assert!(functions.contains_key("tests_are_recognised") && !functions.contains_key("row_id"));
    assert_eq!(
        find(&functions, "project::seeds::tests_are_recognised").map(|it| it.1),
        Ok("tests_are_recognised".into())
    );
}

#[test]
fn rows_without_a_proof_are_found() {
    let functions: BTreeMap<String, Vec<&'static str>> = [
        ("one", vec!["src/a.rs"]),
        ("two", vec!["tests/b/mod.rs"]),
        ("three", vec!["src/a/c.rs", "tests/x/c.rs"]),
        ("four", vec!["src/a.rs", "src/a.rs"]),
    ]
    .map(|(name, files)| (name.to_owned(), files))
    .into();
    let good = "| Q01 | `one`, `a::c::three` | |\n| Q02 | `b::two` | `one` because it does the same as that |\n";
    assert_eq!(findings(good, &functions), Vec::<String>::new());
    for (line, part) in [
        ("| Q03 | `nine` | |", "`nine` is no test"),
        ("| Q03 | `z::one` | |", "`z::one` is no test"),
        ("| Q03 | `one` | |", "`one` is a test of Q01 already"),
        ("| Q03 | `a::one` | |", "`a::one` is a test of Q01 already"),
        ("| Q03 | `three` | |", "in src/a/c.rs and in tests/x/c.rs; put its module before it"),
        ("| Q03 | `c::three` | |", "put its module before it"),
        ("| Q03 | `four` | |", "put its module before it"),
        ("| Q03 | | |", "names no test"),
        ("| Q03 | | `one` |", "does not say why"),
        ("| Q03 | | `one` because so |", "does not say why"),
        ("| Q03 | | nothing because this row is out of scope |", "gives a reason, but no test"),
        ("| Q03 | | `x::c::three` because it does the same as that |", "is no other row's test"),
        ("| Q03 | `x::three` | `nine` because it does the same as that |", "`nine` is no test"),
        ("| Q03 | `x::c::three` | `c::three` because it does the same as that |", "put its module before it"),
        ("| Q03 | `x::c::three` | `x::c::three` because it does the same as that |", "is its own test already"),
    ] {
        let found = findings(&format!("{good}{line}"), &functions);
        assert!(found.iter().any(|it| it.contains("line 3: Q03: ") && it.contains(part)), "{line}: {found:?}");
    }
}
