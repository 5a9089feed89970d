//! Who may use an application's commands in a guild (Discord's docs, interactions/application-commands, "Permissions").

use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{ApplicationId, GenericId, GuildId};

/// Who may use a command in a guild, or all of an application's commands.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, application_id, guild_id, permissions)]
#[non_exhaustive]
pub struct GuildCommandPermissions {
    /// The command, or the application if it is about all its commands.
    pub id: GenericId,
    /// Whose command it is.
    pub application_id: ApplicationId,
    /// The guild.
    pub guild_id: GuildId,
    /// Who may and who may not, up to 100.
    pub permissions: Vec<CommandPermission>,
}

impl GuildCommandPermissions {
    /// Whether they are about all commands of the application rather than one.
    #[must_use]
    pub fn is_for_all_commands(&self) -> bool {
        self.id.get() == self.application_id.get()
    }
}

/// Whether somebody may use a command, or whether it may be used somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object, New)]
#[new(id, kind, permission)]
#[non_exhaustive]
pub struct CommandPermission {
    /// The role, user or channel. The number of the guild stands for everybody, the number before it for all channels.
    pub id: GenericId,
    /// Of whom this is.
    #[serde(rename = "type")]
    pub kind: CommandPermissionKind,
    /// Whether the command may be used.
    pub permission: bool,
}

open_enum! {
    /// Of whom the permission of a command is.
    pub enum CommandPermissionKind {
        /// Of a role.
        Role = 1,
        /// Of a user.
        User = 2,
        /// Of a channel.
        Channel = 3,
    }
}
