//! Channels, threads and permission overwrites (Discord's docs, resources/channel).

use std::collections::HashMap;

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::open::{open_enum, open_flags};
use super::{
    ApplicationId, ChannelId, EmojiId, ForumTag, ForumTagId, GenericId, GuildId, ImageHash, MessageId, Permissions,
    ReactionEmoji, RoleId, TagSetting, ThreadMember, ThreadMetadata, Timestamp, User, UserId,
};

/// A channel of any kind: a channel of a guild, a thread, a category or a DM.
///
/// Which fields are set depends on [`kind`](Self::kind). Channels in GUILD_CREATE have no `guild_id`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, kind)]
#[non_exhaustive]
pub struct Channel {
    /// The id of the channel.
    pub id: ChannelId,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: ChannelKind,
    /// The guild; `None` for DMs and in GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The position among its siblings. Channels with equal positions are sorted by id.
    #[serde(skip_serializing_if = "is_default")]
    pub position: i32,
    /// The permissions that roles and members are granted or denied here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permission_overwrites: Vec<Overwrite>,
    /// The name, 1–100 characters; DMs have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<CompactString>,
    /// The topic, up to 1024 characters, 4096 in forums and media channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Box<str>>,
    /// Whether it is age-restricted.
    #[serde(skip_serializing_if = "is_default")]
    pub nsfw: bool,
    /// The latest message, or the latest post of a forum. It may have been deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message_id: Option<MessageId>,
    /// The bitrate of a voice channel, in bits per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<u32>,
    /// The maximum number of users in a voice channel; 0 means no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_limit: Option<u32>,
    /// Slow mode: the time between two messages of a user in seconds, 0–21600.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit_per_user: Option<u32>,
    /// The other users of a DM.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<User>,
    /// The picture of a group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// The user who created the thread or owns the group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// The application that made the group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// Whether an application manages the group DM.
    #[serde(skip_serializing_if = "is_default")]
    pub managed: bool,
    /// The category of a channel, or the channel of a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<ChannelId>,
    /// When the most recent pinned message was pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_pin_timestamp: Option<Timestamp>,
    /// The voice region; `None` if Discord chooses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtc_region: Option<CompactString>,
    /// The video quality of cameras.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_quality_mode: Option<VideoQualityMode>,
    /// The number of messages in the thread, without deleted ones and without the first. For threads from before July
    /// 2022 it is not exact above 50.
    ///
    /// Discord sends no update when it changes. In a thread from HTTP or from an event it is the number at that time.
    /// In a thread from the cache it is kept current only if the bot decodes MESSAGE_CREATE anyway and has the intent
    /// GUILD_MESSAGES; otherwise it is the number that Discord sent last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_count: Option<u32>,
    /// The number of members of the thread. Discord stops counting at 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_count: Option<u32>,
    /// The fields that only threads have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_metadata: Option<Box<ThreadMetadata>>,
    /// The bot's own membership of the thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<ThreadMember>>,
    /// The minutes of inactivity after which new threads are archived: 60, 1440, 4320 or 10080.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_auto_archive_duration: Option<u32>,
    /// The permissions of the invoking user in this channel. Only in interactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// The permissions of the application in this channel. Only in interactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_permissions: Option<Permissions>,
    /// Flags of the channel.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: ChannelFlags,
    /// The number of messages that were ever sent in the thread, without the first, but including deleted ones. It is
    /// as current as [`message_count`](Self::message_count).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_message_sent: Option<u32>,
    /// The tags that a forum offers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub available_tags: Vec<ForumTag>,
    /// The tags that a post of a forum has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applied_tags: Vec<ForumTagId>,
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
    /// In THREAD_CREATE: whether the thread is new. If not, the bot was given access to it.
    #[serde(skip_serializing_if = "is_default")]
    pub newly_created: bool,
}

/// A channel of which Discord sends only some fields, as in interactions. The others have their default values.
pub type PartialChannel = Channel;

open_enum! {
    /// The kind of a channel.
    #[derive(Default)]
    pub enum ChannelKind {
        /// A text channel of a guild.
        #[default]
        GuildText = 0,
        /// A DM between two users.
        Dm = 1,
        /// A voice channel of a guild, with a text chat.
        GuildVoice = 2,
        /// A DM between up to ten users.
        GroupDm = 3,
        /// A category, which holds up to 50 channels.
        GuildCategory = 4,
        /// A text channel that other guilds can follow.
        GuildAnnouncement = 5,
        /// A thread in an announcement channel.
        AnnouncementThread = 10,
        /// A thread that everybody can see who can see its channel.
        PublicThread = 11,
        /// A thread for invited users.
        PrivateThread = 12,
        /// A stage channel.
        GuildStageVoice = 13,
        /// The list of servers in a hub.
        GuildDirectory = 14,
        /// A forum, in which each post is a thread.
        GuildForum = 15,
        /// A media channel: a forum for pictures and videos.
        GuildMedia = 16,
    }
}

