//! zlib-stream and single zlib streams, decompressed by `flate2`.

use flate2::{Decompress, FlushDecompress, Status};

use super::output::{Codec, Output, Position, Step};
use super::{InflateError, ZLIB_SUFFIX};

/// A byte that does not occur in [`ZLIB_SUFFIX`].
const OTHER: u8 = 1;

/// A zlib decompressor with its output.
#[derive(Debug)]
pub(in crate::gateway) struct Zlib {
    context: Decompress,
    output: Output,
    /// The last bytes of the compressed stream.
    last: [u8; ZLIB_SUFFIX.len()],
    /// The number of bytes read since the last output.
    without_output: usize,
}

impl Zlib {
    pub(in crate::gateway) fn new(max_payload: usize) -> Self {
        Self {
            context: Decompress::new(true),
            output: Output::new(max_payload),
            last: [OTHER; ZLIB_SUFFIX.len()],
            without_output: 0,
        }
    }

    /// Prepares for a new stream, which begins with a zlib header.
    pub(super) fn reset(&mut self) {
        self.context.reset(true);
        self.output.reset();
        self.last = [OTHER; ZLIB_SUFFIX.len()];
        self.without_output = 0;
    }

    /// Decompresses a message of a zlib-stream and returns whether it completes a payload. After an error,
    /// [`reset`](Self::reset) must be called.
    ///
    /// A payload is complete if the stream ends with the suffix and the suffix produced no output. The same four bytes
    /// may occur inside a block, and the message may end after them. Then they are data and produce output, unless all
    /// 32 bits belong to one code or to the table of codes.
    /// output, unless all 32 bits belong to one code or to the table of codes.
    pub(super) fn stream(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        self.output.begin();
        for byte in message.iter().skip(message.len().saturating_sub(self.last.len())) {
            self.last.rotate_left(1);
            let [.., last] = &mut self.last;
            *last = *byte;
        }
        // How many bytes of the suffix have arrived. The rest may be in the next message.
        let last = self.last;
        let of_suffix = (0..=last.len()).rev().find(|n| last.ends_with(ZLIB_SUFFIX.get(..*n).unwrap_or_default()));
        let of_suffix = of_suffix.unwrap_or_default();
        let (data, suffix) = message.split_at(message.len().saturating_sub(of_suffix));
        self.inflate(data)?;
        self.inflate(suffix)?;
        let is_complete = of_suffix == ZLIB_SUFFIX.len()
            && self.without_output >= ZLIB_SUFFIX.len()
            && !self.output.payload().is_empty();
        if is_complete {
            self.output.finish();
        }
        Ok(is_complete)
    }

    fn inflate(&mut self, data: &[u8]) -> Result<(), InflateError> {
        if data.is_empty() {
            return Ok(());
        }
        let before = self.output.payload().len();
        if self.output.inflate(&mut self.context, data)? == Position::StreamEnd {
            return Err(InflateError::Ended);
        }
        let has_output = self.output.payload().len() > before;
        self.without_output = if has_output { 0 } else { self.without_output.saturating_add(data.len()) };
        Ok(())
    }

    /// Decompresses a complete zlib stream.
    pub(in crate::gateway) fn single(&mut self, data: &[u8]) -> Result<&[u8], InflateError> {
        self.context.reset(true);
        self.output.finish();
        self.output.begin();
        match self.output.inflate(&mut self.context, data)? {
            Position::StreamEnd => {
                self.output.finish();
                Ok(self.output.payload())
            }
            _ => Err(InflateError::Truncated),
        }
    }

    pub(super) const fn output(&self) -> &Output {
        &self.output
    }
}

impl Codec for Decompress {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, InflateError> {
        let (read, written) = (self.total_in(), self.total_out());
        let status = self.decompress(input, output, FlushDecompress::None).map_err(|error| {
            let message = error.message().map_or_else(|| error.to_string(), str::to_owned);
            InflateError::Corrupt { error: message }
        })?;
        Ok(Step {
            // At most the lengths of the slices.
            read: (self.total_in() - read) as usize,
            written: (self.total_out() - written) as usize,
            position: if status == Status::StreamEnd { Position::StreamEnd } else { Position::Inside },
        })
    }
}
