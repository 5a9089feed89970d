//! The supervisor: casts the other actors, replaces those that die, and brings the play to its end.
//!
//! actix notices an actor that stops, not one that panics. So everybody who casts a part waits for the end of it, and casts it
//! anew: a shard with the session that the former one had posted, so that it resumes; the router with the same lanes,
//! handlers and cache; the identify queue with the same ledger. When the supervisor itself dies, the stage is cleared and a
//! new one starts from what the shards have posted.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use actix::{
    Actor, ActorContext, ActorFutureExt, Addr, ArbiterHandle, AsyncContext, Context, Handler, Message, WrapFuture,
};
use futures_util::future::join_all;
use tokio::sync::oneshot;

#[cfg(feature = "sandbox")]
use super::crash::Crash;
#[cfg(feature = "sandbox")]
use crate::handle::Part;
use crate::{
    error::{Error, Result},
    gateway::{CloseCode, GatewayUrl, Outcome},
    handle::{Order, Post, Shards},
    spawned::Spawned,
    tls,
};

use super::{
    changes::Removal,
    clock,
    identify::IdentifyQueue,
    lifeline::{End, Lifeline},
    opening::{self, Opening},
    resharding::{Cause, Resharding},
    router::{Curtain, Router, Sender},
    shard::{Direction, ShardActor, ShardSpec},
    slot::{Casting, Slot},
    spent::WayBack,
    stage::StageSpec,
};

/// How long a shard that keeps dying is left alone at most before it is cast again.
const LONGEST_REST: Duration = Duration::from_secs(30);
/// How long a shard that has died must live for its deaths to be forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(300);
/// Messages that may wait for a shard. Its reader sends one and waits; the rest is beats and orders.
const SHARD_MAILBOX: usize = 64;

impl Message for Order {
    type Result = ();
}

/// What of the play outlives its supervisor. It stays on the supervisor's thread.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// By fleet and id.
    pub(super) shards: BTreeMap<(u32, u32), Addr<ShardActor>>,
    /// Set once the end has been ordered: whether the sessions are to survive it.
    pub(super) ending: Option<bool>,
    /// Which shards there are is on the board.
    opened: bool,
    /// The number of the last fleet that was cast.
    pub(super) fleets: u32,
}

pub(super) struct Supervisor {
    pub(super) spec: Arc<StageSpec>,
    /// Where the router and the identify queue live.
    house: ArbiterHandle,
    /// Where the shards live.
    boards: Vec<ArbiterHandle>,
    pub(super) script: Rc<RefCell<Script>>,
    pub(super) router: (Casting<Router>, Slot<Router>),
    identify: (Casting<IdentifyQueue>, Slot<IdentifyQueue>),
    /// Where the gateway is, once that is known; then shards can be cast.
    pub(super) url: Option<GatewayUrl>,
    pub(super) removals: Vec<Removal>,
    pub(super) resharding: Option<Resharding>,
    /// The question where the gateway is, until it is answered.
    asking: Option<Spawned>,
    /// How often each shard has died of late, and when it did last.
    deaths: BTreeMap<(u32, u32), (u32, Instant)>,
    result: Result<()>,
    ended: Option<oneshot::Sender<Result<()>>>,
}

impl Supervisor {
    /// A supervisor who tells `ended` how the play ended, and who drops it without a word if it dies.
    pub(super) fn new(
        spec: Arc<StageSpec>,
        house: ArbiterHandle,
        boards: Vec<ArbiterHandle>,
        script: Rc<RefCell<Script>>,
        ended: oneshot::Sender<Result<()>>,
    ) -> Self {
        Self {
            spec,
            house,
            boards,
            script,
            router: Casting::new(),
            identify: Casting::new(),
            url: None,
            removals: Vec::new(),
            resharding: None,
            asking: None,
            deaths: BTreeMap::new(),
            result: Ok(()),
            ended: Some(ended),
        }
    }

    pub(super) fn is_ending(&self) -> bool {
        self.script.borrow().ending.is_some()
    }

