//! The parts of a message that do not contain other messages (Discord's docs, resources/message).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{
    Attachment, ChannelId, ChannelKind, Component, Embed, GenericId, GuildId, IntegrationOwners, InteractionId,
    InteractionKind, Member, MessageFlags, MessageId, MessageKind, RoleId, SkuId, Sticker, StickerItem, Timestamp,
    User, UserId,
};

/// A channel that a message mentions.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, guild_id, name)]
#[non_exhaustive]
pub struct ChannelMention {
    /// The id of the channel.
    pub id: ChannelId,
    /// Its guild.
    pub guild_id: GuildId,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: ChannelKind,
    /// Its name.
    pub name: CompactString,
}

/// A Rich Presence invite.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct MessageActivity {
    /// The kind of the invite.
    #[serde(rename = "type")]
    pub kind: MessageActivityKind,
    /// The party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_id: Option<CompactString>,
}

open_enum! {
    /// What a Rich Presence invite invites to.
    pub enum MessageActivityKind {
        /// Joining.
        Join = 1,
        /// Watching.
        Spectate = 2,
        /// Listening.
        Listen = 3,
        /// Requesting to join.
        JoinRequest = 5,
        /// Streaming.
        StreamRequest = 6,
    }
}

/// A reference to another message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MessageReference {
    /// The kind of the reference; a reply by default.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageReferenceKind>,
    /// The message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// Its channel. It is needed for forwarding, but not for a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// Its guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// When sent: whether a missing message is an error. The default is true; with false the message is sent without
    /// the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_if_not_exists: Option<bool>,
}

impl MessageReference {
    /// A reply to the message.
    #[must_use]
    pub fn reply_to(message: MessageId) -> Self {
        Self { message_id: Some(message), ..Self::default() }
    }

    /// Forwards a message of this channel.
    #[must_use]
    pub fn forward(channel: ChannelId, message: MessageId) -> Self {
        Self {
            kind: Some(MessageReferenceKind::Forward),
            channel_id: Some(channel),
            message_id: Some(message),
            ..Self::default()
        }
    }
}

open_enum! {
    /// The kind of a reference to another message.
    #[derive(Default)]
    pub enum MessageReferenceKind {
        /// A reply, or a message about the other one.
        #[default]
        Default = 0,
        /// A forward.
        Forward = 1,
    }
}

/// A copy of a forwarded message, as it was at that time.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(message)]
#[non_exhaustive]
pub struct MessageSnapshot {
    /// The part of the message that is forwarded.
    pub message: SnapshotMessage,
}

/// The part of a message that is forwarded. The author and the channel are not.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(content)]
#[non_exhaustive]
pub struct SnapshotMessage {
    /// The text.
    pub content: CompactString,
    /// When it was sent.
    pub timestamp: Option<Timestamp>,
    /// When it was last edited.
    pub edited_timestamp: Option<Timestamp>,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// Flags.
    pub flags: MessageFlags,
    /// The users who were mentioned.
    pub mentions: Vec<User>,
    /// The roles that were mentioned.
    pub mention_roles: Vec<RoleId>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Its embeds.
    pub embeds: Vec<Embed>,
    /// Its components.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Its stickers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sticker_items: Vec<StickerItem>,
    /// Its stickers, in old messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stickers: Vec<Sticker>,
}

/// The interaction that a message answers. Which fields are set depends on the [kind](Self::kind).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, kind, user)]
#[non_exhaustive]
pub struct MessageInteractionMetadata {
    /// The id of the interaction.
    pub id: InteractionId,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: InteractionKind,
    /// The user of the interaction.
    pub user: User,
    /// The guild or user for which the application was installed.
    #[serde(default)]
    pub authorizing_integration_owners: IntegrationOwners,
    /// The first answer. Only in followup messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_response_message_id: Option<MessageId>,
    /// For a user command: the user it was used on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// For a message command: the message it was used on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_message_id: Option<MessageId>,
    /// For a component: the message of the component.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interacted_message_id: Option<MessageId>,
    /// For a modal: the interaction that opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggering_interaction_metadata: Option<Box<MessageInteractionMetadata>>,
}

/// The interaction that a message answers, in the form before [`MessageInteractionMetadata`].
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, kind, name, user)]
#[non_exhaustive]
pub struct MessageInteraction {
    /// The id of the interaction.
    pub id: InteractionId,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: InteractionKind,
    /// The name of the command, including its subcommands.
    pub name: CompactString,
    /// The name in the language of the requesting user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localized: Option<CompactString>,
    /// The user of the interaction.
    pub user: User,
    /// The user as a member of the guild, with some of its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
}

/// A role subscription that was bought or renewed.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(role_subscription_listing_id, tier_name)]
#[non_exhaustive]
pub struct RoleSubscriptionData {
    /// The SKU that was bought.
    pub role_subscription_listing_id: SkuId,
    /// The name of the subscription.
    pub tier_name: CompactString,
    /// The total number of months so far.
    pub total_months_subscribed: u32,
    /// Whether it is a renewal.
    pub is_renewal: bool,
}

/// A purchase in a guild. Not in Discord's docs.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct PurchaseNotification {
    /// The kind of the purchase.
    #[serde(rename = "type")]
    pub kind: PurchaseKind,
    /// For a product of the guild: the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_product_purchase: Option<GuildProductPurchase>,
}

open_enum! {
    /// The kind of a purchase in a guild.
    pub enum PurchaseKind {
        /// A product that the guild offers.
        GuildProduct = 0,
    }
}

/// A product of a guild that was bought.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(listing_id, product_name)]
#[non_exhaustive]
pub struct GuildProductPurchase {
    /// The listing in which the product is offered.
    pub listing_id: GenericId,
    /// The name of the product.
    pub product_name: CompactString,
}

/// The author of a message as a member of a lobby. Not in Discord's docs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MessageLobbyMember {
    /// The name of the author in the lobby, in addition to that of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_name: Option<CompactString>,
}

/// A call in a DM.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MessageCall {
    /// The users who took part.
    pub participants: Vec<UserId>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_timestamp: Option<Timestamp>,
}

/// A theme of the client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object, New)]
#[new(colors)]
#[non_exhaustive]
pub struct SharedClientTheme {
    /// Up to five colours, `rrggbb`.
    pub colors: Vec<CompactString>,
    /// The direction of the gradient, 0–360.
    pub gradient_angle: u32,
    /// The intensity of the colours, 0–100.
    pub base_mix: u32,
    /// The base theme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_theme: Option<BaseTheme>,
}

open_enum! {
    /// The base theme with which the colours of a theme are mixed.
    pub enum BaseTheme {
        /// None was chosen.
        Unset = 0,
        /// Dark.
        Dark = 1,
        /// Light.
        Light = 2,
        /// Darker.
        Darker = 3,
        /// Black.
        Midnight = 4,
    }
}
