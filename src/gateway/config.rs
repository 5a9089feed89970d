//! How a shard is set up, and every default.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::Serialize;

use super::built::{self, BUILT};
use super::presence::{PresenceError, PresenceUpdate};
use super::{Compression, Encoding, GatewayUrl, Intents, MAX_PAYLOAD_SENT, Token, handshake};

/// The gateway's version that Greenroom speaks.
pub const API_VERSION: u8 = 10;
/// Discord's gateway, for when `GET /gateway` was not asked.
pub const GATEWAY_URL: &str = "wss://gateway.discord.gg/";
/// What a bot says it is in IDENTIFY: `browser` and `device`.
pub const LIBRARY: &str = "greenroom";
/// Default of [`ShardConfig::check_acks`].
pub const CHECK_ACKS: bool = true;
/// Default of [`Timeouts::connect`].
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Default of [`Timeouts::write`].
pub const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// Default of [`Timeouts::hello`].
pub const HELLO_TIMEOUT: Duration = Duration::from_secs(20);
/// Default of [`Timeouts::ready`].
pub const READY_TIMEOUT: Duration = Duration::from_secs(120);
/// Default of [`Timeouts::resumed`].
pub const RESUMED_TIMEOUT: Duration = Duration::from_secs(60);
/// Default of [`Timeouts::close`].
pub const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// Default of [`Timeouts::read_grace`].
pub const READ_GRACE: Duration = Duration::from_secs(20);
/// Default of [`Backoff::base`].
pub const BACKOFF_BASE: Duration = Duration::from_secs(1);
/// Default of [`Backoff::cap`].
pub const BACKOFF_CAP: Duration = Duration::from_secs(120);
/// Default of [`ShardConfig::invalid_session_wait`].
pub const INVALID_SESSION_WAIT: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(5);
/// Default of [`ShardConfig::max_resume_attempts`].
pub const MAX_RESUME_ATTEMPTS: u32 = 2;
/// Default of [`ShardConfig::command_queue`].
pub const COMMAND_QUEUE: usize = 1024;
/// Default of [`ShardConfig::max_payload`], 64 MiB. A GUILD_CREATE of the largest guilds has a few.
pub const MAX_PAYLOAD_RECEIVED: usize = 64 << 20;
/// What [`ShardConfig::large_threshold`] may be.
pub const LARGE_THRESHOLD: RangeInclusive<u8> = 50..=250;

