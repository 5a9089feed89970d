//! Members, from events and answers. `lookup/cached_member.rs` has the same methods for cached members.
//!
//! The `member` of a message that was read over HTTP has no user: it is the author. A member that was read from JSON of
//! a user's own has no guild. In both cases a call on the member fails with
//! [`HttpError::Invalid`](crate::rest::HttpError::Invalid).

use std::time::Duration;

use crate::model::{Member, RoleId, Timestamp};
use crate::rest::{Audited, Ban, Call, Http, UpdateMember, body::Object, endpoints::operation as op, route::Param};

/// Why a call on the member of a message cannot be sent.
const NO_USER: &str = "the member has no `user`, as the `member` of a message that was read over HTTP has none; use \
                       the method of `GuildId` with the id of the author";

/// Why a call on a member from another source cannot be sent.
const NO_GUILD: &str = "the member has no `guild_id`, because it was not read from an event, the cache or an answer \
                        about a guild; set it with `member.in_guild(guild)`";

impl Member {
    /// Guild and user as the parameters of a path.
    fn params(&self) -> [Param<'static>; 2] {
        [
            self.guild_id.map_or(Param::Unknown(NO_GUILD), Param::from),
            self.id().map_or(Param::Unknown(NO_USER), Param::from),
        ]
    }

    /// Changes this member: `member.edit(ctx).nick("Ant").await`.
    pub fn edit(&self, http: impl AsRef<Http>) -> UpdateMember {
        let call = http.as_ref().members(&op::UPDATE_GUILD_MEMBER, &self.params());
        UpdateMember::of(call, Object::default())
    }

    /// Gives a role to this member. Needs MANAGE_ROLES, and a higher role.
    pub fn add_role(&self, http: impl AsRef<Http>, role: RoleId) -> Call<(), Audited> {
        let [guild, user] = self.params();
        http.as_ref().act(&op::ADD_GUILD_MEMBER_ROLE, &[guild, user, Param::Id(role.get())]).audited()
    }

    /// Removes a role from this member. Needs MANAGE_ROLES, and a higher role.
    pub fn remove_role(&self, http: impl AsRef<Http>, role: RoleId) -> Call<(), Audited> {
        let [guild, user] = self.params();
        http.as_ref().act(&op::DELETE_GUILD_MEMBER_ROLE, &[guild, user, Param::Id(role.get())]).audited()
    }

    /// Removes this member, who can join again with an invite. Needs KICK_MEMBERS, and a role above those of the
    /// member.
    pub fn kick(&self, http: impl AsRef<Http>) -> Call<(), Audited> {
        http.as_ref().act(&op::DELETE_GUILD_MEMBER, &self.params()).audited()
    }

    /// Bans this member: `member.ban(ctx).reason("spam").await`. Needs BAN_MEMBERS, and a role above the member's.
    pub fn ban(&self, http: impl AsRef<Http>) -> Ban {
        Ban::of(http.as_ref().act(&op::BAN_USER_FROM_GUILD, &self.params()), Object::default())
    }

    /// Puts this member in timeout for this long, up to 28 days: the member cannot write, react and speak. Needs
    /// MODERATE_MEMBERS, and a role above the member's.
    pub fn timeout(&self, http: impl AsRef<Http>, duration: Duration) -> UpdateMember {
        self.timeout_until(http, Timestamp::now().after(duration))
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
