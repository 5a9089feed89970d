//! The gateway against the documentation (gateway.md section 23). The test's websocket client uses awc, serde_json and
//! flate2, but no code of the library's client.

use std::time::Duration;

use awc::ws::Message;
use greenroom::gateway::Intents;
use greenroom::sandbox::{IdentifyOutcome, ResumeOutcome, Sandbox};
use serde_json::{Value, json};

use crate::raw::{ALL, Got, PLAIN, Raw, SOON, identify, identify_with, resume};

#[actix::test]
async fn a_session_from_hello_to_message() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    let hello = raw.payload().await;
    assert_eq!((&hello["op"], &hello["d"]["heartbeat_interval"]), (&json!(10), &json!(41_250)));
    assert!(hello["s"].is_null() && hello["t"].is_null());
    raw.send(json!({"op": 1, "d": null})).await;
    assert_eq!(raw.payload().await["op"], 11);

    raw.send(identify(&sandbox, ALL)).await;
    let ready = raw.dispatch("READY").await;
    assert_eq!(ready["s"], 1);
    assert_eq!(ready["d"]["guilds"][0]["unavailable"], true);
    assert!(ready["d"]["shard"].is_null(), "READY has a shard only if IDENTIFY had one");
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
    assert!(matches!(raw.next().await, Got::Closed(Some(1000))));
    assert!(matches!(raw.next().await, Got::Gone));
    sandbox.wait_until(SOON, |it| it.open_connections() == 0).await.unwrap();
    assert_eq!((sandbox.sessions(), sandbox.close_codes()), (0, vec![Some(1000)]));
}

#[actix::test]
async fn the_query_is_checked_after_the_upgrade() {
    let sandbox = Sandbox::start().await.unwrap();
    let table = [
        ("/?v=10&encoding=json", None),
        ("/?v=9&encoding=json", None),
        ("/", None),
        ("/?v=11", Some(4012)),
        ("/?v=5", Some(4012)),
        ("/?v=ten", Some(4012)),
        ("/?v=10&encoding=xml", Some(4002)),
        ("/?v=10&compress=gzip", Some(4002)),
    ];
    for (path, code) in table {
        let got = Raw::open(&sandbox, path).await.next().await;
        match code {
            None => assert!(matches!(&got, Got::Payload(hello) if hello["op"] == 10), "{path}: {got:?}"),
            Some(code) => assert_eq!(got, Got::Closed(Some(code)), "{path}"),
        }
    }
    assert!(Raw::try_at(&format!("{}/nowhere", sandbox.gateway_url())).await.is_err());
}

/// Invalid payloads, and the close code of each: before there is a session and after.
#[actix::test]
async fn invalid_payloads_are_answered_with_the_documented_codes() {
    let sandbox = Sandbox::builder().identify_window(Duration::ZERO).start().await.unwrap();
    let presence = json!({"since": null, "activities": [], "status": "online", "afk": false});
    let without = |key: &str| {
        let mut presence = presence.clone();
        presence.as_object_mut().unwrap().remove(key);
        json!({"op": 3, "d": presence})
    };
    let guild = sandbox.guild("Greenroom").id().to_string();
    // Payload, close code without a session, close code with one.
    let table: Vec<(Value, u16, u16)> = vec![
        (json!({"op": 3, "d": presence}), 4003, 0),
        (json!({"op": 99, "d": {}}), 4003, 4001),
        (json!({"op": 5, "d": {}}), 4003, 4001),
        (json!({"op": 0, "d": {}}), 4003, 4001),
        (json!({"op": 11}), 4003, 4001),
        (json!({"op": "1", "d": null}), 4001, 4001),
        (json!({"d": null}), 4001, 4001),
        (json!([1, 2]), 4002, 4002),
        (json!({"op": 1, "d": "x"}), 4001, 4001),
        (json!({"op": 1, "d": -1}), 4001, 4001),
        (json!({"op": 1, "d": 999}), 0, 4007),
        (json!({"op": 2, "d": {}}), 4001, 4005),
        (json!({"op": 6, "d": {}}), 4001, 4005),
        (without("since"), 4003, 4001),
        (without("afk"), 4003, 4001),
        (without("status"), 4003, 4001),
        (
            json!({"op": 3, "d": {"since": null, "activities": [{"name": 1}], "status": "online", "afk": false}}),
            4003,
            4001,
        ),
        (json!({"op": 3, "d": {"since": null, "activities": [], "status": "happy", "afk": false}}), 4003, 4001),
        (json!({"op": 4, "d": {"guild_id": guild}}), 4003, 4001),
        (
            json!({"op": 4, "d": {"guild_id": "x", "channel_id": null, "self_mute": false, "self_deaf": false}}),
            4003,
            4001,
        ),
        (json!({"op": 8, "d": {"guild_id": guild}}), 4003, 4001),
        (json!({"op": 8, "d": {"guild_id": guild, "query": "a"}}), 4003, 4001),
        (json!({"op": 8, "d": {"guild_id": guild, "query": "a", "limit": 1, "user_ids": ["1"]}}), 4003, 4001),
        (json!({"op": 31, "d": {"guild_ids": guild}}), 4003, 4001),
        (json!({"op": 43, "d": {"guild_id": guild, "fields": "status"}}), 4003, 4001),
        (json!({"op": 1, "d": null, "pad": "x".repeat(4096)}), 4002, 4002),
    ];
    for (payload, before, after) in table {
        for (code, session) in [(before, false), (after, true)] {
            let mut raw = Raw::open(&sandbox, PLAIN).await;
            if session {
                raw.log_in(identify(&sandbox, 0)).await;
            } else {
                raw.payload().await;
            }
            raw.send(payload.clone()).await;
            raw.send(json!({"op": 1, "d": null})).await;
            let got = raw.next().await;
            if code == 0 {
                assert!(matches!(&got, Got::Payload(it) if it["op"] == 11), "{payload} session {session}: {got:?}");
            } else {
                assert_eq!(got, Got::Closed(Some(code)), "{payload} session {session}");
            }
        }
    }
}

