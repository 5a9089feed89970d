//! The limits against Discord's OpenAPI document.

use std::fmt::Write;

use serde_json::Value;

use crate::rest::check::{shape::Shape, table::TABLE};

/// A limit of a shape: path, kind, least and most.
type Limit = (String, &'static str, i64, i64);

fn limits(shape: &Shape, path: &str, into: &mut Vec<Limit>) {
    let number = |count: &usize| i64::try_from(*count).unwrap_or(i64::MAX);
    match shape {
        Shape::Text(least, most) => into.push((path.to_owned(), "text", number(least), number(most))),
        Shape::Int(least, most) => into.push((path.to_owned(), "number", *least, *most)),
        Shape::List(least, most, each) => {
            into.push((path.to_owned(), "list", number(least), number(most)));
            limits(each, &format!("{path}[]"), into);
        }
        Shape::Fields(fields) => {
            for (name, shape) in *fields {
                let mut path = path.to_owned();
                if !path.is_empty() {
                    path.push('.');
                }
                let _ = write!(path, "{name}");
                limits(shape, &path, into);
            }
        }
        Shape::Values(each) => limits(each, &format!("{path}.*"), into),
        Shape::With(shape, _) => limits(shape, path, into),
        Shape::OneOf(_) | Shape::Any => {}
    }
}

/// Limits that are stricter than in the OpenAPI document, as in the documentation (rest.md, section 14, "Differences").
const STRICTER: &[(&str, &str)] = &[
    ("content", "2000 in the documentation"),
    ("poll.answers[].poll_media.text", "55 in the documentation"),
    ("available_tags[].name", "20 in the documentation"),
    ("options[].choices[].value", "100 in the documentation"),
    ("actions[].metadata.custom_message", "150 in the documentation"),
    ("sticker_ids", "3 in the documentation; none can be added by a change"),
    // The document has no limit of its own for these.
    ("bitrate", "8000-384000 in the documentation"),
    ("user_limit", "10000 in the documentation"),
    ("nonce", "25 in the documentation"),
];

#[test]
fn no_limit_is_stricter_than_discords_own_document() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/discord/openapi.json");
    let text = std::fs::read_to_string(file).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for row in TABLE {
        let Some(body) = schema_of_body(&document, row.operation) else {
            wrong.extend(row.body.map(|_| format!("{} has no body", row.operation)));
            continue;
        };
        let mut ours = Vec::new();
        row.body.iter().for_each(|shape| limits(shape, "", &mut ours));
        for (path, kind, least, most) in ours {
            let schemas = schemas_at(&document, vec![body], &path);
            if schemas.is_empty() {
                // All messages have the same limits, but not all operations have all of their fields.
                let of_webhooks = ["username", "thread_name", "applied_tags", "nonce", "sticker_ids", "poll"];
                if !of_webhooks.iter().any(|it| path.starts_with(it)) {
                    wrong.push(format!("{}: there is no {path}", row.operation));
                }
                continue;
            }
            let (lower, upper) = match kind {
                "text" => ("minLength", "maxLength"),
                "list" => ("minItems", "maxItems"),
                _ => ("minimum", "maximum"),
            };
            let given = |key: &str| schemas.iter().filter_map(|it| it.get(key)?.as_f64()).collect::<Vec<_>>();
            let (uppers, lowers) = (given(upper), given(lower));
            #[expect(clippy::cast_precision_loss, reason = "the limits are small")]
            let (least, most) = (least as f64, most as f64);
            let stricter = uppers.iter().any(|theirs| *theirs > most)
                || (least > 0.0 && (lowers.is_empty() || lowers.iter().any(|theirs| *theirs < least)));
            if stricter && !STRICTER.iter().any(|(known, _)| path == *known || path == format!("[].{known}")) {
                wrong.push(format!("{} {path}: {least}..{most}, theirs {lowers:?}..{uppers:?}", row.operation));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn schema_of_body<'d>(document: &'d Value, operation: &str) -> Option<&'d Value> {
    let methods = document["paths"].as_object()?.values().filter_map(Value::as_object).flat_map(|it| it.values());
    let found = methods.into_iter().find(|it| it["operationId"] == operation)?;
    let content = &found["requestBody"]["content"];
    content.get("application/json").or_else(|| content.get("multipart/form-data")).map(|it| &it["schema"])
}

/// All schemas that may apply at a path.
fn schemas_at<'d>(document: &'d Value, from: Vec<&'d Value>, path: &str) -> Vec<&'d Value> {
    let mut here = open(document, from);
    for step in path.replace("[]", ".[]").split('.').filter(|it| !it.is_empty()) {
        let below = here.iter().filter_map(|schema| match step {
            "[]" => schema.get("items"),
            "*" => schema.get("additionalProperties"),
            name => schema.get("properties")?.get(name),
        });
        here = open(document, below.collect());
    }
    here
}

/// Follows references and alternatives.
fn open<'d>(document: &'d Value, mut todo: Vec<&'d Value>) -> Vec<&'d Value> {
    let mut found = Vec::new();
    while let Some(schema) = todo.pop() {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            todo.extend(document.pointer(reference.trim_start_matches('#')));
            continue;
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            todo.extend(schema.get(key).and_then(Value::as_array).into_iter().flatten());
        }
        found.push(schema);
    }
    found
}
