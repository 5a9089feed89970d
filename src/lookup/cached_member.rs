//! The methods of cached members that call operations. They are those of [`Member`](crate::model::Member).

use std::time::Duration;

use crate::{
    cache::CachedMember,
    model::{RoleId, Timestamp},
    rest::{Audited, Ban, Call, Http, UpdateMember},
};

impl CachedMember {
    /// Changes this member: `member.edit(ctx).nick("Ant").await`.
    pub fn edit(&self, http: impl AsRef<Http>) -> UpdateMember {
        http.as_ref().update_member(self.guild_id, self.user.id)
    }

    /// Gives a role to this member. Needs MANAGE_ROLES, and a higher role.
    pub fn add_role(&self, http: impl AsRef<Http>, role: RoleId) -> Call<(), Audited> {
        http.as_ref().add_member_role(self.guild_id, self.user.id, role)
    }

    /// Removes a role from this member. Needs MANAGE_ROLES, and a higher role.
    pub fn remove_role(&self, http: impl AsRef<Http>, role: RoleId) -> Call<(), Audited> {
        http.as_ref().remove_member_role(self.guild_id, self.user.id, role)
    }

    /// Removes this member, who can join again with an invite. Needs KICK_MEMBERS, and a role above those of the
    /// member.
    pub fn kick(&self, http: impl AsRef<Http>) -> Call<(), Audited> {
        http.as_ref().kick(self.guild_id, self.user.id)
    }

    /// Bans this member: `member.ban(ctx).reason("spam").await`. Needs BAN_MEMBERS, and a role above the member's.
    pub fn ban(&self, http: impl AsRef<Http>) -> Ban {
        http.as_ref().ban(self.guild_id, self.user.id)
    }

    /// Puts this member in timeout for this long, up to 28 days: the member cannot write, react and speak. Needs
    /// MODERATE_MEMBERS, and a role above the member's.
    ///
    /// The end is computed from Discord's clock (the `Date` of its last answer), since this machine's may be wrong.
    pub fn timeout(&self, http: impl AsRef<Http>, duration: Duration) -> UpdateMember {
        let until = http.as_ref().server_time().after(duration);
        self.timeout_until(http, until)
    }

    /// As [`timeout`](Self::timeout), until this time.
    pub fn timeout_until(&self, http: impl AsRef<Http>, until: Timestamp) -> UpdateMember {
        self.edit(http).communication_disabled_until(until)
    }

    /// Ends the timeout of this member. Needs MODERATE_MEMBERS, and a role above those of the member.
    pub fn remove_timeout(&self, http: impl AsRef<Http>) -> UpdateMember {
        self.edit(http).clear_communication_disabled_until()
    }
}
