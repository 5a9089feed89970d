//! The sandbox against the documentation (gateway.md section 23), spoken to by a raw websocket. No line of the library's
//! client is used here: JSON by serde_json, frames by awc, inflate by flate2.

mod raw;

use greenroom::sandbox::Sandbox;
use serde_json::json;

use self::raw::{Got, Raw};

const ALL: u64 = 53_608_447;

#[actix::test]
async fn a_session_from_hello_to_message() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut raw = Raw::open(&sandbox, "/?v=10&encoding=json").await;
    let hello = raw.payload().await;
    assert_eq!((&hello["op"], &hello["d"]["heartbeat_interval"]), (&json!(10), &json!(41_250)));
    assert!(hello["s"].is_null() && hello["t"].is_null());
    raw.send(json!({"op": 1, "d": null})).await;
    assert_eq!(raw.payload().await["op"], 11);

    raw.send(raw::identify(&sandbox, ALL)).await;
    let ready = raw.dispatch("READY").await;
    assert_eq!(ready["s"], 1);
    assert_eq!(ready["d"]["guilds"][0]["unavailable"], true);
    assert!(ready["d"]["shard"].is_null(), "a shard is told only if it was asked for");
    let resume = ready["d"]["resume_gateway_url"].as_str().unwrap();
    assert_ne!(resume, sandbox.gateway_url());
    let guild = raw.dispatch("GUILD_CREATE").await;
    assert_eq!((&guild["s"], &guild["d"]["name"]), (&json!(2), &json!("Greenroom")));

    let general = sandbox.guild("Greenroom").channel("general");
    let said = sandbox.user("alice").say(&general, "!ping");
    let message = raw.dispatch("MESSAGE_CREATE").await;
    assert_eq!(message["d"]["content"], "!ping");
    assert_eq!(message["d"]["id"], said.to_string());
    assert_eq!(message["d"]["author"]["username"], "alice");
    assert!(message["d"]["member"]["user"].is_null(), "the member in a message has no user");
    raw.close(1000).await;
    assert!(matches!(raw.next().await, Got::Closed(Some(1000)) | Got::Gone));
    sandbox.wait_until(raw::SOON, |it| it.open_connections() == 0).await.unwrap();
    assert_eq!((sandbox.sessions(), sandbox.close_codes()), (0, vec![Some(1000)]));
}
