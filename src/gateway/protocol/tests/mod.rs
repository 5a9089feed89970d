//! Every rule of the protocol as a story: what happens, and what the shard does about it.

mod commands;
mod connecting;
mod dispatches;
mod drills;
mod endings;
mod heartbeats;
mod ladder;
mod random;
mod seed_defects;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::gateway::{Activity, Compression, Intents, Status, Timeouts, Token};

const BASE: &str = "ws://base.example:1/?v=10&encoding=json&compress=zstd-stream";
const OWN: &str = "ws://resume.example:2/?v=10&encoding=json&compress=zstd-stream";
const INTERVAL: Duration = Duration::from_millis(41_250);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A config with addresses without TLS, as the sandbox has them.
fn config() -> ShardConfig {
    let mut config = ShardConfig::new(Token::new("secret-token").unwrap(), Intents::GUILDS | Intents::GUILD_MEMBERS);
    config.gateway_url = GatewayUrl::parse("ws://base.example:1").unwrap();
    config
}

fn stored_session() -> Session {
    Session::new("stored", 41, Some("ws://resume.example:2".to_owned()))
}

/// A shard with its clock, and with a peer that can be made to say things.
struct Stage {
    protocol: Protocol,
    now: Instant,
    /// What the last input led to.
    actions: Vec<Action>,
}

impl Stage {
    fn new(config: ShardConfig, session: Option<Session>) -> Self {
        let now = Instant::now();
        Self { protocol: Protocol::new(config, session, 7, now), now, actions: Vec::new() }
    }

    /// A shard whose session is there: READY came with `s` 1.
    fn active(config: ShardConfig) -> Self {
        let mut stage = Self::identifying(config);
        stage.ready();
        stage
    }

    fn identifying(config: ShardConfig) -> Self {
        let mut stage = Self::new(config, None);
        stage.start().opened().hello();
        stage.permit();
        assert_eq!(stage.state(), ShardState::Identifying);
        stage
    }

    /// A shard that has sent RESUME to the session's own place.
    fn resuming(config: ShardConfig) -> Self {
        let mut stage = Self::new(config, Some(stored_session()));
        stage.start().opened().hello();
        assert_eq!(stage.state(), ShardState::Resuming);
        stage
    }

    /// A shard in each of the states that have an open connection.
    fn every_open_state() -> Vec<Self> {
        let mut awaiting_hello = Self::new(config(), None);
        awaiting_hello.start().opened();
        let mut awaiting_permit = Self::new(config(), None);
        awaiting_permit.start().opened().hello();
        vec![
            awaiting_hello,
            awaiting_permit,
            Self::identifying(config()),
            Self::resuming(config()),
            Self::active(config()),
        ]
    }

