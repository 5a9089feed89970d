//! Writes Rust from the tables.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use crate::{
    docs::docs,
    names::camel,
    table::{Field, Operation, Place, Table},
};

/// The notice at the top of each file.
const NOTICE: &str =
    "Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.";

/// Types that need no import.
const BUILT_IN: &[&str] =
    &["Bytes", "BTreeMap", "Call", "HashMap", "Http", "Option", "String", "Upload", "Value", "Vec"];

/// All files of the folder, by their names.
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
    let mut out = format!("//! All operations of Discord's API, by resource.\n//!\n//! {NOTICE}\n\n");
    for resource in tables.keys() {
        let _ = writeln!(out, "mod {resource};");
    }
    out.push_str("pub(crate) mod operation;\n\npub use self::{");
    for (resource, table) in tables {
        let builders: Vec<_> = table.operations.iter().filter_map(|operation| operation.builder.as_deref()).collect();
        if !builders.is_empty() {
            let _ = write!(out, "{resource}::{{{}}},", builders.join(", "));
        }
    }
    out.push_str("};\n");
    out
}

/// The flags of an operation, each with the method of its constant.
const WORDS: [(&str, &str); 3] =
    [("no_token", ".without_token()"), ("repeatable", ".repeatable()"), ("audit", ".audited()")];

/// `operation.rs`: a constant for each operation.
fn operation_file(tables: &BTreeMap<String, Table>) -> String {
    let mut out = format!(
        "//! The operations, with their names in Discord's OpenAPI document.\n//!\n//! {NOTICE}\n\n\
         use crate::rest::operation::{{Operation, delete, get, patch, post, put}};\n"
    );
    for table in tables.values() {
        out.push('\n');
        docs("//", &table.doc, 0, &mut out);
        for operation in &table.operations {
            let (verb, id, path) = (operation.verb.to_lowercase(), &operation.id, &operation.path);
            let words: String =
                WORDS.into_iter().filter(|(word, _)| operation.is(word)).map(|(_, call)| call).collect();
            let _ = writeln!(
                out,
                "pub(crate) const {}: Operation = {verb}(\"{id}\", \"{path}\"){words};",
                constant(operation)
            );
        }
    }
    out
}

/// The name of the constant. Some operations of interactions and of webhooks have the same id.
fn constant(operation: &Operation) -> String {
    operation.word("const:").unwrap_or(&operation.id).to_uppercase()
}

fn resource_file(resource: &str, table: &Table) -> Result<String, String> {
    let named = |operation: &Operation, error: String| format!("{resource}: {}: {error}", operation.id);
    let mut body = String::new();
    let (mut audited, mut uploading) = (Vec::new(), Vec::new());
    for operation in &table.operations {
        let Some(name) = operation.builder.as_deref() else { continue };
        endpoint(operation, name, &mut body);
        parts(operation, name, &mut body);
        pages(operation, name, &mut body).map_err(|error| named(operation, error))?;
        if let Some(at) = operation.files() {
            uploading.push(format!("{name} at \"{at}\""));
        }
        if operation.is("audit") {
            audited.push(name);
        }
    }
    if !audited.is_empty() {
        let _ = writeln!(body, "audited!({});\n", audited.join(", "));
    }
    if !uploading.is_empty() {
        // rustfmt leaves this one as it is: `at` is no expression.
        let _ = writeln!(body, "uploading!(\n    {},\n);\n", uploading.join(",\n    "));
    }
    body.push_str("impl Http {\n");
    for operation in table.operations.iter().filter(|operation| !operation.is("by_hand")) {
        method(operation, &mut body).map_err(|error| named(operation, error))?;
    }
    body.push_str("}\n");

    let mut out = String::new();
    docs("//!", &table.doc, 0, &mut out);
    let _ = writeln!(out, "//!\n//! {NOTICE}\n");
    let types: BTreeSet<_> = table.operations.iter().flat_map(types).collect();
    let types: Vec<_> = types.into_iter().collect();
    if !types.is_empty() {
        let _ = writeln!(out, "use crate::model::{{{}}};", types.join(", "));
    }
    let _ = writeln!(out, "use crate::rest::{{{}}};", imports(&body).join(", "));
    out.push('\n');
    out.push_str(&body);
    Ok(out)
}

