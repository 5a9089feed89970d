//! Inflating with flate2: one context, one output buffer that is used again for every payload.

use flate2::{Decompress, FlushDecompress, Status};

use super::InflateError;

/// The first capacity of the output buffer, and what it is cut back to after a payload far larger than usual.
const USUAL_CAPACITY: usize = 64 << 10;
/// A buffer larger than this does not outlive the payload that needed it.
const KEPT_CAPACITY: usize = 1 << 20;

/// A zlib context with its output.
#[derive(Debug)]
pub(super) struct Zlib {
    context: Decompress,
    output: Vec<u8>,
    max_payload: usize,
}

impl Zlib {
    pub(super) fn new(max_payload: usize) -> Self {
        Self { context: Decompress::new(true), output: Vec::new(), max_payload }
    }

    /// Forgets the context: what comes next begins with a zlib header.
    pub(super) fn reset(&mut self) {
        self.context.reset(true);
    }

    /// Inflates all of the input into [`output`](Self::output), and says whether the zlib stream came to its end with
    /// it.
    pub(super) fn inflate(&mut self, mut input: &[u8]) -> Result<Ended, InflateError> {
        self.output.clear();
        if self.output.capacity() > KEPT_CAPACITY {
            self.output.shrink_to(USUAL_CAPACITY);
        }
        loop {
            if self.output.len() == self.output.capacity() {
                self.grow()?;
            }
            let (read, written) = (self.context.total_in(), self.output.len());
            let status = self
                .context
                .decompress_vec(input, &mut self.output, FlushDecompress::Sync)
                .map_err(|error| InflateError::Corrupt { error: error.to_string() })?;
            if self.output.len() > self.max_payload {
                return Err(InflateError::TooLong { limit: self.max_payload });
            }
            let read = usize::try_from(self.context.total_in() - read).unwrap_or(usize::MAX);
            input = input.get(read..).unwrap_or_default();
            let full = self.output.len() == self.output.capacity();
            match status {
                Status::StreamEnd => return Ok(Ended::Yes),
                // All is read, and there was room left over: nothing more can come out.
                Status::Ok | Status::BufError if input.is_empty() && !full => return Ok(Ended::No),
                Status::Ok | Status::BufError if read == 0 && self.output.len() == written && !full => {
                    return Err(InflateError::Corrupt { error: "the context takes no more data".to_owned() });
                }
                Status::Ok | Status::BufError => {}
            }
        }
    }

    /// What the last call inflated.
    pub(super) fn output(&self) -> &[u8] {
        &self.output
    }

    /// Doubles the output buffer, up to one byte above the longest payload allowed: the byte that shows that it is
    /// longer.
    fn grow(&mut self) -> Result<(), InflateError> {
        let room = self.max_payload.saturating_add(1).saturating_sub(self.output.len());
        if room == 0 {
            return Err(InflateError::TooLong { limit: self.max_payload });
        }
        self.output.reserve_exact(self.output.len().max(USUAL_CAPACITY).min(room));
        Ok(())
    }
}

/// Whether the zlib stream has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Yes,
    No,
}

#[cfg(test)]
impl Zlib {
    pub(super) fn output_capacity(&self) -> usize {
        self.output.capacity()
    }
}
