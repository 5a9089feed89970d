//! The supervisor carries out what the [`Coordinator`] of a reshard decides.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use actix::{ActorFutureExt, AsyncContext, Context, WrapFuture};
use futures_util::future::join_all;
use tokio::sync::oneshot;

use super::{Supervisor, send};
use crate::{
    actors::{Spawned, clock},
    dispatch::{Announce, SetHoldback, TakeOver},
    error::{Error, Result},
    event::{Lifecycle, Resharded, ReshardingRequired},
    gateway::{CloseCode, Command, FatalClose, GatewayUrl},
    reshard::{Action, Cause, Coordinator, Holdback, Input},
    runtime::{sharding::check_total, startup},
    shard::ShardRequest,
    state::{ShardEntry, StartPoint},
};

/// How long the events of two sets are compared after the supervisor has died while one replaced the other.
const CATCH_UP: Duration = Duration::from_secs(30);

/// The coordinator, and what its actions need.
pub(super) struct Resharding {
    coordinator: Coordinator,
    timer: Option<Spawned>,
    /// The shards of the new set, until it replaces the present one.
    entries: BTreeMap<u32, Arc<ShardEntry>>,
    /// Where to reply to the request for the reshard, if there was one.
    reply: Option<oneshot::Sender<Result<u32>>>,
    /// The error of a shard of the old set that Discord has closed.
    closed: Option<Error>,
    /// The error of the new set that cannot be started.
    failure: Option<Error>,
}

impl Resharding {
    /// The parameters are those of [`Coordinator::new`].
    pub(super) fn new(least_overlap: Duration, set: u32) -> Self {
        Self {
            coordinator: Coordinator::new(least_overlap, set),
            timer: None,
            entries: BTreeMap::new(),
            reply: None,
            closed: None,
            failure: None,
        }
    }

    /// Whether a reshard is under way.
    pub(super) fn is_active(&self) -> bool {
        self.coordinator.is_active()
    }

    /// Whether `entry` belongs to the new set.
    pub(super) fn has(&self, entry: &Arc<ShardEntry>) -> bool {
        self.entries.get(&entry.id).is_some_and(|it| Arc::ptr_eq(it, entry))
    }
}

impl Supervisor {
    /// Discord has closed a shard because it has too many guilds.
    pub(super) fn sharding_required(&mut self, entry: &Arc<ShardEntry>, close: FatalClose, ctx: &mut Context<Self>) {
        let shard = entry.id;
        let error = Error::Closed { shard, close };
        if !self.config.state.registry.has(entry) {
            self.reshard_failed(error, ctx);
            return;
        }
        let automatic = self.config.auto_reshard || self.resharding.is_active();
        tracing::warn!(shard, total = entry.total, automatic, "Discord requires more shards (4011)");
        let required = ReshardingRequired { shard, total: entry.total, automatic };
        self.announce(shard, Lifecycle::ReshardingRequired(required), ctx);
        if self.resharding.is_active() {
            self.resharding.closed = Some(error);
            self.coordinate(Input::OldSetClosed, ctx);
        } else if automatic {
            self.resharding.closed = Some(error);
            self.reshard(None, Cause::Required, None, ctx);
        } else {
            self.fail(error, ctx);
        }
    }

    /// Begins a reshard, to `total` shards or to as many as Discord recommends.
    pub(super) fn reshard(
        &mut self,
        total: Option<u32>,
        cause: Cause,
        reply: Option<oneshot::Sender<Result<u32>>>,
        ctx: &mut Context<Self>,
    ) {
        let entries = self.config.state.registry.all();
        // Ids are u32, so the number fits.
        let ours = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let from = entries.first().map_or(0, |entry| entry.total);
        let refused = if self.url.is_none() || self.is_stopping() || from == 0 {
            Some(Error::NotRunning)
        } else if self.resharding.is_active() || !self.removals.is_empty() {
            Some(Error::ReshardUnderWay)
        } else {
            (ours != from).then_some(Error::PartOfShards { ours, total: from })
        };
        match (refused, reply) {
            (Some(error), Some(reply)) => drop(reply.send(Err(error))),
            (Some(error), None) => self.fail(error, ctx),
            (None, reply) => {
                (self.resharding.reply, self.resharding.failure) = (reply, None);
                self.coordinate(Input::Begin { from, total, cause }, ctx);
            }
        }
    }

