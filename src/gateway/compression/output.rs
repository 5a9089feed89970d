//! The buffer for decompressed payloads. It is reused for every payload and bounded by `max_payload`.

use std::fmt;

use super::InflateError;

/// The initial size of the buffer, in bytes.
const INITIAL_SIZE: usize = 8 << 10;
/// A buffer larger than this is shrunk after a payload that did not need it.
pub(super) const SHRINK_ABOVE: usize = 64 << 10;
/// The size of the buffer after it was shrunk.
const SHRUNK_SIZE: usize = 32 << 10;

/// A decompressor that can continue where it stopped.
pub(super) trait Codec {
    /// Decompresses `input` into `output`. It stops at the end of the input, of the output space or of the stream.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, InflateError>;
}

/// The result of one call of a decompressor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) read: usize,
    pub(super) written: usize,
    pub(super) position: Position,
}

/// The position of a decompressor in its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Inside a block, or the decompressor does not report block ends.
    Inside,
    /// Between two blocks.
    #[cfg_attr(not(feature = "zstd"), expect(dead_code, reason = "zlib does not report block ends"))]
    BlockEnd,
    /// At the end of the stream.
    StreamEnd,
}

/// The output buffer.
pub(super) struct Output {
    /// Its length is the space that may be written to, not the number of bytes written.
    buffer: Vec<u8>,
    /// The end of what has been written of the payload.
    end: usize,
    /// Whether the last payload is complete, so that the next message begins a new one.
    is_complete: bool,
    max_payload: usize,
    /// The number of bytes that the decompressors have read.
    #[cfg(test)]
    pub(super) read: u64,
}

impl Output {
    pub(super) const fn new(max_payload: usize) -> Self {
        Self {
            buffer: Vec::new(),
            end: 0,
            is_complete: true,
            max_payload,
            #[cfg(test)]
            read: 0,
        }
    }

    /// The decompressed part of the payload.
    pub(super) fn payload(&self) -> &[u8] {
        self.buffer.get(..self.end).unwrap_or_default()
    }

    #[cfg(test)]
    pub(super) const fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Discards the payload and shrinks the buffer.
    pub(super) fn reset(&mut self) {
        self.end = 0;
        self.is_complete = true;
        self.shrink();
    }

    /// Begins a new payload if the last one is complete.
    pub(super) fn begin(&mut self) {
        if !std::mem::take(&mut self.is_complete) {
            return;
        }
        // The buffer is not shrunk right after a large payload, so that several large payloads in a row share it.
        if self.end <= SHRINK_ABOVE {
            self.shrink();
        }
        self.end = 0;
    }

    /// Marks the payload as complete. It can be read until the next one begins.
    pub(super) const fn finish(&mut self) {
        self.is_complete = true;
    }

    fn shrink(&mut self) {
        if self.buffer.len() > SHRINK_ABOVE {
            self.buffer.truncate(SHRUNK_SIZE);
            self.buffer.shrink_to_fit();
        }
    }

    /// Appends the decompressed `input`, up to the end of the stream.
    pub(super) fn inflate(&mut self, codec: &mut impl Codec, mut input: &[u8]) -> Result<Position, InflateError> {
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
            // If the buffer is full, the decompressor may have more output.
            let is_full = self.end == self.buffer.len();
            if step.position == Position::StreamEnd || (input.is_empty() && !is_full) {
                return Ok(step.position);
            }
            if step.read == 0 && step.written == 0 && !is_full {
                return Err(InflateError::Corrupt { error: "the decompressor makes no progress".to_owned() });
            }
        }
    }

    /// Doubles the buffer, up to one byte more than the limit: if that byte is written, the payload is too long.
    fn grow(&mut self) {
        let size = (2 * self.buffer.len()).max(INITIAL_SIZE).min(self.max_payload.saturating_add(1));
        self.buffer.reserve_exact(size.saturating_sub(self.buffer.len()));
        self.buffer.resize(size, 0);
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The contents are not shown.
        f.debug_struct("Output").field("end", &self.end).field("is_complete", &self.is_complete).finish_non_exhaustive()
    }
}
