//! Permissions, computed from cached objects.

use super::slot::GuildSlot;
use super::{Cache, CachedMember};
use crate::model::permissions::{self, MissingFact, Place, Rank, Who};
use crate::model::{ChannelId, GuildId, Member, Permissions, RoleId, Timestamp, UserId};

/// The rules are in [`model::permissions`](permissions); these methods provide the data from the cache. The roles of
/// the bot are always current, those of other members only with the intent GUILD_MEMBERS.
///
/// Guilds, roles and channels must be kept, and at least [`MemberPolicy::Own`](super::MemberPolicy::Own). If a missing
/// object could change the result, the error names it. A role of a member that the guild no longer has is not such an
/// object: it grants and denies nothing and has no rank.
impl Cache {
    /// The current permissions of a user in a channel or an active thread: see [`permissions::in_channel`].
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn permissions_in(&self, channel: ChannelId, user: UserId) -> Result<Permissions, MissingFact> {
        self.permissions_in_at(channel, user, self.now())
    }

    /// The current permissions of a member in a channel or an active thread, with the roles and the timeout of
    /// `member`: for the member that came with an event, which need not be cached.
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn permissions_of_member_in(
        &self,
        channel: ChannelId,
        user: UserId,
        member: &Member,
    ) -> Result<Permissions, MissingFact> {
        let facts = MemberFacts::from(member);
        self.permissions_with(channel, user, Some(facts), self.now())
    }

    /// The current permissions of the bot in a channel or an active thread.
    ///
    /// # Errors
    /// The errors of [`permissions_in`](Self::permissions_in), and an error before READY.
    pub fn own_permissions_in(&self, channel: ChannelId) -> Result<Permissions, MissingFact> {
        self.permissions_in(channel, self.own_id()?)
    }

