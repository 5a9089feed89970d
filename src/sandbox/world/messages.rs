//! Messages: created, edited, deleted, pinned. The HTTP API checks lengths and form before it calls these methods.

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::state::THREAD_STARTER;
use super::{ChannelKind, Event, EventData, LOADING, Message, Refusal, World};
use crate::gateway::Intents;
use crate::model::{ApplicationId, ChannelId, GuildId, MessageId, RoleId, UserId, WebhookId};

/// The flag EPHEMERAL of a message (events.md, appendix B).
const EPHEMERAL: u64 = 1 << 6;

/// A message to be created.
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct Draft {
    pub(in crate::sandbox) content: String,
    pub(in crate::sandbox) tts: bool,
    pub(in crate::sandbox) embeds: Vec<Value>,
    pub(in crate::sandbox) attachments: Vec<Value>,
    pub(in crate::sandbox) components: Vec<Value>,
    /// `sticker_items`.
    pub(in crate::sandbox) stickers: Vec<Value>,
    pub(in crate::sandbox) poll: Option<Value>,
    pub(in crate::sandbox) nonce: Option<Value>,
    pub(in crate::sandbox) flags: u64,
    /// The message of the same channel that it replies to.
    pub(in crate::sandbox) answers: Option<MessageId>,
    /// Which mentions in the text notify; `None` means all of them.
    pub(in crate::sandbox) allowed_mentions: Option<AllowedMentions>,
    /// `interaction_metadata`, for the answer to an interaction.
    pub(in crate::sandbox) interaction: Option<Value>,
    /// The name of the command that it answers.
    pub(in crate::sandbox) command: Option<String>,
    pub(in crate::sandbox) application: Option<ApplicationId>,
    pub(in crate::sandbox) webhook: Option<WebhookId>,
    /// Only this user and the bot can see the message.
    pub(in crate::sandbox) ephemeral_for: Option<UserId>,
    /// The author object of a webhook's message.
    pub(in crate::sandbox) webhook_author: Option<Box<RawValue>>,
    /// `message_reference` and `message_snapshots` of a forwarded message.
    pub(in crate::sandbox) forwards: Option<(Value, Value)>,
    /// `message_reference` of a system message.
    pub(in crate::sandbox) refers: Option<Value>,
    /// The message type, if it does not follow from the other fields.
    pub(in crate::sandbox) kind: Option<u8>,
}

impl Draft {
    /// A message with only text.
    pub(in crate::sandbox) fn text(content: &str) -> Self {
        Self { content: content.to_owned(), ..Self::default() }
    }
}

/// Which mentions notify (rest.md; `allowed_mentions` of Create Message).
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct AllowedMentions {
    pub(in crate::sandbox) everyone: bool,
    /// `None`: all users mentioned in the text.
    pub(in crate::sandbox) users: Option<Vec<UserId>>,
    /// `None`: all roles mentioned in the text.
    pub(in crate::sandbox) roles: Option<Vec<RoleId>>,
    /// Whether the author of the replied-to message is mentioned.
    pub(in crate::sandbox) replied_user: bool,
}

/// A change to a message. Fields that are `None` stay as they are.
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct Edit {
    pub(in crate::sandbox) content: Option<String>,
    pub(in crate::sandbox) embeds: Option<Vec<Value>>,
    pub(in crate::sandbox) attachments: Option<Vec<Value>>,
    pub(in crate::sandbox) components: Option<Vec<Value>>,
    pub(in crate::sandbox) flags: Option<u64>,
    /// Which mentions in the new text notify; `None` means all of them.
    pub(in crate::sandbox) allowed_mentions: Option<AllowedMentions>,
    pub(in crate::sandbox) poll: Option<Value>,
}

impl World {
    /// A user sends a message. If the channel is in a guild that they are not a member of, they join it first.
    pub(in crate::sandbox) fn say(
        &mut self,
        user: UserId,
        channel: ChannelId,
        draft: Draft,
    ) -> Result<MessageId, Refusal> {
        if let Some(guild) = self.channel(channel)?.guild.filter(|_| user != self.bot) {
            self.admit(guild, user)?;
        }
        self.create_message(channel, user, draft)
    }

    /// Creates a message in a channel.
    pub(in crate::sandbox) fn create_message(
        &mut self,
        channel: ChannelId,
        author: UserId,
        draft: Draft,
    ) -> Result<MessageId, Refusal> {
        let id = MessageId::new(self.ids.next(self.now));
        self.create_message_as(id, channel, author, draft)
    }