/// The items of the crate that a file imports, by the text of the file.
fn imports(body: &str) -> Vec<String> {
    const NAMES: &[(&str, &str, &str)] = &[
        ("", "Call<", "Call"),
        ("", "impl Http", "Http"),
        ("", "Pages<", "Pages"),
        ("", "op::", "endpoints::operation as op"),
        ("", "Param::", "route::Param"),
        ("body", "Form::", "Form"),
        ("body", "Object::", "Object"),
        ("endpoint", "audited!", "audited"),
        ("endpoint", "endpoint!", "endpoint"),
        ("endpoint", "uploading!", "uploading"),
        ("pages", "Plan::", "Plan"),
        ("call", "Audited>", "Audited"),
    ];
    let mut imports: Vec<String> = Vec::new();
    for module in ["", "body", "call", "endpoint", "pages"] {
        let names: Vec<_> = NAMES
            .iter()
            .filter(|(of, said, _)| *of == module && body.contains(said))
            .map(|(_, _, name)| (*name).to_owned())
            .collect();
        match module {
            "" => imports.extend(names),
            _ if names.is_empty() => {}
            _ => imports.push(format!("{module}::{{{}}}", names.join(", "))),
        }
    }
    imports
}

/// The types of the model that the code of an operation has.
fn types(operation: &Operation) -> BTreeSet<String> {
    let by_hand = operation.is("by_hand");
    if by_hand && operation.builder.is_none() {
        return BTreeSet::new();
    }
    let mut texts: Vec<String> = operation
        .fields
        .iter()
        .filter(|field| !by_hand || matches!(field.place, Place::Query | Place::QueryList | Place::Body))
        .map(|field| field.kind.clone())
        .collect();
    texts.push(operation.answer.clone());
    texts.extend(operation.word("items=").and_then(|word| word.split_once(':')).map(|(_, element)| element.to_owned()));
    let files = operation.fields.iter().any(Field::is_file).then(|| "Upload".to_owned());
    let parameters = operation.parameters().filter(|_| !by_hand).filter_map(|name| match parameter(operation, name) {
        (_, Kind::Id(kind) | Kind::Into(kind)) => Some(kind),
        (_, Kind::Secret | Kind::Text | Kind::Number(_)) => None,
    });
    let mut found: BTreeSet<String> = parameters.chain(files).collect();
    for text in texts {
        for path in text.split(|letter: char| !letter.is_alphanumeric() && letter != ':') {
            if path.starts_with("model::") {
                found.insert("self".to_owned());
            } else if path.starts_with(|letter: char| letter.is_ascii_uppercase()) && !BUILT_IN.contains(&path) {
                found.insert(path.to_owned());
            }
        }
    }
    found
}

/// The type of a parameter of a path.
enum Kind {
    /// An id of this type.
    Id(String),
    /// A value that can be converted into this type: an id of one of several types, or an emoji.
    Into(String),
    /// A number of this type.
    Number(String),
    Secret,
    Text,
}

/// The name of the parameter of the method for one of the path, and its type.
fn parameter(operation: &Operation, name: &str) -> (String, Kind) {
    let id = |name: &str, kind: &str| (name.to_owned(), Kind::Id(kind.to_owned()));
    let said =
        operation.words.iter().find_map(|word| word.strip_prefix("path:")?.strip_prefix(name)?.strip_prefix('='));
    match (name, said) {
        (_, Some("String")) => (name.to_owned(), Kind::Text),
        (_, Some(kind)) if kind.starts_with(|letter: char| letter.is_ascii_lowercase()) => {
            (name.to_owned(), Kind::Number(kind.to_owned()))
        }
        (_, Some(kind)) => id(name.strip_suffix("_id").unwrap_or(name), kind),
        ("emoji_name", _) => ("emoji".to_owned(), Kind::Into("ReactionEmoji".to_owned())),
        ("overwrite_id", _) => ("overwrite".to_owned(), Kind::Into("GenericId".to_owned())),
        ("answer_id", _) => ("answer".to_owned(), Kind::Number("u32".to_owned())),
        ("guild_scheduled_event_id", _) => id("event", "ScheduledEventId"),
        ("pack_id", _) => id("pack", "StickerPackId"),
        ("rule_id", _) => id("rule", "AutoModerationRuleId"),
        ("user_id_1", _) => id("user", "UserId"),
        ("user_id_2", _) => id("other", "UserId"),
        _ if name.ends_with("_token") => ("token".to_owned(), Kind::Secret),
        _ => match name.strip_suffix("_id") {
            Some(short) if short != "instance" => id(short, &format!("{}Id", camel(short))),
            _ => (name.to_owned(), Kind::Text),
        },
    }
}

