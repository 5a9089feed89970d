//! Values, read straight into their types.
//!
//! What serde_json does as well, in three quarters of its time on what Discord sends: strings are looked through
//! sixteen bytes at a time, what no type has a field for is passed over 64 at a time, and lists and objects are handed
//! to their types without a look back. It costs generality: the whole text is there, and was found to be UTF-8.
//! Numbers that are long or broken are few; serde_json reads those.
//!
//! Messages are those of serde_json, so that an error reads the same wherever it comes from. A value is kept as text by
//! [`RawJson`](crate::model::RawJson) only: what serde_json's `RawValue` asks a deserializer for is known to
//! serde_json alone.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, Unexpected, Visitor};

use super::{
    access::{List, Members},
    attempt::{Attempt, LeftOut},
    by_type::{self, TypeFirst},
    request, skip,
    text::{self, Text},
};

/// How deep values that are read may lie in one another. What Discord sends lies a third as deep, and reading an
/// object within another takes some kilobytes of the stack in a build without optimisation. What is passed over may
/// lie as deep as it likes.
pub(super) const DEPTH: u8 = 64;

/// Why a text could not be read, and at which byte of it.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) at: usize,
}

/// A value that was read.
#[derive(Debug)]
pub(crate) struct Read<T> {
    pub(crate) value: T,
    /// What could not be read, and is not in it.
    pub(crate) left_out: LeftOut,
}

/// Reads a whole text, or one in which other members of an object may follow.
pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str, open: bool) -> Result<Read<T>, Problem> {
    let mut reader = Reader { text, at: 0, depth: DEPTH, left_out: LeftOut::default(), unchecked: false };
    let value = T::deserialize(&mut reader).and_then(|value| match reader.peek() {
        // Every list and object has been read to its end.
        None if reader.depth == DEPTH => Ok(value),
        Some(b',') if reader.depth == DEPTH && open => Ok(value),
        _ => Err(Error::of("trailing characters")),
    });
    match value {
        Ok(value) => Ok(Read { value, left_out: reader.left_out }),
        Err(error) => Err(Problem { message: error.into(), at: reader.at }),
    }
}

/// What went wrong. Where it did is where the reader stands.
#[derive(Debug)]
pub(super) struct Error(Box<str>);

impl Error {
    #[cold]
    #[inline(never)]
    fn of(message: &str) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<Error> for String {
    fn from(Error(message): Error) -> Self {
        message.into()
    }
}

impl de::Error for Error {
    #[cold]
    #[inline(never)]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string().into())
    }

    #[cold]
    #[inline(never)]
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("invalid type: {}, expected {expected}", Found(unexpected)))
    }

    #[cold]
    #[inline(never)]
    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("invalid value: {}, expected {expected}", Found(unexpected)))
    }
}

/// How many characters of a text that was found are said.
const LONGEST_FOUND: usize = 64;

/// What was found, in JSON's words.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // What serde knows as a unit value.
            Unexpected::Unit => f.write_str("null"),
            // No more than says what it is; addresses of webhooks are secrets.
            Unexpected::Str(text) if text.contains("/webhooks/") => f.write_str("string \"{secret}\""),
            Unexpected::Str(text) => match text.char_indices().nth(LONGEST_FOUND) {
                Some((end, _)) => write!(f, "string {:?}…", text.get(..end).unwrap_or_default()),
                None => self.0.fmt(f),
            },
            // As JSON writes it, with an exponent where it is long.
            Unexpected::Float(number) => match serde_json::Number::from_f64(number) {
                Some(number) => write!(f, "floating point `{number}`"),
                None => self.0.fmt(f),
            },
            unexpected => unexpected.fmt(f),
        }
    }
}

/// The text, and how far it has been read.
pub(super) struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    pub(super) depth: u8,
    pub(super) left_out: LeftOut,
    /// Whether what is read was written by a user's program, so that nothing is noted of what is left out.
    pub(super) unchecked: bool,
}

