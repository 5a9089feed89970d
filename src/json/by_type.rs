//! Access to the members of an object with its `type` first.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, MapAccess};

use super::access::Members;
use super::error::Error;
use super::reader::Reader;
use super::text::Text;

/// The key that is delivered first.
const TYPE: &str = "type";

/// The members of an object whose `type` is not its first member. The value of `type` is found by looking ahead, so
/// that no member has to be buffered.
pub(super) struct TypeFirst<'a, 'de> {
    members: Members<'a, 'de>,
    /// The position of the value of `type`, until it has been read.
    kind: Option<usize>,
}

impl<'a, 'de> TypeFirst<'a, 'de> {
    /// The reader must be behind the opening bracket.
    pub(super) fn of(reader: &'a mut Reader<'de>) -> Result<Self, Error> {
        let kind = find(reader)?;
        Ok(Self { members: Members::of(reader), kind })
    }
}

/// Whether `type` is the first member of the object that begins at the reader's position.
#[inline]
pub(super) fn is_first(reader: &Reader<'_>) -> bool {
    reader.is_at(*b"{\"type\":")
}

/// The position of the value of `type` in the object. The position of the reader stays the same.
#[cold]
#[inline(never)]
fn find(reader: &mut Reader<'_>) -> Result<Option<usize>, Error> {
    let start = reader.at;
    let found = skip_to_type(reader);
    reader.at = start;
    found
}

fn skip_to_type(reader: &mut Reader<'_>) -> Result<Option<usize>, Error> {
    while let Some(b'"') = reader.peek() {
        let is_type = reader.string()?.as_str() == TYPE;
        reader.expect(b':', "expected `:`")?;
        if is_type {
            reader.peek();
            return Ok(Some(reader.at));
        }
        reader.skip()?;
        match reader.peek() {
            Some(b',') => reader.at += 1,
            _ => break,
        }
    }
    Ok(None)
}

impl<'de> MapAccess<'de> for TypeFirst<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if self.kind.is_some() {
            return seed.deserialize(BorrowedStrDeserializer::new(TYPE)).map(Some);
        }
        loop {
            let Some(key) = self.members.next_name()? else { return Ok(None) };
            if key.as_str() == TYPE {
                self.members.skip_value()?;
                continue;
            }
            return match key {
                Text::Plain(key) => seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some),
                Text::Unescaped(key) => seed.deserialize(serde::de::value::StringDeserializer::new(key)).map(Some),
            };
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.kind.take() {
            Some(at) => self.members.read_at(at, seed),
            None => self.members.next_value_seed(seed),
        }
    }
}
