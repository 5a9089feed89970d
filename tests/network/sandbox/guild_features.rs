//! What a guild has beside channels and members, and what the application sells: a request that succeeds for each
//! operation, and what is refused.

use greenroom::sandbox::SandboxSkuKind;

use crate::sandbox::api::{ALL_BUT_ADMINISTRATOR as ALL, Api};
use crate::sandbox::operations::{AUDIT, Step, run};

#[rustfmt::skip]
const SHOP: &[Step] = &[
    ("list_skus", "GET /applications/$bot/skus", "", 200,
        r#"[{"id": "$coin", "type": 3, "name": "Coin", "slug": "coin", "flags": 4, "application_id": "$bot"},
            {"id": "$club", "type": 5, "flags": 260}]"#, &[], &[]),
    ("create_entitlement", "POST /applications/$bot/entitlements",
        r#"{"sku_id": "$coin", "owner_id": "$alice", "owner_type": 2}"#, 200,
        r#"{"sku_id": "$coin", "user_id": "$alice", "application_id": "$bot", "type": 8, "deleted": false,
            "consumed": false, "starts_at": null, "ends_at": null}"#, &["ENTITLEMENT_CREATE"], &["coins"]),
    ("get_entitlement", "GET /applications/$bot/entitlements/$coins", "", 200, r#"{"id": "$coins"}"#, &[], &[]),
    ("get_entitlements", "GET /applications/$bot/entitlements?user_id=$alice&sku_ids=$coin,5&only_active=true", "", 200,
        r#"[{"id": "$coins"}]"#, &[], &[]),
    ("consume_entitlement", "POST /applications/$bot/entitlements/$coins/consume", "", 204, "",
        &["ENTITLEMENT_UPDATE"], &[]),
    ("get_entitlements", "GET /applications/$bot/entitlements?user_id=$alice&only_active=true", "", 200, "[]", &[],
        &[]),
    ("delete_entitlement", "DELETE /applications/$bot/entitlements/$coins", "", 204, "", &["ENTITLEMENT_DELETE"], &[]),
    ("get_entitlements", "GET /applications/$bot/entitlements?user_id=$alice", "", 200, "[]", &[], &[]),
    ("get_entitlements", "GET /applications/$bot/entitlements?user_id=$alice&exclude_deleted=false", "", 200,
        r#"[{"id": "$coins", "deleted": true, "consumed": true}]"#, &[], &[]),
    ("create_entitlement", "POST /applications/$bot/entitlements",
        r#"{"sku_id": "$club", "owner_id": "$guild", "owner_type": 1}"#, 200,
        r#"{"guild_id": "$guild", "user_id": "$owner"}"#, &["ENTITLEMENT_CREATE"], &["membership"]),
    ("get_entitlements", "GET /applications/$bot/entitlements?guild_id=$guild", "", 200, r#"[{"id": "$membership"}]"#,
        &[], &[]),
    ("get_sku_subscriptions", "GET /skus/$club/subscriptions?user_id=$dave", "", 200,
        r#"[{"user_id": "$dave", "sku_ids": ["$club"], "renewal_sku_ids": ["$club"], "status": 0,
            "canceled_at": null}]"#, &[], &["paid=/0/id"]),
    ("get_sku_subscription", "GET /skus/$club/subscriptions/$paid", "", 200, r#"{"id": "$paid"}"#, &[], &[]),
    ("update_application_role_connections_metadata", "PUT /applications/$bot/role-connections/metadata",
        r#"[{"type": 2, "key": "level_1", "name": "Level", "description": "The level",
            "name_localizations": {"de": "Stufe"}, "description_localizations": null}]"#, 200,
        r#"[{"type": 2, "key": "level_1", "name_localizations": {"de": "Stufe"}}]"#, &[], &[]),
    ("get_application_role_connections_metadata", "GET /applications/$bot/role-connections/metadata", "", 200,
        r#"[{"key": "level_1"}]"#, &[], &[]),
];

#[rustfmt::skip]
const FEATURES: &[Step] = &[
    ("update_my_guild_nick", "PATCH /guilds/$guild/members/@me/nick", r#"{"nick": "Robot"}"#, 200,
        r#"{"nick": "Robot"}"#, &["GUILD_MEMBER_UPDATE", AUDIT], &[]),
    ("update_my_guild_nick", "PATCH /guilds/$guild/members/@me/nick", r#"{"nick": "Robot"}"#, 200,
        r#"{"nick": "Robot"}"#, &[], &[]),
    ("update_my_guild_nick", "PATCH /guilds/$guild/members/@me/nick", r#"{"nick": null}"#, 200,
        r#"{"nick": null}"#, &["GUILD_MEMBER_UPDATE", AUDIT], &[]),
    ("add_guild_member", "PUT /guilds/$guild/members/$bob", r#"{"access_token": "$oauth", "nick": "Bobby"}"#, 201,
        r#"{"nick": "Bobby", "user": {"id": "$bob"}}"#, &["GUILD_MEMBER_ADD"], &[]),
    ("add_guild_member", "PUT /guilds/$guild/members/$bob", r#"{"access_token": "$oauth"}"#, 204, "", &[], &[]),
    ("list_guild_integrations", "GET /guilds/$guild/integrations", "", 200,
        r#"[{"type": "discord", "application": {"id": "$bot", "bot": {"id": "$bot"}}, "user": {"id": "$owner"},
            "account": {"id": "$bot"}, "scopes": ["applications.commands", "bot"]},
            {"id": "$twitch", "type": "twitch", "account": {"name": "streamer"}, "enabled": true}]"#, &[], &[]),
    ("delete_guild_integration", "DELETE /guilds/$guild/integrations/$twitch", "", 204, "",
        &[AUDIT, "INTEGRATION_DELETE", "GUILD_INTEGRATIONS_UPDATE"], &[]),
    ("list_guild_audit_log_entries", "GET /guilds/$guild/audit-logs?action_type=82", "", 200,
        r#"{"audit_log_entries": [{"target_id": "$twitch", "user_id": "$bot"}],
            "integrations": [{"type": "discord", "application_id": "$bot"}]}"#, &[], &[]),
    ("update_guild_incident_actions", "PUT /guilds/$guild/incident-actions",
        r#"{"invites_disabled_until": "2020-01-01T00:00:00+00:00"}"#, 200,
        r#"{"invites_disabled_until": "2020-01-01T00:00:00.000000+00:00", "dms_disabled_until": null}"#,
        &["GUILD_UPDATE"], &[]),
    ("get_guild", "GET /guilds/$guild", "", 200,
        r#"{"incidents_data": {"invites_disabled_until": "2020-01-01T00:00:00.000000+00:00"}}"#, &[], &[]),
    ("update_guild_incident_actions", "PUT /guilds/$guild/incident-actions", "{}", 200,
        r#"{"invites_disabled_until": null, "dms_disabled_until": null}"#, &["GUILD_UPDATE"], &[]),
    ("get_guild", "GET /guilds/$guild", "", 200, r#"{"incidents_data": null}"#, &[], &[]),
    ("get_guild_vanity_url", "GET /guilds/$guild/vanity-url", "", 200, r#"{"code": "green", "uses": 0}"#, &[], &[]),
    ("invite_resolve", "GET /invites/green", "", 200, r#"{"code": "green", "guild": {"id": "$guild"}}"#, &[], &[]),
    ("update_guild_welcome_screen", "PATCH /guilds/$guild/welcome-screen",
        r#"{"enabled": true, "description": "Hello",
            "welcome_channels": [{"channel_id": "$general", "description": "Talk", "emoji_name": "👋"}]}"#, 200,
        r#"{"description": "Hello", "welcome_channels": [
            {"channel_id": "$general", "description": "Talk", "emoji_id": null, "emoji_name": "👋"}]}"#,
        &["GUILD_UPDATE", AUDIT], &[]),
    ("get_guild_welcome_screen", "GET /guilds/$guild/welcome-screen", "", 200, r#"{"description": "Hello"}"#, &[], &[]),
    ("get_guild_new_member_welcome", "GET /guilds/$guild/new-member-welcome", "", 200,
        r#"{"guild_id": "$guild", "enabled": true, "resource_channels": []}"#, &[], &[]),
    ("put_guilds_onboarding", "PUT /guilds/$guild/onboarding",
        r#"{"mode": 1, "default_channel_ids": ["$general"], "prompts": [{"id": "0", "title": "Why?", "required": true,
            "options": [{"title": "Fun", "channel_ids": ["$general"], "emoji_name": "🎉"}]}]}"#, 200,
        r#"{"guild_id": "$guild", "enabled": false, "mode": 1, "default_channel_ids": ["$general"], "prompts": [
            {"title": "Why?", "single_select": false, "required": true, "in_onboarding": false, "type": 0, "options": [
                {"title": "Fun", "description": "", "emoji": {"id": null, "name": "🎉", "animated": false},
                "role_ids": [], "channel_ids": ["$general"]}]}]}"#, &[AUDIT], &["prompt=/prompts/0/id"]),
    ("get_guilds_onboarding", "GET /guilds/$guild/onboarding", "", 200, r#"{"prompts": [{"id": "$prompt"}]}"#, &[],
        &[]),
    ("get_guild_widget_settings", "GET /guilds/$guild/widget", "", 200, r#"{"enabled": false, "channel_id": null}"#,
        &[], &[]),
    ("update_guild_widget_settings", "PATCH /guilds/$guild/widget", r#"{"enabled": true, "channel_id": "$general"}"#,
        200, r#"{"enabled": true, "channel_id": "$general"}"#, &["GUILD_UPDATE", AUDIT], &[]),
    ("get_guild_widget", "GET /guilds/$guild/widget.json", "", 200,
        r#"{"id": "$guild", "channels": [{"id": "$lounge"}], "presence_count": 1, "instant_invite": null}"#, &[], &[]),
    ("create_guild_template", "POST /guilds/$guild/templates", r#"{"name": "copy", "description": "d"}"#, 200,
        r#"{"name": "copy", "description": "d", "source_guild_id": "$guild", "creator_id": "$bot", "usage_count": 0,
            "is_dirty": null, "serialized_source_guild": {"system_channel_id": "1", "roles": [{"id": 0}]}}"#, &[],
        &["code=/code"]),
    ("update_guild", "PATCH /guilds/$guild", r#"{"name": "Newroom"}"#, 200, "", &["GUILD_UPDATE", AUDIT], &[]),
    ("get_guild_template", "GET /guilds/templates/$code", "", 200,
        r#"{"is_dirty": true, "serialized_source_guild": {"name": "Greenroom"}}"#, &[], &[]),
    ("sync_guild_template", "PUT /guilds/$guild/templates/$code", "", 200,
        r#"{"is_dirty": null, "serialized_source_guild": {"name": "Newroom"}}"#, &[], &[]),
    ("update_guild_template", "PATCH /guilds/$guild/templates/$code", r#"{"description": null}"#, 200,
        r#"{"name": "copy", "description": null}"#, &[], &[]),
    ("list_guild_templates", "GET /guilds/$guild/templates", "", 200, r#"[{"code": "$code"}]"#, &[], &[]),
    ("delete_guild_template", "DELETE /guilds/$guild/templates/$code", "", 200, r#"{"code": "$code"}"#, &[], &[]),
    ("list_guild_templates", "GET /guilds/$guild/templates", "", 200, "[]", &[], &[]),
];

#[rustfmt::skip]
const EVENTS: &[Step] = &[
    ("list_guild_scheduled_event_users", "GET /guilds/$guild/scheduled-events/$event/users?with_member=true&limit=1",
        "", 200, r#"[{"guild_scheduled_event_id": "$event", "user_id": "$alice", "user": {"username": "alice"},
            "member": {"user": {"id": "$alice"}}, "response": 1}]"#, &[], &[]),
    ("list_guild_scheduled_event_users", "GET /guilds/$guild/scheduled-events/$event/users?after=$alice", "", 200,
        r#"[{"user_id": "$carol"}]"#, &[], &[]),
    ("list_guild_scheduled_event_users", "GET /guilds/$guild/scheduled-events/$event/users?before=$dave&limit=1", "",
        200, r#"[{"user_id": "$carol"}]"#, &[], &[]),
    ("get_guild_scheduled_event", "GET /guilds/$guild/scheduled-events/$event?with_user_count=true", "", 200,
        r#"{"user_count": 2, "guild_scheduled_event_exceptions": [], "recurrence_rule": {"frequency": 3, "interval": 1,
            "end": null, "by_weekday": null, "count": null}}"#, &[], &[]),
    ("create_guild_scheduled_event_exception", "POST /guilds/$guild/scheduled-events/$event/exceptions",
        r#"{"original_scheduled_start_time": "2030-01-02T00:00:00Z", "is_canceled": true}"#, 200,
        r#"{"event_id": "$event", "is_canceled": true, "scheduled_start_time": null, "scheduled_end_time": null}"#,
        &["GUILD_SCHEDULED_EVENT_UPDATE", AUDIT], &["exception=/event_exception_id"]),
    ("update_guild_scheduled_event_exception",
        "PATCH /guilds/$guild/scheduled-events/$event/exceptions/$exception",
        r#"{"is_canceled": null, "scheduled_start_time": "2030-01-02T01:00:00Z"}"#, 200,
        r#"{"is_canceled": false, "scheduled_start_time": "2030-01-02T01:00:00Z"}"#,
        &["GUILD_SCHEDULED_EVENT_UPDATE", AUDIT], &[]),
    ("get_guild_scheduled_event", "GET /guilds/$guild/scheduled-events/$event", "", 200,
        r#"{"guild_scheduled_event_exceptions": [{"event_exception_id": "$exception", "is_canceled": false}]}"#, &[],
        &[]),
    ("count_guild_scheduled_event_users",
        "GET /guilds/$guild/scheduled-events/$event/users/counts?guild_scheduled_event_exception_ids=$exception", "",
        200, r#"{"guild_scheduled_event_count": 2, "guild_scheduled_event_exception_counts": {"$exception": 0}}"#, &[],
        &[]),
    ("list_guild_scheduled_event_exception_users", "GET /guilds/$guild/scheduled-events/$event/$exception/users", "",
        200, "[]", &[], &[]),
    ("delete_guild_scheduled_event_exception",
        "DELETE /guilds/$guild/scheduled-events/$event/exceptions/$exception", "", 204, "",
        &["GUILD_SCHEDULED_EVENT_UPDATE", AUDIT], &[]),
];

#[rustfmt::skip]
const SOUNDS: &[Step] = &[
    ("send_soundboard_sound", "POST /channels/$lounge/send-soundboard-sound", r#"{"sound_id": "1"}"#, 204, "",
        &["VOICE_CHANNEL_EFFECT_SEND"], &[]),
    ("send_soundboard_sound", "POST /channels/$lounge/send-soundboard-sound",
        r#"{"sound_id": "$quack", "source_guild_id": "$guild"}"#, 204, "", &["VOICE_CHANNEL_EFFECT_SEND"], &[]),
    ("send_soundboard_sound", "POST /channels/$lounge/send-soundboard-sound",
        r#"{"sound_id": "$distant", "source_guild_id": "$other"}"#, 204, "", &["VOICE_CHANNEL_EFFECT_SEND"], &[]),
];

pub(super) const TABLES: [&[Step]; 4] = [SHOP, FEATURES, EVENTS, SOUNDS];

const RECURRING: &str = r#"{"name": "weekly", "privacy_level": 2, "scheduled_start_time": "2030-01-01T00:00:00Z",
    "scheduled_end_time": "2030-01-01T01:00:00Z", "entity_type": 3, "entity_metadata": {"location": "here"},
    "recurrence_rule": {"start": "2030-01-01T00:00:00Z", "frequency": 3, "interval": 1}}"#;

impl Api {
    fn name(&mut self, name: &str, id: impl ToString) {
        self.names.insert(name.to_owned(), id.to_string());
    }

    /// With SKUs: `$coin` is consumable, `$club` a subscription that dave has.
    async fn with_shop() -> Self {
        let mut api = Self::start().await;
        let coin = api.sandbox.create_sku("Coin", SandboxSkuKind::Consumable);
        let club = api.sandbox.create_sku("Club", SandboxSkuKind::UserSubscription);
        api.sandbox.user("dave").buys(club);
        let bought = api.call("GET /applications/$bot/entitlements", "").await.json();
        api.name("bought", bought[0]["id"].as_str().unwrap());
        api.name("coin", coin);
        api.name("club", club);
        api.name("owner", api.sandbox.owner().id());
        api
    }

    /// With an integration, a vanity URL, and an OAuth2 token of bob.
    async fn with_features() -> Self {
        let mut api = Self::start().await;
        let guild = api.sandbox.guild("Greenroom");
        api.name("twitch", guild.add_integration("twitch", "streamer"));
        guild.set_vanity_code(Some("green"));
        guild.set_new_member_welcome(serde_json::json!({}));
        api.name("oauth", api.sandbox.user("bob").allows_guilds_join());
        api.name("owner", api.sandbox.owner().id());
        api
    }

    /// With an event that recurs (`$event`), in which alice and carol are interested, and one that does not (`$once`).
    async fn with_events() -> Self {
        let mut api = Self::start().await;
        let event = api.call("POST /guilds/$guild/scheduled-events", RECURRING).await.json();
        let once = RECURRING.replace("\"recurrence_rule\"", "\"other\"");
        let once = api.call("POST /guilds/$guild/scheduled-events", &once).await.json();
        api.name("event", event["id"].as_str().unwrap());
        api.name("once", once["id"].as_str().unwrap());
        let id = greenroom::model::ScheduledEventId::new(event["id"].as_str().unwrap().parse().unwrap());
        for user in ["alice", "carol", "dave"] {
            api.sandbox.user(user).is_interested_in(id);
        }
        api.sandbox.user("dave").is_not_interested_in(id);
        api
    }

    /// With the bot in `$lounge`, and sounds of two guilds.
    async fn with_sounds() -> Self {
        let mut api = Self::start().await;
        let (guild, other) = (api.sandbox.guild("Greenroom"), api.sandbox.create_guild("other"));
        api.sandbox.bot().join_voice(guild.voice_channel("Lounge"));
        api.name("quack", guild.create_sound("quack"));
        api.name("distant", other.create_sound("distant"));
        api.name("other", other.id());
        api
    }
}

#[actix::test]
async fn skus_entitlements_and_linked_roles() {
    run(&mut Api::with_shop().await, SHOP).await;
}

#[actix::test]
async fn integrations_welcome_screen_onboarding_widget_and_templates() {
    run(&mut Api::with_features().await, FEATURES).await;
}

#[actix::test]
async fn users_and_exceptions_of_scheduled_events() {
    run(&mut Api::with_events().await, EVENTS).await;
}

#[actix::test]
async fn sounds_are_sent() {
    let api = Api::with_sounds().await;
    // There are two guilds.
    let mut raw = api.gateway().await;
    raw.dispatch("GUILD_CREATE").await;
    for (operation, call, body, status, _, events, _) in SOUNDS {
        let answer = api.call(call, body).await;
        assert_eq!(answer.status, *status, "{operation} {body}: {}", answer.json());
        assert_eq!(raw.payload().await["t"], events[0]);
    }
    let lounge = api.sandbox.guild("Greenroom").voice_channel("Lounge");
    let quack = greenroom::model::SoundId::new(api.id("quack").parse().unwrap());
    api.sandbox.user("alice").join_voice(&lounge);
    raw.dispatch("VOICE_STATE_UPDATE").await;
    api.sandbox.user("alice").plays_sound(&lounge, quack);
    let heard = raw.dispatch("VOICE_CHANNEL_EFFECT_SEND").await["d"].take();
    assert_eq!((heard["user_id"].as_str(), heard["sound_id"].as_str()), (Some(api.id("alice")), Some(api.id("quack"))));
    assert_eq!((&heard["emoji"]["name"], &heard["sound_volume"]), (&"🦆".into(), &1.0.into()));
}

/// Request, body, status, code, and where the error is.
type Refused = (&'static str, &'static str, u16, u32, &'static str);

#[rustfmt::skip]
const SHOP_REFUSALS: &[Refused] = &[
    ("GET /applications/5/skus", "", 403, 20012, ""),
    ("GET /applications/5/entitlements", "", 403, 20012, ""),
    ("GET /applications/$bot/entitlements/5", "", 404, 10029, ""),
    ("GET /applications/$bot/entitlements?limit=101", "", 400, 50035, "/errors/limit"),
    ("GET /applications/$bot/entitlements?sku_ids=x", "", 400, 50035, "/errors/sku_ids/0"),
    ("POST /applications/$bot/entitlements", r#"{"sku_id": "5", "owner_id": "$alice", "owner_type": 2}"#, 404, 10027,
        ""),
    ("POST /applications/$bot/entitlements", r#"{"sku_id": "$coin", "owner_id": "5", "owner_type": 2}"#, 404, 10013,
        ""),
    ("POST /applications/$bot/entitlements", r#"{"sku_id": "$coin", "owner_id": "5", "owner_type": 1}"#, 404, 10004,
        ""),
    ("POST /applications/$bot/entitlements", r#"{"sku_id": "$club", "owner_id": "$dave", "owner_type": 2}"#, 400,
        40074, ""),
    ("POST /applications/$bot/entitlements", r#"{"sku_id": "$club", "owner_id": "$dave", "owner_type": 3}"#, 400,
        50035, "/errors/owner_type"),
    ("POST /applications/$bot/entitlements", "{}", 400, 50035, "/errors/sku_id"),
    ("DELETE /applications/$bot/entitlements/5", "", 404, 10029, ""),
    ("DELETE /applications/$bot/entitlements/$bought", "", 400, 40019, ""),
    ("POST /applications/$bot/entitlements/$bought/consume", "", 400, 40018, ""),
    ("GET /skus/5/subscriptions?user_id=$dave", "", 404, 10027, ""),
    ("GET /skus/$club/subscriptions", "", 400, 50035, "/errors/user_id"),
    ("GET /skus/$club/subscriptions/5", "", 404, 0, ""),
    ("PUT /applications/$bot/role-connections/metadata", r#"[{"type": 9}]"#, 400, 50035, "/errors/0/type"),
    ("PUT /applications/$bot/role-connections/metadata",
        r#"[{"type": 1, "key": "Bad", "name": "n", "description": "d"}]"#, 400, 50035, "/errors/0/key"),
    ("PUT /applications/$bot/role-connections/metadata",
        r#"[{"type": 1, "key": "a", "name": "n", "description": "d"},
            {"type": 1, "key": "a", "name": "n", "description": "d"}]"#, 400, 50035, "/errors/1/key"),
    ("PUT /applications/$bot/role-connections/metadata",
        r#"[{"type": 1, "key": "a", "name": "n", "description": "d", "name_localizations": {"de": [1]}}]"#, 400,
        50035, "/errors/0/name_localizations/de"),
    ("PUT /applications/$bot/role-connections/metadata", "{}", 400, 50035, ""),
    ("GET /applications/5/role-connections/metadata", "", 403, 20012, ""),
];

#[rustfmt::skip]
const FEATURE_REFUSALS: &[Refused] = &[
    ("PATCH /guilds/$guild/members/@me/nick", r#"{"nick": "123456789012345678901234567890123"}"#, 400, 50035,
        "/errors/nick"),
    ("PUT /guilds/$guild/members/$bob", r#"{"access_token": "wrong"}"#, 403, 50025, ""),
    ("PUT /guilds/$guild/members/$alice", r#"{"access_token": "$oauth"}"#, 403, 50025, ""),
    ("PUT /guilds/$guild/members/$bob", "{}", 400, 50035, "/errors/access_token"),
    ("DELETE /guilds/$guild/integrations/5", "", 404, 10005, ""),
    ("PUT /guilds/$guild/incident-actions", r#"{"dms_disabled_until": "2999-01-01T00:00:00Z"}"#, 400, 50035,
        "/errors/dms_disabled_until"),
    ("GET /guilds/$guild/welcome-screen", "", 404, 10069, ""),
    ("PATCH /guilds/$guild/welcome-screen", r#"{"welcome_channels": [{"channel_id": "5", "description": "d"}]}"#, 400,
        50035, "/errors/welcome_channels/0/channel_id"),
    ("PATCH /guilds/$guild/welcome-screen", r#"{"welcome_channels": [{}, {}, {}, {}, {}, {}]}"#, 400, 50035,
        "/errors/welcome_channels"),
    ("PUT /guilds/$guild/onboarding", r#"{"enabled": true}"#, 400, 350_000, ""),
    ("PUT /guilds/$guild/onboarding", r#"{"default_channel_ids": ["5"]}"#, 400, 50035, "/errors/default_channel_ids"),
    ("PUT /guilds/$guild/onboarding",
        r#"{"prompts": [{"id": "0", "title": "t", "options": [{"title": "o", "role_ids": ["5"]}]}]}"#, 400, 50035,
        "/errors/prompts/0/options/0/role_ids"),
    ("PUT /guilds/$guild/onboarding", r#"{"prompts": [{"id": "0", "title": "t", "options": []}]}"#, 400, 50035,
        "/errors/prompts/0/options"),
    ("GET /guilds/$guild/widget.json", "", 403, 50004, ""),
    ("GET /guilds/5/widget.json", "", 404, 10004, ""),
    ("PATCH /guilds/$guild/widget", r#"{"channel_id": "5"}"#, 400, 50035, "/errors/channel_id"),
    ("GET /guilds/templates/nothing", "", 404, 10057, ""),
    ("PUT /guilds/$guild/templates/nothing", "", 404, 10057, ""),
    ("POST /guilds/$guild/templates", r#"{"description": "d"}"#, 400, 50035, "/errors/name"),
    ("GET /sticker-packs/5", "", 404, 10061, ""),
];

#[rustfmt::skip]
const EVENT_REFUSALS: &[Refused] = &[
    ("GET /guilds/$guild/scheduled-events/5/users", "", 404, 10070, ""),
    ("GET /guilds/$guild/scheduled-events/$event/users?limit=0", "", 400, 50035, "/errors/limit"),
    ("GET /guilds/$guild/scheduled-events/$event/5/users", "", 404, 0, ""),
    ("PATCH /guilds/$guild/scheduled-events/$event/exceptions/5", "{}", 404, 0, ""),
    ("DELETE /guilds/$guild/scheduled-events/$event/exceptions/5", "", 404, 0, ""),
    ("PATCH /guilds/$guild/scheduled-events/$event", r#"{"recurrence_rule": {"frequency": 9}}"#, 400, 50035,
        "/errors/recurrence_rule/frequency"),
    ("POST /guilds/$guild/scheduled-events/$event/exceptions", "{}", 400, 50035,
        "/errors/original_scheduled_start_time"),
    ("POST /guilds/$guild/scheduled-events/$once/exceptions",
        r#"{"original_scheduled_start_time": "2030-01-02T00:00:00Z"}"#, 400, 50035,
        "/errors/original_scheduled_start_time"),
];

#[rustfmt::skip]
const SOUND_REFUSALS: &[Refused] = &[
    ("POST /channels/$lounge/send-soundboard-sound", r#"{"sound_id": "999"}"#, 404, 10097, ""),
    ("POST /channels/$lounge/send-soundboard-sound", r#"{"sound_id": "$distant"}"#, 404, 10097, ""),
    ("POST /channels/$lounge/send-soundboard-sound", "{}", 400, 50035, "/errors/sound_id"),
    ("POST /channels/$general/send-soundboard-sound", r#"{"sound_id": "1"}"#, 400, 50024, ""),
    ("POST /guilds/$guild/soundboard-sounds", r#"{"name": "x", "sound": "data:audio/ogg;base64,AA=="}"#, 400, 50035,
        "/errors/name"),
    ("POST /guilds/$guild/soundboard-sounds", r#"{"name": "xx", "sound": "data:image/png;base64,AA=="}"#, 400, 50035,
        "/errors/sound"),
    ("POST /guilds/$guild/soundboard-sounds", r#"{"name": "xx", "sound": "data:audio/ogg;base64,"}"#, 400, 50035,
        "/errors/sound"),
    ("POST /guilds/$guild/soundboard-sounds",
        r#"{"name": "xx", "sound": "data:audio/ogg;base64,AA==", "volume": 1.5}"#, 400, 50035, "/errors/volume"),
    ("POST /guilds/$guild/soundboard-sounds",
        r#"{"name": "xx", "sound": "data:audio/ogg;base64,AA==", "emoji_id": "5"}"#, 404, 10014, ""),
];

async fn expect_refusals(api: &Api, table: &[Refused]) {
    for (call, body, status, code, place) in table {
        let answer = api.call(call, body).await;
        let json = answer.json();
        assert_eq!((answer.status, json["code"].as_u64()), (*status, Some((*code).into())), "{call} {body}: {json}");
        let errors = json.pointer(place).unwrap_or_else(|| panic!("{call}: {json}"));
        let named = place.is_empty() || errors.get("_errors").is_some();
        assert!(named, "{call}: {json}");
    }
}

#[actix::test]
async fn wrong_requests_are_refused() {
    expect_refusals(&Api::with_shop().await, SHOP_REFUSALS).await;
    expect_refusals(&Api::with_features().await, FEATURE_REFUSALS).await;
    expect_refusals(&Api::with_events().await, EVENT_REFUSALS).await;
    expect_refusals(&Api::with_sounds().await, SOUND_REFUSALS).await;
}

/// Request, body, and the number of the permission that it needs.
#[rustfmt::skip]
const GUARDED: &[(&str, &str, u64)] = &[
    ("PATCH /guilds/$guild/members/@me/nick", r#"{"nick": "x"}"#, 26),
    ("PUT /guilds/$guild/members/$bob", r#"{"access_token": "$oauth"}"#, 0),
    ("PUT /guilds/$guild/members/$bob", r#"{"access_token": "$oauth", "nick": "x"}"#, 27),
    ("GET /guilds/$guild/integrations", "", 5),
    ("DELETE /guilds/$guild/integrations/$twitch", "", 5),
    ("PUT /guilds/$guild/incident-actions", "{}", 5),
    ("GET /guilds/$guild/vanity-url", "", 5),
    ("GET /guilds/$guild/welcome-screen", "", 5),
    ("PATCH /guilds/$guild/welcome-screen", "{}", 5),
    ("PUT /guilds/$guild/onboarding", "{}", 28),
    ("GET /guilds/$guild/widget", "", 5),
    ("PATCH /guilds/$guild/widget", "{}", 5),
    ("GET /guilds/$guild/templates", "", 5),
    ("POST /guilds/$guild/templates", r#"{"name": "x"}"#, 5),
];

#[actix::test]
async fn each_permission_is_needed() {
    let api = Api::with_features().await;
    let guild = api.sandbox.guild("Greenroom");
    guild.set_everyone_permissions(0);
    for (call, body, bit) in GUARDED {
        guild.set_bot_permissions(ALL & !(1 << bit));
        let answer = api.call(call, body).await;
        assert_eq!((answer.status, answer.json()["code"].as_u64()), (403, Some(50013)), "{call} without {bit}");
    }
    let api = Api::with_sounds().await;
    let guild = api.sandbox.guild("Greenroom");
    guild.set_everyone_permissions(0);
    let foreign = r#"{"sound_id": "$distant", "source_guild_id": "$other"}"#;
    for (bit, body, status) in [
        (21, r#"{"sound_id": "1"}"#, 403),
        (42, r#"{"sound_id": "1"}"#, 403),
        (45, r#"{"sound_id": "1"}"#, 204),
        (45, foreign, 403),
    ] {
        guild.set_bot_permissions(ALL & !(1 << bit));
        let answer = api.call("POST /channels/$lounge/send-soundboard-sound", body).await;
        assert_eq!(answer.status, status, "without {bit}: {}", answer.json());
    }
}

#[actix::test]
async fn a_sound_needs_a_voice_connection_that_is_not_muted() {
    let api = Api::with_sounds().await;
    let (guild, bot) = (api.sandbox.guild("Greenroom"), api.sandbox.bot());
    let refused: &[Refused] =
        &[("POST /channels/$lounge/send-soundboard-sound", r#"{"sound_id": "1"}"#, 400, 50167, "")];
    let muted = api.call("PATCH /guilds/$guild/members/$bot", r#"{"mute": true}"#).await;
    assert_eq!(muted.status, 200, "{}", muted.json());
    expect_refusals(&api, refused).await;
    bot.leave_voice(&guild);
    let (call, body, status, _, place) = refused[0];
    expect_refusals(&api, &[(call, body, status, 40032, place)]).await;
}

#[actix::test]
async fn an_onboarding_with_enough_channels_can_be_enabled() {
    let api = Api::start().await;
    let guild = api.sandbox.guild("Greenroom");
    let ids: Vec<String> = (0..7).map(|index| guild.channel(&format!("c{index}")).id().to_string()).collect();
    let body = |ids: &[String]| serde_json::json!({"enabled": true, "default_channel_ids": ids}).to_string();
    let set = api.call("PUT /guilds/$guild/onboarding", &body(&ids)).await;
    assert_eq!((set.status, &set.json()["enabled"]), (200, &true.into()), "{}", set.json());
    let fewer = api.call("PUT /guilds/$guild/onboarding", &body(&ids[1..])).await;
    assert_eq!((fewer.status, &fewer.json()["code"]), (400, &350_001.into()));
}

#[actix::test]
async fn the_bot_leaves_with_its_integration() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let own = api.call("GET /guilds/$guild/integrations", "").await.json();
    api.name("own", own[0]["id"].as_str().unwrap());
    assert_eq!(api.call("DELETE /guilds/$guild/integrations/$own", "").await.status, 204);
    raw.dispatch(AUDIT).await;
    let deleted = raw.dispatch("INTEGRATION_DELETE").await["d"].take();
    assert_eq!(
        (deleted["id"].as_str(), deleted["application_id"].as_str()),
        (Some(api.id("own")), Some(api.id("bot")))
    );
    raw.dispatch("GUILD_INTEGRATIONS_UPDATE").await;
    assert!(raw.dispatch("GUILD_DELETE").await["d"].get("unavailable").is_none());
    assert!(!api.sandbox.guild("Greenroom").has_member(api.sandbox.bot().id()));
}

#[actix::test]
async fn a_vanity_url_can_be_removed_and_the_welcome_of_new_members_is_empty_at_first() {
    let api = Api::start().await;
    assert_eq!(api.call("GET /guilds/$guild/new-member-welcome", "").await.status, 204);
    let url = "GET /guilds/$guild/vanity-url";
    assert_eq!(api.call(url, "").await.json(), serde_json::json!({"code": null, "uses": 0}));
    let guild = api.sandbox.guild("Greenroom");
    guild.set_vanity_code(Some("green"));
    assert_eq!(api.call("GET /guilds/$guild", "").await.json()["vanity_url_code"], "green");
    guild.set_vanity_code(None);
    assert!(api.call(url, "").await.json()["code"].is_null());
    assert_eq!(api.call("GET /invites/green", "").await.status, 404);
}
