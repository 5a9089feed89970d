//! Every documented property of every answer is read: the objects of the model against Discord's OpenAPI document.
//!
//! Of each operation a full example of its answer is made from the schema ([`sampler`]), read as the type that the
//! tables of `codegen/operations` say ([`reader`]) and written again. What is gone then was not read.

mod reader;
mod sampler;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::documented::compare::differences;
use crate::documented::openapi::sampler::Sample;
use crate::documented::schema::fixtures;
use crate::documented::typed::nothing_of;

/// Documented properties that are not read, with the reason.
const NOT_READ: &[(&str, &[&str], &str)] = &[
    ("GuildResponse", &["nsfw"], "`nsfw_level` says it more exactly"),
    ("GuildWithCountsResponse", &["nsfw"], "`nsfw_level` says it more exactly"),
    ("InviteGuildResponse", &["nsfw"], "`nsfw_level` says it more exactly"),
    ("SearchMessageResponse", &["hit"], "it is true of all messages: those around them do not come any more"),
    ("SearchMessageResponse", &["restriction_count"], "nothing is said about what it counts"),
    ("SearchIndexNotReadyResponse", &["code", "message"], "`retry_after` is there in this answer, and in no other"),
];

/// Operations whose answer is documented and not read, with the reason.
const NO_ANSWER: &[(&str, &str)] = &[
    ("execute_slack_compatible_webhook", "it is the text `ok`"),
    ("trigger_typing_indicator", "it is an object without keys"),
];

/// The trimmed copy of the document.
fn document() -> Value {
    let text = fs::read_to_string(fixtures().join("discord/openapi.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The types of the answers, by the name of the operation.
fn types() -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("codegen/operations");
    let mut types = BTreeMap::<_, BTreeSet<_>>::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        // `method = operation_id VERB /path -> Answer`; a long one takes several lines.
        let text = ["-> ", "GET /", "PUT /", "POST /", "PATCH /", "DELETE /"]
            .iter()
            .fold(text, |text, part| text.replace(&format!("\n  {part}"), &format!(" {part}")));
        for line in text.lines().filter(|line| !line.starts_with(' ')) {
            let Some((head, answer)) = line.split_once(" -> ") else { continue };
            let id = head.split_whitespace().nth(2).unwrap();
            types.entry(id.to_owned()).or_default().insert(answer.to_owned());
        }
    }
    types
}

/// The schemas of what the operations answer with, by their names.
fn answers(document: &Value) -> Vec<(&str, &Value)> {
    let paths = document["paths"].as_object().unwrap().values().filter_map(Value::as_object);
    let operations = paths.flat_map(|path| path.values());
    let answers = operations.flat_map(|operation| {
        let granted = operation["responses"].as_object().into_iter().flatten();
        let schemas = granted.map(|(_, it)| &it["content"]["application/json"]["schema"]).filter(|it| !it.is_null());
        schemas.map(|schema| (operation["operationId"].as_str().unwrap(), schema))
    });
    answers.collect()
}

/// What is found of a sample: each difference with the object and the key that it is about.
fn check(answer: &str, sample: &Sample) -> Vec<((String, String), String)> {
    let written = match reader::there_and_back(answer, &sample.value) {
        Ok(written) => written,
        Err(error) => return vec![((answer.to_owned(), String::new()), error)],
    };
    let lost = sample.nulls().filter(|pointer| written.pointer(pointer).is_none());
    let lost = lost.map(|pointer| format!("{pointer} is lost: null"));
    let found = differences(&sample.value, &written).into_iter().chain(lost).map(|found| {
        let (path, what) = found.split_once(' ').unwrap();
        let about = sample.owner(path).unwrap_or_else(|| (answer.to_owned(), path.to_owned()));
        (about, format!("{what} ({path} of {answer})"))
    });
    found.collect()
}

#[test]
fn every_documented_property_of_every_answer_is_read() {
    let (document, types) = (document(), types());
    let mut found = BTreeMap::new();
    let mut unread = BTreeSet::new();
    let (mut objects, mut checked) = (BTreeSet::new(), 0);
    for (operation, schema) in answers(&document) {
        for answer in types.get(operation).into_iter().flatten() {
            if answer == "()" {
                if !NO_ANSWER.iter().any(|(id, _)| *id == operation) {
                    found.entry((operation.to_owned(), String::new())).or_insert("its answer is not read".to_owned());
                }
                continue;
            }
            checked += 1;
            for sample in sampler::samples(&document, schema) {
                for ((owner, key), what) in check(answer, &sample) {
                    if NOT_READ.iter().any(|(name, keys, _)| *name == owner && keys.contains(&key.as_str())) {
                        unread.insert((owner, key));
                    } else {
                        found.entry((owner, key)).or_insert(format!("{what}, {operation}"));
                    }
                }
                objects.extend(sample.owners().map(str::to_owned));
            }
        }
    }
    let found: Vec<_> = found.into_iter().map(|((owner, key), what)| format!("{owner}.{key} {what}")).collect();
    nothing_of(&found);
    for (owner, keys, reason) in NOT_READ {
        for key in *keys {
            assert!(unread.contains(&((*owner).to_owned(), (*key).to_owned())), "{owner}.{key} is read: {reason}");
        }
    }
    assert_eq!((checked, objects.len()), (182, 242), "the answers and objects of August 2026");
}

/// A key that no type reads is found, wherever it stands.
#[test]
fn what_is_not_read_is_found() {
    let mut document = document();
    let text = json!({ "type": "string" });
    document["components"]["schemas"]["UserResponse"]["properties"]["not_yet"] = text;
    let schema = json!({ "type": "array", "items": { "$ref": "#/components/schemas/MessageResponse" } });
    let samples = sampler::samples(&document, &schema);
    let found: BTreeSet<_> = samples.iter().flat_map(|sample| check("Vec<Message>", sample)).collect();
    let lost = ("UserResponse".to_owned(), "not_yet".to_owned());
    assert!(found.iter().any(|(about, what)| *about == lost && what.contains("/0/author/not_yet")), "{found:?}");
}
