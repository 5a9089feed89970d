//! The shard: one websocket, one inflater, and the pure [`Protocol`] which decides everything.
//!
//! An input comes in (a frame, a beat, a permit, a command, a deadline), the protocol answers with actions, the actor carries
//! them out. It holds no rule of Discord's; to learn those, read `gateway/protocol.rs`.
//!
//! Events leave in batches, one for each read of the socket, through a courier which keeps their order and waits for the
//! router. The reader of the socket waits for the courier; heartbeats and commands do not.

mod desk;
#[cfg(feature = "sandbox")]
mod inject;
mod report;

use std::{collections::HashMap, sync::Arc, time::Instant};

use actix::{
    Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Context, Handler, Message, ResponseFuture, WrapFuture,
};
use tokio::sync::{oneshot, watch};
use tracing::Span;

use self::desk::Desk;
#[cfg(feature = "sandbox")]
use super::crash::Crash;
use super::{
    barrier::Barrier,
    clock,
    courier::Courier,
    gatekeeper::Wish,
    heartbeat::{HeartbeatActor, Vital},
    identify::{Ask, IdentifyQueue},
    inbox::Incoming,
    lifeline::{End, Lifeline},
    mark::Marking,
    router::{Occurrence, Router, Sender},
    slot::Slot,
    spent::Spent,
    traffic::Traffic,
    transport::{Dial, Socket},
    wanted::Wanted,
};
#[cfg(feature = "sandbox")]
use crate::{diagnose::Injection, handle::Part};
use crate::{
    error::{Error, Result},
    gateway::{
        Action, Command, CommandError, EnvelopeReader, GatewayUrl, Inflater, Input, Outcome, Payload, Protocol,
        Session, ShardConfig, ShardState,
    },
    handle::Post,
    spawned::Spawned,
    tls::TlsError,
};

/// What a socket has read; answered when the shard is ready for more.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) struct FromSocket {
    pub(super) cid: u64,
    pub(super) items: Vec<Incoming>,
}

/// What the heartbeat asks for.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) enum Pulse {
    /// Send a heartbeat.
    Beat { generation: u64 },
    /// The last one was not acknowledged when the next was due.
    Zombie { generation: u64 },
}

/// What the supervisor asks for.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) enum Direction {
    Command {
        command: Command,
        reply: oneshot::Sender<Result<()>>,
    },
    Reconnect {
        resume: bool,
    },
    #[cfg(feature = "sandbox")]
    Inject {
        injection: Injection,
        reply: oneshot::Sender<Result<()>>,
    },
    ReconnectNow,
    CheckAcks(bool),
    /// Have a heartbeat acknowledged that is sent from now on, over whichever connection: what Discord had sent before has come then.
    Settle(oneshot::Sender<()>),
    Stop {
        resumable: bool,
    },
    /// Leave at once: the stage is being struck.
    Leave,
}

/// What a shard is built from.
pub(super) struct ShardSpec {
    pub(super) sender: Sender,
    pub(super) config: ShardConfig,
    pub(super) session: Option<Session>,
    pub(super) dial: Dial,
    pub(super) wanted: Wanted,
    pub(super) marking: Marking,
    pub(super) router: Slot<Router>,
    pub(super) identify: Slot<IdentifyQueue>,
    /// Where the gateway is, as Discord said last.
    pub(super) gateway: watch::Receiver<Option<GatewayUrl>>,
    /// Told how the shard ended, when it ends of its own will; dropped without a word when it dies.
    pub(super) ended: oneshot::Sender<Outcome>,
}

