//! Compares the tables with the checked-in files and with Discord's OpenAPI document.

use std::fs;

use serde_json::{Value, json};

use super::{DISCORD, coverage::differences, root, run, tables, trim};

#[test]
fn the_checked_in_files_match_the_tables() {
    assert_eq!(run(true), Ok(Vec::new()));
}

/// A checked-in trimmed copy.
fn copy(name: &str) -> String {
    fs::read_to_string(root().join(DISCORD).join(name)).unwrap()
}

#[test]
fn every_operation_of_discord_has_a_method() {
    let (document, reference) = (copy("openapi.json"), copy("rest.md"));
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["paths"].as_object().unwrap().len(), 150, "the paths of August 2026");
    let tables = tables().unwrap();
    let operations: Vec<_> = tables.values().flat_map(|table| &table.operations).collect();
    let found = differences(&operations, &document, &reference);
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}

/// A document that is compared with this table, and the expected differences.
#[test]
fn differences_are_found() {
    let whole_document = json!({
        "paths": {
            "/guilds/{guild_id}/bans": {
                "parameters": [{ "in": "path", "name": "guild_id" }],
                "get": { "operationId": "list_bans", "parameters": [{ "in": "query", "name": "limit" }] },
                "put": {
                    "operationId": "put_ban",
                    "requestBody": { "content": { "application/json": {
                        "schema": { "$ref": "#/components/schemas/Ban" },
                    } } },
                },
            },
            "/stickers": {
                "post": { "operationId": "upload", "requestBody": { "content": { "multipart/form-data": { "schema": {
                    "allOf": [{ "properties": { "name": {} } }, { "properties": { "file": {} } }],
                } } } } },
            },
        },
        "components": { "schemas": {
            "Ban": { "anyOf": [{ "properties": { "seconds": {} } }, { "properties": { "days": {} } }] },
        } },
    });
    let reference = "| Method | Path | operationId | auth | Major | Flags |\n|---|---|---|---|---|---|\n\
        | GET | `/guilds/{guild_id}/bans` | `list_bans` | B | guild |  |\n\
        | PUT | `/guilds/{guild_id}/bans` | `put_ban` | B | guild | R |\n\
        | POST | `/stickers` | `upload` | BN | – | M |\n";
    let whole = "Things.\n\n\
        bans = list_bans GET /guilds/{id}/bans -> ()\n  ? limit: u8\n\n\
        ban = put_ban PUT /guilds/{guild_id}/bans -> ()\n  . seconds: u8\n  ! days: u8\n  @ audit\n\n\
        upload = upload POST /stickers -> ()\n  ! name: String\n  ! file: Upload\n  @ form no_token\n";
    let trimmed = trim::schema(&whole_document);
    let found = |table: &str| {
        let table = crate::table::parse(table).unwrap();
        let operations: Vec<_> = table.operations.iter().collect();
        let found = differences(&operations, &whole_document, reference);
        assert_eq!(differences(&operations, &trimmed, reference), found, "the trimmed copy has the same differences");
        found
    };
    assert_eq!(found(whole), Vec::<String>::new());
    for (text, replacement, difference) in [
        ("GET /guilds/{id}/bans", "GET /guilds/{id}/ban", "list_bans GET /guilds/{guild_id}/bans: no method"),
        ("GET /guilds/{id}/bans", "GET /guilds/{id}/ban", "list_bans GET /guilds/{}/ban: not in Discord's document"),
        ("PUT /guilds", "POST /guilds", "put_ban PUT /guilds/{guild_id}/bans: no method"),
        ("  ? limit: u8\n", "", "list_bans: no query parameter `limit`"),
        ("? limit", "? most as limits", "list_bans: Discord has no query parameter `limits`"),
        ("  . seconds: u8\n", "", "put_ban: no field `seconds` in the body"),
        (". seconds", ". minutes", "put_ban: Discord has no field `minutes`"),
        ("  @ audit\n", "", "put_ban: a reason is not accepted"),
        ("? limit: u8", "@ audit", "list_bans: a reason is not accepted by Discord"),
        ("? limit: u8", "@ no_token", "list_bans: a token is needed"),
        ("  ! file: Upload\n  @ form no_token", "  ! file: String", "upload: files are not accepted"),
        ("? limit: u8", "@ files", "list_bans: files are not accepted by Discord"),
    ] {
        assert!(whole.contains(text), "{text}");
        let found = found(&whole.replacen(text, replacement, 1));
        assert!(found.iter().any(|it| it == difference), "{difference}: {found:?}");
    }
}

#[test]
fn an_invalid_line_is_reported() {
    for (text, line) in [
        ("Things.\n\nthing = get_thing GET -> Thing", "line 3"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n   Odd.", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n  . name", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n  @ audits", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n    Without a field.", "line 4"),
    ] {
        let error = crate::table::parse(text).unwrap_err();
        assert!(error.starts_with(line), "{error}");
    }
}

