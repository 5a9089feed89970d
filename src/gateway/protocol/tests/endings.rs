//! The end of a shard: requested, fatal, or given up.

use super::*;

#[test]
fn stop_closes_with_1000_and_drops_the_session() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Stop { resumable: false });
    assert_eq!(shard.actions[0], Action::StopHeartbeat);
    assert!(shard.reports(&Report::Disconnected { reason: DisconnectReason::Stopped }));
    assert_eq!(shard.closes_with(), Some(1000));
    assert_eq!(shard.finished(), None, "the peer has not answered yet");
    shard.closed(1000);
    assert_eq!(shard.finished(), Some(&Outcome::Stopped { session: None }));
    assert_eq!(shard.state(), ShardState::Stopped);
    assert_eq!(shard.protocol.deadline(), None);
}

#[test]
fn stop_for_a_restart_keeps_the_session() {
    let mut shard = TestShard::active(config());
    shard.event(9);
    shard.on(Input::Stop { resumable: true });
    assert_eq!(shard.closes_with(), Some(4000));
    shard.lost();
    let session = Session::new("abc", 9, Some("ws://resume.gateway.example:2".into()));
    assert_eq!(shard.finished(), Some(&Outcome::Stopped { session: Some(session) }));
}

#[test]
fn the_close_has_a_timeout() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Stop { resumable: false });
    assert_eq!(shard.tick(), config().timeouts.close);
    assert!(shard.has(&Action::Drop));
    assert!(shard.finished().is_some());
}

/// In every state, at once or after the close, the shard finishes, the timer and requests are cancelled, and nothing
/// follows.
#[test]
fn stop_works_in_every_state() {
    for resumable in [true, false] {
        for mut shard in TestShard::every_state() {
            let state = shard.state();
            let request = shard.protocol.requests;
            let beats = shard.protocol.heartbeat.is_some();
            shard.on(Input::Stop { resumable });
            assert_eq!(shard.has(&Action::StopHeartbeat), beats, "in {state}");
            assert_eq!(shard.has(&Action::CancelPermit { request }), state == ShardState::AwaitingPermit, "in {state}");
            assert_eq!(shard.has(&Action::Drop), state == ShardState::Connecting, "in {state}");
            match state {
                ShardState::Stopped => assert_eq!(shard.actions, []),
                ShardState::Idle | ShardState::Connecting | ShardState::BackingOff => {
                    assert!(shard.finished().is_some(), "in {state}");
                }
                _ => {
                    assert_eq!(shard.state(), ShardState::Closing, "in {state}");
                    shard.lost();
                    assert!(shard.finished().is_some(), "in {state}");
                }
            }
            assert_eq!(shard.state(), ShardState::Stopped);
            shard.on(Input::Stop { resumable });
            assert_eq!(shard.actions, [], "a second time in {state}");
        }
    }
}

#[test]
fn inputs_after_the_end_have_no_effect() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Stop { resumable: false });
    shard.lost();
    shard.start();
    assert_eq!(shard.actions, []);
    shard.on(Input::Reconnect { resume: true });
    assert_eq!(shard.actions, []);
    shard.on(Input::ReconnectNow);
    assert_eq!(shard.actions, []);
    shard.on(Input::Beat { generation: 1 });
    assert_eq!(shard.actions, []);
    shard.wait(seconds(3600)).on(Input::Tick);
    assert_eq!(shard.actions, []);
}

#[test]
fn fatal_closes_end_the_shard_in_every_open_state() {
    for code in CloseCode::FATAL {
        for mut shard in TestShard::every_open_state() {
            let beats = shard.protocol.heartbeat.is_some();
            shard.closed(code.0);
            assert_eq!(shard.has(&Action::StopHeartbeat), beats);
            let Some(Outcome::Fatal(fatal)) = shard.finished().cloned() else { panic!("{code} is fatal") };
            assert_eq!(fatal.code, code);
            assert!(shard.reports(&Report::Disconnected { reason: DisconnectReason::Fatal(fatal) }));
            assert_eq!((shard.connects_to(), shard.protocol.deadline()), (None, None));
        }
    }
}

#[test]
fn the_text_of_code_4014_names_the_intents_and_where_to_enable_them() {
    let mut shard = TestShard::identifying(config());
    shard.closed(4014);
    let Some(Outcome::Fatal(fatal)) = shard.finished() else { panic!("4014 is fatal") };
    assert!(fatal.text.contains("GUILD_MEMBERS"), "{fatal}");
    assert!(!fatal.text.contains("MESSAGE_CONTENT"), "only requested intents: {fatal}");
    assert!(fatal.text.contains("https://discord.com/developers/applications"), "{fatal}");
}

#[test]
fn the_shard_gives_up_after_the_configured_number_of_reconnects() {
    let mut shard = TestShard::active(ShardConfig { max_reconnect_attempts: Some(3), ..config() });
    shard.lost();
    for _ in 0..2 {
        shard.on(Input::ConnectFailed("refused".into()));
        shard.next_connection();
    }
    shard.on(Input::ConnectFailed("refused for good".into()));
    let session = shard.protocol.session().cloned();
    assert!(session.is_some());
    let last = ReconnectReason::ConnectFailed { error: "refused for good".into() };
    assert_eq!(shard.finished(), Some(&Outcome::GaveUp { attempts: 3, last, session }));
}

#[test]
fn giving_up_keeps_the_session() {
    let mut shard = TestShard::active(ShardConfig { max_reconnect_attempts: Some(0), ..config() });
    shard.on(Input::Zombie { generation: 1 });
    assert_eq!(shard.closes_with(), Some(4000));
    shard.closed(4000);
    assert!(matches!(shard.finished(), Some(Outcome::GaveUp { attempts: 0, session: Some(_), .. })));
}

#[test]
fn without_a_limit_the_shard_never_gives_up() {
    let mut shard = TestShard::active(config());
    shard.lost();
    for _ in 0..1000 {
        shard.on(Input::ConnectFailed("refused".into()));
        shard.next_connection();
    }
    assert_eq!(shard.protocol.attempts(), 1001);
}

#[test]
fn the_token_is_in_no_debug_output() {
    for shard in TestShard::every_state() {
        assert!(!format!("{:?}", shard.protocol).contains("secret-token"));
    }
    for mut shard in [TestShard::identifying(config()), TestShard::resuming(config())] {
        assert!(shard.sent()[0].to_string().contains("secret-token"), "it was sent");
        assert!(!format!("{:?}", shard.actions).contains("secret-token"), "{:?}", shard.actions);
        shard.closed(4004);
        assert!(!format!("{:?} {:?}", shard.actions, shard.finished()).contains("secret-token"));
    }
}
