//! Events about soundboard sounds of guilds.

use greenroom_macros::{New, Object};

use super::scope::{newtype, scope};
use crate::model::{GuildId, SoundId, SoundboardSound};

newtype! {
    /// A soundboard sound was created (GUILD_SOUNDBOARD_SOUND_CREATE). Dereferences to [`SoundboardSound`].
    SoundboardSoundCreate(SoundboardSound)
}
scope!(SoundboardSoundCreate, |it| guild: it.guild_id);

newtype! {
    /// A soundboard sound was changed (GUILD_SOUNDBOARD_SOUND_UPDATE). Dereferences to [`SoundboardSound`], as it is
    /// now.
    SoundboardSoundUpdate(SoundboardSound)
}
scope!(SoundboardSoundUpdate, |it| guild: it.guild_id);

/// A soundboard sound was deleted (GUILD_SOUNDBOARD_SOUND_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(sound_id, guild_id)]
#[non_exhaustive]
pub struct SoundboardSoundDelete {
    /// The sound.
    pub sound_id: SoundId,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(SoundboardSoundDelete, |it| guild: Some(it.guild_id));

/// Several soundboard sounds of a guild changed at once (GUILD_SOUNDBOARD_SOUNDS_UPDATE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, soundboard_sounds)]
#[non_exhaustive]
pub struct SoundboardSoundsUpdate {
    /// The sounds, as they are now.
    pub soundboard_sounds: Vec<SoundboardSound>,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(SoundboardSoundsUpdate, |it| guild: Some(it.guild_id));

/// All soundboard sounds of a guild, as the bot requested (SOUNDBOARD_SOUNDS). Each guild of a request is answered with
/// an event of its own.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, soundboard_sounds)]
#[non_exhaustive]
pub struct SoundboardSounds {
    /// The sounds.
    pub soundboard_sounds: Vec<SoundboardSound>,
    /// The guild.
    pub guild_id: GuildId,
}

scope!(SoundboardSounds, |it| guild: Some(it.guild_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    const SOUND: &str = r#"{"name":"Yay","sound_id":"1106714396018884649","volume":0.5,"emoji_id":"989193655938064464",
        "emoji_name":null,"guild_id":"613425648685547541","available":true,"user":{"id":"1","username":"ann",
        "discriminator":"0","global_name":"Ann","avatar":null}}"#;

    #[test]
    fn a_sound_is_created_and_deleted() {
        let create: SoundboardSoundCreate = there_and_back(SOUND);
        let update: SoundboardSoundUpdate = there_and_back(SOUND);
        assert_eq!(
            (create.sound_id, create.volume, create.guild_id),
            (update.sound_id, 0.5, Some(GuildId::new(613_425_648_685_547_541)))
        );
        let delete: SoundboardSoundDelete = there_and_back(r#"{"sound_id":"1106714396018884649","guild_id":"5"}"#);
        assert_eq!(delete.sound_id, create.sound_id);
    }

    #[test]
    fn several_sounds_at_once() {
        let list = format!(
            r#"{{"soundboard_sounds":[{SOUND},{{"name":"quack","sound_id":"1","volume":1.0,"emoji_id":null,
            "emoji_name":"🦆","available":false}}],"guild_id":"5"}}"#
        );
        let update: SoundboardSoundsUpdate = there_and_back(&list);
        let answer: SoundboardSounds = there_and_back(&list);
        assert_eq!(update.soundboard_sounds, answer.soundboard_sounds);
        assert_eq!(answer.soundboard_sounds[1].emoji_name.as_deref(), Some("🦆"));
        let none: SoundboardSounds = serde_json::from_str(r#"{"soundboard_sounds":null,"guild_id":"5"}"#).unwrap();
        assert!(none.soundboard_sounds.is_empty());
    }
}