#[test]
fn unused_parts_are_trimmed() {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "version": "10" },
        "paths": { "/things/{id}": {
            "parameters": [{ "in": "path", "name": "id" }, { "in": "query", "name": "wait", "schema": {} }],
            "put": {
                "operationId": "put_thing",
                "description": "Long.",
                "parameters": [{ "in": "query", "name": "limit" }],
                "requestBody": { "required": true, "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } },
                    "multipart/form-data": { "schema": { "allOf": [
                        { "$ref": "#/components/schemas/Thing" },
                        { "properties": { "files[0]": { "type": "string" } } },
                    ] } },
                } },
                "responses": {
                    "200": { "description": "Fine.", "headers": {}, "content": { "application/json": { "schema": {
                        "type": "array", "items": { "$ref": "#/components/schemas/Answer" },
                    } } } },
                    "204": { "description": "Nothing." },
                    "4XX": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Part" } } } },
                },
            },
            "get": { "operationId": "get_thing" },
        } },
        "components": { "schemas": {
            "Answer": { "type": "object", "required": ["id"], "properties": {
                "id": { "type": "string", "description": "Which one." },
                "at": { "type": ["string", "null"], "format": "date-time" },
                "count": { "type": "integer", "format": "int32" },
                "kind": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Kind" }] },
                "type": { "type": "integer", "enum": [1], "allOf": [{ "$ref": "#/components/schemas/Kind" }] },
            } },
            "Kind": { "type": "integer", "oneOf": [{ "title": "A", "const": 1 }, { "title": "B", "const": 2 }] },
            "Id": { "type": "string", "pattern": "[0-9]+" },
            "Ids": { "allOf": [{ "$ref": "#/components/schemas/Id" }] },
            "Thing": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 100, "description": "Its name." },
                "ids": { "type": "array", "maxItems": 3, "items": { "$ref": "#/components/schemas/Ids" } },
                "parts": { "additionalProperties": { "$ref": "#/components/schemas/Part" } },
                "type": { "oneOf": [{ "const": 1 }, { "const": 2 }] },
            } },
            "Part": { "properties": { "of": { "$ref": "#/components/schemas/Thing" }, "size": { "maximum": 5 } } },
        } },
    });
    let part = json!({ "properties": { "of": { "$ref": "#/components/schemas/Thing" }, "size": { "maximum": 5 } } });
    let thing = json!({ "properties": {
        "name": { "minLength": 1, "maxLength": 100 },
        "ids": { "maxItems": 3, "items": {} },
        "parts": { "additionalProperties": { "$ref": "#/components/schemas/Part" } },
        "type": {},
    } });
    let answer = json!({ "properties": {
        "id": { "type": "string" },
        "at": { "type": "string", "format": "date-time" },
        "count": { "type": "integer" },
        "kind": { "oneOf": [{ "$ref": "#/components/schemas/Kind" }] },
        "type": { "enum": [1] },
    } });
    let expected = json!({
        "info": { "version": "10" },
        "paths": { "/things/{id}": {
            "put": {
                "operationId": "put_thing",
                "parameters": [{ "in": "query", "name": "wait" }, { "in": "query", "name": "limit" }],
                "requestBody": { "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } },
                    "multipart/form-data": { "schema": { "allOf": [{ "$ref": "#/components/schemas/Thing" }] } },
                } },
                "responses": { "200": { "content": { "application/json": { "schema": {
                    "type": "array", "items": { "$ref": "#/components/schemas/Answer" },
                } } } } },
            },
            "get": { "operationId": "get_thing", "parameters": [{ "in": "query", "name": "wait" }] },
        } },
        "components": { "schemas": { "Answer": answer, "Kind": { "enum": [1, 2] }, "Part": part, "Thing": thing } },
    });
    assert_eq!(trim::schema(&document), expected);
    assert_eq!(trim::schema(&expected), expected, "trimming again changes nothing");
}

#[test]
fn a_copy_has_one_property_per_line() {
    let value = json!({ "a": { "b": { "c": { "d": { "e": { "f": 1, "g": "x" } } }, "h": [{ "i": 1 }, {}] } } });
    let text = trim::written(&value, 0);
    assert_eq!(
        text,
        concat!(
            "{\n \"a\": {\n  \"b\": {\n   \"c\": {\n    \"d\": {\n     \"e\": {\"f\": 1, \"g\": \"x\"}\n    }\n   },\n",
            "   \"h\": [{\"i\": 1}, {}]\n  }\n }\n}"
        )
    );
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
}

#[test]
fn sections_of_a_list_are_kept_without_prose() {
    let text = "# Title\n\nProse.\n\n| a |\n\n## 1. Kept\nProse.\n* b\n\n\n### Below\n**C** - d\n## 2. Not\n| e |\n";
    assert_eq!(trim::sections(text, &["# T", "## 1"]), "# Title\n\n| a |\n\n## 1. Kept\n* b\n\n### Below\n**C** - d\n");
    assert_eq!(trim::sections(text, &["## 2"]), "## 2. Not\n| e |\n");
}

/// The copy is written, is found to be current, and to be stale after the document changed.
#[test]
fn copies_are_written_and_compared() {
    let folder = std::env::temp_dir().join(format!("greenroom-trim-{}", std::process::id()));
    let (from, to) = (folder.join("from"), folder.join("to"));
    fs::create_dir_all(&from).unwrap();
    for (name, text) in [
        ("openapi.json", r#"{"paths":{"/a":{"get":{"operationId":"a"}}}}"#),
        ("openapi.LICENSE.txt", "MIT"),
        ("events.md", "# Gateway receive events\n| 1 |\n"),
        ("rest.md", "## 13. Components\n| 1 |\n"),
    ] {
        fs::write(from.join(name), text).unwrap();
    }
    let all = ["openapi.json", "answers.json", "openapi.LICENSE.txt", "events.md", "rest.md"].map(str::to_owned);
    assert_eq!(trim::run(&from, &to, true), Ok(all.to_vec()));
    assert_eq!(trim::run(&from, &to, false), Ok(Vec::new()));
    assert_eq!(trim::run(&from, &to, true), Ok(Vec::new()));
    fs::write(from.join("openapi.json"), r#"{"paths":{"/b":{"get":{"operationId":"b"}}}}"#).unwrap();
    assert_eq!(trim::run(&from, &to, true), Ok(["openapi.json", "answers.json"].map(str::to_owned).to_vec()));
    fs::remove_file(from.join("rest.md")).unwrap();
    assert!(trim::run(&from, &to, true).unwrap_err().contains("rest.md"));
    fs::remove_dir_all(folder).unwrap();
}
