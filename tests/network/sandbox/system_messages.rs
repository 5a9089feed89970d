//! What Discord writes into channels about pins, joins and threads.

use std::time::Duration;

use greenroom::sandbox::SandboxMessage;
use serde_json::{Value, json};

use super::api::{Api, contains};

fn last(api: &Api, channel: &str) -> SandboxMessage {
    let id: u64 = api.id(channel).parse().unwrap();
    api.sandbox.channel_by_id(id.into()).messages().pop().unwrap()
}

fn keep(api: &mut Api, name: &str, json: &Value) {
    api.names.insert(name.to_owned(), json["id"].as_str().unwrap().to_owned());
}

#[actix::test]
async fn a_pin_is_announced_in_its_channel() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    assert_eq!(api.call("PUT /channels/$general/messages/pins/$said", "").await.status, 204);
    raw.dispatch_after_others("CHANNEL_PINS_UPDATE").await;
    let event = raw.dispatch_after_others("MESSAGE_CREATE").await["d"].take();
    let reference = json!({"type": 0, "channel_id": api.id("general"), "message_id": api.id("said"),
        "guild_id": api.id("guild")});
    assert_eq!((&event["type"], &event["content"], &event["message_reference"]), (&json!(6), &json!(""), &reference));
    assert_eq!(event["author"]["id"], api.id("bot"));
    assert!(event.get("referenced_message").is_none(), "only replies and first messages of threads have it");

    // It can neither be edited nor pinned, and a test that waits for the bot does not get it.
    keep(&mut api, "note", &event);
    for (call, body) in [
        ("PATCH /channels/$general/messages/$note", r#"{"content": "x"}"#),
        ("PUT /channels/$general/messages/pins/$note", ""),
        ("POST /channels/$general/messages/$note/threads", r#"{"name": "t"}"#),
    ] {
        let answer = api.call(call, body).await;
        assert_eq!((answer.status, answer.json()["code"].as_u64()), (403, Some(50021)), "{call}");
    }
    let general = api.sandbox.guild("Greenroom").channel("general");
    assert!(general.expect_within(Duration::from_millis(50), |_| true).await.is_err());

    // Unpinning is not announced; a pin by a user is, in DMs as well.
    let count = general.messages().len();
    assert_eq!(api.call("DELETE /channels/$general/messages/pins/$said", "").await.status, 204);
    assert_eq!(general.messages().len(), count);
    let alice = api.sandbox.user("alice");
    let (dm, said) = alice.say_to_bot("keep this");
    alice.pin(&dm, said);
    let note = dm.messages().pop().unwrap();
    assert_eq!((note.kind, note.author_id), (6, alice.id()));
    assert!(note.raw["message_reference"].get("guild_id").is_none());
}

#[actix::test]
async fn a_join_is_announced_in_the_system_channel() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let guild = api.sandbox.guild("Greenroom");
    let general = guild.channel("general");
    let eve = api.sandbox.user("eve");
    eve.join(&guild);
    raw.dispatch_after_others("GUILD_MEMBER_ADD").await;
    let event = raw.dispatch_after_others("MESSAGE_CREATE").await["d"].take();
    assert_eq!((&event["type"], &event["content"], &event["author"]["id"]), (&json!(7), &json!(""), &json!(eve.id())));
    assert_eq!((&event["channel_id"], &event["member"]["roles"]), (&json!(general.id()), &json!([])));
    // A member who joins again is announced again; one who is a member is not.
    eve.join(&guild);
    let count = general.messages().len();
    eve.leave(&guild);
    eve.join(&guild);
    assert_eq!(general.messages().len(), count + 1);

    // The settings of the guild.
    let other = guild.channel("arrivals");
    api.names.insert("arrivals".to_owned(), other.id().to_string());
    let joins = |name: &str| api.sandbox.user(name).join(&guild);
    assert_eq!(api.call("PATCH /guilds/$guild", r#"{"system_channel_id": "$arrivals"}"#).await.status, 200);
    joins("one");
    assert_eq!(other.messages().len(), 1);
    assert_eq!(api.call("PATCH /guilds/$guild", r#"{"system_channel_flags": 1}"#).await.status, 200);
    joins("two");
    assert_eq!(api.call("PATCH /guilds/$guild", r#"{"system_channel_flags": 0}"#).await.status, 200);
    guild.set_system_channel(None);
    assert_eq!(api.call("GET /guilds/$guild", "").await.json()["system_channel_id"], Value::Null);
    joins("three");
    guild.set_system_channel(Some(other.id()));
    other.delete();
    assert_eq!(api.call("GET /guilds/$guild", "").await.json()["system_channel_id"], Value::Null);
    joins("four");
    assert_eq!(general.messages().len(), count + 1);

    // The bot is announced as well, when it is invited again.
    guild.set_system_channel(Some(general.id()));
    guild.kick_bot();
    guild.invite_bot();
    let note = general.messages().pop().unwrap();
    assert_eq!((note.kind, note.author_id), (7, api.sandbox.bot().id()));
}

#[actix::test]
async fn a_thread_without_a_message_is_announced_in_its_channel() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let thread = api.call("POST /channels/$general/threads", r#"{"name": "ideas", "type": 11}"#).await.json();
    keep(&mut api, "thread", &thread);
    raw.dispatch_after_others("THREAD_CREATE").await;
    let event = raw.dispatch_after_others("MESSAGE_CREATE").await["d"].take();
    let reference = json!({"type": 0, "channel_id": api.id("thread"), "guild_id": api.id("guild")});
    assert!(contains(
        &event,
        &json!({"type": 18, "content": "ideas", "channel_id": api.id("general"), "message_reference": reference})
    ));
    // A private thread is not announced.
    let count = last(&api, "general").id;
    let private = api.call("POST /channels/$general/threads", r#"{"name": "secret", "type": 12}"#).await;
    assert_eq!(private.status, 201);
    assert_eq!(last(&api, "general").id, count);
}

#[actix::test]
async fn a_thread_begins_with_a_reference_to_its_message() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let thread = api.call("POST /channels/$general/messages/$said/threads", r#"{"name": "t"}"#).await.json();
    keep(&mut api, "thread", &thread);
    let mut event = raw.dispatch_after_others("MESSAGE_CREATE").await["d"].take();
    assert!(contains(
        &event,
        &json!({
            "type": 21, "content": "", "channel_id": api.id("thread"),
            "message_reference": {"channel_id": api.id("general"), "message_id": api.id("said")},
            "referenced_message": {"id": api.id("said"), "content": "hello", "author": {"username": "alice"}},
        })
    ));
    let listed = api.call("GET /channels/$thread/messages", "").await.json();
    assert_eq!((&listed[0]["id"], &listed[0]["type"]), (&event["id"].take(), &json!(21)));
    // It is not counted, neither when it is there nor when it is deleted.
    let counts = async || {
        let json = api.call("GET /channels/$thread", "").await.json();
        (json["message_count"].clone(), json["total_message_sent"].clone())
    };
    assert_eq!(counts().await, (json!(0), json!(0)));
    assert_eq!(api.call("POST /channels/$thread/messages", r#"{"content": "x"}"#).await.status, 200);
    let starter = listed[0]["id"].as_str().unwrap();
    assert_eq!(api.call(&format!("DELETE /channels/$thread/messages/{starter}"), "").await.status, 204);
    assert_eq!(counts().await, (json!(1), json!(1)));
}
