//! The macros of commands: `#[command]`, `#[handlers]`, and the derives of what commands read.
//!
//! They write rows, which the library reads as data, and one call for each command. A person could write the same.

pub(crate) mod derive;
pub(crate) mod free;
pub(crate) mod handlers;
pub(crate) mod task;

mod durations;
mod hooks;
mod kind;
mod names;
mod option;
mod parameters;
mod prefix;
mod row;
mod rules;
mod settings;
mod suggestions;
mod texts;