/// How a shard is set up. [`new`](Self::new) gives the defaults below; change what you like and
/// [`validate`](Self::validate).
///
/// | setting | default | meaning |
/// |---|---|---|
/// | `api_version` | 10 | the gateway's version, `v` in the URL |
/// | `gateway_url` | `wss://gateway.discord.gg/` | where a session begins, and where a resume goes if its own place is dead |
/// | `encoding` | json | how payloads are written |
/// | `compression` | zstd-stream | how Discord shortens what it sends; zlib-stream without the feature `zstd` |
/// | `properties` | the operating system, `greenroom`, `greenroom` | `os`, `browser` and `device` of IDENTIFY |
/// | `shard` | none | shard id and count; without it the session is not sharded |
/// | `large_threshold` | none | members above which a guild comes without its offline ones; Discord takes 50 when it is left out |
/// | `presence` | none | the presence to begin with; Discord takes online when it is left out |
/// | `check_acks` | true | whether an unanswered heartbeat ends the connection |
/// | `timeouts.connect` | 20 s | DNS, TCP, TLS and the upgrade together |
/// | `timeouts.write` | 10 s | until written bytes have left; for the transport |
/// | `timeouts.hello` | 20 s | from the open connection to HELLO |
/// | `timeouts.ready` | 120 s | from IDENTIFY to READY; long, since in an outage Discord sends it late and another IDENTIFY costs |
/// | `timeouts.resumed` | 60 s | from RESUME, or the last replayed event, to RESUMED |
/// | `timeouts.close` | 2 s | from our close frame to Discord's; then the socket is dropped |
/// | `timeouts.read_grace` | 20 s | added to the heartbeat interval: nothing at all read for so long means that the connection is dead |
/// | `backoff.base` | 1 s | the wait before the second reconnect in a row (the first is made at once), doubled for each after it |
/// | `backoff.cap` | 120 s | the longest such wait |
/// | `invalid_session_wait` | 1 s to 5 s | the wait after op 9 `false`, random |
/// | `max_reconnect_attempts` | none | how many reconnects in a row may fail; without it there is no limit |
/// | `max_resume_attempts` | 2 | how many RESUMEs in a row may bring nothing before the session is given up |
/// | `command_queue` | 1024 | how many commands may wait for READY or for their turn |
/// | `max_payload` | 67108864 bytes | the longest payload, after inflating and as JSON, that is accepted |
#[derive(Debug, Clone, PartialEq)]
pub struct ShardConfig {
    /// The bot's token.
    pub token: Token,
    /// What the session asks to be told. There is no default: Discord has had none since version 8.
    pub intents: Intents,
    /// Shard id and number of shards. Without it, IDENTIFY says nothing of shards.
    pub shard: Option<(u32, u32)>,
    /// Where a session begins.
    pub gateway_url: GatewayUrl,
    /// The gateway's version.
    pub api_version: u8,
    /// How payloads are written.
    pub encoding: Encoding,
    /// How Discord shortens what it sends.
    pub compression: Compression,
    /// What the bot says it is.
    pub properties: IdentifyProperties,
    /// The number of members, 50 to 250, above which a guild comes without its offline ones.
    pub large_threshold: Option<u8>,
    /// The presence to begin with.
    pub presence: Option<PresenceUpdate>,
    /// Whether an unanswered heartbeat ends the connection. Without it, heartbeats measure the latency and no more.
    pub check_acks: bool,
    /// How long each phase may take.
    pub timeouts: Timeouts,
    /// How long to wait between reconnects.
    pub backoff: Backoff,
    /// How long to wait after an invalid session: a random time between the two.
    pub invalid_session_wait: RangeInclusive<Duration>,
    /// How many reconnects in a row may fail before the shard gives up; without it, it never does.
    pub max_reconnect_attempts: Option<u32>,
    /// How many RESUMEs in a row may bring neither an event nor RESUMED before the session is given up. At least 1.
    pub max_resume_attempts: u32,
    /// How many commands may wait.
    pub command_queue: usize,
    /// The longest payload, in bytes after inflating, and of ETF after writing it as JSON. A longer one is refused before
    /// it takes the memory.
    pub max_payload: usize,
}

/// How long each phase of a connection may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// DNS, TCP, TLS and the upgrade together.
    pub connect: Duration,
    /// Until written bytes have left. For the transport; the protocol does not use it.
    pub write: Duration,
    /// From the open connection to HELLO.
    pub hello: Duration,
    /// From IDENTIFY to READY.
    pub ready: Duration,
    /// From RESUME, or the last replayed event, to RESUMED.
    pub resumed: Duration,
    /// From our close frame to Discord's.
    pub close: Duration,
    /// Added to the heartbeat interval: nothing at all read for so long means that the connection is dead.
    pub read_grace: Duration,
}

/// How long to wait between reconnects: not at all before the first, then `base`, doubled each time up to `cap`, each
/// shortened by a random part of up to a half so that a fleet does not come back in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait before the second reconnect in a row.
    pub base: Duration,
    /// The longest wait.
    pub cap: Duration,
}

/// What the bot says it is (`properties` of IDENTIFY), under the names without `$` that Discord wants today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct IdentifyProperties {
    /// The operating system.
    pub os: String,
    /// The name of the library.
    pub browser: String,
    /// The name of the library.
    pub device: String,
    /// Further properties.
    #[serde(flatten)]
    pub extra: BTreeMap<String, String>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: CONNECT_TIMEOUT,
            write: WRITE_TIMEOUT,
            hello: HELLO_TIMEOUT,
            ready: READY_TIMEOUT,
            resumed: RESUMED_TIMEOUT,
            close: CLOSE_TIMEOUT,
            read_grace: READ_GRACE,
        }
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self { base: BACKOFF_BASE, cap: BACKOFF_CAP }
    }
}