    /// The new set cannot be started.
    pub(super) fn reshard_failed(&mut self, error: Error, ctx: &mut Context<Self>) {
        if !self.resharding.is_active() {
            return;
        }
        tracing::error!(%error, "resharding failed");
        let is_too_small = matches!(&error, Error::Closed { close, .. } if close.code == CloseCode::SHARDING_REQUIRED);
        self.resharding.failure = Some(error);
        self.coordinate(Input::Failed { is_too_small }, ctx);
    }

    /// Passes an input to the coordinator, and carries out what it decides.
    pub(super) fn coordinate(&mut self, input: Input, ctx: &mut Context<Self>) {
        let mut actions = Vec::new();
        self.resharding.coordinator.on(input, clock::now(), &mut actions);
        for action in actions {
            self.carry_out(action, ctx);
        }
        self.set_reshard_timer(ctx);
    }

    fn carry_out(&mut self, action: Action, ctx: &mut Context<Self>) {
        match action {
            Action::FetchGateway => self.fetch_gateway(ctx),
            Action::Start { set, total } => self.start_set(set, total, ctx),
            Action::ConfirmOld { set } => {
                let confirmed = self.received_all(self.config.state.registry.set(), ctx);
                ctx.spawn(confirmed.into_actor(self).map(move |(), supervisor, ctx| {
                    supervisor.coordinate(Input::OldConfirmed { set }, ctx);
                }));
            }
            Action::Replace { set } => self.replace_set(set, ctx),
            Action::TakeOver { set } => {
                let mut router = self.router.clone();
                let confirmed = self.received_all(set, ctx);
                let take_over = async move {
                    router.send(TakeOver).await;
                    confirmed.await;
                };
                ctx.spawn(take_over.into_actor(self).map(move |(), supervisor, ctx| {
                    supervisor.coordinate(Input::NewConfirmed { set }, ctx);
                }));
            }
            Action::Finish { from, total } => {
                tracing::info!(from, total, "resharded");
                self.end_holdback(ctx);
                self.announce(0, Lifecycle::Resharded(Resharded { from, to: total }), ctx);
                self.answer_reshard(Ok(total));
            }
            Action::Unchanged { total } => self.answer_reshard(Ok(total)),
            Action::Abandon { set } => {
                if let Some(set) = set {
                    self.abandon_set(set, ctx);
                }
            }
            Action::Refuse => {
                let error = self.resharding.failure.take().unwrap_or(Error::NotRunning);
                self.answer_reshard(Err(error));
            }
            Action::FailBot => {
                let error = self.resharding.failure.take().or(self.resharding.closed.take());
                self.fail(error.unwrap_or(Error::NotRunning), ctx);
            }
        }
    }

    fn answer_reshard(&mut self, answer: Result<u32>) {
        if let Some(reply) = self.resharding.reply.take() {
            let _ = reply.send(answer);
        }
    }

    fn set_reshard_timer(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.resharding.timer.take() {
            timer.cancel(ctx);
        }
        if let Some(deadline) = self.resharding.coordinator.deadline() {
            let delay = deadline.saturating_duration_since(clock::now());
            self.resharding.timer = Some(Spawned::after(delay, ctx, |supervisor: &mut Self, ctx| {
                supervisor.resharding.timer = None;
                supervisor.coordinate(Input::Tick, ctx);
            }));
        }
    }

