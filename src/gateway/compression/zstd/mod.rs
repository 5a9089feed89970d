//! Inflating zstd-stream (RFC 8878): one frame for the life of a connection, every message flushed and a payload.
//!
//! It is read by us for the reason that zlib is: a payload is two hundred bytes on the wire and brings codes of its own, so that the time goes into their tables.
//! libzstd makes those for blocks of 128 KiB, as large as they can be, and copies what it inflates out of a buffer of its own; here they are as large as the codes
//! ask for, and the window is what stands before the payload. The sandbox, which compresses, does so with libzstd, and the tests hold this to it.
//!
//! What Discord never sends is left out: dictionaries, frames to be skipped, and the checksum at the end of a frame, which is passed over.

mod bits;
mod fse;
mod huffman;
mod literals;
mod sequences;

use std::fmt;

use self::literals::Literals;
use self::sequences::Sequences;
use super::output::Output;
use super::{Fault, InflateError};

/// What a frame begins with.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The largest window that is accepted: what RFC 8878 asks every decoder to take and advises it not to exceed. The context holds little more than the window. Discord's
/// was 256 KiB when it was looked at.
const MAX_WINDOW: u64 = 8 << 20;
/// The most that a block stands for, whatever the window.
const MAX_BLOCK: usize = 128 << 10;
/// How long the checksum of a frame is.
const CHECKSUM: usize = 4;

/// A zstd context with its output.
pub(super) struct Zstd {
    expected: Expected,
    literals: Box<Literals>,
    sequences: Box<Sequences>,
    output: Output,
    /// What has come of a header or a block whose end has not.
    pending: Vec<u8>,
    /// The last message was not the end of a payload, which goes on in the next.
    partial: bool,
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
enum Expected {
    Frame,
    Block(Frame),
    Checksum,
}

/// What the header of a frame says.
#[derive(Debug, Clone, Copy)]
struct Frame {
    window: usize,
    has_checksum: bool,
    /// How much is still to come, where that is known.
    left: Option<u64>,
}

impl Zstd {
    pub(super) fn new(max_payload: usize) -> Self {
        Self {
            expected: Expected::Frame,
            literals: Box::default(),
            sequences: Box::default(),
            output: Output::new(0, max_payload),
            pending: Vec::new(),
            partial: false,
        }
    }

    /// Forgets the context: what comes next begins with a frame header.
    pub(super) fn reset(&mut self) {
        self.expected = Expected::Frame;
        self.output.reset();
        self.pending = Vec::new();
        self.partial = false;
    }

    /// Inflates a message and says whether a payload ends with it. Discord sends a payload in one message; one that is
    /// divided is put together nevertheless, where that can be told: a flush ends a block, a cut message hardly ever does.
    /// After an error only a [`reset`](Self::reset) helps.
    pub(super) fn inflate(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        if !self.partial {
            self.output.begin();
        }
        let mut pending = std::mem::take(&mut self.pending);
        let is_whole = pending.is_empty();
        if is_whole {
            let read = self.read(message).map_err(|fault| self.output.error(fault))?;
            pending.extend_from_slice(message.get(read..).unwrap_or_default());
        } else {
            pending.extend_from_slice(message);
            let read = self.read(&pending).map_err(|fault| self.output.error(fault))?;
            pending.drain(..read);
        }
        self.partial = !pending.is_empty() || self.output.payload().is_empty();
        if self.partial {
            self.pending = pending;
        }
        Ok(!self.partial)
    }

    /// What the last payload is.
    pub(super) fn output(&self) -> &[u8] {
        self.output.payload()
    }

    #[cfg(test)]
    pub(super) fn output_capacity(&self) -> usize {
        self.output.capacity()
    }

    /// Reads what is whole, and says how much that was.
    fn read(&mut self, data: &[u8]) -> Result<usize, Fault> {
        let mut rest = data;
        loop {
            let behind = match self.expected {
                Expected::Frame => self.begin_frame(rest)?,
                Expected::Block(frame) => self.block(frame, rest)?,
                Expected::Checksum => rest.get(CHECKSUM..).inspect(|_| self.expected = Expected::Frame),
            };
            match behind {
                Some(behind) => rest = behind,
                None => return Ok(data.len() - rest.len()),
            }
        }
    }

