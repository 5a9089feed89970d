//! What each method about guilds, members, roles and bans sends: a row for each, with every field it has.

use greenroom::model::*;
use serde_json::json;

use crate::rest::wire::{WHY, Wire};

pub(crate) const GUILD: GuildId = GuildId::new(5);
pub(crate) const USER: UserId = UserId::new(1);
pub(crate) const CHANNEL: ChannelId = ChannelId::new(2);
pub(crate) const ROLE: RoleId = RoleId::new(7);
pub(crate) const EMOJI: EmojiId = EmojiId::new(8);

pub(crate) const START: &str = "2026-01-05T19:00:00.000000+00:00";
pub(crate) const END: &str = "2026-01-05T21:00:00.000000+00:00";
pub(crate) const PNG: &str = "data:image/png;base64,iVBORw==";

pub(crate) fn start() -> Timestamp {
    START.parse().unwrap()
}

pub(crate) fn end() -> Timestamp {
    END.parse().unwrap()
}

pub(crate) fn png() -> ImageData {
    ImageData::png(vec![0x89, b'P', b'N', b'G'])
}

#[tokio::test]
async fn a_guild_itself() {
    const ANSWER: &str = r#"{"id":"5"}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.guild(GUILD).with_counts(true), ANSWER).await.reads("GET /guilds/5?with_counts=true");
    wire.call(http.guild(GUILD), ANSWER).await.reads("GET /guilds/5");
    let update = http
        .update_guild(GUILD)
        .name("Greenroom")
        .description("Where actors wait")
        .region("us-west")
        .icon(png())
        .verification_level(VerificationLevel::High)
        .default_message_notifications(NotificationLevel::OnlyMentions)
        .explicit_content_filter(ContentFilter::AllMembers)
        .preferred_locale(Locale::German)
        .afk_timeout(300_u32)
        .afk_channel_id(CHANNEL)
        .system_channel_id(CHANNEL)
        .splash(png())
        .banner(png())
        .system_channel_flags(SystemChannelFlags::SUPPRESS_JOIN_NOTIFICATIONS)
        .features([GuildFeature::Community, GuildFeature::InvitesDisabled])
        .discovery_splash(png())
        .home_header(png())
        .rules_channel_id(CHANNEL)
        .safety_alerts_channel_id(CHANNEL)
        .public_updates_channel_id(CHANNEL)
        .premium_progress_bar_enabled(true)
        .reason(WHY);
    wire.call(update, ANSWER).await.audited(
        "PATCH /guilds/5",
        json!({"name": "Greenroom", "description": "Where actors wait", "region": "us-west", "icon": PNG,
            "verification_level": 3, "default_message_notifications": 1, "explicit_content_filter": 2,
            "preferred_locale": "de", "afk_timeout": 300, "afk_channel_id": "2", "system_channel_id": "2",
            "splash": PNG,
            "banner": PNG, "system_channel_flags": 1, "features": ["COMMUNITY", "INVITES_DISABLED"],
            "discovery_splash": PNG, "home_header": PNG, "rules_channel_id": "2", "safety_alerts_channel_id": "2",
            "public_updates_channel_id": "2", "premium_progress_bar_enabled": true}),
    );
    let clearing = http
        .update_guild(GUILD)
        .clear_description()
        .clear_region()
        .clear_icon()
        .clear_preferred_locale()
        .clear_afk_channel_id()
        .clear_system_channel_id()
        .clear_splash()
        .clear_banner()
        .clear_discovery_splash()
        .clear_home_header()
        .clear_rules_channel_id()
        .clear_safety_alerts_channel_id()
        .clear_public_updates_channel_id();
    wire.call(clearing, ANSWER).await.writes(
        "PATCH /guilds/5",
        json!({"description": null, "region": null, "icon": null, "preferred_locale": null, "afk_channel_id": null,
            "system_channel_id": null, "splash": null, "banner": null, "discovery_splash": null, "home_header": null,
            "rules_channel_id": null, "safety_alerts_channel_id": null, "public_updates_channel_id": null}),
    );
    wire.call(http.guild_preview(GUILD), ANSWER).await.reads("GET /guilds/5/preview");
    channels_and_invites(&wire).await;
    pruning_and_raids(&wire).await;
    greetings(&wire).await;
    widgets(&wire).await;
    wire.covers(&["guild"]);
}

