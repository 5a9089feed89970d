//! Acting as people: guilds, channels and users that can be told to do things, and what the bot answers.
//!
//! These are test helpers: asking for the impossible (writing into a channel that was deleted) panics at the line that
//! asked for it, as an assertion would.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::shared::{Shared, State};
use super::world::{ChannelKind, Draft, Edit, Emoji, Message, Overwrite, Refusal, World};
use crate::model::{ChannelId, GenericId, GuildId, InteractionId, MessageId, RoleId, UserId};

/// How long [`SandboxChannel::expect`] waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// Something did not happen in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeout {
    limit: Duration,
    what: String,
}

impl Timeout {
    pub(super) fn new(limit: Duration, what: impl Into<String>) -> Self {
        Self { limit, what: what.into() }
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} did not happen within {:?}", self.what, self.limit)
    }
}

impl std::error::Error for Timeout {}

/// Unwraps what a test asked for, at the test's line.
#[track_caller]
#[allow(clippy::panic)] // The documented behaviour of a test helper; everything else uses the methods that return errors.
fn must<T>(result: Result<T, Refusal>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(refusal) => panic!("the sandbox cannot let {what}: {refusal}"),
    }
}

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident($id:ty)) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            shared: Arc<Shared>,
            id: $id,
        }

        impl $name {
            pub(super) fn new(shared: &Arc<Shared>, id: $id) -> Self {
                Self { shared: shared.clone(), id }
            }

            /// Its id.
            #[must_use]
            pub fn id(&self) -> $id {
                self.id
            }

            fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
                self.shared.look(look)
            }

            fn world<R>(&self, act: impl FnOnce(&mut World) -> R) -> R {
                self.shared.act(|state| act(&mut state.world))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.id).finish()
            }
        }

        impl From<&$name> for $id {
            fn from(it: &$name) -> Self {
                it.id
            }
        }

        impl From<$name> for $id {
            fn from(it: $name) -> Self {
                it.id
            }
        }
    };
}

handle! {
    /// A guild of the sandbox.
    SandboxGuild(GuildId)
}
handle! {
    /// A channel of the sandbox.
    SandboxChannel(ChannelId)
}
handle! {
    /// A person (or the bot) of the sandbox, who does what the test says.
    SandboxUser(UserId)
}