    fn fetch_gateway(&self, ctx: &mut Context<Self>) {
        let config = Arc::clone(&self.config);
        let info = async move { startup::fetch_gateway(&config).await };
        ctx.spawn(info.into_actor(self).map(|info, supervisor, ctx| {
            let url = info.and_then(|info| {
                let url = match &supervisor.config.gateway_url {
                    Some(url) => url.clone(),
                    None => GatewayUrl::parse(&info.url)?,
                };
                Ok((url, info.shards))
            });
            match url {
                Ok((url, recommended)) if !supervisor.is_stopping() => {
                    supervisor.url = Some(url);
                    supervisor.coordinate(Input::Recommended(recommended), ctx);
                }
                Ok(_) => {}
                Err(error) => supervisor.reshard_failed(error, ctx),
            }
        }));
    }

    /// Starts the new set beside the old one, as soon as the router holds back the events of the new set.
    fn start_set(&mut self, set: u32, total: u32, ctx: &mut Context<Self>) {
        let checked = check_total(total).and_then(|()| startup::check_session_starts(&self.config, total as usize));
        if let Err(error) = checked {
            self.reshard_failed(error, ctx);
            return;
        }
        let registry = &self.config.state.registry;
        let from = registry.len();
        tracing::info!(from, total, "resharding");
        let make = |id| {
            let entry = registry.make(set, id, total, self.config.shard.api_version, StartPoint::default());
            if let Some(presence) = registry.get(id % from.max(1)).and_then(|old| old.presence()) {
                entry.set_presence(&presence);
            }
            (id, entry)
        };
        let entries: BTreeMap<u32, Arc<ShardEntry>> = (0..total).map(make).collect();
        self.resharding.entries.clone_from(&entries);
        self.state.borrow_mut().last_set = set;
        let holdback = Arc::new(Holdback::new(set, entries.values().cloned().collect()));
        self.config.router.holdback.set(Some(Arc::clone(&holdback)));
        self.config.marker.set_overlapping(true);
        let mut router = self.router.clone();
        // The set starts only when the router has this, because the router compares the events of the two sets from
        // then on.
        let prepared = async move { router.send(SetHoldback(Some(holdback))).await };
        ctx.spawn(prepared.into_actor(self).map(move |_, supervisor, ctx| supervisor.start_entries(set, entries, ctx)));
    }

    /// Starts the shards of the new set, and waits until all are ready.
    fn start_entries(&mut self, set: u32, entries: BTreeMap<u32, Arc<ShardEntry>>, ctx: &mut Context<Self>) {
        if entries.values().next().is_none_or(|entry| !self.resharding.has(entry)) {
            // The set was given up in the meantime.
            return;
        }
        let entries: Vec<_> = entries.into_values().collect();
        entries.iter().for_each(|entry| self.start_shard(Arc::clone(entry), ctx));
        let ready = async move { join_all(entries.iter().map(|entry| entry.until_ready())).await };
        ctx.spawn(ready.into_actor(self).map(move |_, supervisor, ctx| {
            let holdback = supervisor.config.router.holdback.get();
            let Some(holdback) = holdback.filter(|holdback| holdback.set() == set) else { return };
            let is_alone = supervisor.shards_of(supervisor.config.state.registry.set()).is_empty();
            supervisor.coordinate(Input::Ready { set, is_alone }, ctx);
            let full = async move { holdback.full().await };
            ctx.spawn(full.into_actor(supervisor).map(move |(), supervisor, ctx| {
                supervisor.coordinate(Input::Full { set }, ctx);
            }));
        }));
    }

    /// Resolves when each shard of a set has received and delivered everything that Discord has sent to it until now.
    fn received_all(&self, set: u32, ctx: &mut Context<Self>) -> impl Future<Output = ()> + use<> {
        let answers: Vec<_> = self
            .shards_of(set)
            .iter()
            .map(|shard| {
                let (reply, confirmed) = oneshot::channel();
                send(shard, ShardRequest::ConfirmReceived(reply), ctx);
                confirmed
            })
            .collect();
        async move {
            // An error means that the shard has ended. It has delivered its last batch then as well.
            join_all(answers).await;
        }
    }

