//! IDENTIFY, READY and RESUME (gateway.md sections 8 to 10 and 13).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::hub::{ConnectionId, Cut, Later, Out, Session};
use super::numbers::unsigned;
use super::presence::initial_presence;
use super::protocol::{Violation, WRONG_SHAPE, token_of, without_token};
use super::state::GatewayState;
use crate::gateway::{CloseCode, Intents, Opcode};
use crate::model::GuildId;
use crate::sandbox::compatible;
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{IdentifyOutcome, IdentifyRecord, ResumeOutcome, ResumeRecord, note};
use crate::sandbox::window::Window;

/// The valid values of `large_threshold`; the smallest is the default.
const THRESHOLDS: std::ops::RangeInclusive<u64> = 50..=250;

/// A valid IDENTIFY.
struct Identify {
    shard: Option<(u32, u32)>,
    intents: Intents,
    threshold: usize,
    compress: bool,
    presence: Option<Value>,
}

const ALREADY: Violation = Violation(CloseCode::ALREADY_AUTHENTICATED, "Already authenticated.");
const BAD_TOKEN: Violation = Violation(CloseCode::AUTHENTICATION_FAILED, "Authentication failed.");

impl GatewayState<'_> {
    pub(super) fn identify(&mut self, id: ConnectionId, data: &Value, now: Instant) -> Result<(), Violation> {
        self.note_sent(id, Opcode::Identify, data, true, now);
        let outcome = self.try_identify(id, data, now);
        let noted = match &outcome {
            Ok(outcome) => *outcome,
            Err(Violation(code, _)) => IdentifyOutcome::Closed(code.0),
        };
        let record = IdentifyRecord {
            connection: id,
            at: now,
            shard: data.get("shard").and_then(shard_of).flatten(),
            intents: Intents::from_bits_retain(data.get("intents").and_then(unsigned).unwrap_or(0)),
            data: without_token(data),
            outcome: noted,
        };
        note(&mut self.journal.identifies, record);
        outcome.map(|_| ())
    }

    fn try_identify(&mut self, id: ConnectionId, data: &Value, now: Instant) -> Result<IdentifyOutcome, Violation> {
        if self.hub.connections.get(&id).is_some_and(|it| it.session.is_some() || it.pending) {
            return Err(ALREADY);
        }
        let identify = self.check_identify(data)?;
        let (shard, shards) = identify.shard.unwrap_or((0, 1));
        if let Some(connection) = self.hub.connections.get_mut(&id) {
            connection.shard = Some(shard);
        }
        if let Some(record) = self.journal.connection(id) {
            record.shard = Some(shard);
        }
        let guilds = self.world.bot_guilds().filter(|guild| on_shard(guild.id, shard, shards)).count();
        if guilds > self.settings.max_guilds_per_shard {
            return Err(Violation(CloseCode::SHARDING_REQUIRED, "Sharding required."));
        }
        let key = shard % self.settings.max_concurrency.max(1);
        // A tenth of the window is forgiven: the packets of the first IDENTIFY may have taken longer than those of the
        // second.
        let window = self.settings.identify_window.saturating_mul(9) / 10;
        let last = self.hub.last_identify.get(&key);
        if last.is_some_and(|last| now.saturating_duration_since(*last) < window) {
            self.invalidate(id, false);
            return Ok(IdentifyOutcome::TooSoon);
        }
        self.hub.last_identify.insert(key, now);
        if !self.budget.take(now) {
            self.end_of_budget();
            return Ok(IdentifyOutcome::BudgetSpent);
        }
        Ok(self.accept(id, data, now))
    }

    /// Starts the session, unless a fault replaces READY.
    fn accept(&mut self, id: ConnectionId, data: &Value, now: Instant) -> IdentifyOutcome {
        enum Instead {
            Nothing,
            Delay(Duration),
            Invalid(bool),
            Close(u16),
            Drop,
        }
        let shard = self.hub.connections.get(&id).and_then(|it| it.shard);
        let instead = self.rules.take(shard, |fault| match fault {
            Fault::NoReady => Some(Instead::Nothing),
            Fault::DelayReady(time) => Some(Instead::Delay(*time)),
            Fault::InvalidateIdentify(resumable) => Some(Instead::Invalid(*resumable)),
            Fault::CloseOnIdentify(code) => Some(Instead::Close(*code)),
            Fault::DropOnIdentify => Some(Instead::Drop),
            _ => None,
        });
        match instead {
            None => {
                self.ready(id, data, now);
                return IdentifyOutcome::Accepted;
            }
            Some(Instead::Delay(time)) => {
                if let Some(connection) = self.hub.connections.get_mut(&id) {
                    connection.pending = true;
                }
                self.push(id, Out::Later(time, Later::Ready(data.clone())));
                return IdentifyOutcome::Accepted;
            }
            Some(Instead::Nothing) => {}
            Some(Instead::Invalid(resumable)) => self.invalidate(id, resumable),
            Some(Instead::Close(code)) => self.close(id, CloseCode(code), "closed on purpose"),
            Some(Instead::Drop) => self.push(id, Out::Cut(Cut::Drop)),
        }
        IdentifyOutcome::Faulted
    }

    fn check_identify(&self, data: &Value) -> Result<Identify, Violation> {
        const BAD_INTENTS: Violation = Violation(CloseCode::INVALID_INTENTS, "Invalid intents.");
        const BAD_SHARD: Violation = Violation(CloseCode::INVALID_SHARD, "Invalid shard.");
        let token = token_of(data).ok_or(WRONG_SHAPE)?;
        let properties = data.get("properties").and_then(Value::as_object).ok_or(WRONG_SHAPE)?;
        for name in ["os", "browser", "device"] {
            let named = properties.get(name).or_else(|| properties.get(&format!("${name}")));
            named.and_then(Value::as_str).ok_or(WRONG_SHAPE)?;
        }
        let compress = boolean(data, "compress")?;
        let threshold = match data.get("large_threshold") {
            None | Some(Value::Null) => *THRESHOLDS.start(),
            Some(value) => unsigned(value).filter(|it| THRESHOLDS.contains(it)).ok_or(WRONG_SHAPE)?,
        };
        let presence = match data.get("presence") {
            None | Some(Value::Null) => None,
            Some(presence) => Some(initial_presence(presence).ok_or(WRONG_SHAPE)?),
        };
        if token != self.world.application.token {
            return Err(BAD_TOKEN);
        }
        let shard = match data.get("shard").filter(|it| !it.is_null()) {
            None => None,
            Some(shard) => shard_of(shard).ok_or(BAD_SHARD)?,
        };
        if shard.is_some_and(|(id, count)| id >= count || !count.is_multiple_of(self.settings.shard_multiple.max(1))) {
            return Err(BAD_SHARD);
        }
        let intents = data.get("intents").and_then(unsigned).ok_or(BAD_INTENTS)?;
        let intents = Intents::from_bits_retain(intents);
        if !intents.undefined().is_empty() {
            return Err(BAD_INTENTS);
        }
        if !self.world.application.privileged.contains(intents.privileged()) {
            return Err(Violation(CloseCode::DISALLOWED_INTENTS, "Disallowed intent(s)."));
        }
        let threshold = usize::try_from(threshold).unwrap_or(usize::MAX);
        Ok(Identify { shard, intents, threshold, compress, presence })
    }

    /// No session start is left: all sessions end and the token is replaced.
    fn end_of_budget(&mut self) {
        self.world.reset_token();
        self.journal.token_resets += 1;
        for id in self.hub.of_shard(None) {
            self.close(id, CloseCode::AUTHENTICATION_FAILED, "Authentication failed.");
        }
        self.hub.sessions.clear();
    }

    /// Starts a session: READY, then GUILD_CREATE for each guild, or GUILD_DELETE for a guild with an outage.
    pub(in crate::sandbox) fn ready(&mut self, id: ConnectionId, data: &Value, now: Instant) {
        self.hub.expire(self.settings.session_lifetime, now);
        let Ok(identify) = self.check_identify(data) else {
            return;
        };
        let Some(connection) = self.hub.connections.get_mut(&id) else {
            return;
        };
        let session_id = format!("{:032x}", fastrand::u128(..));
        connection.pending = false;
        connection.session = Some(session_id.clone());
        let payload_compression = identify.compress && connection.may_compress_payloads;
        let (shard, shards) = identify.shard.unwrap_or((0, 1));
        let (limit, per) = self.settings.presence_limit;
        let session = Session {
            id: session_id.clone(),
            shard,
            shards,
            intents: identify.intents,
            threshold: identify.threshold,
            connection: Some(id),
            detached: None,
            seq: 0,
            replay: VecDeque::new(),
            presence: identify.presence,
            presence_window: Window::new(limit, per),
        };
        self.hub.sessions.insert(session_id.clone(), session);
        if let Some(record) = self.journal.connection(id) {
            record.session = Some(session_id.clone());
        }
        if payload_compression {
            self.push(id, Out::CompressPayloads);
        }
        let guilds: Vec<GuildId> =
            self.world.bot_guilds().map(|guild| guild.id).filter(|id| on_shard(*id, shard, shards)).collect();
        let ready = self.ready_json(&session_id, &guilds, identify.shard);
        self.hub.dispatch(&session_id, "READY", Arc::from(ready.to_string()));
        if identify.intents.contains(Intents::GUILDS) {
            let presences = identify.intents.contains(Intents::GUILD_PRESENCES);
            for guild in guilds {
                self.load_guild(&session_id, guild, presences, identify.threshold);
            }
        }
        if self.rules.happens(Some(shard), &Fault::CompatibleServer) {
            let data = compatible::ready_supplemental().to_string();
            self.hub.deliver(&session_id, "READY_SUPPLEMENTAL", Arc::from(data));
        }
    }

    fn load_guild(&mut self, session: &str, id: GuildId, presences: bool, threshold: usize) {
        let Some(guild) = self.world.guilds.get(&id) else {
            return;
        };
        let (name, text) = if guild.unavailable {
            ("GUILD_DELETE", json!({"id": id, "unavailable": true}).to_string())
        } else {
            ("GUILD_CREATE", self.world.guild_create_text(guild, presences, threshold))
        };
        self.hub.dispatch(session, name, Arc::from(text));
    }

    fn ready_json(&self, session: &str, guilds: &[GuildId], shard: Option<(u32, u32)>) -> Value {
        let guilds: Vec<Value> = guilds.iter().map(|id| json!({"id": id, "unavailable": true})).collect();
        let user = self.world.users.get(&self.world.bot).map(|user| user.own_json());
        let mut ready = json!({
            "v": 10,
            "user_settings": {},
            "user": user,
            "session_type": "normal",
            "session_id": session,
            "resume_gateway_url": self.resume_url(session),
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guilds": guilds,
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": ["rotterdam", "frankfurt"],
            "game_relationships": [],
            "auth": {},
            "application": {"id": self.world.application.id, "flags": self.world.application_flags()},
            "_trace": ["[\"sandbox-gateway\",{\"micros\":0}]"],
        });
        if let Some((id, count)) = shard {
            ready["shard"] = json!([id, count]);
        }
        ready
    }

    pub(super) fn resume(&mut self, id: ConnectionId, data: &Value, now: Instant) -> Result<(), Violation> {
        self.note_sent(id, Opcode::Resume, data, true, now);
        let session = data.get("session_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let seq = data.get("seq").and_then(unsigned);
        let outcome = self.try_resume(id, data, &session, seq, now);
        let noted = match &outcome {
            Ok(outcome) => *outcome,
            Err(Violation(code, _)) => ResumeOutcome::Closed(code.0),
        };
        let record = ResumeRecord { connection: id, at: now, session, seq: seq.unwrap_or(0), outcome: noted };
        note(&mut self.journal.resumes, record);
        outcome.map(|_| ())
    }

    fn try_resume(
        &mut self,
        id: ConnectionId,
        data: &Value,
        session: &str,
        seq: Option<u64>,
        now: Instant,
    ) -> Result<ResumeOutcome, Violation> {
        const BAD_SEQ: Violation = Violation(CloseCode::INVALID_SEQ, "Invalid seq.");
        if self.hub.connections.get(&id).is_some_and(|it| it.session.is_some() || it.pending) {
            return Err(ALREADY);
        }
        let token = token_of(data).ok_or(WRONG_SHAPE)?;
        data.get("session_id").and_then(Value::as_str).ok_or(WRONG_SHAPE)?;
        let seq = seq.ok_or(WRONG_SHAPE)?;
        if token != self.world.application.token {
            return Err(BAD_TOKEN);
        }
        self.hub.expire(self.settings.session_lifetime, now);
        let Some((shard, last, oldest, former)) =
            self.hub.sessions.get(session).map(|it| {
                (it.shard, it.seq, it.replay.front().map_or(it.seq + 1, |dispatch| dispatch.seq), it.connection)
            })
        else {
            self.invalidate(id, false);
            return Ok(ResumeOutcome::UnknownSession);
        };
        self.remember_shard(id, session, shard);
        if let Some(outcome) = self.resume_fault(id, shard, session) {
            return Ok(outcome);
        }
        if seq > last {
            self.hub.sessions.remove(session);
            return Err(BAD_SEQ);
        }
        if seq + 1 < oldest {
            self.hub.sessions.remove(session);
            self.invalidate(id, false);
            return Ok(ResumeOutcome::UnknownSession);
        }
        // The client has given up its former connection, even if the sandbox has not noticed that yet.
        if let Some(former) = former {
            self.push(former, Out::Cut(Cut::Drop));
        }
        Ok(self.replay(id, session, seq, now))
    }

    fn remember_shard(&mut self, id: ConnectionId, session: &str, shard: u32) {
        if let Some(connection) = self.hub.connections.get_mut(&id) {
            connection.shard = Some(shard);
        }
        if let Some(record) = self.journal.connection(id) {
            record.shard = Some(shard);
            record.session = Some(session.to_owned());
        }
    }

    fn resume_fault(&mut self, id: ConnectionId, shard: u32, session: &str) -> Option<ResumeOutcome> {
        enum Instead {
            Nothing,
            Invalid(bool),
            Close(u16),
            Drop,
        }
        let instead = self.rules.take(Some(shard), |fault| match fault {
            Fault::IgnoreResume => Some(Instead::Nothing),
            Fault::InvalidateResume(resumable) => Some(Instead::Invalid(*resumable)),
            Fault::CompatibleServer => Some(Instead::Invalid(false)),
            Fault::CloseOnResume(code) => Some(Instead::Close(*code)),
            Fault::DropOnResume => Some(Instead::Drop),
            _ => None,
        })?;
        match instead {
            Instead::Nothing => {}
            Instead::Invalid(resumable) => {
                if !resumable {
                    self.hub.sessions.remove(session);
                }
                self.invalidate(id, resumable);
            }
            Instead::Close(code) => self.close(id, CloseCode(code), "closed on purpose"),
            Instead::Drop => self.push(id, Out::Cut(Cut::Drop)),
        }
        Some(ResumeOutcome::Faulted)
    }

    /// Sends the missed dispatches in order, then RESUMED.
    fn replay(&mut self, id: ConnectionId, session_id: &str, seq: u64, now: Instant) -> ResumeOutcome {
        let Some(session) = self.hub.sessions.get_mut(session_id) else {
            return ResumeOutcome::UnknownSession;
        };
        session.connection = Some(id);
        session.detached = None;
        while session.replay.front().is_some_and(|dispatch| dispatch.seq <= seq) {
            session.replay.pop_front();
        }
        let missed: Vec<_> = session.replay.iter().cloned().collect();
        let shard = session.shard;
        if let Some(connection) = self.hub.connections.get_mut(&id) {
            connection.session = Some(session_id.to_owned());
            connection.last_beat = now;
        }
        let cut = self.rules.take(Some(shard), |it| if let Fault::DropInReplay(n) = it { Some(*n) } else { None });
        let count = u64::try_from(missed.len()).unwrap_or(u64::MAX);
        let sent = cut.map_or(missed.len(), |cut| usize::try_from(cut).unwrap_or(usize::MAX));
        self.hub.replay(id, missed.into_iter().take(sent).collect());
        if cut.is_some() {
            self.push(id, Out::Cut(Cut::Drop));
            return ResumeOutcome::Faulted;
        }
        let trace = r#"{"_trace":["[\"sandbox-gateway\",{\"micros\":0}]"]}"#;
        self.hub.dispatch(session_id, "RESUMED", Arc::from(trace));
        ResumeOutcome::Resumed(count)
    }
}

/// Parses `[id, count]`. The result is never `Some(None)`: an invalid value is `None`.
fn shard_of(value: &Value) -> Option<Option<(u32, u32)>> {
    let [id, count] = value.as_array()?.as_slice() else {
        return None;
    };
    let number = |value: &Value| unsigned(value).and_then(|it| u32::try_from(it).ok());
    Some(Some((number(id)?, number(count)?)))
}

fn boolean(data: &Value, name: &str) -> Result<bool, Violation> {
    match data.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(value) => value.as_bool().ok_or(WRONG_SHAPE),
    }
}

fn on_shard(guild: GuildId, shard: u32, shards: u32) -> bool {
    (guild.get() >> 22) % u64::from(shards.max(1)) == u64::from(shard)
}
