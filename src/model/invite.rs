//! Invites (Discord's docs, resources/invite).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::open::{open_enum, open_flags};
use super::{
    ChannelId, GuildId, MessageId, PartialApplication, PartialChannel, PartialGuild, Role, ScheduledEvent, Timestamp,
    User,
};

/// A code that leads to a guild, a group DM or a friendship.
///
/// Discord sends the fields from `uses` on only in the lists of a guild's or a channel's invites, which need the
/// permission to manage it, and to the user who creates an invite.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(code)]
#[non_exhaustive]
pub struct Invite {
    /// The kind of the target.
    #[serde(rename = "type", default)]
    pub kind: InviteKind,
    /// The code: the part after `discord.gg/`.
    pub code: CompactString,
    /// The guild it leads to, with some of its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// The guild it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel it leads to, with some of its fields; `None` for a friendship.
    pub channel: Option<Box<PartialChannel>>,
    /// The user who created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inviter: Option<Box<User>>,
    /// What an invite to a voice channel leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_type: Option<InviteTargetKind>,
    /// The user whose stream it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// The application it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_application: Option<Box<PartialApplication>>,
    /// The approximate number of members who are online. Only if counts were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u32>,
    /// The approximate number of members. Only if counts were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u32>,
    /// When it expires; `None` if it does not.
    pub expires_at: Option<Timestamp>,
    /// The scheduled event it leads to, if one was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_event: Option<Box<ScheduledEvent>>,
    /// The channel that it opens, if one was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_channel_id: Option<ChannelId>,
    /// The message that it opens, if one was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_message_id: Option<MessageId>,
    /// Flags of an invite to a guild.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: GuildInviteFlags,
    /// The roles that users who join through it get, with some of their fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// For a friendship: the number of common friends. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friends_count: Option<u32>,
    /// Whether the user who created it is a contact of the requesting user. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_contact: Option<bool>,
    /// Whether users who join through it may change their nickname. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_nickname_changeable: Option<bool>,
    /// The recent activity in the guild. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveliness: Option<Box<GuildLiveliness>>,
    /// How often it has been used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// How often it can be used; 0 means without a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
    /// The lifetime in seconds; 0 means that it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
    /// Whether users who join through it are removed when they go offline, unless they got a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporary: Option<bool>,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

impl Invite {
    /// The link: `https://discord.gg/code`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://discord.gg/{}", self.code)
    }
}

open_enum! {
    /// The kind of an invite's target.
    #[derive(Default)]
    pub enum InviteKind {
        /// A guild.
        #[default]
        Guild = 0,
        /// A group DM.
        GroupDm = 1,
        /// A friendship.
        Friend = 2,
    }
}

open_enum! {
    /// What an invite to a voice channel leads to.
    pub enum InviteTargetKind {
        /// A user's stream.
        Stream = 1,
        /// An application inside of Discord.
        EmbeddedApplication = 2,
    }
}

open_flags! {
    /// Flags of an invite to a guild.
    pub struct GuildInviteFlags {
        /// A user who accepts it becomes a guest of the voice channel.
        const IS_GUEST_INVITE = 1 << 0;
    }
}

/// The recent activity in a guild.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct GuildLiveliness {
    /// The number of messages in each interval of time.
    pub msg_activity_bins: Vec<u32>,
    /// When the messages were counted.
    pub last_updated_ts: Option<Timestamp>,
}

/// The progress of processing the list of users for whom an invite is meant.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(status)]
#[non_exhaustive]
pub struct InviteTargetUsersJob {
    /// The state of the processing.
    pub status: InviteTargetUsersStatus,
    /// The number of users on the list.
    pub total_users: u32,
    /// The number of users that have been processed.
    pub processed_users: u32,
    /// When the processing began.
    pub created_at: Option<Timestamp>,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// The reason of the failure.
    pub error_message: Option<Box<str>>,
}

