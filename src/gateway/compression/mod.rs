//! How Discord shortens what it sends (Discord's docs: "Encoding and Compression"). It works in one direction only:
//! nothing we send is compressed.

mod zlib;

use std::fmt;
use std::str::FromStr;

use self::zlib::{Ended, Zlib};
use super::ConfigError;

/// What ends every payload of a zlib stream: the empty block that a sync flush writes.
pub const ZLIB_SUFFIX: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// How much of a zlib stream may wait for its suffix before memory is given back.
const KEPT_CAPACITY: usize = 1 << 20;

/// Which compression to ask for.
///
/// Transport compression and payload compression exclude each other, which is why this is one choice and not two
/// switches.
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

/// Why a message could not be inflated. The context is lost with it: only a new connection has a fresh one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InflateError {
    /// The data is not what zlib writes.
    #[error("the compressed data is corrupt: {error}")]
    Corrupt {
        /// What the inflater said.
        error: String,
    },
    /// The stream or the payload ended where it must not.
    #[error("the compressed stream has ended in the middle of the connection")]
    Ended,
    /// The data of a payload ended before the payload did.
    #[error("a compressed payload is cut short")]
    CutShort,
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
    zlib: Zlib,
    /// Messages of a zlib stream whose suffix has not come yet.
    pending: Vec<u8>,
    bytes_in: u64,
    bytes_out: u64,
}

impl Inflater {
    /// An inflater for a connection with this compression. Payloads longer than `max_payload` bytes are refused before
    /// they take the memory.
    #[must_use]
    pub fn new(compression: Compression, max_payload: usize) -> Self {
        Self { compression, max_payload, zlib: Zlib::new(max_payload), pending: Vec::new(), bytes_in: 0, bytes_out: 0 }
    }

    /// Forgets the former connection. The counts go on.
    pub fn reset(&mut self) {
        self.zlib.reset();
        self.pending.clear();
    }

    /// How many bytes came in, as they were on the wire.
    #[must_use]
    pub const fn bytes_in(&self) -> u64 {
        self.bytes_in
    }

    /// How many bytes went out, as payloads.
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
        match self.compression {
            Compression::None => {
                self.check(message.len())?;
                self.count_out(message.len());
                Ok(Some(message))
            }
            Compression::Payload => {
                self.zlib.reset();
                match self.zlib.inflate(message)? {
                    Ended::Yes => Ok(Some(self.payload())),
                    Ended::No => Err(InflateError::CutShort),
                }
            }
            Compression::ZlibStream => self.stream(message),
        }
    }

    /// One message of a stream. Most are a payload each, and are inflated where they are; only the parts of a divided
    /// one are copied together.
    fn stream(&mut self, message: &[u8]) -> Result<Option<&[u8]>, InflateError> {
        if self.pending.is_empty() && message.ends_with(&ZLIB_SUFFIX) {
            if self.zlib.inflate(message)? == Ended::Yes {
                return Err(InflateError::Ended);
            }
            return Ok(Some(self.payload()));
        }
        self.check(self.pending.len().saturating_add(message.len()))?;
        self.pending.extend_from_slice(message);
        if !self.pending.ends_with(&ZLIB_SUFFIX) {
            return Ok(None);
        }
        let ended = self.zlib.inflate(&self.pending)?;
        self.pending.clear();
        self.pending.shrink_to(KEPT_CAPACITY);
        if ended == Ended::Yes {
            return Err(InflateError::Ended);
        }
        Ok(Some(self.payload()))
    }

    fn payload(&mut self) -> &[u8] {
        self.count_out(self.zlib.output().len());
        self.zlib.output()
    }

    const fn check(&self, bytes: usize) -> Result<(), InflateError> {
        if bytes > self.max_payload { Err(InflateError::TooLong { limit: self.max_payload }) } else { Ok(()) }
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
