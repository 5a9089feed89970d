//! The macros of commands: what they make of good code, without a bot. What they say to bad code is in
//! `macros/messages`.

mod app;
mod blocks;
mod data;
