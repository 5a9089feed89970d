//! Converts a term to JSON.

use serde::Serialize;

use super::MAX_DEPTH;
use super::walk::{Head, Walk};
use crate::gateway::envelope::EnvelopeError;

type Result<T> = std::result::Result<T, EnvelopeError>;

/// Reads a term and appends it to `out` as JSON. `out` may become `limit` bytes long.
pub(super) fn write(term: &mut Walk<'_>, out: &mut Vec<u8>, limit: usize) -> Result<()> {
    Writer { out, limit }.value(term, MAX_DEPTH)
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    limit: usize,
}

impl Writer<'_> {
    /// Calls itself for nested terms, to at most `depth` levels.
    fn value(&mut self, walk: &mut Walk<'_>, depth: u32) -> Result<()> {
        match walk.head()? {
            Head::Binary(text) => self.text(text)?,
            Head::Integer { negative, magnitude } => self.integer(negative, magnitude),
            Head::Float(number) => self.number(&number),
            Head::Atom(name) => self.atom(name)?,
            Head::Latin1(name) => self.latin1(name, Self::atom)?,
            Head::Bytes(numbers) => {
                self.out.push(b'[');
                for (n, number) in numbers.iter().enumerate() {
                    if n > 0 {
                        self.out.push(b',');
                    }
                    self.number(number);
                }
                self.out.push(b']');
            }
            Head::Tuple(terms) => self.list(walk, terms, depth)?,
            Head::List(terms) => {
                self.list(walk, terms, depth)?;
                if !matches!(walk.head()?, Head::Tuple(0)) {
                    return Err(walk.error("the tail of a list is not the empty list"));
                }
            }
            Head::Map(pairs) => {
                let depth = depth.checked_sub(1).ok_or(walk.error("it is nested too deeply"))?;
                self.out.push(b'{');
                for n in 0..pairs {
                    if n > 0 {
                        self.out.push(b',');
                    }
                    self.key(walk)?;
                    self.out.push(b':');
                    self.value(walk, depth)?;
                }
                self.out.push(b'}');
            }
        }
        self.check(0)
    }

    fn list(&mut self, walk: &mut Walk<'_>, terms: u32, depth: u32) -> Result<()> {
        let depth = depth.checked_sub(1).ok_or(walk.error("it is nested too deeply"))?;
        self.out.push(b'[');
        for n in 0..terms {
            if n > 0 {
                self.out.push(b',');
            }
            self.value(walk, depth)?;
        }
        self.out.push(b']');
        Ok(())
    }

    /// Writes a key. JSON keys are strings, so a number is written as a string.
    fn key(&mut self, walk: &mut Walk<'_>) -> Result<()> {
        match walk.head()? {
            Head::Atom(text) | Head::Binary(text) => self.text(text),
            Head::Latin1(text) => self.latin1(text, Self::text),
            Head::Integer { negative, magnitude } => {
                self.out.push(b'"');
                self.integer(negative, magnitude);
                self.out.push(b'"');
                Ok(())
            }
            _ => Err(walk.error("the key of a map is not a string")),
        }
    }

    fn atom(&mut self, name: &[u8]) -> Result<()> {
        match name {
            b"nil" | b"null" => self.out.extend_from_slice(b"null"),
            b"true" | b"false" => self.out.extend_from_slice(name),
            _ => self.text(name)?,
        }
        Ok(())
    }

    /// Writes a name that is encoded in Latin-1.
    fn latin1(&mut self, name: &[u8], write: fn(&mut Self, &[u8]) -> Result<()>) -> Result<()> {
        if name.is_ascii() {
            return write(self, name);
        }
        write(self, name.iter().map(|byte| char::from(*byte)).collect::<String>().as_bytes())
    }

    /// Writes a string. Its UTF-8 is not checked here but when the JSON is parsed, as for payloads in JSON.
    fn text(&mut self, mut text: &[u8]) -> Result<()> {
        self.check(text.len())?;
        self.out.push(b'"');
        while let Some(at) = text.iter().position(|byte| needs_escape(*byte)) {
            // One byte becomes at most six, so checking after each escape keeps the output within the limit.
            let (plain, rest) = text.split_at(at);
            self.out.extend_from_slice(plain);
            if let Some((byte, rest)) = rest.split_first() {
                self.escape(*byte);
                text = rest;
            }
            self.check(text.len())?;
        }
        self.out.extend_from_slice(text);
        self.out.push(b'"');
        Ok(())
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => {
                let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
                self.out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    fn integer(&mut self, negative: bool, magnitude: u128) {
        if negative && magnitude != 0 {
            self.out.push(b'-');
        }
        match u64::try_from(magnitude) {
            Ok(magnitude) => self.number(&magnitude),
            Err(_) => self.number(&magnitude),
        }
    }

    fn number<T: Serialize>(&mut self, number: &T) {
        // Writing a number into memory cannot fail.
        let _ = serde_json::to_writer(&mut *self.out, number);
    }

    /// Checks that `more` bytes fit into the limit.
    fn check(&self, more: usize) -> Result<()> {
        if self.out.len().saturating_add(more) > self.limit {
            Err(EnvelopeError::TooLong { limit: self.limit })
        } else {
            Ok(())
        }
    }
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}
