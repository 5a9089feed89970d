//! What Discord adds to components: ids, and the defaults of fields that were not given.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

/// Numbers the components without an id, outer ones first, and adds defaults. An id of 0 counts as none. `in_message`
/// is false for the components of a modal.
pub(super) fn complete(components: &mut [Value], in_message: bool) {
    let mut taken = HashSet::new();
    visit(components, &mut |it| {
        if let Some(id) = it["id"].as_u64().filter(|id| *id != 0) {
            taken.insert(id);
        }
    });
    let mut next = 0;
    visit(components, &mut |it| {
        if it["id"].as_u64().is_none_or(|id| id == 0) {
            next += 1;
            while taken.contains(&next) {
                next += 1;
            }
            it["id"] = json!(next);
        }
        defaults(it, in_message);
    });
}

/// Calls `act` for all components of a tree, outer ones first.
fn visit(components: &mut [Value], act: &mut dyn FnMut(&mut Value)) {
    // What is not an object has been refused.
    for component in components.iter_mut().filter(|it| it.is_object()) {
        act(component);
        for key in ["components", "accessory", "component"] {
            match component.get_mut(key) {
                Some(Value::Array(inner)) => visit(inner, act),
                Some(inner) => visit(std::slice::from_mut(inner), act),
                None => {}
            }
        }
    }
}

/// The fields of a component besides `type` and `id`, by its type. Others are dropped, as at Discord.
fn fields(kind: u64) -> &'static [&'static str] {
    match kind {
        1 => &["components"],
        2 => &["custom_id", "style", "label", "disabled", "url", "sku_id", "emoji"],
        3 => &["custom_id", "placeholder", "min_values", "max_values", "disabled", "required", "options"],
        4 => &["custom_id", "style", "label", "value", "placeholder", "required", "min_length", "max_length"],
        5..=7 => &["custom_id", "placeholder", "min_values", "max_values", "disabled", "required", "default_values"],
        8 => &[
            "custom_id",
            "placeholder",
            "min_values",
            "max_values",
            "disabled",
            "required",
            "default_values",
            "channel_types",
        ],
        9 => &["components", "accessory"],
        10 => &["content"],
        11 => &["media", "description", "spoiler"],
        12 => &["items"],
        13 => &["file", "spoiler"],
        14 => &["divider", "spacing"],
        17 => &["components", "accent_color", "spoiler"],
        18 => &["label", "description", "component"],
        19 => &["custom_id", "min_values", "max_values", "required"],
        21 => &["custom_id", "required", "options"],
        22 => &["custom_id", "min_values", "max_values", "required", "options"],
        23 => &["custom_id", "default"],
        _ => &[],
    }
}

/// Drops nulls and unknown fields, and adds the fields that Discord's answers always have.
fn defaults(component: &mut Value, in_message: bool) {
    if let Some(object) = component.as_object_mut() {
        convert_fields(object);
    }
    let kind = component["type"].as_u64().unwrap_or_default();
    if let Some(fields_of_it) = component.as_object_mut() {
        let known = |key: &str| matches!(key, "type" | "id") || fields(kind).contains(&key);
        // Selects of messages have no `required`.
        fields_of_it.retain(|key, value| known(key) && !value.is_null() && !(in_message && key == "required"));
        let options = fields_of_it.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten();
        options.filter_map(Value::as_object_mut).for_each(convert_fields);
        for key in ["emoji", "options", "default_values"] {
            fields_of_it.get_mut(key).into_iter().for_each(without_nulls);
        }
    }
    for item in component.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(item) = item.as_object_mut() {
            item.retain(|key, value| matches!(key.as_str(), "media" | "description" | "spoiler") && !value.is_null());
            item.entry("description").or_insert(Value::Null);
            item.entry("spoiler").or_insert(json!(false));
        }
    }
    let more = match kind {
        3 | 5..=8 => json!({"min_values": 1, "max_values": 1}),
        4 => json!({"min_length": 0, "max_length": 4000, "required": true}),
        11 => json!({"description": null, "spoiler": false}),
        13 => json!({"spoiler": false, "name": null, "size": null}),
        14 => json!({"divider": true, "spacing": 1}),
        17 => json!({"spoiler": false, "accent_color": null}),
        19 => json!({"min_values": 1, "max_values": 1, "required": true}),
        21 => json!({"required": true}),
        22 => json!({"required": true, "min_values": 1, "max_values": component["options"].as_array().map(Vec::len)}),
        23 => json!({"default": false}),
        _ => json!({}),
    };
    if let (Some(component), Value::Object(more)) = (component.as_object_mut(), more) {
        for (key, value) in more {
            component.entry(key).or_insert(value);
        }
    }
}

