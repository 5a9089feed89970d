//! Every fault as a raw websocket sees it; and starting and stopping a sandbox releases all resources.

use std::time::{Duration, Instant};

use greenroom::sandbox::{Fault, ResumeOutcome, Sandbox, Target};
use serde_json::{Value, json};

use crate::raw::{ALL, Got, NEVER, PLAIN, Raw, SOON, identify, identify_with, resume};

const ZLIB: &str = "/?v=10&encoding=json&compress=zlib-stream";

async fn start() -> Sandbox {
    Sandbox::builder().identify_window(Duration::ZERO).start().await.unwrap()
}

async fn log_in(sandbox: &Sandbox, path: &str) -> (Raw, Value) {
    let mut raw = Raw::open(sandbox, path).await;
    let ready = raw.log_in(identify(sandbox, ALL)).await;
    raw.dispatch("GUILD_CREATE").await;
    (raw, ready)
}

fn say(sandbox: &Sandbox, text: &str) {
    sandbox.user("alice").say(sandbox.guild("Greenroom").channel("general"), text);
}

#[actix::test]
async fn connections_can_be_ended_in_every_way() {
    let sandbox = start().await;
    let faults = sandbox.faults();
    let (mut raw, ready) = log_in(&sandbox, PLAIN).await;
    faults.drop_connections();
    assert_eq!(raw.next().await, Got::Gone, "FIN");

    let (mut raw, _) = log_in(&sandbox, PLAIN).await;
    faults.reset();
    assert_eq!(raw.next().await, Got::Reset, "RST");

    for code in [1000, 1001, 4000, 4009, 4014, 4999] {
        let (mut raw, _) = log_in(&sandbox, PLAIN).await;
        faults.close(code);
        assert_eq!(raw.closed().await, Some(code));
        raw.close(code).await;
        assert_eq!(raw.next().await, Got::Gone);
    }
    assert!(sandbox.close_codes().is_empty(), "an echo is not the client's own close");
    assert_eq!(sandbox.connections().last().unwrap().closed_by_sandbox.as_ref().unwrap().0, 4999);

    // Half open: the socket stays open, nothing is received, and the session can be resumed on another connection.
    let (mut stuck, half) = log_in(&sandbox, PLAIN).await;
    faults.half_open();
    say(&sandbox, "into the void");
    stuck.send(json!({"op": 1, "d": 2})).await;
    stuck.silence().await;
    for (ready, seq) in [(&half, 2), (&ready, 2)] {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.send(resume(&sandbox, ready, seq)).await;
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], "into the void");
        raw.dispatch("RESUMED").await;
    }
    drop(stuck);
    sandbox.wait_until(SOON, |it| it.open_connections() == 0 && it.open_sockets() == 0).await.unwrap();
}

#[actix::test]
async fn faults_can_be_for_one_shard() {
    let sandbox = start().await;
    let mut shards = Vec::new();
    for shard in 0..2 {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.log_in(identify_with(&sandbox, 0, json!({"shard": [shard, 2]}))).await;
        shards.push(raw);
    }
    sandbox.faults().on(1).reconnect();
    assert_eq!(shards[1].payload().await["op"], 7);
    sandbox.faults().on(Target::Shard(0)).once(Fault::MuteAcks);
    for (shard, raw) in shards.iter_mut().enumerate() {
        raw.send(json!({"op": 1, "d": 1})).await;
        if shard == 0 {
            raw.silence().await;
            raw.send(json!({"op": 1, "d": 1})).await;
        }
        assert_eq!(raw.payload().await["op"], 11);
    }
    let acknowledged: Vec<bool> = sandbox.heartbeats().iter().map(|it| it.acknowledged).collect();
    assert_eq!(acknowledged, [false, true, true]);
}

#[actix::test]
async fn faults_of_the_upgrade_and_of_hello() {
    let sandbox = start().await;
    let faults = sandbox.faults();
    let url = format!("{}/?v=10", sandbox.gateway_url());

    faults.once(Fault::RefuseUpgrade(503));
    let refused = Raw::try_at(&url).await.err().map(|error| format!("{error:?}"));
    assert!(refused.as_ref().is_some_and(|text| text.contains("503")), "{refused:?}");

    faults.once(Fault::IgnoreUpgrade);
    assert!(tokio::time::timeout(NEVER, Raw::try_at(&url)).await.is_err());

    faults.once(Fault::NoHello);
    Raw::at(&url).await.silence().await;

    faults.once(Fault::DelayHello(Duration::from_millis(80)));
    let start = Instant::now();
    assert_eq!(Raw::at(&url).await.payload().await["op"], 10);
    assert!(start.elapsed() >= Duration::from_millis(80));

    faults.once(Fault::ReconnectInsteadOfHello);
    assert_eq!(Raw::at(&url).await.payload().await["op"], 7);

    faults.once(Fault::CloseInsteadOfHello(4000));
    assert_eq!(Raw::at(&url).await.closed().await, Some(4000));

    assert_eq!(Raw::at(&url).await.payload().await["op"], 10, "each of them happened once");
}

