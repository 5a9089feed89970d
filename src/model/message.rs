//! Messages (Discord's docs, resources/message).
//!
//! [`ResolvedData`] is in this file because the two types contain each other.

use std::collections::HashMap;

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::{
    Application, ApplicationId, Attachment, AttachmentId, Channel, ChannelId, ChannelKind, ChannelMention, Component,
    Embed, Field, GuildId, Member, MessageActivity, MessageCall, MessageFlags, MessageId, MessageInteraction,
    MessageInteractionMetadata, MessageKind, MessageLobbyMember, MessageReference, MessageSnapshot, Nonce, Poll,
    PurchaseNotification, Reaction, Role, RoleId, RoleSubscriptionData, SharedClientTheme, Sticker, StickerItem,
    Timestamp, User, UserId, WebhookId,
};

/// A message.
///
/// Without the intent MESSAGE_CONTENT, `content`, `embeds`, `attachments` and `components` are empty and `poll` is
/// absent, except in DMs, in messages that mention the bot and in its own.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, channel_id, author, content)]
#[non_exhaustive]
pub struct Message {
    /// The id of the message.
    pub id: MessageId,
    /// The channel in which it was sent.
    pub channel_id: ChannelId,
    /// The guild. Only in events, and not in DMs; ephemeral messages do not have it either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The author. For a webhook's message it is not a real user; see `webhook_id`.
    pub author: User,
    /// The author as a member, without `user`. Only in events of guilds, and not for webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The text.
    pub content: CompactString,
    /// When it was sent.
    #[new(value = id.created_at())]
    #[object(or = id.created_at())]
    pub timestamp: Timestamp,
    /// When it was last edited.
    pub edited_timestamp: Option<Timestamp>,
    /// Whether it was read aloud.
    pub tts: bool,
    /// Whether it notified everyone.
    pub mention_everyone: bool,
    /// The users who were mentioned; in events with `member`.
    pub mentions: Vec<User>,
    /// The roles that were mentioned.
    pub mention_roles: Vec<RoleId>,
    /// The channels that were mentioned. Discord sends them only for some messages and some channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mention_channels: Vec<ChannelMention>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Its embeds, up to ten.
    pub embeds: Vec<Embed>,
    /// Its reactions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// The nonce that the sender gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The webhook that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_id: Option<WebhookId>,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// The Rich Presence invite in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Box<MessageActivity>>,
    /// The application of the Rich Presence invite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<Application>>,
    /// The application that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// Flags.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: MessageFlags,
    /// The message that it replies to, forwards or is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_reference: Option<Box<MessageReference>>,
    /// The messages that it forwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub message_snapshots: Vec<MessageSnapshot>,
    /// The message that it replies to: absent if Discord did not fetch it, null if it was deleted.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub referenced_message: Field<Box<Message>>,
    /// The interaction that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction_metadata: Option<Box<MessageInteractionMetadata>>,
    /// The interaction that it answers, in the old form. Deprecated by Discord in favour of `interaction_metadata`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<Box<MessageInteraction>>,
    /// The thread that was started from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<Box<Channel>>,
    /// Its components, such as buttons and select menus.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Its stickers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sticker_items: Vec<StickerItem>,
    /// Its stickers, in old messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stickers: Vec<Sticker>,
    /// The approximate position in its thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The role subscription it announces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_subscription_data: Option<Box<RoleSubscriptionData>>,
    /// The objects of the initial values of its select menus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// Its poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Box<Poll>>,
    /// The call that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Box<MessageCall>>,
    /// The theme of the client that it shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_client_theme: Option<Box<SharedClientTheme>>,
    /// The purchase that it announces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_notification: Option<Box<PurchaseNotification>>,
    /// The author as a member of the lobby from which it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lobby_member: Option<Box<MessageLobbyMember>>,
    /// The kind of its channel. Only in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_type: Option<ChannelKind>,
}

impl Message {
    /// Whether it was sent in a DM rather than in a guild. This is only reliable for messages from events: over HTTP no
    /// message has a guild.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.guild_id.is_none() && !self.flags.contains(MessageFlags::EPHEMERAL)
    }

    /// The URL of the message. `None` if the guild is not known: over HTTP no message has one.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        self.guild_id.map(|guild| format!("https://discord.com/channels/{guild}/{}/{}", self.channel_id, self.id))
    }

    /// Whether it mentions this user. Mentions of roles and `@everyone` do not count.
    #[must_use]
    pub fn mentions_user(&self, user: UserId) -> bool {
        self.mentions.iter().any(|mentioned| mentioned.id == user)
    }
}

/// The objects of the ids in options and selected values.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ResolvedData {
    /// Users.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub users: HashMap<UserId, User>,
    /// Members, without `user`, `deaf` and `mute`. Their users are in `users`.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub members: HashMap<UserId, Member>,
    /// Roles.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub roles: HashMap<RoleId, Role>,
    /// Channels, with some of their fields.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub channels: HashMap<ChannelId, Channel>,
    /// Messages.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub messages: HashMap<MessageId, Message>,
    /// Files.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub attachments: HashMap<AttachmentId, Attachment>,
}
