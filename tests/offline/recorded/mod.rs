//! What sandboxes have sent, against what Discord documents: every answer against its OpenAPI document, every event
//! against the list of events. Nothing may be missing, of another type, or unknown.
//!
//! With `GREENROOM_SANDBOX_RECORDING` set to a folder, the sandboxes of all tests write there what they send; the
//! test [`everything_that_was_sent_is_as_documented`] then reads that folder. `.ci/run` does both.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub)]

mod allowed;
mod check;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::allowed::ALLOWED;
use self::check::{Documents, Fault};

/// What is wrong with a line of a recording.
fn faults(documents: &Documents, line: &Value) -> Vec<Fault> {
    match line["event"].as_str() {
        Some(name) => documents.event(name, &line["data"]),
        None => documents.answer(line["answer"].as_str(), line["status"].as_u64().unwrap(), &line["body"]),
    }
}

/// Where the recording is: relative to the workspace, as the tests that wrote it ran there.
fn folder() -> PathBuf {
    let folder = std::env::var_os("GREENROOM_SANDBOX_RECORDING").expect("the folder of the recording");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

#[test]
#[ignore = "it reads what the other tests have recorded; .ci/run does that"]
fn everything_that_was_sent_is_as_documented() {
    let documents = Documents::load();
    let mut found = BTreeMap::<Fault, (usize, String)>::new();
    let (mut operations, mut events) = (BTreeSet::new(), BTreeSet::new());
    for entry in std::fs::read_dir(folder()).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            // A sandbox that was killed with its process has left half a line.
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            for fault in faults(&documents, &line) {
                found.entry(fault).or_insert_with(|| (0, line.to_string())).0 += 1;
            }
            match line["event"].as_str() {
                Some(name) => events.insert(name.to_owned()),
                None => operations.insert(line["answer"].to_string()),
            };
        }
    }
    let is = |fault: &Fault, (owner, key, what, _): &(&str, &str, &str, &str)| {
        (fault.owner.as_str(), fault.key.as_str(), fault.what) == (*owner, *key, *what)
    };
    let wrong: Vec<_> = found.iter().filter(|(fault, _)| !ALLOWED.iter().any(|row| is(fault, row))).collect();
    for (Fault { owner, key, what }, (count, line)) in &wrong {
        let line: String = line.chars().take(300).collect();
        println!("{owner}.{key} {what}, {count} times, first in {line}");
    }
    assert!(wrong.is_empty(), "{} differences from what Discord documents", wrong.len());
    let unused: Vec<_> = ALLOWED.iter().filter(|row| !found.keys().any(|fault| is(fault, row))).collect();
    assert!(unused.is_empty(), "no longer needed: {unused:?}");
    assert!(operations.len() >= 170 && events.len() >= 60, "{} operations, {} events", operations.len(), events.len());
}

/// Each kind of difference is found, in answers and in events.
#[test]
fn differences_are_found() {
    let documents = Documents::load();
    let found = documents.answer(Some("get_nothing"), 200, &json!({}));
    assert_eq!(found.first().map(|it| it.what), Some("is not documented"), "no such operation");
    for (event, answer) in [("TYPING_START", None), ("", Some("get_gateway"))] {
        for (change, what) in [
            (json!({ "more": 1 }), "is unknown"),
            (json!({ "timestamp": null, "url": null }), "is null"),
            (json!({ "timestamp": "1", "url": 1 }), "has another type"),
            (json!({}), ""),
        ] {
            let mut value = match answer {
                Some(_) => json!({ "url": "wss://gateway" }),
                None => json!({ "channel_id": "1", "user_id": "2", "timestamp": 3 }),
            };
            for (key, change) in change.as_object().unwrap() {
                if value.get(key).is_some() || key == "more" {
                    value[key] = change.clone();
                }
            }
            let line = match answer {
                Some(name) => json!({ "answer": name, "status": 200, "body": value }),
                None => json!({ "event": event, "data": value }),
            };
            let found: Vec<_> = faults(&documents, &line).into_iter().map(|it| it.what).collect();
            let expected = if what.is_empty() { Vec::new() } else { vec![what] };
            assert_eq!(found, expected, "{line}");
        }
        let line = match answer {
            Some(name) => json!({ "answer": name, "status": 200, "body": {} }),
            None => json!({ "event": event, "data": { "channel_id": "1", "user_id": "2" } }),
        };
        assert_eq!(faults(&documents, &line).first().map(|it| it.what), Some("is missing"), "{line}");
    }
    let refused = json!({ "answer": null, "status": 404, "body": { "message": "404: Not Found" } });
    assert_eq!(faults(&documents, &refused).first().map(|it| it.key.clone()), Some("code".to_owned()));
}
