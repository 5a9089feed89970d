//! [`Supervisor`]: starts the other actors, restarts those that die, and ends the bot.
//!
//! actix restarts an actor that stops, but not one that panics. So the supervisor waits for the exit of each shard, the
//! router and the identify queue, and restarts an actor that died: a shard with the session of its registry entry, so
//! that it resumes; the router with the same executor, trackers and cache; the identify queue with the same budget. If
//! the supervisor itself dies, all shards are stopped, and a new supervisor starts them again from the registry.

mod add_remove;
mod resharding;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use actix::{
    Actor, ActorContext, ActorFutureExt, Addr, ArbiterHandle, AsyncContext, Context, Handler, Message, Recipient,
    WrapFuture,
};
use futures_util::future::join_all;
use tokio::sync::oneshot;

use self::{add_remove::Removal, resharding::Resharding};
use super::{
    config::BotConfig,
    session_saver::SessionSaver,
    startup::{self, StartupPlan},
    threads::Threads,
};
#[cfg(feature = "http-interactions")]
use crate::dispatch::HandlePosted;
#[cfg(feature = "sandbox")]
use crate::{actors::Crash, handle::Part};
use crate::{
    actors::{Address, AddressWriter, Exit, ExitGuard, Spawned, clock},
    dispatch::{CallShutdown, DrainHandlers, Router},
    error::{Error, Result},
    gateway::{CloseCode, GatewayUrl, Outcome},
    handle::{RuntimeRequest, Shards},
    handler::ReturnPath,
    identify::IdentifyQueue,
    reshard::Cause,
    shard::{Batch, BatchSource, ShardActor, ShardRequest, ShardSpec},
    state::ShardEntry,
};

/// The longest pause before a shard that has died repeatedly is restarted.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// If this much time lies between two deaths of a shard, the later one counts as the first.
const DEATHS_RESET_AFTER: Duration = Duration::from_secs(300);
/// How many messages may wait in the mailbox of a shard. The reader of its socket sends one and waits for the answer;
/// the others are heartbeats and requests.
const SHARD_MAILBOX: usize = 64;

impl Message for RuntimeRequest {
    type Result = ();
}

/// The state that outlives a supervisor that dies. It stays on the thread of the supervisor.
#[derive(Debug, Default)]
pub(super) struct SupervisorState {
    /// The running shards, by set and id.
    pub(super) shards: BTreeMap<(u32, u32), Addr<ShardActor>>,
    /// `Some` once the bot is stopping: whether the sessions are to be resumable.
    pub(super) stopping: Option<bool>,
    /// Whether the planned shards are in the registry.
    is_planned: bool,
    /// The number of the last set of shards that was started.
    last_set: u32,
}

/// The actor that starts and restarts the others.
pub(super) struct Supervisor {
    config: Arc<BotConfig>,
    router_thread: ArbiterHandle,
    shard_threads: Vec<ArbiterHandle>,
    saver: Option<Arc<SessionSaver>>,
    state: Rc<RefCell<SupervisorState>>,
    router_writer: AddressWriter<Addr<Router>>,
    router: Address<Addr<Router>>,
    /// The same router, as the shards use it.
    batches_writer: AddressWriter<Recipient<Batch>>,
    batches: Address<Recipient<Batch>>,
    identify_writer: AddressWriter<Addr<IdentifyQueue>>,
    identify: Address<Addr<IdentifyQueue>>,
    /// The gateway URL, once it is known. Shards can be started from then on.
    url: Option<GatewayUrl>,
    removals: Vec<Removal>,
    resharding: Resharding,
    /// The future that plans the shards, until it is ready.
    startup: Option<Spawned>,
    /// By set and id: how often in a row the shard has died, and when it died last.
    deaths: BTreeMap<(u32, u32), (u32, Instant)>,
    result: Result<()>,
    /// Receives the result of the bot. `None` once it is about to.
    exit_guard: Option<ExitGuard<Result<()>>>,
}

