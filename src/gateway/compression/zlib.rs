//! Inflating with flate2.

use flate2::{Decompress, FlushDecompress, Status};

use super::InflateError;
use super::output::Output;

/// A zlib context with its output.
#[derive(Debug)]
pub(in crate::gateway) struct Zlib {
    context: Decompress,
    output: Output,
}

impl Zlib {
    pub(in crate::gateway) fn new(max_payload: usize) -> Self {
        Self { context: Decompress::new(true), output: Output::new(max_payload) }
    }

    /// Forgets the context: what comes next begins with a zlib header.
    pub(in crate::gateway) fn reset(&mut self) {
        self.context.reset(true);
    }

    /// Inflates all of the input into [`output`](Self::output), and says whether the zlib stream came to its end with
    /// it.
    pub(in crate::gateway) fn inflate(&mut self, mut input: &[u8]) -> Result<Ended, InflateError> {
        self.output.clear();
        loop {
            self.output.make_room()?;
            let (read, written) = (self.context.total_in(), self.output.buffer.len());
            let status = self
                .context
                .decompress_vec(input, &mut self.output.buffer, FlushDecompress::Sync)
                .map_err(|error| InflateError::Corrupt { error: error.to_string() })?;
            self.output.check()?;
            let read = usize::try_from(self.context.total_in() - read).unwrap_or(usize::MAX);
            input = input.get(read..).unwrap_or_default();
            let full = self.output.is_full();
            match status {
                Status::StreamEnd => return Ok(Ended::Yes),
                // All is read, and there was room left over: nothing more can come out.
                Status::Ok | Status::BufError if input.is_empty() && !full => return Ok(Ended::No),
                Status::Ok | Status::BufError if read == 0 && self.output.buffer.len() == written && !full => {
                    return Err(InflateError::Corrupt { error: "the context takes no more data".to_owned() });
                }
                Status::Ok | Status::BufError => {}
            }
        }
    }

    /// What the last call inflated.
    pub(in crate::gateway) fn output(&self) -> &[u8] {
        &self.output.buffer
    }

    #[cfg(test)]
    pub(super) fn output_capacity(&self) -> usize {
        self.output.buffer.capacity()
    }
}

/// Whether the zlib stream has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Ended {
    Yes,
    No,
}
