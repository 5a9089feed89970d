//! Guilds (Discord's docs, resources/guild).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::object::is_neutral;
use super::open::{open_enum, open_flags, open_names};
use super::{
    ApplicationId, Channel, ChannelId, Emoji, GuildId, ImageHash, Member, Permissions, Presence, Role, ScheduledEvent,
    SoundboardSound, StageInstance, Sticker, Timestamp, UserId, VoiceState, WelcomeScreen,
};

/// A guild, which people call a server.
///
/// The fields from `joined_at` on are sent in GUILD_CREATE only; elsewhere they are empty. Where Discord sends only
/// some fields of a guild, as in interactions, the others have their neutral value.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Guild {
    /// Which guild.
    pub id: GuildId,
    /// The name, 2–100 characters.
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// The picture, as templates of guilds call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_hash: Option<ImageHash>,
    /// The picture behind invites.
    pub splash: Option<ImageHash>,
    /// The picture in the list of discoverable guilds.
    pub discovery_splash: Option<ImageHash>,
    /// The picture above the channel list.
    pub banner: Option<ImageHash>,
    /// The picture above its home page. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_header: Option<ImageHash>,
    /// Whether the asking user owns it. Only in "Get Current User Guilds".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<bool>,
    /// Who owns it. `None` where only a part of the guild was sent.
    pub owner_id: Option<UserId>,
    /// What the asking user may do, overwrites left out. Only in "Get Current User Guilds".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// The voice region. Deprecated by Discord: each channel has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<CompactString>,
    /// Where those go who are silent in voice.
    pub afk_channel_id: Option<ChannelId>,
    /// After how many seconds: 60, 300, 900, 1800 or 3600.
    pub afk_timeout: u32,
    /// Whether the widget is on.
    #[serde(skip_serializing_if = "is_neutral")]
    pub widget_enabled: bool,
    /// The channel the widget invites to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub widget_channel_id: Option<ChannelId>,
    /// What a member must have to write.
    #[serde(default)]
    pub verification_level: VerificationLevel,
    /// Of what members are notified unless they choose.
    #[serde(default)]
    pub default_message_notifications: NotificationLevel,
    /// Whose uploads are scanned.
    #[serde(default)]
    pub explicit_content_filter: ContentFilter,
    /// Its roles, `@everyone` too.
    pub roles: Vec<Role>,
    /// Its emoji.
    pub emojis: Vec<Emoji>,
    /// Its stickers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stickers: Vec<Sticker>,
    /// What it has and may.
    pub features: Vec<GuildFeature>,
    /// Whether moderators need two-factor authentication.
    #[serde(default)]
    pub mfa_level: MfaLevel,
    /// The application that made it, if a bot did.
    pub application_id: Option<ApplicationId>,
    /// Where joins and boosts are announced.
    pub system_channel_id: Option<ChannelId>,
    /// What is not announced there.
    pub system_channel_flags: SystemChannelFlags,
    /// Where the rules are, of communities.
    pub rules_channel_id: Option<ChannelId>,
    /// Where Discord writes to the moderators, of communities.
    pub public_updates_channel_id: Option<ChannelId>,
    /// Where Discord warns the moderators, of communities.
    pub safety_alerts_channel_id: Option<ChannelId>,
    /// How many presences there may be; `None` is no limit worth naming.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_presences: Option<u32>,
    /// How many members there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_members: Option<u32>,
    /// The last part of its own invite link.
    pub vanity_url_code: Option<CompactString>,
    /// What it says about itself.
    pub description: Option<Box<str>>,
    /// The level its boosts give.
    #[serde(default)]
    pub premium_tier: PremiumTier,
    /// How many boosts it has.
    #[serde(skip_serializing_if = "is_neutral")]
    pub premium_subscription_count: u32,
    /// Whether the boosts are shown as a bar.
    pub premium_progress_bar_enabled: bool,
    /// When somebody last said whether they are. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_progress_bar_enabled_user_updated_at: Option<Timestamp>,
    /// The language, `en-US` unless it is a community.
    pub preferred_locale: CompactString,
    /// How many users fit into a video call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_video_channel_users: Option<u32>,
    /// How many users fit into a stage with video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_stage_video_channel_users: Option<u32>,
    /// How many members, about. Only over HTTP and if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_member_count: Option<u32>,
    /// How many of them are online, about. Only over HTTP and if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_presence_count: Option<u32>,
    /// What newcomers are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_screen: Option<Box<WelcomeScreen>>,
    /// For which age it is.
    #[serde(default)]
    pub nsfw_level: NsfwLevel,
    /// What was switched off because of a raid.
    pub incidents_data: Option<Box<IncidentsData>>,

    /// Since when the bot is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Timestamp>,
    /// Whether it is so large that not all members are sent.
    #[serde(skip_serializing_if = "is_neutral")]
    pub large: bool,
    /// Whether it cannot be reached now. Then all other fields but the id say nothing.
    #[serde(skip_serializing_if = "is_neutral", deserialize_with = "unless_false")]
    pub unavailable: bool,
    /// How many members it has.
    #[serde(skip_serializing_if = "is_neutral")]
    pub member_count: u32,
    /// Who is in voice; without `guild_id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub voice_states: Vec<VoiceState>,
    /// Some members, the bot among them (gateway reference, section 9).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Its channels; without `guild_id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// The active threads the bot may see.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<Channel>,
    /// Some presences; without `guild_id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub presences: Vec<Presence>,
    /// Its stages that are live.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stage_instances: Vec<StageInstance>,
    /// What will take place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guild_scheduled_events: Vec<ScheduledEvent>,
    /// Its sounds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub soundboard_sounds: Vec<SoundboardSound>,
}