async fn channels_and_invites(wire: &Wire) {
    let http = &wire.http;
    wire.call(http.guild_channels(GUILD), "[]").await.reads("GET /guilds/5/channels");
    let create = http
        .create_channel(GUILD, "general")
        .kind(ChannelKind::GuildForum)
        .position(3_u32)
        .topic("Anything")
        .bitrate(64_000_u32)
        .user_limit(10_u32)
        .nsfw(true)
        .rate_limit_per_user(5_u32)
        .parent_id(CHANNEL)
        .permission_overwrites([Overwrite::of_role(ROLE, Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES)])
        .rtc_region("us-west")
        .video_quality_mode(VideoQualityMode::Full)
        .default_auto_archive_duration(1440_u32)
        .default_reaction_emoji(EMOJI)
        .default_thread_rate_limit_per_user(6_u32)
        .default_sort_order(SortOrder::CreationDate)
        .default_forum_layout(ForumLayout::GalleryView)
        .default_tag_setting(TagSetting::MatchAll)
        .available_tags([ForumTagUpdate::new("news")])
        .reason(WHY);
    wire.call(create, r#"{"id":"2"}"#).await.audited(
        "POST /guilds/5/channels",
        json!({"name": "general", "type": 15, "position": 3, "topic": "Anything", "bitrate": 64000, "user_limit": 10,
            "nsfw": true, "rate_limit_per_user": 5, "parent_id": "2",
            "permission_overwrites": [{"id": "7", "type": 0, "allow": "1024", "deny": "2048"}], "rtc_region": "us-west",
            "video_quality_mode": 2, "default_auto_archive_duration": 1440,
            "default_reaction_emoji": {"emoji_id": "8", "emoji_name": null}, "default_thread_rate_limit_per_user": 6,
            "default_sort_order": 1, "default_forum_layout": 2, "default_tag_setting": "match_all",
            "available_tags": [{"name": "news"}]}),
    );
    let positions = [ChannelPosition::new(CHANNEL, 0).parent(ChannelId::new(3)).lock_permissions()];
    wire.call(http.update_channel_positions(GUILD, &positions), "").await.writes(
        "PATCH /guilds/5/channels",
        json!([{"id": "2", "position": 0, "parent_id": "3", "lock_permissions": true}]),
    );
    wire.call(http.active_threads(GUILD), r#"{"threads":[],"members":[]}"#).await.reads("GET /guilds/5/threads/active");
    wire.call(http.guild_invites(GUILD), "[]").await.reads("GET /guilds/5/invites");
    wire.call(http.vanity_url(GUILD), r#"{"code":null,"uses":0}"#).await.reads("GET /guilds/5/vanity-url");
    wire.call(http.guild_voice_regions(GUILD), "[]").await.reads("GET /guilds/5/regions");
    wire.call(http.integrations(GUILD), "[]").await.reads("GET /guilds/5/integrations");
    wire.call(http.delete_integration(GUILD, IntegrationId::new(6)).reason(WHY), "")
        .await
        .audited("DELETE /guilds/5/integrations/6", json!(null));
}

async fn pruning_and_raids(wire: &Wire) {
    let http = &wire.http;
    let roles = [ROLE, RoleId::new(8)];
    wire.call(http.prune_count(GUILD).days(7).include_roles(roles), r#"{"pruned":3}"#)
        .await
        .reads("GET /guilds/5/prune?days=7&include_roles=7%2C8");
    let prune = http.prune(GUILD).days(30).compute_prune_count(false).include_roles(roles).reason(WHY);
    wire.call(prune, r#"{"pruned":null}"#).await.audited(
        "POST /guilds/5/prune",
        json!({"days": 30, "compute_prune_count": false, "include_roles": ["7", "8"]}),
    );
    let stop = http.update_incident_actions(GUILD).invites_disabled_until(start()).dms_disabled_until(end());
    wire.call(stop, "{}")
        .await
        .writes("PUT /guilds/5/incident-actions", json!({"invites_disabled_until": START, "dms_disabled_until": END}));
    let resume = http.update_incident_actions(GUILD).clear_invites_disabled_until().clear_dms_disabled_until();
    wire.call(resume, "{}")
        .await
        .writes("PUT /guilds/5/incident-actions", json!({"invites_disabled_until": null, "dms_disabled_until": null}));
    let (request, older) = (JoinRequestId::new(11), JoinRequestId::new(12));
    let requests =
        http.join_requests(GUILD).status(JoinRequestStatus::Submitted).limit(10).before(older).after(request);
    wire.call(requests, "{}").await.reads("GET /guilds/5/requests?status=SUBMITTED&limit=10&before=12&after=11");
    let reject =
        http.update_join_request(GUILD, request).action(JoinRequestStatus::Rejected).rejection_reason("Not now.");
    wire.call(reject, r#"{"id":"11","guild_id":"5","user_id":"1"}"#)
        .await
        .writes("PATCH /guilds/5/requests/11", json!({"action": "REJECTED", "rejection_reason": "Not now."}));
}

async fn greetings(wire: &Wire) {
    let http = &wire.http;
    wire.call(http.welcome_screen(GUILD), "{}").await.reads("GET /guilds/5/welcome-screen");
    let update = http
        .update_welcome_screen(GUILD)
        .description("Come in.")
        .welcome_channels([WelcomeChannel::new(CHANNEL, "Begin here").emoji('👋')])
        .enabled(true)
        .reason(WHY);
    wire.call(update, "{}").await.audited(
        "PATCH /guilds/5/welcome-screen",
        json!({"description": "Come in.", "enabled": true, "welcome_channels":
            [{"channel_id": "2", "description": "Begin here", "emoji_id": null, "emoji_name": "👋"}]}),
    );
    wire.call(http.update_welcome_screen(GUILD).clear_description(), "{}")
        .await
        .writes("PATCH /guilds/5/welcome-screen", json!({"description": null}));
    const ONBOARDING: &str = r#"{"guild_id":"5"}"#;
    wire.call(http.onboarding(GUILD), ONBOARDING).await.reads("GET /guilds/5/onboarding");
    let update = http
        .update_onboarding(GUILD)
        .prompts([OnboardingPromptUpdate::new("Colour?", [OnboardingOptionUpdate::new("Red").role(ROLE)])])
        .enabled(true)
        .default_channel_ids([CHANNEL])
        .mode(OnboardingMode::Advanced)
        .reason(WHY);
    wire.call(update, ONBOARDING).await.audited(
        "PUT /guilds/5/onboarding",
        json!({"prompts": [{"id": "0", "type": 0, "title": "Colour?", "single_select": false, "required": false,
            "in_onboarding": true, "options": [{"title": "Red", "role_ids": ["7"], "channel_ids": []}]}],
            "enabled": true, "default_channel_ids": ["2"], "mode": 1}),
    );
    for answer in ["", r#"{"guild_id":"5"}"#] {
        wire.call(http.new_member_welcome(GUILD), answer).await.reads("GET /guilds/5/new-member-welcome");
    }
}

async fn widgets(wire: &Wire) {
    let http = &wire.http;
    wire.call(http.widget_settings(GUILD), "{}").await.reads("GET /guilds/5/widget");
    wire.call(http.update_widget_settings(GUILD).enabled(true).channel_id(CHANNEL).reason(WHY), "{}")
        .await
        .audited("PATCH /guilds/5/widget", json!({"enabled": true, "channel_id": "2"}));
    wire.call(http.update_widget_settings(GUILD).clear_channel_id(), "{}")
        .await
        .writes("PATCH /guilds/5/widget", json!({"channel_id": null}));
    wire.call(http.widget(GUILD), r#"{"id":"5"}"#).await.reads("GET /guilds/5/widget.json");
    wire.call(http.widget_image(GUILD).style(WidgetStyle::Banner2), "a picture")
        .await
        .reads("GET /guilds/5/widget.png?style=banner2");
}

#[tokio::test]
async fn members() {
    const MEMBER: &str = r#"{"user":{"id":"1","username":"ann"},"roles":[]}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.guild_members(GUILD).limit(1000_u16).after(USER), "[]")
        .await
        .reads("GET /guilds/5/members?limit=1000&after=1");
    wire.call(http.search_members(GUILD, "an & b").limit(10_u16), &format!("[{MEMBER}]"))
        .await
        .reads("GET /guilds/5/members/search?query=an%20%26%20b&limit=10");
    wire.call(http.guild_member(GUILD, USER), MEMBER).await.reads("GET /guilds/5/members/1");
    let add = http
        .add_member(GUILD, USER, "secret")
        .nick("Ann")
        .roles([ROLE])
        .mute(true)
        .deaf(true)
        .flags(MemberFlags::BYPASSES_VERIFICATION);
    wire.call(add, MEMBER).await.writes(
        "PUT /guilds/5/members/1",
        json!({"access_token": "secret", "nick": "Ann", "roles": ["7"], "mute": true, "deaf": true, "flags": 4}),
    );
    wire.call(http.add_member(GUILD, USER, "secret"), "")
        .await
        .writes("PUT /guilds/5/members/1", json!({"access_token": "secret"}));
    let update = http
        .update_member(GUILD, USER)
        .nick("Ann")
        .roles([ROLE])
        .mute(true)
        .deaf(false)
        .channel_id(CHANNEL)
        .communication_disabled_until(start())
        .flags(MemberFlags::empty())
        .reason(WHY);
    wire.call(update, MEMBER).await.audited(
        "PATCH /guilds/5/members/1",
        json!({"nick": "Ann", "roles": ["7"], "mute": true, "deaf": false, "channel_id": "2",
            "communication_disabled_until": START, "flags": 0}),
    );
    let clearing = http.update_member(GUILD, USER).clear_nick().clear_channel_id().clear_communication_disabled_until();
    wire.call(clearing, MEMBER).await.writes(
        "PATCH /guilds/5/members/1",
        json!({"nick": null, "channel_id": null, "communication_disabled_until": null}),
    );
    let update = http.update_current_member(GUILD).nick("Bot").avatar(png()).bio("I wait.").banner(png()).reason(WHY);
    wire.call(update, MEMBER)
        .await
        .audited("PATCH /guilds/5/members/@me", json!({"nick": "Bot", "avatar": PNG, "bio": "I wait.", "banner": PNG}));
    let clearing = http.update_current_member(GUILD).clear_nick().clear_avatar().clear_bio().clear_banner();
    wire.call(clearing, MEMBER)
        .await
        .writes("PATCH /guilds/5/members/@me", json!({"nick": null, "avatar": null, "bio": null, "banner": null}));
    wire.call(http.kick(GUILD, USER).reason(WHY), "").await.audited("DELETE /guilds/5/members/1", json!(null));
    wire.call(http.add_member_role(GUILD, USER, ROLE).reason(WHY), "")
        .await
        .audited("PUT /guilds/5/members/1/roles/7", json!(null));
    wire.call(http.remove_member_role(GUILD, USER, ROLE).reason(WHY), "")
        .await
        .audited("DELETE /guilds/5/members/1/roles/7", json!(null));
    wire.covers(&["member"]);
}

#[tokio::test]
async fn roles() {
    const ANSWER: &str = r#"{"id":"7"}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.roles(GUILD), "[]").await.reads("GET /guilds/5/roles");
    wire.call(http.role(GUILD, ROLE), ANSWER).await.reads("GET /guilds/5/roles/7");
    wire.call(http.role_member_counts(GUILD), r#"{"7":41}"#).await.reads("GET /guilds/5/roles/member-counts");
    let mut colors = RoleColors::new(255);
    colors.secondary_color = Some(1);
    let body = json!({"name": "Staff", "permissions": "8", "color": 255,
        "colors": {"primary_color": 255, "secondary_color": 1, "tertiary_color": null}, "hoist": true,
        "mentionable": true, "icon": PNG, "unicode_emoji": "🎭"});
    let create = http
        .create_role(GUILD)
        .name("Staff")
        .permissions(Permissions::ADMINISTRATOR)
        .color(255_u32)
        .colors(colors)
        .hoist(true)
        .mentionable(true)
        .icon(png())
        .unicode_emoji("🎭")
        .reason(WHY);
    wire.call(create, ANSWER).await.audited("POST /guilds/5/roles", body.clone());
    wire.call(http.create_role(GUILD), ANSWER).await.writes("POST /guilds/5/roles", json!({}));
    let update = http
        .update_role(GUILD, ROLE)
        .name("Staff")
        .permissions(Permissions::ADMINISTRATOR)
        .color(255_u32)
        .colors(colors)
        .hoist(true)
        .mentionable(true)
        .icon(png())
        .unicode_emoji("🎭")
        .reason(WHY);
    wire.call(update, ANSWER).await.audited("PATCH /guilds/5/roles/7", body);
    wire.call(http.update_role(GUILD, ROLE).clear_icon().clear_unicode_emoji(), ANSWER)
        .await
        .writes("PATCH /guilds/5/roles/7", json!({"icon": null, "unicode_emoji": null}));
    wire.call(http.update_role_positions(GUILD, &[RolePosition::new(ROLE, 3)]).reason(WHY), "[]")
        .await
        .audited("PATCH /guilds/5/roles", json!([{"id": "7", "position": 3}]));
    wire.call(http.delete_role(GUILD, ROLE).reason(WHY), "").await.audited("DELETE /guilds/5/roles/7", json!(null));
    wire.covers(&["role"]);
}

#[tokio::test]
async fn bans() {
    const ANSWER: &str = r#"{"reason":null,"user":{"id":"1","username":"ann"}}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.guild_bans(GUILD).limit(10_u16).before(USER).after(UserId::new(0)), &format!("[{ANSWER}]"))
        .await
        .reads("GET /guilds/5/bans?limit=10&before=1&after=0");
    wire.call(http.guild_ban(GUILD, USER), ANSWER).await.reads("GET /guilds/5/bans/1");
    wire.call(http.ban(GUILD, USER).delete_message_seconds(3600_u32).delete_message_days(1).reason(WHY), "")
        .await
        .audited("PUT /guilds/5/bans/1", json!({"delete_message_seconds": 3600, "delete_message_days": 1}));
    wire.call(http.ban(GUILD, USER), "").await.writes("PUT /guilds/5/bans/1", json!({}));
    wire.call(http.unban(GUILD, USER).reason(WHY), "").await.audited("DELETE /guilds/5/bans/1", json!(null));
    let ban = http.bulk_ban(GUILD, &[USER, UserId::new(3)]).delete_message_seconds(60_u32).reason(WHY);
    wire.call(ban, r#"{"banned_users":["1"],"failed_users":["3"]}"#)
        .await
        .audited("POST /guilds/5/bulk-ban", json!({"user_ids": ["1", "3"], "delete_message_seconds": 60}));
    wire.covers(&["ban"]);
}
