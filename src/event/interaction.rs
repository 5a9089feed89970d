//! Events about interactions and commands.

use super::scope::{newtype, scope};
use crate::model::{GuildCommandPermissions, Interaction, User};

newtype! {
    /// A command, a button, a select menu or a modal was used (INTERACTION_CREATE). Dereferences to [`Interaction`].
    InteractionCreate(Interaction)
}
scope!(InteractionCreate, |it| guild: it.guild_id, channel: it.channel_id, user: it.author().map(|User { id, .. }| *id),
    message: it.message.as_ref().map(|message| message.id));

newtype! {
    /// It was set who may use a command in a guild (APPLICATION_COMMAND_PERMISSIONS_UPDATE). Dereferences to
    /// [`GuildCommandPermissions`].
    ApplicationCommandPermissionsUpdate(GuildCommandPermissions)
}
scope!(ApplicationCommandPermissionsUpdate, |it| guild: Some(it.guild_id));
