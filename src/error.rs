//! The one public error. Its messages say what happened, the value, what is allowed, and what to do.

use std::{io, sync::Arc, time::Duration};

#[cfg(feature = "http-interactions")]
use crate::signed::PublicKeyError;
use crate::{
    gateway::{CommandError, ConfigError, FatalClose, IdentifyRefused, ReconnectReason},
    model::GuildId,
    rest::HttpError,
};

/// `Result` with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. Never holds a token.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An option that cannot work was refused before anything was opened.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An option that a bot needs, or that contradicts another.
    #[error("option `{option}`: {reason}")]
    Option {
        /// The method of [`Bot`](crate::Bot).
        option: &'static str,
        /// What is wrong, and what is allowed.
        reason: String,
    },
    /// `DISCORD_TOKEN` is not set, and there is no sandbox in this build to play on instead.
    #[error(
        "DISCORD_TOKEN is not set. Copy the token of your bot from https://discord.com/developers/applications (Bot > Reset Token) into it, or \
         build with the feature `sandbox` to try the bot without Discord"
    )]
    NoToken,
    /// What should be the public key of an application is none.
    #[cfg(feature = "http-interactions")]
    #[error(transparent)]
    PublicKey(#[from] PublicKeyError),
    /// A request to Discord's REST API failed.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// Something cannot be sent to the gateway.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// Discord closed a shard with a code that forbids to connect again.
    #[error("shard {shard}: {close}")]
    Closed {
        /// The shard.
        shard: u32,
        /// The code, and what to do about it.
        close: FatalClose,
    },
    /// A shard tried as often as [`Bot::max_reconnect_attempts`](crate::Bot::max_reconnect_attempts) allows.
    #[error(
        "shard {shard} gave up after {attempts} attempts to reconnect; the last failed because {last}. Raise \
         `max_reconnect_attempts`, or leave it unset to go on trying for ever"
    )]
    GaveUp {
        /// The shard.
        shard: u32,
        /// How often it tried.
        attempts: u32,
        /// Why the last attempt failed.
        last: ReconnectReason,
    },
    /// A shard may start no session.
    #[error("shard {shard} may not identify: {error}")]
    IdentifyRefused {
        /// The shard.
        shard: u32,
        /// Why, and until when.
        error: String,
    },
    /// The shards need more session starts than Discord has left for today. Going on would get the token reset.
    #[error("{needed} shards would need {needed} session starts, but {refused}")]
    SessionStarts {
        /// Shards that would have to identify.
        needed: usize,
        /// What is left, what is kept back, and when it is renewed.
        refused: IdentifyRefused,
    },
    /// The bot has ended, or has not begun.
    #[error(
        "the bot is not running: it has not begun, or has ended. `BotHandle::ready` waits for its beginning, and `BotHandle::wait` says how it \
         ended"
    )]
    NotRunning,
    /// This bot runs no shard with that id.
    #[error("this bot does not run shard {shard}; `BotHandle::shards` lists those that it runs")]
    UnknownShard {
        /// The id.
        shard: u32,
    },
    /// The shard has no connection, or no session, to do that with.
    #[error("shard {shard} has no connection to try this on; `BotHandle::shard` says what it is doing")]
    #[cfg(feature = "sandbox")]
    NotConnected {
        /// The shard.
        shard: u32,
    },
    /// A shard that is to be added runs here already.
    #[error("shard {shard} runs in this bot already; a session belongs to one process at a time")]
    ShardRunsHere {
        /// The id.
        shard: u32,
    },
    /// A shard that is to be added belongs to another number of shards than those that run.
    #[error(
        "shard {shard} is one of {total}, but this bot runs shards of {ours}; all shards of a bot have the same total"
    )]
    OtherTotal {
        /// The id.
        shard: u32,
        /// Of how many it is one.
        total: u32,
        /// Of how many the others are.
        ours: u32,
    },
    /// The shards are being resharded.
    #[error(
        "the bot is being resharded; ask again when `resharded` was called, or when `BotHandle::reshard` has returned"
    )]
    ReshardUnderWay,
    /// Only the process that runs all shards can change their number.
    #[error(
        "this process runs {ours} of {total} shards. Only one that runs all of them can reshard while it runs; bring them together with \
         `remove_shards` and `add_shards`, or restart all processes with the new total"
    )]
    PartOfShards {
        /// How many run here.
        ours: u32,
        /// How many there are.
        total: u32,
    },
    /// The guild belongs to a shard of another process.
    #[error("guild {guild} belongs to shard {shard}, which this process does not run; ask the process that does")]
    ForeignGuild {
        /// The guild.
        guild: GuildId,
        /// Its shard.
        shard: u32,
    },
    /// Discord has dropped a request for members.
    #[error("Discord allows one request for all members of a guild in 30 s; ask again in {retry_after:?}")]
    MembersRateLimited {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The members asked for did not all come.
    #[error(
        "the next chunk of members did not come within {timeout:?} ({chunks} had come); the connection may have been lost, so ask again"
    )]
    MembersTimeout {
        /// How long the next chunk was waited for.
        timeout: Duration,
        /// How many chunks had come.
        chunks: u32,
    },
    /// The operating system refused a thread.
    #[error(
        "no thread could be started: {0}. Raise the limit of threads of this user or container, or lower `threads`"
    )]
    Thread(#[source] Arc<io::Error>),
    /// The thread that the supervisor lives on has ended. This is a defect of greenroom's; please report it.
    #[error("greenroom's own thread has ended unexpectedly; this is a defect, please report it")]
    RuntimeDied,
    /// The sandbox could not be started.
    #[cfg(feature = "sandbox")]
    #[error("the sandbox could not be started: {0}")]
    Sandbox(#[source] Arc<io::Error>),
    /// `run()` was awaited outside of a tokio runtime.
    #[error("run() needs a tokio runtime; put #[greenroom::main] or #[tokio::main] on your main function")]
    NoRuntime,
}
