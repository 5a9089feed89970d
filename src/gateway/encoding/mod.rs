//! How payloads are written (Discord's docs: "Encoding and Compression").

#[cfg(feature = "etf")]
pub(crate) mod etf;
pub(crate) mod json;
mod payload;
mod reader;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

pub use self::payload::Payload;
pub use self::reader::EnvelopeReader;
use super::built::{BUILT, Built};
use super::{ConfigError, Opcode};

/// Which encoding to ask for. It governs both directions.
///
/// Whatever it is, what comes out of an [`EnvelopeReader`] is JSON: a term of ETF is written as JSON once, and everything
/// behind that is the same for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// JSON, in text messages.
    #[default]
    Json,
    /// Erlang's external term format, in binary messages. Needs the feature `etf`; without it the configuration is
    /// refused. Discord sends ids as numbers in it, and so they stand in the JSON of raw events.
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

    /// Writes a payload of the handshake.
    pub(crate) fn write<T: Serialize + ?Sized>(self, op: Opcode, data: &T) -> Payload {
        match self {
            #[cfg(feature = "etf")]
            Self::Etf => Payload::Binary(etf::write_known(op.as_u8(), data)),
            // Without the feature no configuration with ETF is valid, and nothing is ever sent.
            #[cfg(not(feature = "etf"))]
            Self::Etf => Payload::Text(json::write(op.as_u8(), data)),
            Self::Json => Payload::Text(json::write(op.as_u8(), data)),
        }
    }

    /// Writes a payload with data that the user made, and says what is wrong with it if that cannot be done.
    pub(crate) fn try_write<T: Serialize + ?Sized>(self, op: u8, data: &T) -> Result<Payload, String> {
        match self {
            #[cfg(feature = "etf")]
            Self::Etf => etf::write(op, data).map(Payload::Binary),
            #[cfg(not(feature = "etf"))]
            Self::Etf => json::try_write(op, data).map(Payload::Text),
            Self::Json => json::try_write(op, data).map(Payload::Text),
        }
    }

    fn named(name: &str, built: Built) -> Result<Self, ConfigError> {
        match name {
            "json" => Ok(Self::Json),
            "etf" if built.etf => Ok(Self::Etf),
            "etf" => Err(ConfigError::EncodingNotBuilt { value: name.to_owned() }),
            _ => Err(ConfigError::Encoding { value: name.to_owned() }),
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
        Self::named(name, BUILT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        let all = Built { etf: true, zstd: true };
        for encoding in [Encoding::Json, Encoding::Etf] {
            assert_eq!(Encoding::named(encoding.as_str(), all), Ok(encoding));
        }
        assert_eq!("json".parse(), Ok(Encoding::Json));
        let error = "xml".parse::<Encoding>().unwrap_err().to_string();
        assert!(error.contains("\"xml\"") && error.contains("\"json\"") && error.contains("\"etf\""), "{error}");
    }

    #[test]
    fn etf_without_its_feature_is_a_config_error_that_names_the_feature() {
        let none = Built { etf: false, zstd: false };
        let error = Encoding::named("etf", none).unwrap_err();
        assert_eq!(error, ConfigError::EncodingNotBuilt { value: "etf".into() });
        assert!(error.to_string().contains("feature `etf`"), "{error}");
        assert_eq!(Encoding::named("json", none), Ok(Encoding::Json));
        #[cfg(not(feature = "etf"))]
        assert_eq!("etf".parse::<Encoding>(), Err(error));
    }

    #[test]
    fn payloads_do_not_show_the_token() {
        for payload in [Payload::Text("secret".into()), Payload::Binary(b"secret".to_vec())] {
            assert!(!format!("{payload:?}").contains("secret") && format!("{payload:?}").contains("6 bytes"));
        }
    }
}
