//! Calculates the permissions of a member in a guild and in its channels.

use std::iter;

use greenroom_macros::New;

use super::Permissions;
use crate::model::{Channel, ChannelId, ChannelKind, Guild, GuildId, Member, Overwrite, RoleId, Timestamp, UserId};

/// The permissions in a direct message, where there are no roles and no overwrites.
pub const IN_DIRECT_MESSAGES: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::MENTION_EVERYONE)
    .union(Permissions::USE_EXTERNAL_EMOJIS)
    .union(Permissions::USE_EXTERNAL_STICKERS)
    .union(Permissions::USE_APPLICATION_COMMANDS)
    .union(Permissions::SEND_VOICE_MESSAGES)
    .union(Permissions::SEND_POLLS)
    .union(Permissions::PIN_MESSAGES);

/// Permissions that do not belong to a channel. They remain if a voice channel cannot be joined.
const GUILD_LEVEL: Permissions = Permissions::KICK_MEMBERS
    .union(Permissions::BAN_MEMBERS)
    .union(Permissions::ADMINISTRATOR)
    .union(Permissions::MANAGE_GUILD)
    .union(Permissions::VIEW_AUDIT_LOG)
    .union(Permissions::VIEW_GUILD_INSIGHTS)
    .union(Permissions::CHANGE_NICKNAME)
    .union(Permissions::MANAGE_NICKNAMES)
    .union(Permissions::MANAGE_GUILD_EXPRESSIONS)
    .union(Permissions::MODERATE_MEMBERS)
    .union(Permissions::VIEW_CREATOR_MONETIZATION_ANALYTICS)
    .union(Permissions::CREATE_GUILD_EXPRESSIONS);

/// Permissions that have no effect without SEND_MESSAGES.
const NEEDS_SENDING: Permissions = Permissions::MENTION_EVERYONE
    .union(Permissions::SEND_TTS_MESSAGES)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::EMBED_LINKS);

/// The permissions that a member in timeout keeps.
const IN_TIMEOUT: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::READ_MESSAGE_HISTORY);

/// A member, with the facts that determine its permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Who<'a> {
    /// The guild.
    pub guild_id: GuildId,
    /// The owner of the guild; `None` if not known.
    pub owner_id: Option<UserId>,
    /// The member.
    pub user_id: UserId,
    /// The member's roles without `@everyone`, in any order.
    pub roles: &'a [RoleId],
    /// See [`Member::communication_disabled_until`].
    pub timed_out_until: Option<Timestamp>,
}

/// A channel or a thread, with the facts that determine the permissions in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place<'a> {
    /// The kind of the channel. For a thread it is the kind of its parent.
    pub kind: ChannelKind,
    /// The overwrites of the channel. For a thread they are those of its parent.
    pub overwrites: &'a [Overwrite],
    /// The facts about the thread, if it is one.
    pub thread: Option<Thread>,
}

/// The facts about a thread that its parent does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(id, private)]
#[non_exhaustive]
pub struct Thread {
    /// The id of the thread.
    pub id: ChannelId,
    /// Whether it is a private thread.
    pub private: bool,
    /// Whether the member has joined it; `None` if not known. It is only used for private threads.
    pub joined: Option<bool>,
}

impl<'a> Who<'a> {
    /// A member with these roles, without `@everyone`. The owner of the guild is unknown and there is no timeout.
    #[must_use]
    pub const fn new(guild_id: GuildId, user_id: UserId, roles: &'a [RoleId]) -> Self {
        Self { guild_id, owner_id: None, user_id, roles, timed_out_until: None }
    }
}

impl<'a> Place<'a> {
    /// A channel of this kind with these overwrites.
    #[must_use]
    pub const fn new(kind: ChannelKind, overwrites: &'a [Overwrite]) -> Self {
        Self { kind, overwrites, thread: None }
    }

    /// A channel that is not a thread.
    #[must_use]
    pub fn channel(channel: &'a Channel) -> Self {
        Self::new(channel.kind, &channel.permission_overwrites)
    }

    /// A thread of the channel `parent`. `joined`: whether the member has joined the thread, if that is known.
    #[must_use]
    pub fn thread(parent: &'a Channel, thread: &Channel, joined: Option<bool>) -> Self {
        let private = thread.kind == ChannelKind::PrivateThread;
        Self { thread: Some(Thread { id: thread.id, private, joined }), ..Self::channel(parent) }
    }
}

