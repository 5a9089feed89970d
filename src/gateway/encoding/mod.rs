//! The encodings of payloads (Discord's docs: "Encoding and Compression").

#[cfg(feature = "etf")]
pub(crate) mod etf;
pub(crate) mod json;
mod payload;
mod reader;

use std::fmt;

use serde::Serialize;

pub use self::payload::Payload;
pub use self::reader::EnvelopeReader;
use super::Opcode;

/// The encoding of the payloads in both directions.
///
/// Payloads are JSON for the code that reads them in every case: an ETF term is converted to JSON once, and the code
/// after it does not depend on the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// JSON, in text messages.
    #[default]
    Json,
    /// Erlang's external term format, in binary messages. Needs the feature `etf`; without it the configuration is
    /// refused. Discord sends ids as numbers in ETF, so they are numbers in the JSON of raw events.
    Etf,
}

impl Encoding {
    /// The name, which is also the value of the URL's `encoding` parameter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Etf => "etf",
        }
    }

    /// Encodes a payload of the handshake.
    pub(crate) fn write<T: Serialize + ?Sized>(self, op: Opcode, data: &T) -> Payload {
        match self {
            #[cfg(feature = "etf")]
            Self::Etf => Payload::Binary(etf::write_known(op.as_u8(), data)),
            // Without the feature, a configuration with ETF is invalid, so this is never sent.
            #[cfg(not(feature = "etf"))]
            Self::Etf => Payload::Text(json::write(op.as_u8(), data)),
            Self::Json => Payload::Text(json::write(op.as_u8(), data)),
        }
    }

    /// Encodes a payload with data of the user. The error is the reason why the data cannot be encoded.
    pub(crate) fn try_write<T: Serialize + ?Sized>(self, op: u8, data: &T) -> Result<Payload, String> {
        match self {
            #[cfg(feature = "etf")]
            Self::Etf => etf::write(op, data).map(Payload::Binary),
            #[cfg(not(feature = "etf"))]
            Self::Etf => json::try_write(op, data).map(Payload::Text),
            Self::Json => json::try_write(op, data).map(Payload::Text),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_of_payloads_does_not_contain_the_token() {
        for payload in [Payload::Text("secret".into()), Payload::Binary(b"secret".to_vec())] {
            assert!(!format!("{payload:?}").contains("secret") && format!("{payload:?}").contains("6 bytes"));
        }
    }
}
