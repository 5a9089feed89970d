//! Full examples of what a schema allows: every property is there, and of alternatives each is in one of the examples.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::documented::sample::{hash, number, text, timestamp};

const COMPONENT: &str = "#/components/schemas/";

/// Texts that are numbers: ids and permissions.
const NUMBERS: &[(&str, &str)] = &[
    ("ApplicationCommandResponse", "default_member_permissions"),
    ("ConnectedAccountIntegrationResponse", "id"),
    ("EmbeddedActivityInstance", "launch_id"),
    ("ExternalConnectionIntegrationResponse", "id"),
];

/// An example.
pub struct Sample {
    pub value: Value,
    /// Which object has the key that a JSON pointer leads to, by the name of its schema.
    owners: BTreeMap<String, String>,
}

impl Sample {
    /// The object and the key that a JSON pointer leads to.
    pub fn owner(&self, pointer: &str) -> Option<(String, String)> {
        let (_, key) = pointer.rsplit_once('/')?;
        Some((self.owners.get(pointer)?.clone(), key.to_owned()))
    }

    /// Where the keys are whose value is null.
    pub fn nulls(&self) -> impl Iterator<Item = &str> {
        let pointers = self.owners.keys().map(String::as_str);
        pointers.filter(|pointer| self.value.pointer(pointer).is_some_and(Value::is_null))
    }

    /// The names of the objects in it.
    pub fn owners(&self) -> impl Iterator<Item = &str> {
        self.owners.values().map(String::as_str)
    }
}

/// As many examples as it takes to have all alternatives.
pub fn samples(document: &Value, schema: &Value) -> Vec<Sample> {
    let (mut samples, mut rounds) = (Vec::new(), 1);
    while samples.len() < rounds {
        let mut sampler = Sampler {
            document,
            round: samples.len(),
            rounds: Cell::new(rounds),
            above: Vec::new(),
            owners: BTreeMap::new(),
        };
        let value = sampler.value(schema, "", "", "").unwrap_or_default();
        rounds = sampler.rounds.get();
        samples.push(Sample { value, owners: sampler.owners });
    }
    samples
}

struct Sampler<'a> {
    document: &'a Value,
    /// Which alternative is chosen.
    round: usize,
    /// How many rounds there are.
    rounds: Cell<usize>,
    /// The components that the value being made is in.
    above: Vec<String>,
    owners: BTreeMap<String, String>,
}

impl Sampler<'_> {
    /// An example of a schema, as the value of `key` of `owner`. `None` if it would be in itself.
    fn value(&mut self, schema: &Value, owner: &str, key: &str, pointer: &str) -> Option<Value> {
        if let Some(name) = schema["$ref"].as_str().and_then(|it| it.strip_prefix(COMPONENT)) {
            return self.component(name, owner, key, pointer);
        }
        if let Some(values) = schema["enum"].as_array() {
            // The last: the first is 0 often, which is the same as nothing.
            return values.last().cloned();
        }
        if let Some(alternatives) = alternatives(schema) {
            self.rounds.set(self.rounds.get().max(alternatives.len()));
            let chosen = &alternatives[self.round % alternatives.len()];
            return self.value(chosen, owner, key, pointer);
        }
        if let Some(properties) = schema["properties"].as_object() {
            return Some(self.object(properties, owner, pointer));
        }
        let hash = hash(&format!("{owner}.{key}"));
        let kind = schema["type"].as_str().unwrap_or_default();
        Some(match kind {
            "array" => return Some(self.list(&schema["items"], owner, key, pointer)),
            "object" => self.map(&schema["additionalProperties"], owner, key, pointer),
            "string" if schema["format"] == "date-time" => json!(timestamp(hash)),
            // Of what may be anything, nothing is said.
            "string" if NUMBERS.contains(&(owner, key)) => json!(hash.to_string()),
            "string" | "" => json!(text(owner, key, hash)),
            "integer" => json!(number(owner, key, hash)),
            // A key that is true if it is there.
            "null" => Value::Null,
            "number" => json!((hash % 400) as f64 / 4.0 + 0.25),
            // True, since that is nobody's default but that of an emoji.
            "boolean" => json!(key != "available"),
            kind => panic!("{owner}.{key}: {kind} is no type"),
        })
    }

    fn component(&mut self, name: &str, owner: &str, key: &str, pointer: &str) -> Option<Value> {
        if name == "SnowflakeType" {
            let hash = hash(&format!("{owner}.{key}"));
            return Some(json!((100_000_000_000_000_000 + hash % 1_000_000_000_000_000_000).to_string()));
        }
        if self.above.iter().any(|above| above == name) {
            return None;
        }
        let document = self.document;
        let schema = &document["components"]["schemas"][name];
        assert!(!schema.is_null(), "{name} is not in the document");
        let owner = if schema["properties"].is_object() { name } else { owner };
        self.above.push(name.to_owned());
        let value = self.value(schema, owner, key, pointer);
        self.above.pop();
        value
    }

    fn object(&mut self, properties: &Map<String, Value>, owner: &str, pointer: &str) -> Value {
        let mut object = Map::new();
        for (key, schema) in properties {
            let pointer = format!("{pointer}/{key}");
            if let Some(value) = self.value(schema, owner, key, &pointer) {
                self.owners.insert(pointer, owner.to_owned());
                object.insert(key.clone(), value);
            }
        }
        object.into()
    }

    /// A list with an element of each kind that there is.
    fn list(&mut self, items: &Value, owner: &str, key: &str, pointer: &str) -> Value {
        let kinds = alternatives(items).unwrap_or(std::slice::from_ref(items));
        let mut list = Vec::new();
        for kind in kinds {
            let pointer = format!("{pointer}/{}", list.len());
            list.extend(self.value(kind, owner, key, &pointer));
        }
        list.into()
    }

    /// A map of one entry. Its key is a language where texts are translated, and an id everywhere else.
    fn map(&mut self, values: &Value, owner: &str, key: &str, pointer: &str) -> Value {
        let name = match key {
            key if key.ends_with("_localizations") => "de",
            "integration_types_config" | "authorizing_integration_owners" => "1",
            // Of an audit log entry: each action has its own.
            "options" => "count",
            _ => "200000000000000001",
        };
        let value = self.value(values, owner, key, &format!("{pointer}/{name}"));
        json!({ name: value })
    }
}

/// What a value may be one of.
fn alternatives(schema: &Value) -> Option<&[Value]> {
    ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[*key].as_array()).map(Vec::as_slice)
}
