//! The layers: a module imports only from modules that stand before it in `src/lib.rs`, and no two files import each
//! other.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Path, code, has_word, paths};
use crate::{assert_none, tree};

/// What the simulator may import: the clock, the log of what handlers failed with, the vocabulary of the gateway, and
/// none of the client's logic, whose mistakes it would share.
const SANDBOX_MAY: &[&str] = &[
    "clock",
    "failure_log",
    "model",
    "gateway::CloseCode",
    "gateway::Intents",
    "gateway::Opcode",
    "gateway::close_code",
    "gateway::intents",
    "gateway::opcode",
];

/// The modules that may import the simulator: a bot can be built to run against it.
const MAY_SANDBOX: &[&str] = &["bot"];

/// Modules that stand side by side: neither imports the other, whatever their order.
const APART: &[(&str, &str)] = &[("cache", "rest"), ("shard", "dispatch"), ("identify", "dispatch")];

/// What the file of a module with another name is called.
const RENAMED: &[(&str, &str)] = &[("__internals", "internals"), ("__private", "private")];

/// Where the unit tests of a file begin.
const UNIT_TESTS: &str = "#[cfg(test)]\nmod tests";

/// The modules in the order of `src/lib.rs`.
fn order() -> Vec<String> {
    let text = tree::read("src/lib.rs");
    let names = text.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    names.map(|name| RENAMED.iter().find(|(renamed, _)| *renamed == name).map_or(name, |it| it.1).to_owned()).collect()
}

/// The module of a source file below `src/`: `src/rest/http.rs` is `["rest", "http"]`.
fn module(file: &str) -> Vec<String> {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/').filter(|it| *it != "mod").map(str::to_owned).collect()
}

fn is_test(module: &[String]) -> bool {
    module.iter().any(|it| it == "tests" || it == "one_bad_value" || it.ends_with("_tests"))
}

/// The source files of the library without its tests: the module of each, and its code.
struct Sources {
    files: BTreeMap<Vec<String>, String>,
    /// By module and name: what a module re-exports, from the crate's root.
    exports: BTreeMap<(Vec<String>, String), Vec<String>>,
    /// Modules whose items a module re-exports with a glob.
    globs: BTreeMap<Vec<String>, Vec<Vec<String>>>,
    /// By name: the modules that define an item of that name.
    items: BTreeMap<String, BTreeSet<Vec<String>>>,
}

impl Sources {
    fn read() -> Self {
        let files =
            tree::files().iter().filter(|it| it.starts_with("src/") && it.ends_with(".rs") && *it != "src/lib.rs");
        let files = files.map(|file| (module(file), tree::read(file))).filter(|(module, _)| !is_test(module));
        Self::of(files.map(|(module, text)| (module, text.split(UNIT_TESTS).next().unwrap().to_owned())))
    }

    fn of(texts: impl IntoIterator<Item = (Vec<String>, String)>) -> Self {
        let files: BTreeMap<_, _> = texts.into_iter().map(|(module, text)| (module, code(&text))).collect();
        let mut sources = Self { files, exports: BTreeMap::new(), globs: BTreeMap::new(), items: BTreeMap::new() };
        for (module, code) in &sources.files {
            for item in defined_items(code) {
                sources.items.entry(item).or_default().insert(module.clone());
            }
            for statement in exports(code) {
                for path in paths(&format!("self::{{{statement}}}")) {
                    // A path that names its start has it twice now.
                    let segments = match path.segments.get(1).map(String::as_str) {
                        Some("self" | "crate" | "super") => path.segments[1..].to_vec(),
                        _ => path.segments,
                    };
                    let Some(target) = from_root(&segments, module) else { continue };
                    if sources.files.contains_key(&target) {
                        // A glob, or the module itself.
                        sources.globs.entry(module.clone()).or_default().push(target.clone());
                    }
                    if let Some(name) = target.last() {
                        sources.exports.insert((module.clone(), name.clone()), target);
                    }
                }
            }
        }
        sources
    }

    /// The file that a path leads to.
    fn resolve(&self, path: &[String], depth: usize) -> Option<Vec<String>> {
        let known = (0..=path.len()).rev().find(|end| self.files.contains_key(&path[..*end]))?;
        let (module, rest) = path.split_at(known);
        let Some(name) = rest.first() else { return Some(module.to_vec()) };
        if depth < 6
            && let Some(target) = self.exports.get(&(module.to_vec(), name.clone()))
        {
            let target: Vec<String> = target.iter().chain(&rest[1..]).cloned().collect();
            if target != path {
                return self.resolve(&target, depth + 1);
            }
        }
        let definers = self.items.get(name);
        if !definers.is_some_and(|it| it.contains(module)) {
            let mut globs = self.globs.get(module).into_iter().flatten();
            if let Some(file) = globs.find(|it| definers.is_some_and(|all| all.contains(*it))) {
                return Some(file.clone());
            }
        }
        Some(module.to_vec())
    }

