//! Permissions of members, by the algorithm of rest.md section 12.

use std::cmp::Reverse;

use super::{Channel, ChannelKind, Guild, Refusal, Role, World};
use crate::model::{ChannelId, GuildId, RoleId, UserId};

/// The permission bits that the sandbox checks.
pub(in crate::sandbox) mod bits {
    macro_rules! bits {
        ($($name:ident = $bit:literal;)+) => {
            $(pub(in crate::sandbox) const $name: u64 = 1 << $bit;)+
        };
    }

    bits! {
        CREATE_INSTANT_INVITE = 0;
        KICK_MEMBERS = 1;
        BAN_MEMBERS = 2;
        ADMINISTRATOR = 3;
        MANAGE_CHANNELS = 4;
        MANAGE_GUILD = 5;
        ADD_REACTIONS = 6;
        VIEW_AUDIT_LOG = 7;
        VIEW_CHANNEL = 10;
        SEND_MESSAGES = 11;
        SEND_TTS_MESSAGES = 12;
        MANAGE_MESSAGES = 13;
        EMBED_LINKS = 14;
        ATTACH_FILES = 15;
        READ_MESSAGE_HISTORY = 16;
        MENTION_EVERYONE = 17;
        USE_EXTERNAL_EMOJIS = 18;
        CONNECT = 20;
        SPEAK = 21;
        MUTE_MEMBERS = 22;
        DEAFEN_MEMBERS = 23;
        MOVE_MEMBERS = 24;
        CHANGE_NICKNAME = 26;
        MANAGE_NICKNAMES = 27;
        MANAGE_ROLES = 28;
        MANAGE_WEBHOOKS = 29;
        MANAGE_GUILD_EXPRESSIONS = 30;
        USE_APPLICATION_COMMANDS = 31;
        REQUEST_TO_SPEAK = 32;
        MANAGE_EVENTS = 33;
        MANAGE_THREADS = 34;
        CREATE_PUBLIC_THREADS = 35;
        CREATE_PRIVATE_THREADS = 36;
        USE_EXTERNAL_STICKERS = 37;
        SEND_MESSAGES_IN_THREADS = 38;
        MODERATE_MEMBERS = 40;
        USE_SOUNDBOARD = 42;
        CREATE_GUILD_EXPRESSIONS = 43;
        CREATE_EVENTS = 44;
        USE_EXTERNAL_SOUNDS = 45;
        SEND_VOICE_MESSAGES = 46;
        SET_VOICE_CHANNEL_STATUS = 48;
        SEND_POLLS = 49;
        PIN_MESSAGES = 51;
        BYPASS_SLOWMODE = 52;
    }

    /// All 52 bits that exist.
    pub(in crate::sandbox) const ALL: u64 = 8_866_461_766_385_663;
    /// The permissions of `@everyone` in a new guild.
    pub(in crate::sandbox) const EVERYONE: u64 = ADD_REACTIONS
        | CREATE_INSTANT_INVITE
        | VIEW_CHANNEL
        | SEND_MESSAGES
        | SEND_TTS_MESSAGES
        | EMBED_LINKS
        | ATTACH_FILES
        | READ_MESSAGE_HISTORY
        | MENTION_EVERYONE
        | USE_EXTERNAL_EMOJIS
        | USE_EXTERNAL_STICKERS
        | CONNECT
        | SPEAK
        | REQUEST_TO_SPEAK
        | CHANGE_NICKNAME
        | USE_APPLICATION_COMMANDS
        | CREATE_PUBLIC_THREADS
        | CREATE_PRIVATE_THREADS
        | SEND_MESSAGES_IN_THREADS
        | SEND_VOICE_MESSAGES
        | USE_SOUNDBOARD
        | USE_EXTERNAL_SOUNDS
        | SEND_POLLS;
    /// The permissions of the bot's managed role: most of what a moderation bot requests, without ADMINISTRATOR, and
    /// without MOVE_MEMBERS, which would let it into full voice channels.
    pub(in crate::sandbox) const BOT: u64 = EVERYONE
        | KICK_MEMBERS
        | BAN_MEMBERS
        | MANAGE_CHANNELS
        | MANAGE_GUILD
        | VIEW_AUDIT_LOG
        | MANAGE_MESSAGES
        | MUTE_MEMBERS
        | DEAFEN_MEMBERS
        | MANAGE_NICKNAMES
        | MANAGE_ROLES
        | MANAGE_WEBHOOKS
        | MANAGE_GUILD_EXPRESSIONS
        | CREATE_GUILD_EXPRESSIONS
        | MANAGE_EVENTS
        | CREATE_EVENTS
        | MANAGE_THREADS
        | MODERATE_MEMBERS
        | SET_VOICE_CHANNEL_STATUS
        | PIN_MESSAGES
        | BYPASS_SLOWMODE;
    /// The bits that a member without CONNECT loses in voice channels: all but VIEW_CHANNEL.
    pub(in crate::sandbox) const REQUIRE_CONNECT: u64 = ALL & !VIEW_CHANNEL;
}

