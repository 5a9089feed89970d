//! Sessions and connections: who is told what, what is kept for a resume, what waits to be written to which socket.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::upgrade::Upgrade;
use super::wire::{Dispatch, Payload, Transport};
use crate::gateway::Intents;
use crate::model::GuildId;
use crate::sandbox::settings::Settings;
use crate::sandbox::window::Window;
use crate::sandbox::world::{Event, EventData, World};

/// Number of a connection, counted from 1 in the order they were opened.
pub(in crate::sandbox) type ConnectionId = u64;

/// A session, which outlives its connections.
#[derive(Debug)]
pub(in crate::sandbox) struct Session {
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) shard: u32,
    pub(in crate::sandbox) shards: u32,
    pub(in crate::sandbox) intents: Intents,
    pub(in crate::sandbox) threshold: usize,
    pub(in crate::sandbox) connection: Option<ConnectionId>,
    /// Since when it has no connection.
    pub(in crate::sandbox) detached: Option<Instant>,
    /// The `s` of its last dispatch.
    pub(in crate::sandbox) seq: u64,
    pub(in crate::sandbox) replay: VecDeque<Dispatch>,
    pub(in crate::sandbox) presence: Option<Value>,
    pub(in crate::sandbox) presence_window: Window,
}

impl Session {
    /// Whether events of this guild (or of none) belong to this session (gateway.md section 14).
    pub(in crate::sandbox) fn has(&self, guild: Option<GuildId>) -> bool {
        match guild {
            Some(guild) => (guild.get() >> 22) % u64::from(self.shards.max(1)) == u64::from(self.shard),
            None => self.shard == 0,
        }
    }
}

/// Something to be written to a socket, or done to it.
#[derive(Debug)]
pub(in crate::sandbox) enum Out {
    Payload(Payload),
    /// From here on payloads are compressed one by one, as IDENTIFY asked for.
    CompressPayloads,
    Close {
        code: u16,
        reason: String,
    },
    Cut(Cut),
    /// Come back to the state after a while.
    Later(Duration, Later),
}

/// An item of the queue.
#[derive(Debug)]
enum Queued {
    One(Out),
    /// What a resumed session missed. One item, so that a long absence does not look like a client that does not read.
    Replay(Vec<Dispatch>),
}

/// The ways a connection ends without a close frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Cut {
    /// TCP FIN.
    Drop,
    /// TCP RST.
    Reset,
    /// Neither: the other side just never says anything again.
    Silence,
}

/// What was put off.
#[derive(Debug)]
pub(in crate::sandbox) enum Later {
    Hello,
    /// READY for an IDENTIFY that has been accepted.
    Ready(Value),
}

/// An open websocket connection.
pub(in crate::sandbox) struct Connection {
    pub(in crate::sandbox) session: Option<String>,
    /// Known from IDENTIFY or RESUME on.
    pub(in crate::sandbox) shard: Option<u32>,
    /// An IDENTIFY was accepted and its READY is still to come.
    pub(in crate::sandbox) pending: bool,
    /// Whether payload compression may be asked for: not beside that of the transport, and only with JSON.
    pub(in crate::sandbox) may_compress_payloads: bool,
    /// Whether payloads are terms of ETF.
    pub(in crate::sandbox) etf: bool,
    pub(in crate::sandbox) commands: Window,
    pub(in crate::sandbox) last_beat: Instant,
    pub(in crate::sandbox) beats: u32,
    /// The sandbox sent a close frame or cut the line: nothing more is read or written.
    pub(in crate::sandbox) finished: bool,
    out: VecDeque<Queued>,
    woken: bool,
    notify: Notify,
}

/// How the hub reaches the socket of a connection.
pub(in crate::sandbox) type Notify = Box<dyn Fn(SocketSignal) + Send>;