#[actix::test]
async fn payloads_that_are_not_json_or_too_long_are_decode_errors() {
    let sandbox = Sandbox::start().await.unwrap();
    for text in ["{", "", "nonsense", "\"op\""] {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.text(text).await;
        assert_eq!(raw.closed().await, Some(4002), "{text:?}");
    }
    // 4096 bytes are allowed, 4097 are not.
    for (length, allowed) in [(4096, true), (4097, false)] {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        let frame = r#"{"op":1,"d":null,"pad":""}"#;
        raw.text(&frame.replace("\"\"", &format!("\"{}\"", "x".repeat(length - frame.len())))).await;
        let got = raw.next().await;
        assert_eq!(matches!(got, Got::Payload(_)), allowed, "{length} bytes: {got:?}");
    }
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.message(Message::Binary(vec![0x78, 0x9c, 1, 2, 3].into())).await;
    assert_eq!(raw.closed().await, Some(4002), "clients do not send compressed data");
}

#[actix::test]
async fn more_than_120_payloads_a_minute_are_4008() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    for _ in 0..120 {
        raw.send(json!({"op": 1, "d": null})).await;
    }
    for _ in 0..120 {
        assert_eq!(raw.payload().await["op"], 11);
    }
    raw.send(json!({"op": 1, "d": null})).await;
    assert_eq!(raw.closed().await, Some(4008));
}

#[actix::test]
async fn identify_is_checked() {
    let sandbox = Sandbox::builder()
        .identify_window(Duration::ZERO)
        .privileged_intents(Intents::MESSAGE_CONTENT)
        .shard_multiple(2)
        .start()
        .await
        .unwrap();
    let table = [
        (json!({"token": "wrong"}), 4004),
        (json!({"token": null}), 4001),
        (json!({"properties": null}), 4001),
        (json!({"properties": {"os": "linux"}}), 4001),
        (json!({"intents": null}), 4013),
        (json!({"intents": -1}), 4013),
        (json!({"intents": "1"}), 4013),
        (json!({"intents": 1 << 17}), 4013),
        (json!({"intents": 1u64 << 40}), 4013),
        (json!({"intents": 2}), 4014),
        (json!({"intents": 256}), 4014),
        (json!({"shard": [2, 2]}), 4010),
        (json!({"shard": [0, 0]}), 4010),
        (json!({"shard": [-1, 2]}), 4010),
        (json!({"shard": [0]}), 4010),
        (json!({"shard": "0/2"}), 4010),
        (json!({"shard": [0, 3]}), 4010),
        (json!({"large_threshold": 49}), 4001),
        (json!({"large_threshold": 251}), 4001),
        (json!({"compress": "yes"}), 4001),
        (json!({"presence": {"status": "happy"}}), 4001),
        (json!({"intents": 32768}), 0),
        (json!({"shard": [1, 2], "large_threshold": 250, "compress": false, "presence": null}), 0),
        (json!({"properties": {"$os": "linux", "$browser": "old", "$device": "old"}}), 0),
    ];
    for (change, code) in table {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.send(identify_with(&sandbox, 0, change.clone())).await;
        if code == 0 {
            let ready = raw.dispatch("READY").await;
            assert_eq!(ready["d"]["shard"], change["shard"], "the shard is echoed");
        } else {
            assert_eq!(raw.closed().await, Some(code), "{change}");
        }
    }
    let outcomes: Vec<_> = sandbox.identifies().iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes[0], IdentifyOutcome::Closed(4004));
    assert_eq!(outcomes.iter().filter(|it| **it == IdentifyOutcome::Accepted).count(), 3);
    assert!(sandbox.identifies().iter().all(|it| !it.data.to_string().contains(&sandbox.token())));
}

