//! The fields of a payload, found without parsing its data (Discord's docs: "Payload Structure").
//!
//! An event that is not wanted costs only this scan. The data of a wanted event is parsed once, directly into its type.

use serde::Deserialize;

use crate::event_path::event_path;
use crate::json::{self, string_end, value_end};

/// The four fields of a payload. The data is an unparsed slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope<'a> {
    /// `op`.
    pub op: u8,
    /// `s`. Only dispatches have one.
    pub seq: Option<u64>,
    /// `t`, the name of the event. Only dispatches have one.
    pub name: Option<&'a str>,
    pub(super) data: Data<'a>,
}

/// The data of a payload, as a slice of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Data<'a> {
    /// JSON that begins with the data.
    pub(crate) json: &'a [u8],
    /// Whether other fields of the payload may follow the data. If so, its end has not been searched for; the parser of
    /// the data finds it.
    pub(crate) open: bool,
}

impl<'a> Data<'a> {
    const NULL: Self = Self::whole(b"null");

    pub(crate) const fn whole(json: &'a [u8]) -> Self {
        Self { json, open: false }
    }

    /// The data without anything after it.
    fn end(self) -> &'a [u8] {
        if !self.open {
            return self.json;
        }
        let end = value_end(self.json, 0).unwrap_or_else(|| match self.json.first() {
            // An object, a list or a string without an end is invalid. Where it was to end is not known, so nothing but
            // its beginning is returned: what follows may be other fields.
            Some(b'{' | b'[' | b'"') => 1,
            // A number, `true`, `false` or `null` to which nothing follows.
            _ => self.json.len(),
        });
        self.json.get(..end).unwrap_or_default()
    }
}

/// Why the envelope of a payload cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// The payload is not a JSON object.
    #[error("the payload is not a JSON object: unexpected byte at position {position}")]
    Syntax {
        /// The position in bytes from the beginning.
        position: usize,
    },
    /// The payload is truncated.
    #[error("the payload is truncated after {length} bytes")]
    Truncated {
        /// The length in bytes.
        length: usize,
    },
    /// `op` is missing, or not a number from 0 to 255.
    #[error("the payload has no opcode")]
    NoOpcode,
    /// The payload is not a valid ETF term, or of a kind that Discord does not send.
    #[error("the payload is not valid ETF: {problem}, at byte {position}")]
    Term {
        /// The problem.
        problem: &'static str,
        /// The position in bytes from the beginning of the term.
        position: usize,
    },
    /// The term is longer as JSON than [`ShardConfig::max_payload`](super::ShardConfig::max_payload).
    #[cfg_attr(not(feature = "etf"), allow(dead_code, reason = "JSON is not converted and keeps its length"))]
    #[error("a payload is longer than the {limit} bytes that `max_payload` allows")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl EnvelopeError {
    /// Whether the stream itself must be considered corrupt, so that the connection cannot go on. In ETF all lengths
    /// are announced, so an invalid term means that the stream is corrupt. An error in a JSON text may concern one
    /// payload only.
    #[must_use]
    pub const fn is_corrupt(&self) -> bool {
        matches!(self, Self::Term { .. } | Self::TooLong { .. })
    }
}

impl<'a> Envelope<'a> {
    /// `d` as JSON, or `null` if it is absent.
    #[must_use]
    pub fn data(&self) -> &'a [u8] {
        self.data.end()
    }

    /// The data, for a parser that finds its end.
    pub(crate) const fn unread(&self) -> Data<'a> {
        self.data
    }

    /// Parses the data.
    pub(super) fn read<T: Deserialize<'a>>(&self) -> Result<T, String> {
        json::from_slice(self.data())
    }

    /// Reads the fields of a JSON payload in any order. Other fields are skipped.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] if the payload is not a JSON object with an opcode. The data is not validated.
    pub fn scan(payload: &'a [u8]) -> Result<Self, EnvelopeError> {
        let mut scanner = Scanner { payload, position: 0 };
        let (mut op, mut seq, mut name) = (None, None, None);
        let mut data = Data::NULL;
        scanner.expect(b'{')?;
        if scanner.peek()? == b'}' {
            return Err(EnvelopeError::NoOpcode);
        }
        loop {
            scanner.expect(b'"')?;
            let key = scanner.text()?;
            scanner.expect(b':')?;
            scanner.peek()?;
            let at = scanner.position;
            let value = scanner.value()?;
            match key {
                b"op" => op = number(value).and_then(|op| u8::try_from(op).ok()),
                b"s" => seq = number(value),
                b"t" => name = string(value, at)?,
                b"d" => data = Data::whole(value),
                _ => {}
            }
            match scanner.next()? {
                b',' => {}
                b'}' => break,
                _ => return Err(EnvelopeError::Syntax { position: scanner.position - 1 }),
            }
        }
        match scanner.peek() {
            Ok(_) => Err(EnvelopeError::Syntax { position: scanner.position }),
            Err(_) => Ok(Self { op: op.ok_or(EnvelopeError::NoOpcode)?, seq, name, data }),
        }
    }

    /// Does the same as [`scan`](Self::scan), but for a dispatch in the form that Discord writes, it does not search
    /// for the end of the data and calls `wanted` with the name of the event. If that returns false, the data is
    /// `null`.
    pub(super) fn scan_wanted(payload: &'a [u8], wanted: impl FnOnce(&'a str) -> bool) -> Result<Self, EnvelopeError> {
        event_path!("finds `op`, `s`, `t` and the beginning of `d`");
        let Some((name, seq, json)) = dispatch(payload) else { return Self::scan(payload) };
        let data = if wanted(name) { Data { json, open: true } } else { Data::NULL };
        Ok(Self { op: 0, seq: Some(seq), name: Some(name), data })
    }
}

