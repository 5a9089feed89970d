//! Channels, threads and permission overwrites (Discord's docs, resources/channel).

use std::collections::HashMap;

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_neutral;
use super::open::{open_enum, open_flags};
use super::{
    ApplicationId, ChannelId, EmojiId, ForumTagId, GenericId, GuildId, ImageHash, MessageId, Permissions,
    ReactionEmoji, RoleId, TagSetting, ThreadMember, ThreadMetadata, Timestamp, User, UserId,
};

/// A channel of any kind: of a guild, a thread, a category, a DM.
///
/// Which fields say something depends on [`kind`](Self::kind). Objects inside of GUILD_CREATE lack `guild_id`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, kind)]
#[non_exhaustive]
pub struct Channel {
    /// Which channel.
    pub id: ChannelId,
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: ChannelKind,
    /// The guild; `None` for DMs, and inside of GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// Where it stands among its siblings; equal positions are sorted by id.
    #[serde(skip_serializing_if = "is_neutral")]
    pub position: i32,
    /// Who is granted or denied what here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permission_overwrites: Vec<Overwrite>,
    /// The name, 1–100 characters; DMs have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<CompactString>,
    /// The topic, up to 1024 characters, 4096 in forums and media channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Box<str>>,
    /// Whether it is age-restricted.
    #[serde(skip_serializing_if = "is_neutral")]
    pub nsfw: bool,
    /// The latest message, or post of a forum. It may have been deleted since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message_id: Option<MessageId>,
    /// Of voice channels, in bits per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<u32>,
    /// How many fit into the voice channel; 0 is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_limit: Option<u32>,
    /// Slow mode: seconds between two messages of a user, 0–21600.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit_per_user: Option<u32>,
    /// The others in a DM.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<User>,
    /// The picture of a group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// Who made the thread or owns the group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// The application that made the group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// Whether an application manages the group DM.
    #[serde(skip_serializing_if = "is_neutral")]
    pub managed: bool,
    /// The category of a channel, the channel of a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<ChannelId>,
    /// When a message was last pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_pin_timestamp: Option<Timestamp>,
    /// The voice region; `None` is automatic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtc_region: Option<CompactString>,
    /// The quality of cameras.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_quality_mode: Option<VideoQualityMode>,
    /// How many messages the thread has, without deleted ones and the first. Of a thread that was made before July 2022
    /// it is not exact above 50.
    ///
    /// Discord sends no update when it changes. A thread from HTTP or an event says how many there were at that time.
    /// One from the cache follows the messages only where the bot has MESSAGE_CREATE decoded anyway and the intent
    /// GUILD_MESSAGES delivers it; otherwise it is as Discord sent it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_count: Option<u32>,
    /// How many members the thread has; counted up to 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_count: Option<u32>,
    /// What only threads have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_metadata: Option<Box<ThreadMetadata>>,
    /// The bot's own membership of the thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<ThreadMember>>,
    /// Minutes of silence after which new threads are archived: 60, 1440, 4320 or 10080.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_auto_archive_duration: Option<u32>,
    /// What the invoking user may do here. Only in interactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// What the application may do here. Only in interactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_permissions: Option<Permissions>,
    /// Notes about the channel.
    #[serde(skip_serializing_if = "is_neutral")]
    pub flags: ChannelFlags,
    /// How many messages were ever sent in the thread, without the first, but with deleted ones. It is as current as
    /// [`message_count`](Self::message_count).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_message_sent: Option<u32>,
    /// The tags a forum offers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub available_tags: Vec<ForumTag>,
    /// The tags a post of a forum has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applied_tags: Vec<ForumTagId>,
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
    /// In THREAD_CREATE: whether the thread is really new, or the bot only got to see it.
    #[serde(skip_serializing_if = "is_neutral")]
    pub newly_created: bool,
}

/// What Discord sends where not all of a channel is meant, as in interactions. Absent fields have their neutral value.
pub type PartialChannel = Channel;

