//! The supervisor changes the number of shards while the bot runs.
//!
//! The new set is cast beside the old one and waits in the [`wings`](super::wings). When all of it is ready the old set has a heartbeat
//! acknowledged, so that what was sent to it before has come; then it is closed, and what only the new set was sent is played. At last
//! the new set has a heartbeat acknowledged as well: then it has come to where the old one ended, and nothing comes twice any more.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use actix::{ActorFutureExt, AsyncContext, Context, WrapFuture};
use futures_util::future::{join, join_all};
use tokio::sync::oneshot;

use super::{
    opening,
    shard::Direction,
    supervisor::{Supervisor, direct},
    wings::{Announce, Swap},
};
use crate::{
    error::{Error, Result},
    event::{Lifecycle, Resharded, ReshardingRequired},
    gateway::{CloseCode, Command, FatalClose, GatewayUrl},
    handle::{Post, Start},
    model::GatewayBotInfo,
};

/// How long the old set is waited for at the most: a shard of it may have lost its connection for good.
const LONGEST_SETTLE: Duration = Duration::from_secs(30);
/// How often a bot that must reshard tries a greater number, if Discord finds the last one too small.
const MOST_ATTEMPTS: u32 = 4;

/// A reshard that is under way.
#[derive(Debug)]
pub(super) struct Resharding {
    fleet: u32,
    from: u32,
    total: u32,
    /// The posts of the new set, until they are put on the board.
    pub(super) posts: BTreeMap<u32, Arc<Post>>,
    step: Step,
    cause: Cause,
    /// Discord has closed a shard of the old set meanwhile, so that there is no way back.
    required: Option<(u32, FatalClose)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Asking,
    Starting,
    Settling,
    /// The old set is being closed.
    Closing,
    /// The new set plays, and may be behind the old one.
    Trailing,
}

/// Why the shards are resharded.
#[derive(Debug)]
pub(super) enum Cause {
    Asked(oneshot::Sender<Result<u32>>),
    /// Discord demands it, for the so-manieth time in a row.
    Required {
        attempt: u32,
    },
}

impl Supervisor {
    /// Discord has closed a shard for having too many guilds.
    pub(super) fn sharding_required(&mut self, post: &Arc<Post>, close: FatalClose, ctx: &mut Context<Self>) {
        let shard = post.id;
        if !self.spec.shared.board.has(post) {
            self.reshard_failed(Error::Closed { shard, close }, ctx);
            return;
        }
        let automatic = self.spec.auto_reshard || self.resharding.is_some();
        tracing::warn!(shard, total = post.total, automatic, "Discord wants more shards (4011)");
        let what = ReshardingRequired { shard, total: post.total, automatic };
        self.announce(shard, Lifecycle::ReshardingRequired(what), ctx);
        match &mut self.resharding {
            Some(resharding) => resharding.required = Some((shard, close)),
            None if automatic => {
                self.reshard(None, Cause::Required { attempt: 1 }, ctx);
                if let Some(resharding) = &mut self.resharding {
                    resharding.required = Some((shard, close));
                }
            }
            None => self.fail(Error::Closed { shard, close }, ctx),
        }
    }

    /// Begins a reshard, to `total` shards or to as many as Discord recommends.
    pub(super) fn reshard(&mut self, total: Option<u32>, cause: Cause, ctx: &mut Context<Self>) {
        let posts = self.spec.shared.board.all();
        // More shards than a u32 counts do not exist.
        let ours = u32::try_from(posts.len()).unwrap_or(u32::MAX);
        let from = posts.first().map_or(0, |post| post.total);
        let refused = if self.url.is_none() || self.is_ending() || from == 0 {
            Some(Error::NotRunning)
        } else if self.resharding.is_some() || !self.removals.is_empty() {
            Some(Error::ReshardUnderWay)
        } else {
            (ours != from).then_some(Error::PartOfShards { ours, total: from })
        };
        if let Some(error) = refused {
            match cause {
                Cause::Asked(reply) => drop(reply.send(Err(error))),
                Cause::Required { .. } => self.fail(error, ctx),
            }
            return;
        }
        let (posts, step) = (BTreeMap::new(), Step::Asking);
        self.resharding = Some(Resharding { fleet: 0, from, total: 0, posts, step, cause, required: None });
        let spec = Arc::clone(&self.spec);
        let asked = async move { opening::ask(&spec).await };
        ctx.spawn(asked.into_actor(self).map(move |info, supervisor, ctx| {
            let begun = info.and_then(|info| supervisor.cast_new_set(total, &info, ctx));
            if let Err(error) = begun {
                supervisor.reshard_failed(error, ctx);
            }
        }));
    }

