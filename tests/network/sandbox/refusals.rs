//! Errors of the HTTP API: codes for missing permissions and unknown objects, trees for invalid bodies.

use greenroom::model::Permissions;
use greenroom::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::sandbox::api::{ALL_BUT_ADMINISTRATOR as ALL, Answer, Api};

/// Request, body, status, code.
type Refused = (&'static str, &'static str, u16, u32);

#[rustfmt::skip]
const NOT_THERE: &[Refused] = &[
    ("GET /guilds/5", "", 404, 10004),
    ("GET /guilds/5/roles", "", 404, 10004),
    ("GET /guilds/$foreign", "", 404, 10004),
    ("GET /guilds/$foreign/roles", "", 403, 50001),
    ("GET /channels/5", "", 404, 10003),
    ("POST /channels/5/messages", r#"{"content": "x"}"#, 404, 10003),
    ("GET /channels/$general/messages/5", "", 404, 10008),
    ("PATCH /channels/$general/messages/5", r#"{"content": "x"}"#, 404, 10008),
    ("GET /users/5", "", 404, 10013),
    ("GET /guilds/$guild/members/$bob", "", 404, 10007),
    ("DELETE /guilds/$guild/members/$bob", "", 404, 10007),
    ("GET /guilds/$guild/roles/5", "", 404, 10011),
    ("PUT /guilds/$guild/members/$alice/roles/5", "", 404, 10011),
    ("GET /guilds/$guild/bans/$alice", "", 404, 10026),
    ("DELETE /guilds/$guild/bans/$alice", "", 404, 10026),
    ("PUT /channels/$general/messages/$said/reactions/nonsense/@me", "", 404, 10014),
    ("PUT /channels/$general/messages/$said/reactions/blob:5/@me", "", 404, 10014),
    ("GET /guilds/$guild/emojis/5", "", 404, 10014),
    ("GET /webhooks/5", "", 404, 10015),
    ("POST /webhooks/5/token", r#"{"content": "x"}"#, 404, 10015),
    ("GET /invites/nonsense", "", 404, 10006),
    ("GET /applications/$bot/commands/5", "", 404, 10063),
    ("GET /applications/5/commands", "", 403, 20012),
    ("GET /guilds/$guild/stickers/5", "", 404, 10060),
    ("GET /guilds/$guild/soundboard-sounds/5", "", 404, 10097),
    ("GET /guilds/$guild/scheduled-events/5", "", 404, 10070),
    ("GET /stage-instances/$lounge", "", 404, 10067),
    ("GET /guilds/$guild/voice-states/$alice", "", 404, 10065),
    ("DELETE /channels/$general/permissions/5", "", 404, 10009),
    ("POST /interactions/5/token/callback", r#"{"type": 5}"#, 404, 10062),
    ("GET /channels/abc", "", 400, 50035),
    ("GET /nonsense", "", 404, 0),
    ("PUT /users/@me", "", 405, 0),
    ("POST /lobbies", "{}", 501, 0),
];

async fn expect(api: &Api, (call, body, status, code): Refused) -> Answer {
    let answer = api.call(call, body).await;
    let json = answer.json();
    assert_eq!((answer.status, json["code"].as_u64()), (status, Some(code.into())), "{call}: {json}");
    assert!(json["message"].is_string());
    answer
}

#[actix::test]
async fn unknown_objects_are_not_found() {
    let mut api = Api::start().await;
    let foreign = api.sandbox.create_guild("foreign");
    foreign.kick_bot();
    api.names.insert("foreign".to_owned(), foreign.id().to_string());
    for row in NOT_THERE {
        expect(&api, *row).await;
    }
    let missing = api.call("GET /guilds/$guild/requests", "").await;
    assert_eq!(missing.status, 501);
    let message = missing.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("get_guild_join_requests") && message.contains("has no membership applications"),
        "{message}"
    );
}

/// Request, body, the permission that it needs.
#[rustfmt::skip]
const GUARDED: &[(&str, &str, u64)] = &[
    ("POST /channels/$general/messages", r#"{"content": "x"}"#, 11),
    ("POST /channels/$general/messages", r#"{"embeds": [{"title": "x"}]}"#, 14),
    ("POST /channels/$general/messages",
        r#"{"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "y"}}]}}"#, 49),
    ("GET /channels/$general/messages/$said", "", 16),
    ("DELETE /channels/$general/messages/$said", "", 13),
    ("PUT /channels/$general/messages/pins/$said", "", 51),
    ("PUT /channels/$general/messages/$said/reactions/%F0%9F%8E%89/@me", "", 6),
    ("DELETE /channels/$general/messages/$said/reactions", "", 13),
    ("POST /channels/$general/messages/$said/threads", r#"{"name": "t"}"#, 35),
    ("POST /channels/$general/threads", r#"{"name": "t", "type": 12}"#, 36),
    ("PATCH /channels/$general", r#"{"topic": "x"}"#, 4),
    ("DELETE /channels/$general", "", 4),
    ("PUT /channels/$general/permissions/$guild", r#"{"type": 0}"#, 28),
    ("POST /channels/$general/invites", "{}", 0),
    ("POST /channels/$general/webhooks", r#"{"name": "w"}"#, 29),
    ("PATCH /guilds/$guild", r#"{"name": "xx"}"#, 5),
    ("POST /guilds/$guild/channels", r#"{"name": "x"}"#, 4),
    ("POST /guilds/$guild/roles", "{}", 28),
    ("PUT /guilds/$guild/members/$alice/roles/$low", "", 28),
    ("PATCH /guilds/$guild/members/$alice", r#"{"nick": "x"}"#, 27),
    ("PATCH /guilds/$guild/members/$alice", r#"{"communication_disabled_until": "2020-01-01T00:00:00Z"}"#, 40),
    ("DELETE /guilds/$guild/members/$alice", "", 1),
    ("PUT /guilds/$guild/bans/$alice", "", 2),
    ("GET /guilds/$guild/bans", "", 2),
    ("GET /guilds/$guild/audit-logs", "", 7),
    ("POST /guilds/$guild/emojis", r#"{"name": "xx"}"#, 43),
    ("POST /guilds/$guild/scheduled-events", "{}", 44),
    ("GET /guilds/$guild/auto-moderation/rules", "", 5),
    ("GET /guilds/$guild/prune", "", 5),
];

#[actix::test]
async fn missing_permissions_are_50013_and_hidden_channels_50001() {
    let mut api = Api::start().await;
    let guild = api.sandbox.guild("Greenroom");
    guild.set_everyone_permissions(Permissions::empty());
    let low = guild.create_role("low", Permissions::empty());
    api.names.insert("low".to_owned(), low.to_string());
    for (call, body, bit) in GUARDED {
        guild.set_bot_permissions(ALL - Permissions::from_bits_retain(1 << bit));
        expect(&api, (call, body, 403, 50013)).await;
    }
    guild.set_bot_permissions(ALL - Permissions::VIEW_CHANNEL);
    for call in ["GET /channels/$general", "GET /channels/$general/messages", "DELETE /channels/$general"] {
        expect(&api, (call, "", 403, 50001)).await;
    }
}

#[actix::test]
async fn members_and_roles_above_the_bot_are_refused() {
    let mut api = Api::start().await;
    let guild = api.sandbox.guild("Greenroom");
    let high = guild.create_role("high", Permissions::empty());
    api.sandbox.user("alice").give_role(&guild, high);
    api.names.insert("high".to_owned(), high.to_string());
    for (call, body) in [
        ("DELETE /guilds/$guild/members/$alice", ""),
        ("PUT /guilds/$guild/bans/$alice", ""),
        ("PATCH /guilds/$guild/members/$alice", r#"{"nick": "x"}"#),
        ("PUT /guilds/$guild/members/$dave/roles/$high", ""),
        ("PATCH /guilds/$guild/roles/$high", r#"{"name": "x"}"#),
        ("DELETE /guilds/$guild/roles/$high", ""),
        // The bot cannot grant a permission that it lacks: ADMINISTRATOR.
        ("POST /guilds/$guild/roles", r#"{"permissions": "8"}"#),
        ("PUT /channels/$general/permissions/$alice", r#"{"type": 1, "allow": "8"}"#),
    ] {
        expect(&api, (call, body, 403, 50013)).await;
    }
    // Roles below the bot's highest role can be changed.
    let made = api.call("POST /guilds/$guild/roles", "{}").await.json();
    api.names.insert("mine".to_owned(), made["id"].as_str().unwrap().to_owned());
    assert_eq!(api.call("PUT /guilds/$guild/members/$dave/roles/$mine", "").await.status, 204);
}

#[actix::test]
async fn roles_are_sorted_below_the_bot_with_its_own_role_in_the_list() {
    let mut api = Api::start().await;
    let guild = api.sandbox.guild("Greenroom");
    let high = guild.create_role("high", Permissions::empty());
    let mut made = Vec::new();
    for name in ["one", "two"] {
        let role = api.call("POST /guilds/$guild/roles", &json!({ "name": name }).to_string()).await.json();
        made.push(role["id"].as_str().unwrap().to_owned());
    }
    let roles = api.call("GET /guilds/$guild/roles", "").await.json();
    let own = roles.as_array().unwrap().iter().find(|it| it["tags"]["bot_id"] == api.id("bot")).unwrap().clone();
    api.names.extend([
        ("high".to_owned(), high.to_string()),
        ("own".to_owned(), own["id"].as_str().unwrap().to_owned()),
        ("one".to_owned(), made[0].clone()),
        ("two".to_owned(), made[1].clone()),
    ]);
    let order = |places: [(&str, u8); 5]| {
        let list = places.map(|(name, position)| json!({"id": format!("${name}"), "position": position}));
        json!(list).to_string()
    };
    let sort = "PATCH /guilds/$guild/roles";
    // All roles, as libraries send them: only those below the bot change places.
    for lower in [["one", "two"], ["two", "one"]] {
        let all = order([("guild", 0), (lower[0], 1), (lower[1], 2), ("own", 3), ("high", 4)]);
        let answer = api.call(sort, &all).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        let places = answer.json();
        let place = |name: &str| {
            let role = places.as_array().unwrap().iter().find(|it| it["id"] == api.id(name)).unwrap();
            role["position"].as_u64().unwrap()
        };
        assert_eq!([place(lower[0]), place(lower[1]), place("own"), place("high")], [1, 2, 3, 4]);
    }
    let before = api.call("GET /guilds/$guild/roles", "").await.json();
    for all in [
        order([("guild", 0), ("two", 1), ("own", 2), ("one", 3), ("high", 4)]),
        order([("guild", 0), ("two", 1), ("one", 2), ("high", 3), ("own", 4)]),
        order([("guild", 0), ("two", 5), ("one", 1), ("own", 2), ("high", 3)]),
    ] {
        let refused = api.call(sort, &all).await;
        assert_eq!((refused.status, refused.json()["code"].as_u64()), (403, Some(50013)), "{all}");
    }
    expect(&api, (sort, r#"[{"id": "$high", "position": 1}]"#, 403, 50013)).await;
    expect(&api, (sort, r#"[{"id": "5", "position": 1}]"#, 404, 10011)).await;
    assert_eq!(api.call("GET /guilds/$guild/roles", "").await.json(), before, "a refused list changes nothing");
}

/// Request, body, path in the error tree, code there.
#[rustfmt::skip]
const MALFORMED: &[(&str, &str, &str, &str)] = &[
    ("POST /channels/$general/messages", r#"{"content": "$long"}"#, "/content", "BASE_TYPE_MAX_LENGTH"),
    ("POST /channels/$general/messages", r#"{"embeds": [{"fields": [{"name": "a", "value": "b"}, {"name": "a"}]}]}"#,
        "/embeds/0/fields/1/value", "BASE_TYPE_REQUIRED"),
    ("POST /channels/$general/messages", r#"{"content": "x", "components": [{"type": 1, "components": []}]}"#,
        "/components/0/components", "BASE_TYPE_BAD_LENGTH"),
    ("POST /channels/$general/messages",
        r#"{"content": "x", "flags": 32768, "components": [{"type": 10, "content": "y"}]}"#, "/content",
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    ("POST /channels/$general/messages", r#"{"content": "x", "message_reference": {"message_id": "5"}}"#,
        "/message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"),
    ("POST /channels/$general/messages", r#"{"content": "x", "attachments": [{"id": 0}]}"#, "/attachments/0/id",
        "ATTACHMENT_NOT_FOUND"),
    ("POST /channels/$general/messages", r#"{"poll": {"question": {"text": "?"}, "answers": []}}"#, "/poll/answers",
        "BASE_TYPE_BAD_LENGTH"),
    ("GET /channels/$general/messages?limit=101", "", "/limit", "NUMBER_TYPE_MAX"),
    ("GET /guilds/$guild/members?limit=0", "", "/limit", "NUMBER_TYPE_MIN"),
    ("POST /guilds/$guild/channels", "{}", "/name", "BASE_TYPE_REQUIRED"),
    ("POST /guilds/$guild/channels", r#"{"name": "x", "rate_limit_per_user": 21601}"#, "/rate_limit_per_user",
        "NUMBER_TYPE_MAX"),
    ("POST /guilds/$guild/channels", r#"{"name": "x", "type": 3}"#, "/type", "BASE_TYPE_CHOICES"),
    ("POST /guilds/$guild/channels", r#"{"name": "x", "parent_id": "5"}"#, "/parent_id", "CHANNEL_PARENT_INVALID"),
    ("PATCH /channels/$general", r#"{"topic": "$long"}"#, "/topic", "BASE_TYPE_MAX_LENGTH"),
    ("PATCH /guilds/$guild", r#"{"name": "x"}"#, "/name", "BASE_TYPE_BAD_LENGTH"),
    ("POST /guilds/$guild/roles", r#"{"color": 16777216}"#, "/color", "NUMBER_TYPE_MAX"),
    ("PATCH /guilds/$guild/members/$alice", r#"{"nick": "123456789012345678901234567890123"}"#, "/nick",
        "BASE_TYPE_MAX_LENGTH"),
    ("PATCH /guilds/$guild/members/$alice", r#"{"communication_disabled_until": "2090-01-01T00:00:00Z"}"#,
        "/communication_disabled_until", "GUILD_COMMUNICATION_DISABLED_TIMESTAMP_EXCEED_DATE_LIMIT"),
    ("PUT /guilds/$guild/bans/$alice", r#"{"delete_message_seconds": 604801}"#, "/delete_message_seconds",
        "NUMBER_TYPE_MAX"),
    ("POST /guilds/$guild/emojis", r#"{"name": "x y", "image": "x"}"#, "/image", "BINARY_TYPE_INVALID"),
    ("POST /channels/$general/webhooks", r#"{"name": "Discordant"}"#, "/name", "USERNAME_INVALID_CONTAINS"),
    ("POST /channels/$general/invites", r#"{"max_age": 604801}"#, "/max_age", "NUMBER_TYPE_MAX"),
    ("POST /applications/$bot/commands", r#"{"name": "Ping", "description": "d"}"#, "/name",
        "APPLICATION_COMMAND_INVALID_NAME"),
    ("PUT /applications/$bot/commands", r#"[{"name": "a", "description": "d"}, {"name": "a", "description": "d"}]"#,
        "/1/name", "APPLICATION_COMMANDS_DUPLICATE_NAME"),
    ("POST /guilds/$guild/scheduled-events",
        r#"{"name": "x", "privacy_level": 2, "scheduled_start_time": "2030-01-01T00:00:00Z", "entity_type": 3}"#,
        "/entity_metadata/location", "BASE_TYPE_REQUIRED"),
    ("POST /users/@me/channels", "{}", "/recipient_id", "BASE_TYPE_REQUIRED"),
];

#[actix::test]
async fn errors_of_a_body_have_their_path() {
    let mut api = Api::start().await;
    api.names.insert("long".to_owned(), "x".repeat(4097));
    for (call, body, path, code) in MALFORMED {
        let json = expect(&api, (call, body, 400, 50035)).await.json();
        assert_eq!(json["message"], "Invalid Form Body");
        let found = json["errors"].pointer(&format!("{path}/_errors/0/code"));
        assert_eq!(found, Some(&json!(code)), "{call}: {json}");
    }
    // The error tree has only keys on its paths and `_errors` at their ends.
    let json = api.call("POST /channels/$general/messages", r#"{"embeds": [{"author": {}}]}"#).await.json();
    let required = json!({"_errors": [{"code": "BASE_TYPE_REQUIRED", "message": "This field is required"}]});
    assert_eq!(json["errors"], json!({"embeds": {"0": {"author": {"name": required}}}}));
}

#[rustfmt::skip]
const IMPOSSIBLE: &[Refused] = &[
    ("POST /channels/$general/messages", "{}", 400, 50006),
    ("POST /channels/$general/messages", "{", 400, 50109),
    ("PATCH /channels/$general/messages/$said", r#"{"content": "x"}"#, 403, 50005),
    ("POST /channels/$general/messages/bulk-delete", r#"{"messages": ["$said"]}"#, 400, 50016),
    ("POST /channels/$general/messages/bulk-delete", r#"{"messages": ["5", "6"]}"#, 400, 50034),
    ("POST /channels/$general/messages/$said/crosspost", "", 400, 50024),
    ("POST /channels/$board/messages", r#"{"content": "x"}"#, 400, 40058),
    ("POST /channels/$general/messages/$said/threads", r#"{"name": "again"}"#, 400, 160_004),
    ("PUT /channels/$said/thread-members/@me", "", 400, 50083),
    ("PATCH /channels/$said", r#"{"name": "x"}"#, 400, 50083),
    ("POST /channels/$general/polls/$said/expire", "", 400, 520_006),
    ("POST /users/@me/channels", r#"{"recipient_id": "$bot"}"#, 403, 50007),
    ("DELETE /guilds/$guild/roles/$guild", "", 400, 50028),
    ("PATCH /guilds/$guild/members/$alice", r#"{"mute": true}"#, 400, 40032),
    ("POST /webhooks/$hook/wrong", r#"{"content": "x"}"#, 401, 50027),
    ("POST /webhooks/$hook/$token", r#"{"content": "x", "thread_name": "t"}"#, 400, 220_003),
    ("GET /webhooks/$hook/$token/messages/$said", "", 404, 10008),
];

#[actix::test]
async fn impossible_requests_have_their_code() {
    let mut api = Api::start().await;
    let keep = |json: Value, key: &str| json[key].as_str().unwrap().to_owned();
    let board = api.call("POST /guilds/$guild/channels", r#"{"name": "board", "type": 15}"#).await.json();
    api.names.insert("board".to_owned(), keep(board, "id"));
    let hook = api.call("POST /channels/$general/webhooks", r#"{"name": "w"}"#).await.json();
    api.names.insert("token".to_owned(), keep(hook.clone(), "token"));
    api.names.insert("hook".to_owned(), keep(hook, "id"));
    api.call("POST /channels/$general/messages/$said/threads", r#"{"name": "t"}"#).await;
    assert_eq!(api.call("PATCH /channels/$said", r#"{"archived": true}"#).await.status, 200);
    for row in IMPOSSIBLE {
        expect(&api, *row).await;
    }
}

#[actix::test]
async fn an_enforced_nonce_leads_to_one_message() {
    let api = Api::start().await;
    let body = r#"{"content": "once", "nonce": "n", "enforce_nonce": true}"#;
    let first = api.call("POST /channels/$general/messages", body).await.json();
    let second = api.call("POST /channels/$general/messages", body).await.json();
    assert_eq!(first["id"], second["id"]);
    assert_eq!(first["nonce"], "n");
    let third = api.call("POST /channels/$general/messages", r#"{"content": "x", "nonce": "n"}"#).await.json();
    assert_ne!(first["id"], third["id"]);
}

#[actix::test]
async fn a_second_answer_to_an_interaction_is_40060() {
    let mut api = Api::start().await;
    let general = api.sandbox.guild("Greenroom").channel("general");
    let id = api.sandbox.user("alice").interacts(&general, 2, json!({"name": "x"}));
    api.names.insert("it".to_owned(), id.to_string());
    api.names.insert("token".to_owned(), api.sandbox.interaction_token(id).unwrap());
    // Before the first answer a followup is answered with an unknown webhook.
    expect(&api, ("POST /webhooks/$bot/$token", r#"{"content": "x"}"#, 404, 10015)).await;
    expect(&api, ("POST /interactions/$it/$token/callback", r#"{"type": 6}"#, 400, 50035)).await;
    assert_eq!(api.call("POST /interactions/$it/$token/callback", r#"{"type": 5}"#).await.status, 204);
    expect(&api, ("POST /interactions/$it/$token/callback", r#"{"type": 5}"#, 400, 40060)).await;
    let body = r#"{"content": "later"}"#;
    assert_eq!(api.call("PATCH /webhooks/$bot/$token/messages/@original", body).await.json()["content"], "later");
}

/// The audit log has the decoded reason of the request.
#[actix::test]
async fn reasons_are_kept_in_the_audit_log() {
    let api = Api::start().await;
    let mut raw = api.gateway().await;
    let headers = [("x-audit-log-reason", "spam%20%26%20%C3%A4rger")];
    let answer = api.send("PUT /guilds/$guild/bans/$alice", &headers, None, Vec::new()).await;
    assert_eq!(answer.status, 204);
    raw.dispatch("GUILD_BAN_ADD").await;
    raw.dispatch("GUILD_MEMBER_REMOVE").await;
    let entry = raw.dispatch("GUILD_AUDIT_LOG_ENTRY_CREATE").await;
    assert_eq!((&entry["d"]["reason"], &entry["d"]["guild_id"]), (&json!("spam & ärger"), &json!(api.id("guild"))));
    let log = api.call("GET /guilds/$guild/audit-logs", "").await.json();
    assert_eq!(log["audit_log_entries"][0]["reason"], "spam & ärger");
    assert_eq!(api.call("GET /guilds/$guild/bans/$alice", "").await.json()["reason"], "spam & ärger");
    let long = "x".repeat(513);
    let answer =
        api.send("DELETE /guilds/$guild/bans/$alice", &[("x-audit-log-reason", &long)], None, Vec::new()).await;
    assert_eq!((answer.status, answer.json()["code"].as_u64()), (400, Some(50035)));
}

#[actix::test]
async fn requests_without_a_valid_token_or_user_agent_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = crate::sandbox::api::client();
    let silent = awc::Client::builder().no_default_headers().finish();
    let url = format!("{}/users/@me", sandbox.rest_url());
    let agent = ("user-agent", "DiscordBot (https://example.com, 1)");
    let table = [
        (client.get(&url).insert_header(agent), 401, 0),
        (client.get(&url).insert_header(agent).insert_header(("authorization", "Bot wrong")), 401, 0),
        (silent.get(&url).insert_header(("authorization", format!("Bot {}", sandbox.token()))), 403, 40333),
        (client.get(url.replace("v10", "v5")).insert_header(agent), 400, 50041),
    ];
    for (request, status, code) in table {
        let answer = crate::sandbox::api::answer(request.send().await.unwrap()).await;
        assert_eq!((answer.status, answer.json()["code"].as_u64()), (status, Some(code)));
    }
    assert_eq!(sandbox.invalid_requests(), 3);
}
