//! [`ShardActor`]: carries out what the pure [`Protocol`] decides.
//!
//! For each input (a payload, a due heartbeat, a permit, a command, a deadline) the protocol returns actions, and the
//! actor carries them out. The rules of Discord's gateway are in `gateway/protocol`.
//!
//! The reader of the socket waits until the batch of its last read is delivered. Heartbeats and commands do not wait.

use std::{collections::HashMap, sync::Arc, time::Instant};

use actix::{Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Context, Recipient, WrapFuture};
use tokio::sync::{oneshot, watch};
use tracing::Span;

use super::{
    barrier::Barrier,
    batch::{Batch, BatchItem, BatchSource},
    forwarder::Forwarder,
    heartbeat::{HeartbeatActor, HeartbeatRequest},
    interest::{Interest, InterestFilter},
    mark::Marker,
    payload::PayloadReader,
    socket::{ConnectOptions, Socket},
    traffic::Traffic,
    trouble::Trouble,
};
use crate::{
    actors::{Address, ExitGuard, Spawned, clock},
    error::{Error, Result},
    event_path::event_path,
    gateway::{
        Action, CommandError, EnvelopeReader, GatewayUrl, Inflater, Input, Outcome, Protocol, Session, ShardConfig,
    },
    handler::Recycler,
    identify::IdentifyQueue,
    state::ShardEntry,
    tls::TlsError,
};

/// What a [`ShardActor`] is made of.
pub(crate) struct ShardSpec {
    pub(crate) source: BatchSource,
    pub(crate) config: ShardConfig,
    pub(crate) session: Option<Session>,
    pub(crate) connect_options: ConnectOptions,
    pub(crate) filter: InterestFilter,
    pub(crate) marker: Marker,
    pub(crate) router: Address<Recipient<Batch>>,
    pub(crate) identify: Address<Addr<IdentifyQueue>>,
    /// The gateway URL of Discord's last answer.
    pub(crate) gateway: watch::Receiver<Option<GatewayUrl>>,
    /// Receives how the shard ended.
    pub(crate) exit_guard: ExitGuard<Outcome>,
}

/// The actor of one shard. It owns the connection and the state of the protocol.
pub(crate) struct ShardActor {
    pub(super) id: u32,
    pub(super) protocol: Protocol,
    pub(super) inflater: Inflater,
    pub(super) envelopes: EnvelopeReader,
    pub(super) client: std::result::Result<awc::Client, TlsError>,
    pub(super) connect_options: ConnectOptions,
    pub(super) socket: Option<Socket>,
    /// The number of the present connection.
    pub(super) cid: u64,
    /// The present attempt to open a socket. If an earlier attempt still succeeds, its socket is dropped, which closes
    /// that connection.
    pub(super) connecting: Option<Spawned>,
    /// The permit request under way. Dropping the sender withdraws it.
    pub(super) permit: Option<(Spawned, watch::Sender<()>)>,
    /// When the timer for the protocol's next deadline fires, and the timer.
    pub(super) deadline_timer: Option<(Instant, Spawned)>,
    /// How many payloads could not be read.
    pub(super) malformed: u64,
    pub(super) trouble: Trouble,
    /// When the timer for the next check of [`trouble`](Self::trouble) fires, and the timer.
    pub(super) trouble_timer: Option<(Instant, Spawned)>,
    /// The heartbeat actor that was sent the last HELLO, and the future that waits for its exit.
    pub(super) heartbeat: Option<(Addr<HeartbeatActor>, Spawned)>,
    pub(super) identify: Address<Addr<IdentifyQueue>>,
    pub(super) gateway: watch::Receiver<Option<GatewayUrl>>,
    pub(super) router: Address<Recipient<Batch>>,
    pub(super) forwarder: Forwarder,
    /// When the last heartbeat of the heartbeat actor was sent.
    pub(super) heartbeat_at: Option<Instant>,
    pub(super) entry: Arc<ShardEntry>,
    pub(super) filter: InterestFilter,
    pub(super) marker: Marker,
    pub(super) barrier: Barrier,
    /// Empty between two inputs. It is a field so that its allocation is used again.
    pub(super) actions: Vec<Action>,
    /// The items that the forwarder has not been given yet.
    pub(super) batch: Vec<BatchItem>,
    pub(super) recycler: Recycler,
    pub(super) traffic: Traffic,
    /// Where the results of commands are sent, by the number of the command.
    pub(super) replies: HashMap<u64, oneshot::Sender<Result<()>>>,
    pub(super) next_command: u64,
    /// Why the connection has to be dropped, if an action could not be carried out.
    pub(super) connection_failure: Option<String>,
    pub(super) exit_guard: ExitGuard<Outcome>,
    pub(super) span: Span,
}

