//! Sessions and connections: the delivery of events, the replay buffers, the queues of what is to be written to each
//! socket.

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
use crate::sandbox::recording::Recording;
use crate::sandbox::settings::Settings;
use crate::sandbox::window::Window;
use crate::sandbox::world::{Event, EventData, World};

/// The number of a connection, counted from 1 in the order in which they were opened.
pub(in crate::sandbox) type ConnectionId = u64;

/// A session. It outlives its connections.
#[derive(Debug)]
pub(in crate::sandbox) struct Session {
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) shard: u32,
    pub(in crate::sandbox) shards: u32,
    pub(in crate::sandbox) intents: Intents,
    pub(in crate::sandbox) threshold: usize,
    pub(in crate::sandbox) connection: Option<ConnectionId>,
    /// Since when it has had no connection.
    pub(in crate::sandbox) detached: Option<Instant>,
    /// The `s` of its last dispatch.
    pub(in crate::sandbox) seq: u64,
    pub(in crate::sandbox) replay: VecDeque<Dispatch>,
    pub(in crate::sandbox) presence: Option<Value>,
    pub(in crate::sandbox) presence_window: Window,
}

impl Session {
    /// Whether this session gets events of this guild, or events without a guild (gateway.md section 14).
    pub(in crate::sandbox) fn has(&self, guild: Option<GuildId>) -> bool {
        match guild {
            Some(guild) => (guild.get() >> 22) % u64::from(self.shards.max(1)) == u64::from(self.shard),
            None => self.shard == 0,
        }
    }
}

/// An instruction for a socket.
#[derive(Debug)]
pub(in crate::sandbox) enum Out {
    Payload(Payload),
    /// From now on payloads are compressed one by one, as IDENTIFY requested.
    CompressPayloads,
    Close {
        code: u16,
        reason: String,
    },
    Cut(Cut),
    /// Calls [`GatewayState::resume_later`](super::GatewayState::resume_later) after this time.
    Later(Duration, Later),
}

/// An item of a connection's queue.
#[derive(Debug)]
enum Queued {
    One(Out),
    /// The dispatches that a resumed session missed. They are one item, so that a long replay does not exceed the
    /// capacity of the queue.
    Replay(Vec<Dispatch>),
}

/// How a connection ends without a close frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Cut {
    /// TCP FIN.
    Drop,
    /// TCP RST.
    Reset,
    /// Neither: the sandbox stops reading and writing, and the TCP connection stays open.
    Silence,
}

/// A delayed step.
#[derive(Debug)]
pub(in crate::sandbox) enum Later {
    Hello,
    /// READY for an accepted IDENTIFY.
    Ready(Value),
}

/// An open websocket connection.
pub(in crate::sandbox) struct Connection {
    pub(in crate::sandbox) session: Option<String>,
    /// Set by IDENTIFY, RESUME or a resume URL.
    pub(in crate::sandbox) shard: Option<u32>,
    /// Whether an IDENTIFY was accepted whose READY is delayed.
    pub(in crate::sandbox) pending: bool,
    /// Whether IDENTIFY may request payload compression: only with JSON and without transport compression.
    pub(in crate::sandbox) may_compress_payloads: bool,
    /// Whether payloads are ETF.
    pub(in crate::sandbox) etf: bool,
    pub(in crate::sandbox) commands: Window,
    pub(in crate::sandbox) last_beat: Instant,
    pub(in crate::sandbox) beats: u32,
    /// Whether the sandbox sent a close frame or ended the connection. Nothing more is read or written.
    pub(in crate::sandbox) finished: bool,
    out: VecDeque<Queued>,
    signalled: bool,
    notify: Notify,
}

/// Signals the socket of a connection.
pub(in crate::sandbox) type Notify = Box<dyn Fn(SocketSignal) + Send>;

