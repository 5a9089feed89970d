//! The tables against what is checked in, and against Discord's own document where it lies beside the project.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{coverage::differences, run, tables};

#[test]
fn what_is_checked_in_is_what_the_tables_say() {
    assert_eq!(run(true), Ok(Vec::new()));
}

/// What lies beside the project, where it does.
fn shared(name: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/discord").join(name)).ok()
}

#[test]
fn every_operation_of_discords_has_its_method() {
    let (Some(document), Some(reference)) = (shared("openapi.json"), shared("rest.md")) else { return };
    let document: Value = serde_json::from_str(&document).unwrap();
    let tables = tables().unwrap();
    let operations: Vec<_> = tables.values().flat_map(|table| &table.operations).collect();
    let found = differences(&operations, &document, &reference);
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}

/// The document that this table is compared with, and what is found.
#[test]
fn differences_are_found() {
    let document = json!({
        "paths": {
            "/guilds/{guild_id}/bans": {
                "parameters": [{ "in": "path", "name": "guild_id" }],
                "get": { "operationId": "list_bans", "parameters": [{ "in": "query", "name": "limit" }] },
                "put": {
                    "operationId": "put_ban",
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/schemas/Ban" } } } },
                },
            },
            "/stickers": {
                "post": { "operationId": "upload", "requestBody": { "content": { "multipart/form-data": { "schema": {
                    "allOf": [{ "properties": { "name": {} } }, { "properties": { "file": {} } }],
                } } } } },
            },
        },
        "schemas": { "Ban": { "anyOf": [{ "properties": { "seconds": {} } }, { "properties": { "days": {} } }] } },
    });
    let reference = "| Method | Path | operationId | auth | Major | Flags |\n|---|---|---|---|---|---|\n\
        | GET | `/guilds/{guild_id}/bans` | `list_bans` | B | guild |  |\n\
        | PUT | `/guilds/{guild_id}/bans` | `put_ban` | B | guild | R |\n\
        | POST | `/stickers` | `upload` | BN | – | M |\n";
    let whole = "Things.\n\n\
        bans = list_bans GET /guilds/{id}/bans -> ()\n  ? limit: u8\n\n\
        ban = put_ban PUT /guilds/{guild_id}/bans -> ()\n  . seconds: u8\n  ! days: u8\n  @ audit\n\n\
        upload = upload POST /stickers -> ()\n  ! name: String\n  ! file: Upload\n  @ form no_token\n";
    let found = |table: &str| {
        let table = crate::table::parse(table).unwrap();
        differences(&table.operations.iter().collect::<Vec<_>>(), &document, reference)
    };
    assert_eq!(found(whole), Vec::<String>::new());
    for (said, instead, difference) in [
        ("GET /guilds/{id}/bans", "GET /guilds/{id}/ban", "list_bans GET /guilds/{guild_id}/bans: no method"),
        ("GET /guilds/{id}/bans", "GET /guilds/{id}/ban", "list_bans GET /guilds/{}/ban: not Discord's"),
        ("PUT /guilds", "POST /guilds", "put_ban PUT /guilds/{guild_id}/bans: no method"),
        ("  ? limit: u8\n", "", "list_bans: no query parameter `limit`"),
        ("? limit", "? most as limits", "list_bans: Discord knows no query parameter `limits`"),
        ("  . seconds: u8\n", "", "put_ban: no field `seconds` in the body"),
        (". seconds", ". minutes", "put_ban: Discord knows no field `minutes`"),
        ("  @ audit\n", "", "put_ban: a reason is not taken"),
        ("? limit: u8", "@ audit", "list_bans: a reason is not taken by Discord"),
        ("? limit: u8", "@ no_token", "list_bans: it needs a token"),
        ("  ! file: Upload\n  @ form no_token", "  ! file: String", "upload: files are not taken"),
        ("? limit: u8", "@ files", "list_bans: files are not taken by Discord"),
    ] {
        assert!(whole.contains(said), "{said}");
        let found = found(&whole.replacen(said, instead, 1));
        assert!(found.iter().any(|it| it == difference), "{difference}: {found:?}");
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    for (text, line) in [
        ("Things.\n\nthing = get_thing GET -> Thing", "line 3"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n   Odd.", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n  . name", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n  @ audits", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n    Nobody's.", "line 4"),
    ] {
        let error = crate::table::parse(text).unwrap_err();
        assert!(error.starts_with(line), "{error}");
    }
}
