//! Where the documented keys stand in a value.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::documented::schema::{Key, Schema, Shape};

/// A documented key in a value.
#[derive(Debug, Clone)]
pub struct Site {
    /// The object it is in, as a JSON pointer.
    pub object: String,
    /// The name of that object, or of the event.
    pub owner: String,
    pub key: Key,
}

impl Site {
    /// Where its value is, as a JSON pointer.
    pub fn pointer(&self) -> String {
        format!("{}/{}", self.object, self.key.name)
    }

    /// Where its value is, as errors say it: `author.id`, `mentions[0].id`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.pointer().split('/').skip(1) {
            match step.parse::<usize>() {
                // A key of a map is a long number, the index of a list is short.
                Ok(index) if step.len() < 4 => path += &format!("[{index}]"),
                _ if path.is_empty() => path += step,
                _ => path += &format!(".{step}"),
            }
        }
        path
    }

    pub fn object<'v>(&self, value: &'v mut Value) -> &'v mut Map<String, Value> {
        value.pointer_mut(&self.object).and_then(Value::as_object_mut).expect("the site is in the value")
    }

    pub fn value<'v>(&self, value: &'v mut Value) -> &'v mut Value {
        value.pointer_mut(&self.pointer()).expect("the site is in the value")
    }
}

/// Every documented key of the fixture of an event.
pub fn all(schema: &Schema, event: &str, fixture: &Value) -> Vec<Site> {
    let mut sites = Vec::new();
    if fixture.is_object() {
        object(schema, event, fixture, "", &mut sites);
    }
    sites
}

/// As [`all`], but each key of each kind of object only where it stands first: there are as many types as kinds of
/// objects.
pub fn first(schema: &Schema, event: &str, fixture: &Value) -> Vec<Site> {
    let mut seen = BTreeSet::new();
    let mut sites = all(schema, event, fixture);
    sites.retain(|site| seen.insert((site.owner.clone(), site.key.name.clone())));
    sites
}

fn object(schema: &Schema, name: &str, value: &Value, pointer: &str, sites: &mut Vec<Site>) {
    for key in schema.keys(name) {
        if let Some(inner) = value.get(&key.name) {
            walk(schema, &key.shape, inner, &format!("{pointer}/{}", key.name), sites);
            sites.push(Site { object: pointer.to_owned(), owner: name.to_owned(), key: key.clone() });
        }
    }
}

fn walk(schema: &Schema, shape: &Shape, value: &Value, pointer: &str, sites: &mut Vec<Site>) {
    match (shape, value) {
        (Shape::Object(name), Value::Object(_)) => object(schema, name, value, pointer, sites),
        (Shape::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                walk(schema, item, value, &format!("{pointer}/{index}"), sites);
            }
        }
        (Shape::Map(item), Value::Object(map)) => {
            for (key, value) in map {
                walk(schema, item, value, &format!("{pointer}/{key}"), sites);
            }
        }
        // The samples have the first.
        (Shape::OneOf(shapes), value) => {
            shapes.first().into_iter().for_each(|it| walk(schema, it, value, pointer, sites));
        }
        _ => {}
    }
}
