//! Forms of requests that Discord does not document, but accepts, and that shipped libraries send.

use std::time::Duration;

use greenroom::sandbox::{ResumeOutcome, Sandbox};
use serde_json::{Value, json};

use super::api::Api;
use crate::raw::{ALL, Got, PLAIN, Raw, SOON, identify, identify_with, resume};

const CREATE: &str = "POST /channels/$general/messages";

async fn sandbox() -> Sandbox {
    Sandbox::builder().identify_window(Duration::ZERO).start().await.unwrap()
}

#[actix::test]
async fn the_token_of_identify_and_resume_may_have_the_prefix_of_rest() {
    let sandbox = sandbox().await;
    let prefixed = format!("Bot {}", sandbox.token());
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    let ready = raw.log_in(identify_with(&sandbox, 0, json!({"token": prefixed}))).await;
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    let mut again = resume(&sandbox, &ready, 1);
    again["d"]["token"] = json!(prefixed);
    raw.send(again).await;
    raw.dispatch("RESUMED").await;
    let sent = format!("{:?} {:?}", sandbox.identifies(), sandbox.sent());
    assert!(!sent.contains(&sandbox.token()), "the token is in no record");

    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.send(identify_with(&sandbox, 0, json!({"token": "Bot wrong"}))).await;
    assert_eq!(raw.closed().await, Some(4004));
}

/// Presences as libraries send them, and what the sandbox reads. `null`: the connection is closed with 4001.
fn presences() -> Vec<(Value, Value)> {
    let game = json!({"name": "chess", "type": 0, "url": null, "created_at": 1});
    let read = |since: Value, activities: Value| {
        let mut read = json!({"since": since, "activities": activities});
        read["status"] = json!("idle");
        read["afk"] = json!(false);
        read
    };
    let sent =
        |since: Value, key: &str, value: Value| json!({"since": since, key: value, "status": "idle", "afk": false});
    vec![
        (sent(json!(null), "activities", json!([])), read(json!(null), json!([]))),
        (sent(json!(0.0), "activities", json!([])), read(json!(0), json!([]))),
        (sent(json!(91_879_201.5), "activities", json!([])), read(json!(91_879_201), json!([]))),
        (sent(json!({}), "activities", json!([])), read(json!(null), json!([]))),
        (sent(json!({"secs": 1}), "activities", json!([])), read(json!(null), json!([]))),
        (sent(json!(0), "activities", json!(null)), read(json!(0), json!([]))),
        (sent(json!(0), "game", json!(null)), read(json!(0), json!([]))),
        (sent(json!(0), "game", game.clone()), read(json!(0), json!([game]))),
        (sent(json!(0), "activities", json!([{"name": "chess"}])), read(json!(0), json!([{"name": "chess"}]))),
        (sent(json!("now"), "activities", json!([])), Value::Null),
        (sent(json!(0), "activities", json!("chess")), Value::Null),
        (sent(json!(0), "activities", json!(["chess"])), Value::Null),
        (sent(json!(0), "game", json!("chess")), Value::Null),
        (json!("idle"), Value::Null),
    ]
}

#[actix::test]
async fn presences_are_read_as_libraries_send_them() {
    let sandbox = sandbox().await;
    for (sent, read) in presences() {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.send(identify_with(&sandbox, 0, json!({"presence": sent}))).await;
        if read.is_null() {
            assert_eq!(raw.closed().await, Some(4001), "IDENTIFY with {sent}");
        } else {
            raw.dispatch("READY").await;
            assert_eq!(sandbox.presence(0), Some(read.clone()), "IDENTIFY with {sent}");
            raw.close(1000).await;
            assert_eq!(raw.closed().await, Some(1000));
        }

        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.log_in(identify(&sandbox, 0)).await;
        raw.send(json!({"op": 3, "d": sent})).await;
        if read.is_null() {
            assert_eq!(raw.closed().await, Some(4001), "op 3 with {sent}");
        } else {
            raw.send(json!({"op": 1, "d": null})).await;
            assert_eq!(raw.payload().await["op"], 11, "op 3 with {sent}");
            assert_eq!(sandbox.presence(0), Some(read), "op 3 with {sent}");
        }
        raw.close(1000).await;
        raw.next().await;
        sandbox.wait_until(SOON, |it| it.open_connections() == 0).await.unwrap();
    }
}

