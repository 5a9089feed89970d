//! The JSON of messages. Messages are most of what a sandbox sends, and a soak test sends hundreds of thousands in a
//! debug build. So a plain struct is serialised straight to text, and the JSON of users and members in it is cached as
//! text.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::ids::{created_us, iso};
use super::state::THREAD_STARTER;
use super::{Emoji, Member, Message, Reaction, User, World};
use crate::gateway::Intents;
use crate::model::{ApplicationId, ChannelId, GuildId, MessageId, RoleId, UserId, WebhookId};

/// The type of replies.
const REPLY: u8 = 19;
/// The flag of a message that a thread was started from.
const HAS_THREAD: u64 = 1 << 5;

/// A message with the fields of the HTTP API and the additional fields of events.
#[derive(Serialize)]
struct MessageJson<'a> {
    id: MessageId,
    channel_id: ChannelId,
    author: Option<&'a RawValue>,
    content: &'a str,
    timestamp: String,
    edited_timestamp: Option<String>,
    tts: bool,
    mention_everyone: bool,
    mentions: Vec<Cow<'a, RawValue>>,
    mention_roles: &'a [RoleId],
    attachments: Vec<&'a Value>,
    embeds: &'a [Value],
    components: &'a [Value],
    pinned: bool,
    #[serde(rename = "type")]
    kind: u8,
    flags: u64,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    sticker_items: &'a [Value],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<ReactionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    poll: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_reference: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_snapshots: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interaction_metadata: Option<&'a Value>,
    /// Deprecated by Discord, which sends it with answers to commands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    interaction: Option<OldInteractionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_id: Option<WebhookId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_id: Option<ApplicationId>,
    /// Absent if the message is neither a reply nor the first of a thread, null if the message it refers to is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    referenced_message: Option<Option<Box<Self>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_type: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guild_id: Option<GuildId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct ReactionJson<'a> {
    count: usize,
    count_details: CountDetails,
    me: bool,
    me_burst: bool,
    emoji: &'a Emoji,
    burst_colors: [u8; 0],
}

#[derive(Serialize)]
struct OldInteractionJson<'a> {
    id: &'a Value,
    #[serde(rename = "type")]
    kind: &'a Value,
    name: &'a str,
    user: &'a Value,
}

impl<'a> OldInteractionJson<'a> {
    fn of(message: &'a Message) -> Option<Self> {
        let (name, it) = (message.command.as_deref()?, message.interaction.as_ref()?);
        Some(Self { id: &it["id"], kind: &it["type"], name, user: &it["user"] })
    }
}

/// The attachments that are neither shown by a component nor by an embed: only these are in `attachments`.
fn listed(message: &Message) -> Vec<&Value> {
    let shown = |url: &Value| message.components.iter().chain(&message.embeds).any(|it| contains(it, url));
    message.attachments.iter().filter(|it| !shown(&it["url"])).collect()
}

/// Whether a value is in a tree.
fn contains(tree: &Value, value: &Value) -> bool {
    match tree {
        Value::Array(list) => list.iter().any(|it| contains(it, value)),
        Value::Object(object) => object.values().any(|it| contains(it, value)),
        leaf => leaf == value,
    }
}

#[derive(Serialize)]
struct CountDetails {
    burst: usize,
    normal: usize,
}

impl<'a> ReactionJson<'a> {
    fn new(reaction: &'a Reaction, bot: UserId) -> Self {
        Self {
            count: reaction.users.len(),
            count_details: CountDetails { burst: 0, normal: reaction.users.len() },
            me: reaction.users.contains(&bot),
            me_burst: false,
            emoji: &reaction.emoji,
            burst_colors: [],
        }
    }
}

impl User {
    pub(super) fn raw(&self) -> &RawValue {
        self.text.get_or_init(|| raw(&self.json()))
    }
}

impl Member {
    pub(super) fn raw(&self) -> &RawValue {
        self.text.get_or_init(|| raw(&self.json()))
    }
}

