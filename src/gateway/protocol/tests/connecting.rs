//! From the start to READY, and failures on the way.

use super::*;

#[test]
fn a_new_session_takes_the_documented_steps() {
    let mut shard = TestShard::new(config(), None);
    assert_eq!(shard.state(), ShardState::Idle);
    assert_eq!(shard.protocol.deadline(), None);

    shard.start();
    assert_eq!(shard.connects_to(), Some(BASE_URL));
    assert_eq!(shard.state(), ShardState::Connecting);
    assert_eq!(shard.protocol.cid(), 1);

    shard.opened();
    assert_eq!(shard.actions, [Action::Report(Report::StateChanged(ShardState::AwaitingHello))]);

    shard.hello();
    assert!(shard.reports(&Report::Connected));
    assert!(shard.has(&Action::RequestPermit { request: 1 }));
    assert_eq!(shard.opcodes(), [0_u64; 0], "nothing is sent before the permit");
    assert_eq!(shard.state(), ShardState::AwaitingPermit);

    shard.on(Input::Permit { request: 1 });
    assert_eq!(shard.opcodes(), [2]);
    assert_eq!(shard.state(), ShardState::Identifying);

    shard.ready();
    assert!(shard.dispatched());
    assert_eq!(
        shard.actions,
        [
            Action::Report(Report::StateChanged(ShardState::Active)),
            Action::Report(Report::Ready { session_id: "abc".into() }),
        ]
    );
    let session = Session::new("abc", 1, Some("ws://resume.gateway.example:2".into()));
    assert_eq!(shard.protocol.session(), Some(&session));
}

#[test]
fn identify_contains_the_configuration() {
    let mut config = config();
    config.shard = Some((1, 4));
    config.large_threshold = Some(100);
    config.presence = Some(BotPresence::doing(Activity::playing("chess")));
    let mut shard = TestShard::new(config, None);
    shard.start().opened().hello().permit();
    let identify = &shard.sent()[0]["d"];
    assert_eq!(identify["token"], "secret-token");
    assert_eq!(identify["intents"], 3);
    assert_eq!(identify["shard"], json!([1, 4]));
    assert_eq!(identify["large_threshold"], 100);
    assert_eq!(identify["presence"]["activities"][0]["name"], "chess");
    assert_eq!(identify.get("compress"), None, "transport compression is set in the URL");
}

#[test]
fn payload_compression_is_set_in_identify_and_not_in_the_url() {
    let mut config = config();
    config.compression = Compression::Payload;
    let mut shard = TestShard::new(config, None);
    shard.start();
    assert_eq!(shard.connects_to(), Some("ws://base.gateway.example:1/?v=10&encoding=json"));
    shard.opened().hello().permit();
    assert_eq!(shard.sent()[0]["d"]["compress"], true);
}

#[test]
fn a_stored_session_is_resumed_without_a_permit() {
    let mut shard = TestShard::new(config(), Some(stored_session()));
    shard.start();
    assert_eq!(shard.connects_to(), Some(RESUME_URL), "at the resume URL, with the same query");
    shard.opened();
    assert_eq!(shard.opcodes(), [0_u64; 0], "nothing is sent before HELLO (twilight#1973)");
    shard.hello();
    assert_eq!(shard.sent(), [json!({"op": 6, "d": {"token": "secret-token", "session_id": "stored", "seq": 41}})]);
    assert!(!shard.has(&Action::RequestPermit { request: 1 }));
    shard.event(42);
    assert!(shard.dispatched());
    shard.event(43);
    shard.resumed(44);
    assert!(shard.dispatched());
    assert_eq!(
        shard.actions,
        [Action::Report(Report::StateChanged(ShardState::Active)), Action::Report(Report::Resumed { replayed: 2 }),]
    );
    assert_eq!(shard.protocol.session().map(|session| session.seq), Some(44));
}

