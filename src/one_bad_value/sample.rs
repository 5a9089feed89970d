//! Makes a full sample of what a type reads, by deserializing the type.
//!
//! [`sample`] is a deserializer that writes whatever the type requests: for an object all of its keys, for a list one
//! element (for components one of each kind), and for a number, a string or a time a valid value. If an object occurs
//! again, only its required keys are written.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde::de::value::{BorrowedStrDeserializer, Error};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::json::request;

/// The kinds of components and interactions that the sample contains, including unknown ones.
const KINDS: Range<u32> = 1..25;

/// The kinds among them that no component has.
const UNKNOWN: [u32; 4] = [15, 16, 20, 24];

/// A sample, with the positions of its keys and values.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) text: String,
    pub(super) sites: Vec<Site>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// The object that contains it, such as `Message`, and the key.
    pub(super) owner: &'static str,
    pub(super) key: String,
    /// The positions of the key, with its quotes, and of the value.
    pub(super) key_at: Range<usize>,
    pub(super) value_at: Range<usize>,
}

/// Makes a sample of what a type reads. `names`: the keys that are tried for objects that do not list their keys, such
/// as components.
pub(super) fn sample<'de, T: Deserialize<'de>>(names: &'de [String], kind: u32) -> Sample {
    let state =
        Rc::new(RefCell::new(State { sample: Sample::default(), seen: HashSet::new(), kinds: HashSet::new(), kind }));
    let sampler = Sampler { state: state.clone(), names, owner: "", repeated: false, kinds: 0 };
    T::deserialize(sampler).unwrap_or_else(|error| panic!("{}: {error}", std::any::type_name::<T>()));
    std::mem::take(&mut state.borrow_mut().sample)
}

#[derive(Debug)]
struct State {
    sample: Sample,
    /// The objects that the sample contains. Objects with a `type` are listed with each kind.
    seen: HashSet<&'static str>,
    kinds: HashSet<(&'static str, u32)>,
    /// The kind of the outermost object with a `type`.
    kind: u32,
}

#[derive(Debug, Clone)]
struct Sampler<'de> {
    state: Rc<RefCell<State>>,
    names: &'de [String],
    owner: &'static str,
    /// Whether the sample already contained this object.
    repeated: bool,
    /// The number of enclosing objects with a `type`.
    kinds: usize,
}

/// Shows what a visitor expects.
struct Expected<'a, V>(&'a V);

impl<'de, V: Visitor<'de>> fmt::Display for Expected<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

impl<'de> Sampler<'de> {
    fn write(&self, text: &str) {
        self.state.borrow_mut().sample.text.push_str(text);
    }

    fn length(&self) -> usize {
        self.state.borrow().sample.text.len()
    }

    fn cut(&self, length: usize) {
        let mut state = self.state.borrow_mut();
        state.sample.text.truncate(length);
        state.sample.sites.retain(|site| site.value_at.end <= length);
    }

    /// A sampler for an object of this name. It records whether the sample already contains the object.
    fn inside(&self, owner: &'static str) -> Self {
        let repeated = !self.state.borrow_mut().seen.insert(owner);
        Self { owner, repeated, ..self.clone() }
    }

    fn object<V: Visitor<'de>>(self, names: Names<'de>, visitor: V) -> Result<V::Value, Error> {
        self.write("{");
        let value = visitor.visit_map(Members { sampler: self.clone(), names, open: None, written: 0 })?;
        self.write("}");
        Ok(value)
    }
}

/// The keys of an object.
enum Names<'de> {
    /// The keys that the object lists.
    Known(&'static [&'static str]),
    /// All known keys, of which the object reads its own.
    Any(&'de [String]),
    /// All known keys, after a `type` with this number.
    Typed(&'de [String], u32),
    /// One key that is a number.
    Number,
    None,
}

impl<'de> Names<'de> {
    fn next(&mut self) -> Option<&'de str> {
        match self {
            Self::Known(names) => {
                let (first, rest) = names.split_first()?;
                *names = rest;
                Some(first)
            }
            Self::Any(names) => {
                let (first, rest) = names.split_first()?;
                *names = rest;
                if first == "type" && rest.is_empty() { None } else { Some(first) }
            }
            Self::Typed(names, _) => {
                *self = Self::Any(names);
                Some("type")
            }
            Self::Number => {
                *self = Self::None;
                Some("7")
            }
            Self::None => None,
        }
    }
}

struct Members<'de> {
    sampler: Sampler<'de>,
    names: Names<'de>,
    /// The key whose value follows, its position, and its value if it is fixed.
    open: Option<(&'de str, usize, Option<u32>)>,
    written: usize,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let fixed = if let Names::Typed(_, kind) = self.names { Some(kind) } else { None };
        let Some(name) = self.names.next() else { return Ok(None) };
        self.open = Some((name, self.sampler.length(), fixed));
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (name, start, fixed) = self.open.take().ok_or_else(|| Error::custom("a value without a key"))?;
        let sampler = &self.sampler;
        if self.written > 0 {
            sampler.write(",");
        }
        let key_at = sampler.length();
        sampler.write(&format!("\"{name}\""));
        let key_at = key_at..sampler.length();
        sampler.write(":");
        let from = sampler.length();
        let value = match fixed {
            Some(kind) => {
                sampler.write(&kind.to_string());
                seed.deserialize(serde::de::value::U32Deserializer::new(kind))?
            }
            None => seed.deserialize(sampler.clone())?,
        };
        let value_at = from..sampler.length();
        if value_at.is_empty() {
            // The type does not read this key.
            sampler.cut(start);
        } else {
            self.written += 1;
            if !matches!(self.names, Names::None) {
                let (owner, key) = (sampler.owner, name.to_owned());
                sampler.state.borrow_mut().sample.sites.push(Site { owner, key, key_at, value_at });
            }
        }
        Ok(value)
    }
}