impl ShardActor {
    /// A shard whose websocket is opened with `client`. Both are bound to the current thread.
    pub(crate) fn new(mut spec: ShardSpec, client: std::result::Result<awc::Client, TlsError>) -> Self {
        // The URL may have changed since the bot started.
        if let Some(url) = spec.gateway.borrow_and_update().clone() {
            spec.config.gateway_url = url;
        }
        let ShardConfig { encoding, compression, .. } = spec.config;
        let max_payload = spec.connect_options.max_frame_size;
        spec.source.entry.update(|info| info.intents = spec.config.intents);
        Self {
            id: spec.source.entry.id,
            span: tracing::info_span!(parent: None, "shard", id = spec.source.entry.id, cid = 0u64),
            protocol: Protocol::new(spec.config, spec.session, fastrand::u64(..), clock::now()),
            inflater: Inflater::new(compression, max_payload),
            envelopes: EnvelopeReader::new(encoding, max_payload),
            client,
            connect_options: spec.connect_options,
            socket: None,
            cid: 0,
            connecting: None,
            permit: None,
            deadline_timer: None,
            malformed: 0,
            trouble: Trouble::default(),
            trouble_timer: None,
            heartbeat: None,
            identify: spec.identify,
            gateway: spec.gateway,
            forwarder: Forwarder::new(spec.source.clone(), spec.router.clone()),
            heartbeat_at: None,
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
            next_command: 0,
            connection_failure: None,
            exit_guard: spec.exit_guard,
        }
    }

    /// Passes `input` to the protocol, carries out the actions that it returns, and sets the timer for its deadline.
    pub(super) fn handle_input(&mut self, input: Input, ctx: &mut Context<Self>) {
        if self.gateway.has_changed().unwrap_or(false)
            && let Some(url) = self.gateway.borrow_and_update().clone()
        {
            self.protocol.set_gateway_url(url);
        }
        let mut actions = std::mem::take(&mut self.actions);
        self.protocol.on(input, clock::now(), &mut actions);
        self.carry_out_all(actions, ctx);
        self.set_deadline_timer(ctx);
    }

    /// Carries out actions of the protocol. The caller sets the timer for the protocol's deadline.
    pub(super) fn carry_out_all(&mut self, mut actions: Vec<Action>, ctx: &mut Context<Self>) {
        for action in actions.drain(..) {
            self.carry_out(action, ctx);
        }
        self.actions = actions;
        if let Some(reason) = self.connection_failure.take() {
            self.socket = None;
            self.handle_input(Input::Lost(reason), ctx);
        }
    }

