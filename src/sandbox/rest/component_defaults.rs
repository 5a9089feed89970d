//! What Discord adds to components: ids, and the defaults of fields that were not given.

use std::collections::HashSet;

use serde_json::{Value, json};

/// Numbers the components without an id, outer ones first, and adds defaults. An id of 0 counts as none.
pub(super) fn complete(components: &mut [Value]) {
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
        defaults(it);
    });
}

/// Calls `act` for all components of a tree, outer ones first.
fn visit(components: &mut [Value], act: &mut dyn FnMut(&mut Value)) {
    for component in components {
        act(component);
        for key in ["components", "accessory", "component"] {
            match component.get_mut(key) {
                Some(Value::Array(inner)) => visit(inner, act),
                Some(inner @ Value::Object(_)) => visit(std::slice::from_mut(inner), act),
                _ => {}
            }
        }
    }
}

/// Removes nulls and adds the fields that Discord's answers have always.
fn defaults(component: &mut Value) {
    let more = match component["type"].as_u64() {
        Some(3 | 5..=8) => json!({"min_values": 1, "max_values": 1}),
        Some(4) => json!({"min_length": 0, "max_length": 4000, "required": true}),
        Some(11 | 13) => json!({"spoiler": false}),
        Some(14) => json!({"divider": true, "spacing": 1}),
        Some(17) => json!({"spoiler": false, "accent_color": null}),
        Some(19 | 21) => json!({"required": true}),
        Some(22) => {
            json!({"required": true, "min_values": 1, "max_values": component["options"].as_array().map(Vec::len)})
        }
        Some(23) => json!({"default": false}),
        _ => json!({}),
    };
    let (Some(component), Value::Object(more)) = (component.as_object_mut(), more) else { return };
    component.retain(|_, value| !value.is_null());
    for (key, value) in more {
        component.entry(key).or_insert(value);
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
            json!({"type": 1, "components": [{"type": 3, "custom_id": "c", "placeholder": null}]}),
        ];
        complete(&mut tree);
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
        assert!(tree[1]["components"][0].get("placeholder").is_none());
    }
}
