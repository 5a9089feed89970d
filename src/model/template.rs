//! Templates, which are copies of guilds for creating new ones (Discord's docs, resources/guild-template).
//!
//! The ids in the copy of the guild are small numbers that are valid within the template.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::{
    ChannelId, ChannelKind, ContentFilter, DefaultReaction, EmojiId, ForumLayout, ForumTagId, GuildId, ImageHash,
    NotificationLevel, Overwrite, Permissions, RoleColors, RoleId, SortOrder, SystemChannelFlags, TagSetting,
    Timestamp, User, UserId, VerificationLevel,
};

/// A copy of a guild for creating new ones.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(code, creator_id, created_at, source_guild_id, serialized_source_guild)]
#[non_exhaustive]
pub struct Template {
    /// The code: the part after `discord.new/`.
    pub code: CompactString,
    /// The name, 1–100 characters.
    pub name: CompactString,
    /// The description, up to 120 characters.
    pub description: Option<Box<str>>,
    /// How often it has been used.
    pub usage_count: u32,
    /// The user who created it.
    pub creator_id: UserId,
    /// The user who created it.
    pub creator: Option<Box<User>>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last synchronised with its guild.
    #[new(value = created_at)]
    pub updated_at: Timestamp,
    /// The guild that was copied.
    pub source_guild_id: GuildId,
    /// The copy.
    pub serialized_source_guild: Box<TemplateGuild>,
    /// Whether the guild has changed since then.
    pub is_dirty: Option<bool>,
}

impl Template {
    /// The link: `https://discord.new/code`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://discord.new/{}", self.code)
    }
}

/// The guild in a template.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(name)]
#[non_exhaustive]
pub struct TemplateGuild {
    /// The name, 2–100 characters.
    pub name: CompactString,
    /// The description.
    pub description: Option<Box<str>>,
    /// The voice region. Deprecated by Discord: each channel has its own.
    pub region: Option<CompactString>,
    /// The icon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_hash: Option<ImageHash>,
    /// The requirement for members to write.
    #[serde(default)]
    pub verification_level: VerificationLevel,
    /// The messages of which members are notified by default.
    #[serde(default)]
    pub default_message_notifications: NotificationLevel,
    /// The members whose uploads are scanned.
    #[serde(default)]
    pub explicit_content_filter: ContentFilter,
    /// The language.
    pub preferred_locale: CompactString,
    /// The seconds of inactivity after which users are moved to the AFK channel.
    pub afk_timeout: u32,
    /// The AFK channel, which is a channel of the template.
    pub afk_channel_id: Option<ChannelId>,
    /// The channel in which joins and boosts are announced, which is a channel of the template.
    pub system_channel_id: Option<ChannelId>,
    /// The announcements that are disabled.
    pub system_channel_flags: SystemChannelFlags,
    /// The roles. `@everyone` has the id 0.
    pub roles: Vec<TemplateRole>,
    /// The channels.
    pub channels: Vec<TemplateChannel>,
}

/// A role in a template.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct TemplateRole {
    /// The id within the template.
    pub id: RoleId,
    /// The name.
    pub name: CompactString,
    /// The permissions of its members.
    pub permissions: Permissions,
    /// The colour, 0xRRGGBB; 0 means no colour.
    pub color: u32,
    /// The colours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colors: Option<RoleColors>,
    /// Whether its members are listed separately.
    pub hoist: bool,
    /// Whether everybody may mention it.
    pub mentionable: bool,
    /// The picture next to its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// The emoji next to its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode_emoji: Option<CompactString>,
}

