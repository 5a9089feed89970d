//! Heartbeats, acknowledgements, and dead connections without a close frame.

use super::*;

fn heartbeat_started(shard: &TestShard) -> Option<(u64, Duration, Duration)> {
    shard.actions.iter().find_map(|action| match action {
        Action::StartHeartbeat { generation, interval, first } => Some((*generation, *interval, *first)),
        _ => None,
    })
}

#[test]
fn hello_starts_the_timer_with_the_interval_and_a_random_first_wait() {
    let mut firsts = std::collections::BTreeSet::new();
    for seed in 0..100 {
        let mut shard = TestShard::new(config(), None);
        shard.protocol = Protocol::new(config(), None, seed, shard.now);
        shard.start().opened().hello();
        let (generation, interval, first) = heartbeat_started(&shard).unwrap();
        assert_eq!((generation, interval), (1, INTERVAL));
        assert!(first < INTERVAL);
        firsts.insert(first);
    }
    assert!(firsts.len() > 90 && firsts.first() < Some(&seconds(5)) && firsts.last() > Some(&seconds(36)));
}

#[test]
fn a_heartbeat_contains_the_last_number_or_null() {
    let mut shard = TestShard::new(config(), None);
    shard.start().opened().hello();
    shard.on(Input::Beat { generation: 1 });
    assert_eq!(shard.sent(), [json!({"op": 1, "d": null})]);
    shard.permit();
    shard.ready();
    shard.event(77);
    shard.on(Input::Beat { generation: 1 });
    assert_eq!(shard.sent(), [json!({"op": 1, "d": 77})]);
}

#[test]
fn a_resumed_session_sends_heartbeats_with_its_number() {
    let mut shard = TestShard::resuming(config());
    shard.on(Input::Beat { generation: 1 });
    assert_eq!(shard.sent(), [json!({"op": 1, "d": 41})]);
}

