//! Stickers (Discord's docs, resources/sticker).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{GenericId, GuildId, SkuId, StickerId, StickerPackId, User};

/// A sticker.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name, kind, format_type)]
#[non_exhaustive]
pub struct Sticker {
    /// The id of the sticker.
    pub id: StickerId,
    /// The pack of a standard sticker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack_id: Option<StickerPackId>,
    /// The name, 2–30 characters.
    pub name: CompactString,
    /// The description.
    pub description: Option<Box<str>>,
    /// The search terms. For a guild's sticker it is the name of an emoji.
    pub tags: CompactString,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: StickerKind,
    /// The file format.
    pub format_type: StickerFormat,
    /// Whether it can be used. It cannot if the guild lost boosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// The guild that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The user who uploaded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The position of a standard sticker in its pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_value: Option<u32>,
}

/// The data that is needed to show a sticker, as messages contain it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Object, New)]
#[new(id, name, format_type)]
#[non_exhaustive]
pub struct StickerItem {
    /// The id of the sticker.
    pub id: StickerId,
    /// The name.
    pub name: CompactString,
    /// The file format.
    pub format_type: StickerFormat,
}

/// A pack of Discord's standard stickers.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, sku_id, name)]
#[non_exhaustive]
pub struct StickerPack {
    /// The id of the pack.
    pub id: StickerPackId,
    /// Its stickers.
    pub stickers: Vec<Sticker>,
    /// The name.
    pub name: CompactString,
    /// The SKU of the pack.
    pub sku_id: SkuId,
    /// The sticker that is shown as the icon of the pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_sticker_id: Option<StickerId>,
    /// The description.
    #[serde(default)]
    pub description: Box<str>,
    /// The asset id of the banner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banner_asset_id: Option<GenericId>,
}

/// All packs of Discord's standard stickers.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct StickerPacks {
    /// The packs.
    pub sticker_packs: Vec<StickerPack>,
}

open_enum! {
    /// The kind of a sticker.
    pub enum StickerKind {
        /// A sticker of one of Discord's packs.
        Standard = 1,
        /// A sticker of a guild.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_pack_with_its_stickers() {
        let packs: StickerPacks = there_and_back(
            r#"{"sticker_packs":[{"id":"847199849233514549","stickers":[{"id":"749054660769218631","name":"Wave",
            "tags":"wumpus, hello","type":1,"format_type":3,"description":"Wumpus waves hello",
            "pack_id":"847199849233514549","sort_value":12}],"name":"Wumpus Beyond","sku_id":"847199849233514547",
            "cover_sticker_id":"749053689419006003","description":"Say hello to Wumpus!",
            "banner_asset_id":"761773777976819706"}]}"#,
        );
        let pack = &packs.sticker_packs[0];
        assert_eq!(pack.stickers[0].kind, StickerKind::Standard);
        assert_eq!(pack.stickers[0].pack_id, Some(pack.id));
        let bare: StickerPack = serde_json::from_str(r#"{"id":"1","sku_id":"2","description":null}"#).unwrap();
        assert!(bare.stickers.is_empty() && bare.description.is_empty() && bare.banner_asset_id.is_none());
    }
}
