//! What a command may look like (rest.md sections 10 and 14), and the form in which Discord returns it.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::command_names::is_plain;
use super::form::{Errors, Form};
use super::schema::{Field, Kind, create, may, must};
use crate::sandbox::world::MAX_INTEGER;

// Types of commands.
pub(super) const CHAT_INPUT: u64 = 1;
pub(super) const ENTRY_POINT: u64 = 4;

// Types of options.
const SUB_COMMAND: u64 = 1;
const GROUP: u64 = 2;
const STRING: u64 = 3;
const INTEGER: u64 = 4;
const CHANNEL: u64 = 7;
const NUMBER: u64 = 10;

/// The limit of characters in a command.
const TOTAL: usize = 8000;

const CHOICE: &[Field] =
    &[must("name", Kind::Text(1, 100)), may("name_localizations", Kind::Any), must("value", Kind::Any)];

macro_rules! option {
    ($inner:expr) => {
        &[
            must("type", Kind::Choice(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])),
            must("name", Kind::Text(1, 32)),
            may("name_localizations", Kind::Any),
            must("description", Kind::Text(1, 100)),
            may("description_localizations", Kind::Any),
            may("required", Kind::Flag),
            may("choices", Kind::List(0, 25, CHOICE)),
            may("options", $inner),
            may("channel_types", Kind::Any),
            may("min_value", Kind::Any),
            may("max_value", Kind::Any),
            may("min_length", Kind::Int(0, 6000)),
            may("max_length", Kind::Int(1, 6000)),
            may("autocomplete", Kind::Flag),
        ]
    };
}

/// Options of a command in a sub-command, of a sub-command or group, and of the command itself.
const LEAF: &[Field] = option!(Kind::List(0, 0, &[]));
const BRANCH: &[Field] = option!(Kind::List(0, 25, LEAF));
const OPTION: &[Field] = option!(Kind::List(0, 25, BRANCH));

const COMMAND: &[Field] = &[
    must("name", Kind::Text(1, 32)),
    may("name_localizations", Kind::Any),
    may("description", Kind::Text(0, 100)),
    may("description_localizations", Kind::Any),
    may("options", Kind::List(0, 25, OPTION)),
    may("default_member_permissions", Kind::Bits),
    may("dm_permission", Kind::Flag),
    may("integration_types", Kind::Any),
    may("contexts", Kind::Any),
    may("type", Kind::Choice(&[1, 2, 3, 4])),
    may("nsfw", Kind::Flag),
    may("handler", Kind::Choice(&[1, 2])),
];

/// The locales of Discord.
const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/// The types of channels that an option can be limited to.
const CHANNEL_TYPES: [u64; 13] = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];

/// The type of a command; 1 by default.
pub(super) fn kind_of(form: &Form<'_>) -> u64 {
    form.given("type").and_then(Value::as_u64).unwrap_or(CHAT_INPUT)
}