    fn open(&mut self, opening: Opening, ctx: &mut Context<Self>) {
        if self.is_ending() {
            self.curtain(ctx);
            return;
        }
        let Opening { url, total, shards } = opening;
        tracing::info!(shards = ?shards.keys(), total, url = url.host(), "starting");
        self.url = Some(url);
        let (board, api_version) = (&self.spec.shared.board, self.spec.shard.api_version);
        // All are posted before the first is cast: "all shards ready" must not be said of the first alone.
        if !std::mem::replace(&mut self.script.borrow_mut().opened, true) {
            for (id, start) in shards {
                board.put(board.make(board.fleet(), id, total, api_version, start));
            }
        }
        let posts = board.all();
        if posts.is_empty() {
            tracing::info!("standing by for shards");
            self.spec.shared.now_ready();
        }
        posts.into_iter().for_each(|post| self.cast_shard(post, ctx));
    }

    fn cast_router(&mut self, ctx: &mut Context<Self>) {
        let (lifeline, end) = Lifeline::new();
        let spec = self.spec.router.clone();
        self.router.0.cast(Router::start_in_arbiter(&self.house, move |_| Router::new(spec, lifeline)));
        ctx.spawn(end.into_actor(self).map(|end, supervisor, ctx| {
            if end == End::Died {
                tracing::error!("the router died; it is cast anew");
                supervisor.cast_router(ctx);
            }
        }));
    }

    fn cast_identify(&mut self, ctx: &mut Context<Self>) {
        let (lifeline, end) = Lifeline::new();
        let (spec, http) = (self.spec.identify.clone(), self.spec.http.clone());
        self.identify
            .0
            .cast(IdentifyQueue::start_in_arbiter(&self.house, move |_| IdentifyQueue::new(spec, http, lifeline)));
        ctx.spawn(end.into_actor(self).map(|end, supervisor, ctx| {
            if end == End::Died {
                tracing::error!("the identify queue died; it is cast anew");
                supervisor.cast_identify(ctx);
            }
        }));
    }

    pub(super) fn cast_shard(&mut self, post: Arc<Post>, ctx: &mut Context<Self>) {
        let Some(url) = &self.url else { return };
        let id = post.id;
        let mut config = self.spec.shard.clone();
        config.shard = Some((id, post.total));
        config.gateway_url.clone_from(url);
        config.presence = post.presence().or(config.presence);
        let (timeouts, encrypted) = (self.spec.connect, url.is_secure());
        let (ended, end) = oneshot::channel();
        let (cast, session) = post.take_over();
        let spec = ShardSpec {
            sender: Sender { shard: id, cast, post: Arc::clone(&post), way_back: WayBack::default() },
            config,
            session,
            dial: self.spec.dial.clone(),
            wanted: self.spec.wanted.clone(),
            marking: self.spec.marking.clone(),
            router: self.router.1.clone(),
            identify: self.identify.1.clone(),
            gateway: self.spec.identify.gateway(),
            ended,
        };
        // There is at least one board; the modulo keeps the index inside.
        let board = &self.boards[id as usize % self.boards.len()];
        let shard = ShardActor::start_in_arbiter(board, move |ctx| {
            ctx.set_mailbox_capacity(SHARD_MAILBOX);
            // awc's clients belong to their thread, so that each shard makes its own there.
            ShardActor::new(spec, tls::websocket_client(timeouts, encrypted))
        });
        self.script.borrow_mut().shards.insert((post.fleet, id), shard);
        ctx.spawn(
            end.into_actor(self).map(move |outcome, supervisor, ctx| supervisor.shard_ended(&post, outcome.ok(), ctx)),
        );
    }

    /// Whether the shard has a part in the play, now or after a reshard.
    fn has_a_part(&self, post: &Arc<Post>) -> bool {
        let waits = |it: &Resharding| it.posts.get(&post.id).is_some_and(|it| Arc::ptr_eq(it, post));
        self.spec.shared.board.has(post) || self.resharding.as_ref().is_some_and(waits)
    }

