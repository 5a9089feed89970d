//! Members. They do not have the id of their guild, which is therefore a parameter of each method.
//!
//! The `member` of a message, and those of its mentions, have no `user`: it is the author, or the mentioned user.
//! Without a `user`, a call on the member fails with [`HttpError::Invalid`](crate::rest::HttpError::Invalid).

use std::time::Duration;

use crate::model::{GuildId, Member, RoleId, Timestamp};
use crate::rest::{Audited, Ban, Call, Http, UpdateMember, body::Object, endpoints::operation as op, route::Param};

/// Why a call on a member cannot be sent.
const NO_USER: &str = "the member has no `user`, as the `member` of a message has none; use the method of `GuildId` \
                       with the id of the author";

/// The id of the member as a parameter of a path.
fn user_of(member: &Member) -> Param<'static> {
    member.id().map_or(Param::Unknown(NO_USER), Param::from)
}

impl Member {
    /// Changes this member: `member.edit(ctx, guild).nick("Ant").await`.
    pub fn edit(&self, http: impl AsRef<Http>, guild: GuildId) -> UpdateMember {
        let call = http.as_ref().call(&op::UPDATE_GUILD_MEMBER, &[guild.into(), user_of(self)]);
        UpdateMember::of(call, Object::default())
    }

    /// Gives a role to this member. Needs MANAGE_ROLES, and a higher role.
    pub fn add_role(&self, http: impl AsRef<Http>, guild: GuildId, role: RoleId) -> Call<(), Audited> {
        http.as_ref().act(&op::ADD_GUILD_MEMBER_ROLE, &[guild.into(), user_of(self), Param::Id(role.get())]).audited()
    }

    /// Removes a role from this member. Needs MANAGE_ROLES, and a higher role.
    pub fn remove_role(&self, http: impl AsRef<Http>, guild: GuildId, role: RoleId) -> Call<(), Audited> {
        http.as_ref()
            .act(&op::DELETE_GUILD_MEMBER_ROLE, &[guild.into(), user_of(self), Param::Id(role.get())])
            .audited()
    }

    /// Removes this member, who can join again with an invite. Needs KICK_MEMBERS, and a role above those of the
    /// member.
    pub fn kick(&self, http: impl AsRef<Http>, guild: GuildId) -> Call<(), Audited> {
        http.as_ref().act(&op::DELETE_GUILD_MEMBER, &[guild.into(), user_of(self)]).audited()
    }

    /// Bans this member: `member.ban(ctx, guild).reason("spam").await`. Needs BAN_MEMBERS, and a role above the
    /// member's.
    pub fn ban(&self, http: impl AsRef<Http>, guild: GuildId) -> Ban {
        let call = http.as_ref().act(&op::BAN_USER_FROM_GUILD, &[guild.into(), user_of(self)]);
        Ban::of(call, Object::default())
    }

    /// Puts this member in timeout for this long, up to 28 days: the member cannot write, react and speak. Needs
    /// MODERATE_MEMBERS, and a role above the member's.
    pub fn timeout(&self, http: impl AsRef<Http>, guild: GuildId, duration: Duration) -> UpdateMember {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        let until = Timestamp::from_micros(Timestamp::now().as_micros().saturating_add(micros));
        self.timeout_until(http, guild, until)
    }

    /// As [`timeout`](Self::timeout), until this time.
    pub fn timeout_until(&self, http: impl AsRef<Http>, guild: GuildId, until: Timestamp) -> UpdateMember {
        self.edit(http, guild).communication_disabled_until(until)
    }

    /// Ends the timeout of this member. Needs MODERATE_MEMBERS, and a role above those of the member.
    pub fn remove_timeout(&self, http: impl AsRef<Http>, guild: GuildId) -> UpdateMember {
        self.edit(http, guild).clear_communication_disabled_until()
    }
}
