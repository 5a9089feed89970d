//! Channels of guilds, and DMs.

use serde_json::{Map, Value, json};

use super::ids::iso;
use super::{Channel, ChannelKind, MessageLog, Overwrite, Refusal, World};
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, UserId};

impl World {
    /// Creates a channel at the end of a guild's list.
    pub(in crate::sandbox) fn create_channel(
        &mut self,
        guild_id: GuildId,
        name: &str,
        kind: ChannelKind,
    ) -> Result<ChannelId, Refusal> {
        let id = ChannelId::new(self.ids.next(self.now));
        let guild = self.guild_mut(guild_id)?;
        let position = i64::try_from(guild.channels.len()).unwrap_or(i64::MAX);
        guild.channels.push(id);
        let channel = Channel { guild: Some(guild_id), position, ..empty_channel(id, kind, name) };
        self.channels.insert(id, channel);
        self.messages.insert(id, MessageLog::default());
        self.emit_channel("CHANNEL_CREATE", id);
        Ok(id)
    }

    /// Adds a finished channel to its guild's list.
    pub(in crate::sandbox) fn add_channel(&mut self, guild: GuildId, channel: Channel) -> Result<(), Refusal> {
        let id = channel.id;
        self.guild_mut(guild)?.channels.push(id);
        self.channels.insert(id, channel);
        self.messages.insert(id, MessageLog::default());
        self.emit_channel("CHANNEL_CREATE", id);
        Ok(())
    }

    /// The channel with this name and kind in a guild.
    pub(in crate::sandbox) fn channel_named(&self, guild: GuildId, name: &str, kind: ChannelKind) -> Option<ChannelId> {
        let channels = &self.guilds.get(&guild)?.channels;
        channels
            .iter()
            .copied()
            .find(|id| self.channels.get(id).is_some_and(|channel| channel.name == name && channel.kind == kind))
    }

