//! The settings of a shard and their defaults.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::Serialize;

use super::presence::BotPresence;
use super::{Compression, Encoding, GatewayUrl, Intents, Token};

/// The version of Discord's gateway that Greenroom implements.
pub const API_VERSION: u8 = 10;
/// The name of the library in the `browser` and `device` fields of IDENTIFY.
pub const LIBRARY: &str = "greenroom";
/// Default of [`ShardConfig::check_acks`].
pub const CHECK_ACKS: bool = true;
/// Default of [`Timeouts::connect`].
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Default of [`Timeouts::write`].
pub const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// Default of [`Timeouts::hello`].
pub const HELLO_TIMEOUT: Duration = Duration::from_secs(20);
/// Default of [`Timeouts::permit`].
pub const PERMIT_TIMEOUT: Duration = Duration::from_secs(60 * 60);
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
/// Default of [`ShardConfig::heartbeat_interval`]. Discord sends 41.25 s.
pub const HEARTBEAT_INTERVAL: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(60 * 60);
/// Default of [`ShardConfig::max_resume_attempts`].
pub const MAX_RESUME_ATTEMPTS: u32 = 2;
/// Default of [`ShardConfig::command_queue`].
pub const COMMAND_QUEUE: usize = 1024;
/// Default of [`ShardConfig::max_payload`], 64 MiB. The GUILD_CREATE of the largest guilds has a few MiB.
pub const MAX_PAYLOAD_RECEIVED: usize = 64 << 20;
/// The allowed values of [`ShardConfig::large_threshold`].
pub const LARGE_THRESHOLD: RangeInclusive<u8> = 50..=250;

/// The settings of a shard. [`new`](Self::new) sets the defaults below; [`validate`](Self::validate) checks the values.
///
/// | setting | default | meaning |
/// |---|---|---|
/// | `api_version` | 10 | the gateway's version, `v` in the URL |
/// | `gateway_url` | `wss://gateway.discord.gg/` | where a session begins, and the fallback if the resume URL fails |
/// | `encoding` | json | the encoding of the payloads |
/// | `compression` | zstd-stream | how Discord compresses; zlib-stream without the feature `zstd` |
/// | `properties` | the operating system, `greenroom`, `greenroom` | `os`, `browser` and `device` of IDENTIFY |
/// | `shard` | none | shard id and number of shards; without it the session is not sharded |
/// | `large_threshold` | none | member count above which offline members are omitted; Discord's default is 50 |
/// | `presence` | none | the initial presence; Discord's default is online |
/// | `check_acks` | true | whether an unanswered heartbeat ends the connection |
/// | `timeouts.connect` | 20 s | DNS, TCP, TLS and the upgrade together |
/// | `timeouts.write` | 10 s | until written bytes are sent; used by the transport |
/// | `timeouts.hello` | 20 s | from the open connection to HELLO |
/// | `timeouts.permit` | 3600 s | from HELLO to the permit to identify; with many shards, each waits for its turn |
/// | `timeouts.ready` | 120 s | from IDENTIFY to READY; in outages READY is late, and a further IDENTIFY is costly |
/// | `timeouts.resumed` | 60 s | from RESUME, or the last replayed event, to RESUMED |
/// | `timeouts.close` | 2 s | from our close frame to Discord's, after which the socket is dropped |
/// | `timeouts.read_grace` | 20 s | added to the heartbeat interval: the longest time without any data |
/// | `backoff.base` | 1 s | the wait before the second reconnect in a row (the first is immediate), then doubled |
/// | `backoff.cap` | 120 s | the longest such wait; at most 8 s, after an hour 60 s, while the gateway is unreachable |
/// | `invalid_session_wait` | 1 s to 5 s | the wait after op 9 `false`, random |
/// | `heartbeat_interval` | 1 s to 3600 s | the intervals that are accepted; another one is an error of the server |
/// | `resume_hosts` | none | further hosts that may receive a RESUME; see the field |
/// | `max_reconnect_attempts` | none | how many reconnects in a row may fail; without it, any number |
/// | `max_resume_attempts` | 2 | how many RESUMEs in a row may yield nothing before the session is given up |
/// | `command_queue` | 1024 | how many commands may be queued before READY or because of the rate limit |
/// | `max_payload` | 67108864 bytes | the longest payload accepted, decompressed and as JSON |
#[derive(Debug, Clone, PartialEq)]
pub struct ShardConfig {
    /// The bot's token.
    pub token: Token,
    /// The intents of the session. There is no default: Discord requires them since version 8.
    pub intents: Intents,
    /// The shard id and the number of shards. `None`: IDENTIFY has no `shard` field.
    pub shard: Option<(u32, u32)>,
    /// The address where a session begins.
    pub gateway_url: GatewayUrl,
    /// The version of the gateway.
    pub api_version: u8,
    /// The encoding of the payloads.
    pub encoding: Encoding,
    /// How Discord compresses what it sends.
    pub compression: Compression,
    /// The connection properties of IDENTIFY.
    pub properties: IdentifyProperties,
    /// The number of members, 50 to 250, above which Discord omits the offline members of a guild. `None`: Discord's
    /// default applies.
    pub large_threshold: Option<u8>,
    /// The initial presence. `None`: Discord's default applies.
    pub presence: Option<BotPresence>,
    /// Whether an unanswered heartbeat ends the connection. If it is off, heartbeats only measure the latency.
    pub check_acks: bool,
    /// The longest duration of each phase.
    pub timeouts: Timeouts,
    /// The waits between reconnects.
    pub backoff: Backoff,
    /// The bounds of the random wait after an invalid session.
    pub invalid_session_wait: RangeInclusive<Duration>,
    /// The heartbeat intervals that are accepted. HELLO with another one ends the connection: a shorter interval would
    /// send too many heartbeats, and with a longer one a dead connection would not be noticed.
    pub heartbeat_interval: RangeInclusive<Duration>,
    /// Further hosts that may receive a RESUME, which contains the token. The host of READY's `resume_gateway_url` must
    /// be the host of `gateway_url`, a host under the parent domain of that one (`discord.gg` for
    /// `gateway.discord.gg`), or one of these. Otherwise the session is resumed at `gateway_url`, and a warning is
    /// logged.
    pub resume_hosts: Vec<String>,
    /// How many reconnects in a row may fail before the shard gives up. `None`: it never gives up.
    pub max_reconnect_attempts: Option<u32>,
    /// How many RESUMEs in a row may yield neither an event nor RESUMED before the session is given up. At least 1.
    pub max_resume_attempts: u32,
    /// How many commands may be queued.
    pub command_queue: usize,
    /// The longest payload in bytes: after decompression, and for ETF after conversion to JSON. A longer one is refused
    /// before memory is allocated for it.
    pub max_payload: usize,
}