impl World {
    /// The permissions of a member in a guild, before the overwrites of channels. Zero for a user who is not a member.
    pub(in crate::sandbox) fn guild_permissions(&self, guild: GuildId, user: UserId) -> u64 {
        self.guilds.get(&guild).map_or(0, |guild| base(guild, user))
    }

    /// The permissions of a user in a channel. In a DM both users have the permissions of DMs.
    pub(in crate::sandbox) fn permissions_in(&self, channel: ChannelId, user: UserId) -> Result<u64, Refusal> {
        let channel = self.channel(channel)?;
        let Some(guild) = channel.guild else {
            let may = channel.is_dm_of(user) || (user == self.bot && channel.between.is_none());
            return Ok(if may { bits::EVERYONE } else { 0 });
        };
        let guild = self.guild(guild)?;
        let Some(thread) = &channel.thread else {
            return Ok(with_overwrites(guild, channel, user, self.now, bits::SEND_MESSAGES));
        };
        // A thread has the permissions of its parent channel, but sending messages needs another bit.
        let parent = self.channel(channel.parent.ok_or(Refusal::UNKNOWN_CHANNEL)?)?;
        let mut may = with_overwrites(guild, parent, user, self.now, bits::SEND_MESSAGES_IN_THREADS);
        if channel.kind == ChannelKind::PrivateThread
            && !thread.members.contains_key(&user)
            && may & bits::MANAGE_THREADS == 0
        {
            return Ok(0);
        }
        may &= !bits::SEND_MESSAGES;
        if may & bits::SEND_MESSAGES_IN_THREADS != 0 {
            may |= bits::SEND_MESSAGES;
        }
        Ok(may)
    }

    /// The rank of a member: the position of the highest role, then its id (a lower id ranks higher). The first field
    /// is true for the owner, who outranks everybody.
    fn rank(&self, guild: &Guild, user: UserId) -> (bool, i64, Reverse<RoleId>) {
        let roles = guild.members.get(&user).map(|it| it.roles.as_slice()).unwrap_or_default();
        let ranks = roles.iter().filter_map(|id| guild.roles.get(id)).map(|role| (role.position, Reverse(role.id)));
        let (position, id) = ranks.max().unwrap_or((0, Reverse(guild.id.everyone_role())));
        (guild.owner == user, position, id)
    }

    /// Whether the bot outranks a member.
    pub(in crate::sandbox) fn bot_outranks(&self, guild: &Guild, user: UserId) -> bool {
        self.rank(guild, self.bot) > self.rank(guild, user)
    }

    /// Whether a role is below the bot's highest role.
    pub(in crate::sandbox) fn bot_outranks_role(&self, guild: &Guild, role: &Role) -> bool {
        self.rank(guild, self.bot) > (false, role.position, Reverse(role.id))
    }

    /// Whether the bot can see a channel.
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

/// The permissions of a member in a channel. `speak` is the bit that is needed to send messages.
fn with_overwrites(guild: &Guild, channel: &Channel, user: UserId, now: i64, speak: u64) -> u64 {
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
    if channel.kind.is_voice() && may & bits::CONNECT == 0 {
        may &= !bits::REQUIRE_CONNECT;
    }
    if may & speak == 0 {
        may &= !(bits::MENTION_EVERYONE | bits::SEND_TTS_MESSAGES | bits::ATTACH_FILES | bits::EMBED_LINKS);
    }
    if member.timeout_us.is_some_and(|until| until > now) {
        may &= bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY;
    }
    may
}
