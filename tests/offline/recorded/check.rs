//! Whether a value is what a type in the notation of the schemas allows.

use std::collections::{BTreeMap, HashMap};

use greenroom::model::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::documented::schema::{Key, Keys, Schema, Shape, fixtures, key};

/// A difference: the object, its key, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub owner: String,
    pub key: String,
    pub what: &'static str,
}

/// What is documented of answers and events.
pub struct Documents {
    /// The type of each answer, by operation and status. It is empty if the answer has no body.
    answers: HashMap<String, HashMap<String, String>>,
    /// The objects of the answers.
    objects: Schema,
    /// The events and their objects.
    events: &'static Schema,
}

#[derive(Deserialize)]
struct Answers {
    answers: HashMap<String, HashMap<String, String>>,
    objects: BTreeMap<String, Keys>,
}

/// What every refused request is answered with. Discord's document has it without marks of what is optional.
const REFUSED: &[(&str, &[(&str, &str)])] = &[
    ("Refused", &[("code", "int"), ("message", "string"), ("errors?", "any")]),
    ("Limited", &[("code?", "int"), ("message", "string"), ("retry_after", "float"), ("global", "bool")]),
];

impl Documents {
    pub fn load() -> Self {
        let text = std::fs::read_to_string(fixtures().join("discord/answers.json")).unwrap();
        let Answers { answers, mut objects } = serde_json::from_str(&text).unwrap();
        for (name, keys) in REFUSED {
            let keys = keys.iter().map(|(key, kind)| ((*key).to_owned(), (*kind).to_owned()));
            objects.insert((*name).to_owned(), keys.collect());
        }
        Self { answers, objects: Schema::new(BTreeMap::new(), objects), events: Schema::load() }
    }

    /// What is wrong with an answer. `operation` is `None` if no operation has the path.
    pub fn answer(&self, operation: Option<&str>, status: u64, body: &Value) -> Vec<Fault> {
        let kind = match status {
            429 => "Limited",
            400.. => "Refused",
            _ => {
                let name = operation.unwrap_or_default();
                match self.answers.get(name).and_then(|it| it.get(&status.to_string())) {
                    Some(kind) if !kind.is_empty() => kind,
                    _ => return vec![fault(name, &status.to_string(), "is not documented")],
                }
            }
        };
        let mut found = Vec::new();
        self.value(&self.objects, &key("", kind), operation.unwrap_or_default(), body, &mut found);
        found
    }

    /// What is wrong with an event.
    pub fn event(&self, name: &str, data: &Value) -> Vec<Fault> {
        if !self.events.events.contains_key(name) {
            return vec![fault(name, "", "is not documented")];
        }
        let mut found = Vec::new();
        match data {
            Value::Object(object) => self.keys(self.events, name, object, &mut found),
            _ => found.push(fault(name, "", "is not an object")),
        }
        found
    }

    fn value(&self, schema: &Schema, key: &Key, owner: &str, value: &Value, found: &mut Vec<Fault>) {
        if value.is_null() {
            if !key.nullable && !matches!(key.shape, Shape::Null | Shape::Any) {
                found.push(fault(owner, &key.name, "is null"));
            }
            return;
        }
        self.shape(schema, &key.shape, owner, &key.name, value, found);
    }

    fn shape(&self, schema: &Schema, shape: &Shape, owner: &str, key: &str, value: &Value, found: &mut Vec<Fault>) {
        let right = match (shape, value) {
            (Shape::Any, _) => true,
            (Shape::Snowflake, Value::String(text)) => text.parse::<u64>().is_ok(),
            (Shape::Timestamp, Value::String(text)) => text.parse::<Timestamp>().is_ok(),
            (Shape::Text, Value::String(_)) | (Shape::Bool, Value::Bool(_)) | (Shape::Float, Value::Number(_)) => true,
            (Shape::Int, Value::Number(number)) => !number.is_f64(),
            (Shape::List(item), Value::Array(items)) => {
                // The documents of events leave components to the document of answers.
                let components = key == "components" && **item == Shape::Any && owner != "ModalSubmitData";
                for value in items {
                    if components {
                        self.component(owner, value, found);
                    } else if value.is_null() {
                        found.push(fault(owner, key, "has a null in it"));
                    } else {
                        self.shape(schema, item, owner, key, value, found);
                    }
                }
                true
            }
            (Shape::Pair(shapes), Value::Array(items)) if shapes.len() == items.len() => {
                for (shape, value) in shapes.iter().zip(items) {
                    self.shape(schema, shape, owner, key, value, found);
                }
                true
            }
            (Shape::Map(item), Value::Object(entries)) => {
                for value in entries.values() {
                    self.shape(schema, item, owner, key, value, found);
                }
                true
            }
            (Shape::Object(name), Value::Object(object)) => {
                self.keys(schema, name, object, found);
                true
            }
            (Shape::OneOf(shapes), value) => {
                let tries = shapes.iter().map(|shape| {
                    let mut found = Vec::new();
                    self.shape(schema, shape, owner, key, value, &mut found);
                    found
                });
                // Of a union of objects, the one that it most likely is.
                found.extend(tries.min_by_key(Vec::len).unwrap_or_default());
                true
            }
            _ => false,
        };
        if !right {
            found.push(fault(owner, key, "has another type"));
        }
    }

    fn keys(&self, schema: &Schema, owner: &str, object: &Map<String, Value>, found: &mut Vec<Fault>) {
        let keys = schema.keys(owner);
        for key in keys {
            match object.get(&key.name) {
                Some(value) => self.value(schema, key, owner, value, found),
                None if !key.optional => found.push(fault(owner, &key.name, "is missing")),
                None => {}
            }
        }
        for name in object.keys().filter(|name| !keys.iter().any(|key| key.name == **name)) {
            found.push(fault(owner, name, "is unknown"));
        }
    }

    /// A component of a message in an event: it is what answers have.
    fn component(&self, owner: &str, value: &Value, found: &mut Vec<Fault>) {
        let components = self.objects.keys("MessageResponse").iter().find(|it| it.name == "components");
        if let Some(Key { shape: Shape::List(component), .. }) = components {
            self.shape(&self.objects, component, owner, "components", value, found);
        }
    }
}

fn fault(owner: &str, key: &str, what: &'static str) -> Fault {
    Fault { owner: owner.to_owned(), key: key.to_owned(), what }
}
