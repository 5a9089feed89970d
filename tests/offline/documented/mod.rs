//! The events and the objects of the model against Discord's documentation.
//!
//! `tests/fixtures/schema.json` says what is documented: events, intents, keys and types.
//! `tests/fixtures/events/*.json` has one full example of each event. Both are made from
//! `tests/fixtures/discord/events.md`, and a test holds them to it; `GREENROOM_WRITE_FIXTURES=1
//! cargo test --test offline fixtures` writes them anew. The answers of the REST API are compared with
//! `tests/fixtures/discord/openapi.json`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub)]

mod broken;
mod changes;
mod compare;
mod components;
mod enums;
mod fixtures;
mod hot;
mod made;
mod notation;
mod openapi;
mod round_trip;
mod sample;
pub mod schema;
mod sites;
mod table;
mod typed;
mod webhook_events;
