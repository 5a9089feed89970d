//! From the tables to Rust.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use crate::table::{Field, Operation, Place, Table};

/// Said at the top of each file.
const NOTICE: &str =
    "Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.";

/// Types that need no import.
const BUILT_IN: &[&str] = &["Call", "Http", "Option", "String", "Vec"];

/// Every file of the folder, by its name.
pub(crate) fn files(tables: &BTreeMap<String, Table>) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    for (resource, table) in tables {
        files.insert(format!("{resource}.rs"), resource_file(resource, table)?);
    }
    files.insert("operation.rs".to_owned(), operation_file(tables));
    files.insert("mod.rs".to_owned(), mod_file(tables));
    Ok(files)
}

/// `mod.rs`: the modules, and the builders.
fn mod_file(tables: &BTreeMap<String, Table>) -> String {
    let mut out = format!("//! Every operation of Discord's API, by resource.\n//!\n//! {NOTICE}\n\n");
    for resource in tables.keys() {
        let _ = writeln!(out, "mod {resource};");
    }
    out.push_str("pub(crate) mod operation;\n\npub use self::{");
    for (resource, table) in tables {
        let builders: Vec<_> = table.operations.iter().filter_map(builder).collect();
        if !builders.is_empty() {
            let _ = write!(out, "{resource}::{{{}}},", builders.join(", "));
        }
    }
    out.push_str("};\n");
    out
}

/// `operation.rs`: a constant for each.
fn operation_file(tables: &BTreeMap<String, Table>) -> String {
    let mut out = format!(
        "//! The operations, named as in Discord's OpenAPI document.\n//!\n//! {NOTICE}\n\n\
         use crate::rest::route::{{Operation, delete, get, patch, post, put}};\n"
    );
    for table in tables.values() {
        let _ = writeln!(out, "\n// {}", table.doc.first().map_or("", String::as_str));
        for operation in &table.operations {
            let (verb, id, path) = (operation.verb.to_lowercase(), &operation.id, &operation.path);
            let words: String = [("no_token", ".without_token()"), ("repeatable", ".repeatable()")]
                .into_iter()
                .filter(|(word, _)| operation.is(word))
                .map(|(_, call)| call)
                .collect();
            let _ = writeln!(
                out,
                "pub(crate) const {}: Operation = {verb}(\"{id}\", \"{path}\"){words};",
                constant(operation)
            );
        }
    }
    out
}

/// The builder's name, of an operation that has choices.
fn builder(operation: &Operation) -> Option<String> {
    let choices = operation.fields.iter().any(|field| matches!(field.place, Place::Query | Place::Body));
    choices.then(|| operation.word("builder:").map_or_else(|| camel(&operation.id), str::to_owned))
}

/// The constant's name. Answers to interactions share Discord's ids with webhooks.
fn constant(operation: &Operation) -> String {
    operation.word("const:").unwrap_or(&operation.id).to_uppercase()
}

fn camel(snake: &str) -> String {
    snake
        .split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

fn resource_file(resource: &str, table: &Table) -> Result<String, String> {
    let mut body = String::new();
    for operation in &table.operations {
        if let Some(name) = builder(operation) {
            endpoint(operation, &name, &mut body);
        }
    }
    body.push_str("impl Http {\n");
    for operation in table.operations.iter().filter(|operation| !operation.is("by_hand")) {
        method(operation, &mut body).map_err(|error| format!("{resource}: {}: {error}", operation.id))?;
    }
    body.push_str("}\n");

    let mut out = String::new();
    for line in &table.doc {
        let _ = writeln!(out, "//! {line}");
    }
    let _ = writeln!(out, "//!\n//! {NOTICE}\n");
    let mut own = vec!["Call", "Http", "endpoints::operation as op"];
    if body.contains("Param::") {
        own.push("route::Param");
    }
    let request: Vec<_> = [("endpoint!", "endpoint"), ("Object::", "Object")]
        .into_iter()
        .filter(|(use_of, _)| body.contains(use_of))
        .map(|(_, name)| name)
        .collect();
    let request = format!("request::{{{}}}", request.join(", "));
    if request != "request::{}" {
        own.push(&request);
    }
    let _ = writeln!(out, "use crate::rest::{{{}}};", own.join(", "));
    let types: BTreeSet<_> = table.operations.iter().flat_map(types).collect();
    let types: Vec<_> = types.into_iter().collect();
    if !types.is_empty() {
        let _ = writeln!(out, "use crate::model::{{{}}};", types.join(", "));
    }
    out.push('\n');
    out.push_str(&body);
    Ok(out)
}

/// The types of the model that an operation names.
fn types(operation: &Operation) -> BTreeSet<String> {
    if operation.is("by_hand") {
        return BTreeSet::new();
    }
    let texts = operation.fields.iter().map(|field| field.kind.clone()).chain([operation.answer.clone()]);
    let parameters = operation.parameters().filter_map(|name| match parameter(name) {
        (_, Kind::Id(kind)) => Some(kind),
        (_, Kind::Emoji) => Some("ReactionEmoji".to_owned()),
        (_, Kind::Secret | Kind::Text) => None,
    });
    let mut found = BTreeSet::new();
    for text in texts.chain(parameters) {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| word.starts_with(|letter: char| letter.is_ascii_uppercase()));
        found.extend(words.filter(|word| !BUILT_IN.contains(word)).map(str::to_owned));
    }
    found
}

