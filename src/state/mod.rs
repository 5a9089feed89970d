//! The state of a running bot that the actors and the handles share: its shards, its counters, and the subscriptions to
//! its events. Data without I/O.

mod call_tag;
mod counters;
mod demand;
mod guild_tracker;
mod identity;
mod member_requests;
#[cfg(feature = "__internals")]
pub(crate) mod open_waits;
mod order;
mod payload_feed;
mod queue;
mod registry;
mod services;
mod shard_entry;
mod shard_info;
mod subscriptions;

use std::{
    any::Any,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::{
    runtime::Handle as RuntimeHandle,
    sync::{OnceCell, watch},
};

pub(crate) use self::{
    call_tag::CallTag,
    counters::Counters,
    demand::{Demand, DemandGuard},
    guild_tracker::{GuildTracker, GuildTrackers, Known},
    identity::Identity,
    member_requests::{MemberRequests, MembersRequest},
    order::{ExecutorConfig, OrderKey},
    payload_feed::{CAPACITY as PAYLOAD_CAPACITY, PayloadFeed},
    queue::Queue,
    registry::ShardRegistry,
    services::{HandlerId, Services},
    shard_entry::{ShardEntry, StartPoint},
    subscriptions::{Delivery, Subscription, Subscriptions, WhenFull},
};
pub use self::{
    counters::HandlerStats,
    member_requests::Members,
    order::{EventOrder, Overflow},
    payload_feed::{MissedOps, ReceivedOp},
    shard_info::ShardInfo,
};
use crate::{
    error::Result,
    gateway::Intents,
    model::{Application, ApplicationId},
    session::SessionSaving,
    store::Values,
    switches::Switches,
};

/// Whether the bot is starting, is ready, or has ended.
#[derive(Debug, Clone, Default)]
pub(crate) enum Phase {
    #[default]
    Starting,
    Ready,
    Ended(Result<()>),
}

/// The state that the actors and the handles share.
#[derive(Debug)]
pub(crate) struct BotState {
    pub(crate) registry: ShardRegistry,
    pub(crate) counters: Counters,
    pub(crate) member_requests: MemberRequests,
    /// The collectors and the streams of events.
    pub(crate) subscriptions: Arc<Subscriptions>,
    /// The streams of all payloads.
    pub(crate) payloads: PayloadFeed,
    pub(crate) phase: watch::Sender<Phase>,
    /// The commands, if the bot has any. Their type belongs to a later module.
    pub(crate) commands: OnceLock<Arc<dyn Any + Send + Sync>>,
    /// The tasks, if the bot has any. Their type belongs to a later module.
    pub(crate) tasks: OnceLock<Arc<dyn Any + Send + Sync>>,
    /// Whether the commands have been registered, or need not be.
    pub(crate) registered: watch::Sender<bool>,
    /// How many handlers the user has added. Those of the library come after them.
    pub(crate) own_handlers: OnceLock<usize>,
    /// The store of values, once the bot runs.
    pub(crate) values: OnceLock<Values>,
    /// What is switched off.
    pub(crate) switches: Switches,
    pub(crate) intents: Intents,
    /// The id of the bot's user: from the token, or else requested at the start.
    pub(crate) bot_id: OnceLock<u64>,
    /// The user of the bot, once a shard has received READY.
    pub(crate) identity: OnceLock<Identity>,
    pub(crate) members_timeout: Duration,
    /// The runtime of the handlers, once the bot runs.
    pub(crate) runtime: OnceLock<RuntimeHandle>,
    /// The REST client and the cache, once the bot runs.
    pub(crate) services: OnceLock<Services>,
    /// Whether the bot is stopping or has ended.
    pub(crate) stopping: watch::Sender<bool>,
    /// The id of the application, once a session has begun.
    pub(crate) application_id: OnceLock<ApplicationId>,
    /// The application, once it was requested.
    pub(crate) application: OnceCell<Application>,
}

impl BotState {
    pub(crate) fn new(
        intents: Intents,
        members_timeout: Duration,
        subscriptions: Arc<Subscriptions>,
        saving: Option<Arc<SessionSaving>>,
    ) -> Self {
        Self {
            registry: ShardRegistry::new(saving),
            counters: Counters::default(),
            member_requests: MemberRequests::default(),
            subscriptions,
            payloads: PayloadFeed::default(),
            phase: watch::Sender::default(),
            commands: OnceLock::new(),
            tasks: OnceLock::new(),
            registered: watch::Sender::new(true),
            own_handlers: OnceLock::new(),
            values: OnceLock::new(),
            switches: Switches::default(),
            intents,
            bot_id: OnceLock::new(),
            identity: OnceLock::new(),
            members_timeout,
            runtime: OnceLock::new(),
            services: OnceLock::new(),
            stopping: watch::Sender::new(false),
            application_id: OnceLock::new(),
            application: OnceCell::new(),
        }
    }

    /// Sets the phase to [`Phase::Ready`] if it is [`Phase::Starting`].
    pub(crate) fn set_ready(&self) {
        self.phase.send_if_modified(|phase| {
            let is_starting = matches!(phase, Phase::Starting);
            if is_starting {
                *phase = Phase::Ready;
            }
            is_starting
        });
    }

    /// Sets the phase to [`Phase::Ended`] unless it is already, and ends all subscriptions.
    pub(crate) fn set_ended(&self, result: Result<()>) {
        self.phase.send_if_modified(|phase| {
            let is_running = !matches!(phase, Phase::Ended(_));
            if is_running {
                *phase = Phase::Ended(result);
            }
            is_running
        });
        self.stopping.send_replace(true);
        self.subscriptions.close();
        self.payloads.close();
    }
}