    /// Creates a message with a given id: the first message of a forum post has the id of its thread.
    pub(in crate::sandbox) fn create_message_as(
        &mut self,
        id: MessageId,
        channel: ChannelId,
        author: UserId,
        draft: Draft,
    ) -> Result<MessageId, Refusal> {
        let place = self.channel(channel)?;
        let (guild, kind) = (place.guild, place.kind);
        // A reply refers to a message of the same channel. If that message is gone, `referenced_message` is null.
        let answered = draft.answers.map(|id| self.message(channel, id).ok().map(|it| (it.id, it.author)));
        let rung = |allowed: &Option<AllowedMentions>| allowed.as_ref().is_none_or(|allowed| allowed.replied_user);
        let answered_author = answered.flatten().map(|(_, author)| author).filter(|_| rung(&draft.allowed_mentions));
        let mentions = self.mentions_in(&draft, guild, answered_author);
        let reference = draft.answers.map(|message| {
            let mut json = json!({"type": 0, "message_id": message, "channel_id": channel});
            if let Some(guild) = guild {
                json["guild_id"] = json!(guild);
            }
            json
        });
        let (reference, snapshots) = match draft.forwards {
            Some((reference, snapshots)) => (Some(reference), Some(snapshots)),
            None => (draft.refers.or(reference), None),
        };
        let kind_of_message = if let Some(kind) = draft.kind {
            kind
        } else if draft.interaction.is_some() {
            20
        } else if draft.answers.is_some() {
            19
        } else {
            0
        };
        let message = Message {
            id,
            channel,
            guild: if kind == ChannelKind::Dm { None } else { guild },
            author,
            webhook: draft.webhook,
            webhook_author: draft.webhook_author,
            application: draft.application,
            kind: kind_of_message,
            content: draft.content,
            edited_us: None,
            tts: draft.tts,
            mention_everyone: mentions.everyone,
            mentions: mentions.users,
            mention_roles: mentions.roles,
            attachments: draft.attachments,
            embeds: draft.embeds,
            components: draft.components,
            stickers: draft.stickers,
            poll: draft.poll,
            reactions: Vec::new(),
            nonce: draft.nonce,
            pinned: false,
            pinned_us: None,
            flags: draft.flags | if draft.ephemeral_for.is_some() { EPHEMERAL } else { 0 },
            reference,
            snapshots,
            answers: answered.flatten().map(|(id, _)| id),
            interaction: draft.interaction,
            command: draft.command,
            ephemeral_for: draft.ephemeral_for,
        };
        self.emit_message("MESSAGE_CREATE", &message);
        if let Some(place) = self.channels.get_mut(&channel) {
            place.last_message = Some(id);
            if let Some(thread) = place.thread.as_mut().filter(|_| is_counted(&message)) {
                thread.messages += 1;
                thread.sent += 1;
            }
        }
        self.messages.entry(channel).or_default().push(message);
        Ok(id)
    }

    /// Changes a message. The caller checks who may change it.
    pub(in crate::sandbox) fn edit_message(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        edit: Edit,
    ) -> Result<(), Refusal> {
        let now = self.now;
        // The mentions of the new text replace the old ones. An edit notifies nobody.
        let mentions = edit.content.as_ref().map(|content| {
            let guild = self.channels.get(&channel).and_then(|it| it.guild);
            let draft =
                Draft { content: content.clone(), allowed_mentions: edit.allowed_mentions.clone(), ..Draft::default() };
            self.mentions_in(&draft, guild, None)
        });
        let message = self.message_mut(channel, id)?;
        // The first edit of a loading message is the deferred answer, not a change of it.
        let was_loading = message.flags & LOADING != 0;
        if let Some(content) = edit.content {
            message.content = content;
        }
        if let Some(mentions) = mentions {
            message.mention_everyone = mentions.everyone;
            message.mentions = mentions.users;
            message.mention_roles = mentions.roles;
        }
        if let Some(embeds) = edit.embeds {
            message.embeds = embeds;
        }
        if let Some(attachments) = edit.attachments {
            message.attachments = attachments;
        }
        if let Some(components) = edit.components {
            message.components = components;
        }
        if let Some(flags) = edit.flags {
            message.flags = flags;
        }
        if let Some(poll) = edit.poll {
            message.poll = Some(poll);
        }
        message.flags &= !LOADING;
        message.edited_us = if was_loading { None } else { Some(now) };
        let message = Message { tts: false, ..message.clone() };
        self.emit_message("MESSAGE_UPDATE", &message);
        if was_loading {
            self.finish_loading(&message);
        }
        Ok(())
    }

