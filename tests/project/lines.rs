//! No line of a source text is wider than [`WIDEST`]. rustfmt breaks code, and neither comments nor strings.

use crate::{assert_none, tree};

/// The greatest width of a line, in characters; `max_width` of `rustfmt.toml` is the same.
const WIDEST: usize = 120;

/// Whether the lines of a file are measured: people write it, and it is not a copy of another project's text.
fn is_measured(file: &str, text: &str) -> bool {
    let is_source = [".rs", ".toml", ".sh", ".py", ".js", ".md"].iter().any(|ending| file.ends_with(ending));
    (is_source || text.starts_with("#!")) && !file.starts_with("tests/fixtures/")
}

/// What a line begins with before its text: indentation, the signs of a comment or of a list.
fn prefix(line: &str) -> usize {
    let text = line.trim_start_matches(|it: char| it.is_whitespace() || "/!#*->".contains(it));
    line.chars().count() - text.chars().count()
}

/// Whether the line could be broken at a space so that it is narrower.
fn can_be_broken(line: &str) -> bool {
    line.chars().skip(prefix(line)).any(char::is_whitespace)
}

/// The numbers of the lines of a file that are too wide, each with its width.
fn wide_lines(file: &str, text: &str) -> Vec<(usize, usize)> {
    let is_table = |line: &str| file.ends_with(".md") && line.trim_start().starts_with('|');
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.chars().count(), line));
    let wide = lines.filter(|(_, width, line)| *width > WIDEST && !is_table(line) && can_be_broken(line));
    wide.map(|(number, width, _)| (number, width)).collect()
}

#[test]
fn no_line_is_wider_than_120_columns() {
    let mut findings = Vec::new();
    for (file, text) in tree::texts().filter(|(file, text)| is_measured(file, text)) {
        let wide = wide_lines(file, &text).into_iter();
        findings.extend(wide.map(|(number, width)| format!("{file}:{number}: {width} columns")));
    }
    assert_none(&findings, "A line has at most 120 columns, comments and strings included. Break these:");
}

#[test]
fn rustfmt_breaks_code_at_the_same_width() {
    assert!(tree::read("rustfmt.toml").lines().any(|line| line == format!("max_width = {WIDEST}")));
}

#[test]
fn wide_lines_are_found() {
    let words = |count: usize| "ü".repeat(count - 6) + " words";
    assert_eq!(wide_lines("a.rs", &words(120)), []);
    let text = format!("short\n{}\n    // {}\n", words(121), words(200));
    assert_eq!(wide_lines("a.rs", &text), [(2, 121), (3, 207)]);
    let table = format!("| {} |", words(121));
    assert_eq!((wide_lines("a.md", &table), wide_lines("a.rs", &table)), (vec![], vec![(1, 125)]));
    // An address has no place to break it at.
    let address = format!("https://{}", "x".repeat(120));
    assert_eq!(wide_lines("a.rs", &format!("    //! {address}")), []);
    assert_eq!(wide_lines("a.md", &format!("* {address}")), []);
    assert_eq!(wide_lines("a.md", &format!("* see {address}")).len(), 1);
}

#[test]
fn sources_are_measured_and_copies_are_not() {
    assert!(is_measured("src/a.rs", "") && is_measured("README.md", "") && is_measured(".ci/run", "#!/bin/bash\n"));
    assert!(!is_measured("Cargo.lock", "") && !is_measured("a.stderr", "") && !is_measured("tests/fixtures/a.md", ""));
}