/// What the hub has to say to a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum SocketSignal {
    /// There is something to be written.
    Wake,
    /// Break the TCP connection: it is stuck, so that nothing queued would ever be reached.
    Abort,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("session", &self.session).field("shard", &self.shard).finish_non_exhaustive()
    }
}

impl Connection {
    pub(in crate::sandbox) fn new(settings: &Settings, upgrade: &Upgrade, now: Instant, notify: Notify) -> Self {
        Self {
            session: None,
            shard: None,
            pending: false,
            may_compress_payloads: upgrade.transport() == Transport::Plain && !upgrade.speaks_etf(),
            etf: upgrade.speaks_etf(),
            commands: Window::new(settings.command_limit.0, settings.command_limit.1),
            last_beat: now,
            beats: 0,
            finished: false,
            out: VecDeque::new(),
            woken: false,
            notify,
        }
    }

    /// Queues something for the socket. What is in the queue is bounded by `capacity`: a client that does not read loses
    /// its connection, and finds what it missed in the replay buffer of its session.
    fn push(&mut self, out: Queued, capacity: usize) {
        if self.finished {
            return;
        }
        if self.out.len() >= capacity {
            self.out.clear();
            self.finished = true;
            return (self.notify)(SocketSignal::Abort);
        }
        self.finished = matches!(out, Queued::One(Out::Close { .. } | Out::Cut(_)));
        self.out.push_back(out);
        if !self.woken {
            self.woken = true;
            (self.notify)(SocketSignal::Wake);
        }
    }
}

/// All sessions and all open connections.
#[derive(Debug)]
pub(in crate::sandbox) struct Hub {
    pub(in crate::sandbox) sessions: HashMap<String, Session>,
    pub(in crate::sandbox) connections: BTreeMap<ConnectionId, Connection>,
    replay_capacity: usize,
    outbox_capacity: usize,
    /// When the last IDENTIFY of each rate-limit key came.
    pub(super) last_identify: HashMap<u32, Instant>,
    /// The requests for all members of a guild: one in 30 s.
    pub(super) member_requests: HashMap<GuildId, Window>,
}

impl Hub {
    pub(in crate::sandbox) fn new(settings: &Settings) -> Self {
        Self {
            sessions: HashMap::new(),
            connections: BTreeMap::new(),
            replay_capacity: settings.replay_capacity,
            outbox_capacity: settings.outbox_capacity,
            last_identify: HashMap::new(),
            member_requests: HashMap::new(),
        }
    }

    /// Queues something for a connection; nothing happens if it is gone.
    pub(in crate::sandbox) fn push(&mut self, connection: ConnectionId, out: Out) {
        if let Some(it) = self.connections.get_mut(&connection) {
            it.push(Queued::One(out), self.outbox_capacity);
        }
    }

    /// Queues what a session missed.
    pub(in crate::sandbox) fn replay(&mut self, connection: ConnectionId, missed: Vec<Dispatch>) {
        if let Some(it) = self.connections.get_mut(&connection) {
            it.push(Queued::Replay(missed), self.outbox_capacity);
        }
    }

    /// Queues a payload without a sequence number.
    pub(in crate::sandbox) fn send(&mut self, connection: ConnectionId, op: u8, data: impl Into<Cow<'static, str>>) {
        self.push(connection, Out::Payload(Payload::Control { op, data: data.into() }));
    }

    /// Takes what waits for a connection. After this the next push wakes it again.
    pub(in crate::sandbox) fn drain(&mut self, connection: ConnectionId) -> Vec<Out> {
        let Some(it) = self.connections.get_mut(&connection) else {
            return Vec::new();
        };
        it.woken = false;
        let mut drained = Vec::with_capacity(it.out.len());
        for item in it.out.drain(..) {
            match item {
                Queued::One(out) => drained.push(out),
                Queued::Replay(missed) => {
                    drained.extend(missed.into_iter().map(|it| Out::Payload(Payload::Dispatch(it))));
                }
            }
        }
        drained
    }

