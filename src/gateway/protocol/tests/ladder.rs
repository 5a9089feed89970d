//! What the end of a connection means for the next: resume at the session's own place, resume at the base URL, a new
//! session.

use super::*;

/// Plays a failure in a connection that is being resumed.
type Failure = fn(&mut Stage);

#[test]
fn every_close_code_leads_where_the_table_says() {
    for code in CloseCode::ALL.iter().copied().chain([CloseCode(1011), CloseCode(4015), CloseCode(4999)]) {
        let mut stage = Stage::active(config());
        stage.closed(code.0);
        match code.consequence() {
            Consequence::Fatal => {
                assert!(matches!(stage.finished(), Some(Outcome::Fatal(fatal)) if fatal.code == code), "{code}");
                assert_eq!(stage.state(), ShardState::Stopped);
                assert_eq!(stage.connects_to(), None, "{code}");
            }
            Consequence::Resume => {
                assert_eq!(stage.connects_to(), Some(OWN), "{code}");
                stage.opened().hello();
                assert_eq!(stage.opcodes(), [6], "{code}");
            }
            Consequence::NewSession => {
                assert_eq!(stage.connects_to(), Some(BASE), "{code}");
                assert_eq!(stage.protocol.session(), None, "{code}");
                stage.opened().hello();
                assert!(stage.has(&Action::RequestPermit { request: 2 }), "{code}");
            }
        }
    }
}

#[test]
fn a_drop_without_a_close_frame_or_code_is_resumed() {
    let ends: [Failure; 2] = [
        |stage| {
            stage.lost();
        },
        |stage| {
            stage.on(Input::PeerClosed { code: None, reason: String::new() });
        },
    ];
    for end in ends {
        let mut stage = Stage::active(config());
        end(&mut stage);
        assert_eq!(stage.actions[0], Action::StopHeartbeat);
        assert_eq!(stage.connects_to(), Some(OWN), "the first retry is at once");
        stage.opened().hello();
        assert_eq!(stage.sent()[0]["d"]["session_id"], "abc");
    }
}

