//! Deserializes values from the reader, straight into their types.

use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, Unexpected, Visitor};

use super::access::{List, Members};
use super::attempt::Attempt;
use super::by_type::{self, TypeFirst};
use super::error::{Error, LeftOut, Problem};
use super::reader::{DEPTH, Number, Reader};
use super::request;
use super::text::Text;

/// A value that was read.
#[derive(Debug)]
pub(crate) struct Read<T> {
    pub(crate) value: T,
    /// What could not be read and is missing from the value.
    pub(crate) left_out: LeftOut,
}

/// Reads a whole text. If `open`, further members of an object may follow the value.
pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str, open: bool) -> Result<Read<T>, Problem> {
    let mut reader = Reader { text, at: 0, depth: DEPTH, left_out: LeftOut::default(), unchecked: false };
    let value = T::deserialize(&mut reader).and_then(|value| match reader.peek() {
        // At the initial depth every list and object has been closed.
        None if reader.depth == DEPTH => Ok(value),
        Some(b',') if reader.depth == DEPTH && open => Ok(value),
        _ => Err(Error::of("trailing characters")),
    });
    match value {
        Ok(value) => Ok(Read { value, left_out: reader.left_out }),
        Err(error) => Err(Problem { message: error.into(), at: reader.at }),
    }
}

impl<'de> Reader<'de> {
    #[inline(always)]
    fn array<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.enter()?;
        visitor.visit_seq(List::of(self))
    }

    #[inline(always)]
    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.enter()?;
        visitor.visit_map(Members::of(self))
    }

    /// The error for a value of the wrong type.
    #[cold]
    #[inline(never)]
    fn type_error(&mut self, expected: &dyn de::Expected) -> Error {
        match self.peek() {
            None => self.unexpected(""),
            Some(b'"') => match self.string() {
                Ok(text) => de::Error::invalid_type(Unexpected::Str(text.as_str()), expected),
                Err(error) => error,
            },
            Some(b'{') => de::Error::invalid_type(Unexpected::Map, expected),
            Some(b'[') => de::Error::invalid_type(Unexpected::Seq, expected),
            Some(b't') => de::Error::invalid_type(Unexpected::Bool(true), expected),
            Some(b'f') => de::Error::invalid_type(Unexpected::Bool(false), expected),
            Some(b'n') => de::Error::invalid_type(Unexpected::Unit, expected),
            Some(_) => match self.number() {
                Ok(Number::Whole(number)) => de::Error::invalid_type(Unexpected::Unsigned(number), expected),
                Ok(Number::Negative(number)) => de::Error::invalid_type(Unexpected::Signed(number), expected),
                Ok(Number::Fraction(number)) => de::Error::invalid_type(Unexpected::Float(number), expected),
                Err(error) => error,
            },
        }
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.peek() {
                Some(b'0'..=b'9' | b'-') => match self.number()? {
                    Number::Whole(number) => visitor.visit_u64(number),
                    Number::Negative(number) => visitor.visit_i64(number),
                    Number::Fraction(number) => visitor.visit_f64(number),
                },
                _ => Err(self.type_error(&visitor)),
            }
        }
    )*};
}

macro_rules! strings {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.peek() {
                Some(b'"') => match self.string()? {
                    Text::Plain(text) => visitor.visit_borrowed_str(text),
                    Text::Unescaped(text) => visitor.visit_string(text),
                },
                _ => Err(self.type_error(&visitor)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'{') => self.object(visitor),
            Some(b'[') => self.array(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'0'..=b'9' | b'-') => self.deserialize_u64(visitor),
            _ => Err(self.unexpected("expected value")),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b't') => {
                self.word("true")?;
                visitor.visit_bool(true)
            }
            Some(b'f') => {
                self.word("false")?;
                visitor.visit_bool(false)
            }
            _ => Err(self.type_error(&visitor)),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
    }

    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    #[inline]
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            visitor.visit_unit()
        } else {
            Err(self.type_error(&visitor))
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    /// The name is a constant at each call, so that the compiler removes all but one branch.
    #[inline(always)]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match name {
            request::FIELD if self.peek() == Some(b'n') => {
                self.word("null")?;
                visitor.visit_none()
            }
            request::FIELD | request::NULLABLE_FIELD => visitor.visit_seq(Attempt::<false, false>::of(self)),
            request::UNCHECKED_FIELD => visitor.visit_seq(Attempt::<false, true>::of(self)),
            request::ELEMENT => visitor.visit_seq(Attempt::<true, false>::of(self)),
            request::BY_TYPE => {
                self.peek();
                if !by_type::is_first(self) && self.byte() == Some(b'{') {
                    self.enter()?;
                    return visitor.visit_map(TypeFirst::of(self)?);
                }
                self.deserialize_map(visitor)
            }
            request::RAW => {
                self.peek();
                let start = self.at;
                self.skip()?;
                visitor.visit_borrowed_bytes(self.text.as_bytes().get(start..self.at).unwrap_or_default())
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek() == Some(b'[') { self.array(visitor) } else { Err(self.type_error(&visitor)) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'[') => {
                self.enter()?;
                let value = visitor.visit_seq(List::of(self))?;
                // A visitor that expects a fixed number of elements does not read the end of the list.
                self.expect(b']', "trailing characters")?;
                self.depth += 1;
                Ok(value)
            }
            _ => Err(self.type_error(&visitor)),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(length, visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek() == Some(b'{') { self.object(visitor) } else { Err(self.type_error(&visitor)) }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.peek() == Some(b'{') { self.object(visitor) } else { Err(self.type_error(&visitor)) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'"') => match self.string()? {
                Text::Plain(text) => visitor.visit_enum(text.into_deserializer()),
                Text::Unescaped(text) => visitor.visit_enum(text.into_deserializer()),
            },
            Some(b'{') => {
                self.enter()?;
                let members = Members::of(self);
                let value = visitor.visit_enum(de::value::MapAccessDeserializer::new(members))?;
                self.expect(b'}', "trailing characters")?;
                self.depth += 1;
                Ok(value)
            }
            _ => Err(self.type_error(&visitor)),
        }
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }
}
