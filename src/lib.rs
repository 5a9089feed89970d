//! A Discord bot framework on actors, with a Discord server inside the process to try a bot on.
//!
//! # What to import
//!
//! `use greenroom::prelude::*;` brings the bot, its handlers and the types of the first day. Everything else has a
//! module: [`event`], [`model`], [`gateway`], [`rest`], [`cache`], [`handler`].
//!
//! # How to make a bot
//!
//! ```no_run
//! use greenroom::prelude::*;
//!
//! struct Ping;
//!
//! #[event_handler(intents(MESSAGE_CONTENT))]
//! impl EventHandler for Ping {
//!     async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
//!         if message.content == "!ping" {
//!             message.reply(ctx, "Pong!").await?;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! #[greenroom::main]
//! async fn main() -> greenroom::Result<()> {
//!     Bot::from_env()?.handler(Ping).run().await
//! }
//! ```
//!
//! The token is read from `DISCORD_TOKEN`. Without one, and with the feature `sandbox`, the bot runs in a chat on the
//! terminal.
//!
//! Commands, buttons and forms are functions and methods as well: see [`command`](mod@command).
//! `Bot::from_env()?.command(roll)` adds this one.
//!
//! ```
//! use greenroom::prelude::*;
//!
//! /// Rolls a die
//! #[command]
//! async fn roll(#[option("How many sides", range = 2..=100)] sides: Option<u8>) -> String {
//!     format!("A die with {} sides rolls.", sides.unwrap_or(6))
//! }
//! ```
//!
//! # How to test it
//!
//! `Sandbox::start()` starts a server, `Bot::sandbox(&sandbox)` connects a bot to it, and `sandbox.user("alice")`
//! writes messages with `.say(..)` and uses commands with `.uses(&general, "/roll sides:8")`: see `sandbox` (feature
//! `sandbox`, for `[dev-dependencies]`).
//!
//! # Where everything is
//!
//! | to | see |
//! |---|---|
//! | learn it task by task | the `guide` (feature `sandbox`) |
//! | handle events, and wait for them | [`EventHandler`](handler::EventHandler), [`Context::wait_for`], [`Collector`] |
//! | make commands, buttons, menus and forms | [`command`](mod@command), [`macro@command`], [`Registration`] |
//! | run code every hour, or each day at nine | [`task`](mod@task) |
//! | set an option | [`Bot`], with all defaults |
//! | control a running bot, from anywhere | [`BotHandle`] |
//! | answer, and ask Discord | [`Context`], [`rest::Http`] |
//! | write in the language of a user | [`texts`] |
//! | look into guilds and members | [`Context::cache`], [`cache`] |
//! | run many shards, or a part of them | [`Sharding`], [`BotHandle::reshard`] |
//! | go on after a restart | [`Bot::state_directory`], [`Bot::store_sessions`], [`SessionStore`] |
//! | receive interactions over HTTP | `Bot::http` (feature `http-interactions`), [`webhook_event`] |
//! | see what happens | [`main`](macro@main) and `RUST_LOG`, [`Ops`] |
//!
//! # The modules
//!
//! The table is in the order of the `mod` lines in `lib.rs`: a module imports only from those before it. The second
//! column names the public types of private modules.
//!
//! | module | public types | contents |
//! |---|---|---|
//! | `event_path` | | trace events in the files that an event passes between the socket and the handler |
//! | `clock` | [`Clock`] | the clock of deadlines and lifetimes, which a test can move |
//! | `json` | | the JSON reader |
//! | [`model`] | | Discord's objects, without I/O |
//! | `server_clock` | | Discord's time, from the answers of REST |
//! | [`gateway`] | | the gateway protocol as a state machine, without sockets, clocks and `async` |
//! | [`event`] | | the table of all events, and their payloads |
//! | `signed` | | the check of the signature of requests from Discord (feature `http-interactions`) |
//! | [`webhook_event`] | | the events that Discord posts over HTTP |
//! | `actors` | | shared code of the actors: addresses that stay valid after a restart, detection of exits |
//! | `atomic_file` | | replacing a file as a whole |
//! | `program` | | what `#[greenroom::main]` writes around `main`: runtime, default log, report of an error |
//! | `invite_link` | | the link with which a bot is added to a guild |
//! | [`store`] | | where values are kept that do not fit a custom id |
//! | `switches` | [`Feature`], [`SwitchedOff`] | the commands and handlers that are switched off |
//! | `dial` | | opens TCP connections: addresses of both families, proxies |
//! | `tls` | [`TlsError`] | the TLS configuration |
//! | [`cache`] | | the cache of guilds and members (feature `cache`) |
//! | [`rest`] | | Discord's HTTP API: client, rate limits, endpoints, builders |
//! | `error` | [`Error`] | the error type |
//! | `explain` | | adds missing permissions and roles to REST errors, from the cache |
//! | `session` | [`SessionStore`], [`SavedShard`] | sessions as data, and the dispatches that were completed |
//! | `state` | [`ShardInfo`], [`HandlerStats`] | data that actors and handles share: shards, counters, subscriptions |
//! | `handle` | [`BotHandle`] | control of a running bot |
//! | `context` | [`Context`] | what a handler gets beside its event |
//! | `lookup` | | reads objects from the cache, or over HTTP |
//! | [`texts`] | | texts in the languages of users: Fluent files (feature `fluent`), and the library's own |
//! | [`command`](mod@command) | | commands, components and modals, as data and as types |
//! | [`task`](mod@task) | | tasks, which run in periods and by cron expressions |
//! | [`handler`] | | the trait `EventHandler`, and the calls of its methods |
//! | `identify` | [`gate`] | permits to identify: queue, daily budget, gate between processes |
//! | `shard` | | one connection: actor, socket, heartbeat, decoding |
//! | `reshard` | | changing the number of shards while events arrive |
//! | `interactions` | [`Registration`] | from an interaction to its command; the registration of commands |
//! | `dispatch` | [`Collector`], [`Events`], [`Ops`] | from a batch of events to handlers, collectors and streams |
//! | [`voice`] | | joins voice channels, for voice clients of other crates |
//! | `runtime` | [`Sharding`] | threads, start-up, supervisor, signals |
//! | `bot` | [`Bot`], [`BotFuture`], [`BotGuard`] | the builder, and the future that runs the bot |
//! | `http_interactions` | | interactions and webhook events over HTTP (feature `http-interactions`) |
//! | `sandbox` | | a Discord inside the process (feature `sandbox`) |
//! | `guide` | | how to do what most bots do, as documentation (feature `sandbox`) |
//!
//! # Coming from another library
//!
//! | serenity, poise | discord.py | here |
//! |---|---|---|
//! | `Client::builder(token, intents)` | `Client(intents=..)` | [`Bot::new`], or [`Bot::from_env`] |
//! | `GatewayIntents` | `Intents` | derived from the methods of [`macro@event_handler`], which takes privileged ones |
//! | `message`, `guild_member_addition` | `on_message`, `on_member_join` | `message_create`, `member_add` |
//! | `ctx.http`, `ctx.cache` | the client | `ctx` itself: `message.reply(ctx, ..)`; [`Context::cache`] |
//! | `CreateMessage`, `CreateEmbed` | `send(.., embed=..)` | [`rest::CreateMessage`], [`model::Embed`] |
//! | `TypeMap`, poise's `Data` | fields of the client | fields of the handler; [`handlers`] for commands |
//! | `#[poise::command(slash_command)]` | `@tree.command()` | [`macro@command`] |
//! | `#[description = ".."]` | `@describe(..)` | `#[option("..")]` before the parameter |
//! | `ctx.say(..)` | `response.send_message(..)` | what is returned, or [`reply`](command::CallContext::reply) |
//! | `ctx.defer()` | `interaction.response.defer()` | by itself after 2 s, or [`defer`](command::CallContext::defer) |
//! | `check = ".."`, `on_error` | `@check`, `@tree.error` | `check(..)` in [`macro@command`]; [`Bot::on_error`] |
//! | `register_globally` | `tree.sync()` | by itself at the start: [`Registration`] |
//! | `ComponentInteractionCollector` | `View` | `#[component]` in [`handlers`]; [`await_component`][wait] |
//! | `Modal` | `Modal` | [`derive@Modal`](command::Modal) |
//! | `MessageCollector` | `wait_for` | [`Context::wait_for`], [`Collector`] |
//! | `ShardManager` | `AutoShardedClient` | [`BotHandle`], [`Sharding`] |
//! | `tokio::spawn` | `@tasks.loop` | `#[task]`: see [`task`](mod@task) |
//!
//! [wait]: command::SentReply::await_component

