//! Events about threads.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

use super::scope::{newtype, scope};
use super::with_guild::with_guild;
use crate::model::lenient::or_default;
use crate::model::{Channel, ChannelId, ChannelKind, GuildId, ThreadMember, UserId};

newtype! {
    /// A thread was made, or the bot was added to one (THREAD_CREATE). Dereferences to [`Channel`].
    ///
    /// It is really new if [`newly_created`](Channel::newly_created); if the bot was added, [`member`](Channel::member) is there.
    ThreadCreate(Channel)
}
scope!(ThreadCreate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A thread was changed, archived or taken out of the archive (THREAD_UPDATE). Dereferences to [`Channel`], as it is now.
    ThreadUpdate(Channel)
}
scope!(ThreadUpdate, |it| guild: it.guild_id, channel: Some(it.id));

/// A thread was deleted (THREAD_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadDelete {
    /// Which thread.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// The channel it was in.
    pub parent_id: Option<ChannelId>,
    /// What it was.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
}

scope!(ThreadDelete, |it| guild: Some(it.guild_id), channel: Some(it.id));

/// The active threads of channels that the bot can see from now on (THREAD_LIST_SYNC).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreadListSync {
    /// The guild.
    pub guild_id: GuildId,
    /// The channels whose threads are listed. Absent if they are those of the whole guild. A channel without any thread in the
    /// list has no active thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_ids: Option<Vec<ChannelId>>,
    /// All active threads of those channels.
    #[serde(default, deserialize_with = "or_default")]
    pub threads: Vec<Channel>,
    /// The bot's own memberships of them.
    #[serde(default, deserialize_with = "or_default")]
    pub members: Vec<ThreadMember>,
}

scope!(ThreadListSync, |it| guild: Some(it.guild_id));

/// The bot's own membership of a thread changed (THREAD_MEMBER_UPDATE). Dereferences to [`ThreadMember`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThreadMemberUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// The membership.
    #[serde(flatten)]
    pub member: ThreadMember,
}

impl Deref for ThreadMemberUpdate {
    type Target = ThreadMember;

    fn deref(&self) -> &ThreadMember {
        &self.member
    }
}

impl<'de> Deserialize<'de> for ThreadMemberUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (guild_id, member) = with_guild(deserializer)?;
        Ok(Self { guild_id, member })
    }
}

scope!(ThreadMemberUpdate, |it| guild: Some(it.guild_id), channel: it.member.id, user: it.member.user_id);

/// Members were added to a thread or left it (THREAD_MEMBERS_UPDATE). Without the intent GUILD_MEMBERS only if the bot did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreadMembersUpdate {
    /// Which thread.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// How many members there are now; counted up to 50.
    #[serde(default)]
    pub member_count: u32,
    /// Who was added, with `member` and `presence`.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub added_members: Vec<ThreadMember>,
    /// Who left or was removed.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub removed_member_ids: Vec<UserId>,
}

scope!(ThreadMembersUpdate, |it| guild: Some(it.guild_id), channel: Some(it.id));