impl Default for IdentifyProperties {
    fn default() -> Self {
        Self {
            os: std::env::consts::OS.to_owned(),
            browser: LIBRARY.to_owned(),
            device: LIBRARY.to_owned(),
            extra: BTreeMap::new(),
        }
    }
}

impl Default for GatewayUrl {
    /// [`GATEWAY_URL`].
    fn default() -> Self {
        Self::discord()
    }
}

/// A setting that cannot work. Each says which, what it was, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// `token` is empty.
    #[error("`token` is empty; copy it from https://discord.com/developers/applications (your application, Bot)")]
    EmptyToken,
    /// `token` has a character that no token has. The token itself is not shown.
    #[error(
        "`token` has a character at position {position} that no token has; copy it anew, without quotes and line breaks"
    )]
    MalformedToken {
        /// Where, in bytes from the beginning.
        position: usize,
    },
    /// A gateway URL whose scheme is not that of a WebSocket.
    #[error("`gateway_url` is {value:?} with the scheme {scheme:?}; allowed are ws:// and wss://")]
    UrlScheme {
        /// The URL.
        value: String,
        /// Its scheme.
        scheme: String,
    },
    /// A gateway URL that is none.
    #[error("`gateway_url` is {value:?}, which is no address: {problem}; give one such as {GATEWAY_URL}")]
    Url {
        /// The URL.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A shard that is not among its number.
    #[error("`shard` is {id} of {total}; the id counts from 0 and must be below the number of shards")]
    Shard {
        /// The shard's id.
        id: u32,
        /// The number of shards.
        total: u32,
    },
    /// A large threshold that Discord does not take.
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
        "`encoding` is {value:?}, which this build of Greenroom does not have; switch its feature `etf` on, or take \"json\""
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
        "`compression` is {value:?}, which this build of Greenroom does not have; switch its feature `zstd` on, or take \
         \"zlib-stream\""
    )]
    CompressionNotBuilt {
        /// The name.
        value: String,
    },
    /// An encoding and a compression that Discord does not have together.
    #[error(
        "`compression` is \"{compression}\", which Discord does not have for the encoding \"{encoding}\"; take \
         \"zstd-stream\", \"zlib-stream\" or \"none\" with it"
    )]
    Combination {
        /// The encoding.
        encoding: Encoding,
        /// The compression.
        compression: Compression,
    },
    /// A setting that must be more than nothing.
    #[error("`{option}` is 0; it must be more")]
    Zero {
        /// The setting.
        option: &'static str,
    },
    /// The bounds of a wait are the wrong way round.
    #[error("`{option}` runs from {from:?} to {to:?}; the first must not be longer than the second")]
    Range {
        /// The setting.
        option: &'static str,
        /// The lower bound.
        from: Duration,
        /// The upper bound.
        to: Duration,
    },
    /// The presence to begin with is one that Discord does not take.
    #[error("`presence`: {0}")]
    Presence(#[from] PresenceError),
    /// IDENTIFY would be longer than Discord takes.
    #[error("IDENTIFY would have {bytes} bytes and Discord takes 4096; shorten `presence` and `properties`")]
    IdentifyTooLong {
        /// Its length in bytes.
        bytes: usize,
    },
}

impl ShardConfig {
    /// The defaults, with this token and these intents.
    #[must_use]
    pub fn new(token: Token, intents: Intents) -> Self {
        Self {
            token,
            intents,
            shard: None,
            gateway_url: GatewayUrl::default(),
            api_version: API_VERSION,
            encoding: Encoding::default(),
            compression: Compression::default(),
            properties: IdentifyProperties::default(),
            large_threshold: None,
            presence: None,
            check_acks: CHECK_ACKS,
            timeouts: Timeouts::default(),
            backoff: Backoff::default(),
            invalid_session_wait: INVALID_SESSION_WAIT,
            max_reconnect_attempts: None,
            max_resume_attempts: MAX_RESUME_ATTEMPTS,
            command_queue: COMMAND_QUEUE,
            max_payload: MAX_PAYLOAD_RECEIVED,
        }
    }

