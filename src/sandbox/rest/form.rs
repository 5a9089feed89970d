//! Reads JSON objects field by field and collects all errors, in the tree of error 50035.

use serde_json::{Map, Value, json};

use super::reply::ApiError;

/// The errors of a request, by path.
#[derive(Debug, Default)]
pub(super) struct Errors(Vec<(Vec<String>, &'static str, String)>);

impl Errors {
    pub(super) fn add(&mut self, path: &[&str], code: &'static str, message: impl Into<String>) {
        self.0.push((path.iter().map(|it| (*it).to_owned()).collect(), code, message.into()));
    }

    /// An answer with one error.
    pub(super) fn one(path: &[&str], code: &'static str, message: impl Into<String>) -> ApiError {
        let mut errors = Self::default();
        errors.add(path, code, message);
        ApiError::Form(errors.tree())
    }

    /// The errors as an answer, if there are any.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::Form(self.tree())) }
    }

    fn tree(&self) -> Value {
        let mut tree = json!({});
        for (path, code, message) in &self.0 {
            let mut node = &mut tree;
            for segment in path {
                node = &mut node[segment.as_str()];
            }
            let leaf = json!({"code": code, "message": message});
            match node["_errors"].as_array_mut() {
                Some(list) => list.push(leaf),
                None => node["_errors"] = json!([leaf]),
            }
        }
        tree
    }
}

/// An object in a body, and its path.
#[derive(Debug)]
pub(super) struct Form<'a> {
    object: &'a Map<String, Value>,
    path: Vec<&'a str>,
}

impl<'a> Form<'a> {
    pub(super) fn new(object: &'a Map<String, Value>, path: Vec<&'a str>) -> Self {
        Self { object, path }
    }

    /// The path of the object.
    pub(super) fn here(&self) -> &[&'a str] {
        &self.path
    }

    pub(super) fn path(&self, key: &'a str) -> Vec<&'a str> {
        self.path.iter().copied().chain([key]).collect()
    }

    /// The value of a field that is present and not null.
    pub(super) fn given(&self, key: &str) -> Option<&'a Value> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    /// Whether the key is present, even with null.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.object.contains_key(key)
    }

    pub(super) fn text(&self, key: &'a str, longest: usize, errors: &mut Errors) -> Option<String> {
        let value = self.given(key)?;
        let Some(text) = value.as_str() else {
            // Discord accepts numbers where it expects strings, but nothing else.
            if value.is_number() {
                return Some(value.to_string());
            }
            errors.add(&self.path(key), "STRING_TYPE_CONVERT", "Could not interpret as a string.");
            return None;
        };
        let length = text.trim().chars().count();
        if length > longest {
            let message = format!("Must be {longest} or fewer in length.");
            errors.add(&self.path(key), "BASE_TYPE_MAX_LENGTH", message);
        }
        Some(text.to_owned())
    }

    /// A required string.
    pub(super) fn required_text(&self, key: &'a str, longest: usize, errors: &mut Errors) -> Option<String> {
        if self.given(key).is_none_or(|value| value.as_str().is_some_and(|text| text.trim().is_empty())) {
            errors.add(&self.path(key), "BASE_TYPE_REQUIRED", "This field is required");
            return None;
        }
        self.text(key, longest, errors)
    }

