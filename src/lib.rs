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
//! | [`webhook_event`], `signed` | webhook events, and the check that Discord sent them (feature `http-interactions`) |
//! | [`cache`], [`rest`] | what the bot knows; what it can ask and do |
//! | [`handler`], [`Context`], [`BotHandle`] | what you write, what it is handed, and what steers the bot |
//! | [`gate`] | who else has a say in when a shard may identify |
//! | [`Collector`], [`Events`], [`Ops`] | events for who waits for them, as streams, and every payload |
//! | `actor` | who is on stage: supervisor, shards, heartbeats, identify queue, router |
//! | [`Bot`] | what you build and run |
//! | `sandbox` | a Discord inside the process (feature `sandbox`) |

// The modules stand in the order in which they build on each other; a module imports only from those before it.
mod event_path;
mod json;
pub mod model;
pub mod gateway;
pub mod event;
pub mod webhook_event;
#[cfg(feature = "http-interactions")]
pub mod signed;
mod actors;
mod atomic_file;
mod tls;
#[cfg(feature = "cache")]
pub mod cache;
pub mod rest;
mod error;
#[cfg(feature = "cache")]
mod explain;
mod session;
mod state;
mod handle;
mod context;
pub mod handler;
mod identify;
mod shard;
mod reshard;
mod dispatch;
mod runtime;
mod bot;
// Beside them: a Discord in the process, which shares the vocabulary of the gateway and none of its logic.
#[cfg(feature = "sandbox")]
pub mod sandbox;
// For the macros and for the tests of this workspace.
#[cfg(feature = "__internals")]
#[doc(hidden)]
#[path = "internals.rs"]
pub mod __internals;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(test)]
mod one_bad_value;

pub use async_trait::async_trait;
#[cfg(feature = "macros")]
pub use greenroom_macros::{event_handler, main, test};

#[cfg(feature = "sandbox")]
pub use self::handle::{Diagnostics, Frame, Part};
pub use self::{
    bot::{Bot, BotFuture, BotGuard},
    context::Context,
    dispatch::{Collected, Collector, Events, Ops, ShardEvent, WaitFor},
    error::{Error, Result},
    handle::{BotHandle, ShardFilter, Shards},
    identify::gate,
    runtime::Sharding,
    session::{Completed, FileSessionStore, SavedShard, SessionStore, StoreError, StoredShard},
    state::{EventOrder, HandlerStats, Members, MissedOps, Overflow, ReceivedOp, ShardInfo},
    tls::TlsError,
};

/// What most bots need, in one line: `use greenroom::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "macros")]
    pub use crate::event_handler;
    pub use crate::{
        Bot, BotHandle, Context, ShardEvent, Sharding,
        event::*,
        gateway::{Activity, Intents, Status},
        handler::{EventHandler, Failure, HandlerResult},
        model::{ChannelId, EmojiId, GuildId, MessageId, RoleId, UserId},
    };
}
