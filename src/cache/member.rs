//! The member objects that the cache returns.

use compact_str::CompactString;

use crate::model::{
    AvatarDecoration, Collectibles, GuildId, ImageHash, Member, MemberFlags, RoleId, Timestamp, User, UserId,
};

/// A snapshot of a member. Later events do not change it.
///
/// It has the fields of [`Member`] except `permissions`, which refers to one interaction. Its user is always set,
/// without the fields that Discord sends only about the bot itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CachedMember {
    /// The guild.
    pub guild_id: GuildId,
    /// The user.
    pub user: User,
    /// See [`Member::nick`].
    pub nick: Option<CompactString>,
    /// See [`Member::avatar`].
    pub avatar: Option<ImageHash>,
    /// See [`Member::banner`].
    pub banner: Option<ImageHash>,
    /// The roles, without `@everyone` and without roles deleted since. Discord may send a role that was deleted before;
    /// it grants nothing, and [`Cache::role`](super::Cache::role) does not find it.
    pub roles: Vec<RoleId>,
    /// See [`Member::joined_at`].
    pub joined_at: Option<Timestamp>,
    /// See [`Member::premium_since`].
    pub premium_since: Option<Timestamp>,
    /// See [`Member::deaf`].
    pub deaf: bool,
    /// See [`Member::mute`].
    pub mute: bool,
    /// See [`Member::flags`].
    pub flags: MemberFlags,
    /// See [`Member::pending`].
    pub pending: bool,
    /// See [`Member::communication_disabled_until`].
    pub communication_disabled_until: Option<Timestamp>,
    /// See [`Member::avatar_decoration_data`].
    pub avatar_decoration_data: Option<Box<AvatarDecoration>>,
    /// See [`Member::collectibles`].
    pub collectibles: Option<Box<Collectibles>>,
}

impl CachedMember {
    /// The id of the user.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.user.id
    }

    /// The name shown in this guild: the nickname, or else the user's [display name](User::display_name).
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.nick.as_deref().unwrap_or_else(|| self.user.display_name())
    }

    /// Whether the member is in timeout at `now`.
    #[must_use]
    pub fn is_timed_out(&self, now: Timestamp) -> bool {
        self.communication_disabled_until.is_some_and(|until| until > now)
    }
}

impl From<CachedMember> for Member {
    fn from(member: CachedMember) -> Self {
        Self {
            user: Some(member.user),
            nick: member.nick,
            avatar: member.avatar,
            banner: member.banner,
            roles: member.roles,
            joined_at: member.joined_at,
            premium_since: member.premium_since,
            deaf: member.deaf,
            mute: member.mute,
            flags: member.flags,
            pending: member.pending,
            permissions: None,
            communication_disabled_until: member.communication_disabled_until,
            avatar_decoration_data: member.avatar_decoration_data,
            collectibles: member.collectibles,
            guild_id: Some(member.guild_id),
            user_id: None,
        }
    }
}
