//! ETF, Erlang's external term format.
//!
//! A received term is read in place and converted to JSON, into a buffer that is reused. The rest of the crate works on
//! JSON only. The crate `eetf` encodes what is sent, but does not decode what is received, because it trusts its input:
//! it allocates memory for announced lengths, recurses without a limit, and panics on some tags. Here, a length is
//! checked against the bytes that are present, nesting is limited to [`MAX_DEPTH`], and the JSON to `max_payload`.
//!
//! The mapping is that of Discord's own library, erlpack: the atoms `nil`, `null`, `true` and `false` are the JSON
//! literals, every other atom and every binary is a string, and tuples are lists. Erlang encodes a list of small
//! numbers as a string of bytes; it is converted to a list.

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
/// The deepest nesting of lists and maps. serde_json has the same limit.
pub(super) const MAX_DEPTH: u32 = 127;
/// A buffer larger than this is shrunk before the next payload.
const SHRINK_ABOVE: usize = 1 << 20;
/// The capacity after that.
const SHRUNK_CAPACITY: usize = 64 << 10;

/// Reads the payloads of one connection.
#[derive(Debug)]
pub(super) struct Reader {
    /// The data of the last payload as JSON.
    json: Vec<u8>,
    /// For compressed terms, which Discord does not send at present.
    zlib: Option<Box<Zlib>>,
    max_payload: usize,
}

impl Reader {
    pub(super) fn new(max_payload: usize) -> Self {
        Self { json: Vec::new(), zlib: None, max_payload }
    }

    /// Reads the fields of a payload in any order, and converts the data to JSON if `wanted` returns true.
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
        if json.capacity() > SHRINK_ABOVE {
            json.shrink_to(SHRUNK_CAPACITY);
        }
        match data {
            Some(mut data) if name.is_none_or(wanted) => json::write(&mut data, json, *max_payload)?,
            _ => json.extend_from_slice(b"null"),
        }
        Ok(Envelope { op, seq, name, data: Data::whole(json) })
    }
}

/// Decompresses a term: four bytes with its length, which are ignored, and one zlib stream.
fn inflate<'a>(zlib: &'a mut Zlib, compressed: &[u8], max_payload: usize) -> Result<&'a [u8], EnvelopeError> {
    use crate::gateway::compression::InflateError::TooLong;
    const CORRUPT: EnvelopeError = EnvelopeError::Term { problem: "the compressed term is corrupt", position: 1 };
    match zlib.single(compressed.get(4..).unwrap_or_default()) {
        Ok(term) => Ok(term),
        Err(TooLong { .. }) => Err(EnvelopeError::TooLong { limit: max_payload }),
        Err(_) => Err(CORRUPT),
    }
}
