//! A simulated Discord inside the process: a gateway and an HTTP API on a port of 127.0.0.1, with all state in memory.
//!
//! It serves to try and to test bots without a token and without internet. It speaks Discord's protocol over real
//! sockets, so that bots in any language can connect to it, and it is as strict as Discord. Its gateway has JSON and,
//! with the feature `etf`, ETF; it compresses by connection (zlib-stream or zstd-stream) or by payload.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
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
//! Users run commands, click buttons and fill in forms, too. What they get is the bot's answer:
//!
//! ```no_run
//! # async fn example(sandbox: greenroom::sandbox::Sandbox) -> Result<(), Box<dyn std::error::Error>> {
//! let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
//! let asked = alice.uses(&general, "/ask question:Tea?").await?;
//! assert_eq!(alice.clicks(&asked, "Yes").await?.content, "1 vote");
//! let form = alice.uses(&general, "/report").form().await?;
//! let thanks = alice.submits(&form, [("What happened?", "Noise.")]).await?;
//! assert!(thanks.ephemeral);
//! assert_eq!(alice.types(&general, "/order item:te").await?[0].name, "Tea");
//! alice.vote(&general, &asked, "Tea");
//! // An hour later, by the sandbox's clock.
//! sandbox.advance(std::time::Duration::from_secs(60 * 60));
//! # Ok(())
//! # }
//! ```
//!
//! The application and its guilds have an [owner](Sandbox::owner), who may use commands for owners only. A member who
//! joins is announced in the first channel of the guild, as at Discord: [`SandboxGuild::set_system_channel`] sets
//! another channel or none.
//!
//! The same is possible over HTTP, for bots in other languages: `GET /sandbox` at [`Sandbox::url`] lists what there is.
//!
//! Its server is that of actix, which logs its start at `info`. In a log of one's own, the filter `actix_server=warn`
//! leaves these lines out.
//!
//! It shares no code with the client's protocol, so that a mistake in one is not repeated in the other. Where Discord's
//! documentation leaves the behaviour open, a comment in the code states what the sandbox does. There is no voice
//! media.
//!
//! The folders, each of which uses only those before it: `world` (the state and the rules, no I/O); `gateway` and
//! `rest` (the two protocols, no I/O, independent of each other); `server` (sockets, and the lock around the state);
//! `people` (what a test does as a user); `handle` (the sandbox as a test holds it, and its control over HTTP and in
//! the terminal). `settings`, `window`, `budget`, `fault` and `journal` are plain data that all but `world` use.

mod world;

mod budget;
mod compatible;
mod fault;
mod journal;
mod recording;
mod settings;
mod window;

mod gateway;
#[cfg(feature = "http-interactions")]
mod posting;
mod rest;

mod server;

mod handle;
mod people;

pub use fault::{Fault, Target};
#[cfg(feature = "http-interactions")]
pub use handle::UrlRefused;
pub use handle::{Faults, Sandbox, SandboxBuilder, TallyError};
pub use journal::{
    ConnectionRecord, HeartbeatRecord, IdentifyOutcome, IdentifyRecord, KEPT, RequestRecord, ResumeOutcome,
    ResumeRecord, SentRecord,
};
pub use people::{
    CommandPermission, MenuTarget, SandboxChannel, SandboxChoice, SandboxCommand, SandboxForm, SandboxGuild,
    SandboxInteraction, SandboxMessage, SandboxUser, SentUse, Timeout, UseError, Used,
};
pub use rest::RestBucket;
pub use settings::{
    DEFAULT_HEARTBEAT_INTERVAL, DEFAULT_IDENTIFY_WINDOW, DEFAULT_OUTBOX_CAPACITY, DEFAULT_REACTION_TIME,
    DEFAULT_REPLAY_CAPACITY, DEFAULT_SESSION_LIFETIME, DEFAULT_SESSION_STARTS,
};
pub use world::SandboxSkuKind;
