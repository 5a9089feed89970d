//! The objects of the world. Only what the sandbox acts upon has a field of its own; the JSON is built in `json.rs`.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Community;
use crate::model::{
    ApplicationId, AutoModerationRuleId, ChannelId, EmojiId, GenericId, GuildId, MessageId, RoleId, ScheduledEventId,
    StickerId, UserId, WebhookId,
};

/// How many messages of one channel are kept. A soak test writes hundreds of thousands.
const MESSAGES_PER_CHANNEL: usize = 10_000;

/// A user, human or bot.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct User {
    pub(in crate::sandbox) id: UserId,
    pub(in crate::sandbox) username: String,
    pub(in crate::sandbox) global_name: Option<String>,
    pub(in crate::sandbox) avatar: Option<String>,
    pub(in crate::sandbox) bot: bool,
    /// The language of the user's client, such as `en-US`.
    pub(in crate::sandbox) locale: String,
    /// The JSON of the user, cached since every message of theirs contains it. `World::edit_user` clears it.
    pub(in crate::sandbox) text: OnceCell<Box<RawValue>>,
}

impl User {
    pub(in crate::sandbox) fn named(id: UserId, name: &str) -> Self {
        Self {
            id,
            username: name.to_owned(),
            global_name: Some(name.to_owned()),
            avatar: None,
            bot: false,
            locale: "en-US".to_owned(),
            text: OnceCell::new(),
        }
    }
}

/// A role of a guild.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Role {
    pub(in crate::sandbox) id: RoleId,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) color: u32,
    pub(in crate::sandbox) hoist: bool,
    pub(in crate::sandbox) position: i64,
    pub(in crate::sandbox) permissions: u64,
    pub(in crate::sandbox) mentionable: bool,
    /// The bot whose managed role this is.
    pub(in crate::sandbox) managed_by: Option<UserId>,
    /// Other fields that were set, by Discord's names: `icon`, `unicode_emoji`, `colors`.
    pub(in crate::sandbox) settings: Map<String, Value>,
}

/// A user in a guild.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Member {
    pub(in crate::sandbox) nick: Option<String>,
    /// The hashes of the images that the member has in this guild.
    pub(in crate::sandbox) avatar: Option<String>,
    pub(in crate::sandbox) banner: Option<String>,
    pub(in crate::sandbox) roles: Vec<RoleId>,
    pub(in crate::sandbox) joined_us: i64,
    pub(in crate::sandbox) deaf: bool,
    pub(in crate::sandbox) mute: bool,
    /// The end of the member's timeout, in Unix microseconds.
    pub(in crate::sandbox) timeout_us: Option<i64>,
    /// The JSON of the member without the user, cached since every message of theirs contains it. Each change of the
    /// member clears it.
    pub(in crate::sandbox) text: OnceCell<Box<RawValue>>,
}

/// The presence of a user.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Presence {
    pub(in crate::sandbox) status: String,
    pub(in crate::sandbox) activities: Vec<Value>,
}

/// The voice state of a user.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct VoiceState {
    pub(in crate::sandbox) channel: ChannelId,
    /// Whether the user is in the audience of a stage channel.
    pub(in crate::sandbox) suppress: bool,
    pub(in crate::sandbox) session: String,
    pub(in crate::sandbox) self_mute: bool,
    pub(in crate::sandbox) self_deaf: bool,
}

/// A custom emoji.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct CustomEmoji {
    pub(in crate::sandbox) id: EmojiId,
    pub(in crate::sandbox) name: String,
    /// The roles that may use it; empty: everybody.
    pub(in crate::sandbox) roles: Vec<RoleId>,
    pub(in crate::sandbox) animated: bool,
    /// The uploader.
    pub(in crate::sandbox) user: Option<UserId>,
}

/// A guild. Its channels are in `World::channels`.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Guild {
    pub(in crate::sandbox) id: GuildId,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) owner: UserId,
    pub(in crate::sandbox) roles: BTreeMap<RoleId, Role>,
    pub(in crate::sandbox) channels: Vec<ChannelId>,
    pub(in crate::sandbox) members: BTreeMap<UserId, Member>,
    pub(in crate::sandbox) presences: HashMap<UserId, Presence>,
    pub(in crate::sandbox) voice: BTreeMap<UserId, VoiceState>,
    pub(in crate::sandbox) emojis: Vec<CustomEmoji>,
    /// The banned users, with the reasons.
    pub(in crate::sandbox) bans: BTreeMap<UserId, Option<String>>,
    pub(in crate::sandbox) stickers: BTreeMap<StickerId, Value>,
    pub(in crate::sandbox) scheduled: BTreeMap<ScheduledEventId, Value>,
    pub(in crate::sandbox) rules: BTreeMap<AutoModerationRuleId, Value>,
    /// The stage instances by channel.
    pub(in crate::sandbox) stages: BTreeMap<ChannelId, Value>,
    /// The audit log, oldest first.
    pub(in crate::sandbox) audit: VecDeque<Value>,
    /// Other fields that were set, by Discord's names: `description`, `verification_level`, …
    pub(in crate::sandbox) settings: Map<String, Value>,
    pub(in crate::sandbox) sounds: Vec<Value>,
    pub(in crate::sandbox) community: Community,
    /// Whether there is an outage: the guild exists, but nothing of it is visible.
    pub(in crate::sandbox) unavailable: bool,
}

