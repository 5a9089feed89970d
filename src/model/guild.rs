//! Guilds (Discord's docs, resources/guild).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::object::is_default;
use super::open::{open_enum, open_flags, open_names};
use super::{
    ApplicationId, Channel, ChannelId, Emoji, GuildId, ImageHash, Member, Permissions, Presence, Role, ScheduledEvent,
    SoundboardSound, StageInstance, Sticker, Timestamp, UserId, VoiceState, WelcomeScreen,
};

/// A guild, which clients call a server.
///
/// Discord sends the fields from `joined_at` on in GUILD_CREATE only; elsewhere they are empty. Where it sends only
/// some fields of a guild, as in interactions, the others have their default values.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Guild {
    /// The id of the guild.
    pub id: GuildId,
    /// The name, 2–100 characters.
    pub name: CompactString,
    /// The icon.
    pub icon: Option<ImageHash>,
    /// The icon, under its name in guild templates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_hash: Option<ImageHash>,
    /// The picture behind invites.
    pub splash: Option<ImageHash>,
    /// The picture in the list of discoverable guilds.
    pub discovery_splash: Option<ImageHash>,
    /// The banner above the channel list.
    pub banner: Option<ImageHash>,
    /// The picture at the top of its home page. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_header: Option<ImageHash>,
    /// Whether the requesting user owns it. Only in "Get Current User Guilds".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<bool>,
    /// The owner. `None` where only a part of the guild was sent.
    pub owner_id: Option<UserId>,
    /// The permissions of the requesting user, without overwrites. Only in "Get Current User Guilds".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// The voice region. Deprecated by Discord: each channel has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<CompactString>,
    /// The voice channel to which inactive users are moved.
    pub afk_channel_id: Option<ChannelId>,
    /// The seconds of inactivity after which they are moved: 60, 300, 900, 1800 or 3600.
    pub afk_timeout: u32,
    /// Whether the widget is enabled.
    #[serde(skip_serializing_if = "is_default")]
    pub widget_enabled: bool,
    /// The channel for which the widget creates invites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub widget_channel_id: Option<ChannelId>,
    /// The requirement for members to write.
    #[serde(default)]
    pub verification_level: VerificationLevel,
    /// The messages of which members are notified by default.
    #[serde(default)]
    pub default_message_notifications: NotificationLevel,
    /// The members whose uploads are scanned.
    #[serde(default)]
    pub explicit_content_filter: ContentFilter,
    /// Its roles, including `@everyone`.
    pub roles: Vec<Role>,
    /// Its emoji.
    pub emojis: Vec<Emoji>,
    /// Its stickers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stickers: Vec<Sticker>,
    /// The features that are enabled for it.
    pub features: Vec<GuildFeature>,
    /// Whether moderators need two-factor authentication.
    #[serde(default)]
    pub mfa_level: MfaLevel,
    /// The application that created it, if a bot did.
    pub application_id: Option<ApplicationId>,
    /// The channel in which joins and boosts are announced.
    pub system_channel_id: Option<ChannelId>,
    /// The announcements that are disabled.
    pub system_channel_flags: SystemChannelFlags,
    /// The channel with the rules of a community.
    pub rules_channel_id: Option<ChannelId>,
    /// The channel with Discord's notices to the moderators of a community.
    pub public_updates_channel_id: Option<ChannelId>,
    /// The channel with Discord's safety alerts to the moderators of a community.
    pub safety_alerts_channel_id: Option<ChannelId>,
    /// The maximum number of presences. `None` except for very large guilds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_presences: Option<u32>,
    /// The maximum number of members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_members: Option<u32>,
    /// The code of its vanity invite URL.
    pub vanity_url_code: Option<CompactString>,
    /// The description.
    pub description: Option<Box<str>>,
    /// The level that its boosts give.
    #[serde(default)]
    pub premium_tier: PremiumTier,
    /// The number of boosts.
    #[serde(skip_serializing_if = "is_default")]
    pub premium_subscription_count: u32,
    /// Whether the boost progress bar is shown.
    pub premium_progress_bar_enabled: bool,
    /// When the setting of the boost progress bar was last changed. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_progress_bar_enabled_user_updated_at: Option<Timestamp>,
    /// The language; `en-US` unless it is a community.
    pub preferred_locale: CompactString,
    /// The maximum number of users in a video channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_video_channel_users: Option<u32>,
    /// The maximum number of users in a stage with video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_stage_video_channel_users: Option<u32>,
    /// The approximate number of members. Only over HTTP and if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u32>,
    /// The approximate number of members who are online. Only over HTTP and if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u32>,
    /// The welcome screen that new members see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_screen: Option<Box<WelcomeScreen>>,
    /// The age rating.
    #[serde(default)]
    pub nsfw_level: NsfwLevel,
    /// The features that are disabled because of a raid.
    pub incidents_data: Option<Box<IncidentsData>>,

    /// When the bot joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Timestamp>,
    /// Whether it is so large that Discord does not send all members.
    #[serde(skip_serializing_if = "is_default")]
    pub large: bool,
    /// Whether it has an outage. If so, only its id is meaningful.
    #[serde(skip_serializing_if = "is_default", deserialize_with = "unless_false")]
    pub unavailable: bool,
    /// The number of members.
    #[serde(skip_serializing_if = "is_default")]
    pub member_count: u32,
    /// The users in voice channels, without `guild_id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub voice_states: Vec<VoiceState>,
    /// Some members, including the bot (gateway reference, section 9).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Its channels, without `guild_id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// The active threads that the bot can see.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<Channel>,
    /// Some presences, without `guild_id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub presences: Vec<Presence>,
    /// Its live stages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stage_instances: Vec<StageInstance>,
    /// Its scheduled events.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guild_scheduled_events: Vec<ScheduledEvent>,
    /// Its soundboard sounds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub soundboard_sounds: Vec<SoundboardSound>,
}

