//! The role objects that the cache returns.

use std::ops::Deref;

use crate::model::{GuildId, Role};

/// A role with the id of its guild, which Discord's role objects do not contain. Dereferences to [`Role`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CachedRole {
    /// The guild.
    pub guild_id: GuildId,
    /// The role.
    pub role: Role,
}

impl Deref for CachedRole {
    type Target = Role;

    fn deref(&self) -> &Role {
        &self.role
    }
}