    /// A shard ended; without an outcome it died.
    fn shard_ended(&mut self, post: &Arc<Post>, outcome: Option<Outcome>, ctx: &mut Context<Self>) {
        let (id, key) = (post.id, (post.fleet, post.id));
        self.script.borrow_mut().shards.remove(&key);
        let leaving = self.is_ending() || self.is_removed(post) || !self.has_a_part(post);
        match outcome {
            // However it ends, that is what was wanted.
            _ if leaving && !self.is_ending() => self.has_left(post, ctx),
            None if !leaving => {
                let now = clock::now();
                let (deaths, last) = self.deaths.entry(key).or_insert((0, now));
                if now.saturating_duration_since(*last) > FORGOTTEN_AFTER {
                    *deaths = 0;
                }
                let rest = Duration::from_millis(100).saturating_mul(1 << (*deaths).min(16)).min(LONGEST_REST);
                let rest = if *deaths == 0 { Duration::ZERO } else { rest };
                (*deaths, *last) = (*deaths + 1, now);
                tracing::error!(shard = id, deaths = *deaths, ?rest, "a shard died; it is cast anew and resumes");
                let post = Arc::clone(post);
                ctx.run_later(rest, move |supervisor, ctx| {
                    if !supervisor.is_ending() && supervisor.has_a_part(&post) {
                        supervisor.cast_shard(post, ctx);
                    }
                });
            }
            None | Some(Outcome::Stopped { .. }) => {}
            Some(Outcome::Fatal(close)) if close.code == CloseCode::SHARDING_REQUIRED => {
                self.sharding_required(post, close, ctx);
            }
            Some(Outcome::Fatal(close)) => self.shard_failed(post, Error::Closed { shard: id, close }, ctx),
            Some(Outcome::GaveUp { attempts, last, .. }) => {
                self.shard_failed(post, Error::GaveUp { shard: id, attempts, last }, ctx);
            }
            Some(Outcome::Refused { error }) => {
                self.shard_failed(post, Error::IdentifyRefused { shard: id, error }, ctx);
            }
        }
        if self.is_ending() && self.script.borrow().shards.is_empty() {
            self.curtain(ctx);
        }
    }

    /// A shard cannot go on: nor can the bot, or the set that was to take over.
    fn shard_failed(&mut self, post: &Arc<Post>, error: Error, ctx: &mut Context<Self>) {
        if self.spec.shared.board.has(post) {
            self.fail(error, ctx);
        } else {
            self.reshard_failed(error, ctx);
        }
    }

    /// The bot cannot go on. The first error is the one to report.
    pub(super) fn fail(&mut self, error: Error, ctx: &mut Context<Self>) {
        tracing::error!(%error, "the bot cannot go on");
        if self.result.is_ok() {
            self.result = Err(error);
        }
        self.stop(false, ctx);
    }

    fn stop(&mut self, resumable: bool, ctx: &mut Context<Self>) {
        if self.is_ending() {
            return;
        }
        let shards: Vec<_> = {
            let mut script = self.script.borrow_mut();
            script.ending = Some(resumable);
            script.shards.iter().map(|((fleet, _), shard)| (*fleet, shard.clone())).collect()
        };
        tracing::info!(resumable, "stopping");
        self.spec.router.lanes.open();
        if let Some(asking) = self.asking.take() {
            asking.cancel(ctx);
        }
        // A set that has not taken over has nothing that is worth keeping.
        let waiting = self.dismiss();
        if shards.is_empty() {
            self.curtain(ctx);
        }
        for (fleet, shard) in shards {
            direct(&shard, Direction::Stop { resumable: resumable && Some(fleet) != waiting }, ctx);
        }
    }

    /// All shards are gone: let the handlers and the requests end, each within its deadline.
    pub(super) fn curtain(&mut self, ctx: &mut Context<Self>) {
        if self.ended.is_none() {
            return;
        }
        self.last_swap(ctx);
        let (mut router, http) = (self.router.1.clone(), self.spec.http.clone());
        let (handlers, requests) = (self.spec.handlers_deadline, self.spec.requests_deadline);
        let Some(ended) = self.ended.take() else { return };
        let result = std::mem::replace(&mut self.result, Ok(()));
        let close = async move {
            if router.send(Curtain { deadline: handlers }).await == Some(false) {
                tracing::warn!(deadline = ?handlers, "handlers that were still running at the deadline are dropped");
            }
            if !http.flush(requests).await {
                tracing::warn!(deadline = ?requests, "requests that were still under way at the deadline are dropped");
            }
            let _ = ended.send(result);
        };
        ctx.spawn(close.into_actor(self).map(|(), _, ctx| ctx.stop()));
    }

    /// The shards that `shards` names, or the id that is not ours.
    fn select(&self, shards: &Shards) -> Result<Vec<Addr<ShardActor>>> {
        let script = self.script.borrow();
        let fleet = self.spec.shared.board.fleet();
        let find = |id: &u32| script.shards.get(&(fleet, *id)).cloned().ok_or(Error::UnknownShard { shard: *id });
        match shards {
            Shards::All => Ok(self.fleet(fleet)),
            Shards::One(id) => Ok(vec![find(id)?]),
            Shards::Some(ids) => ids.iter().map(find).collect(),
        }
    }

