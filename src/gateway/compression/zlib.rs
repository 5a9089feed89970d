//! zlib-stream and single zlib streams, inflated by `flate2`.

use flate2::{Decompress, FlushDecompress, Status};

use super::output::{Codec, Output, Place, Step};
use super::{InflateError, ZLIB_SUFFIX};

/// No byte of [`ZLIB_SUFFIX`].
const OTHER: u8 = 1;

/// A zlib context with its output.
#[derive(Debug)]
pub(in crate::gateway) struct Zlib {
    context: Decompress,
    output: Output,
    /// The last bytes of the stream.
    last: [u8; ZLIB_SUFFIX.len()],
    /// How many bytes have been read since the last output.
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

    /// Forgets the context: what comes next begins with a zlib header.
    pub(super) fn reset(&mut self) {
        self.context.reset(true);
        self.output.reset();
        self.last = [OTHER; ZLIB_SUFFIX.len()];
        self.without_output = 0;
    }

    /// Inflates a message of a zlib-stream and says whether a payload ends with it. After an error only a
    /// [`reset`](Self::reset) helps.
    ///
    /// A payload ends where the stream ends with the suffix and the suffix has inflated to nothing. Within a block the
    /// same four bytes may stand by chance, and a message may be cut behind them. They stand for data then, and give
    /// output, unless all 32 bits belong to one code or to the table of codes.
    pub(super) fn stream(&mut self, message: &[u8]) -> Result<bool, InflateError> {
        self.output.begin();
        for byte in message.iter().skip(message.len().saturating_sub(self.last.len())) {
            self.last.rotate_left(1);
            let [.., last] = &mut self.last;
            *last = *byte;
        }
        // How much of the suffix has come: the rest of it may be in the next message.
        let last = self.last;
        let of_suffix = (0..=last.len()).rev().find(|n| last.ends_with(ZLIB_SUFFIX.get(..*n).unwrap_or_default()));
        let of_suffix = of_suffix.unwrap_or_default();
        let (data, suffix) = message.split_at(message.len().saturating_sub(of_suffix));
        self.inflate(data)?;
        self.inflate(suffix)?;
        let is_whole = of_suffix == ZLIB_SUFFIX.len()
            && self.without_output >= ZLIB_SUFFIX.len()
            && !self.output.payload().is_empty();
        if is_whole {
            self.output.finish();
        }
        Ok(is_whole)
    }

    fn inflate(&mut self, data: &[u8]) -> Result<(), InflateError> {
        if data.is_empty() {
            return Ok(());
        }
        let before = self.output.payload().len();
        if self.output.inflate(&mut self.context, data)? == Place::StreamEnd {
            return Err(InflateError::Ended);
        }
        let has_output = self.output.payload().len() > before;
        self.without_output = if has_output { 0 } else { self.without_output.saturating_add(data.len()) };
        Ok(())
    }

    /// Inflates a zlib stream that is whole.
    pub(in crate::gateway) fn single(&mut self, data: &[u8]) -> Result<&[u8], InflateError> {
        self.context.reset(true);
        self.output.finish();
        self.output.begin();
        match self.output.inflate(&mut self.context, data)? {
            Place::StreamEnd => {
                self.output.finish();
                Ok(self.output.payload())
            }
            _ => Err(InflateError::CutShort),
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
            // No more than the lengths of the slices.
            read: (self.total_in() - read) as usize,
            written: (self.total_out() - written) as usize,
            place: if status == Status::StreamEnd { Place::StreamEnd } else { Place::Inside },
        })
    }
}
