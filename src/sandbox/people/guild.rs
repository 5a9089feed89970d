//! Guilds as a test uses them.

use super::{CommandPermission, SandboxChannel, SandboxGuild, must};
use crate::model::{CommandId, EmojiId, RoleId, SoundId};
use crate::sandbox::world::{ChannelKind, Refusal};

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

    /// Renames the guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn rename(&self, name: &str) {
        must(self.world(|world| world.rename_guild(self.id, name)), "rename the guild");
    }

    /// Creates a role with these permission bits, above the other roles.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn create_role(&self, name: &str, permissions: u64) -> RoleId {
        must(self.world(|world| world.create_role(self.id, name, permissions)), "create the role")
    }

    /// Sets the permission bits of a role.
    ///
    /// # Panics
    ///
    /// If there is no such role.
    #[track_caller]
    pub fn set_role_permissions(&self, role: RoleId, permissions: u64) {
        let edited = self.world(|world| world.edit_role(self.id, role, |it| it.permissions = permissions));
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

    /// Sets the permission bits of `@everyone`.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn set_everyone_permissions(&self, permissions: u64) {
        self.set_role_permissions(self.id.everyone_role(), permissions);
    }

    /// Sets the permission bits of the bot's managed role.
    ///
    /// # Panics
    ///
    /// If the bot is not in the guild.
    #[track_caller]
    pub fn set_bot_permissions(&self, permissions: u64) {
        let role = self.shared.look(|state| {
            let guild = state.world.guilds.get(&self.id)?;
            guild.roles.values().find(|role| role.managed_by == Some(state.world.bot)).map(|role| role.id)
        });
        self.set_role_permissions(must(role.ok_or(Refusal::UNKNOWN_ROLE), "change the bot's role"), permissions);
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
        must(self.world(|world| world.add_bot(self.id)), "add the bot");
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
