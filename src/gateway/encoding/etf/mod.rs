//! ETF, Erlang's external term format.
//!
//! What comes is walked through where it lies and written as JSON once, into a buffer that is used again: everything
//! behind this room knows JSON only. Nothing is built in between. The crate `eetf` writes what we send; it does not read
//! what we receive, as it trusts its input: it reserves memory by announced lengths, calls itself for every level of
//! nesting, and panics at some tags. Here a length is believed only once so many bytes are there, nesting is bounded by
//! [`MAX_DEPTH`], and the JSON by `max_payload`.
//!
//! The mapping is that of Discord's own library, erlpack: the atoms `nil`, `null`, `true` and `false` are what their
//! names say, every other atom and every binary is a string, and tuples are lists, as is the string of bytes that Erlang
//! makes of a list of small numbers.

mod json;
#[cfg(test)]
mod tests;
mod walk;
mod write;

use self::walk::{Walk, tag};
pub(crate) use self::write::{write, write_known};
use crate::gateway::compression::Zlib;
use crate::gateway::envelope::{Data, Envelope, EnvelopeError};

/// The first byte of every payload: the version of the format.
const VERSION: u8 = 131;
/// How deep lists and maps may be nested. serde_json reads no deeper JSON than this either.
pub(super) const MAX_DEPTH: u32 = 127;
/// A buffer larger than this does not outlive the payload that needed it.
const KEPT_CAPACITY: usize = 1 << 20;
/// What the buffer is cut back to then.
const USUAL_CAPACITY: usize = 64 << 10;

/// Reads the payloads of one connection.
#[derive(Debug)]
pub(super) struct Reader {
    /// The data of the last payload, as JSON.
    json: Vec<u8>,
    /// For terms that are compressed by themselves, which Discord does not send today.
    zlib: Option<Box<Zlib>>,
    max_payload: usize,
}

impl Reader {
    pub(super) fn new(max_payload: usize) -> Self {
        Self { json: Vec::new(), zlib: None, max_payload }
    }

    /// Finds the fields of a payload, in whatever order they stand, and writes the data as JSON if somebody wants it.
    pub(super) fn read<'a>(
        &'a mut self,
        payload: &'a [u8],
        wanted: impl FnOnce(&str) -> bool,
    ) -> Result<Envelope<'a>, EnvelopeError> {
        let Self { json, zlib, max_payload } = self;
        let term = match payload {
            [VERSION, tag::COMPRESSED, compressed @ ..] => {
                let zlib = zlib.get_or_insert_with(|| Box::new(Zlib::new(*max_payload)));
                inflate(zlib, compressed, *max_payload)?
            }
            [VERSION, term @ ..] => term,
            _ => return Err(EnvelopeError::Term { problem: "the version is not 131", position: 0 }),
        };
        let mut walk = Walk::new(term);
        let (mut op, mut seq, mut name) = (None, None, None);
        let mut data = None;
        for _ in 0..walk.map()? {
            match walk.key()? {
                Some(b"op") => op = walk.unsigned()?.and_then(|op| u8::try_from(op).ok()),
                Some(b"s") => seq = walk.unsigned()?,
                Some(b"t") => name = walk.name()?,
                Some(b"d") => data = Some(walk.value()?),
                _ => walk.skip()?,
            }
        }
        walk.end()?;
        let op = op.ok_or(EnvelopeError::NoOpcode)?;
        json.clear();
        if json.capacity() > KEPT_CAPACITY {
            json.shrink_to(USUAL_CAPACITY);
        }
        match data {
            Some(mut data) if name.is_none_or(wanted) => json::write(&mut data, json, *max_payload)?,
            _ => json.extend_from_slice(b"null"),
        }
        Ok(Envelope { op, seq, name, data: Data::whole(json) })
    }
}

/// A compressed term: the length it will have, which is not believed, and one zlib stream.
fn inflate<'a>(zlib: &'a mut Zlib, compressed: &[u8], max_payload: usize) -> Result<&'a [u8], EnvelopeError> {
    use crate::gateway::compression::InflateError::TooLong;
    const BROKEN: EnvelopeError = EnvelopeError::Term { problem: "the compressed term is broken", position: 1 };
    match zlib.single(compressed.get(4..).unwrap_or_default()) {
        Ok(term) => Ok(term),
        Err(TooLong { .. }) => Err(EnvelopeError::TooLong { limit: max_payload }),
        Err(_) => Err(BROKEN),
    }
}
