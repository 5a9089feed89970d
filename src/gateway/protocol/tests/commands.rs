//! Commands: sent after the handshake, within the limits, and checked.

use serde_json::value::RawValue;

use super::*;
use crate::gateway::{Encoding, RequestMembers};
use crate::model::GuildId;

fn raw() -> Command {
    Command::Raw { op: 99, data: RawValue::from_string("{}".to_owned()).unwrap() }
}

fn presence(status: Status) -> Command {
    Command::Presence(BotPresence::new(status))
}

#[test]
fn commands_wait_for_ready_and_for_resumed() {
    for (mut shard, answer) in [
        (TestShard::identifying(config()), TestShard::ready as fn(&mut TestShard) -> &mut TestShard),
        (TestShard::resuming(config()), |shard: &mut TestShard| shard.resumed(42)),
    ] {
        shard.on(Input::Command { id: 1, command: raw() });
        assert_eq!(shard.actions, []);
        answer(&mut shard);
        assert_eq!(shard.opcodes(), [99]);
        assert!(shard.has(&Action::CommandSent { id: 1 }));
        shard.on(Input::Command { id: 2, command: raw() });
        assert_eq!(shard.opcodes(), [99], "it is sent at once");
        assert!(shard.has(&Action::CommandSent { id: 2 }));
    }
}

#[test]
fn commands_survive_a_reconnect() {
    let mut shard = TestShard::active(config());
    shard.lost();
    shard.on(Input::Command { id: 1, command: raw() });
    assert_eq!(shard.actions, []);
    shard.opened().hello();
    shard.resumed(2);
    assert!(shard.has(&Action::CommandSent { id: 1 }));
}

#[test]
fn invalid_commands_are_refused_at_once() {
    let everybody = RequestMembers::everybody(GuildId::new(1));
    let mut config = config();
    config.intents = Intents::GUILDS;
    let mut shard = TestShard::active(config);
    shard.on(Input::Command { id: 5, command: Command::RequestMembers(everybody) });
    let refused =
        |action: &Action| matches!(action, Action::CommandRefused { id: 5, error: CommandError::MissingIntent { .. } });
    assert!(shard.actions.len() == 1 && refused(&shard.actions[0]), "{:?}", shard.actions);
    let long = format!("\"{}\"", "x".repeat(5000));
    shard.on(Input::Command { id: 6, command: Command::Raw { op: 99, data: RawValue::from_string(long).unwrap() } });
    assert!(matches!(shard.actions[..], [Action::CommandRefused { id: 6, error: CommandError::TooLong { .. } }]));
}

#[test]
fn the_queue_is_bounded() {
    let mut shard = TestShard::new(ShardConfig { command_queue: 2, ..config() }, None);
    for id in 0..2 {
        shard.on(Input::Command { id, command: raw() });
        assert_eq!(shard.actions, []);
    }
    shard.on(Input::Command { id: 2, command: raw() });
    assert_eq!(shard.actions, [Action::CommandRefused { id: 2, error: CommandError::QueueFull { limit: 2 } }]);
}

#[test]
fn after_a_stop_queued_and_later_commands_are_refused() {
    let mut shard = TestShard::identifying(config());
    shard.on(Input::Command { id: 1, command: raw() });
    shard.on(Input::Stop { resumable: false });
    shard.on(Input::Command { id: 2, command: raw() });
    assert_eq!(shard.actions, [Action::CommandRefused { id: 2, error: CommandError::Stopped }]);
    shard.lost();
    assert!(shard.has(&Action::CommandRefused { id: 1, error: CommandError::Stopped }));
    shard.on(Input::Command { id: 3, command: raw() });
    assert_eq!(shard.actions, [Action::CommandRefused { id: 3, error: CommandError::Stopped }]);
}

#[test]
fn at_most_120_payloads_are_sent_in_a_minute_and_heartbeats_are_not_late() {
    let mut shard = TestShard::active(ShardConfig {
        timeouts: Timeouts { read_grace: seconds(600), ..Default::default() },
        ..config()
    });
    let mut sent = Vec::new();
    for id in 0..300 {
        shard.on(Input::Command { id, command: raw() });
        sent.extend(shard.sent().iter().map(|_| shard.now));
    }
    assert!((100..120).contains(&sent.len()), "{}", sent.len());
    shard.on(Input::Beat { generation: 1 });
    assert_eq!(shard.opcodes(), [1], "a heartbeat does not wait");
    while sent.len() < 300 {
        shard.tick();
        assert_eq!(shard.state(), ShardState::Active);
        sent.extend(shard.sent().iter().map(|_| shard.now));
    }
    for burst in sent.windows(120) {
        assert!(burst[119] - burst[0] > seconds(60));
    }
}

