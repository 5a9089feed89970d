//! Invites (Discord's docs, resources/invite). They are created in channels; a code is the part after `discord.gg/`.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ChannelId, Invite, InviteTargetUsersJob, MessageId, ScheduledEventId, Upload};
use crate::rest::{
    Call, Http, body::Form, call::Audited, endpoint::endpoint, endpoints::operation as op, route::Param,
};

endpoint! {
    /// The request of [`Http::invite`](crate::rest::Http::invite); awaiting it sends it.
    pub struct GetInvite -> Invite {
        query {
            /// Whether `approximate_member_count` and `approximate_presence_count` are set.
            with_counts: bool,
            /// The scheduled event that the answer has.
            guild_scheduled_event_id: ScheduledEventId,
            /// The channel that the invite opens. Discord's docs do not mention it.
            target_channel_id: ChannelId,
            /// The message that the invite opens. Discord's docs do not mention it.
            target_message_id: MessageId,
        }
    }
}

impl Http {
    /// An invite.
    pub fn invite(&self, code: &str) -> GetInvite {
        GetInvite::of(self.call(&op::INVITE_RESOLVE, &[Param::Text(code.into())]))
    }

    /// Deletes an invite. The answer is the deleted object. Needs MANAGE_CHANNELS in its channel, or MANAGE_GUILD.
    pub fn delete_invite(&self, code: &str) -> Call<Invite, Audited> {
        self.call(&op::INVITE_REVOKE, &[Param::Text(code.into())]).audited()
    }

    /// The users who can use an invite, as a CSV file: a line `user_id`, and one for each id. Needs an invite that the
    /// bot created, or MANAGE_GUILD or VIEW_AUDIT_LOG.
    pub fn invite_target_users(&self, code: &str) -> Call<bytes::Bytes> {
        self.fetch(&op::GET_INVITE_TARGET_USERS, &[Param::Text(code.into())])
    }

    /// Changes the users who can use an invite. Discord processes the list later; see
    /// [`invite_target_users_job`](Self::invite_target_users_job). Needs an invite that the bot created, or
    /// MANAGE_GUILD.
    ///
    /// * `file`: A CSV file with one column of ids of users. The error lists invalid ids.
    pub fn update_invite_target_users(&self, code: &str, file: Upload) -> Call<()> {
        self.act(&op::UPDATE_INVITE_TARGET_USERS, &[Param::Text(code.into())])
            .part("target_users_file", file)
            .body(Form::default())
    }

    /// The progress of Discord with the list of users who can use an invite. Needs an invite that the bot created, or
    /// MANAGE_GUILD or VIEW_AUDIT_LOG.
    pub fn invite_target_users_job(&self, code: &str) -> Call<InviteTargetUsersJob> {
        self.call(&op::GET_INVITE_TARGET_USERS_JOB_STATUS, &[Param::Text(code.into())])
    }
}