/// A guild of which only some fields were sent. Which ones depends on what it is part of: interactions have `id`, `features`
/// and `locale`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct PartialGuild {
    /// Which guild.
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
    /// The language, as interactions call it.
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

/// A guild that cannot be reached: not loaded yet, in an outage, or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object, New)]
#[new(id, unavailable)]
#[non_exhaustive]
pub struct UnavailableGuild {
    /// Which guild.
    pub id: GuildId,
    /// Whether an outage is the reason; in GUILD_DELETE its absence says that the bot left.
    #[serde(skip_serializing_if = "is_neutral", deserialize_with = "unless_false")]
    pub unavailable: bool,
}

open_enum! {
    /// What a member must have to write.
    #[derive(Default)]
    pub enum VerificationLevel {
        /// Nothing.
        #[default]
        None = 0,
        /// A confirmed e-mail address.
        Low = 1,
        /// An account older than five minutes.
        Medium = 2,
        /// Membership for ten minutes.
        High = 3,
        /// A confirmed phone number.
        VeryHigh = 4,
    }
}

open_enum! {
    /// Of what members are notified unless they choose.
    #[derive(Default)]
    pub enum NotificationLevel {
        /// Of all messages.
        #[default]
        AllMessages = 0,
        /// Of mentions.
        OnlyMentions = 1,
    }
}

open_enum! {
    /// Whose uploads are scanned.
    #[derive(Default)]
    pub enum ContentFilter {
        /// Nobody's.
        #[default]
        Disabled = 0,
        /// Those of members without a role.
        MembersWithoutRoles = 1,
        /// Everybody's.
        AllMembers = 2,
    }
}

open_enum! {
    /// Whether moderators need two-factor authentication.
    #[derive(Default)]
    pub enum MfaLevel {
        /// No.
        #[default]
        None = 0,
        /// Yes.
        Elevated = 1,
    }
}