    /// The permissions of a user in a channel or an active thread at `now`, which matters for timeouts.
    ///
    /// # Errors
    /// The errors of [`permissions_in`](Self::permissions_in).
    pub fn permissions_in_at(
        &self,
        channel: ChannelId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Permissions, MissingFact> {
        self.permissions_with(channel, user, None, now)
    }

    /// `member`: the facts about the user; `None` for those of the cached member.
    fn permissions_with(
        &self,
        channel: ChannelId,
        user: UserId,
        member: Option<MemberFacts>,
        now: Timestamp,
    ) -> Result<Permissions, MissingFact> {
        let guild = *self.inner.channels.get(&channel).ok_or(MissingFact::Channel(channel))?;
        let is_own = self.own_id() == Ok(user);
        self.with_facts_of(guild, user, member, |slot, who| {
            let role = |id: RoleId| slot.roles.get(&id).map(|role| role.permissions);
            let Some(thread) = slot.threads.get(&channel) else {
                let channel = slot.channels.get(&channel).ok_or(MissingFact::Channel(channel))?;
                return permissions::in_channel(who, role, &Place::channel(channel), now);
            };
            let parent = thread.channel.parent_id.and_then(|parent| slot.channels.get(&parent));
            // Without the parent, the result is known only for users who bypass overwrites.
            let Some(parent) = parent else {
                let everything = permissions::in_guild(who, role, now)?;
                let unbound = everything.contains(Permissions::ADMINISTRATOR);
                return if unbound { Ok(everything) } else { Err(MissingFact::Parent(channel)) };
            };
            let joined = if is_own { thread.joined } else { None };
            permissions::in_channel(who, role, &Place::thread(parent, &thread.channel, joined), now)
        })
    }

    /// The current permissions of a member in its guild, before channel overwrites: see [`permissions::in_guild`].
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn permissions_of(&self, guild: GuildId, user: UserId) -> Result<Permissions, MissingFact> {
        self.permissions_of_at(guild, user, self.now())
    }

    /// The current permissions of the bot in a guild, before channel overwrites.
    ///
    /// # Errors
    /// The errors of [`permissions_of`](Self::permissions_of), and an error before READY.
    pub fn own_permissions_of(&self, guild: GuildId) -> Result<Permissions, MissingFact> {
        self.permissions_of(guild, self.own_id()?)
    }

    /// The permissions of a member in its guild at `now`, before channel overwrites.
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn permissions_of_at(&self, guild: GuildId, user: UserId, now: Timestamp) -> Result<Permissions, MissingFact> {
        self.with_facts(guild, user, |slot, who| {
            permissions::in_guild(who, |id| slot.roles.get(&id).map(|role| role.permissions), now)
        })
    }

    /// The rank of a member in its guild.
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn rank_of(&self, guild: GuildId, user: UserId) -> Result<Rank, MissingFact> {
        self.rank_with(guild, user, None)
    }

    /// The rank of a member in its guild, with the roles of `member`: for the member that came with an interaction or
    /// an event, which need not be cached.
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn rank_of_member(&self, guild: GuildId, user: UserId, member: &Member) -> Result<Rank, MissingFact> {
        self.rank_with(guild, user, Some(MemberFacts::from(member)))
    }

    fn rank_with(&self, guild: GuildId, user: UserId, member: Option<MemberFacts>) -> Result<Rank, MissingFact> {
        self.with_facts_of(guild, user, member, |slot, who| {
            Rank::of_member(who, |id| slot.roles.get(&id).map(|role| role.position))
        })
    }

    /// Whether `actor` ranks above `target`. This is required, besides the permission, to kick, ban or rename a member
    /// or put it into timeout. The result is false if both are the same.
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn can_act_on_member(&self, guild: GuildId, actor: UserId, target: UserId) -> Result<bool, MissingFact> {
        Ok(self.rank_of(guild, actor)? > self.rank_of(guild, target)?)
    }

    /// Whether `actor` ranks above the role. This is required, besides MANAGE_ROLES, to edit, move, grant or revoke it.
    /// A role that belongs to an integration cannot be granted: see [`Role::managed`](crate::model::Role::managed).
    ///
    /// # Errors
    /// The object that is not cached.
    pub fn can_act_on_role(&self, guild: GuildId, actor: UserId, role: RoleId) -> Result<bool, MissingFact> {
        let of_role = self.role(role).filter(|it| it.guild_id == guild).ok_or(MissingFact::Role(role))?;
        Ok(self.rank_of(guild, actor)? > Rank::of_role(guild, &of_role))
    }

    fn own_id(&self) -> Result<UserId, MissingFact> {
        self.current_user().map(|user| user.id).ok_or(MissingFact::OwnUser)
    }

    /// Calls `read` with the data of a member, while the lock of the guild is held.
    fn with_facts<T>(
        &self,
        guild_id: GuildId,
        user_id: UserId,
        read: impl FnOnce(&GuildSlot, &Who<'_>) -> Result<T, MissingFact>,
    ) -> Result<T, MissingFact> {
        self.with_facts_of(guild_id, user_id, None, read)
    }

    /// As [`with_facts`](Self::with_facts), with these facts about the member instead of those of the cached one.
    fn with_facts_of<T>(
        &self,
        guild_id: GuildId,
        user_id: UserId,
        member: Option<MemberFacts>,
        read: impl FnOnce(&GuildSlot, &Who<'_>) -> Result<T, MissingFact>,
    ) -> Result<T, MissingFact> {
        // The member is read first: its table has its own locks, and two locks must not be held at a time.
        let cached = || self.members_of(guild_id)?.get(user_id).map(MemberFacts::from);
        let member = member.or_else(cached);
        let slot = self.inner.guilds.get(&guild_id).ok_or(MissingFact::Guild(guild_id))?;
        if slot.guild.is_none() && slot.unavailable {
            return Err(MissingFact::Guild(guild_id));
        }
        let owner_id = slot.guild.as_ref().and_then(|guild| guild.owner_id);
        let (mut roles, timed_out_until) = match member {
            Some(MemberFacts { roles, timed_out_until }) => (roles, timed_out_until),
            // The owner has all permissions, so its roles are not needed.
            None if owner_id == Some(user_id) => (Vec::new(), None),
            None => return Err(MissingFact::Member { guild_id, user_id }),
        };
        // Discord sends either all roles of a guild or none, and `@everyone` always exists. So if that role is cached,
        // a role that is not cached has been deleted.
        if slot.roles.contains_key(&guild_id.everyone_role()) {
            roles.retain(|role| slot.roles.contains_key(role));
        }
        read(&slot, &Who { guild_id, owner_id, user_id, roles: &roles, timed_out_until })
    }
}

/// The facts about a member that determine its permissions.
struct MemberFacts {
    roles: Vec<RoleId>,
    timed_out_until: Option<Timestamp>,
}

impl From<&Member> for MemberFacts {
    fn from(member: &Member) -> Self {
        Self { roles: member.roles.clone(), timed_out_until: member.communication_disabled_until }
    }
}

impl From<CachedMember> for MemberFacts {
    fn from(member: CachedMember) -> Self {
        Self { roles: member.roles, timed_out_until: member.communication_disabled_until }
    }
}