    /// A shard in every state, after the open ones.
    fn every_state() -> Vec<Self> {
        let mut stages = vec![Self::new(config(), None)];
        let mut connecting = Self::new(config(), None);
        connecting.start();
        stages.push(connecting);
        stages.extend(Self::every_open_state());
        let mut closing = Self::active(config());
        closing.payload(r#"{"op":7}"#);
        stages.push(closing);
        let mut backing_off = Self::active(config());
        backing_off.payload(r#"{"op":9,"d":false}"#);
        backing_off.lost();
        assert_eq!(backing_off.state(), ShardState::BackingOff);
        stages.push(backing_off);
        let mut stopped = Self::new(config(), None);
        stopped.on(Input::Stop { resumable: false });
        stages.push(stopped);
        stages
    }

    fn on(&mut self, input: Input<'_>) -> &mut Self {
        self.actions.clear();
        self.protocol.on(input, self.now, &mut self.actions);
        self
    }

    fn start(&mut self) -> &mut Self {
        self.on(Input::Start)
    }

    fn opened(&mut self) -> &mut Self {
        self.on(Input::Opened)
    }

    fn payload(&mut self, payload: &str) -> &mut Self {
        let envelope = Envelope::scan(payload.as_bytes()).unwrap();
        self.on(Input::Received(&envelope))
    }

    fn hello(&mut self) -> &mut Self {
        self.payload(r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["x"]}}"#)
    }

    fn permit(&mut self) -> &mut Self {
        let request = self.protocol.requests;
        self.on(Input::Permit { request })
    }

    fn ready(&mut self) -> &mut Self {
        self.payload(
            r#"{"t":"READY","s":1,"op":0,"d":{"v":10,"session_id":"abc","resume_gateway_url":"ws://resume.example:2","user":{},"_trace":[]}}"#,
        )
    }

    fn event(&mut self, seq: u64) -> &mut Self {
        self.payload(&format!(r#"{{"t":"MESSAGE_CREATE","s":{seq},"op":0,"d":{{}}}}"#))
    }

    fn resumed(&mut self, seq: u64) -> &mut Self {
        self.payload(&format!(r#"{{"t":"RESUMED","s":{seq},"op":0,"d":{{"_trace":[]}}}}"#))
    }

    fn lost(&mut self) -> &mut Self {
        self.on(Input::Lost("connection reset".to_owned()))
    }

    fn closed(&mut self, code: u16) -> &mut Self {
        self.on(Input::PeerClosed { code: Some(code), reason: String::new() })
    }

    /// Lets time pass without a tick.
    fn wait(&mut self, time: Duration) -> &mut Self {
        self.now += time;
        self
    }

    /// Lets time pass until the shard wants a tick, and gives it. Says how long that was.
    fn tick(&mut self) -> Duration {
        let deadline = self.protocol.deadline().expect("something is due");
        let waited = deadline.saturating_duration_since(self.now);
        self.now = self.now.max(deadline);
        self.on(Input::Tick);
        waited
    }

    fn state(&self) -> ShardState {
        self.protocol.state()
    }

    fn sent(&self) -> Vec<Value> {
        let sent = |action: &Action| match action {
            Action::Send(payload) => Some(serde_json::from_str(payload.as_text().unwrap()).unwrap()),
            _ => None,
        };
        self.actions.iter().filter_map(sent).collect()
    }

    /// The opcodes that were sent.
    fn opcodes(&self) -> Vec<u64> {
        self.sent().iter().map(|payload| payload["op"].as_u64().unwrap()).collect()
    }

    /// Where a connection is being made to.
    fn connects_to(&self) -> Option<&str> {
        let mut urls = self.actions.iter().filter_map(|action| match action {
            Action::Connect { url } => Some(url.as_str()),
            _ => None,
        });
        let url = urls.next();
        assert_eq!(urls.next(), None, "one connection at a time");
        url
    }

    /// The code that a close frame was sent with.
    fn closes_with(&self) -> Option<u16> {
        self.actions.iter().find_map(|action| match action {
            Action::Close { code, .. } => Some(*code),
            _ => None,
        })
    }

    fn finished(&self) -> Option<&Outcome> {
        let position = self.actions.iter().position(|action| matches!(action, Action::Finished(_)))?;
        assert_eq!(position + 1, self.actions.len(), "nothing follows the end");
        match self.actions.last() {
            Some(Action::Finished(outcome)) => Some(outcome),
            _ => None,
        }
    }

    /// Reason, attempt, delay and whether a resume follows.
    fn reconnecting(&self) -> Option<(ReconnectReason, u32, Duration, bool)> {
        self.actions.iter().find_map(|action| match action {
            Action::Report(Report::Reconnecting { reason, attempt, delay, resumable }) => {
                Some((reason.clone(), *attempt, *delay, *resumable))
            }
            _ => None,
        })
    }

    fn reason(&self) -> ReconnectReason {
        self.reconnecting().expect("a reconnect is announced").0
    }

    fn has(&self, wanted: &Action) -> bool {
        self.actions.contains(wanted)
    }

    fn reports(&self, wanted: &Report) -> bool {
        self.has(&Action::Report(wanted.clone()))
    }

    fn dispatched(&self) -> bool {
        self.has(&Action::Dispatch)
    }

    /// Goes on until the shard makes its next connection, and says where to and after how long a wait.
    fn next_connection(&mut self) -> (String, Duration) {
        let mut waited = Duration::ZERO;
        for _ in 0..4 {
            if let Some(url) = self.connects_to() {
                return (url.to_owned(), waited);
            }
            if self.state() == ShardState::Closing {
                self.lost();
            } else {
                waited += self.tick();
            }
        }
        panic!("no connection is made");
    }
}