    pub(super) fn flag(&self, key: &'a str, errors: &mut Errors) -> Option<bool> {
        let value = self.given(key)?;
        // Forms have only strings.
        let flag = value.as_bool().or_else(|| match value.as_str()? {
            "true" | "True" => Some(true),
            "false" | "False" => Some(false),
            _ => None,
        });
        if flag.is_none() {
            errors.add(&self.path(key), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        }
        flag
    }

    /// An integer. `bounds` are inclusive.
    pub(super) fn int(&self, key: &'a str, bounds: (i64, i64), errors: &mut Errors) -> Option<i64> {
        let value = self.given(key)?;
        let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then(|| format!("{number:.0}"));
        let number =
            value.as_i64().or_else(|| value.as_str()?.parse().ok()).or_else(|| whole(value.as_f64()?)?.parse().ok());
        let Some(number) = number else {
            errors.add(&self.path(key), "NUMBER_TYPE_COERCE", format!("Value {value} is not int."));
            return None;
        };
        let (code, word, bound) = if number < bounds.0 {
            ("NUMBER_TYPE_MIN", "greater", bounds.0)
        } else if number > bounds.1 {
            ("NUMBER_TYPE_MAX", "less", bounds.1)
        } else {
            return Some(number);
        };
        let message = format!("int value should be {word} than or equal to {bound}.");
        errors.add(&self.path(key), code, message);
        None
    }

    pub(super) fn number(&self, key: &'a str, errors: &mut Errors) -> Option<u64> {
        let value = self.given(key)?;
        let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
        if number.is_none() {
            errors.add(&self.path(key), "NUMBER_TYPE_COERCE", format!("Value {value} is not int."));
        }
        number
    }

    pub(super) fn id(&self, key: &'a str, errors: &mut Errors) -> Option<u64> {
        let value = self.given(key)?;
        let id = as_id(value);
        if id.is_none() {
            errors.add(&self.path(key), "NUMBER_TYPE_COERCE", format!("Value {value} is not snowflake."));
        }
        id
    }

    /// A list of snowflakes.
    pub(super) fn ids(&self, key: &'a str, most: usize, errors: &mut Errors) -> Option<Vec<u64>> {
        let list = self.list(key, most, errors)?;
        let ids: Option<Vec<u64>> = list.iter().map(as_id).collect();
        if ids.is_none() {
            errors.add(&self.path(key), "NUMBER_TYPE_COERCE", "A value is not snowflake.");
        }
        ids
    }

    pub(super) fn list(&self, key: &'a str, most: usize, errors: &mut Errors) -> Option<&'a [Value]> {
        let value = self.given(key)?;
        let Some(list) = value.as_array() else {
            errors.add(&self.path(key), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            return None;
        };
        if list.len() > most {
            errors.add(&self.path(key), "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
        }
        Some(list)
    }

    pub(super) fn object(&self, key: &'a str, errors: &mut Errors) -> Option<Form<'a>> {
        let value = self.given(key)?;
        let Some(object) = value.as_object() else {
            errors.add(&self.path(key), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            return None;
        };
        Some(Form { object, path: self.path(key) })
    }
}

fn as_id(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_tree_has_the_paths_of_the_request() {
        let mut errors = Errors::default();
        errors.add(
            &["embeds", "0", "fields", "2", "value"],
            "BASE_TYPE_MAX_LENGTH",
            "Must be 1024 or fewer in length.",
        );
        errors.add(&["content"], "A", "a");
        errors.add(&["content"], "B", "b");
        errors.add(&[], "C", "c");
        let Err(ApiError::Form(tree)) = errors.check() else { panic!("there were mistakes") };
        assert_eq!(
            tree,
            json!({
                "embeds": {"0": {"fields": {"2": {"value": {"_errors": [
                    {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 1024 or fewer in length."}
                ]}}}}},
                "content": {"_errors": [{"code": "A", "message": "a"}, {"code": "B", "message": "b"}]},
                "_errors": [{"code": "C", "message": "c"}],
            })
        );
    }

    #[test]
    fn fields_are_read_and_validated() {
        let body = json!({"content": "four", "n": 5, "b": "yes", "id": "12", "list": [1, "2"], "o": {"x": null}});
        let form = Form::new(body.as_object().unwrap(), vec![]);
        let mut errors = Errors::default();
        assert_eq!(form.text("content", 4, &mut errors).as_deref(), Some("four"));
        assert_eq!(form.text("n", 4, &mut errors).as_deref(), Some("5"));
        assert_eq!(form.id("id", &mut errors), Some(12));
        assert_eq!(form.ids("list", 2, &mut errors), Some(vec![1, 2]));
        let inner = form.object("o", &mut errors).unwrap();
        assert!(inner.has_key("x") && inner.given("x").is_none());
        assert!(errors.check().is_ok());
        form.text("content", 3, &mut errors);
        form.flag("b", &mut errors);
        form.list("list", 1, &mut errors);
        inner.required_text("x", 10, &mut errors);
        let Err(ApiError::Form(tree)) = errors.check() else { panic!("there were mistakes") };
        assert_eq!(tree["content"]["_errors"][0]["message"], "Must be 3 or fewer in length.");
        assert_eq!(tree["b"]["_errors"][0]["code"], "BOOLEAN_TYPE_CONVERT");
        assert_eq!(tree["list"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
        assert_eq!(tree["o"]["x"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
    }
}
