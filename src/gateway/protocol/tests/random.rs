//! Whatever happens, in whatever order: what must never be.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::*;

/// An input in a form that can be made at random.
#[derive(Debug, Clone)]
enum Step {
    Start,
    Opened,
    ConnectFailed,
    Traffic,
    Hello(u32),
    Event(u64),
    Ready(bool),
    Resumed(u64),
    Payload(String),
    Malformed,
    Undecodable,
    PeerClosed(Option<u16>),
    Lost,
    Permit(bool),
    PermitRefused(Option<u64>),
    Beat(bool),
    Zombie(bool),
    Command(Status),
    Raw,
    /// Tick at the deadline, if there is one.
    Deadline,
    /// Let so many milliseconds pass, then tick.
    Wait(u64),
    Reconnect(bool),
    ReconnectNow,
    Stop(bool),
    CloseWith(u16),
    DrillReconnect(bool),
    DrillResume(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let code = prop_oneof![prop::sample::select(CloseCode::ALL).prop_map(|code| code.0), any::<u16>()];
    prop_oneof![
        6 => Just(Step::Opened),
        6 => (1_u32..60_000).prop_map(Step::Hello),
        4 => any::<bool>().prop_map(Step::Ready),
        4 => (0_u64..50).prop_map(Step::Resumed),
        8 => (0_u64..50).prop_map(Step::Event),
        6 => any::<bool>().prop_map(Step::Permit),
        6 => Just(Step::Deadline),
        4 => (0_u64..200_000).prop_map(Step::Wait),
        3 => Just(Step::Lost),
        3 => prop::option::of(code.clone()).prop_map(Step::PeerClosed),
        2 => Just(Step::ConnectFailed),
        2 => any::<bool>().prop_map(Step::Beat),
        2 => any::<bool>().prop_map(Step::Zombie),
        2 => Just(Step::Command(Status::Idle)),
        2 => Just(Step::Raw),
        1 => Just(Step::Start),
        1 => Just(Step::Traffic),
        1 => Just(Step::Malformed),
        1 => Just(Step::Undecodable),
        1 => prop::option::of(0_u64..100).prop_map(Step::PermitRefused),
        1 => any::<bool>().prop_map(Step::Reconnect),
        1 => Just(Step::ReconnectNow),
        1 => code.prop_map(Step::CloseWith),
        1 => any::<bool>().prop_map(Step::DrillReconnect),
        1 => (0_u64..50).prop_map(Step::DrillResume),
        3 => prop::sample::select(vec![
            r#"{"op":1}"#, r#"{"op":7}"#, r#"{"op":9,"d":true}"#, r#"{"op":9,"d":false}"#, r#"{"op":9}"#, r#"{"op":11}"#,
            r#"{"op":10,"d":{}}"#, r#"{"op":200}"#, r#"{"op":0,"t":"READY","s":5,"d":{}}"#, r#"{"op":0}"#,
        ]).prop_map(|payload| Step::Payload(payload.to_owned())),
    ]
}

/// Steps of a long life, and now and then its end.
fn life() -> impl Strategy<Value = Vec<Step>> {
    (prop::collection::vec(step(), 1..120), prop::option::of(any::<bool>()), prop::collection::vec(step(), 0..10))
        .prop_map(|(mut steps, stop, after)| {
            if let Some(resumable) = stop {
                steps.push(Step::Stop(resumable));
                steps.extend(after);
            }
            steps
        })
}

/// Looks at every action as the owner of the socket would, and complains about what must never be.
#[derive(Default)]
struct Watch {
    socket: bool,
    closing: bool,
    greeted: bool,
    identified: bool,
    timer: Option<u64>,
    timers: HashSet<u64>,
    permit: Option<u64>,
    permits: HashSet<u64>,
    answered: HashSet<u64>,
    finished: bool,
    connections: u64,
}

impl Watch {
    fn action(&mut self, action: &Action, step: &Step, before: Option<&Session>, stage: &Stage) {
        let late_command = matches!(action, Action::CommandRefused { error: CommandError::Stopped, .. });
        assert!(!self.finished || late_command, "{action:?} after the end");
        match action {
            Action::Connect { url } => {
                assert!(!self.socket, "two connections");
                assert!(self.timer.is_none(), "a timer outlives its connection");
                assert!(url == BASE || url == OWN, "{url}");
                let timer = (self.timers.clone(), self.permits.clone(), self.answered.clone());
                *self = Self { socket: true, connections: self.connections + 1, ..Self::default() };
                (self.timers, self.permits, self.answered) = timer;
            }
            Action::Send(payload) => {
                let payload = payload.as_text().unwrap();
                assert!(self.socket && self.greeted, "sent before HELLO: {payload}");
                assert!(!self.closing, "sent after our close frame: {payload}");
                assert!(payload.len() <= 4096);
                let op = serde_json::from_str::<Value>(payload).unwrap()["op"].as_u64().unwrap();
                match op {
                    1 => {}
                    2 | 6 => {
                        assert!(!self.identified, "two handshakes on a connection");
                        self.identified = true;
                    }
                    _ => assert_eq!(stage.state(), ShardState::Active, "a command without a session"),
                }
            }
            Action::Close { code, reason } => {
                assert!(self.socket && !self.closing, "closed what is not open");
                assert!(CloseCode(*code).is_sendable() && reason.len() <= 123);
                let wanted = matches!(step, Step::Stop(false) | Step::CloseWith(1000 | 1001));
                assert!(
                    wanted || before.is_none() || !CloseCode(*code).ends_session_when_sent(),
                    "a session thrown away"
                );
                self.closing = true;
            }
            Action::Drop => {
                assert!(self.socket, "dropped what is not there");
                self.socket = false;
            }
            Action::StartHeartbeat { generation, interval, first } => {
                assert!(self.socket && self.timer.is_none(), "two timers");
                assert!(self.timers.insert(*generation), "a generation that was there before");
                assert!(!interval.is_zero() && first <= interval);
                self.timer = Some(*generation);
                self.greeted = true;
            }
            Action::StopHeartbeat => assert!(self.timer.take().is_some(), "no timer to stop"),
            Action::BeatSent | Action::Acked => assert!(self.timer.is_some(), "no timer to tell"),
            Action::RequestPermit { request } => {
                assert!(self.permit.is_none() && self.permits.insert(*request), "two requests");
                self.permit = Some(*request);
            }
            Action::CancelPermit { request } => assert_eq!(self.permit.take(), Some(*request)),
            Action::Dispatch => {
                let event = matches!(step, Step::Event(_) | Step::Ready(_) | Step::Resumed(_) | Step::Payload(_));
                assert!(event && self.identified && !self.closing, "an event from nowhere");
            }
            Action::CommandSent { id } | Action::CommandRefused { id, .. } => {
                assert!(self.answered.insert(*id), "command {id} answered twice");
            }
            Action::Finished(_) => {
                assert!(!self.socket && self.timer.is_none() && self.permit.is_none(), "something is left over");
                self.finished = true;
            }
            Action::Report(_) => {}
        }
    }
}

fn play(mut stage: Stage, steps: &[Step]) {
    let mut watch = Watch::default();
    let mut commands = 0;
    for step in [Step::Start].iter().chain(steps) {
        let before = stage.protocol.session().cloned();
        let (generation, requests) = (stage.protocol.generation(), stage.protocol.requests);
        // What ends a socket ends it before the shard hears of it.
        if matches!(step, Step::Lost | Step::PeerClosed(_))
            || matches!(step, Step::ConnectFailed) && stage.state() == ShardState::Connecting
        {
            watch.socket = false;
        }
        if matches!(step, Step::ConnectFailed) && stage.state() != ShardState::Connecting {
            continue;
        }
        match step {
            Step::Start => stage.start(),
            Step::Opened => stage.opened(),
            Step::ConnectFailed => stage.on(Input::ConnectFailed("refused".into())),
            Step::Traffic => stage.on(Input::Traffic),
            Step::Hello(interval) => stage.payload(&format!(r#"{{"op":10,"d":{{"heartbeat_interval":{interval}}}}}"#)),
            Step::Event(seq) => stage.event(*seq),
            Step::Ready(true) => stage.ready(),
            Step::Ready(false) => stage.payload(r#"{"op":0,"t":"READY","s":1,"d":{"session_id":"def"}}"#),
            Step::Resumed(seq) => stage.resumed(*seq),
            Step::Payload(payload) => stage.payload(payload),
            Step::Malformed => stage.on(Input::Malformed("no JSON".into())),
            Step::Undecodable => stage.on(Input::Undecodable("corrupt".into())),
            Step::PeerClosed(code) => stage.on(Input::PeerClosed { code: *code, reason: String::new() }),
            Step::Lost => stage.lost(),
            Step::Permit(ours) => {
                let request = requests + u64::from(!ours);
                if watch.permit == Some(request) {
                    watch.permit = None;
                }
                stage.on(Input::Permit { request })
            }
            Step::PermitRefused(retry_after) => {
                if watch.permit == Some(requests) {
                    watch.permit = None;
                }
                let retry_after = retry_after.map(seconds);
                // The shard calls off what it asked for when it leaves, and may do so for a request that was just
                // refused.
                watch.permit =
                    watch.permit.or(matches!(stage.protocol.phase, Phase::AwaitingPermit { .. }).then_some(requests));
                stage.on(Input::PermitRefused { request: requests, error: String::new(), retry_after })
            }
            Step::Beat(fresh) => stage.on(Input::Beat { generation: generation - u64::from(!fresh && generation > 0) }),
            Step::Zombie(fresh) => {
                stage.on(Input::Zombie { generation: generation - u64::from(!fresh && generation > 0) })
            }
            Step::Command(status) => {
                commands += 1;
                stage.on(Input::Command { id: commands, command: Command::Presence(PresenceUpdate::new(*status)) })
            }
            Step::Raw => {
                commands += 1;
                let data = RawValue::from_string("{}".to_owned()).unwrap();
                stage.on(Input::Command { id: commands, command: Command::Raw { op: 99, data } })
            }
            Step::Deadline => {
                if stage.protocol.deadline().is_none() {
                    continue;
                }
                stage.tick();
                &mut stage
            }
            Step::Wait(time) => {
                stage.wait(Duration::from_millis(*time));
                stage.on(Input::Tick)
            }
            Step::Reconnect(resume) => stage.on(Input::Reconnect { resume: *resume }),
            Step::ReconnectNow => stage.on(Input::ReconnectNow),
            Step::Stop(resumable) => stage.on(Input::Stop { resumable: *resumable }),
            Step::DrillReconnect(base) => {
                let url = base.then(|| GatewayUrl::parse("ws://base.example:1").unwrap());
                stage.on(Input::Drill(Drill::Reconnect { url }))
            }
            Step::DrillResume(seq) => stage.on(Input::Drill(Drill::Resume { seq: *seq })),
            Step::CloseWith(code) => stage.on(Input::CloseWith { code: *code, reason: "é".repeat(200) }),
        };
        let actions = std::mem::take(&mut stage.actions);
        for action in &actions {
            watch.action(action, step, before.as_ref(), &stage);
        }
        // The number of a session only grows, and belongs to its session.
        if let (Some(before), Some(after)) = (&before, stage.protocol.session()) {
            let is_new = matches!(step, Step::Ready(_) | Step::Payload(_) | Step::DrillResume(_));
            assert!(after.seq >= before.seq || is_new, "{before:?} then {after:?} at {step:?}");
            assert!(after.id == before.id || is_new);
        }
        assert_eq!(stage.protocol.cid(), watch.connections);
        if matches!(step, Step::Deadline) {
            assert!(stage.protocol.deadline().is_none_or(|next| next > stage.now), "a deadline that does not pass");
        }
        let wants_time = !matches!(
            stage.state(),
            ShardState::Idle | ShardState::Active | ShardState::AwaitingPermit | ShardState::Stopped
        );
        assert!(!wants_time || stage.protocol.deadline().is_some(), "{} has no deadline", stage.state());
        assert_eq!(stage.state() == ShardState::Stopped, watch.finished);
    }
    if watch.finished {
        assert_eq!(watch.answered.len() as u64, commands, "every command is answered in the end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_must_never_be_never_is(steps in life(), stored in any::<bool>(), max in prop::option::of(0_u32..6)) {
        let config = ShardConfig { max_reconnect_attempts: max, ..config() };
        play(Stage::new(config, stored.then(stored_session)), &steps);
    }
}
