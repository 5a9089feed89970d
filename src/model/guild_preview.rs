//! What strangers may know of a guild (Discord's docs, resources/guild, "Guild Preview Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{Emoji, GuildFeature, GuildId, ImageHash, Sticker};

/// What strangers may know of a guild that can be discovered.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct GuildPreview {
    /// Which guild.
    pub id: GuildId,
    /// The name, 2–100 characters.
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// The picture behind invites.
    pub splash: Option<ImageHash>,
    /// The picture in the list of discoverable guilds.
    pub discovery_splash: Option<ImageHash>,
    /// The picture above its home page. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_header: Option<ImageHash>,
    /// Its emoji.
    pub emojis: Vec<Emoji>,
    /// What it has and may.
    pub features: Vec<GuildFeature>,
    /// How many members, about.
    pub approximate_member_count: u32,
    /// How many of them are online, about.
    pub approximate_presence_count: u32,
    /// What it says about itself.
    pub description: Option<Box<str>>,
    /// Its stickers.
    pub stickers: Vec<Sticker>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_guild_as_strangers_see_it() {
        let preview: GuildPreview = there_and_back(
            r#"{"id":"197038439483310086","name":"Discord Testers","icon":"f64c482b807da4f539cff778d174971c","splash":null,
            "discovery_splash":null,"emojis":[{"id":"5","name":"lol","available":true}],"features":["DISCOVERABLE","NEWS"],
            "approximate_member_count":60814,"approximate_presence_count":20034,"description":"The official place",
            "stickers":[]}"#,
        );
        assert_eq!(preview.features, [GuildFeature::Discoverable, GuildFeature::News]);
        assert_eq!((preview.approximate_member_count, preview.emojis.len()), (60_814, 1));
        let least: GuildPreview = serde_json::from_str(r#"{"id":"1","home_header":null}"#).unwrap();
        assert_eq!((least.id.get(), least.description, least.stickers.len()), (1, None, 0));
    }
}
