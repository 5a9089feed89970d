//! Threads of channels and forums, and their members.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::ids::iso;
use super::{Channel, ChannelKind, MessageLog, Refusal, Thread, World, empty_channel, merge};
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, UserId};

impl Thread {
    /// Adds the fields of a thread to the JSON of a channel.
    pub(super) fn describe(&self, channel: &Channel, json: &mut Value) {
        let mut metadata = json!({
            "archived": self.archived,
            "archive_timestamp": iso(self.archive_us),
            "auto_archive_duration": self.auto_archive,
            "locked": self.locked,
            "create_timestamp": iso(self.created_us),
        });
        if channel.kind == ChannelKind::PrivateThread {
            metadata["invitable"] = json!(self.invitable);
        }
        merge(
            json,
            json!({
                "name": channel.name,
                "parent_id": channel.parent,
                "owner_id": self.owner,
                "rate_limit_per_user": 0,
                "message_count": self.messages,
                "total_message_sent": self.sent,
                // Discord stops counting at 50.
                "member_count": self.members.len().min(50),
                "thread_metadata": metadata,
            }),
        );
        merge(json, Value::Object(channel.settings.clone()));
    }

    /// The thread member object of a user, if they are a member.
    pub(in crate::sandbox) fn member_json(&self, thread: ChannelId, user: UserId) -> Option<Value> {
        let joined = self.members.get(&user)?;
        Some(json!({"id": thread, "user_id": user, "join_timestamp": iso(*joined), "flags": 0}))
    }
}

impl World {
    /// The threads of a channel.
    pub(in crate::sandbox) fn threads_under(&self, parent: ChannelId) -> Vec<ChannelId> {
        let under = |it: &&Channel| it.thread.is_some() && it.parent == Some(parent);
        let mut ids: Vec<ChannelId> = self.channels.values().filter(under).map(|it| it.id).collect();
        ids.sort_unstable();
        ids
    }

    /// The threads of a guild that are not archived, oldest first.
    pub(in crate::sandbox) fn active_threads(&self, guild: GuildId) -> Vec<ChannelId> {
        let active = |it: &&Channel| it.guild == Some(guild) && it.thread.as_ref().is_some_and(|it| !it.archived);
        let mut ids: Vec<ChannelId> = self.channels.values().filter(active).map(|it| it.id).collect();
        ids.sort_unstable();
        ids
    }

    /// A thread as the HTTP API shows it: with the bot's thread member object, if it is a member.
    pub(in crate::sandbox) fn thread_json(&self, id: ChannelId) -> Result<Value, Refusal> {
        let channel = self.channel(id)?;
        let mut json = channel.json(self, true);
        if let Some(member) = channel.thread.as_ref().and_then(|it| it.member_json(id, self.bot)) {
            json["member"] = member;
        }
        Ok(json)
    }

    /// Starts a thread with the given id, with its owner as a member: THREAD_CREATE.
    pub(in crate::sandbox) fn create_thread(
        &mut self,
        id: ChannelId,
        parent: ChannelId,
        kind: ChannelKind,
        name: &str,
        owner: UserId,
        settings: Map<String, Value>,
    ) -> Result<(), Refusal> {
        let guild = self.channel(parent)?.guild;
        let thread = Thread {
            owner,
            archived: false,
            locked: false,
            invitable: settings.get("invitable").and_then(Value::as_bool).unwrap_or(true),
            auto_archive: settings.get("auto_archive_duration").and_then(Value::as_u64).unwrap_or(4320),
            archive_us: self.now,
            created_us: self.now,
            members: BTreeMap::from([(owner, self.now)]),
            messages: 0,
            sent: 0,
        };
        let settings = settings
            .into_iter()
            .filter(|(key, _)| matches!(key.as_str(), "rate_limit_per_user" | "applied_tags" | "flags"))
            .collect();
        let channel = Channel {
            guild,
            parent: Some(parent),
            thread: Some(Box::new(thread)),
            settings,
            ..empty_channel(id, kind, name)
        };
        self.channels.insert(id, channel);
        self.messages.insert(id, MessageLog::default());
        let mut json = self.thread_json(id)?;
        json["newly_created"] = json!(true);
        self.emit_in_channel("THREAD_CREATE", id, Intents::GUILDS, json);
        Ok(())
    }

    /// THREAD_DELETE has only the ids and the type.
    pub(super) fn delete_thread(&mut self, id: ChannelId) -> Result<(), Refusal> {
        let channel = self.channel(id)?;
        let json = json!({
            "id": id, "guild_id": channel.guild, "parent_id": channel.parent, "type": channel.kind as u8,
        });
        self.emit_in_channel("THREAD_DELETE", id, Intents::GUILDS, json);
        self.channels.remove(&id);
        self.messages.remove(&id);
        Ok(())
    }

    /// Adds a user to a thread or removes them. Nothing happens if that is so already.
    pub(in crate::sandbox) fn set_thread_member(
        &mut self,
        id: ChannelId,
        user: UserId,
        inside: bool,
    ) -> Result<(), Refusal> {
        let now = self.now;
        let channel = self.channels.get_mut(&id).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        let guild = channel.guild;
        let thread = channel.thread.as_mut().ok_or(Refusal::WRONG_CHANNEL)?;
        let before = thread.members.len();
        if inside {
            thread.members.entry(user).or_insert(now);
        } else {
            thread.members.remove(&user);
        }
        if thread.members.len() == before {
            return Ok(());
        }
        let mut json = json!({"id": id, "guild_id": guild, "member_count": thread.members.len().min(50)});
        if let Some(mut member) = thread.member_json(id, user) {
            if let Some(guild) = guild {
                member["member"] = self.member_json(guild, user).unwrap_or_default();
            }
            member["presence"] = Value::Null;
            json["added_members"] = json!([member]);
        } else {
            json["removed_member_ids"] = json!([user]);
        }
        // For the bot itself the event does not need the GUILD_MEMBERS intent.
        let needs = if user == self.bot { Intents::GUILDS } else { Intents::GUILD_MEMBERS };
        if let Some(guild) = guild {
            self.emit_in_guild("THREAD_MEMBERS_UPDATE", guild, needs, json);
        }
        Ok(())
    }

    /// Unarchives a thread, as a message in it does.
    pub(in crate::sandbox) fn unarchive_thread(&mut self, id: ChannelId) -> Result<(), Refusal> {
        let now = self.now;
        if self.channel(id)?.thread.as_ref().is_some_and(|it| it.archived) {
            self.edit_channel(id, |channel| {
                if let Some(thread) = &mut channel.thread {
                    thread.archived = false;
                    thread.archive_us = now;
                }
            })?;
        }
        Ok(())
    }
}
