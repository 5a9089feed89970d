//! From a payload in the connection's encoding to its envelope.

use super::Encoding;
use crate::gateway::envelope::{Envelope, EnvelopeError};

/// Finds the envelopes of the payloads of one connection, whose data is JSON whatever the encoding is.
#[derive(Debug)]
pub struct EnvelopeReader {
    encoding: Encoding,
    #[cfg(feature = "etf")]
    etf: super::etf::Reader,
}

impl EnvelopeReader {
    /// A reader of payloads in this encoding. A payload of ETF whose JSON is longer than `max_payload` bytes is refused
    /// before it takes the memory; JSON is as long as it came.
    #[must_use]
    pub fn new(encoding: Encoding, max_payload: usize) -> Self {
        #[cfg(not(feature = "etf"))]
        let _ = max_payload;
        Self {
            encoding,
            #[cfg(feature = "etf")]
            etf: super::etf::Reader::new(max_payload),
        }
    }

    /// Finds the envelope of a payload. `wanted` is asked for the name of a dispatch whether anybody wants its data: what
    /// nobody wants need not be looked at, and may then have the data `null`.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] if it is no payload in this encoding.
    pub fn read<'a>(
        &'a mut self,
        payload: &'a [u8],
        wanted: impl FnOnce(&str) -> bool,
    ) -> Result<Envelope<'a>, EnvelopeError> {
        match self.encoding {
            Encoding::Json => Envelope::scan_wanted(payload, wanted),
            #[cfg(feature = "etf")]
            Encoding::Etf => self.etf.read(payload, wanted),
            #[cfg(not(feature = "etf"))]
            Encoding::Etf => Err(EnvelopeError::Term { problem: "ETF is not built in", position: 0 }),
        }
    }
}
