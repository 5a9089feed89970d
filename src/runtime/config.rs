//! [`BotConfig`]: everything that a running bot is made of.

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

/// What [`Bot`](crate::Bot) has checked and put together. The supervisor starts and restarts all other actors from it.
pub(crate) struct BotConfig {
    /// The settings of every shard, but for its id and the address of the gateway.
    pub(crate) shard: ShardConfig,
    pub(crate) sharding: Sharding,
    pub(crate) auto_reshard: bool,
    /// How long the old shards go on at least once the new ones of a reshard are ready.
    pub(crate) reshard_settle: Duration,
    /// An address to use in place of the one that Discord names.
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
    /// How many threads the shards share at most.
    pub(crate) threads: usize,
}

impl BotConfig {
    /// The id of the bot's user, if the token contains it.
    pub(super) fn bot_id(&self) -> Option<u64> {
        self.shard.token.bot_id()
    }
}

/// How long the last steps of a bot may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    /// For calls of handlers that run or wait.
    pub(crate) handlers: Duration,
    /// For the `shutdown` handlers, which run at the same time.
    pub(crate) shutdown: Duration,
    /// For REST requests, after the handlers.
    pub(crate) requests: Duration,
}