    /// Casts the new set, beside the old one.
    fn cast_new_set(&mut self, total: Option<u32>, info: &GatewayBotInfo, ctx: &mut Context<Self>) -> Result<()> {
        let ending = self.is_ending();
        let Some(resharding) = self.resharding.as_mut().filter(|_| !ending) else { return Ok(()) };
        let from = resharding.from;
        let total = match (&resharding.cause, total) {
            (Cause::Asked(_), Some(total)) => total,
            (Cause::Asked(_), None) => info.shards.max(1),
            // Doubled it is also a multiple of whatever Discord wants a multiple of.
            (Cause::Required { .. }, wanted) => wanted.unwrap_or(info.shards).max(info.shards).max(1),
        };
        let total = match resharding.cause {
            Cause::Required { .. } if total <= from => from.saturating_mul(2),
            _ => total,
        };
        if total == from {
            if let Some(Resharding { cause: Cause::Asked(reply), .. }) = self.resharding.take() {
                let _ = reply.send(Ok(total));
            }
            return Ok(());
        }
        opening::afford(&self.spec, total as usize)?;
        let url = match &self.spec.gateway_url {
            Some(url) => url.clone(),
            None => GatewayUrl::parse(&info.url)?,
        };
        self.url = Some(url);
        let fleet = {
            let mut script = self.script.borrow_mut();
            script.fleets += 1;
            script.fleets
        };
        tracing::info!(from, total, "resharding");
        let board = &self.spec.shared.board;
        let make = |id| {
            let post = board.make(fleet, id, total, self.spec.shard.api_version, Start::default());
            if let Some(presence) = board.get(id % from).and_then(|old| old.presence()) {
                post.remember(&presence);
            }
            (id, post)
        };
        let posts: BTreeMap<u32, Arc<Post>> = (0..total).map(make).collect();
        resharding.posts.clone_from(&posts);
        (resharding.fleet, resharding.total, resharding.step) = (fleet, total, Step::Starting);
        // Counting begins before the first of them connects, so that whatever it is sent was counted.
        self.spec.router.wings.begin(fleet);
        let posts: Vec<_> = posts.into_values().collect();
        posts.iter().for_each(|post| self.cast_shard(Arc::clone(post), ctx));
        let ready = async move { join_all(posts.iter().map(|post| post.until_ready())).await };
        ctx.spawn(ready.into_actor(self).map(move |_, supervisor, ctx| supervisor.settle(fleet, ctx)));
        Ok(())
    }

    /// Whether the reshard with this fleet is at this step.
    fn is_at(&self, fleet: u32, step: Step) -> bool {
        self.resharding.as_ref().is_some_and(|it| it.fleet == fleet && it.step == step)
    }

    /// All of the new set are ready: have the old set come to the same point.
    fn settle(&mut self, fleet: u32, ctx: &mut Context<Self>) {
        let ready = self.is_at(fleet, Step::Starting) && !self.is_ending();
        let Some(resharding) = self.resharding.as_mut().filter(|_| ready) else { return };
        resharding.step = Step::Settling;
        let old = self.spec.shared.board.fleet();
        if self.fleet(old).is_empty() {
            self.close_old_set(fleet, ctx);
            return;
        }
        let settled = join(self.settled(old, ctx), tokio::time::sleep(self.spec.reshard_settle));
        let wings = self.spec.router.wings.clone();
        let longest = LONGEST_SETTLE.max(self.spec.reshard_settle);
        let settled = async move {
            tokio::select! {
                _ = settled => {}
                () = wings.full() => tracing::warn!("the new shards were sent so much that they take over early"),
                () = tokio::time::sleep(longest) => {
                    tracing::warn!("a shard of the old set does not answer; what it was not sent yet is lost");
                }
            }
        };
        ctx.spawn(settled.into_actor(self).map(move |(), supervisor, ctx| supervisor.close_old_set(fleet, ctx)));
    }

    /// Resolves when each shard of a fleet has had a heartbeat acknowledged that was sent from now on.
    fn settled(&self, fleet: u32, ctx: &mut Context<Self>) -> impl Future<Output = ()> + use<> {
        let answers: Vec<_> = self
            .fleet(fleet)
            .iter()
            .map(|shard| {
                let (reply, settled) = oneshot::channel();
                direct(shard, Direction::Settle(reply), ctx);
                settled
            })
            .collect();
        async move {
            // One that dies instead has nothing more to say.
            join_all(answers).await;
        }
    }

    /// Orders go to the new set from here on; the old one is closed.
    fn close_old_set(&mut self, fleet: u32, ctx: &mut Context<Self>) {
        let settled = self.is_at(fleet, Step::Settling) && !self.is_ending();
        let Some(resharding) = self.resharding.as_mut().filter(|_| settled) else { return };
        resharding.step = Step::Closing;
        let (posts, from) = (std::mem::take(&mut resharding.posts), resharding.from);
        let board = &self.spec.shared.board;
        let old = self.fleet(board.fleet());
        for post in posts.values() {
            // What was set while the new ones were starting.
            let presence = board.get(post.id % from).and_then(|old| old.presence());
            let actor = self.script.borrow().shards.get(&(fleet, post.id)).cloned();
            if let (Some(presence), Some(actor)) = (presence.filter(|it| Some(it) != post.presence().as_ref()), actor) {
                let (reply, _) = oneshot::channel();
                direct(&actor, Direction::Command { command: Command::Presence(presence), reply }, ctx);
            }
        }
        board.replace(fleet, posts);
        if old.is_empty() {
            self.swap(ctx);
        }
        for shard in old {
            direct(&shard, Direction::Stop { resumable: true }, ctx);
        }
    }

