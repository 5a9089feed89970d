//! From the start to READY, and what may go wrong on the way.

use super::*;

#[test]
fn a_new_session_takes_the_documented_steps() {
    let mut stage = Stage::new(config(), None);
    assert_eq!(stage.state(), ShardState::Idle);
    assert_eq!(stage.protocol.deadline(), None);

    stage.start();
    assert_eq!(stage.connects_to(), Some(BASE));
    assert_eq!(stage.state(), ShardState::Connecting);
    assert_eq!(stage.protocol.cid(), 1);

    stage.opened();
    assert_eq!(stage.actions, [Action::Report(Report::StateChanged(ShardState::AwaitingHello))]);

    stage.hello();
    assert!(stage.reports(&Report::Connected));
    assert!(stage.has(&Action::RequestPermit { request: 1 }));
    assert_eq!(stage.opcodes(), [0_u64; 0], "nothing is sent before the permit");
    assert_eq!(stage.state(), ShardState::AwaitingPermit);

    stage.on(Input::Permit { request: 1 });
    assert_eq!(stage.opcodes(), [2]);
    assert_eq!(stage.state(), ShardState::Identifying);

    stage.ready();
    assert_eq!(
        stage.actions,
        [
            Action::Dispatch,
            Action::Report(Report::StateChanged(ShardState::Active)),
            Action::Report(Report::Ready { session_id: "abc".into() }),
        ]
    );
    let session = Session::new("abc", 1, Some("ws://resume.example:2".into()));
    assert_eq!(stage.protocol.session(), Some(&session));
}

#[test]
fn identify_carries_what_was_configured() {
    let mut config = config();
    config.shard = Some((1, 4));
    config.large_threshold = Some(100);
    config.presence = Some(PresenceUpdate::doing(Activity::playing("chess")));
    let mut stage = Stage::new(config, None);
    stage.start().opened().hello().permit();
    let identify = &stage.sent()[0]["d"];
    assert_eq!(identify["token"], "secret-token");
    assert_eq!(identify["intents"], 3);
    assert_eq!(identify["shard"], json!([1, 4]));
    assert_eq!(identify["large_threshold"], 100);
    assert_eq!(identify["presence"]["activities"][0]["name"], "chess");
    assert_eq!(identify.get("compress"), None, "transport compression is asked for in the URL");
}

#[test]
fn payload_compression_is_asked_for_in_identify_and_not_in_the_url() {
    let mut config = config();
    config.compression = Compression::Payload;
    let mut stage = Stage::new(config, None);
    stage.start();
    assert_eq!(stage.connects_to(), Some("ws://base.example:1/?v=10&encoding=json"));
    stage.opened().hello().permit();
    assert_eq!(stage.sent()[0]["d"]["compress"], true);
}

#[test]
fn a_stored_session_is_resumed_without_a_permit() {
    let mut stage = Stage::new(config(), Some(stored_session()));
    stage.start();
    assert_eq!(stage.connects_to(), Some(OWN), "at its own place, with the same query");
    stage.opened();
    assert_eq!(stage.opcodes(), [0_u64; 0], "nothing is sent before HELLO (twilight#1973)");
    stage.hello();
    assert_eq!(stage.sent(), [json!({"op": 6, "d": {"token": "secret-token", "session_id": "stored", "seq": 41}})]);
    assert!(!stage.has(&Action::RequestPermit { request: 1 }));
    stage.event(42);
    assert!(stage.dispatched());
    stage.event(43);
    stage.resumed(44);
    assert_eq!(
        stage.actions,
        [
            Action::Dispatch,
            Action::Report(Report::StateChanged(ShardState::Active)),
            Action::Report(Report::Resumed { replayed: 2 }),
        ]
    );
    assert_eq!(stage.protocol.session().map(|session| session.seq), Some(44));
}

#[test]
fn a_session_without_a_place_of_its_own_is_resumed_at_the_base_url() {
    for url in [None, Some("no url at all".to_owned()), Some("http://resume.example".to_owned())] {
        let mut stage = Stage::new(config(), Some(Session::new("stored", 41, url)));
        stage.start();
        assert_eq!(stage.connects_to(), Some(BASE));
        stage.opened().hello();
        assert_eq!(stage.opcodes(), [6]);
    }
}