struct Elements<'de> {
    sampler: Sampler<'de>,
    left: usize,
    written: usize,
    kinds: Range<u32>,
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let start = self.sampler.length();
        if self.written > 0 {
            self.sampler.write(",");
        }
        let (before, kind) = (self.sampler.length(), self.kinds.next());
        let outer = self.sampler.state.borrow().kind;
        if let Some(kind) = kind {
            self.sampler.state.borrow_mut().kind = kind;
        }
        let value = seed.deserialize(self.sampler.clone())?;
        let by_type = self.sampler.state.borrow().kind == u32::MAX;
        self.sampler.state.borrow_mut().kind = outer;
        if self.sampler.length() == before {
            self.sampler.cut(start);
        } else {
            self.written += 1;
        }
        // One element of each kind for objects with a `type`, unless they are nested.
        if by_type && kind.is_some() && self.sampler.kinds == 0 && self.left == 0 && !self.kinds.is_empty() {
            self.left = 1;
        }
        Ok(Some(value))
    }
}

macro_rules! written {
    ($($method:ident => $visit:ident($value:expr), $text:expr;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.write($text);
            visitor.$visit($value)
        }
    )+};
}

impl<'de> Deserializer<'de> for Sampler<'de> {
    type Error = Error;

    written! {
        deserialize_bool => visit_bool(true), "true";
        deserialize_i8 => visit_i64(1), "1";
        deserialize_i16 => visit_i64(1), "1";
        deserialize_i32 => visit_i64(1), "1";
        deserialize_i64 => visit_i64(1), "1";
        deserialize_u8 => visit_u64(1), "1";
        deserialize_u16 => visit_u64(1), "1";
        deserialize_u32 => visit_u64(1), "1";
        deserialize_u64 => visit_u64(1), "1";
        deserialize_f32 => visit_f64(1.5), "1.5";
        deserialize_f64 => visit_f64(1.5), "1.5";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let expected = Expected(&visitor).to_string();
        if expected.contains("decimal string or a number") && !expected.contains("flag") {
            self.write("\"7\"");
            visitor.visit_borrowed_str("7")
        } else if expected.contains("number") || expected.contains("bits") || expected.contains("any value") {
            self.write("1");
            visitor.visit_u64(1)
        } else {
            self.deserialize_str(visitor)
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let expected = Expected(&visitor).to_string();
        let text = if expected.contains("timestamp") { "2026-01-01T00:00:00.000000+00:00" } else { "x" };
        self.write(&format!("\"{text}\""));
        visitor.visit_borrowed_str(text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match name {
            request::FIELD | request::NULLABLE_FIELD | request::UNCHECKED_FIELD if self.repeated => {
                visitor.visit_none()
            }
            request::RAW => {
                self.write("{\"raw\":[1]}");
                visitor.visit_borrowed_bytes(b"{\"raw\":[1]}")
            }
            request::BY_TYPE => {
                let kind = std::mem::replace(&mut self.state.borrow_mut().kind, u32::MAX);
                // Nested objects are texts.
                let kind = if kind == u32::MAX { 10 } else { kind };
                // Each kind is written once in full, because its content differs.
                let owner = owner_name(&Expected(&visitor).to_string());
                let first = self.state.borrow_mut().kinds.insert((owner, kind));
                let mut inside = Self { owner, repeated: !first, ..self.clone() };
                inside.kinds += 1;
                // An object of an unknown kind would keep all keys as they came.
                let names = if UNKNOWN.contains(&kind) && !self.owner.is_empty() { &[] } else { self.names };
                let names = Names::Typed(names, kind);
                inside.object(names, visitor)
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.write("[");
        let elements = Elements { sampler: self.clone(), left: 1, written: 0, kinds: KINDS };
        let value = visitor.visit_seq(elements)?;
        self.write("]");
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.write("[");
        let elements = Elements { sampler: self.clone(), left: length, written: 0, kinds: 0..0 };
        let value = visitor.visit_seq(elements)?;
        self.write("]");
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if Expected(&visitor).to_string() == "a map" {
            return self.object(Names::Number, visitor);
        }
        let names = Names::Any(self.names);
        self.inside("an event with `guild_id`").object(names, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.inside(name).object(Names::Known(fields), visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple_struct enum identifier
    }
}

fn owner_name(expected: &str) -> &'static str {
    ["Interaction", "Component", "ComponentResponse"]
        .into_iter()
        .find(|name| *name == expected)
        .unwrap_or("object with a `type`")
}
