//! The sandbox against the documentation, spoken to by a raw websocket and by plain HTTP: no line of the library's client is
//! used here.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod api;
mod conformance;
mod faults;
mod limits;
mod operations;
mod refusals;
mod uploads;
mod world;
