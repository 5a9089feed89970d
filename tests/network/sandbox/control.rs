//! The control of a sandbox over HTTP.

use std::time::Duration;

use awc::http::Method;
use serde_json::{Value, json};

use super::api::{Answer, Api, answer, contains};

impl Api {
    /// A request to the control, such as `POST act/say`. It needs no token.
    async fn control(&self, call: &str, body: Value) -> Answer {
        let call = self.filled(call);
        let (method, path) = call.split_once(' ').unwrap();
        let url = format!("{}/sandbox/{path}", self.sandbox.url());
        let request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
        let text = self.filled(&body.to_string());
        answer(if body.is_null() { request.send().await } else { request.send_body(text).await }.unwrap()).await
    }

    /// Carries an action out, which must be possible.
    async fn act(&self, verb: &str, body: Value) -> Value {
        let answer = self.control(&format!("POST act/{verb}"), body).await;
        assert_eq!(answer.status, 200, "{verb}: {}", answer.json());
        answer.json()
    }
}

#[actix::test]
async fn users_vote_in_polls() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let poll = json!({
        "question": {"text": "What?"}, "answers": [{"poll_media": {"text": "Tea"}}, {"poll_media": {"text": "Coffee"}}],
    });
    let sent = api.call("POST /channels/$general/messages", &json!({ "poll": poll }).to_string()).await.json();
    api.names.insert("poll".to_owned(), sent["id"].as_str().unwrap().to_owned());
    raw.dispatch("MESSAGE_CREATE").await;
    let vote = async |verb: &str, user: &str, text: &str| {
        api.control(&format!("POST act/{verb}"), json!({"message": "$poll", "user": user, "text": text})).await
    };
    assert_eq!(vote("vote", "alice", "Tea").await.status, 200);
    let event = raw.dispatch("MESSAGE_POLL_VOTE_ADD").await;
    assert_eq!(
        event["d"],
        json!({"user_id": api.id("alice"), "channel_id": api.id("general"), "message_id": api.id("poll"),
            "guild_id": api.id("guild"), "answer_id": 1})
    );
    // The second vote of a user replaces the first. A vote that is there already changes nothing.
    assert_eq!(vote("vote", "alice", "2").await.status, 200);
    assert_eq!(vote("vote", "alice", "Coffee").await.status, 200);
    assert_eq!(raw.dispatch("MESSAGE_POLL_VOTE_REMOVE").await["d"]["answer_id"], 1);
    assert_eq!(raw.dispatch("MESSAGE_POLL_VOTE_ADD").await["d"]["answer_id"], 2);
    assert_eq!(vote("vote", "carol", "Coffee").await.status, 200);
    assert_eq!(raw.dispatch("MESSAGE_POLL_VOTE_ADD").await["d"]["user_id"], api.id("carol"));
    let results =
        || async { api.call("GET /channels/$general/messages/$poll", "").await.json()["poll"]["results"].clone() };
    let counts = json!({"is_finalized": false, "answer_counts": [{"id": 2, "count": 2, "me_voted": false}]});
    assert_eq!(results().await, counts);
    let voters = api.call("GET /channels/$general/polls/$poll/answers/2", "").await.json();
    assert!(contains(&voters, &json!({"users": [{"id": api.id("alice")}, {"id": api.id("carol")}]})), "{voters}");

    assert_eq!(vote("unvote", "carol", "Coffee").await.status, 200);
    assert_eq!(raw.dispatch("MESSAGE_POLL_VOTE_REMOVE").await["d"]["user_id"], api.id("carol"));
    for (verb, user, text, why) in
        [("unvote", "carol", "Coffee", "has not voted"), ("vote", "carol", "Water", "there are: Tea, Coffee")]
    {
        let refused = vote(verb, user, text).await;
        assert!(refused.status == 400 && refused.json()["message"].as_str().unwrap().contains(why));
    }
    assert_eq!(api.call("POST /channels/$general/polls/$poll/expire", "").await.status, 200);
    assert!(vote("vote", "carol", "Tea").await.json()["message"].as_str().unwrap().contains("has ended"));
    assert_eq!(
        results().await["answer_counts"],
        counts["answer_counts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| { json!({"id": it["id"], "count": 1, "me_voted": false}) })
            .collect::<Value>()
    );
}

