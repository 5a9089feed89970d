//! The guild objects that the cache returns.

use std::sync::Arc;

use compact_str::CompactString;

use super::CacheConfig;
use crate::model::{
    ApplicationId, ChannelId, ContentFilter, Emoji, Guild, GuildFeature, GuildId, ImageHash, IncidentsData, MfaLevel,
    NotificationLevel, NsfwLevel, PremiumTier, Sticker, SystemChannelFlags, Timestamp, UserId, VerificationLevel,
};

/// A snapshot of a guild. Later events do not change it.
///
/// Channels, roles, members and voice states are read from the [`Cache`](super::Cache) by the id of the guild. The
/// other fields of [`Guild`] are here, except deprecated ones and those that only the HTTP API sends.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CachedGuild {
    /// The id of the guild.
    pub id: GuildId,
    /// See [`Guild::name`].
    pub name: CompactString,
    /// See [`Guild::icon`].
    pub icon: Option<ImageHash>,
    /// See [`Guild::splash`].
    pub splash: Option<ImageHash>,
    /// See [`Guild::discovery_splash`].
    pub discovery_splash: Option<ImageHash>,
    /// See [`Guild::banner`].
    pub banner: Option<ImageHash>,
    /// See [`Guild::owner_id`].
    pub owner_id: Option<UserId>,
    /// See [`Guild::afk_channel_id`].
    pub afk_channel_id: Option<ChannelId>,
    /// See [`Guild::afk_timeout`], in seconds.
    pub afk_timeout: u32,
    /// See [`Guild::widget_enabled`].
    pub widget_enabled: bool,
    /// See [`Guild::widget_channel_id`].
    pub widget_channel_id: Option<ChannelId>,
    /// See [`Guild::verification_level`].
    pub verification_level: VerificationLevel,
    /// See [`Guild::default_message_notifications`].
    pub default_message_notifications: NotificationLevel,
    /// See [`Guild::explicit_content_filter`].
    pub explicit_content_filter: ContentFilter,
    /// The emoji. Shared between snapshots until they change.
    pub emojis: Arc<[Emoji]>,
    /// The stickers. Shared between snapshots until they change.
    pub stickers: Arc<[Sticker]>,
    /// See [`Guild::features`].
    pub features: Arc<[GuildFeature]>,
    /// See [`Guild::mfa_level`].
    pub mfa_level: MfaLevel,
    /// See [`Guild::application_id`].
    pub application_id: Option<ApplicationId>,
    /// See [`Guild::system_channel_id`].
    pub system_channel_id: Option<ChannelId>,
    /// See [`Guild::system_channel_flags`].
    pub system_channel_flags: SystemChannelFlags,
    /// See [`Guild::rules_channel_id`].
    pub rules_channel_id: Option<ChannelId>,
    /// See [`Guild::public_updates_channel_id`].
    pub public_updates_channel_id: Option<ChannelId>,
    /// See [`Guild::safety_alerts_channel_id`].
    pub safety_alerts_channel_id: Option<ChannelId>,
    /// See [`Guild::max_members`].
    pub max_members: Option<u32>,
    /// See [`Guild::vanity_url_code`].
    pub vanity_url_code: Option<CompactString>,
    /// See [`Guild::description`].
    pub description: Option<Box<str>>,
    /// See [`Guild::premium_tier`].
    pub premium_tier: PremiumTier,
    /// See [`Guild::premium_subscription_count`].
    pub premium_subscription_count: u32,
    /// See [`Guild::premium_progress_bar_enabled`].
    pub premium_progress_bar_enabled: bool,
    /// See [`Guild::preferred_locale`].
    pub preferred_locale: CompactString,
    /// See [`Guild::max_video_channel_users`].
    pub max_video_channel_users: Option<u32>,
    /// See [`Guild::max_stage_video_channel_users`].
    pub max_stage_video_channel_users: Option<u32>,
    /// See [`Guild::nsfw_level`].
    pub nsfw_level: NsfwLevel,
    /// See [`Guild::incidents_data`].
    pub incidents_data: Option<Box<IncidentsData>>,
    /// When the bot joined.
    pub joined_at: Option<Timestamp>,
    /// See [`Guild::large`].
    pub large: bool,
    /// The number of members: the value in GUILD_CREATE, changed by members who joined or left since. The latter events
    /// need the intent GUILD_MEMBERS. Discord may report a member as joined who was already there; this one is counted
    /// twice if it was not cached.
    pub member_count: u32,
    /// Whether the guild has an outage or has not been loaded in the current session. The other fields keep their last
    /// values.
    pub unavailable: bool,
}