    /// Reads a header, if all of it is there, and gives what is behind it.
    fn begin_frame<'a>(&mut self, data: &'a [u8]) -> Result<Option<&'a [u8]>, Fault> {
        let Some((frame, behind)) = Frame::read(data)? else { return Ok(None) };
        // Nothing in a frame leans on the one before it.
        if self.output.payload().is_empty() {
            self.output.reset();
        }
        self.output.set_window(frame.window);
        self.literals.reset();
        self.sequences.reset();
        self.expected = Expected::Block(frame);
        Ok(Some(behind))
    }

    /// Reads a block, if all of it is there, and gives what is behind it (section 3.1.1.2).
    fn block<'a>(&mut self, mut frame: Frame, data: &'a [u8]) -> Result<Option<&'a [u8]>, Fault> {
        let Some(([a, b, c], data)) = data.split_first_chunk() else { return Ok(None) };
        let header = u32::from_le_bytes([*a, *b, *c, 0]);
        let (is_last, kind, size) = (header & 1 == 1, header >> 1 & 3, (header >> 3) as usize);
        let most = frame.window.min(MAX_BLOCK);
        if kind == 3 {
            return Err(Fault::Corrupt("a block of a kind that does not exist"));
        }
        if size > most {
            return Err(Fault::Corrupt("a block is longer than blocks may be"));
        }
        // A block of one byte that comes so often has only that.
        let Some((block, behind)) = data.split_at_checked(if kind == 1 { 1 } else { size }) else { return Ok(None) };
        let before = self.output.payload().len();
        match kind {
            0 => self.output.extend(block)?,
            1 => self.output.fill(block.first().copied().unwrap_or_default(), size)?,
            // No compressor writes one; libzstd passes over it.
            _ if block.is_empty() => {}
            _ => {
                let sequences = self.literals.read(block, most)?;
                self.sequences.run(sequences, &self.literals, most, &mut self.output)?;
            }
        }
        if let Some(left) = &mut frame.left {
            let written = (self.output.payload().len() - before) as u64;
            *left = left.checked_sub(written).ok_or(Fault::Corrupt("a frame is longer than it says"))?;
        }
        self.expected = match is_last {
            false => Expected::Block(frame),
            true if frame.left.is_some_and(|left| left > 0) => {
                return Err(Fault::Corrupt("a frame is shorter than it says"));
            }
            true if frame.has_checksum => Expected::Checksum,
            true => Expected::Frame,
        };
        Ok(Some(behind))
    }
}

impl Frame {
    /// Reads a header, if all of it is there, and gives what is behind it (section 3.1.1.1).
    fn read(data: &[u8]) -> Result<Option<(Self, &[u8])>, Fault> {
        if !data.iter().zip(&MAGIC).all(|(byte, magic)| byte == magic) {
            return Err(Fault::Corrupt("there is no zstd frame"));
        }
        let Some((descriptor, data)) = data.get(MAGIC.len()..).and_then(<[u8]>::split_first) else { return Ok(None) };
        let is_single_segment = descriptor & 0x20 != 0;
        let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let content = match descriptor >> 6 {
            0 if is_single_segment => 1,
            0 => 0,
            power => 1 << power,
        };
        if descriptor & 8 != 0 {
            return Err(Fault::Corrupt("a frame's header has a bit that is reserved"));
        }
        let Some((window, data)) = data.split_at_checked(usize::from(!is_single_segment)) else { return Ok(None) };
        let Some((dictionary, data)) = data.split_at_checked(dictionary) else { return Ok(None) };
        let Some((content, behind)) = data.split_at_checked(content) else { return Ok(None) };
        if number(dictionary) != 0 {
            return Err(Fault::Corrupt("a frame wants a dictionary"));
        }
        let left = match content {
            [] => None,
            // Two bytes count from 256 on.
            [_, _] => Some(number(content) + 256),
            _ => Some(number(content)),
        };
        let window = match *window {
            [window] => {
                let base = 1 << (10 + (window >> 3));
                base + (base >> 3) * u64::from(window & 7)
            }
            // All of the content is at hand then.
            _ => left.unwrap_or_default(),
        };
        if window > MAX_WINDOW {
            return Err(Fault::Corrupt("a frame's window is larger than 8 MiB"));
        }
        // At most 8 MiB.
        Ok(Some((Self { window: window as usize, has_checksum: descriptor & 4 != 0, left }, behind)))
    }
}

/// A number of up to eight bytes, the lowest first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rfold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl fmt::Debug for Zstd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zstd").field("expected", &self.expected).field("partial", &self.partial).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