    /// Dispatches to one session: its sequence number grows, the event is kept, and sent if there is a connection.
    pub(in crate::sandbox) fn dispatch(&mut self, session: &str, name: impl Into<Cow<'static, str>>, data: Arc<str>) {
        if let Some(session) = self.sessions.get_mut(session) {
            let name = name.into();
            session.seq += 1;
            let dispatch = Dispatch { seq: session.seq, name, data };
            if session.replay.len() >= self.replay_capacity {
                session.replay.pop_front();
            }
            session.replay.push_back(dispatch.clone());
            if let Some(it) = session.connection.and_then(|id| self.connections.get_mut(&id)) {
                it.push(Queued::One(Out::Payload(Payload::Dispatch(dispatch))), self.outbox_capacity);
            }
        }
    }

    /// Hands an event to every session that may see it, each with its own sequence number.
    pub(in crate::sandbox) fn publish(&mut self, event: &Event, world: &World) {
        let outage = event.guild.and_then(|id| world.guilds.get(&id)).is_some_and(|guild| guild.unavailable);
        if outage && event.name != "GUILD_DELETE" {
            return;
        }
        let mut texts = Texts::default();
        let listeners: Vec<String> = self
            .sessions
            .values()
            .filter(|it| it.has(event.guild) && (event.needs.is_empty() || it.intents.intersects(event.needs)))
            .map(|it| it.id.clone())
            .collect();
        for id in listeners {
            let Some(session) = self.sessions.get(&id) else { continue };
            if let Some(data) = texts.of(&event.data, session, world) {
                self.dispatch(&id, event.name.clone(), data);
            }
        }
    }

    /// Takes a session from its connection, or both from each other. The session lives on.
    pub(in crate::sandbox) fn detach(&mut self, connection: ConnectionId, now: Instant) {
        let Some(id) = self.connections.get_mut(&connection).and_then(|it| it.session.take()) else {
            return;
        };
        if let Some(session) = self.sessions.get_mut(&id).filter(|it| it.connection == Some(connection)) {
            session.connection = None;
            session.detached = Some(now);
        }
    }

    /// Forgets sessions that have been without a connection for too long.
    pub(in crate::sandbox) fn expire(&mut self, lifetime: Duration, now: Instant) {
        self.sessions.retain(|_, it| it.detached.is_none_or(|since| now.saturating_duration_since(since) < lifetime));
    }

    /// The connections of one shard, or all of them.
    pub(in crate::sandbox) fn of_shard(&self, shard: Option<u32>) -> Vec<ConnectionId> {
        let wanted = |it: &Connection| shard.is_none() || it.shard == shard;
        self.connections.iter().filter(|(_, it)| wanted(it) && !it.finished).map(|(id, _)| *id).collect()
    }
}

/// The serialised forms of one event, each made once and only if somebody wants it.
#[derive(Default)]
struct Texts {
    full: Option<Arc<str>>,
    blank: Option<Arc<str>>,
}

impl Texts {
    fn of(&mut self, data: &EventData, session: &Session, world: &World) -> Option<Arc<str>> {
        let text = |json: &Value| -> Arc<str> { Arc::from(json.to_string()) };
        match data {
            EventData::Plain(json) => Some(self.full.get_or_insert_with(|| text(json)).clone()),
            EventData::Message(message) => {
                let privileged = session.intents.contains(Intents::MESSAGE_CONTENT);
                let kept = if privileged { &mut self.full } else { &mut self.blank };
                let told = kept.get_or_insert_with(|| Arc::from(world.message_event_text(message, privileged)));
                Some(told.clone())
            }
            EventData::Guild(id) => {
                let guild = world.guilds.get(id)?;
                let presences = session.intents.contains(Intents::GUILD_PRESENCES);
                Some(Arc::from(world.guild_create_text(guild, presences, session.threshold)))
            }
        }
    }
}