pub(super) struct ShardActor {
    id: u32,
    protocol: Protocol,
    inflater: Inflater,
    envelopes: EnvelopeReader,
    client: std::result::Result<awc::Client, TlsError>,
    dial: Dial,
    socket: Option<Socket>,
    cid: u64,
    /// The present attempt to open a socket. A socket of an earlier one is dropped where it arrives, and with it the
    /// connection.
    connecting: Option<Spawned>,
    /// The present question for a permit, and what says that it still stands.
    permit: Option<(Spawned, watch::Sender<()>)>,
    timer: Option<(Instant, Spawned)>,
    /// The heartbeat that was told of the last HELLO, and the wait for its death.
    heartbeat: Option<(Addr<HeartbeatActor>, Spawned)>,
    identify: Slot<IdentifyQueue>,
    gateway: watch::Receiver<Option<GatewayUrl>>,
    router: Slot<Router>,
    courier: Courier,
    /// When the last heartbeat was due.
    beat_at: Option<Instant>,
    post: Arc<Post>,
    wanted: Wanted,
    marking: Marking,
    barrier: Barrier,
    /// Empty between two inputs; kept for its memory.
    actions: Vec<Action>,
    batch: Vec<Occurrence>,
    spent: Spent,
    traffic: Traffic,
    replies: HashMap<u64, oneshot::Sender<Result<()>>>,
    next_reply: u64,
    /// Why the socket must be given up, found while an action was carried out.
    broken: Option<String>,
    ended: Option<oneshot::Sender<Outcome>>,
    span: Span,
}

impl ShardActor {
    /// A shard whose websocket is opened with `client`; both belong to the current thread.
    pub(super) fn new(mut spec: ShardSpec, client: std::result::Result<awc::Client, TlsError>) -> Self {
        // It may have moved since the bot began.
        if let Some(url) = spec.gateway.borrow_and_update().clone() {
            spec.config.gateway_url = url;
        }
        let ShardConfig { encoding, compression, .. } = spec.config;
        let max_payload = spec.dial.max_frame_size;
        spec.sender.post.update(|info| info.intents = spec.config.intents);
        Self {
            id: spec.sender.shard,
            span: tracing::info_span!("shard", id = spec.sender.shard, cid = 0u64),
            protocol: Protocol::new(spec.config, spec.session, fastrand::u64(..), clock::now()),
            inflater: Inflater::new(compression, max_payload),
            envelopes: EnvelopeReader::new(encoding, max_payload),
            client,
            dial: spec.dial,
            socket: None,
            cid: 0,
            connecting: None,
            permit: None,
            timer: None,
            heartbeat: None,
            identify: spec.identify,
            gateway: spec.gateway,
            courier: Courier::start(spec.sender.clone(), spec.router.clone()),
            beat_at: None,
            router: spec.router,
            post: spec.sender.post,
            wanted: spec.wanted,
            marking: spec.marking,
            barrier: Barrier::default(),
            actions: Vec::new(),
            batch: Vec::new(),
            spent: Spent::of(spec.sender.way_back.clone()),
            traffic: Traffic::default(),
            replies: HashMap::new(),
            next_reply: 0,
            broken: None,
            ended: Some(spec.ended),
        }
    }

    /// Lets the protocol send a heartbeat.
    fn beat(&mut self, generation: u64, ctx: &mut Context<Self>) {
        self.beat_at = Some(clock::now());
        self.feed(Input::Beat { generation }, ctx);
    }

    /// Gives `input` to the protocol and carries out what it answers.
    fn feed(&mut self, input: Input, ctx: &mut Context<Self>) {
        if self.gateway.has_changed().unwrap_or(false)
            && let Some(url) = self.gateway.borrow_and_update().clone()
        {
            self.protocol.set_gateway_url(url);
        }
        let mut actions = std::mem::take(&mut self.actions);
        self.protocol.on(input, clock::now(), &mut actions);
        self.perform(actions, ctx);
    }

    fn perform(&mut self, actions: Vec<Action>, ctx: &mut Context<Self>) {
        self.carry_all_out(actions, ctx);
        self.wind(ctx);
    }

    /// Leaves it to others to look at the deadline.
    fn carry_all_out(&mut self, mut actions: Vec<Action>, ctx: &mut Context<Self>) {
        for action in actions.drain(..) {
            self.carry_out(action, ctx);
        }
        self.actions = actions;
        if let Some(reason) = self.broken.take() {
            self.socket = None;
            self.feed(Input::Lost(reason), ctx);
        }
    }

