//! Things that go wrong on purpose.
//!
//! Two kinds: what happens now to connections that are open ([`Faults::drop_connections`], [`Faults::close`], …), and what will go
//! wrong when its moment comes ([`Fault`], set with [`Faults::once`], [`Faults::times`] or [`Faults::always`]).

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::hub::{Cut, Out};
use super::shared::{Shared, State};
use super::wire::{Mangle, Payload};
use crate::model::GuildId;

/// Which connections a fault is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// All of them, also those which have not said yet who they are.
    #[default]
    All,
    /// Those of this shard. A connection has a shard from IDENTIFY or RESUME on; the `resume_gateway_url` tells it
    /// already at the upgrade.
    Shard(u32),
}

impl From<u32> for Target {
    fn from(shard: u32) -> Self {
        Self::Shard(shard)
    }
}

impl Target {
    fn shard(self) -> Option<u32> {
        match self {
            Self::All => None,
            Self::Shard(shard) => Some(shard),
        }
    }

    fn fits(self, shard: Option<u32>) -> bool {
        self.shard().is_none() || self.shard() == shard
    }
}

/// Something that goes wrong when its moment comes.
///
/// As JSON the names are in snake case and times in milliseconds: `"mute_acks"`, `{"delay_ready": 500}`,
/// `{"too_many_requests": {"retry_after": 100, "global": false, "shared": false}}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The upgrade request is answered with this HTTP status.
    RefuseUpgrade(u16),
    /// The TCP connection is accepted, the upgrade request is never answered.
    IgnoreUpgrade,
    /// Connections to a `resume_gateway_url` are reset; the entry URL works.
    DeadResumeUrl,
    /// HELLO never comes.
    NoHello,
    /// HELLO comes late.
    DelayHello(#[serde(deserialize_with = "milliseconds")] Duration),
    /// Op 7 comes instead of HELLO.
    ReconnectInsteadOfHello,
    /// The connection is closed with this code instead of HELLO.
    CloseInsteadOfHello(u16),
    /// READY never comes. There is no session.
    NoReady,
    /// READY comes late.
    DelayReady(#[serde(deserialize_with = "milliseconds")] Duration),
    /// IDENTIFY is answered with op 9 and this `d`.
    InvalidateIdentify(bool),
    /// IDENTIFY is answered with a close frame of this code.
    CloseOnIdentify(u16),
    /// IDENTIFY is answered with the end of the TCP connection.
    DropOnIdentify,
    /// RESUME is never answered; the session stays as it is.
    IgnoreResume,
    /// RESUME is answered with op 9 and this `d`; `false` ends the session.
    InvalidateResume(bool),
    /// RESUME is answered with a close frame of this code.
    CloseOnResume(u16),
    /// RESUME is answered with the end of the TCP connection.
    DropOnResume,
    /// After so many replayed dispatches the TCP connection ends.
    DropInReplay(u64),
    /// Heartbeats are not acknowledged.
    MuteAcks,
    /// Payloads arrive in this many websocket messages each. Only compressed streams can be split so, a zstd-stream against Discord's word; others are not changed.
    Split(usize),
    /// Payloads arrive in this many frames of one websocket message each.
    Fragment(usize),
    /// Payloads are held back for this long and written in one go.
    Coalesce(#[serde(deserialize_with = "milliseconds")] Duration),
    /// `d` comes before `op`, `s` and `t`.
    DataFirst,
    /// The second half of the JSON, or of the term of ETF, is missing.
    BadJson,
    /// Some bytes of the compressed data are wrong; without compression those of the term of ETF, if it is one.
    CorruptDeflate,
    /// There are keys nobody has documented.
    UnknownFields,
    /// Payloads are sent twice, with the same sequence number.
    Duplicate,
    /// REST requests are answered with 429, after this many seconds to be retried.
    TooManyRequests {
        /// `retry_after`.
        #[serde(deserialize_with = "milliseconds")]
        retry_after: Duration,
        /// Whether it is the global limit.
        #[serde(default)]
        global: bool,
        /// `X-RateLimit-Scope: shared`.
        #[serde(default)]
        shared: bool,
    },
    /// REST requests are answered with this status and no JSON, as a proxy in front of Discord would.
    HttpStatus(u16),
    /// REST requests are carried out and answered with this status: the caller cannot know.
    HttpStatusAfter(u16),
    /// REST requests are answered late.
    HttpDelay(#[serde(deserialize_with = "milliseconds")] Duration),
    /// REST requests are cut off without an answer.
    HttpDrop,
    /// REST requests get Cloudflare's page instead of Discord's answer: 429 without rate-limit headers.
    CloudflareBan,
    /// The same with a status (429 or 403) and `Retry-After`.
    Cloudflare {
        /// The status.
        status: u16,
        /// After how long one may come back.
        #[serde(deserialize_with = "milliseconds")]
        retry_after: Duration,
    },
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}

#[derive(Debug)]
struct Rule {
    fault: Fault,
    target: Target,
    /// How often it still happens; `None` for ever.
    left: Option<u32>,
}

/// The faults that wait for their moment.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Rules {
    rules: Vec<Rule>,
}

impl Rules {
    pub(in crate::sandbox) fn add(&mut self, fault: Fault, target: Target, left: Option<u32>) {
        if left != Some(0) {
            self.rules.push(Rule { fault, target, left });
        }
    }

    /// The first fault that `pick` takes, counted as having happened.
    pub(in crate::sandbox) fn take<T>(
        &mut self,
        shard: Option<u32>,
        mut pick: impl FnMut(&Fault) -> Option<T>,
    ) -> Option<T> {
        let (index, taken) = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.target.fits(shard))
            .find_map(|(index, rule)| Some((index, pick(&rule.fault)?)))?;
        let spent = self.rules.get_mut(index).is_some_and(|rule| {
            rule.left = rule.left.map(|left| left.saturating_sub(1));
            rule.left == Some(0)
        });
        if spent {
            self.rules.remove(index);
        }
        Some(taken)
    }

    /// Whether this very fault happens now.
    pub(in crate::sandbox) fn happens(&mut self, shard: Option<u32>, fault: &Fault) -> bool {
        self.take(shard, |it| (it == fault).then_some(())).is_some()
    }

    /// What happens to the next payload.
    pub(in crate::sandbox) fn mangle(&mut self, shard: Option<u32>) -> Mangle {
        if self.rules.is_empty() {
            return Mangle::default();
        }
        Mangle {
            split: self.take(shard, |it| if let Fault::Split(parts) = it { Some(*parts) } else { None }),
            fragments: self.take(shard, |it| if let Fault::Fragment(parts) = it { Some(*parts) } else { None }),
            data_first: self.happens(shard, &Fault::DataFirst),
            bad_json: self.happens(shard, &Fault::BadJson),
            corrupt: self.happens(shard, &Fault::CorruptDeflate),
            unknown_fields: self.happens(shard, &Fault::UnknownFields),
            duplicate: self.happens(shard, &Fault::Duplicate),
        }
    }

    /// How long payloads are held back.
    pub(in crate::sandbox) fn coalesce(&mut self, shard: Option<u32>) -> Option<Duration> {
        self.take(shard, |it| if let Fault::Coalesce(time) = it { Some(*time) } else { None })
    }
}

/// Breaks things: what happens now ([`drop_connections`](Self::drop_connections), …), and what will go wrong when its moment comes ([`Fault`]).
/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Faults {
    shared: Arc<Shared>,
    target: Target,
}

impl Faults {
    pub(in crate::sandbox) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, target: Target::All }
    }

    /// The same, but only for one shard.
    #[must_use]
    pub fn on(&self, target: impl Into<Target>) -> Self {
        Self { shared: self.shared.clone(), target: target.into() }
    }

    /// Lets something go wrong the next time its moment comes.
    pub fn once(&self, fault: Fault) {
        self.times(1, fault);
    }

    /// Lets something go wrong the next `count` times.
    pub fn times(&self, count: u32, fault: Fault) {
        self.shared.act(|state| state.rules.add(fault, self.target, Some(count)));
    }

    /// Lets something go wrong every time, until [`clear`](Self::clear).
    pub fn always(&self, fault: Fault) {
        self.shared.act(|state| state.rules.add(fault, self.target, None));
    }

    /// Takes back all faults that wait for their moment, of every target.
    pub fn clear(&self) {
        self.shared.act(|state| state.rules = Rules::default());
    }

    /// Ends the TCP connections (FIN) without a close frame.
    pub fn drop_connections(&self) {
        self.each(|| Out::Cut(Cut::Drop));
    }

    /// Resets the TCP connections (RST).
    pub fn reset(&self) {
        self.each(|| Out::Cut(Cut::Reset));
    }

    /// Leaves the connections half open: the sandbox takes them for gone and never says a word on them again, the
    /// client's TCP still believes in them.
    pub fn half_open(&self) {
        self.each(|| Out::Cut(Cut::Silence));
    }

    /// Closes the connections with any code. 1000 and up; the sessions stay resumable.
    pub fn close(&self, code: u16) {
        self.each(|| Out::Close { code, reason: "closed on purpose".to_owned() });
    }

    /// Asks for a reconnect (op 7).
    pub fn reconnect(&self) {
        self.each(|| control(7, "null"));
    }

    /// Declares the sessions invalid (op 9). With `false` they are gone.
    pub fn invalidate(&self, resumable: bool) {
        self.shared.act(|state| {
            for id in state.hub.of_shard(self.target.shard()) {
                state.invalidate(id, resumable);
            }
        });
    }

    /// Asks for a heartbeat (op 1).
    pub fn request_heartbeat(&self) {
        self.each(|| control(1, "null"));
    }

    /// Sends an opcode that does not exist.
    pub fn unknown_opcode(&self) {
        self.each(|| control(99, r#"{"what":"nobody knows"}"#));
    }

    /// Dispatches an event nobody has heard of, with a sequence number of its own.
    pub fn unknown_event(&self) {
        self.dispatch("SOMETHING_NEW", r#"{"id":"1","shiny":true}"#);
    }

    /// Dispatches an event of any name and data to the sessions; `data` must be JSON.
    pub fn dispatch(&self, name: &str, data: &str) {
        let data: Arc<str> = Arc::from(data);
        self.shared.act(|state| {
            for id in state.sessions_of(self.target.shard()) {
                state.hub.dispatch(&id, name.to_owned(), data.clone());
            }
        });
    }

    /// Dispatches a channel of a kind that does not exist, with flags nobody knows.
    pub fn unknown_enum_values(&self) {
        self.dispatch_per_guild(|guild| {
            let channel = json!({"id": "1", "type": 99, "guild_id": guild, "name": "odd", "flags": 1u64 << 40});
            vec![("CHANNEL_CREATE", channel)]
        });
    }

    /// Dispatches a PRESENCE_UPDATE of which only the user's id is there, and one whose fields have the wrong types.
    pub fn odd_presences(&self) {
        self.dispatch_per_guild(|guild| {
            let bare = json!({"user": {"id": "2"}, "guild_id": guild});
            let odd = json!({"user": {"id": "3", "username": null}, "guild_id": guild, "status": "dancing", "activities": {}});
            vec![("PRESENCE_UPDATE", bare), ("PRESENCE_UPDATE", odd)]
        });
    }

    /// Dispatches a GUILD_CREATE that is only `{id, unavailable: true}`.
    pub fn bare_guild_create(&self) {
        self.dispatch_per_guild(|guild| vec![("GUILD_CREATE", json!({"id": guild, "unavailable": true}))]);
    }

    /// Tells something to each session about the first guild it has.
    fn dispatch_per_guild(&self, tell: impl Fn(GuildId) -> Vec<(&'static str, Value)>) {
        self.shared.act(|state| {
            for id in state.sessions_of(self.target.shard()) {
                let Some(session) = state.hub.sessions.get(&id) else { continue };
                let guild = state.world.bot_guilds().map(|guild| guild.id).find(|guild| session.has(Some(*guild)));
                for (name, data) in guild.into_iter().flat_map(&tell) {
                    state.hub.dispatch(&id, name, Arc::from(data.to_string()));
                }
            }
        });
    }

    /// Dispatches a valid event whose JSON is at least this long.
    pub fn huge_payload(&self, bytes: usize) {
        self.dispatch("SOMETHING_HUGE", &format!(r#"{{"padding":"{}"}}"#, "x".repeat(bytes)));
    }

    /// Sends any text as one payload, through the compression of the connection.
    pub fn raw(&self, text: &str) {
        self.each(|| Out::Payload(Payload::Raw(text.to_owned())));
    }

    /// Forgets the sessions behind the client's back: the next RESUME meets op 9 `false`. Open connections stay.
    pub fn forget_sessions(&self) {
        self.shared.act(|state| {
            for id in state.sessions_of(self.target.shard()) {
                state.hub.sessions.remove(&id);
            }
        });
    }

    fn each(&self, out: impl Fn() -> Out) {
        self.shared.act(|state| {
            for id in state.hub.of_shard(self.target.shard()) {
                state.push(id, out());
            }
        });
    }
}

fn control(op: u8, data: &'static str) -> Out {
    Out::Payload(Payload::Control { op, data: data.into() })
}

impl State {
    fn sessions_of(&self, shard: Option<u32>) -> Vec<String> {
        let wanted = self.hub.sessions.values().filter(|it| shard.is_none() || shard == Some(it.shard));
        wanted.map(|it| it.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_happens_as_often_as_was_said_and_to_whom() {
        let mut rules = Rules::default();
        rules.add(Fault::MuteAcks, Target::Shard(1), Some(2));
        rules.add(Fault::NoHello, Target::All, None);
        assert!(!rules.happens(Some(0), &Fault::MuteAcks));
        assert!(!rules.happens(None, &Fault::MuteAcks));
        assert!(rules.happens(Some(1), &Fault::MuteAcks));
        assert!(rules.happens(Some(1), &Fault::MuteAcks));
        assert!(!rules.happens(Some(1), &Fault::MuteAcks));
        assert!(rules.happens(None, &Fault::NoHello) && rules.happens(Some(9), &Fault::NoHello));
        rules.add(Fault::BadJson, Target::All, Some(0));
        assert!(!rules.happens(None, &Fault::BadJson));
    }

    #[test]
    fn mangling_takes_one_of_each() {
        let mut rules = Rules::default();
        rules.add(Fault::Split(3), Target::All, Some(1));
        rules.add(Fault::DataFirst, Target::All, Some(1));
        assert_eq!(rules.mangle(None), Mangle { split: Some(3), data_first: true, ..Mangle::default() });
        assert_eq!(rules.mangle(None), Mangle::default());
    }
}
