//! Events about interactions.

use super::scope::{newtype, scope};
use crate::model::{Interaction, User};

newtype! {
    /// A command, a button, a select menu or a modal was used (INTERACTION_CREATE). Dereferences to [`Interaction`].
    InteractionCreate(Interaction)
}
scope!(InteractionCreate, |it| guild: it.guild_id, channel: it.channel_id, user: it.author().map(|User { id, .. }| *id));
