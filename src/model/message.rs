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
/// Without the intent MESSAGE_CONTENT, `content`, `embeds`, `attachments` and `components` are empty and `poll` is absent,
/// except in DMs, in messages that mention the bot and in its own.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, channel_id, author, content)]
#[non_exhaustive]
pub struct Message {
    /// Which message.
    pub id: MessageId,
    /// Where it was sent.
    pub channel_id: ChannelId,
    /// The guild. Only in events, and not in DMs; ephemeral messages lack it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// Who wrote it. Of a webhook's message this is no real user; see `webhook_id`.
    pub author: User,
    /// The author as a member, without `user`. Only in events of guilds, and not of webhooks.
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
    /// Who was mentioned; in events with `member`.
    pub mentions: Vec<User>,
    /// Which roles were mentioned.
    pub mention_roles: Vec<RoleId>,
    /// Which channels were mentioned. Not of all messages and not of all channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mention_channels: Vec<ChannelMention>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Its embeds, up to ten.
    pub embeds: Vec<Embed>,
    /// Its reactions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// What its sender gave to recognise it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The webhook that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_id: Option<WebhookId>,
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// The Rich Presence invitation in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Box<MessageActivity>>,
    /// The application of that invitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<Application>>,
    /// The application that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// Notes about it.
    #[serde(skip_serializing_if = "is_neutral")]
    pub flags: MessageFlags,
    /// The message it replies to, forwards, or is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_reference: Option<Box<MessageReference>>,
    /// What it forwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub message_snapshots: Vec<MessageSnapshot>,
    /// The message it replies to: absent if Discord did not look for it, null if it was deleted.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub referenced_message: Field<Box<Message>>,
    /// The interaction it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction_metadata: Option<Box<MessageInteractionMetadata>>,
    /// The interaction it answers, as old messages say it. Deprecated by Discord in favour of `interaction_metadata`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<Box<MessageInteraction>>,
    /// The thread that was started from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<Box<Channel>>,
    /// Its buttons, selects and other components.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Its stickers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sticker_items: Vec<StickerItem>,
    /// Its stickers, as old messages have them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stickers: Vec<Sticker>,
    /// About where it stands in its thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The role subscription it announces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_subscription_data: Option<Box<RoleSubscriptionData>>,
    /// What its select menus have preselected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// Its poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Box<Poll>>,
    /// The call it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Box<MessageCall>>,
    /// The theme it shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_client_theme: Option<Box<SharedClientTheme>>,
    /// What was bought, if it announces that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_notification: Option<Box<PurchaseNotification>>,
    /// The author as a member of the lobby it was sent from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lobby_member: Option<Box<MessageLobbyMember>>,
    /// The kind of its channel. Only in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_type: Option<ChannelKind>,
}

impl Message {
    /// Whether it was sent to a bot or a user rather than into a guild. Only events tell: over HTTP no message has a guild.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.guild_id.is_none() && !self.flags.contains(MessageFlags::EPHEMERAL)
    }

    /// Where people find it. `None` as long as the guild is not known: over HTTP no message has one.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        self.guild_id.map(|guild| format!("https://discord.com/channels/{guild}/{}/{}", self.channel_id, self.id))
    }

    /// Whether it mentions the user by name. Roles and `@everyone` do not count.
    #[must_use]
    pub fn mentions_user(&self, user: UserId) -> bool {
        self.mentions.iter().any(|mentioned| mentioned.id == user)
    }
}