impl Supervisor {
    /// A supervisor that leaves the result of the bot in `exit_guard`.
    pub(super) fn new(
        config: Arc<BotConfig>,
        threads: &Threads,
        saver: Option<Arc<SessionSaver>>,
        state: Rc<RefCell<SupervisorState>>,
        exit_guard: ExitGuard<Result<()>>,
    ) -> Self {
        let last_set = state.borrow().last_set;
        let (router_writer, router) = AddressWriter::new();
        let (batches_writer, batches) = AddressWriter::new();
        let (identify_writer, identify) = AddressWriter::new();
        Self {
            resharding: Resharding::new(config.reshard_settle, last_set),
            config,
            router_thread: threads.router(),
            shard_threads: threads.shards(),
            saver,
            state,
            router_writer,
            router,
            batches_writer,
            batches,
            identify_writer,
            identify,
            url: None,
            removals: Vec::new(),
            startup: None,
            deaths: BTreeMap::new(),
            result: Ok(()),
            exit_guard: Some(exit_guard),
        }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.state.borrow().stopping.is_some()
    }

    /// Starts the shards that were planned.
    fn start_shards(&mut self, plan: StartupPlan, ctx: &mut Context<Self>) {
        if self.is_stopping() {
            self.drain(ctx);
            return;
        }
        let StartupPlan { url, total, shards } = plan;
        startup::report_plan(&self.config, total, shards.keys().copied(), &url);
        self.url = Some(url);
        let (registry, api_version) = (&self.config.state.registry, self.config.shard.api_version);
        // All are in the registry before the first is started. Otherwise "all shards are ready" could be announced too
        // early.
        if !std::mem::replace(&mut self.state.borrow_mut().is_planned, true) {
            for (id, start) in shards {
                registry.add(registry.make(registry.set(), id, total, api_version, start));
            }
        }
        let entries = registry.all();
        if entries.is_empty() {
            tracing::info!("waiting for shards to be added");
            self.config.state.set_ready();
        }
        entries.into_iter().for_each(|entry| self.start_shard(entry, ctx));
    }

    fn start_router(&mut self, ctx: &mut Context<Self>) {
        let (exit_guard, exit) = ExitGuard::new();
        let spec = self.config.router.clone();
        let router = Router::start_in_arbiter(&self.router_thread, move |_| Router::new(spec, exit_guard));
        self.batches_writer.set(router.clone().recipient());
        self.router_writer.set(router);
        ctx.spawn(exit.into_actor(self).map(|exit, supervisor, ctx| {
            if exit == Exit::Died {
                tracing::error!("the router died; it is restarted");
                supervisor.start_router(ctx);
            }
        }));
    }

    fn start_identify(&mut self, ctx: &mut Context<Self>) {
        let (exit_guard, exit) = ExitGuard::new();
        let (spec, http) = (self.config.identify.clone(), self.config.http.clone());
        let queue =
            IdentifyQueue::start_in_arbiter(&self.router_thread, move |_| IdentifyQueue::new(spec, http, exit_guard));
        self.identify_writer.set(queue);
        ctx.spawn(exit.into_actor(self).map(|exit, supervisor, ctx| {
            if exit == Exit::Died {
                tracing::error!("the identify queue died; it is restarted");
                supervisor.start_identify(ctx);
            }
        }));
    }

    /// Starts an actor for the shard of `entry`, with the session of the entry.
    pub(super) fn start_shard(&mut self, entry: Arc<ShardEntry>, ctx: &mut Context<Self>) {
        let Some(url) = &self.url else { return };
        let id = entry.id;
        let mut config = self.config.shard.clone();
        config.shard = Some((id, entry.total));
        config.gateway_url.clone_from(url);
        config.presence = entry.presence().or(config.presence);
        let (tls, timeouts, is_encrypted) = (self.config.tls.clone(), self.config.connect_timeouts, url.is_secure());
        let (exit_guard, exit) = ExitGuard::new();
        let (actor, session) = entry.take_over();
        let spec = ShardSpec {
            source: BatchSource { entry: Arc::clone(&entry), actor, return_path: ReturnPath::default() },
            config,
            session,
            connect_options: self.config.connect_options.clone(),
            filter: self.config.filter.clone(),
            marker: self.config.marker.clone(),
            router: self.batches.clone(),
            identify: self.identify.clone(),
            gateway: self.config.identify.gateway(),
            exit_guard,
        };
        // There is at least one thread; the modulo keeps the index inside.
        let thread = &self.shard_threads[id as usize % self.shard_threads.len()];
        let shard = ShardActor::start_in_arbiter(thread, move |ctx| {
            ctx.set_mailbox_capacity(SHARD_MAILBOX);
            // A client of awc is bound to its thread, so it is made there.
            ShardActor::new(spec, tls.websocket_client(timeouts, is_encrypted))
        });
        self.state.borrow_mut().shards.insert((entry.set, id), shard);
        ctx.spawn(exit.into_actor(self).map(move |exit, supervisor, ctx| supervisor.shard_ended(&entry, exit, ctx)));
    }