#[actix::test]
async fn faults_of_identify() {
    let sandbox = start().await;
    let faults = sandbox.faults();
    let attempt = async || {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.send(identify(&sandbox, 0)).await;
        raw
    };
    faults.once(Fault::NoReady);
    attempt().await.silence().await;
    faults.once(Fault::DelayReady(Duration::from_millis(80)));
    let start = Instant::now();
    let mut raw = attempt().await;
    raw.send(json!({"op": 1, "d": null})).await;
    assert_eq!(raw.payload().await["op"], 11, "heartbeats are answered meanwhile");
    raw.dispatch("READY").await;
    assert!(start.elapsed() >= Duration::from_millis(80));
    for resumable in [false, true] {
        faults.once(Fault::InvalidateIdentify(resumable));
        let got = attempt().await.payload().await;
        assert_eq!((&got["op"], &got["d"]), (&json!(9), &json!(resumable)));
    }
    faults.once(Fault::CloseOnIdentify(4004));
    assert_eq!(attempt().await.closed().await, Some(4004));
    faults.once(Fault::DropOnIdentify);
    assert_eq!(attempt().await.next().await, Got::Gone);
}

#[actix::test]
async fn faults_of_resume() {
    let sandbox = start().await;
    let faults = sandbox.faults();
    let (mut raw, ready) = log_in(&sandbox, PLAIN).await;
    raw.close(4000).await;
    raw.next().await;
    say(&sandbox, "one");
    say(&sandbox, "two");
    let attempt = async || {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.payload().await;
        raw.send(resume(&sandbox, &ready, 2)).await;
        raw
    };
    faults.once(Fault::IgnoreResume);
    attempt().await.silence().await;
    faults.once(Fault::InvalidateResume(true));
    assert_eq!(attempt().await.payload().await["d"], true);
    faults.once(Fault::CloseOnResume(4009));
    assert_eq!(attempt().await.closed().await, Some(4009));
    faults.once(Fault::DropOnResume);
    assert_eq!(attempt().await.next().await, Got::Gone);
    faults.once(Fault::DropInReplay(1));
    let mut raw = attempt().await;
    assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], "one");
    assert_eq!(raw.next().await, Got::Gone);
    // None of this has ended the session.
    let mut raw = attempt().await;
    raw.dispatch("MESSAGE_CREATE").await;
    raw.dispatch("MESSAGE_CREATE").await;
    raw.dispatch("RESUMED").await;
    faults.invalidate(true);
    assert_eq!(raw.payload().await["d"], true);
    faults.invalidate(false);
    assert_eq!(raw.payload().await["d"], false);
    assert_eq!(attempt().await.payload().await["d"], false, "op 9 false ended it");
    let outcomes: Vec<_> = sandbox.resumes().iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes[..5], [ResumeOutcome::Faulted; 5]);
    assert_eq!(outcomes[5..], [ResumeOutcome::Resumed(2), ResumeOutcome::UnknownSession]);
}

#[actix::test]
async fn the_resume_url_can_fail_while_the_entry_url_works() {
    let sandbox = start().await;
    let (raw, ready) = log_in(&sandbox, PLAIN).await;
    drop(raw);
    let url = format!("{}/?v=10&encoding=json", ready["d"]["resume_gateway_url"].as_str().unwrap());
    sandbox.faults().always(Fault::DeadResumeUrl);
    assert!(Raw::try_at(&url).await.is_err());
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.payload().await;
    raw.send(resume(&sandbox, &ready, 2)).await;
    raw.dispatch("RESUMED").await;
    sandbox.faults().clear();
    assert!(Raw::try_at(&url).await.is_ok());
    assert_eq!(sandbox.connections().iter().map(|it| it.resume_url).collect::<Vec<_>>(), [false, false, true]);
}

#[actix::test]
async fn split_and_reordered_payloads_have_the_same_content() {
    let sandbox = start().await;
    let faults = sandbox.faults();
    for path in [PLAIN, ZLIB] {
        let (mut raw, _) = log_in(&sandbox, path).await;
        let base = (raw.messages, raw.fragment_frames);
        faults.once(Fault::Fragment(5));
        say(&sandbox, "in fragments");
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], "in fragments");
        assert_eq!((raw.messages, raw.fragment_frames), (base.0 + 1, base.1 + 5), "{path}");
        faults.once(Fault::Split(4));
        say(&sandbox, "in messages");
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], "in messages");
        assert_eq!(raw.messages, base.0 + if path == ZLIB { 5 } else { 2 });
        faults.once(Fault::DataFirst);
        faults.once(Fault::UnknownFields);
        say(&sandbox, "odd envelope");
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await["z"]["new"][1], "two");
        faults.once(Fault::Duplicate);
        say(&sandbox, "twice");
        let first = raw.dispatch("MESSAGE_CREATE").await;
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await, first);
        faults.once(Fault::Coalesce(Duration::from_millis(60)));
        let start = Instant::now();
        for text in ["a", "b", "c"] {
            say(&sandbox, text);
        }
        for text in ["a", "b", "c"] {
            assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], text);
        }
        assert!(start.elapsed() >= Duration::from_millis(55));
        raw.close(1000).await;
        raw.next().await;
    }
}

