//! The rules of the protocol: each test gives inputs and checks the actions.

mod commands;
mod connecting;
mod dispatches;
mod endings;
mod fault_injection;
mod heartbeats;
mod outages;
mod random;
mod resume_fallback;
mod seed_defects;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::gateway::{
    Activity, Command, CommandError, Compression, Consequence, DisconnectReason, Envelope, Intents, Status, Timeouts,
    Token,
};

const BASE_URL: &str = "ws://base.gateway.example:1/?v=10&encoding=json&compress=zstd-stream";
const RESUME_URL: &str = "ws://resume.gateway.example:2/?v=10&encoding=json&compress=zstd-stream";
const INTERVAL: Duration = Duration::from_millis(41_250);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A configuration with URLs without TLS, as in the sandbox.
fn config() -> ShardConfig {
    let mut config = ShardConfig::new(Token::new("secret-token").unwrap(), Intents::GUILDS | Intents::GUILD_MEMBERS);
    config.gateway_url = GatewayUrl::parse("ws://base.gateway.example:1").unwrap();
    config
}

fn stored_session() -> Session {
    Session::new("stored", 41, Some("ws://resume.gateway.example:2".to_owned()))
}

/// A state machine with its clock, and helpers that give inputs as a gateway would.
struct TestShard {
    protocol: Protocol,
    now: Instant,
    /// The actions of the last input.
    actions: Vec<Action>,
    /// Whether the last input was a new event.
    is_event: bool,
}

impl TestShard {
    fn new(config: ShardConfig, session: Option<Session>) -> Self {
        let now = Instant::now();
        Self { protocol: Protocol::new(config, session, 7, now), now, actions: Vec::new(), is_event: false }
    }

    /// A shard with an established session: READY arrived with `s` 1.
    fn active(config: ShardConfig) -> Self {
        let mut shard = Self::identifying(config);
        shard.ready();
        shard
    }

    fn identifying(config: ShardConfig) -> Self {
        let mut shard = Self::new(config, None);
        shard.start().opened().hello();
        shard.permit();
        assert_eq!(shard.state(), ShardState::Identifying);
        shard
    }

    /// A shard that has sent RESUME at the resume URL.
    fn resuming(config: ShardConfig) -> Self {
        let mut shard = Self::new(config, Some(stored_session()));
        shard.start().opened().hello();
        assert_eq!(shard.state(), ShardState::Resuming);
        shard
    }

    /// A shard in each of the states with an open connection.
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

    /// A shard in every state.
    fn every_state() -> Vec<Self> {
        let mut shards = vec![Self::new(config(), None)];
        let mut connecting = Self::new(config(), None);
        connecting.start();
        shards.push(connecting);
        shards.extend(Self::every_open_state());
        let mut closing = Self::active(config());
        closing.payload(r#"{"op":7}"#);
        shards.push(closing);
        let mut backing_off = Self::active(config());
        backing_off.payload(r#"{"op":9,"d":false}"#);
        backing_off.lost();
        assert_eq!(backing_off.state(), ShardState::BackingOff);
        shards.push(backing_off);
        let mut stopped = Self::new(config(), None);
        stopped.on(Input::Stop { resumable: false });
        shards.push(stopped);
        shards
    }

    fn on(&mut self, input: Input) -> &mut Self {
        self.actions.clear();
        self.is_event = false;
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
        self.actions.clear();
        self.is_event = self.protocol.on_envelope(&envelope, self.now, &mut self.actions);
        self
    }

    fn hello(&mut self) -> &mut Self {
        self.payload(r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["x"]}}"#)
    }

    fn permit(&mut self) -> &mut Self {
        let request = self.protocol.requests;
        self.on(Input::Permit { request })
    }

    fn ready(&mut self) -> &mut Self {
        self.ready_with("ws://resume.gateway.example:2")
    }

    fn ready_with(&mut self, resume_url: &str) -> &mut Self {
        let data = json!({"session_id": "abc", "resume_gateway_url": resume_url});
        self.payload(&json!({"t": "READY", "s": 1, "op": 0, "d": data}).to_string())
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

    /// Lets time pass until the deadline, gives the tick, and returns the time.
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

    /// The URL of the connection that is being opened.
    fn connects_to(&self) -> Option<&str> {
        let mut urls = self.actions.iter().filter_map(|action| match action {
            Action::Connect { url } => Some(url.as_str()),
            _ => None,
        });
        let url = urls.next();
        assert_eq!(urls.next(), None, "only one connection is opened");
        url
    }

    /// The code of the close frame that was sent.
    fn closes_with(&self) -> Option<u16> {
        self.actions.iter().find_map(|action| match action {
            Action::Close { code, .. } => Some(*code),
            _ => None,
        })
    }

    fn finished(&self) -> Option<&Outcome> {
        let position = self.actions.iter().position(|action| matches!(action, Action::Finished(_)))?;
        assert_eq!(position + 1, self.actions.len(), "Finished is the last action");
        match self.actions.last() {
            Some(Action::Finished(outcome)) => Some(outcome),
            _ => None,
        }
    }

    /// Reason, attempt, delay, and whether a resume follows.
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
        self.is_event
    }

    /// Gives inputs until the shard opens its next connection, and returns the URL and the time waited.
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
