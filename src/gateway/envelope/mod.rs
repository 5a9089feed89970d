//! What stands around the data of a payload, found without building a tree (Discord's docs: "Payload Structure").
//!
//! An event that nobody wants costs this scan and no more, and one that somebody wants is parsed once, straight into
//! its type.

use serde::Deserialize;

use crate::json::{self, string_end, value_end};

/// The four fields of a payload. The data is a slice that nobody has parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope<'a> {
    /// `op`.
    pub op: u8,
    /// `s`. Only dispatches have one.
    pub seq: Option<u64>,
    /// `t`, the event's name. Only dispatches have one.
    pub name: Option<&'a str>,
    pub(super) data: Data<'a>,
}

/// The data of a payload as it stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Data<'a> {
    /// JSON that begins with the data.
    pub(crate) json: &'a [u8],
    /// Whether other fields of the payload may stand behind the data. Nobody has looked for its end then: who reads the data finds that anyway.
    pub(crate) open: bool,
}

impl<'a> Data<'a> {
    const NULL: Self = Self::whole(b"null");

    pub(crate) const fn whole(json: &'a [u8]) -> Self {
        Self { json, open: false }
    }

    /// The data, and nothing behind it.
    fn end(self) -> &'a [u8] {
        let end = if self.open { value_end(self.json, 0) } else { None };
        // What has no end is broken, and who reads it says how.
        end.and_then(|end| self.json.get(..end)).unwrap_or(self.json)
    }
}

/// Why a payload has no envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// It is no JSON object.
    #[error("the payload is no JSON object: byte {position} is not what must stand there")]
    Syntax {
        /// Where, in bytes from the beginning.
        position: usize,
    },
    /// It ends too early.
    #[error("the payload is cut short after {length} bytes")]
    CutShort {
        /// Its length, in bytes.
        length: usize,
    },
    /// There is no `op`, or it is no number from 0 to 255.
    #[error("the payload has no opcode")]
    NoOpcode,
    /// It is no term of ETF, or not one that Discord sends.
    #[error("the payload is no ETF: {problem}, at byte {position}")]
    Term {
        /// What is wrong with it.
        problem: &'static str,
        /// Where, in bytes from the beginning of the term.
        position: usize,
    },
    /// As JSON the term is longer than [`ShardConfig::max_payload`](super::ShardConfig::max_payload).
    #[cfg_attr(not(feature = "etf"), allow(dead_code, reason = "JSON is not translated, so that it does not grow"))]
    #[error("a payload is longer than the {limit} bytes that `max_payload` allows")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl EnvelopeError {
    /// Whether the bytes themselves are broken, so that nothing on this connection can be relied on. In ETF every length
    /// is announced: what cannot be walked through is no matter of one payload, as a slip in a JSON text may be.
    #[must_use]
    pub const fn is_corrupt(&self) -> bool {
        matches!(self, Self::Term { .. } | Self::TooLong { .. })
    }
}

impl<'a> Envelope<'a> {
    /// `d` as JSON, `null` if it is not there.
    #[must_use]
    pub fn data(&self) -> &'a [u8] {
        self.data.end()
    }

    /// The data for who reads it into its type.
    pub(crate) const fn unread(&self) -> Data<'a> {
        self.data
    }

    /// Reads the data, and says what is wrong with it if that cannot be done.
    pub(super) fn read<T: Deserialize<'a>>(&self) -> Result<T, String> {
        json::from_slice(self.data())
    }

    /// Finds the fields of a JSON payload, in whatever order they stand. Other fields are passed over.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] if it is no JSON object with an opcode. What the data holds is not checked.
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

    /// Does the same. Where a dispatch stands as Discord writes it, the end of its data is not looked for. `wanted` is asked then whether anybody wants the data
    /// at all; it is `null` if nobody does.
    pub(super) fn scan_wanted(payload: &'a [u8], wanted: impl FnOnce(&'a str) -> bool) -> Result<Self, EnvelopeError> {
        let Some((name, seq, json)) = dispatch(payload) else { return Self::scan(payload) };
        let data = if wanted(name) { Data { json, open: true } } else { Data::NULL };
        Ok(Self { op: 0, seq: Some(seq), name: Some(name), data })
    }
}

/// The name, the number and the data of a dispatch, if it is written like `{"t":"NAME","s":1,"op":0,"d":{}}`. Behind the data there may be more.
fn dispatch(payload: &[u8]) -> Option<(&str, u64, &[u8])> {
    let rest = payload.strip_prefix(br#"{"t":""#)?.strip_suffix(b"}")?;
    let (name, rest) = rest.split_at_checked(rest.iter().position(|byte| *byte == b'"')?)?;
    let rest = rest.strip_prefix(br#"","s":"#)?;
    let (seq, rest) = rest.split_at_checked(rest.iter().position(|byte| *byte == b',')?)?;
    let data = rest.strip_prefix(br#","op":0,"d":"#)?;
    // Where the data ends is looked for from its first byte on.
    data.first().filter(|byte| !byte.is_ascii_whitespace())?;
    // No digits are no number.
    let seq = number(seq).filter(|_| !seq.is_empty())?;
    Some((std::str::from_utf8(name).ok()?, seq, data))
}

/// A place in a payload.
struct Scanner<'a> {
    payload: &'a [u8],
    position: usize,
}

impl<'a> Scanner<'a> {
    /// Goes to the next byte that is no white space and says what it is.
    fn peek(&mut self) -> Result<u8, EnvelopeError> {
        loop {
            match self.payload.get(self.position) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.position += 1,
                Some(byte) => return Ok(*byte),
                None => return Err(self.cut_short()),
            }
        }
    }

    /// Takes the next byte that is no white space.
    fn next(&mut self) -> Result<u8, EnvelopeError> {
        let byte = self.peek()?;
        self.position += 1;
        Ok(byte)
    }

    fn expect(&mut self, byte: u8) -> Result<(), EnvelopeError> {
        if self.next()? == byte { Ok(()) } else { Err(EnvelopeError::Syntax { position: self.position - 1 }) }
    }

    /// Takes the rest of a string whose opening quote is taken, and gives the text as it stands.
    fn text(&mut self) -> Result<&'a [u8], EnvelopeError> {
        let end = string_end(self.payload, self.position).ok_or_else(|| self.cut_short())?;
        let text = self.payload.get(self.position..end - 1).unwrap_or_default();
        self.position = end;
        Ok(text)
    }

    /// Takes a value.
    fn value(&mut self) -> Result<&'a [u8], EnvelopeError> {
        if matches!(self.peek()?, b',' | b':' | b'}' | b']') {
            return Err(EnvelopeError::Syntax { position: self.position });
        }
        let end = value_end(self.payload, self.position).ok_or_else(|| self.cut_short())?;
        let value = self.payload.get(self.position..end).unwrap_or_default();
        self.position = end;
        Ok(value)
    }

    const fn cut_short(&self) -> EnvelopeError {
        EnvelopeError::CutShort { length: self.payload.len() }
    }
}

/// A value that is a whole number, else `None`, as for null.
fn number(value: &[u8]) -> Option<u64> {
    value.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// A value that is a string, as it stands between its quotes (names of events have nothing to escape), else `None`.
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
