//! Makes the trimmed copy of Discord's OpenAPI document that the tests read, and the extracts of the two lists.
//!
//! Everything that no test reads is omitted: descriptions, request types, error answers, and unreachable components.
//! The same input always gives the same output, with one property per line, so that a newer document shows as changed
//! lines.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::{Map, Value, json};

use crate::answers;

/// The files, and for each list the beginnings of the headings of the sections that are kept.
const FILES: &[(&str, &[&str])] = &[
    ("openapi.json", &[]),
    (ANSWERS, &[]),
    ("openapi.LICENSE.txt", &[]),
    (
        "events.md",
        &["# Gateway receive events", "## Non-dispatch receive events", "## Events per group", "## Appendix"],
    ),
    (
        "rest.md",
        &["# Discord HTTP API", "## 11. Receiving over HTTP", "## 13. Components", "## 15. Every HTTP operation"],
    ),
];

/// What is made from `openapi.json` beside its trimmed copy.
const ANSWERS: &str = "answers.json";

/// The keywords of limits in a schema.
const LIMITS: &[&str] = &["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"];

/// The keywords of the lists of schemas that a schema is composed of.
const ALTERNATIVES: &[&str] = &["allOf", "anyOf", "oneOf"];

const COMPONENT: &str = "#/components/schemas/";

/// The depth down to which each key of an object is on a line of its own: that of the properties of a component.
const LEVELS: usize = 5;

/// Writes the trimmed copies of the files in `from` to `to`, or only compares them. Returns the names of those that
/// differ.
pub(crate) fn run(from: &Path, to: &Path, check: bool) -> Result<Vec<String>, String> {
    let mut stale = Vec::new();
    for (name, headings) in FILES {
        let path = from.join(if *name == ANSWERS { "openapi.json" } else { name });
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let trimmed = match path.extension().and_then(|it| it.to_str()) {
            Some("json") => {
                let document = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
                let trimmed = if *name == ANSWERS { answers::answers(&document) } else { schema(&document) };
                written(&trimmed, 0) + "\n"
            }
            Some("md") => sections(&text, headings),
            _ => text.trim_end().to_owned() + "\n",
        };
        let copy = to.join(name);
        if fs::read_to_string(&copy).ok().as_deref() == Some(&trimmed) {
            continue;
        }
        if check {
            stale.push((*name).to_owned());
        } else {
            fs::create_dir_all(to).and_then(|()| fs::write(&copy, trimmed)).map_err(|error| error.to_string())?;
        }
    }
    Ok(stale)
}

/// The headings, table rows and list items of the sections whose headings begin with one of these.
pub(crate) fn sections(text: &str, headings: &[&str]) -> String {
    let (mut inside, mut out) = (false, String::new());
    for line in text.lines() {
        if line.starts_with("# ") || line.starts_with("## ") {
            inside = headings.iter().any(|heading| line.starts_with(heading));
        }
        let kept = ["#", "|", "* ", "**"].iter().any(|start| line.starts_with(start));
        // Several blank lines become one, and blank lines at the beginning are omitted.
        let blank = line.is_empty() && !out.is_empty() && !out.ends_with("\n\n");
        if inside && (kept || blank) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// JSON with one key per line down to a depth. Deeper values and lists are on the line of their key.
pub(crate) fn written(value: &Value, depth: usize) -> String {
    let below = if value.is_array() { LEVELS } else { depth + 1 };
    let (open, items, close) = match value {
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("{}: {}", json!(key), written(value, below));
            ('{', entries.iter().map(entry).collect::<Vec<_>>(), '}')
        }
        Value::Array(items) => ('[', items.iter().map(|it| written(it, below)).collect(), ']'),
        other => return other.to_string(),
    };
    if items.is_empty() || value.is_array() || depth >= LEVELS {
        return format!("{open}{}{close}", items.join(", "));
    }
    let (end, indent) = (" ".repeat(depth), " ".repeat(depth + 1));
    format!("{open}\n{indent}{}\n{end}{close}", items.join(&format!(",\n{indent}")))
}

/// All operations with their query parameters, the fields and limits of their bodies and the fields and types of their
/// answers, and the components that these refer to.
pub(crate) fn schema(document: &Value) -> Value {
    let mut components: BTreeMap<String, Value> =
        entries(&document["components"]["schemas"]).map(|(name, it)| (name.clone(), fields(it))).collect();
    // Dropping a reference to an empty component may make another component empty.
    loop {
        let kept_names: BTreeSet<String> =
            components.iter().filter(|(_, it)| **it != json!({})).map(|(name, _)| name.clone()).collect();
        let next = components.iter().map(|(name, it)| (name.clone(), resolved(it, &kept_names))).collect();
        if components == next {
            break;
        }
        components = next;
    }
    components.retain(|_, it| *it != json!({}));
    let kept_names = components.keys().cloned().collect();
    let mut paths: Map<String, Value> =
        entries(&document["paths"]).map(|(path, item)| (path.clone(), operations(item, &kept_names))).collect();

    let mut reached = BTreeSet::new();
    for item in paths.values() {
        collect_reachable(item, &components, &mut reached);
    }
    components.retain(|name, _| reached.contains(name));
    components.extend(answers(document, &mut paths));
    json!({ "components": { "schemas": components }, "info": document["info"], "paths": paths })
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The operations of a path by method.
fn operations(item: &Value, kept_names: &BTreeSet<String>) -> Value {
    let all = entries(item).filter(|(_, operation)| operation["operationId"].is_string());
    let trimmed = all.map(|(method, operation)| {
        let mut trimmed = Map::from_iter([("operationId".to_owned(), operation["operationId"].clone())]);
        let parameters = list(&item["parameters"]).chain(list(&operation["parameters"]));
        let query: Vec<_> = parameters
            .filter(|it| it["in"] == "query")
            .map(|it| json!({ "in": "query", "name": it["name"] }))
            .collect();
        if !query.is_empty() {
            trimmed.insert("parameters".to_owned(), Value::Array(query));
        }
        let content: Map<String, Value> = entries(&operation["requestBody"]["content"])
            .map(|(kind, it)| (kind.clone(), json!({ "schema": resolved(&fields(&it["schema"]), kept_names) })))
            .collect();
        if !content.is_empty() {
            trimmed.insert("requestBody".to_owned(), json!({ "content": content }));
        }
        (method.clone(), Value::Object(trimmed))
    });
    Value::Object(trimmed.collect())
}

/// Adds the schemas of the answers to the operations, and returns the components that they refer to.
fn answers(document: &Value, paths: &mut Map<String, Value>) -> BTreeMap<String, Value> {
    let components: BTreeMap<String, Value> =
        entries(&document["components"]["schemas"]).map(|(name, it)| (name.clone(), types(it))).collect();
    let mut reached = BTreeSet::new();
    for (path, item) in paths.iter_mut() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let responses = entries(&document["paths"][path][method]["responses"]);
            // The others are errors, which are the same for all operations.
            let successful = responses.filter(|(status, it)| status.starts_with('2') && it["content"].is_object());
            let answers: Map<String, Value> = successful
                .map(|(status, it)| {
                    let content: Map<_, _> = entries(&it["content"])
                        .map(|(kind, it)| (kind.clone(), json!({ "schema": types(&it["schema"]) })))
                        .collect();
                    (status.clone(), json!({ "content": content }))
                })
                .collect();
            if !answers.is_empty() {
                let answers = Value::Object(answers);
                collect_reachable(&answers, &components, &mut reached);
                operation["responses"] = answers;
            }
        }
    }
    components.into_iter().filter(|(name, _)| reached.contains(name)).collect()
}

