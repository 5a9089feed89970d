//! How the next connection begins after the end of a connection: at the resume URL, at the base URL, or with a new
//! session.

use super::*;

/// Causes a failure in a connection that is resuming.
type Failure = fn(&mut TestShard);

#[test]
fn every_close_code_has_its_consequence() {
    for code in CloseCode::ALL.iter().copied().chain([CloseCode(1011), CloseCode(4015), CloseCode(4999)]) {
        let mut shard = TestShard::active(config());
        shard.closed(code.0);
        match code.consequence() {
            Consequence::Fatal => {
                assert!(matches!(shard.finished(), Some(Outcome::Fatal(fatal)) if fatal.code == code), "{code}");
                assert_eq!(shard.state(), ShardState::Stopped);
                assert_eq!(shard.connects_to(), None, "{code}");
            }
            Consequence::Resume => {
                assert_eq!(shard.connects_to(), Some(RESUME_URL), "{code}");
                shard.opened().hello();
                assert_eq!(shard.opcodes(), [6], "{code}");
            }
            Consequence::NewSession => {
                assert_eq!(shard.connects_to(), Some(BASE_URL), "{code}");
                assert_eq!(shard.protocol.session(), None, "{code}");
                shard.opened().hello();
                assert!(shard.has(&Action::RequestPermit { request: 2 }), "{code}");
            }
        }
    }
}

#[test]
fn a_drop_without_a_close_frame_or_code_is_resumed() {
    let ends: [Failure; 2] = [
        |shard| {
            shard.lost();
        },
        |shard| {
            shard.on(Input::PeerClosed { code: None, reason: String::new() });
        },
    ];
    for end in ends {
        let mut shard = TestShard::active(config());
        end(&mut shard);
        assert_eq!(shard.actions[0], Action::StopHeartbeat);
        assert_eq!(shard.connects_to(), Some(RESUME_URL), "the first retry is immediate");
        shard.opened().hello();
        assert_eq!(shard.sent()[0]["d"]["session_id"], "abc");
    }
}