/// The builder of an operation with choices.
fn endpoint(operation: &Operation, name: &str, out: &mut String) {
    out.push_str("endpoint! {\n");
    let doc = format!("The request of [`Http::{0}`](crate::rest::Http::{0}); awaiting it sends it.", operation.method);
    docs("///", &[doc], 4, out);
    let replay = if operation.is("replay") { ", replay" } else { "" };
    let finish = operation.word("finish:").map(|method| format!("; {method}")).unwrap_or_default();
    let _ = writeln!(out, "    pub struct {name} -> {}{replay}{finish} {{", operation.answer);
    let query: Vec<_> =
        operation.fields.iter().filter(|field| matches!(field.place, Place::Query | Place::QueryList)).collect();
    let body: Vec<_> = operation.of(Place::Body).filter(|field| !field.is_file()).collect();
    for (section, fields) in [("query".to_owned(), query), (format!("body: {}", body_type(operation)), body)] {
        if fields.is_empty() && (section == "query" || !has_body(operation)) {
            continue;
        }
        let _ = writeln!(out, "        {section} {{");
        for field in fields {
            docs("///", &field.doc, 12, out);
            let clear = field.clear.as_ref().map(|clear| format!(" / {clear}")).unwrap_or_default();
            let wire = if field.wire == field.name { String::new() } else { format!(" as \"{}\"", field.wire) };
            let list = if field.place == Place::QueryList { " => list" } else { "" };
            let _ = writeln!(out, "            {}{clear}{wire}: {}{list},", field.name, field.kind);
        }
        out.push_str("        }\n");
    }
    out.push_str("    }\n}\n\n");
}

/// The type that builds the body.
fn body_type(operation: &Operation) -> &'static str {
    if operation.is_form() { "Form" } else { "Object" }
}

/// Whether the body is built from fields.
fn has_body(operation: &Operation) -> bool {
    operation.fields.iter().any(|field| matches!(field.place, Place::Body | Place::RequiredBody))
}

/// The optional fields of a builder that are files.
fn parts(operation: &Operation, name: &str, out: &mut String) {
    let files: Vec<_> = operation.of(Place::Body).filter(|field| field.is_file()).collect();
    if files.is_empty() {
        return;
    }
    let _ = writeln!(out, "impl {name} {{");
    for Field { name, wire, doc, .. } in files {
        docs("///", doc, 4, out);
        let _ = writeln!(
            out,
            "pub fn {name}(mut self, {name}: Upload) -> Self {{\n\
             self.call = self.call.part(\"{wire}\", {name}); self\n}}\n"
        );
    }
    out.push_str("}\n\n");
}

/// The stream over the pages of an operation.
fn pages(operation: &Operation, name: &str, out: &mut String) -> Result<(), String> {
    let Some((key, field)) = operation.word("pages:").and_then(|word| word.split_once('=')) else { return Ok(()) };
    let (way, other) = match key {
        "before" => ("down", "after"),
        "after" => ("up", "before"),
        _ => return Err(format!("pages by `{key}`; allowed are `before` and `after`")),
    };
    let has = |name: &str| operation.of(Place::Query).any(|field| field.wire == name);
    if !has(key) {
        return Err(format!("pages by `{key}`, which is not a parameter of the query"));
    }
    let (items, element) = match operation.word("items=").map(|word| word.split_once(':')) {
        Some(Some((items, element))) => {
            let more = operation.word("more=").map_or("None".to_owned(), |more| format!("Some(page.{more})"));
            (format!("|page| (page.{items}, {more})"), element)
        }
        Some(None) => return Err("`items=` must be `items=field:Type`".to_owned()),
        None => {
            let list = operation.answer.strip_prefix("Vec<").and_then(|it| it.strip_suffix('>'));
            ("|page| (page, None)".to_owned(), list.ok_or("the answer is not a list; `items=` is required")?)
        }
    };
    let most = operation.word("limit=").unwrap_or("100");
    let size = if has("limit") { format!(".sized(self.limit.take(), {most})") } else { String::new() };
    let at = if has(other) { format!("self.{other}.take()") } else { "None".to_owned() };
    let order = if way == "down" { "from the newest to the oldest" } else { "from the oldest to the newest" };
    let mut doc = vec![
        format!("A stream over all elements, {order}; it requests page after page. See [`Pages`]."),
        format!("`{key}` is where it begins."),
    ];
    if has(other) {
        doc.push(format!("`{other}` is where it ends."));
    }
    if has("limit") {
        doc.push(format!("`limit` is the size of a page: at most {most}, which is the default."));
    }
    // An expression that ends with `?` is an `Option` already.
    let place = match field.strip_suffix('?') {
        Some(optional) => format!("item.{optional}"),
        None => format!("Some(item.{field})"),
    };
    let _ = writeln!(out, "impl {name} {{");
    docs("///", &doc, 4, out);
    let _ = writeln!(
        out,
        "pub fn stream(mut self) -> Pages<{element}> {{\nlet plan = Plan::{way}(\"{key}\"){size};\n\
         let (start, bound) = (self.{key}.take(), {at});\n\
         Pages::new(self.filled(), plan, start, bound, {items}, |item| {place})\n}}\n}}\n"
    );
    Ok(())
}

