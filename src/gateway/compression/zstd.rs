//! zstd-stream, inflated by libzstd: one frame for the life of a connection, every message flushed and a payload.

use std::fmt;
use std::io;

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::InflateError;
use super::output::{Codec, Output, Place, Step};

/// The largest window that is accepted, as a power of two: 8 MiB, which RFC 8878 asks every decoder to take and advises
/// it not to exceed. The decompressor allocates the window that the peer asks for. Discord's was 256 KiB when it was
/// looked at.
const MAX_WINDOW_LOG: u32 = 23;
/// The size of a block's header. libzstd says how many bytes it waits for, those of the next header included: exactly
/// so many are left where a block has ended and no byte behind it has come.
const BLOCK_HEADER: usize = 3;

/// A zstd context with its output.
pub(super) struct Zstd {
    /// Made for the first message.
    context: Option<Decoder<'static>>,
    output: Output,
}

impl Zstd {
    pub(super) const fn new(max_payload: usize) -> Self {
        Self { context: None, output: Output::new(max_payload) }
    }

    /// Forgets the context: what comes next begins with a frame header.
    pub(super) fn reset(&mut self) {
        // A context that cannot be used again is replaced.
        if self.context.as_mut().is_some_and(|context| context.reinit().is_err()) {
            self.context = None;
        }
        self.output.reset();
    }

    /// Inflates a message and says whether a payload ends with it. After an error only a [`reset`](Self::reset) helps.
    ///
    /// Discord sends a payload in one message. One that is divided is put together nevertheless, where that can be
    /// told: a flush ends a block, and a cut message hardly ever does.
    pub(super) fn stream(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        self.output.begin();
        if message.is_empty() {
            return Ok(false);
        }
        let context = match &mut self.context {
            Some(context) => context,
            none => none.insert(context().map_err(|error| corrupt(&error))?),
        };
        let place = self.output.inflate(context, message)?;
        let is_whole = place == Place::BlockEnd && !self.output.payload().is_empty();
        if is_whole {
            self.output.finish();
        }
        Ok(is_whole)
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
        // Nothing is missing at the end of a frame. Discord never ends one; another may follow.
        let is_between = matches!(missing, 0 | BLOCK_HEADER);
        let place = if is_between { Place::BlockEnd } else { Place::Inside };
        Ok(Step { read: input.pos(), written: output.pos(), place })
    }
}

impl fmt::Debug for Zstd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zstd").field("output", &self.output).finish_non_exhaustive()
    }
}
