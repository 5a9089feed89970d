//! What the tables lack of Discord's own document, and of the list of operations beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::table::{Operation, Place};

/// Operations that a bot cannot call, and why.
pub(crate) const NOT_FOR_BOTS: &[(&str, &str)] = &[
    ("get_current_user_application_entitlements", "bearer tokens only"),
    ("get_application_user_role_connection", "bearer tokens only"),
    ("update_application_user_role_connection", "bearer tokens only"),
    ("delete_application_user_role_connection", "bearer tokens only"),
    ("get_my_guild_member", "bearer tokens only"),
];

/// Operations that are documented, and missing from the document.
pub(crate) const NOT_IN_DOCUMENT: &[(&str, &str, &str)] = &[("list_skus", "GET", "/applications/{}/skus")];

/// Fields and parameters that the methods do without, and why.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("update_guild_application_command", "contexts", "of global commands only"),
    ("update_guild_application_command", "dm_permission", "of global commands only"),
    ("update_guild_application_command", "handler", "of the command that starts an activity, which is global"),
    ("update_guild_application_command", "integration_types", "of global commands only"),
    ("execute_slack_compatible_webhook", "files", "a payload of Slack's has no place for files"),
    ("update_lobby_message_external_moderation_metadata", "files", "the form is another way to write the same texts"),
    ("update_user_message_external_moderation_metadata", "files", "the form is another way to write the same texts"),
];

/// Fields that are documented, and missing from the document.
const FIELDS_NOT_IN_DOCUMENT: &[(&str, &str)] =
    &[("update_application_command", "nsfw"), ("update_guild_application_command", "nsfw")];

/// An operation as Discord describes it.
struct Described<'a> {
    id: &'a str,
    verb: String,
    path: &'a str,
    query: BTreeSet<&'a str>,
    body: BTreeSet<&'a str>,
    takes_files: bool,
}

/// `/channels/{}/messages`, whatever the parameters are called.
pub(crate) fn shape(path: &str) -> String {
    let mut shape = String::new();
    for (number, part) in path.split(['{', '}']).enumerate() {
        shape.push_str(if number % 2 == 0 { part } else { "{}" });
    }
    shape
}

/// Every operation of the document.
fn described(document: &Value) -> Vec<Described<'_>> {
    const VERBS: &[&str] = &["get", "put", "post", "patch", "delete"];
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (verb, operation) in
            item.as_object().into_iter().flatten().filter(|(verb, _)| VERBS.contains(&verb.as_str()))
        {
            let parameters = [&item["parameters"], &operation["parameters"]];
            let parameters = parameters.into_iter().filter_map(Value::as_array).flatten();
            let query = parameters.filter(|it| it["in"] == "query").filter_map(|it| it["name"].as_str()).collect();
            let content = &operation["requestBody"]["content"];
            let mut body = BTreeSet::new();
            for schema in content.as_object().into_iter().flatten().map(|(_, kind)| &kind["schema"]) {
                properties(document, schema, &mut body);
            }
            body.retain(|name| !name.starts_with("files["));
            all.push(Described {
                id: operation["operationId"].as_str().unwrap_or_default(),
                verb: verb.to_uppercase(),
                path,
                query,
                body,
                takes_files: !content["multipart/form-data"].is_null(),
            });
        }
    }
    all
}

/// The names of the fields of an object, whatever it is composed of.
fn properties<'a>(document: &'a Value, schema: &'a Value, into: &mut BTreeSet<&'a str>) {
    if let Some(pointer) = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#')) {
        if let Some(schema) = document.pointer(pointer) {
            properties(document, schema, into);
        }
        return;
    }
    into.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()));
    for list in ["allOf", "anyOf", "oneOf"] {
        for schema in schema[list].as_array().into_iter().flatten() {
            properties(document, schema, into);
        }
    }
}

