//! Explains refusals of Discord's REST API from the cache: which permission is missing and what denies it, or which
//! member or role ranks too high.
//!
//! The REST module does not depend on the cache, so it calls this through the trait [`Explain`]. The bot connects the
//! two.

use std::sync::Arc;

use crate::{
    cache::{Cache, CachedMember},
    model::{
        Channel, ChannelId, ChannelKind, GuildId, Permissions, RoleId, UserId,
        permissions::{MissingFact, Rank},
    },
    rest::{Asked, Explain, Hint, Lack, Stand, Target, Why},
};

/// The permissions that a member in timeout keeps.
const IN_TIMEOUT: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::READ_MESSAGE_HISTORY);

impl Explain for Cache {
    fn missing(&self, asked: &Asked) -> Hint {
        RefusedRequest::find(self, asked)
            .and_then(|request| request.missing(asked))
            .unwrap_or_else(|reason| Hint::Unknown { reason })
    }
}

/// The cached objects that a refused request refers to.
struct RefusedRequest<'a> {
    cache: &'a Cache,
    guild: GuildId,
    bot: UserId,
    channel: Option<CheckedChannel>,
}

/// A channel, with the overwrites that apply. For a thread these are the parent's.
struct CheckedChannel {
    id: ChannelId,
    name: String,
    overwrites: Arc<Channel>,
    kind: ChannelKind,
}

type Reason = String;

fn unknown(fact: MissingFact) -> Reason {
    fact.to_string()
}

impl<'a> RefusedRequest<'a> {
    fn find(cache: &'a Cache, asked: &Asked) -> Result<Self, Reason> {
        let bot = cache.current_user().ok_or_else(|| unknown(MissingFact::OwnUser))?.id;
        let Some(id) = asked.channel else {
            let guild = asked.guild.ok_or("the request does not belong to a guild")?;
            return Ok(Self { cache, guild, bot, channel: None });
        };
        let channel = cache.channel(id).ok_or_else(|| unknown(MissingFact::Channel(id)))?;
        let guild = channel.guild_id.or(asked.guild).ok_or_else(|| unknown(MissingFact::Channel(id)))?;
        let (name, kind) = (format!("#{} ({id})", channel.name.as_deref().unwrap_or_default()), channel.kind);
        let overwrites = match (kind.is_thread(), channel.parent_id) {
            (true, Some(parent)) => cache.channel(parent).ok_or_else(|| unknown(MissingFact::Parent(id)))?,
            _ => channel,
        };
        Ok(Self { cache, guild, bot, channel: Some(CheckedChannel { id, name, overwrites, kind }) })
    }

    fn missing(&self, asked: &Asked) -> Result<Hint, Reason> {
        let needed = self.for_channel_kind(asked.needed);
        let has = match &self.channel {
            Some(channel) => self.cache.permissions_in(channel.id, self.bot),
            None => self.cache.permissions_of(self.guild, self.bot),
        };
        let lacking = needed.difference(has.map_err(unknown)?);
        if !lacking.is_empty() {
            return Ok(Hint::Permissions { place: self.location(), lacks: self.lacks(lacking)? });
        }
        match asked.target {
            Target::Nothing => {}
            Target::Member(target) => {
                let (own, other) = (self.rank(self.bot)?, self.rank(target)?);
                if own <= other {
                    let name = self.name_of(target);
                    return Ok(Hint::Hierarchy { bot: self.stand(own, None), target: self.stand(other, Some(name)) });
                }
            }
            Target::Role(role) => {
                let of_role = self.cache.role(role).ok_or_else(|| unknown(MissingFact::Role(role)))?;
                let (own, other) = (self.rank(self.bot)?, Rank::of_role(self.guild, &of_role));
                if own <= other {
                    return Ok(Hint::Hierarchy { bot: self.stand(own, None), target: self.stand(other, None) });
                }
            }
        }
        Ok(Hint::NothingMissing { place: self.location(), needed })
    }

    /// The permissions that are needed in a channel of this kind. For some actions, threads have permissions of their
    /// own.
    fn for_channel_kind(&self, mut needed: Permissions) -> Permissions {
        let Some(channel) = &self.channel else { return needed };
        if channel.kind.is_thread() && needed.contains(Permissions::MANAGE_CHANNELS) {
            needed.remove(Permissions::MANAGE_CHANNELS);
            needed.insert(Permissions::MANAGE_THREADS);
        }
        if channel.kind.is_voice() && needed != Permissions::VIEW_CHANNEL {
            needed.insert(Permissions::CONNECT);
        }
        needed
    }

    fn location(&self) -> String {
        match &self.channel {
            Some(channel) => channel.name.clone(),
            None => match self.cache.guild(self.guild) {
                Some(guild) => format!("the guild {} ({})", guild.name, self.guild),
                None => format!("the guild {}", self.guild),
            },
        }
    }

