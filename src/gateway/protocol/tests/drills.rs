//! Drills, and what is made good: events that could not be read, and presences that may not have arrived.

use super::*;

const ELSEWHERE: &str = "ws://elsewhere.example:3/?v=10&encoding=json&compress=zstd-stream";

fn elsewhere() -> GatewayUrl {
    GatewayUrl::parse("ws://elsewhere.example:3").unwrap()
}

fn presence(id: u64, status: Status) -> Input<'static> {
    Input::Command { id, command: Command::Presence(PresenceUpdate::new(status)) }
}

fn malformed(stage: &mut Stage) {
    stage.on(Input::Malformed("no JSON".into()));
}

// Drills.

/// SEEDS R14.
#[test]
fn a_drilled_reconnect_is_as_one_that_discord_asks_for() {
    for (url, to) in [(None, OWN), (Some(elsewhere()), ELSEWHERE)] {
        let mut stage = Stage::active(config());
        stage.on(Input::Drill(Drill::Reconnect { url }));
        assert_eq!((stage.closes_with(), stage.reason()), (Some(4000), ReconnectReason::Asked));
        assert_eq!(stage.next_connection().0, to);
        stage.opened().hello();
        assert_eq!(stage.opcodes(), [6]);
        stage.resumed(2);
        // The other place was for once.
        stage.lost();
        assert_eq!(stage.next_connection().0, OWN);
    }
}

/// The token is not told to a place that the gateway's TLS would keep it from.
#[test]
fn a_drill_leads_to_no_place_without_tls() {
    let mut config = config();
    config.gateway_url = GatewayUrl::discord();
    let mut stage = Stage::active(config);
    assert!(!stage.protocol.trusts(&elsewhere()));
    stage.on(Input::Drill(Drill::Reconnect { url: Some(elsewhere()) }));
    assert!(stage.next_connection().0.starts_with("wss://gateway.discord.gg/"));
}

/// SEEDS R15.
#[test]
fn a_drilled_resume_says_the_number_it_was_given() {
    for seq in [0, 3, 900] {
        let mut stage = Stage::active(config());
        for seq in 2..6 {
            stage.event(seq);
        }
        stage.on(Input::Drill(Drill::Resume { seq }));
        assert_eq!(stage.reason(), ReconnectReason::Requested);
        stage.next_connection();
        stage.opened().hello();
        assert_eq!(stage.sent()[0]["d"]["seq"], seq);
        // What comes behind that number is new.
        stage.event(seq + 1);
        assert!(stage.dispatched(), "{seq}");
    }
    let mut stage = Stage::active(config());
    stage.on(Input::Drill(Drill::Resume { seq: 900 }));
    stage.next_connection();
    stage.opened().hello();
    stage.closed(4007);
    assert_eq!(stage.protocol.session(), None, "a new one begins");
}

#[test]
fn drills_need_a_connection_and_resumes_a_session() {
    for mut stage in Stage::every_state() {
        let (open, session) = (stage.protocol.is_open(), stage.protocol.session().is_some());
        stage.on(Input::Drill(Drill::Resume { seq: 1 }));
        assert_eq!(!stage.actions.is_empty(), open && session, "{}", stage.state());
    }
    for mut stage in Stage::every_state() {
        let open = stage.protocol.is_open();
        stage.on(Input::Drill(Drill::Reconnect { url: None }));
        assert_eq!(!stage.actions.is_empty(), open, "{}", stage.state());
    }
}

