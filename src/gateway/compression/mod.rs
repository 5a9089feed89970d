//! How Discord shortens what it sends (Discord's docs: "Encoding and Compression"). It works in one direction only:
//! nothing we send is compressed.

mod output;
mod zlib;
#[cfg(feature = "zstd")]
mod zstd;

use std::fmt;
use std::str::FromStr;

pub(in crate::gateway) use self::zlib::Zlib;
#[cfg(feature = "zstd")]
use self::zstd::Zstd;
use super::ConfigError;
use super::built::{BUILT, Built};

/// What ends every payload of a zlib stream: the empty block that a sync flush writes.
pub const ZLIB_SUFFIX: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// Which compression to ask for.
///
/// Transport compression and payload compression exclude each other, which is why this is one choice and not two
/// switches. The default is [`ZstdStream`](Self::ZstdStream), or [`ZlibStream`](Self::ZlibStream) in a build without the
/// feature `zstd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// None. Every payload is a message as it stands.
    None,
    /// Payload compression: Discord compresses the payloads it finds large, each by itself. Only with JSON.
    Payload,
    /// Transport compression: one zlib stream for the life of the connection.
    ZlibStream,
    /// Transport compression: one zstd stream for the life of the connection. Needs the feature `zstd`, which is on by
    /// default; without it the configuration is refused.
    ZstdStream,
}

impl Default for Compression {
    fn default() -> Self {
        if BUILT.zstd { Self::ZstdStream } else { Self::ZlibStream }
    }
}

impl Compression {
    /// The name: `none`, `payload`, `zlib-stream` or `zstd-stream`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Payload => "payload",
            Self::ZlibStream => "zlib-stream",
            Self::ZstdStream => "zstd-stream",
        }
    }

    /// The value of the URL's `compress` parameter, if there must be one.
    #[must_use]
    pub const fn query_value(self) -> Option<&'static str> {
        match self {
            Self::None | Self::Payload => None,
            Self::ZlibStream | Self::ZstdStream => Some(self.as_str()),
        }
    }

    /// Whether IDENTIFY must ask for payload compression.
    #[must_use]
    pub const fn in_identify(self) -> bool {
        matches!(self, Self::Payload)
    }

    fn named(name: &str, built: Built) -> Result<Self, ConfigError> {
        match name {
            "none" => Ok(Self::None),
            "payload" => Ok(Self::Payload),
            "zlib-stream" => Ok(Self::ZlibStream),
            "zstd-stream" if built.zstd => Ok(Self::ZstdStream),
            "zstd-stream" => Err(ConfigError::CompressionNotBuilt { value: name.to_owned() }),
            _ => Err(ConfigError::Compression { value: name.to_owned() }),
        }
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
        Self::named(name, BUILT)
    }
}

/// Why a message could not be inflated. The context is lost with it: only a new connection has a fresh one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InflateError {
    /// The data is not what the compression writes.
    #[error("the compressed data is corrupt: {error}")]
    Corrupt {
        /// What is wrong with it.
        error: String,
    },
    /// The stream or the payload ended where it must not.
    #[error("the compressed stream has ended in the middle of the connection")]
    Ended,
    /// The data of a payload ended before the payload did.
    #[error("a compressed payload is cut short")]
    CutShort,
    /// This build has no inflater for it. No valid configuration asks for one.
    #[error("this build of Greenroom has no {compression}")]
    NotBuilt {
        /// The compression.
        compression: Compression,
    },
    /// The payload is longer than [`ShardConfig::max_payload`](super::ShardConfig::max_payload).
    #[error("a payload is longer than the {limit} bytes that `max_payload` allows")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
}

/// Makes payloads out of WebSocket messages. Each connection needs a [`reset`](Self::reset) one.
#[derive(Debug)]
pub struct Inflater {
    compression: Compression,
    max_payload: usize,
    context: Context,
    bytes_in: u64,
    bytes_out: u64,
}

/// The decompressor, which every message of a stream needs the messages before it for.
#[derive(Debug)]
enum Context {
    None,
    Zlib(Box<Zlib>),
    #[cfg(feature = "zstd")]
    Zstd(Box<Zstd>),
}

