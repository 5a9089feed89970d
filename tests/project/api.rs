//! What is not public: the engine, which only our own tests take apart, and fault injection in a build without the
//! sandbox.
//!
//! This reads the declarations. That the compiler agrees is tried in `macros/messages/fail/engine.rs`, with a build
//! that has neither.

use std::collections::BTreeSet;

use crate::{assert_none, tree};

/// What somebody who writes a bot can neither name nor needs, and what is not there without the feature `sandbox`.
const ENGINE: &[&str] =
    &["Action", "Envelope", "EnvelopeReader", "FaultInjection", "InflateError", "Inflater", "Input", "Protocol"];

/// Where fault injection begins: the file, and the line below its `#[cfg(feature = "sandbox")]`.
const FAULT_INJECTION: &[(&str, &str)] = &[
    ("src/error.rs", "NotConnected {"),
    ("src/gateway/protocol.rs", "mod fault_injection;"),
    ("src/gateway/protocol/interface.rs", "CloseWith {"),
    ("src/gateway/protocol/interface.rs", "FaultInjection(FaultInjection),"),
    ("src/gateway/protocol/interface.rs", "pub enum FaultInjection {"),
    ("src/handle/mod.rs", "mod diagnostics;"),
    ("src/handle/mod.rs", "mod fault;"),
    ("src/handle/mod.rs", "pub fn diagnose(&self, id: u32) -> Diagnostics {"),
    ("src/handle/request.rs", "Inject {"),
    ("src/shard/mod.rs", "mod fault_injection;"),
    ("src/shard/request.rs", "Inject { fault: FaultInjection, reply: oneshot::Sender<Result<()>> },"),
    ("src/shard/request.rs", "CrashHeartbeat,"),
    ("src/shard/socket.rs", "pub(super) fn send_frame(&self, frame: Frame) -> bool {"),
];

/// The `use` and `mod` declarations of a text, each with the attributes above it.
fn declarations(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.starts_with("//")).collect();
    let statements = lines.join("\n");
    let split = |statement: &str| {
        let (mut attributes, mut item) = (String::new(), statement.trim());
        while item.starts_with('#') {
            let (attribute, rest) = item.split_once('\n').unwrap_or((item, ""));
            attributes.push_str(attribute);
            item = rest.trim_start();
        }
        (attributes, item.to_owned())
    };
    statements.split(';').map(split).collect()
}

/// The names that a declaration mentions.
fn names(item: &str) -> BTreeSet<&str> {
    item.split(|it: char| !(it.is_alphanumeric() || it == '_')).filter(|it| !it.is_empty()).collect()
}

#[test]
fn the_engine_is_public_for_our_own_tests_alone() {
    let mut findings = Vec::new();
    let internals = tree::read("src/internals.rs");
    let internals = declarations(&internals);
    for (_, item) in declarations(&tree::read("src/gateway/mod.rs")) {
        if item.starts_with("pub mod ") {
            findings.push(format!("src/gateway/mod.rs: {item}"));
        }
        if !item.starts_with("pub use ") {
            continue;
        }
        let hidden = internals.iter().flat_map(|it| names(&it.1)).filter(|it| it.starts_with(char::is_uppercase));
        let both = names(&item).intersection(&hidden.collect()).copied().collect::<Vec<_>>().join(", ");
        if !both.is_empty() {
            findings.push(format!("src/gateway/mod.rs exports {both}"));
        }
    }
    for name in ENGINE {
        if !internals.iter().any(|it| it.1.starts_with("pub use ") && names(&it.1).contains(name)) {
            findings.push(format!("src/internals.rs lacks {name}"));
        }
    }
    let root = declarations(&tree::read("src/lib.rs"));
    match root.iter().find(|it| it.1 == "pub mod __internals") {
        Some((attributes, _))
            if attributes.contains("cfg(feature = \"__internals\")") && attributes.contains("hidden") => {}
        _ => findings.push("src/lib.rs: `__internals` is not behind its feature, or not hidden".to_owned()),
    }
    if tree::read("README.md").contains("__internals") {
        findings.push("README.md speaks of the hidden feature".to_owned());
    }
    assert_none(
        &findings,
        "The engine is no public API: its types change with every release. Export them in src/internals.rs, and in \
         src/gateway/mod.rs with `pub(crate)`.",
    );
}

#[test]
fn fault_injection_needs_the_sandbox() {
    let mut findings = Vec::new();
    for (file, line) in FAULT_INJECTION {
        let text = tree::read(file);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let Some(at) = lines.iter().position(|it| it == line) else {
            findings.push(format!("{file}: `{line}` is gone; correct the list in tests/project/api.rs"));
            continue;
        };
        let attributes = lines[..at].iter().rev().take_while(|it| it.starts_with("#["));
        if !attributes.into_iter().any(|it| *it == "#[cfg(feature = \"sandbox\")]") {
            findings.push(format!("{file}:{}: {line}", at + 1));
        }
    }
    for (attributes, item) in declarations(&tree::read("src/lib.rs")) {
        if item.starts_with("pub use ") && item.contains("Diagnostics") && !attributes.contains("\"sandbox\"") {
            findings.push(format!("src/lib.rs: {item}"));
        }
    }
    assert_none(
        &findings,
        "What breaks a bot on purpose is not in a release build: put `#[cfg(feature = \"sandbox\")]` above:",
    );
}

#[test]
fn declarations_are_recognised() {
    let text = "//! a\n#[doc(hidden)]\n#[cfg(x)]\npub mod b;\nuse c::{\n    D,\n    e::F,\n};\n";
    let found = declarations(text);
    assert_eq!(found[0], ("#[doc(hidden)]#[cfg(x)]".to_owned(), "pub mod b".to_owned()));
    assert_eq!(names(&found[1].1), ["D", "F", "c", "e", "use"].into());
}