    /// The actors of one fleet.
    pub(super) fn fleet(&self, fleet: u32) -> Vec<Addr<ShardActor>> {
        self.script.borrow().shards.range((fleet, 0)..=(fleet, u32::MAX)).map(|(_, shard)| shard.clone()).collect()
    }

    /// Tells every shard, those that wait to take over too.
    fn direct_all(&self, direction: impl Fn() -> Direction, ctx: &mut Context<Self>) {
        let shards: Vec<_> = self.script.borrow().shards.values().cloned().collect();
        shards.iter().for_each(|shard| direct(shard, direction(), ctx));
    }

    #[cfg(feature = "sandbox")]
    fn crash(&self, part: Part, ctx: &mut Context<Self>) {
        let crash = Crash(part);
        let fleet = self.spec.shared.board.fleet();
        match part {
            Part::Supervisor => crash.now(),
            Part::Shard(id) | Part::Heartbeat(id) => {
                let shard = self.script.borrow().shards.get(&(fleet, id)).cloned();
                shard.iter().for_each(|shard| direct(shard, crash, ctx));
            }
            Part::Router => self.router.1.get().iter().for_each(|router| direct(router, crash, ctx)),
            Part::Identify => self.identify.1.get().iter().for_each(|queue| direct(queue, crash, ctx)),
            Part::Rest => self.spec.http.actor_now().iter().for_each(|rest| direct(rest, crash, ctx)),
        }
    }
}

/// Sends `message` without waiting here; a full mailbox is waited for in its own future.
pub(super) fn direct<A, M>(actor: &Addr<A>, message: M, ctx: &mut Context<Supervisor>)
where
    A: Actor + Handler<M>,
    M: Message + Send + 'static,
    M::Result: Send,
    A::Context: actix::dev::ToEnvelope<A, M>,
{
    let sent = actor.send(message);
    ctx.spawn(actix::fut::wrap_future(async move {
        // An actor that is gone is noticed by its lifeline.
        let _ = sent.await;
    }));
}

impl Actor for Supervisor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.cast_router(ctx);
        self.cast_identify(ctx);
        if self.is_ending() {
            self.curtain(ctx);
            return;
        }
        let spec = Arc::clone(&self.spec);
        self.clear_wings(ctx);
        let opened = self.script.borrow().opened;
        let opening = async move { opening::open(&spec, opened).await };
        self.asking = Some(Spawned::start(opening, ctx, |opening, supervisor: &mut Self, ctx| {
            supervisor.asking = None;
            match opening {
                Ok(opening) => supervisor.open(opening, ctx),
                Err(error) => supervisor.fail(error, ctx),
            }
        }));
    }
}

impl Handler<Order> for Supervisor {
    type Result = ();

    fn handle(&mut self, order: Order, ctx: &mut Self::Context) {
        match order {
            Order::Command { shards, command, reply } => match self.select(&shards) {
                Ok(shards) => {
                    let answers = shards.into_iter().map(|shard| {
                        let (reply, answer) = oneshot::channel();
                        direct(&shard, Direction::Command { command: command.clone(), reply }, ctx);
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
            Order::Reconnect { shards, resume, reply } => {
                let shards = self.select(&shards);
                let done = shards.map(|shards| {
                    shards.iter().for_each(|shard| direct(shard, Direction::Reconnect { resume }, ctx));
                });
                let _ = reply.send(done);
            }
            #[cfg(feature = "sandbox")]
            Order::Inject { shard, injection, reply } => match self.select(&Shards::One(shard)) {
                Ok(shards) => {
                    // One id names one shard.
                    if let Some(shard) = shards.first() {
                        direct(shard, Direction::Inject { injection, reply }, ctx);
                    }
                }
                Err(error) => drop(reply.send(Err(error))),
            },
            Order::ReconnectNow => self.direct_all(|| Direction::ReconnectNow, ctx),
            Order::CheckAcks(check) => self.direct_all(|| Direction::CheckAcks(check), ctx),
            Order::Add { shards, reply } => drop(reply.send(self.add(shards, ctx))),
            Order::Remove { shards, reply } => self.remove(&shards, reply, ctx),
            Order::Reshard { total, reply } => self.reshard(total, Cause::Asked(reply), ctx),
            Order::Stop { resumable } => self.stop(resumable, ctx),
            // The stage carries this one out itself.
            Order::Abort => {}
            #[cfg(feature = "sandbox")]
            Order::Crash(part) => self.crash(part, ctx),
        }
    }
}