    fn carry_out(&mut self, action: Action, ctx: &mut Context<Self>) {
        match action {
            Action::Connect { url } => self.connect(url, ctx),
            Action::Send(payload) => self.send(payload),
            Action::Close { code, reason } => {
                tracing::debug!(code, reason, "closing");
                if !self.socket.as_ref().is_some_and(|socket| socket.close(code, &reason)) {
                    self.broken = Some("the close frame could not be written".to_owned());
                }
            }
            Action::Drop => {
                self.socket = None;
                if let Some(connecting) = self.connecting.take() {
                    connecting.cancel(ctx);
                }
            }
            Action::StartHeartbeat { generation, interval, first } => {
                self.barrier.connected();
                self.post.update(|info| {
                    (info.heartbeat_generation, info.heartbeat_interval) = (generation, Some(interval));
                });
                self.vital(Vital::Hello { generation, interval, first }, ctx);
            }
            Action::StopHeartbeat => self.vital(Vital::Silence, ctx),
            Action::BeatSent => {
                self.barrier.sent();
                self.vital(Vital::Sent, ctx);
            }
            Action::Acked => {
                self.barrier.acked();
                self.vital(Vital::Acked, ctx);
            }
            Action::RequestPermit { request } => self.ask_permit(request, ctx),
            Action::CancelPermit { .. } => self.drop_permit(ctx),
            Action::CommandSent { id } => self.answer(id, Ok(())),
            Action::CommandRefused { id, error: CommandError::Stopped } => self.answer(id, Err(Error::NotRunning)),
            Action::CommandRefused { id, error } => self.answer(id, Err(error.into())),
            Action::Report(report) => self.report(report),
            Action::Finished(outcome) => self.finish(outcome, ctx),
        }
    }

    fn connect(&mut self, url: String, ctx: &mut Context<Self>) {
        self.inflater.reset();
        self.cid = self.protocol.cid();
        let session = self.protocol.session().map(|session| session.id.clone());
        self.span = tracing::info_span!("shard", id = self.id, cid = self.cid, session);
        tracing::debug!(url, "connecting");
        let open = Socket::open(self.client.clone(), url, self.dial.clone(), self.cid, ctx.address());
        self.connecting = Some(Spawned::start(open, ctx, |opened, shard: &mut Self, ctx| {
            let span = shard.span.clone();
            let _in = span.enter();
            shard.connecting = None;
            match opened {
                Ok(socket) => {
                    shard.socket = Some(socket);
                    shard.feed(Input::Opened, ctx);
                }
                Err(cause) => shard.feed(Input::ConnectFailed(cause), ctx),
            }
            shard.dispatch_batch();
        }));
    }

    fn send(&mut self, payload: Payload) {
        let size = payload.len() as u64;
        let Some(socket) = &self.socket else { return };
        if socket.send(payload) {
            self.post.update(|info| {
                info.frames_out += 1;
                info.bytes_out += size;
            });
        } else {
            self.broken = Some("the peer has stopped reading".to_owned());
        }
    }

    fn ask_permit(&mut self, request: u64, ctx: &mut Context<Self>) {
        let mut identify = self.identify.clone();
        let (keep, wish) = Wish::new();
        let total = self.protocol.config().shard.map_or(1, |(_, total)| total);
        let ask = Ask { shard: self.id, total, attempt: self.protocol.attempts(), wish };
        let answer = async move {
            loop {
                match identify.send(ask.clone()).await {
                    // That queue is no more; the slot leads to the next.
                    Some(None) => {}
                    Some(Some(answer)) => return Some(answer),
                    None => return None,
                }
            }
        };
        let answer = Spawned::start(answer, ctx, move |answer, shard: &mut Self, ctx| {
            let span = shard.span.clone();
            let _in = span.enter();
            shard.permit = None;
            match answer {
                Some(Ok(permit)) => {
                    permit.spend();
                    shard.feed(Input::Permit { request }, ctx);
                }
                Some(Err(refusal)) => {
                    let (error, retry_after) = (refusal.to_string(), Some(refusal.retry_after));
                    shard.feed(Input::PermitRefused { request, error, retry_after }, ctx);
                }
                // The queue is gone for good: the stage is being struck.
                None => {}
            }
            shard.dispatch_batch();
        });
        self.permit = Some((answer, keep));
    }

