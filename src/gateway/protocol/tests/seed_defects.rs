//! The defects of the five older clients that this project replaces, with a test for each. Defects outside the state
//! machine are tested where they could occur, under the same names.

use super::*;

/// 1. The gateway URL had `version=` instead of `v=`.
#[test]
fn seed_defect_01_the_version_parameter_is_v() {
    let mut shard = TestShard::new(config(), None);
    shard.start();
    let url = shard.connects_to().unwrap();
    assert!(url.contains("?v=10&") && !url.contains("version"), "{url}");
}

/// 2. 4010, 4012, 4013 and 4014 were not treated as fatal, so a missing privileged intent caused endless reconnects.
#[test]
fn seed_defect_02_a_fatal_code_ends_the_shard() {
    for code in [4004, 4010, 4011, 4012, 4013, 4014] {
        let mut shard = TestShard::identifying(config());
        shard.closed(code);
        assert!(shard.finished().is_some(), "{code}");
        assert_eq!((shard.connects_to(), shard.protocol.deadline()), (None, None), "{code}");
    }
}

/// 3. A zombie was closed with 1000, which ends the session.
#[test]
fn seed_defect_03_zombie_and_op_7_keep_the_session() {
    let mut zombie = TestShard::active(config());
    zombie.on(Input::Zombie { generation: 1 });
    assert!(zombie.closes_with().is_some_and(|code| (4000..5000).contains(&code)));
    let mut asked = TestShard::active(config());
    asked.payload(r#"{"op":7}"#);
    assert!(asked.closes_with().is_some_and(|code| (4000..5000).contains(&code)));
    assert!(zombie.protocol.session().is_some() && asked.protocol.session().is_some());
}

/// 4. An invalid session was handled without reading `d` and without a wait.
#[test]
fn seed_defect_04_invalid_session_is_read_and_waited_for() {
    let mut resumable = TestShard::active(config());
    resumable.payload(r#"{"op":9,"d":true}"#);
    assert!(resumable.protocol.session().is_some());
    let mut gone = TestShard::active(config());
    gone.payload(r#"{"op":9,"d":false}"#);
    assert!(gone.protocol.session().is_none());
    assert!(gone.reconnecting().is_some_and(|(_, _, delay, _)| (seconds(1)..=seconds(5)).contains(&delay)));
}

/// 5. The first heartbeat was sent at once or after a full interval.
#[test]
fn seed_defect_05_the_first_heartbeat_has_jitter() {
    let first = |seed| {
        let mut shard = TestShard::new(config(), None);
        shard.protocol = Protocol::new(config(), None, seed, shard.now);
        shard.start().opened().hello();
        shard.actions.iter().find_map(|action| match action {
            Action::StartHeartbeat { first, .. } => Some(*first),
            _ => None,
        })
    };
    let (one, two) = (first(1).unwrap(), first(2).unwrap());
    assert!(one != two && one < INTERVAL && two < INTERVAL);
}

/// 6. The interval was truncated to whole seconds.
#[test]
fn seed_defect_06_the_interval_is_not_cut_to_seconds() {
    let mut shard = TestShard::new(config(), None);
    shard.start().opened().payload(r#"{"op":10,"d":{"heartbeat_interval":1999}}"#);
    let started =
        |action: &Action| matches!(action, Action::StartHeartbeat { interval, .. } if interval.as_millis() == 1999);
    assert!(shard.actions.iter().any(started));
}

/// 7. `resume_gateway_url` was ignored.
#[test]
fn seed_defect_07_the_session_is_resumed_at_its_resume_url() {
    let mut shard = TestShard::active(config());
    shard.lost();
    assert_eq!(shard.connects_to(), Some(RESUME_URL));
}

/// 8. The heartbeat timer continued after the end of the connection.
#[test]
fn seed_defect_08_no_heartbeat_outlives_its_connection() {
    let ends: [fn() -> Input; 6] = [
        || Input::Lost("reset".into()),
        || Input::PeerClosed { code: Some(4000), reason: String::new() },
        || Input::PeerClosed { code: Some(4004), reason: String::new() },
        || Input::Stop { resumable: false },
        || Input::Reconnect { resume: true },
        || Input::Undecodable("corrupt".into()),
    ];
    for end in ends {
        let mut shard = TestShard::active(config());
        shard.on(end());
        assert_eq!(shard.actions[0], Action::StopHeartbeat);
        shard.on(Input::Beat { generation: 1 });
        assert_eq!(shard.opcodes(), [0_u64; 0], "a late tick sends nothing");
    }
}

/// 9. The flag of an unanswered heartbeat was kept for the next connection.
#[test]
fn seed_defect_09_the_zombie_of_a_former_connection_does_not_count() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Zombie { generation: 1 });
    shard.lost();
    shard.opened().hello();
    shard.on(Input::Zombie { generation: 1 });
    assert_eq!((shard.actions.as_slice(), shard.state()), (&[][..], ShardState::Resuming));
}

/// 10. JSON fields had wrong names. The fields that the protocol reads and writes are those of Discord's docs.
#[test]
fn seed_defect_10_fields_have_the_documented_names() {
    let mut shard = TestShard::identifying(config());
    assert!(shard.sent()[0]["d"].get("intents").is_some() && shard.sent()[0]["d"].get("properties").is_some());
    shard.ready();
    assert_eq!(
        shard.protocol.session().and_then(|session| session.resume_url.as_deref()),
        Some("ws://resume.gateway.example:2")
    );
    let mut shard = TestShard::resuming(config());
    let resume = shard.sent()[0]["d"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(resume, ["seq", "session_id", "token"]);
    shard.on(Input::Beat { generation: 1 });
    assert_eq!(shard.sent()[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["d", "op"]);
}

/// 11. Discord's heartbeat was answered with the `s` of that payload, which is always null.
#[test]
fn seed_defect_11_a_requested_beat_carries_the_last_number() {
    let mut shard = TestShard::active(config());
    shard.event(42);
    shard.payload(r#"{"t":null,"s":null,"op":1,"d":null}"#);
    assert_eq!(shard.sent(), [json!({"op": 1, "d": 42})]);
}

/// 12. A presence was sent to the first shard only. Each shard has its own state machine, takes its own commands and
///     stores its own presence.
#[test]
fn seed_defect_12_every_shard_sets_its_own_presence() {
    let mut shards: Vec<TestShard> =
        (0..3).map(|id| TestShard::active(ShardConfig { shard: Some((id, 3)), ..config() })).collect();
    for shard in &mut shards {
        shard.on(Input::Command { id: 1, command: Command::Presence(BotPresence::new(Status::Dnd)) });
        assert_eq!(shard.opcodes(), [3]);
    }
}

/// 13. The names of the properties of IDENTIFY had a `$`, which Discord has removed.
#[test]
fn seed_defect_13_no_dollar_in_identify() {
    let shard = TestShard::identifying(config());
    assert!(!shard.sent()[0].to_string().contains('$'));
    let properties = shard.sent()[0]["d"]["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(properties, ["browser", "device", "os"]);
}