impl ChannelKind {
    /// Whether this is a kind of thread.
    #[must_use]
    pub const fn is_thread(self) -> bool {
        matches!(self, Self::AnnouncementThread | Self::PublicThread | Self::PrivateThread)
    }

    /// Whether this is a voice or stage channel.
    #[must_use]
    pub const fn is_voice(self) -> bool {
        matches!(self, Self::GuildVoice | Self::GuildStageVoice)
    }
}

open_flags! {
    /// Flags of a channel.
    pub struct ChannelFlags {
        /// The post is pinned in its forum.
        const PINNED = 1 << 1;
        /// Every post must have a tag.
        const REQUIRE_TAG = 1 << 4;
        /// The buttons for downloading media are hidden.
        const HIDE_MEDIA_DOWNLOAD_OPTIONS = 1 << 15;
        /// All content is marked as a spoiler.
        const IS_SPOILER_CHANNEL = 1 << 21;
    }
}

open_enum! {
    /// The video quality of cameras in a voice channel.
    pub enum VideoQualityMode {
        /// Discord chooses the quality.
        Auto = 1,
        /// 720p.
        Full = 2,
    }
}

open_enum! {
    /// The order in which a forum shows its posts.
    pub enum SortOrder {
        /// By the time of the latest message.
        LatestActivity = 0,
        /// By the time of creation.
        CreationDate = 1,
    }
}

open_enum! {
    /// The layout in which a forum shows its posts.
    pub enum ForumLayout {
        /// No layout was chosen.
        NotSet = 0,
        /// A list.
        ListView = 1,
        /// A gallery of tiles.
        GalleryView = 2,
    }
}

/// The permissions that a role or a member is granted or denied in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object)]
#[non_exhaustive]
pub struct Overwrite {
    /// The id of the role or member, depending on [`kind`](Self::kind).
    pub id: GenericId,
    /// Whether it is for a role or a member.
    #[object(required)]
    #[serde(rename = "type")]
    pub kind: OverwriteKind,
    /// The permissions that are granted.
    pub allow: Permissions,
    /// The permissions that are denied.
    #[object(required)]
    pub deny: Permissions,
}

impl Overwrite {
    /// An overwrite for a role.
    #[must_use]
    pub const fn of_role(role: RoleId, allow: Permissions, deny: Permissions) -> Self {
        Self { id: GenericId::new(role.get()), kind: OverwriteKind::Role, allow, deny }
    }

    /// An overwrite for a member.
    #[must_use]
    pub const fn of_member(member: UserId, allow: Permissions, deny: Permissions) -> Self {
        Self { id: GenericId::new(member.get()), kind: OverwriteKind::Member, allow, deny }
    }

    /// The role, if it is an overwrite for a role.
    #[must_use]
    pub fn role(&self) -> Option<RoleId> {
        (self.kind == OverwriteKind::Role).then(|| RoleId::new(self.id.get()))
    }

    /// The member, if it is an overwrite for a member.
    #[must_use]
    pub fn member(&self) -> Option<UserId> {
        (self.kind == OverwriteKind::Member).then(|| UserId::new(self.id.get()))
    }
}

/// The nicknames of users in a group DM, by their ids.
pub type GroupDmNicks = HashMap<UserId, String>;

open_enum! {
    /// Whether an overwrite is for a role or a member.
    pub enum OverwriteKind {
        /// It is for a role.
        Role = 0,
        /// It is for a member.
        Member = 1,
    }
}

/// The reaction that a forum offers for its posts. One of the two fields is set.
#[derive(Debug, Clone, PartialEq, Default, Eq, Hash, Object)]
#[non_exhaustive]
pub struct DefaultReaction {
    /// A custom emoji.
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji.
    pub emoji_name: Option<CompactString>,
}

impl DefaultReaction {
    /// A custom or a standard emoji.
    #[must_use]
    pub fn new(emoji: impl Into<ReactionEmoji>) -> Self {
        let ReactionEmoji { id, name, .. } = emoji.into();
        Self { emoji_id: id, emoji_name: if id.is_some() { None } else { name } }
    }
}

impl From<EmojiId> for DefaultReaction {
    fn from(emoji: EmojiId) -> Self {
        Self { emoji_id: Some(emoji), emoji_name: None }
    }
}
