//! Events: handed on once, in order, and counted whatever they are.

use super::*;

fn seq(stage: &Stage) -> Option<u64> {
    stage.protocol.session().map(|session| session.seq)
}

#[test]
fn every_event_is_handed_on_and_counted_also_unknown_ones() {
    let mut stage = Stage::active(config());
    for (n, payload) in [
        r#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"1"}}"#,
        r#"{"t":"SOMETHING_OF_TOMORROW","s":3,"op":0,"d":[1,2]}"#,
        r#"{"t":null,"s":4,"op":0,"d":null}"#,
        r#"{"op":0,"s":5,"t":"MESSAGE_CREATE","d":"not what a message is"}"#,
    ]
    .into_iter()
    .enumerate()
    {
        stage.payload(payload);
        assert_eq!(stage.actions, [Action::Dispatch], "{payload}");
        assert_eq!(seq(&stage), Some(n as u64 + 2));
    }
}

#[test]
fn an_event_without_a_number_is_handed_on_and_counts_nothing() {
    let mut stage = Stage::active(config());
    stage.payload(r#"{"op":0,"t":"RATE_LIMITED","d":{"opcode":8}}"#);
    assert!(stage.dispatched());
    assert_eq!(seq(&stage), Some(1));
}

#[test]
fn an_event_that_comes_twice_is_handed_on_once() {
    let mut stage = Stage::active(config());
    stage.event(2);
    assert!(stage.dispatched());
    stage.event(2);
    assert!(!stage.dispatched());
    stage.event(1);
    assert!(!stage.dispatched());
    assert_eq!((seq(&stage), stage.protocol.duplicates()), (Some(2), 2));
    stage.event(5);
    assert!(stage.dispatched(), "a gap is Discord's affair");
}

#[test]
fn resumed_counts_even_with_a_number_that_is_not_new() {
    let mut stage = Stage::resuming(config());
    stage.resumed(41);
    assert_eq!(stage.state(), ShardState::Active);
    assert_eq!(seq(&stage), Some(41));
}

#[test]
fn a_new_session_counts_from_its_own_beginning() {
    let mut stage = Stage::active(config());
    stage.event(900);
    stage.closed(4009);
    stage.opened().hello().permit();
    stage.ready();
    assert_eq!(seq(&stage), Some(1));
    stage.event(2);
    assert!(stage.dispatched());
}

/// A gateway proxy may answer a RESUME with a new session.
#[test]
fn ready_in_answer_to_resume_is_a_new_session() {
    let mut stage = Stage::resuming(config());
    stage.ready();
    assert!(stage.reports(&Report::Ready { session_id: "abc".into() }));
    assert_eq!(stage.protocol.session(), Some(&Session::new("abc", 1, Some("ws://resume.example:2".into()))));
}

#[test]
fn ready_and_resumed_out_of_place_are_events_like_others() {
    let mut stage = Stage::active(config());
    stage.resumed(2);
    assert_eq!(stage.actions, [Action::Dispatch]);
    stage.payload(r#"{"t":"READY","s":3,"op":0,"d":{"session_id":"other"}}"#);
    assert_eq!(stage.actions, [Action::Dispatch]);
    assert_eq!(stage.protocol.session().map(|session| session.id.as_str()), Some("abc"));
}

#[test]
fn before_the_handshake_there_are_no_events() {
    for mut stage in Stage::every_open_state().into_iter().take(2) {
        let state = stage.state();
        stage.event(5);
        assert_eq!((stage.actions.as_slice(), stage.state()), (&[][..], state));
    }
}

#[test]
fn a_ready_that_cannot_be_read_is_a_session_that_cannot_be_resumed() {
    for payload in [r#"{"t":"READY","s":1,"op":0,"d":{}}"#, r#"{"t":"READY","op":0,"d":{"session_id":"abc"}}"#] {
        let mut stage = Stage::identifying(config());
        stage.payload(payload);
        assert_eq!(stage.state(), ShardState::Active);
        assert!(stage.dispatched());
        assert_eq!(stage.protocol.session(), None, "only with id and number: {payload}");
        stage.event(2);
        assert!(stage.dispatched());
        stage.lost();
        assert_eq!(stage.connects_to(), Some(BASE));
        stage.opened().hello();
        assert!(stage.has(&Action::RequestPermit { request: 2 }));
    }
}

#[test]
fn unknown_opcodes_are_reported_once_each_and_change_nothing() {
    for mut stage in Stage::every_open_state() {
        let state = stage.state();
        for op in [5, 12, 99, 255, 2, 3, 4, 6, 8, 31, 43] {
            stage.payload(&format!(r#"{{"op":{op},"d":{{"x":1}}}}"#));
            assert_eq!(stage.actions, [Action::Report(Report::UnknownOpcode(op))]);
            stage.payload(&format!(r#"{{"op":{op},"d":null}}"#));
            assert_eq!(stage.actions, []);
        }
        assert_eq!(stage.state(), state);
    }
}

#[test]
fn a_payload_that_cannot_be_read_is_passed_over() {
    let mut stage = Stage::active(config());
    for seq in 2..20 {
        stage.on(Input::Malformed("no JSON".into()));
        assert_eq!(stage.actions, [Action::Report(Report::Malformed { error: "no JSON".into() })]);
        stage.event(seq);
        assert!(stage.dispatched());
    }
}

#[test]
fn three_in_a_row_that_cannot_be_read_are_a_stream_out_of_step() {
    let mut stage = Stage::active(config());
    stage.on(Input::Malformed("no JSON".into()));
    stage.on(Input::Malformed("no JSON".into()));
    assert_eq!(stage.reconnecting(), None);
    stage.on(Input::Malformed("no JSON".into()));
    assert_eq!(stage.closes_with(), Some(4000));
    let reason = ReconnectReason::Undecodable { error: "no JSON".into() };
    assert_eq!(stage.reconnecting(), Some((reason, 1, Duration::ZERO, true)));
}

#[test]
fn a_new_connection_has_nothing_to_do_with_what_the_former_could_not_read() {
    let mut stage = Stage::active(config());
    stage.on(Input::Malformed("no JSON".into()));
    stage.on(Input::Malformed("no JSON".into()));
    stage.lost();
    stage.opened().on(Input::Malformed("no JSON".into()));
    assert_eq!(stage.reconnecting(), None);
}

#[test]
fn a_broken_stream_costs_the_connection_and_not_the_session() {
    for mut stage in Stage::every_open_state() {
        let session = stage.protocol.session().cloned();
        stage.on(Input::Undecodable("corrupt".into()));
        assert_eq!(stage.closes_with(), Some(4000));
        assert_eq!(stage.reason(), ReconnectReason::Undecodable { error: "corrupt".into() });
        assert_eq!(stage.protocol.session(), session.as_ref());
    }
}

/// What comes after our close frame comes again with the resume.
#[test]
fn events_that_come_while_closing_are_left_for_the_resume() {
    let mut stage = Stage::active(config());
    stage.payload(r#"{"op":7}"#);
    stage.event(2);
    assert_eq!((stage.actions.as_slice(), seq(&stage)), (&[][..], Some(1)));
}
