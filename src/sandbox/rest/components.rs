//! Validates the components of messages and modals (rest.md sections 13 and 14).

use std::collections::HashSet;

use serde_json::Value;

use super::component_defaults;
use super::form::{Errors, Form};

// Types of components.
const ROW: u64 = 1;
const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
const TEXT_INPUT: u64 = 4;
const CHANNEL_SELECT: u64 = 8;
const SECTION: u64 = 9;
const TEXT_DISPLAY: u64 = 10;
const THUMBNAIL: u64 = 11;
const GALLERY: u64 = 12;
const FILE: u64 = 13;
const SEPARATOR: u64 = 14;
const CONTAINER: u64 = 17;
const LABEL: u64 = 18;
const FILE_UPLOAD: u64 = 19;
const RADIO_GROUP: u64 = 21;
const CHECKBOX_GROUP: u64 = 22;
const CHECKBOX: u64 = 23;

/// The limit of components of a message with IS_COMPONENTS_V2, including nested ones.
const MAX_COMPONENTS: usize = 40;

/// Where a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a message without IS_COMPONENTS_V2: only action rows.
    Legacy,
    /// In a message with it.
    V2,
    Modal,
    // Inside another component.
    Row,
    /// A row of a modal.
    FormRow,
    Section,
    Accessory,
    Container,
    Label,
}

impl Place {
    fn takes(self, kind: u64) -> bool {
        let select = (STRING_SELECT..=CHANNEL_SELECT).contains(&kind) && kind != TEXT_INPUT;
        match self {
            Self::Legacy => kind == ROW,
            Self::V2 => {
                matches!(kind, ROW | SECTION | TEXT_DISPLAY | GALLERY | FILE | SEPARATOR | CONTAINER)
            }
            Self::Modal => matches!(kind, ROW | LABEL | TEXT_DISPLAY),
            Self::Row => kind == BUTTON || select,
            Self::FormRow => kind == TEXT_INPUT,
            Self::Section => kind == TEXT_DISPLAY,
            Self::Accessory => matches!(kind, BUTTON | THUMBNAIL),
            Self::Container => matches!(kind, ROW | SECTION | TEXT_DISPLAY | GALLERY | FILE | SEPARATOR),
            Self::Label => {
                kind == TEXT_INPUT || select || matches!(kind, FILE_UPLOAD | RADIO_GROUP | CHECKBOX_GROUP | CHECKBOX)
            }
        }
    }
}

/// What has been seen so far among all components of a message.
#[derive(Debug, Default)]
struct Seen {
    count: usize,
    custom_ids: HashSet<String>,
    ids: HashSet<i64>,
}

/// Validates the components of a message or modal and returns them with ids and defaults.
pub(super) fn read(form: &Form<'_>, place: Place, errors: &mut Errors) -> Option<Vec<Value>> {
    let most = match place {
        Place::Legacy | Place::Modal => 5,
        _ => MAX_COMPONENTS,
    };
    let list = form.list("components", most, errors)?;
    let mut seen = Seen::default();
    each(form, "components", list, place, &mut seen, errors);
    if seen.count > MAX_COMPONENTS {
        let message = "The total number of components cannot exceed 40.";
        errors.add(&form.path("components"), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message);
    }
    let mut list = list.to_vec();
    component_defaults::complete(&mut list, place != Place::Modal);
    Some(list)
}

fn each(form: &Form<'_>, key: &str, list: &[Value], place: Place, seen: &mut Seen, errors: &mut Errors) {
    let here: Vec<&str> = form.here().iter().copied().chain([key]).collect();
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = here.clone();
        path.push(&index);
        match item.as_object() {
            Some(object) => one(&Form::new(object, path), place, seen, errors),
            None => errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
        }
    }
}

