//! zstd-stream, decompressed by libzstd: one frame for the whole connection, with a flush after every payload.

use std::fmt;
use std::io;

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::InflateError;
use super::output::{Codec, Output, Position, Step};

/// The largest accepted window, as a power of two: 8 MiB, which RFC 8878 requires every decoder to support and
/// recommends as the limit. The decompressor allocates the window that the peer requests. Discord's was 256 KiB when it
/// was measured.
const MAX_WINDOW_LOG: u32 = 23;
/// The size of a block header. libzstd returns the number of bytes it expects next, including the next header. The
/// value is exactly this size after the end of a block.
const BLOCK_HEADER: usize = 3;

/// A zstd decompressor with its output.
pub(super) struct Zstd {
    /// Created for the first message.
    context: Option<Decoder<'static>>,
    output: Output,
}

impl Zstd {
    pub(super) const fn new(max_payload: usize) -> Self {
        Self { context: None, output: Output::new(max_payload) }
    }

    /// Prepares for a new stream, which begins with a frame header.
    pub(super) fn reset(&mut self) {
        // A context that cannot be reset is replaced.
        if self.context.as_mut().is_some_and(|context| context.reinit().is_err()) {
            self.context = None;
        }
        self.output.reset();
    }

    /// Decompresses a message and returns whether it completes a payload. After an error, [`reset`](Self::reset) must
    /// be called.
    ///
    /// Discord sends each payload in one message. A payload in several messages is joined if possible: a flush ends a
    /// block, and the end of a partial message is rarely the end of a block.
    pub(super) fn stream(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        self.output.begin();
        if message.is_empty() {
            return Ok(false);
        }
        let context = match &mut self.context {
            Some(context) => context,
            none => none.insert(context().map_err(|error| corrupt(&error))?),
        };
        let position = self.output.inflate(context, message)?;
        let is_complete = position == Position::BlockEnd && !self.output.payload().is_empty();
        if is_complete {
            self.output.finish();
        }
        Ok(is_complete)
    }

    pub(super) const fn output(&self) -> &Output {
        &self.output
    }
}

fn context() -> io::Result<Decoder<'static>> {
    let mut context = Decoder::new()?;
    context.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG))?;
    Ok(context)
}

fn corrupt(error: &io::Error) -> InflateError {
    InflateError::Corrupt { error: error.to_string() }
}

impl Codec for Decoder<'_> {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, InflateError> {
        let (mut input, mut output) = (InBuffer::around(input), OutBuffer::around(output));
        let missing = self.run(&mut input, &mut output).map_err(|error| corrupt(&error))?;
        // 0 means the end of a frame. Discord does not end the frame, but another may follow.
        let at_block_end = matches!(missing, 0 | BLOCK_HEADER);
        let position = if at_block_end { Position::BlockEnd } else { Position::Inside };
        Ok(Step { read: input.pos(), written: output.pos(), position })
    }
}

impl fmt::Debug for Zstd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zstd").field("output", &self.output).finish_non_exhaustive()
    }
}
