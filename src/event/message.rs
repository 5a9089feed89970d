//! Events about messages.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::scope::{newtype, scope};
use crate::model::{
    ApplicationId, Attachment, Channel, ChannelId, ChannelKind, ChannelMention, Component, Embed, Field, GuildId,
    Member, Message, MessageActivity, MessageCall, MessageFlags, MessageId, MessageInteraction,
    MessageInteractionMetadata, MessageKind, MessageLobbyMember, MessageReference, MessageSnapshot, Nonce,
    PartialApplication, Poll, PurchaseNotification, Reaction, ResolvedData, RoleId, RoleSubscriptionData,
    SharedClientTheme, Sticker, StickerItem, Timestamp, User, WebhookId,
};

newtype! {
    /// A message was sent (MESSAGE_CREATE). Dereferences to [`Message`].
    MessageCreate(Message)
}
scope!(
    MessageCreate,
    |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.author.id), message: Some(it.id)
);

/// A message was edited, or Discord added embeds to it (MESSAGE_UPDATE).
///
/// Only the fields that Discord sent are set; [`apply_to`](Self::apply_to) merges them into a message. Today Discord
/// sends nearly all fields. For years it sent only some of them, and its documentation still allows that.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, channel_id)]
#[non_exhaustive]
pub struct MessageUpdate {
    /// The message.
    pub id: MessageId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// Its guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// See [`Message::author`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<User>,
    /// See [`Message::member`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// See [`Message::content`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<CompactString>,
    /// See [`Message::timestamp`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// See [`Message::edited_timestamp`]. Null when Discord only added embeds.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub edited_timestamp: Field<Timestamp>,
    /// See [`Message::tts`]. Always false here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tts: Option<bool>,
    /// See [`Message::mention_everyone`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention_everyone: Option<bool>,
    /// See [`Message::mentions`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<User>>,
    /// See [`Message::mention_roles`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention_roles: Option<Vec<RoleId>>,
    /// See [`Message::mention_channels`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention_channels: Option<Vec<ChannelMention>>,
    /// See [`Message::attachments`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Attachment>>,
    /// See [`Message::embeds`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embeds: Option<Vec<Embed>>,
    /// See [`Message::reactions`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reactions: Option<Vec<Reaction>>,
    /// See [`Message::nonce`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// See [`Message::pinned`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// See [`Message::webhook_id`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_id: Option<WebhookId>,
    /// See [`Message::kind`].
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageKind>,
    /// See [`Message::activity`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Box<MessageActivity>>,
    /// See [`Message::application`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<PartialApplication>>,
    /// See [`Message::application_id`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// See [`Message::flags`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<MessageFlags>,
    /// See [`Message::message_reference`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_reference: Option<Box<MessageReference>>,
    /// See [`Message::message_snapshots`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_snapshots: Option<Vec<MessageSnapshot>>,
    /// See [`Message::referenced_message`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub referenced_message: Field<Box<Message>>,
    /// See [`Message::interaction_metadata`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction_metadata: Option<Box<MessageInteractionMetadata>>,
    /// See [`Message::interaction`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<Box<MessageInteraction>>,
    /// See [`Message::thread`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub thread: Field<Box<Channel>>,
    /// See [`Message::components`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    /// See [`Message::sticker_items`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sticker_items: Option<Vec<StickerItem>>,
    /// See [`Message::stickers`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stickers: Option<Vec<Sticker>>,
    /// See [`Message::position`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// See [`Message::role_subscription_data`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_subscription_data: Option<Box<RoleSubscriptionData>>,
    /// See [`Message::resolved`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// See [`Message::poll`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub poll: Field<Box<Poll>>,
    /// See [`Message::call`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub call: Field<Box<MessageCall>>,
    /// See [`Message::shared_client_theme`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_client_theme: Option<Box<SharedClientTheme>>,
    /// See [`Message::purchase_notification`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_notification: Option<Box<PurchaseNotification>>,
    /// See [`Message::lobby_member`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lobby_member: Option<Box<MessageLobbyMember>>,
    /// See [`Message::channel_type`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_type: Option<ChannelKind>,
}

