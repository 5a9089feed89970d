//! What the supervisor can be asked to do.

use tokio::sync::oneshot;

#[cfg(feature = "sandbox")]
use super::fault::FaultInjection;
use super::shard_filter::{ShardFilter, Shards};
use crate::{error::Result, gateway::Command, session::SavedShard};

/// One of the bot's own actors, as [`BotHandle::crash`](super::BotHandle::crash) names them.
#[cfg(feature = "sandbox")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The supervisor of them all.
    Supervisor,
    /// A shard, by its id.
    Shard(u32),
    /// The heartbeat of a shard, by the shard's id.
    Heartbeat(u32),
    /// The router of events.
    Router,
    /// The queue of identifies.
    Identify,
    /// The sender of REST requests.
    Rest,
}

/// What the supervisor is asked to do.
#[derive(Debug)]
pub(crate) enum RuntimeRequest {
    Command {
        shards: Shards,
        command: Command,
        reply: oneshot::Sender<Result<()>>,
    },
    Reconnect {
        shards: Shards,
        resume: bool,
        reply: oneshot::Sender<Result<()>>,
    },
    #[cfg(feature = "sandbox")]
    Inject {
        shard: u32,
        fault: FaultInjection,
        reply: oneshot::Sender<Result<()>>,
    },
    ReconnectNow,
    CheckAcks(bool),
    Add {
        shards: Vec<SavedShard>,
        reply: oneshot::Sender<Result<()>>,
    },
    Remove {
        shards: ShardFilter,
        reply: oneshot::Sender<Result<Vec<SavedShard>>>,
    },
    Reshard {
        /// `None`: as many as Discord recommends.
        total: Option<u32>,
        reply: oneshot::Sender<Result<u32>>,
    },
    Stop {
        resumable: bool,
    },
    Abort,
    #[cfg(feature = "sandbox")]
    Crash(Part),
}
