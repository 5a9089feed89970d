//! Reads terms without building values.

use crate::gateway::envelope::EnvelopeError;

/// The tags of terms (the Erlang documentation: "External Term Format"), without those that are only sent between
/// Erlang nodes, such as processes and functions.
pub(super) mod tag {
    pub(in super::super) const NEW_FLOAT: u8 = 70;
    pub(in super::super) const COMPRESSED: u8 = 80;
    pub(in super::super) const SMALL_INTEGER: u8 = 97;
    pub(in super::super) const INTEGER: u8 = 98;
    pub(in super::super) const FLOAT: u8 = 99;
    pub(in super::super) const ATOM: u8 = 100;
    pub(in super::super) const SMALL_TUPLE: u8 = 104;
    pub(in super::super) const LARGE_TUPLE: u8 = 105;
    pub(in super::super) const NIL: u8 = 106;
    pub(in super::super) const STRING: u8 = 107;
    pub(in super::super) const LIST: u8 = 108;
    pub(in super::super) const BINARY: u8 = 109;
    pub(in super::super) const SMALL_BIG: u8 = 110;
    pub(in super::super) const LARGE_BIG: u8 = 111;
    pub(in super::super) const SMALL_ATOM: u8 = 115;
    pub(in super::super) const MAP: u8 = 116;
    pub(in super::super) const ATOM_UTF8: u8 = 118;
    pub(in super::super) const SMALL_ATOM_UTF8: u8 = 119;
}

/// The length of a float in the old format: digits, padded with zeros.
const FLOAT_LENGTH: usize = 31;
/// The longest integer that is accepted, in bytes. Snowflakes have eight.
const MAX_BIG: usize = 16;

type Result<T> = std::result::Result<T, EnvelopeError>;

