//! The fields that only threads have (Discord's docs, resources/channel).

use greenroom_macros::Object;

use super::{ChannelId, Field, Member, Presence, Timestamp, UserId};

/// The fields that only threads have.
#[derive(Debug, Clone, Copy, PartialEq, Default, Eq, Hash, Object)]
#[non_exhaustive]
pub struct ThreadMetadata {
    /// Whether it is archived.
    pub archived: bool,
    /// The minutes of inactivity after which it is archived: 60, 1440, 4320 or 10080.
    pub auto_archive_duration: u32,
    /// When it was last archived or taken out of the archive. If neither has happened, it is the time of creation.
    pub archive_timestamp: Option<Timestamp>,
    /// Whether only members with MANAGE_THREADS may take it out of the archive.
    pub locked: bool,
    /// Whether members without MANAGE_THREADS may add others. Only for private threads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitable: Option<bool>,
    /// When it was created; absent or null for threads from before 9 January 2022.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_timestamp: Option<Timestamp>,
}

/// A membership of a thread.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ThreadMember {
    /// The thread; absent in GUILD_CREATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ChannelId>,
    /// The user; absent in GUILD_CREATE, where it is the bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// When the user joined.
    pub join_timestamp: Option<Timestamp>,
    /// The notification settings of the user.
    pub flags: u64,
    /// The member, if requested, and in THREAD_MEMBERS_UPDATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The presence, in THREAD_MEMBERS_UPDATE; null if the member is offline.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub presence: Field<Box<Presence>>,
}