open_enum! {
    /// What a message is. All but a few are written by Discord.
    #[derive(Default)]
    pub enum MessageKind {
        /// Written by somebody.
        #[default]
        Default = 0,
        /// Somebody was added to a group or a thread.
        RecipientAdd = 1,
        /// Somebody was removed from a group or a thread.
        RecipientRemove = 2,
        /// A call.
        Call = 3,
        /// The channel was renamed.
        ChannelNameChange = 4,
        /// The picture of the channel was changed.
        ChannelIconChange = 5,
        /// A message was pinned.
        ChannelPinnedMessage = 6,
        /// Somebody joined.
        UserJoin = 7,
        /// Somebody boosted the guild.
        GuildBoost = 8,
        /// A boost made it level 1.
        GuildBoostTier1 = 9,
        /// A boost made it level 2.
        GuildBoostTier2 = 10,
        /// A boost made it level 3.
        GuildBoostTier3 = 11,
        /// A channel is followed.
        ChannelFollowAdd = 12,
        /// The guild is no longer listed.
        GuildDiscoveryDisqualified = 14,
        /// The guild can be listed again.
        GuildDiscoveryRequalified = 15,
        /// The guild will no longer be listed soon.
        GuildDiscoveryGracePeriodInitialWarning = 16,
        /// The guild will no longer be listed very soon.
        GuildDiscoveryGracePeriodFinalWarning = 17,
        /// A thread was made.
        ThreadCreated = 18,
        /// Written by somebody, as a reply.
        Reply = 19,
        /// Answers a slash command.
        ChatInputCommand = 20,
        /// The first in a thread: the message it was made from.
        ThreadStarterMessage = 21,
        /// A hint to invite people.
        GuildInviteReminder = 22,
        /// Answers a command of a context menu.
        ContextMenuCommand = 23,
        /// AutoMod did something.
        AutoModerationAction = 24,
        /// A role was bought.
        RoleSubscriptionPurchase = 25,
        /// A hint to buy something.
        InteractionPremiumUpsell = 26,
        /// A stage began.
        StageStart = 27,
        /// A stage ended.
        StageEnd = 28,
        /// Somebody speaks on the stage.
        StageSpeaker = 29,
        /// The topic of the stage was changed.
        StageTopic = 31,
        /// An application was bought for the guild.
        GuildApplicationPremiumSubscription = 32,
        /// Invites or DMs were switched off.
        GuildIncidentAlertModeEnabled = 36,
        /// Invites or DMs were switched on again.
        GuildIncidentAlertModeDisabled = 37,
        /// A raid was reported.
        GuildIncidentReportRaid = 38,
        /// A raid was none.
        GuildIncidentReportFalseAlarm = 39,
        /// Something was bought.
        PurchaseNotification = 44,
        /// A poll ended.
        PollResult = 46,
    }
}

impl MessageKind {
    /// Whether somebody wrote it, be it a user or a bot, rather than Discord.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Default | Self::Reply | Self::ChatInputCommand | Self::ContextMenuCommand)
    }
}

open_flags! {
    /// Notes about a message.
    pub struct MessageFlags {
        /// Was published to the channels that follow this one.
        const CROSSPOSTED = 1 << 0;
        /// Came from a channel that is followed.
        const IS_CROSSPOST = 1 << 1;
        /// Shows no embeds; can be set.
        const SUPPRESS_EMBEDS = 1 << 2;
        /// What was crossposted has been deleted.
        const SOURCE_MESSAGE_DELETED = 1 << 3;
        /// Comes from Discord and is urgent.
        const URGENT = 1 << 4;
        /// Has a thread of the same number.
        const HAS_THREAD = 1 << 5;
        /// Only who used the command sees it; can be set in answers to interactions.
        const EPHEMERAL = 1 << 6;
        /// Says that an answer is being worked on.
        const LOADING = 1 << 7;
        /// Mentioned roles whose members could not be added to the thread.
        const FAILED_TO_MENTION_SOME_ROLES_IN_THREAD = 1 << 8;
        /// Makes no sound; can be set.
        const SUPPRESS_NOTIFICATIONS = 1 << 12;
        /// Is spoken; can be set.
        const IS_VOICE_MESSAGE = 1 << 13;
        /// Forwards another.
        const HAS_SNAPSHOT = 1 << 14;
        /// Consists of components only; can be set, and not taken back.
        const IS_COMPONENTS_V2 = 1 << 15;
    }
}

/// What the sender of a message gave to recognise it by: a text of up to 25 characters, or a number, kept as its digits.
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
    /// Which channel.
    pub id: ChannelId,
    /// Its guild.
    pub guild_id: GuildId,
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: ChannelKind,
    /// Its name.
    pub name: CompactString,
}

/// How often one emoji was reacted with.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(emoji)]
#[non_exhaustive]
pub struct Reaction {
    /// How often, super reactions included.
    pub count: u32,
    /// How often of each kind.
    #[serde(default)]
    pub count_details: ReactionCountDetails,
    /// Whether the bot did.
    pub me: bool,
    /// Whether the bot did with a super reaction.
    pub me_burst: bool,
    /// With which emoji.
    pub emoji: PartialEmoji,
    /// The colours of super reactions, `#rrggbb`.
    pub burst_colors: Vec<CompactString>,
}

/// How often one emoji was reacted with, by kind of reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct ReactionCountDetails {
    /// Super reactions.
    pub burst: u32,
    /// Normal ones.
    pub normal: u32,
}

open_enum! {
    /// Kind of a reaction.
    #[derive(Default)]
    pub enum ReactionKind {
        /// A normal one.
        #[default]
        Normal = 0,
        /// A super reaction.
        Burst = 1,
    }
}