/// A guild of which Discord sends only some fields. Which ones depends on the object that contains it: interactions
/// have `id`, `features` and `locale`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct PartialGuild {
    /// The id of the guild.
    pub id: GuildId,
    /// See [`Guild::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<CompactString>,
    /// See [`Guild::icon`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// See [`Guild::splash`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub splash: Option<ImageHash>,
    /// See [`Guild::discovery_splash`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discovery_splash: Option<ImageHash>,
    /// See [`Guild::banner`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banner: Option<ImageHash>,
    /// See [`Guild::description`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// See [`Guild::features`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<GuildFeature>>,
    /// The language, under its name in interactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<CompactString>,
    /// See [`Guild::preferred_locale`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_locale: Option<CompactString>,
    /// See [`Guild::roles`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// See [`Guild::emojis`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emojis: Option<Vec<Emoji>>,
    /// See [`Guild::stickers`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stickers: Option<Vec<Sticker>>,
    /// See [`Guild::welcome_screen`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_screen: Option<Box<WelcomeScreen>>,
    /// See [`Guild::verification_level`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification_level: Option<VerificationLevel>,
    /// See [`Guild::vanity_url_code`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vanity_url_code: Option<CompactString>,
    /// See [`Guild::nsfw_level`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsfw_level: Option<NsfwLevel>,
    /// See [`Guild::premium_tier`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_tier: Option<PremiumTier>,
    /// See [`Guild::premium_subscription_count`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_subscription_count: Option<u32>,
    /// See [`Guild::owner`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<bool>,
    /// See [`Guild::owner_id`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// See [`Guild::permissions`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// See [`Guild::approximate_member_count`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u32>,
    /// See [`Guild::approximate_presence_count`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u32>,
}

/// A guild that is not available: not loaded yet, in an outage, or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object, New)]
#[new(id, unavailable)]
#[non_exhaustive]
pub struct UnavailableGuild {
    /// The id of the guild.
    pub id: GuildId,
    /// Whether the guild has an outage. In GUILD_DELETE its absence means that the bot left.
    #[serde(skip_serializing_if = "is_default", deserialize_with = "unless_false")]
    pub unavailable: bool,
}