#[actix::test]
async fn too_many_guilds_require_sharding() {
    let sandbox = Sandbox::builder().identify_window(Duration::ZERO).max_guilds_per_shard(2).start().await.unwrap();
    for index in 0..3 {
        sandbox.create_guild(&format!("guild {index}"));
    }
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.send(identify(&sandbox, 1)).await;
    assert_eq!(raw.closed().await, Some(4011));
    for shard in 0..2 {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        let ready = raw.log_in(identify_with(&sandbox, 1, json!({"shard": [shard, 2]}))).await;
        assert_eq!(ready["d"]["guilds"].as_array().unwrap().len(), 2);
    }
}

#[actix::test]
async fn identifies_of_one_key_must_be_a_window_apart() {
    let window = Duration::from_millis(200);
    let sandbox = Sandbox::builder().identify_window(window).max_concurrency(2).start().await.unwrap();
    let mut connections = Vec::new();
    for shard in [0, 1, 2] {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.send(identify_with(&sandbox, 0, json!({"shard": [shard, 4]}))).await;
        let got = raw.payload().await;
        // Shards 0 and 1 have rate-limit keys of their own; shard 2 shares the key of shard 0.
        match shard {
            2 => assert_eq!((&got["op"], &got["d"]), (&json!(9), &json!(false))),
            _ => assert_eq!(got["t"], "READY"),
        }
        connections.push(raw);
    }
    tokio::time::sleep(window).await;
    // The refused connection stays open and may identify again.
    let late = connections.last_mut().unwrap();
    late.send(identify_with(&sandbox, 0, json!({"shard": [2, 4]}))).await;
    late.dispatch("READY").await;
    assert_eq!(sandbox.identifies()[2].outcome, IdentifyOutcome::TooSoon);
    assert_eq!(sandbox.session_starts_left(), 997, "one that came too soon is not counted");
}

#[actix::test]
async fn an_exhausted_budget_ends_all_sessions_and_replaces_the_token() {
    let sandbox = Sandbox::builder().identify_window(Duration::ZERO).session_starts(1000, 1).start().await.unwrap();
    let token = sandbox.token();
    let mut first = Raw::open(&sandbox, PLAIN).await;
    let ready = first.log_in(identify(&sandbox, 0)).await;
    let mut second = Raw::open(&sandbox, PLAIN).await;
    second.payload().await;
    second.send(identify(&sandbox, 0)).await;
    assert_eq!(second.closed().await, Some(4004));
    assert_eq!(first.closed().await, Some(4004));
    assert_ne!(sandbox.token(), token);
    assert_eq!((sandbox.token_resets(), sandbox.sessions()), (1, 0));
    let mut third = Raw::open(&sandbox, PLAIN).await;
    third.payload().await;
    third.send(resume(&sandbox, &ready, 1)).await;
    assert_eq!(third.payload().await["d"], false, "the session is gone");
}

