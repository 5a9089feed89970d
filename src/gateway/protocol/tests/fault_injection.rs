//! Fault injection, events that could not be read, and presences that may not have arrived.

use super::*;

const OTHER_URL: &str = "ws://other.example:3/?v=10&encoding=json&compress=zstd-stream";

fn other_url() -> GatewayUrl {
    GatewayUrl::parse("ws://other.example:3").unwrap()
}

fn presence(id: u64, status: Status) -> Input {
    Input::Command { id, command: Command::Presence(BotPresence::new(status)) }
}

fn malformed(shard: &mut TestShard) {
    shard.on(Input::Malformed("no JSON".into()));
}

// Fault injection.

/// SEEDS R14.
#[test]
fn an_injected_reconnect_is_like_one_that_discord_requests() {
    for (url, to) in [(None, RESUME_URL), (Some(other_url()), OTHER_URL)] {
        let mut shard = TestShard::active(config());
        shard.on(Input::FaultInjection(FaultInjection::Reconnect { url }));
        assert_eq!((shard.closes_with(), shard.reason()), (Some(4000), ReconnectReason::Asked));
        assert_eq!(shard.next_connection().0, to);
        shard.opened().hello();
        assert_eq!(shard.opcodes(), [6]);
        shard.resumed(2);
        // The other URL is used only once.
        shard.lost();
        assert_eq!(shard.next_connection().0, RESUME_URL);
    }
}

/// The token is not sent to a URL without TLS if the base URL has TLS.
#[test]
fn an_injected_reconnect_ignores_a_url_without_tls() {
    let mut config = config();
    config.gateway_url = GatewayUrl::discord();
    let mut shard = TestShard::active(config);
    assert!(!shard.protocol.may_receive_token(&other_url()));
    shard.on(Input::FaultInjection(FaultInjection::Reconnect { url: Some(other_url()) }));
    assert!(shard.next_connection().0.starts_with("wss://gateway.discord.gg/"));
}

/// SEEDS R15.
#[test]
fn an_injected_resume_sends_the_given_number() {
    for seq in [0, 3, 900] {
        let mut shard = TestShard::active(config());
        for seq in 2..6 {
            shard.event(seq);
        }
        shard.on(Input::FaultInjection(FaultInjection::Resume { seq }));
        assert_eq!(shard.reason(), ReconnectReason::Requested);
        shard.next_connection();
        shard.opened().hello();
        assert_eq!(shard.sent()[0]["d"]["seq"], seq);
        // Events after that number are new.
        shard.event(seq + 1);
        assert!(shard.dispatched(), "{seq}");
    }
    let mut shard = TestShard::active(config());
    shard.on(Input::FaultInjection(FaultInjection::Resume { seq: 900 }));
    shard.next_connection();
    shard.opened().hello();
    shard.closed(4007);
    assert_eq!(shard.protocol.session(), None, "a new session begins");
}

#[test]
fn faults_need_a_connection_and_resumes_need_a_session() {
    for mut shard in TestShard::every_state() {
        let (open, session) = (shard.protocol.is_open(), shard.protocol.session().is_some());
        shard.on(Input::FaultInjection(FaultInjection::Resume { seq: 1 }));
        assert_eq!(!shard.actions.is_empty(), open && session, "{}", shard.state());
    }
    for mut shard in TestShard::every_state() {
        let open = shard.protocol.is_open();
        shard.on(Input::FaultInjection(FaultInjection::Reconnect { url: None }));
        assert_eq!(!shard.actions.is_empty(), open, "{}", shard.state());
    }
}

