//! Sessions as data, so that another process can continue them.
//!
//! [`SavedShard`] is passed from one running process to another. [`StoredShard`] is what a [`SessionStore`] saves over
//! a restart. Beside the session it contains which dispatches were completed, so that a bot that is killed and started
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

/// A shard as data: its id, and the session that it can resume.
///
/// It contains no token. To move a shard to another process, serialise it in any format, and pass it there to
/// [`BotHandle::add_shards`](crate::BotHandle::add_shards) or [`Sharding::Saved`](crate::Sharding::Saved).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SavedShard {
    /// The shard's id, from 0.
    pub id: u32,
    /// How many shards the bot has in all its processes.
    pub total: u32,
    /// The session that the shard resumes. `None`: the shard identifies and begins a session.
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

/// What a [`SessionStore`] saves of one shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredShard {
    /// The id of the bot's user, if the token contains it. Shards of another bot are not used.
    pub bot_id: Option<u64>,
    /// The shard. The sequence number in its session is the highest one up to which every handler of every dispatch has
    /// ended: the session is resumed from there. Later dispatches may have arrived.
    pub shard: SavedShard,
    /// The sequence numbers of later dispatches whose handlers have all ended, in ascending order. When Discord sends
    /// these dispatches again, handlers are not called for them.
    #[serde(default)]
    pub completed: Vec<u64>,
    /// When this was saved, in milliseconds since 1970.
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
    /// The sequence number of the dispatch.
    pub seq: u64,
}

/// The error of a session store. It is logged, and the bot continues.
pub type StoreError = Box<dyn Error + Send + Sync>;

/// Saves the sessions of a bot over a restart. [`FileSessionStore`] is an implementation.
///
/// [`load`](Self::load) and [`save`](Self::save) run on the runtime of the bot, one at a time. They are sufficient:
/// after a crash the bot resumes from the last save, and repeats what was handled since. If the store also records
/// [`completed`](Self::completed) dispatches, only the calls that were running when the process was killed are
/// repeated.
#[async_trait]
pub trait SessionStore: Send + Sync + 'static {
    /// Returns the shards that were saved last; an empty list if nothing was saved.
    ///
    /// # Errors
    /// If they cannot be read. The bot then begins new sessions.
    async fn load(&self) -> Result<Vec<StoredShard>, StoreError>;

    /// Saves all shards of the process that have a session, and replaces what was saved before.
    ///
    /// # Errors
    /// If they cannot be written. The bot tries again with the next save.
    async fn save(&self, shards: &[StoredShard]) -> Result<(), StoreError>;

    /// Records that all handlers of a dispatch have ended. It is called for every dispatch that handlers were called
    /// for, on the thread of the last handler, and must not take long: write some bytes to a file, or send to a
    /// channel. The default does nothing.
    fn completed(&self, completed: Completed<'_>) {
        let _ = completed;
    }
}

impl fmt::Debug for dyn SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionStore")
    }
}
