#![doc = include_str!("../README.md")]
//!
//! # The rooms
//!
//! From the ground up; a room imports only from those before it.
//!
//! | room | what it does |
//! |---|---|
//! | [`model`] | Discord's objects. No I/O |
//! | [`gateway`] | the wire protocol, pure: no socket, no clock, no await |
//! | [`event`] | one table of all events, and their payloads |
//! | [`webhook_event`], `signed` | what Discord posts over HTTP, and the check that it was Discord (feature `http-interactions`) |
//! | [`cache`], [`rest`] | what the bot knows; what it can ask and do |
//! | [`handler`], [`Context`], [`BotHandle`] | what you write, what it is handed, and what steers the bot |
//! | [`gate`] | who else has a say in when a shard may identify |
//! | [`Collector`], [`Events`], [`Ops`] | events for who waits for them, as streams, and every payload |
//! | `actor` | who is on stage: supervisor, shards, heartbeats, identify queue, router |
//! | [`Bot`] | what you build and run |
//! | `sandbox` | a Discord inside the process (feature `sandbox`) |

#[cfg(feature = "__internals")]
#[doc(hidden)]
#[path = "internals.rs"]
pub mod __internals;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod actor;
mod bot;
#[cfg(feature = "cache")]
pub mod cache;
mod collect;
mod context;
#[cfg(feature = "sandbox")]
mod diagnose;
mod error;
pub mod event;
#[cfg(feature = "cache")]
mod explain;
pub mod gate;
pub mod gateway;
mod handle;
pub mod handler;
mod json;
mod lane;
mod members;
pub mod model;
#[cfg(test)]
mod one_bad_value;
pub mod rest;
mod run;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod signal;
#[cfg(feature = "http-interactions")]
pub mod signed;
mod spawned;
mod store;
mod stream;
mod tls;
pub mod webhook_event;

pub use async_trait::async_trait;
#[cfg(feature = "macros")]
pub use greenroom_macros::{event_handler, main, test};

pub use self::{
    bot::{
        Bot, DEFAULT_GATE_TIMEOUT, DEFAULT_GATEWAY_INFO_LIFETIME, DEFAULT_GUILDS_TIMEOUT, DEFAULT_HANDLERS_DEADLINE,
        DEFAULT_IDENTIFY_RESERVE, DEFAULT_IDENTIFY_WINDOW, DEFAULT_MAX_FRAME_SIZE, DEFAULT_MEMBERS_TIMEOUT,
        DEFAULT_REQUESTS_DEADLINE, DEFAULT_RESHARD_SETTLE, DEFAULT_ROUTER_QUEUE,
    },
    collect::{Collected, Collector, DEFAULT_COLLECTOR_CAPACITY, ShardEvent, WaitFor},
    context::Context,
    error::{Error, Result},
    handle::{BotHandle, HandlerStats, ShardFilter, ShardInfo, Shards},
    lane::{DEFAULT_MAX_PARALLEL, DEFAULT_MAX_WAITING, DEFAULT_SLOW_AFTER, Ordering, Overflow},
    members::Members,
    run::{Run, Running},
    store::{
        Completed, DEFAULT_SAVE_SESSIONS_EVERY, DEFAULT_SESSION_MAX_AGE, FileSessionStore, SavedShard, SessionStore,
        StoreError, StoredShard,
    },
    stream::{DEFAULT_OPS_CAPACITY, Events, MissedOps, Ops, ReceivedOp},
    tls::TlsError,
};
#[cfg(feature = "sandbox")]
pub use self::{
    diagnose::{Diagnostics, Frame},
    handle::Part,
};

/// What most bots need, in one line: `use greenroom::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "macros")]
    pub use crate::event_handler;
    pub use crate::{
        Bot, BotHandle, Context, ShardEvent,
        event::*,
        gateway::{Activity, Intents, Status},
        handler::{EventHandler, Failure, HandlerResult},
        model::{ChannelId, EmojiId, GuildId, MessageId, RoleId, UserId},
    };
}