impl Context {
    fn new(compression: Compression, max_payload: usize) -> Self {
        match compression {
            Compression::None => Self::None,
            Compression::Payload | Compression::ZlibStream => Self::Zlib(Box::new(Zlib::new(max_payload))),
            #[cfg(feature = "zstd")]
            Compression::ZstdStream => Self::Zstd(Box::new(Zstd::new(max_payload))),
            #[cfg(not(feature = "zstd"))]
            Compression::ZstdStream => Self::None,
        }
    }
}

impl Inflater {
    /// An inflater for a connection with this compression. Payloads longer than `max_payload` bytes are refused before
    /// they take the memory.
    #[must_use]
    pub fn new(compression: Compression, max_payload: usize) -> Self {
        let context = Context::new(compression, max_payload);
        Self { compression, max_payload, context, bytes_in: 0, bytes_out: 0 }
    }

    /// Forgets the former connection. The counts go on.
    pub fn reset(&mut self) {
        match &mut self.context {
            Context::None => {}
            Context::Zlib(zlib) => zlib.reset(),
            #[cfg(feature = "zstd")]
            Context::Zstd(zstd) => zstd.reset(),
        }
    }

    /// How many bytes came in, as they were on the wire.
    #[cfg_attr(not(feature = "__internals"), allow(dead_code, reason = "only tests ask"))]
    #[must_use]
    pub const fn bytes_in(&self) -> u64 {
        self.bytes_in
    }

    /// How many bytes went out, as payloads.
    #[cfg_attr(not(feature = "__internals"), allow(dead_code, reason = "only tests ask"))]
    #[must_use]
    pub const fn bytes_out(&self) -> u64 {
        self.bytes_out
    }

    /// Takes a text message. It is a payload as it stands, whatever the compression: HELLO is one before payload
    /// compression is asked for, and after it the small payloads are.
    ///
    /// # Errors
    ///
    /// [`InflateError::TooLong`].
    pub fn text<'a>(&'a mut self, message: &'a [u8]) -> Result<Option<&'a [u8]>, InflateError> {
        self.count_in(message);
        self.check(message.len())?;
        self.count_out(message.len());
        Ok(Some(message))
    }

    /// Takes a binary message. There is no payload yet if it is part of one.
    ///
    /// # Errors
    ///
    /// [`InflateError`]; the connection is then of no use any more.
    pub fn binary<'a>(&'a mut self, message: &'a [u8]) -> Result<Option<&'a [u8]>, InflateError> {
        self.count_in(message);
        match (&mut self.context, self.compression) {
            (Context::None, Compression::None) => {
                self.check(message.len())?;
                self.count_out(message.len());
                return Ok(Some(message));
            }
            (Context::None, compression) => return Err(InflateError::NotBuilt { compression }),
            (Context::Zlib(zlib), Compression::Payload) => {
                zlib.single(message)?;
            }
            (Context::Zlib(zlib), _) => {
                if !zlib.stream(message)? {
                    return Ok(None);
                }
            }
            #[cfg(feature = "zstd")]
            (Context::Zstd(zstd), _) => {
                if !zstd.stream(message)? {
                    return Ok(None);
                }
            }
        }
        Ok(Some(self.payload()))
    }

    fn payload(&mut self) -> &[u8] {
        let payload = match &self.context {
            Context::None => &[],
            Context::Zlib(zlib) => zlib.output().payload(),
            #[cfg(feature = "zstd")]
            Context::Zstd(zstd) => zstd.output().payload(),
        };
        self.bytes_out += payload.len() as u64;
        payload
    }

    const fn check(&self, bytes: usize) -> Result<(), InflateError> {
        let limit = self.max_payload;
        if bytes > limit { Err(InflateError::TooLong { limit }) } else { Ok(()) }
    }

    const fn count_in(&mut self, message: &[u8]) {
        self.bytes_in += message.len() as u64;
    }

    const fn count_out(&mut self, bytes: usize) {
        self.bytes_out += bytes as u64;
    }
}

#[cfg(test)]
mod tests;
