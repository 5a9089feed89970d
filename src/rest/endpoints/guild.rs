//! Guilds (Discord's docs, resources/guild): the guild itself, its channels, invites and integrations, its widget, its
//! welcome screen and its onboarding. Members, roles and bans have modules of their own.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    Channel, ChannelId, ChannelKind, ChannelPosition, ContentFilter, DefaultReaction, ForumLayout, ForumTagUpdate,
    Guild, GuildFeature, GuildId, GuildPreview, ImageData, IncidentsData, Integration, IntegrationId, Invite,
    JoinRequest, JoinRequestId, JoinRequestStatus, JoinRequests, Locale, NewMemberWelcome, NotificationLevel,
    Onboarding, OnboardingMode, OnboardingPromptUpdate, Overwrite, Pruned, RoleId, SortOrder, SystemChannelFlags,
    TagSetting, ThreadList, Timestamp, VanityUrl, VerificationLevel, VideoQualityMode, VoiceRegion, WelcomeChannel,
    WelcomeScreen, Widget, WidgetSettings, WidgetStyle,
};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::guild`](crate::rest::Http::guild); awaiting it sends it.
    pub struct GetGuild -> Guild {
        query {
            /// Whether `approximate_member_count` and `approximate_presence_count` are set.
            with_counts: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_guild`](crate::rest::Http::update_guild); awaiting it sends it.
    pub struct UpdateGuild -> Guild {
        body: Object {
            /// The name, 2–100 characters.
            name: String,
            /// The description, up to 300 characters. Communities only.
            description / clear_description: String,
            /// The voice region. Deprecated by Discord: each channel has its own.
            region / clear_region: String,
            /// The icon, 1024 × 1024. An animated one needs the feature ANIMATED_ICON.
            icon / clear_icon: ImageData,
            /// The verification level that members need to write.
            verification_level: VerificationLevel,
            /// The messages that members are notified of by default.
            default_message_notifications: NotificationLevel,
            /// The members whose uploads are scanned.
            explicit_content_filter: ContentFilter,
            /// The language of a community, which Discord's messages have; if cleared, `en-US`.
            preferred_locale / clear_preferred_locale: Locale,
            /// The number of seconds after which inactive members in voice are moved: 60, 300, 900, 1800 or 3600.
            afk_timeout: u32,
            /// The voice channel to which they are moved.
            afk_channel_id / clear_afk_channel_id: ChannelId,
            /// The channel in which joins and boosts are announced.
            system_channel_id / clear_system_channel_id: ChannelId,
            /// The image behind invites, 16:9. Needs the feature INVITE_SPLASH.
            splash / clear_splash: ImageData,
            /// The image above the channel list, 16:9. Needs the feature BANNER; an animated one needs ANIMATED_BANNER.
            banner / clear_banner: ImageData,
            /// The announcements that are not made in the system channel.
            system_channel_flags: SystemChannelFlags,
            /// All features. Those that can be changed are COMMUNITY, DISCOVERABLE, INVITES_DISABLED and
            /// RAID_ALERTS_DISABLED.
            features: Vec<GuildFeature>,
            /// The image in the list of discoverable guilds, 16:9. Needs the feature DISCOVERABLE.
            discovery_splash / clear_discovery_splash: ImageData,
            /// The image above the server guide. Discord's docs do not mention it.
            home_header / clear_home_header: ImageData,
            /// The channel of the rules of a community.
            rules_channel_id / clear_rules_channel_id: ChannelId,
            /// The channel in which Discord warns the moderators of a community.
            safety_alerts_channel_id / clear_safety_alerts_channel_id: ChannelId,
            /// The channel in which Discord writes to the moderators of a community.
            public_updates_channel_id / clear_public_updates_channel_id: ChannelId,
            /// Whether the progress of the boosts is shown.
            premium_progress_bar_enabled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_channel`](crate::rest::Http::create_channel); awaiting it sends it.
    pub struct CreateChannel -> Channel {
        body: Object {
            /// The type; a text channel by default. Threads and DMs have other methods.
            kind as "type": ChannelKind,
            /// The position among its siblings, from 0.
            position: u32,
            /// The topic, up to 1024 characters, 4096 in forums and media channels.
            topic: String,
            /// The bitrate of a voice or stage channel, in bits per second: 8000–96000, up to 384000 with boosts; up to
            /// 64000 in stages.
            bitrate: u32,
            /// The most users of a voice channel, up to 99, or of a stage, up to 10000; 0 is no limit.
            user_limit: u32,
            /// Whether it is age-restricted.
            nsfw: bool,
            /// Slow mode: the seconds between two messages of a user, 0–21600.
            rate_limit_per_user: u32,
            /// The category.
            parent_id: ChannelId,
            /// The permission overwrites, up to 100. Only permissions that the bot has; MANAGE_ROLES needs
            /// ADMINISTRATOR.
            permission_overwrites: Vec<Overwrite>,
            /// The voice region; automatic by default. See [`voice_regions`](crate::rest::Http::voice_regions).
            rtc_region: String,
            /// The video quality.
            video_quality_mode: VideoQualityMode,
            /// The minutes of inactivity after which new threads are archived: 60, 1440, 4320 or 10080.
            default_auto_archive_duration: u32,
            /// The default reaction to posts of a forumor media channel .
            default_reaction_emoji: DefaultReaction,
            /// The slow mode of new threads, in seconds, 0–21600.
            default_thread_rate_limit_per_user: u32,
            /// The order of the posts of a forum or media channel.
            default_sort_order: SortOrder,
            /// The layout of a forum.
            default_forum_layout: ForumLayout,
            /// Whether a post must have all chosen tags, or one of them. Discord's docs do not mention it.
            default_tag_setting: TagSetting,
            /// The tags of a forum or media channel, up to 20.
            available_tags: Vec<ForumTagUpdate>,
        }
    }
}

endpoint! {
    /// The request of [`Http::prune_count`](crate::rest::Http::prune_count); awaiting it sends it.
    pub struct PruneCount -> Pruned {
        query {
            /// The number of days of inactivity, 1–30; 7 by default.
            days: u8,
            /// Members whose only roles are these are counted too; by default, only members without roles.
            include_roles: Vec<RoleId> => list,
        }
    }
}

endpoint! {
    /// The request of [`Http::prune`](crate::rest::Http::prune); awaiting it sends it.
    pub struct Prune -> Pruned {
        body: Object {
            /// The number of days of inactivity, 1–30; 7 by default.
            days: u8,
            /// Whether the answer has the number of removed members; `true` by default. Set it to `false` for large
            /// guilds, since counting takes long.
            compute_prune_count: bool,
            /// Members whose only roles are these are removed too; by default, only members without roles.
            include_roles: Vec<RoleId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_incident_actions`](crate::rest::Http::update_incident_actions); awaiting it sends
    /// it.
    pub struct UpdateIncidentActions -> IncidentsData {
        body: Object {
            /// The time until which users cannot join, at most 24 hours from now.
            invites_disabled_until / clear_invites_disabled_until: Timestamp,
            /// The time until which members who are not friends cannot send each other DMs, at most 24 hours from now.
            dms_disabled_until / clear_dms_disabled_until: Timestamp,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_welcome_screen`](crate::rest::Http::update_welcome_screen); awaiting it sends it.
    pub struct UpdateWelcomeScreen -> WelcomeScreen {
        body: Object {
            /// The description, up to 140 characters.
            description / clear_description: String,
            /// The recommended channels, up to five; an empty list removes them.
            welcome_channels: Vec<WelcomeChannel>,
            /// Whether it is enabled.
            enabled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_onboarding`](crate::rest::Http::update_onboarding); awaiting it sends it.
    pub struct UpdateOnboarding -> Onboarding {
        body: Object {
            /// All questions, up to 15.
            prompts: Vec<OnboardingPromptUpdate>,
            /// Whether the onboarding is enabled.
            enabled: bool,
            /// The default channels of new members, up to 500.
            default_channel_ids: Vec<ChannelId>,
            /// The mode: the channels that count towards the required ones.
            mode: OnboardingMode,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_widget_settings`](crate::rest::Http::update_widget_settings); awaiting it sends
    /// it.
    pub struct UpdateWidgetSettings -> WidgetSettings {
        body: Object {
            /// Whether the widget is enabled.
            enabled: bool,
            /// The channel of its invite.
            channel_id / clear_channel_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::widget_image`](crate::rest::Http::widget_image); awaiting it sends it.
    pub struct WidgetImage -> bytes::Bytes {
        query {
            /// The style; a shield by default.
            style: WidgetStyle,
        }
    }
}

endpoint! {
    /// The request of [`Http::join_requests`](crate::rest::Http::join_requests); awaiting it sends it.
    pub struct GetJoinRequests -> JoinRequests {
        query {
            /// Only those with this status.
            status: JoinRequestStatus,
            /// The number of elements, 1–100.
            limit: u8,
            /// Only those older than this request.
            before: JoinRequestId,
            /// Only those newer than this request.
            after: JoinRequestId,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_join_request`](crate::rest::Http::update_join_request); awaiting it sends it.
    pub struct UpdateJoinRequest -> JoinRequest {
        body: Object {
            /// [`Approved`](JoinRequestStatus::Approved) or [`Rejected`](JoinRequestStatus::Rejected).
            action: JoinRequestStatus,
            /// The reason of a rejection, up to 160 characters.
            rejection_reason: String,
        }
    }
}

audited!(UpdateGuild, CreateChannel, Prune, UpdateWelcomeScreen, UpdateOnboarding, UpdateWidgetSettings);

impl Http {
    /// A guild that the bot is in. Fields that only GUILD_CREATE has, such as members and channels, are empty.
    pub fn guild(&self, guild: GuildId) -> GetGuild {
        GetGuild::of(self.call(&op::GET_GUILD, &[Param::Id(guild.get())]))
    }

    /// Changes the settings of a guild: `http.update_guild(guild).name("Greenroom").await`. Fields that are not set
    /// stay unchanged. Needs MANAGE_GUILD; switching the features COMMUNITY and DISCOVERABLE needs ADMINISTRATOR.
    pub fn update_guild(&self, guild: GuildId) -> UpdateGuild {
        UpdateGuild::of(self.call(&op::UPDATE_GUILD, &[Param::Id(guild.get())]), Object::default())
    }

    /// The preview of a guild. If the bot is not in it, the guild must be discoverable.
    pub fn guild_preview(&self, guild: GuildId) -> Call<GuildPreview> {
        self.call(&op::GET_GUILD_PREVIEW, &[Param::Id(guild.get())])
    }

    /// The channels of a guild, without threads.
    pub fn guild_channels(&self, guild: GuildId) -> Call<Vec<Channel>> {
        self.call(&op::LIST_GUILD_CHANNELS, &[Param::Id(guild.get())])
    }

    /// Creates a channel: `http.create_channel(guild, "general").topic("Anything").await`. Needs MANAGE_CHANNELS. A
    /// guild can have up to 500 channels, a category up to 50.
    ///
    /// * `name`: The name, 1–100 characters. Discord writes names of text channels in lower case, with hyphens for
    ///   spaces.
    pub fn create_channel(&self, guild: GuildId, name: &str) -> CreateChannel {
        CreateChannel::of(
            self.call(&op::CREATE_GUILD_CHANNEL, &[Param::Id(guild.get())]),
            Object::default().with("name", &name),
        )
    }

    /// Sorts channels: `http.update_channel_positions(guild, &[ChannelPosition::new(channel, 0)]).await`. The others
    /// keep their positions. Needs MANAGE_CHANNELS.
    pub fn update_channel_positions(&self, guild: GuildId, positions: &[ChannelPosition]) -> Call<()> {
        self.act(&op::BULK_UPDATE_GUILD_CHANNELS, &[Param::Id(guild.get())]).json(positions)
    }

    /// All active threads of a guild that the bot can see, private ones too, newest first.
    pub fn active_threads(&self, guild: GuildId) -> Call<ThreadList> {
        self.call(&op::GET_ACTIVE_GUILD_THREADS, &[Param::Id(guild.get())])
    }

    /// The invites of a guild, with their number of uses. Needs MANAGE_GUILD or VIEW_AUDIT_LOG.
    pub fn guild_invites(&self, guild: GuildId) -> Call<Vec<Invite>> {
        self.call(&op::LIST_GUILD_INVITES, &[Param::Id(guild.get())])
    }

    /// The vanity invite of a guild with the feature VANITY_URL. Needs MANAGE_GUILD.
    pub fn vanity_url(&self, guild: GuildId) -> Call<VanityUrl> {
        self.call(&op::GET_GUILD_VANITY_URL, &[Param::Id(guild.get())])
    }

    /// The voice regions for a guild; with the feature VIP_REGIONS there are more.
    pub fn guild_voice_regions(&self, guild: GuildId) -> Call<Vec<VoiceRegion>> {
        self.call(&op::LIST_GUILD_VOICE_REGIONS, &[Param::Id(guild.get())])
    }

    /// The integrations of a guild, up to 50: bots, channels of Twitch and YouTube. Needs MANAGE_GUILD.
    pub fn integrations(&self, guild: GuildId) -> Call<Vec<Integration>> {
        self.call(&op::LIST_GUILD_INTEGRATIONS, &[Param::Id(guild.get())])
    }

    /// Removes an integration, with its webhooks, and its bot if it is one. Needs MANAGE_GUILD.
    pub fn delete_integration(&self, guild: GuildId, integration: IntegrationId) -> Call<(), Audited> {
        self.act(&op::DELETE_GUILD_INTEGRATION, &[Param::Id(guild.get()), Param::Id(integration.get())]).audited()
    }

    /// How many members [`prune`](Self::prune) would remove. Needs MANAGE_GUILD and KICK_MEMBERS.
    pub fn prune_count(&self, guild: GuildId) -> PruneCount {
        PruneCount::of(self.call(&op::PREVIEW_PRUNE_GUILD, &[Param::Id(guild.get())]))
    }

    /// Removes inactive members: `http.prune(guild).days(30).await`. A GUILD_MEMBER_REMOVE is sent for each. Needs
    /// MANAGE_GUILD and KICK_MEMBERS.
    pub fn prune(&self, guild: GuildId) -> Prune {
        Prune::of(self.call(&op::PRUNE_GUILD, &[Param::Id(guild.get())]), Object::default())
    }

    /// Stops joins or DMs for some time because of a raid, or allows them again. Needs MANAGE_GUILD.
    pub fn update_incident_actions(&self, guild: GuildId) -> UpdateIncidentActions {
        UpdateIncidentActions::of(
            self.call(&op::UPDATE_GUILD_INCIDENT_ACTIONS, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// The welcome screen of a community. If it is disabled, this needs MANAGE_GUILD.
    pub fn welcome_screen(&self, guild: GuildId) -> Call<WelcomeScreen> {
        self.call(&op::GET_GUILD_WELCOME_SCREEN, &[Param::Id(guild.get())])
    }

    /// Changes the welcome screen of a community. Fields that are not set stay unchanged. Needs MANAGE_GUILD.
    pub fn update_welcome_screen(&self, guild: GuildId) -> UpdateWelcomeScreen {
        UpdateWelcomeScreen::of(
            self.call(&op::UPDATE_GUILD_WELCOME_SCREEN, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// The onboarding of a guild: the questions to new members.
    pub fn onboarding(&self, guild: GuildId) -> Call<Onboarding> {
        self.call(&op::GET_GUILDS_ONBOARDING, &[Param::Id(guild.get())])
    }

    /// Changes the onboarding of a guild: the questions to new members. If it is enabled, it needs seven default
    /// channels, in five of which `@everyone` can write; in the mode `Advanced`, the channels of answers count too.
    /// Needs MANAGE_GUILD and MANAGE_ROLES.
    pub fn update_onboarding(&self, guild: GuildId) -> UpdateOnboarding {
        UpdateOnboarding::of(self.call(&op::PUT_GUILDS_ONBOARDING, &[Param::Id(guild.get())]), Object::default())
    }

    /// The server guide for new members, if there is one. Discord's docs do not mention it.
    pub fn new_member_welcome(&self, guild: GuildId) -> Call<Option<NewMemberWelcome>> {
        self.maybe(&op::GET_GUILD_NEW_MEMBER_WELCOME, &[Param::Id(guild.get())])
    }

    /// The widget settings of a guild. Needs MANAGE_GUILD.
    pub fn widget_settings(&self, guild: GuildId) -> Call<WidgetSettings> {
        self.call(&op::GET_GUILD_WIDGET_SETTINGS, &[Param::Id(guild.get())])
    }

    /// Changes the widget settings of a guild. Needs MANAGE_GUILD.
    pub fn update_widget_settings(&self, guild: GuildId) -> UpdateWidgetSettings {
        UpdateWidgetSettings::of(
            self.call(&op::UPDATE_GUILD_WIDGET_SETTINGS, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// The widget of a guild. Code 50004 if it has no widget.
    pub fn widget(&self, guild: GuildId) -> Call<Widget> {
        self.call(&op::GET_GUILD_WIDGET, &[Param::Id(guild.get())])
    }

    /// The widget of a guild as a PNG image.
    pub fn widget_image(&self, guild: GuildId) -> WidgetImage {
        WidgetImage::of(self.fetch(&op::GET_GUILD_WIDGET_PNG, &[Param::Id(guild.get())]))
    }

    /// The requests to join a guild. Needs KICK_MEMBERS. Discord's docs do not mention it.
    pub fn join_requests(&self, guild: GuildId) -> GetJoinRequests {
        GetJoinRequests::of(self.call(&op::GET_GUILD_JOIN_REQUESTS, &[Param::Id(guild.get())]))
    }

    /// Approves or rejects a request to join. Needs KICK_MEMBERS. Discord's docs do not mention it.
    pub fn update_join_request(&self, guild: GuildId, request: JoinRequestId) -> UpdateJoinRequest {
        UpdateJoinRequest::of(
            self.call(&op::ACTION_GUILD_JOIN_REQUEST, &[Param::Id(guild.get()), Param::Id(request.get())]),
            Object::default(),
        )
    }
}