impl MessageUpdate {
    /// Merges the fields that were sent into a stored message: an absent field keeps its value, null clears it.
    pub fn apply_to(&self, message: &mut Message) {
        fn replace<T: Clone>(stored: &mut T, sent: Option<&T>) {
            if let Some(sent) = sent {
                stored.clone_from(sent);
            }
        }

        fn set<T: Clone>(stored: &mut Option<T>, sent: &Option<T>) {
            if sent.is_some() {
                stored.clone_from(sent);
            }
        }

        set(&mut message.guild_id, &self.guild_id);
        replace(&mut message.author, self.author.as_ref());
        set(&mut message.member, &self.member);
        replace(&mut message.content, self.content.as_ref());
        replace(&mut message.timestamp, self.timestamp.as_ref());
        self.edited_timestamp.apply_to(&mut message.edited_timestamp);
        replace(&mut message.tts, self.tts.as_ref());
        replace(&mut message.mention_everyone, self.mention_everyone.as_ref());
        replace(&mut message.mentions, self.mentions.as_ref());
        replace(&mut message.mention_roles, self.mention_roles.as_ref());
        replace(&mut message.mention_channels, self.mention_channels.as_ref());
        replace(&mut message.attachments, self.attachments.as_ref());
        replace(&mut message.embeds, self.embeds.as_ref());
        replace(&mut message.reactions, self.reactions.as_ref());
        set(&mut message.nonce, &self.nonce);
        replace(&mut message.pinned, self.pinned.as_ref());
        set(&mut message.webhook_id, &self.webhook_id);
        replace(&mut message.kind, self.kind.as_ref());
        set(&mut message.activity, &self.activity);
        set(&mut message.application, &self.application);
        set(&mut message.application_id, &self.application_id);
        replace(&mut message.flags, self.flags.as_ref());
        set(&mut message.message_reference, &self.message_reference);
        replace(&mut message.message_snapshots, self.message_snapshots.as_ref());
        if !self.referenced_message.is_absent() {
            message.referenced_message.clone_from(&self.referenced_message);
        }
        set(&mut message.interaction_metadata, &self.interaction_metadata);
        set(&mut message.interaction, &self.interaction);
        self.thread.apply_to(&mut message.thread);
        replace(&mut message.components, self.components.as_ref());
        replace(&mut message.sticker_items, self.sticker_items.as_ref());
        replace(&mut message.stickers, self.stickers.as_ref());
        set(&mut message.position, &self.position);
        set(&mut message.role_subscription_data, &self.role_subscription_data);
        set(&mut message.resolved, &self.resolved);
        self.poll.apply_to(&mut message.poll);
        self.call.apply_to(&mut message.call);
        set(&mut message.shared_client_theme, &self.shared_client_theme);
        set(&mut message.purchase_notification, &self.purchase_notification);
        set(&mut message.lobby_member, &self.lobby_member);
        set(&mut message.channel_type, &self.channel_type);
    }
}

scope!(
    MessageUpdate,
    |it| guild: it.guild_id,
    channel: Some(it.channel_id),
    user: it.author.as_ref().map(|user| user.id),
    message: Some(it.id)
);

/// A message was deleted (MESSAGE_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id, channel_id)]
#[non_exhaustive]
pub struct MessageDelete {
    /// The message.
    pub id: MessageId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// Its guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
}

scope!(MessageDelete, |it| guild: it.guild_id, channel: Some(it.channel_id), message: Some(it.id));

/// Several messages were deleted at once (MESSAGE_DELETE_BULK).
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(ids, channel_id)]
#[non_exhaustive]
pub struct MessageDeleteBulk {
    /// The messages.
    pub ids: Vec<MessageId>,
    /// Their channel.
    pub channel_id: ChannelId,
    /// Their guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
}

scope!(MessageDeleteBulk, |it| guild: it.guild_id, channel: Some(it.channel_id));

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = r#"{"id":"1","channel_id":"2","guild_id":"3","author":{"id":"4","username":"ann"},
        "content":"old","timestamp":"2020-01-01T00:00:00+00:00","edited_timestamp":"2020-01-02T00:00:00+00:00",
        "tts":false,"mention_everyone":false,"mentions":[{"id":"5"}],"mention_roles":["6"],"attachments":[],
        "embeds":[{"title":"t"}],"pinned":true,"type":0,"flags":4,"poll":{"question":{"text":"?"},"answers":[]},
        "referenced_message":{"id":"9","channel_id":"2","author":{"id":"4"},"timestamp":"2020-01-01T00:00:00+00:00"}}"#;

    fn merged(update: &str) -> (Message, Message) {
        let before: Message = serde_json::from_str(BEFORE).unwrap();
        let update: MessageUpdate = serde_json::from_str(update).unwrap();
        let mut after = before.clone();
        update.apply_to(&mut after);
        (before, after)
    }

    #[test]
    fn absent_fields_keep_their_values() {
        let (before, after) = merged(r#"{"id":"1","channel_id":"2"}"#);
        assert_eq!(before, after);
    }

    #[test]
    fn null_clears_fields_that_can_be_null() {
        let (before, after) = merged(
            r#"{"id":"1","channel_id":"2","edited_timestamp":null,"referenced_message":null,"poll":null,
            "content":null}"#,
        );
        let gone = Message { edited_timestamp: None, referenced_message: Field::Null, poll: None, ..before };
        assert_eq!(after, gone);
    }

    #[test]
    fn sent_fields_replace_the_values() {
        let (before, after) = merged(
            r#"{"id":"1","channel_id":"2","guild_id":"3","content":"new","embeds":[],"mentions":[],"pinned":false,
            "flags":0,"edited_timestamp":"2020-01-03T00:00:00+00:00"}"#,
        );
        let new = Message {
            content: "new".into(),
            embeds: vec![],
            mentions: vec![],
            pinned: false,
            flags: MessageFlags::empty(),
            edited_timestamp: Some("2020-01-03T00:00:00+00:00".parse().unwrap()),
            ..before
        };
        assert_eq!(after, new);
    }
}