    fn carry_out(&mut self, action: Action, ctx: &mut Context<Self>) {
        match action {
            Action::Connect { url } => self.connect(url, ctx),
            Action::Send(payload) => self.send(payload),
            Action::Close { code, reason } => {
                tracing::debug!(code, reason, "closing");
                if !self.socket.as_ref().is_some_and(|socket| socket.close(code, &reason)) {
                    self.connection_failure = Some("the close frame could not be written".to_owned());
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
                self.send_to_heartbeat(HeartbeatRequest::Hello { generation, interval, first }, ctx);
            }
            Action::StopHeartbeat => self.send_to_heartbeat(HeartbeatRequest::Disconnected, ctx),
            Action::BeatSent => {
                self.barrier.heartbeat_sent();
                self.send_to_heartbeat(HeartbeatRequest::Sent, ctx);
            }
            Action::Acked => {
                self.barrier.acked();
                self.send_to_heartbeat(HeartbeatRequest::Acked, ctx);
            }
            Action::RequestPermit { request } => self.request_permit(request, ctx),
            Action::CancelPermit { .. } => self.cancel_permit(ctx),
            Action::CommandSent { id } => self.reply_to_command(id, Ok(())),
            Action::CommandRefused { id, error: CommandError::Stopped } => {
                self.reply_to_command(id, Err(Error::NotRunning));
            }
            Action::CommandRefused { id, error } => self.reply_to_command(id, Err(error.into())),
            Action::Report(report) => self.report(report, ctx),
            Action::Finished(outcome) => self.finish(outcome, ctx),
        }
    }

    fn reply_to_command(&mut self, id: u64, result: Result<()>) {
        if let Some(reply) = self.replies.remove(&id) {
            let _ = reply.send(result);
        }
    }

    /// Inflates one message, scans its envelope, passes it to the protocol, and decodes it if something uses it. The
    /// caller sets the timer for the protocol's deadline.
    pub(super) fn handle_message(&mut self, data: &[u8], binary: bool, now: Instant, ctx: &mut Context<Self>) {
        event_path!("inflates a message and scans its envelope");
        self.traffic.frame(data.len());
        let inflated = if binary { self.inflater.binary(data) } else { self.inflater.text(data) };
        let text = match inflated {
            Ok(Some(text)) => text,
            Ok(None) => {
                self.handle_input(Input::Traffic, ctx);
                return;
            }
            Err(error) => {
                let error = error.to_string();
                self.handle_input(Input::Undecodable(error), ctx);
                return;
            }
        };
        // Determined once: a subscription that begins or ends meanwhile does not change how this dispatch is handled.
        let mut found = None;
        let is_used = |name: &str| {
            let interest = self.filter.interest(name);
            let is_read = interest.is_any() || Protocol::needs(name);
            found = Some(is_read.then_some(interest));
            is_read
        };
        let envelope = match self.envelopes.read(text, is_used) {
            Ok(envelope) => envelope,
            Err(error) => {
                let corrupt = error.is_corrupt();
                let error = error.to_string();
                self.handle_input(if corrupt { Input::Undecodable(error) } else { Input::Malformed(error) }, ctx);
                return;
            }
        };
        // If the data precedes the name, the reader does not call `is_used` and always reads the data.
        let interest =
            found.unwrap_or_else(|| Some(envelope.name.map_or(Interest::NONE, |name| self.filter.interest(name))));
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
        reader.process(&envelope, text.len(), interest, &mut actions);
        self.carry_out_all(actions, ctx);
    }

    /// Passes the items that have been collected to the forwarder. The receiver resolves when they are delivered.
    pub(super) fn forward_batch(&mut self) -> Option<oneshot::Receiver<()>> {
        self.traffic.add_to(&self.entry);
        let seq = self.protocol.session().map(|session| session.seq);
        if self.batch.is_empty() {
            // Nothing uses what was received: it counts as delivered.
            if !self.forwarder.is_busy() {
                self.entry.note_seq(seq);
            }
            return None;
        }
        Some(self.forwarder.forward(std::mem::take(&mut self.batch), seq))
    }

    /// Sets the timer for the protocol's next deadline. A timer that fires before the deadline is kept: the protocol
    /// ignores an early tick, and the deadline for a silent connection is postponed with every frame.
    pub(super) fn set_deadline_timer(&mut self, ctx: &mut Context<Self>) {
        let Some(deadline) = self.protocol.deadline() else { return };
        if self.deadline_timer.as_ref().is_some_and(|(at, _)| *at <= deadline) {
            return;
        }
        if let Some((_, timer)) = self.deadline_timer.take() {
            timer.cancel(ctx);
        }
        let delay = deadline.saturating_duration_since(clock::now());
        let timer = Spawned::after(delay, ctx, |shard: &mut Self, ctx| {
            let span = shard.span.clone();
            let _in = span.enter();
            shard.deadline_timer = None;
            // While a batch waits for the router, nothing is read. The connection then only seems to be silent.
            if shard.forwarder.is_busy() {
                shard.handle_input(Input::Traffic, ctx);
            }
            shard.handle_input(Input::Tick, ctx);
            shard.forward_batch();
        });
        self.deadline_timer = Some((deadline, timer));
    }

    /// Delivers the last batch, reports the outcome to the supervisor, and stops.
    fn finish(&mut self, outcome: Outcome, ctx: &mut Context<Self>) {
        self.socket = None;
        self.cancel_permit(ctx);
        for (_, reply) in self.replies.drain() {
            let _ = reply.send(Err(Error::NotRunning));
        }
        self.traffic.add_to(&self.entry);
        // Also without items: batches are delivered in order, so this one shows that those before it are delivered.
        let seq = self.protocol.session().map(|session| session.seq);
        let delivered = self.forwarder.forward(std::mem::take(&mut self.batch), seq);
        let leave = async move {
            let _ = delivered.await;
        };
        ctx.spawn(leave.into_actor(self).map(move |(), shard: &mut Self, ctx| {
            shard.exit_guard.leave(outcome);
            shard.leave(ctx);
        }));
    }

    /// Stops this actor and its heartbeat actor.
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
        self.handle_input(Input::Start, ctx);
        self.forward_batch();
    }
}