impl SandboxGuild {
    /// The text channel of that name, made if there is none.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn channel(&self, name: &str) -> SandboxChannel {
        self.channel_of(name, ChannelKind::Text)
    }

    /// The voice channel of that name, made if there is none.
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
        SandboxChannel::new(&self.shared, must(id.ok_or(Refusal::UNKNOWN_GUILD), "a channel be made"))
    }

    /// Puts `count` people named `prefix0`, `prefix1`, … into the guild, without an event: scenery for member requests.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn populate(&self, prefix: &str, count: usize) {
        must(self.world(|world| world.populate(self.id, prefix, count)), "people in");
    }

    /// How many members there are, the bot included.
    #[must_use]
    pub fn member_count(&self) -> usize {
        self.look(|state| state.world.guilds.get(&self.id).map_or(0, |guild| guild.members.len()))
    }

    /// Gives the guild another name.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn rename(&self, name: &str) {
        must(self.world(|world| world.rename_guild(self.id, name)), "a guild be renamed");
    }

    /// Makes a role with these permission bits, above the other roles.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn create_role(&self, name: &str, permissions: u64) -> RoleId {
        must(self.world(|world| world.create_role(self.id, name, permissions)), "a role be made")
    }

    /// Gives a role other permission bits.
    ///
    /// # Panics
    ///
    /// If there is no such role.
    #[track_caller]
    pub fn set_role_permissions(&self, role: RoleId, permissions: u64) {
        let edited = self.world(|world| world.edit_role(self.id, role, |it| it.permissions = permissions));
        must(edited, "a role be changed");
    }

    /// Deletes a role.
    ///
    /// # Panics
    ///
    /// If there is no such role.
    #[track_caller]
    pub fn delete_role(&self, role: RoleId) {
        must(self.world(|world| world.delete_role(self.id, role)), "a role be deleted");
    }

    /// Sets what a bare member may do (the bits of `@everyone`).
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn set_everyone_permissions(&self, permissions: u64) {
        self.set_role_permissions(self.id.everyone_role(), permissions);
    }

    /// Sets what the role that came with the bot may do.
    ///
    /// # Panics
    ///
    /// If the bot is not in the guild.
    #[track_caller]
    pub fn set_bot_permissions(&self, permissions: u64) {
        let role = self.look(|state| {
            let guild = state.world.guilds.get(&self.id)?;
            guild.roles.values().find(|role| role.managed_by == Some(state.world.bot)).map(|role| role.id)
        });
        self.set_role_permissions(must(role.ok_or(Refusal::UNKNOWN_ROLE), "the bot's role be changed"), permissions);
    }

    /// Adds a custom emoji.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn create_emoji(&self, name: &str) -> crate::model::EmojiId {
        must(self.world(|world| world.create_emoji(self.id, name)), "an emoji be made")
    }

    /// An outage begins: the bot gets GUILD_DELETE with `unavailable`.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn outage(&self) {
        must(self.world(|world| world.set_unavailable(self.id, true)), "a guild fail");
    }

    /// The outage is over: the bot gets GUILD_CREATE.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn restore(&self) {
        must(self.world(|world| world.set_unavailable(self.id, false)), "a guild come back");
    }

    /// The bot is thrown out.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn kick_bot(&self) {
        must(self.world(|world| world.remove_bot(self.id)), "the bot be kicked");
    }

    /// The bot is invited (again).
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn invite_bot(&self) {
        must(self.world(|world| world.add_bot(self.id)), "the bot be invited");
    }

    /// Deletes the guild for good.
    ///
    /// # Panics
    ///
    /// If it was deleted before.
    #[track_caller]
    pub fn delete(&self) {
        must(self.world(|world| world.delete_guild(self.id)), "a guild be deleted");
    }

    /// The shard of so many that this guild lives on.
    #[must_use]
    pub fn shard(&self, shards: u32) -> u32 {
        u32::try_from((self.id.get() >> 22) % u64::from(shards.max(1))).unwrap_or(0)
    }
}

impl SandboxChannel {
    /// Its name; empty for a DM.
    #[must_use]
    pub fn name(&self) -> String {
        self.look(|state| state.world.channels.get(&self.id).map(|it| it.name.clone()).unwrap_or_default())
    }

    /// Its messages, oldest first (at most the newest 10,000).
    #[must_use]
    pub fn messages(&self) -> Vec<SandboxMessage> {
        self.look(|state| {
            let log = state.world.messages.get(&self.id);
            log.map(|log| log.iter().map(|it| SandboxMessage::of(&state.world, it)).collect()).unwrap_or_default()
        })
    }