    /// Which files each file imports. What a module re-exports, and a parent whose type a child names, does not count.
    fn imports(&self) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
        let mut imports = BTreeMap::new();
        for (module, code) in &self.files {
            let mut code = code.clone();
            for statement in exports(&code) {
                code = code.replace(&statement, "");
            }
            let found: &mut BTreeSet<_> = imports.entry(module.clone()).or_default();
            let depths = inline_depths(&code);
            for path in paths(&code) {
                // In a module within the file, the first `super` is the file.
                let ups = path.segments.iter().take_while(|it| *it == "super").count();
                if ups > 0 && ups <= depths.get(path.line - 1).copied().unwrap_or(0) {
                    continue;
                }
                let Some(target) = from_root(&path.segments, module).and_then(|path| self.resolve(&path, 0)) else {
                    continue;
                };
                if !module.starts_with(&target) {
                    found.insert(target);
                }
            }
        }
        imports
    }
}

/// The names of the items that a file defines.
fn defined_items(code: &str) -> Vec<String> {
    let words: Vec<&str> = code.split(|it: char| !(it.is_alphanumeric() || it == '_' || it == '!')).collect();
    let kinds = ["struct", "enum", "trait", "union", "type", "fn", "const", "static", "macro_rules!"];
    let words: Vec<&str> = words.into_iter().filter(|it| !it.is_empty()).collect();
    words.windows(2).filter(|pair| kinds.contains(&pair[0])).map(|pair| pair[1].to_owned()).collect()
}

/// What a file re-exports: the text between `use` and `;` of each `pub use`.
fn exports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let before = code[..at].trim_end();
        let is_public = before.ends_with("pub")
            || (before.ends_with(')') && before.rfind("pub(").is_some_and(|open| !before[open..].contains('\n')));
        if is_public && let Some(end) = code[at..].find(';') {
            found.push(code[at + 4..at + end].to_owned());
        }
    }
    found
}

/// For each line: in how many modules within the file it stands.
fn inline_depths(code: &str) -> Vec<usize> {
    let (mut braces, mut open, mut depths) = (0, Vec::new(), Vec::new());
    for line in code.lines() {
        depths.push(open.len());
        let is_module = has_word(line, "mod") && line.trim_end().ends_with('{');
        for it in line.chars() {
            match it {
                '{' => braces += 1,
                '}' => {
                    braces -= 1;
                    open.retain(|at| *at <= braces);
                }
                _ => {}
            }
        }
        if is_module {
            open.push(braces);
        }
    }
    depths
}

/// The path from the crate's root.
fn from_root(segments: &[String], module: &[String]) -> Option<Vec<String>> {
    let ups = segments.iter().take_while(|it| *it == "super").count();
    match segments.first()?.as_str() {
        "crate" => Some(segments[1..].to_vec()),
        "self" => Some(module.iter().chain(&segments[1..]).cloned().collect()),
        "super" => {
            let above = module.len().checked_sub(ups)?;
            Some(module[..above].iter().chain(&segments[ups..]).cloned().collect())
        }
        _ => None,
    }
}

