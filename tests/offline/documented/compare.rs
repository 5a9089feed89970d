//! Whether what was written is what was read.

use greenroom::model::Timestamp;
use serde_json::Value;

/// How what was written differs from what was read, each with its path. Nothing may be lost, nothing invented.
pub fn differences(read: &Value, written: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(read, written, "", &mut found);
    found
}

fn compare(read: &Value, written: &Value, path: &str, found: &mut Vec<String>) {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            for (key, value) in read {
                let path = format!("{path}/{key}");
                match written.get(key) {
                    Some(written) => compare(value, written, &path, found),
                    None => found.push(format!("{path} is lost: {}", short(value))),
                }
            }
            for (key, value) in written.iter().filter(|(key, _)| !read.contains_key(*key)) {
                found.push(format!("{path}/{key} is invented: {}", short(value)));
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

/// Equal but for the spelling: numbers as strings, other offsets.
fn same(read: &Value, written: &Value) -> bool {
    match (read, written) {
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
        (r#"{"a":5,"b":null}"#, r#"{"a":"5","b":null}"#),
        (r#"["2021-03-31T20:45:31+02:00",1]"#, r#"["2021-03-31T18:45:31.000000+00:00",1.0]"#),
    ] {
        assert_eq!(differ(read, written), [""; 0]);
    }
    for (read, written, difference) in [
        (r#"{"a":1}"#, "{}", "/a is lost: 1"),
        (r#"{"a":null}"#, "{}", "/a is lost: null"),
        ("{}", r#"{"a":[]}"#, "/a is invented: []"),
        (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":2}]}"#, "/a/0/b was 1 and is 2"),
        ("[1]", "[]", " was [1] and is []"),
        (r#""x""#, "null", " was \"x\" and is null"),
    ] {
        assert_eq!(differ(read, written), [difference]);
    }
}
