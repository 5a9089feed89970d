//! Access to the elements of lists and the members of objects.

use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Unexpected, Visitor};

use super::error::Error;
use super::reader::Reader;
use super::text::Text;

/// The elements of an array whose opening bracket has been read.
pub(super) struct List<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'a, 'de> List<'a, 'de> {
    #[inline(always)]
    pub(super) fn of(reader: &'a mut Reader<'de>) -> Self {
        Self { reader, first: true }
    }
}

impl<'de> de::SeqAccess<'de> for List<'_, 'de> {
    type Error = Error;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        match self.reader.peek() {
            Some(b']') => {
                self.reader.leave();
                return Ok(None);
            }
            _ if self.first => self.first = false,
            Some(b',') => self.reader.at += 1,
            _ => return Err(self.reader.unexpected("expected `,` or `]`")),
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    /// The number of elements of a list of numbers or strings, so that the `Vec` is allocated once at its final size.
    /// For a long list it is the number of elements in its first part.
    #[inline]
    fn size_hint(&self) -> Option<usize> {
        if self.first { self.reader.count() } else { None }
    }
}

/// The members of an object whose opening bracket has been read.
pub(super) struct Members<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'a, 'de> Members<'a, 'de> {
    #[inline(always)]
    pub(super) fn of(reader: &'a mut Reader<'de>) -> Self {
        Self { reader, first: true }
    }
}

impl<'de> Members<'_, 'de> {
    /// Moves to the next key, past white space and the comma. `false` if there is no further key.
    #[cold]
    #[inline(never)]
    fn find_key(&mut self) -> Result<bool, Error> {
        match self.reader.peek() {
            Some(b'}') => {
                self.reader.leave();
                return Ok(false);
            }
            _ if self.first => self.first = false,
            Some(b',') => self.reader.at += 1,
            _ => return Err(self.reader.unexpected("expected `,` or `}`")),
        }
        match self.reader.peek() {
            Some(b'"') => Ok(true),
            _ => Err(self.reader.unexpected("key must be a string")),
        }
    }

    /// Reads the next key.
    pub(super) fn next_name(&mut self) -> Result<Option<Text<'de>>, Error> {
        if self.find_key()? { self.reader.string().map(Some) } else { Ok(None) }
    }

    /// Skips the value of the key that was read last.
    pub(super) fn skip_value(&mut self) -> Result<(), Error> {
        self.reader.expect(b':', "expected `:`")?;
        self.reader.skip()
    }

    /// Reads the value at a later position, then returns to the current one.
    pub(super) fn read_at<V: DeserializeSeed<'de>>(&mut self, place: usize, seed: V) -> Result<V::Value, Error> {
        let here = std::mem::replace(&mut self.reader.at, place);
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.at = here;
        Ok(value)
    }
}

impl<'de> de::MapAccess<'de> for Members<'_, 'de> {
    type Error = Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        match self.reader.byte() {
            Some(b'"') if self.first => self.first = false,
            Some(b',') if !self.first && self.reader.is_at(*b",\"") => self.reader.at += 1,
            Some(b'}') => {
                self.reader.leave();
                return Ok(None);
            }
            _ if self.find_key()? => {}
            _ => return Ok(None),
        }
        seed.deserialize(Key(&mut *self.reader)).map(Some)
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        self.reader.expect(b':', "expected `:`")?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A member's key. If a number is requested, the key is parsed as one.
struct Key<'a, 'de>(&'a mut Reader<'de>);

macro_rules! number_keys {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let text = self.0.string()?;
            match whole_number(text.as_str()) {
                Some(number) => match (u64::try_from(number), i64::try_from(number)) {
                    (Ok(number), _) => visitor.visit_u64(number),
                    (_, Ok(number)) => visitor.visit_i64(number),
                    _ => Err(de::Error::invalid_value(Unexpected::Str(text.as_str()), &visitor)),
                },
                None => Err(de::Error::invalid_type(Unexpected::Str(text.as_str()), &visitor)),
            }
        }
    )*};
}

/// Parses a key as a number in JSON's notation: without a plus sign and without leading zeros.
fn whole_number(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_json = match digits.as_bytes() {
        [b'0'] => digits.len() == text.len(),
        [b'1'..=b'9', ..] => true,
        _ => false,
    };
    if is_json { text.parse().ok() } else { None }
}

impl<'de> Deserializer<'de> for Key<'_, 'de> {
    type Error = Error;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.string()? {
            Text::Plain(text) => visitor.visit_borrowed_str(text),
            Text::Unescaped(text) => visitor.visit_string(text),
        }
    }

    /// Used to compare keys as bytes. It does not check whether the bytes are UTF-8.
    #[inline]
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.plain_bytes() {
            Some(name) => visitor.visit_borrowed_bytes(name),
            None => visitor.visit_string(self.0.escaped()?),
        }
    }

    number_keys! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0.string()? {
            Text::Plain(text) => visitor.visit_enum(text.into_deserializer()),
            Text::Unescaped(text) => visitor.visit_enum(text.into_deserializer()),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