open_enum! {
    /// The requirement for members to write.
    #[derive(Default)]
    pub enum VerificationLevel {
        /// No requirement.
        #[default]
        None = 0,
        /// A verified e-mail address.
        Low = 1,
        /// Also an account that is older than five minutes.
        Medium = 2,
        /// Also membership for ten minutes.
        High = 3,
        /// Also a verified phone number.
        VeryHigh = 4,
    }
}

open_enum! {
    /// The messages of which members are notified by default.
    #[derive(Default)]
    pub enum NotificationLevel {
        /// All messages.
        #[default]
        AllMessages = 0,
        /// Messages that mention the member.
        OnlyMentions = 1,
    }
}

open_enum! {
    /// The members whose uploads are scanned.
    #[derive(Default)]
    pub enum ContentFilter {
        /// No uploads are scanned.
        #[default]
        Disabled = 0,
        /// Uploads of members without a role are scanned.
        MembersWithoutRoles = 1,
        /// All uploads are scanned.
        AllMembers = 2,
    }
}

open_enum! {
    /// Whether moderators need two-factor authentication.
    #[derive(Default)]
    pub enum MfaLevel {
        /// It is not needed.
        #[default]
        None = 0,
        /// It is needed.
        Elevated = 1,
    }
}

open_enum! {
    /// The age rating of a guild.
    #[derive(Default)]
    pub enum NsfwLevel {
        /// Not rated.
        #[default]
        Default = 0,
        /// Explicit.
        Explicit = 1,
        /// Safe.
        Safe = 2,
        /// Age-restricted.
        AgeRestricted = 3,
    }
}

open_enum! {
    /// The level that a guild's boosts give.
    #[derive(Default)]
    pub enum PremiumTier {
        /// No level.
        #[default]
        None = 0,
        /// Level 1.
        Tier1 = 1,
        /// Level 2.
        Tier2 = 2,
        /// Level 3.
        Tier3 = 3,
    }
}

open_flags! {
    /// The announcements that are disabled in the system channel. Each set flag disables one.
    pub struct SystemChannelFlags {
        /// Announcements of joins.
        const SUPPRESS_JOIN_NOTIFICATIONS = 1 << 0;
        /// Announcements of boosts.
        const SUPPRESS_PREMIUM_SUBSCRIPTIONS = 1 << 1;
        /// Hints about setting up the guild.
        const SUPPRESS_GUILD_REMINDER_NOTIFICATIONS = 1 << 2;
        /// Buttons for greeting a new member.
        const SUPPRESS_JOIN_NOTIFICATION_REPLIES = 1 << 3;
        /// Announcements of role subscriptions.
        const SUPPRESS_ROLE_SUBSCRIPTION_PURCHASE_NOTIFICATIONS = 1 << 4;
        /// Buttons for greeting a new subscriber.
        const SUPPRESS_ROLE_SUBSCRIPTION_PURCHASE_NOTIFICATION_REPLIES = 1 << 5;
    }
}