/// The limits of a schema and of the schemas below it.
fn fields(schema: &Value) -> Value {
    trimmed(schema, false)
}

/// The limits and types of a schema and of the schemas below it, without nullability.
fn types(schema: &Value) -> Value {
    trimmed(schema, true)
}

fn trimmed(schema: &Value, types: bool) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return json!({ "$ref": reference });
    }
    if types && let Some(values) = values(schema) {
        return json!({ "enum": values });
    }
    let mut kept = Map::new();
    for (key, value) in entries(schema) {
        let value = match key.as_str() {
            "items" | "additionalProperties" if value.is_object() => trimmed(value, types),
            "properties" => {
                // A form has the fields `files[0]` to `files[9]`.
                let properties = entries(value).filter(|(name, _)| !name.starts_with("files["));
                Value::Object(properties.map(|(name, it)| (name.clone(), trimmed(it, types))).collect())
            }
            key if ALTERNATIVES.contains(&key) => {
                let null = json!({ "type": "null" });
                list(value).filter(|it| !types || **it != null).map(|it| trimmed(it, types)).collect()
            }
            "type" if types && schema["properties"].is_null() => {
                list(value).find(|it| **it != "null").unwrap_or(value).clone()
            }
            "format" if types && value == "date-time" => value.clone(),
            key if LIMITS.contains(&key) => value.clone(),
            _ => continue,
        };
        kept.insert(key.clone(), value);
    }
    Value::Object(kept)
}

/// The values of an enumeration.
fn values(schema: &Value) -> Option<Vec<Value>> {
    let values = schema["enum"].as_array().cloned();
    values
        .or_else(|| list(&schema["oneOf"]).map(|it| it.get("const").cloned()).collect())
        .filter(|values| !values.is_empty())
}

/// A schema without references to empty components, and without empty alternatives and properties.
fn resolved(schema: &Value, kept_names: &BTreeSet<String>) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let known = reference.strip_prefix(COMPONENT).is_none_or(|name| kept_names.contains(name));
        return if known { schema.clone() } else { json!({}) };
    }
    let mut kept = Map::new();
    for (key, value) in entries(schema) {
        let value = match key.as_str() {
            "items" | "additionalProperties" => resolved(value, kept_names),
            "properties" => entries(value).map(|(name, it)| (name.clone(), resolved(it, kept_names))).collect(),
            key if ALTERNATIVES.contains(&key) => {
                list(value).map(|it| resolved(it, kept_names)).filter(|it| *it != json!({})).collect()
            }
            _ => value.clone(),
        };
        if value != json!([]) && (key != "properties" || value != json!({})) {
            kept.insert(key.clone(), value);
        }
    }
    Value::Object(kept)
}

/// Collects the names of the components that a value refers to.
fn collect_reachable(value: &Value, components: &BTreeMap<String, Value>, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            let name = entries.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix(COMPONENT));
            if let Some((name, component)) = name.and_then(|name| components.get_key_value(name))
                && into.insert(name.clone())
            {
                collect_reachable(component, components, into);
            }
            entries.values().for_each(|it| collect_reachable(it, components, into));
        }
        Value::Array(items) => items.iter().for_each(|it| collect_reachable(it, components, into)),
        _ => {}
    }
}