/// SEEDS A16.
#[test]
fn a_payload_goes_in_as_it_was_recorded() {
    let mut stage = Stage::active(config());
    let mut out = Vec::new();
    let payload = br#"{"t":"TYPING_START","s":2,"op":0,"d":{"x":1}}"#;
    let envelope = stage.protocol.on_payload(payload, stage.now, &mut out).unwrap();
    assert_eq!((envelope.name, envelope.seq, envelope.data()), (Some("TYPING_START"), Some(2), &br#"{"x":1}"#[..]));
    assert_eq!(out, [Action::Dispatch]);
    out.clear();
    assert_eq!(stage.protocol.on_payload(b"{\"op\":0", stage.now, &mut out), None);
    assert!(matches!(out[..], [Action::Report(Report::Malformed { .. })]), "{out:?}");
}

// Events that could not be read.

#[test]
fn an_event_that_could_not_be_read_is_fetched_by_a_resume() {
    let mut stage = Stage::active(config());
    stage.event(2);
    malformed(&mut stage);
    stage.event(4);
    assert!(!stage.dispatched(), "it comes again, behind the one that is missing");
    assert_eq!((stage.closes_with(), stage.reason()), (Some(4000), ReconnectReason::Missed { last: 2, next: 4 }));
    stage.next_connection();
    stage.opened().hello();
    assert_eq!(stage.sent()[0]["d"]["seq"], 2);
    for seq in 3..5 {
        stage.event(seq);
        assert!(stage.dispatched());
    }
}

/// Otherwise it would be fetched for ever.
#[test]
fn an_event_that_cannot_be_read_the_second_time_is_passed_over() {
    let mut stage = Stage::active(config());
    malformed(&mut stage);
    stage.event(3);
    assert!(stage.reconnecting().is_some());
    stage.next_connection();
    stage.opened().hello();
    malformed(&mut stage);
    stage.event(3);
    assert!(stage.dispatched() && stage.reconnecting().is_none());
    // Another one, later, is another story; RESUMED and what is live show a gap as well.
    malformed(&mut stage);
    stage.resumed(5);
    assert_eq!(stage.reason(), ReconnectReason::Missed { last: 3, next: 5 });
}

/// Numbers without gaps are a habit of Discord's and no promise.
#[test]
fn a_gap_alone_is_no_loss() {
    let mut stage = Stage::active(config());
    for seq in [2, 5, 100] {
        stage.event(seq);
        assert!(stage.dispatched() && stage.reconnecting().is_none(), "{seq}");
    }
    // What could not be read was no event; the gap behind the next one has nothing to do with it.
    malformed(&mut stage);
    stage.event(101);
    stage.event(103);
    assert!(stage.dispatched() && stage.reconnecting().is_none());
    // An event that came twice tells nothing of what is missing.
    malformed(&mut stage);
    stage.event(103);
    stage.event(105);
    assert_eq!(stage.reason(), ReconnectReason::Missed { last: 103, next: 105 });
}

// Presences that may not have arrived.

/// What was written just before the connection broke may not have arrived (USERS theme 21).
#[test]
fn a_presence_set_just_before_a_break_is_sent_again() {
    let mut stage = Stage::active(config());
    stage.on(presence(1, Status::Dnd));
    assert_eq!(stage.opcodes(), [3]);
    stage.lost();
    stage.opened().hello();
    stage.resumed(2);
    assert_eq!(stage.sent()[0]["d"]["status"], "dnd");
    // Nor need the second time have been the last.
    stage.lost();
    stage.opened().hello();
    stage.resumed(3);
    assert_eq!(stage.opcodes(), [3]);
}

/// The answer to a beat that was sent after it proves that it arrived.
#[test]
fn a_presence_that_arrived_is_not_sent_again() {
    for (acks, again) in [(0, true), (1, true), (2, false)] {
        let mut stage = Stage::active(config());
        stage.on(Input::Beat { generation: 1 });
        stage.on(presence(1, Status::Dnd));
        stage.on(Input::Beat { generation: 1 });
        for _ in 0..acks {
            stage.payload(r#"{"op":11}"#);
        }
        stage.lost();
        stage.opened().hello();
        stage.resumed(2);
        assert_eq!(!stage.opcodes().is_empty(), again, "{acks} of two beats are answered");
    }
}

#[test]
fn a_presence_set_during_an_outage_is_sent_once() {
    let mut stage = Stage::active(config());
    stage.on(presence(1, Status::Dnd));
    stage.lost();
    stage.on(presence(2, Status::Idle));
    stage.opened().hello();
    stage.resumed(2);
    assert_eq!(stage.opcodes(), [3], "the newest");
    assert_eq!(stage.sent()[0]["d"]["status"], "idle");
    assert!(stage.has(&Action::CommandSent { id: 2 }));
}

/// A new session begins with it, and a stored one may have lost it with the process that had it.
#[test]
fn a_presence_goes_with_identify_and_again_with_a_stored_session() {
    let with_presence = || ShardConfig { presence: Some(PresenceUpdate::new(Status::Dnd)), ..config() };
    let mut stage = Stage::active(with_presence());
    stage.lost();
    stage.opened().hello();
    stage.resumed(2);
    assert_eq!(stage.opcodes(), [0_u64; 0], "IDENTIFY had it");
    let mut stage = Stage::resuming(with_presence());
    stage.resumed(42);
    assert_eq!(stage.opcodes(), [3]);
    let mut stage = Stage::resuming(config());
    stage.resumed(42);
    assert_eq!(stage.opcodes(), [0_u64; 0], "there is none");
}