/// Validates a command and returns its fields. Null is as good as absent.
pub(super) fn read(form: &Form<'_>, errors: &mut Errors) -> Map<String, Value> {
    let given = create(form, COMMAND, errors);
    let kind = kind_of(form);
    let name = form.given("name").and_then(Value::as_str).unwrap_or_default().trim();
    if kind == CHAT_INPUT && !name.is_empty() && !is_plain(name) {
        errors.add(&form.path("name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
    let description = form.given("description").and_then(Value::as_str).unwrap_or_default().trim();
    if kind == CHAT_INPUT && description.is_empty() {
        errors.add(&form.path("description"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    if matches!(kind, 2 | 3) {
        if !description.is_empty() {
            let message = "Context menu commands cannot have description";
            errors.add(&form.path("description"), "APPLICATION_COMMAND_TYPE_CANNOT_HAVE_DESCRIPTION", message);
        }
        if form.given("options").is_some_and(|it| it != &json!([])) {
            let message = "Context menu commands cannot have options";
            errors.add(&form.path("options"), "APPLICATION_COMMAND_TYPE_CANNOT_HAVE_OPTIONS", message);
        }
    }
    localizations(form, "name_localizations", (32, kind == CHAT_INPUT), errors);
    localizations(form, "description_localizations", (100, false), errors);
    numbers(form, "contexts", &[0, 1, 2], errors);
    numbers(form, "integration_types", &[0, 1], errors);
    options(form, 0, errors);
    if size(&Value::Object(given.clone())) > TOTAL {
        errors.add(form.here(), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
    given.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// Texts by locale. `limit` is the longest text, and whether the texts are names of commands or options.
fn localizations(form: &Form<'_>, key: &'static str, limit: (usize, bool), errors: &mut Errors) {
    let Some(object) = form.object(key, errors) else { return };
    let texts = form.given(key).and_then(Value::as_object).into_iter().flatten();
    for (locale, text) in texts.filter(|(_, text)| !text.is_null()) {
        let path = object.path(locale);
        let Some(text) = text.as_str() else {
            errors.add(&path, "STRING_TYPE_CONVERT", "Could not interpret as a string.");
            continue;
        };
        if !LOCALES.contains(&locale.as_str()) {
            let message = format!("Value \"{locale}\" is not a valid enum value.");
            errors.add(&path, "ENUM_TYPE_COERCE", message);
        }
        let length = text.trim().chars().count();
        if length == 0 || length > limit.0 {
            let message = format!("Must be between 1 and {} in length.", limit.0);
            errors.add(&path, "BASE_TYPE_BAD_LENGTH", message);
        } else if limit.1 && !is_plain(text.trim()) {
            errors.add(&path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
    }
}

/// A list of different numbers out of `known`, at least one.
fn numbers(form: &Form<'_>, key: &'static str, known: &[u64], errors: &mut Errors) {
    let Some(list) = form.list(key, usize::MAX, errors) else { return };
    if list.is_empty() {
        errors.add(&form.path(key), "BASE_TYPE_MIN_LENGTH", "Must be 1 or more in length.");
    }
    let mut seen = HashSet::new();
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = form.path(key);
        path.push(&index);
        match item.as_u64().filter(|it| known.contains(it)) {
            None => {
                let known: Vec<String> = known.iter().map(u64::to_string).collect();
                let message = format!("Value must be one of {{{}}}.", known.join(", "));
                errors.add(&path, "BASE_TYPE_CHOICES", message);
            }
            Some(number) if !seen.insert(number) => {
                errors.add(&path, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
            }
            Some(_) => {}
        }
    }
}

/// The options of a command (`depth` 0), of a group or sub-command (1), or of a sub-command in a group (2).
fn options(form: &Form<'_>, depth: u8, errors: &mut Errors) {
    // `create` has checked that it is a list of objects.
    let list = form.given("options").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_branch = |it: &Value| matches!(it["type"].as_u64(), Some(SUB_COMMAND | GROUP));
    let mixed = list.iter().any(is_branch) && !list.iter().all(is_branch);
    let mut names: HashSet<&str> = HashSet::new();
    let mut optional = false;
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = form.path("options");
        path.push(&index);
        let Some(object) = item.as_object() else { continue };
        let option = Form::new(object, path);
        let kind = item["type"].as_u64().unwrap_or_default();
        let too_deep = (kind == GROUP && depth > 0) || (kind == SUB_COMMAND && depth > 1);
        if too_deep || (mixed && is_branch(item)) {
            let message =
                "Sub-command and sub-command group option types are mutually exclusive to all other types".to_owned();
            errors.add(&option.path("type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
        }
        let name = item["name"].as_str().unwrap_or_default().trim();
        if !name.is_empty() && !is_plain(name) {
            errors.add(&option.path("name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
        if !names.insert(name) {
            let message = "Application command option names must be unique";
            errors.add(&option.path("name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message);
        }
        // Sub-commands and groups have no `required`.
        if !is_branch(item) {
            let required = item["required"] == true;
            if required && optional {
                let message = "Required options must be placed before non-required options";
                errors.add(option.here(), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
            }
            optional |= !required;
        }
        localizations(&option, "name_localizations", (32, true), errors);
        localizations(&option, "description_localizations", (100, false), errors);
        match kind {
            SUB_COMMAND => options(&option, 2, errors),
            GROUP => options(&option, 1, errors),
            _ => value_option(&option, kind, errors),
        }
    }
}

/// The limits and choices of an option with a value.
fn value_option(option: &Form<'_>, kind: u64, errors: &mut Errors) {
    choices(option, kind, errors);
    if kind == CHANNEL {
        numbers_if_any(option, "channel_types", &CHANNEL_TYPES, errors);
    }
    let has_choices = option.given("choices").is_some_and(|it| it != &json!([]));
    if option.given("autocomplete") == Some(&json!(true)) {
        if !matches!(kind, STRING | INTEGER | NUMBER) {
            let message = "Autocomplete is only available for STRING, INTEGER and NUMBER options";
            errors.add(&option.path("autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", message);
        } else if has_choices {
            let message = "Autocomplete may not be set to true if choices are present";
            errors.add(&option.path("autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", message);
        }
    }
    let pair = match kind {
        STRING => ["min_length", "max_length"],
        INTEGER | NUMBER => ["min_value", "max_value"],
        _ => return,
    };
    let bounds = pair.map(|key| match kind {
        NUMBER => number(option, key, errors),
        #[allow(clippy::cast_precision_loss)] // Integers of options are within 2⁵³, which is exact in an f64.
        _ => option.int(key, (-MAX_INTEGER, MAX_INTEGER), errors).map(|it| it as f64),
    });
    if let [Some(least), Some(most)] = bounds
        && least > most
    {
        let message = format!("{} must be less than or equal to {}.", pair[0], pair[1]);
        errors.add(&option.path(pair[0]), "APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID", message);
    }
}

/// As [`numbers`], but the list may be empty.
fn numbers_if_any(form: &Form<'_>, key: &'static str, known: &[u64], errors: &mut Errors) {
    if form.given(key) != Some(&json!([])) {
        numbers(form, key, known, errors);
    }
}

fn number<'a>(option: &Form<'a>, key: &'a str, errors: &mut Errors) -> Option<f64> {
    let value = option.given(key)?;
    let number = value.as_f64();
    if number.is_none() {
        errors.add(&option.path(key), "NUMBER_TYPE_COERCE", format!("Value {value} is not float."));
    }
    number
}

/// The choices of an option: their names differ, and their values have the type of the option.
fn choices(option: &Form<'_>, kind: u64, errors: &mut Errors) {
    let list = option.given("choices").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut names: HashSet<&str> = HashSet::new();
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = option.path("choices");
        path.push(&index);
        let Some(object) = item.as_object() else { continue };
        let choice = Form::new(object, path);
        if !names.insert(item["name"].as_str().unwrap_or_default().trim()) {
            let message = "Application command option choice names must be unique";
            errors.add(&choice.path("name"), "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", message);
        }
        localizations(&choice, "name_localizations", (100, false), errors);
        match kind {
            STRING => _ = choice.text("value", 100, errors),
            INTEGER => _ = choice.int("value", (-MAX_INTEGER, MAX_INTEGER), errors),
            NUMBER => _ = number(&choice, "value", errors),
            _ => {
                let message = "Options of this type cannot have choices";
                errors.add(choice.here(), "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", message);
            }
        }
    }
}

/// The number of characters in the names, descriptions and values of a command or of one of its parts. Of a text and
/// its localisations the longest counts.
fn size(part: &Value) -> usize {
    let length = |text: &Value| text.as_str().map_or(0, |text| text.chars().count());
    let longest = |key: &str| {
        let localized = part[format!("{key}_localizations")].as_object().into_iter().flat_map(|it| it.values());
        localized.map(length).max().unwrap_or(0).max(length(&part[key]))
    };
    let inner = ["options", "choices"].iter().filter_map(|key| part[key].as_array()).flatten().map(size);
    longest("name") + longest("description") + length(&part["value"]) + inner.sum::<usize>()
}

/// The fields in the form in which Discord returns them: with its defaults, and without what an option's type has not.
pub(super) fn normal(given: Map<String, Value>, of_guild: bool, integration_types: &Value) -> Map<String, Value> {
    let mut json = json!({
        "type": CHAT_INPUT, "name_localizations": null, "description": "", "description_localizations": null,
        "default_member_permissions": null, "nsfw": false, "contexts": null, "integration_types": integration_types,
        "dm_permission": true,
    });
    let Some(object) = json.as_object_mut() else { return given };
    object.extend(given);
    without_null_texts(object);
    if of_guild {
        // Commands of guilds have neither contexts nor other installations.
        object.extend(
            [("contexts", json!(null)), ("integration_types", json!([0])), ("dm_permission", json!(null))]
                .map(|(key, value)| (key.to_owned(), value)),
        );
    } else if let Some(contexts) = object["contexts"].as_array() {
        let in_dms = contexts.contains(&json!(1));
        object.insert("dm_permission".to_owned(), json!(in_dms));
    } else if object["dm_permission"] == false {
        object.insert("contexts".to_owned(), json!([0]));
    }
    if object["type"] == ENTRY_POINT {
        object.entry("handler").or_insert(json!(1));
    } else {
        object.remove("handler");
    }
    if let Some(Value::Array(mut options)) = object.remove("options").filter(|it| it != &json!([])) {
        options.iter_mut().for_each(normal_option);
        object.insert("options".to_owned(), Value::Array(options));
    }
    std::mem::take(object)
}

/// Removes the languages that have null as their text: libraries send it in place of no text.
fn without_null_texts(part: &mut Map<String, Value>) {
    for key in ["name_localizations", "description_localizations"] {
        if let Some(Value::Object(texts)) = part.get_mut(key) {
            texts.retain(|_, text| !text.is_null());
        }
    }
}

fn normal_option(option: &mut Value) {
    let kind = option["type"].as_u64().unwrap_or_default();
    let Some(object) = option.as_object_mut() else { return };
    let kept = |key: &str| match key {
        "options" => matches!(kind, SUB_COMMAND | GROUP),
        "choices" | "autocomplete" => matches!(kind, STRING | INTEGER | NUMBER),
        "min_length" | "max_length" => kind == STRING,
        "min_value" | "max_value" => matches!(kind, INTEGER | NUMBER),
        "channel_types" => kind == CHANNEL,
        "required" => !matches!(kind, SUB_COMMAND | GROUP),
        _ => true,
    };
    let is_default = |value: &Value| value.is_null() || *value == json!(false) || *value == json!([]);
    object.retain(|key, value| kept(key) && !is_default(value));
    without_null_texts(object);
    for key in ["name_localizations", "description_localizations"] {
        object.entry(key).or_insert(Value::Null);
    }
    for choice in object.get_mut("choices").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(choice) = choice.as_object_mut() {
            without_null_texts(choice);
            choice.entry("name_localizations").or_insert(Value::Null);
        }
    }
    for inner in object.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
        normal_option(inner);
    }
}

/// Removes the localisations of a command and its parts, as lists without `with_localizations` do.
pub(super) fn without_localizations(part: &mut Value) {
    let Some(object) = part.as_object_mut() else { return };
    object.retain(|key, _| !key.ends_with("_localizations"));
    for key in ["options", "choices"] {
        let inner = object.get_mut(key).and_then(Value::as_array_mut);
        inner.into_iter().flatten().for_each(without_localizations);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::rest::reply::ApiError;
    use crate::sandbox::world::merge;

    fn tree(body: &Value) -> Value {
        let form = Form::new(body.as_object().unwrap(), vec![]);
        let mut errors = Errors::default();
        read(&form, &mut errors);
        if let Err(ApiError::Form(tree)) = errors.check() { tree } else { Value::Null }
    }

    fn option(name: &str, kind: u64, more: Value) -> Value {
        let mut json = json!({"type": kind, "name": name, "description": "d"});
        merge(&mut json, more);
        json
    }

    fn with(more: Value) -> Value {
        let mut json = json!({"name": "a", "description": "d"});
        merge(&mut json, more);
        json
    }

    fn command(options: Value) -> Value {
        let mut json = with(json!({}));
        json["options"] = options;
        json
    }

    #[test]
    fn commands_are_checked() {
        let fine = json!({"name": "ping", "description": "Pong", "options": [
            {"type": 2, "name": "group", "description": "g", "options": [
                {"type": 1, "name": "sub", "description": "s", "options": [
                    {"type": 3, "name": "text", "description": "t", "required": true,
                        "choices": [{"name": "a", "value": "b"}]},
                    {"type": 4, "name": "number", "description": "n"},
                ]},
            ]},
        ]});
        assert_eq!(tree(&fine), Value::Null);
        assert_eq!(tree(&json!({"name": "Report User", "type": 2})), Value::Null);
        let required = |name: &str, required: bool| option(name, 3, json!({"required": required}));
        let table = [
            (json!({"description": "d"}), "/name", "BASE_TYPE_REQUIRED"),
            (json!({"name": "Ping", "description": "d"}), "/name", "APPLICATION_COMMAND_INVALID_NAME"),
            (json!({"name": "ping"}), "/description", "BASE_TYPE_REQUIRED"),
            (
                json!({"name": "ping", "type": 3, "description": "d"}),
                "/description",
                "APPLICATION_COMMAND_TYPE_CANNOT_HAVE_DESCRIPTION",
            ),
            (json!({"name": "x".repeat(33), "description": "d"}), "/name", "BASE_TYPE_BAD_LENGTH"),
            (
                json!({"name": "a", "description": "d", "options": [required("b", false), required("c", true)]}),
                "/options/1",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            ),
            (
                json!({"name": "a", "description": "d", "options": [required("b", true), required("b", true)]}),
                "/options/1/name",
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
            ),
            (
                json!({"name": "a", "description": "d", "options": [{"name": "b", "description": "d"}]}),
                "/options/0/type",
                "BASE_TYPE_REQUIRED",
            ),
            (
                command(json!([option("b", 3, json!({"name": "B"}))])),
                "/options/0/name",
                "APPLICATION_COMMAND_INVALID_NAME",
            ),
            (
                command(json!([{"type": 1, "name": "a", "description": "d"}, option("b", 3, json!({}))])),
                "/options/0/type",
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            ),
            (
                command(json!([option("a", 1, json!({"options": [option("b", 2, json!({}))]}))])),
                "/options/0/options/0/type",
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            ),
            (
                command(json!([option(
                    "a",
                    3,
                    json!({"choices": [{"name": "x", "value": 1.5}, {"name": "x", "value": "y"}]})
                )])),
                "/options/0/choices/1/name",
                "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
            ),
            (
                command(json!([option("a", 4, json!({"choices": [{"name": "x", "value": "y"}]}))])),
                "/options/0/choices/0/value",
                "NUMBER_TYPE_COERCE",
            ),
            (
                command(json!([option("a", 3, json!({"choices": [{"name": "x", "value": "y".repeat(101)}]}))])),
                "/options/0/choices/0/value",
                "BASE_TYPE_MAX_LENGTH",
            ),
            (
                command(json!([option("a", 5, json!({"choices": [{"name": "x", "value": "y"}]}))])),
                "/options/0/choices/0",
                "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
            ),
            (
                command(json!([option(
                    "a",
                    3,
                    json!({"autocomplete": true, "choices": [{"name": "x", "value": "y"}]})
                )])),
                "/options/0/autocomplete",
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            ),
            (
                command(json!([option("a", 6, json!({"autocomplete": true}))])),
                "/options/0/autocomplete",
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            ),
            (
                command(json!([option("a", 4, json!({"min_value": 2, "max_value": 1}))])),
                "/options/0/min_value",
                "APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID",
            ),
            (
                command(json!([option("a", 4, json!({"max_value": 9_007_199_254_740_992_i64}))])),
                "/options/0/max_value",
                "NUMBER_TYPE_MAX",
            ),
            (command(json!([option("a", 3, json!({"max_length": 0}))])), "/options/0/max_length", "NUMBER_TYPE_MIN"),
            (
                command(json!([option("a", 7, json!({"channel_types": [0, 99]}))])),
                "/options/0/channel_types/1",
                "BASE_TYPE_CHOICES",
            ),
            (with(json!({"name_localizations": {"xx": "a"}})), "/name_localizations/xx", "ENUM_TYPE_COERCE"),
            (
                with(json!({"name_localizations": {"de": "A"}})),
                "/name_localizations/de",
                "APPLICATION_COMMAND_INVALID_NAME",
            ),
            (
                with(json!({"description_localizations": {"de": ""}})),
                "/description_localizations/de",
                "BASE_TYPE_BAD_LENGTH",
            ),
            (
                command(json!([option("a", 3, json!({"name_localizations": {"fr": "b c"}}))])),
                "/options/0/name_localizations/fr",
                "APPLICATION_COMMAND_INVALID_NAME",
            ),
            (with(json!({"contexts": []})), "/contexts", "BASE_TYPE_MIN_LENGTH"),
            (with(json!({"contexts": [0, 0]})), "/contexts/1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
            (with(json!({"integration_types": [2]})), "/integration_types/0", "BASE_TYPE_CHOICES"),
            (with(json!({"default_member_permissions": "x"})), "/default_member_permissions", "NUMBER_TYPE_COERCE"),
            (with(json!({"type": 5})), "/type", "BASE_TYPE_CHOICES"),
            (
                json!({"name": "x", "type": 2, "options": [option("a", 3, json!({}))]}),
                "/options",
                "APPLICATION_COMMAND_TYPE_CANNOT_HAVE_OPTIONS",
            ),
            (command(json!(vec![option("a", 3, json!({})); 26])), "/options", "BASE_TYPE_MAX_LENGTH"),
        ];
        for (body, path, code) in table {
            let tree = tree(&body);
            assert_eq!(tree.pointer(&format!("{path}/_errors/0/code")), Some(&json!(code)), "{body}: {tree}");
        }
    }

    #[test]
    fn eight_thousand_characters_are_the_limit_and_the_longest_localisation_counts() {
        // 19 options of 1 + 100 characters with 3 choices of 100 + 1.
        let choices: Vec<Value> = (0..3).map(|it| json!({"name": format!("{it:0100}"), "value": "v"})).collect();
        let choice = |index: usize| option(&index.to_string(), 3, json!({ "choices": choices }));
        let options: Vec<Value> = (0..25).map(choice).collect();
        let rest = |length: usize| json!({"name": "a", "description": "d".repeat(length), "options": options[..19]});
        let used = size(&rest(0));
        assert!(used < TOTAL && TOTAL - used < 2500, "{used}");
        let body = json!({"name": "a", "description": "d", "options": options});
        assert_eq!(size(&body) > TOTAL, tree(&body)["_errors"][0]["code"] == "APPLICATION_COMMAND_TOO_LARGE");
        let short = with(json!({"name_localizations": {"de": "laenger"}, "description_localizations": {"de": ""}}));
        assert_eq!(size(&short), 8);
    }

    #[test]
    fn commands_have_the_defaults_of_discord() {
        let given = |body: Value| {
            let body = body.as_object().unwrap().clone();
            read(&Form::new(&body, vec![]), &mut Errors::default())
        };
        let bare = Value::Object(normal(given(with(json!({"nsfw": null, "type": null}))), false, &json!([0])));
        assert_eq!(
            bare,
            json!({
                "name": "a", "description": "d", "type": 1,
                "name_localizations": null, "description_localizations": null,
                "default_member_permissions": null, "nsfw": false, "contexts": null, "integration_types": [0],
                "dm_permission": true,
            })
        );
        let of_guild = normal(given(with(json!({"contexts": [1], "integration_types": [1]}))), true, &json!([0]));
        assert_eq!((&of_guild["contexts"], &of_guild["integration_types"]), (&json!(null), &json!([0])));
        assert_eq!(normal(given(with(json!({"contexts": [0]}))), false, &json!([0]))["dm_permission"], false);
        let options =
            json!([option("b", 3, json!({"required": false, "min_value": 1, "choices": [], "max_length": 3}))]);
        let full = normal(given(command(options)), false, &json!([0]));
        assert_eq!(
            full["options"],
            json!([{
                "type": 3, "name": "b", "description": "d", "max_length": 3, "name_localizations": null,
                "description_localizations": null,
            }])
        );
    }
}
