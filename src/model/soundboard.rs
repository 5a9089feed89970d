//! Soundboard sounds (Discord's docs, resources/soundboard).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{EmojiId, GuildId, SoundId, User};

/// A sound that can be played in voice channels.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(sound_id, name)]
#[non_exhaustive]
pub struct SoundboardSound {
    /// The id of the sound.
    pub sound_id: SoundId,
    /// The name.
    pub name: CompactString,
    /// The volume, 0 to 1.
    pub volume: f64,
    /// A custom emoji for it.
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji for it.
    pub emoji_name: Option<CompactString>,
    /// The guild that owns it; `None` for default sounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// Whether it can be used. It cannot if the guild lost boosts.
    pub available: bool,
    /// The user who uploaded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
}

/// The sounds of a guild.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct GuildSounds {
    /// The sounds.
    pub items: Vec<SoundboardSound>,
}

open_enum! {
    /// The animation of a voice channel effect.
    pub enum EffectAnimation {
        /// The animation for Nitro subscribers.
        Premium = 0,
        /// The standard animation.
        Basic = 1,
    }
}
