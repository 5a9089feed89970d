//! A recorded conversation is played to the protocol without a socket: the same bytes
//! always lead to the same actions.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, Instant};

use flate2::{Compress, FlushCompress};
use greenroom::__internals::{Action, Inflater, Input, Protocol, Report};
use greenroom::gateway::{Compression, Intents, ShardConfig, ShardState, Token};

/// What Discord said, in the order it said it.
const RECORDING: &[&str] = &[
    r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["[\"gateway-prd-1\"]"]}}"#,
    r#"{"t":"READY","s":1,"op":0,"d":{"v":10,"user_settings":{},"user":{"id":"1","username":"bot"},"session_type":"normal","session_id":"8b3f","resume_gateway_url":"wss://gateway-us-east1-b.discord.gg","relationships":[],"private_channels":[],"presences":[],"guilds":[{"unavailable":true,"id":"41"}],"application":{"id":"1","flags":565248},"_trace":[]}}"#,
    r#"{"t":"GUILD_CREATE","s":2,"op":0,"d":{"id":"41","name":"Greenroom","channels":[]}}"#,
    r#"{"op":11}"#,
    r#"{"t":"SOMETHING_NEW","s":3,"op":0,"d":{"x":[{}]}}"#,
    r#"{"t":"MESSAGE_CREATE","s":4,"op":0,"d":{"id":"7","content":"} { \" ]"}}"#,
    r#"{"t":null,"s":null,"op":7,"d":null}"#,
];

/// Plays the recording, and says what the shard did and which events it handed on.
fn play(messages: &[Vec<u8>], seed: u64) -> (Vec<Action>, Vec<String>, Protocol) {
    let now = Instant::now();
    let mut config = ShardConfig::new(Token::new("secret").unwrap(), Intents::GUILDS);
    config.compression = Compression::ZlibStream;
    let mut inflater = Inflater::new(config.compression, config.max_payload);
    let mut protocol = Protocol::new(config, None, seed, now);
    let (mut all, mut events) = (Vec::new(), Vec::new());
    protocol.on(Input::Start, now, &mut all);
    protocol.on(Input::Opened, now, &mut all);
    for message in messages {
        let mut actions = Vec::new();
        match inflater.binary(message).unwrap() {
            Some(payload) => {
                let (envelope, is_event) = protocol.on_payload(payload, now, &mut actions).unwrap();
                if is_event {
                    events.push(envelope.name.unwrap().to_owned());
                }
            }
            None => protocol.on(Input::Traffic, now, &mut actions),
        }
        let permit = actions.iter().find_map(|action| match action {
            Action::RequestPermit { request } => Some(*request),
            _ => None,
        });
        all.append(&mut actions);
        if let Some(request) = permit {
            protocol.on(Input::Permit { request }, now, &mut all);
        }
    }
    (all, events, protocol)
}

/// The recording as one zlib stream; every third payload in two messages.
fn compressed() -> Vec<Vec<u8>> {
    let mut stream = Compress::new(flate2::Compression::default(), true);
    let mut messages = Vec::new();
    for (n, payload) in RECORDING.iter().enumerate() {
        let mut message = Vec::with_capacity(payload.len() + 100);
        stream.compress_vec(payload.as_bytes(), &mut message, FlushCompress::Sync).unwrap();
        if n % 3 == 0 {
            let rest = message.split_off(message.len() - 2);
            messages.extend([message, rest]);
        } else {
            messages.push(message);
        }
    }
    messages
}

/// SEEDS A16.
#[test]
fn a_recording_leads_to_the_same_actions_every_time() {
    let messages = compressed();
    assert!(messages.len() > RECORDING.len());
    let (actions, events, protocol) = play(&messages, 5);
    assert_eq!(events, ["READY", "GUILD_CREATE", "SOMETHING_NEW", "MESSAGE_CREATE"]);
    assert_eq!(protocol.state(), ShardState::Closing);
    let session = protocol.session().unwrap();
    assert_eq!((session.id.as_str(), session.seq), ("8b3f", 4));
    assert_eq!(session.resume_url.as_deref(), Some("wss://gateway-us-east1-b.discord.gg"));
    assert!(actions.contains(&Action::Acked));
    assert!(actions.contains(&Action::Report(Report::Ready { session_id: "8b3f".into() })));
    assert!(matches!(actions.last(), Some(Action::Report(Report::StateChanged(ShardState::Closing)))));

    let (again, ..) = play(&messages, 5);
    assert_eq!(actions, again);
    let (other, ..) = play(&messages, 6);
    let first = |actions: &[Action]| {
        actions.iter().find_map(|action| match action {
            Action::StartHeartbeat { first, .. } => Some(*first),
            _ => None,
        })
    };
    assert_ne!(first(&actions), first(&other), "only the seed decides what is random");
}

#[test]
fn what_was_recorded_resumes_where_it_stopped() {
    let (_, _, mut protocol) = play(&compressed(), 5);
    let mut actions = Vec::new();
    protocol.on(Input::PeerClosed { code: Some(4000), reason: String::new() }, Instant::now(), &mut actions);
    let url = "wss://gateway-us-east1-b.discord.gg/?v=10&encoding=json&compress=zlib-stream".to_owned();
    assert!(actions.contains(&Action::Connect { url }), "{actions:?}");
    assert!(protocol.deadline().unwrap() <= Instant::now() + Duration::from_secs(20));
    assert_eq!(protocol.config().compression, Compression::ZlibStream);
}
