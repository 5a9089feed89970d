//! Integrations of guilds (Discord's docs, resources/guild, "Integration Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::{open_enum, open_names};
use super::{ApplicationId, ApplicationKind, ImageHash, IntegrationId, PartialGuild, RoleId, SkuId, Timestamp, User};

/// Something that was connected with a guild: a bot, a Twitch or YouTube channel, a subscription.
///
/// The fields from `syncing` on are not those of bots, up to `user`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name, kind)]
#[non_exhaustive]
pub struct Integration {
    /// Which integration.
    pub id: IntegrationId,
    /// The name.
    pub name: CompactString,
    /// What was connected.
    #[serde(rename = "type")]
    pub kind: IntegrationKind,
    /// Whether it is on.
    pub enabled: bool,
    /// Whether its subscribers are being read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syncing: Option<bool>,
    /// The role of its subscribers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<RoleId>,
    /// Whether its emoji can be used; of Twitch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_emoticons: Option<bool>,
    /// What becomes of those whose subscription ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_behavior: Option<IntegrationExpireBehavior>,
    /// After how many days: 1, 3, 7, 14 or 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_grace_period: Option<u32>,
    /// Who connected it. Not in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The account that was connected.
    #[serde(default)]
    pub account: IntegrationAccount,
    /// The guild, with some of its fields. Only in the connections of a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// When its subscribers were last read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synced_at: Option<Timestamp>,
    /// How many subscribers it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscriber_count: Option<u32>,
    /// Whether it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
    /// The application of a bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<IntegrationApplication>>,
    /// The application of a bot, where only its id is told: in audit logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// What the application was allowed: OAuth2 scopes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<CompactString>,
}

open_names! {
    /// What was connected with a guild.
    pub enum IntegrationKind {
        /// A channel of Twitch.
        Twitch = "twitch",
        /// A channel of YouTube.
        Youtube = "youtube",
        /// A bot.
        Discord = "discord",
        /// A subscription to the guild.
        GuildSubscription = "guild_subscription",
    }
}

open_enum! {
    /// What becomes of members whose subscription ends.
    pub enum IntegrationExpireBehavior {
        /// They lose the role.
        RemoveRole = 0,
        /// They are kicked.
        Kick = 1,
    }
}

/// The account that was connected, as its service calls it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct IntegrationAccount {
    /// Its id there, any text.
    pub id: CompactString,
    /// Its name.
    pub name: CompactString,
}

/// The application of a bot that was added to a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct IntegrationApplication {
    /// Which application.
    pub id: ApplicationId,
    /// The name.
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// What it says about itself.
    pub description: String,
    /// What kind of application it is, where Discord tells it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicationKind>,
    /// The picture of invitations to a game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<ImageHash>,
    /// Of a game that is sold on Discord: what is bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_sku_id: Option<SkuId>,
    /// The bot's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot: Option<Box<User>>,
}
