//! The rules of answers to interactions: deadlines, visibility, deferrals, follow-ups, and who may edit what by which
//! route.

use std::time::Duration;

use greenroom::sandbox::SandboxMessage;
use serde_json::{Value, json};

use super::api::contains;
use super::uses::{Bot, says};

const EPHEMERAL: u64 = 1 << 6;
const LOADING: u64 = 1 << 7;
const ORIGINAL: &str = "/webhooks/$bot/$token/messages/@original";

impl Bot {
    /// A bot with the command `/x`.
    async fn with_command() -> Self {
        let bot = Self::start().await;
        bot.register(json!([{"name": "x", "description": "d", "integration_types": [0, 1]}])).await;
        bot
    }

    /// Lets alice run `/x`, and answers with a callback and `with_response`.
    async fn run(&mut self, callback: Value) -> Value {
        self.alice.uses(&self.general, "/x").send().unwrap();
        self.receive().await;
        let path = "POST /interactions/$it/$token/callback?with_response=true";
        let answer = self.api.call(path, &callback.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        answer.json()
    }

    /// Sends a request whose status and code must be these; the code of a successful one is 0.
    async fn expect(&self, call: &str, body: &str, status: u16, code: u64) -> Value {
        let answer = self.api.call(call, body).await;
        let json = answer.json();
        let found = json["code"].as_u64().unwrap_or_default();
        assert_eq!((answer.status, found), (status, code), "{call}: {json}");
        json
    }

    fn last(&self) -> SandboxMessage {
        self.general.messages().last().unwrap().clone()
    }
}

#[actix::test]
async fn a_deferral_makes_a_loading_message_that_the_answer_replaces() {
    let mut bot = Bot::with_command().await;
    let json = bot.run(json!({"type": 5, "data": {"flags": 64, "content": "ignored"}})).await;
    assert!(contains(
        &json["interaction"],
        &json!({
            "response_message_loading": true, "response_message_ephemeral": true, "type": 2,
        })
    ));
    let loading = bot.expect(&format!("GET {ORIGINAL}"), "", 200, 0).await;
    assert_eq!((&loading["flags"], &loading["content"]), (&json!(EPHEMERAL | LOADING), &json!("")));
    assert_eq!(loading["id"], json["interaction"]["response_message_id"]);
    assert!(bot.general.expect_within(Duration::from_millis(50), |_| true).await.is_err(), "it has no content yet");
    bot.expect("POST /interactions/$it/$token/callback", r#"{"type": 5}"#, 400, 40060).await;
    bot.expect(&format!("PATCH {ORIGINAL}"), "{}", 400, 50006).await;
    let body = r#"{"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "y"}}]}}"#;
    let answer = bot.expect(&format!("PATCH {ORIGINAL}"), body, 200, 0).await;
    assert_eq!(
        (&answer["id"], &answer["flags"], &answer["edited_timestamp"]),
        (&loading["id"], &json!(EPHEMERAL), &Value::Null)
    );
    assert!(answer["poll"].is_object());
    let seen = bot.general.expect_within(Duration::from_secs(1), |_| true).await.unwrap();
    assert!(seen.ephemeral && json!(seen.id) == loading["id"]);
    let again = bot.expect(&format!("PATCH {ORIGINAL}"), r#"{"content": "again"}"#, 200, 0).await;
    assert!(again["edited_timestamp"].is_string());
}

#[actix::test]
async fn the_first_follow_up_of_a_deferral_has_its_visibility_and_the_next_its_own() {
    let mut bot = Bot::with_command().await;
    let json = bot.run(json!({"type": 5})).await;
    let first = bot.expect("POST /webhooks/$bot/$token", r#"{"content": "one", "flags": 64}"#, 200, 0).await;
    assert_eq!((&first["id"], &first["flags"]), (&json["interaction"]["response_message_id"], &json!(0)));
    assert!(first["interaction_metadata"].get("original_response_message_id").is_none());
    let second = bot.expect("POST /webhooks/$bot/$token", r#"{"content": "two", "flags": 64}"#, 200, 0).await;
    assert_eq!(second["flags"], json!(EPHEMERAL));
    assert_eq!(second["interaction_metadata"]["original_response_message_id"], first["id"]);
    assert_eq!(second["interaction_metadata"]["user"]["username"], "alice");
    assert_eq!(second["interaction_metadata"]["authorizing_integration_owners"], json!({"0": bot.api.id("guild")}));
}

#[actix::test]
async fn a_user_sees_a_follow_up_in_place_of_an_answer_that_was_deleted() {
    let mut bot = Bot::with_command().await;
    let sent = bot.alice.uses(&bot.general, "/x").send().unwrap();
    bot.receive().await;
    assert_eq!(bot.answer(json!({"type": 5})).await.status, 204);
    let waiting = tokio::spawn(async move { (sent.message().await, sent.follow_up(1).await) });
    assert_eq!(bot.api.call(&format!("DELETE {ORIGINAL}"), "").await.status, 204);
    bot.expect("POST /webhooks/$bot/$token", r#"{"content": "for you", "flags": 64}"#, 200, 0).await;
    bot.expect("POST /webhooks/$bot/$token", r#"{"content": "more"}"#, 200, 0).await;
    let (first, second) = waiting.await.unwrap();
    let first = first.unwrap();
    assert_eq!((first.content.as_str(), first.ephemeral), ("for you", true));
    assert_eq!(second.unwrap().content, "more");
}

#[actix::test]
async fn ephemeral_messages_are_found_by_token_and_not_by_the_channel() {
    let mut bot = Bot::with_command().await;
    bot.run(json!({"type": 4, "data": {"content": "psst", "flags": 64}})).await;
    let id = bot.last().id.to_string();
    bot.api.names.insert("mine".to_owned(), id);
    for (call, body) in [
        ("GET /channels/$general/messages/$mine", ""),
        ("PATCH /channels/$general/messages/$mine", r#"{"content": "x"}"#),
        ("DELETE /channels/$general/messages/$mine", ""),
        ("PUT /channels/$general/messages/$mine/reactions/%F0%9F%8E%89/@me", ""),
        ("PUT /channels/$general/messages/pins/$mine", ""),
        ("POST /channels/$general/messages/$mine/threads", r#"{"name": "t"}"#),
    ] {
        bot.expect(call, body, 404, 10008).await;
    }
    bot.expect("PATCH /webhooks/$bot/$token/messages/$mine", r#"{"content": "louder"}"#, 200, 0).await;
    assert_eq!(bot.last().content, "louder");
    bot.api.call(&format!("DELETE {ORIGINAL}"), "").await;
    bot.expect(&format!("GET {ORIGINAL}"), "", 404, 10008).await;
}

#[actix::test]
async fn an_own_answer_is_edited_by_the_channel_and_not_by_another_interaction() {
    let mut bot = Bot::with_command().await;
    bot.run(says("one")).await;
    let id = bot.last().id.to_string();
    bot.api.names.insert("first".to_owned(), id);
    let edited = bot.expect("PATCH /channels/$general/messages/$first", r#"{"content": "two"}"#, 200, 0).await;
    assert_eq!((&edited["content"], &edited["webhook_id"]), (&json!("two"), &json!(bot.api.id("bot"))));
    bot.run(says("other")).await;
    bot.expect("PATCH /webhooks/$bot/$token/messages/$first", r#"{"content": "x"}"#, 404, 10008).await;
    bot.expect("GET /webhooks/$bot/$token/messages/$first", "", 404, 10008).await;
    // A deferred answer, too.
    bot.run(json!({"type": 5})).await;
    let id = bot.last().id.to_string();
    bot.api.names.insert("late".to_owned(), id);
    bot.expect("PATCH /channels/$general/messages/$late", r#"{"content": "done"}"#, 200, 0).await;
    let next = bot.expect("POST /webhooks/$bot/$token", r#"{"content": "more"}"#, 200, 0).await;
    assert_ne!(next["id"], json!(bot.api.id("late")));
}

#[actix::test]
async fn a_token_lives_for_fifteen_minutes() {
    let mut bot = Bot::with_command().await;
    bot.run(says("one")).await;
    let id = bot.last().id.to_string();
    bot.api.names.insert("mine".to_owned(), id);
    bot.api.sandbox.advance(Duration::from_secs(14 * 60));
    bot.expect("POST /webhooks/$bot/$token", r#"{"content": "x"}"#, 200, 0).await;
    bot.api.sandbox.advance(Duration::from_secs(61));
    for (call, body) in [
        ("POST /webhooks/$bot/$token", r#"{"content": "x"}"#),
        ("PATCH /webhooks/$bot/$token/messages/$mine", r#"{"content": "x"}"#),
        ("DELETE /webhooks/$bot/$token/messages/@original", ""),
    ] {
        bot.expect(call, body, 401, 50027).await;
    }
    bot.expect("PATCH /channels/$general/messages/$mine", r#"{"content": "x"}"#, 200, 0).await;
    bot.expect("POST /webhooks/$bot/wrong", r#"{"content": "x"}"#, 401, 50027).await;
}

#[actix::test]
async fn answers_have_the_date_of_the_sandboxes_clock() {
    let bot = Bot::start().await;
    let before = bot.api.call("GET /gateway", "").await.headers["date"].clone();
    bot.api.sandbox.advance(Duration::from_secs(24 * 60 * 60));
    let after = bot.api.call("GET /gateway", "").await.headers["date"].clone();
    assert_ne!(before[..16], after[..16]);
}

#[actix::test]
async fn only_the_user_who_installed_the_application_gets_five_follow_ups() {
    let mut bot = Bot::with_command().await;
    let foreign = bot.api.sandbox.create_guild("foreign");
    let lobby = foreign.channel("lobby");
    foreign.kick_bot();
    bot.alice.installs_app();
    let sent = bot.alice.uses(&lobby, "/x").send().unwrap();
    let event = bot.receive().await;
    assert!(contains(
        &event,
        &json!({
            "guild_id": foreign.id(), "context": 0, "authorizing_integration_owners": {"1": bot.alice.id()},
        })
    ));
    assert!(event["app_permissions"].as_str().unwrap().parse::<u64>().unwrap() & (1 << 11) != 0);
    assert_eq!(bot.answer(says("here")).await.status, 204);
    assert_eq!(sent.message().await.unwrap().content, "here");
    // What is refused does not count.
    bot.expect("POST /webhooks/$bot/$token", r#"{"content": ""}"#, 400, 50006).await;
    for _ in 0..5 {
        bot.expect("POST /webhooks/$bot/$token", r#"{"content": "x"}"#, 200, 0).await;
    }
    bot.expect("POST /webhooks/$bot/$token", r#"{"content": "x"}"#, 400, 40094).await;
    bot.expect(&format!("PATCH {ORIGINAL}"), r#"{"content": "still here"}"#, 200, 0).await;
    // Where the bot is a member there is no such limit.
    bot.run(says("x")).await;
    for _ in 0..6 {
        bot.expect("POST /webhooks/$bot/$token", r#"{"content": "x"}"#, 200, 0).await;
    }
}

#[actix::test]
async fn callbacks_must_fit_the_interaction() {
    let mut bot = Bot::with_command().await;
    bot.register(json!([
        {"name": "x", "description": "d"},
        {"name": "y", "description": "d", "options": [
            {"type": 3, "name": "o", "description": "d", "autocomplete": true},
        ]},
    ]))
    .await;
    let button = json!({"content": "?", "components": [
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]},
    ]});
    bot.api.call("POST /channels/$general/messages", &button.to_string()).await;
    let message = bot.last();
    let data = |kind: u64| match kind {
        8 => json!({"choices": []}),
        9 => json!({"custom_id": "f", "title": "t", "components": [
            {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "c", "style": 1}},
        ]}),
        _ => json!({"content": "x"}),
    };
    let all = [1, 4, 5, 6, 7, 8, 9, 10, 12, 13];
    for (act, fitting) in [
        ("command", &[4, 5, 9, 10, 12][..]),
        ("component", &[4, 5, 6, 7, 9, 10, 12]),
        ("modal", &[4, 5, 6, 7, 10, 12]),
        ("autocomplete", &[8]),
    ] {
        for kind in all {
            if kind == 12 {
                bot.api.sandbox.enable_activities();
            }
            match act {
                "command" => _ = bot.alice.uses(&bot.general, "/x").send().unwrap(),
                "autocomplete" => {
                    let (alice, general) = (bot.alice.clone(), bot.general.clone());
                    actix::spawn(async move { alice.types(&general, "/y o:z").await });
                }
                _ => {
                    let sent = bot.alice.clicks(&message, "Go").send().unwrap();
                    if act == "modal" {
                        bot.receive().await;
                        assert_eq!(bot.answer(json!({"type": 9, "data": data(9)})).await.status, 204);
                        let form = sent.form().await.unwrap();
                        bot.alice.submits(&form, [("l", "text")]).send().unwrap();
                    }
                }
            }
            bot.receive().await;
            let answer = bot.answer(json!({"type": kind, "data": data(kind)})).await;
            let wanted = if fitting.contains(&kind) { 204 } else { 400 };
            assert_eq!(answer.status, wanted, "{act}, type {kind}: {}", answer.json());
        }
    }
}

#[actix::test]
async fn an_activity_is_launched_only_by_an_application_that_has_one() {
    let mut bot = Bot::with_command().await;
    let sent = bot.alice.uses(&bot.general, "/x").send().unwrap();
    bot.receive().await;
    assert_eq!(bot.answer(json!({"type": 12})).await.json()["code"], 50035);
    bot.api.sandbox.enable_activities();
    assert_eq!(bot.answer(json!({"type": 12})).await.status, 204);
    assert!(sent.activity().await.unwrap().starts_with("i-"));
    let json = bot.run(json!({"type": 12})).await;
    assert_eq!(json["interaction"]["activity_instance_id"], json["resource"]["activity_instance"]["id"]);
    assert!(json["resource"]["activity_instance"]["id"].is_string());
}

#[actix::test]
async fn a_component_of_an_ephemeral_message_is_for_its_user_and_edited_by_the_new_token() {
    let mut bot = Bot::with_command().await;
    let components = json!([{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]);
    bot.run(json!({"type": 4, "data": {"content": "psst", "flags": 64, "components": components}})).await;
    let message = bot.last();
    let error = bot.api.sandbox.user("carol").clicks(&message, "Go").send().unwrap_err();
    assert!(error.to_string().contains("ephemeral"), "{error}");
    bot.api.sandbox.advance(Duration::from_secs(60 * 60));
    let sent = bot.alice.clicks(&message, "Go").send().unwrap();
    let event = bot.receive().await;
    assert_eq!(event["message"]["flags"], json!(EPHEMERAL));
    assert_eq!(bot.answer(json!({"type": 7, "data": {"content": "gone", "components": []}})).await.status, 204);
    let answer = sent.message().await.unwrap();
    assert_eq!((answer.id, answer.content.as_str(), answer.ephemeral), (message.id, "gone", true));
    bot.api.names.insert("mine".to_owned(), message.id.to_string());
    bot.expect("PATCH /webhooks/$bot/$token/messages/$mine", r#"{"content": "by id"}"#, 200, 0).await;
    let more = bot.expect("POST /webhooks/$bot/$token", r#"{"content": "x"}"#, 200, 0).await;
    assert_eq!(more["interaction_metadata"]["interacted_message_id"], json!(message.id));
}

#[actix::test]
async fn interactions_in_a_dm_have_a_user_and_no_member() {
    let mut bot = Bot::with_command().await;
    let dm = bot.alice.dm();
    let sent = bot.alice.uses(&dm, "/x").send().unwrap();
    let event = bot.receive().await;
    assert!(contains(
        &event,
        &json!({
            "context": 1, "user": {"username": "alice"}, "channel_id": dm.id(),
            "authorizing_integration_owners": {"0": "0"},
        })
    ));
    assert!(event.get("member").is_none() && event.get("guild_id").is_none());
    assert_eq!(bot.answer(says("hi")).await.status, 204);
    assert_eq!(sent.message().await.unwrap().channel_id, dm.id());
    assert!(bot.api.sandbox.user("carol").uses(&dm, "/x").send().is_err(), "the DM is alice's");
}

#[actix::test]
async fn commands_for_user_installs_can_be_used_in_a_dm_between_users() {
    let mut bot = Bot::with_command().await;
    let (carol, dave) = (bot.api.sandbox.user("carol"), bot.api.sandbox.user("dave"));
    let dm = bot.alice.dm_with(&carol);
    assert_eq!(carol.dm_with(&bot.alice).id(), dm.id());
    let error = bot.alice.uses(&dm, "/x").send().unwrap_err();
    assert!(error.to_string().contains("installed"), "{error}");
    bot.alice.installs_app();
    let sent = bot.alice.uses(&dm, "/x").send().unwrap();
    let event = bot.receive().await;
    let owners = json!({"1": bot.alice.id()});
    assert!(contains(&event, &json!({"context": 2, "authorizing_integration_owners": owners})), "{event}");
    assert_eq!(bot.answer(says("hi")).await.status, 204);
    assert_eq!(sent.message().await.unwrap().content, "hi");
    bot.expect(&format!("GET /channels/{}", dm.id()), "", 403, 50001).await;
    assert!(dave.uses(&dm, "/x").send().is_err());
}

#[actix::test]
async fn the_owner_of_the_application_is_a_user_and_users_have_languages_and_entitlements() {
    let mut bot = Bot::with_command().await;
    let owner = bot.api.sandbox.owner();
    let json = bot.expect("GET /oauth2/applications/@me", "", 200, 0).await;
    assert_eq!(json["owner"]["id"], json!(owner.id()));
    // What `PrivateApplicationResponse` of Discord's OpenAPI document requires.
    for key in [
        "id",
        "name",
        "icon",
        "description",
        "type",
        "verify_key",
        "flags",
        "flags_new",
        "redirect_uris",
        "interactions_endpoint_url",
        "role_connections_verification_url",
        "owner",
        "approximate_guild_count",
        "approximate_user_install_count",
        "approximate_user_authorization_count",
        "explicit_content_filter",
        "team",
        "eligible_oauth2_scopes",
    ] {
        assert!(json.get(key).is_some(), "{key}");
    }
    assert_eq!((&json["type"], &json["approximate_user_install_count"]), (&Value::Null, &json!(0)));
    bot.alice.installs_app();
    let json = bot.expect("GET /applications/@me", "", 200, 0).await;
    assert_eq!(json["approximate_user_install_count"], 1);
    // Null resets what was set.
    let set = r#"{"description": "x", "tags": ["a"], "custom_install_url": "https://example.com"}"#;
    let json = bot.expect("PATCH /applications/@me", set, 200, 0).await;
    assert_eq!((&json["description"], &json["tags"]), (&json!("x"), &json!(["a"])));
    let reset = r#"{"description": null, "tags": null, "custom_install_url": null}"#;
    let json = bot.expect("PATCH /applications/@me", reset, 200, 0).await;
    assert!(json["description"].is_string() && json.get("tags").is_none() && json.get("custom_install_url").is_none());
    bot.expect(&format!("GET /users/{}", owner.id()), "", 200, 0).await;
    bot.alice.set_locale("de");
    bot.alice.buys(77.into());
    bot.alice.uses(&bot.general, "/x").send().unwrap();
    let event = bot.receive().await;
    assert_eq!((&event["locale"], &event["entitlements"][0]["sku_id"]), (&json!("de"), &json!("77")));
}