/// Of the list of all operations, by id: who may call it, and the flags. `R` is a reason for the audit log.
fn listed(reference: &str) -> BTreeMap<&str, (&str, &str)> {
    let rows = reference.lines().filter_map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [verb, _, id, who, _, flags] = cells.as_slice() else { return None };
        let verb = ["GET", "PUT", "POST", "PATCH", "DELETE"].contains(verb);
        verb.then(|| (id.trim_matches('`'), (*who, *flags)))
    });
    rows.collect()
}

/// Whether the operation or the field is left out on purpose.
fn left_out(id: &str, name: &str) -> bool {
    LEFT_OUT.iter().any(|(of, what, _)| *of == id && *what == name)
}

/// Everything in which the tables differ from what Discord says.
pub(crate) fn differences(operations: &[&Operation], document: &Value, reference: &str) -> Vec<String> {
    let mut found = Vec::new();
    let described = described(document);
    let listed = listed(reference);
    for it in &described {
        let ours: Vec<_> = operations.iter().filter(|operation| operation.id == it.id).collect();
        if NOT_FOR_BOTS.iter().any(|(id, _)| *id == it.id) {
            continue;
        }
        if !ours.iter().any(|operation| operation.verb == it.verb && shape(&operation.path) == shape(it.path)) {
            found.push(format!("{} {} {}: no method", it.id, it.verb, it.path));
            continue;
        }
        let has = |place: &dyn Fn(Place) -> bool, name: &str| {
            ours.iter().any(|operation| operation.fields.iter().any(|field| place(field.place) && field.wire == name))
        };
        for name in it.query.iter().filter(|name| !left_out(it.id, name) && !has(&is_query, name)) {
            found.push(format!("{}: no query parameter `{name}`", it.id));
        }
        let whole = ours.iter().any(|operation| operation.of(Place::WholeBody).next().is_some());
        for name in it.body.iter().filter(|name| !whole && !left_out(it.id, name) && !has(&is_body, name)) {
            found.push(format!("{}: no field `{name}` in the body", it.id));
        }
        let takes_files = ours.iter().any(|operation| {
            operation.files().is_some()
                || operation.is_form()
                || operation.fields.iter().any(crate::table::Field::is_file)
        });
        if takes_files != it.takes_files && !left_out(it.id, "files") {
            found.push(format!(
                "{}: files are {}",
                it.id,
                if takes_files { "not taken by Discord" } else { "not taken" }
            ));
        }
    }
    for operation in operations {
        let Operation { id, verb, path, .. } = operation;
        let path = shape(path);
        if NOT_IN_DOCUMENT.contains(&(id, verb, &path)) {
            continue;
        }
        let Some(it) = described.iter().find(|it| it.id == id && it.verb == *verb && shape(it.path) == path) else {
            found.push(format!("{id} {verb} {path}: not Discord's"));
            continue;
        };
        for field in &operation.fields {
            let (place, known) = match field.place {
                place if is_query(place) => ("query parameter", &it.query),
                Place::WholeBody => continue,
                _ => ("field", &it.body),
            };
            if FIELDS_NOT_IN_DOCUMENT.contains(&(id, &field.wire)) {
                continue;
            }
            if !known.contains(field.wire.as_str()) {
                found.push(format!("{id}: Discord has no {place} `{}`", field.wire));
            }
        }
        let Some((who, flags)) = listed.get(id.as_str()) else {
            found.push(format!("{id}: not in the list of all operations"));
            continue;
        };
        if operation.is("audit") != flags.contains('R') {
            found.push(format!(
                "{id}: a reason is {}",
                if operation.is("audit") { "not taken by Discord" } else { "not taken" }
            ));
        }
        if operation.is("no_token") && !who.contains('N') {
            found.push(format!("{id}: it needs a token"));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn is_query(place: Place) -> bool {
    matches!(place, Place::Query | Place::QueryList | Place::RequiredQuery)
}

fn is_body(place: Place) -> bool {
    matches!(place, Place::Body | Place::RequiredBody)
}
