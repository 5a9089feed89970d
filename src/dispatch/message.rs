//! The messages of the supervisor to the router.

use std::{sync::Arc, time::Duration};

use actix::Message;

#[cfg(feature = "http-interactions")]
use crate::handle::Posted;
use crate::{event::Lifecycle, reshard::Holdback};

/// Two sets of shards run from now on, or (`None`) only one again.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct SetHoldback(pub(crate) Option<Arc<Holdback>>);

/// The new set of shards takes over from the old one.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct TakeOver;

/// Call the handlers for something that happened to all shards, or to a shard that cannot report it any more.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct Announce {
    pub(crate) shard: u32,
    pub(crate) lifecycle: Lifecycle,
}

/// A shard was removed from the bot: remove the data of its guilds.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(crate) struct Forget {
    pub(crate) shard: u32,
}

/// Call the `shutdown` handlers. The result is `true` when they have returned, or `false` after `deadline`.
#[derive(Debug, Clone, Message)]
#[rtype(result = "bool")]
pub(crate) struct CallShutdown {
    pub(crate) deadline: Duration,
}

/// End the subscriptions, and wait for the calls of handlers. The result is `true` when all calls have returned, or
/// `false` after `deadline`.
#[derive(Debug, Clone, Message)]
#[rtype(result = "bool")]
pub(crate) struct DrainHandlers {
    pub(crate) deadline: Duration,
}

/// Call the handlers for what Discord has posted.
#[cfg(feature = "http-interactions")]
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) struct HandlePosted(pub(crate) Posted);
