//! The public error type. Its messages contain what happened, the value, the allowed values, and what to do.

use std::{io, sync::Arc, time::Duration};

#[cfg(feature = "http-interactions")]
use crate::signed::PublicKeyError;
use crate::{
    gateway::{CommandError, ConfigError, FatalClose, IdentifyRefused, ReconnectReason},
    model::{ChannelId, GuildId},
    rest::HttpError,
};

/// `Result` with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of a handler. `?` converts every error that is `Send` and `Sync` into it.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// Why an operation failed. An error never contains a token.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An invalid setting of a shard. Nothing was started.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An option of the bot is missing, invalid, or contradicts another.
    #[error("option `{option}`: {reason}")]
    Option {
        /// The method of [`Bot`](crate::Bot).
        option: &'static str,
        /// The problem, and the allowed values.
        reason: String,
    },
    /// `DISCORD_TOKEN` is not set, and this build does not contain the sandbox.
    #[error(
        "DISCORD_TOKEN is not set. Set it to the token of your bot from https://discord.com/developers/applications \
         (Bot > Reset Token). To try the bot without Discord, build it with the feature `sandbox`: \
         `cargo run --features greenroom/sandbox`"
    )]
    NoToken,
    /// The public key of the application is invalid.
    #[cfg(feature = "http-interactions")]
    #[error(transparent)]
    PublicKey(#[from] PublicKeyError),
    /// A request to Discord's REST API failed.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// A command that cannot be sent to the gateway.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// Discord closed a shard with a code after which it does not reconnect.
    #[error("shard {shard}: {close}")]
    Closed {
        /// The shard.
        shard: u32,
        /// The close code, and what to do.
        close: FatalClose,
    },
    /// A shard reached [`Bot::max_reconnect_attempts`](crate::Bot::max_reconnect_attempts).
    #[error(
        "shard {shard} gave up after {attempts} attempts to reconnect; the last failed because {last}. Raise \
         `max_reconnect_attempts`, or leave it unset to try without a limit"
    )]
    GaveUp {
        /// The shard.
        shard: u32,
        /// The number of attempts.
        attempts: u32,
        /// The reason of the last attempt.
        last: ReconnectReason,
    },
    /// The identify queue refused a session start.
    #[error("shard {shard} may not identify: {error}")]
    IdentifyRefused {
        /// The shard.
        shard: u32,
        /// The reason, and until when it applies.
        error: String,
    },
    /// The shards need more session starts than Discord allows today. Discord resets the token of a bot that uses them
    /// all.
    #[error("{needed} shards would need {needed} session starts, but {refused}")]
    SessionStarts {
        /// The number of shards that would have to identify.
        needed: usize,
        /// The number of starts left, the reserve, and when the count restarts.
        refused: IdentifyRefused,
    },
    /// More shards than a bot can have: Discord recommends so many, or the program requested them. Nothing was started.
    #[error(
        "{shards} shards are more than the {limit} that a bot can have. If `sharding` does not set this number, the \
         server recommends it in `GET /gateway/bot`: check the server, or set the number with `sharding`"
    )]
    TooManyShards {
        /// The number of shards.
        shards: u32,
        /// The largest number.
        limit: u32,
    },
    /// The bot has not been started, or has ended.
    #[error(
        "the bot is not running: it has not been started, or has ended. `BotHandle::ready` waits for the start, and \
         `BotHandle::wait` returns how it ended"
    )]
    NotRunning,
    /// The bot has no command or handler of this name.
    #[error("the bot has no `{name}`; it has: {known}")]
    UnknownFeature {
        /// The name.
        name: String,
        /// The names that the bot has, separated by commas.
        known: String,
    },
    /// This process does not run a shard with this id.
    #[error("this bot does not run shard {shard}; `BotHandle::shards` lists its shards")]
    UnknownShard {
        /// The id.
        shard: u32,
    },
    /// The shard has no connection, or no session, for this fault injection.
    #[error("shard {shard} has no connection for this; `BotHandle::shard` returns its state")]
    #[cfg(feature = "sandbox")]
    NotConnected {
        /// The shard.
        shard: u32,
    },
    /// The shard to be added runs in this process already.
    #[error("shard {shard} runs in this bot already; a session can be used by one process at a time")]
    ShardRunsHere {
        /// The id.
        shard: u32,
    },
    /// The shard to be added belongs to another number of shards than the running ones.
    #[error(
        "shard {shard} is one of {total}, but this bot runs shards of {ours}; all shards of a bot have the same total"
    )]
    OtherTotal {
        /// The id.
        shard: u32,
        /// The number of shards that it belongs to.
        total: u32,
        /// The number of shards that the running ones belong to.
        ours: u32,
    },
    /// The bot is being resharded.
    #[error("the bot is being resharded; try again after `resharded` was called or `BotHandle::reshard` has returned")]
    ReshardUnderWay,
    /// Only a process that runs all shards can change their number.
    #[error(
        "this process runs {ours} of {total} shards. Only a process that runs all of them can reshard without a \
         restart; move them to one process with `remove_shards` and `add_shards`, or restart all processes with the \
         new total"
    )]
    PartOfShards {
        /// The number of shards in this process.
        ours: u32,
        /// The number of all shards.
        total: u32,
    },
    /// The guild belongs to a shard of another process.
    #[error("guild {guild} belongs to shard {shard}, which this process does not run; use the process that does")]
    ForeignGuild {
        /// The guild.
        guild: GuildId,
        /// Its shard.
        shard: u32,
    },
    /// Discord refused a request for the members of a guild.
    #[error("Discord allows one request for all members of a guild in 30 s; try again in {retry_after:?}")]
    MembersRateLimited {
        /// The time after which to request them again.
        retry_after: Duration,
    },
    /// Not all requested members arrived.
    #[error(
        "the next chunk of members did not arrive within {timeout:?} ({chunks} had arrived); the connection may have \
         been lost, so request them again"
    )]
    MembersTimeout {
        /// How long the next chunk was awaited.
        timeout: Duration,
        /// The number of chunks that arrived.
        chunks: u32,
    },
    /// Discord did not answer a request to join a voice channel.
    #[error(
        "the voice channel {channel} was not joined: {missing} arrived within {after:?}. The channel may be full, the \
         bot may lack CONNECT there, or it is in the channel already"
    )]
    VoiceTimeout {
        /// The channel.
        channel: ChannelId,
        /// How long the events were awaited.
        after: Duration,
        /// The events that did not arrive.
        missing: &'static str,
    },
    /// The operating system could not start a thread.
    #[error(
        "no thread could be started: {0}. Raise the limit of threads of this user or container, or lower `threads`"
    )]
    Thread(#[source] Arc<io::Error>),
    /// The thread of the supervisor ended unexpectedly. This is a defect of Greenroom; please report it.
    #[error("the thread of the supervisor ended unexpectedly; this is a defect of Greenroom, please report it")]
    SupervisorLost,
    /// The sandbox could not be started.
    #[cfg(feature = "sandbox")]
    #[error("the sandbox could not be started: {0}")]
    Sandbox(#[source] Arc<io::Error>),
    /// `run()` was awaited outside of a Tokio runtime.
    #[error("run() needs a Tokio runtime; put #[greenroom::main] or #[tokio::main] on your main function")]
    NoRuntime,
}