#![cfg_attr(docsrs, feature(doc_cfg))]

// A module imports only from those before it.
mod event_path;
mod clock;
#[cfg(feature = "sandbox")]
mod failure_log;
mod json;
pub mod model;
mod server_clock;
pub mod gateway;
pub mod event;
#[cfg(feature = "http-interactions")]
pub mod signed;
pub mod webhook_event;
mod actors;
mod atomic_file;
mod program;
mod invite_link;
pub mod store;
mod switches;
mod dial;
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
mod lookup;
pub mod texts;
pub mod command;
pub mod task;
pub mod handler;
mod identify;
mod shard;
mod reshard;
mod interactions;
mod prefix;
mod dispatch;
pub mod voice;
mod runtime;
mod bot;
#[cfg(feature = "http-interactions")]
pub mod http_interactions;
// The sandbox imports vocabulary (ids, timestamps, opcodes, intents, close codes) from the modules above, but no logic.
#[cfg(feature = "sandbox")]
pub mod sandbox;
// Documentation alone. Its examples use the sandbox.
#[cfg(all(any(doc, doctest), feature = "cache", feature = "macros", feature = "sandbox"))]
pub mod guide;
// For the macros and the tests of this workspace.
#[cfg(feature = "__internals")]
#[doc(hidden)]
#[path = "internals.rs"]
pub mod __internals;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(test)]
mod one_bad_value;