#[actix::test]
async fn missed_dispatches_are_replayed_in_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    let ready = raw.log_in(identify(&sandbox, ALL)).await;
    raw.dispatch("GUILD_CREATE").await;
    alice.say(&general, "one");
    assert_eq!(raw.dispatch("MESSAGE_CREATE").await["s"], 3);
    // Close codes other than 1000 and 1001 keep the session.
    raw.close(4000).await;
    sandbox.wait_until(SOON, |it| it.open_connections() == 0).await.unwrap();
    alice.say(&general, "two");
    alice.say(&general, "three");

    let url = format!("{}/?v=10&encoding=json", ready["d"]["resume_gateway_url"].as_str().unwrap());
    let mut raw = Raw::at(&url).await;
    raw.payload().await;
    raw.send(resume(&sandbox, &ready, 3)).await;
    alice.say(&general, "four");
    for (seq, text) in [(4, "two"), (5, "three")] {
        let missed = raw.dispatch("MESSAGE_CREATE").await;
        assert_eq!((&missed["s"], &missed["d"]["content"]), (&json!(seq), &json!(text)));
    }
    // "four" was sent before or after the RESUME arrived: it is either replayed or new, never both.
    let (first, second) = (raw.payload().await, raw.payload().await);
    let mut names = [first["t"].as_str().unwrap(), second["t"].as_str().unwrap()];
    names.sort_unstable();
    assert_eq!(names, ["MESSAGE_CREATE", "RESUMED"]);
    assert_eq!((&first["s"], &second["s"]), (&json!(6), &json!(7)), "RESUMED has a sequence number as well");
    raw.silence().await;

    let connections = sandbox.connections();
    assert!(!connections[0].resume_url && connections[1].resume_url);
    assert_eq!(connections[0].session, connections[1].session);
    assert!(matches!(sandbox.resumes()[0].outcome, ResumeOutcome::Resumed(2 | 3)));
    assert_eq!(sandbox.session_starts_left(), 999, "a resume costs nothing");
}

#[actix::test]
async fn sessions_end_in_the_documented_cases() {
    let sandbox = Sandbox::builder()
        .identify_window(Duration::ZERO)
        .session_lifetime(Duration::from_millis(100))
        .replay_capacity(2)
        .start()
        .await
        .unwrap();
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let log_in = async || {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        let ready = raw.log_in(identify(&sandbox, ALL)).await;
        raw.dispatch("GUILD_CREATE").await;
        (raw, ready)
    };
    let try_resume = async |ready: &Value, seq: u64| {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.send(resume(&sandbox, ready, seq)).await;
        (raw.next().await, raw)
    };
    let refused = |got: &Got| matches!(got, Got::Payload(it) if it["op"] == 9 && it["d"] == false);

    // A sequence number that was never sent.
    let (_open, ready) = log_in().await;
    assert_eq!(try_resume(&ready, 3).await.0, Got::Closed(Some(4007)));
    // 1000 and 1001 end the session at once.
    for code in [1000, 1001] {
        let (mut raw, ready) = log_in().await;
        raw.close(code).await;
        raw.next().await;
        assert!(refused(&try_resume(&ready, 2).await.0), "{code}");
    }
    // The client missed more than is kept.
    let (mut raw, ready) = log_in().await;
    raw.close(4000).await;
    raw.next().await;
    for _ in 0..3 {
        alice.say(&general, "too much");
    }
    assert!(refused(&try_resume(&ready, 2).await.0));
    // The session was without a connection for too long.
    let (mut raw, ready) = log_in().await;
    raw.close(4000).await;
    raw.next().await;
    tokio::time::sleep(Duration::from_millis(120)).await;
    let (got, mut raw) = try_resume(&ready, 2).await;
    assert!(refused(&got));
    // The connection may identify now.
    raw.send(identify(&sandbox, ALL)).await;
    raw.dispatch("READY").await;
    // A wrong token is refused on RESUME, too.
    let (_open, ready) = log_in().await;
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    let mut payload = resume(&sandbox, &ready, 2);
    payload["d"]["token"] = json!("wrong");
    raw.send(payload).await;
    assert_eq!(raw.closed().await, Some(4004));
}

#[actix::test]
async fn a_resume_takes_the_session_from_its_former_connection() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut former = Raw::open(&sandbox, PLAIN).await;
    let ready = former.log_in(identify(&sandbox, ALL)).await;
    former.dispatch("GUILD_CREATE").await;
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.send(resume(&sandbox, &ready, 2)).await;
    raw.dispatch("RESUMED").await;
    assert_eq!(former.next().await, Got::Gone);
    sandbox.user("alice").say(sandbox.guild("Greenroom").channel("general"), "hi");
    raw.dispatch("MESSAGE_CREATE").await;
}

#[actix::test]
async fn zlib_streams_have_one_context_and_are_sometimes_split() {
    let sandbox = Sandbox::builder().split_every(2).start().await.unwrap();
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let mut raw = Raw::open(&sandbox, "/?v=10&encoding=json&compress=zlib-stream").await;
    // Transport compression disables payload compression.
    raw.log_in(identify_with(&sandbox, ALL, json!({"compress": true}))).await;
    raw.dispatch("GUILD_CREATE").await;
    for index in 0..20 {
        let text = index.to_string().repeat(50);
        alice.say(&general, &text);
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], text);
    }
    assert!(raw.messages > 23, "23 payloads came in {} messages", raw.messages);
}