#[actix::test]
async fn payloads_can_be_corrupted() {
    let sandbox = start().await;
    let faults = sandbox.faults();
    for (path, fault) in [(PLAIN, Fault::BadJson), (ZLIB, Fault::BadJson), (PLAIN, Fault::CorruptDeflate)] {
        let (mut raw, _) = log_in(&sandbox, path).await;
        faults.once(fault.clone());
        say(&sandbox, "rotten");
        assert!(matches!(raw.next().await, Got::Garbage(_)), "{path} {fault:?}");
        say(&sandbox, "fresh");
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], "fresh");
        raw.close(1000).await;
        raw.next().await;
    }
    let (mut raw, _) = log_in(&sandbox, ZLIB).await;
    faults.once(Fault::CorruptDeflate);
    let long: String = (0..2000).map(|it| format!("{it} ")).collect();
    say(&sandbox, &long);
    assert!(matches!(raw.next().await, Got::Garbage(_)));
}

#[actix::test]
async fn unknown_and_malformed_events_are_sent_and_counted() {
    let sandbox = start().await;
    let faults = sandbox.faults();
    for path in [PLAIN, ZLIB] {
        let (mut raw, _) = log_in(&sandbox, path).await;
        faults.unknown_opcode();
        assert_eq!(raw.payload().await["op"], 99);
        faults.request_heartbeat();
        assert_eq!(raw.payload().await["op"], 1);
        faults.reconnect();
        assert_eq!(raw.payload().await["op"], 7);
        faults.unknown_event();
        assert_eq!(raw.dispatch("SOMETHING_NEW").await["s"], 3);
        faults.unknown_enum_values();
        assert_eq!(raw.dispatch("CHANNEL_CREATE").await["d"]["type"], 99);
        faults.odd_presences();
        raw.dispatch("PRESENCE_UPDATE").await;
        raw.dispatch("PRESENCE_UPDATE").await;
        faults.bare_guild_create();
        assert_eq!(raw.dispatch("GUILD_CREATE").await["d"]["unavailable"], true);
        faults.huge_payload(5 << 20);
        let huge = raw.dispatch("SOMETHING_HUGE").await;
        assert_eq!((huge["d"]["padding"].as_str().unwrap().len(), &huge["s"]), (5 << 20, &json!(8)));
        faults.raw(r#"{"op":11}"#);
        assert_eq!(raw.payload().await, json!({"op": 11}));
        raw.close(1000).await;
        raw.next().await;
    }
}

/// GET and POST as curl sends them.
async fn curl(sandbox: &Sandbox, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = format!("{}/sandbox{path}", sandbox.url());
    let client = awc::Client::default();
    let mut response = match body {
        Some(body) => client.post(url).send_body(body.to_string()).await.unwrap(),
        None => client.get(url).send().await.unwrap(),
    };
    let body = response.body().await.unwrap();
    let json = serde_json::from_slice(&body).unwrap_or_else(|_| json!(String::from_utf8_lossy(&body)));
    (response.status().as_u16(), json)
}

#[actix::test]
async fn the_control_over_http_has_everything() {
    let sandbox = start().await;
    let (mut raw, _) = log_in(&sandbox, PLAIN).await;
    let help = curl(&sandbox, "", None).await.1;
    assert!(help.as_str().unwrap().contains(&sandbox.url()));
    let state = curl(&sandbox, "/state", None).await.1;
    assert_eq!((&state["token"], &state["open_connections"]), (&json!(sandbox.token()), &json!(1)));
    let general = state["guilds"][0]["channels"][0]["id"].as_str().unwrap().to_owned();

    let (status, said) = curl(&sandbox, "/act/say", Some(json!({"user": "bob", "text": "hi"}))).await;
    assert_eq!(status, 200);
    raw.dispatch("GUILD_MEMBER_ADD").await;
    assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["id"], said["id"]);
    let react = json!({"channel": general, "message": said["id"], "emoji": "🎉"});
    assert_eq!(curl(&sandbox, "/act/react", Some(react)).await.0, 200);
    raw.dispatch("MESSAGE_REACTION_ADD").await;
    let listed = curl(&sandbox, &format!("/messages?channel={general}"), None).await.1;
    assert_eq!((&listed[0]["content"], &listed[0]["reactions"][0]["count"]), (&json!("hi"), &json!(1)));

    let trouble = [
        ("/act/dance", json!({}), 404),
        ("/act/say", json!({}), 400),
        ("/act/say", json!({"text": "x", "channel": "nowhere"}), 404),
        ("/act/say", json!({"text": "x", "misspelt": 1}), 400),
        ("/act/use", json!({"text": "/unknown"}), 400),
        ("/act/click", json!({"message": said["id"], "text": "Yes"}), 400),
        ("/faults", json!({"fault": "gremlins"}), 400),
        ("/break/dance", json!({}), 404),
    ];
    for (path, body, wanted) in trouble {
        assert_eq!(curl(&sandbox, path, Some(body.clone())).await.0, wanted, "{path} {body}");
    }
    assert_eq!(curl(&sandbox, "/messages?wait=0.05", None).await.0, 408, "the bot sent no message");
    sandbox.bot().say(sandbox.guild("Greenroom").channel("general"), "hello");
    let heard = curl(&sandbox, "/messages?wait=5", None).await.1;
    assert_eq!(heard[0]["content"], "hello");
    raw.dispatch("MESSAGE_CREATE").await;

    let fault = json!({"fault": {"delay_ready": 10}, "shard": 3, "times": 1});
    assert_eq!(curl(&sandbox, "/faults", Some(fault)).await.0, 200);
    let storm = json!({"fault": {"too_many_requests": {"retry_after": 100}}});
    assert_eq!(curl(&sandbox, "/faults", Some(storm)).await.0, 200);
    assert_eq!(curl(&sandbox, "/tally/7", Some(json!(null))).await.0, 200);
    assert_eq!(curl(&sandbox, "/tally", None).await.1, json!({"7": 1}));
    assert_eq!(curl(&sandbox, "/break/close", Some(json!({"code": 4321}))).await.0, 200);
    assert_eq!(raw.closed().await, Some(4321));
    let identifies = curl(&sandbox, "/journal/identifies", None).await.1;
    assert_eq!((&identifies[0]["outcome"], &identifies[0]["data"]["token"]), (&json!("Accepted"), &json!("(token)")));
}