/// The kinds of channels, with Discord's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum ChannelKind {
    Text = 0,
    Dm = 1,
    Voice = 2,
    Category = 4,
    Announcement = 5,
    AnnouncementThread = 10,
    PublicThread = 11,
    PrivateThread = 12,
    Stage = 13,
    Forum = 15,
    Media = 16,
}

impl ChannelKind {
    /// The kind with this number, if a guild's channel can be created with it. Threads and DMs cannot.
    pub(in crate::sandbox) fn of_guild(number: u64) -> Option<Self> {
        use ChannelKind::{Announcement, Category, Forum, Media, Stage, Text, Voice};
        [Text, Voice, Category, Announcement, Stage, Forum, Media].into_iter().find(|it| *it as u64 == number)
    }

    /// Whether users can connect to it.
    pub(in crate::sandbox) fn is_voice(self) -> bool {
        matches!(self, Self::Voice | Self::Stage)
    }

    /// Whether it has threads but no messages of its own.
    pub(in crate::sandbox) fn is_forum(self) -> bool {
        matches!(self, Self::Forum | Self::Media)
    }

    /// Whether messages can be sent in it.
    pub(in crate::sandbox) fn takes_messages(self) -> bool {
        !self.is_forum() && self != Self::Category
    }
}

/// A permission overwrite of a channel.
#[derive(Debug, Clone, Copy)]
pub(in crate::sandbox) struct Overwrite {
    pub(in crate::sandbox) id: GenericId,
    pub(in crate::sandbox) is_member: bool,
    pub(in crate::sandbox) allow: u64,
    pub(in crate::sandbox) deny: u64,
}

/// A channel of a guild, or a DM.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Channel {
    pub(in crate::sandbox) id: ChannelId,
    pub(in crate::sandbox) kind: ChannelKind,
    pub(in crate::sandbox) guild: Option<GuildId>,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) topic: Option<String>,
    pub(in crate::sandbox) position: i64,
    pub(in crate::sandbox) overwrites: Vec<Overwrite>,
    pub(in crate::sandbox) user_limit: u32,
    /// The other user of a DM with the bot.
    pub(in crate::sandbox) recipient: Option<UserId>,
    /// The users of a DM without the bot.
    pub(in crate::sandbox) between: Option<(UserId, UserId)>,
    pub(in crate::sandbox) last_message: Option<MessageId>,
    pub(in crate::sandbox) last_pin_us: Option<i64>,
    /// The voice channel status, which op 43 requests.
    pub(in crate::sandbox) status: Option<String>,
    pub(in crate::sandbox) voice_start: Option<i64>,
    /// The category of a channel, or the channel of a thread.
    pub(in crate::sandbox) parent: Option<ChannelId>,
    /// The fields of a thread, if the channel is one.
    pub(in crate::sandbox) thread: Option<Box<Thread>>,
    /// Other fields that were set, by Discord's names: `nsfw`, `rate_limit_per_user`, `bitrate`, …
    pub(in crate::sandbox) settings: Map<String, Value>,
}

impl Channel {
    /// The context of interactions in it: 0 guild, 1 DM with the bot, 2 DM between users.
    pub(in crate::sandbox) fn context(&self) -> usize {
        match (self.guild, self.between) {
            (Some(_), _) => 0,
            (None, None) => 1,
            (None, Some(_)) => 2,
        }
    }

    /// Whether it is a DM of this user, with the bot or another user.
    pub(in crate::sandbox) fn is_dm_of(&self, user: UserId) -> bool {
        self.recipient == Some(user) || self.between.is_some_and(|(one, other)| one == user || other == user)
    }
}

/// The additional fields of a thread.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Thread {
    pub(in crate::sandbox) owner: UserId,
    pub(in crate::sandbox) archived: bool,
    pub(in crate::sandbox) locked: bool,
    pub(in crate::sandbox) invitable: bool,
    /// In minutes.
    pub(in crate::sandbox) auto_archive: u64,
    /// When it was last archived or unarchived, in Unix microseconds.
    pub(in crate::sandbox) archive_us: i64,
    pub(in crate::sandbox) created_us: i64,
    /// The members, and when each joined (Unix microseconds).
    pub(in crate::sandbox) members: BTreeMap<UserId, i64>,
    /// The number of messages without the one that started the thread.
    pub(in crate::sandbox) messages: u64,
    /// The same, including deleted messages.
    pub(in crate::sandbox) sent: u64,
}