    /// Whether the shard belongs to the present set, or to the one that is to replace it.
    fn is_needed(&self, entry: &Arc<ShardEntry>) -> bool {
        self.config.state.registry.has(entry) || self.resharding.has(entry)
    }

    /// A shard has ended.
    fn shard_ended(&mut self, entry: &Arc<ShardEntry>, exit: Exit<Outcome>, ctx: &mut Context<Self>) {
        let (id, key) = (entry.id, (entry.set, entry.id));
        self.state.borrow_mut().shards.remove(&key);
        let is_unneeded = self.is_stopping() || self.is_removed(entry) || !self.is_needed(entry);
        match exit {
            // It was stopped on purpose. How it has ended makes no difference.
            _ if is_unneeded && !self.is_stopping() => self.shard_stopped(entry, ctx),
            Exit::Died if !is_unneeded => self.shard_died(entry, ctx),
            Exit::Died | Exit::Left(Outcome::Stopped { .. }) => {}
            Exit::Left(Outcome::Fatal(close)) if close.code == CloseCode::SHARDING_REQUIRED => {
                self.sharding_required(entry, close, ctx);
            }
            Exit::Left(Outcome::Fatal(close)) => self.shard_failed(entry, Error::Closed { shard: id, close }, ctx),
            Exit::Left(Outcome::GaveUp { attempts, last, .. }) => {
                self.shard_failed(entry, Error::GaveUp { shard: id, attempts, last }, ctx);
            }
            Exit::Left(Outcome::Refused { error }) => {
                self.shard_failed(entry, Error::IdentifyRefused { shard: id, error }, ctx);
            }
        }
        if self.is_stopping() && self.state.borrow().shards.is_empty() {
            self.drain(ctx);
        }
    }

    /// Restarts a shard that died, after a pause if it has died before.
    fn shard_died(&mut self, entry: &Arc<ShardEntry>, ctx: &mut Context<Self>) {
        let (now, key) = (clock::now(), (entry.set, entry.id));
        let (deaths, last) = self.deaths.entry(key).or_insert((0, now));
        if now.saturating_duration_since(*last) > DEATHS_RESET_AFTER {
            *deaths = 0;
        }
        let pause = Duration::from_millis(100).saturating_mul(1 << (*deaths).min(16)).min(LONGEST_PAUSE);
        let pause = if *deaths == 0 { Duration::ZERO } else { pause };
        (*deaths, *last) = (*deaths + 1, now);
        tracing::error!(shard = entry.id, deaths = *deaths, ?pause, "a shard died; it is restarted and resumes");
        let entry = Arc::clone(entry);
        ctx.run_later(pause, move |supervisor, ctx| {
            if !supervisor.is_stopping() && supervisor.is_needed(&entry) {
                supervisor.start_shard(entry, ctx);
            }
        });
    }

    /// A shard cannot go on. If it is of the present set, the bot ends. Otherwise the reshard fails.
    fn shard_failed(&mut self, entry: &Arc<ShardEntry>, error: Error, ctx: &mut Context<Self>) {
        if self.config.state.registry.has(entry) {
            self.fail(error, ctx);
        } else {
            self.reshard_failed(error, ctx);
        }
    }

    /// Ends the bot with an error. If there are several, `run()` returns the first.
    pub(super) fn fail(&mut self, error: Error, ctx: &mut Context<Self>) {
        tracing::error!(%error, "the bot cannot go on");
        if self.result.is_ok() {
            self.result = Err(error);
        }
        self.stop(false, ctx);
    }

    /// Stops all shards. `resumable`: their sessions are to be resumed later.
    fn stop(&mut self, resumable: bool, ctx: &mut Context<Self>) {
        if self.is_stopping() {
            return;
        }
        let shards: Vec<_> = {
            let mut state = self.state.borrow_mut();
            state.stopping = Some(resumable);
            state.shards.iter().map(|((set, _), shard)| (*set, shard.clone())).collect()
        };
        tracing::info!(resumable, "stopping");
        self.config.router.executor.stop_waiting();
        if let Some(holdback) = self.config.router.holdback.get() {
            holdback.stop_waiting();
        }
        if let Some(startup) = self.startup.take() {
            startup.cancel(ctx);
        }
        // A set that has not replaced the present one is closed for good: its sessions are not stored.
        let given_up = self.stop_resharding(ctx);
        if shards.is_empty() {
            self.drain(ctx);
        }
        for (set, shard) in shards {
            send(&shard, ShardRequest::Stop { resumable: resumable && Some(set) != given_up }, ctx);
        }
    }