#[actix::test]
async fn payload_compression_mixes_text_and_binary() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.log_in(identify_with(&sandbox, ALL, json!({"compress": true}))).await;
    raw.dispatch("GUILD_CREATE").await;
    assert!(raw.compressed_messages > 0);
    let before = raw.compressed_messages;
    raw.send(json!({"op": 1, "d": 2})).await;
    assert_eq!(raw.payload().await["op"], 11);
    assert_eq!(raw.compressed_messages, before, "small payloads stay text");
}

#[actix::test]
async fn fragmented_client_messages_and_pings_are_accepted() {
    use actix_http::ws::Item;
    let sandbox = Sandbox::start().await.unwrap();
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    for item in [Item::FirstText("{\"op\":".into()), Item::Continue("1,\"d\"".into()), Item::Last(":null}".into())] {
        raw.message(Message::Continuation(item)).await;
    }
    assert_eq!(raw.payload().await["op"], 11);
    raw.message(Message::Binary("{\"op\":1,\"d\":null}".into())).await;
    assert_eq!(raw.payload().await["op"], 11, "JSON is understood in binary messages, too");
}

#[actix::test]
async fn a_connection_without_heartbeats_is_dropped_and_its_session_kept() {
    let sandbox = Sandbox::builder()
        .heartbeat_interval(Duration::from_millis(80))
        .heartbeat_patience(Duration::from_millis(200))
        .heartbeat_request_every(2)
        .start()
        .await
        .unwrap();
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    assert_eq!(raw.payload().await["d"]["heartbeat_interval"], 80);
    raw.send(identify(&sandbox, 0)).await;
    let ready = raw.dispatch("READY").await;
    for beat in 1..=2 {
        tokio::time::sleep(Duration::from_millis(80)).await;
        raw.send(json!({"op": 1, "d": 1})).await;
        assert_eq!(raw.payload().await["op"], 11, "beat {beat}");
    }
    assert_eq!(raw.payload().await["op"], 1, "every second beat the sandbox asks for one itself");
    assert_eq!(raw.within(Duration::from_millis(120)).await, Got::Nothing);
    assert_eq!(raw.next().await, Got::Gone);
    assert_eq!(sandbox.heartbeats().len(), 2);
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.send(resume(&sandbox, &ready, 1)).await;
    raw.dispatch("RESUMED").await;
}

#[actix::test]
async fn presences_are_kept_and_limited_to_five_in_twenty_seconds() {
    let sandbox = Sandbox::start().await.unwrap();
    let presence = |name: &str| {
        let activities = json!([{"name": name, "type": 0}]);
        json!({"since": null, "activities": activities, "status": "dnd", "afk": false})
    };
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.log_in(identify_with(&sandbox, 0, json!({"presence": presence("first")}))).await;
    assert_eq!(sandbox.presence(0).unwrap()["activities"][0]["name"], "first");
    for index in 1..=6 {
        raw.send(json!({"op": 3, "d": presence(&index.to_string())})).await;
    }
    sandbox.wait_until(SOON, |it| it.sent().iter().filter(|sent| sent.op == 3).count() == 6).await.unwrap();
    assert_eq!(sandbox.presence(0).unwrap()["activities"][0]["name"], "5");
    let applied: Vec<bool> = sandbox.sent().iter().filter(|it| it.op == 3).map(|it| it.applied).collect();
    assert_eq!(applied, [true, true, true, true, true, false]);
}

#[actix::test]
async fn a_client_that_does_not_read_loses_its_connection_not_its_session() {
    let sandbox = Sandbox::builder().outbox_capacity(20).start().await.unwrap();
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    let ready = raw.log_in(identify(&sandbox, ALL)).await;
    // The operating system decides how much fits into its buffers, so send until the queue is full.
    let mut last = 2;
    while sandbox.open_connections() > 0 {
        assert!(last < 1000, "still open: {:?}", sandbox.connections());
        sandbox.faults().huge_payload(200_000);
        last += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.send(resume(&sandbox, &ready, 2)).await;
    for seq in 3..=last {
        assert_eq!(raw.dispatch("SOMETHING_HUGE").await["s"], seq);
    }
    raw.dispatch("RESUMED").await;
}