    fn drop_permit(&mut self, ctx: &mut Context<Self>) {
        if let Some((waiting, _wish)) = self.permit.take() {
            waiting.cancel(ctx);
        }
    }

    fn answer(&mut self, id: u64, result: Result<()>) {
        if let Some(reply) = self.replies.remove(&id) {
            let _ = reply.send(result);
        }
    }

    /// Tells the heartbeat. A HELLO brings a new one if the last has died.
    fn vital(&mut self, vital: Vital, ctx: &mut Context<Self>) {
        let heartbeat = match (&self.heartbeat, &vital) {
            (Some((heartbeat, _)), _) if heartbeat.connected() => heartbeat.clone(),
            (_, Vital::Hello { .. }) => self.cast_heartbeat(ctx),
            // Its death has not been noticed yet, and ends the connection when it is; or there was no HELLO.
            _ => return,
        };
        if heartbeat.try_send(vital).is_err() {
            self.broken = Some("the heartbeat does not answer".to_owned());
        }
    }

    fn cast_heartbeat(&mut self, ctx: &mut Context<Self>) -> Addr<HeartbeatActor> {
        let (lifeline, end) = Lifeline::new();
        let heartbeat = HeartbeatActor {
            sender: self.courier.sender().clone(),
            shard: ctx.address(),
            router: self.router.clone(),
            observed: self.wanted.heartbeats,
            check_acks: self.protocol.config().check_acks,
            pacemaker: None,
            timer: None,
            lifeline,
        }
        .start();
        // The death of the one before, if it comes now, is not that of this one, and does not end this connection.
        let died = Spawned::start(end, ctx, |end, shard: &mut Self, ctx| {
            if end == End::Died {
                let span = shard.span.clone();
                let _in = span.enter();
                tracing::error!("the heartbeat died; it is replaced, and the session resumed");
                shard.heartbeat = None;
                shard.feed(Input::Reconnect { resume: true }, ctx);
                shard.dispatch_batch();
            }
        });
        self.heartbeat = Some((heartbeat.clone(), died));
        heartbeat
    }

    /// One whole message of the socket.
    fn incoming(&mut self, item: Incoming, now: Instant, ctx: &mut Context<Self>) {
        match item {
            Incoming::Text(text) => self.payload(&text, false, now, ctx),
            Incoming::Binary(data) => self.payload(&data, true, now, ctx),
            Incoming::Ping(payload) => {
                if !self.socket.as_ref().is_some_and(|socket| socket.pong(payload)) {
                    self.socket = None;
                    self.feed(Input::Lost("the peer has stopped reading".to_owned()), ctx);
                } else {
                    self.feed(Input::Traffic, ctx);
                }
            }
            Incoming::Closed { code, reason } => {
                tracing::debug!(code, reason, "closed by the peer");
                if let Some(socket) = self.socket.take() {
                    socket.farewell(code);
                }
                self.feed(Input::PeerClosed { code, reason }, ctx);
            }
            Incoming::Lost(cause) => {
                self.socket = None;
                self.feed(Input::Lost(cause), ctx);
            }
        }
    }

