//! Whole bots over real sockets, by what they are asked for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by a panic, and talks to another process"
)]

mod collectors;
mod commands;
mod config;
mod diagnose;
mod events_end_to_end;
mod fatal;
mod gate;
mod identify;
mod reshard;
mod shards_as_data;
mod streams;
mod thread_counts;
mod uses;
mod voice;
