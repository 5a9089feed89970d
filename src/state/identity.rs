//! [`Identity`]: as whom the bot is logged in.

use crate::event::Ready;

/// The user of the bot, from its first READY.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The name of the user.
    pub(crate) name: String,
    /// The id of the user.
    pub(crate) user: u64,
    /// The id of the application, with which the bot is invited.
    pub(crate) application: u64,
}

impl Identity {
    pub(crate) fn of(ready: &Ready) -> Self {
        Self {
            name: ready.user.username.to_string(),
            user: ready.user.id.get(),
            application: ready.application.id.get(),
        }
    }
}
