//! The public data of a guild (Discord's docs, resources/guild, "Guild Preview Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{Emoji, GuildFeature, GuildId, ImageHash, Sticker};

/// The data of a discoverable guild that non-members can see.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct GuildPreview {
    /// The id of the guild.
    pub id: GuildId,
    /// The name, 2–100 characters.
    pub name: CompactString,
    /// The icon.
    pub icon: Option<ImageHash>,
    /// The picture behind invites.
    pub splash: Option<ImageHash>,
    /// The picture in the list of discoverable guilds.
    pub discovery_splash: Option<ImageHash>,
    /// The picture at the top of its home page. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_header: Option<ImageHash>,
    /// Its emoji.
    pub emojis: Vec<Emoji>,
    /// The features that are enabled for it.
    pub features: Vec<GuildFeature>,
    /// The approximate number of members.
    pub approximate_member_count: u32,
    /// The approximate number of members who are online.
    pub approximate_presence_count: u32,
    /// The description.
    pub description: Option<Box<str>>,
    /// Its stickers.
    pub stickers: Vec<Sticker>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_preview_is_read() {
        let preview: GuildPreview = there_and_back(
            r#"{"id":"197038439483310086","name":"Discord Testers","icon":"f64c482b807da4f539cff778d174971c",
            "splash":null,"discovery_splash":null,"emojis":[{"id":"5","name":"lol","available":true}],
            "features":["DISCOVERABLE","NEWS"],"approximate_member_count":60814,"approximate_presence_count":20034,
            "description":"The official place","stickers":[]}"#,
        );
        assert_eq!(preview.features, [GuildFeature::Discoverable, GuildFeature::News]);
        assert_eq!((preview.approximate_member_count, preview.emojis.len()), (60_814, 1));
        let least: GuildPreview = serde_json::from_str(r#"{"id":"1","home_header":null}"#).unwrap();
        assert_eq!((least.id.get(), least.description, least.stickers.len()), (1, None, 0));
    }
}
