//! The supervisor adds shards to a running bot, and removes shards so that another process can run them.

use std::{collections::BTreeSet, sync::Arc};

use actix::Context;
use tokio::sync::oneshot;

use super::{Supervisor, send};
use crate::{
    dispatch::Forget,
    error::{Error, Result},
    handle::ShardFilter,
    runtime::{sharding::find_conflict, startup},
    session::SavedShard,
    shard::ShardRequest,
    state::{ShardEntry, StartPoint},
};

/// A request to remove shards that is under way.
#[derive(Debug)]
pub(super) struct Removal {
    /// The shards that have not ended yet.
    running: BTreeSet<u32>,
    removed: Vec<SavedShard>,
    reply: oneshot::Sender<Result<Vec<SavedShard>>>,
}

impl Supervisor {
    /// Starts shards that this process does not run yet.
    ///
    /// # Errors
    /// If the bot is not running or is resharding, if the shards cannot run in this bot, or if too few session starts
    /// are left.
    pub(super) fn add(&mut self, shards: Vec<SavedShard>, ctx: &mut Context<Self>) -> Result<()> {
        if self.url.is_none() || self.is_stopping() {
            return Err(Error::NotRunning);
        }
        if self.resharding.is_active() {
            return Err(Error::ReshardUnderWay);
        }
        if let Some(reason) = find_conflict(&shards) {
            return Err(Error::Option { option: "add_shards", reason });
        }
        let registry = &self.config.state.registry;
        for &SavedShard { id, total, .. } in &shards {
            if registry.get(id).is_some() {
                return Err(Error::ShardRunsHere { shard: id });
            }
            if let Some(ours) = registry.all().first().map(|entry| entry.total)
                && ours != total
            {
                return Err(Error::OtherTotal { shard: id, total, ours });
            }
        }
        startup::check_session_starts(&self.config, shards.iter().filter(|shard| shard.session.is_none()).count())?;
        let entry = |shard: SavedShard| {
            let SavedShard { id, total, session } = shard;
            tracing::info!(shard = id, total, resumes = session.is_some(), "a shard is added");
            let start = StartPoint { session, completed: Vec::new() };
            let entry = registry.make(registry.set(), id, total, self.config.shard.api_version, start);
            registry.add(Arc::clone(&entry));
            entry
        };
        let entries: Vec<_> = shards.into_iter().map(entry).collect();
        entries.into_iter().for_each(|entry| self.start_shard(entry, ctx));
        Ok(())
    }

    /// Removes shards. The reply comes when all of them have delivered their batches and closed their connections.
    pub(super) fn remove(
        &mut self,
        filter: &ShardFilter,
        reply: oneshot::Sender<Result<Vec<SavedShard>>>,
        ctx: &mut Context<Self>,
    ) {
        let entries: Vec<_> =
            self.config.state.registry.all().into_iter().filter(|entry| !self.is_removed(entry)).collect();
        let shards: Vec<_> = entries.iter().map(|entry| entry.saved()).collect();
        let refused = if self.url.is_none() || self.is_stopping() {
            Some(Error::NotRunning)
        } else if self.resharding.is_active() {
            Some(Error::ReshardUnderWay)
        } else {
            filter.unmet(&shards).map(|shard| Error::UnknownShard { shard })
        };
        if let Some(error) = refused {
            let _ = reply.send(Err(error));
            return;
        }
        let entries: Vec<_> =
            entries.into_iter().zip(shards).filter(|(_, shard)| filter.fits(shard)).map(|(entry, _)| entry).collect();
        if entries.is_empty() {
            let _ = reply.send(Ok(Vec::new()));
            return;
        }
        let running = entries.iter().map(|entry| entry.id).collect();
        self.removals.push(Removal { running, removed: Vec::new(), reply });
        for entry in entries {
            let actor = self.state.borrow().shards.get(&(entry.set, entry.id)).cloned();
            match actor {
                Some(actor) => send(&actor, ShardRequest::Stop { resumable: true }, ctx),
                // It has died and has not been restarted yet.
                None => self.shard_stopped(&entry, ctx),
            }
        }
    }

    /// Whether the shard is being removed.
    pub(super) fn is_removed(&self, entry: &Arc<ShardEntry>) -> bool {
        self.config.state.registry.has(entry) && self.removals.iter().any(|removal| removal.running.contains(&entry.id))
    }

    /// A shard has ended because it is removed, or because its set was replaced or given up.
    pub(super) fn shard_stopped(&mut self, entry: &Arc<ShardEntry>, ctx: &mut Context<Self>) {
        if !self.is_removed(entry) {
            self.old_shard_stopped(ctx);
            return;
        }
        // The router refuses batches of the actor from now on, so that the sequence number that is returned is final.
        entry.take_over();
        self.config.state.registry.remove(entry);
        if let Some(router) = self.router.get() {
            send(&router, Forget { shard: entry.id }, ctx);
        }
        tracing::info!(shard = entry.id, "a shard was removed");
        for removal in &mut self.removals {
            if removal.running.remove(&entry.id) {
                removal.removed.push(entry.saved());
            }
        }
        for removal in self.removals.extract_if(.., |removal| removal.running.is_empty()) {
            let Removal { mut removed, reply, .. } = removal;
            removed.sort_unstable_by_key(|shard| shard.id);
            let _ = reply.send(Ok(removed));
        }
    }
}