/// The name, the number and the beginning of the data of a dispatch in the form `{"t":"NAME","s":1,"op":0,"d":{}}`.
/// Other fields may follow the data.
fn dispatch(payload: &[u8]) -> Option<(&str, u64, &[u8])> {
    let rest = payload.strip_prefix(br#"{"t":""#)?.strip_suffix(b"}")?;
    let (name, rest) = rest.split_at_checked(rest.iter().position(|byte| *byte == b'"')?)?;
    let rest = rest.strip_prefix(br#"","s":"#)?;
    let (seq, rest) = rest.split_at_checked(rest.iter().position(|byte| *byte == b',')?)?;
    let data = rest.strip_prefix(br#","op":0,"d":"#)?;
    // The search for the end of the data must begin at its first byte.
    data.first().filter(|byte| !byte.is_ascii_whitespace())?;
    // An empty text is not a number.
    let seq = number(seq).filter(|_| !seq.is_empty())?;
    Some((std::str::from_utf8(name).ok()?, seq, data))
}

/// A position in a payload.
struct Scanner<'a> {
    payload: &'a [u8],
    position: usize,
}

impl<'a> Scanner<'a> {
    /// Skips white space and returns the next byte without taking it.
    fn peek(&mut self) -> Result<u8, EnvelopeError> {
        loop {
            match self.payload.get(self.position) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.position += 1,
                Some(byte) => return Ok(*byte),
                None => return Err(self.truncated()),
            }
        }
    }

    /// Skips white space and takes the next byte.
    fn next(&mut self) -> Result<u8, EnvelopeError> {
        let byte = self.peek()?;
        self.position += 1;
        Ok(byte)
    }

    fn expect(&mut self, byte: u8) -> Result<(), EnvelopeError> {
        if self.next()? == byte { Ok(()) } else { Err(EnvelopeError::Syntax { position: self.position - 1 }) }
    }

    /// Takes the rest of a string after its opening quote, and returns it with its escapes.
    fn text(&mut self) -> Result<&'a [u8], EnvelopeError> {
        let end = string_end(self.payload, self.position).ok_or_else(|| self.truncated())?;
        let text = self.payload.get(self.position..end - 1).unwrap_or_default();
        self.position = end;
        Ok(text)
    }

    /// Takes a value.
    fn value(&mut self) -> Result<&'a [u8], EnvelopeError> {
        if matches!(self.peek()?, b',' | b':' | b'}' | b']') {
            return Err(EnvelopeError::Syntax { position: self.position });
        }
        let end = value_end(self.payload, self.position).ok_or_else(|| self.truncated())?;
        let value = self.payload.get(self.position..end).unwrap_or_default();
        self.position = end;
        Ok(value)
    }

    const fn truncated(&self) -> EnvelopeError {
        EnvelopeError::Truncated { length: self.payload.len() }
    }
}

/// The value of a non-negative integer. `None` for any other value.
fn number(value: &[u8]) -> Option<u64> {
    value.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// The text of a string; the names of events contain no escapes. `None` for any other value.
fn string(value: &[u8], position: usize) -> Result<Option<&str>, EnvelopeError> {
    match value {
        [b'"', text @ .., b'"'] => std::str::from_utf8(text)
            .map(Some)
            .map_err(|error| EnvelopeError::Syntax { position: position + 1 + error.valid_up_to() }),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
