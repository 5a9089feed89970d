//! The server's side of the gateway protocol: how client messages are answered (gateway.md sections 5 to 13). It is
//! written from the documentation and shares no code with the client's state machine.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::hub::{Connection, ConnectionId, Cut, Later, Notify, Out, Session};
use super::numbers::unsigned;
use super::state::GatewayState;
use super::upgrade::{Upgrade, UpgradeAnswer};
use super::wire::{Payload, parse};
use crate::gateway::{CloseCode, Opcode};
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{ConnectionRecord, HeartbeatRecord, SentRecord, note};

/// The longest payload that a client may send, in bytes.
const MAX_PAYLOAD: usize = 4096;

/// The close code and reason for an invalid message.
pub(super) struct Violation(pub(super) CloseCode, pub(super) &'static str);

pub(super) const WRONG_SHAPE: Violation = Violation(CloseCode::UNKNOWN_OPCODE, "Error while decoding payload.");

impl GatewayState<'_> {
    /// Decides about the upgrade request of a client.
    pub(in crate::sandbox) fn answer_upgrade(&mut self, path: &str) -> UpgradeAnswer {
        let shard = self.shard_of_path(path);
        if path != "/" && path != "/gateway" && !is_resume_path(path) {
            return UpgradeAnswer::Refuse(404);
        }
        if is_resume_path(path) && self.rules.happens(shard, &Fault::DeadResumeUrl) {
            return UpgradeAnswer::Reset;
        }
        let rule = |fault: &Fault| match fault {
            Fault::RefuseUpgrade(status) => Some(UpgradeAnswer::Refuse(*status)),
            Fault::IgnoreUpgrade => Some(UpgradeAnswer::Ignore),
            _ => None,
        };
        self.rules.take(shard, rule).unwrap_or(UpgradeAnswer::Accept)
    }

    /// A websocket was opened: sends HELLO, or what a fault replaces it with.
    pub(in crate::sandbox) fn opened(&mut self, upgrade: &Upgrade, now: Instant, notify: Notify) -> ConnectionId {
        self.journal.opened += 1;
        let id = self.journal.opened;
        let mut connection = Connection::new(self.settings, upgrade, now, notify);
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
        if let Some((code, reason)) = upgrade.rejection() {
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

    /// A delayed step is due.
    pub(in crate::sandbox) fn resume_later(&mut self, id: ConnectionId, later: Later, now: Instant) {
        if self.hub.connections.get(&id).is_none_or(|it| it.finished) {
            return;
        }
        match later {
            Later::Hello => self.hello(id),
            Later::Ready(identify) => self.ready(id, &identify, now),
        }
    }

    /// A message of the client came in.
    pub(in crate::sandbox) fn received(&mut self, id: ConnectionId, message: &[u8], binary: bool, now: Instant) {
        let Some(connection) = self.hub.connections.get_mut(&id).filter(|it| !it.finished) else {
            return;
        };
        let within_limit = connection.commands.take(now).is_ok();
        let answered = if within_limit {
            self.handle(id, message, binary, now)
        } else {
            Err(Violation(CloseCode::RATE_LIMITED, "You are being rate limited."))
        };
        if let Err(Violation(code, reason)) = answered {
            self.close(id, code, reason);
        }
    }

    fn handle(&mut self, id: ConnectionId, message: &[u8], binary: bool, now: Instant) -> Result<(), Violation> {
        const UNDECODABLE: Violation = Violation(CloseCode::DECODE_ERROR, "Error while decoding payload.");
        if message.len() > MAX_PAYLOAD {
            return Err(UNDECODABLE);
        }
        let etf = self.hub.connections.get(&id).is_some_and(|it| it.etf);
        let payload = parse(message, binary, etf).ok_or(UNDECODABLE)?;
        let payload = payload.as_object().ok_or(UNDECODABLE)?;
        let op = payload.get("op").and_then(unsigned).ok_or(WRONG_SHAPE)?;
        let op = u8::try_from(op).ok().and_then(Opcode::from_u8);
        let data = payload.get("d").unwrap_or(&Value::Null);
        match op {
            Some(Opcode::Heartbeat) => return self.heartbeat(id, data, now),
            Some(Opcode::Identify) => return self.identify(id, data, now),
            Some(Opcode::Resume) => return self.resume(id, data, now),
            _ => {}
        }
        // An unknown opcode closes the connection with 4001, but 4003 comes first for a connection without a session.
        let session = self.hub.connections.get(&id).and_then(|it| it.session.clone());
        let session = session.ok_or(Violation(CloseCode::NOT_AUTHENTICATED, "Not authenticated."))?;
        let unknown = Violation(CloseCode::UNKNOWN_OPCODE, "Unknown opcode.");
        let op = op.filter(|op| op.is_sent()).ok_or(unknown)?;
        let applied = self.command(&session, op, data, now)?;
        self.note_sent(id, op, data, applied, now);
        Ok(())
    }

    /// Adds a payload to the journal, without the token.
    pub(super) fn note_sent(&mut self, id: ConnectionId, op: Opcode, data: &Value, applied: bool, now: Instant) {
        let shard = self.hub.connections.get(&id).and_then(|it| it.shard);
        let record = SentRecord { connection: id, shard, at: now, op: op.as_u8(), data: without_token(data), applied };
        note(&mut self.journal.sent, record);
    }

    fn heartbeat(&mut self, id: ConnectionId, data: &Value, now: Instant) -> Result<(), Violation> {
        let seq = match data {
            Value::Null => None,
            seq => Some(unsigned(seq).ok_or(WRONG_SHAPE)?),
        };
        let Some(connection) = self.hub.connections.get_mut(&id) else {
            return Ok(());
        };
        connection.last_beat = now;
        connection.beats += 1;
        let (shard, beats) = (connection.shard, connection.beats);
        let session = connection.session.as_ref().and_then(|it| self.hub.sessions.get(it));
        // Discord does not document this for heartbeats. A sequence number that was never sent is a bug of the client
        // in any case.
        if session.is_some_and(|it| seq.is_some_and(|seq| seq > it.seq)) {
            return Err(Violation(CloseCode::INVALID_SEQ, "Invalid seq."));
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

    /// Checks whether the connection's heartbeats are on time. Returns when to check again. A connection without
    /// heartbeats is dropped; its session stays resumable.
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

    /// The client sent something that is not a websocket message.
    pub(in crate::sandbox) fn undecodable(&mut self, id: ConnectionId) {
        self.close(id, CloseCode::DECODE_ERROR, "Error while decoding payload.");
    }

    /// The connection ended.
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

    /// Queues an instruction for a connection. A close or cut also detaches its session.
    pub(in crate::sandbox) fn push(&mut self, id: ConnectionId, out: Out) {
        match &out {
            Out::Close { code, reason } => {
                let frame = (*code, reason.clone());
                if let Some(record) = self.journal.connection(id) {
                    record.closed_by_sandbox.get_or_insert(frame);
                }
                self.hub.push(id, out);
                self.hub.detach(id, Instant::now());
            }
            Out::Cut(cut) => {
                let silent = *cut == Cut::Silence;
                self.hub.push(id, out);
                self.hub.detach(id, Instant::now());
                if let Some(record) = self.journal.connection(id).filter(|_| silent) {
                    record.closed.get_or_insert_with(Instant::now);
                }
            }
            _ => self.hub.push(id, out),
        }
    }

    /// Sends op 9 and separates the connection from its session: it may resume or identify. With `false` the session is
    /// removed.
    pub(in crate::sandbox) fn invalidate(&mut self, id: ConnectionId, resumable: bool) {
        let data = if resumable { "true" } else { "false" };
        self.hub.send(id, Opcode::InvalidSession.as_u8(), data);
        if resumable {
            return self.hub.detach(id, Instant::now());
        }
        let attached = self.hub.connections.get_mut(&id).and_then(|it| it.session.take());
        // After op 9 `true` only the record of the connection names its session.
        let session = attached.or_else(|| self.journal.connection(id)?.session.clone());
        let elsewhere = |it: &Session| it.connection.is_some_and(|other| other != id);
        if let Some(session) = session
            && !self.hub.sessions.get(&session).is_some_and(elsewhere)
        {
            self.hub.sessions.remove(&session);
        }
    }

    /// The `resume_gateway_url` of a session. Its path is unique, so that tests can tell whether the client uses it.
    pub(super) fn resume_url(&self, session: &str) -> String {
        format!("ws://{}{}{session}", self.address, RESUME_PATH)
    }

    fn shard_of_path(&self, path: &str) -> Option<u32> {
        let session = path.strip_prefix(RESUME_PATH)?.trim_end_matches('/');
        self.hub.sessions.get(session).map(|it| it.shard)
    }
}

/// The path of a `resume_gateway_url` before the session id.
const RESUME_PATH: &str = "/resume-";

fn is_resume_path(path: &str) -> bool {
    path.starts_with(RESUME_PATH)
}

pub(super) fn control(op: Opcode, data: impl Into<Cow<'static, str>>) -> Out {
    Out::Payload(Payload::Control { op: op.as_u8(), data: data.into() })
}

/// The token of IDENTIFY and RESUME. The prefix of the REST API's `Authorization` is allowed before it.
pub(super) fn token_of(data: &Value) -> Option<&str> {
    let token = data.get("token")?.as_str()?;
    Some(token.strip_prefix("Bot ").unwrap_or(token))
}

/// A copy of the data, with `token` replaced by a placeholder.
pub(super) fn without_token(data: &Value) -> Value {
    let mut data = data.clone();
    if let Some(token) = data.get_mut("token") {
        *token = Value::from("(token)");
    }
    data
}
