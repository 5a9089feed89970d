//! Roles of guilds (Discord's docs, resources/guild and topics/permissions).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{GuildId, ImageData, Permissions, Role, RoleColors, RoleId, RolePosition};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_role`](crate::rest::Http::create_role); awaiting it sends it.
    pub struct CreateRole -> Role {
        body: Object {
            /// The name, 1–100 characters, "new role" by default.
            name: String,
            /// The permissions; those of `@everyone` by default. Only permissions that the bot has.
            permissions: Permissions,
            /// The colour, 0xRRGGBB; 0 is none. Discord recommends `colors` instead.
            color: u32,
            /// The colours. More than one needs the feature ENHANCED_ROLE_COLORS.
            colors: RoleColors,
            /// Whether its members are listed separately.
            hoist: bool,
            /// Whether all members can mention it.
            mentionable: bool,
            /// The image next to the names of its members. Needs the feature ROLE_ICONS.
            icon: ImageData,
            /// The emoji next to the names of its members. Needs the feature ROLE_ICONS.
            unicode_emoji: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_role`](crate::rest::Http::update_role); awaiting it sends it.
    pub struct UpdateRole -> Role {
        body: Object {
            /// The name, 1–100 characters.
            name: String,
            /// The permissions. Only permissions that the bot has can be added.
            permissions: Permissions,
            /// The colour, 0xRRGGBB; 0 is none. Discord recommends `colors` instead.
            color: u32,
            /// The colours. More than one needs the feature ENHANCED_ROLE_COLORS.
            colors: RoleColors,
            /// Whether its members are listed separately.
            hoist: bool,
            /// Whether all members can mention it.
            mentionable: bool,
            /// The image next to the names of its members. Needs the feature ROLE_ICONS.
            icon / clear_icon: ImageData,
            /// The emoji next to the names of its members. Needs the feature ROLE_ICONS.
            unicode_emoji / clear_unicode_emoji: String,
        }
    }
}

audited!(CreateRole, UpdateRole);

impl Http {
    /// The roles of a guild, `@everyone` too.
    pub fn roles(&self, guild: GuildId) -> Call<Vec<Role>> {
        self.call(&op::LIST_GUILD_ROLES, &[Param::Id(guild.get())])
    }

    /// A role of a guild.
    pub fn role(&self, guild: GuildId, role: RoleId) -> Call<Role> {
        self.call(&op::GET_GUILD_ROLE, &[Param::Id(guild.get()), Param::Id(role.get())])
    }

    /// How many members each role has, without `@everyone`.
    pub fn role_member_counts(&self, guild: GuildId) -> Call<std::collections::HashMap<RoleId, u32>> {
        self.call(&op::GUILD_ROLE_MEMBER_COUNTS, &[Param::Id(guild.get())])
    }

    /// Creates a role: `http.create_role(guild).name("Staff").color(0x57_f2_87_u32).await`. Its position is directly
    /// above `@everyone`. Needs MANAGE_ROLES. A guild can have up to 250 roles.
    pub fn create_role(&self, guild: GuildId) -> CreateRole {
        CreateRole::of(self.call(&op::CREATE_GUILD_ROLE, &[Param::Id(guild.get())]), Object::default())
    }

    /// Sorts roles: `http.update_role_positions(guild, &[RolePosition::new(role, 3)]).await`. The answer is all roles.
    /// Needs MANAGE_ROLES, and a role above all of them.
    pub fn update_role_positions(&self, guild: GuildId, positions: &[RolePosition]) -> Call<Vec<Role>, Audited> {
        self.call(&op::BULK_UPDATE_GUILD_ROLES, &[Param::Id(guild.get())]).json(positions).audited()
    }

    /// Changes a role. Fields that are not set stay unchanged. Needs MANAGE_ROLES, and a role above it.
    pub fn update_role(&self, guild: GuildId, role: RoleId) -> UpdateRole {
        UpdateRole::of(
            self.call(&op::UPDATE_GUILD_ROLE, &[Param::Id(guild.get()), Param::Id(role.get())]),
            Object::default(),
        )
    }

    /// Deletes a role. Needs MANAGE_ROLES, and a role above it.
    pub fn delete_role(&self, guild: GuildId, role: RoleId) -> Call<(), Audited> {
        self.act(&op::DELETE_GUILD_ROLE, &[Param::Id(guild.get()), Param::Id(role.get())]).audited()
    }
}
