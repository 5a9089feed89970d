//! The permissions of an application's commands in a guild (Discord's docs, interactions/application-commands,
//! "Permissions").

use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{ApplicationId, GenericId, GuildId};

/// The permissions of a command in a guild, or of all commands of an application.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, application_id, guild_id, permissions)]
#[non_exhaustive]
pub struct GuildCommandPermissions {
    /// The id of the command, or of the application if the permissions are for all of its commands.
    pub id: GenericId,
    /// The application of the command.
    pub application_id: ApplicationId,
    /// The guild.
    pub guild_id: GuildId,
    /// The permissions, up to 100.
    pub permissions: Vec<CommandPermission>,
}

impl GuildCommandPermissions {
    /// Whether they are for all commands of the application rather than for one.
    #[must_use]
    pub fn is_for_all_commands(&self) -> bool {
        self.id.get() == self.application_id.get()
    }
}

/// Whether a role or user may use a command, or whether it may be used in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object, New)]
#[new(id, kind, permission)]
#[non_exhaustive]
pub struct CommandPermission {
    /// The id of the role, user or channel. The guild's id stands for everybody, the guild's id minus 1 for all
    /// channels.
    pub id: GenericId,
    /// Whether it is for a role, a user or a channel.
    #[serde(rename = "type")]
    pub kind: CommandPermissionKind,
    /// Whether the command may be used.
    pub permission: bool,
}

open_enum! {
    /// Whether a permission is for a role, a user or a channel.
    pub enum CommandPermissionKind {
        /// It is for a role.
        Role = 1,
        /// It is for a user.
        User = 2,
        /// It is for a channel.
        Channel = 3,
    }
}
