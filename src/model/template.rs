//! Templates: copies of guilds to make new ones from (Discord's docs, resources/guild-template).
//!
//! In a template's copy of a guild the ids are small numbers, counted within the template.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_neutral;
use super::{
    ChannelId, ChannelKind, ContentFilter, DefaultReaction, EmojiId, ForumLayout, ForumTagId, GuildId, ImageHash,
    NotificationLevel, Overwrite, Permissions, RoleColors, RoleId, SortOrder, SystemChannelFlags, TagSetting,
    Timestamp, User, UserId, VerificationLevel,
};

/// A copy of a guild to make new ones from.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(code, creator_id, created_at, source_guild_id, serialized_source_guild)]
#[non_exhaustive]
pub struct Template {
    /// What comes after `discord.new/`.
    pub code: CompactString,
    /// The name, 1–100 characters.
    pub name: CompactString,
    /// What it is for, up to 120 characters.
    pub description: Option<Box<str>>,
    /// How often it has been used.
    pub usage_count: u32,
    /// Who made it.
    pub creator_id: UserId,
    /// Who made it.
    pub creator: Option<Box<User>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last brought up to date with its guild.
    #[new(value = created_at)]
    pub updated_at: Timestamp,
    /// The guild it was made of.
    pub source_guild_id: GuildId,
    /// The copy.
    pub serialized_source_guild: Box<TemplateGuild>,
    /// Whether the guild has changed since.
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
    /// What it says about itself.
    pub description: Option<Box<str>>,
    /// The voice region. Deprecated by Discord: each channel has its own.
    pub region: Option<CompactString>,
    /// The picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_hash: Option<ImageHash>,
    /// What a member must have to write.
    #[serde(default)]
    pub verification_level: VerificationLevel,
    /// Of what members are notified unless they choose.
    #[serde(default)]
    pub default_message_notifications: NotificationLevel,
    /// Whose uploads are scanned.
    #[serde(default)]
    pub explicit_content_filter: ContentFilter,
    /// The language.
    pub preferred_locale: CompactString,
    /// After how many seconds those who are silent in voice are moved.
    pub afk_timeout: u32,
    /// Where they are moved, a channel of the template.
    pub afk_channel_id: Option<ChannelId>,
    /// Where joins and boosts are announced, a channel of the template.
    pub system_channel_id: Option<ChannelId>,
    /// What is not announced there.
    pub system_channel_flags: SystemChannelFlags,
    /// The roles; `@everyone` has the number 0.
    pub roles: Vec<TemplateRole>,
    /// The channels.
    pub channels: Vec<TemplateChannel>,
}

/// A role in a template.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct TemplateRole {
    /// Its number within the template.
    pub id: RoleId,
    /// The name.
    pub name: CompactString,
    /// What its members may do.
    pub permissions: Permissions,
    /// The colour, 0xRRGGBB; 0 is none.
    pub color: u32,
    /// The colours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colors: Option<RoleColors>,
    /// Whether its members are listed apart.
    pub hoist: bool,
    /// Whether everybody may mention it.
    pub mentionable: bool,
    /// The picture beside its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// The emoji beside its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode_emoji: Option<CompactString>,
}

/// A channel in a template.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct TemplateChannel {
    /// Its number within the template.
    pub id: Option<ChannelId>,
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: ChannelKind,
    /// The name.
    pub name: Option<CompactString>,
    /// Where it stands among its siblings.
    pub position: i32,
    /// The topic.
    pub topic: Option<Box<str>>,
    /// Of voice channels, in bits per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<u32>,
    /// How many fit into the voice channel; 0 is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_limit: Option<u32>,
    /// Whether it is age-restricted.
    #[serde(skip_serializing_if = "is_neutral")]
    pub nsfw: bool,
    /// Slow mode, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit_per_user: Option<u32>,
    /// The category, a channel of the template.
    pub parent_id: Option<ChannelId>,
    /// Minutes of silence after which new threads are archived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_auto_archive_duration: Option<u32>,
    /// Which roles of the template are granted or denied what here.
    pub permission_overwrites: Vec<Overwrite>,
    /// The tags a forum offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_tags: Option<Vec<TemplateTag>>,
    /// The reaction a forum offers for its posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_reaction_emoji: Option<Box<DefaultReaction>>,
    /// Slow mode that new threads start with, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_thread_rate_limit_per_user: Option<u32>,
    /// How a forum sorts its posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_sort_order: Option<SortOrder>,
    /// How a forum shows its posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_forum_layout: Option<ForumLayout>,
    /// Which posts of a forum are shown to who chose several tags. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_tag_setting: Option<TagSetting>,
    /// The colour of its theme, 0xRRGGBB. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme_color: Option<u32>,
    /// What new posts of a forum begin with. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Box<str>>,
}

/// A tag of a forum in a template.
#[derive(Debug, Clone, PartialEq, Default, Eq, Object)]
#[non_exhaustive]
pub struct TemplateTag {
    /// Its number within the template.
    pub id: Option<ForumTagId>,
    /// The name.
    pub name: CompactString,
    /// A custom emoji.
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji.
    pub emoji_name: Option<CompactString>,
    /// Whether only those with MANAGE_THREADS may set it.
    pub moderated: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ids_of_a_copy_are_small_numbers() {
        let template: Template = serde_json::from_str(
            r#"{"code":"hgM48av5Q69A","name":"Friends & Family","description":"","usage_count":49605,"creator_id":"132837293881950208",
            "creator":{"id":"132837293881950208","username":"hoges","discriminator":"0"},
            "created_at":"2020-04-02T21:10:38+00:00","updated_at":"2020-05-01T17:57:38+00:00","source_guild_id":"678070694164299796",
            "serialized_source_guild":{"name":"Friends & Family","description":null,"region":"us-west","verification_level":0,
            "default_message_notifications":0,"explicit_content_filter":0,"preferred_locale":"en-US","afk_timeout":300,
            "roles":[{"id":0,"name":"@everyone","permissions":"104324689","color":0,"colors":null,"hoist":false,"mentionable":false,
            "icon":null,"unicode_emoji":null}],
            "channels":[{"name":"Text Channels","position":1,"topic":null,"bitrate":64000,"user_limit":0,"nsfw":false,
            "rate_limit_per_user":0,"parent_id":null,"permission_overwrites":[],"id":1,"type":4,"available_tags":null},
            {"name":"general","position":1,"topic":null,"bitrate":64000,"user_limit":0,"nsfw":false,"rate_limit_per_user":0,
            "parent_id":1,"permission_overwrites":[{"id":0,"type":0,"allow":"0","deny":"1024"}],"id":2,"type":15,
            "available_tags":[{"id":null,"name":"news","emoji_id":null,"emoji_name":null,"moderated":null}],"template":"x"}],
            "afk_channel_id":null,"system_channel_id":2,"system_channel_flags":0,"icon_hash":null},"is_dirty":null}"#,
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
