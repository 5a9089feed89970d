//! Events about the sounds of guilds.

use serde::{Deserialize, Serialize};

use super::scope::{newtype, scope};
use crate::model::lenient::or_default;
use crate::model::{GuildId, SoundId, SoundboardSound};

newtype! {
    /// A sound was made (GUILD_SOUNDBOARD_SOUND_CREATE). Dereferences to [`SoundboardSound`].
    SoundboardSoundCreate(SoundboardSound)
}
scope!(SoundboardSoundCreate, |it| guild: it.guild_id);

newtype! {
    /// A sound was changed (GUILD_SOUNDBOARD_SOUND_UPDATE). Dereferences to [`SoundboardSound`], as it is now.
    SoundboardSoundUpdate(SoundboardSound)
}
scope!(SoundboardSoundUpdate, |it| guild: it.guild_id);

/// A sound was deleted (GUILD_SOUNDBOARD_SOUND_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundboardSoundDelete {
    /// Which sound.
    pub sound_id: SoundId,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(SoundboardSoundDelete, |it| guild: Some(it.guild_id));

/// Several sounds of a guild changed at once (GUILD_SOUNDBOARD_SOUNDS_UPDATE).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundboardSoundsUpdate {
    /// The sounds, as they are now.
    #[serde(default, deserialize_with = "or_default")]
    pub soundboard_sounds: Vec<SoundboardSound>,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(SoundboardSoundsUpdate, |it| guild: Some(it.guild_id));

/// All sounds of a guild, as they were requested (SOUNDBOARD_SOUNDS). Each guild of a request is answered by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundboardSounds {
    /// The sounds.
    #[serde(default, deserialize_with = "or_default")]
    pub soundboard_sounds: Vec<SoundboardSound>,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(SoundboardSounds, |it| guild: Some(it.guild_id));
