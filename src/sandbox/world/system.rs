//! System messages: what Discord writes into channels about pins, joins and threads (events.md, message types).

use serde_json::{Value, json};

use super::state::{JOIN, PIN, THREAD_CREATED, THREAD_STARTER};
use super::{ChannelKind, Draft, Refusal, World};
use crate::model::{ChannelId, GuildId, MessageId, UserId};

/// The flag SUPPRESS_JOIN_NOTIFICATIONS of a guild's system channel.
const NO_JOINS: u64 = 1;

impl World {
    /// A user joined: a message in the system channel, unless the guild has none or suppresses these messages.
    pub(super) fn announce_join(&mut self, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        match self.system_channel(guild) {
            Some(channel) => self.write_system(channel, user, JOIN, "", None),
            None => Ok(()),
        }
    }

    /// The channel that gets messages about joins.
    fn system_channel(&self, guild: GuildId) -> Option<ChannelId> {
        let guild = self.guilds.get(&guild)?;
        let flags = guild.settings.get("system_channel_flags").and_then(Value::as_u64).unwrap_or_default();
        let id = match guild.settings.get("system_channel_id") {
            Some(id) => ChannelId::new(id.as_str()?.parse().ok()?),
            None => *guild.channels.first()?,
        };
        let is_text = self.channels.get(&id).is_some_and(|it| it.kind == ChannelKind::Text);
        (flags & NO_JOINS == 0 && is_text).then_some(id)
    }

    /// A user pinned a message: a message in its channel.
    pub(super) fn announce_pin(&mut self, channel: ChannelId, id: MessageId, by: UserId) -> Result<(), Refusal> {
        let reference = self.reference_to(channel, Some(id))?;
        self.write_system(channel, by, PIN, "", Some(reference))
    }

    /// A thread was created without a message: a message with its name in the channel.
    pub(in crate::sandbox) fn announce_thread(&mut self, thread: ChannelId) -> Result<(), Refusal> {
        let it = self.channel(thread)?;
        let (name, parent) = (it.name.clone(), it.parent.ok_or(Refusal::UNKNOWN_CHANNEL)?);
        let owner = it.thread.as_ref().ok_or(Refusal::WRONG_CHANNEL)?.owner;
        let reference = self.reference_to(thread, None)?;
        self.write_system(parent, owner, THREAD_CREATED, &name, Some(reference))
    }

    /// A thread was started from a message: its first message refers to that message.
    pub(in crate::sandbox) fn begin_thread(&mut self, thread: ChannelId, from: MessageId) -> Result<(), Refusal> {
        let it = self.channel(thread)?;
        let parent = it.parent.ok_or(Refusal::UNKNOWN_CHANNEL)?;
        let owner = it.thread.as_ref().ok_or(Refusal::WRONG_CHANNEL)?.owner;
        let reference = self.reference_to(parent, Some(from))?;
        self.write_system(thread, owner, THREAD_STARTER, "", Some(reference))
    }

    fn reference_to(&self, channel: ChannelId, message: Option<MessageId>) -> Result<Value, Refusal> {
        let mut json = json!({"type": 0, "channel_id": channel});
        if let Some(message) = message {
            json["message_id"] = json!(message);
        }
        if let Some(guild) = self.channel(channel)?.guild {
            json["guild_id"] = json!(guild);
        }
        Ok(json)
    }

    fn write_system(
        &mut self,
        channel: ChannelId,
        author: UserId,
        kind: u8,
        content: &str,
        refers: Option<Value>,
    ) -> Result<(), Refusal> {
        let draft = Draft { kind: Some(kind), refers, ..Draft::text(content) };
        self.create_message(channel, author, draft).map(drop)
    }
}