#[test]
fn a_session_without_a_resume_url_is_resumed_at_the_base_url() {
    for url in [None, Some("not a url".to_owned()), Some("http://resume.gateway.example".to_owned())] {
        let mut shard = TestShard::new(config(), Some(Session::new("stored", 41, url)));
        shard.start();
        assert_eq!(shard.connects_to(), Some(BASE_URL));
        shard.opened().hello();
        assert_eq!(shard.opcodes(), [6]);
    }
}

#[test]
fn the_token_is_not_sent_without_tls_if_the_base_url_has_tls() {
    let mut config = config();
    config.gateway_url = GatewayUrl::discord();
    let mut shard = TestShard::new(config, Some(stored_session()));
    shard.start();
    assert_eq!(shard.connects_to(), Some("wss://gateway.discord.gg/?v=10&encoding=json&compress=zstd-stream"));
}

#[test]
fn a_permit_for_another_request_is_ignored() {
    let mut shard = TestShard::new(config(), None);
    shard.start().opened().hello();
    shard.on(Input::Permit { request: 99 });
    assert_eq!(shard.actions, []);
    shard.lost();
    assert!(shard.has(&Action::CancelPermit { request: 1 }));
    shard.next_connection();
    shard.opened().hello();
    assert!(shard.has(&Action::RequestPermit { request: 2 }));
    shard.on(Input::Permit { request: 1 });
    assert_eq!(shard.actions, [], "the permit belongs to an earlier connection");
    shard.on(Input::Permit { request: 2 });
    assert_eq!(shard.opcodes(), [2]);
    shard.on(Input::Permit { request: 2 });
    assert_eq!(shard.actions, [], "one IDENTIFY for a connection");
}

#[test]
fn a_refused_permit_is_requested_again_later() {
    let mut shard = TestShard::new(config(), None);
    shard.start().opened().hello();
    let refused =
        Input::PermitRefused { request: 1, error: "the day is spent".into(), retry_after: Some(seconds(3600)) };
    shard.on(refused);
    let (reason, _, delay, _) = shard.reconnecting().unwrap();
    assert_eq!(reason.kind(), "identify_refused");
    assert_eq!(delay, seconds(3600));
    let (_, waited) = shard.next_connection();
    assert_eq!(waited, seconds(3600));
}

#[test]
fn a_permit_refused_without_a_time_ends_the_shard() {
    let mut shard = TestShard::new(config(), None);
    shard.start().opened().hello();
    shard.on(Input::PermitRefused { request: 1, error: "the day is spent".into(), retry_after: None });
    assert!(shard.closes_with().is_some());
    shard.lost();
    assert_eq!(shard.finished(), Some(&Outcome::Refused { error: "the day is spent".into() }));
}

