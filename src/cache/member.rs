//! A member as it is read from the cache.

use compact_str::CompactString;

use crate::model::{
    AvatarDecoration, Collectibles, GuildId, ImageHash, Member, MemberFlags, RoleId, Timestamp, User, UserId,
};

/// A member of a guild as the cache knew it when it was read. Later changes do not reach it.
///
/// It has what [`Member`] has, except for `permissions`, which say something about one interaction only; and its user is
/// always known, without those fields that Discord tells about the bot itself only.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CachedMember {
    /// The guild.
    pub guild_id: GuildId,
    /// Who it is.
    pub user: User,
    /// See [`Member::nick`].
    pub nick: Option<CompactString>,
    /// See [`Member::avatar`].
    pub avatar: Option<ImageHash>,
    /// See [`Member::banner`].
    pub banner: Option<ImageHash>,
    /// The roles, without `@everyone` and without roles that were deleted since. Discord may name one that was deleted
    /// before: it gives nothing, and [`Cache::role`](super::Cache::role) does not find it.
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
    /// Who it is.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.user.id
    }

    /// The name shown in this guild: the nickname, or else the user's [display name](User::display_name).
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.nick.as_deref().unwrap_or_else(|| self.user.display_name())
    }

    /// Whether the member is in timeout at this moment.
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
        }
    }
}