#[actix::test]
async fn an_expired_poll_takes_no_votes() {
    let api = Api::start().await;
    let poll = json!({"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 1});
    api.call("POST /channels/$general/messages", &json!({ "poll": poll }).to_string()).await;
    let message = api.sandbox.guild("Greenroom").channel("general").messages().pop().unwrap();
    let body = json!({"message": message.id, "text": "a"});
    api.act("vote", body.clone()).await;
    api.sandbox.advance(Duration::from_secs(60 * 60));
    assert_eq!(api.control("POST act/unvote", body).await.status, 400);
}

#[actix::test]
async fn roles_and_permissions_are_set() {
    let api = Api::start().await;
    let guild = api.sandbox.guild("Greenroom");
    let made = api.act("create_role", json!({"name": "Mods", "permissions": ["KICK_MEMBERS", "BAN_MEMBERS"]})).await;
    let role = guild.role("Mods").unwrap();
    assert_eq!(made["id"], json!(role));
    let permissions = || async {
        let roles = api.call("GET /guilds/$guild/roles", "").await.json();
        let roles = roles.as_array().unwrap().clone();
        roles.into_iter().find(|it| it["id"] == json!(role)).unwrap()["permissions"].clone()
    };
    assert_eq!(permissions().await, "6");
    for (given, bits) in [(json!(8), "8"), (json!("2048"), "2048"), (json!(["VIEW_CHANNEL"]), "1024")] {
        api.act("set_permissions", json!({"role": "Mods", "permissions": given})).await;
        assert_eq!(permissions().await, bits);
    }
    let wrong = api.control("POST act/set_permissions", json!({"role": "Mods", "permissions": ["FLY"]})).await;
    assert_eq!(wrong.status, 400);

    api.act("give_role", json!({"user": "alice", "role": "Mods"})).await;
    assert_eq!(guild.roles_of(api.sandbox.user("alice")), [role]);
    api.act("take_role", json!({"user": "alice", "role": "Mods"})).await;
    assert!(guild.roles_of(api.sandbox.user("alice")).is_empty());
    let unknown = api.control("POST act/give_role", json!({"user": "alice", "role": "Nobody"})).await;
    assert_eq!((unknown.status, unknown.json()["code"].as_u64()), (404, Some(10011)));

    // The bot's own role, and the overwrites of a role and of a member.
    let write = || async { api.call("POST /channels/$general/messages", r#"{"content": "x"}"#).await.status };
    api.act("overwrite", json!({"channel": "general", "user": api.id("bot"), "deny": ["SEND_MESSAGES"]})).await;
    assert_eq!(write().await, 403);
    api.act("overwrite", json!({"channel": "general", "user": api.id("bot")})).await;
    assert_eq!(write().await, 200);
    api.act("overwrite", json!({"channel": "general", "role": "@bot", "deny": ["SEND_MESSAGES"]})).await;
    assert_eq!(write().await, 403);
    api.act("overwrite", json!({"channel": "general", "role": "@bot"})).await;
    api.act("set_permissions", json!({"permissions": ["VIEW_CHANNEL"]})).await;
    api.act("set_permissions", json!({"role": "@bot", "permissions": []})).await;
    assert_eq!(write().await, 403);
}

#[actix::test]
async fn what_became_of_an_interaction_is_read() {
    let mut api = Api::start().await;
    let id = api.act("interact", json!({"data": {"name": "x"}})).await["id"].as_str().unwrap().to_owned();
    let token = api.sandbox.interaction_token(id.parse::<u64>().unwrap().into()).unwrap();
    api.names.extend([("it".to_owned(), id), ("token".to_owned(), token)]);
    let read = async |query: &str| api.control(&format!("GET interactions/$it{query}"), Value::Null).await.json();
    let waiting = read("").await;
    assert!(contains(&waiting, &json!({"state": "waiting", "callbacks": [], "original": null, "refused": null})));
    assert_eq!((&waiting["user_id"], &waiting["type"]), (&json!(api.id("alice")), &json!(2)));
    let callback = "POST /interactions/$it/$token/callback";
    assert_eq!(api.call(callback, r#"{"type": 4, "data": {}}"#).await.status, 400);
    assert!(read("").await["refused"].as_str().unwrap().contains("50006"));
    assert_eq!(api.call(callback, r#"{"type": 5}"#).await.status, 204);
    assert!(contains(&read("").await, &json!({"state": "deferred", "original": {"flags": 128}})));
    // The request waits for the answer.
    let waits = read("?wait=5");
    let answers = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        api.call("POST /webhooks/$bot/$token", r#"{"content": "one"}"#).await;
    };
    let (found, ()) = futures_util::future::join(waits, answers).await;
    assert!(contains(&found, &json!({"state": "answered", "original": {"content": "one"}, "follow_ups": []})));
    api.call("POST /webhooks/$bot/$token", r#"{"content": "two"}"#).await;
    assert!(contains(&read("?wait=5").await, &json!({"follow_ups": [{"content": "two"}]})));
    assert_eq!(api.control("GET interactions/5", Value::Null).await.status, 404);
}

#[actix::test]
async fn selects_and_forms_are_used() {
    let mut api = Api::start().await;
    let select = json!({"type": 3, "custom_id": "s", "placeholder": "Size", "options": [{"label": "S", "value": "1"}]});
    let rows = json!([{"type": 1, "components": [select]}]);
    let body = json!({"content": "x", "components": rows}).to_string();
    let sent = api.call("POST /channels/$general/messages", &body).await.json();
    api.names.insert("menu".to_owned(), sent["id"].as_str().unwrap().to_owned());
    let id = api.act("select", json!({"message": "$menu", "text": "Size", "values": ["S"]})).await["id"].take();
    let id = id.as_str().unwrap().to_owned();
    let token = api.sandbox.interaction_token(id.parse::<u64>().unwrap().into()).unwrap();
    api.names.extend([("it".to_owned(), id), ("token".to_owned(), token)]);
    let used = api.control("GET interactions/$it", Value::Null).await.json();
    assert_eq!(used["data"]["values"], json!(["1"]));
    let input = json!({"type": 4, "custom_id": "n", "style": 1});
    let form = json!({"custom_id": "f", "title": "F", "components": [{"type": 18, "label": "N", "component": input}]});
    let opened = json!({"type": 9, "data": form}).to_string();
    assert_eq!(api.call("POST /interactions/$it/$token/callback", &opened).await.status, 204);
    assert_eq!(api.control("GET interactions/$it", Value::Null).await.json()["form"]["title"], "F");
    let submitted = api.act("submit", json!({"interaction": "$it", "fields": {"N": "Ada"}})).await["id"].take();
    let path = format!("GET interactions/{}", submitted.as_str().unwrap());
    let json = api.control(&path, Value::Null).await.json();
    assert_eq!(json["data"]["components"][0]["component"]["value"], "Ada");
}
