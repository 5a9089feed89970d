//! The JSON of a request, read again: to check it before it is sent, and to show the value of a refused field.

use std::{borrow::Cow, fmt};

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value of the body of a request. Texts and names are borrowed from the body, unless they have escapes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// A number that is not an `i64`.
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// Reads a body; `None` if it is not JSON.
    pub(super) fn read(json: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    /// The field of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The field of an object, if it exists and is not null.
    pub(super) fn given(&self, name: &str) -> Option<&Self> {
        self.get(name).filter(|value| !matches!(value, Self::Null))
    }

    /// The elements of a list; none of any other value.
    pub(super) fn list(&self) -> &[Self] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }

    /// The elements of the list in a field.
    pub(super) fn list_of(&self, name: &str) -> &[Self] {
        self.get(name).map_or(&[], Self::list)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// A whole number, written as a number or as a text, as ids and permissions are.
    pub(super) fn id(&self) -> Option<u64> {
        match self {
            Self::Int(number) => u64::try_from(*number).ok(),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The value at a path as in errors: `embeds[0].fields[2].value`.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        let steps = path.split(['.', '[']).filter(|step| !step.is_empty());
        steps.into_iter().try_fold(self, |node, step| match step.strip_suffix(']') {
            Some(index) => node.list().get(index.parse::<usize>().ok()?),
            None => node.get(step),
        })
    }
}

/// The smallest number of characters that a text can have by any way of counting: Unicode scalar values, without
/// invisible ones at both ends. Discord documents that it trims texts, but not what a character is; UTF-16 units are
/// never fewer.
pub(super) fn characters(text: &str) -> usize {
    text.trim_matches(|char: char| char.is_whitespace() || char.is_control() || matches!(char, '\u{200B}' | '\u{FEFF}'))
        .chars()
        .count()
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

/// The name of a field.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Reader)? {
            Node::Text(text) => Ok(Self(text)),
            _ => Err(de::Error::custom("the name of a field must be a text")),
        }
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        // Numbers beyond the range are far above any limit, so rounding does not matter.
        Ok(i64::try_from(value).map_or(Node::Float(value as f64), Node::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::Float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = seq.next_element()? {
            list.push(node);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some((Name(name), value)) = map.next_entry()? {
            fields.push((name, value));
        }
        Ok(Node::Object(fields))
    }
}

/// The path to a value, a linked list that is written only for an error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root,
    Field(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    pub(super) const ROOT: Path<'static> = Path { parent: None, step: Step::Root };

    pub(super) fn field(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Field(name) }
    }

    pub(super) fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Field(name) if self.parent.is_some_and(|it| matches!(it.step, Step::Root)) => f.write_str(name),
            Step::Field(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_body_are_found_by_path() {
        let json =
            br#"{"content":"a\nb","embeds":[{"fields":[{"value":"x"}]}],"n":-3,"big":18446744073709551615,"z":null}"#;
        let node = Node::read(json).unwrap();
        assert_eq!(node.at("embeds[0].fields[0].value").and_then(Node::text), Some("x"));
        assert_eq!(node.at("content").and_then(Node::text), Some("a\nb"));
        assert_eq!(node.at("n").and_then(Node::int), Some(-3));
        assert!(matches!(node.at("big"), Some(Node::Float(_))));
        assert_eq!(node.at("embeds[1]"), None);
        assert_eq!(node.at("embeds[0].fields.value"), None);
        assert!(node.get("z").is_some() && node.given("z").is_none());
        assert_eq!(node.at(""), Some(&node));
        let list = Node::read(br#"[{"name":"a"},{"name":"b"}]"#).unwrap();
        assert_eq!(list.at("[1].name").and_then(Node::text), Some("b"));
        assert_eq!(Node::read(b"{"), None);
    }

    #[test]
    fn paths_are_written_like_code() {
        let embeds = Path::ROOT.field("embeds");
        let first = embeds.index(0);
        assert_eq!(first.field("title").to_string(), "embeds[0].title");
        assert_eq!(Path::ROOT.index(3).field("name").to_string(), "[3].name");
        assert_eq!(Path::ROOT.to_string(), "");
    }

    #[test]
    fn the_smallest_count_of_characters_is_used() {
        for (text, count) in [("", 0), ("abc", 3), ("  a b \n", 3), ("👍🏽", 2), ("\u{1c}a\u{200b}", 1), ("ß", 1)]
        {
            assert_eq!(characters(text), count, "{text:?}");
        }
    }
}
