//! Discord's gateway protocol, without any I/O: no socket, no clock, no await.
//!
//! Everything a shard decides stands in one file, `protocol.rs`: [`Protocol`] is told what happened ([`Input`]) and the
//! time, and says what to do ([`Action`]). It leans on the smaller parts here, each of which is as pure:
//!
//! * what is agreed with Discord: [`Opcode`], [`CloseCode`] with what follows from each, [`Intents`], the addresses
//!   ([`GatewayUrl`]);
//! * from bytes to payloads: [`Inflater`], then [`EnvelopeReader`], which finds the [`Envelope`]: what the protocol needs, and
//!   the data unparsed;
//! * what we say: the handshake, a [`Command`], a [`PresenceUpdate`], and how fast (`outbox.rs`, `pacing.rs`);
//! * what lasts: the [`Session`] over connections, the [`IdentifyLedger`] over restarts;
//! * when: the [`Pacemaker`] of one connection's heartbeats, the waits between connections (`backoff.rs`);
//! * how it is set up, with every default: [`ShardConfig`].

mod backoff;
mod budget;
mod built;
mod close_code;
mod command;
mod compression;
mod config;
mod encoding;
mod envelope;
mod handshake;
mod heartbeat;
mod intents;
mod opcode;
mod outbox;
mod pacing;
mod presence;
mod protocol;
mod reason;
mod session;
mod signal;
mod token;
mod url;

pub use budget::{IdentifyAnswer, IdentifyGrant, IdentifyLedger, IdentifyMemory, IdentifyRefused};
pub use close_code::{CloseCode, Consequence, FatalClose};
pub use command::{
    ChannelInfoField, Command, CommandError, MAX_NONCE, MAX_PAYLOAD_SENT, MAX_REQUESTED_SOUNDBOARDS,
    MAX_REQUESTED_USERS, RequestMembers, Selection,
};
pub use compression::{Compression, InflateError, Inflater, ZLIB_SUFFIX};
pub use config::*;
pub(crate) use encoding::json;
pub use encoding::{Encoding, EnvelopeReader, Payload};
pub(crate) use envelope::Data;
pub use envelope::{Envelope, EnvelopeError};
pub use heartbeat::{Latency, Pacemaker, RECENT_LATENCIES, Tick};
pub use intents::Intents;
pub use opcode::{Direction, Opcode};
pub use pacing::{PAYLOAD_LIMIT, PAYLOAD_WINDOW, PRESENCE_LIMIT, PRESENCE_WINDOW};
pub use presence::{Activity, ActivityKind, PresenceError, PresenceUpdate, Status};
pub use protocol::{Action, Drill, Input, Outcome, Protocol, Report, ShardState};
pub use reason::{DisconnectReason, ReconnectReason};
pub use session::Session;
pub use signal::Signal;
pub use token::Token;
pub use url::GatewayUrl;