open_names! {
    /// A feature of a guild. Discord has many more than it documents.
    pub enum GuildFeature {
        /// May have an animated banner.
        AnimatedBanner = "ANIMATED_BANNER",
        /// May have an animated icon.
        AnimatedIcon = "ANIMATED_ICON",
        /// Uses the older permissions of commands.
        ApplicationCommandPermissionsV2 = "APPLICATION_COMMAND_PERMISSIONS_V2",
        /// Has AutoMod rules.
        AutoModeration = "AUTO_MODERATION",
        /// May have a banner.
        Banner = "BANNER",
        /// Is a community.
        Community = "COMMUNITY",
        /// Has monetization enabled.
        CreatorMonetizableProvisional = "CREATOR_MONETIZABLE_PROVISIONAL",
        /// Has a page for its role subscriptions.
        CreatorStorePage = "CREATOR_STORE_PAGE",
        /// Is the support server of an application.
        DeveloperSupportServer = "DEVELOPER_SUPPORT_SERVER",
        /// Is listed in Discord's discovery.
        Discoverable = "DISCOVERABLE",
        /// Can be featured in Discord's discovery.
        Featurable = "FEATURABLE",
        /// Has invites paused, so that nobody can join.
        InvitesDisabled = "INVITES_DISABLED",
        /// May have a picture behind invites.
        InviteSplash = "INVITE_SPLASH",
        /// Has membership screening enabled.
        MemberVerificationGateEnabled = "MEMBER_VERIFICATION_GATE_ENABLED",
        /// Has more slots for soundboard sounds.
        MoreSoundboard = "MORE_SOUNDBOARD",
        /// Has more slots for stickers.
        MoreStickers = "MORE_STICKERS",
        /// May have announcement channels.
        News = "NEWS",
        /// Is partnered.
        Partnered = "PARTNERED",
        /// Can be previewed before joining.
        PreviewEnabled = "PREVIEW_ENABLED",
        /// Has raid alerts disabled.
        RaidAlertsDisabled = "RAID_ALERTS_DISABLED",
        /// May have role icons.
        RoleIcons = "ROLE_ICONS",
        /// Offers role subscriptions.
        RoleSubscriptionsAvailableForPurchase = "ROLE_SUBSCRIPTIONS_AVAILABLE_FOR_PURCHASE",
        /// Has role subscriptions enabled.
        RoleSubscriptionsEnabled = "ROLE_SUBSCRIPTIONS_ENABLED",
        /// Has soundboard sounds.
        Soundboard = "SOUNDBOARD",
        /// Has ticketed events.
        TicketedEventsEnabled = "TICKETED_EVENTS_ENABLED",
        /// May have a vanity invite URL.
        VanityUrl = "VANITY_URL",
        /// Is verified.
        Verified = "VERIFIED",
        /// Has the highest voice bitrates and VIP regions.
        VipRegions = "VIP_REGIONS",
        /// Has a welcome screen.
        WelcomeScreenEnabled = "WELCOME_SCREEN_ENABLED",
        /// May invite guests.
        GuestsEnabled = "GUESTS_ENABLED",
        /// May have a tag.
        GuildTags = "GUILD_TAGS",
        /// May have roles with gradient colours.
        EnhancedRoleColors = "ENHANCED_ROLE_COLORS",
    }
}

/// The features that are disabled because of a raid, with the end of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct IncidentsData {
    /// The time until which nobody can join.
    pub invites_disabled_until: Option<Timestamp>,
    /// The time until which members who are not friends cannot send DMs to one another.
    pub dms_disabled_until: Option<Timestamp>,
    /// When spam in DMs was detected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dm_spam_detected_at: Option<Timestamp>,
    /// When a raid was detected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raid_detected_at: Option<Timestamp>,
}

/// Reads whether a guild has an outage. A value that is not a boolean counts as true: if it were read as a removal, the
/// bot would drop everything it stores about the guild.
pub(crate) fn unless_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    struct OutageVisitor;

    impl<'de> Visitor<'de> for OutageVisitor {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a boolean")
        }

        fn visit_bool<E: Error>(self, unavailable: bool) -> Result<bool, E> {
            Ok(unavailable)
        }

        fn visit_unit<E: Error>(self) -> Result<bool, E> {
            Ok(false)
        }

        fn visit_u64<E: Error>(self, _: u64) -> Result<bool, E> {
            Ok(true)
        }

        fn visit_i64<E: Error>(self, _: i64) -> Result<bool, E> {
            Ok(true)
        }

        fn visit_f64<E: Error>(self, _: f64) -> Result<bool, E> {
            Ok(true)
        }

        fn visit_str<E: Error>(self, _: &str) -> Result<bool, E> {
            Ok(true)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(true)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(true)
        }
    }

    deserializer.deserialize_any(OutageVisitor)
}
