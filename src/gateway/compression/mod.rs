//! Decompression of what Discord sends (Discord's docs: "Encoding and Compression"). What a client sends is never
//! compressed.

mod output;
mod zlib;
#[cfg(feature = "zstd")]
mod zstd;

use std::fmt;

pub(in crate::gateway) use self::zlib::Zlib;
#[cfg(feature = "zstd")]
use self::zstd::Zstd;
use super::built::BUILT;
use crate::event_path::event_path;

/// The end of every payload of a zlib stream: the empty block that a sync flush writes.
pub const ZLIB_SUFFIX: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// The compression of what Discord sends.
///
/// Transport compression and payload compression exclude each other, so they are one setting. The default is
/// [`ZstdStream`](Self::ZstdStream), or [`ZlibStream`](Self::ZlibStream) in a build without the feature `zstd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// No compression: every message is a payload.
    None,
    /// Payload compression: Discord compresses large payloads, each independently. Only with JSON.
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

    /// The value of the URL's `compress` parameter, or `None` if the URL has no such parameter.
    #[must_use]
    pub const fn query_value(self) -> Option<&'static str> {
        match self {
            Self::None | Self::Payload => None,
            Self::ZlibStream | Self::ZstdStream => Some(self.as_str()),
        }
    }

    /// Whether IDENTIFY sets `compress`.
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

/// Why a message could not be decompressed. The state of the stream is lost, so a new connection is needed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InflateError {
    /// The data is not valid for the compression.
    #[error("the compressed data is corrupt: {error}")]
    Corrupt {
        /// The problem, as the decompressor reports it.
        error: String,
    },
    /// The stream ended although the connection goes on.
    #[error("the compressed stream has ended although the connection is open")]
    Ended,
    /// The compressed data ended before the payload was complete.
    #[error("a compressed payload is truncated")]
    Truncated,
    /// This build does not contain the decompressor. A valid configuration never leads to this.
    #[error("this build of Greenroom does not support {compression}")]
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

/// Decompresses WebSocket messages into payloads. Call [`reset`](Self::reset) before each new connection.
#[derive(Debug)]
pub struct Inflater {
    compression: Compression,
    max_payload: usize,
    context: Context,
    bytes_in: u64,
    bytes_out: u64,
}

/// The state of the decompressor. In a stream, each message depends on the messages before it.
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
    /// An inflater with this compression. Payloads longer than `max_payload` bytes are refused before memory is
    /// allocated for them.
    #[must_use]
    pub fn new(compression: Compression, max_payload: usize) -> Self {
        let context = Context::new(compression, max_payload);
        Self { compression, max_payload, context, bytes_in: 0, bytes_out: 0 }
    }

    /// Prepares for a new connection. The byte counts are kept.
    pub fn reset(&mut self) {
        match &mut self.context {
            Context::None => {}
            Context::Zlib(zlib) => zlib.reset(),
            #[cfg(feature = "zstd")]
            Context::Zstd(zstd) => zstd.reset(),
        }
    }

    /// The number of bytes received, before decompression.
    #[cfg_attr(not(feature = "__internals"), allow(dead_code, reason = "used by tests only"))]
    #[must_use]
    pub const fn bytes_in(&self) -> u64 {
        self.bytes_in
    }

    /// The number of bytes of the payloads, after decompression.
    #[cfg_attr(not(feature = "__internals"), allow(dead_code, reason = "used by tests only"))]
    #[must_use]
    pub const fn bytes_out(&self) -> u64 {
        self.bytes_out
    }

    /// Takes a text message. Text is never compressed: with payload compression, HELLO and small payloads are sent as
    /// text.
    ///
    /// # Errors
    ///
    /// [`InflateError::TooLong`] if the message is longer than `max_payload`.
    pub fn text<'a>(&'a mut self, message: &'a [u8]) -> Result<Option<&'a [u8]>, InflateError> {
        self.count_in(message);
        self.check(message.len())?;
        self.count_out(message.len());
        Ok(Some(message))
    }

    /// Takes a binary message. Returns `None` if the payload is not complete yet.
    ///
    /// # Errors
    ///
    /// An [`InflateError`]. The connection cannot be used after it.
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
        event_path!("inflates a message");
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