/// A fact that is not known, but is needed to calculate the permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum MissingFact {
    /// The bot's own user.
    #[error("the bot's own user is not known before READY; ask again when the bot is ready")]
    OwnUser,
    /// The guild. It has not been loaded, or the bot is not in it.
    #[error(
        "the guild {0} is not known: the bot is not in it, or GUILD_CREATE has not come yet (it needs the intent \
         GUILDS)"
    )]
    Guild(GuildId),
    /// The owner of the guild. An owner has all permissions, so only those of administrators can be calculated without
    /// it.
    #[error("the owner of the guild {0} is not known: let the cache keep guilds, or fetch the guild over HTTP")]
    Owner(GuildId),
    /// The permissions or the position of a role.
    #[error("the role {0} is not known: let the cache keep roles, or fetch the guild's roles over HTTP")]
    Role(RoleId),
    /// The roles of a member.
    #[error(
        "the member {user_id} of the guild {guild_id} is not known: let the cache keep members and request this one, \
         fetch it over HTTP, or take `permissions` of an interaction's member"
    )]
    Member {
        /// The guild.
        guild_id: GuildId,
        /// The member.
        user_id: UserId,
    },
    /// The overwrites and the guild of a channel.
    #[error(
        "the channel {0} is not known: let the cache keep channels and threads, or fetch it over HTTP (direct messages \
         and archived threads are never in the cache)"
    )]
    Channel(ChannelId),
    /// The parent of a thread, whose overwrites apply.
    #[error("the parent of the thread {0} is not known: let the cache keep channels, or fetch the parent over HTTP")]
    Parent(ChannelId),
    /// Whether a member has joined a private thread.
    #[error(
        "whether {user_id} is in the private thread {thread_id} is not known: request that thread member over HTTP"
    )]
    ThreadMember {
        /// The thread.
        thread_id: ChannelId,
        /// The member.
        user_id: UserId,
    },
}

/// The permissions of a member in its guild, without the overwrites of any channel.
///
/// The owner and administrators have [all](Permissions::all) permissions. A member in timeout keeps few, see
/// [`in_channel`]. `role` returns the permissions of a role; it is also called for `@everyone`, which has the same
/// number as the guild. Bits without a name are kept.
///
/// # Errors
/// The fact that is missing. A fact that cannot change the result is not needed: for an administrator the other roles
/// may be unknown.
pub fn in_guild(
    who: &Who<'_>,
    role: impl Fn(RoleId) -> Option<Permissions>,
    now: Timestamp,
) -> Result<Permissions, MissingFact> {
    Ok(match base(who, role)? {
        Base::Everything(all) => all,
        Base::Granted(may) => within_timeout(may, who, now),
    })
}

/// The permissions of a member in a channel or a thread of its guild.
///
/// This is Discord's algorithm (topics/permissions, "Permission Hierarchy"): the permissions of all roles together,
/// then the overwrites of `@everyone`, of all roles at once, and of the member. Each removes what it denies and adds
/// what it allows. Then these implied rules apply, which Discord's computed permissions do not include:
///
/// * without VIEW_CHANNEL no permission remains;
/// * without SEND_MESSAGES there is no MENTION_EVERYONE, SEND_TTS_MESSAGES, ATTACH_FILES and EMBED_LINKS;
/// * without CONNECT no permission of a voice or stage channel remains except VIEW_CHANNEL;
/// * in a thread SEND_MESSAGES has the value of SEND_MESSAGES_IN_THREADS, so that callers can check SEND_MESSAGES in
///   all channels. To check whether a post may be created in a forum, check SEND_MESSAGES in the forum itself;
/// * a private thread is only visible to members who joined it or who have MANAGE_THREADS;
/// * a timeout that lasts at `now` leaves VIEW_CHANNEL and READ_MESSAGE_HISTORY.
///
/// None of this applies to the owner and to administrators. For a direct message see [`IN_DIRECT_MESSAGES`].
///
/// # Errors
/// The fact that is missing, as in [`in_guild`].
pub fn in_channel(
    who: &Who<'_>,
    role: impl Fn(RoleId) -> Option<Permissions>,
    place: &Place<'_>,
    now: Timestamp,
) -> Result<Permissions, MissingFact> {
    if matches!(place.kind, ChannelKind::Dm | ChannelKind::GroupDm) {
        return Ok(IN_DIRECT_MESSAGES);
    }
    let may = match base(who, role)? {
        Base::Everything(all) => return Ok(all),
        Base::Granted(may) => overwritten(may, who, place.overwrites),
    };
    if !may.contains(Permissions::VIEW_CHANNEL) {
        return Ok(Permissions::empty());
    }
    let may = match &place.thread {
        Some(thread) => match in_thread(may, who, thread)? {
            Some(may) => may,
            None => return Ok(Permissions::empty()),
        },
        None => may,
    };
    Ok(within_timeout(implied(may, place.kind), who, now))
}

