//! Stickers (Discord's docs, resources/sticker).

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{GuildId, StickerId, StickerPackId, User};

/// A sticker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sticker {
    /// Which sticker.
    pub id: StickerId,
    /// The pack of a standard one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack_id: Option<StickerPackId>,
    /// The name, 2–30 characters.
    #[serde(default)]
    pub name: CompactString,
    /// What it shows.
    pub description: Option<Box<str>>,
    /// Words it is found by; of a guild's sticker the name of an emoji.
    #[serde(default)]
    pub tags: CompactString,
    /// Whose it is.
    #[serde(rename = "type")]
    pub kind: StickerKind,
    /// The file format.
    pub format_type: StickerFormat,
    /// Whether it can be used; not after the guild lost boosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// The guild that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// Who uploaded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// Where a standard one stands in its pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_value: Option<u32>,
}

/// As much of a sticker as is needed to show it: what messages carry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StickerItem {
    /// Which sticker.
    pub id: StickerId,
    /// The name.
    #[serde(default)]
    pub name: CompactString,
    /// The file format.
    pub format_type: StickerFormat,
}

open_enum! {
    /// Whose a sticker is.
    pub enum StickerKind {
        /// Of Discord's packs.
        Standard = 1,
        /// Of a guild.
        Guild = 2,
    }
}

open_enum! {
    /// The file format of a sticker.
    pub enum StickerFormat {
        /// PNG.
        Png = 1,
        /// Animated PNG.
        Apng = 2,
        /// Lottie, which is JSON.
        Lottie = 3,
        /// GIF.
        Gif = 4,
    }
}