#[test]
fn the_token_is_not_told_without_tls_if_the_base_url_has_it() {
    let mut config = config();
    config.gateway_url = GatewayUrl::discord();
    let mut stage = Stage::new(config, Some(stored_session()));
    stage.start();
    assert_eq!(stage.connects_to(), Some("wss://gateway.discord.gg/?v=10&encoding=json&compress=zstd-stream"));
}

#[test]
fn a_permit_for_another_request_is_not_ours() {
    let mut stage = Stage::new(config(), None);
    stage.start().opened().hello();
    stage.on(Input::Permit { request: 99 });
    assert_eq!(stage.actions, []);
    stage.lost();
    assert!(stage.has(&Action::CancelPermit { request: 1 }));
    stage.next_connection();
    stage.opened().hello();
    assert!(stage.has(&Action::RequestPermit { request: 2 }));
    stage.on(Input::Permit { request: 1 });
    assert_eq!(stage.actions, [], "the permit of a former connection was given back");
    stage.on(Input::Permit { request: 2 });
    assert_eq!(stage.opcodes(), [2]);
    stage.on(Input::Permit { request: 2 });
    assert_eq!(stage.actions, [], "one IDENTIFY for a connection");
}

#[test]
fn a_refused_permit_is_asked_for_again_in_time() {
    let mut stage = Stage::new(config(), None);
    stage.start().opened().hello();
    let refused =
        Input::PermitRefused { request: 1, error: "the day is spent".into(), retry_after: Some(seconds(3600)) };
    stage.on(refused);
    let (reason, _, delay, _) = stage.reconnecting().unwrap();
    assert_eq!(reason.kind(), "identify_refused");
    assert_eq!(delay, seconds(3600));
    let (_, waited) = stage.next_connection();
    assert_eq!(waited, seconds(3600));
}

#[test]
fn a_permit_refused_for_good_ends_the_shard() {
    let mut stage = Stage::new(config(), None);
    stage.start().opened().hello();
    stage.on(Input::PermitRefused { request: 1, error: "the day is spent".into(), retry_after: None });
    assert!(stage.closes_with().is_some());
    stage.lost();
    assert_eq!(stage.finished(), Some(&Outcome::Refused { error: "the day is spent".into() }));
}

