//! The guilds that the bot is in (Discord's docs, resources/user, "Get Current User Guilds").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{GuildFeature, GuildId, ImageHash, Permissions};

/// A guild that the bot is in, with some of its fields.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct CurrentUserGuild {
    /// Which guild.
    pub id: GuildId,
    /// The name.
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// The picture at the top of its list of channels.
    pub banner: Option<ImageHash>,
    /// Whether the bot owns it.
    pub owner: bool,
    /// What the bot may in it, overwrites of channels left out.
    pub permissions: Permissions,
    /// What is switched on for it.
    pub features: Vec<GuildFeature>,
    /// How many members it has, about; if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u64>,
    /// How many of them are there, about; if it was asked for.
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
