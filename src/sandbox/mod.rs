//! A Discord inside the process: gateway and REST over one in-memory world, on a port of the loopback.
//!
//! It is for trying bots without a token and without internet, and for testing them: it speaks the real protocol over
//! real sockets, so that a bot in any language can be pointed at it, and it is as strict as Discord.
//!
//! ```no_run
//! # async fn story() -> Result<(), Box<dyn std::error::Error>> {
//! use greenroom::sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start().await?;
//! // … start a bot with sandbox.token(), sandbox.gateway_url() and sandbox.rest_url() …
//! let general = sandbox.guild("Greenroom").channel("general");
//! let alice = sandbox.user("alice");
//! alice.say(&general, "!ping");
//! let answer = general.expect(|message| message.content == "Pong!").await?;
//! alice.react(&general, &answer, "🎉");
//! # Ok(())
//! # }
//! ```
//!
//! It shares no code with the client's protocol, so that it cannot share its mistakes. Where Discord's documentation is silent
//! the sandbox does what `gateway.md` suggests; those places are marked in the code. Not simulated: voice media,
//! zstd and ETF.

mod world;

mod budget;
mod fault;
mod journal;
mod settings;
mod window;

mod gateway;
mod rest;

mod server;

mod handle;
mod people;

pub use fault::{Fault, Target};
pub use handle::{Faults, Sandbox, SandboxBuilder, TallyError};
pub use journal::{
    ConnectionRecord, HeartbeatRecord, IdentifyOutcome, IdentifyRecord, KEPT, RequestRecord, ResumeOutcome,
    ResumeRecord, SentRecord,
};
pub use people::{SandboxChannel, SandboxGuild, SandboxInteraction, SandboxMessage, SandboxUser, Timeout};
pub use rest::RestBucket;
pub use settings::{
    DEFAULT_HEARTBEAT_INTERVAL, DEFAULT_IDENTIFY_WINDOW, DEFAULT_OUTBOX_CAPACITY, DEFAULT_REPLAY_CAPACITY,
    DEFAULT_SESSION_LIFETIME, DEFAULT_SESSION_STARTS,
};
