//! What the bot wants to send: after the handshake, within the limits, and checked.

use serde_json::value::RawValue;

use super::*;
use crate::gateway::{Encoding, RequestMembers};
use crate::model::GuildId;

fn raw() -> Command {
    Command::Raw { op: 99, data: RawValue::from_string("{}".to_owned()).unwrap() }
}

fn presence(status: Status) -> Command {
    Command::Presence(PresenceUpdate::new(status))
}

#[test]
fn commands_wait_for_ready_and_for_resumed() {
    for (mut stage, answer) in [
        (Stage::identifying(config()), Stage::ready as fn(&mut Stage) -> &mut Stage),
        (Stage::resuming(config()), |stage: &mut Stage| stage.resumed(42)),
    ] {
        stage.on(Input::Command { id: 1, command: raw() });
        assert_eq!(stage.actions, []);
        answer(&mut stage);
        assert_eq!(stage.opcodes(), [99]);
        assert!(stage.has(&Action::CommandSent { id: 1 }));
        stage.on(Input::Command { id: 2, command: raw() });
        assert_eq!(stage.opcodes(), [99], "at once");
        assert!(stage.has(&Action::CommandSent { id: 2 }));
    }
}

#[test]
fn commands_survive_a_reconnect() {
    let mut stage = Stage::active(config());
    stage.lost();
    stage.on(Input::Command { id: 1, command: raw() });
    assert_eq!(stage.actions, []);
    stage.opened().hello();
    stage.resumed(2);
    assert!(stage.has(&Action::CommandSent { id: 1 }));
}

#[test]
fn bad_commands_are_refused_at_once() {
    let everybody = RequestMembers::everybody(GuildId::new(1));
    let mut config = config();
    config.intents = Intents::GUILDS;
    let mut stage = Stage::active(config);
    stage.on(Input::Command { id: 5, command: Command::RequestMembers(everybody) });
    let refused =
        |action: &Action| matches!(action, Action::CommandRefused { id: 5, error: CommandError::MissingIntent { .. } });
    assert!(stage.actions.len() == 1 && refused(&stage.actions[0]), "{:?}", stage.actions);
    let long = format!("\"{}\"", "x".repeat(5000));
    stage.on(Input::Command { id: 6, command: Command::Raw { op: 99, data: RawValue::from_string(long).unwrap() } });
    assert!(matches!(stage.actions[..], [Action::CommandRefused { id: 6, error: CommandError::TooLong { .. } }]));
}

#[test]
fn the_queue_is_bounded() {
    let mut stage = Stage::new(ShardConfig { command_queue: 2, ..config() }, None);
    for id in 0..2 {
        stage.on(Input::Command { id, command: raw() });
        assert_eq!(stage.actions, []);
    }
    stage.on(Input::Command { id: 2, command: raw() });
    assert_eq!(stage.actions, [Action::CommandRefused { id: 2, error: CommandError::QueueFull { limit: 2 } }]);
}

#[test]
fn a_stop_refuses_what_waits_and_what_comes() {
    let mut stage = Stage::identifying(config());
    stage.on(Input::Command { id: 1, command: raw() });
    stage.on(Input::Stop { resumable: false });
    stage.on(Input::Command { id: 2, command: raw() });
    assert_eq!(stage.actions, [Action::CommandRefused { id: 2, error: CommandError::Stopped }]);
    stage.lost();
    assert!(stage.has(&Action::CommandRefused { id: 1, error: CommandError::Stopped }));
    stage.on(Input::Command { id: 3, command: raw() });
    assert_eq!(stage.actions, [Action::CommandRefused { id: 3, error: CommandError::Stopped }]);
}

#[test]
fn no_more_than_120_payloads_in_a_minute_and_beats_are_never_late() {
    let mut stage = Stage::active(ShardConfig {
        timeouts: Timeouts { read_grace: seconds(600), ..Default::default() },
        ..config()
    });
    let mut sent = Vec::new();
    for id in 0..300 {
        stage.on(Input::Command { id, command: raw() });
        sent.extend(stage.sent().iter().map(|_| stage.now));
    }
    assert!((100..120).contains(&sent.len()), "{}", sent.len());
    stage.on(Input::Beat { generation: 1 });
    assert_eq!(stage.opcodes(), [1], "a beat waits for nothing");
    while sent.len() < 300 {
        stage.tick();
        assert_eq!(stage.state(), ShardState::Active);
        sent.extend(stage.sent().iter().map(|_| stage.now));
    }
    for burst in sent.windows(120) {
        assert!(burst[119] - burst[0] > seconds(60));
    }
}