#[actix::test]
async fn integers_may_be_written_as_floats() {
    let sandbox = sandbox().await;
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    let whole = json!({"intents": 513.0, "shard": [0.0, 1.0], "large_threshold": 250.0});
    let ready = raw.log_in(identify_with(&sandbox, 0, whole)).await;
    assert_eq!(ready["d"]["shard"], json!([0, 1]));
    raw.dispatch("GUILD_CREATE").await;
    raw.send(json!({"op": 1.0, "d": 2.0})).await;
    assert_eq!(raw.payload().await["op"], 11);
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    let mut again = resume(&sandbox, &ready, 2);
    again["d"]["seq"] = json!(2.0);
    raw.send(again).await;
    raw.dispatch("RESUMED").await;
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.send(identify_with(&sandbox, 0, json!({"intents": 1.5}))).await;
    assert_eq!(raw.closed().await, Some(4013));
}

#[actix::test]
async fn member_requests_may_have_both_keys_if_one_is_empty() {
    let api = Api::start().await;
    let mut raw = api.gateway().await;
    let (guild, alice) = (api.id("guild"), api.id("alice"));
    let found = |chunk: &Value| {
        let members = chunk["d"]["members"].as_array().unwrap();
        members.iter().map(|it| it["user"]["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (query, ids, limit, expected) in [
        (json!(""), json!([alice]), json!(0), vec!["alice"]),
        (json!(""), json!([alice]), json!(null), vec!["alice"]),
        (json!(""), json!(alice), json!(0), vec!["alice"]),
        (json!("car"), json!([]), json!(5.0), vec!["carol"]),
    ] {
        raw.send(json!({"op": 8, "d": {"guild_id": guild, "query": query, "user_ids": ids, "limit": limit}})).await;
        assert_eq!(found(&raw.dispatch("GUILD_MEMBERS_CHUNK").await), expected, "{query} and {ids}");
    }
    raw.send(json!({"op": 8, "d": {"guild_id": guild, "query": "", "user_ids": [], "limit": 0}})).await;
    assert!(found(&raw.dispatch("GUILD_MEMBERS_CHUNK").await).len() > 2, "an empty query is all members");
}

#[actix::test]
async fn a_session_may_be_resumed_on_the_connection_that_got_op_9_true() {
    let sandbox = sandbox().await;
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    let ready = raw.log_in(identify(&sandbox, ALL)).await;
    raw.dispatch("GUILD_CREATE").await;
    sandbox.faults().invalidate(true);
    let invalid = raw.payload().await;
    assert_eq!((&invalid["op"], &invalid["d"]), (&json!(9), &json!(true)));
    // The session goes on without the connection.
    sandbox.user("alice").say(sandbox.guild("Greenroom").channel("general"), "hi");
    raw.silence().await;
    raw.send(resume(&sandbox, &ready, 2)).await;
    assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], "hi");
    raw.dispatch("RESUMED").await;
    assert_eq!(sandbox.resumes()[0].outcome, ResumeOutcome::Resumed(1));
    assert_eq!((sandbox.sessions(), sandbox.open_connections()), (1, 1));

    // A new session may be started there as well.
    sandbox.faults().invalidate(true);
    assert_eq!(raw.payload().await["op"], 9);
    raw.send(identify(&sandbox, 0)).await;
    assert!(matches!(raw.next().await, Got::Payload(it) if it["t"] == "READY"));
}

#[actix::test]
async fn payload_json_is_read_in_every_kind_of_form() {
    let api = Api::start().await;
    let json = "payload_json=%7B%22content%22%3A+%22a%20%2B%20b%22%7D&content=other";
    let sent = api.send(CREATE, &[], Some("application/x-www-form-urlencoded"), json.as_bytes().to_vec()).await;
    assert_eq!((sent.status, &sent.json()["content"]), (200, &json!("a + b")));
    let broken = api.send(CREATE, &[], Some("application/x-www-form-urlencoded"), b"payload_json=%7B".to_vec()).await;
    assert_eq!((broken.status, &broken.json()["code"]), (400, &json!(50109)));

    let form = "\r\n--bound\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n\
                {\"content\": \"after a line break\"}\r\n--bound--";
    let kind = Some("multipart/form-data; boundary=bound");
    let sent = api.send(CREATE, &[], kind, form.as_bytes().to_vec()).await;
    assert_eq!((sent.status, &sent.json()["content"]), (200, &json!("after a line break")));
}