/// A Rich Presence invitation.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct MessageActivity {
    /// What it invites to.
    #[serde(rename = "type")]
    pub kind: MessageActivityKind,
    /// The party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_id: Option<CompactString>,
}

open_enum! {
    /// What a Rich Presence invitation invites to.
    pub enum MessageActivityKind {
        /// To join.
        Join = 1,
        /// To watch.
        Spectate = 2,
        /// To listen.
        Listen = 3,
        /// To ask to join.
        JoinRequest = 5,
        /// To stream.
        StreamRequest = 6,
    }
}

/// Points to another message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MessageReference {
    /// Why; a reply unless said otherwise.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageReferenceKind>,
    /// Which message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// Its channel; needed to forward, not to reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// Its guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// When sent: whether it is an error if the message does not exist, which it is by default, or sent as no reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_if_not_exists: Option<bool>,
}

impl MessageReference {
    /// A reply to the message.
    #[must_use]
    pub fn reply_to(message: MessageId) -> Self {
        Self { message_id: Some(message), ..Self::default() }
    }

    /// Forwards the message of that channel.
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
    /// Why a message points to another.
    #[derive(Default)]
    pub enum MessageReferenceKind {
        /// It replies, or is about it.
        #[default]
        Default = 0,
        /// It forwards.
        Forward = 1,
    }
}

/// What a message forwards, as it was at that moment.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(message)]
#[non_exhaustive]
pub struct MessageSnapshot {
    /// The part of the message that is forwarded.
    pub message: SnapshotMessage,
}

/// The part of a message that is forwarded: not by whom it was, nor where.
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
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// Notes about it.
    pub flags: MessageFlags,
    /// Who was mentioned.
    pub mentions: Vec<User>,
    /// Which roles were mentioned.
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
    /// Its stickers, as old messages have them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stickers: Vec<Sticker>,
}

/// The interaction a message answers. Which fields are there depends on the [kind](Self::kind).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, kind, user)]
#[non_exhaustive]
pub struct MessageInteractionMetadata {
    /// Which interaction.
    pub id: InteractionId,
    /// What it was.
    #[serde(rename = "type")]
    pub kind: InteractionKind,
    /// Who caused it.
    pub user: User,
    /// For whom the application was installed that was used.
    #[serde(default)]
    pub authorizing_integration_owners: IntegrationOwners,
    /// The first answer; only of followups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_response_message_id: Option<MessageId>,
    /// Of a user command: about whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// Of a message command: about which message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_message_id: Option<MessageId>,
    /// Of a component: the message it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interacted_message_id: Option<MessageId>,
    /// Of a modal: the interaction that opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggering_interaction_metadata: Option<Box<MessageInteractionMetadata>>,
}

/// The interaction a message answers, as it was told before there was [`MessageInteractionMetadata`].
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, kind, name, user)]
#[non_exhaustive]
pub struct MessageInteraction {
    /// Which interaction.
    pub id: InteractionId,
    /// What it was.
    #[serde(rename = "type")]
    pub kind: InteractionKind,
    /// The name of the command, subcommands included.
    pub name: CompactString,
    /// The same in the language of who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localized: Option<CompactString>,
    /// Who used it.
    pub user: User,
    /// Who used it, as a member of the guild, with some of its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
}

/// A role subscription that was bought or renewed.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(role_subscription_listing_id, tier_name)]
#[non_exhaustive]
pub struct RoleSubscriptionData {
    /// What was bought.
    pub role_subscription_listing_id: SkuId,
    /// What it is called.
    pub tier_name: CompactString,
    /// For how many months by now.
    pub total_months_subscribed: u32,
    /// Whether it was renewed.
    pub is_renewal: bool,
}

/// Something that was bought in a guild. Not in Discord's docs.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct PurchaseNotification {
    /// What was bought.
    #[serde(rename = "type")]
    pub kind: PurchaseKind,
    /// Of a product of the guild: which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_product_purchase: Option<GuildProductPurchase>,
}

open_enum! {
    /// What was bought in a guild.
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
    /// Where it is offered.
    pub listing_id: GenericId,
    /// What it is called.
    pub product_name: CompactString,
}

/// The author of a message as a member of a lobby. Not in Discord's docs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MessageLobbyMember {
    /// The name that the author has there beside that of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_name: Option<CompactString>,
}

/// A call in a DM.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct MessageCall {
    /// Who took part.
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
    /// How strong the colours are, 0–100.
    pub base_mix: u32,
    /// Light, dark …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_theme: Option<BaseTheme>,
}

open_enum! {
    /// What the colours of a theme are mixed with.
    pub enum BaseTheme {
        /// Not chosen.
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
