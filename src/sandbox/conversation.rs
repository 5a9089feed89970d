//! The server's side of the gateway protocol: what is answered to what a client does (gateway.md sections 5 to 13). Written
//! from the documentation alone, and without a line of the client's state machine.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::faults::Fault;
use super::hub::{Caller, Connection, ConnectionId, Cut, Later, Out};
use super::journal::{ConnectionRecord, HeartbeatRecord, SentRecord, note};
use super::shared::State;
use super::wire::{Transport, parse};
use crate::gateway::{CloseCode, Opcode};

/// No payload a client sends may be longer than this.
const MAX_PAYLOAD: usize = 4096;

/// What the upgrade request told.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Upgrade {
    /// Path and query.
    pub(in crate::sandbox) url: String,
    pub(in crate::sandbox) path: String,
    pub(in crate::sandbox) query: Vec<(String, String)>,
    pub(in crate::sandbox) host: Option<String>,
    pub(in crate::sandbox) user_agent: Option<String>,
}

impl Upgrade {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// How the transport is to be compressed.
    pub(in crate::sandbox) fn transport(&self) -> Transport {
        self.parameter("compress").and_then(Transport::named).unwrap_or(Transport::Plain)
    }

    /// Whether payloads are terms of ETF.
    pub(in crate::sandbox) fn speaks_etf(&self) -> bool {
        self.parameter("encoding") == Some("etf")
    }

    /// Why this connection has to be closed at once, if it has to.
    fn objection(&self) -> Option<(CloseCode, &'static str)> {
        // A missing version is allowed, and so is 9: both speak what version 10 speaks as far as the gateway goes.
        if !matches!(self.parameter("v"), None | Some("10" | "9")) {
            return Some((CloseCode::INVALID_API_VERSION, "Invalid API version"));
        }
        let encoding = match self.parameter("encoding") {
            None | Some("json") => true,
            Some("etf") => cfg!(feature = "etf"),
            Some(_) => false,
        };
        let compress = self.parameter("compress").is_none_or(|name| Transport::named(name).is_some());
        if encoding && compress { None } else { Some((CloseCode::DECODE_ERROR, "Unknown encoding or compression")) }
    }
}

/// What becomes of an upgrade request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Welcome {
    Accept,
    Refuse(u16),
    Ignore,
    Reset,
}