impl<'de> Reader<'de> {
    #[inline(always)]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether these bytes stand here.
    #[inline(always)]
    pub(super) fn stands<const N: usize>(&self, bytes: [u8; N]) -> bool {
        self.text.as_bytes().get(self.at..).and_then(|rest| rest.first_chunk()) == Some(&bytes)
    }

    /// The next byte that is no white space.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.peek_beyond_space(),
        }
    }

    #[cold]
    #[inline(never)]
    fn peek_beyond_space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    #[inline(always)]
    pub(super) fn expect(&mut self, byte: u8, otherwise: &'static str) -> Result<(), Error> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.wrong(otherwise))
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn wrong(&self, otherwise: &str) -> Error {
        Error::of(if self.at >= self.text.len() { "EOF while parsing a value" } else { otherwise })
    }

    /// A string, the reader being at its opening quote.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<Text<'de>, Error> {
        match self.plain() {
            Some(text) => Ok(Text::Plain(text)),
            None => self.escaped().map(Text::Unescaped),
        }
    }

    /// The same, if it stands as it is. Apart, because this answer comes in registers, and strings are most of what
    /// there is.
    #[inline]
    fn plain(&mut self) -> Option<&'de str> {
        // Quotes are ASCII: what stands between two of them is text.
        self.between_quotes().and_then(|place| self.text.get(place))
    }

    /// The bytes of a string, if it stands as it is.
    #[inline]
    pub(super) fn plain_bytes(&mut self) -> Option<&'de [u8]> {
        self.between_quotes().and_then(|place| self.text.as_bytes().get(place))
    }

    #[inline(always)]
    fn between_quotes(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        match text::plain_end(self.text.as_bytes(), start) {
            Some((end, b'"')) => {
                self.at = end + 1;
                Some(start..end)
            }
            _ => None,
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn escaped(&mut self) -> Result<String, Error> {
        let (text, end) = text::unescape(self.text, self.at + 1).map_err(|(message, at)| {
            self.at = at;
            Error::of(message)
        })?;
        self.at = end;
        Ok(text)
    }

    /// Passes over a value. What is inside of one that is passed over is not checked.
    #[inline]
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let Some(byte) = self.peek() else { return Err(self.wrong("")) };
        let input = self.text.as_bytes();
        let end = match byte {
            b'"' => text::string_end(input, self.at + 1),
            b'{' | b'[' if input.get(self.at + 1).is_some_and(|next| matches!(next, b'}' | b']')) => Some(self.at + 2),
            b'{' | b'[' => skip::value_end(input, self.at),
            b',' | b':' | b'}' | b']' => return Err(Error::of("expected value")),
            _ => return self.skip_scalar(byte),
        };
        match end {
            Some(end) => {
                self.at = end;
                Ok(())
            }
            None => {
                self.at = input.len();
                Err(self.wrong(""))
            }
        }
    }

    fn skip_scalar(&mut self, first: u8) -> Result<(), Error> {
        match first {
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            _ => self.skip_number(),
        }
    }

    /// Passes over a number, however large it is: what no type reads need not fit any.
    #[inline]
    fn skip_number(&mut self) -> Result<(), Error> {
        let bytes = self.text.as_bytes();
        let start = self.at + usize::from(self.byte() == Some(b'-'));
        let whole = digits(bytes, start);
        let mut at = start + whole;
        let mut is_number = whole == 1 || (whole > 1 && bytes.get(start) != Some(&b'0'));
        if whole == 0 && start == self.at {
            return Err(Error::of("expected value"));
        }
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(bytes, at + 1);
            is_number &= fraction > 0;
            at += 1 + fraction;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(bytes, at + 1 + sign);
            is_number &= exponent > 0;
            at += 1 + sign + exponent;
        }
        if !is_number {
            return Err(Error::of("invalid number"));
        }
        self.at = at;
        Ok(())
    }

    #[inline(always)]
    fn word(&mut self, word: &'static str) -> Result<(), Error> {
        let end = self.at + word.len();
        if self.text.as_bytes().get(self.at..end) == Some(word.as_bytes()) {
            self.at = end;
            Ok(())
        } else {
            Err(Error::of("expected ident"))
        }
    }

    /// A number, the reader being at its first byte.
    #[inline]
    fn number(&mut self) -> Result<Number, Error> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let negative = self.byte() == Some(b'-');
        let digits = start + usize::from(negative);
        let mut at = digits;
        let mut value = 0_u64;
        while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
            // What does not fit is read again, as a fraction.
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
            at += 1;
        }
        let length = at - digits;
        let zero_first = length > 1 && bytes.get(digits) == Some(&b'0');
        if length == 0 || zero_first {
            return Err(Error::of(if length == 0 && !negative { "expected value" } else { "invalid number" }));
        }
        if length > 18 || matches!(bytes.get(at), Some(b'.' | b'e' | b'E')) {
            return self.long_number(start, at);
        }
        self.at = at;
        Ok(match value {
            0 if negative => Number::Fraction(-0.0),
            // At most 18 digits: it fits.
            value if negative => Number::Negative(-value.cast_signed()),
            value => Number::Whole(value),
        })
    }

    #[cold]
    #[inline(never)]
    fn long_number(&mut self, start: usize, mut at: usize) -> Result<Number, Error> {
        let bytes = self.text.as_bytes();
        while bytes.get(at).is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
            at += 1;
        }
        let number: serde_json::Number = serde_json::from_str(self.text.get(start..at).unwrap_or_default())
            .map_err(|_| Error::of("invalid number"))?;
        self.at = at;
        if let Some(whole) = number.as_u64() {
            Ok(Number::Whole(whole))
        } else if let Some(negative) = number.as_i64() {
            Ok(Number::Negative(negative))
        } else {
            number.as_f64().map(Number::Fraction).ok_or_else(|| Error::of("number out of range"))
        }
    }

    /// How many elements a list seems to have, its bracket having been read. `None` if they are lists or objects.
    #[inline]
    pub(super) fn count(&self) -> Option<usize> {
        let rest = self.text.as_bytes().get(self.at..)?;
        match rest.first()? {
            b']' => Some(0),
            b'"' | b'0'..=b'9' => Some(1 + text::commas(rest)),
            _ => None,
        }
    }

    /// Goes a level down.
    #[inline(always)]
    fn enter(&mut self) -> Result<(), Error> {
        self.at += 1;
        self.depth = self.depth.checked_sub(1).ok_or_else(|| Error::of("recursion limit exceeded"))?;
        Ok(())
    }

    #[inline(always)]
    pub(super) fn leave(&mut self) {
        self.at += 1;
        self.depth += 1;
    }

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

    /// What stands here is not what was wanted.
    #[cold]
    #[inline(never)]
    fn unwanted(&mut self, expected: &dyn de::Expected) -> Error {
        match self.peek() {
            None => self.wrong(""),
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

/// How many digits stand here.
#[inline]
fn digits(bytes: &[u8], from: usize) -> usize {
    bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// A number, in the first of these that holds it.
enum Number {
    Whole(u64),
    Negative(i64),
    Fraction(f64),
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
                _ => Err(self.unwanted(&visitor)),
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
                _ => Err(self.unwanted(&visitor)),
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
            _ => Err(self.wrong("expected value")),
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
            _ => Err(self.unwanted(&visitor)),
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
            Err(self.unwanted(&visitor))
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    /// The name is known where this is called, so that nothing of the choice is left once it is compiled.
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
        if self.peek() == Some(b'[') { self.array(visitor) } else { Err(self.unwanted(&visitor)) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'[') => {
                self.enter()?;
                let value = visitor.visit_seq(List::of(self))?;
                // Who knows how many there are does not ask for one more.
                self.expect(b']', "trailing characters")?;
                self.depth += 1;
                Ok(value)
            }
            _ => Err(self.unwanted(&visitor)),
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
        if self.peek() == Some(b'{') { self.object(visitor) } else { Err(self.unwanted(&visitor)) }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.peek() == Some(b'{') { self.object(visitor) } else { Err(self.unwanted(&visitor)) }
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
            _ => Err(self.unwanted(&visitor)),
        }
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }
}
