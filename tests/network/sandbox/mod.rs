//! The sandbox against the documentation, with a raw websocket and plain HTTP. No code of the library's client is used.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod api;
mod conformance;
mod faults;
mod limits;
mod operations;
mod refusals;
mod uploads;
mod uses;
mod world;
