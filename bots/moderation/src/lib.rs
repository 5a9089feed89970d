//! A moderation bot: punishments, a case log in SQLite, appeals.

mod actions;
mod appeals;
mod cases;
mod channels;
mod ranks;
mod settings;
mod store;

use greenroom::prelude::*;

pub use crate::store::Store;
use crate::{actions::Actions, appeals::Appeals, cases::Cases, channels::Channels, settings::Settings};

/// The whole bot: each field holds the commands, buttons and forms of one subject.
#[derive(Debug, EventHandler)]
pub struct Moderation {
    actions: Actions,
    appeals: Appeals,
    cases: Cases,
    channels: Channels,
    settings: Settings,
}

impl Moderation {
    /// The bot, with its cases and settings in `store`.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        Self {
            actions: Actions(store.clone()),
            appeals: Appeals(store.clone()),
            cases: Cases(store.clone()),
            channels: Channels,
            settings: Settings(store.clone()),
        }
    }
}
