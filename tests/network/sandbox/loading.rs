//! The loading message of a deferred answer.

use serde_json::json;

use super::api::Api;
use crate::raw::Raw;

const EPHEMERAL: u64 = 1 << 6;
const LOADING: u64 = 1 << 7;

/// Lets alice use a command, and defers the answer so that only she sees it.
async fn deferred() -> (Api, Raw) {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let general = api.sandbox.guild("Greenroom").channel("general");
    let id = api.sandbox.user("alice").interacts(&general, 2, json!({"name": "x"}));
    api.names.insert("it".to_owned(), id.to_string());
    api.names.insert("token".to_owned(), api.sandbox.interaction_token(id).unwrap());
    let answer = api.call("POST /interactions/$it/$token/callback", r#"{"type": 5, "data": {"flags": 64}}"#).await;
    assert_eq!(answer.status, 204);
    let created = raw.dispatch_after_others("MESSAGE_CREATE").await;
    assert_eq!(created["d"]["flags"], EPHEMERAL | LOADING);
    (api, raw)
}

#[actix::test]
async fn the_first_follow_up_stays_ephemeral_and_the_second_is_another_message() {
    let (api, mut raw) = deferred().await;
    let loading = api.call("GET /webhooks/$bot/$token/messages/@original", "").await.json();
    assert_eq!((&loading["flags"], &loading["content"]), (&json!(EPHEMERAL | LOADING), &json!("")));
    let first = api.call("POST /webhooks/$bot/$token", r#"{"content": "one"}"#).await.json();
    assert_eq!((&first["id"], &first["flags"]), (&loading["id"], &json!(EPHEMERAL)));
    let updated = raw.dispatch_after_others("MESSAGE_UPDATE").await;
    assert_eq!((&updated["d"]["content"], &updated["d"]["flags"]), (&json!("one"), &json!(EPHEMERAL)));
    let original = api.call("GET /webhooks/$bot/$token/messages/@original", "").await.json();
    assert_eq!((&original["id"], &original["content"]), (&loading["id"], &json!("one")));
    let second = api.call("POST /webhooks/$bot/$token", r#"{"content": "two"}"#).await.json();
    assert_eq!(second["flags"], 0);
    assert_ne!(second["id"], loading["id"]);
    assert_eq!(raw.dispatch_after_others("MESSAGE_CREATE").await["d"]["content"], "two");
}

#[actix::test]
async fn the_edit_of_a_deferred_answer_keeps_ephemeral() {
    let (api, mut raw) = deferred().await;
    // Flags of an edit do not change the visibility.
    let body = r#"{"content": "done", "flags": 0}"#;
    let edited = api.call("PATCH /webhooks/$bot/$token/messages/@original", body).await.json();
    assert_eq!((&edited["flags"], &edited["content"]), (&json!(EPHEMERAL), &json!("done")));
    assert_eq!(raw.dispatch_after_others("MESSAGE_UPDATE").await["d"]["flags"], EPHEMERAL);
    let general = api.sandbox.guild("Greenroom").channel("general");
    assert!(general.messages().last().unwrap().ephemeral);
}

#[actix::test]
async fn metadata_names_the_message_that_was_used_and_the_interaction_before() {
    let mut api = Api::start().await;
    let general = api.sandbox.guild("Greenroom").channel("general");
    let alice = api.sandbox.user("alice");
    let rows = json!([{"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "b", "label": "Open"}]}]);
    api.call("POST /channels/$general/messages", &json!({"content": "x", "components": rows}).to_string()).await;
    let message = general.messages().pop().unwrap();
    let sent = alice.clicks(&message, "Open").send().unwrap();
    let clicked = sent.id();
    api.names.insert("it".to_owned(), clicked.to_string());
    api.names.insert("token".to_owned(), api.sandbox.interaction_token(clicked).unwrap());
    let input = json!({"type": 4, "custom_id": "n", "style": 1});
    let form = json!({"custom_id": "f", "title": "F", "components": [{"type": 18, "label": "N", "component": input}]});
    let callback = json!({"type": 9, "data": form}).to_string();
    assert_eq!(api.call("POST /interactions/$it/$token/callback", &callback).await.status, 204);
    let form = sent.form().await.unwrap();
    let submitted = alice.submits(&form, [("N", "Ada")]).send().unwrap().id();
    api.names.insert("it".to_owned(), submitted.to_string());
    api.names.insert("token".to_owned(), api.sandbox.interaction_token(submitted).unwrap());
    let callback = json!({"type": 4, "data": {"content": "thanks"}}).to_string();
    assert_eq!(api.call("POST /interactions/$it/$token/callback", &callback).await.status, 204);
    let answer = api.call("GET /webhooks/$bot/$token/messages/@original", "").await.json();
    let metadata = &answer["interaction_metadata"];
    assert_eq!((&metadata["id"], &metadata["type"]), (&json!(submitted), &json!(5)));
    let before = &metadata["triggering_interaction_metadata"];
    assert_eq!((&before["id"], &before["type"]), (&json!(clicked), &json!(3)));
    assert_eq!(before["interacted_message_id"], json!(message.id));
    assert_eq!(before["user"]["username"], "alice");
}
