//! Discord's gateway protocol, without any I/O: no socket, no clock, no await.

mod budget;
mod close_code;
mod command;
mod compression;
mod config;
mod encoding;
mod envelope;
mod heartbeat;
mod intents;
mod opcode;
mod presence;
mod protocol;
mod reason;
mod session;
mod token;
mod url;

pub use budget::{IdentifyAnswer, IdentifyLedger, IdentifyMemory, IdentifyRefused};
pub use close_code::{CloseCode, Consequence, FatalClose};
pub use command::{Command, CommandError, MAX_NONCE, MAX_PAYLOAD_SENT, MAX_REQUESTED_USERS, RequestMembers, Selection};
pub use compression::{Compression, InflateError, Inflater, ZLIB_SUFFIX};
pub use config::*;
pub use encoding::Encoding;
pub use envelope::{Envelope, EnvelopeError};
pub use heartbeat::{Latency, Pacemaker, RECENT_LATENCIES, Tick};
pub use intents::Intents;
pub use opcode::{Direction, Opcode};
pub use presence::{Activity, ActivityKind, PresenceError, PresenceUpdate, Status};
pub use protocol::{Action, Input, Outcome, Protocol, Report, ShardState};
pub use reason::{DisconnectReason, ReconnectReason};
pub use session::Session;
pub use token::Token;
pub use url::GatewayUrl;