/// A message cannot be answered in any other way than by closing the connection.
pub(super) struct Offence(pub(super) CloseCode, pub(super) &'static str);

pub(super) const WRONG_SHAPE: Offence = Offence(CloseCode::UNKNOWN_OPCODE, "Error while decoding payload.");

impl State {
    /// A client asks for a websocket.
    pub(in crate::sandbox) fn welcome(&mut self, path: &str) -> Welcome {
        let shard = self.shard_of_path(path);
        if path != "/" && path != "/gateway" && !is_resume_path(path) {
            return Welcome::Refuse(404);
        }
        if is_resume_path(path) && self.rules.happens(shard, &Fault::DeadResumeUrl) {
            return Welcome::Reset;
        }
        let rule = |fault: &Fault| match fault {
            Fault::RefuseUpgrade(status) => Some(Welcome::Refuse(*status)),
            Fault::IgnoreUpgrade => Some(Welcome::Ignore),
            _ => None,
        };
        self.rules.take(shard, rule).unwrap_or(Welcome::Accept)
    }

    /// The websocket is there: HELLO, or what a fault puts in its place.
    pub(in crate::sandbox) fn opened(&mut self, upgrade: &Upgrade, now: Instant, call: Caller) -> ConnectionId {
        self.journal.opened += 1;
        let id = self.journal.opened;
        let mut connection = Connection::new(&self.settings, upgrade, now, call);
        connection.shard = self.shard_of_path(&upgrade.path);
        let shard = connection.shard;
        self.hub.connections.insert(id, connection);
        let record = ConnectionRecord {
            id,
            url: upgrade.url.clone(),
            host: upgrade.host.clone(),
            user_agent: upgrade.user_agent.clone(),
            resume_url: is_resume_path(&upgrade.path),
            session: None,
            shard,
            heartbeats: 0,
            closed_by_sandbox: None,
            closed_by_client: None,
            opened: now,
            closed: None,
        };
        note(&mut self.journal.connections, record);
        if let Some((code, reason)) = upgrade.objection() {
            self.close(id, code, reason);
            return id;
        }
        let instead = |fault: &Fault| match fault {
            Fault::NoHello => Some(None),
            Fault::DelayHello(time) => Some(Some(Out::Later(*time, Later::Hello))),
            Fault::ReconnectInsteadOfHello => Some(Some(control(Opcode::Reconnect, "null"))),
            Fault::CloseInsteadOfHello(code) => {
                Some(Some(Out::Close { code: *code, reason: "closed on purpose".to_owned() }))
            }
            _ => None,
        };
        match self.rules.take(shard, instead) {
            None => self.hello(id),
            Some(None) => {}
            Some(Some(out)) => self.push(id, out),
        }
        id
    }

    fn hello(&mut self, id: ConnectionId) {
        let interval = self.settings.heartbeat_interval.as_millis();
        let data =
            format!(r#"{{"heartbeat_interval":{interval},"_trace":["[\"sandbox-gateway\",{{\"micros\":0.0}}]"]}}"#);
        self.push(id, control(Opcode::Hello, data));
    }

    /// What was put off is due.
    pub(in crate::sandbox) fn resume_later(&mut self, id: ConnectionId, later: Later, now: Instant) {
        if self.hub.connections.get(&id).is_none_or(|it| it.finished) {
            return;
        }
        match later {
            Later::Hello => self.hello(id),
            Later::Ready(identify) => self.ready(id, &identify, now),
        }
    }

    /// The client sent a message.
    pub(in crate::sandbox) fn received(&mut self, id: ConnectionId, message: &[u8], binary: bool, now: Instant) {
        let Some(connection) = self.hub.connections.get_mut(&id).filter(|it| !it.finished) else {
            return;
        };
        let within_limit = connection.commands.take(now).is_ok();
        let answered = if within_limit {
            self.answer(id, message, binary, now)
        } else {
            Err(Offence(CloseCode::RATE_LIMITED, "You are being rate limited."))
        };
        if let Err(Offence(code, reason)) = answered {
            self.close(id, code, reason);
        }
    }

    fn answer(&mut self, id: ConnectionId, message: &[u8], binary: bool, now: Instant) -> Result<(), Offence> {
        const UNDECODABLE: Offence = Offence(CloseCode::DECODE_ERROR, "Error while decoding payload.");
        if message.len() > MAX_PAYLOAD {
            return Err(UNDECODABLE);
        }
        let etf = self.hub.connections.get(&id).is_some_and(|it| it.etf);
        let payload = parse(message, binary, etf).ok_or(UNDECODABLE)?;
        let payload = payload.as_object().ok_or(UNDECODABLE)?;
        let op = payload.get("op").and_then(Value::as_u64).ok_or(WRONG_SHAPE)?;
        let op = u8::try_from(op).ok().and_then(Opcode::from_u8);
        let data = payload.get("d").unwrap_or(&Value::Null);
        match op {
            Some(Opcode::Heartbeat) => return self.heartbeat(id, data, now),
            Some(Opcode::Identify) => return self.identify(id, data, now),
            Some(Opcode::Resume) => return self.resume(id, data, now),
            _ => {}
        }
        // An opcode that does not exist is an offence like any other, but a client that has no session is told that first.
        let session = self.hub.connections.get(&id).and_then(|it| it.session.clone());
        let session = session.ok_or(Offence(CloseCode::NOT_AUTHENTICATED, "Not authenticated."))?;
        let unknown = Offence(CloseCode::UNKNOWN_OPCODE, "Unknown opcode.");
        let op = op.filter(|op| op.is_sent()).ok_or(unknown)?;
        let applied = self.command(&session, op, data, now)?;
        self.note_sent(id, op, data, applied, now);
        Ok(())
    }

    /// Puts a payload into the journal, without the token it may carry.
    pub(super) fn note_sent(&mut self, id: ConnectionId, op: Opcode, data: &Value, applied: bool, now: Instant) {
        let shard = self.hub.connections.get(&id).and_then(|it| it.shard);
        let record = SentRecord { connection: id, shard, at: now, op: op.as_u8(), data: without_token(data), applied };
        note(&mut self.journal.sent, record);
    }

    fn heartbeat(&mut self, id: ConnectionId, data: &Value, now: Instant) -> Result<(), Offence> {
        let seq = match data {
            Value::Null => None,
            seq => Some(seq.as_u64().ok_or(WRONG_SHAPE)?),
        };
        let Some(connection) = self.hub.connections.get_mut(&id) else {
            return Ok(());
        };
        connection.last_beat = now;
        connection.beats += 1;
        let (shard, beats) = (connection.shard, connection.beats);
        let session = connection.session.as_ref().and_then(|it| self.hub.sessions.get(it));
        // Not documented for heartbeats; a number that was never given out is a defect of the client in any case.
        if session.is_some_and(|it| seq.is_some_and(|seq| seq > it.seq)) {
            return Err(Offence(CloseCode::INVALID_SEQ, "Invalid seq."));
        }
        let acknowledged = !self.rules.happens(shard, &Fault::MuteAcks);
        note(&mut self.journal.heartbeats, HeartbeatRecord { connection: id, shard, at: now, seq, acknowledged });
        if let Some(record) = self.journal.connection(id) {
            record.heartbeats += 1;
        }
        if acknowledged {
            self.push(id, control(Opcode::HeartbeatAck, "null"));
        }
        if self.settings.heartbeat_request_every.is_some_and(|every| every > 0 && beats.is_multiple_of(every)) {
            self.push(id, control(Opcode::Heartbeat, "null"));
        }
        Ok(())
    }

    /// Looks whether a connection still beats. Says when to look again, or cuts it off: the session stays, since the
    /// documentation wants the client to resume.
    pub(in crate::sandbox) fn check_beat(&mut self, id: ConnectionId, now: Instant) -> Option<Duration> {
        let patience = self.settings.patience();
        let connection = self.hub.connections.get(&id).filter(|it| !it.finished)?;
        let silent_for = now.saturating_duration_since(connection.last_beat);
        if silent_for >= patience {
            self.push(id, Out::Cut(Cut::Drop));
            return None;
        }
        Some(patience - silent_for)
    }

    /// The client sent a close frame. 1000 and 1001 end the session (gateway.md section 10).
    pub(in crate::sandbox) fn client_closed(&mut self, id: ConnectionId, code: Option<u16>, reason: &str) {
        let sandbox_first = self.journal.connection(id).is_some_and(|it| it.closed_by_sandbox.is_some());
        if sandbox_first {
            return;
        }
        if let Some(record) = self.journal.connection(id) {
            record.closed_by_client.get_or_insert((code, reason.to_owned()));
        }
        let ends = code.is_some_and(|code| matches!(CloseCode(code), CloseCode::NORMAL | CloseCode::GOING_AWAY));
        let session = self.hub.connections.get_mut(&id).filter(|_| ends).and_then(|it| it.session.take());
        if let Some(session) = session {
            self.hub.sessions.remove(&session);
        }
    }

    /// The client sent something that is no websocket message.
    pub(in crate::sandbox) fn undecodable(&mut self, id: ConnectionId) {
        self.close(id, CloseCode::DECODE_ERROR, "Error while decoding payload.");
    }

    /// The socket is gone.
    pub(in crate::sandbox) fn gone(&mut self, id: ConnectionId, now: Instant) {
        self.hub.detach(id, now);
        self.hub.connections.remove(&id);
        if let Some(record) = self.journal.connection(id) {
            record.closed.get_or_insert(now);
        }
    }

    pub(super) fn close(&mut self, id: ConnectionId, code: CloseCode, reason: &str) {
        self.push(id, Out::Close { code: code.0, reason: reason.to_owned() });
    }

    /// The `resume_gateway_url` of a session: a path of its own, so that a client which does not use it is found out.
    pub(super) fn resume_url(&self, session: &str) -> String {
        format!("ws://{}{}{session}", self.address, RESUME_PATH)
    }

    fn shard_of_path(&self, path: &str) -> Option<u32> {
        let session = path.strip_prefix(RESUME_PATH)?.trim_end_matches('/');
        self.hub.sessions.get(session).map(|it| it.shard)
    }
}

/// What comes before the session id in the path of a `resume_gateway_url`.
const RESUME_PATH: &str = "/resume-";

fn is_resume_path(path: &str) -> bool {
    path.starts_with(RESUME_PATH)
}

pub(super) fn control(op: Opcode, data: impl Into<Cow<'static, str>>) -> Out {
    Out::Payload(super::wire::Payload::Control { op: op.as_u8(), data: data.into() })
}

/// The data with `token` replaced by a word.
pub(super) fn without_token(data: &Value) -> Value {
    let mut data = data.clone();
    if let Some(token) = data.get_mut("token") {
        *token = Value::from("(token)");
    }
    data
}
