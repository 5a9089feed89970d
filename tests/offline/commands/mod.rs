//! The macros of commands: what they make of good code, without a bot. What they say to bad code is in
//! `macros/messages`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod app;
mod blocks;
mod data;
