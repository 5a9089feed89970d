//! Registration: Discord's commands are compared with those of the bot, and replaced if they differ.

mod compare;
mod sync;

pub(super) use self::compare::lines;
pub use self::compare::{CommandDrift, Difference};
pub(super) use self::sync::{Registered, drift, register, register_guild, registered};
