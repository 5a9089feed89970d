//! How a shard ends: asked for, fatal, or given up.

use super::*;

#[test]
fn stop_closes_with_1000_and_gives_the_session_up() {
    let mut stage = Stage::active(config());
    stage.on(Input::Stop { resumable: false });
    assert_eq!(stage.actions[0], Action::StopHeartbeat);
    assert!(stage.reports(&Report::Disconnected { reason: DisconnectReason::Stopped }));
    assert_eq!(stage.closes_with(), Some(1000));
    assert_eq!(stage.finished(), None, "not before the peer has answered");
    stage.closed(1000);
    assert_eq!(stage.finished(), Some(&Outcome::Stopped { session: None }));
    assert_eq!(stage.state(), ShardState::Stopped);
    assert_eq!(stage.protocol.deadline(), None);
}

#[test]
fn stop_for_a_restart_keeps_the_session() {
    let mut stage = Stage::active(config());
    stage.event(9);
    stage.on(Input::Stop { resumable: true });
    assert_eq!(stage.closes_with(), Some(4000));
    stage.lost();
    let session = Session::new("abc", 9, Some("ws://resume.example:2".into()));
    assert_eq!(stage.finished(), Some(&Outcome::Stopped { session: Some(session) }));
}

#[test]
fn a_peer_that_does_not_answer_the_close_is_not_waited_for() {
    let mut stage = Stage::active(config());
    stage.on(Input::Stop { resumable: false });
    assert_eq!(stage.tick(), config().timeouts.close);
    assert!(stage.has(&Action::Drop));
    assert!(stage.finished().is_some());
}

/// From every state, at once or after the close: the end comes, timers and requests are called off, and nothing
/// follows.
#[test]
fn stop_works_in_every_state() {
    for resumable in [true, false] {
        for mut stage in Stage::every_state() {
            let state = stage.state();
            let request = stage.protocol.requests;
            let beats = stage.protocol.pulse.is_some();
            stage.on(Input::Stop { resumable });
            assert_eq!(stage.has(&Action::StopHeartbeat), beats, "in {state}");
            assert_eq!(stage.has(&Action::CancelPermit { request }), state == ShardState::AwaitingPermit, "in {state}");
            assert_eq!(stage.has(&Action::Drop), state == ShardState::Connecting, "in {state}");
            match state {
                ShardState::Stopped => assert_eq!(stage.actions, []),
                ShardState::Idle | ShardState::Connecting | ShardState::BackingOff => {
                    assert!(stage.finished().is_some(), "in {state}");
                }
                _ => {
                    assert_eq!(stage.state(), ShardState::Closing, "in {state}");
                    stage.lost();
                    assert!(stage.finished().is_some(), "in {state}");
                }
            }
            assert_eq!(stage.state(), ShardState::Stopped);
            stage.on(Input::Stop { resumable });
            assert_eq!(stage.actions, [], "a second time in {state}");
        }
    }
}

#[test]
fn after_the_end_nothing_happens() {
    let mut stage = Stage::active(config());
    stage.on(Input::Stop { resumable: false });
    stage.lost();
    stage.start();
    assert_eq!(stage.actions, []);
    stage.on(Input::Reconnect { resume: true });
    assert_eq!(stage.actions, []);
    stage.on(Input::ReconnectNow);
    assert_eq!(stage.actions, []);
    stage.on(Input::Beat { generation: 1 });
    assert_eq!(stage.actions, []);
    stage.wait(seconds(3600)).on(Input::Tick);
    assert_eq!(stage.actions, []);
}

#[test]
fn fatal_closes_end_the_shard_in_every_open_state() {
    for code in CloseCode::FATAL {
        for mut stage in Stage::every_open_state() {
            let beats = stage.protocol.pulse.is_some();
            stage.closed(code.0);
            assert_eq!(stage.has(&Action::StopHeartbeat), beats);
            let Some(Outcome::Fatal(fatal)) = stage.finished().cloned() else { panic!("{code} is fatal") };
            assert_eq!(fatal.code, code);
            assert!(stage.reports(&Report::Disconnected { reason: DisconnectReason::Fatal(fatal) }));
            assert_eq!((stage.connects_to(), stage.protocol.deadline()), (None, None));
        }
    }
}

#[test]
fn code_4014_says_which_intents_and_where_to_switch_them_on() {
    let mut stage = Stage::identifying(config());
    stage.closed(4014);
    let Some(Outcome::Fatal(fatal)) = stage.finished() else { panic!("4014 is fatal") };
    assert!(fatal.text.contains("GUILD_MEMBERS"), "{fatal}");
    assert!(!fatal.text.contains("MESSAGE_CONTENT"), "only what was asked for: {fatal}");
    assert!(fatal.text.contains("https://discord.com/developers/applications"), "{fatal}");
}

#[test]
fn gives_up_after_so_many_reconnects_in_a_row() {
    let mut stage = Stage::active(ShardConfig { max_reconnect_attempts: Some(3), ..config() });
    stage.lost();
    for _ in 0..2 {
        stage.on(Input::ConnectFailed("refused".into()));
        stage.next_connection();
    }
    stage.on(Input::ConnectFailed("refused for good".into()));
    let session = stage.protocol.session().cloned();
    assert!(session.is_some());
    let last = ReconnectReason::ConnectFailed { error: "refused for good".into() };
    assert_eq!(stage.finished(), Some(&Outcome::GaveUp { attempts: 3, last, session }));
}

#[test]
fn giving_up_leaves_the_session_resumable() {
    let mut stage = Stage::active(ShardConfig { max_reconnect_attempts: Some(0), ..config() });
    stage.on(Input::Zombie { generation: 1 });
    assert_eq!(stage.closes_with(), Some(4000));
    stage.closed(4000);
    assert!(matches!(stage.finished(), Some(Outcome::GaveUp { attempts: 0, session: Some(_), .. })));
}

#[test]
fn without_a_limit_it_never_gives_up() {
    let mut stage = Stage::active(config());
    stage.lost();
    for _ in 0..1000 {
        stage.on(Input::ConnectFailed("refused".into()));
        stage.next_connection();
    }
    assert_eq!(stage.protocol.attempts(), 1001);
}

#[test]
fn the_token_is_nowhere_to_be_seen() {
    for stage in Stage::every_state() {
        assert!(!format!("{:?}", stage.protocol).contains("secret-token"));
    }
    for mut stage in [Stage::identifying(config()), Stage::resuming(config())] {
        assert!(stage.sent()[0].to_string().contains("secret-token"), "it was sent");
        assert!(!format!("{:?}", stage.actions).contains("secret-token"), "{:?}", stage.actions);
        stage.closed(4004);
        assert!(!format!("{:?} {:?}", stage.actions, stage.finished()).contains("secret-token"));
    }
}