impl CachedGuild {
    /// From GUILD_CREATE.
    pub(super) fn loaded(guild: &Guild, config: &CacheConfig) -> Self {
        Self {
            id: guild.id,
            name: guild.name.clone(),
            icon: guild.icon.clone(),
            splash: guild.splash.clone(),
            discovery_splash: guild.discovery_splash.clone(),
            banner: guild.banner.clone(),
            owner_id: guild.owner_id,
            afk_channel_id: guild.afk_channel_id,
            afk_timeout: guild.afk_timeout,
            widget_enabled: guild.widget_enabled,
            widget_channel_id: guild.widget_channel_id,
            verification_level: guild.verification_level,
            default_message_notifications: guild.default_message_notifications,
            explicit_content_filter: guild.explicit_content_filter,
            emojis: if config.keeps_emojis() { guild.emojis.as_slice().into() } else { Arc::default() },
            stickers: if config.keeps_stickers() { guild.stickers.as_slice().into() } else { Arc::default() },
            features: guild.features.as_slice().into(),
            mfa_level: guild.mfa_level,
            application_id: guild.application_id,
            system_channel_id: guild.system_channel_id,
            system_channel_flags: guild.system_channel_flags,
            rules_channel_id: guild.rules_channel_id,
            public_updates_channel_id: guild.public_updates_channel_id,
            safety_alerts_channel_id: guild.safety_alerts_channel_id,
            max_members: guild.max_members,
            vanity_url_code: guild.vanity_url_code.clone(),
            description: guild.description.clone(),
            premium_tier: guild.premium_tier,
            premium_subscription_count: guild.premium_subscription_count,
            premium_progress_bar_enabled: guild.premium_progress_bar_enabled,
            preferred_locale: guild.preferred_locale.clone(),
            max_video_channel_users: guild.max_video_channel_users,
            max_stage_video_channel_users: guild.max_stage_video_channel_users,
            nsfw_level: guild.nsfw_level,
            incidents_data: guild.incidents_data.clone(),
            joined_at: guild.joined_at,
            large: guild.large,
            member_count: guild.member_count,
            unavailable: false,
        }
    }

    /// The guild after a GUILD_UPDATE, which lacks the fields that only GUILD_CREATE has.
    ///
    /// Every guild has the role `@everyone`. A payload without roles is incomplete, so its lists are ignored.
    pub(super) fn updated(&self, guild: &Guild, config: &CacheConfig) -> Self {
        let mut updated = Self::loaded(guild, config);
        if guild.roles.is_empty() {
            updated.emojis = Arc::clone(&self.emojis);
            updated.stickers = Arc::clone(&self.stickers);
        }
        updated.joined_at = self.joined_at;
        updated.large = self.large;
        updated.member_count = self.member_count;
        updated.unavailable = self.unavailable;
        updated
    }
}

/// A guild that was read over HTTP. Its `member_count` is the approximate one, which is 0 unless it was requested.
impl From<Guild> for CachedGuild {
    fn from(guild: Guild) -> Self {
        let member_count = guild.approximate_member_count.unwrap_or(guild.member_count);
        Self { member_count, ..Self::loaded(&guild, &CacheConfig::default()) }
    }
}
