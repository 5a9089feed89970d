//! Events about invites. Discord sends them only if the bot has MANAGE_CHANNELS in the channel.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::scope::scope;
use crate::model::{ChannelId, GuildId, InviteTargetKind, PartialApplication, RoleId, Timestamp, User};

/// An invite was created (INVITE_CREATE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(channel_id, code, created_at)]
#[non_exhaustive]
pub struct InviteCreate {
    /// The channel it leads to.
    pub channel_id: ChannelId,
    /// The code: the part after `discord.gg/`.
    pub code: CompactString,
    /// When it was created.
    pub created_at: Timestamp,
    /// The guild it leads to; `None` for a group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The user who created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inviter: Option<User>,
    /// The lifetime in seconds; 0 means that it does not expire.
    pub max_age: u32,
    /// How often it can be used; 0 means without a limit.
    pub max_uses: u32,
    /// What an invite to a voice channel leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_type: Option<InviteTargetKind>,
    /// The user whose stream it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_user: Option<User>,
    /// The application it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_application: Option<PartialApplication>,
    /// Whether users who join through it are removed when they go offline, unless they got a role.
    pub temporary: bool,
    /// How often it has been used. Always 0 here.
    pub uses: u32,
    /// When it expires; `None` if it does not.
    pub expires_at: Option<Timestamp>,
    /// The roles that users who join through it get.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role_ids: Vec<RoleId>,
}

scope!(
    InviteCreate,
    |it| guild: it.guild_id, channel: Some(it.channel_id), user: it.inviter.as_ref().map(|user| user.id)
);

/// An invite was deleted (INVITE_DELETE).
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(channel_id, code)]
#[non_exhaustive]
pub struct InviteDelete {
    /// The channel it led to.
    pub channel_id: ChannelId,
    /// The guild it led to; `None` for a group DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The code: the part after `discord.gg/`.
    pub code: CompactString,
}

scope!(InviteDelete, |it| guild: it.guild_id, channel: Some(it.channel_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;
    use crate::model::tests::there_and_back;

    #[test]
    fn an_invite_to_an_activity() {
        let create: InviteCreate = there_and_back(
            r#"{"channel_id":"2","code":"0vCdhLbwjZZTWZLD","created_at":"2021-04-12T23:40:39.855793+00:00",
            "guild_id":"5","inviter":{"id":"1","username":"ann","discriminator":"0","global_name":null,"avatar":null},
            "max_age":86400,"max_uses":1,"target_type":2,"target_application":{"id":"9","name":"Chess","icon":null,
            "description":"","flags":131072},"temporary":true,"uses":0,"expires_at":"2021-04-13T23:40:39.855793+00:00",
            "role_ids":["7"]}"#
                .replace(r#""description":"","#, "")
                .as_str(),
        );
        assert_eq!(create.target_type, Some(InviteTargetKind::EmbeddedApplication));
        assert_eq!(create.inviter.as_ref().map(|user| user.id), Some(UserId::new(1)));
        assert_eq!((create.role_ids.as_slice(), create.temporary), (&[RoleId::new(7)][..], true));
    }

    #[test]
    fn an_invite_to_a_stream_that_does_not_expire() {
        let create: InviteCreate = there_and_back(
            r#"{"channel_id":"2","code":"x","created_at":"2021-04-12T23:40:39.855793+00:00","max_age":0,"max_uses":0,
            "target_type":1,"target_user":{"id":"1","username":"ann","discriminator":"0","global_name":null,
            "avatar":null},"temporary":false,"uses":0,"expires_at":null}"#,
        );
        assert_eq!((create.expires_at, create.guild_id), (None, None));
        let delete: InviteDelete = there_and_back(r#"{"channel_id":"2","guild_id":"5","code":"x"}"#);
        assert_eq!(delete.code, create.code);
        there_and_back::<InviteDelete>(r#"{"channel_id":"2","code":"x"}"#);
    }
}