/// A signal to a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum SocketSignal {
    /// The queue is no longer empty.
    Wake,
    /// End the TCP connection: the client does not read, so that nothing in the queue would be written.
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
            may_compress_payloads: upgrade.transport() == Transport::Plain && !upgrade.is_etf(),
            etf: upgrade.is_etf(),
            commands: Window::new(settings.command_limit.0, settings.command_limit.1),
            last_beat: now,
            beats: 0,
            finished: false,
            out: VecDeque::new(),
            signalled: false,
            notify,
        }
    }

    /// Queues an instruction. The queue is bounded by `capacity`: a client that does not read loses its connection.
    /// What it missed is in the replay buffer of its session.
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
        if !self.signalled {
            self.signalled = true;
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
    /// When each rate-limit key last identified.
    pub(super) last_identify: HashMap<u32, Instant>,
    /// The limit of requests for all members, per guild.
    pub(super) member_requests: HashMap<GuildId, Window>,
    recording: Recording,
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
            recording: Recording::default(),
        }
    }

    /// Queues an instruction for a connection. Nothing happens if it is gone.
    pub(in crate::sandbox) fn push(&mut self, connection: ConnectionId, out: Out) {
        if let Some(it) = self.connections.get_mut(&connection) {
            it.push(Queued::One(out), self.outbox_capacity);
        }
    }

    /// Queues the dispatches that a session missed.
    pub(in crate::sandbox) fn replay(&mut self, connection: ConnectionId, missed: Vec<Dispatch>) {
        if let Some(it) = self.connections.get_mut(&connection) {
            it.push(Queued::Replay(missed), self.outbox_capacity);
        }
    }

    /// Queues a payload without a sequence number.
    pub(in crate::sandbox) fn send(&mut self, connection: ConnectionId, op: u8, data: impl Into<Cow<'static, str>>) {
        self.push(connection, Out::Payload(Payload::Control { op, data: data.into() }));
    }

    /// Takes all queued instructions of a connection. The next `push` signals the socket again.
    pub(in crate::sandbox) fn drain(&mut self, connection: ConnectionId) -> Vec<Out> {
        let Some(it) = self.connections.get_mut(&connection) else {
            return Vec::new();
        };
        it.signalled = false;
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

    /// Dispatches an event of the world to one session.
    pub(in crate::sandbox) fn dispatch(&mut self, session: &str, name: impl Into<Cow<'static, str>>, data: Arc<str>) {
        let name = name.into();
        self.recording.event(&name, &data);
        self.deliver(session, name, data);
    }

    /// Dispatches an event, which may be one that Discord would never send, to one session: counts its sequence number
    /// up, adds the event to the replay buffer and queues it if the session has a connection.
    pub(in crate::sandbox) fn deliver(&mut self, session: &str, name: impl Into<Cow<'static, str>>, data: Arc<str>) {
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

    /// Dispatches an event to every session that may see it.
    pub(in crate::sandbox) fn publish(&mut self, event: &Event, world: &World) {
        let outage = event.guild.and_then(|id| world.guilds.get(&id)).is_some_and(|guild| guild.unavailable);
        if outage && event.name != "GUILD_DELETE" {
            return;
        }
        let mut texts = Texts::default();
        let receivers: Vec<String> = self
            .sessions
            .values()
            .filter(|it| it.has(event.guild) && (event.needs.is_empty() || it.intents.intersects(event.needs)))
            .map(|it| it.id.clone())
            .collect();
        for id in receivers {
            let Some(session) = self.sessions.get(&id) else { continue };
            if let Some(data) = texts.of(&event.data, session, world) {
                self.dispatch(&id, event.name.clone(), data);
            }
        }
    }

    /// Separates a connection and its session. The session stays resumable.
    pub(in crate::sandbox) fn detach(&mut self, connection: ConnectionId, now: Instant) {
        let Some(id) = self.connections.get_mut(&connection).and_then(|it| it.session.take()) else {
            return;
        };
        if let Some(session) = self.sessions.get_mut(&id).filter(|it| it.connection == Some(connection)) {
            session.connection = None;
            session.detached = Some(now);
        }
    }

    /// Removes sessions that have had no connection for `lifetime`.
    pub(in crate::sandbox) fn expire(&mut self, lifetime: Duration, now: Instant) {
        self.sessions.retain(|_, it| it.detached.is_none_or(|since| now.saturating_duration_since(since) < lifetime));
    }

    /// The connections of one shard; `None`: all.
    pub(in crate::sandbox) fn of_shard(&self, shard: Option<u32>) -> Vec<ConnectionId> {
        let wanted = |it: &Connection| shard.is_none() || it.shard == shard;
        self.connections.iter().filter(|(_, it)| wanted(it) && !it.finished).map(|(id, _)| *id).collect()
    }
}

/// The serialised forms of one event, created when first needed.
#[derive(Default)]
struct Texts {
    full: Option<Arc<str>>,
    without_content: Option<Arc<str>>,
}

impl Texts {
    fn of(&mut self, data: &EventData, session: &Session, world: &World) -> Option<Arc<str>> {
        let text = |json: &Value| -> Arc<str> { Arc::from(json.to_string()) };
        match data {
            EventData::Plain(json) => Some(self.full.get_or_insert_with(|| text(json)).clone()),
            EventData::Message(message) => {
                let privileged = session.intents.contains(Intents::MESSAGE_CONTENT);
                let kept = if privileged { &mut self.full } else { &mut self.without_content };
                let text = kept.get_or_insert_with(|| Arc::from(world.message_event_text(message, privileged)));
                Some(text.clone())
            }
            EventData::Guild(id) => {
                let guild = world.guilds.get(id)?;
                let presences = session.intents.contains(Intents::GUILD_PRESENCES);
                Some(Arc::from(world.guild_create_text(guild, presences, session.threshold)))
            }
        }
    }
}