/// The help page and the faults that are accepted have the same names.
#[actix::test]
async fn the_help_page_names_every_fault() {
    let sandbox = start().await;
    let help = curl(&sandbox, "", None).await.1.as_str().unwrap().to_owned();
    let (_, list) = help.split_once("faults: ").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let mut named = 0;
    for entry in list.split_whitespace() {
        let (name, value) = match entry.split_once(':') {
            None => (entry, None),
            Some((name, kind)) => {
                let value = match kind {
                    "STATUS" | "CODE" | "MS" | "N" => json!(500),
                    "BOOL" => json!(true),
                    _ => json!({"retry_after": 1, "global": true, "shared": true}),
                };
                (name, Some(value))
            }
        };
        let fault = value.map_or_else(|| json!(name), |value| json!({ name: value }));
        let (status, body) = curl(&sandbox, "/faults", Some(json!({"fault": fault, "times": 0}))).await;
        assert_eq!(status, 200, "{entry}: {body}");
        named += 1;
    }
    assert_eq!(named, 32);
}

fn threads() -> Vec<String> {
    let tasks =
        std::fs::read_dir("/proc/self/task").map(|tasks| tasks.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let name = |task: &std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
    tasks.iter().map(name).collect()
}

#[actix::test]
async fn many_sandboxes_run_at_once_and_release_their_resources() {
    let mut all = Vec::new();
    for _ in 0..8 {
        all.push(start().await);
    }
    let mut raws = Vec::new();
    for (index, sandbox) in all.iter().enumerate() {
        let (raw, _) = log_in(sandbox, PLAIN).await;
        say(sandbox, &format!("world {index}"));
        raws.push(raw);
    }
    for (index, raw) in raws.iter_mut().enumerate() {
        assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], format!("world {index}"));
    }
    let ports: Vec<String> = all.iter().map(|it| it.url().trim_start_matches("http://").to_owned()).collect();
    let start = Instant::now();
    drop(all);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    for raw in &mut raws {
        assert!(matches!(raw.next().await, Got::Gone | Got::Reset));
    }
    for port in ports {
        assert!(std::net::TcpStream::connect(&port).is_err(), "{port} still listens");
        let name = format!("sandbox-{}", port.rsplit(':').next().unwrap());
        assert!(!threads().iter().any(|thread| thread.trim() == name), "{name} still runs");
    }
}

#[actix::test]
async fn a_clone_keeps_the_sandbox_alive() {
    let sandbox = start().await;
    let clone = sandbox.clone();
    drop(sandbox);
    assert_eq!(Raw::open(&clone, PLAIN).await.payload().await["op"], 10);
}
