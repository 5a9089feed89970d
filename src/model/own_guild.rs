//! The guilds that the bot is in (Discord's docs, resources/user, "Get Current User Guilds").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{GuildFeature, GuildId, ImageHash, Permissions};

/// A guild that the bot is in, with some of its fields.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct CurrentUserGuild {
    /// The id of the guild.
    pub id: GuildId,
    /// The name.
    pub name: CompactString,
    /// The icon.
    pub icon: Option<ImageHash>,
    /// The banner above the channel list.
    pub banner: Option<ImageHash>,
    /// Whether the bot owns it.
    pub owner: bool,
    /// The bot's permissions in it, without overwrites of channels.
    pub permissions: Permissions,
    /// The features that are enabled for it.
    pub features: Vec<GuildFeature>,
    /// The approximate number of members. Only if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u64>,
    /// The approximate number of members who are online. Only if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn guilds_are_read() {
        let guild: CurrentUserGuild = there_and_back(
            r#"{"id":"80351110224678912","name":"1337 Krew","icon":"8342729096ea3675442027381ff50dfe",
            "banner":"bb42bdc37653b7cf58c4c8cc622e76cb","owner":true,"permissions":"36953089",
            "features":["COMMUNITY","NEWS"],"approximate_member_count":3268,"approximate_presence_count":784}"#,
        );
        assert!(guild.permissions.contains(Permissions::VIEW_CHANNEL));
    }
}