/// SEEDS A16.
#[test]
fn a_recorded_payload_can_be_replayed() {
    let mut shard = TestShard::active(config());
    let mut out = Vec::new();
    let payload = br#"{"t":"TYPING_START","s":2,"op":0,"d":{"x":1}}"#;
    let (envelope, is_event) = shard.protocol.on_payload(payload, shard.now, &mut out).unwrap();
    assert_eq!((envelope.name, envelope.seq, envelope.data()), (Some("TYPING_START"), Some(2), &br#"{"x":1}"#[..]));
    assert!(is_event);
    assert_eq!(out, []);
    assert_eq!(shard.protocol.on_payload(b"{\"op\":0", shard.now, &mut out), None);
    assert!(matches!(out[..], [Action::Report(Report::Malformed { .. })]), "{out:?}");
}

// Events that could not be read.

#[test]
fn an_unreadable_event_is_replayed_by_a_resume() {
    let mut shard = TestShard::active(config());
    shard.event(2);
    malformed(&mut shard);
    shard.event(4);
    assert!(!shard.dispatched(), "it is replayed after the missing one");
    assert_eq!((shard.closes_with(), shard.reason()), (Some(4000), ReconnectReason::Missed { last: 2, next: 4 }));
    shard.next_connection();
    shard.opened().hello();
    assert_eq!(shard.sent()[0]["d"]["seq"], 2);
    for seq in 3..5 {
        shard.event(seq);
        assert!(shard.dispatched());
    }
}

/// Otherwise the shard would resume endlessly.
#[test]
fn an_event_that_is_unreadable_twice_is_ignored() {
    let mut shard = TestShard::active(config());
    malformed(&mut shard);
    shard.event(3);
    assert!(shard.reconnecting().is_some());
    shard.next_connection();
    shard.opened().hello();
    malformed(&mut shard);
    shard.event(3);
    assert!(shard.dispatched() && shard.reconnecting().is_none());
    // A later gap is handled again. RESUMED and live events reveal a gap too.
    malformed(&mut shard);
    shard.resumed(5);
    assert_eq!(shard.reason(), ReconnectReason::Missed { last: 3, next: 5 });
}

/// Discord does not document that numbers have no gaps.
#[test]
fn a_gap_alone_is_not_a_loss() {
    let mut shard = TestShard::active(config());
    for seq in [2, 5, 100] {
        shard.event(seq);
        assert!(shard.dispatched() && shard.reconnecting().is_none(), "{seq}");
    }
    // The unreadable payload was not an event, so a later gap is unrelated.
    malformed(&mut shard);
    shard.event(101);
    shard.event(103);
    assert!(shard.dispatched() && shard.reconnecting().is_none());
    // A repeated event does not reveal a gap.
    malformed(&mut shard);
    shard.event(103);
    shard.event(105);
    assert_eq!(shard.reason(), ReconnectReason::Missed { last: 103, next: 105 });
}

// Presences that may not have arrived.

/// Data sent just before the connection broke may not have arrived (USERS theme 21).
#[test]
fn a_presence_set_just_before_a_disconnect_is_sent_again() {
    let mut shard = TestShard::active(config());
    shard.on(presence(1, Status::Dnd));
    assert_eq!(shard.opcodes(), [3]);
    shard.lost();
    shard.opened().hello();
    shard.resumed(2);
    assert_eq!(shard.sent()[0]["d"]["status"], "dnd");
    // The second one may be lost as well.
    shard.lost();
    shard.opened().hello();
    shard.resumed(3);
    assert_eq!(shard.opcodes(), [3]);
}

/// The acknowledgement of a later heartbeat proves that the presence arrived.
#[test]
fn a_presence_that_arrived_is_not_sent_again() {
    for (acks, again) in [(0, true), (1, true), (2, false)] {
        let mut shard = TestShard::active(config());
        shard.on(Input::Beat { generation: 1 });
        shard.on(presence(1, Status::Dnd));
        shard.on(Input::Beat { generation: 1 });
        for _ in 0..acks {
            shard.payload(r#"{"op":11}"#);
        }
        shard.lost();
        shard.opened().hello();
        shard.resumed(2);
        assert_eq!(!shard.opcodes().is_empty(), again, "{acks} of two beats are acknowledged");
    }
}

#[test]
fn a_presence_set_during_an_outage_is_sent_once() {
    let mut shard = TestShard::active(config());
    shard.on(presence(1, Status::Dnd));
    shard.lost();
    shard.on(presence(2, Status::Idle));
    shard.opened().hello();
    shard.resumed(2);
    assert_eq!(shard.opcodes(), [3], "the newest");
    assert_eq!(shard.sent()[0]["d"]["status"], "idle");
    assert!(shard.has(&Action::CommandSent { id: 2 }));
}

/// IDENTIFY contains the presence. After a resume of a stored session it is sent again, because the previous process
/// may have stopped with it unsent.
#[test]
fn a_presence_is_in_identify_and_sent_again_for_a_stored_session() {
    let with_presence = || ShardConfig { presence: Some(BotPresence::new(Status::Dnd)), ..config() };
    let mut shard = TestShard::active(with_presence());
    shard.lost();
    shard.opened().hello();
    shard.resumed(2);
    assert_eq!(shard.opcodes(), [0_u64; 0], "IDENTIFY contained it");
    let mut shard = TestShard::resuming(with_presence());
    shard.resumed(42);
    assert_eq!(shard.opcodes(), [3]);
    let mut shard = TestShard::resuming(config());
    shard.resumed(42);
    assert_eq!(shard.opcodes(), [0_u64; 0], "there is no presence");
}
