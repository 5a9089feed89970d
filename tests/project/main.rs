//! Checks of the project itself: its layers, its dependencies, its size, its documents.
//!
//! Plain `cargo test` runs them. They ask nothing of the network, and nothing of the machine but cargo. A check that
//! fails says what to do about it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod api;
mod commands;
mod dependencies;
mod documents;
mod layers;
mod lines;
mod prelude;
mod publishing;
mod globals;
mod guide;
mod ids;
mod seeds;
mod source;
mod tree;

use std::fmt::Write as _;

/// Fails with every finding at once, under one sentence that says what the rule is for.
#[track_caller]
fn assert_none(findings: &[String], lesson: &str) {
    if findings.is_empty() {
        return;
    }
    let mut text = format!("{lesson}\n");
    for finding in findings {
        let _ = writeln!(text, "  * {finding}");
    }
    panic!("{text}");
}
