//! zstd-stream: one context for the life of a connection, every message flushed and a payload.

mod output;

use std::fmt;

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use self::output::Output;
use super::InflateError;

/// The largest window that is accepted, as a power of two: 8 MiB, what RFC 8878 asks every decoder to take and advises it
/// not to exceed. The context holds so much memory at the most. Discord's window was 256 KiB when it was looked at.
const MAX_WINDOW_LOG: u32 = 23;
/// What zstd wants next where a block has ended and the frame goes on: the header of the next block, and nothing of it is
/// there yet.
const BETWEEN_BLOCKS: usize = 3;
/// What zstd wants next where a frame has ended.
const BETWEEN_FRAMES: usize = 0;

/// A zstd context with its output.
pub(super) struct Zstd {
    /// Made when the first message comes.
    context: Option<Decoder<'static>>,
    output: Output,
    /// The last message ended within a block: its payload goes on in the next.
    partial: bool,
}

impl Zstd {
    pub(super) const fn new(max_payload: usize) -> Self {
        Self { context: None, output: Output::new(max_payload), partial: false }
    }

    /// Forgets the context: what comes next begins with a frame header.
    pub(super) fn reset(&mut self) {
        self.partial = false;
        // A context that cannot be made as new is replaced by a new one.
        if self.context.as_mut().is_some_and(|context| context.reinit().is_err()) {
            self.context = None;
        }
    }

    /// Inflates a message and says whether a payload ends with it. Discord sends a payload in one message; one that is
    /// divided is put together nevertheless, where zstd can tell: a flush ends a block, a cut message hardly ever does.
    pub(super) fn inflate(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        let corrupt = |error: std::io::Error| InflateError::Corrupt { error: error.to_string() };
        let context = match &mut self.context {
            Some(context) => context,
            none => {
                let mut context = Decoder::new().map_err(corrupt)?;
                context.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG)).map_err(corrupt)?;
                none.insert(context)
            }
        };
        if !self.partial {
            self.output.clear();
        }
        let mut input = InBuffer::around(message);
        loop {
            self.output.make_room()?;
            let (read, written) = (input.pos(), self.output.buffer.len());
            let mut output = OutBuffer::around_pos(&mut self.output.buffer, written);
            let wanted = context.run(&mut input, &mut output).map_err(corrupt)?;
            self.output.check()?;
            let full = self.output.is_full();
            if input.pos() == message.len() && !full {
                self.partial = self.output.buffer.is_empty() || !matches!(wanted, BETWEEN_BLOCKS | BETWEEN_FRAMES);
                return Ok(!self.partial);
            }
            if input.pos() == read && self.output.buffer.len() == written && !full {
                return Err(InflateError::Corrupt { error: "the context takes no more data".to_owned() });
            }
        }
    }

    /// What the last payload is.
    pub(super) fn output(&self) -> &[u8] {
        &self.output.buffer
    }

    #[cfg(test)]
    pub(super) fn output_capacity(&self) -> usize {
        self.output.buffer.capacity()
    }
}

impl fmt::Debug for Zstd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zstd").field("output", &self.output.buffer.len()).field("partial", &self.partial).finish()
    }
}

#[cfg(test)]
mod tests;
