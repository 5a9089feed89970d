//! Reads JSON text: strings, numbers, words, and the extent of values.
//!
//! The reader does what serde_json does, in three quarters of its time on what Discord sends: strings are searched
//! sixteen bytes at a time, values that no type has a field for are skipped 64 bytes at a time, and lists and objects
//! are passed to their types in one pass. In exchange it is less general: the whole text must be in memory and must be
//! valid UTF-8. Long and unusual numbers are rare and are parsed by serde_json.
//!
//! Error messages are those of serde_json, so that an error reads the same in all places. Only
//! [`RawJson`](crate::model::RawJson) can keep a value as text: the interface of serde_json's `RawValue` is private to
//! serde_json.

use std::ops::Range;

use super::error::{Error, LeftOut};
use super::skip;
use super::text::{self, Text};

/// The maximum depth of nested values that are read. Discord sends at most a third of it. Each nested object takes some
/// kilobytes of the stack in a build without optimisation. Values that are skipped may be nested to any depth.
pub(super) const DEPTH: u8 = 64;

/// The text and the position in it.
pub(super) struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    pub(super) depth: u8,
    pub(super) left_out: LeftOut,
    /// Whether the current value was written by a user's program, so that what is left out of it is not reported.
    pub(super) unchecked: bool,
}

impl<'de> Reader<'de> {
    #[inline(always)]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether the text continues with these bytes.
    #[inline(always)]
    pub(super) fn is_at<const N: usize>(&self, bytes: [u8; N]) -> bool {
        self.text.as_bytes().get(self.at..).and_then(|rest| rest.first_chunk()) == Some(&bytes)
    }

    /// The next byte that is not white space.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.peek_after_space(),
        }
    }

    #[cold]
    #[inline(never)]
    fn peek_after_space(&mut self) -> Option<u8> {
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
            Err(self.unexpected(otherwise))
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn unexpected(&self, otherwise: &str) -> Error {
        Error::of(if self.at >= self.text.len() { "EOF while parsing a value" } else { otherwise })
    }

    /// Reads a string. The reader must be at its opening quote.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<Text<'de>, Error> {
        match self.plain() {
            Some(text) => Ok(Text::Plain(text)),
            None => self.escaped().map(Text::Unescaped),
        }
    }

    /// Reads a string if it has no escapes. This is a function of its own because its result fits into registers, and
    /// most values are strings.
    #[inline]
    fn plain(&mut self) -> Option<&'de str> {
        // Quotes are ASCII, so the text between two of them is valid UTF-8.
        self.between_quotes().and_then(|place| self.text.get(place))
    }

    /// Reads the bytes of a string if it has no escapes.
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

    /// Skips a value. The content of lists and objects is not checked.
    #[inline]
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let Some(byte) = self.peek() else { return Err(self.unexpected("")) };
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
                Err(self.unexpected(""))
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

    /// Skips a number of any size. It need not fit any type, because no type reads it.
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
    pub(super) fn word(&mut self, word: &'static str) -> Result<(), Error> {
        let end = self.at + word.len();
        if self.text.as_bytes().get(self.at..end) == Some(word.as_bytes()) {
            self.at = end;
            Ok(())
        } else {
            Err(Error::of("expected ident"))
        }
    }

    /// Reads a number. The reader must be at its first byte.
    #[inline]
    pub(super) fn number(&mut self) -> Result<Number, Error> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let negative = self.byte() == Some(b'-');
        let digits = start + usize::from(negative);
        let mut at = digits;
        let mut value = 0_u64;
        while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
            // A number that overflows is read again by `long_number`.
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
            // At most 18 digits fit into an `i64`.
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

    /// The number of elements of a list of numbers or strings whose opening bracket has been read, as far as it was
    /// counted. `None` for a list of lists or objects.
    #[inline]
    pub(super) fn count(&self) -> Option<usize> {
        let rest = self.text.as_bytes().get(self.at..)?;
        match rest.first()? {
            b']' => Some(0),
            b'"' | b'0'..=b'9' => Some(1 + text::commas(rest)),
            _ => None,
        }
    }

    /// Moves past an opening bracket, one level down.
    #[inline(always)]
    pub(super) fn enter(&mut self) -> Result<(), Error> {
        self.at += 1;
        self.depth = self.depth.checked_sub(1).ok_or_else(|| Error::of("recursion limit exceeded"))?;
        Ok(())
    }

    #[inline(always)]
    pub(super) fn leave(&mut self) {
        self.at += 1;
        self.depth += 1;
    }
}

/// The number of digits at `from`.
#[inline]
fn digits(bytes: &[u8], from: usize) -> usize {
    bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// A number, in the first of these types that can hold it.
pub(super) enum Number {
    Whole(u64),
    Negative(i64),
    Fraction(f64),
}
