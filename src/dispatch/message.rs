//! What the supervisor asks of the router.

use std::{sync::Arc, time::Duration};

use actix::Message;

use crate::{event::Lifecycle, reshard::Holdback};

/// From now on two sets of shards run, or (`None`) one set again.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct SetHoldback(pub(crate) Option<Arc<Holdback>>);

/// The new set of shards takes over from the old one.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct TakeOver;

/// Something that happened to all shards, or to one that cannot report it any more.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct Announce {
    pub(crate) shard: u32,
    pub(crate) what: Lifecycle,
}

/// A shard has left the bot, and its guilds with it.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(crate) struct Forget {
    pub(crate) shard: u32,
}

/// Call the `shutdown` handlers. The answer comes when they have returned (`true`), or after `deadline` (`false`).
#[derive(Debug, Clone, Message)]
#[rtype(result = "bool")]
pub(crate) struct CallShutdown {
    pub(crate) deadline: Duration,
}

/// End the subscriptions. The answer comes when all calls of handlers have returned (`true`), or after `deadline` (`false`).
#[derive(Debug, Clone, Message)]
#[rtype(result = "bool")]
pub(crate) struct DrainHandlers {
    pub(crate) deadline: Duration,
}
