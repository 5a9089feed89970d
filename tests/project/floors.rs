//! The floors of the house: a room imports only from below. What stands where is told in `CONTRIBUTING.md`.

use std::collections::BTreeMap;

use crate::source::{Path, code, has_word, paths};
use crate::{assert_none, tree};

/// From the ground up. Rooms of one floor stand side by side and do not know each other, unless they are [`SHARED`].
const FLOORS: &[&[&str]] = &[
    &["json"],
    &["model"],
    &["gateway"],
    &["event"],
    &["signed", "spawned", "tls"],
    &["cache", "rest", "webhook_event"],
    &["error", "explain"],
    SHARED,
    &["actor"],
    &["run", "signal"],
    &["bot", "internals", "one_bad_value", "private"],
];

/// What handlers are handed, and what they hand back. One floor, and the one whose rooms know each other: a context gives out handles, a
/// handle gives out members.
const SHARED: &[&str] =
    &["collect", "context", "diagnose", "gate", "handle", "handler", "lane", "members", "store", "stream"];

/// The simulator stands beside the house. It shares the vocabulary of the gateway, so that it cannot share its mistakes.
const SANDBOX_MAY: &[&str] = &[
    "model",
    "gateway::CloseCode",
    "gateway::Intents",
    "gateway::Opcode",
    "gateway::close_code",
    "gateway::intents",
    "gateway::opcode",
];

/// The rooms that may know of the simulator: where a bot is built, it can be pointed at one.
const MAY_SANDBOX: &[&str] = &["bot"];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&room))
}

/// What a room may import, for the lesson.
fn below(room: &str) -> String {
    if room == "sandbox" {
        return SANDBOX_MAY.join(", ");
    }
    let floor = floor(room).unwrap_or(0);
    let mut rooms: Vec<&str> = FLOORS[..floor].iter().flat_map(|it| it.iter().copied()).collect();
    if SHARED.contains(&room) {
        rooms.extend(SHARED);
    }
    if rooms.is_empty() { "nothing: it is the ground floor".to_owned() } else { rooms.join(", ") }
}

fn may_import(room: &str, path: &[String]) -> bool {
    let Some(other) = path.first() else {
        return true;
    };
    if other == room {
        return true;
    }
    if room == "sandbox" {
        let path = path.join("::");
        return SANDBOX_MAY.iter().any(|it| path == *it || path.starts_with(&format!("{it}::")));
    }
    if other == "sandbox" {
        return MAY_SANDBOX.contains(&room);
    }
    if SHARED.contains(&room) && SHARED.contains(&other.as_str()) {
        return true;
    }
    floor(room).zip(floor(other)).is_some_and(|(here, there)| there < here)
}

/// The modules of a source file below `src/`: `src/rest/http.rs` is `["rest", "http"]`.
fn modules(file: &str) -> Vec<String> {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/').filter(|it| *it != "mod").map(str::to_owned).collect()
}

/// Where names that the crate's root re-exports come from: `Context` is `context::Context`.
fn front_door() -> BTreeMap<String, Vec<String>> {
    let exports = paths(&code(&tree::read("src/lib.rs")))
        .into_iter()
        .filter(|it| it.segments.first().is_some_and(|it| it == "self"));
    exports.filter_map(|path| Some((path.segments.last()?.clone(), path.segments[1..].to_vec()))).collect()
}

/// The path from the crate's root, if it leaves the module it stands in.
fn from_root(path: &Path, file: &[String], front_door: &BTreeMap<String, Vec<String>>) -> Option<Vec<String>> {
    let segments = &path.segments;
    let ups = segments.iter().take_while(|it| *it == "super").count();
    let rest = match segments.first()?.as_str() {
        "crate" => segments[1..].to_vec(),
        "super" if ups >= file.len() => segments[ups..].to_vec(),
        _ => return None,
    };
    match rest.first().and_then(|it| front_door.get(it)) {
        Some(behind) if floor(&rest[0]).is_none() => Some(behind.iter().chain(&rest[1..]).cloned().collect()),
        _ => Some(rest),
    }
}

#[test]
fn rooms_import_only_from_below() {
    let front_door = front_door();
    let mut findings = Vec::new();
    for file in tree::files().iter().filter(|it| it.starts_with("src/") && it.ends_with(".rs") && *it != "src/lib.rs") {
        let modules = modules(file);
        let room = &modules[0];
        if room != "sandbox" && floor(room).is_none() {
            findings.push(format!("{file}: the room `{room}` has no floor; give it one in tests/project/floors.rs"));
            continue;
        }
        for path in paths(&code(&tree::read(file))) {
            let Some(imported) = from_root(&path, &modules, &front_door) else {
                continue;
            };
            if path.segments == ["crate"] {
                findings.push(format!("{file}:{}: `use crate::*` hides what is imported; name it", path.line));
            }
            let known = imported.first().is_some_and(|it| it == "sandbox" || floor(it).is_some());
            if known && !may_import(room, &imported) {
                let (line, imported, below) = (path.line, imported.join("::"), below(room));
                findings.push(format!("{file}:{line}: `{room}` imports `{imported}`; it may import {below}"));
            }
        }
    }
    assert_none(
        &findings,
        "A room imports only from below, so that each can be read without those above. Move what is needed down, or let the \
         upper room hand it in: as an argument, a trait or a channel.",
    );
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
        "src/gateway is pure: no socket, no clock, no await. Let an actor do it, and tell the protocol with an `Input`.",
    );
}

#[test]
fn floors_are_told_apart() {
    let path = |it: &str| it.split("::").map(str::to_owned).collect::<Vec<_>>();
    for (room, imported) in [
        ("rest", "model::Id"),
        ("handle", "members::Members"),
        ("bot", "sandbox::Sandbox"),
        ("sandbox", "gateway::Opcode"),
    ] {
        assert!(may_import(room, &path(imported)), "{room} -> {imported}");
    }
    for (room, imported) in [
        ("model", "gateway::Intents"),
        ("rest", "cache::Cache"),
        ("rest", "actor::Stage"),
        ("context", "bot::Bot"),
        ("actor", "sandbox::Sandbox"),
        ("sandbox", "gateway::Protocol"),
        ("sandbox", "rest::Http"),
    ] {
        assert!(!may_import(room, &path(imported)), "{room} -> {imported}");
    }
}

#[test]
fn every_way_out_of_a_room_is_seen() {
    let front_door = BTreeMap::from([("Bot".to_owned(), vec!["bot".to_owned(), "Bot".to_owned()])]);
    let out = |code: &str, file: &str| -> Vec<String> {
        let found = paths(code).into_iter().filter_map(|path| from_root(&path, &modules(file), &front_door));
        found.map(|it| it.join("::")).collect()
    };
    assert_eq!(out("use crate::{actor::Stage, Bot};", "src/rest/http.rs"), ["actor::Stage", "bot::Bot"]);
    assert_eq!(out("super::super::actor::x(); super::limiter::y();", "src/rest/http.rs"), ["actor::x"]);
    assert_eq!(out("use super::actor::Stage;", "src/rest/mod.rs"), ["actor::Stage"]);
    assert_eq!(out("use super::handle::Post;", "src/context.rs"), ["handle::Post"]);
}