/// A greedy bot with a short heartbeat interval: no minute holds more than 120 payloads, beats included, and none of
/// these is late.
#[test]
fn beats_have_their_place_among_the_120() {
    let mut stage = Stage::new(ShardConfig { command_queue: 10_000, ..config() }, None);
    stage.start().opened().payload(r#"{"op":10,"d":{"heartbeat_interval":2000}}"#);
    stage.permit();
    stage.ready();
    let mut sent = vec![stage.now];
    for id in 0..1000 {
        stage.on(Input::Command { id, command: raw() });
        sent.extend(stage.sent().iter().map(|_| stage.now));
    }
    for _ in 0..90 {
        stage.wait(seconds(2)).on(Input::Beat { generation: 1 });
        assert_eq!(stage.opcodes().first(), Some(&1));
        sent.extend(stage.sent().iter().map(|_| stage.now));
    }
    // In each of three minutes: all that the beats leave, less the few that are kept free.
    assert!(sent.len() > 3 * 110, "{}", sent.len());
    for burst in sent.windows(121) {
        assert!(burst[120] - burst[0] > seconds(60));
    }
}

#[test]
fn beats_that_discord_asks_for_count() {
    let mut stage = Stage::active(config());
    for _ in 0..50 {
        stage.payload(r#"{"op":1}"#);
    }
    let mut sent = 0;
    for id in 0..120 {
        stage.on(Input::Command { id, command: raw() });
        sent += stage.sent().len();
    }
    assert!((60..70).contains(&sent), "{sent}");
}

/// The limit is the connection's: a new one has all of its payloads.
#[test]
fn a_new_connection_sends_at_once() {
    let mut stage = Stage::active(config());
    let mut id = 0;
    while stage.protocol.deadline().is_none_or(|at| at > stage.now + seconds(61)) {
        stage.on(Input::Command { id, command: raw() });
        id += 1;
        assert!(id < 200);
        if stage.actions.is_empty() {
            break;
        }
    }
    stage.lost();
    stage.opened().hello();
    stage.resumed(2);
    assert_eq!(stage.opcodes(), [99], "the one that had to wait");
}

#[test]
fn after_4008_commands_wait_a_minute() {
    let mut stage = Stage::active(config());
    stage.closed(4008);
    assert_eq!(stage.connects_to(), Some(OWN), "it is resumed all the same");
    stage.opened().hello();
    stage.resumed(2);
    let breach = stage.now;
    stage.on(Input::Command { id: 1, command: raw() });
    assert_eq!(stage.actions, []);
    stage.on(Input::Beat { generation: 2 });
    assert_eq!(stage.opcodes(), [1]);
    stage.tick();
    assert_eq!(stage.opcodes(), [99]);
    assert_eq!(stage.now - breach, seconds(60));
}

#[test]
fn five_presences_in_20_seconds_and_the_newest_wins() {
    let mut stage = Stage::active(config());
    for id in 0..5 {
        stage.on(Input::Command { id, command: presence(Status::Idle) });
        assert_eq!(stage.opcodes(), [3]);
    }
    stage.on(Input::Command { id: 5, command: presence(Status::Idle) });
    assert_eq!(stage.actions, []);
    stage.on(Input::Command { id: 6, command: presence(Status::Dnd) });
    assert_eq!(stage.actions, [Action::CommandSent { id: 5 }], "overtaken");
    let waited = stage.tick();
    assert!((seconds(20)..seconds(22)).contains(&waited));
    assert_eq!(stage.sent()[0]["d"]["status"], "dnd");
    assert!(stage.has(&Action::CommandSent { id: 6 }));
}

/// A presence is lost with its session (twilight#2150), so every new session gets it again.
#[test]
fn the_last_presence_is_set_with_every_new_session() {
    let mut stage = Stage::active(config());
    stage.on(Input::Command { id: 1, command: presence(Status::Dnd) });
    stage.closed(4009);
    stage.opened().hello();
    stage.permit();
    assert_eq!(stage.sent()[0]["d"]["presence"]["status"], "dnd");
    stage.ready();
    assert_eq!(stage.opcodes(), [0_u64; 0], "once is enough");
}

#[test]
fn a_presence_that_waits_goes_with_identify() {
    let mut stage = Stage::new(config(), None);
    stage.on(Input::Command { id: 1, command: presence(Status::Idle) });
    stage.start().opened().hello();
    stage.permit();
    assert_eq!(stage.sent()[0]["d"]["presence"]["status"], "idle");
    assert!(stage.has(&Action::CommandSent { id: 1 }));
    stage.on(Input::Command { id: 2, command: presence(Status::Dnd) });
    assert_eq!(stage.actions, [], "too late for this IDENTIFY");
    stage.ready();
    assert_eq!(stage.sent()[0]["d"]["status"], "dnd");
}

/// Otherwise IDENTIFY would be answered with 4002 for ever.
#[test]
fn a_presence_too_long_for_identify_follows_by_itself() {
    let long = Command::Presence(PresenceUpdate::doing(Activity::playing("x".repeat(3950))));
    assert!(long.encode(Encoding::Json).is_ok());
    let mut stage = Stage::new(config(), None);
    stage.on(Input::Command { id: 1, command: long });
    stage.start().opened().hello();
    stage.permit();
    assert_eq!(stage.sent()[0]["d"].get("presence"), None);
    assert!(!stage.has(&Action::CommandSent { id: 1 }));
    stage.ready();
    assert_eq!(stage.opcodes(), [3]);
    assert!(stage.has(&Action::CommandSent { id: 1 }));
    // Also when nobody waits for it any more.
    stage.closed(4009);
    stage.opened().hello();
    stage.permit();
    assert_eq!(stage.sent()[0]["d"].get("presence"), None);
    stage.ready();
    assert_eq!(stage.opcodes(), [3]);
}

#[test]
fn a_bad_presence_is_not_remembered() {
    let mut stage = Stage::active(config());
    stage.on(Input::Command { id: 1, command: Command::Presence(PresenceUpdate::doing(Activity::playing(""))) });
    assert!(matches!(stage.actions[..], [Action::CommandRefused { id: 1, .. }]));
    stage.closed(4009);
    stage.opened().hello();
    stage.permit();
    assert_eq!(stage.sent()[0]["d"].get("presence"), None);
}
