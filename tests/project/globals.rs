//! What all bots of a process share: nothing that can be set.

use crate::source::{code, has_word};
use crate::{assert_none, tree};

/// Statics that change, or are made from what is found at run time, each with what it holds. None is a setting.
const SHARED: &[(&str, &str, &str)] = &[
    ("src/program/log.rs", "BAR", "the progress bar on the terminal, of which a process has one"),
    ("src/program/log.rs", "IS_INSTALLED", "whether the default log is installed, of which a process has one"),
    ("src/program/log.rs", "PLACE", "whether the program has `#[greenroom::main]` or tests with `#[greenroom::test]`"),
    ("src/rest/message.rs", "PROCESS", "a random number, with which nonces of this process begin"),
    ("src/rest/message.rs", "NEXT", "the counter with which they end"),
    ("src/rest/webhook_client.rs", "AT_DISCORD", "the HTTP client of webhooks without a bot, and its rate limits"),
    ("src/rest/route.rs", "KEY", "the random key with which tokens in paths are hashed"),
];

/// Types whose values change behind a shared reference.
const CHANGING: &[&str] = &["Mutex", "RwLock", "OnceLock", "OnceCell", "RefCell", "Cell", "Atomic"];

/// The names of the statics in a code that can change after the program began.
fn changing(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, word) in code.match_indices("static ") {
        let starts = !code[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == '\'');
        let rest = &code[at + word.len()..];
        let Some((name, rest)) = rest.split_once(':').filter(|_| starts) else { continue };
        let kind = rest.split('=').next().unwrap_or_default();
        let changes = name.starts_with("mut ")
            || CHANGING.iter().any(|it| has_word(kind, it) || (*it == "Atomic" && kind.contains(it)));
        if changes {
            found.push(name.trim_start_matches("mut ").trim().to_owned());
        }
    }
    found.extend(has_word(code, "thread_local").then(|| "thread_local!".to_owned()));
    found
}

#[test]
fn bots_of_a_process_share_no_setting() {
    let mut findings = Vec::new();
    for file in tree::files().iter().filter(|it| it.starts_with("src/") && it.ends_with(".rs")) {
        let known = |name: &String| SHARED.iter().any(|(place, it, _)| place == file && it == name);
        let unknown = changing(&code(&tree::read(file))).into_iter().filter(|name| !known(name));
        findings.extend(unknown.map(|name| format!("{file}: `{name}`")));
    }
    assert_none(
        &findings,
        "A bot is configured by its builder, and two bots of a process know nothing of each other. Hand it in instead \
         of keeping it in a static; if it is no setting, list it in tests/project/globals.rs.",
    );
}

#[test]
fn statics_that_change_are_found() {
    let found = changing(
        "static A: Mutex<u8> = x; pub(crate) static B: &[&'static str] = &[]; static C: AtomicU64 = y; static D: Vec<\n\
         std::cell::RefCell<u8>> = z; static E: LazyLock<Codes> = w; \
         fn f(it: &'static Mutex<u8>) {} static mut F: u8 = 1;",
    );
    assert_eq!(found, ["A", "C", "D", "F"]);
    assert_eq!(changing("thread_local! { }"), ["thread_local!"]);
}
