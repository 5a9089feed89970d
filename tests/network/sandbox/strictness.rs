//! Bodies that Discord refuses or completes, and that a bot sends by mistake.

use serde_json::{Value, json};

use super::api::{Answer, Api};

const MESSAGES: &str = "POST /channels/$general/messages";

/// Expects an invalid body with this error code at this path.
fn expect_error(answer: &Answer, path: &str, code: &str) {
    let json = answer.json();
    let found = json.pointer(&format!("/errors{path}/_errors/0/code"));
    assert_eq!((answer.status, found), (400, Some(&json!(code))), "{path}: {json}");
}

async fn keep(api: &mut Api, name: &str, call: &str, body: &str) -> Value {
    let answer = api.call(call, body).await;
    assert!((200..300).contains(&answer.status), "{call}: {}", answer.json());
    let json = answer.json();
    api.names.insert(name.to_owned(), json["id"].as_str().unwrap().to_owned());
    json
}

#[actix::test]
async fn embeds_without_content_and_with_wrong_types_are_refused() {
    let api = Api::start().await;
    for (embed, path, code) in [
        (json!({}), "/description", "BASE_TYPE_REQUIRED"),
        (json!({"color": 5}), "/description", "BASE_TYPE_REQUIRED"),
        (json!({"description": " ", "fields": []}), "/description", "BASE_TYPE_REQUIRED"),
        (json!({"title": "t", "timestamp": "yesterday"}), "/timestamp", "DATETIME_TYPE_PARSE"),
        (json!({"title": "t", "image": "https://example.com/a.png"}), "/image", "DICT_TYPE_CONVERT"),
        (json!({"title": "t", "url": {"url": "https://example.com"}}), "/url", "URL_TYPE_INVALID_URL"),
        (json!({"author": {"name": "n", "url": "example"}}), "/author/url", "URL_TYPE_INVALID_URL"),
        (json!({"author": {"name": "n", "icon_url": "a.png"}}), "/author/icon_url", "URL_TYPE_INVALID_URL"),
        (json!({"footer": {"text": "t", "icon_url": "a.png"}}), "/footer/icon_url", "URL_TYPE_INVALID_URL"),
        (
            json!({"fields": [{"name": "n", "value": "v", "inline": "perhaps"}]}),
            "/fields/0/inline",
            "BOOLEAN_TYPE_CONVERT",
        ),
    ] {
        let answer = api.call(MESSAGES, &json!({ "embeds": [embed] }).to_string()).await;
        expect_error(&answer, &format!("/embeds/0{path}"), code);
    }
}

#[actix::test]
async fn embeds_and_components_are_returned_with_documented_types() {
    let api = Api::start().await;
    let embed = json!({
        "title": 7, "color": "255", "author": {"name": 8, "nonsense": 1},
        "fields": [{"name": 1, "value": 2.5, "inline": "true", "nonsense": 1}],
    });
    let button = json!({"type": 2, "style": 1, "label": 5, "custom_id": "c", "disabled": "true"});
    let body = json!({"embeds": [embed], "components": [{"type": 1, "components": [button]}]});
    let message = api.call(MESSAGES, &body.to_string()).await.json();
    assert_eq!(
        message["embeds"][0],
        json!({
            "type": "rich", "title": "7", "color": 255, "author": {"name": "8"},
            "fields": [{"name": "1", "value": "2.5", "inline": true}],
        }),
        "{message}"
    );
    let button = &message["components"][0]["components"][0];
    assert_eq!((&button["label"], &button["disabled"]), (&json!("5"), &json!(true)), "{message}");
}

#[actix::test]
async fn components_with_wrong_types_are_refused() {
    let api = Api::start().await;
    let button = |more: Value| {
        let mut json = json!({"type": 2, "style": 1, "label": "x", "custom_id": "c"});
        json.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json
    };
    let select = |more: Value| {
        let mut json = json!({"type": 3, "custom_id": "c", "options": [{"label": "a", "value": "b"}]});
        json.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json
    };
    for (component, path, code) in [
        (button(json!({"emoji": "🍵"})), "/emoji", "DICT_TYPE_CONVERT"),
        (button(json!({"emoji": {"id": "tea"}})), "/emoji/id", "NUMBER_TYPE_COERCE"),
        (button(json!({"disabled": "perhaps"})), "/disabled", "BOOLEAN_TYPE_CONVERT"),
        (select(json!({"disabled": 2})), "/disabled", "BOOLEAN_TYPE_CONVERT"),
        (
            select(json!({"options": [{"label": "a", "value": "b", "emoji": "🍵"}]})),
            "/options/0/emoji",
            "DICT_TYPE_CONVERT",
        ),
        (
            select(json!({"options": [{"label": "a", "value": "b", "default": "perhaps"}]})),
            "/options/0/default",
            "BOOLEAN_TYPE_CONVERT",
        ),
    ] {
        let body = json!({"content": "x", "components": [{"type": 1, "components": [component]}]});
        let answer = api.call(MESSAGES, &body.to_string()).await;
        expect_error(&answer, &format!("/components/0/components/0{path}"), code);
    }
}