    /// A message as it is now.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<SandboxMessage> {
        self.look(|state| {
            let message = state.world.messages.get(&self.id)?.get(id)?;
            Some(SandboxMessage::of(&state.world, message))
        })
    }

    /// Waits for a message of the bot's in this channel. Messages are handed out in order: what was passed over or
    /// returned by one call is not seen by the next. Waits up to 5 seconds.
    ///
    /// # Errors
    ///
    /// If there is none in time.
    pub async fn expect(&self, is_it: impl FnMut(&SandboxMessage) -> bool) -> Result<SandboxMessage, Timeout> {
        self.expect_within(PATIENCE, is_it).await
    }

    /// The same with a limit of one's own.
    ///
    /// # Errors
    ///
    /// If there is none in time.
    pub async fn expect_within(
        &self,
        limit: Duration,
        mut is_it: impl FnMut(&SandboxMessage) -> bool,
    ) -> Result<SandboxMessage, Timeout> {
        let mut seen = self.look(|state| state.read.get(&self.id).copied().unwrap_or(MessageId::new(0)));
        let found = self
            .shared
            .wait_for(limit, |state| {
                let bot = state.world.bot;
                for message in state.world.messages.get(&self.id)?.after(seen) {
                    seen = message.id;
                    if message.author == bot {
                        let message = SandboxMessage::of(&state.world, message);
                        if is_it(&message) {
                            return Some(message);
                        }
                    }
                }
                None
            })
            .await;
        match found {
            Some(message) => {
                self.shared.act(|state| state.read.insert(self.id, message.id));
                Ok(message)
            }
            None => Err(Timeout::new(limit, format!("the bot's message in #{}", self.name()))),
        }
    }

    /// Sets how many people a voice channel holds; 0 is no limit.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn set_user_limit(&self, people: u32) {
        must(self.world(|world| world.edit_channel(self.id, |it| it.user_limit = people)), "a channel be changed");
    }

    /// Gives the channel another topic.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn set_topic(&self, topic: &str) {
        let topic = Some(topic.to_owned());
        must(self.world(|world| world.edit_channel(self.id, |it| it.topic = topic)), "a channel be changed");
    }

    /// Allows and denies permission bits to a role, or to everybody with the id of the guild.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn overwrite_role(&self, role: RoleId, allow: u64, deny: u64) {
        self.overwrite(Overwrite { id: GenericId::new(role.get()), is_member: false, allow, deny });
    }

    /// Allows and denies permission bits to one member.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn overwrite_member(&self, user: impl Into<UserId>, allow: u64, deny: u64) {
        self.overwrite(Overwrite { id: GenericId::new(user.into().get()), is_member: true, allow, deny });
    }

    #[track_caller]
    fn overwrite(&self, overwrite: Overwrite) {
        must(self.world(|world| world.set_overwrite(self.id, overwrite)), "a channel be changed");
    }

    /// Deletes the channel.
    ///
    /// # Panics
    ///
    /// If it was deleted before.
    #[track_caller]
    pub fn delete(&self) {
        must(self.world(|world| world.delete_channel(self.id)), "a channel be deleted");
    }
}

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
        must(self.world(|world| world.show(self.id, status, &[])), "a status be shown");
    }

    /// Plays a game while online.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn plays(&self, game: &str) {
        let activity = serde_json::json!({"id": "ec0b28a579ecb4bd", "name": game, "type": 0, "created_at": 0});
        must(self.world(|world| world.show(self.id, "online", &[activity])), "a game be played");
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

impl World {
    /// Somebody says something, and joins the guild first if they are no member.
    pub(super) fn say(&mut self, user: UserId, channel: ChannelId, draft: Draft) -> Result<MessageId, Refusal> {
        if let Some(guild) = self.channel(channel)?.guild {
            if user != self.bot {
                self.join(guild, user)?;
            }
        }
        self.create_message(channel, user, draft)
    }
}

/// A message, as it was when it was looked at.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxMessage {
    /// Its id.
    pub id: MessageId,
    /// The channel it is in.
    pub channel_id: ChannelId,
    /// Who wrote it.
    pub author_id: UserId,
    /// The user name of who wrote it.
    pub author: String,
    /// Its text.
    pub content: String,
    /// Its embeds, as they were sent.
    pub embeds: Vec<Value>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// Whether it was edited.
    pub edited: bool,
    /// Its reactions: emoji (`🎉`, or `name:id`) and who reacted.
    pub reactions: Vec<(String, Vec<UserId>)>,
    /// Whether only one person can see it.
    pub ephemeral: bool,
    /// Everything, as HTTP shows it.
    pub raw: Value,
}

impl SandboxMessage {
    pub(super) fn of(world: &World, message: &Message) -> Self {
        let reactions = message.reactions.iter().map(|it| {
            let name = match it.emoji.id {
                Some(id) => format!("{}:{id}", it.emoji.name),
                None => it.emoji.name.clone(),
            };
            (name, it.users.clone())
        });
        Self {
            id: message.id,
            channel_id: message.channel,
            author_id: message.author,
            author: world.users.get(&message.author).map(|user| user.username.clone()).unwrap_or_default(),
            content: message.content.clone(),
            embeds: message.embeds.clone(),
            reply_to: message.answers,
            edited: message.edited_us.is_some(),
            reactions: reactions.collect(),
            ephemeral: message.ephemeral_for.is_some(),
            raw: world.whole_message_json(message),
        }
    }
}

impl From<&SandboxMessage> for MessageId {
    fn from(message: &SandboxMessage) -> Self {
        message.id
    }
}