/// Many commands and a short heartbeat interval: no minute has more than 120 payloads, heartbeats included, and no
/// heartbeat is late.
#[test]
fn heartbeats_are_covered_by_the_reserve() {
    let mut shard = TestShard::new(ShardConfig { command_queue: 10_000, ..config() }, None);
    shard.start().opened().payload(r#"{"op":10,"d":{"heartbeat_interval":2000}}"#);
    shard.permit();
    shard.ready();
    let mut sent = vec![shard.now];
    for id in 0..1000 {
        shard.on(Input::Command { id, command: raw() });
        sent.extend(shard.sent().iter().map(|_| shard.now));
    }
    for _ in 0..90 {
        shard.wait(seconds(2)).on(Input::Beat { generation: 1 });
        assert_eq!(shard.opcodes().first(), Some(&1));
        sent.extend(shard.sent().iter().map(|_| shard.now));
    }
    // In each of three minutes, everything is used except the heartbeats and the reserve.
    assert!(sent.len() > 3 * 110, "{}", sent.len());
    for burst in sent.windows(121) {
        assert!(burst[120] - burst[0] > seconds(60));
    }
}

#[test]
fn requested_heartbeats_count() {
    let mut shard = TestShard::active(config());
    for _ in 0..50 {
        shard.wait(Duration::from_millis(1)).payload(r#"{"op":1}"#);
    }
    let mut sent = 0;
    for id in 0..120 {
        shard.on(Input::Command { id, command: raw() });
        sent += shard.sent().len();
    }
    assert!((60..70).contains(&sent), "{sent}");
}

/// The limit applies to a connection: a new one has the full number of payloads.
#[test]
fn a_new_connection_can_send_at_once() {
    let mut shard = TestShard::active(config());
    let mut id = 0;
    while shard.protocol.deadline().is_none_or(|at| at > shard.now + seconds(61)) {
        shard.on(Input::Command { id, command: raw() });
        id += 1;
        assert!(id < 200);
        if shard.actions.is_empty() {
            break;
        }
    }
    shard.lost();
    shard.opened().hello();
    shard.resumed(2);
    assert_eq!(shard.opcodes(), [99], "the command that had to wait");
}

#[test]
fn after_4008_commands_wait_a_minute() {
    let mut shard = TestShard::active(config());
    shard.closed(4008);
    assert_eq!(shard.connects_to(), Some(RESUME_URL), "it is resumed");
    shard.opened().hello();
    shard.resumed(2);
    let breach = shard.now;
    shard.on(Input::Command { id: 1, command: raw() });
    assert_eq!(shard.actions, []);
    shard.on(Input::Beat { generation: 2 });
    assert_eq!(shard.opcodes(), [1]);
    shard.tick();
    assert_eq!(shard.opcodes(), [99]);
    assert_eq!(shard.now - breach, seconds(60));
}

#[test]
fn at_most_five_presences_are_sent_in_20_seconds_and_the_newest_is_kept() {
    let mut shard = TestShard::active(config());
    for id in 0..5 {
        shard.on(Input::Command { id, command: presence(Status::Idle) });
        assert_eq!(shard.opcodes(), [3]);
    }
    shard.on(Input::Command { id: 5, command: presence(Status::Idle) });
    assert_eq!(shard.actions, []);
    shard.on(Input::Command { id: 6, command: presence(Status::Dnd) });
    assert_eq!(shard.actions, [Action::CommandSent { id: 5 }], "replaced");
    let waited = shard.tick();
    assert!((seconds(20)..seconds(22)).contains(&waited));
    assert_eq!(shard.sent()[0]["d"]["status"], "dnd");
    assert!(shard.has(&Action::CommandSent { id: 6 }));
}

/// A presence is lost with its session (twilight#2150), so every new session gets it again.
#[test]
fn the_last_presence_is_set_with_every_new_session() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Command { id: 1, command: presence(Status::Dnd) });
    shard.closed(4009);
    shard.opened().hello();
    shard.permit();
    assert_eq!(shard.sent()[0]["d"]["presence"]["status"], "dnd");
    shard.ready();
    assert_eq!(shard.opcodes(), [0_u64; 0], "it is sent once");
}

#[test]
fn a_queued_presence_is_sent_with_identify() {
    let mut shard = TestShard::new(config(), None);
    shard.on(Input::Command { id: 1, command: presence(Status::Idle) });
    shard.start().opened().hello();
    shard.permit();
    assert_eq!(shard.sent()[0]["d"]["presence"]["status"], "idle");
    assert!(shard.has(&Action::CommandSent { id: 1 }));
    shard.on(Input::Command { id: 2, command: presence(Status::Dnd) });
    assert_eq!(shard.actions, [], "too late for this IDENTIFY");
    shard.ready();
    assert_eq!(shard.sent()[0]["d"]["status"], "dnd");
}

/// Otherwise IDENTIFY would be answered with 4002 endlessly.
#[test]
fn a_presence_too_long_for_identify_is_sent_separately() {
    let long = Command::Presence(BotPresence::doing(Activity::playing("x".repeat(3950))));
    assert!(long.encode(Encoding::Json).is_ok());
    let mut shard = TestShard::new(config(), None);
    shard.on(Input::Command { id: 1, command: long });
    shard.start().opened().hello();
    shard.permit();
    assert_eq!(shard.sent()[0]["d"].get("presence"), None);
    assert!(!shard.has(&Action::CommandSent { id: 1 }));
    shard.ready();
    assert_eq!(shard.opcodes(), [3]);
    assert!(shard.has(&Action::CommandSent { id: 1 }));
    // Also if no command waits for it any more.
    shard.closed(4009);
    shard.opened().hello();
    shard.permit();
    assert_eq!(shard.sent()[0]["d"].get("presence"), None);
    shard.ready();
    assert_eq!(shard.opcodes(), [3]);
}

#[test]
fn an_invalid_presence_is_not_stored() {
    let mut shard = TestShard::active(config());
    shard.on(Input::Command { id: 1, command: Command::Presence(BotPresence::doing(Activity::playing(""))) });
    assert!(matches!(shard.actions[..], [Action::CommandRefused { id: 1, .. }]));
    shard.closed(4009);
    shard.opened().hello();
    shard.permit();
    assert_eq!(shard.sent()[0]["d"].get("presence"), None);
}
