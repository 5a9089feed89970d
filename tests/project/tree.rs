//! What is in the tree: which files, how long they are, and what must not stand in them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{fs, io};

use crate::assert_none;
use crate::source::has_word;

/// The folder that holds the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the project, relative to its root and sorted: what git would commit, or all there is where there is no
/// git.
pub(crate) fn files() -> &'static [String] {
    static FILES: OnceLock<Vec<String>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = listed_by_git().unwrap_or_else(|| {
            let mut files = Vec::new();
            walk(root(), &mut files).unwrap();
            files
        });
        // A file that was deleted and not committed yet is listed, but not there.
        files.retain(|it| root().join(it).is_file());
        files.sort();
        assert!(
            files.iter().any(|it| it == "src/lib.rs"),
            "the project's files were not found in {}",
            root().display()
        );
        files
    })
}

fn listed_by_git() -> Option<Vec<String>> {
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let output =
        Command::new("git").args(arguments).current_dir(root()).output().ok().filter(|it| it.status.success())?;
    let list = String::from_utf8(output.stdout).ok()?;
    // Unpacked inside somebody else's repository, git may list nothing of ours.
    Some(list.split_terminator('\0').map(str::to_owned).collect::<Vec<_>>()).filter(|it| !it.is_empty())
}

fn walk(folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | "scratch" | ".git") {
                walk(&path, files)?;
            }
        } else if let Ok(relative) = path.strip_prefix(root()) {
            files.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// The text of a file of the project.
pub(crate) fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The text files, each with its text.
pub(crate) fn texts() -> impl Iterator<Item = (&'static str, String)> {
    files().iter().filter_map(|it| Some((it.as_str(), String::from_utf8(fs::read(root().join(it)).ok()?).ok()?)))
}

/// Files that may be longer than [`LONGEST`], each with the reason.
const TABLES: &[(&str, &str)] = &[];

/// A source file that passes this many lines holds more than one idea.
const LONGEST: usize = 700;

#[test]
fn one_file_holds_one_idea() {
    let mut findings = Vec::new();
    for file in files().iter().filter(|it| it.contains("src/") && it.ends_with(".rs")) {
        let lines = read(file).lines().count();
        let excepted = TABLES.iter().any(|(table, _)| table == file);
        if lines > LONGEST && !excepted {
            findings.push(format!("{file}: {lines} lines"));
        }
        if lines <= LONGEST && excepted {
            findings.push(format!("{file}: {lines} lines; it needs no exception any more"));
        }
    }
    findings.extend(TABLES.iter().filter(|it| !root().join(it.0).is_file()).map(|it| format!("{}: is gone", it.0)));
    assert_none(
        &findings,
        "A source file of more than 700 lines holds more than one idea: split it. If it is a table, list it with its \
         reason in tests/project/tree.rs.",
    );
}

#[test]
fn the_smallest_bot_is_small() {
    let lines = read("examples/ping.rs").lines().count();
    assert!(
        lines <= 25,
        "examples/ping.rs has {lines} lines. The smallest bot has at most 25: make the library say the rest."
    );
}

/// What must not stand in the tree, each with the reason. Taken apart, so that this file does not hold it.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("TO", "DO", "work that was put off belongs into an issue"),
    ("FIX", "ME", "work that was put off belongs into an issue"),
    ("to", "do!", "a stub is a panic that waits for a user"),
    ("unimple", "mented!", "a stub is a panic that waits for a user"),
    ("db", "g!", "say it with `tracing`, or not at all"),
    ("/wo", "rk/", "a path of one machine"),
    ("/ro", "ot/", "a path of one machine"),
    ("/ho", "me/", "a path of one machine"),
    ("/Us", "ers/", "a path of one machine"),
    ("C:", "\\", "a path of one machine"),
    ("registry.", "npmjs.org", "a registry is chosen by whoever installs, not by us"),
    ("py", "pi.org", "a registry is chosen by whoever installs, not by us"),
    ("files.python", "hosted.org", "a registry is chosen by whoever installs, not by us"),
    ("static.", "crates.io", "a registry is chosen by whoever installs, not by us"),
    ("index.", "crates.io", "a registry is chosen by whoever installs, not by us"),
    ("deb.", "debian.org", "a registry is chosen by whoever installs, not by us"),
];

#[test]
fn nothing_is_put_off_and_no_machine_is_named() {
    let mut findings = Vec::new();
    for (file, text) in texts() {
        for (head, tail, reason) in FORBIDDEN {
            let forbidden = format!("{head}{tail}");
            // The compiler proposes stubs in its messages.
            if file.ends_with(".stderr") && tail.ends_with("do!") {
                continue;
            }
            let found = text.lines().enumerate().filter(|(_, line)| stands_in(line, &forbidden));
            findings.extend(found.map(|(number, _)| format!("{file}:{}: {forbidden} ({reason})", number + 1)));
        }
    }
    assert_none(&findings, "These do not belong into the tree:");
}

/// Words count as a whole: `mastodon` says nothing about work that was put off.
fn stands_in(line: &str, forbidden: &str) -> bool {
    if forbidden.starts_with(char::is_alphabetic) { has_word(line, forbidden) } else { line.contains(forbidden) }
}

#[test]
fn what_is_put_off_is_found() {
    for (head, tail, _) in FORBIDDEN {
        assert!(stands_in(&format!("let it = \"{head}{tail}\";"), &format!("{head}{tail}")), "{head}{tail}");
    }
}