#[test]
fn every_phase_has_its_deadline() {
    let timeouts = config().timeouts;
    let mut connecting = Stage::new(config(), None);
    connecting.start();
    assert_eq!(connecting.tick(), timeouts.connect);
    assert_eq!(connecting.reason(), ReconnectReason::ConnectTimeout);
    assert!(connecting.has(&Action::Drop));

    let mut awaiting_hello = Stage::new(config(), None);
    awaiting_hello.start().opened();
    assert_eq!(awaiting_hello.tick(), timeouts.hello);
    assert_eq!(awaiting_hello.reason(), ReconnectReason::HelloTimeout);

    // Others than the phase's own are out of the way: acknowledgements come.
    let mut config = config();
    config.timeouts.read_grace = seconds(3600);
    let mut identifying = Stage::identifying(config.clone());
    assert_eq!(identifying.tick(), timeouts.ready);
    assert_eq!(identifying.reason(), ReconnectReason::ReadyTimeout);

    let mut resuming = Stage::resuming(config);
    assert_eq!(resuming.tick(), timeouts.resumed);
    assert_eq!(resuming.reason(), ReconnectReason::ResumedTimeout);

    let mut closing = Stage::active(super::config());
    closing.payload(r#"{"op":7}"#);
    assert_eq!(closing.tick(), timeouts.close);
    assert!(closing.has(&Action::Drop));
    assert_eq!(closing.connects_to(), Some(OWN));
}

/// A long replay is no reason to give up as long as it goes on.
#[test]
fn every_replayed_event_renews_the_time_for_resumed() {
    let mut stage = Stage::resuming(config());
    for seq in 42..60 {
        stage.wait(seconds(50)).event(seq);
        stage.on(Input::Tick);
        assert_eq!(stage.state(), ShardState::Resuming);
    }
    stage.wait(config().timeouts.resumed).on(Input::Tick);
    assert_eq!(stage.reason(), ReconnectReason::ResumedTimeout);
}

#[test]
fn ticks_before_their_time_do_nothing() {
    for mut stage in Stage::every_state() {
        let state = stage.state();
        stage.on(Input::Tick);
        assert_eq!((stage.actions.as_slice(), stage.state()), (&[][..], state));
    }
}

#[test]
fn hello_without_an_interval_is_no_hello() {
    for data in ["null", "{}", r#"{"heartbeat_interval":0}"#, r#"{"heartbeat_interval":"soon"}"#] {
        let mut stage = Stage::new(config(), None);
        stage.start().opened().payload(&format!(r#"{{"op":10,"d":{data}}}"#));
        assert_eq!(stage.reason().kind(), "bad_hello", "{data}");
        assert_eq!(stage.closes_with(), Some(4000));
    }
}

#[test]
fn the_base_url_can_be_renewed_while_running() {
    let mut stage = Stage::active(config());
    stage.protocol.set_gateway_url(GatewayUrl::parse("ws://other.example:9").unwrap());
    stage.closed(4009);
    assert_eq!(stage.connects_to(), Some("ws://other.example:9/?v=10&encoding=json&compress=zstd-stream"));
}

/// Neither the start nor the opening of a connection counts twice.
#[test]
fn inputs_out_of_place_do_nothing() {
    for mut stage in Stage::every_state() {
        let state = stage.state();
        if state != ShardState::Idle {
            stage.start();
            assert_eq!(stage.actions, [], "Start in {state}");
        }
        if state != ShardState::Connecting {
            stage.opened();
            assert_eq!(stage.actions, [], "Opened in {state}");
        }
        stage.on(Input::Permit { request: 1234 });
        assert_eq!(stage.actions, [], "a permit in {state}");
        stage.on(Input::PermitRefused { request: 1234, error: String::new(), retry_after: None });
        assert_eq!(stage.actions, [], "a refusal in {state}");
        stage.on(Input::Traffic);
        assert_eq!(stage.actions, [], "traffic in {state}");
    }
}

#[test]
fn what_comes_without_a_connection_does_nothing() {
    for mut stage in Stage::every_state() {
        let state = stage.state();
        if !matches!(state, ShardState::Idle | ShardState::BackingOff | ShardState::Stopped) {
            continue;
        }
        stage.lost();
        assert_eq!(stage.actions, [], "Lost in {state}");
        stage.closed(4004);
        assert_eq!(stage.actions, [], "PeerClosed in {state}");
        stage.hello();
        assert_eq!(stage.actions, [], "HELLO in {state}");
        stage.on(Input::ConnectFailed("x".into()));
        assert_eq!(stage.actions, [], "ConnectFailed in {state}");
        stage.on(Input::Undecodable("x".into()));
        assert_eq!(stage.actions, [], "Undecodable in {state}");
        stage.on(Input::Malformed("x".into()));
        assert_eq!(stage.actions, [], "Malformed in {state}");
        assert_eq!(stage.state(), state);
    }
}

/// "No timeout" is written as the longest time there is.
#[test]
fn times_that_the_clock_cannot_hold_are_no_panic() {
    let mut config = config();
    let max = Duration::MAX;
    config.timeouts =
        Timeouts { connect: max, write: max, hello: max, ready: max, resumed: max, close: max, read_grace: max };
    config.backoff = crate::gateway::Backoff { base: max, cap: max };
    config.invalid_session_wait = max..=max;
    let mut stage = Stage::active(config);
    stage.payload(r#"{"op":9,"d":false}"#);
    stage.next_connection();
    stage.opened().hello();
    let request = stage.protocol.requests;
    stage.on(Input::PermitRefused { request, error: String::new(), retry_after: Some(max) });
    stage.next_connection();
    stage.on(Input::ConnectFailed("refused".into()));
    assert_eq!(stage.state(), ShardState::BackingOff);
}
