//! The sandbox against the documentation, with a raw websocket and plain HTTP. No code of the library's
//! client is used, but in `client`, which reads the answers of operations with its types.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]
#![allow(clippy::needless_pass_by_value, reason = "values of `json!` are passed as they are written")]

mod answers;
mod api;
mod client;
mod components;
mod conformance;
mod control;
mod creations;
mod faults;
mod guild_features;
mod leniency;
mod limits;
mod loading;
mod operations;
mod people;
mod refusals;
mod registration;
mod search;
mod shop;
mod stickers;
mod strictness;
mod system_messages;
mod uploads;
mod uses;
mod world;
