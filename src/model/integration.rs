//! Integrations of guilds (Discord's docs, resources/guild, "Integration Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::{open_enum, open_names};
use super::{ApplicationId, ApplicationKind, ImageHash, IntegrationId, PartialGuild, RoleId, SkuId, Timestamp, User};

/// An integration of a guild: a bot, a Twitch or YouTube channel, or a subscription.
///
/// Integrations of bots do not have the fields from `syncing` to `expire_grace_period`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name, kind)]
#[non_exhaustive]
pub struct Integration {
    /// The id of the integration.
    pub id: IntegrationId,
    /// The name.
    pub name: CompactString,
    /// The kind of the integration.
    #[serde(rename = "type")]
    pub kind: IntegrationKind,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Whether its subscribers are being synchronised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syncing: Option<bool>,
    /// The role of its subscribers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<RoleId>,
    /// Whether its emoji can be used. Only for Twitch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_emoticons: Option<bool>,
    /// What happens to members whose subscription ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_behavior: Option<IntegrationExpireBehavior>,
    /// The days after which this happens: 1, 3, 7, 14 or 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_grace_period: Option<u32>,
    /// The user who added it. Not in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The account of the service.
    #[serde(default)]
    pub account: IntegrationAccount,
    /// The guild, with some of its fields. Only in the connections of a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// When its subscribers were last synchronised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synced_at: Option<Timestamp>,
    /// The number of subscribers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscriber_count: Option<u32>,
    /// Whether it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
    /// The application of a bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<IntegrationApplication>>,
    /// The id of the bot's application, where Discord sends only the id, as in audit logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// The OAuth2 scopes that the application was granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<CompactString>,
}

open_names! {
    /// The kind of an integration.
    pub enum IntegrationKind {
        /// A Twitch channel.
        Twitch = "twitch",
        /// A YouTube channel.
        Youtube = "youtube",
        /// A bot.
        Discord = "discord",
        /// A subscription to the guild.
        GuildSubscription = "guild_subscription",
    }
}

open_enum! {
    /// What happens to members whose subscription ends.
    pub enum IntegrationExpireBehavior {
        /// They lose the role.
        RemoveRole = 0,
        /// They are kicked.
        Kick = 1,
    }
}

/// The account of an integration's service.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct IntegrationAccount {
    /// The id at the service, any text.
    pub id: CompactString,
    /// Its name.
    pub name: CompactString,
}

/// The application of a bot that was added to a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct IntegrationApplication {
    /// The id of the application.
    pub id: ApplicationId,
    /// The name.
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// The description.
    pub description: String,
    /// The kind of the application, where Discord sends it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicationKind>,
    /// The cover picture, which is shown in Rich Presence invites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<ImageHash>,
    /// For a game that is sold on Discord: the id of its SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_sku_id: Option<SkuId>,
    /// The bot's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot: Option<Box<User>>,
}