/// The groups of files of which each imports each other, directly or by others. Files in a folder whose `mod.rs` they
/// are children of are told apart from it.
fn cycles(imports: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Vec<Vec<String>> {
    let reach = |from: &Vec<String>| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(file) = open.pop() {
            for next in imports.get(&file).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<_, _> = imports.keys().map(|file| (file.clone(), reach(file))).collect();
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (file, others) in reached.iter().filter(|(file, others)| others.contains(*file)) {
        let group = others.iter().filter(|it| reached.get(*it).is_some_and(|back| back.contains(file)));
        found.insert(group.map(|it| it.join("/")).collect());
    }
    found.into_iter().collect()
}

fn may_import(order: &[String], module: &str, path: &[String]) -> bool {
    let Some(other) = path.first().filter(|it| *it != module) else { return true };
    if module == "sandbox" {
        let path = path.join("::");
        return SANDBOX_MAY.iter().any(|it| path == *it || path.starts_with(&format!("{it}::")));
    }
    if other == "sandbox" {
        return MAY_SANDBOX.contains(&module);
    }
    let are_apart = APART.iter().any(|&(a, b)| (a == module && b == other) || (b == module && a == other));
    let place = |name: &str| order.iter().position(|it| it == name);
    let are_allowed = are_apart && (module, other.as_str()) == ("dispatch", "shard");
    (!are_apart || are_allowed) && place(module).zip(place(other)).is_none_or(|(here, there)| there < here)
}

#[test]
fn modules_import_only_from_those_before_them() {
    let (order, sources) = (order(), Sources::read());
    let mut findings = Vec::new();
    for (module, code) in &sources.files {
        if !order.contains(&module[0]) {
            findings.push(format!("`{}` has no `mod` line in src/lib.rs", module[0]));
        }
        for Path { line, segments } in paths(code) {
            let Some(path) = from_root(&segments, module) else { continue };
            if segments == ["crate"] {
                findings.push(format!("{}:{line}: `use crate::*` hides what is imported; name it", module.join("/")));
            }
            // A name of the crate's root is that of the module that it comes from.
            let target = match path.first() {
                Some(name) if !order.contains(name) => sources.resolve(&path, 0).unwrap_or_default(),
                _ => path,
            };
            if !may_import(&order, &module[0], &target) {
                findings.push(format!("{}:{line}: imports `{}`", module.join("/"), target.join("::")));
            }
        }
    }
    assert_none(
        &findings,
        "A module imports only from modules that stand before it in src/lib.rs, so that each can be read without those \
         after it. Move what is needed before both, write the method that returns a later type as an `impl` in the \
         later module, or pass it in: as an argument, a trait, a channel or a `Recipient`.",
    );
}

#[test]
fn no_two_files_import_each_other() {
    let findings: Vec<String> = cycles(&Sources::read().imports()).iter().map(|files| files.join(", ")).collect();
    assert_none(&findings, "These files import each other. Move what they share into a file of its own.");
}

#[test]
fn the_protocol_knows_no_runtime() {
    let mut findings = Vec::new();
    for file in tree::files().iter().filter(|it| it.starts_with("src/gateway/") && it.ends_with(".rs")) {
        for (number, line) in code(&tree::read(file)).lines().enumerate() {
            let found = ["actix", "actix_rt", "actix_web", "awc", "tokio"].into_iter().filter(|it| has_word(line, it));
            findings.extend(found.map(|it| format!("{file}:{}: {it}", number + 1)));
        }
    }
    assert_none(
        &findings,
        "src/gateway is pure: no socket, no clock, no await. Let an actor do it, and tell the protocol with an \
         `Input`.",
    );
}

fn path(text: &str) -> Vec<String> {
    text.split("::").map(str::to_owned).collect()
}

#[test]
fn layers_are_told_apart() {
    let order = order();
    for (module, imported) in [
        ("rest", "model::Id"),
        ("handle", "state::BotState"),
        ("dispatch", "shard::Batch"),
        ("bot", "sandbox::Sandbox"),
        ("sandbox", "gateway::Opcode"),
    ] {
        assert!(may_import(&order, module, &path(imported)), "{module} -> {imported}");
    }
    for (module, imported) in [
        ("model", "gateway::Intents"),
        ("rest", "cache::Cache"),
        ("cache", "rest::Http"),
        ("shard", "dispatch::Router"),
        ("context", "bot::Bot"),
        ("runtime", "sandbox::Sandbox"),
        ("sandbox", "gateway::Protocol"),
        ("sandbox", "rest::Http"),
    ] {
        assert!(!may_import(&order, module, &path(imported)), "{module} -> {imported}");
    }
}

#[test]
fn cycles_are_found_through_what_modules_re_export() {
    let found = |files: &[(&str, &str)]| {
        let texts = files.iter().map(|(file, text)| (module(file), (*text).to_owned()));
        cycles(&Sources::of(texts).imports())
    };
    let parent = ("src/a/mod.rs", "mod b; mod c; pub use self::{b::B, c::*}; pub struct A;");
    let none: &[Vec<String>] = &[];
    // A child names its parent's type, and the parent re-exports the child's.
    assert_eq!(found(&[parent, ("src/a/b.rs", "use super::A; pub struct B;"), ("src/a/c.rs", "pub struct C;")]), none);
    // A module within a file names its parent, which is the file.
    let inline = "pub struct B;\nmod d {\n    use super::C;\n}\n";
    assert_eq!(found(&[parent, ("src/a/b.rs", inline), ("src/a/c.rs", "use super::B; pub struct C;")]), none);
    let cycle = [vec!["a/b".to_owned(), "a/c".to_owned()]];
    for (b, c) in [
        ("use super::C; pub struct B;", "use super::b::B; pub struct C;"),
        ("use super::c::C; pub struct B;", "use crate::a::B; pub struct C;"),
        ("use crate::a::C; pub struct B;", "pub struct C; fn f() { super::B; }"),
    ] {
        assert_eq!(found(&[parent, ("src/a/b.rs", b), ("src/a/c.rs", c)]), cycle, "{b} {c}");
    }
}