#[actix::test]
async fn an_edit_to_components_v2_must_clear_content_and_embeds() {
    let mut api = Api::start().await;
    keep(&mut api, "plain", MESSAGES, r#"{"content": "x", "embeds": [{"title": "t"}]}"#).await;
    let edit = "PATCH /channels/$general/messages/$plain";
    let components = json!([{"type": 10, "content": "new"}]);
    let refused = api.call(edit, &json!({"flags": 1 << 15, "components": components}).to_string()).await;
    expect_error(&refused, "/content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2");
    expect_error(&refused, "/embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2");
    let body = json!({"flags": 1 << 15, "components": components, "content": null, "embeds": null});
    let edited = api.call(edit, &body.to_string()).await;
    assert_eq!((edited.status, &edited.json()["content"]), (200, &json!("")), "{}", edited.json());
}

#[actix::test]
async fn stickers_of_discord_can_be_sent() {
    let mut api = Api::start().await;
    let packs = api.call("GET /sticker-packs", "").await.json();
    let wave = &packs["sticker_packs"][0]["stickers"][1];
    api.names.insert("wave".to_owned(), wave["id"].as_str().unwrap().to_owned());
    keep(&mut api, "dm", "POST /users/@me/channels", r#"{"recipient_id": "$alice"}"#).await;
    for call in [MESSAGES, "POST /channels/$dm/messages"] {
        let sent = api.call(call, r#"{"sticker_ids": ["$wave"]}"#).await;
        let item = json!([{"id": wave["id"], "name": wave["name"], "format_type": wave["format_type"]}]);
        assert_eq!((sent.status, &sent.json()["sticker_items"]), (200, &item), "{call}: {}", sent.json());
        let unknown = api.call(call, r#"{"sticker_ids": ["5"]}"#).await;
        assert_eq!((unknown.status, &unknown.json()["code"]), (400, &json!(50081)), "{call}");
    }
}

#[actix::test]
async fn managed_roles_and_everyone_cannot_be_given_in_any_way() {
    let mut api = Api::start().await;
    let guild = api.sandbox.guild("Greenroom");
    // The bot has the highest role beside its own, so that rank is not the reason.
    let top = guild.create_role("top", super::api::ALL_BUT_ADMINISTRATOR);
    api.sandbox.bot().give_role(&guild, top);
    let roles = api.call("GET /guilds/$guild/roles", "").await.json();
    let managed = roles.as_array().unwrap().iter().find(|it| it["managed"] == true).unwrap();
    api.names.insert("managed".to_owned(), managed["id"].as_str().unwrap().to_owned());
    let token = api.sandbox.user("bob").allows_guilds_join();
    for role in ["$managed", "$guild"] {
        let roles = json!({ "roles": [role] }).to_string();
        let adding = json!({"roles": [role], "access_token": token}).to_string();
        for (call, body) in [
            (format!("PUT /guilds/$guild/members/$alice/roles/{role}"), ""),
            ("PATCH /guilds/$guild/members/$alice".to_owned(), roles.as_str()),
            ("PUT /guilds/$guild/members/$bob".to_owned(), adding.as_str()),
        ] {
            let answer = api.call(&call, body).await;
            assert_eq!((answer.status, &answer.json()["code"]), (400, &json!(50028)), "{call} {role}");
        }
    }
    assert!(guild.roles_of(api.sandbox.user("alice").id()).is_empty());
}

#[actix::test]
async fn members_and_webhooks_stay_in_their_guild() {
    let mut api = Api::start().await;
    let other = api.sandbox.guild("Other");
    other.set_bot_permissions(super::api::ALL_BUT_ADMINISTRATOR);
    let alice = api.sandbox.user("alice");
    alice.join(&other);
    let (text, voice) = (other.channel("there"), other.voice_channel("Far"));
    api.names.insert("there".to_owned(), text.id().to_string());
    api.names.insert("far".to_owned(), voice.id().to_string());
    let lounge = api.sandbox.guild("Greenroom").voice_channel("Lounge");
    alice.join_voice(&lounge);
    let moved = api.call("PATCH /guilds/$guild/members/$alice", r#"{"channel_id": "$far"}"#).await;
    assert_eq!((moved.status, &moved.json()["code"]), (404, &json!(10003)), "{}", moved.json());
    assert_eq!(api.call("GET /guilds/$guild/voice-states/$alice", "").await.json()["channel_id"], api.id("lounge"));
    keep(&mut api, "hook", "POST /channels/$general/webhooks", r#"{"name": "w"}"#).await;
    let moved = api.call("PATCH /webhooks/$hook", r#"{"channel_id": "$there"}"#).await;
    assert_eq!((moved.status, &moved.json()["code"]), (404, &json!(10003)), "{}", moved.json());
    assert_eq!(api.call("GET /webhooks/$hook", "").await.json()["channel_id"], api.id("general"));
}

const EVENT: &str = r#"{"name": "e", "privacy_level": 2, "scheduled_start_time": "2090-01-01T00:00:00Z",
    "entity_type": 2, "channel_id": "$lounge"}"#;

#[actix::test]
async fn scheduled_events_take_place_in_the_future_in_a_fitting_channel_of_the_guild() {
    let mut api = Api::start().await;
    let far = api.sandbox.guild("Other").voice_channel("Far");
    api.names.insert("far".to_owned(), far.id().to_string());
    keep(&mut api, "event", "POST /guilds/$guild/scheduled-events", EVENT).await;
    for channel in ["5", "$far"] {
        let body = EVENT.replace("$lounge", channel);
        for (call, body) in [
            ("POST /guilds/$guild/scheduled-events", body),
            ("PATCH /guilds/$guild/scheduled-events/$event", json!({ "channel_id": channel }).to_string()),
        ] {
            let answer = api.call(call, &body).await;
            assert_eq!((answer.status, &answer.json()["code"]), (404, &json!(10003)), "{call}: {}", answer.json());
        }
    }
    // A voice event is not in a text channel, and an external event is in none.
    for body in [
        json!({"channel_id": "$general"}),
        json!({"entity_type": 1}),
        json!({"entity_type": 3, "entity_metadata": {"location": "here"},
            "scheduled_end_time": "2090-01-02T00:00:00Z"}),
    ] {
        let answer = api.call("PATCH /guilds/$guild/scheduled-events/$event", &body.to_string()).await;
        assert_eq!((answer.status, &answer.json()["code"]), (400, &json!(50035)), "{body}: {}", answer.json());
    }
    let body = EVENT.replace("2090", "2020");
    let past = api.call("POST /guilds/$guild/scheduled-events", &body).await;
    expect_error(&past, "/scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST");
}

#[actix::test]
async fn null_in_a_change_keeps_what_cannot_be_null() {
    let mut api = Api::start().await;
    keep(&mut api, "event", "POST /guilds/$guild/scheduled-events", EVENT).await;
    let event = api.call("PATCH /guilds/$guild/scheduled-events/$event", r#"{"status": null}"#).await.json();
    assert_eq!(event["status"], 1, "{event}");
    let stage = keep(&mut api, "stage", "POST /guilds/$guild/channels", r#"{"name": "s", "type": 13}"#).await;
    assert_eq!(stage["type"], 13);
    let made = api.call("POST /stage-instances", r#"{"channel_id": "$stage", "topic": "t"}"#).await;
    assert_eq!(made.status, 200, "{}", made.json());
    let instance = api.call("PATCH /stage-instances/$stage", r#"{"privacy_level": null}"#).await.json();
    assert_eq!(instance["privacy_level"], 2, "{instance}");
}

#[actix::test]
async fn actions_of_changed_rules_have_metadata() {
    let mut api = Api::start().await;
    let rule = r#"{"name": "r", "event_type": 1, "trigger_type": 1, "actions": [{"type": 1}],
        "trigger_metadata": {"keyword_filter": ["x"]}}"#;
    let made = keep(&mut api, "rule", "POST /guilds/$guild/auto-moderation/rules", rule).await;
    assert_eq!(made["actions"], json!([{"type": 1, "metadata": {}}]));
    let changed = api.call("PATCH /guilds/$guild/auto-moderation/rules/$rule", r#"{"actions": [{"type": 1}]}"#).await;
    assert_eq!(changed.json()["actions"], made["actions"]);
}

#[actix::test]
async fn a_standard_emoji_replaces_the_custom_one_of_a_sound() {
    let mut api = Api::start().await;
    let emoji = api.sandbox.guild("Greenroom").create_emoji("tea");
    let sound = json!({"name": "quack", "sound": "data:audio/mpeg;base64,aGVsbG8=", "emoji_id": emoji});
    let made = api.call("POST /guilds/$guild/soundboard-sounds", &sound.to_string()).await.json();
    api.names.insert("sound".to_owned(), made["sound_id"].as_str().unwrap().to_owned());
    let changed = api.call("PATCH /guilds/$guild/soundboard-sounds/$sound", r#"{"emoji_name": "🦆"}"#).await.json();
    assert_eq!((&changed["emoji_id"], &changed["emoji_name"]), (&Value::Null, &json!("🦆")), "{changed}");
}

/// Discord's documentation of Send Soundboard Sound excludes voice states with `deaf`, `self_deaf`, `mute` and
/// `suppress`, but not those with `self_mute`.
#[actix::test]
async fn a_bot_that_muted_itself_can_play_sounds() {
    let api = Api::start().await;
    let mut raw = api.gateway().await;
    let (guild, channel) = (api.id("guild"), api.id("lounge"));
    for (mute, deaf, status) in [(true, false, 204), (false, true, 400)] {
        let state = json!({"guild_id": guild, "channel_id": channel, "self_mute": mute, "self_deaf": deaf});
        raw.send(json!({"op": 4, "d": state})).await;
        raw.dispatch_after_others("VOICE_STATE_UPDATE").await;
        let answer = api.call("POST /channels/$lounge/send-soundboard-sound", r#"{"sound_id": "1"}"#).await;
        assert_eq!(answer.status, status, "self_mute {mute}, self_deaf {deaf}: {}", answer.json());
    }
}

#[actix::test]
async fn null_as_a_text_of_a_language_is_none() {
    let api = Api::start().await;
    let texts = json!({"de": null, "fr": "bonjour"});
    let choice = json!({"name": "c", "value": "v", "name_localizations": texts});
    let option = json!({"type": 3, "name": "o", "description": "d", "name_localizations": texts, "choices": [choice]});
    let command = json!({
        "name": "hello", "description": "d", "name_localizations": texts, "description_localizations": texts,
        "options": [option],
    });
    let made = api.call("POST /applications/$bot/commands", &command.to_string()).await.json();
    let left = json!({"fr": "bonjour"});
    for place in [
        "/name_localizations",
        "/description_localizations",
        "/options/0/name_localizations",
        "/options/0/choices/0/name_localizations",
    ] {
        assert_eq!(made.pointer(place), Some(&left), "{place}: {made}");
    }
    let record = json!([{"type": 2, "key": "k", "name": "n", "description": "d", "name_localizations": texts}]);
    let set = api.call("PUT /applications/$bot/role-connections/metadata", &record.to_string()).await.json();
    assert_eq!(set[0]["name_localizations"], left, "{set}");
}

#[actix::test]
async fn lists_and_objects_with_other_things_in_them_are_refused() {
    let api = Api::start().await;
    let rule = |more: Value| {
        let mut json = json!({"start": "2090-01-01T00:00:00Z", "frequency": 2});
        json.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut event: Value = serde_json::from_str(EVENT).unwrap();
        event["recurrence_rule"] = json;
        event
    };
    let trigger = json!({"name": "r", "event_type": 1, "trigger_type": 4, "actions": [{"type": 1}],
        "trigger_metadata": {"presets": [null]}});
    let select = json!({"type": 5, "custom_id": "c", "default_values": [{"id": "5", "type": "person"}]});
    let message = json!({"content": "x", "components": [{"type": 1, "components": [select]}]});
    let events = "POST /guilds/$guild/scheduled-events";
    for (call, body, path) in [
        (events, rule(json!({"by_weekday": [7]})), "/recurrence_rule/by_weekday"),
        (events, rule(json!({"by_month": ["1"]})), "/recurrence_rule/by_month"),
        (events, rule(json!({"by_n_weekday": [{"n": 6, "day": 0}]})), "/recurrence_rule/by_n_weekday/0/n"),
        ("POST /guilds/$guild/auto-moderation/rules", trigger, "/trigger_metadata/presets"),
        ("PATCH /applications/@me", json!({"install_params": {"scopes": ["bot"]}}), "/install_params/permissions"),
        (MESSAGES, message, "/components/0/components/0/default_values/0/type"),
    ] {
        let answer = api.call(call, &body.to_string()).await;
        let json = answer.json();
        let found = json.pointer(&format!("/errors{path}/_errors/0/code"));
        assert!(answer.status == 400 && found.is_some(), "{call} {body}: {json}");
    }
}