/// The examples of the README are compiled as doc tests. `tests/network/readme.rs` runs them.
#[cfg(all(doctest, feature = "sandbox"))]
#[doc = include_str!("../README.md")]
struct Readme;

pub use async_trait::async_trait;
#[cfg(feature = "macros")]
pub use greenroom_macros::{command, event_handler, handlers, main, task, test};

#[cfg(feature = "cache")]
pub use self::bot::LoadMembers;
#[cfg(feature = "sandbox")]
pub use self::handle::{Diagnostics, Frame, Part};
pub use self::{
    bot::{Bot, BotFuture, BotGuard, IntoCommand},
    clock::Clock,
    context::Context,
    dispatch::{Collected, Collector, Events, Ops, ShardEvent, WaitFor},
    error::{Error, Result},
    handle::{BotHandle, ShardFilter, Shards},
    identify::gate,
    interactions::{CommandDrift, CommandUsage, Difference, GuildCommandSet, Registration},
    prefix::{PrefixCommands, UnknownCommand},
    runtime::Sharding,
    session::{Completed, FileSessionStore, SavedShard, SessionStore, StoreError, StoredShard},
    state::{EventOrder, HandlerStats, Members, MissedOps, Overflow, ReceivedOp, ShardInfo},
    switches::{Feature, SwitchedOff},
    tls::TlsError,
};

/// The items that most bots need: `use greenroom::prelude::*;`.
///
/// No name in it is the name of another public type in [`event`], [`gateway`],
/// [`handler`], [`model`] or [`rest`], so that it can be combined with them.
pub mod prelude {
    #[cfg(feature = "cache")]
    pub use crate::LoadMembers;
    #[cfg(feature = "macros")]
    pub use greenroom_macros::{command, event_handler, handlers, task};

    #[cfg(feature = "macros")]
    pub use crate::command::Options;
    pub use crate::{
        Bot, BotHandle, Context, ShardEvent, Sharding,
        command::{
            Arg, Ask, CallContext, Choice, CommandContext, CommandFailure, CommandResult, ComponentContext, CustomId,
            Ephemeral, FromCall, GuildMember, Modal, ModalContext, Partial, Reply, ResolvedUser, State, Suggestion,
            Tell, Text, Update, tell,
        },
        event::*,
        gateway::{Activity, BotPresence, Intents, Status},
        handler::{EventHandler, Failure, HandlerResult},
        model::{
            ActionRow, AllowedMentions, Attachment, Button, ButtonStyle, Channel, ChannelId, ChannelKind,
            CommandOption, CommandSpec, Component, Embed, EmbedAuthor, EmbedFooter, Emoji, EmojiId, Guild, GuildId,
            Interaction, InteractionResponse, Label, Member, Message, MessageFlags, MessageId, ModalForm, Permissions,
            ReactionEmoji, Role, RoleId, Select, SelectOption, TextInput, Timestamp, Upload, User, UserId, Webhook,
        },
        rest::{Http, HttpError},
        task::{Task, TaskContext},
    };
}