open_enum! {
    /// For which age a guild is.
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
    /// The level a guild's boosts give.
    #[derive(Default)]
    pub enum PremiumTier {
        /// None.
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
    /// What is not announced in the system channel.
    pub struct SystemChannelFlags {
        /// Joins.
        const SUPPRESS_JOIN_NOTIFICATIONS = 1 << 0;
        /// Boosts.
        const SUPPRESS_PREMIUM_SUBSCRIPTIONS = 1 << 1;
        /// Hints how to set the guild up.
        const SUPPRESS_GUILD_REMINDER_NOTIFICATIONS = 1 << 2;
        /// Buttons to greet who joined.
        const SUPPRESS_JOIN_NOTIFICATION_REPLIES = 1 << 3;
        /// Role subscriptions.
        const SUPPRESS_ROLE_SUBSCRIPTION_PURCHASE_NOTIFICATIONS = 1 << 4;
        /// Buttons to greet who subscribed.
        const SUPPRESS_ROLE_SUBSCRIPTION_PURCHASE_NOTIFICATION_REPLIES = 1 << 5;
    }
}

open_names! {
    /// What a guild has and may. Discord has many more than it documents.
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
        /// Earns money.
        CreatorMonetizableProvisional = "CREATOR_MONETIZABLE_PROVISIONAL",
        /// Has a page for its role subscriptions.
        CreatorStorePage = "CREATOR_STORE_PAGE",
        /// Is the support server of an application.
        DeveloperSupportServer = "DEVELOPER_SUPPORT_SERVER",
        /// Is listed.
        Discoverable = "DISCOVERABLE",
        /// Can be listed at the top.
        Featurable = "FEATURABLE",
        /// Takes nobody in at present.
        InvitesDisabled = "INVITES_DISABLED",
        /// May have a picture behind invites.
        InviteSplash = "INVITE_SPLASH",
        /// Screens newcomers.
        MemberVerificationGateEnabled = "MEMBER_VERIFICATION_GATE_ENABLED",
        /// Has more room for sounds.
        MoreSoundboard = "MORE_SOUNDBOARD",
        /// Has more room for stickers.
        MoreStickers = "MORE_STICKERS",
        /// May have announcement channels.
        News = "NEWS",
        /// Is partnered.
        Partnered = "PARTNERED",
        /// Can be looked at before joining.
        PreviewEnabled = "PREVIEW_ENABLED",
        /// Does not want to be warned of raids.
        RaidAlertsDisabled = "RAID_ALERTS_DISABLED",
        /// May have icons of roles.
        RoleIcons = "ROLE_ICONS",
        /// Sells roles.
        RoleSubscriptionsAvailableForPurchase = "ROLE_SUBSCRIPTIONS_AVAILABLE_FOR_PURCHASE",
        /// May sell roles.
        RoleSubscriptionsEnabled = "ROLE_SUBSCRIPTIONS_ENABLED",
        /// Has sounds.
        Soundboard = "SOUNDBOARD",
        /// Has events with tickets.
        TicketedEventsEnabled = "TICKETED_EVENTS_ENABLED",
        /// May have its own invite link.
        VanityUrl = "VANITY_URL",
        /// Is verified.
        Verified = "VERIFIED",
        /// Has the best voice regions.
        VipRegions = "VIP_REGIONS",
        /// Shows newcomers a welcome screen.
        WelcomeScreenEnabled = "WELCOME_SCREEN_ENABLED",
        /// May invite guests.
        GuestsEnabled = "GUESTS_ENABLED",
        /// May have a tag.
        GuildTags = "GUILD_TAGS",
        /// May have roles of two and three colours.
        EnhancedRoleColors = "ENHANCED_ROLE_COLORS",
    }
}

/// What was switched off because of a raid, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Object)]
#[non_exhaustive]
pub struct IncidentsData {
    /// Until when nobody can join.
    pub invites_disabled_until: Option<Timestamp>,
    /// Until when members who are no friends cannot write to one another.
    pub dms_disabled_until: Option<Timestamp>,
    /// When spam in DMs was noticed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dm_spam_detected_at: Option<Timestamp>,
    /// When a raid was noticed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raid_detected_at: Option<Timestamp>,
}

/// Reads whether a guild has an outage. What is there and is no boolean says that it has: taken for a removal, it would
/// cost a bot what it keeps of the guild.
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
