//! How payloads are written (Discord's docs: "Encoding and Compression").

use std::fmt;
use std::str::FromStr;

use super::ConfigError;

/// Which encoding to ask for. It governs both directions.
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
