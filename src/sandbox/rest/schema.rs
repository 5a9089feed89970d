//! Tables of the fields of objects: which there are, which values they take, and Discord's error for other values.
//!
//! The results become parts of objects of the world, so they are converted into the form in which Discord returns them:
//! ids and permissions as strings, texts trimmed.

use serde_json::{Map, Value, json};

use super::form::{Errors, Form};

/// The values that a field takes. Bounds are inclusive.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A string of so many characters, which is trimmed first.
    Text(usize, usize),
    Int(i64, i64),
    Number(f64, f64),
    Flag,
    Id,
    /// At most this many ids.
    Ids(usize),
    /// A list of integers from the first to the second bound.
    Numbers(i64, i64),
    /// One of these numbers.
    Choice(&'static [i64]),
    /// Permission bits, as a string or a number.
    Bits,
    /// A time in ISO 8601.
    Time,
    /// An image as a data URI.
    Image,
    Object(&'static [Field]),
    /// So many objects with these fields.
    List(usize, usize, &'static [Field]),
    /// At most so many strings, each of at most so many characters.
    Texts(usize, usize),
    /// Any value, unchanged.
    Any,
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    name: &'static str,
    kind: Kind,
    required: bool,
}

impl Field {
    pub(super) const fn name(&self) -> &'static str {
        self.name
    }
}

/// A field that may be absent or null.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

/// A field that is required.
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

/// Reads a new object. Fields that are not in the table are ignored, as at Discord, and so is null: the default
/// applies.
pub(super) fn create(form: &Form<'_>, fields: &'static [Field], errors: &mut Errors) -> Map<String, Value> {
    read(form, fields, true, errors)
}

/// Reads a change: no field is required, and null clears a field.
pub(super) fn change(form: &Form<'_>, fields: &'static [Field], errors: &mut Errors) -> Map<String, Value> {
    read(form, fields, false, errors)
}

fn read(form: &Form<'_>, fields: &'static [Field], new: bool, errors: &mut Errors) -> Map<String, Value> {
    let mut found = Map::new();
    for field in fields {
        match form.given(field.name) {
            Some(_) => {
                if let Some(value) = value(form, field, errors) {
                    found.insert(field.name.to_owned(), value);
                }
            }
            None if field.required && (new || form.has_key(field.name)) => {
                errors.add(&form.path(field.name), "BASE_TYPE_REQUIRED", "This field is required");
            }
            None if !new && form.has_key(field.name) => {
                found.insert(field.name.to_owned(), Value::Null);
            }
            None => {}
        }
    }
    found
}

fn value(form: &Form<'_>, field: &Field, errors: &mut Errors) -> Option<Value> {
    let name = field.name;
    match field.kind {
        Kind::Text(least, most) => text(form, name, (least, most), errors),
        Kind::Int(least, most) => form.int(name, (least, most), errors).map(Value::from),
        Kind::Number(least, most) => {
            let number = form.given(name)?.as_f64();
            match number {
                Some(number) if (least..=most).contains(&number) => Some(json!(number)),
                Some(number) => {
                    let (code, word, bound) = if number < least {
                        ("NUMBER_TYPE_MIN", "greater", least)
                    } else {
                        ("NUMBER_TYPE_MAX", "less", most)
                    };
                    let message = format!("float value should be {word} than or equal to {bound:?}.");
                    errors.add(&form.path(name), code, message);
                    None
                }
                None => {
                    errors.add(&form.path(name), "NUMBER_TYPE_COERCE", "Value is not float.");
                    None
                }
            }
        }
        Kind::Flag => form.flag(name, errors).map(Value::from),
        Kind::Id => form.id(name, errors).map(|id| Value::String(id.to_string())),
        Kind::Ids(most) => {
            let ids = form.ids(name, most, errors)?;
            Some(ids.iter().map(u64::to_string).collect())
        }
        Kind::Numbers(least, most) => {
            let list = form.list(name, usize::MAX, errors)?;
            let fits = |it: &Value| it.as_i64().is_some_and(|number| (least..=most).contains(&number));
            if !list.iter().all(fits) {
                let message = format!("Values must be integers from {least} to {most}.");
                errors.add(&form.path(name), "BASE_TYPE_CHOICES", message);
            }
            Some(Value::Array(list.to_vec()))
        }
        Kind::Choice(known) => {
            let number = form.int(name, (i64::MIN, i64::MAX), errors)?;
            if known.contains(&number) {
                return Some(Value::from(number));
            }
            let known: Vec<String> = known.iter().map(i64::to_string).collect();
            let message = format!("Value must be one of {{{}}}.", known.join(", "));
            errors.add(&form.path(name), "BASE_TYPE_CHOICES", message);
            None
        }
        Kind::Bits => form.id(name, errors).map(|bits| Value::String(bits.to_string())),
        Kind::Time => {
            let text = form.text(name, 64, errors)?;
            if text.parse::<crate::model::Timestamp>().is_err() {
                errors.add(&form.path(name), "DATETIME_TYPE_PARSE", "Could not parse datetime.");
                return None;
            }
            Some(Value::String(text))
        }
        Kind::Image => {
            let text = form.text(name, usize::MAX, errors)?;
            if image(&text).is_none() {
                errors.add(&form.path(name), "BINARY_TYPE_INVALID", "Invalid image data");
                return None;
            }
            Some(Value::String(text))
        }
        Kind::Object(fields) => {
            let inner = form.object(name, errors)?;
            Some(Value::Object(create(&inner, fields, errors)))
        }
        Kind::List(least, most, fields) => {
            let list = form.list(name, usize::MAX, errors)?;
            length(form, name, list.len(), (least, most), errors);
            let indices: Vec<String> = (0..list.len()).map(|index| index.to_string()).collect();
            let base = form.path(name);
            let read = list.iter().zip(&indices).filter_map(|(item, index)| {
                let mut path = base.clone();
                path.push(index);
                let Some(object) = item.as_object() else {
                    errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
                    return None;
                };
                Some(Value::Object(create(&Form::new(object, path), fields, errors)))
            });
            Some(read.collect())
        }
        Kind::Texts(most, longest) => {
            let list = form.list(name, most, errors)?;
            let base = form.path(name);
            for (index, item) in list.iter().enumerate() {
                let index = index.to_string();
                let mut path = base.clone();
                path.push(&index);
                match item.as_str() {
                    None => errors.add(&path, "STRING_TYPE_CONVERT", "Could not interpret as a string."),
                    Some(text) if text.chars().count() > longest => {
                        errors.add(&path, "BASE_TYPE_MAX_LENGTH", format!("Must be {longest} or fewer in length."));
                    }
                    Some(_) => {}
                }
            }
            Some(Value::Array(list.to_vec()))
        }
        Kind::Any => form.given(name).cloned(),
    }
}

/// A trimmed string within bounds.
pub(super) fn text<'a>(form: &Form<'a>, name: &'a str, bounds: (usize, usize), errors: &mut Errors) -> Option<Value> {
    let text = form.text(name, usize::MAX, errors)?;
    let text = text.trim();
    if text.is_empty() && bounds.0 > 0 {
        errors.add(&form.path(name), "BASE_TYPE_REQUIRED", "This field is required");
        return None;
    }
    length(form, name, text.chars().count(), bounds, errors);
    Some(Value::String(text.to_owned()))
}