#[test]
fn op_7_is_followed_in_every_state_and_also_instead_of_hello() {
    for mut shard in TestShard::every_open_state() {
        let state = shard.state();
        let session = shard.protocol.session().cloned();
        shard.payload(r#"{"op":7,"d":null}"#);
        assert_eq!(shard.closes_with(), Some(4000), "in {state}");
        assert_eq!(
            shard.reconnecting(),
            Some((ReconnectReason::Asked, 1, Duration::ZERO, session.is_some())),
            "in {state}"
        );
        assert_eq!(shard.state(), ShardState::Closing);
        shard.closed(4000);
        assert_eq!(shard.connects_to(), Some(if session.is_some() { RESUME_URL } else { BASE_URL }), "in {state}");
    }
}

/// Discord's docs: the server may close the socket a few seconds after op 7; the client must not wait for that.
#[test]
fn after_op_7_the_shard_does_not_wait_for_the_server() {
    let mut shard = TestShard::active(config());
    shard.payload(r#"{"op":7}"#);
    let (url, waited) = {
        let waited = shard.tick();
        (shard.connects_to().unwrap().to_owned(), waited)
    };
    assert_eq!((url.as_str(), waited), (RESUME_URL, seconds(2)));
}

#[test]
fn op_9_true_resumes_again() {
    let mut shard = TestShard::active(config());
    shard.payload(r#"{"op":9,"d":true}"#);
    assert_eq!(shard.closes_with(), Some(4000));
    let reason = ReconnectReason::InvalidSession { resumable: true };
    assert_eq!(shard.reconnecting(), Some((reason, 1, Duration::ZERO, true)));
    shard.closed(4000);
    assert_eq!(shard.connects_to(), Some(RESUME_URL));
}

#[test]
fn op_9_false_drops_the_session_waits_and_identifies_at_the_base_url() {
    let mut waits = std::collections::BTreeSet::new();
    for seed in 0..50 {
        let mut shard = TestShard::new(config(), Some(stored_session()));
        shard.protocol = Protocol::new(config(), Some(stored_session()), seed, shard.now);
        shard.start().opened().hello();
        shard.payload(r#"{"op":9,"d":false}"#);
        assert_eq!(shard.protocol.session(), None);
        let (reason, attempt, delay, resumable) = shard.reconnecting().unwrap();
        assert_eq!((reason, attempt, resumable), (ReconnectReason::InvalidSession { resumable: false }, 1, false));
        assert!((seconds(1)..=seconds(5)).contains(&delay));
        let (url, waited) = shard.next_connection();
        assert_eq!((url.as_str(), waited), (BASE_URL, delay));
        shard.opened().hello();
        shard.permit();
        assert_eq!(shard.opcodes(), [2]);
        waits.insert(delay);
    }
    assert!(waits.len() > 40, "the wait is random");
}

#[test]
fn op_9_with_any_other_value_counts_as_false() {
    for data in ["null", "0", "\"true\"", "{}"] {
        let mut shard = TestShard::active(config());
        shard.payload(&format!(r#"{{"op":9,"d":{data}}}"#));
        assert_eq!(shard.reason(), ReconnectReason::InvalidSession { resumable: false }, "{data}");
        assert_eq!(shard.protocol.session(), None);
    }
}

/// Discord answers too many IDENTIFYs in five seconds with op 9. The next one must wait and use another connection.
#[test]
fn op_9_in_answer_to_identify_waits_longer_each_time() {
    let mut shard = TestShard::identifying(config());
    let mut last = Duration::ZERO;
    for attempt in 1..10 {
        shard.payload(r#"{"op":9,"d":false}"#);
        let (_, counted, delay, _) = shard.reconnecting().unwrap();
        assert_eq!(counted, attempt);
        last = delay;
        shard.next_connection();
        shard.opened().hello();
        assert!(shard.actions.iter().any(|action| matches!(action, Action::RequestPermit { .. })));
        shard.permit();
    }
    assert!(last > seconds(40), "{last:?}");
}

#[test]
fn a_failed_resume_url_leads_to_the_base_url() {
    let failures: [Failure; 4] = [
        |shard| {
            shard.on(Input::ConnectFailed("refused".into()));
        },
        |shard| {
            shard.tick();
        },
        |shard| {
            shard.opened().lost();
        },
        |shard| {
            shard.opened().tick();
        },
    ];
    for (n, fail) in failures.into_iter().enumerate() {
        let mut shard = TestShard::new(config(), Some(stored_session()));
        shard.start();
        assert_eq!(shard.connects_to(), Some(RESUME_URL));
        fail(&mut shard);
        assert_eq!(shard.reconnecting().map(|(_, attempt, _, resumable)| (attempt, resumable)), Some((1, true)));
        assert_eq!(shard.next_connection().0, BASE_URL, "failure {n}");
        shard.opened().hello();
        assert_eq!(shard.opcodes(), [6], "the session is still resumed, failure {n}");
        shard.resumed(42);
        shard.lost();
        assert_eq!(shard.connects_to(), Some(RESUME_URL), "the resume URL is tried again, failure {n}");
    }
}

/// Without a network both URLs fail, so the session may still be valid.
#[test]
fn without_a_network_the_session_is_kept_and_both_urls_are_tried_in_turn() {
    let mut shard = TestShard::new(config(), Some(stored_session()));
    shard.start();
    let mut urls = vec![shard.connects_to().unwrap().to_owned()];
    for _ in 0..9 {
        shard.on(Input::ConnectFailed("no network".into()));
        urls.push(shard.next_connection().0);
    }
    assert_eq!(urls, [RESUME_URL, BASE_URL].repeat(5));
    shard.opened().hello();
    assert_eq!(shard.opcodes(), [6]);
}

/// discordeno#3907: a close while resuming led to endless RESUMEs.
#[test]
fn a_close_while_resuming_leads_to_identify() {
    for code in [1000, 1001, 4000, 4001, 4006, 4007, 4009, 4123] {
        let mut shard = TestShard::resuming(config());
        shard.closed(code);
        assert_eq!(shard.reconnecting().map(|(.., resumable)| resumable), Some(false), "{code}");
        assert_eq!(shard.next_connection().0, BASE_URL, "{code}");
        shard.opened().hello();
        shard.permit();
        assert_eq!(shard.opcodes(), [2], "{code}");
    }
}

/// Resume URL, base URL, new session: in this order, however the RESUME fails.
#[test]
fn repeated_resumes_without_events_lead_to_a_new_session() {
    let failures: [Failure; 6] = [
        |shard| {
            shard.lost();
        },
        |shard| {
            shard.on(Input::PeerClosed { code: None, reason: String::new() });
        },
        |shard| {
            shard.tick();
        },
        |shard| {
            shard.payload(r#"{"op":9,"d":true}"#);
        },
        |shard| {
            let generation = shard.protocol.generation();
            shard.on(Input::Zombie { generation });
        },
        |shard| {
            shard.on(Input::Undecodable("corrupt".into()));
        },
    ];
    for (n, fail) in failures.into_iter().enumerate() {
        let mut shard = TestShard::resuming(config());
        fail(&mut shard);
        assert_eq!(shard.next_connection().0, BASE_URL, "failure {n}");
        shard.opened().hello();
        assert_eq!(shard.opcodes(), [6], "failure {n}");
        fail(&mut shard);
        assert_eq!(shard.reconnecting().map(|(.., resumable)| resumable), Some(false), "failure {n}");
        assert_eq!(shard.next_connection().0, BASE_URL, "failure {n}");
        shard.opened().hello();
        shard.permit();
        assert_eq!(shard.opcodes(), [2], "failure {n}");
    }
}

#[test]
fn a_resume_with_events_is_repeated() {
    let mut shard = TestShard::resuming(config());
    for seq in 42..60 {
        shard.event(seq);
        shard.lost();
        shard.next_connection();
        shard.opened().hello();
        assert_eq!(shard.sent()[0]["d"]["seq"], seq, "the next one continues after them");
    }
}

#[test]
fn the_number_of_resumes_is_configurable() {
    let mut shard = TestShard::resuming(ShardConfig { max_resume_attempts: 5, ..config() });
    for _ in 0..4 {
        shard.lost();
        shard.next_connection();
        shard.opened().hello();
        assert_eq!(shard.opcodes(), [6]);
    }
    shard.lost();
    assert_eq!(shard.protocol.session(), None);
}

#[test]
fn reconnects_are_limited_without_a_network() {
    let mut shard = TestShard::active(config());
    let begin = shard.now;
    shard.lost();
    let mut attempts = 0;
    while shard.now < begin + seconds(3600) {
        shard.on(Input::ConnectFailed("no network".into()));
        shard.next_connection();
        attempts += 1;
    }
    // Each wait is 4 s to 8 s: 450 to 900 attempts in an hour, and a few more at the beginning.
    assert!((450..905).contains(&attempts), "{attempts} attempts in the first hour");
    let begin = shard.now;
    attempts = 0;
    while shard.now < begin + seconds(3600) {
        shard.on(Input::ConnectFailed("no network".into()));
        shard.next_connection();
        attempts += 1;
    }
    // Each wait is 30 s to 60 s.
    assert!((60..122).contains(&attempts), "{attempts} attempts in the second hour");
}

#[test]
fn the_wait_grows_and_is_reset_by_ready_and_resumed() {
    let mut shard = TestShard::active(config());
    shard.lost();
    for attempt in 2..6 {
        shard.on(Input::ConnectFailed("no network".into()));
        let (_, counted, delay, _) = shard.reconnecting().unwrap();
        assert_eq!(counted, attempt);
        let full = Duration::from_secs(1 << (attempt - 2));
        assert!((full / 2..=full).contains(&delay), "attempt {attempt}: {delay:?}");
        shard.next_connection();
    }
    shard.opened().hello();
    shard.resumed(2);
    assert_eq!(shard.protocol.attempts(), 0);
    shard.lost();
    assert_eq!(shard.reconnecting().map(|(_, attempt, delay, _)| (attempt, delay)), Some((1, Duration::ZERO)));

    shard.on(Input::ConnectFailed("no network".into()));
    shard.next_connection();
    shard.opened().hello();
    shard.closed(4009);
    assert!(shard.protocol.attempts() > 1);
    shard.next_connection();
    shard.opened().hello();
    shard.permit();
    shard.ready();
    assert_eq!(shard.protocol.attempts(), 0);
}

/// A server that accepts the session and closes the connection resets the count each time. The number of immediate
/// reconnects must still be limited.
#[test]
fn immediate_reconnects_are_limited() {
    let mut shard = TestShard::active(config());
    let begin = shard.now;
    for seq in 0..100 {
        shard.closed(4000);
        shard.next_connection();
        shard.opened().hello();
        shard.resumed(seq + 2);
    }
    assert!(shard.now - begin > seconds(40), "{:?}", shard.now - begin);
}

#[test]
fn the_wait_for_a_session_start_can_be_ended() {
    let mut shard = TestShard::active(config());
    shard.lost();
    for _ in 0..12 {
        shard.on(Input::ConnectFailed("no network".into()));
        shard.next_connection();
    }
    shard.wait(seconds(3600)).on(Input::ConnectFailed("no network".into()));
    assert_eq!(shard.state(), ShardState::BackingOff);
    assert!(shard.protocol.deadline().unwrap() >= shard.now + seconds(30));
    shard.on(Input::ReconnectNow);
    assert!(shard.connects_to().is_some(), "reconnect_now ends a long wait");
    for mut shard in TestShard::every_open_state() {
        shard.on(Input::ReconnectNow);
        assert_eq!(shard.actions, [], "in {}", shard.state());
    }
}

#[test]
fn a_wait_planned_while_closing_can_be_ended() {
    let mut shard = TestShard::active(config());
    shard.payload(r#"{"op":9,"d":false}"#);
    shard.on(Input::ReconnectNow);
    shard.lost();
    assert_eq!(shard.connects_to(), Some(BASE_URL));
}

#[test]
fn a_requested_reconnect_does_not_wait() {
    for resume in [true, false] {
        let mut shard = TestShard::active(config());
        shard.on(Input::Reconnect { resume });
        assert_eq!(shard.closes_with(), Some(4000));
        assert_eq!(shard.reconnecting(), Some((ReconnectReason::Requested, 1, Duration::ZERO, resume)));
        shard.closed(4000);
        assert_eq!(shard.connects_to(), Some(if resume { RESUME_URL } else { BASE_URL }));
        shard.opened().hello();
        assert_eq!(shard.opcodes(), if resume { vec![6] } else { vec![] });
    }
    // While connecting, while waiting, and while closing.
    let mut connecting = TestShard::new(config(), Some(stored_session()));
    connecting.start();
    connecting.on(Input::Reconnect { resume: false });
    assert!(connecting.has(&Action::Drop));
    assert_eq!(connecting.connects_to(), Some(BASE_URL));

    let mut backing_off = TestShard::active(config());
    backing_off.payload(r#"{"op":9,"d":false}"#).lost();
    backing_off.on(Input::Reconnect { resume: true });
    assert_eq!(backing_off.connects_to(), Some(BASE_URL));

    let mut closing = TestShard::active(config());
    closing.payload(r#"{"op":7}"#);
    closing.on(Input::Reconnect { resume: false });
    closing.lost();
    assert_eq!(closing.connects_to(), Some(BASE_URL));
}

#[test]
fn requested_reconnects_do_not_count_as_failures() {
    let mut shard = TestShard::resuming(ShardConfig { max_reconnect_attempts: Some(1), ..config() });
    for _ in 0..10 {
        shard.on(Input::Reconnect { resume: true });
        shard.closed(4000);
        assert_eq!(shard.connects_to(), Some(RESUME_URL));
        shard.opened().hello();
        assert_eq!(shard.opcodes(), [6]);
    }
}

#[test]
fn a_close_with_any_code_is_resumed_unless_the_code_ends_the_session() {
    for (code, sent, resumes) in [
        (4200, 4200, true),
        (3000, 3000, true),
        (1000, 1000, false),
        (1001, 1001, false),
        (1006, 4000, true),
        (7, 4000, true),
    ] {
        let mut shard = TestShard::active(config());
        shard.on(Input::CloseWith { code, reason: "é".repeat(100) });
        assert_eq!(shard.closes_with(), Some(sent), "{code}");
        let Some(Action::Close { reason, .. }) =
            shard.actions.iter().find(|action| matches!(action, Action::Close { .. }))
        else {
            panic!("no close frame");
        };
        assert_eq!(reason.len(), 122, "at most 123 bytes, truncated between characters");
        assert_eq!(shard.protocol.session().is_some(), resumes, "{code}");
        shard.closed(sent);
        assert_eq!(shard.connects_to(), Some(if resumes { RESUME_URL } else { BASE_URL }), "{code}");
    }
}

/// A second close must not send a second close frame.
#[test]
fn no_second_close_frame_is_sent() {
    let inputs: [fn() -> Input; 6] = [
        || Input::CloseWith { code: 4200, reason: String::new() },
        || Input::Reconnect { resume: true },
        || Input::Zombie { generation: 1 },
        || Input::Undecodable("corrupt".into()),
        || Input::Stop { resumable: true },
        || Input::Stop { resumable: false },
    ];
    for input in inputs {
        let mut shard = TestShard::active(config());
        shard.payload(r#"{"op":7}"#);
        shard.on(input());
        assert_eq!(shard.actions, []);
        shard.payload(r#"{"op":7}"#);
        assert_eq!(shard.actions, []);
        shard.payload(r#"{"op":9,"d":false}"#);
        assert_eq!(shard.actions, []);
    }
}

/// Our close frame and Discord's may cross.
#[test]
fn a_fatal_code_is_handled_while_closing() {
    let mut shard = TestShard::active(config());
    shard.payload(r#"{"op":7}"#);
    shard.closed(4004);
    assert!(matches!(shard.finished(), Some(Outcome::Fatal(_))));
}

#[test]
fn a_connection_that_ends_is_reported_once_before_the_reconnect() {
    for mut shard in TestShard::every_open_state() {
        shard.lost();
        let position = |wanted: fn(&Report) -> bool| {
            shard.actions.iter().position(|action| matches!(action, Action::Report(report) if wanted(report)))
        };
        let disconnected = position(|report| matches!(report, Report::Disconnected { .. })).unwrap();
        let reconnecting = position(|report| matches!(report, Report::Reconnecting { .. })).unwrap();
        assert!(disconnected < reconnecting);
        let reason = ReconnectReason::Lost { error: "connection reset".into() };
        assert!(shard.reports(&Report::Disconnected { reason: DisconnectReason::Reconnect(reason) }));
    }
    let mut connecting = TestShard::new(config(), None);
    connecting.start().on(Input::ConnectFailed("refused".into()));
    assert!(!connecting.actions.iter().any(|action| matches!(action, Action::Report(Report::Disconnected { .. }))));
}
