//! Events about roles.

use greenroom_macros::{New, Object};

use super::scope::scope;
use crate::model::{GuildId, Role, RoleId};

/// A role was created (GUILD_ROLE_CREATE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, role)]
#[non_exhaustive]
pub struct RoleCreate {
    /// The guild.
    pub guild_id: GuildId,
    /// The role.
    pub role: Role,
}

scope!(RoleCreate, |it| guild: Some(it.guild_id));

/// A role was changed (GUILD_ROLE_UPDATE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, role)]
#[non_exhaustive]
pub struct RoleUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// The role, as it is now.
    pub role: Role,
}

scope!(RoleUpdate, |it| guild: Some(it.guild_id));

/// A role was deleted (GUILD_ROLE_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(guild_id, role_id)]
#[non_exhaustive]
pub struct RoleDelete {
    /// The guild.
    pub guild_id: GuildId,
    /// The role.
    pub role_id: RoleId,
}

scope!(RoleDelete, |it| guild: Some(it.guild_id));