#[test]
fn every_phase_has_a_deadline() {
    let timeouts = config().timeouts;
    let mut connecting = TestShard::new(config(), None);
    connecting.start();
    assert_eq!(connecting.tick(), timeouts.connect);
    assert_eq!(connecting.reason(), ReconnectReason::ConnectTimeout);
    assert!(connecting.has(&Action::Drop));

    let mut awaiting_hello = TestShard::new(config(), None);
    awaiting_hello.start().opened();
    assert_eq!(awaiting_hello.tick(), timeouts.hello);
    assert_eq!(awaiting_hello.reason(), ReconnectReason::HelloTimeout);

    // Acknowledgements arrive, so that only the deadline of the phase can pass.
    let mut config = config();
    config.timeouts.read_grace = seconds(3600);
    let mut awaiting_permit = TestShard::new(config.clone(), None);
    awaiting_permit.start().opened().hello();
    assert_eq!(awaiting_permit.tick(), timeouts.permit);
    assert_eq!(awaiting_permit.reason(), ReconnectReason::PermitTimeout);
    assert!(awaiting_permit.has(&Action::CancelPermit { request: 1 }));

    let mut identifying = TestShard::identifying(config.clone());
    assert_eq!(identifying.tick(), timeouts.ready);
    assert_eq!(identifying.reason(), ReconnectReason::ReadyTimeout);

    let mut resuming = TestShard::resuming(config);
    assert_eq!(resuming.tick(), timeouts.resumed);
    assert_eq!(resuming.reason(), ReconnectReason::ResumedTimeout);

    let mut closing = TestShard::active(super::config());
    closing.payload(r#"{"op":7}"#);
    assert_eq!(closing.tick(), timeouts.close);
    assert!(closing.has(&Action::Drop));
    assert_eq!(closing.connects_to(), Some(RESUME_URL));
}

/// A long replay does not time out as long as events arrive.
#[test]
fn every_replayed_event_extends_the_deadline_of_resumed() {
    let mut shard = TestShard::resuming(config());
    for seq in 42..60 {
        shard.wait(seconds(50)).event(seq);
        shard.on(Input::Tick);
        assert_eq!(shard.state(), ShardState::Resuming);
    }
    shard.wait(config().timeouts.resumed).on(Input::Tick);
    assert_eq!(shard.reason(), ReconnectReason::ResumedTimeout);
}

#[test]
fn early_ticks_have_no_effect() {
    for mut shard in TestShard::every_state() {
        let state = shard.state();
        shard.on(Input::Tick);
        assert_eq!((shard.actions.as_slice(), shard.state()), (&[][..], state));
    }
}

#[test]
fn hello_without_an_interval_is_an_error() {
    for data in ["null", "{}", r#"{"heartbeat_interval":0}"#, r#"{"heartbeat_interval":"soon"}"#] {
        let mut shard = TestShard::new(config(), None);
        shard.start().opened().payload(&format!(r#"{{"op":10,"d":{data}}}"#));
        assert_eq!(shard.reason().kind(), "bad_hello", "{data}");
        assert_eq!(shard.closes_with(), Some(4000));
    }
}

#[test]
fn the_base_url_can_be_changed_at_run_time() {
    let mut shard = TestShard::active(config());
    shard.protocol.set_gateway_url(GatewayUrl::parse("ws://other.example:9").unwrap());
    shard.closed(4009);
    assert_eq!(shard.connects_to(), Some("ws://other.example:9/?v=10&encoding=json&compress=zstd-stream"));
}

/// Starting or opening a second time has no effect.
#[test]
fn unexpected_inputs_have_no_effect() {
    for mut shard in TestShard::every_state() {
        let state = shard.state();
        if state != ShardState::Idle {
            shard.start();
            assert_eq!(shard.actions, [], "Start in {state}");
        }
        if state != ShardState::Connecting {
            shard.opened();
            assert_eq!(shard.actions, [], "Opened in {state}");
        }
        shard.on(Input::Permit { request: 1234 });
        assert_eq!(shard.actions, [], "a permit in {state}");
        shard.on(Input::PermitRefused { request: 1234, error: String::new(), retry_after: None });
        assert_eq!(shard.actions, [], "a refusal in {state}");
        shard.on(Input::Traffic);
        assert_eq!(shard.actions, [], "traffic in {state}");
    }
}

#[test]
fn connection_inputs_without_a_connection_have_no_effect() {
    for mut shard in TestShard::every_state() {
        let state = shard.state();
        if !matches!(state, ShardState::Idle | ShardState::BackingOff | ShardState::Stopped) {
            continue;
        }
        shard.lost();
        assert_eq!(shard.actions, [], "Lost in {state}");
        shard.closed(4004);
        assert_eq!(shard.actions, [], "PeerClosed in {state}");
        shard.hello();
        assert_eq!(shard.actions, [], "HELLO in {state}");
        shard.on(Input::ConnectFailed("x".into()));
        assert_eq!(shard.actions, [], "ConnectFailed in {state}");
        shard.on(Input::Undecodable("x".into()));
        assert_eq!(shard.actions, [], "Undecodable in {state}");
        shard.on(Input::Malformed("x".into()));
        assert_eq!(shard.actions, [], "Malformed in {state}");
        assert_eq!(shard.state(), state);
    }
}

#[test]
fn hello_with_an_interval_out_of_range_is_an_error() {
    for (milliseconds, is_accepted) in
        [("0.5", false), ("999", false), ("1000", true), ("3600000", true), ("3600001", false), ("86400000", false)]
    {
        let hello = format!(r#"{{"op":10,"d":{{"heartbeat_interval":{milliseconds}}}}}"#);
        let mut first = TestShard::new(config(), None);
        first.start().opened();
        // A second HELLO is checked as well.
        for mut shard in [first, TestShard::active(config())] {
            shard.payload(&hello);
            let reason = shard.reconnecting().map(|(reason, ..)| reason.kind());
            assert_eq!(reason, (!is_accepted).then_some("bad_hello"), "{milliseconds} ms");
        }
    }
    let mut config = config();
    config.heartbeat_interval = Duration::from_millis(100)..=seconds(1);
    let mut shard = TestShard::new(config, None);
    shard.start().opened().payload(r#"{"op":10,"d":{"heartbeat_interval":200}}"#);
    assert_eq!(shard.state(), ShardState::AwaitingPermit);
}

/// The token is sent with RESUME, so that READY must not lead it to any server.
#[test]
fn a_session_is_resumed_only_at_a_host_of_the_same_domain_or_an_allowed_one() {
    for (url, allowed, is_used) in [
        ("ws://base.gateway.example:9", &[][..], true),
        ("ws://eu.gateway.example", &[], true),
        ("ws://a.b.gateway.example", &[], true),
        ("ws://gateway.example", &[], true),
        ("ws://evil.example", &[], false),
        ("ws://base.gateway.example.evil.test", &[], false),
        ("ws://evilgateway.example", &[], false),
        ("ws://10.0.0.1", &[], false),
        ("no address", &[], false),
        ("ws://resume.other.test", &["resume.other.test".to_owned()], true),
        ("ws://RESUME.other.test", &["resume.OTHER.test".to_owned()], true),
        ("ws://evil.test", &["resume.other.test".to_owned()], false),
    ] {
        let mut shard = TestShard::identifying(ShardConfig { resume_hosts: allowed.to_vec(), ..config() });
        shard.ready_with(url).lost();
        let connects = shard.connects_to().unwrap().to_owned();
        assert_eq!(!is_used, connects == BASE_URL, "{url}: {connects}");
        let refused = Report::ResumeUrlRefused { url: url.to_owned() };
        assert_eq!(shard.reports(&refused), !is_used, "{url}");
        // The session is resumed in any case, and the warning comes once.
        shard.opened().hello();
        assert_eq!(shard.opcodes(), [6], "{url}");
        shard.lost();
        assert!(!shard.reports(&refused), "{url}");
    }
}

/// A very long time means no timeout.
#[test]
fn times_beyond_the_range_of_the_clock_do_not_panic() {
    let mut config = config();
    let max = Duration::MAX;
    config.timeouts = Timeouts {
        connect: max,
        write: max,
        hello: max,
        permit: max,
        ready: max,
        resumed: max,
        close: max,
        read_grace: max,
    };
    config.backoff = crate::gateway::Backoff { base: max, cap: max };
    config.invalid_session_wait = max..=max;
    let mut shard = TestShard::active(config);
    shard.payload(r#"{"op":9,"d":false}"#);
    shard.next_connection();
    shard.opened().hello();
    let request = shard.protocol.requests;
    shard.on(Input::PermitRefused { request, error: String::new(), retry_after: Some(max) });
    shard.next_connection();
    shard.on(Input::ConnectFailed("refused".into()));
    assert_eq!(shard.state(), ShardState::BackingOff);
}
