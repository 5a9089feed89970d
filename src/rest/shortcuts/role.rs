//! Roles. They do not have the id of their guild, which is therefore a parameter of each method.

use crate::model::{GuildId, Role};
use crate::rest::{Audited, Call, Http, UpdateRole};

impl Role {
    /// Changes this role: `role.edit(ctx, guild).name("Ants").await`. Needs MANAGE_ROLES, and a higher role.
    pub fn edit(&self, http: impl AsRef<Http>, guild: GuildId) -> UpdateRole {
        http.as_ref().update_role(guild, self.id)
    }

    /// Deletes this role. Needs MANAGE_ROLES, and a higher role.
    pub fn delete(&self, http: impl AsRef<Http>, guild: GuildId) -> Call<(), Audited> {
        http.as_ref().delete_role(guild, self.id)
    }
}
