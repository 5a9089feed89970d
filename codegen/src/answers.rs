//! The types of the answers of all operations, in the notation of `tests/fixtures/schema.json`, from Discord's OpenAPI
//! document: which keys an object always has, which may be absent, and which may be null.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

const COMPONENT: &str = "#/components/schemas/";

/// The answers by operation and status, and the objects in them.
pub(crate) fn answers(document: &Value) -> Value {
    let mut types = Types { components: &document["components"]["schemas"], objects: BTreeMap::new() };
    let mut answers = BTreeMap::new();
    for (_, path) in entries(&document["paths"]) {
        for (_, operation) in entries(path) {
            let Some(name) = operation["operationId"].as_str() else { continue };
            // The others are errors, which are the same for all operations.
            let granted = entries(&operation["responses"]).filter(|(status, _)| status.starts_with('2'));
            let by_status: BTreeMap<_, _> = granted
                .map(|(status, it)| {
                    let schema = &it["content"]["application/json"]["schema"];
                    (status, if schema.is_null() { String::new() } else { types.name(schema, name) })
                })
                .collect();
            answers.insert(name, by_status);
        }
    }
    json!({ "answers": answers, "objects": types.objects })
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

struct Types<'a> {
    components: &'a Value,
    /// The keys of each object that was met, by its name.
    objects: BTreeMap<String, Map<String, Value>>,
}

impl Types<'_> {
    /// The notation of a schema. An object without a name of its own is called `place`.
    fn name(&mut self, schema: &Value, place: &str) -> String {
        let mut parts = BTreeSet::new();
        self.collect(schema, place, &mut parts);
        // `null` stands last.
        let null = parts.remove("null");
        if parts.contains("any") {
            return "any".to_owned();
        }
        let mut parts: Vec<_> = parts.into_iter().collect();
        if null {
            parts.push("null".to_owned());
        }
        parts.join("|")
    }

    /// Adds the alternatives of a schema.
    fn collect(&mut self, schema: &Value, place: &str, parts: &mut BTreeSet<String>) {
        if let Some(name) = schema["$ref"].as_str().and_then(|it| it.strip_prefix(COMPONENT)) {
            return self.component(name, parts);
        }
        for kind in ["oneOf", "anyOf", "allOf"] {
            for alternative in schema[kind].as_array().into_iter().flatten() {
                self.collect(alternative, place, parts);
            }
            if schema[kind].is_array() && schema["type"].is_null() {
                return;
            }
        }
        if schema["properties"].is_object() {
            parts.insert(self.object(schema, place));
            return;
        }
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            Value::String(kind) => vec![kind.as_str()],
            // The values of an enumeration say what type it has.
            _ if schema["const"].is_i64() => vec!["integer"],
            _ if schema["const"].is_string() => vec!["string"],
            _ => vec!["any"],
        };
        for kind in kinds {
            parts.insert(self.simple(kind, schema, place));
        }
    }

    fn simple(&mut self, kind: &str, schema: &Value, place: &str) -> String {
        match kind {
            "integer" => "int".to_owned(),
            "number" => "float".to_owned(),
            "boolean" => "bool".to_owned(),
            "string" if schema["format"] == "date-time" => "timestamp".to_owned(),
            "string" if schema["format"] == "snowflake" => "snowflake".to_owned(),
            "string" => "string".to_owned(),
            "null" => "null".to_owned(),
            "array" => {
                let item = self.name(&schema["items"], place);
                if item.contains('|') { format!("({item})[]") } else { format!("{item}[]") }
            }
            "object" if schema["additionalProperties"].is_object() => {
                format!("map<{}>", self.name(&schema["additionalProperties"], place))
            }
            _ => "any".to_owned(),
        }
    }

    fn component(&mut self, name: &str, parts: &mut BTreeSet<String>) {
        let schema = &self.components[name];
        match name {
            "SnowflakeType" => drop(parts.insert("snowflake".to_owned())),
            _ if schema["properties"].is_object() => drop(parts.insert(self.object(schema, name))),
            _ => self.collect(schema, name, parts),
        }
    }

    /// Adds an object, and returns its name.
    fn object(&mut self, schema: &Value, place: &str) -> String {
        let mut name = place.to_owned();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        if self.objects.contains_key(&name) {
            return name;
        }
        // It is there before its keys are read, since it may contain itself.
        self.objects.insert(name.clone(), Map::new());
        let required: BTreeSet<_> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut keys = Map::new();
        for (key, value) in entries(&schema["properties"]) {
            let kind = self.name(value, &format!("{name}.{key}"));
            let mark = if required.contains(key.as_str()) { "" } else { "?" };
            keys.insert(format!("{key}{mark}"), kind.into());
        }
        self.objects.insert(name.clone(), keys);
        name
    }
}