    /// The missing permissions with their causes. If VIEW_CHANNEL is missing, only that one is returned.
    fn lacks(&self, lacking: Permissions) -> Result<Vec<Lack>, Reason> {
        let user_id = self.bot;
        let member = self.cache.member(self.guild, user_id);
        let mut member = member.ok_or_else(|| unknown(MissingFact::Member { guild_id: self.guild, user_id }))?;
        // The permissions could be computed, so all roles of the guild are cached. Other roles of the member were
        // deleted and grant nothing.
        Arc::make_mut(&mut member).roles.retain(|role| self.cache.role(*role).is_some());
        let hidden = self.denial(Permissions::VIEW_CHANNEL, &member)?;
        if let (Some(_), Some(why)) = (&self.channel, hidden) {
            return Ok(vec![Lack::new(Permissions::VIEW_CHANNEL, why)]);
        }
        let until = member.communication_disabled_until.filter(|until| *until > self.cache.now());
        lacking
            .iter()
            .map(|permission| {
                let name = self.name_in_channel(permission);
                let why = match (self.denial(name, &member)?, until) {
                    (Some(why), _) => why,
                    (None, Some(until)) if !IN_TIMEOUT.contains(permission) => Why::Timeout(until),
                    (None, _) => self.indirect_cause(permission, &member)?,
                };
                Ok(Lack::new(name, why))
            })
            .collect()
    }

    /// The permission as it is called in this channel: threads use another one instead of SEND_MESSAGES.
    fn name_in_channel(&self, permission: Permissions) -> Permissions {
        let thread = self.channel.as_ref().is_some_and(|channel| channel.kind.is_thread());
        if thread && permission == Permissions::SEND_MESSAGES {
            Permissions::SEND_MESSAGES_IN_THREADS
        } else {
            permission
        }
    }

    /// The cause for a missing permission that roles and overwrites grant.
    fn indirect_cause(&self, permission: Permissions, member: &CachedMember) -> Result<Why, Reason> {
        if let Some(channel) = &self.channel
            && channel.kind == ChannelKind::PrivateThread
            && self.denial(Permissions::MANAGE_THREADS, member)?.is_some()
        {
            return Ok(Why::PrivateThread);
        }
        let voice = self.channel.as_ref().is_some_and(|channel| channel.kind.is_voice());
        if voice && permission != Permissions::CONNECT && self.denial(Permissions::CONNECT, member)?.is_some() {
            return Ok(Why::Needs(Permissions::CONNECT));
        }
        Ok(Why::Needs(self.name_in_channel(Permissions::SEND_MESSAGES)))
    }

    /// Why roles and overwrites do not grant a permission. `None`: they grant it.
    fn denial(&self, permission: Permissions, member: &CachedMember) -> Result<Option<Why>, Reason> {
        let everyone = self.guild.everyone_role();
        let mut granted = false;
        for id in member.roles.iter().copied().chain([everyone]) {
            let role = self.cache.role(id).ok_or_else(|| unknown(MissingFact::Role(id)))?;
            granted |= role.permissions.contains(permission);
        }
        let mut why = if granted { None } else { Some(Why::NoRole) };
        let Some(channel) = &self.channel else { return Ok(why) };
        let overwrites = &channel.overwrites.permission_overwrites;
        if let Some(of_everyone) = overwrites.iter().find(|it| it.role() == Some(everyone)) {
            why = after_overwrite(why, of_everyone.allow, of_everyone.deny, permission, || Why::DeniedToEveryone);
        }
        let of_roles = || overwrites.iter().filter(|it| it.role().is_some_and(|role| member.roles.contains(&role)));
        let allowed = of_roles().any(|it| it.allow.contains(permission));
        let denied = of_roles().find(|it| it.deny.contains(permission)).and_then(|it| it.role());
        why = match (allowed, denied) {
            (true, _) => None,
            (false, Some(role)) => Some(Why::DeniedToRole(self.role_name(role))),
            (false, None) => why,
        };
        if let Some(own) = overwrites.iter().find(|it| it.member() == Some(self.bot)) {
            why = after_overwrite(why, own.allow, own.deny, permission, || Why::DeniedToBot);
        }
        Ok(why)
    }

    fn rank(&self, user: UserId) -> Result<Rank, Reason> {
        self.cache.rank_of(self.guild, user).map_err(unknown)
    }

    fn stand(&self, rank: Rank, member: Option<String>) -> Stand {
        let role = match rank {
            Rank::Role { position, id } => Some((self.role_name_only(id.0), position)),
            Rank::Everyone | Rank::Owner => None,
        };
        Stand::new(member, role, rank == Rank::Owner)
    }

    fn role_name_only(&self, role: RoleId) -> String {
        self.cache.role(role).map_or_else(|| role.to_string(), |it| it.name.to_string())
    }

    fn role_name(&self, role: RoleId) -> String {
        self.cache.role(role).map_or_else(|| role.to_string(), |it| format!("{} ({role})", it.name))
    }

    fn name_of(&self, user: UserId) -> String {
        self.cache.user(user).map_or_else(|| user.to_string(), |it| format!("{} ({user})", it.username))
    }
}

/// The cause after one more overwrite is applied.
fn after_overwrite(
    cause: Option<Why>,
    allow: Permissions,
    deny: Permissions,
    permission: Permissions,
    denied: impl Fn() -> Why,
) -> Option<Why> {
    if allow.contains(permission) {
        None
    } else if deny.contains(permission) {
        Some(denied())
    } else {
        cause
    }
}
