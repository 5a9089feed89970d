//! Reads the envelope of a payload in the encoding of the connection.

use super::Encoding;
use crate::event_path::event_path;
use crate::gateway::envelope::{Envelope, EnvelopeError};

/// Reads the envelopes of the payloads of one connection. Their data is JSON in every encoding.
#[derive(Debug)]
pub struct EnvelopeReader {
    encoding: Encoding,
    #[cfg(feature = "etf")]
    etf: super::etf::Reader,
}

impl EnvelopeReader {
    /// A reader for this encoding. An ETF payload whose JSON is longer than `max_payload` bytes is refused before
    /// memory is allocated for it. For JSON, the inflater has checked the length.
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

    /// Reads the envelope of a payload. `wanted` is called with the name of a dispatch and returns whether its data is
    /// needed. Data that is not needed is not validated and may be replaced by `null`.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] if the payload is not valid in this encoding.
    pub fn read<'a>(
        &'a mut self,
        payload: &'a [u8],
        wanted: impl FnOnce(&str) -> bool,
    ) -> Result<Envelope<'a>, EnvelopeError> {
        event_path!("chooses the encoding");
        match self.encoding {
            Encoding::Json => Envelope::scan_wanted(payload, wanted),
            #[cfg(feature = "etf")]
            Encoding::Etf => self.etf.read(payload, wanted),
            #[cfg(not(feature = "etf"))]
            Encoding::Etf => Err(EnvelopeError::Term { problem: "this build does not support ETF", position: 0 }),
        }
    }
}
