//! Custom emoji of guilds and applications (Discord's docs, resources/emoji). How often those of a guild can be changed
//! is limited, and the headers of the answers do not announce it.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ApplicationEmojis, ApplicationId, Emoji, EmojiId, GuildId, ImageData, RoleId};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_emoji`](crate::rest::Http::create_emoji); awaiting it sends it.
    pub struct CreateEmoji -> Emoji {
        body: Object {
            /// The roles that can use it; all by default.
            roles: Vec<RoleId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_emoji`](crate::rest::Http::update_emoji); awaiting it sends it.
    pub struct UpdateEmoji -> Emoji {
        body: Object {
            /// The name, 2–32 letters, digits and underscores.
            name: String,
            /// The roles that can use it; if cleared, all.
            roles / clear_roles: Vec<RoleId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_application_emoji`](crate::rest::Http::update_application_emoji); awaiting it
    /// sends it.
    pub struct UpdateApplicationEmoji -> Emoji {
        body: Object {
            /// The name, 2–32 letters, digits and underscores.
            name: String,
        }
    }
}

audited!(CreateEmoji, UpdateEmoji);

impl Http {
    /// The emoji of a guild. `user` is set only if the bot has CREATE_GUILD_EXPRESSIONS or MANAGE_GUILD_EXPRESSIONS.
    pub fn guild_emojis(&self, guild: GuildId) -> Call<Vec<Emoji>> {
        self.call(&op::LIST_GUILD_EMOJIS, &[Param::Id(guild.get())])
    }

    /// An emoji of a guild. `user` is set only if the bot has CREATE_GUILD_EXPRESSIONS or MANAGE_GUILD_EXPRESSIONS.
    pub fn guild_emoji(&self, guild: GuildId, emoji: EmojiId) -> Call<Emoji> {
        self.call(&op::GET_GUILD_EMOJI, &[Param::Id(guild.get()), Param::Id(emoji.get())])
    }

    /// Creates an emoji: `http.create_emoji(guild, "party", &ImageData::from_bytes(picture)?).await`. Needs
    /// CREATE_GUILD_EXPRESSIONS.
    ///
    /// * `name`: The name, 2–32 letters, digits and underscores.
    /// * `image`: The image, 128 × 128, up to 256 KiB.
    pub fn create_emoji(&self, guild: GuildId, name: &str, image: &ImageData) -> CreateEmoji {
        CreateEmoji::of(
            self.call(&op::CREATE_GUILD_EMOJI, &[Param::Id(guild.get())]),
            Object::default().with("name", &name).with("image", &image),
        )
    }

    /// Changes an emoji. Fields that are not set stay unchanged. Needs MANAGE_GUILD_EXPRESSIONS, or
    /// CREATE_GUILD_EXPRESSIONS for one that the bot created.
    pub fn update_emoji(&self, guild: GuildId, emoji: EmojiId) -> UpdateEmoji {
        UpdateEmoji::of(
            self.call(&op::UPDATE_GUILD_EMOJI, &[Param::Id(guild.get()), Param::Id(emoji.get())]),
            Object::default(),
        )
    }

    /// Deletes an emoji. Needs MANAGE_GUILD_EXPRESSIONS, or CREATE_GUILD_EXPRESSIONS for one that the bot created.
    pub fn delete_emoji(&self, guild: GuildId, emoji: EmojiId) -> Call<(), Audited> {
        self.act(&op::DELETE_GUILD_EMOJI, &[Param::Id(guild.get()), Param::Id(emoji.get())]).audited()
    }

    /// The emoji that the application owns, up to 2000. The bot can use them in all channels.
    pub fn application_emojis(&self, application: ApplicationId) -> Call<ApplicationEmojis> {
        self.call(&op::LIST_APPLICATION_EMOJIS, &[Param::Id(application.get())])
    }

    /// An emoji that the application owns.
    pub fn application_emoji(&self, application: ApplicationId, emoji: EmojiId) -> Call<Emoji> {
        self.call(&op::GET_APPLICATION_EMOJI, &[Param::Id(application.get()), Param::Id(emoji.get())])
    }

    /// Creates an emoji that the application owns.
    ///
    /// * `name`: The name, 2–32 letters, digits and underscores.
    /// * `image`: The image, 128 × 128, up to 256 KiB.
    pub fn create_application_emoji(&self, application: ApplicationId, name: &str, image: &ImageData) -> Call<Emoji> {
        self.call(&op::CREATE_APPLICATION_EMOJI, &[Param::Id(application.get())])
            .body(Object::default().with("name", &name).with("image", &image))
    }

    /// Changes an emoji that the application owns.
    pub fn update_application_emoji(&self, application: ApplicationId, emoji: EmojiId) -> UpdateApplicationEmoji {
        UpdateApplicationEmoji::of(
            self.call(&op::UPDATE_APPLICATION_EMOJI, &[Param::Id(application.get()), Param::Id(emoji.get())]),
            Object::default(),
        )
    }

    /// Deletes an emoji that the application owns.
    pub fn delete_application_emoji(&self, application: ApplicationId, emoji: EmojiId) -> Call<()> {
        self.act(&op::DELETE_APPLICATION_EMOJI, &[Param::Id(application.get()), Param::Id(emoji.get())])
    }
}
