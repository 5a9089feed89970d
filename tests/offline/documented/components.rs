//! Every component of messages and modals, and every answer of a modal, as section 13 of `rest.md` lists them.

use std::fmt::Debug;

use greenroom::model::{Component, ComponentResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::documented::compare::differences;
use crate::documented::sample::{self, COMPONENTS};
use crate::documented::schema::Schema;
use crate::documented::typed::nothing_of;

/// Reads and writes a full example, and the example without each optional key, with each nullable one null, and with a
/// new one.
fn check<T: DeserializeOwned + Serialize + Debug>(schema: &Schema, name: &str, found: &mut Vec<String>) {
    let mut full = sample::object(schema, name);
    if let Some(map) = full.as_object_mut() {
        // "In message interactions the answer carries `component_type`, in modal submits `type`."
        map.remove("component_type");
        // What else is in it has its place in INTERACTION_CREATE.
        let users = json!({"users": {"80351110224678912": sample::object(schema, "User")}});
        map.entry("resolved").and_modify(|resolved| *resolved = users);
    }
    let with = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
        let mut json = full.clone();
        change(json.as_object_mut().unwrap());
        json
    };
    let mut examples = vec![("full".to_owned(), full.clone())];
    for key in schema.keys(name) {
        let left_out = with(&|map| drop(map.remove(&key.name)));
        examples.extend(key.optional.then(|| (format!("without {}", key.name), left_out)));
        let null = with(&|map| drop(map.insert(key.name.clone(), Value::Null)));
        examples.extend(key.nullable.then(|| (format!("{} null", key.name), null)));
    }
    for (what, json) in examples {
        match serde_json::from_value::<T>(json.clone()) {
            Ok(value) if format!("{value:?}").starts_with("Unknown") => found.push(format!("{name} is not known")),
            Ok(value) => {
                let differ = differences(&json, &serde_json::to_value(value).unwrap());
                found.extend(differ.into_iter().map(|differ| format!("{name}, {what}: {differ}")));
            }
            Err(error) => found.push(format!("{name}, {what}: {error}")),
        }
    }
    let new = with(&|map| drop(map.insert("heard_of_by_nobody".to_owned(), json!([{}]))));
    found.extend(serde_json::from_value::<T>(new).err().map(|error| format!("{name}, a new key: {error}")));
}

#[test]
fn every_component_is_read_and_written_as_documented() {
    let (schema, mut found) = (Schema::load(), Vec::new());
    let mut answers = 0;
    for (name, _) in COMPONENTS {
        check::<Component>(schema, name, &mut found);
        let answer = format!("{name}Response");
        if schema.components.contains_key(&answer) {
            answers += 1;
            check::<ComponentResponse>(schema, &answer, &mut found);
        }
    }
    nothing_of(&found);
    assert_eq!((COMPONENTS.len(), answers), (20, 12));
}