    /// Changes a channel in place and emits CHANNEL_UPDATE or THREAD_UPDATE.
    pub(in crate::sandbox) fn edit_channel(
        &mut self,
        id: ChannelId,
        change: impl FnOnce(&mut Channel),
    ) -> Result<(), Refusal> {
        let channel = self.channels.get_mut(&id).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        change(channel);
        let name = if channel.thread.is_some() { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" };
        self.emit_channel(name, id);
        Ok(())
    }

    /// Sets or replaces a permission overwrite.
    pub(in crate::sandbox) fn set_overwrite(&mut self, id: ChannelId, overwrite: Overwrite) -> Result<(), Refusal> {
        self.edit_channel(id, |channel| {
            channel.overwrites.retain(|it| it.id != overwrite.id);
            channel.overwrites.push(overwrite);
        })
    }

    pub(in crate::sandbox) fn delete_channel(&mut self, id: ChannelId) -> Result<(), Refusal> {
        if self.channel(id)?.thread.is_some() {
            return self.delete_thread(id);
        }
        // The threads of a channel are deleted with it; Discord sends no THREAD_DELETE for them.
        let threads = self.threads_under(id);
        self.emit_channel("CHANNEL_DELETE", id);
        let channel = self.channels.remove(&id).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        self.messages.remove(&id);
        for thread in threads {
            self.channels.remove(&thread);
            self.messages.remove(&thread);
        }
        for child in self.channels.values_mut().filter(|it| it.parent == Some(id)) {
            child.parent = None;
        }
        self.webhooks.retain(|_, webhook| webhook.channel != id);
        self.invites.retain(|_, invite| invite.channel != id);
        if let Some(guild) = channel.guild.and_then(|guild| self.guilds.get_mut(&guild)) {
            guild.channels.retain(|it| *it != id);
            guild.voice.retain(|_, state| state.channel != id);
            guild.stages.remove(&id);
            if guild.settings.get("system_channel_id") == Some(&json!(id)) {
                guild.settings.insert("system_channel_id".to_owned(), Value::Null);
            }
        }
        Ok(())
    }

    /// The DM channel between the bot and a user, created if there is none. No event is emitted: CHANNEL_CREATE is only
    /// for channels of guilds.
    pub(in crate::sandbox) fn dm_with(&mut self, user: UserId) -> Result<ChannelId, Refusal> {
        self.user(user)?;
        if let Some(channel) = self.channels.values().find(|channel| channel.recipient == Some(user)) {
            return Ok(channel.id);
        }
        let id = ChannelId::new(self.ids.next(self.now));
        self.channels.insert(id, Channel { recipient: Some(user), ..empty_channel(id, ChannelKind::Dm, "") });
        self.messages.insert(id, MessageLog::default());
        Ok(id)
    }

    /// The DM channel between two users, created if there is none. The bot does not see it.
    pub(in crate::sandbox) fn private_channel(&mut self, one: UserId, other: UserId) -> Result<ChannelId, Refusal> {
        self.user(one)?;
        self.user(other)?;
        let users = (one.min(other), one.max(other));
        if let Some(channel) = self.channels.values().find(|channel| channel.between == Some(users)) {
            return Ok(channel.id);
        }
        let id = ChannelId::new(self.ids.next(self.now));
        self.channels.insert(id, Channel { between: Some(users), ..empty_channel(id, ChannelKind::Dm, "") });
        self.messages.insert(id, MessageLog::default());
        Ok(id)
    }

    /// A user starts typing: TYPING_START.
    pub(in crate::sandbox) fn start_typing(&mut self, channel: ChannelId, user: UserId) -> Result<(), Refusal> {
        let guild = self.channel(channel)?.guild;
        let mut json = json!({"channel_id": channel, "user_id": user, "timestamp": self.now / 1_000_000});
        let needs = if let Some(guild) = guild {
            json["guild_id"] = json!(guild);
            json["member"] = self.member_json(guild, user)?;
            Intents::GUILD_MESSAGE_TYPING
        } else {
            Intents::DIRECT_MESSAGE_TYPING
        };
        self.emit_in_channel("TYPING_START", channel, needs, json);
        Ok(())
    }

    /// Emits CHANNEL_PINS_UPDATE; a new pin becomes the channel's last one.
    pub(in crate::sandbox) fn update_pins(&mut self, channel: ChannelId, pinned: bool) -> Result<(), Refusal> {
        let now = self.now;
        let it = self.channels.get_mut(&channel).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        it.last_pin_us = if pinned { Some(now) } else { it.last_pin_us };
        let mut json = json!({"channel_id": channel, "last_pin_timestamp": it.last_pin_us.map(iso)});
        let needs = if let Some(guild) = it.guild {
            json["guild_id"] = json!(guild);
            Intents::GUILDS
        } else {
            Intents::DIRECT_MESSAGES
        };
        self.emit_in_channel("CHANNEL_PINS_UPDATE", channel, needs, json);
        Ok(())
    }

    pub(in crate::sandbox) fn emit_channel(&mut self, name: &'static str, id: ChannelId) {
        let Some(json) = self.channels.get(&id).map(|channel| channel.json(self, true)) else {
            return;
        };
        self.emit_in_channel(name, id, Intents::GUILDS, json);
    }

    /// Emits an event of a channel, if the bot can see the channel.
    pub(in crate::sandbox) fn emit_in_channel(
        &mut self,
        name: &'static str,
        id: ChannelId,
        needs: Intents,
        data: Value,
    ) {
        if self.bot_sees(id) {
            let guild = self.channels.get(&id).and_then(|channel| channel.guild);
            self.emit(name, guild, needs, data);
        }
    }
}

/// A channel without any settings.
pub(in crate::sandbox) fn empty_channel(id: ChannelId, kind: ChannelKind, name: &str) -> Channel {
    Channel {
        id,
        kind,
        guild: None,
        name: name.to_owned(),
        topic: None,
        position: 0,
        overwrites: Vec::new(),
        user_limit: 0,
        recipient: None,
        between: None,
        last_message: None,
        last_pin_us: None,
        status: None,
        voice_start: None,
        parent: None,
        thread: None,
        settings: Map::new(),
    }
}
