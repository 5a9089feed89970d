//! [`RuntimeRequest`]: the messages from a handle to the supervisor.

use tokio::sync::oneshot;

#[cfg(feature = "sandbox")]
use super::fault::FaultInjection;
use super::shard_filter::{ShardFilter, Shards};
use crate::{error::Result, gateway::Command, session::SavedShard};
#[cfg(feature = "http-interactions")]
use crate::{event::InteractionCreate, webhook_event::WebhookEvent};

/// An actor of the bot, for [`BotHandle::crash`](super::BotHandle::crash).
#[cfg(feature = "sandbox")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The supervisor.
    Supervisor,
    /// The shard with this id.
    Shard(u32),
    /// The heartbeat of the shard with this id.
    Heartbeat(u32),
    /// The router of events.
    Router,
    /// The identify queue.
    Identify,
    /// The actor that sends REST requests.
    Rest,
}

/// What Discord has posted to the bot.
#[cfg(feature = "http-interactions")]
#[derive(Debug, Clone)]
pub(crate) enum Posted {
    Interaction(Box<InteractionCreate>),
    WebhookEvent(Box<WebhookEvent>),
}

/// A request to the supervisor. See the method of [`BotHandle`](super::BotHandle) that sends it.
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
    /// Call the handlers for what Discord has posted.
    #[cfg(feature = "http-interactions")]
    Posted(Posted),
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
