//! The sandbox against the documentation, with a raw websocket and plain HTTP. No code of the library's client is used.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]
#![allow(clippy::needless_pass_by_value, reason = "values of `json!` are passed as they are written")]

mod answers;
mod api;
mod conformance;
mod faults;
mod leniency;
mod limits;
mod operations;
mod people;
mod refusals;
mod registration;
mod uploads;
mod uses;
mod world;
