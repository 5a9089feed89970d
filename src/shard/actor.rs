//! [`ShardActor`]: carries out what the pure [`Protocol`] decides.
//!
//! An input comes in (a frame, a heartbeat that is due, a permit, a command, a deadline), the protocol answers with actions, and the
//! actor carries them out. The rules of Discord's gateway are in `gateway/protocol.rs`.
//!
//! The reader of the socket waits until the batch of its last read is delivered. Heartbeats and commands do not wait.

use std::{collections::HashMap, sync::Arc, time::Instant};

use actix::{
    Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Context, Handler, Recipient, ResponseFuture, WrapFuture,
};
use tokio::sync::{oneshot, watch};
use tracing::Span;

use super::{
    barrier::Barrier,
    batch::{Batch, BatchItem, BatchSource},
    forwarder::Forwarder,
    heartbeat::{HeartbeatActor, HeartbeatDue, HeartbeatRequest},
    inbox::Incoming,
    interest::{Interest, InterestFilter},
    mark::Marker,
    payload::PayloadReader,
    socket::{ConnectOptions, Socket, SocketRead},
    traffic::Traffic,
};
use crate::{
    actors::{Address, Exit, ExitGuard, Spawned, clock},
    error::{Error, Result},
    event_path::event_path,
    gateway::{
        Action, CommandError, EnvelopeReader, GatewayUrl, Inflater, Input, Outcome, Payload, Protocol, Session,
        ShardConfig, ShardState,
    },
    handler::Recycler,
    identify::{IdentifyQueue, PermitRequest, PermitWanted},
    state::ShardEntry,
    tls::TlsError,
};

/// What a shard is built from.
pub(crate) struct ShardSpec {
    pub(crate) source: BatchSource,
    pub(crate) config: ShardConfig,
    pub(crate) session: Option<Session>,
    pub(crate) connect_options: ConnectOptions,
    pub(crate) filter: InterestFilter,
    pub(crate) marker: Marker,
    pub(crate) router: Address<Recipient<Batch>>,
    pub(crate) identify: Address<Addr<IdentifyQueue>>,
    /// The address of the gateway that Discord named last.
    pub(crate) gateway: watch::Receiver<Option<GatewayUrl>>,
    /// Receives how the shard ended. Dropped without a value if the shard dies.
    pub(crate) ended: oneshot::Sender<Outcome>,
}

pub(crate) struct ShardActor {
    pub(super) id: u32,
    pub(super) protocol: Protocol,
    pub(super) inflater: Inflater,
    pub(super) envelopes: EnvelopeReader,
    pub(super) client: std::result::Result<awc::Client, TlsError>,
    pub(super) connect_options: ConnectOptions,
    pub(super) socket: Option<Socket>,
    pub(super) cid: u64,
    /// The present attempt to open a socket. A socket of an earlier one is dropped where it arrives, and with it the
    /// connection.
    pub(super) connecting: Option<Spawned>,
    /// The present question for a permit, and what says that it still stands.
    pub(super) permit: Option<(Spawned, watch::Sender<()>)>,
    pub(super) timer: Option<(Instant, Spawned)>,
    /// The heartbeat that was told of the last HELLO, and the wait for its death.
    pub(super) heartbeat: Option<(Addr<HeartbeatActor>, Spawned)>,
    pub(super) identify: Address<Addr<IdentifyQueue>>,
    pub(super) gateway: watch::Receiver<Option<GatewayUrl>>,
    pub(super) router: Address<Recipient<Batch>>,
    pub(super) forwarder: Forwarder,
    /// When the last heartbeat was due.
    pub(super) beat_at: Option<Instant>,
    pub(super) entry: Arc<ShardEntry>,
    pub(super) filter: InterestFilter,
    pub(super) marker: Marker,
    pub(super) barrier: Barrier,
    /// Empty between two inputs; kept for its memory.
    pub(super) actions: Vec<Action>,
    pub(super) batch: Vec<BatchItem>,
    pub(super) recycler: Recycler,
    pub(super) traffic: Traffic,
    pub(super) replies: HashMap<u64, oneshot::Sender<Result<()>>>,
    pub(super) next_reply: u64,
    /// Why the socket must be given up, found while an action was carried out.
    pub(super) broken: Option<String>,
    pub(super) ended: Option<oneshot::Sender<Outcome>>,
    pub(super) span: Span,
}

