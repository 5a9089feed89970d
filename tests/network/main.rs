//! Everything over real sockets: bots, the REST side and the sandbox itself.
//!
//! One program for all of it: each is a link of the whole library. Tests that need a process of their own start this
//! program again.

mod bot;
mod commands;
#[path = "../common/mod.rs"]
mod common;
#[cfg(feature = "etf")]
mod encodings;
mod examples;
mod foreign;
mod handlers;
#[cfg(feature = "http-interactions")]
mod http_interactions;
mod panics;
mod ports;
mod raw;
mod readme;
mod reconnect;
mod recovery;
#[cfg(feature = "redis")]
mod redis_gate;
mod rest;
mod sandbox;
mod session_store;
mod shutdown;
mod soak;
mod tasks;
#[cfg(feature = "rustls")]
mod tls;
#[cfg(feature = "http-interactions")]
mod webhook_events;