    pub(in crate::sandbox) fn delete_message(&mut self, channel: ChannelId, id: MessageId) -> Result<(), Refusal> {
        let log = self.messages.get_mut(&channel).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        let message = log.remove(id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
        self.count_off(channel, u64::from(is_counted(&message)));
        let mut json = json!({"id": id, "channel_id": channel});
        if let Some(guild) = message.guild {
            json["guild_id"] = json!(guild);
        }
        self.emit_in_channel("MESSAGE_DELETE", channel, needs_of(&message), json);
        Ok(())
    }

    /// Deletes several messages at once. Ids that do not exist are ignored.
    pub(in crate::sandbox) fn delete_messages(&mut self, channel: ChannelId, ids: &[MessageId]) -> Result<(), Refusal> {
        let guild = self.channel(channel)?.guild;
        let log = self.messages.get_mut(&channel).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        let removed: Vec<Message> = ids.iter().filter_map(|id| log.remove(*id)).collect();
        let gone: Vec<MessageId> = removed.iter().map(|it| it.id).collect();
        if gone.is_empty() {
            return Ok(());
        }
        self.count_off(channel, removed.iter().filter(|it| is_counted(it)).count() as u64);
        let mut json = json!({"ids": gone, "channel_id": channel});
        if let Some(guild) = guild {
            json["guild_id"] = json!(guild);
        }
        self.emit_in_channel("MESSAGE_DELETE_BULK", channel, Intents::GUILD_MESSAGES, json);
        Ok(())
    }

    fn count_off(&mut self, channel: ChannelId, gone: u64) {
        if let Some(thread) = self.channels.get_mut(&channel).and_then(|it| it.thread.as_mut()) {
            thread.messages = thread.messages.saturating_sub(gone);
        }
    }

    /// Sets the flag of a message that a thread was started from: MESSAGE_UPDATE.
    pub(in crate::sandbox) fn mark_thread(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        flag: u64,
    ) -> Result<(), Refusal> {
        let message = self.message_mut(channel, id)?;
        message.flags |= flag;
        let message = message.clone();
        self.emit_message("MESSAGE_UPDATE", &message);
        Ok(())
    }

    /// A user pins or unpins a message: MESSAGE_UPDATE and CHANNEL_PINS_UPDATE. A pin is announced with a message.
    pub(in crate::sandbox) fn pin(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        by: UserId,
        pinned: bool,
    ) -> Result<(), Refusal> {
        let now = self.now;
        let message = self.message_mut(channel, id)?;
        message.pinned = pinned;
        message.pinned_us = pinned.then_some(now);
        let message = message.clone();
        self.emit_message("MESSAGE_UPDATE", &message);
        self.update_pins(channel, pinned)?;
        if pinned { self.announce_pin(channel, id, by) } else { Ok(()) }
    }

    pub(super) fn emit_message(&mut self, name: &'static str, message: &Message) {
        if self.bot_sees(message.channel) {
            let guild = message.guild.filter(|_| message.ephemeral_for.is_none());
            let data = EventData::Message(Box::new(message.clone()));
            self.events.push(Event { name: name.into(), guild, needs: needs_of(message), data });
        }
    }

    fn mentions_in(&self, draft: &Draft, guild: Option<GuildId>, answered: Option<UserId>) -> Mentions {
        let guild = guild.and_then(|guild| self.guilds.get(&guild));
        let allowed = draft.allowed_mentions.as_ref();
        let mut found = Mentions::default();
        let everyone = draft.content.contains("@everyone") || draft.content.contains("@here");
        found.everyone = guild.is_some() && everyone && allowed.is_none_or(|allowed| allowed.everyone);
        for (marker, id) in markers(&draft.content) {
            match marker {
                Marker::User => {
                    let id = UserId::new(id);
                    let rings = allowed.is_none_or(|it| it.users.as_ref().is_none_or(|users| users.contains(&id)));
                    if rings && self.users.contains_key(&id) && !found.users.contains(&id) {
                        found.users.push(id);
                    }
                }
                Marker::Role => {
                    let id = RoleId::new(id);
                    let rings = allowed.is_none_or(|it| it.roles.as_ref().is_none_or(|roles| roles.contains(&id)));
                    let exists = guild.is_some_and(|guild| guild.roles.contains_key(&id));
                    if rings && exists && !found.roles.contains(&id) {
                        found.roles.push(id);
                    }
                }
            }
        }
        if let Some(author) = answered.filter(|author| !found.users.contains(author)) {
            found.users.push(author);
        }
        found
    }
}

/// Whether `message_count` of a thread counts the message. The one that started it is not counted: it has the thread's
/// id, or refers to a message of the parent channel.
fn is_counted(message: &Message) -> bool {
    message.channel.get() != message.id.get() && message.kind != THREAD_STARTER
}

/// The intent that a message's events need. Events of ephemeral messages need DIRECT_MESSAGES (gateway.md section 15).
fn needs_of(message: &Message) -> Intents {
    if message.guild.is_some() && message.ephemeral_for.is_none() {
        Intents::GUILD_MESSAGES
    } else {
        Intents::DIRECT_MESSAGES
    }
}

#[derive(Debug, Default)]
struct Mentions {
    everyone: bool,
    users: Vec<UserId>,
    roles: Vec<RoleId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    User,
    Role,
}

/// The mentions in a text: `<@id>`, `<@!id>`, `<@&id>`.
fn markers(text: &str) -> impl Iterator<Item = (Marker, u64)> {
    text.split("<@").skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once('>')?;
        match inside.strip_prefix('&') {
            Some(role) => Some((Marker::Role, role.parse().ok()?)),
            None => Some((Marker::User, inside.strip_prefix('!').unwrap_or(inside).parse().ok()?)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found_in_text() {
        let found: Vec<_> = markers("hi <@12>, <@!13> and <@&14>; not <@x> nor <@15").collect();
        assert_eq!(found, [(Marker::User, 12), (Marker::User, 13), (Marker::Role, 14)]);
    }
}