/// The method of `Http`.
fn method(operation: &Operation, out: &mut String) -> Result<(), String> {
    let (mut signature, mut values) = (String::new(), Vec::new());
    for name in operation.parameters() {
        let (name, kind) = parameter(operation, name);
        let (kind, value) = match kind {
            Kind::Id(kind) => (kind, format!("Param::Id({name}.get())")),
            Kind::Into(kind) if kind == "ReactionEmoji" => {
                ("impl Into<ReactionEmoji>".to_owned(), format!("Param::from(&{name}.into())"))
            }
            Kind::Into(kind) => (format!("impl Into<{kind}>"), format!("Param::Id({name}.into().get())")),
            Kind::Number(kind) => (kind, format!("Param::Id({name}.into())")),
            Kind::Secret => ("&str".to_owned(), format!("Param::Secret({name})")),
            Kind::Text => ("&str".to_owned(), format!("Param::Text({name}.into())")),
        };
        let _ = write!(signature, ", {name}: {kind}");
        values.push(value);
    }
    for field in operation.fields.iter().filter(|field| field.is_required()) {
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
    let call = match operation.answer.as_str() {
        "()" => "act",
        "bytes::Bytes" => "fetch",
        answer if answer.starts_with("Option<") => "maybe",
        "Member" | "Vec<Member>" => "members",
        _ => "call",
    };
    let mut expression = format!("self.{call}(&op::{}, &[{}])", constant(operation), values.join(", "));
    for field in operation.of(Place::RequiredQuery) {
        let _ = write!(expression, ".query(\"{}\", &{})", field.wire, field.name);
    }
    let mut object = String::new();
    for field in operation.of(Place::RequiredBody) {
        if field.is_file() {
            let _ = write!(expression, ".part(\"{}\", {})", field.wire, field.name);
        } else {
            let _ = write!(object, ".with(\"{}\", &{})", field.wire, field.name);
        }
    }
    let object = has_body(operation).then(|| format!("{}::default(){object}", body_type(operation)));
    let whole: Vec<_> = operation.of(Place::WholeBody).collect();
    match (whole.as_slice(), &object) {
        ([], _) => {}
        ([field], None) => {
            let borrow = if by_value(&field.kind) { "&" } else { "" };
            let _ = write!(expression, ".json({borrow}{})", field.name);
        }
        _ => return Err("a whole body excludes other fields of the body".to_owned()),
    }
    let answer = if let Some(name) = &operation.builder {
        let body = object.map(|object| format!(", {object}")).unwrap_or_default();
        expression = format!("{name}::of({expression}{body})");
        if let Some(then) = operation.word("then:") {
            let _ = write!(expression, ".{then}()");
        }
        name.clone()
    } else {
        if let Some(object) = object {
            let _ = write!(expression, ".body({object})");
        }
        if operation.is("audit") {
            expression.push_str(".audited()");
            format!("Call<{}, Audited>", operation.answer)
        } else {
            format!("Call<{}>", operation.answer)
        }
    };
    docs("///", &operation.doc, 4, out);
    arguments(operation, out);
    let _ = writeln!(out, "pub fn {}(&self{signature}) -> {answer} {{ {expression} }}\n", operation.method);
    Ok(())
}

/// The documentation of the parameters of the method that are fields, as a list below its own.
fn arguments(operation: &Operation, out: &mut String) {
    let mut list = Vec::new();
    for field in operation.fields.iter().filter(|field| field.is_required() && !field.doc.is_empty()) {
        list.push(format!("* `{}`: {}", field.name, field.doc.join(" ")));
    }
    if !list.is_empty() {
        list.insert(0, String::new());
        docs("///", &list, 4, out);
    }
}

/// Whether a value of this type is passed by value, because it is small or a file.
fn by_value(kind: &str) -> bool {
    const SMALL: &[&str] =
        &["Entity", "Event", "Flags", "Id", "Kind", "Level", "Permissions", "Timestamp", "Trigger", "Upload"];
    SMALL.iter().any(|end| kind.ends_with(end)) || kind.starts_with(|letter: char| letter.is_ascii_lowercase())
}
