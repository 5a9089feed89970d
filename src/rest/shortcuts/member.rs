//! Members. They do not say which guild they belong to, so that it is given with each call.
//!
//! The `member` of a message, and those of its mentions, come without a `user`: there, the author is who is meant. Without one, a call on
//! the member fails with [`HttpError::Invalid`](crate::rest::HttpError::Invalid), and nothing is sent.

use std::time::Duration;

use crate::model::{GuildId, Member, RoleId, Timestamp, UserId};
use crate::rest::{Audited, BanUserFromGuild, Call, Http, UpdateGuildMember};

/// Why a call on a member cannot be sent.
const NOBODY: &str = "the member does not say who it is, as the `member` of a message does not; use `GuildId`'s method with the \
                      author's id";

/// The member's id, and what becomes of the call where there is none.
fn whom(member: &Member) -> (UserId, bool) {
    member.id().map_or((UserId::new(0), true), |id| (id, false))
}

fn unless<T, A>(call: Call<T, A>, nobody: bool) -> Call<T, A> {
    if nobody { call.refused(NOBODY.to_owned()) } else { call }
}

impl Member {
    /// Changes this member: `member.edit(ctx, guild).nick("Ant").await`.
    pub fn edit(&self, http: impl AsRef<Http>, guild: GuildId) -> UpdateGuildMember {
        let (user, nobody) = whom(self);
        let mut edit = http.as_ref().update_member(guild, user);
        edit.call = unless(edit.call, nobody);
        edit
    }

    /// Gives a role to this member. Needs MANAGE_ROLES, and a higher role.
    pub fn add_role(&self, http: impl AsRef<Http>, guild: GuildId, role: RoleId) -> Call<(), Audited> {
        let (user, nobody) = whom(self);
        unless(http.as_ref().add_member_role(guild, user, role), nobody)
    }

    /// Takes a role from this member. Needs MANAGE_ROLES, and a higher role.
    pub fn remove_role(&self, http: impl AsRef<Http>, guild: GuildId, role: RoleId) -> Call<(), Audited> {
        let (user, nobody) = whom(self);
        unless(http.as_ref().remove_member_role(guild, user, role), nobody)
    }

    /// Removes this member, who may come back with an invite. Needs KICK_MEMBERS, and a role above the member's.
    pub fn kick(&self, http: impl AsRef<Http>, guild: GuildId) -> Call<(), Audited> {
        let (user, nobody) = whom(self);
        unless(http.as_ref().kick(guild, user), nobody)
    }

    /// Bans this member: `member.ban(ctx, guild).reason("spam").await`. Needs BAN_MEMBERS, and a role above the member's.
    pub fn ban(&self, http: impl AsRef<Http>, guild: GuildId) -> BanUserFromGuild {
        let (user, nobody) = whom(self);
        let mut ban = http.as_ref().ban(guild, user);
        ban.call = unless(ban.call, nobody);
        ban
    }

    /// Keeps this member from writing, reacting and speaking for so long, up to 28 days. Needs MODERATE_MEMBERS, and a role above the
    /// member's.
    pub fn timeout(&self, http: impl AsRef<Http>, guild: GuildId, duration: Duration) -> UpdateGuildMember {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        let until = Timestamp::from_micros(Timestamp::now().as_micros().saturating_add(micros));
        self.timeout_until(http, guild, until)
    }

    /// As [`timeout`](Self::timeout), until then.
    pub fn timeout_until(&self, http: impl AsRef<Http>, guild: GuildId, until: Timestamp) -> UpdateGuildMember {
        self.edit(http, guild).communication_disabled_until(until)
    }

    /// Ends the timeout of this member. Needs MODERATE_MEMBERS, and a role above the member's.
    pub fn remove_timeout(&self, http: impl AsRef<Http>, guild: GuildId) -> UpdateGuildMember {
        self.edit(http, guild).clear_communication_disabled_until()
    }
}
