//! What is documented about events, their intents, keys and types: `tests/fixtures/schema.json`.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::documented::notation::is_raw;

/// The keys of an object, `name?` if it may be absent, and their types: `snowflake`, `int`, `float`, `bool`, `string`,
/// `timestamp`, `any`, the name of an object, `X[]`, `map<X>`, `[X,Y]`, `X|Y`, `X|null`.
pub type Keys = BTreeMap<String, String>;

/// Objects in brackets differ from the one before them by some keys: `Member(no user)`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    pub events: BTreeMap<String, Row>,
    pub objects: BTreeMap<String, Keys>,
    /// Enums and flags, and the values they have by name.
    pub enums: BTreeMap<String, BTreeMap<String, u64>>,
    /// The components of messages and modals, and what modals are answered with: `LabelResponse`.
    pub components: BTreeMap<String, Keys>,
    /// What guilds have and may.
    pub features: Vec<String>,
    /// The keys of events and objects, with their types taken apart.
    #[serde(skip)]
    parsed: Parsed,
}

#[derive(Debug, Default)]
struct Parsed(OnceLock<HashMap<String, Vec<Key>>>);

impl PartialEq for Parsed {
    /// It follows from the rest.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What the document says of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The intents that deliver it from guilds.
    pub guild: Vec<String>,
    /// The intents that deliver it from direct messages.
    pub direct: Vec<String>,
    /// Which of them are privileged.
    pub privileged: Vec<String>,
    pub keys: Keys,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub name: String,
    pub shape: Shape,
    pub optional: bool,
    pub nullable: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Snowflake,
    Int,
    Float,
    Bool,
    Text,
    Timestamp,
    /// A key that is true if it is there.
    Null,
    Any,
    List(Box<Shape>),
    Pair(Vec<Shape>),
    Map(Box<Shape>),
    Object(String),
    OneOf(Vec<Shape>),
}

/// Where what is checked in lies.
pub fn fixtures() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
}

/// The document about events.
pub fn document() -> String {
    std::fs::read_to_string(fixtures().join("discord/events.md")).unwrap()
}

/// The document about the REST API.
pub fn rest_document() -> String {
    std::fs::read_to_string(fixtures().join("discord/rest.md")).unwrap()
}

impl Schema {
    pub fn new(events: BTreeMap<String, Row>, objects: BTreeMap<String, Keys>) -> Self {
        let (enums, components, features) = Default::default();
        Self { events, objects, enums, components, features, parsed: Parsed::default() }
    }

    /// What is checked in.
    pub fn load() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| {
            let text = std::fs::read_to_string(fixtures().join("schema.json")).expect("tests/fixtures/schema.json");
            serde_json::from_str(&text).expect("tests/fixtures/schema.json is a schema")
        })
    }

    /// The text that is checked in for it.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a schema can be written") + "\n"
    }

    /// The keys of an event, or of an object.
    pub fn keys(&self, name: &str) -> &[Key] {
        let parsed = self.parsed.0.get_or_init(|| {
            let events = self.events.iter().map(|(name, row)| (name, &row.keys));
            let parse = |keys: &Keys| keys.iter().map(|(name, kind)| key(name, kind)).collect();
            events
                .chain(&self.objects)
                .chain(&self.components)
                .map(|(name, keys)| (name.clone(), parse(keys)))
                .collect()
        });
        parsed.get(name).unwrap_or_else(|| panic!("{name} is not documented"))
    }
}

pub fn key(name: &str, kind: &str) -> Key {
    let parts = split(kind, '|');
    let nullable = parts.len() > 1 && parts.contains(&"null");
    let mut shapes: Vec<_> =
        parts.iter().filter(|part| !(nullable && **part == "null")).map(|part| shape(part)).collect();
    let shape = if shapes.len() == 1 { shapes.remove(0) } else { Shape::OneOf(shapes) };
    Key { name: name.trim_end_matches('?').to_owned(), shape, optional: name.ends_with('?'), nullable }
}

fn shape(kind: &str) -> Shape {
    if let Some(item) = kind.strip_suffix("[]") {
        let item = item.strip_prefix('(').and_then(|item| item.strip_suffix(')')).unwrap_or(item);
        return Shape::List(Box::new(key("", item).shape));
    }
    if let Some(value) = kind.strip_prefix("map<").and_then(|kind| kind.strip_suffix('>')) {
        return Shape::Map(Box::new(shape(value)));
    }
    if let Some(items) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        return Shape::Pair(items.split(',').map(shape).collect());
    }
    match kind {
        "snowflake" => Shape::Snowflake,
        "int" => Shape::Int,
        "float" => Shape::Float,
        "bool" => Shape::Bool,
        "string" => Shape::Text,
        "timestamp" => Shape::Timestamp,
        "null" => Shape::Null,
        "any" => Shape::Any,
        name if is_raw(name) => Shape::Any,
        name => {
            assert!(name.starts_with(|first: char| first.is_ascii_uppercase()), "`{name}` is no type");
            Shape::Object(name.to_owned())
        }
    }
}

/// Splits where no bracket is open.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut open = 0_usize;
    text.split(|letter| {
        match letter {
            '(' | '<' | '[' => open += 1,
            ')' | '>' | ']' => open = open.saturating_sub(1),
            _ => {}
        }
        letter == at && open == 0
    })
    .collect()
}

#[test]
fn types_are_read_as_they_are_written() {
    use Shape::{Int, List, Map, Object, OneOf, Pair, Snowflake, Text};

    let user = || Object("User".to_owned());
    for (kind, shape, nullable) in [
        ("snowflake", Snowflake, false),
        ("User|null", user(), true),
        ("User[]", List(Box::new(user())), false),
        ("Member(no user, deaf)[]|null", List(Box::new(Object("Member(no user, deaf)".to_owned()))), true),
        ("(snowflake|int)[]", List(Box::new(OneOf(vec![Snowflake, Int]))), false),
        ("map<User>", Map(Box::new(user())), false),
        ("[int,int]", Pair(vec![Int, Int]), false),
        ("int|string", OneOf(vec![Int, Text]), false),
        ("null", Shape::Null, false),
        ("Component[]", List(Box::new(Shape::Any)), false),
    ] {
        let key = key("x?", kind);
        assert_eq!((key.shape, key.nullable, key.optional), (shape, nullable, true), "{kind}");
    }
}
