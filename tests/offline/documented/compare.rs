//! Whether what was written says what was read.

use greenroom::model::Timestamp;
use serde_json::Value;

/// What `written` says otherwise than `read`, each with its path. Keys that are in one of them only must say nothing:
/// null, false, zero, empty.
pub fn differences(read: &Value, written: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(read, written, "", &mut found);
    found
}

/// What it means that a key is absent, where that is not nothing.
const DEFAULTS: &[(&str, &str)] = &[
    // Of an emoji.
    ("available", "true"),
    // Of a presence.
    ("status", "offline"),
    ("chunk_count", "1"),
    // Of a poll.
    ("layout_type", "1"),
];

/// Whether a value is what the absence of its key means. `None` if that means nothing, as of nearly all keys.
fn is_default(key: &str, value: &Value) -> Option<bool> {
    let (_, default) = DEFAULTS.iter().find(|(name, _)| *name == key)?;
    Some(value.is_null() || spelled(value) == *default)
}

fn compare(read: &Value, written: &Value, path: &str, found: &mut Vec<String>) {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            for (key, value) in read {
                let path = format!("{path}/{key}");
                match written.get(key) {
                    Some(written) => compare(value, written, &path, found),
                    None if is_default(key, value).unwrap_or_else(|| is_nothing(value)) => {}
                    None => found.push(format!("{path} is lost: {}", short(value))),
                }
            }
            for (key, value) in written.iter().filter(|(key, _)| !read.contains_key(*key)) {
                if !says_nothing(value) && is_default(key, value) != Some(true) {
                    found.push(format!("{path}/{key} is invented: {}", short(value)));
                }
            }
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            for (index, (read, written)) in read.iter().zip(written).enumerate() {
                compare(read, written, &format!("{path}/{index}"), found);
            }
        }
        (read, written) if same(read, written) => {}
        (read, written) => found.push(format!("{path} was {} and is {}", short(read), short(written))),
    }
}

/// Equal but for the spelling: numbers as strings, other offsets, null for what is empty.
fn same(read: &Value, written: &Value) -> bool {
    match (read, written) {
        (Value::Null, written) => says_nothing(written),
        (Value::String(read), Value::String(written)) => {
            let time = |text: &str| text.parse::<Timestamp>().ok();
            read == written || (time(read).is_some() && time(read) == time(written))
        }
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            number.to_string() == *text
        }
        (Value::Number(read), Value::Number(written)) => read == written || read.as_f64() == written.as_f64(),
        (read, written) => read == written,
    }
}

/// Whether a value says no more than its key's absence.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Object(_) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        // The number 0 as a set of flags.
        Value::String(text) => text.is_empty() || text == "0",
        Value::Array(items) => items.is_empty(),
    }
}

/// What a key that was absent may be written as: what says nothing, or an object of such.
fn says_nothing(value: &Value) -> bool {
    is_nothing(value) || value.as_object().is_some_and(|object| object.values().all(says_nothing))
}

/// A text without its quotes, any other value as JSON.
fn spelled(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}

#[test]
fn spelling_is_no_difference_and_the_rest_is() {
    let differ = |read: &str, written: &str| {
        let [read, written] = [read, written].map(|text| serde_json::from_str(text).unwrap());
        differences(&read, &written)
    };
    for (read, written) in [
        (r#"{"a":5,"b":null}"#, r#"{"a":"5","c":[],"d":{"e":null}}"#),
        (r#"{"a":false,"b":0,"c":"","d":[]}"#, "{}"),
        (r#"["2021-03-31T20:45:31+02:00",1]"#, r#"["2021-03-31T18:45:31.000000+00:00",1.0]"#),
    ] {
        assert_eq!(differ(read, written), [""; 0]);
    }
    for (read, written, difference) in [
        (r#"{"a":1}"#, "{}", "/a is lost: 1"),
        (r#"{"a":{}}"#, "{}", "/a is lost: {}"),
        (r#"{"available":false}"#, "{}", "/available is lost: false"),
        ("{}", r#"{"a":true}"#, "/a is invented: true"),
        (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":2}]}"#, "/a/0/b was 1 and is 2"),
        (r#"{"a":false}"#, r#"{"a":true}"#, "/a was false and is true"),
        ("[1]", "[]", " was [1] and is []"),
        (r#""x""#, "null", " was \"x\" and is null"),
    ] {
        assert_eq!(differ(read, written), [difference]);
    }
}
