//! Properties that hold for any sequence of inputs.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::*;

/// An input in a form that can be generated.
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
    /// Let this many milliseconds pass, then tick.
    Wait(u64),
    Reconnect(bool),
    ReconnectNow,
    Stop(bool),
    CloseWith(u16),
    InjectReconnect(bool),
    InjectResume(u64),
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
        1 => any::<bool>().prop_map(Step::InjectReconnect),
        1 => (0_u64..50).prop_map(Step::InjectResume),
        3 => prop::sample::select(vec![
            r#"{"op":1}"#, r#"{"op":7}"#, r#"{"op":9,"d":true}"#, r#"{"op":9,"d":false}"#, r#"{"op":9}"#,
            r#"{"op":11}"#,
            r#"{"op":10,"d":{}}"#, r#"{"op":200}"#, r#"{"op":0,"t":"READY","s":5,"d":{}}"#, r#"{"op":0}"#,
        ]).prop_map(|payload| Step::Payload(payload.to_owned())),
    ]
}

/// Many steps, sometimes with a stop.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    (prop::collection::vec(step(), 1..120), prop::option::of(any::<bool>()), prop::collection::vec(step(), 0..10))
        .prop_map(|(mut steps, stop, after)| {
            if let Some(resumable) = stop {
                steps.push(Step::Stop(resumable));
                steps.extend(after);
            }
            steps
        })
}

/// Checks every action from the view of the owner of the socket.
#[derive(Default)]
struct Checker {
    socket: bool,
    closing: bool,
    received_hello: bool,
    identified: bool,
    timer: Option<u64>,
    timers: HashSet<u64>,
    permit: Option<u64>,
    permits: HashSet<u64>,
    answered: HashSet<u64>,
    finished: bool,
    connections: u64,
}

impl Checker {
    fn action(&mut self, action: &Action, step: &Step, before: Option<&Session>, shard: &TestShard) {
        let late_command = matches!(action, Action::CommandRefused { error: CommandError::Stopped, .. });
        assert!(!self.finished || late_command, "{action:?} after the end");
        match action {
            Action::Connect { url } => {
                assert!(!self.socket, "two connections");
                assert!(self.timer.is_none(), "a timer outlives its connection");
                assert!(url == BASE_URL || url == RESUME_URL, "{url}");
                let timer = (self.timers.clone(), self.permits.clone(), self.answered.clone());
                *self = Self { socket: true, connections: self.connections + 1, ..Self::default() };
                (self.timers, self.permits, self.answered) = timer;
            }
            Action::Send(payload) => {
                let payload = payload.as_text().unwrap();
                assert!(self.socket && self.received_hello, "sent before HELLO: {payload}");
                assert!(!self.closing, "sent after our close frame: {payload}");
                assert!(payload.len() <= 4096);
                let op = serde_json::from_str::<Value>(payload).unwrap()["op"].as_u64().unwrap();
                match op {
                    1 => {}
                    2 | 6 => {
                        assert!(!self.identified, "two handshakes on a connection");
                        self.identified = true;
                    }
                    _ => assert_eq!(shard.state(), ShardState::Active, "a command without a session"),
                }
            }
            Action::Close { code, reason } => {
                assert!(self.socket && !self.closing, "no open connection to close");
                assert!(CloseCode(*code).is_sendable() && reason.len() <= 123);
                let wanted = matches!(step, Step::Stop(false) | Step::CloseWith(1000 | 1001));
                assert!(
                    wanted || before.is_none() || !CloseCode(*code).ends_session_when_sent(),
                    "the session is lost"
                );
                self.closing = true;
            }
            Action::Drop => {
                assert!(self.socket, "no socket to drop");
                self.socket = false;
            }
            Action::StartHeartbeat { generation, interval, first } => {
                assert!(self.socket && self.timer.is_none(), "two timers");
                assert!(self.timers.insert(*generation), "a repeated generation");
                assert!(!interval.is_zero() && first <= interval);
                self.timer = Some(*generation);
                self.received_hello = true;
            }
            Action::StopHeartbeat => assert!(self.timer.take().is_some(), "no timer to stop"),
            Action::BeatSent | Action::Acked => assert!(self.timer.is_some(), "no timer runs"),
            Action::RequestPermit { request } => {
                assert!(self.permit.is_none() && self.permits.insert(*request), "two requests");
                self.permit = Some(*request);
            }
            Action::CancelPermit { request } => assert_eq!(self.permit.take(), Some(*request)),
            Action::CommandSent { id } | Action::CommandRefused { id, .. } => {
                assert!(self.answered.insert(*id), "command {id} answered twice");
            }
            Action::Finished(_) => {
                assert!(
                    !self.socket && self.timer.is_none() && self.permit.is_none(),
                    "a socket, timer or request is left"
                );
                self.finished = true;
            }
            Action::Report(_) => {}
        }
    }
}

