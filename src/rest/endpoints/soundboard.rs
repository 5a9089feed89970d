//! Sounds of the soundboard (Discord's docs, resources/soundboard).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ChannelId, EmojiId, GuildId, GuildSounds, SoundData, SoundId, SoundboardSound};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::send_sound`](crate::rest::Http::send_sound); awaiting it sends it.
    pub struct SendSound -> () {
        body: Object {
            /// The guild of the sound. Required if it is another guild.
            source_guild_id: GuildId,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_sound`](crate::rest::Http::create_sound); awaiting it sends it.
    pub struct CreateSound -> SoundboardSound {
        body: Object {
            /// The volume, 0 to 1; 1 by default.
            volume: f64,
            /// A custom emoji.
            emoji_id: EmojiId,
            /// A standard emoji.
            emoji_name: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_sound`](crate::rest::Http::update_sound); awaiting it sends it.
    pub struct UpdateSound -> SoundboardSound {
        body: Object {
            /// The name, 2–32 characters.
            name: String,
            /// The volume, 0 to 1; if cleared, 1.
            volume / clear_volume: f64,
            /// A custom emoji.
            emoji_id / clear_emoji_id: EmojiId,
            /// A standard emoji.
            emoji_name / clear_emoji_name: String,
        }
    }
}

audited!(CreateSound, UpdateSound);

impl Http {
    /// Plays a sound in the voice channel of the bot, which must be neither muted nor deafened. Needs SPEAK and
    /// USE_SOUNDBOARD, and USE_EXTERNAL_SOUNDS for one of another guild.
    ///
    /// * `sound`: The sound.
    pub fn send_sound(&self, channel: ChannelId, sound: SoundId) -> SendSound {
        SendSound::of(
            self.act(&op::SEND_SOUNDBOARD_SOUND, &[Param::Id(channel.get())]),
            Object::default().with("sound_id", &sound),
        )
    }

    /// The default sounds.
    pub fn default_sounds(&self) -> Call<Vec<SoundboardSound>> {
        self.call(&op::GET_SOUNDBOARD_DEFAULT_SOUNDS, &[])
    }

    /// The sounds of a guild. `user` is set only if the bot has CREATE_GUILD_EXPRESSIONS or MANAGE_GUILD_EXPRESSIONS.
    pub fn guild_sounds(&self, guild: GuildId) -> Call<GuildSounds> {
        self.call(&op::LIST_GUILD_SOUNDBOARD_SOUNDS, &[Param::Id(guild.get())])
    }

    /// A sound of a guild. `user` is set only if the bot has CREATE_GUILD_EXPRESSIONS or MANAGE_GUILD_EXPRESSIONS.
    pub fn guild_sound(&self, guild: GuildId, sound: SoundId) -> Call<SoundboardSound> {
        self.call(&op::GET_GUILD_SOUNDBOARD_SOUND, &[Param::Id(guild.get()), Param::Id(sound.get())])
    }

    /// Creates a sound: `http.create_sound(guild, "ding", &SoundData::mp3(bytes)).await`. Needs
    /// CREATE_GUILD_EXPRESSIONS.
    ///
    /// * `name`: The name, 2–32 characters.
    /// * `sound`: MP3 or Ogg, up to 512 KB and 5.2 seconds.
    pub fn create_sound(&self, guild: GuildId, name: &str, sound: &SoundData) -> CreateSound {
        CreateSound::of(
            self.call(&op::CREATE_GUILD_SOUNDBOARD_SOUND, &[Param::Id(guild.get())]),
            Object::default().with("name", &name).with("sound", &sound),
        )
    }

    /// Changes a sound. Fields that are not set stay unchanged. Needs MANAGE_GUILD_EXPRESSIONS, or
    /// CREATE_GUILD_EXPRESSIONS for one that the bot created.
    pub fn update_sound(&self, guild: GuildId, sound: SoundId) -> UpdateSound {
        UpdateSound::of(
            self.call(&op::UPDATE_GUILD_SOUNDBOARD_SOUND, &[Param::Id(guild.get()), Param::Id(sound.get())]),
            Object::default(),
        )
    }

    /// Deletes a sound. Needs MANAGE_GUILD_EXPRESSIONS, or CREATE_GUILD_EXPRESSIONS for one that the bot created.
    pub fn delete_sound(&self, guild: GuildId, sound: SoundId) -> Call<(), Audited> {
        self.act(&op::DELETE_GUILD_SOUNDBOARD_SOUND, &[Param::Id(guild.get()), Param::Id(sound.get())]).audited()
    }
}