fn length<'a>(form: &Form<'a>, name: &'a str, length: usize, bounds: (usize, usize), errors: &mut Errors) {
    let (least, most) = bounds;
    if (least..=most).contains(&length) {
        return;
    }
    let (code, message) = if least > 0 && most < usize::MAX {
        ("BASE_TYPE_BAD_LENGTH", format!("Must be between {least} and {most} in length."))
    } else if length < least {
        ("BASE_TYPE_MIN_LENGTH", format!("Must be {least} or more in length."))
    } else {
        ("BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."))
    };
    errors.add(&form.path(name), code, message);
}

/// The media type and the bytes of an image's data URI.
pub(super) fn image(text: &str) -> Option<(String, Vec<u8>)> {
    use base64::Engine as _;

    let (kind, data) = text.strip_prefix("data:")?.split_once(";base64,")?;
    // Discord accepts `image/jpg` as well, which is no registered type.
    let known = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/avif"];
    let bytes = base64::engine::general_purpose::STANDARD.decode(data).ok()?;
    (known.contains(&kind) && !bytes.is_empty()).then(|| (kind.to_owned(), bytes))
}

/// The hash that Discord gives an uploaded image, with `a_` in front if it is animated.
pub(super) fn image_hash(text: &str) -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};

    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let half = hasher.finish();
    half.hash(&mut hasher);
    let moves = if text.starts_with("data:image/gif") { "a_" } else { "" };
    format!("{moves}{half:016x}{:016x}", hasher.finish())
}