/// A channel in a template.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct TemplateChannel {
    /// The id within the template.
    pub id: Option<ChannelId>,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: ChannelKind,
    /// The name.
    pub name: Option<CompactString>,
    /// The position among its siblings.
    pub position: i32,
    /// The topic.
    pub topic: Option<Box<str>>,
    /// The bitrate of a voice channel, in bits per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<u32>,
    /// The maximum number of users in a voice channel; 0 means no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_limit: Option<u32>,
    /// Whether it is age-restricted.
    #[serde(skip_serializing_if = "is_default")]
    pub nsfw: bool,
    /// Slow mode, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit_per_user: Option<u32>,
    /// The category, which is a channel of the template.
    pub parent_id: Option<ChannelId>,
    /// The minutes of inactivity after which new threads are archived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_auto_archive_duration: Option<u32>,
    /// The permissions that roles of the template are granted or denied here.
    pub permission_overwrites: Vec<Overwrite>,
    /// The tags that a forum offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_tags: Option<Vec<TemplateTag>>,
    /// The reaction that a forum offers for its posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_reaction_emoji: Option<Box<DefaultReaction>>,
    /// The slow mode of new threads, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_thread_rate_limit_per_user: Option<u32>,
    /// The order in which a forum shows its posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_sort_order: Option<SortOrder>,
    /// The layout in which a forum shows its posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_forum_layout: Option<ForumLayout>,
    /// Which posts of a forum a user who chose several tags sees. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_tag_setting: Option<TagSetting>,
    /// The colour of its theme, 0xRRGGBB. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme_color: Option<u32>,
    /// The initial text of new posts in a forum. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Box<str>>,
}

/// A tag of a forum in a template.
#[derive(Debug, Clone, PartialEq, Default, Eq, Object)]
#[non_exhaustive]
pub struct TemplateTag {
    /// The id within the template.
    pub id: Option<ForumTagId>,
    /// The name.
    pub name: CompactString,
    /// A custom emoji.
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji.
    pub emoji_name: Option<CompactString>,
    /// Whether only members with MANAGE_THREADS may set it.
    pub moderated: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ids_of_a_template_are_small_numbers() {
        let template: Template = serde_json::from_str(
            r#"{"code":"hgM48av5Q69A","name":"Friends & Family","description":"","usage_count":49605,
            "creator_id":"132837293881950208","creator":{"id":"132837293881950208","username":"hoges",
            "discriminator":"0"},"created_at":"2020-04-02T21:10:38+00:00","updated_at":"2020-05-01T17:57:38+00:00",
            "source_guild_id":"678070694164299796","serialized_source_guild":{"name":"Friends & Family",
            "description":null,"region":"us-west","verification_level":0,"default_message_notifications":0,
            "explicit_content_filter":0,"preferred_locale":"en-US","afk_timeout":300,"roles":[{"id":0,
            "name":"@everyone","permissions":"104324689","color":0,"colors":null,"hoist":false,"mentionable":false,
            "icon":null,"unicode_emoji":null}],"channels":[{"name":"Text Channels","position":1,"topic":null,
            "bitrate":64000,"user_limit":0,"nsfw":false,"rate_limit_per_user":0,"parent_id":null,
            "permission_overwrites":[],"id":1,"type":4,"available_tags":null},{"name":"general","position":1,
            "topic":null,"bitrate":64000,"user_limit":0,"nsfw":false,"rate_limit_per_user":0,"parent_id":1,
            "permission_overwrites":[{"id":0,"type":0,"allow":"0","deny":"1024"}],"id":2,"type":15,
            "available_tags":[{"id":null,"name":"news","emoji_id":null,"emoji_name":null,"moderated":null}],
            "template":"x"}],"afk_channel_id":null,"system_channel_id":2,"system_channel_flags":0,"icon_hash":null},
            "is_dirty":null}"#,
        )
        .unwrap();
        assert_eq!(template.url(), "https://discord.new/hgM48av5Q69A");
        let guild = &template.serialized_source_guild;
        assert_eq!((guild.roles[0].id.get(), guild.roles[0].colors), (0, None));
        assert_eq!(guild.channels[1].parent_id, guild.channels[0].id);
        assert_eq!(guild.channels[1].permission_overwrites[0].role(), Some(guild.roles[0].id));
        assert_eq!(guild.system_channel_id, guild.channels[1].id);
        assert_eq!(guild.channels[1].available_tags.as_ref().map(Vec::len), Some(1));
        let again: Template = serde_json::from_str(&serde_json::to_string(&template).unwrap()).unwrap();
        assert_eq!(again, template);
    }
}