fn one(it: &Form<'_>, place: Place, seen: &mut Seen, errors: &mut Errors) {
    seen.count += 1;
    let Some(kind) = it.number("type", errors) else {
        if it.given("type").is_none() {
            errors.add(&it.path("type"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        return;
    };
    if !place.takes(kind) {
        let message = match place {
            Place::Legacy => "Value of field \"type\" must be one of (1,).".to_owned(),
            _ => format!("Value of field \"type\" must not be {kind} here."),
        };
        return errors.add(&it.path("type"), "UNION_TYPE_CHOICES", message);
    }
    if let Some(id) = it.int("id", (0, i64::from(i32::MAX)), errors)
        && id != 0
        && !seen.ids.insert(id)
    {
        errors.add(&it.path("id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated");
    }
    for key in ["disabled", "spoiler", "divider", "required", "default"] {
        it.flag(key, errors);
    }
    match kind {
        ROW => row(it, place, seen, errors),
        BUTTON => button(it, seen, errors),
        SECTION => {
            children(it, (1, 3), Place::Section, seen, errors);
            nested(it, "accessory", Place::Accessory, seen, errors);
        }
        TEXT_DISPLAY => bounded(it, "content", (1, 4000), errors),
        THUMBNAIL => media(it, "media", errors),
        GALLERY => gallery(it, errors),
        FILE => media(it, "file", errors),
        SEPARATOR => _ = it.int("spacing", (1, 2), errors),
        CONTAINER => {
            it.int("accent_color", (0, 0xFF_FFFF), errors);
            children(it, (1, MAX_COMPONENTS), Place::Container, seen, errors);
        }
        LABEL => {
            bounded(it, "label", (1, 45), errors);
            it.text("description", 100, errors);
            nested(it, "component", Place::Label, seen, errors);
        }
        TEXT_INPUT => {
            custom_id(it, seen, errors);
            // A text input in a label has no label of its own.
            if place == Place::FormRow {
                bounded(it, "label", (1, 45), errors);
            }
            choice(it, "style", (1, 2), errors);
            let least = it.int("min_length", (0, 4000), errors).unwrap_or(0);
            let most = it.int("max_length", (1, 4000), errors).unwrap_or(4000);
            ordered(it, ("min_length", least), ("max_length", most), errors);
            it.text("value", 4000, errors);
            it.text("placeholder", 100, errors);
        }
        FILE_UPLOAD => {
            custom_id(it, seen, errors);
            counts(it, place, 10, 1, errors);
        }
        RADIO_GROUP => {
            custom_id(it, seen, errors);
            options(it, (2, 10), errors);
        }
        CHECKBOX_GROUP => {
            custom_id(it, seen, errors);
            options(it, (1, 10), errors);
            counts(it, place, 10, 10, errors);
        }
        CHECKBOX => custom_id(it, seen, errors),
        _ => select(it, kind, place, seen, errors),
    }
}

/// Up to five buttons, or one component of another type.
fn row(it: &Form<'_>, place: Place, seen: &mut Seen, errors: &mut Errors) {
    let inner = if place == Place::Modal { Place::FormRow } else { Place::Row };
    children(it, (1, 5), inner, seen, errors);
    let list = it.given("components").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let wide = |item: &Value| item["type"].as_u64() != Some(BUTTON);
    if list.len() > 1 && list.iter().any(wide) {
        let message = "The specified component exceeds the maximum width";
        errors.add(&it.path("components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
    }
}

fn button(it: &Form<'_>, seen: &mut Seen, errors: &mut Errors) {
    let Some(style) = choice(it, "style", (1, 6), errors) else { return };
    it.text("label", 80, errors);
    emoji(it, errors);
    match style {
        5 => {
            bounded(it, "url", (1, 512), errors);
            if it.given("custom_id").is_some() {
                let message = "A custom id and url cannot both be specified";
                errors.add(&it.path("custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
            }
        }
        6 => {
            if it.id("sku_id", errors).is_none() {
                errors.add(&it.path("sku_id"), "BASE_TYPE_REQUIRED", "This field is required");
            }
        }
        _ => {
            custom_id(it, seen, errors);
            if it.given("label").is_none() && it.given("emoji").is_none() {
                let message = "A button must have a label or an emoji.";
                errors.add(it.here(), "BUTTON_COMPONENT_INVALID_DATA", message);
            }
        }
    }
}

fn select(it: &Form<'_>, kind: u64, place: Place, seen: &mut Seen, errors: &mut Errors) {
    custom_id(it, seen, errors);
    it.text("placeholder", 150, errors);
    let (least, most) = counts(it, place, 25, 1, errors);
    if kind == STRING_SELECT {
        options(it, (1, 25), errors);
    }
    if place == Place::Label && it.given("disabled") == Some(&Value::Bool(true)) {
        let message = "Components in modals cannot be disabled";
        errors.add(&it.path("disabled"), "MODAL_COMPONENT_DISABLED", message);
    }
    defaults_of(it, errors);
    let defaults = it.list("default_values", 25, errors).map(|list| i64::try_from(list.len()).unwrap_or(i64::MAX));
    if defaults.is_some_and(|count| count > 0 && !(least..=most).contains(&count)) {
        let message = format!("Must be between {least} and {most} in length.");
        errors.add(&it.path("default_values"), "BASE_TYPE_BAD_LENGTH", message);
    }
}

/// The default values of a select: each has an id and the type `user`, `role` or `channel`.
fn defaults_of(it: &Form<'_>, errors: &mut Errors) {
    let base = it.path("default_values");
    let list = it.given("default_values").and_then(Value::as_array);
    for (index, item) in list.into_iter().flatten().enumerate() {
        let index = index.to_string();
        let mut path = base.clone();
        path.push(&index);
        let Some(object) = item.as_object() else {
            errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let value = Form::new(object, path);
        if value.id("id", errors).is_none() && value.given("id").is_none() {
            errors.add(&value.path("id"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        let kind = value.given("type").and_then(Value::as_str);
        if !matches!(kind, Some("user" | "role" | "channel")) {
            let message = "Value must be one of ('user', 'role', 'channel').";
            errors.add(&value.path("type"), "BASE_TYPE_CHOICES", message);
        }
    }
}

/// `min_values` and `max_values` of a component. In a modal, one that may stay empty is not required.
fn counts(it: &Form<'_>, place: Place, limit: i64, default_most: i64, errors: &mut Errors) -> (i64, i64) {
    let least = it.int("min_values", (0, limit), errors).unwrap_or(1);
    let most = it.int("max_values", (1, limit), errors).unwrap_or(default_most);
    ordered(it, ("min_values", least), ("max_values", most), errors);
    if place == Place::Label && least == 0 && it.given("required") != Some(&Value::Bool(false)) {
        let message = "min_values must be at least 1 if the component is required.";
        errors.add(&it.path("min_values"), "COMPONENT_REQUIRED_MIN_VALUES_INVALID", message);
    }
    (least, most)
}

fn ordered<'a>(it: &Form<'a>, least: (&'a str, i64), most: (&'a str, i64), errors: &mut Errors) {
    if least.1 > most.1 {
        let message = format!("{} must be less than or equal to {}.", least.0, most.0);
        errors.add(&it.path(least.0), "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX_VALUES", message);
    }
}

/// The options of a select or a group. Their values must differ.
fn options(it: &Form<'_>, bounds: (usize, usize), errors: &mut Errors) {
    let Some(list) = counted(it, "options", bounds, errors) else { return };
    let base = it.path("options");
    let mut values = HashSet::new();
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = base.clone();
        path.push(&index);
        let Some(object) = item.as_object() else {
            errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let option = Form::new(object, path);
        bounded(&option, "label", (1, 100), errors);
        bounded(&option, "value", (1, 100), errors);
        option.text("description", 100, errors);
        option.flag("default", errors);
        emoji(&option, errors);
        if let Some(value) = option.given("value").and_then(Value::as_str)
            && !values.insert(value.to_owned())
        {
            let message = "The specified option value is already used";
            errors.add(&option.path("value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
    }
}

/// The emoji of a button or an option: an object with an id, a name, or both.
fn emoji(it: &Form<'_>, errors: &mut Errors) {
    let Some(emoji) = it.object("emoji", errors) else { return };
    emoji.id("id", errors);
    emoji.text("name", 100, errors);
    emoji.flag("animated", errors);
}

fn gallery(it: &Form<'_>, errors: &mut Errors) {
    let Some(list) = counted(it, "items", (1, 10), errors) else { return };
    let base = it.path("items");
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = base.clone();
        path.push(&index);
        match item.as_object() {
            Some(object) => media(&Form::new(object, path), "media", errors),
            None => errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
        }
    }
}

fn media<'a>(it: &Form<'a>, key: &'a str, errors: &mut Errors) {
    it.text("description", 1024, errors);
    let Some(media) = it.object(key, errors) else {
        if it.given(key).is_none() {
            errors.add(&it.path(key), "BASE_TYPE_REQUIRED", "This field is required");
        }
        return;
    };
    if let Some(url) = media.required_text("url", 2048, errors)
        && !["http://", "https://", "attachment://"].iter().any(|it| url.starts_with(it))
    {
        errors.add(&media.path("url"), "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    }
}

fn children(it: &Form<'_>, bounds: (usize, usize), place: Place, seen: &mut Seen, errors: &mut Errors) {
    if let Some(list) = counted(it, "components", bounds, errors) {
        each(it, "components", list, place, seen, errors);
    }
}

fn nested<'a>(it: &Form<'a>, key: &'a str, place: Place, seen: &mut Seen, errors: &mut Errors) {
    match it.object(key, errors) {
        Some(inner) => one(&inner, place, seen, errors),
        None if it.given(key).is_none() => {
            errors.add(&it.path(key), "BASE_TYPE_REQUIRED", "This field is required");
        }
        None => {}
    }
}

fn counted<'a>(it: &Form<'a>, key: &'a str, (least, most): (usize, usize), errors: &mut Errors) -> Option<&'a [Value]> {
    let Some(list) = it.list(key, usize::MAX, errors) else {
        if it.given(key).is_none() {
            errors.add(&it.path(key), "BASE_TYPE_REQUIRED", "This field is required");
        }
        return None;
    };
    if !(least..=most).contains(&list.len()) {
        let message = format!("Must be between {least} and {most} in length.");
        errors.add(&it.path(key), "BASE_TYPE_BAD_LENGTH", message);
    }
    Some(list)
}

fn custom_id(it: &Form<'_>, seen: &mut Seen, errors: &mut Errors) {
    bounded(it, "custom_id", (1, 100), errors);
    if let Some(id) = it.given("custom_id").and_then(Value::as_str)
        && !seen.custom_ids.insert(id.to_owned())
    {
        let message = "Component custom id cannot be duplicated";
        errors.add(&it.path("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
    }
}

fn choice<'a>(it: &Form<'a>, key: &'a str, (least, most): (i64, i64), errors: &mut Errors) -> Option<i64> {
    if it.given(key).is_none() {
        errors.add(&it.path(key), "BASE_TYPE_REQUIRED", "This field is required");
        return None;
    }
    let number = it.int(key, (i64::MIN, i64::MAX), errors)?;
    if !(least..=most).contains(&number) {
        let known: Vec<String> = (least..=most).map(|it| it.to_string()).collect();
        let message = format!("Value must be one of {{{}}}.", known.join(", "));
        errors.add(&it.path(key), "BASE_TYPE_CHOICES", message);
        return None;
    }
    Some(number)
}

fn bounded<'a>(it: &Form<'a>, key: &'a str, (least, most): (usize, usize), errors: &mut Errors) {
    if let Some(text) = it.required_text(key, usize::MAX, errors)
        && !(least..=most).contains(&text.chars().count())
    {
        let message = format!("Must be between {least} and {most} in length.");
        errors.add(&it.path(key), "BASE_TYPE_BAD_LENGTH", message);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::rest::reply::ApiError;

    fn tree(components: &Value, place: Place) -> Value {
        let body = json!({ "components": components });
        let mut errors = Errors::default();
        read(&Form::new(body.as_object().unwrap(), vec![]), place, &mut errors);
        if let Err(ApiError::Form(tree)) = errors.check() { tree } else { Value::Null }
    }

    fn button(id: &str) -> Value {
        json!({"type": 2, "style": 1, "label": "x", "custom_id": id})
    }

    #[test]
    fn valid_components_are_accepted() {
        let rows: Vec<Value> = (0..5)
            .map(|row| {
                let buttons: Vec<Value> = (0..5).map(|it| button(&format!("{row}-{it}"))).collect();
                json!({"type": 1, "components": buttons})
            })
            .collect();
        assert_eq!(tree(&json!(rows), Place::Legacy), Value::Null);
        let v2 = json!([
            {"type": 10, "content": "hello"},
            {"type": 17, "accent_color": 1, "components": [
                {"type": 9, "components": [{"type": 10, "content": "a"}], "accessory": button("b")},
                {"type": 14, "spacing": 2},
                {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]},
                {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}]},
            ]},
        ]);
        assert_eq!(tree(&v2, Place::V2), Value::Null);
        let modal = json!([
            {"type": 18, "label": "Name", "component": {"type": 4, "custom_id": "n", "style": 1}},
            {"type": 1, "components": [{"type": 4, "custom_id": "m", "style": 2, "label": "More"}]},
        ]);
        assert_eq!(tree(&modal, Place::Modal), Value::Null);
    }

    #[test]
    fn errors_have_the_path_of_the_component() {
        let row = |inner: Value| json!([{"type": 1, "components": inner}]);
        let label = |inner: Value| json!([{"type": 18, "label": "x", "component": inner}]);
        let table = [
            (
                json!(vec![json!({"type": 1, "components": [button("a")]}); 6]),
                Place::Legacy,
                "/components",
                "BASE_TYPE_MAX_LENGTH",
            ),
            (row(json!([])), Place::Legacy, "/components/0/components", "BASE_TYPE_BAD_LENGTH"),
            (
                row(json!([button("a"), button("a")])),
                Place::Legacy,
                "/components/0/components/1/custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
            ),
            (
                row(json!([button(&"x".repeat(101))])),
                Place::Legacy,
                "/components/0/components/0/custom_id",
                "BASE_TYPE_BAD_LENGTH",
            ),
            (
                row(json!([{"type": 2, "label": "x", "custom_id": "a"}])),
                Place::Legacy,
                "/components/0/components/0/style",
                "BASE_TYPE_REQUIRED",
            ),
            (
                row(json!([{"type": 2, "style": 5, "label": "x"}])),
                Place::Legacy,
                "/components/0/components/0/url",
                "BASE_TYPE_REQUIRED",
            ),
            (
                row(json!([{"type": 3, "custom_id": "a", "options": []}])),
                Place::Legacy,
                "/components/0/components/0/options",
                "BASE_TYPE_BAD_LENGTH",
            ),
            (
                row(json!([button("a"), {"type": 5, "custom_id": "b"}])),
                Place::Legacy,
                "/components/0/components",
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            ),
            (json!([{"type": 10, "content": "x"}]), Place::Legacy, "/components/0/type", "UNION_TYPE_CHOICES"),
            (
                row(json!([{"type": 4, "custom_id": "a", "style": 1, "label": "x"}])),
                Place::Legacy,
                "/components/0/components/0/type",
                "UNION_TYPE_CHOICES",
            ),
            (
                row(json!([{"type": 5, "custom_id": "a", "max_values": 1, "default_values": [{}, {}]}])),
                Place::Legacy,
                "/components/0/components/0/default_values",
                "BASE_TYPE_BAD_LENGTH",
            ),
            (
                label(json!({"type": 5, "custom_id": "a", "disabled": true})),
                Place::Modal,
                "/components/0/component/disabled",
                "MODAL_COMPONENT_DISABLED",
            ),
            (
                label(json!({"type": 5, "custom_id": "a", "min_values": 0})),
                Place::Modal,
                "/components/0/component/min_values",
                "COMPONENT_REQUIRED_MIN_VALUES_INVALID",
            ),
            (
                label(json!({"type": 4, "custom_id": "a", "style": 1, "min_length": 2, "max_length": 1})),
                Place::Modal,
                "/components/0/component/min_length",
                "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX_VALUES",
            ),
            (json!([{}]), Place::V2, "/components/0/type", "BASE_TYPE_REQUIRED"),
            (json!(["x", 1]), Place::V2, "/components/0", "DICT_TYPE_CONVERT"),
            (
                json!([{"type": 10, "content": "x".repeat(4001)}]),
                Place::V2,
                "/components/0/content",
                "BASE_TYPE_BAD_LENGTH",
            ),
            (
                json!([{"type": 9, "components": [{"type": 10, "content": "a"}]}]),
                Place::V2,
                "/components/0/accessory",
                "BASE_TYPE_REQUIRED",
            ),
            (json!([{"type": 13, "file": {"url": "x"}}]), Place::V2, "/components/0/file/url", "URL_TYPE_INVALID_URL"),
            (
                json!([{"type": 17, "components": vec![json!({"type": 14}); 40]}]),
                Place::V2,
                "/components",
                "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            ),
        ];
        for (components, place, path, code) in table {
            let tree = tree(&components, place);
            assert_eq!(tree.pointer(&format!("{path}/_errors/0/code")), Some(&json!(code)), "{path}: {tree}");
        }
    }
}