/// Serialising a JSON tree into text does not fail.
fn raw(json: &Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(json).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

impl World {
    /// A message as MESSAGE_CREATE and MESSAGE_UPDATE have it, for a session with (`privileged`) or without
    /// MESSAGE_CONTENT.
    pub(in crate::sandbox) fn message_event_text(&self, message: &Message, privileged: bool) -> String {
        let mut json = self.build(message, privileged);
        json.channel_type = Some(self.channels.get(&message.channel).map_or(0, |channel| channel.kind as u8));
        if let (Some(id), None) = (message.guild, message.ephemeral_for) {
            json.guild_id = Some(id);
            let member = self.guilds.get(&id).and_then(|guild| guild.members.get(&message.author));
            json.member = member.filter(|_| message.webhook.is_none()).map(Member::raw);
            json.mentions = self.mentions(message, Some(id));
        }
        serde_json::to_string(&json).unwrap_or_default()
    }

    /// A message as the HTTP API shows it to the bot. Whether its content is included depends on the developer portal,
    /// not on the bot's sessions (gateway.md section 15).
    pub(in crate::sandbox) fn message_json(&self, message: &Message) -> Value {
        let privileged = self.application.privileged.contains(Intents::MESSAGE_CONTENT);
        serde_json::to_value(self.build(message, privileged)).unwrap_or_default()
    }

    /// The same as text, which is cheaper than building a tree.
    pub(in crate::sandbox) fn message_text(&self, message: &Message) -> String {
        let privileged = self.application.privileged.contains(Intents::MESSAGE_CONTENT);
        serde_json::to_string(&self.build(message, privileged)).unwrap_or_default()
    }

    /// The thread that was started from this message: it has the message's id.
    fn thread_of(&self, message: &Message) -> Option<Value> {
        if message.flags & HAS_THREAD == 0 {
            return None;
        }
        Some(self.channels.get(&ChannelId::new(message.id.get()))?.json(self, true))
    }

    /// A message with its content, for tests.
    pub(in crate::sandbox) fn whole_message_json(&self, message: &Message) -> Value {
        serde_json::to_value(self.build(message, true)).unwrap_or_default()
    }

    /// Whether an application without MESSAGE_CONTENT gets the content of this message, too (gateway.md section 16).
    pub(in crate::sandbox) fn content_always_visible(&self, message: &Message) -> bool {
        message.guild.is_none()
            || message.author == self.bot
            || message.application == Some(self.application.id)
            || message.mentions.contains(&self.bot)
    }

    fn build<'a>(&'a self, message: &'a Message, privileged: bool) -> MessageJson<'a> {
        let refers = matches!(message.kind, REPLY | THREAD_STARTER);
        let answered = message.reference.as_ref().filter(|_| refers).map(|it| self.referenced(it, privileged));
        MessageJson { referenced_message: answered, ..self.build_flat(message, privileged) }
    }

    /// The message without `referenced_message`.
    fn build_flat<'a>(&'a self, message: &'a Message, privileged: bool) -> MessageJson<'a> {
        let included = privileged || self.content_always_visible(message);
        let list = |list: &'a [Value]| if included { list } else { &[] };
        MessageJson {
            id: message.id,
            channel_id: message.channel,
            author: message.webhook_author.as_deref().or_else(|| self.users.get(&message.author).map(User::raw)),
            content: if included { &message.content } else { "" },
            timestamp: iso(created_us(message.id.get())),
            edited_timestamp: message.edited_us.map(iso),
            tts: message.tts,
            mention_everyone: message.mention_everyone,
            mentions: self.mentions(message, None),
            mention_roles: &message.mention_roles,
            attachments: if included { listed(message) } else { Vec::new() },
            embeds: list(&message.embeds),
            components: list(&message.components),
            pinned: message.pinned,
            kind: message.kind,
            flags: message.flags,
            sticker_items: &message.stickers,
            reactions: message.reactions.iter().map(|it| ReactionJson::new(it, self.bot)).collect(),
            nonce: message.nonce.as_ref(),
            poll: message.poll.as_ref().filter(|_| included),
            message_reference: message.reference.as_ref(),
            message_snapshots: message.snapshots.as_ref(),
            thread: self.thread_of(message),
            interaction_metadata: message.interaction.as_ref(),
            interaction: OldInteractionJson::of(message),
            webhook_id: message.webhook,
            application_id: message.application,
            referenced_message: None,
            channel_type: None,
            guild_id: None,
            member: None,
        }
    }

    /// The message that a `message_reference` names. It has no `referenced_message` of its own, as at Discord.
    fn referenced(&self, reference: &Value, privileged: bool) -> Option<Box<MessageJson<'_>>> {
        let id = |key: &str| reference[key].as_str()?.parse::<u64>().ok();
        let message = self.message(ChannelId::new(id("channel_id")?), MessageId::new(id("message_id")?)).ok()?;
        Some(Box::new(MessageJson { message_reference: None, ..self.build_flat(message, privileged) }))
    }

    /// The users that a message mentions. In events each has the member of the guild; in answers none has.
    fn mentions<'a>(&'a self, message: &'a Message, guild: Option<GuildId>) -> Vec<Cow<'a, RawValue>> {
        let guild = guild.and_then(|id| self.guilds.get(&id));
        let mentioned = message.mentions.iter().filter_map(|id| {
            let user = self.users.get(id)?;
            Some(match guild.and_then(|guild| guild.members.get(id)) {
                None => Cow::Borrowed(user.raw()),
                Some(member) => {
                    let mut json = user.json();
                    json["member"] = member.json();
                    Cow::Owned(raw(&json))
                }
            })
        });
        mentioned.collect()
    }
}
