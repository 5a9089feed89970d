//! Stickers (Discord's docs, resources/sticker).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{GuildId, Sticker, StickerId, StickerPack, StickerPackId, StickerPacks, Upload};
use crate::rest::{
    Call, Http,
    body::{Form, Object},
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_sticker`](crate::rest::Http::create_sticker); awaiting it sends it.
    pub struct CreateSticker -> Sticker {
        body: Form {
            /// The description: empty, which is the default, or 2–100 characters.
            description: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_sticker`](crate::rest::Http::update_sticker); awaiting it sends it.
    pub struct UpdateSticker -> Sticker {
        body: Object {
            /// The name, 2–30 characters.
            name: String,
            /// The name of a similar emoji, by which it is found, up to 200 characters.
            tags: String,
            /// The description, 2–100 characters.
            description / clear_description: String,
        }
    }
}

audited!(CreateSticker, UpdateSticker);

impl Http {
    /// A sticker.
    pub fn sticker(&self, sticker: StickerId) -> Call<Sticker> {
        self.call(&op::GET_STICKER, &[Param::Id(sticker.get())])
    }

    /// The packs of Discord's stickers.
    pub fn sticker_packs(&self) -> Call<StickerPacks> {
        self.call(&op::LIST_STICKER_PACKS, &[])
    }

    /// A pack of Discord's stickers.
    pub fn sticker_pack(&self, pack: StickerPackId) -> Call<StickerPack> {
        self.call(&op::GET_STICKER_PACK, &[Param::Id(pack.get())])
    }

    /// The stickers of a guild. `user` is set only if the bot has CREATE_GUILD_EXPRESSIONS or MANAGE_GUILD_EXPRESSIONS.
    pub fn guild_stickers(&self, guild: GuildId) -> Call<Vec<Sticker>> {
        self.call(&op::LIST_GUILD_STICKERS, &[Param::Id(guild.get())])
    }

    /// A sticker of a guild. `user` is set only if the bot has CREATE_GUILD_EXPRESSIONS or MANAGE_GUILD_EXPRESSIONS.
    pub fn guild_sticker(&self, guild: GuildId, sticker: StickerId) -> Call<Sticker> {
        self.call(&op::GET_GUILD_STICKER, &[Param::Id(guild.get()), Param::Id(sticker.get())])
    }

    /// Creates a sticker: `http.create_sticker(guild, "wave", "wave", Upload::path("wave.png")).await`. Needs
    /// CREATE_GUILD_EXPRESSIONS.
    ///
    /// * `name`: The name, 2–30 characters.
    /// * `tags`: The name of a similar emoji, by which it is found, up to 200 characters.
    /// * `file`: The image: PNG, APNG, GIF or Lottie, 320 × 320, up to 512 KiB and five seconds. Lottie is only for
    ///   verified and partnered guilds.
    pub fn create_sticker(&self, guild: GuildId, name: &str, tags: &str, file: Upload) -> CreateSticker {
        CreateSticker::of(
            self.call(&op::CREATE_GUILD_STICKER, &[Param::Id(guild.get())]).part("file", file),
            Form::default().with("name", &name).with("tags", &tags),
        )
        .not_described()
    }

    /// Changes a sticker. Fields that are not set stay unchanged. Needs MANAGE_GUILD_EXPRESSIONS, or
    /// CREATE_GUILD_EXPRESSIONS for one that the bot created.
    pub fn update_sticker(&self, guild: GuildId, sticker: StickerId) -> UpdateSticker {
        UpdateSticker::of(
            self.call(&op::UPDATE_GUILD_STICKER, &[Param::Id(guild.get()), Param::Id(sticker.get())]),
            Object::default(),
        )
    }

    /// Deletes a sticker. Needs MANAGE_GUILD_EXPRESSIONS, or CREATE_GUILD_EXPRESSIONS for one that the bot created.
    pub fn delete_sticker(&self, guild: GuildId, sticker: StickerId) -> Call<(), Audited> {
        self.act(&op::DELETE_GUILD_STICKER, &[Param::Id(guild.get()), Param::Id(sticker.get())]).audited()
    }
}