/// The permissions that the roles give.
enum Base {
    /// The member is the owner or an administrator, whom overwrites and timeouts do not affect.
    Everything(Permissions),
    /// The member is neither.
    Granted(Permissions),
}

fn base(who: &Who<'_>, role: impl Fn(RoleId) -> Option<Permissions>) -> Result<Base, MissingFact> {
    if who.owner_id == Some(who.user_id) {
        return Ok(Base::Everything(Permissions::all()));
    }
    let mut may = Permissions::empty();
    let mut unknown = None;
    for id in iter::once(who.guild_id.everyone_role()).chain(who.roles.iter().copied()) {
        match role(id) {
            Some(permissions) => may |= permissions,
            None => unknown = unknown.or(Some(id)),
        }
    }
    if may.contains(Permissions::ADMINISTRATOR) {
        return Ok(Base::Everything(may | Permissions::all()));
    }
    if let Some(role) = unknown {
        return Err(MissingFact::Role(role));
    }
    if who.owner_id.is_none() {
        return Err(MissingFact::Owner(who.guild_id));
    }
    Ok(Base::Granted(may))
}

fn overwritten(may: Permissions, who: &Who<'_>, overwrites: &[Overwrite]) -> Permissions {
    let everyone = who.guild_id.everyone_role();
    // One pass collects all three. There is at most one overwrite for `@everyone` and one for the member.
    let none = (Permissions::empty(), Permissions::empty());
    let (mut of_everyone, mut of_roles, mut of_member) = (none, none, none);
    for overwrite in overwrites {
        let sum = match (overwrite.role(), overwrite.member()) {
            (Some(role), _) if role == everyone => &mut of_everyone,
            (Some(role), _) if who.roles.contains(&role) => &mut of_roles,
            (_, Some(user)) if user == who.user_id => &mut of_member,
            _ => continue,
        };
        *sum = (sum.0 | overwrite.allow, sum.1 | overwrite.deny);
    }
    // The operators `-` and `!` would remove unknown bits.
    let apply = |may: Permissions, (allow, deny): (Permissions, Permissions)| {
        Permissions::from_bits_retain(may.bits() & !deny.bits() | allow.bits())
    };
    apply(apply(apply(may, of_everyone), of_roles), of_member)
}

/// The permissions in a thread, from those in its parent; `None` if the member cannot see the thread.
fn in_thread(mut may: Permissions, who: &Who<'_>, thread: &Thread) -> Result<Option<Permissions>, MissingFact> {
    if thread.private && !may.contains(Permissions::MANAGE_THREADS) {
        match thread.joined {
            Some(true) => {}
            Some(false) => return Ok(None),
            None => return Err(MissingFact::ThreadMember { thread_id: thread.id, user_id: who.user_id }),
        }
    }
    may.set(Permissions::SEND_MESSAGES, may.contains(Permissions::SEND_MESSAGES_IN_THREADS));
    Ok(Some(may))
}

/// Removes the permissions that have no effect without another one that is missing.
fn implied(mut may: Permissions, kind: ChannelKind) -> Permissions {
    if kind.is_voice() && !may.contains(Permissions::CONNECT) {
        may.remove(Permissions::all().difference(GUILD_LEVEL).difference(Permissions::VIEW_CHANNEL));
    }
    if !may.contains(Permissions::SEND_MESSAGES) {
        may.remove(NEEDS_SENDING);
    }
    may
}

fn within_timeout(may: Permissions, who: &Who<'_>, now: Timestamp) -> Permissions {
    if who.timed_out_until.is_some_and(|until| until > now) { may & IN_TIMEOUT } else { may }
}

impl Guild {
    /// The permissions of a member in this guild, without the overwrites of any channel: [`in_guild`] with this guild's
    /// roles. `user` is the id of the member, which a message's `member` does not contain. A role that the guild no
    /// longer has gives nothing.
    ///
    /// # Errors
    /// The fact that is missing: the roles or the owner, if Discord sent only a part of the guild.
    pub fn permissions_of(&self, user: UserId, member: &Member, now: Timestamp) -> Result<Permissions, MissingFact> {
        let role = |id: RoleId| self.roles.iter().find(|role| role.id == id).map(|role| role.permissions);
        let mut roles = member.roles.clone();
        // If `@everyone` is there, all roles were sent, so any other role has been deleted.
        if role(self.id.everyone_role()).is_some() {
            roles.retain(|id| role(*id).is_some());
        }
        let who = Who {
            guild_id: self.id,
            owner_id: self.owner_id,
            user_id: user,
            roles: &roles,
            timed_out_until: member.communication_disabled_until,
        };
        in_guild(&who, role, now)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
