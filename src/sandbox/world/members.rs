//! Members of guilds and their users: joining, leaving, bans, changes, presences.

use serde_json::{Value, json};

use super::json::{in_guild, merge};
use super::{Member, Presence, Refusal, User, World};
use crate::gateway::Intents;
use crate::model::{GuildId, RoleId, UserId};

impl World {
    pub(in crate::sandbox) fn member(&self, guild: GuildId, user: UserId) -> Result<&Member, Refusal> {
        self.guild(guild)?.members.get(&user).ok_or(Refusal::UNKNOWN_MEMBER)
    }

    /// A member with its user, as most events show it.
    pub(in crate::sandbox) fn member_json(&self, guild: GuildId, user: UserId) -> Result<Value, Refusal> {
        Ok(self.member(guild, user)?.json_with(self.user(user)?))
    }

    /// A user joins a guild, and is announced in its system channel. Nothing happens if they are a member already.
    pub(in crate::sandbox) fn join(&mut self, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        let is_new = self.member(guild, user).is_err();
        self.admit(guild, user)?;
        if is_new { self.announce_join(guild, user) } else { Ok(()) }
    }

    /// Makes a user a member of a guild without an announcement, so that they can do what only members can.
    pub(in crate::sandbox) fn admit(&mut self, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        self.user(user)?;
        if user == self.bot {
            return self.add_bot(guild);
        }
        let member = self.new_member();
        self.join_as(guild, user, member)
    }

    /// A user joins with a nickname, roles and so on. Nothing happens if they are a member already.
    pub(in crate::sandbox) fn join_as(&mut self, guild: GuildId, user: UserId, member: Member) -> Result<(), Refusal> {
        let it = self.guild_mut(guild)?;
        if it.members.contains_key(&user) {
            return Ok(());
        }
        it.members.insert(user, member);
        it.bans.remove(&user);
        let json = self.member_json(guild, user)?;
        self.emit_in_guild("GUILD_MEMBER_ADD", guild, Intents::GUILD_MEMBERS, json);
        Ok(())
    }

    /// Adds `count` new members to a guild without emitting events. Meant for tests of member requests.
    pub(in crate::sandbox) fn populate(&mut self, guild: GuildId, prefix: &str, count: usize) -> Result<(), Refusal> {
        self.guild(guild)?;
        for index in 0..count {
            let id = UserId::new(self.ids.next(self.now));
            self.users.insert(id, User::named(id, &format!("{prefix}{index}")));
            let member = self.new_member();
            self.guild_mut(guild)?.members.insert(id, member);
        }
        Ok(())
    }

    /// A user leaves a guild, or is kicked.
    pub(in crate::sandbox) fn leave(&mut self, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        if user == self.bot {
            return self.remove_bot(guild);
        }
        let json = self.user(user)?.json();
        let it = self.guild_mut(guild)?;
        it.members.remove(&user).ok_or(Refusal::UNKNOWN_MEMBER)?;
        it.presences.remove(&user);
        if it.voice.contains_key(&user) {
            self.leave_voice(guild, user)?;
        }
        self.emit_in_guild("GUILD_MEMBER_REMOVE", guild, Intents::GUILD_MEMBERS, json!({ "user": json }));
        Ok(())
    }

    /// A user is banned: GUILD_BAN_ADD, and GUILD_MEMBER_REMOVE if they were a member.
    pub(in crate::sandbox) fn ban(&mut self, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        let reason = self.reason.clone();
        self.guild_mut(guild)?.bans.insert(user, reason);
        self.emit_ban("GUILD_BAN_ADD", guild, user)?;
        if self.member(guild, user).is_ok() {
            self.leave(guild, user)?;
        }
        Ok(())
    }

    pub(in crate::sandbox) fn unban(&mut self, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        self.guild_mut(guild)?.bans.remove(&user);
        self.emit_ban("GUILD_BAN_REMOVE", guild, user)
    }

    fn emit_ban(&mut self, name: &'static str, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        use super::bits::{BAN_MEMBERS, VIEW_AUDIT_LOG};
        let json = json!({ "user": self.user(user)?.json() });
        if self.guild_permissions(guild, self.bot) & (BAN_MEMBERS | VIEW_AUDIT_LOG) != 0 {
            self.emit_in_guild(name, guild, Intents::GUILD_MODERATION, json);
        }
        Ok(())
    }

    /// Changes a member in place. For the bot itself GUILD_MEMBER_UPDATE does not need the GUILD_MEMBERS intent.
    pub(in crate::sandbox) fn edit_member(
        &mut self,
        guild: GuildId,
        user: UserId,
        change: impl FnOnce(&mut Member),
    ) -> Result<(), Refusal> {
        let member = self.guild_mut(guild)?.members.get_mut(&user).ok_or(Refusal::UNKNOWN_MEMBER)?;
        change(member);
        member.text.take();
        let json = self.member_json(guild, user)?;
        let needs = if user == self.bot { Intents::empty() } else { Intents::GUILD_MEMBERS };
        self.emit_in_guild("GUILD_MEMBER_UPDATE", guild, needs, json);
        Ok(())
    }

    pub(in crate::sandbox) fn give_role(&mut self, guild: GuildId, user: UserId, role: RoleId) -> Result<(), Refusal> {
        self.guild(guild)?.roles.get(&role).ok_or(Refusal::UNKNOWN_ROLE)?;
        self.edit_member(guild, user, |member| {
            if !member.roles.contains(&role) {
                member.roles.push(role);
            }
        })
    }

    pub(in crate::sandbox) fn take_role(&mut self, guild: GuildId, user: UserId, role: RoleId) -> Result<(), Refusal> {
        self.guild(guild)?.roles.get(&role).ok_or(Refusal::UNKNOWN_ROLE)?;
        self.edit_member(guild, user, |member| member.roles.retain(|it| *it != role))
    }

    /// Changes a user. The event is USER_UPDATE for the bot itself and GUILD_MEMBER_UPDATE for others.
    pub(in crate::sandbox) fn edit_user(
        &mut self,
        user: UserId,
        change: impl FnOnce(&mut User),
    ) -> Result<(), Refusal> {
        let it = self.users.get_mut(&user).ok_or(Refusal::UNKNOWN_USER)?;
        change(it);
        it.text.take();
        if user == self.bot {
            let json = it.own_json();
            self.emit("USER_UPDATE", None, Intents::empty(), json);
        }
        let shared: Vec<GuildId> =
            self.bot_guilds().filter(|guild| guild.members.contains_key(&user)).map(|guild| guild.id).collect();
        for guild in shared {
            self.edit_member(guild, user, |_| {})?;
        }
        Ok(())
    }

    /// Sets a user's presence in every guild they share with the bot.
    pub(in crate::sandbox) fn set_presence(
        &mut self,
        user: UserId,
        status: &str,
        activities: &[Value],
    ) -> Result<(), Refusal> {
        self.user(user)?;
        // Other users see an invisible user as offline.
        let status = if status == "invisible" { "offline" } else { status };
        let presence = Presence { status: status.to_owned(), activities: activities.to_vec() };
        let guilds: Vec<GuildId> =
            self.guilds.values().filter(|guild| guild.members.contains_key(&user)).map(|guild| guild.id).collect();
        for guild in guilds {
            self.guild_mut(guild)?.presences.insert(user, presence.clone());
            let mut json = presence.json(user);
            merge(&mut json, json!({ "processed_at_timestamp": self.now / 1000 }));
            if self.bot_is_in(guild) {
                self.emit("PRESENCE_UPDATE", Some(guild), Intents::GUILD_PRESENCES, in_guild(guild, json));
            }
        }
        Ok(())
    }
}
