//! The defects of the five older clients that this project grew from: one test each, that we have none of them. Those
//! that are not the state machine's are tested where they would arise, under the same names.

use super::*;

/// 1. The gateway's URL had `version=` where Discord expects `v=`.
#[test]
fn seed_defect_01_the_version_parameter_is_v() {
    let mut stage = Stage::new(config(), None);
    stage.start();
    let url = stage.connects_to().unwrap();
    assert!(url.contains("?v=10&") && !url.contains("version"), "{url}");
}

/// 2. 4010, 4012, 4013 and 4014 were not known to be fatal, so that a missing privileged intent made an endless loop.
#[test]
fn seed_defect_02_a_fatal_code_makes_no_loop() {
    for code in [4004, 4010, 4011, 4012, 4013, 4014] {
        let mut stage = Stage::identifying(config());
        stage.closed(code);
        assert!(stage.finished().is_some(), "{code}");
        assert_eq!((stage.connects_to(), stage.protocol.deadline()), (None, None), "{code}");
    }
}

/// 3. A zombie was closed with 1000, which ends the session.
#[test]
fn seed_defect_03_zombie_and_op_7_leave_the_session_alive() {
    let mut zombie = Stage::active(config());
    zombie.on(Input::Zombie { generation: 1 });
    assert!(zombie.closes_with().is_some_and(|code| (4000..5000).contains(&code)));
    let mut asked = Stage::active(config());
    asked.payload(r#"{"op":7}"#);
    assert!(asked.closes_with().is_some_and(|code| (4000..5000).contains(&code)));
    assert!(zombie.protocol.session().is_some() && asked.protocol.session().is_some());
}

/// 4. An invalid session was handled without a look at `d` and without a wait.
#[test]
fn seed_defect_04_invalid_session_is_looked_at_and_waited_for() {
    let mut resumable = Stage::active(config());
    resumable.payload(r#"{"op":9,"d":true}"#);
    assert!(resumable.protocol.session().is_some());
    let mut gone = Stage::active(config());
    gone.payload(r#"{"op":9,"d":false}"#);
    assert!(gone.protocol.session().is_none());
    assert!(gone.reconnecting().is_some_and(|(_, _, delay, _)| (seconds(1)..=seconds(5)).contains(&delay)));
}

/// 5. The first heartbeat came at once or after a full interval.
#[test]
fn seed_defect_05_the_first_heartbeat_has_jitter() {
    let first = |seed| {
        let mut stage = Stage::new(config(), None);
        stage.protocol = Protocol::new(config(), None, seed, stage.now);
        stage.start().opened().hello();
        stage.actions.iter().find_map(|action| match action {
            Action::StartHeartbeat { first, .. } => Some(*first),
            _ => None,
        })
    };
    let (one, two) = (first(1).unwrap(), first(2).unwrap());
    assert!(one != two && one < INTERVAL && two < INTERVAL);
}

/// 6. The interval was cut to whole seconds.
#[test]
fn seed_defect_06_the_interval_is_not_cut_to_seconds() {
    let mut stage = Stage::new(config(), None);
    stage.start().opened().payload(r#"{"op":10,"d":{"heartbeat_interval":999}}"#);
    let started =
        |action: &Action| matches!(action, Action::StartHeartbeat { interval, .. } if interval.as_millis() == 999);
    assert!(stage.actions.iter().any(started));
}

/// 7. `resume_gateway_url` was unknown.
#[test]
fn seed_defect_07_the_session_is_resumed_at_its_own_place() {
    let mut stage = Stage::active(config());
    stage.lost();
    assert_eq!(stage.connects_to(), Some(OWN));
}

/// 8. The heartbeat outlived the connection.
#[test]
fn seed_defect_08_no_heartbeat_outlives_its_connection() {
    let ends: [fn() -> Input<'static>; 6] = [
        || Input::Lost("reset".into()),
        || Input::PeerClosed { code: Some(4000), reason: String::new() },
        || Input::PeerClosed { code: Some(4004), reason: String::new() },
        || Input::Stop { resumable: false },
        || Input::Reconnect { resume: true },
        || Input::Undecodable("corrupt".into()),
    ];
    for end in ends {
        let mut stage = Stage::active(config());
        stage.on(end());
        assert_eq!(stage.actions[0], Action::StopHeartbeat);
        stage.on(Input::Beat { generation: 1 });
        assert_eq!(stage.opcodes(), [0_u64; 0], "a late tick beats into nothing");
    }
}

/// 9. The flag of an unanswered beat went over to the next connection.
#[test]
fn seed_defect_09_the_zombie_of_a_former_connection_does_not_count() {
    let mut stage = Stage::active(config());
    stage.on(Input::Zombie { generation: 1 });
    stage.lost();
    stage.opened().hello();
    stage.on(Input::Zombie { generation: 1 });
    assert_eq!((stage.actions.as_slice(), stage.state()), (&[][..], ShardState::Resuming));
}

/// 10. JSON fields had wrong names. What the protocol itself reads and writes has those of Discord's docs.
#[test]
fn seed_defect_10_fields_have_the_documented_names() {
    let mut stage = Stage::identifying(config());
    assert!(stage.sent()[0]["d"].get("intents").is_some() && stage.sent()[0]["d"].get("properties").is_some());
    stage.ready();
    assert_eq!(
        stage.protocol.session().and_then(|session| session.resume_url.as_deref()),
        Some("ws://resume.example:2")
    );
    let mut stage = Stage::resuming(config());
    let resume = stage.sent()[0]["d"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(resume, ["seq", "session_id", "token"]);
    stage.on(Input::Beat { generation: 1 });
    assert_eq!(stage.sent()[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["d", "op"]);
}

/// 11. Discord's own heartbeat was answered with the `s` of that payload, which is always null.
#[test]
fn seed_defect_11_a_requested_beat_carries_the_last_number() {
    let mut stage = Stage::active(config());
    stage.event(42);
    stage.payload(r#"{"t":null,"s":null,"op":1,"d":null}"#);
    assert_eq!(stage.sent(), [json!({"op": 1, "d": 42})]);
}

/// 12. A presence went to the first shard only. Each shard has its own machine, takes its own commands and remembers
///     its own presence.
#[test]
fn seed_defect_12_every_shard_sets_its_own_presence() {
    let mut shards: Vec<Stage> =
        (0..3).map(|id| Stage::active(ShardConfig { shard: Some((id, 3)), ..config() })).collect();
    for shard in &mut shards {
        shard.on(Input::Command { id: 1, command: Command::Presence(PresenceUpdate::new(Status::Dnd)) });
        assert_eq!(shard.opcodes(), [3]);
    }
}

/// 13. IDENTIFY had the names with `$` that Discord removed.
#[test]
fn seed_defect_13_no_dollar_in_identify() {
    let stage = Stage::identifying(config());
    assert!(!stage.sent()[0].to_string().contains('$'));
    let properties = stage.sent()[0]["d"]["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(properties, ["browser", "device", "os"]);
}