    /// One message: inflate, scan, let the protocol judge, and decode what somebody wants. Whoever calls this winds the timer.
    fn payload(&mut self, data: &[u8], binary: bool, now: Instant, ctx: &mut Context<Self>) {
        self.traffic.frame(data.len());
        let inflated = if binary { self.inflater.binary(data) } else { self.inflater.text(data) };
        let text = match inflated {
            Ok(Some(text)) => text,
            Ok(None) => {
                self.feed(Input::Traffic, ctx);
                return;
            }
            Err(error) => {
                let error = error.to_string();
                self.feed(Input::Undecodable(error), ctx);
                return;
            }
        };
        // Data that was left out as nobody wanted it is shown to nobody, also not to who has begun to want it meanwhile.
        let mut complete = true;
        let wanted = |name: &str| {
            complete = self.wanted.wants(name) || Protocol::needs(name);
            complete
        };
        let envelope = match self.envelopes.read(text, wanted) {
            Ok(envelope) => envelope,
            Err(error) => {
                let corrupt = error.is_corrupt();
                let error = error.to_string();
                self.feed(if corrupt { Input::Undecodable(error) } else { Input::Malformed(error) }, ctx);
                return;
            }
        };
        let mut actions = std::mem::take(&mut self.actions);
        let mut desk = Desk {
            shard: self.id,
            protocol: &mut self.protocol,
            traffic: &mut self.traffic,
            wanted: &self.wanted,
            marking: &self.marking,
            batch: &mut self.batch,
            spent: &mut self.spent,
            now,
        };
        desk.take(&envelope, text.len(), complete, &mut actions);
        self.carry_all_out(actions, ctx);
    }

    /// Hands what has gathered to the courier.
    fn dispatch_batch(&mut self) -> Option<oneshot::Receiver<()>> {
        self.traffic.post(&self.post);
        let seq = self.protocol.session().map(|session| session.seq);
        if self.batch.is_empty() {
            // Nobody wants what came: it counts as handed on.
            if !self.courier.is_carrying() {
                self.post.note_seq(seq);
            }
            return None;
        }
        Some(self.courier.carry(std::mem::take(&mut self.batch), seq))
    }

    /// Sets the timer for the protocol's next deadline. One that rings early does no harm, so that a deadline which only
    /// moves away, as that of a quiet socket does with every frame, costs nothing.
    fn wind(&mut self, ctx: &mut Context<Self>) {
        let Some(deadline) = self.protocol.deadline() else { return };
        if self.timer.as_ref().is_some_and(|(armed, _)| *armed <= deadline) {
            return;
        }
        if let Some((_, timer)) = self.timer.take() {
            timer.cancel(ctx);
        }
        let delay = deadline.saturating_duration_since(clock::now());
        let timer = Spawned::after(delay, ctx, |shard: &mut Self, ctx| {
            let span = shard.span.clone();
            let _in = span.enter();
            shard.timer = None;
            // While the router holds up the courier nothing is read: silence proves nothing then.
            if shard.courier.is_carrying() {
                shard.feed(Input::Traffic, ctx);
            }
            shard.feed(Input::Tick, ctx);
            shard.dispatch_batch();
        });
        self.timer = Some((deadline, timer));
    }

    /// Sends the heartbeat that somebody waits for, if the session is there.
    fn settle(&mut self, ctx: &mut Context<Self>) {
        if self.barrier.is_due() && self.protocol.state() == ShardState::Active {
            self.barrier.begin();
            self.feed(Input::Beat { generation: self.protocol.generation() }, ctx);
            self.vital(Vital::Sent, ctx);
        }
    }

    fn finish(&mut self, outcome: Outcome, ctx: &mut Context<Self>) {
        self.socket = None;
        self.drop_permit(ctx);
        for (_, reply) in self.replies.drain() {
            let _ = reply.send(Err(Error::NotRunning));
        }
        self.traffic.post(&self.post);
        // Even with nothing left to say: what the courier still carries would be lost with it.
        let seq = self.protocol.session().map(|session| session.seq);
        let delivered = self.courier.carry(std::mem::take(&mut self.batch), seq);
        let ended = self.ended.take();
        let leave = async move {
            let _ = delivered.await;
        };
        ctx.spawn(leave.into_actor(self).map(move |(), shard: &mut Self, ctx| {
            if let Some(ended) = ended {
                let _ = ended.send(outcome);
            }
            shard.leave(ctx);
        }));
    }