#[test]
fn op_7_is_obeyed_in_every_state_even_instead_of_hello() {
    for mut stage in Stage::every_open_state() {
        let state = stage.state();
        let session = stage.protocol.session().cloned();
        stage.payload(r#"{"op":7,"d":null}"#);
        assert_eq!(stage.closes_with(), Some(4000), "in {state}");
        assert_eq!(
            stage.reconnecting(),
            Some((ReconnectReason::Asked, 1, Duration::ZERO, session.is_some())),
            "in {state}"
        );
        assert_eq!(stage.state(), ShardState::Closing);
        stage.closed(4000);
        assert_eq!(stage.connects_to(), Some(if session.is_some() { OWN } else { BASE }), "in {state}");
    }
}

/// "After op 7 the server may close the socket itself a few seconds later; do not wait for that."
#[test]
fn after_op_7_nobody_waits_for_the_server() {
    let mut stage = Stage::active(config());
    stage.payload(r#"{"op":7}"#);
    let (url, waited) = {
        let waited = stage.tick();
        (stage.connects_to().unwrap().to_owned(), waited)
    };
    assert_eq!((url.as_str(), waited), (OWN, seconds(2)));
}

#[test]
fn op_9_true_resumes_again() {
    let mut stage = Stage::active(config());
    stage.payload(r#"{"op":9,"d":true}"#);
    assert_eq!(stage.closes_with(), Some(4000));
    let reason = ReconnectReason::InvalidSession { resumable: true };
    assert_eq!(stage.reconnecting(), Some((reason, 1, Duration::ZERO, true)));
    stage.closed(4000);
    assert_eq!(stage.connects_to(), Some(OWN));
}

#[test]
fn op_9_false_forgets_the_session_waits_and_identifies_at_the_base_url() {
    let mut waits = std::collections::BTreeSet::new();
    for seed in 0..50 {
        let mut stage = Stage::new(config(), Some(stored_session()));
        stage.protocol = Protocol::new(config(), Some(stored_session()), seed, stage.now);
        stage.start().opened().hello();
        stage.payload(r#"{"op":9,"d":false}"#);
        assert_eq!(stage.protocol.session(), None);
        let (reason, attempt, delay, resumable) = stage.reconnecting().unwrap();
        assert_eq!((reason, attempt, resumable), (ReconnectReason::InvalidSession { resumable: false }, 1, false));
        assert!((seconds(1)..=seconds(5)).contains(&delay));
        let (url, waited) = stage.next_connection();
        assert_eq!((url.as_str(), waited), (BASE, delay));
        stage.opened().hello();
        stage.permit();
        assert_eq!(stage.opcodes(), [2]);
        waits.insert(delay);
    }
    assert!(waits.len() > 40, "the wait is random");
}

#[test]
fn op_9_with_anything_but_true_is_false() {
    for data in ["null", "0", "\"true\"", "{}"] {
        let mut stage = Stage::active(config());
        stage.payload(&format!(r#"{{"op":9,"d":{data}}}"#));
        assert_eq!(stage.reason(), ReconnectReason::InvalidSession { resumable: false }, "{data}");
        assert_eq!(stage.protocol.session(), None);
    }
}

/// Too many IDENTIFYs in five seconds are answered with op 9: the next may not come at once, nor on this connection.
#[test]
fn op_9_in_answer_to_identify_waits_longer_each_time() {
    let mut stage = Stage::identifying(config());
    let mut last = Duration::ZERO;
    for attempt in 1..10 {
        stage.payload(r#"{"op":9,"d":false}"#);
        let (_, counted, delay, _) = stage.reconnecting().unwrap();
        assert_eq!(counted, attempt);
        last = delay;
        stage.next_connection();
        stage.opened().hello();
        assert!(stage.actions.iter().any(|action| matches!(action, Action::RequestPermit { .. })));
        stage.permit();
    }
    assert!(last > seconds(40), "{last:?}");
}

#[test]
fn resume_url_dead_falls_back_to_the_base_url() {
    let failures: [Failure; 4] = [
        |stage| {
            stage.on(Input::ConnectFailed("refused".into()));
        },
        |stage| {
            stage.tick();
        },
        |stage| {
            stage.opened().lost();
        },
        |stage| {
            stage.opened().tick();
        },
    ];
    for (n, fail) in failures.into_iter().enumerate() {
        let mut stage = Stage::new(config(), Some(stored_session()));
        stage.start();
        assert_eq!(stage.connects_to(), Some(OWN));
        fail(&mut stage);
        assert_eq!(stage.reconnecting().map(|(_, attempt, _, resumable)| (attempt, resumable)), Some((1, true)));
        assert_eq!(stage.next_connection().0, BASE, "failure {n}");
        stage.opened().hello();
        assert_eq!(stage.opcodes(), [6], "the session is still worth a try, failure {n}");
        stage.resumed(42);
        stage.lost();
        assert_eq!(stage.connects_to(), Some(OWN), "its own place gets another chance, failure {n}");
    }
}

/// Without a network both places fail, and that says nothing about the session.
#[test]
fn without_a_network_the_session_is_kept_and_both_places_are_tried_in_turn() {
    let mut stage = Stage::new(config(), Some(stored_session()));
    stage.start();
    let mut urls = vec![stage.connects_to().unwrap().to_owned()];
    for _ in 0..9 {
        stage.on(Input::ConnectFailed("no network".into()));
        urls.push(stage.next_connection().0);
    }
    assert_eq!(urls, [OWN, BASE, OWN, BASE, OWN, BASE, OWN, BASE, OWN, BASE]);
    stage.opened().hello();
    assert_eq!(stage.opcodes(), [6]);
}

/// discordeno#3907: a close during RESUMING tried RESUME again for ever.
#[test]
fn close_while_resuming_identifies() {
    for code in [1000, 1001, 4000, 4001, 4006, 4007, 4009, 4123] {
        let mut stage = Stage::resuming(config());
        stage.closed(code);
        assert_eq!(stage.reconnecting().map(|(.., resumable)| resumable), Some(false), "{code}");
        assert_eq!(stage.next_connection().0, BASE, "{code}");
        stage.opened().hello();
        stage.permit();
        assert_eq!(stage.opcodes(), [2], "{code}");
    }
}

/// Resume URL, base URL, new session: whatever way the RESUME fails, and never for ever.
#[test]
fn resumes_that_bring_nothing_end_in_a_new_session() {
    let failures: [Failure; 6] = [
        |stage| {
            stage.lost();
        },
        |stage| {
            stage.on(Input::PeerClosed { code: None, reason: String::new() });
        },
        |stage| {
            stage.tick();
        },
        |stage| {
            stage.payload(r#"{"op":9,"d":true}"#);
        },
        |stage| {
            let generation = stage.protocol.generation();
            stage.on(Input::Zombie { generation });
        },
        |stage| {
            stage.on(Input::Undecodable("corrupt".into()));
        },
    ];
    for (n, fail) in failures.into_iter().enumerate() {
        let mut stage = Stage::resuming(config());
        fail(&mut stage);
        assert_eq!(stage.next_connection().0, BASE, "failure {n}");
        stage.opened().hello();
        assert_eq!(stage.opcodes(), [6], "failure {n}");
        fail(&mut stage);
        assert_eq!(stage.reconnecting().map(|(.., resumable)| resumable), Some(false), "failure {n}");
        assert_eq!(stage.next_connection().0, BASE, "failure {n}");
        stage.opened().hello();
        stage.permit();
        assert_eq!(stage.opcodes(), [2], "failure {n}");
    }
}

#[test]
fn a_resume_that_brought_events_is_worth_another() {
    let mut stage = Stage::resuming(config());
    for seq in 42..60 {
        stage.event(seq);
        stage.lost();
        stage.next_connection();
        stage.opened().hello();
        assert_eq!(stage.sent()[0]["d"]["seq"], seq, "the next one goes on from there");
    }
}

#[test]
fn the_number_of_resumes_is_a_setting() {
    let mut stage = Stage::resuming(ShardConfig { max_resume_attempts: 5, ..config() });
    for _ in 0..4 {
        stage.lost();
        stage.next_connection();
        stage.opened().hello();
        assert_eq!(stage.opcodes(), [6]);
    }
    stage.lost();
    assert_eq!(stage.protocol.session(), None);
}

#[test]
fn no_storm_without_network() {
    let mut stage = Stage::active(config());
    let begin = stage.now;
    stage.lost();
    let mut attempts = 0;
    while stage.now < begin + seconds(3600) {
        stage.on(Input::ConnectFailed("no network".into()));
        stage.next_connection();
        attempts += 1;
    }
    // Half of the cap at the least: 60 s, so 60 an hour, and the few of the beginning.
    assert!((25..75).contains(&attempts), "{attempts} attempts in an hour");
}

#[test]
fn the_wait_grows_and_starts_anew_with_ready_and_with_resumed() {
    let mut stage = Stage::active(config());
    stage.lost();
    for attempt in 2..6 {
        stage.on(Input::ConnectFailed("no network".into()));
        let (_, counted, delay, _) = stage.reconnecting().unwrap();
        assert_eq!(counted, attempt);
        let full = Duration::from_secs(1 << (attempt - 2));
        assert!((full / 2..=full).contains(&delay), "attempt {attempt}: {delay:?}");
        stage.next_connection();
    }
    stage.opened().hello();
    stage.resumed(2);
    assert_eq!(stage.protocol.attempts(), 0);
    stage.lost();
    assert_eq!(stage.reconnecting().map(|(_, attempt, delay, _)| (attempt, delay)), Some((1, Duration::ZERO)));

    stage.on(Input::ConnectFailed("no network".into()));
    stage.next_connection();
    stage.opened().hello();
    stage.closed(4009);
    assert!(stage.protocol.attempts() > 1);
    stage.next_connection();
    stage.opened().hello();
    stage.permit();
    stage.ready();
    assert_eq!(stage.protocol.attempts(), 0);
}

/// A server that lets us in and throws us out at once starts the count anew each time; that must not make a storm of
/// first attempts.
#[test]
fn a_revolving_door_is_slowed_down() {
    let mut stage = Stage::active(config());
    let begin = stage.now;
    for seq in 0..100 {
        stage.closed(4000);
        stage.next_connection();
        stage.opened().hello();
        stage.resumed(seq + 2);
    }
    assert!(stage.now - begin > seconds(40), "{:?}", stage.now - begin);
}

#[test]
fn a_session_start_limit_can_be_waited_out_by_hand() {
    let mut stage = Stage::active(config());
    stage.lost();
    for _ in 0..12 {
        stage.on(Input::ConnectFailed("no network".into()));
        stage.next_connection();
    }
    stage.on(Input::ConnectFailed("no network".into()));
    assert_eq!(stage.state(), ShardState::BackingOff);
    assert!(stage.protocol.deadline().unwrap() > stage.now + seconds(30));
    stage.on(Input::ReconnectNow);
    assert!(stage.connects_to().is_some(), "reconnect_now cuts through a long wait");
    for mut stage in Stage::every_open_state() {
        stage.on(Input::ReconnectNow);
        assert_eq!(stage.actions, [], "in {}", stage.state());
    }
}

#[test]
fn a_wait_that_is_planned_while_closing_can_be_cut_short_too() {
    let mut stage = Stage::active(config());
    stage.payload(r#"{"op":9,"d":false}"#);
    stage.on(Input::ReconnectNow);
    stage.lost();
    assert_eq!(stage.connects_to(), Some(BASE));
}

#[test]
fn a_reconnect_on_request_does_not_wait() {
    for resume in [true, false] {
        let mut stage = Stage::active(config());
        stage.on(Input::Reconnect { resume });
        assert_eq!(stage.closes_with(), Some(4000));
        assert_eq!(stage.reconnecting(), Some((ReconnectReason::Requested, 1, Duration::ZERO, resume)));
        stage.closed(4000);
        assert_eq!(stage.connects_to(), Some(if resume { OWN } else { BASE }));
        stage.opened().hello();
        assert_eq!(stage.opcodes(), if resume { vec![6] } else { vec![] });
    }
    // In the middle of a connection attempt, of a wait, and of a closing.
    let mut connecting = Stage::new(config(), Some(stored_session()));
    connecting.start();
    connecting.on(Input::Reconnect { resume: false });
    assert!(connecting.has(&Action::Drop));
    assert_eq!(connecting.connects_to(), Some(BASE));

    let mut backing_off = Stage::active(config());
    backing_off.payload(r#"{"op":9,"d":false}"#).lost();
    backing_off.on(Input::Reconnect { resume: true });
    assert_eq!(backing_off.connects_to(), Some(BASE));

    let mut closing = Stage::active(config());
    closing.payload(r#"{"op":7}"#);
    closing.on(Input::Reconnect { resume: false });
    closing.lost();
    assert_eq!(closing.connects_to(), Some(BASE));
}

#[test]
fn requested_reconnects_do_not_use_up_the_ladder() {
    let mut stage = Stage::resuming(ShardConfig { max_reconnect_attempts: Some(1), ..config() });
    for _ in 0..10 {
        stage.on(Input::Reconnect { resume: true });
        stage.closed(4000);
        assert_eq!(stage.connects_to(), Some(OWN));
        stage.opened().hello();
        assert_eq!(stage.opcodes(), [6]);
    }
}

#[test]
fn a_close_with_a_code_of_choice_resumes_unless_the_code_ends_the_session() {
    for (code, sent, resumes) in [
        (4200, 4200, true),
        (3000, 3000, true),
        (1000, 1000, false),
        (1001, 1001, false),
        (1006, 4000, true),
        (7, 4000, true),
    ] {
        let mut stage = Stage::active(config());
        stage.on(Input::CloseWith { code, reason: "é".repeat(100) });
        assert_eq!(stage.closes_with(), Some(sent), "{code}");
        let Some(Action::Close { reason, .. }) =
            stage.actions.iter().find(|action| matches!(action, Action::Close { .. }))
        else {
            panic!("no close frame");
        };
        assert_eq!(reason.len(), 122, "at most 123 bytes, cut between characters");
        assert_eq!(stage.protocol.session().is_some(), resumes, "{code}");
        stage.closed(sent);
        assert_eq!(stage.connects_to(), Some(if resumes { OWN } else { BASE }), "{code}");
    }
}

/// Closing twice must not send two close frames.
#[test]
fn while_closing_nothing_is_closed_again() {
    let inputs: [fn() -> Input<'static>; 6] = [
        || Input::CloseWith { code: 4200, reason: String::new() },
        || Input::Reconnect { resume: true },
        || Input::Zombie { generation: 1 },
        || Input::Undecodable("corrupt".into()),
        || Input::Stop { resumable: true },
        || Input::Stop { resumable: false },
    ];
    for input in inputs {
        let mut stage = Stage::active(config());
        stage.payload(r#"{"op":7}"#);
        stage.on(input());
        assert_eq!(stage.actions, []);
        stage.payload(r#"{"op":7}"#);
        assert_eq!(stage.actions, []);
        stage.payload(r#"{"op":9,"d":false}"#);
        assert_eq!(stage.actions, []);
    }
}

/// Our close frame and Discord's may cross.
#[test]
fn a_fatal_code_counts_even_while_closing() {
    let mut stage = Stage::active(config());
    stage.payload(r#"{"op":7}"#);
    stage.closed(4004);
    assert!(matches!(stage.finished(), Some(Outcome::Fatal(_))));
}

#[test]
fn a_connection_that_ends_is_reported_once_before_the_reconnect() {
    for mut stage in Stage::every_open_state() {
        stage.lost();
        let position = |wanted: fn(&Report) -> bool| {
            stage.actions.iter().position(|action| matches!(action, Action::Report(report) if wanted(report)))
        };
        let disconnected = position(|report| matches!(report, Report::Disconnected { .. })).unwrap();
        let reconnecting = position(|report| matches!(report, Report::Reconnecting { .. })).unwrap();
        assert!(disconnected < reconnecting);
        let reason = ReconnectReason::Lost { error: "connection reset".into() };
        assert!(stage.reports(&Report::Disconnected { reason: DisconnectReason::Reconnect(reason) }));
    }
    let mut connecting = Stage::new(config(), None);
    connecting.start().on(Input::ConnectFailed("refused".into()));
    assert!(!connecting.actions.iter().any(|action| matches!(action, Action::Report(Report::Disconnected { .. }))));
}
