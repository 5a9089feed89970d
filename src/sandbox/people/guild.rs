//! Guilds as a test uses them.

use super::{CommandPermission, SandboxChannel, SandboxGuild, SandboxUser, must};
use crate::model::{ChannelId, CommandId, EmojiId, Permissions, RoleId, SoundId, Timestamp, UserId};
use crate::sandbox::world::{ChannelKind, Guild, Member, Refusal};

impl SandboxGuild {
    /// The text channel with this name, created if there is none.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn channel(&self, name: &str) -> SandboxChannel {
        self.channel_of(name, ChannelKind::Text)
    }

    /// The voice channel with this name, created if there is none.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn voice_channel(&self, name: &str) -> SandboxChannel {
        self.channel_of(name, ChannelKind::Voice)
    }

    #[track_caller]
    fn channel_of(&self, name: &str, kind: ChannelKind) -> SandboxChannel {
        let id = self.world(|world| world.channel_or_new(self.id, name, kind));
        SandboxChannel::new(&self.shared, must(id.ok_or(Refusal::UNKNOWN_GUILD), "create the channel"))
    }

    /// Adds `count` members named `prefix0`, `prefix1`, … without an event. Meant for tests of member requests.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn populate(&self, prefix: &str, count: usize) {
        must(self.world(|world| world.populate(self.id, prefix, count)), "add the members");
    }

    /// The number of members, including the bot.
    #[must_use]
    pub fn member_count(&self) -> usize {
        self.shared.look(|state| state.world.guilds.get(&self.id).map_or(0, |guild| guild.members.len()))
    }

    /// The members, including the bot.
    #[must_use]
    pub fn members(&self) -> Vec<SandboxUser> {
        let ids: Vec<UserId> = self.look(|guild| guild.members.keys().copied().collect()).unwrap_or_default();
        ids.into_iter().map(|id| SandboxUser::new(&self.shared, id)).collect()
    }

    /// Whether a user is a member.
    #[must_use]
    pub fn has_member(&self, user: impl Into<UserId>) -> bool {
        self.of_member(user, |_| true).unwrap_or_default()
    }

    /// The nickname of a member.
    #[must_use]
    pub fn nick_of(&self, user: impl Into<UserId>) -> Option<String> {
        self.of_member(user, |member| member.nick.clone())?
    }

    /// The roles of a member, without `@everyone`; none for a user who is no member.
    #[must_use]
    pub fn roles_of(&self, user: impl Into<UserId>) -> Vec<RoleId> {
        self.of_member(user, |member| member.roles.clone()).unwrap_or_default()
    }

    /// The end of the timeout of a member, by the sandbox's clock; `None` without a timeout.
    #[must_use]
    pub fn timeout_of(&self, user: impl Into<UserId>) -> Option<Timestamp> {
        let user = user.into();
        let (until, now) = self.shared.look(|state| {
            let member = state.world.guilds.get(&self.id)?.members.get(&user)?;
            Some((member.timeout_us?, state.now_us()))
        })?;
        (until > now).then(|| Timestamp::from_micros(until))
    }

    /// The users who are banned, with the reasons that were given.
    #[must_use]
    pub fn bans(&self) -> Vec<(UserId, Option<String>)> {
        let bans = self.look(|guild| guild.bans.iter().map(|(user, reason)| (*user, reason.clone())).collect());
        bans.unwrap_or_default()
    }

    /// The role with this name.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<RoleId> {
        self.look(|guild| guild.roles.iter().find(|(_, role)| role.name == name).map(|(id, _)| *id))?
    }

    fn look<R>(&self, look: impl FnOnce(&Guild) -> R) -> Option<R> {
        self.shared.look(|state| state.world.guilds.get(&self.id).map(look))
    }

    fn of_member<R>(&self, user: impl Into<UserId>, look: impl FnOnce(&Member) -> R) -> Option<R> {
        let user = user.into();
        self.look(|guild| guild.members.get(&user).map(look))?
    }

    /// The owner bans a user.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn ban(&self, user: impl Into<UserId>) {
        let user = user.into();
        must(self.world(|world| world.ban(self.id, user)), "ban the user");
    }

    /// The owner ends the ban of a user.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn unban(&self, user: impl Into<UserId>) {
        let user = user.into();
        must(self.world(|world| world.unban(self.id, user)), "unban the user");
    }

    /// Renames the guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn rename(&self, name: &str) {
        must(self.world(|world| world.rename_guild(self.id, name)), "rename the guild");
    }

    /// Creates a role with these permissions, above the other roles: also above the bot's, so that the bot can
    /// neither give the role nor change its members. [`SandboxUser::give_role`] gives the role to the bot, which then
    /// has its rank; [`raise_bot_role`](Self::raise_bot_role) moves the bot's own role above it.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn create_role(&self, name: &str, permissions: Permissions) -> RoleId {
        must(self.world(|world| world.create_role(self.id, name, permissions.bits())), "create the role")
    }

    /// Sets the channel that gets a message for each member who joins; `None`: there is none. Default: the first
    /// channel of the guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn set_system_channel(&self, channel: Option<ChannelId>) {
        let settings = [("system_channel_id".to_owned(), serde_json::json!(channel))].into_iter().collect();
        must(self.world(|world| world.set_guild(self.id, settings)), "set the system channel");
    }

    /// Sets the permissions of a role.
    ///
    /// # Panics
    ///
    /// If there is no such role.
    #[track_caller]
    pub fn set_role_permissions(&self, role: RoleId, permissions: Permissions) {
        let edited = self.world(|world| world.edit_role(self.id, role, |it| it.permissions = permissions.bits()));
        must(edited, "change the role");
    }

    /// Deletes a role.
    ///
    /// # Panics
    ///
    /// If there is no such role.
    #[track_caller]
    pub fn delete_role(&self, role: RoleId) {
        must(self.world(|world| world.delete_role(self.id, role)), "delete the role");
    }

    /// Sets who may use a command, as members who manage the guild can. The application's id in place of the command's
    /// stands for all of its commands. Without this, `default_member_permissions` decides.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn set_command_permissions(
        &self,
        command: impl Into<CommandId>,
        permissions: impl IntoIterator<Item = CommandPermission>,
    ) {
        let (command, permissions) = (command.into(), permissions.into_iter().map(CommandPermission::json).collect());
        let set = self.world(|world| world.set_command_permissions(self.id, command, permissions));
        must(set, "set the permissions of the command");
    }

    /// Sets the permissions of `@everyone`.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn set_everyone_permissions(&self, permissions: Permissions) {
        self.set_role_permissions(self.id.everyone_role(), permissions);
    }

    /// Sets the permissions of the bot's managed role.
    ///
    /// # Panics
    ///
    /// If the bot is not in the guild.
    #[track_caller]
    pub fn set_bot_permissions(&self, permissions: Permissions) {
        self.set_role_permissions(self.bot_role(), permissions);
    }

    /// Moves the bot's managed role above all others.
    ///
    /// # Panics
    ///
    /// If the bot is not in the guild.
    #[track_caller]
    pub fn raise_bot_role(&self) {
        let role = self.bot_role();
        let top = self.look(|guild| guild.roles.values().map(|role| role.position).max()).flatten().unwrap_or_default();
        let edited = self.world(|world| world.edit_role(self.id, role, |it| it.position = top + 1));
        must(edited, "move the bot's role");
    }

    #[track_caller]
    fn bot_role(&self) -> RoleId {
        let role = self.shared.look(|state| {
            let guild = state.world.guilds.get(&self.id)?;
            guild.roles.values().find(|role| role.managed_by == Some(state.world.bot)).map(|role| role.id)
        });
        must(role.ok_or(Refusal::UNKNOWN_ROLE), "find the bot's role")
    }

    /// Adds a sound to the soundboard.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn create_sound(&self, name: &str) -> SoundId {
        must(self.world(|world| world.create_sound(self.id, name)), "create the sound")
    }

    /// Adds a custom emoji.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn create_emoji(&self, name: &str) -> EmojiId {
        must(self.world(|world| world.create_emoji(self.id, name)), "create the emoji")
    }

    /// Begins an outage: the bot gets GUILD_DELETE with `unavailable`.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn outage(&self) {
        must(self.world(|world| world.set_unavailable(self.id, true)), "begin the outage");
    }

    /// Ends the outage: the bot gets GUILD_CREATE.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn restore(&self) {
        must(self.world(|world| world.set_unavailable(self.id, false)), "end the outage");
    }

    /// Removes the bot from the guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn kick_bot(&self) {
        must(self.world(|world| world.remove_bot(self.id)), "remove the bot");
    }

    /// Adds the bot to the guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn invite_bot(&self) {
        must(self.world(|world| world.join(self.id, world.bot)), "add the bot");
    }

    /// Deletes the guild.
    ///
    /// # Panics
    ///
    /// If it was deleted before.
    #[track_caller]
    pub fn delete(&self) {
        must(self.world(|world| world.delete_guild(self.id)), "delete the guild");
    }

    /// The shard of this guild, with `shards` shards in all.
    #[must_use]
    pub fn shard(&self, shards: u32) -> u32 {
        u32::try_from((self.id.get() >> 22) % u64::from(shards.max(1))).unwrap_or(0)
    }
}