/// What a parameter of a path is.
enum Kind {
    Id(String),
    Emoji,
    Secret,
    Text,
}

/// The name of a method's parameter for one of the path, and what it is.
fn parameter(name: &str) -> (String, Kind) {
    match name {
        "emoji_name" => ("emoji".to_owned(), Kind::Emoji),
        _ if name.ends_with("_token") => ("token".to_owned(), Kind::Secret),
        _ => match name.strip_suffix("_id") {
            Some(short) if short != "instance" => (short.to_owned(), Kind::Id(format!("{}Id", camel(short)))),
            _ => (name.to_owned(), Kind::Text),
        },
    }
}

/// Lines of documentation. rustfmt does not look into our macro: what stands there is indented here.
fn docs(lines: &[String], indent: usize, out: &mut String) {
    for line in lines {
        let line = format!("{:indent$}/// {line}", "");
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// The builder of an operation with choices.
fn endpoint(operation: &Operation, name: &str, out: &mut String) {
    out.push_str("endpoint! {\n");
    let _ = writeln!(out, "    /// What [`Http::{0}`](crate::rest::Http::{0}) is asked for.", operation.method);
    let replay = if operation.is("replay") { ", replay" } else { "" };
    let _ = writeln!(out, "    pub struct {name} -> {}{replay} {{", operation.answer);
    for (section, place) in [("query", Place::Query), ("body: Object", Place::Body)] {
        if operation.of(place).next().is_none() {
            continue;
        }
        let _ = writeln!(out, "        {section} {{");
        for field in operation.of(place) {
            docs(&field.doc, 12, out);
            let clear = field.clear.as_ref().map(|clear| format!(" / {clear}")).unwrap_or_default();
            let wire = if field.wire == field.name { String::new() } else { format!(" as \"{}\"", field.wire) };
            let _ = writeln!(out, "            {}{clear}{wire}: {},", field.name, field.kind);
        }
        out.push_str("        }\n");
    }
    out.push_str("    }\n}\n\n");
}

/// The method of `Http`.
fn method(operation: &Operation, out: &mut String) -> Result<(), String> {
    let (mut signature, mut values) = (String::new(), Vec::new());
    for name in operation.parameters() {
        let (name, kind) = parameter(name);
        let (kind, value) = match kind {
            Kind::Id(kind) => (kind, format!("{name}.into()")),
            Kind::Emoji => ("impl Into<ReactionEmoji>".to_owned(), format!("Param::from(&{name}.into())")),
            Kind::Secret => ("&str".to_owned(), format!("Param::Secret({name})")),
            Kind::Text => ("&str".to_owned(), format!("Param::Text({name}.into())")),
        };
        let _ = write!(signature, ", {name}: {kind}");
        values.push(value);
    }
    let required = |field: &Field| matches!(field.place, Place::RequiredQuery | Place::RequiredBody | Place::WholeBody);
    for field in operation.fields.iter().filter(|field| required(field)) {
        let kind = match field.kind.as_str() {
            "String" => "&str".to_owned(),
            kind => match kind.strip_prefix("Vec<").and_then(|kind| kind.strip_suffix('>')) {
                Some(element) => format!("&[{element}]"),
                None if by_value(kind) => kind.to_owned(),
                None => format!("&{kind}"),
            },
        };
        let _ = write!(signature, ", {}: {kind}", field.name);
    }
    let call = if operation.answer == "()" { "act" } else { "call" };
    let mut expression = format!("self.{call}(&op::{}, &[{}])", constant(operation), values.join(", "));
    for field in operation.of(Place::RequiredQuery) {
        let _ = write!(expression, ".query(\"{}\", &{})", field.wire, field.name);
    }
    let mut object = String::new();
    for field in operation.of(Place::RequiredBody) {
        let _ = write!(object, ".with(\"{}\", &{})", field.wire, field.name);
    }
    let whole: Vec<_> = operation.of(Place::WholeBody).collect();
    let answer = match (builder(operation), whole.as_slice()) {
        (None, []) if object.is_empty() => format!("Call<{}>", operation.answer),
        (None, []) => {
            let _ = write!(expression, ".object(Object::default(){object})");
            format!("Call<{}>", operation.answer)
        }
        (None, [field]) if object.is_empty() => {
            let borrow = if by_value(&field.kind) { "&" } else { "" };
            let _ = write!(expression, ".json({borrow}{})", field.name);
            format!("Call<{}>", operation.answer)
        }
        (Some(name), []) => {
            let body =
                operation.of(Place::Body).next().map(|_| format!(", Object::default(){object}")).unwrap_or_default();
            expression = format!("{name}::of({expression}{body})");
            if let Some(then) = operation.word("then:") {
                let _ = write!(expression, ".{then}()");
            }
            name
        }
        _ => return Err("a whole body stands alone".to_owned()),
    };
    docs(&operation.doc, 0, out);
    let _ = writeln!(out, "pub fn {}(&self{signature}) -> {answer} {{ {expression} }}\n", operation.method);
    Ok(())
}

/// Whether a value of this type is small, and handed over by value.
fn by_value(kind: &str) -> bool {
    kind.ends_with("Id") || kind.starts_with(|letter: char| letter.is_ascii_lowercase()) || kind == "Timestamp"
}
