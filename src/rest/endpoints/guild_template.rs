//! Templates of guilds (Discord's docs, resources/guild-template).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{GuildId, Template};
use crate::rest::{Call, Http, body::Object, endpoint::endpoint, endpoints::operation as op, route::Param};

endpoint! {
    /// The request of [`Http::create_template`](crate::rest::Http::create_template); awaiting it sends it.
    pub struct CreateTemplate -> Template {
        body: Object {
            /// The description, up to 120 characters.
            description: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_template`](crate::rest::Http::update_template); awaiting it sends it.
    pub struct UpdateTemplate -> Template {
        body: Object {
            /// The name, 1–100 characters.
            name: String,
            /// The description, up to 120 characters.
            description / clear_description: String,
        }
    }
}

impl Http {
    /// A template by its code, which is the part after `discord.new/`.
    pub fn template(&self, code: &str) -> Call<Template> {
        self.call(&op::GET_GUILD_TEMPLATE, &[Param::Text(code.into())])
    }

    /// The templates of a guild; there is one at most. Needs MANAGE_GUILD.
    pub fn guild_templates(&self, guild: GuildId) -> Call<Vec<Template>> {
        self.call(&op::LIST_GUILD_TEMPLATES, &[Param::Id(guild.get())])
    }

    /// Creates a template of a guild. Needs MANAGE_GUILD.
    ///
    /// * `name`: The name, 1–100 characters.
    pub fn create_template(&self, guild: GuildId, name: &str) -> CreateTemplate {
        CreateTemplate::of(
            self.call(&op::CREATE_GUILD_TEMPLATE, &[Param::Id(guild.get())]),
            Object::default().with("name", &name),
        )
    }

    /// Updates a template to the present state of its guild. Needs MANAGE_GUILD.
    pub fn sync_template(&self, guild: GuildId, code: &str) -> Call<Template> {
        self.call(&op::SYNC_GUILD_TEMPLATE, &[Param::Id(guild.get()), Param::Text(code.into())])
    }

    /// Changes name and description of a template. Needs MANAGE_GUILD.
    pub fn update_template(&self, guild: GuildId, code: &str) -> UpdateTemplate {
        UpdateTemplate::of(
            self.call(&op::UPDATE_GUILD_TEMPLATE, &[Param::Id(guild.get()), Param::Text(code.into())]),
            Object::default(),
        )
    }

    /// Deletes a template. The answer is the deleted object. Needs MANAGE_GUILD.
    pub fn delete_template(&self, guild: GuildId, code: &str) -> Call<Template> {
        self.call(&op::DELETE_GUILD_TEMPLATE, &[Param::Id(guild.get()), Param::Text(code.into())])
    }
}
