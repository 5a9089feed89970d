//! The actions of users.

use serde_json::Value;

use super::{SandboxChannel, SandboxUser, must};
use crate::model::{ChannelId, GuildId, InteractionId, MessageId, RoleId};
use crate::sandbox::world::{Draft, Edit, Emoji, Refusal};

impl SandboxUser {
    /// Joins a guild, which is announced in its system channel. Nothing happens if they are a member already.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn join(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.join(guild, self.id)), "join the guild");
    }

    /// Leaves a guild.
    ///
    /// # Panics
    ///
    /// If they are not a member.
    #[track_caller]
    pub fn leave(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.leave(guild, self.id)), "leave the guild");
    }

    /// Sends a message. In a guild that they are not a member of, the user joins first, without an announcement.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn say(&self, channel: impl Into<ChannelId>, text: &str) -> MessageId {
        let channel = channel.into();
        must(self.world(|world| world.say(self.id, channel, Draft::text(text))), "send the message")
    }

    /// Sends many messages in one step, which is faster than one by one. Meant for soak tests.
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
        let sent: Result<Vec<_>, _> = self.world(|world| {
            texts.into_iter().map(|text| world.say(self.id, channel, Draft::text(text.as_ref()))).collect()
        });
        must(sent, "send the message")
    }

    /// Replies to a message of the same channel, which mentions its author.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn reply(&self, channel: impl Into<ChannelId>, to: impl Into<MessageId>, text: &str) -> MessageId {
        let (channel, draft) = (channel.into(), Draft { answers: Some(to.into()), ..Draft::text(text) });
        must(self.world(|world| world.say(self.id, channel, draft)), "send the reply")
    }

    /// Sends the bot a DM. Returns the channel and the message.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn say_to_bot(&self, text: &str) -> (SandboxChannel, MessageId) {
        let sent = self.world(|world| {
            let channel = world.dm_with(self.id)?;
            Ok::<_, Refusal>((channel, world.create_message(channel, self.id, Draft::text(text))?))
        });
        let (channel, message) = must(sent, "send the bot a message");
        (SandboxChannel::new(&self.shared, channel), message)
    }

    /// Edits a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn edit(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, text: &str) {
        let (channel, message) = (channel.into(), message.into());
        let edit = Edit { content: Some(text.to_owned()), ..Edit::default() };
        must(self.world(|world| world.edit_message(channel, message, edit)), "edit the message");
    }

    /// Deletes a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn delete(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.delete_message(channel, message)), "delete the message");
    }

    /// Deletes several messages at once.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn delete_many(&self, channel: impl Into<ChannelId>, messages: &[MessageId]) {
        let channel = channel.into();
        must(self.world(|world| world.delete_messages(channel, messages)), "delete the messages");
    }

    /// Pins a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn pin(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.pin(channel, message, self.id, true)), "pin the message");
    }

    /// Reacts to a message: `🎉`, or `name:id` for a custom emoji.
    ///
    /// # Panics
    ///
    /// If there is no such message, or the emoji is not valid.
    #[track_caller]
    pub fn react(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, emoji: &str) {
        let (channel, message) = (channel.into(), message.into());
        let emoji = must(Emoji::parse(emoji).ok_or(Refusal::UNKNOWN_EMOJI), "add the reaction");
        must(self.world(|world| world.add_reaction(channel, message, self.id, &emoji)), "add the reaction");
    }

    /// Removes the user's reaction.
    ///
    /// # Panics
    ///
    /// If there is no such message or reaction.
    #[track_caller]
    pub fn unreact(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, emoji: &str) {
        let (channel, message) = (channel.into(), message.into());
        let emoji = must(Emoji::parse(emoji).ok_or(Refusal::UNKNOWN_EMOJI), "remove the reaction");
        must(self.world(|world| world.remove_reaction(channel, message, self.id, &emoji)), "remove the reaction");
    }

    /// Removes all reactions of a message.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[track_caller]
    pub fn clear_reactions(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.clear_reactions(channel, message)), "remove the reactions");
    }

    /// Removes all reactions with one emoji of a message.
    ///
    /// # Panics
    ///
    /// If there is no such message, or the emoji is not valid.
    #[track_caller]
    pub fn clear_emoji(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, emoji: &str) {
        let (channel, message) = (channel.into(), message.into());
        let emoji = must(Emoji::parse(emoji).ok_or(Refusal::UNKNOWN_EMOJI), "remove the reactions");
        must(self.world(|world| world.clear_emoji(channel, message, &emoji)), "remove the reactions");
    }

    /// Starts typing.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn typing(&self, channel: impl Into<ChannelId>) {
        let channel = channel.into();
        must(self.world(|world| world.start_typing(channel, self.id)), "start typing");
    }

    /// Sets the status: `online`, `idle`, `dnd`, `offline` or `invisible`.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn set_status(&self, status: &str) {
        must(self.world(|world| world.set_presence(self.id, status, &[])), "set the status");
    }

    /// Sets the status `online` with a game as the activity.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn plays(&self, game: &str) {
        let activity = serde_json::json!({"id": "ec0b28a579ecb4bd", "name": game, "type": 0, "created_at": 0});
        must(self.world(|world| world.set_presence(self.id, "online", &[activity])), "set the activity");
    }

    /// Connects to a voice channel.
    ///
    /// # Panics
    ///
    /// If it is not a voice channel of a guild they are in.
    #[track_caller]
    pub fn join_voice(&self, channel: impl Into<ChannelId>) {
        let channel = channel.into();
        must(self.world(|world| world.join_voice(channel, self.id, false, false)), "connect to the voice channel");
    }

    /// Disconnects from voice in a guild.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn leave_voice(&self, guild: impl Into<GuildId>) {
        let guild = guild.into();
        must(self.world(|world| world.leave_voice(guild, self.id)), "disconnect from voice");
    }

    /// Sets or removes the user's nickname in a guild.
    ///
    /// # Panics
    ///
    /// If they are not a member.
    #[track_caller]
    pub fn set_nick(&self, guild: impl Into<GuildId>, nick: Option<&str>) {
        let (guild, nick) = (guild.into(), nick.map(str::to_owned));
        must(self.world(|world| world.edit_member(guild, self.id, |it| it.nick = nick)), "set the nickname");
    }

    /// Gives the user a role in a guild. The bot can be given roles as well, also those above its own.
    ///
    /// # Panics
    ///
    /// If they are not a member, or there is no such role.
    #[track_caller]
    pub fn give_role(&self, guild: impl Into<GuildId>, role: RoleId) {
        let guild = guild.into();
        must(self.world(|world| world.give_role(guild, self.id, role)), "give the role");
    }

    /// Takes a role of the user away in a guild.
    ///
    /// # Panics
    ///
    /// If they are not a member, or there is no such role.
    #[track_caller]
    pub fn take_role(&self, guild: impl Into<GuildId>, role: RoleId) {
        let guild = guild.into();
        must(self.world(|world| world.take_role(guild, self.id, role)), "take the role away");
    }

    /// Votes for an answer of a poll, by its text or its number counted from 1. If the poll allows one vote for each
    /// user, this replaces the user's vote.
    ///
    /// # Panics
    ///
    /// If there is no such poll or answer, the poll has ended, or the user cannot see the channel.
    #[track_caller]
    pub fn vote(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, answer: &str) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.vote(self.id, channel, message, answer)), "vote");
    }

    /// Takes a vote back.
    ///
    /// # Panics
    ///
    /// As [`vote`](Self::vote), and if the user has not voted for this answer.
    #[track_caller]
    pub fn unvote(&self, channel: impl Into<ChannelId>, message: impl Into<MessageId>, answer: &str) {
        let (channel, message) = (channel.into(), message.into());
        must(self.world(|world| world.unvote(self.id, channel, message, answer)), "take the vote back");
    }

    /// Changes the user name.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn rename(&self, name: &str) {
        let name = name.to_owned();
        must(self.world(|world| world.edit_user(self.id, |it| it.username = name)), "rename the user");
    }

    /// Runs a command, uses a component or submits a modal. `kind` is Discord's interaction type (2: command, 3:
    /// component, 5: modal submit), `data` the interaction's `data` object; `id` and `type` of a command can be left
    /// out.
    ///
    /// # Panics
    ///
    /// If the channel was deleted or they are not a member.
    #[track_caller]
    pub fn interacts(&self, channel: impl Into<ChannelId>, kind: u8, data: Value) -> InteractionId {
        let channel = channel.into();
        must(self.world(|world| world.interact(channel, self.id, kind, data)), "create the interaction")
    }
}
