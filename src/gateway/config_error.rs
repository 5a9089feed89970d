//! The errors of invalid settings.

use std::time::Duration;

use super::presence::PresenceError;
use super::{Compression, Encoding};

/// An invalid setting. Each message has the name of the setting, its value, and the allowed values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// `token` is empty.
    #[error("`token` is empty; copy it from https://discord.com/developers/applications (your application, Bot)")]
    EmptyToken,
    /// `token` has a character that cannot be part of a token. The error does not contain the token.
    #[error(
        "`token` has a character at position {position} that no token has; copy it again, without quotes and line \
         breaks"
    )]
    MalformedToken {
        /// The position in bytes from the beginning.
        position: usize,
    },
    /// The scheme of a gateway URL is not that of a WebSocket.
    #[error("`gateway_url` is {value:?} with the scheme {scheme:?}; allowed are ws:// and wss://")]
    UrlScheme {
        /// The URL.
        value: String,
        /// Its scheme.
        scheme: String,
    },
    /// A gateway URL that cannot be parsed.
    #[error("`gateway_url` is {value:?}, which is not a URL: {problem}; give one such as wss://gateway.discord.gg/")]
    Url {
        /// The URL.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The shard id is not below the number of shards.
    #[error("`shard` is {id} of {total}; the id counts from 0 and must be below the number of shards")]
    Shard {
        /// The shard's id.
        id: u32,
        /// The number of shards.
        total: u32,
    },
    /// The large threshold is out of Discord's range.
    #[error("`large_threshold` is {value}; allowed are 50 to 250")]
    LargeThreshold {
        /// The value.
        value: u8,
    },
    /// An encoding that does not exist.
    #[error("`encoding` is {value:?}; allowed are \"json\" and \"etf\"")]
    Encoding {
        /// The name.
        value: String,
    },
    /// An encoding that this build does not have.
    #[error(
        "`encoding` is {value:?}, which this build of Greenroom does not support; enable its feature `etf`, or use \
         \"json\""
    )]
    EncodingNotBuilt {
        /// The name.
        value: String,
    },
    /// A compression that does not exist.
    #[error("`compression` is {value:?}; allowed are \"none\", \"payload\", \"zlib-stream\" and \"zstd-stream\"")]
    Compression {
        /// The name.
        value: String,
    },
    /// A compression that this build does not have.
    #[error(
        "`compression` is {value:?}, which this build of Greenroom does not support; enable its feature `zstd`, or use \
         \"zlib-stream\""
    )]
    CompressionNotBuilt {
        /// The name.
        value: String,
    },
    /// Discord does not support the combination of encoding and compression.
    #[error(
        "`compression` is \"{compression}\", which Discord does not support for the encoding \"{encoding}\"; use \
         \"zstd-stream\", \"zlib-stream\" or \"none\" with it"
    )]
    Combination {
        /// The encoding.
        encoding: Encoding,
        /// The compression.
        compression: Compression,
    },
    /// A setting that must be greater than 0.
    #[error("`{option}` is 0; it must be greater")]
    Zero {
        /// The setting.
        option: &'static str,
    },
    /// The lower bound of a wait is greater than the upper bound.
    #[error("`{option}` is {from:?} to {to:?}; the first must not be longer than the second")]
    Range {
        /// The setting.
        option: &'static str,
        /// The lower bound.
        from: Duration,
        /// The upper bound.
        to: Duration,
    },
    /// Discord would not accept the initial presence.
    #[error("`presence`: {0}")]
    Presence(#[from] PresenceError),
    /// IDENTIFY would be longer than Discord accepts.
    #[error("IDENTIFY would have {bytes} bytes and Discord accepts 4096; shorten `presence` and `properties`")]
    IdentifyTooLong {
        /// Its length in bytes.
        bytes: usize,
    },
}
