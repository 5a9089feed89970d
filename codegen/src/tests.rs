//! The tables against what is checked in, and against Discord's own document where it lies beside the project.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use super::{run, tables};
use crate::table::Place;

#[test]
fn what_is_checked_in_is_what_the_tables_say() {
    assert_eq!(run(true), Ok(Vec::new()));
}

/// `/channels/{}/messages`, whatever the parameters are called.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    for (number, part) in path.split(['{', '}']).enumerate() {
        shape.push_str(if number % 2 == 0 { part } else { "{}" });
    }
    shape
}

fn is_query(place: Place) -> bool {
    matches!(place, Place::Query | Place::QueryList | Place::RequiredQuery)
}

#[test]
fn verbs_paths_and_queries_are_discords() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/discord/openapi.json");
    let Ok(text) = fs::read_to_string(file) else { return };
    let document: Value = serde_json::from_str(&text).unwrap();
    for operation in tables().unwrap().values().flat_map(|table| &table.operations) {
        let (path, item) = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .find(|(path, item)| {
                let verb = &item[operation.verb.to_lowercase()];
                shape(path) == shape(&operation.path) && verb["operationId"] == operation.id.as_str()
            })
            .unwrap_or_else(|| panic!("{} {} {} is not Discord's", operation.id, operation.verb, operation.path));
        let described = [&item["parameters"], &item[operation.verb.to_lowercase()]["parameters"]];
        let described = described.into_iter().filter_map(Value::as_array).flatten();
        let known: BTreeSet<_> =
            described.filter(|it| it["in"] == "query").filter_map(|it| it["name"].as_str()).collect();
        for field in operation.fields.iter().filter(|field| is_query(field.place)) {
            assert!(known.contains(field.wire.as_str()), "{path} knows no `{}`: {known:?}", field.wire);
        }
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    for (text, line) in [
        ("Things.\n\nthing = get_thing GET -> Thing", "line 3"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n   Odd.", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n  . name", "line 4"),
        ("Things.\n\nthing = get_thing GET /thing -> Thing\n    Nobody's.", "line 4"),
    ] {
        let error = crate::table::parse(text).unwrap_err();
        assert!(error.starts_with(line), "{error}");
    }
}