/// The longest duration of each phase of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// DNS, TCP, TLS and the WebSocket upgrade together.
    pub connect: Duration,
    /// Until written bytes are sent. The transport uses this; the protocol does not.
    pub write: Duration,
    /// From the open connection to HELLO.
    pub hello: Duration,
    /// From HELLO to the permit of the identify queue.
    pub permit: Duration,
    /// From IDENTIFY to READY.
    pub ready: Duration,
    /// From RESUME, or the last replayed event, to RESUMED.
    pub resumed: Duration,
    /// From our close frame to Discord's.
    pub close: Duration,
    /// Added to the heartbeat interval: if no data at all arrives for that long, the connection counts as dead.
    pub read_grace: Duration,
}

/// The waits between reconnects: none before the first, then `base`, doubled each time. A random part of up to a half
/// is subtracted from each, so that many shards do not reconnect at the same moment.
///
/// A shard counts two kinds of failures, and the longer wait applies:
///
/// * Connections in a row that failed or ended before READY or RESUMED: the wait is at most 8 s in the first hour, then
///   at most 60 s (never more than `cap`; a longer `base` raises the 8 s and 60 s). READY, RESUMED and op 9 end the
///   row.
/// * Sessions in a row that ended within 60 s of READY or RESUMED, or were refused with op 9: none after the first two,
///   then at most `cap`. A session that lasts longer ends the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait before the second reconnect in a row.
    pub base: Duration,
    /// The longest wait.
    pub cap: Duration,
}

/// The connection properties of IDENTIFY (`properties`), under the current names without `$`.
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
            permit: PERMIT_TIMEOUT,
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

impl ShardConfig {
    /// The default settings, with this token and these intents.
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
            heartbeat_interval: HEARTBEAT_INTERVAL,
            resume_hosts: Vec::new(),
            max_reconnect_attempts: None,
            max_resume_attempts: MAX_RESUME_ATTEMPTS,
            command_queue: COMMAND_QUEUE,
            max_payload: MAX_PAYLOAD_RECEIVED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> ShardConfig {
        ShardConfig::new(Token::new("secret").unwrap(), Intents::GUILDS)
    }

    /// The table in the docs of [`ShardConfig`], as pairs of setting and default.
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
            timeouts: Timeouts { connect, write, hello, permit, ready, resumed, close, read_grace },
            backoff: Backoff { base, cap },
            invalid_session_wait,
            heartbeat_interval,
            resume_hosts,
            max_reconnect_attempts,
            max_resume_attempts,
            command_queue,
            max_payload,
        } = config();
        assert!(resume_hosts.is_empty());
        assert_eq!(properties.os, std::env::consts::OS);
        let range = |range: RangeInclusive<Duration>| format!("{} to {}", shown(*range.start()), shown(*range.end()));
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
            ("timeouts.permit", shown(permit)),
            ("timeouts.ready", shown(ready)),
            ("timeouts.resumed", shown(resumed)),
            ("timeouts.close", shown(close)),
            ("timeouts.read_grace", shown(read_grace)),
            ("backoff.base", shown(base)),
            ("backoff.cap", shown(cap)),
            ("invalid_session_wait", range(invalid_session_wait)),
            ("heartbeat_interval", range(heartbeat_interval)),
            ("resume_hosts", "none".to_owned()),
            ("max_reconnect_attempts", shown_option(max_reconnect_attempts)),
            ("max_resume_attempts", max_resume_attempts.to_string()),
            ("command_queue", command_queue.to_string()),
            ("max_payload", format!("{max_payload} bytes")),
        ];
        let code: Vec<_> = code.iter().map(|(setting, default)| (*setting, default.as_str())).collect();
        assert_eq!(documented(), code);
    }

    #[test]
    fn the_token_is_not_in_the_debug_output() {
        assert!(!format!("{:?}", config()).contains("secret"));
    }
}
