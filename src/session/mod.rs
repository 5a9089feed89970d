//! Shards as data: what is kept of them, so that another process can go on where this one stops.
//!
//! [`SavedShard`] is what is handed from one live process to another. [`StoredShard`] is what a [`SessionStore`] keeps over a
//! restart: beside the session it says which dispatches were handled to the end, so that a bot which is killed and started
//! again handles what it missed, and nothing twice.

mod file;
mod progress;
mod saving;

use std::{error::Error, fmt};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub use self::file::FileSessionStore;
#[cfg(feature = "__internals")]
pub(crate) use self::file::parse as parse_file;
pub(crate) use self::{
    progress::{Begun, Progress, Share, Ticket},
    saving::{SessionSaving, now_ms},
};
use crate::gateway::Session;

/// A shard as data: which one it is, and the session it can go on with.
///
/// It holds no token. Serialise it to whatever you like, hand it to another process, and give it to
/// [`BotHandle::add_shards`](crate::BotHandle::add_shards) or [`Bot::shard_states`](crate::Bot::shard_states) there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SavedShard {
    /// The shard's id, from 0.
    pub id: u32,
    /// How many shards the bot is split into, over all its processes.
    pub total: u32,
    /// The session that it goes on with by a RESUME. Without one it begins a session by an IDENTIFY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
}

impl SavedShard {
    /// A shard without a session.
    #[must_use]
    pub const fn new(id: u32, total: u32) -> Self {
        Self { id, total, session: None }
    }
}

/// What a [`SessionStore`] keeps of one shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredShard {
    /// Whose shard it is: the id of the bot's user, where its token tells it. What another bot has stored is left alone.
    pub bot_id: Option<u64>,
    /// The shard. The number in its session is not that of the last dispatch that came, but of the last one up to which every
    /// handler of every dispatch has ended: from there the session is to be resumed.
    pub shard: SavedShard,
    /// Dispatches beyond that number whose handlers have ended, in order. When Discord sends them again they are passed over.
    #[serde(default)]
    pub completed: Vec<u64>,
    /// When this was true, in milliseconds since 1970.
    pub saved_at_ms: u64,
}

/// A dispatch whose handlers have all ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completed<'a> {
    /// The shard's id.
    pub shard: u32,
    /// The id of the session.
    pub session: &'a str,
    /// The number of the dispatch.
    pub seq: u64,
}

/// Whatever can go wrong in a store. It is logged, and the bot goes on.
pub type StoreError = Box<dyn Error + Send + Sync>;

/// Keeps the sessions of a bot over a restart. [`FileSessionStore`] is the one that comes along.
///
/// [`load`](Self::load) and [`save`](Self::save) run on the runtime that the bot runs on, one at a time. A store that does no more than these
/// two is right: after a crash the bot resumes from the last save, and handles again what was handled since. One that takes
/// note of [`completed`](Self::completed) as well repeats only the calls in whose middle the process was killed.
#[async_trait]
pub trait SessionStore: Send + Sync + 'static {
    /// What was saved last; nothing if nothing was.
    ///
    /// # Errors
    /// If it cannot be read. The bot then begins new sessions.
    async fn load(&self) -> Result<Vec<StoredShard>, StoreError>;

    /// Keeps these, in place of what was kept before: all shards of the process that have a session.
    ///
    /// # Errors
    /// If they cannot be written. The bot tries again with the next save.
    async fn save(&self, shards: &[StoredShard]) -> Result<(), StoreError>;

    /// All handlers of a dispatch have ended. Called for every dispatch that a handler wanted, right after the last of them and on its
    /// thread: write some bytes to a file, put a number into a channel, or do nothing, which is what it does unless you say
    /// otherwise.
    fn completed(&self, completed: Completed<'_>) {
        let _ = completed;
    }
}

impl fmt::Debug for dyn SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionStore")
    }
}