    /// Makes the new set the present one, which receives requests from now on, and closes the old one.
    fn replace_set(&mut self, set: u32, ctx: &mut Context<Self>) {
        let entries = std::mem::take(&mut self.resharding.entries);
        let registry = &self.config.state.registry;
        let (from, old) = (registry.len().max(1), self.shards_of(registry.set()));
        for entry in entries.values() {
            // The presence may have been changed while the new set was starting.
            let presence = registry.get(entry.id % from).and_then(|old| old.presence());
            let actor = self.state.borrow().shards.get(&(set, entry.id)).cloned();
            let presence = presence.filter(|it| Some(it) != entry.presence().as_ref());
            if let (Some(presence), Some(actor)) = (presence, actor) {
                let (reply, _) = oneshot::channel();
                send(&actor, ShardRequest::Command { command: Command::Presence(presence), reply }, ctx);
            }
        }
        registry.replace(set, entries);
        if old.is_empty() {
            self.coordinate(Input::OldGone, ctx);
        }
        for shard in old {
            send(&shard, ShardRequest::Stop { resumable: true }, ctx);
        }
    }

    /// A shard has ended that does not belong to the present set.
    pub(super) fn old_shard_stopped(&mut self, ctx: &mut Context<Self>) {
        let set = self.config.state.registry.set();
        let is_alone = self.state.borrow().shards.keys().all(|key| key.0 == set);
        if is_alone {
            self.coordinate(Input::OldGone, ctx);
        }
    }

    /// Stops the shards of a new set that is given up, and has the router refuse the batches that they have sent.
    fn abandon_set(&mut self, set: u32, ctx: &mut Context<Self>) {
        if let Some(holdback) = self.config.router.holdback.get() {
            holdback.cancel();
        }
        self.end_holdback(ctx);
        self.resharding.entries.clear();
        for shard in self.shards_of(set) {
            send(&shard, ShardRequest::Stop { resumable: false }, ctx);
        }
    }

    /// Ends the comparison of two sets: only one set runs again.
    fn end_holdback(&mut self, ctx: &mut Context<Self>) {
        self.config.marker.set_overlapping(false);
        self.config.router.holdback.set(None);
        if let Some(router) = self.router.get() {
            send(&router, SetHoldback(None), ctx);
        }
    }

    /// The bot is stopping. Gives the new set up, unless it has replaced the present one, and returns its number.
    pub(super) fn stop_resharding(&mut self, ctx: &mut Context<Self>) -> Option<u32> {
        let set = self.resharding.entries.values().next().map(|entry| entry.set);
        self.coordinate(Input::Stopping, ctx);
        set
    }

    /// All shards have ended. If the new set has replaced the old one, its events are handled now.
    pub(super) fn finish_resharding(&mut self, ctx: &mut Context<Self>) {
        if self.resharding.coordinator.has_replaced() {
            self.coordinate(Input::OldGone, ctx);
        }
    }

    /// After a restart of the supervisor: whether a set has replaced the present one and is still to take over. The
    /// events of a set that has not are dropped, because the old set receives the same.
    pub(super) fn recover_resharding(&self) -> bool {
        let Some(holdback) = self.config.router.holdback.get() else { return false };
        if holdback.set() == self.config.state.registry.set() {
            return true;
        }
        holdback.cancel();
        self.config.marker.set_overlapping(false);
        self.config.router.holdback.set(None);
        false
    }

    /// Lets a set take over that has replaced the present one before the last supervisor died.
    pub(super) fn release_held_events(&mut self, ctx: &mut Context<Self>) {
        let mut router = self.router.clone();
        ctx.spawn(actix::fut::wrap_future(async move {
            let _ = router.send(TakeOver).await;
        }));
        // Until the new set has resumed and caught up, it may still receive what the old set has received.
        ctx.run_later(CATCH_UP, |supervisor, ctx| {
            if !supervisor.resharding.is_active() {
                supervisor.end_holdback(ctx);
            }
        });
    }

    /// Has the router call the handlers for a lifecycle event.
    fn announce(&self, shard: u32, lifecycle: Lifecycle, ctx: &mut Context<Self>) {
        let mut router = self.router.clone();
        ctx.spawn(actix::fut::wrap_future(async move {
            let _ = router.send(Announce { shard, lifecycle }).await;
        }));
    }
}
