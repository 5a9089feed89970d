//! Discord's gateway protocol without I/O: no sockets, no clock, no async code.
//!
//! `protocol.rs` contains the state machine of a shard: `Protocol` takes what happened (`Input`) and the time,
//! and returns what to do (`Action`). It uses the other files of this folder, which do no I/O either:
//!
//! * the constants of the protocol: [`Opcode`], [`CloseCode`] with its consequences, [`Intents`], and [`GatewayUrl`];
//! * from bytes to payloads: `Inflater` decompresses, `EnvelopeReader` reads the `Envelope` and not yet its data;
//! * what is sent: the handshake, a `Command`, a [`BotPresence`], and the rate limits (`outbox.rs`, `pacing.rs`);
//! * what is stored: the [`Session`] across connections, the `IdentifyLedger` across restarts;
//! * the schedules: `HeartbeatState` of one connection, the waits between connections (`backoff.rs`);
//! * the settings and their defaults: [`ShardConfig`].
//!
//! The settings, errors and reports are public. The state machine is not: the tests and benches of this workspace use
//! it through the hidden feature `__internals` (`src/internals.rs`).

// The types of the state machine are `pub` for `__internals`, which may be off.
#![cfg_attr(not(feature = "__internals"), allow(unreachable_pub))]

mod backoff;
pub(crate) mod budget;
mod built;
mod close_code;
pub(crate) mod command;
pub(crate) mod compression;
mod config;
mod config_error;
pub(crate) mod encoding;
pub(crate) mod envelope;
mod handshake;
pub(crate) mod heartbeat;
mod intents;
mod names;
mod opcode;
mod outbox;
mod pacing;
mod presence;
pub(crate) mod protocol;
mod reason;
mod session;
mod signal;
mod token;
mod url;
mod validate;

pub(crate) use backoff::STABLE_AFTER;
pub use budget::IdentifyRefused;
pub(crate) use budget::{IdentifyAnswer, IdentifyGrant, IdentifyLedger, IdentifyMemory};
pub use close_code::{CloseCode, Consequence, FatalClose};
pub(crate) use command::Command;
pub use command::{
    ChannelInfoField, CommandError, MAX_NONCE, MAX_PAYLOAD_SENT, MAX_REQUESTED_SOUNDBOARDS, MAX_REQUESTED_USERS,
    RequestMembers, Selection,
};
pub use compression::Compression;
pub(crate) use compression::Inflater;
pub use config::*;
pub use config_error::ConfigError;
pub use encoding::Encoding;
pub(crate) use encoding::{EnvelopeReader, Payload};
pub(crate) use envelope::{Data, Envelope};
pub(crate) use heartbeat::{HeartbeatState, Tick};
pub use heartbeat::{Latency, RECENT_LATENCIES};
pub use intents::Intents;
pub use opcode::{Direction, Opcode};
pub use pacing::{PAYLOAD_LIMIT, PAYLOAD_WINDOW, PRESENCE_LIMIT, PRESENCE_WINDOW};
pub use presence::{Activity, ActivityKind, BotPresence, PresenceError, Status};
#[cfg(feature = "sandbox")]
pub(crate) use protocol::FaultInjection;
pub use protocol::ShardState;
pub(crate) use protocol::{Action, Input, Outcome, Protocol, Report};
pub use reason::{DisconnectReason, ReconnectReason};
pub use session::Session;
pub use signal::Signal;
pub use token::Token;
pub use url::{GATEWAY_URL, GatewayUrl};