#[test]
fn a_requested_heartbeat_is_sent_at_any_time_after_hello() {
    for mut shard in TestShard::every_open_state() {
        let state = shard.state();
        shard.payload(r#"{"op":1,"d":null}"#);
        if state == ShardState::AwaitingHello {
            assert_eq!(shard.actions, [], "nothing is sent before HELLO");
        } else {
            assert_eq!(shard.opcodes(), [1], "in {state}");
            assert!(shard.has(&Action::BeatSent), "in {state}");
        }
    }
}

/// Payloads of one read have the same time.
#[test]
fn requests_for_heartbeats_in_one_read_are_answered_once() {
    let mut shard = TestShard::active(config());
    for expected in [&[1][..], &[]] {
        for _ in 0..250 {
            shard.payload(r#"{"op":1,"d":null}"#);
            assert_eq!(shard.opcodes(), expected);
            if !expected.is_empty() {
                break;
            }
        }
    }
    shard.wait(Duration::from_millis(1)).payload(r#"{"op":1,"d":null}"#);
    assert_eq!(shard.opcodes(), [1]);
}

#[test]
fn a_flood_of_requests_for_heartbeats_stays_within_the_limit_and_leaves_room_for_commands() {
    let mut shard = TestShard::active(config());
    let mut sent = Vec::new();
    for n in 0..200_000_u64 {
        shard.wait(Duration::from_micros(345)).payload(r#"{"op":1,"d":null}"#);
        sent.extend(shard.opcodes().iter().map(|_| shard.now));
        if n % 3000 == 0 {
            let command = Command::Presence(BotPresence::new(Status::Idle));
            shard.on(Input::Command { id: n, command });
            sent.extend(shard.opcodes().iter().map(|_| shard.now));
        }
    }
    // The handshake and the regular heartbeats are within the same limit.
    assert!(sent.len() > 60, "{}", sent.len());
    assert!(sent.windows(118).all(|some| some[117] - some[0] > seconds(60)));
    assert!(shard.protocol.session().is_some() && shard.state() == ShardState::Active);
    let data = serde_json::value::RawValue::from_string("{}".to_owned()).unwrap();
    shard.on(Input::Command { id: 1, command: Command::Raw { op: 99, data } });
    assert_eq!(shard.opcodes(), [99], "a command is still sent");
}

#[test]
fn acknowledgements_go_to_the_timer() {
    let mut shard = TestShard::active(config());
    shard.payload(r#"{"op":11}"#);
    assert_eq!(shard.actions, [Action::Acked]);
    let mut shard = TestShard::new(config(), None);
    shard.start().opened().payload(r#"{"op":11}"#);
    assert_eq!(shard.actions, [], "no timer runs yet");
}

#[test]
fn ticks_of_an_older_generation_are_ignored() {
    let mut shard = TestShard::active(config());
    shard.lost();
    shard.next_connection();
    shard.opened().hello();
    assert_eq!(heartbeat_started(&shard).map(|(generation, ..)| generation), Some(2));
    shard.on(Input::Beat { generation: 1 });
    assert_eq!(shard.actions, []);
    shard.on(Input::Zombie { generation: 1 });
    assert_eq!(shard.actions, []);
    shard.on(Input::Beat { generation: 2 });
    assert_eq!(shard.opcodes(), [1]);
}

#[test]
fn a_second_hello_starts_a_new_generation_and_nothing_else() {
    for mut shard in TestShard::every_open_state().into_iter().skip(1) {
        let state = shard.state();
        shard.hello();
        assert_eq!(shard.actions[0], Action::StopHeartbeat);
        assert_eq!(heartbeat_started(&shard).map(|(generation, ..)| generation), Some(2));
        assert_eq!(shard.actions.len(), 2, "no second IDENTIFY or RESUME in {state}");
        assert_eq!(shard.state(), state);
    }
}

#[test]
fn a_zombie_is_closed_with_a_resumable_code_and_resumed() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Zombie { generation: 1 });
    assert_eq!(shard.actions[0], Action::StopHeartbeat);
    assert_eq!(shard.closes_with(), Some(4000));
    assert_eq!(shard.reconnecting(), Some((ReconnectReason::Zombie, 1, Duration::ZERO, true)));
    // The peer is dead: its close frame never arrives.
    shard.tick();
    assert!(shard.has(&Action::Drop));
    assert_eq!(shard.connects_to(), Some(RESUME_URL));
    shard.opened().hello();
    assert_eq!(shard.opcodes(), [6]);
}

#[test]
fn the_check_can_be_switched_off_and_on() {
    let mut shard = TestShard::active(ShardConfig { check_acks: false, ..config() });
    shard.on(Input::Zombie { generation: 1 });
    assert_eq!(shard.actions, []);
    shard.protocol.set_check_acks(true);
    shard.on(Input::Zombie { generation: 1 });
    assert_eq!(shard.reason(), ReconnectReason::Zombie);
}

#[test]
fn a_connection_without_data_for_an_interval_and_the_grace_is_dead() {
    let grace = config().timeouts.read_grace;
    for mut shard in TestShard::every_open_state().into_iter().skip(1) {
        let state = shard.state();
        shard.wait(INTERVAL + grace - Duration::from_millis(1)).on(Input::Tick);
        if state == ShardState::Resuming {
            assert_eq!(shard.reason(), ReconnectReason::ResumedTimeout, "its timeout is shorter");
            continue;
        }
        assert_eq!(shard.actions, [], "in {state}");
        shard.wait(Duration::from_millis(1)).on(Input::Tick);
        assert_eq!(shard.closes_with(), Some(4000), "in {state}");
        assert_eq!(shard.reason(), ReconnectReason::Silence, "in {state}");
    }
}

#[test]
fn any_received_data_resets_the_silence() {
    let mut shard = TestShard::active(config());
    for n in 0..40 {
        shard.wait(seconds(40));
        match n % 4 {
            0 => shard.on(Input::Traffic),
            1 => shard.payload(r#"{"op":11}"#),
            2 => shard.on(Input::Malformed("x".into())),
            _ => shard.event(2 + n / 4),
        };
        shard.on(Input::Tick);
        assert_eq!(shard.state(), ShardState::Active);
    }
    assert_eq!(shard.tick(), INTERVAL + config().timeouts.read_grace);
    assert_eq!(shard.reason(), ReconnectReason::Silence);
}