    /// A shard has left that has no part any more.
    pub(super) fn old_shard_left(&mut self, ctx: &mut Context<Self>) {
        let fleet = self.spec.shared.board.fleet();
        let alone = self.script.borrow().shards.keys().all(|key| key.0 == fleet);
        if alone && self.is_at(fleet, Step::Closing) {
            self.swap(ctx);
        }
    }

    /// The old set has handed on all it had: the new one plays.
    fn swap(&mut self, ctx: &mut Context<Self>) {
        let Some(resharding) = self.resharding.as_mut() else { return };
        resharding.step = Step::Trailing;
        let fleet = resharding.fleet;
        let mut router = self.router.1.clone();
        let settled = self.settled(fleet, ctx);
        let wings = self.spec.router.wings.clone();
        let swap = async move {
            router.send(Swap).await;
            let _ = tokio::time::timeout(LONGEST_SETTLE, settled).await;
        };
        ctx.spawn(swap.into_actor(self).map(move |(), supervisor, ctx| {
            wings.settled();
            supervisor.resharded(fleet, ctx);
        }));
    }

    fn resharded(&mut self, fleet: u32, ctx: &mut Context<Self>) {
        if !self.is_at(fleet, Step::Trailing) {
            return;
        }
        let Some(Resharding { from, total, cause, .. }) = self.resharding.take() else { return };
        tracing::info!(from, total, "resharded");
        self.announce(0, Lifecycle::Resharded(Resharded { from, to: total }), ctx);
        if let Cause::Asked(reply) = cause {
            let _ = reply.send(Ok(total));
        }
    }

    /// The new set cannot be had: the old one goes on, if it can.
    pub(super) fn reshard_failed(&mut self, error: Error, ctx: &mut Context<Self>) {
        let Some(Resharding { fleet, from, total, cause, required, .. }) = self.resharding.take() else { return };
        tracing::error!(%error, from, total, "resharding failed");
        self.spec.router.wings.clear();
        for shard in self.fleet(fleet).into_iter().filter(|_| fleet != self.spec.shared.board.fleet()) {
            direct(&shard, Direction::Stop { resumable: false }, ctx);
        }
        let too_few = matches!(&error, Error::Closed { close, .. } if close.code == CloseCode::SHARDING_REQUIRED);
        match (cause, required) {
            (Cause::Required { attempt }, required) if too_few && attempt < MOST_ATTEMPTS => {
                self.reshard(Some(total.saturating_mul(2)), Cause::Required { attempt: attempt + 1 }, ctx);
                if let Some(resharding) = &mut self.resharding {
                    resharding.required = required;
                }
            }
            (Cause::Required { .. }, _) => self.fail(error, ctx),
            (Cause::Asked(reply), required) => {
                let _ = reply.send(Err(error));
                if let Some((shard, close)) = required {
                    self.fail(Error::Closed { shard, close }, ctx);
                }
            }
        }
    }

    /// The bot ends. A set that has not taken over is sent away; its fleet is returned. One that is just taking over does so.
    pub(super) fn dismiss(&mut self) -> Option<u32> {
        let fleet = self.resharding.as_ref()?.fleet;
        if self.is_at(fleet, Step::Closing) || self.is_at(fleet, Step::Trailing) {
            return None;
        }
        let Resharding { cause, .. } = self.resharding.take()?;
        self.spec.router.wings.clear();
        if let Cause::Asked(reply) = cause {
            let _ = reply.send(Err(Error::NotRunning));
        }
        Some(fleet)
    }

    /// The bot ends, and every shard has: what the new set was sent is still to be played, if it was about to take over.
    pub(super) fn last_swap(&mut self, ctx: &mut Context<Self>) {
        if self.resharding.as_ref().is_some_and(|resharding| resharding.step == Step::Closing) {
            self.swap(ctx);
        }
    }

    /// A supervisor before this one may have died in the middle.
    pub(super) fn clear_wings(&mut self, ctx: &mut Context<Self>) {
        let wings = &self.spec.router.wings;
        match wings.fleet() {
            // Orders went to the new set already, and the old one is gone with the supervisor.
            Some(fleet) if fleet == self.spec.shared.board.fleet() => {
                if let Some(router) = self.router.1.get() {
                    direct(&router, Swap, ctx);
                }
            }
            Some(_) => wings.clear(),
            None => wings.settled(),
        }
    }

    fn announce(&self, shard: u32, what: Lifecycle, ctx: &mut Context<Self>) {
        let mut router = self.router.1.clone();
        ctx.spawn(actix::fut::wrap_future(async move {
            let _ = router.send(Announce { shard, what }).await;
        }));
    }
}