    /// All shards have ended: saves their sessions, then lets the handlers and the requests end, each within its
    /// deadline.
    pub(super) fn drain(&mut self, ctx: &mut Context<Self>) {
        if self.exit_guard.is_none() {
            return;
        }
        self.finish_resharding(ctx);
        let Some(mut exit_guard) = self.exit_guard.take() else { return };
        let result = std::mem::replace(&mut self.result, Ok(()));
        let is_resumable = self.state.borrow().stopping == Some(true) && result.is_ok();
        let saver = self.saver.clone().filter(|_| is_resumable);
        let (mut router, mut shutdown_router) = (self.router.clone(), self.router.clone());
        let (http, deadlines) = (self.config.http.clone(), self.config.deadlines);
        let drain = async move {
            // Before the steps that may take long, so that the sessions are stored if the process is killed in one of
            // them.
            if let Some(saver) = saver {
                saver.save().await;
            }
            let drained = router.send(DrainHandlers { deadline: deadlines.handlers });
            let shut_down = shutdown_router.send(CallShutdown { deadline: deadlines.shutdown });
            let (drained, shut_down) = futures_util::future::join(drained, shut_down).await;
            if drained == Some(false) {
                let deadline = deadlines.handlers;
                tracing::warn!(?deadline, "handlers that were still running at the deadline are dropped");
            }
            if shut_down == Some(false) {
                let deadline = deadlines.shutdown;
                tracing::warn!(?deadline, "`shutdown` handlers that were still running at the deadline are dropped");
            }
            if !http.flush(deadlines.requests).await {
                let deadline = deadlines.requests;
                tracing::warn!(?deadline, "requests that were still under way at the deadline are dropped");
            }
            exit_guard.leave(result);
        };
        ctx.spawn(drain.into_actor(self).map(|(), _, ctx| ctx.stop()));
    }

    /// The actors of the shards that `shards` selects.
    ///
    /// # Errors
    /// [`Error::UnknownShard`]; [`Error::NotRunning`] if the bot is stopping and the shard has ended.
    fn select(&self, shards: &Shards) -> Result<Vec<Addr<ShardActor>>> {
        let state = self.state.borrow();
        let set = self.config.state.registry.set();
        let find = |id: &u32| {
            // A shard that has ended with the bot is not unknown.
            let error = if state.stopping.is_some() { Error::NotRunning } else { Error::UnknownShard { shard: *id } };
            state.shards.get(&(set, *id)).cloned().ok_or(error)
        };
        match shards {
            Shards::All => Ok(self.shards_of(set)),
            Shards::One(id) => Ok(vec![find(id)?]),
            Shards::Some(ids) => ids.iter().map(find).collect(),
        }
    }

    /// The actors of one set of shards.
    pub(super) fn shards_of(&self, set: u32) -> Vec<Addr<ShardActor>> {
        self.state.borrow().shards.range((set, 0)..=(set, u32::MAX)).map(|(_, shard)| shard.clone()).collect()
    }

    /// Sends a request to every shard, including those of a set that is to replace the present one.
    fn send_to_all(&self, request: impl Fn() -> ShardRequest, ctx: &mut Context<Self>) {
        let shards: Vec<_> = self.state.borrow().shards.values().cloned().collect();
        shards.iter().for_each(|shard| send(shard, request(), ctx));
    }

    #[cfg(feature = "sandbox")]
    fn crash(&self, part: Part, ctx: &mut Context<Self>) {
        let set = self.config.state.registry.set();
        let shard = |id| self.state.borrow().shards.get(&(set, id)).cloned();
        match part {
            Part::Supervisor => Crash.now(),
            Part::Shard(id) => shard(id).iter().for_each(|shard| send(shard, Crash, ctx)),
            Part::Heartbeat(id) => {
                shard(id).iter().for_each(|shard| send(shard, ShardRequest::CrashHeartbeat, ctx));
            }
            Part::Router => self.router.get().iter().for_each(|router| send(router, Crash, ctx)),
            Part::Identify => self.identify.get().iter().for_each(|queue| send(queue, Crash, ctx)),
            Part::Rest => self.config.http.actor_now().iter().for_each(|rest| send(rest, Crash, ctx)),
        }
    }
}

