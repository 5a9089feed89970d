//! How Discord shortens what it sends (Discord's docs: "Encoding and Compression"). It works in one direction only: nothing
//! we send is compressed.

use std::fmt;
use std::str::FromStr;

use super::ConfigError;

/// Which compression to ask for.
///
/// Transport compression and payload compression exclude each other, which is why this is one choice and not two switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Compression {
    /// None. Every payload is a text message.
    None,
    /// Payload compression: Discord compresses the payloads it finds large, each by itself.
    Payload,
    /// Transport compression: one zlib stream for the life of the connection.
    #[default]
    ZlibStream,
}

impl Compression {
    /// The name: `none`, `payload` or `zlib-stream`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Payload => "payload",
            Self::ZlibStream => "zlib-stream",
        }
    }

    /// The value of the URL's `compress` parameter, if there must be one.
    #[must_use]
    pub const fn query_value(self) -> Option<&'static str> {
        match self {
            Self::None | Self::Payload => None,
            Self::ZlibStream => Some("zlib-stream"),
        }
    }

    /// Whether IDENTIFY must ask for payload compression.
    #[must_use]
    pub const fn in_identify(self) -> bool {
        matches!(self, Self::Payload)
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Compression {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        match name {
            "none" => Ok(Self::None),
            "payload" => Ok(Self::Payload),
            "zlib-stream" => Ok(Self::ZlibStream),
            _ => Err(ConfigError::Compression { value: name.to_owned() }),
        }
    }
}
