//! Events: each is handed on once, in order, and its sequence number is recorded.

use super::*;

fn seq(shard: &TestShard) -> Option<u64> {
    shard.protocol.session().map(|session| session.seq)
}

#[test]
fn every_event_is_handed_on_and_its_number_recorded() {
    let mut shard = TestShard::active(config());
    for (n, payload) in [
        r#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"1"}}"#,
        r#"{"t":"SOMETHING_NEW","s":3,"op":0,"d":[1,2]}"#,
        r#"{"t":null,"s":4,"op":0,"d":null}"#,
        r#"{"op":0,"s":5,"t":"MESSAGE_CREATE","d":"not a message"}"#,
    ]
    .into_iter()
    .enumerate()
    {
        shard.payload(payload);
        assert!(shard.dispatched(), "{payload}");
        assert_eq!(shard.actions, [], "{payload}");
        assert_eq!(seq(&shard), Some(n as u64 + 2));
    }
}

#[test]
fn an_event_without_a_number_is_handed_on() {
    let mut shard = TestShard::active(config());
    shard.payload(r#"{"op":0,"t":"RATE_LIMITED","d":{"opcode":8}}"#);
    assert!(shard.dispatched());
    assert_eq!(seq(&shard), Some(1));
}

#[test]
fn a_repeated_event_is_handed_on_once() {
    let mut shard = TestShard::active(config());
    shard.event(2);
    assert!(shard.dispatched());
    shard.event(2);
    assert!(!shard.dispatched());
    shard.event(1);
    assert!(!shard.dispatched());
    assert_eq!((seq(&shard), shard.protocol.duplicates()), (Some(2), 2));
    shard.event(5);
    assert!(shard.dispatched(), "a gap is not an error");
}

/// After one number that is too high, all later events would count as received before.
#[test]
fn numbers_that_stay_behind_lead_to_a_new_session() {
    for high in [u64::MAX, 1_000_000] {
        let mut shard = TestShard::active(config());
        shard.event(2);
        shard.event(high);
        for seq in 3..7 {
            shard.event(seq);
            assert_eq!((shard.dispatched(), shard.reconnecting()), (false, None));
        }
        shard.event(7);
        assert_eq!(shard.reason(), ReconnectReason::StaleNumbers { last: high, received: 7 });
        assert_eq!(shard.closes_with(), Some(4000));
        assert_eq!(shard.protocol.session(), None, "a new session has new numbers");
        assert_eq!(shard.next_connection().0, BASE_URL);
    }
}

#[test]
fn numbers_that_repeat_in_a_replay_or_now_and_then_are_no_error() {
    let mut shard = TestShard::resuming(config());
    for _ in 0..50 {
        shard.event(40);
        assert_eq!(shard.state(), ShardState::Resuming);
    }
    shard.resumed(42);
    for seq in 43..100 {
        for _ in 0..4 {
            shard.event(seq);
        }
        shard.event(seq - 1);
        assert_eq!(shard.state(), ShardState::Active);
    }
}

#[test]
fn resumed_is_accepted_with_a_number_that_is_not_new() {
    let mut shard = TestShard::resuming(config());
    shard.resumed(41);
    assert_eq!(shard.state(), ShardState::Active);
    assert_eq!(seq(&shard), Some(41));
}

#[test]
fn a_new_session_has_its_own_numbers() {
    let mut shard = TestShard::active(config());
    shard.event(900);
    shard.closed(4009);
    shard.opened().hello().permit();
    shard.ready();
    assert_eq!(seq(&shard), Some(1));
    shard.event(2);
    assert!(shard.dispatched());
}

/// A gateway proxy may answer RESUME with a new session.
#[test]
fn ready_in_answer_to_resume_is_a_new_session() {
    let mut shard = TestShard::resuming(config());
    shard.ready();
    assert!(shard.reports(&Report::Ready { session_id: "abc".into() }));
    assert_eq!(shard.protocol.session(), Some(&Session::new("abc", 1, Some("ws://resume.gateway.example:2".into()))));
}

#[test]
fn unexpected_ready_and_resumed_are_ordinary_events() {
    let mut shard = TestShard::active(config());
    shard.resumed(2);
    assert!(shard.dispatched());
    assert_eq!(shard.actions, []);
    shard.payload(r#"{"t":"READY","s":3,"op":0,"d":{"session_id":"other"}}"#);
    assert!(shard.dispatched());
    assert_eq!(shard.actions, []);
    assert_eq!(shard.protocol.session().map(|session| session.id.as_str()), Some("abc"));
}

#[test]
fn before_the_handshake_there_are_no_events() {
    for mut shard in TestShard::every_open_state().into_iter().take(2) {
        let state = shard.state();
        shard.event(5);
        assert_eq!((shard.actions.as_slice(), shard.state()), (&[][..], state));
    }
}

#[test]
fn after_an_unreadable_ready_the_session_cannot_be_resumed() {
    for payload in [r#"{"t":"READY","s":1,"op":0,"d":{}}"#, r#"{"t":"READY","op":0,"d":{"session_id":"abc"}}"#] {
        let mut shard = TestShard::identifying(config());
        shard.payload(payload);
        assert_eq!(shard.state(), ShardState::Active);
        assert!(shard.dispatched());
        assert_eq!(shard.protocol.session(), None, "only with id and number: {payload}");
        shard.event(2);
        assert!(shard.dispatched());
        shard.lost();
        assert_eq!(shard.connects_to(), Some(BASE_URL));
        shard.opened().hello();
        assert!(shard.has(&Action::RequestPermit { request: 2 }));
    }
}

#[test]
fn unknown_opcodes_are_reported_once_each_and_change_nothing() {
    for mut shard in TestShard::every_open_state() {
        let state = shard.state();
        for op in [5, 12, 99, 255, 2, 3, 4, 6, 8, 31, 43] {
            shard.payload(&format!(r#"{{"op":{op},"d":{{"x":1}}}}"#));
            assert_eq!(shard.actions, [Action::Report(Report::UnknownOpcode(op))]);
            shard.payload(&format!(r#"{{"op":{op},"d":null}}"#));
            assert_eq!(shard.actions, []);
        }
        assert_eq!(shard.state(), state);
    }
}

#[test]
fn an_unreadable_payload_is_ignored() {
    let mut shard = TestShard::active(config());
    for seq in 2..20 {
        shard.on(Input::Malformed("no JSON".into()));
        assert_eq!(shard.actions, [Action::Report(Report::Malformed { error: "no JSON".into() })]);
        shard.event(seq);
        assert!(shard.dispatched());
    }
}

#[test]
fn three_unreadable_payloads_in_a_row_mean_a_corrupt_stream() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Malformed("no JSON".into()));
    shard.on(Input::Malformed("no JSON".into()));
    assert_eq!(shard.reconnecting(), None);
    shard.on(Input::Malformed("no JSON".into()));
    assert_eq!(shard.closes_with(), Some(4000));
    let reason = ReconnectReason::Undecodable { error: "no JSON".into() };
    assert_eq!(shard.reconnecting(), Some((reason, 1, Duration::ZERO, true)));
}

#[test]
fn a_new_connection_resets_the_count_of_unreadable_payloads() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Malformed("no JSON".into()));
    shard.on(Input::Malformed("no JSON".into()));
    shard.lost();
    shard.opened().on(Input::Malformed("no JSON".into()));
    assert_eq!(shard.reconnecting(), None);
}

#[test]
fn a_corrupt_stream_ends_the_connection_but_not_the_session() {
    for mut shard in TestShard::every_open_state() {
        let session = shard.protocol.session().cloned();
        shard.on(Input::Undecodable("corrupt".into()));
        assert_eq!(shard.closes_with(), Some(4000));
        assert_eq!(shard.reason(), ReconnectReason::Undecodable { error: "corrupt".into() });
        assert_eq!(shard.protocol.session(), session.as_ref());
    }
}

/// Events after our close frame are replayed by the resume.
#[test]
fn events_while_closing_are_left_to_the_resume() {
    let mut shard = TestShard::active(config());
    shard.payload(r#"{"op":7}"#);
    shard.event(2);
    assert_eq!((shard.actions.as_slice(), seq(&shard)), (&[][..], Some(1)));
}