open_enum! {
    /// What a channel is.
    #[derive(Default)]
    pub enum ChannelKind {
        /// Text in a guild.
        #[default]
        GuildText = 0,
        /// Messages between two users.
        Dm = 1,
        /// Voice in a guild, with a text chat.
        GuildVoice = 2,
        /// Messages between up to ten users.
        GroupDm = 3,
        /// Holds up to 50 channels.
        GuildCategory = 4,
        /// Text that other guilds can follow.
        GuildAnnouncement = 5,
        /// A thread in an announcement channel.
        AnnouncementThread = 10,
        /// A thread everybody may read who may read its channel.
        PublicThread = 11,
        /// A thread of those who were invited.
        PrivateThread = 12,
        /// Voice with an audience.
        GuildStageVoice = 13,
        /// The list of servers in a hub.
        GuildDirectory = 14,
        /// Posts, each a thread.
        GuildForum = 15,
        /// Posts with pictures.
        GuildMedia = 16,
    }
}

impl ChannelKind {
    /// Whether this is a thread of some kind.
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
    /// Notes about a channel.
    pub struct ChannelFlags {
        /// The post is pinned in its forum.
        const PINNED = 1 << 1;
        /// A post must have a tag.
        const REQUIRE_TAG = 1 << 4;
        /// Media cannot be downloaded by a button.
        const HIDE_MEDIA_DOWNLOAD_OPTIONS = 1 << 15;
        /// Everything in it is a spoiler.
        const IS_SPOILER_CHANNEL = 1 << 21;
    }
}

open_enum! {
    /// The quality of cameras in a voice channel.
    pub enum VideoQualityMode {
        /// As Discord sees fit.
        Auto = 1,
        /// 720p.
        Full = 2,
    }
}

open_enum! {
    /// How a forum sorts its posts.
    pub enum SortOrder {
        /// By the latest message.
        LatestActivity = 0,
        /// By age.
        CreationDate = 1,
    }
}

open_enum! {
    /// How a forum shows its posts.
    pub enum ForumLayout {
        /// Not chosen.
        NotSet = 0,
        /// As a list.
        ListView = 1,
        /// As tiles.
        GalleryView = 2,
    }
}

/// What a role or a member is granted or denied in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object)]
#[non_exhaustive]
pub struct Overwrite {
    /// The role or the member; [`kind`](Self::kind) says which.
    pub id: GenericId,
    /// Of whom this is.
    #[object(required)]
    #[serde(rename = "type")]
    pub kind: OverwriteKind,
    /// What is granted.
    pub allow: Permissions,
    /// What is denied.
    #[object(required)]
    pub deny: Permissions,
}

impl Overwrite {
    /// What a role is granted and denied.
    #[must_use]
    pub const fn of_role(role: RoleId, allow: Permissions, deny: Permissions) -> Self {
        Self { id: GenericId::new(role.get()), kind: OverwriteKind::Role, allow, deny }
    }

    /// What a member is granted and denied.
    #[must_use]
    pub const fn of_member(member: UserId, allow: Permissions, deny: Permissions) -> Self {
        Self { id: GenericId::new(member.get()), kind: OverwriteKind::Member, allow, deny }
    }

    /// The role this is about, if it is about one.
    #[must_use]
    pub fn role(&self) -> Option<RoleId> {
        (self.kind == OverwriteKind::Role).then(|| RoleId::new(self.id.get()))
    }

    /// The member this is about, if it is about one.
    #[must_use]
    pub fn member(&self) -> Option<UserId> {
        (self.kind == OverwriteKind::Member).then(|| UserId::new(self.id.get()))
    }
}

/// What users are called in a group DM, by their ids.
pub type GroupDmNicks = HashMap<UserId, String>;

open_enum! {
    /// Of whom an overwrite is.
    pub enum OverwriteKind {
        /// Of a role.
        Role = 0,
        /// Of a member.
        Member = 1,
    }
}

/// The reaction a forum offers for its posts. Of the two fields one is set.
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

/// A tag that posts of a forum can have.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct ForumTag {
    /// Which tag.
    pub id: ForumTagId,
    /// The name, up to 20 characters.
    pub name: CompactString,
    /// Whether only those with MANAGE_THREADS may set it.
    pub moderated: bool,
    /// A custom emoji.
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji.
    pub emoji_name: Option<CompactString>,
}