/// Sends `message` without waiting here. A future of the supervisor waits if the mailbox is full.
pub(super) fn send<A, M>(actor: &Addr<A>, message: M, ctx: &mut Context<Supervisor>)
where
    A: Actor + Handler<M>,
    M: Message + Send + 'static,
    M::Result: Send,
    A::Context: actix::dev::ToEnvelope<A, M>,
{
    let sent = actor.send(message);
    ctx.spawn(actix::fut::wrap_future(async move {
        // An error means that the actor has ended. Its exit is handled elsewhere.
        let _ = sent.await;
    }));
}

impl Actor for Supervisor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Before the router starts, which would otherwise go on holding back the events of a set that was given up.
        let takes_over = self.recover_resharding();
        self.start_router(ctx);
        self.start_identify(ctx);
        if takes_over {
            self.release_held_events(ctx);
        }
        if self.is_stopping() {
            self.drain(ctx);
            return;
        }
        let config = Arc::clone(&self.config);
        let is_planned = self.state.borrow().is_planned;
        let plan = async move { startup::plan(&config, is_planned).await };
        self.startup = Some(Spawned::start(plan, ctx, |plan, supervisor: &mut Self, ctx| {
            supervisor.startup = None;
            match plan {
                Ok(plan) => supervisor.start_shards(plan, ctx),
                Err(error) => supervisor.fail(error, ctx),
            }
        }));
    }
}

impl Handler<RuntimeRequest> for Supervisor {
    type Result = ();

    fn handle(&mut self, request: RuntimeRequest, ctx: &mut Self::Context) {
        match request {
            RuntimeRequest::Command { shards, command, reply } => match self.select(&shards) {
                Ok(shards) => {
                    let answers = shards.into_iter().map(|shard| {
                        let (reply, answer) = oneshot::channel();
                        send(&shard, ShardRequest::Command { command: command.clone(), reply }, ctx);
                        answer
                    });
                    let answers = join_all(answers);
                    let gather = async move {
                        let all = answers.await.into_iter().map(|answer| answer.unwrap_or(Err(Error::NotRunning)));
                        let _ = reply.send(all.collect());
                    };
                    ctx.spawn(gather.into_actor(self));
                }
                Err(error) => drop(reply.send(Err(error))),
            },
            RuntimeRequest::Reconnect { shards, resume, reply } => {
                let shards = self.select(&shards);
                let done = shards.map(|shards| {
                    shards.iter().for_each(|shard| send(shard, ShardRequest::Reconnect { resume }, ctx));
                });
                let _ = reply.send(done);
            }
            #[cfg(feature = "sandbox")]
            RuntimeRequest::Inject { shard, fault, reply } => match self.select(&Shards::One(shard)) {
                Ok(shards) => {
                    // There is one, since one id was selected.
                    if let Some(shard) = shards.first() {
                        send(shard, ShardRequest::Inject { fault, reply }, ctx);
                    }
                }
                Err(error) => drop(reply.send(Err(error))),
            },
            #[cfg(feature = "http-interactions")]
            RuntimeRequest::Posted(posted) => {
                if let Some(router) = self.router.get() {
                    send(&router, HandlePosted(posted), ctx);
                }
            }
            RuntimeRequest::ReconnectNow => self.send_to_all(|| ShardRequest::ReconnectNow, ctx),
            RuntimeRequest::CheckAcks(check) => self.send_to_all(|| ShardRequest::CheckAcks(check), ctx),
            RuntimeRequest::Add { shards, reply } => drop(reply.send(self.add(shards, ctx))),
            RuntimeRequest::Remove { shards, reply } => self.remove(&shards, reply, ctx),
            RuntimeRequest::Reshard { total, reply } => self.reshard(total, Cause::Requested, Some(reply), ctx),
            RuntimeRequest::Stop { resumable } => self.stop(resumable, ctx),
            // The runtime handles this one and does not pass it on.
            RuntimeRequest::Abort => {}
            #[cfg(feature = "sandbox")]
            RuntimeRequest::Crash(part) => self.crash(part, ctx),
        }
    }
}
