//! What the documents say is there, is there.

use crate::{assert_none, tree};

/// The documents a person reads.
fn documents() -> impl Iterator<Item = (&'static str, String)> {
    tree::files().iter().filter(|it| it.ends_with(".md")).map(|it| (it.as_str(), tree::read(it)))
}

/// What a document points at: the targets of its links, and the paths it names in backticks.
fn pointers(text: &str) -> Vec<&str> {
    let links = text.split("](").skip(1).filter_map(|it| it.split([')', '#']).next());
    let named = text.split('`').skip(1).step_by(2).filter(|it| {
        let folders = ["src/", "tests/", "examples/", "docs/", "macros/", "benches/", ".ci/"];
        folders.iter().any(|folder| it.starts_with(folder)) && !it.contains([' ', '*', '<', '{', '…'])
    });
    // Paths of items are links that rustdoc checks.
    let others = ["mailto:", "crate::"];
    let inside = |it: &&str| !it.is_empty() && !it.contains("://") && !others.iter().any(|other| it.starts_with(other));
    links.chain(named.map(|it| it.split("::").next().unwrap_or(it))).filter(inside).collect()
}

#[test]
fn documents_point_at_what_is_there() {
    let mut findings = Vec::new();
    for (document, text) in documents() {
        let folder = document.rsplit_once('/').map_or("", |it| it.0);
        for pointer in pointers(&text) {
            let there =
                [tree::root().join(folder).join(pointer), tree::root().join(pointer)].iter().any(|it| it.exists());
            if !there {
                findings.push(format!("{document} points at {pointer}"));
            }
        }
    }
    assert_none(
        &findings,
        "A document points at what is not there. Correct it with the change that moved or removed the file:",
    );
}

#[test]
fn the_readme_begins_with_two_commands() {
    let readme = tree::read("README.md");
    for command in ["cargo run --example ping", "cargo test --workspace"] {
        assert!(readme.lines().any(|it| it.starts_with(command)), "README.md does not show `{command}`");
    }
}

#[test]
fn pointers_are_found() {
    let text = "[a](b.md) [c](https://d) [l](crate::M) `src/e.rs` `f` `tests/g.rs::h` `src/*.rs` [i](j.md#k)";
    assert_eq!(pointers(text), ["b.md", "j.md", "src/e.rs", "tests/g.rs"]);
}