/// The emoji of a reaction. Compare emojis with [`is`](Self::is).
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct Emoji {
    pub(in crate::sandbox) id: Option<EmojiId>,
    pub(in crate::sandbox) name: String,
}

/// The users who reacted to a message with one emoji.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Reaction {
    pub(in crate::sandbox) emoji: Emoji,
    pub(in crate::sandbox) users: Vec<UserId>,
}

// Types of the messages that Discord writes about what their author did.
pub(super) const PIN: u8 = 6;
pub(super) const JOIN: u8 = 7;
pub(super) const THREAD_CREATED: u8 = 18;
pub(super) const THREAD_STARTER: u8 = 21;

/// The flag LOADING of a message: the answer to an interaction, while it is deferred.
pub(in crate::sandbox) const LOADING: u64 = 1 << 7;

/// A message.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Message {
    pub(in crate::sandbox) id: MessageId,
    pub(in crate::sandbox) channel: ChannelId,
    pub(in crate::sandbox) guild: Option<GuildId>,
    pub(in crate::sandbox) author: UserId,
    /// The webhook that sent it. Such a message has no `member`.
    pub(in crate::sandbox) webhook: Option<WebhookId>,
    /// The author object of a webhook's message, in place of the user's.
    pub(in crate::sandbox) webhook_author: Option<Box<RawValue>>,
    pub(in crate::sandbox) application: Option<ApplicationId>,
    pub(in crate::sandbox) kind: u8,
    pub(in crate::sandbox) content: String,
    pub(in crate::sandbox) edited_us: Option<i64>,
    pub(in crate::sandbox) tts: bool,
    pub(in crate::sandbox) mention_everyone: bool,
    pub(in crate::sandbox) mentions: Vec<UserId>,
    pub(in crate::sandbox) mention_roles: Vec<RoleId>,
    pub(in crate::sandbox) attachments: Vec<Value>,
    pub(in crate::sandbox) embeds: Vec<Value>,
    pub(in crate::sandbox) components: Vec<Value>,
    /// `sticker_items`.
    pub(in crate::sandbox) stickers: Vec<Value>,
    pub(in crate::sandbox) poll: Option<Value>,
    pub(in crate::sandbox) reactions: Vec<Reaction>,
    pub(in crate::sandbox) nonce: Option<Value>,
    pub(in crate::sandbox) pinned: bool,
    /// When it was pinned, in Unix microseconds.
    pub(in crate::sandbox) pinned_us: Option<i64>,
    pub(in crate::sandbox) flags: u64,
    /// `message_reference`.
    pub(in crate::sandbox) reference: Option<Value>,
    /// `message_snapshots` of a forwarded message.
    pub(in crate::sandbox) snapshots: Option<Value>,
    /// The message it replies to, if that was found.
    pub(in crate::sandbox) answers: Option<MessageId>,
    /// `interaction_metadata`, for answers to interactions.
    pub(in crate::sandbox) interaction: Option<Value>,
    /// The name of the command that it answers, for the deprecated field `interaction`.
    pub(in crate::sandbox) command: Option<String>,
    /// Only this user and the bot can see the message.
    pub(in crate::sandbox) ephemeral_for: Option<UserId>,
}

impl Message {
    /// Whether Discord wrote it about something that its author did.
    pub(in crate::sandbox) fn is_system(&self) -> bool {
        matches!(self.kind, PIN | JOIN | THREAD_CREATED | THREAD_STARTER)
    }
}

/// The messages of one channel, oldest first.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct MessageLog {
    messages: VecDeque<Message>,
}

impl MessageLog {
    /// Adds a message. The oldest is dropped when there are too many.
    pub(in crate::sandbox) fn push(&mut self, message: Message) {
        if self.messages.len() == MESSAGES_PER_CHANNEL {
            self.messages.pop_front();
        }
        self.messages.push_back(message);
    }

    pub(in crate::sandbox) fn get(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(self.place(id)?)
    }

    pub(in crate::sandbox) fn get_mut(&mut self, id: MessageId) -> Option<&mut Message> {
        let place = self.place(id)?;
        self.messages.get_mut(place)
    }

    pub(in crate::sandbox) fn remove(&mut self, id: MessageId) -> Option<Message> {
        let place = self.place(id)?;
        self.messages.remove(place)
    }

    pub(in crate::sandbox) fn iter(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter()
    }

    /// The messages newer than `after`, found by binary search; all of them for `None`.
    pub(in crate::sandbox) fn after(&self, after: impl Into<Option<MessageId>>) -> impl Iterator<Item = &Message> {
        let after = after.into();
        let start = self.messages.partition_point(|message| Some(message.id) <= after);
        self.messages.iter().skip(start)
    }

    /// Ids grow with time, so the log is sorted by id.
    fn place(&self, id: MessageId) -> Option<usize> {
        self.messages.binary_search_by_key(&id, |message| message.id).ok()
    }
}