/// Converts the values of fields into their types, as Discord does: texts and ids that are given as numbers, numbers
/// and flags that are given as strings.
fn convert_fields(object: &mut Map<String, Value>) {
    for (key, value) in object {
        let converted = match (key.as_str(), &*value) {
            ("custom_id" | "label" | "placeholder" | "value" | "content" | "description", Value::Number(number)) => {
                Some(Value::String(number.to_string()))
            }
            ("disabled" | "spoiler" | "divider" | "required" | "default", Value::String(text)) => {
                Some(Value::Bool(text.eq_ignore_ascii_case("true")))
            }
            (
                "type" | "style" | "min_values" | "max_values" | "min_length" | "max_length" | "spacing"
                | "accent_color",
                Value::String(text),
            ) => text.parse::<u64>().ok().map(Value::from),
            _ => None,
        };
        if let Some(converted) = converted {
            *value = converted;
        }
        let ids = match key.as_str() {
            "emoji" => std::slice::from_mut(value),
            "default_values" => value.as_array_mut().map(Vec::as_mut_slice).unwrap_or_default(),
            _ => continue,
        };
        for id in ids.iter_mut().filter_map(|it| it.get_mut("id")).filter(|id| id.is_number()) {
            *id = Value::String(id.to_string());
        }
    }
}

/// Removes the fields with null at every depth.
pub(super) fn without_nulls(json: &mut Value) {
    match json {
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null());
            object.values_mut().for_each(without_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_get_ids_around_those_that_are_given() {
        let mut tree = [
            json!({"type": 17, "components": [
                {"type": 9, "id": 2, "components": [{"type": 10, "content": "x"}], "accessory": {"type": 2}},
                {"type": 14, "id": 0, "spacing": 2},
            ]}),
            json!({"type": 1, "components": [{
                "type": 3, "custom_id": "c", "placeholder": null, "required": true, "unknown": 1,
                "options": [{"label": "a", "value": "b", "emoji": {"id": null, "name": "🍵"}, "default": null}],
            }]}),
        ];
        complete(&mut tree, true);
        let at = |pointer: &str| json!(tree).pointer(pointer).cloned().unwrap_or_default();
        for (pointer, value) in [
            ("/0/id", json!(1)),
            ("/0/components/0/id", json!(2)),
            ("/0/components/0/components/0/id", json!(3)),
            ("/0/components/0/accessory/id", json!(4)),
            ("/0/components/1/id", json!(5)),
            ("/1/id", json!(6)),
            ("/1/components/0/id", json!(7)),
            ("/0/spoiler", json!(false)),
            ("/0/components/1/divider", json!(true)),
            ("/0/components/1/spacing", json!(2)),
            ("/1/components/0/min_values", json!(1)),
        ] {
            assert_eq!(at(pointer), value, "{pointer}");
        }
        assert_eq!(
            tree[1]["components"][0],
            json!({
                "type": 3, "id": 7, "custom_id": "c", "min_values": 1, "max_values": 1,
                "options": [{"label": "a", "value": "b", "emoji": {"name": "🍵"}}],
            })
        );
    }
}