/// The beginning of a term; for lists, tuples and maps the elements follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Head<'a> {
    /// An integer: its sign and its magnitude.
    Integer {
        negative: bool,
        magnitude: u128,
    },
    Float(f64),
    Atom(&'a [u8]),
    /// An atom in Latin-1.
    Latin1(&'a [u8]),
    Binary(&'a [u8]),
    /// A list of numbers below 256.
    Bytes(&'a [u8]),
    /// A list: the number of elements. The elements and the tail follow.
    List(u32),
    /// A tuple: the number of elements. The empty list is read as an empty tuple.
    Tuple(u32),
    /// A map: the number of pairs, which follow.
    Map(u32),
}

/// A position in the bytes of terms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    input: &'a [u8],
    position: usize,
}

impl<'a> Walk<'a> {
    pub(super) const fn new(input: &'a [u8]) -> Self {
        Self { input, position: 0 }
    }

    pub(super) const fn error(&self, problem: &'static str) -> EnvelopeError {
        EnvelopeError::Term { problem, position: self.position }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let end = self.position.saturating_add(length);
        let bytes = self.input.get(self.position..end).ok_or(self.error("it is truncated"))?;
        self.position = end;
        Ok(bytes)
    }

    fn advance(&mut self, length: usize) -> Result<()> {
        self.take(length).map(|_| ())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let rest = self.input.get(self.position..).and_then(<[u8]>::first_chunk::<N>);
        let bytes = *rest.ok_or(self.error("it is truncated"))?;
        self.position += N;
        Ok(bytes)
    }

    fn u8(&mut self) -> Result<u8> {
        self.array().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Result<u16> {
        self.array().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn length(&mut self) -> Result<usize> {
        // If the length does not fit into `usize`, the input is shorter than the length in any case.
        self.u32().map(|length| usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// Checks a number of terms that follow against the bytes left: each term has at least one byte.
    fn count(&mut self, length: u32) -> Result<u32> {
        let left = self.input.len().saturating_sub(self.position);
        if usize::try_from(length).is_ok_and(|length| length <= left) {
            Ok(length)
        } else {
            Err(self.error("it has fewer elements than it announces"))
        }
    }

    /// Reads the beginning of a term, without its elements.
    #[inline]
    pub(super) fn head(&mut self) -> Result<Head<'a>> {
        Ok(match self.u8()? {
            tag::BINARY => {
                let length = self.length()?;
                Head::Binary(self.take(length)?)
            }
            tag::SMALL_INTEGER => Head::Integer { negative: false, magnitude: self.u8()?.into() },
            tag::INTEGER => {
                let number = i32::from_be_bytes(self.array()?);
                Head::Integer { negative: number < 0, magnitude: number.unsigned_abs().into() }
            }
            tag::SMALL_ATOM_UTF8 => {
                let length = self.u8()?;
                Head::Atom(self.take(length.into())?)
            }
            tag::ATOM_UTF8 => {
                let length = self.u16()?;
                Head::Atom(self.take(length.into())?)
            }
            tag::SMALL_ATOM => {
                let length = self.u8()?;
                Head::Latin1(self.take(length.into())?)
            }
            tag::ATOM => {
                let length = self.u16()?;
                Head::Latin1(self.take(length.into())?)
            }
            tag::MAP => {
                let pairs = self.u32()?;
                Head::Map(self.count(pairs)?)
            }
            tag::LIST => {
                let terms = self.u32()?;
                Head::List(self.count(terms)?)
            }
            tag::NIL => Head::Tuple(0),
            tag::SMALL_BIG => {
                let length = self.u8()?.into();
                self.big(length)?
            }
            tag::LARGE_BIG => {
                let length = self.length()?;
                self.big(length)?
            }
            tag::NEW_FLOAT => self.finite(f64::from_be_bytes)?,
            tag::FLOAT => {
                let text = self.take(FLOAT_LENGTH)?;
                let end = text.iter().position(|byte| *byte == 0).unwrap_or(FLOAT_LENGTH);
                let number = text.get(..end).and_then(|text| std::str::from_utf8(text).ok()?.parse().ok());
                Head::Float(number.filter(|number: &f64| number.is_finite()).ok_or(self.error("a float is invalid"))?)
            }
            tag::STRING => {
                let length = self.u16()?;
                Head::Bytes(self.take(length.into())?)
            }
            tag::SMALL_TUPLE => {
                let terms = self.u8()?.into();
                Head::Tuple(self.count(terms)?)
            }
            tag::LARGE_TUPLE => {
                let terms = self.u32()?;
                Head::Tuple(self.count(terms)?)
            }
            _ => {
                self.position -= 1;
                return Err(self.error("the kind of term is not supported"));
            }
        })
    }

    fn finite(&mut self, read: fn([u8; 8]) -> f64) -> Result<Head<'a>> {
        let number = read(self.array()?);
        if number.is_finite() { Ok(Head::Float(number)) } else { Err(self.error("a float is invalid")) }
    }

    fn big(&mut self, length: usize) -> Result<Head<'a>> {
        let negative = match self.u8()? {
            0 => false,
            1 => true,
            _ => return Err(self.error("a number has an invalid sign")),
        };
        let digits = self.take(length)?;
        let mut bytes = [0; MAX_BIG];
        let known = bytes.get_mut(..length).ok_or(self.error("a number is too large"))?;
        known.copy_from_slice(digits);
        Ok(Head::Integer { negative, magnitude: u128::from_le_bytes(bytes) })
    }

    /// Skips a term and all its elements.
    pub(super) fn skip(&mut self) -> Result<()> {
        // The number of terms still to read. If it exceeds the number of bytes left, the input is truncated.
        let mut open = 1_u64;
        while open > 0 {
            open -= 1;
            match self.u8()? {
                tag::BINARY => {
                    let length = self.length()?;
                    self.advance(length)?;
                }
                tag::SMALL_INTEGER => self.advance(1)?,
                tag::INTEGER => self.advance(4)?,
                tag::SMALL_ATOM_UTF8 | tag::SMALL_ATOM => {
                    let length = self.u8()?;
                    self.advance(length.into())?;
                }
                tag::ATOM_UTF8 | tag::ATOM | tag::STRING => {
                    let length = self.u16()?;
                    self.advance(length.into())?;
                }
                tag::SMALL_BIG => {
                    let length = usize::from(self.u8()?);
                    self.advance(length + 1)?;
                }
                tag::LARGE_BIG => {
                    let length = self.length()?;
                    self.advance(length.saturating_add(1))?;
                }
                tag::NEW_FLOAT => self.advance(8)?,
                tag::FLOAT => self.advance(FLOAT_LENGTH)?,
                tag::NIL => {}
                tag::MAP => open += 2 * u64::from(self.u32()?),
                tag::LIST => open += 1 + u64::from(self.u32()?),
                tag::SMALL_TUPLE => open += u64::from(self.u8()?),
                tag::LARGE_TUPLE => open += u64::from(self.u32()?),
                _ => {
                    self.position -= 1;
                    return Err(self.error("the kind of term is not supported"));
                }
            }
            if open > (self.input.len() - self.position) as u64 {
                return Err(self.error("it has fewer elements than it announces"));
            }
        }
        Ok(())
    }

    /// Skips a term and returns a walk through it.
    pub(super) fn value(&mut self) -> Result<Self> {
        let start = *self;
        self.skip()?;
        Ok(start)
    }

    /// Reads the beginning of a map and returns the number of its pairs.
    pub(super) fn map(&mut self) -> Result<u32> {
        match self.head()? {
            Head::Map(pairs) => Ok(pairs),
            _ => Err(EnvelopeError::Term { problem: "it is not a map", position: 0 }),
        }
    }

    /// Reads a key of a map. `None`: the key is not a string.
    pub(super) fn key(&mut self) -> Result<Option<&'a [u8]>> {
        let mut value = self.value()?;
        Ok(match value.head()? {
            Head::Atom(text) | Head::Latin1(text) | Head::Binary(text) => Some(text),
            _ => None,
        })
    }

    /// Reads a term. `None`: it is not an integer from 0 to 2^64 - 1.
    pub(super) fn unsigned(&mut self) -> Result<Option<u64>> {
        let mut value = self.value()?;
        Ok(match value.head()? {
            Head::Integer { negative: false, magnitude } => u64::try_from(magnitude).ok(),
            _ => None,
        })
    }

    /// Reads the name of an event. `None`: the term is not a string.
    pub(super) fn name(&mut self) -> Result<Option<&'a str>> {
        let mut value = self.value()?;
        match value.head()? {
            Head::Atom(b"nil" | b"null") | Head::Latin1(b"nil" | b"null") => Ok(None),
            Head::Atom(text) | Head::Latin1(text) | Head::Binary(text) => {
                std::str::from_utf8(text).map(Some).map_err(|_| self.error("the name of an event is not UTF-8"))
            }
            _ => Ok(None),
        }
    }

    /// Checks that all bytes have been read.
    pub(super) fn end(&self) -> Result<()> {
        if self.position == self.input.len() { Ok(()) } else { Err(self.error("bytes follow the payload")) }
    }
}
