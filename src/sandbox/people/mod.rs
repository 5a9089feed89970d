//! Guilds, channels and users as a test controls them.
//!
//! These are test helpers: an action that is impossible (a message in a deleted channel) panics at the line of the
//! test, as an assertion would.

mod channel;
mod command;
mod community;
mod form;
mod guild;
mod message;
mod timeout;
mod shop;
mod used;
mod user;
mod uses;

use std::fmt;
use std::sync::Arc;

pub use self::command::{CommandPermission, SandboxCommand};
pub use self::form::{SandboxChoice, SandboxForm};
pub use self::message::{SandboxInteraction, SandboxMessage};
pub use self::timeout::Timeout;
pub use self::used::{SentUse, UseError, Used};
pub use self::uses::MenuTarget;
use super::server::Shared;
use super::world::World;
use crate::model::{ChannelId, GuildId, UserId};

/// Unwraps the result of an action, with the location of the test's call.
#[track_caller]
#[allow(clippy::panic)] // Test helpers are documented to panic; nothing else calls this.
fn must<T>(result: Result<T, impl fmt::Display>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(refusal) => panic!("the sandbox cannot {what}: {refusal}"),
    }
}

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident($id:ty)) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            shared: Arc<Shared>,
            id: $id,
        }

        impl $name {
            pub(in crate::sandbox) fn new(shared: &Arc<Shared>, id: $id) -> Self {
                Self { shared: shared.clone(), id }
            }

            /// The id.
            #[must_use]
            pub fn id(&self) -> $id {
                self.id
            }

            fn world<R>(&self, act: impl FnOnce(&mut World) -> R) -> R {
                self.shared.act(|state| act(&mut state.world))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.id).finish()
            }
        }

        impl From<&$name> for $id {
            fn from(it: &$name) -> Self {
                it.id
            }
        }

        impl From<$name> for $id {
            fn from(it: $name) -> Self {
                it.id
            }
        }
    };
}

handle! {
    /// A guild of the sandbox.
    SandboxGuild(GuildId)
}
handle! {
    /// A channel of the sandbox.
    SandboxChannel(ChannelId)
}
handle! {
    /// A user of the sandbox, human or the bot, who does what the test calls for.
    SandboxUser(UserId)
}
