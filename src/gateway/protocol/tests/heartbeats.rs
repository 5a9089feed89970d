//! Beats, their answers, and connections that are dead without saying so.

use super::*;

fn heartbeat_started(stage: &Stage) -> Option<(u64, Duration, Duration)> {
    stage.actions.iter().find_map(|action| match action {
        Action::StartHeartbeat { generation, interval, first } => Some((*generation, *interval, *first)),
        _ => None,
    })
}

#[test]
fn hello_starts_the_timer_with_the_interval_and_a_random_first_wait() {
    let mut firsts = std::collections::BTreeSet::new();
    for seed in 0..100 {
        let mut stage = Stage::new(config(), None);
        stage.protocol = Protocol::new(config(), None, seed, stage.now);
        stage.start().opened().hello();
        let (generation, interval, first) = heartbeat_started(&stage).unwrap();
        assert_eq!((generation, interval), (1, INTERVAL));
        assert!(first < INTERVAL);
        firsts.insert(first);
    }
    assert!(firsts.len() > 90 && firsts.first() < Some(&seconds(5)) && firsts.last() > Some(&seconds(36)));
}

#[test]
fn a_beat_carries_the_last_number_and_null_before_the_first() {
    let mut stage = Stage::new(config(), None);
    stage.start().opened().hello();
    stage.on(Input::Beat { generation: 1 });
    assert_eq!(stage.sent(), [json!({"op": 1, "d": null})]);
    stage.permit();
    stage.ready();
    stage.event(77);
    stage.on(Input::Beat { generation: 1 });
    assert_eq!(stage.sent(), [json!({"op": 1, "d": 77})]);
}

#[test]
fn a_resumed_session_beats_with_its_number() {
    let mut stage = Stage::resuming(config());
    stage.on(Input::Beat { generation: 1 });
    assert_eq!(stage.sent(), [json!({"op": 1, "d": 41})]);
}

#[test]
fn discord_may_ask_for_a_beat_at_any_time_after_hello() {
    for mut stage in Stage::every_open_state() {
        let state = stage.state();
        stage.payload(r#"{"op":1,"d":null}"#);
        if state == ShardState::AwaitingHello {
            assert_eq!(stage.actions, [], "nothing is sent before HELLO");
        } else {
            assert_eq!(stage.opcodes(), [1], "in {state}");
            assert!(stage.has(&Action::BeatSent), "in {state}");
        }
    }
}

#[test]
fn acknowledgements_go_to_the_timer() {
    let mut stage = Stage::active(config());
    stage.payload(r#"{"op":11}"#);
    assert_eq!(stage.actions, [Action::Acked]);
    let mut stage = Stage::new(config(), None);
    stage.start().opened().payload(r#"{"op":11}"#);
    assert_eq!(stage.actions, [], "no timer runs yet");
}

#[test]
fn ticks_of_an_older_generation_are_passed_over() {
    let mut stage = Stage::active(config());
    stage.lost();
    stage.next_connection();
    stage.opened().hello();
    assert_eq!(heartbeat_started(&stage).map(|(generation, ..)| generation), Some(2));
    stage.on(Input::Beat { generation: 1 });
    assert_eq!(stage.actions, []);
    stage.on(Input::Zombie { generation: 1 });
    assert_eq!(stage.actions, []);
    stage.on(Input::Beat { generation: 2 });
    assert_eq!(stage.opcodes(), [1]);
}

#[test]
fn a_second_hello_starts_a_new_generation_and_nothing_else() {
    for mut stage in Stage::every_open_state().into_iter().skip(1) {
        let state = stage.state();
        stage.hello();
        assert_eq!(stage.actions[0], Action::StopHeartbeat);
        assert_eq!(heartbeat_started(&stage).map(|(generation, ..)| generation), Some(2));
        assert_eq!(stage.actions.len(), 2, "no second IDENTIFY or RESUME in {state}");
        assert_eq!(stage.state(), state);
    }
}

#[test]
fn a_zombie_is_closed_with_a_resumable_code_and_resumed() {
    let mut stage = Stage::active(config());
    stage.on(Input::Zombie { generation: 1 });
    assert_eq!(stage.actions[0], Action::StopHeartbeat);
    assert_eq!(stage.closes_with(), Some(4000));
    assert_eq!(stage.reconnecting(), Some((ReconnectReason::Zombie, 1, Duration::ZERO, true)));
    // The peer is dead: its close frame never comes.
    stage.tick();
    assert!(stage.has(&Action::Drop));
    assert_eq!(stage.connects_to(), Some(OWN));
    stage.opened().hello();
    assert_eq!(stage.opcodes(), [6]);
}

#[test]
fn the_check_can_be_switched_off_and_on() {
    let mut stage = Stage::active(ShardConfig { check_acks: false, ..config() });
    stage.on(Input::Zombie { generation: 1 });
    assert_eq!(stage.actions, []);
    stage.protocol.set_check_acks(true);
    stage.on(Input::Zombie { generation: 1 });
    assert_eq!(stage.reason(), ReconnectReason::Zombie);
}

#[test]
fn silence_for_an_interval_and_some_grace_is_death() {
    let grace = config().timeouts.read_grace;
    for mut stage in Stage::every_open_state().into_iter().skip(1) {
        let state = stage.state();
        stage.wait(INTERVAL + grace - Duration::from_millis(1)).on(Input::Tick);
        if state == ShardState::Resuming {
            assert_eq!(stage.reason(), ReconnectReason::ResumedTimeout, "which is shorter");
            continue;
        }
        assert_eq!(stage.actions, [], "in {state}");
        stage.wait(Duration::from_millis(1)).on(Input::Tick);
        assert_eq!(stage.closes_with(), Some(4000), "in {state}");
        assert_eq!(stage.reason(), ReconnectReason::Silence, "in {state}");
    }
}

#[test]
fn whatever_is_read_breaks_the_silence() {
    let mut stage = Stage::active(config());
    for n in 0..40 {
        stage.wait(seconds(40));
        match n % 4 {
            0 => stage.on(Input::Traffic),
            1 => stage.payload(r#"{"op":11}"#),
            2 => stage.on(Input::Malformed("x".into())),
            _ => stage.event(2 + n / 4),
        };
        stage.on(Input::Tick);
        assert_eq!(stage.state(), ShardState::Active);
    }
    assert_eq!(stage.tick(), INTERVAL + config().timeouts.read_grace);
    assert_eq!(stage.reason(), ReconnectReason::Silence);
}
