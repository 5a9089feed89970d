//! What a person can do.

use serde_json::Value;

use super::{SandboxChannel, SandboxUser, must};
use crate::model::{ChannelId, GuildId, InteractionId, MessageId, RoleId};
use crate::sandbox::world::{Draft, Edit, Emoji, Refusal};

impl SandboxUser {
    /// Joins a guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn join(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.join(guild, self.id)), "somebody join");
    }

    /// Leaves a guild.
    ///
    /// # Panics
    ///
    /// If they are not a member.
    #[track_caller]
    pub fn leave(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.leave(guild, self.id)), "somebody leave");
    }

    /// Is banned from a guild by its owner.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn is_banned_from(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.ban(guild, self.id)), "somebody be banned");
    }

    /// Is forgiven by the owner of a guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn is_unbanned_from(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.unban(guild, self.id)), "somebody be forgiven");
    }

    /// Says something. In a guild they join first, if they are no member yet.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn say(&self, channel: impl Into<ChannelId>, text: &str) -> MessageId {
        let channel = channel.into();
        must(self.world(|world| world.say(self.id, channel, Draft::text(text))), "somebody speak")
    }

    /// Says many things in one go, which is a good deal faster than one after the other. For soak tests.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn say_all<T: AsRef<str>>(
        &self,
        channel: impl Into<ChannelId>,
        texts: impl IntoIterator<Item = T>,
    ) -> Vec<MessageId> {
        let channel = channel.into();
        let said: Result<Vec<_>, _> = self.world(|world| {
            texts.into_iter().map(|text| world.say(self.id, channel, Draft::text(text.as_ref()))).collect()
        });
        must(said, "somebody speak")
    }

    /// Answers a message of the same channel, which rings its author.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn reply(&self, channel: impl Into<ChannelId>, to: impl Into<MessageId>, text: &str) -> MessageId {
        let (channel, draft) = (channel.into(), Draft { answers: Some(to.into()), ..Draft::text(text) });
        must(self.world(|world| world.say(self.id, channel, draft)), "somebody answer")
    }

    /// Writes to the bot in private. Returns the conversation and the message.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn say_to_bot(&self, text: &str) -> (SandboxChannel, MessageId) {
        let said = self.world(|world| {
            let channel = world.dm_with(self.id)?;
            Ok((channel, world.create_message(channel, self.id, Draft::text(text))?))
        });
        let (channel, message) = must(said, "somebody write to the bot");
        (SandboxChannel::new(&self.shared, channel), message)
    }

    /// Changes a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn edit(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, text: &str) {
        let (channel, message) = (channel.into(), message.into());
        let edit = Edit { content: Some(text.to_owned()), ..Edit::default() };
        must(self.world(|world| world.edit_message(channel, message, edit)), "a message be edited");
    }

    /// Deletes a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn delete(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.delete_message(channel, message)), "a message be deleted");
    }

    /// Deletes several messages at once.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn delete_many(&self, channel: impl Into<ChannelId>, messages: &[MessageId]) {
        let channel = channel.into();
        must(self.world(|world| world.delete_messages(channel, messages)), "messages be deleted");
    }

    /// Pins a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn pin(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.pin(channel, message, true)), "a message be pinned");
    }

    /// Reacts to a message: `🎉`, or `name:id` for a custom emoji.
    ///
    /// # Panics
    ///
    /// If there is no such message, or the emoji is none.
    #[track_caller]
    pub fn react(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, emoji: &str) {
        let (channel, message) = (channel.into(), message.into());
        let emoji = must(Emoji::parse(emoji).ok_or(Refusal::UNKNOWN_EMOJI), "somebody react");
        must(self.world(|world| world.add_reaction(channel, message, self.id, &emoji)), "somebody react");
    }

    /// Takes a reaction back.
    ///
    /// # Panics
    ///
    /// If there is no such message or reaction.
    #[track_caller]
    pub fn unreact(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, emoji: &str) {
        let (channel, message) = (channel.into(), message.into());
        let emoji = must(Emoji::parse(emoji).ok_or(Refusal::UNKNOWN_EMOJI), "a reaction be taken back");
        must(self.world(|world| world.remove_reaction(channel, message, self.id, &emoji)), "a reaction be taken back");
    }

    /// Takes all reactions off a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn clear_reactions(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.clear_reactions(channel, message)), "reactions be cleared");
    }

    /// Takes all reactions with one emoji off a message.
    ///
    /// # Panics
    ///
    /// If there is no such message, or the emoji is none.
    #[track_caller]
    pub fn clear_emoji(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, emoji: &str) {
        let (channel, message) = (channel.into(), message.into());
        let emoji = must(Emoji::parse(emoji).ok_or(Refusal::UNKNOWN_EMOJI), "reactions be cleared");
        must(self.world(|world| world.clear_emoji(channel, message, &emoji)), "reactions be cleared");
    }

    /// Starts to type.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn typing(&self, channel: impl Into<ChannelId>) {
        let channel = channel.into();
        must(self.world(|world| world.start_typing(channel, self.id)), "somebody type");
    }

    /// Shows a status: `online`, `idle`, `dnd`, `offline` or `invisible`.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn set_status(&self, status: &str) {
        must(self.world(|world| world.set_presence(self.id, status, &[])), "a status be shown");
    }

    /// Plays a game while online.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn plays(&self, game: &str) {
        let activity = serde_json::json!({"id": "ec0b28a579ecb4bd", "name": game, "type": 0, "created_at": 0});
        must(self.world(|world| world.set_presence(self.id, "online", &[activity])), "a game be played");
    }

    /// Sits down in a voice channel.
    ///
    /// # Panics
    ///
    /// If it is not a voice channel of a guild they are in.
    #[track_caller]
    pub fn join_voice(&self, channel: impl Into<ChannelId>) {
        let channel = channel.into();
        must(self.world(|world| world.join_voice(channel, self.id, false, false)), "somebody into a voice channel");
    }

    /// Leaves the voice channel of a guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn leave_voice(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.leave_voice(guild, self.id)), "somebody out of a voice channel");
    }

    /// Gets a nickname in a guild, or loses it.
    ///
    /// # Panics
    ///
    /// If they are not a member.
    #[track_caller]
    pub fn set_nick(&self, guild: impl Into<GuildId>, nick: Option<&str>) {
        let (guild, nick) = (guild.into(), nick.map(str::to_owned));
        must(self.world(|world| world.edit_member(guild, self.id, |it| it.nick = nick)), "a nickname be given");
    }

    /// Gets a role in a guild.
    ///
    /// # Panics
    ///
    /// If they are not a member, or there is no such role.
    #[track_caller]
    pub fn give_role(&self, guild: impl Into<GuildId>, role: RoleId) {
        let guild = guild.into();
        must(self.world(|world| world.give_role(guild, self.id, role)), "a role be given");
    }

    /// Takes another user name.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn rename(&self, name: &str) {
        let name = name.to_owned();
        must(self.world(|world| world.edit_user(self.id, |it| it.username = name)), "somebody be renamed");
    }

    /// Uses a command, presses a button, submits a modal. `kind` is Discord's interaction type (2 command, 3 component, 5
    /// modal), `data` its `data` object.
    ///
    /// # Panics
    ///
    /// If the channel was deleted or they are not a member.
    #[track_caller]
    pub fn interacts(&self, channel: impl Into<ChannelId>, kind: u8, data: Value) -> InteractionId {
        let channel = channel.into();
        must(self.world(|world| world.interact(channel, self.id, kind, data)), "somebody interact")
    }
}