fn run(mut shard: TestShard, steps: &[Step]) {
    let mut checker = Checker::default();
    let mut commands = 0;
    for step in [Step::Start].iter().chain(steps) {
        let before = shard.protocol.session().cloned();
        let (generation, requests) = (shard.protocol.generation(), shard.protocol.requests);
        // The socket ends before the shard receives the input.
        if matches!(step, Step::Lost | Step::PeerClosed(_))
            || matches!(step, Step::ConnectFailed) && shard.state() == ShardState::Connecting
        {
            checker.socket = false;
        }
        if matches!(step, Step::ConnectFailed) && shard.state() != ShardState::Connecting {
            continue;
        }
        match step {
            Step::Start => shard.start(),
            Step::Opened => shard.opened(),
            Step::ConnectFailed => shard.on(Input::ConnectFailed("refused".into())),
            Step::Traffic => shard.on(Input::Traffic),
            Step::Hello(interval) => shard.payload(&format!(r#"{{"op":10,"d":{{"heartbeat_interval":{interval}}}}}"#)),
            Step::Event(seq) => shard.event(*seq),
            Step::Ready(true) => shard.ready(),
            Step::Ready(false) => shard.payload(r#"{"op":0,"t":"READY","s":1,"d":{"session_id":"def"}}"#),
            Step::Resumed(seq) => shard.resumed(*seq),
            Step::Payload(payload) => shard.payload(payload),
            Step::Malformed => shard.on(Input::Malformed("no JSON".into())),
            Step::Undecodable => shard.on(Input::Undecodable("corrupt".into())),
            Step::PeerClosed(code) => shard.on(Input::PeerClosed { code: *code, reason: String::new() }),
            Step::Lost => shard.lost(),
            Step::Permit(ours) => {
                let request = requests + u64::from(!ours);
                if checker.permit == Some(request) {
                    checker.permit = None;
                }
                shard.on(Input::Permit { request })
            }
            Step::PermitRefused(retry_after) => {
                if checker.permit == Some(requests) {
                    checker.permit = None;
                }
                let retry_after = retry_after.map(seconds);
                // The shard cancels its request when it leaves the state, which it may also do for a request that was
                // just refused.
                checker.permit =
                    checker.permit.or(matches!(shard.protocol.phase, Phase::AwaitingPermit { .. }).then_some(requests));
                shard.on(Input::PermitRefused { request: requests, error: String::new(), retry_after })
            }
            Step::Beat(fresh) => shard.on(Input::Beat { generation: generation - u64::from(!fresh && generation > 0) }),
            Step::Zombie(fresh) => {
                shard.on(Input::Zombie { generation: generation - u64::from(!fresh && generation > 0) })
            }
            Step::Command(status) => {
                commands += 1;
                shard.on(Input::Command { id: commands, command: Command::Presence(BotPresence::new(*status)) })
            }
            Step::Raw => {
                commands += 1;
                let data = RawValue::from_string("{}".to_owned()).unwrap();
                shard.on(Input::Command { id: commands, command: Command::Raw { op: 99, data } })
            }
            Step::Deadline => {
                if shard.protocol.deadline().is_none() {
                    continue;
                }
                shard.tick();
                &mut shard
            }
            Step::Wait(time) => {
                shard.wait(Duration::from_millis(*time));
                shard.on(Input::Tick)
            }
            Step::Reconnect(resume) => shard.on(Input::Reconnect { resume: *resume }),
            Step::ReconnectNow => shard.on(Input::ReconnectNow),
            Step::Stop(resumable) => shard.on(Input::Stop { resumable: *resumable }),
            Step::InjectReconnect(base) => {
                let url = base.then(|| GatewayUrl::parse("ws://base.gateway.example:1").unwrap());
                shard.on(Input::FaultInjection(FaultInjection::Reconnect { url }))
            }
            Step::InjectResume(seq) => shard.on(Input::FaultInjection(FaultInjection::Resume { seq: *seq })),
            Step::CloseWith(code) => shard.on(Input::CloseWith { code: *code, reason: "é".repeat(200) }),
        };
        if shard.is_event {
            let event = matches!(step, Step::Event(_) | Step::Ready(_) | Step::Resumed(_) | Step::Payload(_));
            assert!(event && checker.identified && !checker.closing, "an unexpected event");
        }
        let actions = std::mem::take(&mut shard.actions);
        for action in &actions {
            checker.action(action, step, before.as_ref(), &shard);
        }
        // The sequence number of a session never decreases.
        if let (Some(before), Some(after)) = (&before, shard.protocol.session()) {
            let is_new = matches!(step, Step::Ready(_) | Step::Payload(_) | Step::InjectResume(_));
            assert!(after.seq >= before.seq || is_new, "{before:?} then {after:?} at {step:?}");
            assert!(after.id == before.id || is_new);
        }
        assert_eq!(shard.protocol.cid(), checker.connections);
        if matches!(step, Step::Deadline) {
            assert!(shard.protocol.deadline().is_none_or(|next| next > shard.now), "the deadline is not in the future");
        }
        let wants_time = !matches!(shard.state(), ShardState::Idle | ShardState::Active | ShardState::Stopped);
        assert!(!wants_time || shard.protocol.deadline().is_some(), "{} has no deadline", shard.state());
        assert_eq!(shard.state() == ShardState::Stopped, checker.finished);
    }
    if checker.finished {
        assert_eq!(checker.answered.len() as u64, commands, "every command is answered");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_actions_are_consistent(steps in steps(), stored in any::<bool>(), max in prop::option::of(0_u32..6)) {
        let config = ShardConfig { max_reconnect_attempts: max, ..config() };
        run(TestShard::new(config, stored.then(stored_session)), &steps);
    }
}