open_enum! {
    /// The state of processing the list of users for whom an invite is meant.
    pub enum InviteTargetUsersStatus {
        /// No state was given.
        Unspecified = 0,
        /// The processing is in progress.
        Processing = 1,
        /// The processing is complete.
        Completed = 2,
        /// The processing failed; [`error_message`](InviteTargetUsersJob::error_message) has the reason.
        Failed = 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{ChannelKind, GuildFeature};

    #[test]
    fn an_invite_to_a_guild_with_counts() {
        let invite: Invite = there_and_back(
            r#"{"type":0,"code":"0vCdhLbwjZZTWZLD","expires_at":"2026-08-02T00:00:00.297561+00:00",
            "guild_id":"165176875973476352","guild":{"id":"165176875973476352","name":"CS:GO Fraggers Only",
            "splash":null,"banner":null,"description":"Very good","icon":null,"features":["NEWS","FRESH"],
            "verification_level":2,"vanity_url_code":null,"nsfw_level":0,"premium_subscription_count":5},
            "channel":{"id":"165176875973476352","type":0,"name":"illuminati"},
            "inviter":{"id":"115590097100865541","username":"speed","discriminator":"0","global_name":null,
            "avatar":null},"target_type":1,
            "target_user":{"id":"165176875973476352","username":"bob","discriminator":"0","global_name":null,
            "avatar":null},"approximate_member_count":16,"approximate_presence_count":3,"flags":1}"#,
        );
        assert_eq!(invite.url(), "https://discord.gg/0vCdhLbwjZZTWZLD");
        assert_eq!((invite.kind, invite.target_type), (InviteKind::Guild, Some(InviteTargetKind::Stream)));
        assert!(invite.flags.contains(GuildInviteFlags::IS_GUEST_INVITE));
        let guild = invite.guild.unwrap();
        assert_eq!(guild.description.as_deref(), Some("Very good"));
        assert_eq!(guild.features.unwrap(), [GuildFeature::News, GuildFeature::Unknown("FRESH".into())]);
        assert_eq!(invite.channel.unwrap().name.as_deref(), Some("illuminati"));
        assert_eq!((invite.approximate_member_count, invite.uses), (Some(16), None));
    }

    #[test]
    fn an_invite_with_the_fields_for_managers() {
        let invite: Invite = serde_json::from_str(
            r#"{"type":0,"code":"x","expires_at":null,"channel":{"id":"2","type":2,"name":"v"},"guild_id":"5","uses":4,
            "max_uses":0,"max_age":86400,"temporary":false,"created_at":"2016-03-31T19:15:39.954000+00:00",
            "is_nickname_changeable":true,"roles":[{"id":"7","name":"Guests","position":3,"color":0,
            "colors":{"primary_color":0,"secondary_color":null,"tertiary_color":null},"icon":null,
            "unicode_emoji":null}]}"#,
        )
        .unwrap();
        assert_eq!((invite.uses, invite.max_uses, invite.max_age), (Some(4), Some(0), Some(86_400)));
        assert_eq!((invite.temporary, invite.created_at.is_some()), (Some(false), true));
        assert_eq!((invite.roles[0].name.as_str(), invite.roles[0].position), ("Guests", 3));
    }

    #[test]
    fn invites_to_group_dms_and_friendships() {
        let group: Invite =
            there_and_back(r#"{"type":1,"code":"g","expires_at":null,"channel":{"id":"2","type":3,"name":"Us"}}"#);
        assert_eq!(group.channel.map(|channel| channel.kind), Some(ChannelKind::GroupDm));
        let friend: Invite = there_and_back(r#"{"type":2,"code":"f","expires_at":null,"channel":null}"#);
        assert_eq!((friend.kind, friend.channel, friend.guild), (InviteKind::Friend, None, None));
        let newer: Invite = there_and_back(r#"{"type":9,"code":"n","expires_at":null,"channel":null}"#);
        assert_eq!(newer.kind, InviteKind::Unknown(9));
    }

    #[test]
    fn the_processing_of_target_users_is_read() {
        let job: InviteTargetUsersJob = there_and_back(
            r#"{"status":3,"total_users":100,"processed_users":41,"created_at":"2025-01-08T12:00:00.297561+00:00",
            "completed_at":null,"error_message":"Failed to parse CSV file"}"#,
        );
        assert_eq!((job.status, job.processed_users), (InviteTargetUsersStatus::Failed, 41));
        assert_eq!(job.error_message.as_deref(), Some("Failed to parse CSV file"));
    }
}