/// Replaces an image's data URI by its hash.
pub(super) fn hash_image(fields: &mut Map<String, Value>, name: &str) {
    if let Some(Value::String(text)) = fields.get_mut(name) {
        *text = image_hash(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::rest::reply::ApiError;

    const TAG: &[Field] = &[must("name", Kind::Text(1, 20)), may("moderated", Kind::Flag)];
    const THING: &[Field] = &[
        must("name", Kind::Text(2, 5)),
        may("topic", Kind::Text(0, 4)),
        may("size", Kind::Int(1, 10)),
        may("kind", Kind::Choice(&[0, 2])),
        may("owner", Kind::Id),
        may("bits", Kind::Bits),
        may("at", Kind::Time),
        may("icon", Kind::Image),
        may("tags", Kind::List(0, 2, TAG)),
        may("words", Kind::Texts(2, 3)),
        may("loud", Kind::Number(0.0, 1.0)),
    ];

    fn check(body: &Value, new: bool) -> (Map<String, Value>, Value) {
        let mut errors = Errors::default();
        let form = Form::new(body.as_object().unwrap(), vec![]);
        let read = read(&form, THING, new, &mut errors);
        let tree = if let Err(ApiError::Form(tree)) = errors.check() { tree } else { Value::Null };
        (read, tree)
    }

    #[test]
    fn fields_are_converted_into_discords_form() {
        let body = json!({
            "name": " abc ", "size": 10, "kind": 2, "owner": 7, "bits": 8, "at": "2026-01-02T03:04:05Z",
            "tags": [{"name": "x", "other": 1}], "topic": null, "unknown": true, "loud": 1,
        });
        let (read, tree) = check(&body, true);
        assert_eq!(tree, Value::Null);
        assert_eq!(
            Value::Object(read),
            json!({
                "name": "abc", "size": 10, "kind": 2, "owner": "7", "bits": "8", "at": "2026-01-02T03:04:05Z",
                "tags": [{"name": "x"}], "loud": 1.0,
            })
        );
        assert_eq!(check(&json!({}), false).1, Value::Null, "a change needs nothing");
        assert_eq!(check(&json!({"topic": null}), false).0["topic"], Value::Null, "a change clears with null");
    }

    #[test]
    fn every_error_has_its_path_and_code() {
        let table = [
            (json!({}), "/name", "BASE_TYPE_REQUIRED"),
            (json!({"name": "a"}), "/name", "BASE_TYPE_BAD_LENGTH"),
            (json!({"name": " "}), "/name", "BASE_TYPE_REQUIRED"),
            (json!({"name": "ab", "topic": "12345"}), "/topic", "BASE_TYPE_MAX_LENGTH"),
            (json!({"name": "ab", "size": 0}), "/size", "NUMBER_TYPE_MIN"),
            (json!({"name": "ab", "size": 11}), "/size", "NUMBER_TYPE_MAX"),
            (json!({"name": "ab", "size": "x"}), "/size", "NUMBER_TYPE_COERCE"),
            (json!({"name": "ab", "kind": 1}), "/kind", "BASE_TYPE_CHOICES"),
            (json!({"name": "ab", "owner": "x"}), "/owner", "NUMBER_TYPE_COERCE"),
            (json!({"name": "ab", "at": "tomorrow"}), "/at", "DATETIME_TYPE_PARSE"),
            (json!({"name": "ab", "icon": "x"}), "/icon", "BINARY_TYPE_INVALID"),
            (json!({"name": "ab", "tags": [{}, {"name": "x"}]}), "/tags/0/name", "BASE_TYPE_REQUIRED"),
            (json!({"name": "ab", "tags": [1]}), "/tags/0", "DICT_TYPE_CONVERT"),
            (json!({"name": "ab", "words": ["long!"]}), "/words/0", "BASE_TYPE_MAX_LENGTH"),
            (json!({"name": "ab", "loud": 2}), "/loud", "NUMBER_TYPE_MAX"),
        ];
        for (body, path, code) in table {
            let tree = check(&body, true).1;
            assert_eq!(tree.pointer(&format!("{path}/_errors/0/code")), Some(&json!(code)), "{body}: {tree}");
        }
    }

    #[test]
    fn images_are_replaced_by_hashes() {
        let png = "data:image/png;base64,aGVsbG8=";
        assert_eq!(image(png).map(|(kind, bytes)| (kind, bytes.len())), Some(("image/png".to_owned(), 5)));
        assert!(image("data:image/jpg;base64,aGVsbG8=").is_some());
        assert_eq!(image_hash(png).len(), 32);
        assert!(image_hash("data:image/gif;base64,aGVsbG8=").starts_with("a_"));
        for text in ["", "data:text/plain;base64,aGVsbG8=", "data:image/png;base64,", "data:image/png;base64,?"] {
            assert!(image(text).is_none(), "{text}");
        }
    }
}
