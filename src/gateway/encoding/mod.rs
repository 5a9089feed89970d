//! How payloads are written (Discord's docs: "Encoding and Compression").

pub(crate) mod json;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ConfigError, Envelope, EnvelopeError, Opcode};

/// Which encoding to ask for. It governs both directions.
///
/// This is the seam for others: what depends on the encoding is in the methods here, and in what a WebSocket message of
/// it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// JSON, in text messages.
    #[default]
    Json,
}

impl Encoding {
    /// The name, which is also the value of the URL's `encoding` parameter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
        }
    }

    /// Finds the envelope of a payload.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] if it is no payload in this encoding.
    pub fn envelope(self, payload: &[u8]) -> Result<Envelope<'_>, EnvelopeError> {
        match self {
            Self::Json => Envelope::scan(payload),
        }
    }

    /// Reads the data of a payload, and says what is wrong with it if that cannot be done.
    pub(crate) fn read<'a, T: Deserialize<'a>>(self, data: &'a [u8]) -> Result<T, String> {
        match self {
            Self::Json => json::read(data),
        }
    }

    /// Writes a payload.
    pub(crate) fn write<T: Serialize + ?Sized>(self, op: Opcode, data: &T) -> String {
        match self {
            Self::Json => json::write(op.as_u8(), data),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Encoding {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        match name {
            "json" => Ok(Self::Json),
            "etf" => Err(ConfigError::EncodingNotBuilt { value: name.to_owned() }),
            _ => Err(ConfigError::Encoding { value: name.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        assert_eq!("json".parse(), Ok(Encoding::Json));
        assert_eq!("etf".parse::<Encoding>(), Err(ConfigError::EncodingNotBuilt { value: "etf".into() }));
        let error = "xml".parse::<Encoding>().unwrap_err().to_string();
        assert!(error.contains("\"xml\"") && error.contains("\"json\""), "{error}");
    }
}
