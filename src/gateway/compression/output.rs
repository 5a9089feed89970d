//! The buffer that payloads are inflated into. It is used again for every payload, and bounded by `max_payload`.

use std::fmt;

use super::InflateError;

/// The first size of the buffer.
const FIRST: usize = 8 << 10;
/// A buffer larger than this is given back once a payload has not needed it.
pub(super) const KEPT: usize = 64 << 10;
/// The size of the buffer after that.
const USUAL: usize = 32 << 10;

/// A decompressor that goes on where it stopped.
pub(super) trait Codec {
    /// Inflates some of `input` into `output`. It stops when it has no more input, no more room, or at the end of a stream.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, InflateError>;
}

/// How far a call of a decompressor came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) read: usize,
    pub(super) written: usize,
    pub(super) place: Place,
}

/// Where a decompressor stands in its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a block, or the decompressor does not tell.
    Inside,
    /// Between two blocks, with none begun.
    #[cfg_attr(not(feature = "zstd"), expect(dead_code, reason = "zlib does not tell"))]
    BlockEnd,
    /// At the end of the stream.
    StreamEnd,
}

/// The output buffer.
pub(super) struct Output {
    /// All of it may be written to: its length is the room, not what has been written.
    buffer: Vec<u8>,
    /// Where the payload ends so far.
    end: usize,
    /// The last payload is whole, so that the next message begins another.
    is_whole: bool,
    max_payload: usize,
    /// How many bytes the decompressors have read.
    #[cfg(test)]
    pub(super) read: u64,
}

impl Output {
    pub(super) const fn new(max_payload: usize) -> Self {
        Self {
            buffer: Vec::new(),
            end: 0,
            is_whole: true,
            max_payload,
            #[cfg(test)]
            read: 0,
        }
    }

    /// What has been inflated of the payload.
    pub(super) fn payload(&self) -> &[u8] {
        self.buffer.get(..self.end).unwrap_or_default()
    }

    #[cfg(test)]
    pub(super) const fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Drops what has been written, and memory beyond the usual.
    pub(super) fn reset(&mut self) {
        self.end = 0;
        self.is_whole = true;
        self.shrink();
    }

    /// Begins a payload, unless the last one is not whole yet.
    pub(super) fn begin(&mut self) {
        if !std::mem::take(&mut self.is_whole) {
            return;
        }
        // Not after a large payload: where several follow each other, each would allocate.
        if self.end <= KEPT {
            self.shrink();
        }
        self.end = 0;
    }

    /// Ends the payload. It can be read until the next one begins.
    pub(super) const fn finish(&mut self) {
        self.is_whole = true;
    }

    fn shrink(&mut self) {
        if self.buffer.len() > KEPT {
            self.buffer.truncate(USUAL);
            self.buffer.shrink_to_fit();
        }
    }

    /// Appends what `input` inflates to, up to the end of the stream if that comes first.
    pub(super) fn inflate(&mut self, codec: &mut impl Codec, mut input: &[u8]) -> Result<Place, InflateError> {
        loop {
            if self.end == self.buffer.len() {
                self.grow();
            }
            let step = codec.step(input, self.buffer.get_mut(self.end..).unwrap_or_default())?;
            #[cfg(test)]
            {
                self.read += step.read as u64;
            }
            input = input.get(step.read..).unwrap_or_default();
            self.end += step.written;
            if self.end > self.max_payload {
                return Err(InflateError::TooLong { limit: self.max_payload });
            }
            // Where the buffer is full, the decompressor may hold back more.
            let is_full = self.end == self.buffer.len();
            if step.place == Place::StreamEnd || (input.is_empty() && !is_full) {
                return Ok(step.place);
            }
            if step.read == 0 && step.written == 0 && !is_full {
                return Err(InflateError::Corrupt { error: "the decompressor makes no progress".to_owned() });
            }
        }
    }

    /// Doubles the buffer, up to one byte more than a payload may have: when that is written, the payload is too long.
    fn grow(&mut self) {
        let size = (2 * self.buffer.len()).max(FIRST).min(self.max_payload.saturating_add(1));
        self.buffer.reserve_exact(size.saturating_sub(self.buffer.len()));
        self.buffer.resize(size, 0);
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not what stands in it.
        f.debug_struct("Output").field("end", &self.end).field("is_whole", &self.is_whole).finish_non_exhaustive()
    }
}
