//! Prefix commands: from a message such as `!roll 6` to the command, and back by messages in its channel.
//!
//! The way of a message: [`start`] strips the prefix, [`words`] splits the line, [`names`] finds the command,
//! [`arguments`] gives each option its text, [`resolve`] turns texts into values and objects, and [`dispatcher`] makes
//! the call as if Discord had sent an interaction.

mod arguments;
mod config;
mod dispatcher;
mod followed;
mod help;
mod names;
mod refusal;
mod resolve;
mod slash_help;
mod start;
mod words;

pub use self::config::{PrefixCommands, UnknownCommand};
pub(crate) use self::{dispatcher::PrefixDispatcher, slash_help::help_command};