    /// Checks every setting, before any socket is opened.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`] found.
    pub fn validate(&self) -> Result<(), ConfigError> {
        built::check(self.encoding, self.compression, BUILT)?;
        if let Some((id, total)) = self.shard.filter(|(id, total)| id >= total) {
            return Err(ConfigError::Shard { id, total });
        }
        if let Some(value) = self.large_threshold.filter(|value| !LARGE_THRESHOLD.contains(value)) {
            return Err(ConfigError::LargeThreshold { value });
        }
        if let Some(presence) = &self.presence {
            presence.validate()?;
        }
        let durations = [
            ("timeouts.connect", self.timeouts.connect),
            ("timeouts.write", self.timeouts.write),
            ("timeouts.hello", self.timeouts.hello),
            ("timeouts.ready", self.timeouts.ready),
            ("timeouts.resumed", self.timeouts.resumed),
            ("timeouts.close", self.timeouts.close),
            ("timeouts.read_grace", self.timeouts.read_grace),
            ("backoff.base", self.backoff.base),
        ];
        if let Some((option, _)) = durations.iter().find(|(_, duration)| duration.is_zero()) {
            return Err(ConfigError::Zero { option });
        }
        let counts = [
            ("max_resume_attempts", self.max_resume_attempts as usize),
            ("command_queue", self.command_queue),
            ("max_payload", self.max_payload),
        ];
        if let Some((option, _)) = counts.iter().find(|(_, count)| *count == 0) {
            return Err(ConfigError::Zero { option });
        }
        let ranges = [
            ("backoff", self.backoff.base, self.backoff.cap),
            ("invalid_session_wait", *self.invalid_session_wait.start(), *self.invalid_session_wait.end()),
        ];
        if let Some((option, from, to)) = ranges.into_iter().find(|(_, from, to)| from > to) {
            return Err(ConfigError::Range { option, from, to });
        }
        let bytes = handshake::identify(self, self.presence.as_ref()).len();
        if bytes > MAX_PAYLOAD_SENT {
            return Err(ConfigError::IdentifyTooLong { bytes });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::Activity;

    fn config() -> ShardConfig {
        ShardConfig::new(Token::new("secret").unwrap(), Intents::GUILDS)
    }

    /// The table in the docs of [`ShardConfig`]: setting and default, as they stand there.
    fn documented() -> Vec<(&'static str, &'static str)> {
        let rows = include_str!("config.rs").lines().filter_map(|line| line.strip_prefix("/// | `"));
        rows.map(|row| {
            let mut cells = row.split(" | ");
            let setting = cells.next().unwrap().trim_matches('`');
            (setting, cells.next().unwrap())
        })
        .collect()
    }

    fn shown(duration: Duration) -> String {
        format!("{} s", duration.as_secs_f64())
    }

    fn shown_option<T: std::fmt::Debug>(option: Option<T>) -> String {
        option.map_or_else(|| "none".to_owned(), |value| format!("{value:?}"))
    }

    #[test]
    fn the_documented_defaults_are_those_of_the_code() {
        let ShardConfig {
            token: _,
            intents: _,
            shard,
            gateway_url,
            api_version,
            encoding,
            compression,
            properties,
            large_threshold,
            presence,
            check_acks,
            timeouts: Timeouts { connect, write, hello, ready, resumed, close, read_grace },
            backoff: Backoff { base, cap },
            invalid_session_wait,
            max_reconnect_attempts,
            max_resume_attempts,
            command_queue,
            max_payload,
        } = config();
        assert_eq!(properties.os, std::env::consts::OS);
        let wait = format!("{} to {}", shown(*invalid_session_wait.start()), shown(*invalid_session_wait.end()));
        let code = [
            ("api_version", api_version.to_string()),
            ("gateway_url", format!("`{gateway_url}`")),
            ("encoding", encoding.to_string()),
            ("compression", compression.to_string()),
            ("properties", format!("the operating system, `{}`, `{}`", properties.browser, properties.device)),
            ("shard", shown_option(shard)),
            ("large_threshold", shown_option(large_threshold)),
            ("presence", shown_option(presence)),
            ("check_acks", check_acks.to_string()),
            ("timeouts.connect", shown(connect)),
            ("timeouts.write", shown(write)),
            ("timeouts.hello", shown(hello)),
            ("timeouts.ready", shown(ready)),
            ("timeouts.resumed", shown(resumed)),
            ("timeouts.close", shown(close)),
            ("timeouts.read_grace", shown(read_grace)),
            ("backoff.base", shown(base)),
            ("backoff.cap", shown(cap)),
            ("invalid_session_wait", wait),
            ("max_reconnect_attempts", shown_option(max_reconnect_attempts)),
            ("max_resume_attempts", max_resume_attempts.to_string()),
            ("command_queue", command_queue.to_string()),
            ("max_payload", format!("{max_payload} bytes")),
        ];
        let code: Vec<_> = code.iter().map(|(setting, default)| (*setting, default.as_str())).collect();
        assert_eq!(documented(), code);
    }

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(config().validate(), Ok(()));
    }

    #[test]
    fn every_bad_value_is_refused_by_name_with_what_is_allowed() {
        type Spoil = fn(&mut ShardConfig);
        let cases: &[(Spoil, ConfigError, &[&str])] = &[
            (|c| c.shard = Some((2, 2)), ConfigError::Shard { id: 2, total: 2 }, &["`shard`", "2 of 2", "below"]),
            (|c| c.shard = Some((0, 0)), ConfigError::Shard { id: 0, total: 0 }, &["`shard`"]),
            (
                |c| c.large_threshold = Some(49),
                ConfigError::LargeThreshold { value: 49 },
                &["`large_threshold`", "49", "50 to 250"],
            ),
            (|c| c.large_threshold = Some(251), ConfigError::LargeThreshold { value: 251 }, &["251"]),
            (
                |c| c.presence = Some(PresenceUpdate::doing(Activity::playing(""))),
                ConfigError::Presence(PresenceError::EmptyName),
                &["`presence`", "name"],
            ),
            (
                |c| c.timeouts.hello = Duration::ZERO,
                ConfigError::Zero { option: "timeouts.hello" },
                &["`timeouts.hello`"],
            ),
            #[cfg(feature = "etf")]
            (
                |c| (c.encoding, c.compression) = (Encoding::Etf, Compression::Payload),
                ConfigError::Combination { encoding: Encoding::Etf, compression: Compression::Payload },
                &["`compression`", "\"payload\"", "\"etf\"", "zstd-stream"],
            ),
            (|c| c.max_resume_attempts = 0, ConfigError::Zero { option: "max_resume_attempts" }, &["must be more"]),
            (|c| c.command_queue = 0, ConfigError::Zero { option: "command_queue" }, &["`command_queue`"]),
            (|c| c.max_payload = 0, ConfigError::Zero { option: "max_payload" }, &["`max_payload`"]),
            (
                |c| c.backoff.cap = Duration::from_millis(1),
                ConfigError::Range { option: "backoff", from: BACKOFF_BASE, to: Duration::from_millis(1) },
                &["`backoff`", "1s", "1ms"],
            ),
        ];
        for (spoil, error, parts) in cases {
            let mut config = config();
            spoil(&mut config);
            assert_eq!(config.validate().as_ref(), Err(error));
            for part in *parts {
                assert!(error.to_string().contains(part), "{part:?} is missing in: {error}");
            }
        }
    }

    #[test]
    fn an_identify_that_discord_would_refuse_is_refused_before() {
        let mut config = config();
        config.presence = Some(PresenceUpdate::doing(Activity::playing("x".repeat(4000))));
        assert!(matches!(config.validate(), Err(ConfigError::IdentifyTooLong { bytes }) if bytes > 4096));
    }

    #[test]
    fn the_token_does_not_show() {
        assert!(!format!("{:?}", config()).contains("secret"));
    }
}