    fn leave(&mut self, ctx: &mut Context<Self>) {
        if let Some((heartbeat, _)) = &self.heartbeat {
            let _ = heartbeat.try_send(Vital::Leave);
        }
        ctx.stop();
    }
}

impl Actor for ShardActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let span = self.span.clone();
        let _in = span.enter();
        self.feed(Input::Start, ctx);
        self.dispatch_batch();
    }
}

impl Handler<FromSocket> for ShardActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, FromSocket { cid, items }: FromSocket, ctx: &mut Self::Context) -> Self::Result {
        let span = self.span.clone();
        let _in = span.enter();
        self.spent.begin(items.len());
        // One look at the clock for all that was there at once.
        let now = clock::now();
        for item in items {
            // An item may end the connection; what came behind it on the same socket is nobody's any more.
            if self.socket.is_none() || self.cid != cid {
                break;
            }
            self.incoming(item, now, ctx);
        }
        self.spent.end();
        self.wind(ctx);
        self.settle(ctx);
        let (delivered, reached) = (self.dispatch_batch(), self.barrier.reached());
        Box::pin(async move {
            if let Some(delivered) = delivered {
                let _ = delivered.await;
            }
            if let Some(reached) = reached {
                let _ = reached.send(());
            }
        })
    }
}

impl Handler<Pulse> for ShardActor {
    type Result = ();

    fn handle(&mut self, pulse: Pulse, ctx: &mut Self::Context) {
        let span = self.span.clone();
        let _in = span.enter();
        let (Pulse::Beat { generation } | Pulse::Zombie { generation }) = pulse;
        // It was on its way when another HELLO came.
        if generation != self.protocol.generation() {
            return;
        }
        self.barrier.sent();
        match pulse {
            Pulse::Beat { generation } => self.beat(generation, ctx),
            // The acknowledgement may well lie in the socket that the router keeps us from reading: beat on.
            Pulse::Zombie { generation } if self.courier.holds_up(self.beat_at) => self.beat(generation, ctx),
            Pulse::Zombie { generation } => self.feed(Input::Zombie { generation }, ctx),
        }
        self.dispatch_batch();
    }
}

impl Handler<Direction> for ShardActor {
    type Result = ();

    fn handle(&mut self, direction: Direction, ctx: &mut Self::Context) {
        let span = self.span.clone();
        let _in = span.enter();
        match direction {
            Direction::Command { command, reply } => {
                let id = self.next_reply;
                self.next_reply += 1;
                self.replies.insert(id, reply);
                if let Command::Presence(presence) = &command {
                    self.post.remember(presence);
                }
                self.feed(Input::Command { id, command }, ctx);
            }
            Direction::Reconnect { resume } => self.feed(Input::Reconnect { resume }, ctx),
            Direction::ReconnectNow => self.feed(Input::ReconnectNow, ctx),
            Direction::CheckAcks(check) => {
                self.protocol.set_check_acks(check);
                self.vital(Vital::CheckAcks(check), ctx);
            }
            Direction::Settle(reply) => {
                self.barrier.ask(reply);
                self.settle(ctx);
            }
            Direction::Stop { resumable } => self.feed(Input::Stop { resumable }, ctx),
            #[cfg(feature = "sandbox")]
            Direction::Inject { injection, reply } => {
                let taken = self.inject(injection, ctx);
                // Who has stopped waiting for the answer has its effect.
                let _ = reply.send(taken);
            }
            Direction::Leave => self.leave(ctx),
        }
        self.dispatch_batch();
    }
}

#[cfg(feature = "sandbox")]
impl Handler<Crash> for ShardActor {
    type Result = ();

    fn handle(&mut self, crash: Crash, _: &mut Self::Context) {
        match (crash.0, &self.heartbeat) {
            (Part::Heartbeat(_), Some((heartbeat, _))) => heartbeat.do_send(crash),
            (Part::Heartbeat(_), None) => {}
            _ => crash.now(),
        }
    }
}

#[cfg(test)]
mod tests;
