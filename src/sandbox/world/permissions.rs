//! Who may do what, by the algorithm of rest.md section 12.

use super::{Channel, Guild, Refusal, World};
use crate::model::{ChannelId, GuildId, RoleId, UserId};

/// The permission bits the sandbox acts upon.
pub(in crate::sandbox) mod bits {
    pub(in crate::sandbox) const BAN_MEMBERS: u64 = 1 << 2;
    pub(in crate::sandbox) const ADMINISTRATOR: u64 = 1 << 3;
    pub(in crate::sandbox) const ADD_REACTIONS: u64 = 1 << 6;
    pub(in crate::sandbox) const VIEW_AUDIT_LOG: u64 = 1 << 7;
    pub(in crate::sandbox) const VIEW_CHANNEL: u64 = 1 << 10;
    pub(in crate::sandbox) const SEND_MESSAGES: u64 = 1 << 11;
    pub(in crate::sandbox) const MANAGE_MESSAGES: u64 = 1 << 13;
    pub(in crate::sandbox) const EMBED_LINKS: u64 = 1 << 14;
    pub(in crate::sandbox) const ATTACH_FILES: u64 = 1 << 15;
    pub(in crate::sandbox) const READ_MESSAGE_HISTORY: u64 = 1 << 16;
    pub(in crate::sandbox) const MENTION_EVERYONE: u64 = 1 << 17;
    pub(in crate::sandbox) const USE_EXTERNAL_EMOJIS: u64 = 1 << 18;
    pub(in crate::sandbox) const CONNECT: u64 = 1 << 20;
    pub(in crate::sandbox) const SPEAK: u64 = 1 << 21;
    pub(in crate::sandbox) const MOVE_MEMBERS: u64 = 1 << 24;
    pub(in crate::sandbox) const CHANGE_NICKNAME: u64 = 1 << 26;
    pub(in crate::sandbox) const USE_APPLICATION_COMMANDS: u64 = 1 << 31;

    /// All 52 bits that exist.
    pub(in crate::sandbox) const ALL: u64 = 8_866_461_766_385_663;
    /// What `@everyone` may do in a new guild.
    pub(in crate::sandbox) const EVERYONE: u64 = ADD_REACTIONS
        | VIEW_CHANNEL
        | SEND_MESSAGES
        | EMBED_LINKS
        | ATTACH_FILES
        | READ_MESSAGE_HISTORY
        | MENTION_EVERYONE
        | USE_EXTERNAL_EMOJIS
        | CONNECT
        | SPEAK
        | CHANGE_NICKNAME
        | USE_APPLICATION_COMMANDS;
    /// What the role that came with the bot adds to it.
    pub(in crate::sandbox) const BOT: u64 = EVERYONE | MANAGE_MESSAGES | BAN_MEMBERS | VIEW_AUDIT_LOG;
}

impl World {
    /// The permissions of a member in a guild, before any channel's overwrites. Zero for somebody who is not a member.
    pub(in crate::sandbox) fn guild_permissions(&self, guild: GuildId, user: UserId) -> u64 {
        self.guilds.get(&guild).map_or(0, |guild| base(guild, user))
    }

    /// The permissions of a user in a channel. In a DM both may do what one does in a DM.
    pub(in crate::sandbox) fn permissions_in(&self, channel: ChannelId, user: UserId) -> Result<u64, Refusal> {
        let channel = self.channel(channel)?;
        let Some(guild) = channel.guild else {
            let may = channel.recipient == Some(user) || user == self.bot;
            return Ok(if may { bits::EVERYONE } else { 0 });
        };
        let guild = self.guild(guild)?;
        Ok(with_overwrites(guild, channel, user, self.now))
    }

    /// Whether the bot sees what happens in a channel.
    pub(in crate::sandbox) fn bot_sees(&self, channel: ChannelId) -> bool {
        self.permissions_in(channel, self.bot).is_ok_and(|may| may & bits::VIEW_CHANNEL != 0)
    }
}

fn base(guild: &Guild, user: UserId) -> u64 {
    let Some(member) = guild.members.get(&user) else {
        return 0;
    };
    if guild.owner == user {
        return bits::ALL;
    }
    let of = |role: &RoleId| guild.roles.get(role).map_or(0, |role| role.permissions);
    let may = member.roles.iter().fold(of(&guild.id.everyone_role()), |may, role| may | of(role));
    if may & bits::ADMINISTRATOR != 0 { bits::ALL } else { may }
}

fn with_overwrites(guild: &Guild, channel: &Channel, user: UserId, now: i64) -> u64 {
    let mut may = base(guild, user);
    let Some(member) = guild.members.get(&user) else {
        return 0;
    };
    if may & bits::ADMINISTRATOR != 0 {
        return may;
    }
    let apply = |may: u64, allow: u64, deny: u64| (may & !deny) | allow;
    for overwrite in channel.overwrites.iter().filter(|it| !it.is_member && it.id == guild.id.get()) {
        may = apply(may, overwrite.allow, overwrite.deny);
    }
    let of_roles = channel
        .overwrites
        .iter()
        .filter(|it| !it.is_member && member.roles.iter().any(|role| it.id == role.get()))
        .fold((0, 0), |(allow, deny), it| (allow | it.allow, deny | it.deny));
    may = apply(may, of_roles.0, of_roles.1);
    for overwrite in channel.overwrites.iter().filter(|it| it.is_member && it.id == user.get()) {
        may = apply(may, overwrite.allow, overwrite.deny);
    }
    if may & bits::VIEW_CHANNEL == 0 {
        return 0;
    }
    if may & bits::SEND_MESSAGES == 0 {
        may &= !(bits::MENTION_EVERYONE | bits::ATTACH_FILES | bits::EMBED_LINKS);
    }
    if member.timeout_us.is_some_and(|until| until > now) {
        may &= bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY;
    }
    may
}
