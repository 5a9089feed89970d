//! Discord's HTTP API: what each operation checks, changes in the world and answers.
//!
//! Nothing here does I/O. A request comes in as a [`Call`]; [`ApiState::answer`] checks faults, the route, the token
//! and the rate limits, calls the operation and returns an [`Answer`]. Operations are plain functions over
//! [`ApiState`]: they check permissions ([`access`]), read the body ([`schema`], [`content`]) and change the world,
//! which emits the gateway's events and writes the audit log. The HTTP server is in `server::http`.
//!
//!
#![doc = include_str!("operations.md")]

mod access;
mod answer;
mod application;
mod attachments;
mod bans;
mod call;
mod channels;
mod command_names;
mod command_shape;
mod commands;
mod community;
mod component_defaults;
mod components;
mod content;
mod emojis;
mod event_users;
mod events;
mod form;
mod guilds;
mod integrations;
mod interactions;
mod invites;
mod limits;
mod media;
mod members;
mod messages;
mod missing;
mod moderation;
mod multipart;
mod onboarding;
mod percent;
mod pins;
mod polls;
mod posted;
mod reactions;
mod reply;
mod roles;
mod routes;
mod schema;
mod search;
mod shop;
mod sounds;
mod state;
mod stickers;
mod templates;
mod threads;
mod webhooks;

pub(in crate::sandbox) use self::answer::{Answer, AnswerBody, READ_LIMIT};
pub(in crate::sandbox) use self::call::{Call, RequestHead};
pub(in crate::sandbox) use self::limits::Bucket;
pub use self::limits::RestBucket;
pub(in crate::sandbox) use self::routes::unnamed_bucket;
pub(in crate::sandbox) use self::state::{ApiState, RestState};
