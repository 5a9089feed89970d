//! What may be done by whom, worked out from what is cached.

use super::slot::GuildSlot;
use super::{Cache, CachedMember};
use crate::model::permissions::{self, MissingFact, Place, Rank, Who};
use crate::model::{ChannelId, GuildId, Permissions, RoleId, Timestamp, UserId};

/// The rules are in [`model::permissions`](permissions); here are the facts. An answer is as good as these: the bot's own roles are
/// always kept current, those of others only with the intent GUILD_MEMBERS.
///
/// Guilds, roles and channels have to be kept, and [`MemberPolicy::Own`](super::MemberPolicy::Own) at least. Where a fact is not
/// known that would change the answer, the answer is which fact that is. A role that a member holds and the guild does
/// not have any more is no such fact: it gives nothing, denies nothing and has no rank.
impl Cache {
    /// What a user may do in a channel or an active thread at this moment: see [`permissions::in_channel`].
    ///
    /// # Errors
    /// The fact that is not known here.
    pub fn permissions_in(&self, channel: ChannelId, user: UserId) -> Result<Permissions, MissingFact> {
        self.permissions_in_at(channel, user, Timestamp::now())
    }

    /// What the bot itself may do in a channel or an active thread at this moment.
    ///
    /// # Errors
    /// As [`permissions_in`](Self::permissions_in), and if READY has not come yet.
    pub fn own_permissions_in(&self, channel: ChannelId) -> Result<Permissions, MissingFact> {
        self.permissions_in(channel, self.own_id()?)
    }

    /// What a user may do in a channel or an active thread at some moment: a timeout may have ended by then.
    ///
    /// # Errors
    /// As [`permissions_in`](Self::permissions_in).
    pub fn permissions_in_at(
        &self,
        channel: ChannelId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Permissions, MissingFact> {
        let guild = *self.inner.channels.get(&channel).ok_or(MissingFact::Channel(channel))?;
        let is_own = self.own_id() == Ok(user);
        self.with_facts(guild, user, |slot, who| {
            let role = |id: RoleId| slot.roles.get(&id).map(|role| role.permissions);
            let Some(thread) = slot.threads.get(&channel) else {
                let channel = slot.channels.get(&channel).ok_or(MissingFact::Channel(channel))?;
                return permissions::in_channel(who, role, &Place::channel(channel), now);
            };
            let parent = thread.channel.parent_id.and_then(|parent| slot.channels.get(&parent));
            // Without the parent only those are known whom no overwrite binds.
            let Some(parent) = parent else {
                let everything = permissions::in_guild(who, role, now)?;
                let unbound = everything.contains(Permissions::ADMINISTRATOR);
                return if unbound { Ok(everything) } else { Err(MissingFact::Parent(channel)) };
            };
            let joined = if is_own { thread.joined } else { None };
            permissions::in_channel(who, role, &Place::thread(parent, &thread.channel, joined), now)
        })
    }

    /// What a member may do in its guild at this moment, before the overwrites of any channel: see [`permissions::in_guild`].
    ///
    /// # Errors
    /// The fact that is not known here.
    pub fn permissions_of(&self, guild: GuildId, user: UserId) -> Result<Permissions, MissingFact> {
        self.permissions_of_at(guild, user, Timestamp::now())
    }

    /// What the bot itself may do in a guild at this moment, before the overwrites of any channel.
    ///
    /// # Errors
    /// As [`permissions_of`](Self::permissions_of), and if READY has not come yet.
    pub fn own_permissions_of(&self, guild: GuildId) -> Result<Permissions, MissingFact> {
        self.permissions_of(guild, self.own_id()?)
    }

    /// What a member may do in its guild at some moment, before the overwrites of any channel.
    ///
    /// # Errors
    /// The fact that is not known here.
    pub fn permissions_of_at(&self, guild: GuildId, user: UserId, now: Timestamp) -> Result<Permissions, MissingFact> {
        self.with_facts(guild, user, |slot, who| {
            permissions::in_guild(who, |id| slot.roles.get(&id).map(|role| role.permissions), now)
        })
    }

    /// Where a member stands in its guild.
    ///
    /// # Errors
    /// The fact that is not known here.
    pub fn rank_of(&self, guild: GuildId, user: UserId) -> Result<Rank, MissingFact> {
        self.with_facts(guild, user, |slot, who| {
            Rank::of_member(who, |id| slot.roles.get(&id).map(|role| role.position))
        })
    }

    /// Whether `actor` stands above `target`, as is needed to kick, ban, rename it or put it into timeout, beside the permission to do
    /// so. Nobody stands above themselves.
    ///
    /// # Errors
    /// The fact that is not known here.
    pub fn can_act_on_member(&self, guild: GuildId, actor: UserId, target: UserId) -> Result<bool, MissingFact> {
        Ok(self.rank_of(guild, actor)? > self.rank_of(guild, target)?)
    }

    /// Whether `actor` stands above the role, as is needed to edit, move, grant or take it, beside MANAGE_ROLES. Whether an integration
    /// owns the role, so that nobody can grant it, is [`Role::managed`](crate::model::Role::managed).
    ///
    /// # Errors
    /// The fact that is not known here.
    pub fn can_act_on_role(&self, guild: GuildId, actor: UserId, role: RoleId) -> Result<bool, MissingFact> {
        let of_role = self.role(role).filter(|it| it.guild_id == guild).ok_or(MissingFact::Role(role))?;
        Ok(self.rank_of(guild, actor)? > Rank::of_role(guild, &of_role))
    }

    fn own_id(&self) -> Result<UserId, MissingFact> {
        self.current_user().map(|user| user.id).ok_or(MissingFact::OwnUser)
    }

    /// Hands what is known of a member to `read`, under the lock of its guild.
    fn with_facts<T>(
        &self,
        guild_id: GuildId,
        user_id: UserId,
        read: impl FnOnce(&GuildSlot, &Who<'_>) -> Result<T, MissingFact>,
    ) -> Result<T, MissingFact> {
        // The member first: its table has locks of its own, and no two are held at a time.
        let member = self.members_of(guild_id).and_then(|members| members.get(user_id));
        let slot = self.inner.guilds.get(&guild_id).ok_or(MissingFact::Guild(guild_id))?;
        if slot.guild.is_none() && slot.unavailable {
            return Err(MissingFact::Guild(guild_id));
        }
        let owner_id = slot.guild.as_ref().and_then(|guild| guild.owner_id);
        let (mut roles, timed_out_until) = match member {
            Some(CachedMember { roles, communication_disabled_until, .. }) => (roles, communication_disabled_until),
            // The owner may do everything, whatever else is known.
            None if owner_id == Some(user_id) => (Vec::new(), None),
            None => return Err(MissingFact::Member { guild_id, user_id }),
        };
        // A guild sends all of its roles or none, and has `@everyone` always: if that one is known, any other that is
        // not is gone.
        if slot.roles.contains_key(&guild_id.everyone_role()) {
            roles.retain(|role| slot.roles.contains_key(role));
        }
        read(&slot, &Who { guild_id, owner_id, user_id, roles: &roles, timed_out_until })
    }
}
