//! Messages (Discord's docs, resources/message).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use super::object::is_neutral;
use super::open::{open_enum, open_flags};
use super::readable::readable;
use super::{
    Application, ApplicationId, Attachment, Channel, ChannelId, ChannelKind, Component, Embed, Field, GenericId,
    GuildId, IntegrationOwners, InteractionId, InteractionKind, Member, MessageId, PartialEmoji, Poll, ResolvedData,
    RoleId, SkuId, Sticker, StickerItem, Timestamp, User, UserId, WebhookId,
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
    #[serde(skip_serializing_if = "is_neutral")]
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

open_enum! {
    /// The kind of a message. Most kinds are system messages of Discord's.
    #[derive(Default)]
    pub enum MessageKind {
        /// A message of a user, a bot or a webhook.
        #[default]
        Default = 0,
        /// A user was added to a group DM or a thread.
        RecipientAdd = 1,
        /// A user was removed from a group DM or a thread.
        RecipientRemove = 2,
        /// A call.
        Call = 3,
        /// The channel was renamed.
        ChannelNameChange = 4,
        /// The picture of the channel was changed.
        ChannelIconChange = 5,
        /// A message was pinned.
        ChannelPinnedMessage = 6,
        /// A user joined.
        UserJoin = 7,
        /// A user boosted the guild.
        GuildBoost = 8,
        /// The guild reached level 1 through a boost.
        GuildBoostTier1 = 9,
        /// The guild reached level 2 through a boost.
        GuildBoostTier2 = 10,
        /// The guild reached level 3 through a boost.
        GuildBoostTier3 = 11,
        /// A channel of another guild is now followed.
        ChannelFollowAdd = 12,
        /// The guild was removed from Discord's discovery.
        GuildDiscoveryDisqualified = 14,
        /// The guild is listed in Discord's discovery again.
        GuildDiscoveryRequalified = 15,
        /// The first warning that the guild will be removed from Discord's discovery.
        GuildDiscoveryGracePeriodInitialWarning = 16,
        /// The last warning that the guild will be removed from Discord's discovery.
        GuildDiscoveryGracePeriodFinalWarning = 17,
        /// A thread was created.
        ThreadCreated = 18,
        /// A reply of a user, a bot or a webhook.
        Reply = 19,
        /// The answer to a slash command.
        ChatInputCommand = 20,
        /// The first message of a thread, which refers to the message from which the thread was created.
        ThreadStarterMessage = 21,
        /// A reminder to invite people.
        GuildInviteReminder = 22,
        /// The answer to a context menu command.
        ContextMenuCommand = 23,
        /// AutoMod executed an action.
        AutoModerationAction = 24,
        /// A role subscription was bought.
        RoleSubscriptionPurchase = 25,
        /// A hint to buy a subscription of an application.
        InteractionPremiumUpsell = 26,
        /// A stage began.
        StageStart = 27,
        /// A stage ended.
        StageEnd = 28,
        /// A user became a speaker on the stage.
        StageSpeaker = 29,
        /// The topic of the stage was changed.
        StageTopic = 31,
        /// An application was bought for the guild.
        GuildApplicationPremiumSubscription = 32,
        /// Security actions were enabled: invites or DMs are paused.
        GuildIncidentAlertModeEnabled = 36,
        /// Security actions were disabled.
        GuildIncidentAlertModeDisabled = 37,
        /// A raid was reported.
        GuildIncidentReportRaid = 38,
        /// A reported raid was a false alarm.
        GuildIncidentReportFalseAlarm = 39,
        /// Something was bought.
        PurchaseNotification = 44,
        /// A poll ended.
        PollResult = 46,
    }
}

impl MessageKind {
    /// Whether a user, a bot or a webhook wrote it. If not, it is a system message.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Default | Self::Reply | Self::ChatInputCommand | Self::ContextMenuCommand)
    }
}

open_flags! {
    /// Flags of a message.
    pub struct MessageFlags {
        /// It was published to the channels that follow this one.
        const CROSSPOSTED = 1 << 0;
        /// It came from a channel that this one follows.
        const IS_CROSSPOST = 1 << 1;
        /// It shows no embeds. Can be set.
        const SUPPRESS_EMBEDS = 1 << 2;
        /// The original of this crossposted message has been deleted.
        const SOURCE_MESSAGE_DELETED = 1 << 3;
        /// It is an urgent message from Discord.
        const URGENT = 1 << 4;
        /// It has a thread, with the same id.
        const HAS_THREAD = 1 << 5;
        /// Only the user of the command sees it. Can be set in answers to interactions.
        const EPHEMERAL = 1 << 6;
        /// It shows that the application is thinking.
        const LOADING = 1 << 7;
        /// It mentions roles whose members could not be added to the thread.
        const FAILED_TO_MENTION_SOME_ROLES_IN_THREAD = 1 << 8;
        /// It sends no push notifications. Can be set.
        const SUPPRESS_NOTIFICATIONS = 1 << 12;
        /// It is a voice message. Can be set.
        const IS_VOICE_MESSAGE = 1 << 13;
        /// It forwards another message.
        const HAS_SNAPSHOT = 1 << 14;
        /// It consists of components only. Can be set, but not removed.
        const IS_COMPONENTS_V2 = 1 << 15;
    }
}

/// A value by which the sender of a message can recognise it: a string of up to 25 characters, or a number, which is
/// stored as its digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Nonce(CompactString);

impl Nonce {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Nonce {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Nonce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NonceVisitor;

        impl Visitor<'_> for NonceVisitor {
            type Value = Nonce;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a nonce, a string or an integer")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Nonce, E> {
                Ok(text.into())
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Nonce, E> {
                Ok(Nonce(compact_str::format_compact!("{number}")))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Nonce, E> {
                Ok(Nonce(compact_str::format_compact!("{number}")))
            }
        }

        deserializer.deserialize_any(NonceVisitor)
    }
}

readable!(required Nonce);

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

/// The reactions with one emoji.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(emoji)]
#[non_exhaustive]
pub struct Reaction {
    /// The number of reactions, including super reactions.
    pub count: u32,
    /// The number of reactions of each kind.
    #[serde(default)]
    pub count_details: ReactionCountDetails,
    /// Whether the bot reacted with this emoji.
    pub me: bool,
    /// Whether the bot reacted with this emoji as a super reaction.
    pub me_burst: bool,
    /// The emoji.
    pub emoji: PartialEmoji,
    /// The colours of super reactions, `#rrggbb`.
    pub burst_colors: Vec<CompactString>,
}

/// The number of reactions with one emoji, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct ReactionCountDetails {
    /// The number of super reactions.
    pub burst: u32,
    /// The number of normal reactions.
    pub normal: u32,
}

open_enum! {
    /// The kind of a reaction.
    #[derive(Default)]
    pub enum ReactionKind {
        /// A normal reaction.
        #[default]
        Normal = 0,
        /// A super reaction.
        Burst = 1,
    }
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
