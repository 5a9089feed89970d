//! Sounds of the soundboard (Discord's docs, resources/soundboard).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{EmojiId, GuildId, SoundId, User};

/// A sound that can be played in voice.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(sound_id, name)]
#[non_exhaustive]
pub struct SoundboardSound {
    /// Which sound.
    pub sound_id: SoundId,
    /// The name.
    pub name: CompactString,
    /// How loud, 0 to 1.
    pub volume: f64,
    /// A custom emoji for it.
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji for it.
    pub emoji_name: Option<CompactString>,
    /// The guild that owns it; none of the default sounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// Whether it can be used; not after the guild lost boosts.
    pub available: bool,
    /// Who uploaded it.
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
    /// How an effect in voice moves.
    pub enum EffectAnimation {
        /// The way Nitro pays for.
        Premium = 0,
        /// The usual way.
        Basic = 1,
    }
}
