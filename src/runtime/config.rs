//! [`BotConfig`]: the parts and settings of a running bot.

use std::{sync::Arc, time::Duration};

use tokio::runtime::Handle as RuntimeHandle;

use super::sharding::Sharding;
use crate::{
    dispatch::RouterSpec,
    gateway::{GatewayUrl, ShardConfig},
    identify::IdentifySpec,
    rest::Http,
    shard::{ConnectOptions, InterestFilter, Marker},
    state::BotState,
    tls::{ConnectTimeouts, Tls},
};

/// Made by [`Bot`](crate::Bot), with checked settings. The supervisor uses it to start and restart all other actors.
pub(crate) struct BotConfig {
    /// The settings that all shards have in common: all but the id and the gateway URL.
    pub(crate) shard: ShardConfig,
    pub(crate) sharding: Sharding,
    pub(crate) auto_reshard: bool,
    /// The least time for which the old shards of a reshard go on after the new ones are ready.
    pub(crate) reshard_settle: Duration,
    /// The gateway URL to use in place of the one that Discord returns.
    pub(crate) gateway_url: Option<GatewayUrl>,
    pub(crate) connect_timeouts: ConnectTimeouts,
    /// Shared by all shards and by `http`.
    pub(crate) tls: Tls,
    pub(crate) connect_options: ConnectOptions,
    pub(crate) filter: InterestFilter,
    pub(crate) marker: Marker,
    pub(crate) router: RouterSpec,
    pub(crate) identify: IdentifySpec,
    pub(crate) http: Http,
    pub(crate) state: Arc<BotState>,
    /// The runtime of the handlers.
    pub(crate) runtime: RuntimeHandle,
    pub(crate) deadlines: Deadlines,
    /// The most threads that run shards.
    pub(crate) threads: usize,
}

/// The deadlines of a bot that is stopping.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    /// For the calls of handlers that run or wait.
    pub(crate) handlers: Duration,
    /// For the calls of `shutdown` handlers, which run beside the others.
    pub(crate) shutdown: Duration,
    /// For REST requests, counted from the end of the handlers.
    pub(crate) requests: Duration,
}
