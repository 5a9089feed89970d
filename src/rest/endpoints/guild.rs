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
            /// Whether `approximate_member_count` and `approximate_presence_count` are filled in.
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
            /// What it says about itself, up to 300 characters. Only of communities.
            description / clear_description: String,
            /// The voice region. Deprecated by Discord: each channel has its own.
            region / clear_region: String,
            /// The picture, 1024 × 1024. One that moves needs the feature ANIMATED_ICON.
            icon / clear_icon: ImageData,
            /// What a member must have to write.
            verification_level: VerificationLevel,
            /// Of what members are notified unless they choose.
            default_message_notifications: NotificationLevel,
            /// Whose uploads are scanned.
            explicit_content_filter: ContentFilter,
            /// The language of a community, in which Discord writes to it; cleared, it is `en-US`.
            preferred_locale / clear_preferred_locale: Locale,
            /// After how many seconds those who are silent in voice are moved: 60, 300, 900, 1800 or 3600.
            afk_timeout: u32,
            /// The voice channel they are moved to.
            afk_channel_id / clear_afk_channel_id: ChannelId,
            /// The channel in which joins and boosts are announced.
            system_channel_id / clear_system_channel_id: ChannelId,
            /// The picture behind invites, 16:9. Needs the feature INVITE_SPLASH.
            splash / clear_splash: ImageData,
            /// The picture above the channel list, 16:9. Needs the feature BANNER; one that moves needs
            /// ANIMATED_BANNER.
            banner / clear_banner: ImageData,
            /// What is not announced in the system channel.
            system_channel_flags: SystemChannelFlags,
            /// All features it is to have. Those that can be switched are COMMUNITY, DISCOVERABLE, INVITES_DISABLED and
            /// RAID_ALERTS_DISABLED.
            features: Vec<GuildFeature>,
            /// The picture in the list of discoverable guilds, 16:9. Needs the feature DISCOVERABLE.
            discovery_splash / clear_discovery_splash: ImageData,
            /// The picture above the server guide. Discord's docs do not mention it.
            home_header / clear_home_header: ImageData,
            /// Where the rules are, of communities.
            rules_channel_id / clear_rules_channel_id: ChannelId,
            /// Where Discord warns the moderators, of communities.
            safety_alerts_channel_id / clear_safety_alerts_channel_id: ChannelId,
            /// Where Discord writes to the moderators, of communities.
            public_updates_channel_id / clear_public_updates_channel_id: ChannelId,
            /// Whether the boosts are shown as a bar.
            premium_progress_bar_enabled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_channel`](crate::rest::Http::create_channel); awaiting it sends it.
    pub struct CreateChannel -> Channel {
        body: Object {
            /// What it is: text if not said. Threads and DMs are made otherwise.
            kind as "type": ChannelKind,
            /// Its place among its siblings, from 0.
            position: u32,
            /// The topic, up to 1024 characters, 4096 in forums and media channels.
            topic: String,
            /// Of voice and stage channels, in bits per second: 8000–96000, with boosts up to 384000, on stages up to
            /// 64000.
            bitrate: u32,
            /// How many fit into a voice channel, up to 99, or a stage, up to 10000; 0 is no limit.
            user_limit: u32,
            /// Whether it is age-restricted.
            nsfw: bool,
            /// Slow mode: seconds between two messages of a user, 0–21600.
            rate_limit_per_user: u32,
            /// The category it is in.
            parent_id: ChannelId,
            /// Who is granted or denied what there, up to 100. Only permissions that the bot has itself; MANAGE_ROLES
            /// needs ADMINISTRATOR.
            permission_overwrites: Vec<Overwrite>,
            /// The voice region; automatic if not said. See [`voice_regions`](crate::rest::Http::voice_regions).
            rtc_region: String,
            /// The quality of cameras.
            video_quality_mode: VideoQualityMode,
            /// Minutes of silence after which new threads are archived: 60, 1440, 4320 or 10080.
            default_auto_archive_duration: u32,
            /// The reaction a forum or media channel offers for its posts.
            default_reaction_emoji: DefaultReaction,
            /// Slow mode that new threads start with, in seconds, 0–21600.
            default_thread_rate_limit_per_user: u32,
            /// How a forum or media channel sorts its posts.
            default_sort_order: SortOrder,
            /// How a forum shows its posts.
            default_forum_layout: ForumLayout,
            /// How a forum takes several tags that are looked for. Discord's docs do not mention it.
            default_tag_setting: TagSetting,
            /// The tags a forum or media channel offers, up to 20.
            available_tags: Vec<ForumTagUpdate>,
        }
    }
}

endpoint! {
    /// The request of [`Http::prune_count`](crate::rest::Http::prune_count); awaiting it sends it.
    pub struct PruneCount -> Pruned {
        query {
            /// Who was away for so many days: 1–30, 7 if not said.
            days: u8,
            /// Members with no roles but these are counted too; without it, only members with no role at all.
            include_roles: Vec<RoleId> => list,
        }
    }
}

endpoint! {
    /// The request of [`Http::prune`](crate::rest::Http::prune); awaiting it sends it.
    pub struct Prune -> Pruned {
        body: Object {
            /// Who was away for so many days: 1–30, 7 if not said.
            days: u8,
            /// Whether they are counted, `true` if not said. In large guilds this takes so long that it should not be
            /// asked for.
            compute_prune_count: bool,
            /// Members with no roles but these are removed too; without it, only members with no role at all.
            include_roles: Vec<RoleId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_incident_actions`](crate::rest::Http::update_incident_actions); awaiting it sends
    /// it.
    pub struct UpdateIncidentActions -> IncidentsData {
        body: Object {
            /// Until when nobody can join, at most 24 hours from now.
            invites_disabled_until / clear_invites_disabled_until: Timestamp,
            /// Until when members who are no friends cannot write to one another, at most 24 hours from now.
            dms_disabled_until / clear_dms_disabled_until: Timestamp,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_welcome_screen`](crate::rest::Http::update_welcome_screen); awaiting it sends it.
    pub struct UpdateWelcomeScreen -> WelcomeScreen {
        body: Object {
            /// What the community says about itself, up to 140 characters.
            description / clear_description: String,
            /// The channels it recommends, up to five; an empty list removes them.
            welcome_channels: Vec<WelcomeChannel>,
            /// Whether it is shown.
            enabled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_onboarding`](crate::rest::Http::update_onboarding); awaiting it sends it.
    pub struct UpdateOnboarding -> Onboarding {
        body: Object {
            /// All questions there are to be, up to 15.
            prompts: Vec<OnboardingPromptUpdate>,
            /// Whether they are asked.
            enabled: bool,
            /// The channels that every newcomer gets, up to 500.
            default_channel_ids: Vec<ChannelId>,
            /// What counts towards the channels that are needed.
            mode: OnboardingMode,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_widget_settings`](crate::rest::Http::update_widget_settings); awaiting it sends
    /// it.
    pub struct UpdateWidgetSettings -> WidgetSettings {
        body: Object {
            /// Whether it has one.
            enabled: bool,
            /// The channel it invites to.
            channel_id / clear_channel_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::widget_image`](crate::rest::Http::widget_image); awaiting it sends it.
    pub struct WidgetImage -> bytes::Bytes {
        query {
            /// How it looks, a shield if not said.
            style: WidgetStyle,
        }
    }
}

endpoint! {
    /// The request of [`Http::join_requests`](crate::rest::Http::join_requests); awaiting it sends it.
    pub struct GetJoinRequests -> JoinRequests {
        query {
            /// Those that are so far.
            status: JoinRequestStatus,
            /// How many: 1–100.
            limit: u8,
            /// Those older than this request.
            before: JoinRequestId,
            /// Those newer than this request.
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
            /// Why it is rejected, up to 160 characters.
            rejection_reason: String,
        }
    }
}

audited!(UpdateGuild, CreateChannel, Prune, UpdateWelcomeScreen, UpdateOnboarding, UpdateWidgetSettings);

impl Http {
    /// A guild that the bot is in. What only GUILD_CREATE carries, such as members and channels, is empty.
    pub fn guild(&self, guild: GuildId) -> GetGuild {
        GetGuild::of(self.call(&op::GET_GUILD, &[Param::Id(guild.get())]))
    }

    /// Changes the settings of a guild: `http.update_guild(guild).name("Greenroom").await`. What is not mentioned stays
    /// as it is. Needs MANAGE_GUILD; switching the features COMMUNITY and DISCOVERABLE needs ADMINISTRATOR.
    pub fn update_guild(&self, guild: GuildId) -> UpdateGuild {
        UpdateGuild::of(self.call(&op::UPDATE_GUILD, &[Param::Id(guild.get())]), Object::default())
    }

    /// What strangers may know of a guild. If the bot is not in it, the guild must be discoverable.
    pub fn guild_preview(&self, guild: GuildId) -> Call<GuildPreview> {
        self.call(&op::GET_GUILD_PREVIEW, &[Param::Id(guild.get())])
    }

    /// The channels of a guild, without threads.
    pub fn guild_channels(&self, guild: GuildId) -> Call<Vec<Channel>> {
        self.call(&op::LIST_GUILD_CHANNELS, &[Param::Id(guild.get())])
    }

    /// Makes a channel: `http.create_channel(guild, "general").topic("Anything").await`. Needs MANAGE_CHANNELS. A guild
    /// has up to 500 channels, a category up to 50.
    ///
    /// * `name`: The name, 1–100 characters. Of text channels Discord makes it lower case, with hyphens for spaces.
    pub fn create_channel(&self, guild: GuildId, name: &str) -> CreateChannel {
        CreateChannel::of(
            self.call(&op::CREATE_GUILD_CHANNEL, &[Param::Id(guild.get())]),
            Object::default().with("name", &name),
        )
    }

    /// Sorts channels: `http.update_channel_positions(guild, &[ChannelPosition::new(channel, 0)]).await`. Those that
    /// are not named stay where they are. Needs MANAGE_CHANNELS.
    pub fn update_channel_positions(&self, guild: GuildId, positions: &[ChannelPosition]) -> Call<()> {
        self.act(&op::BULK_UPDATE_GUILD_CHANNELS, &[Param::Id(guild.get())]).json(positions)
    }

    /// All active threads of a guild that the bot may see, private ones too, newest first.
    pub fn active_threads(&self, guild: GuildId) -> Call<ThreadList> {
        self.call(&op::GET_ACTIVE_GUILD_THREADS, &[Param::Id(guild.get())])
    }

    /// The invites of a guild, with how they are used. Needs MANAGE_GUILD or VIEW_AUDIT_LOG.
    pub fn guild_invites(&self, guild: GuildId) -> Call<Vec<Invite>> {
        self.call(&op::LIST_GUILD_INVITES, &[Param::Id(guild.get())])
    }

    /// The guild's own invite link, of guilds with the feature VANITY_URL. Needs MANAGE_GUILD.
    pub fn vanity_url(&self, guild: GuildId) -> Call<VanityUrl> {
        self.call(&op::GET_GUILD_VANITY_URL, &[Param::Id(guild.get())])
    }

    /// The voice regions for a guild; with the feature VIP_REGIONS there are more.
    pub fn guild_voice_regions(&self, guild: GuildId) -> Call<Vec<VoiceRegion>> {
        self.call(&op::LIST_GUILD_VOICE_REGIONS, &[Param::Id(guild.get())])
    }

    /// What was connected with a guild, up to 50: bots, channels of Twitch and YouTube. Needs MANAGE_GUILD.
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

    /// Removes members who were long away: `http.prune(guild).days(30).await`. A GUILD_MEMBER_REMOVE is sent for each.
    /// Needs MANAGE_GUILD and KICK_MEMBERS.
    pub fn prune(&self, guild: GuildId) -> Prune {
        Prune::of(self.call(&op::PRUNE_GUILD, &[Param::Id(guild.get())]), Object::default())
    }

    /// Stops joins or DMs for a while because of a raid, or allows them again. Needs MANAGE_GUILD.
    pub fn update_incident_actions(&self, guild: GuildId) -> UpdateIncidentActions {
        UpdateIncidentActions::of(
            self.call(&op::UPDATE_GUILD_INCIDENT_ACTIONS, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// What a community shows newcomers. If it is off, this needs MANAGE_GUILD.
    pub fn welcome_screen(&self, guild: GuildId) -> Call<WelcomeScreen> {
        self.call(&op::GET_GUILD_WELCOME_SCREEN, &[Param::Id(guild.get())])
    }

    /// Changes what a community shows newcomers. What is not mentioned stays as it is. Needs MANAGE_GUILD.
    pub fn update_welcome_screen(&self, guild: GuildId) -> UpdateWelcomeScreen {
        UpdateWelcomeScreen::of(
            self.call(&op::UPDATE_GUILD_WELCOME_SCREEN, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// The questions that newcomers are asked.
    pub fn onboarding(&self, guild: GuildId) -> Call<Onboarding> {
        self.call(&op::GET_GUILDS_ONBOARDING, &[Param::Id(guild.get())])
    }

    /// Changes the questions that newcomers are asked. Switched on, it needs seven default channels, five of which
    /// `@everyone` can write in; in the mode `Advanced`, channels that answers open count too. Needs MANAGE_GUILD and
    /// MANAGE_ROLES.
    pub fn update_onboarding(&self, guild: GuildId) -> UpdateOnboarding {
        UpdateOnboarding::of(self.call(&op::PUT_GUILDS_ONBOARDING, &[Param::Id(guild.get())]), Object::default())
    }

    /// The server guide that newcomers are shown, if there is one. Discord's docs do not mention it.
    pub fn new_member_welcome(&self, guild: GuildId) -> Call<Option<NewMemberWelcome>> {
        self.maybe(&op::GET_GUILD_NEW_MEMBER_WELCOME, &[Param::Id(guild.get())])
    }

    /// Whether a guild has a widget. Needs MANAGE_GUILD.
    pub fn widget_settings(&self, guild: GuildId) -> Call<WidgetSettings> {
        self.call(&op::GET_GUILD_WIDGET_SETTINGS, &[Param::Id(guild.get())])
    }

    /// Switches the widget of a guild. Needs MANAGE_GUILD.
    pub fn update_widget_settings(&self, guild: GuildId) -> UpdateWidgetSettings {
        UpdateWidgetSettings::of(
            self.call(&op::UPDATE_GUILD_WIDGET_SETTINGS, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// What websites show of a guild. Code 50004 if it has no widget.
    pub fn widget(&self, guild: GuildId) -> Call<Widget> {
        self.call(&op::GET_GUILD_WIDGET, &[Param::Id(guild.get())])
    }

    /// The widget of a guild as a picture, a PNG.
    pub fn widget_image(&self, guild: GuildId) -> WidgetImage {
        WidgetImage::of(self.fetch(&op::GET_GUILD_WIDGET_PNG, &[Param::Id(guild.get())]))
    }

    /// Requests to join a guild that takes in only whom it chooses. Needs KICK_MEMBERS. Discord's docs do not mention
    /// it.
    pub fn join_requests(&self, guild: GuildId) -> GetJoinRequests {
        GetJoinRequests::of(self.call(&op::GET_GUILD_JOIN_REQUESTS, &[Param::Id(guild.get())]))
    }

    /// Decides on a request to join. Needs KICK_MEMBERS. Discord's docs do not mention it.
    pub fn update_join_request(&self, guild: GuildId, request: JoinRequestId) -> UpdateJoinRequest {
        UpdateJoinRequest::of(
            self.call(&op::ACTION_GUILD_JOIN_REQUEST, &[Param::Id(guild.get()), Param::Id(request.get())]),
            Object::default(),
        )
    }
}