impl ShardActor {
    /// A shard whose websocket is opened with `client`; both belong to the current thread.
    pub(crate) fn new(mut spec: ShardSpec, client: std::result::Result<awc::Client, TlsError>) -> Self {
        // It may have moved since the bot began.
        if let Some(url) = spec.gateway.borrow_and_update().clone() {
            spec.config.gateway_url = url;
        }
        let ShardConfig { encoding, compression, .. } = spec.config;
        let max_payload = spec.connect_options.max_frame_size;
        spec.source.entry.update(|info| info.intents = spec.config.intents);
        Self {
            id: spec.source.entry.id,
            span: tracing::info_span!("shard", id = spec.source.entry.id, cid = 0u64),
            protocol: Protocol::new(spec.config, spec.session, fastrand::u64(..), clock::now()),
            inflater: Inflater::new(compression, max_payload),
            envelopes: EnvelopeReader::new(encoding, max_payload),
            client,
            connect_options: spec.connect_options,
            socket: None,
            cid: 0,
            connecting: None,
            permit: None,
            timer: None,
            heartbeat: None,
            identify: spec.identify,
            gateway: spec.gateway,
            forwarder: Forwarder::new(spec.source.clone(), spec.router.clone()),
            beat_at: None,
            router: spec.router,
            entry: spec.source.entry,
            filter: spec.filter,
            marker: spec.marker,
            barrier: Barrier::default(),
            actions: Vec::new(),
            batch: Vec::new(),
            recycler: Recycler::of(spec.source.return_path.clone()),
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
    pub(super) fn feed(&mut self, input: Input, ctx: &mut Context<Self>) {
        if self.gateway.has_changed().unwrap_or(false)
            && let Some(url) = self.gateway.borrow_and_update().clone()
        {
            self.protocol.set_gateway_url(url);
        }
        let mut actions = std::mem::take(&mut self.actions);
        self.protocol.on(input, clock::now(), &mut actions);
        self.perform(actions, ctx);
    }

    pub(super) fn perform(&mut self, actions: Vec<Action>, ctx: &mut Context<Self>) {
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
                self.entry.update(|info| {
                    (info.heartbeat_generation, info.heartbeat_interval) = (generation, Some(interval));
                });
                self.tell_heartbeat(HeartbeatRequest::Hello { generation, interval, first }, ctx);
            }
            Action::StopHeartbeat => self.tell_heartbeat(HeartbeatRequest::Silence, ctx),
            Action::BeatSent => {
                self.barrier.sent();
                self.tell_heartbeat(HeartbeatRequest::Sent, ctx);
            }
            Action::Acked => {
                self.barrier.acked();
                self.tell_heartbeat(HeartbeatRequest::Acked, ctx);
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
        let open =
            Socket::open(self.client.clone(), url, self.connect_options.clone(), self.cid, ctx.address().recipient());
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
            self.entry.update(|info| {
                info.frames_out += 1;
                info.bytes_out += size;
            });
        } else {
            self.broken = Some("the peer has stopped reading".to_owned());
        }
    }

    fn ask_permit(&mut self, request: u64, ctx: &mut Context<Self>) {
        let mut identify = self.identify.clone();
        let (keep, wanted) = PermitWanted::new();
        let total = self.protocol.config().shard.map_or(1, |(_, total)| total);
        let ask = PermitRequest { shard: self.id, total, attempt: self.protocol.attempts(), wanted };
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
        if let Some((waiting, _keep)) = self.permit.take() {
            waiting.cancel(ctx);
        }
    }

    fn answer(&mut self, id: u64, result: Result<()>) {
        if let Some(reply) = self.replies.remove(&id) {
            let _ = reply.send(result);
        }
    }

    /// Tells the heartbeat. A HELLO brings a new one if the last has died.
    pub(super) fn tell_heartbeat(&mut self, tell_heartbeat: HeartbeatRequest, ctx: &mut Context<Self>) {
        let heartbeat = match (&self.heartbeat, &tell_heartbeat) {
            (Some((heartbeat, _)), _) if heartbeat.connected() => heartbeat.clone(),
            (_, HeartbeatRequest::Hello { .. }) => self.start_heartbeat(ctx),
            // Its death has not been noticed yet, and ends the connection when it is; or there was no HELLO.
            _ => return,
        };
        if heartbeat.try_send(tell_heartbeat).is_err() {
            self.broken = Some("the heartbeat does not answer".to_owned());
        }
    }

    fn start_heartbeat(&mut self, ctx: &mut Context<Self>) -> Addr<HeartbeatActor> {
        let (exit_guard, end) = ExitGuard::new();
        let heartbeat = HeartbeatActor {
            source: self.forwarder.source().clone(),
            shard: ctx.address().recipient(),
            router: self.router.clone(),
            observed: self.filter.heartbeats,
            check_acks: self.protocol.config().check_acks,
            state: None,
            timer: None,
            exit_guard,
        }
        .start();
        // The death of the one before, if it comes now, is not that of this one, and does not end this connection.
        let died = Spawned::start(end, ctx, |end, shard: &mut Self, ctx| {
            if end == Exit::Died {
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
        event_path!("inflates a message and scans its envelope");
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
        // Asked once: what becomes of the dispatch does not change if a subscription comes or goes meanwhile.
        let mut answer = None;
        let wanted = |name: &str| {
            let interest = self.filter.interest(name);
            let is_read = interest.is_any() || Protocol::needs(name);
            answer = Some(is_read.then_some(interest));
            is_read
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
        // It is not asked if the data stands before the name. Then the data was read.
        let interest =
            answer.unwrap_or_else(|| Some(envelope.name.map_or(Interest::NONE, |name| self.filter.interest(name))));
        let mut actions = std::mem::take(&mut self.actions);
        let mut reader = PayloadReader {
            shard: self.id,
            protocol: &mut self.protocol,
            traffic: &mut self.traffic,
            filter: &self.filter,
            marker: &self.marker,
            batch: &mut self.batch,
            recycler: &mut self.recycler,
            now,
        };
        reader.take(&envelope, text.len(), interest, &mut actions);
        self.carry_all_out(actions, ctx);
    }

    /// Hands what has gathered to the forwarder.
    pub(super) fn dispatch_batch(&mut self) -> Option<oneshot::Receiver<()>> {
        self.traffic.entry(&self.entry);
        let seq = self.protocol.session().map(|session| session.seq);
        if self.batch.is_empty() {
            // Nobody wants what came: it counts as handed on.
            if !self.forwarder.is_busy() {
                self.entry.note_seq(seq);
            }
            return None;
        }
        Some(self.forwarder.forward(std::mem::take(&mut self.batch), seq))
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
            // While the router holds up the forwarder nothing is read: silence proves nothing then.
            if shard.forwarder.is_busy() {
                shard.feed(Input::Traffic, ctx);
            }
            shard.feed(Input::Tick, ctx);
            shard.dispatch_batch();
        });
        self.timer = Some((deadline, timer));
    }

    /// Sends the heartbeat that somebody waits for, if the session is there.
    pub(super) fn settle(&mut self, ctx: &mut Context<Self>) {
        if self.barrier.is_due() && self.protocol.state() == ShardState::Active {
            self.barrier.begin();
            self.feed(Input::Beat { generation: self.protocol.generation() }, ctx);
            self.tell_heartbeat(HeartbeatRequest::Sent, ctx);
        }
    }

    fn finish(&mut self, outcome: Outcome, ctx: &mut Context<Self>) {
        self.socket = None;
        self.drop_permit(ctx);
        for (_, reply) in self.replies.drain() {
            let _ = reply.send(Err(Error::NotRunning));
        }
        self.traffic.entry(&self.entry);
        // Even with nothing left to say: what the forwarder still carries would be lost with it.
        let seq = self.protocol.session().map(|session| session.seq);
        let delivered = self.forwarder.forward(std::mem::take(&mut self.batch), seq);
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

    pub(super) fn leave(&mut self, ctx: &mut Context<Self>) {
        if let Some((heartbeat, _)) = &self.heartbeat {
            let _ = heartbeat.try_send(HeartbeatRequest::Leave);
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

impl Handler<SocketRead> for ShardActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, SocketRead { cid, items }: SocketRead, ctx: &mut Self::Context) -> Self::Result {
        let span = self.span.clone();
        let _in = span.enter();
        self.recycler.begin(items.len());
        // One look at the clock for all that was there at once.
        let now = clock::now();
        for item in items {
            // An item may end the connection; what came behind it on the same socket is nobody's any more.
            if self.socket.is_none() || self.cid != cid {
                break;
            }
            self.incoming(item, now, ctx);
        }
        self.recycler.end();
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

impl Handler<HeartbeatDue> for ShardActor {
    type Result = ();

    fn handle(&mut self, due: HeartbeatDue, ctx: &mut Self::Context) {
        let span = self.span.clone();
        let _in = span.enter();
        let (HeartbeatDue::Beat { generation } | HeartbeatDue::Zombie { generation }) = due;
        // It was on its way when another HELLO came.
        if generation != self.protocol.generation() {
            return;
        }
        self.barrier.sent();
        match due {
            HeartbeatDue::Beat { generation } => self.beat(generation, ctx),
            // The acknowledgement may well lie in the socket that the router keeps us from reading: beat on.
            HeartbeatDue::Zombie { generation } if self.forwarder.blocks_reading(self.beat_at) => {
                self.beat(generation, ctx)
            }
            HeartbeatDue::Zombie { generation } => self.feed(Input::Zombie { generation }, ctx),
        }
        self.dispatch_batch();
    }
}
