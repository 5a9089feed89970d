//! Discord's gateway protocol, without any I/O: no socket, no clock, no await.
//!
//! Everything a shard decides stands in one file, `protocol.rs`: `Protocol` is told what happened (`Input`) and the
//! time, and says what to do (`Action`). It leans on the smaller parts here, each of which is as pure:
//!
//! * what is agreed with Discord: [`Opcode`], [`CloseCode`] with what follows from each, [`Intents`], the addresses
//!   ([`GatewayUrl`]);
//! * from bytes to payloads: `Inflater`, then `EnvelopeReader`, which finds the `Envelope`: what the protocol needs, and
//!   the data unparsed;
//! * what we say: the handshake, a `Command`, a [`PresenceUpdate`], and how fast (`outbox.rs`, `pacing.rs`);
//! * what lasts: the [`Session`] over connections, the `IdentifyLedger` over restarts;
//! * when: the `Pacemaker` of one connection's heartbeats, the waits between connections (`backoff.rs`);
//! * how it is set up, with every default: [`ShardConfig`].
//!
//! Public is what a bot is set up with and what it is told. The engine itself is not: the tests and benches of this workspace
//! reach it through the hidden feature `__internals` (`src/internals.rs`).

// The engine's types are `pub` for `__internals`, which may be off.
#![cfg_attr(not(feature = "__internals"), allow(unreachable_pub))]

mod backoff;
pub(crate) mod budget;
mod built;
mod close_code;
pub(crate) mod command;
pub(crate) mod compression;
mod config;
pub(crate) mod encoding;
pub(crate) mod envelope;
mod handshake;
pub(crate) mod heartbeat;
mod intents;
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
pub use encoding::Encoding;
pub(crate) use encoding::{EnvelopeReader, Payload};
pub(crate) use envelope::{Data, Envelope};
pub use heartbeat::{Latency, RECENT_LATENCIES};
pub(crate) use heartbeat::{Pacemaker, Tick};
pub use intents::Intents;
pub use opcode::{Direction, Opcode};
pub use pacing::{PAYLOAD_LIMIT, PAYLOAD_WINDOW, PRESENCE_LIMIT, PRESENCE_WINDOW};
pub use presence::{Activity, ActivityKind, PresenceError, PresenceUpdate, Status};
#[cfg(feature = "sandbox")]
pub(crate) use protocol::Drill;
pub use protocol::ShardState;
pub(crate) use protocol::{Action, Input, Outcome, Protocol, Report};
pub use reason::{DisconnectReason, ReconnectReason};
pub use session::Session;
pub use signal::Signal;
pub use token::Token;
pub use url::GatewayUrl;
