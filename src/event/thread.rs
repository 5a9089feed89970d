//! Events about threads.

use std::ops::Deref;

use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer, Serialize};

use super::scope::{newtype, scope};
use super::with_guild::with_guild;
use crate::model::{Channel, ChannelId, ChannelKind, GuildId, ThreadMember, UserId};

newtype! {
    /// A thread was created, or the bot was added to one (THREAD_CREATE). Dereferences to [`Channel`].
    ///
    /// For a new thread [`newly_created`](Channel::newly_created) is true. If the bot was added,
    /// [`member`](Channel::member) is set.
    ThreadCreate(Channel)
}
scope!(ThreadCreate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A thread was changed, archived or taken out of the archive (THREAD_UPDATE). Dereferences to [`Channel`], as it
    /// is now.
    ThreadUpdate(Channel)
}
scope!(ThreadUpdate, |it| guild: it.guild_id, channel: Some(it.id));

/// A thread was deleted (THREAD_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id, guild_id, kind)]
#[non_exhaustive]
pub struct ThreadDelete {
    /// The thread.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// The channel it was in.
    pub parent_id: Option<ChannelId>,
    /// The kind of the thread.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
}

scope!(ThreadDelete, |it| guild: Some(it.guild_id), channel: Some(it.id));

/// The active threads of channels that the bot can now see (THREAD_LIST_SYNC).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, threads)]
#[non_exhaustive]
pub struct ThreadListSync {
    /// The guild.
    pub guild_id: GuildId,
    /// The channels whose threads are listed; `None` if the list is for the whole guild. A listed channel without a
    /// thread in `threads` has no active thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_ids: Option<Vec<ChannelId>>,
    /// All active threads of those channels.
    pub threads: Vec<Channel>,
    /// The bot's own memberships of these threads.
    pub members: Vec<ThreadMember>,
}

scope!(ThreadListSync, |it| guild: Some(it.guild_id));

/// The bot's own membership of a thread changed (THREAD_MEMBER_UPDATE). Dereferences to [`ThreadMember`].
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(guild_id, member)]
#[non_exhaustive]
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

/// Members were added to a thread or left it (THREAD_MEMBERS_UPDATE). Without the intent GUILD_MEMBERS it is sent only
/// for the bot itself.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, guild_id)]
#[non_exhaustive]
pub struct ThreadMembersUpdate {
    /// The thread.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// The number of members now. Discord stops counting at 50.
    pub member_count: u32,
    /// The members who were added, with `member` and `presence`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added_members: Vec<ThreadMember>,
    /// The users who left or were removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed_member_ids: Vec<UserId>,
}

scope!(ThreadMembersUpdate, |it| guild: Some(it.guild_id), channel: Some(it.id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{Field, MemberFlags, OnlineStatus};

    const THREAD: &str = r#"{"id":"41771983423143937","guild_id":"41771983423143900","parent_id":"41771983423143930",
        "owner_id":"41771983423143933","name":"don't buy dogelore","type":11,"last_message_id":"155117677105512449",
        "message_count":1,"member_count":5,"rate_limit_per_user":2,"total_message_sent":3,"applied_tags":["8"],
        "thread_metadata":{"archived":false,"auto_archive_duration":1440,
        "archive_timestamp":"2021-04-12T23:40:39.855793+00:00","locked":false,
        "create_timestamp":"2021-04-12T23:40:39.855793+00:00"}MORE}"#;

    #[test]
    fn a_thread_is_new_or_the_bot_was_added() {
        let new: ThreadCreate = there_and_back(&THREAD.replace("MORE", r#","newly_created":true"#));
        assert!(new.newly_created && new.kind.is_thread() && new.member.is_none());
        let joined: ThreadCreate = there_and_back(&THREAD.replace(
            "MORE",
            r#","member":{"id":"41771983423143937","user_id":"1","join_timestamp":"2021-04-13T00:00:00.000000+00:00",
            "flags":1}"#,
        ));
        assert_eq!(joined.member.as_ref().and_then(|member| member.user_id), Some(UserId::new(1)));
        let archived: ThreadUpdate = there_and_back(
            &THREAD.replace("MORE", "").replace(r#""archived":false"#, r#""archived":true,"invitable":false"#),
        );
        let metadata = archived.thread_metadata.as_deref().unwrap();
        assert_eq!((metadata.archived, metadata.invitable), (true, Some(false)));
    }

    #[test]
    fn a_deleted_thread_has_few_fields() {
        let delete: ThreadDelete = there_and_back(r#"{"id":"2","guild_id":"5","parent_id":"3","type":12}"#);
        assert_eq!((delete.kind, delete.parent_id), (ChannelKind::PrivateThread, Some(ChannelId::new(3))));
    }

    #[test]
    fn a_list_is_for_some_channels_or_for_the_whole_guild() {
        let sync: ThreadListSync = there_and_back(&format!(
            r#"{{"guild_id":"5","channel_ids":["3"],"threads":[{}],"members":[{{"id":"2","user_id":"1",
            "join_timestamp":"2021-04-13T00:00:00.000000+00:00","flags":0}}]}}"#,
            THREAD.replace("MORE", "")
        ));
        assert_eq!((sync.channel_ids.as_deref(), sync.threads.len()), (Some(&[ChannelId::new(3)][..]), 1));
        let all: ThreadListSync = there_and_back(r#"{"guild_id":"5","threads":[],"members":[]}"#);
        assert_eq!(all.channel_ids, None);
    }

    #[test]
    fn memberships_of_the_bot_and_of_others() {
        let own: ThreadMemberUpdate = there_and_back(
            r#"{"guild_id":"5","id":"2","user_id":"1","join_timestamp":"2021-04-13T00:00:00.000000+00:00","flags":3}"#,
        );
        assert_eq!((own.guild_id, own.id, own.flags), (GuildId::new(5), Some(ChannelId::new(2)), 3));
        let members: ThreadMembersUpdate = there_and_back(
            r#"{"id":"2","guild_id":"5","member_count":50,"added_members":[{"id":"2","user_id":"1",
            "join_timestamp":"2021-04-13T00:00:00.000000+00:00","flags":0,"member":{"user":{"id":"1","username":"ann",
            "discriminator":"0","global_name":null,"avatar":null},"roles":[],
            "joined_at":"2020-01-01T00:00:00.000000+00:00","deaf":false,"mute":false,"flags":2},"presence":null},
            {"id":"2","user_id":"3","join_timestamp":null,"flags":0,"presence":{"user":{"id":"3"},"status":"idle",
            "activities":[],"client_status":{"web":"idle"}}}],"removed_member_ids":["4"]}"#,
        );
        let [first, second] = &members.added_members[..] else { panic!("{members:?}") };
        assert_eq!(first.member.as_ref().map(|member| member.flags), Some(MemberFlags::COMPLETED_ONBOARDING));
        assert_eq!(first.presence, Field::Null);
        assert_eq!(second.presence.value().map(|presence| &presence.status), Some(&OnlineStatus::Idle));
        assert_eq!(members.removed_member_ids, [UserId::new(4)]);
        let left: ThreadMembersUpdate = there_and_back(r#"{"id":"2","guild_id":"5","member_count":0}"#);
        assert!(left.added_members.is_empty() && left.removed_member_ids.is_empty());
    }
}
