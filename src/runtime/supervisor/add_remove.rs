//! The supervisor adds shards to a running bot, and removes some for another process.

use std::{collections::BTreeSet, sync::Arc};

use actix::Context;
use tokio::sync::oneshot;

use super::{Supervisor, send};
use crate::{
    dispatch::Forget,
    error::{Error, Result},
    handle::ShardFilter,
    runtime::{sharding::flaw, startup},
    session::SavedShard,
    shard::ShardRequest,
    state::{ShardEntry, StartPoint},
};

/// Shards that are being removed.
#[derive(Debug)]
pub(super) struct Removal {
    /// Those that have not ended yet.
    left: BTreeSet<u32>,
    gone: Vec<SavedShard>,
    reply: oneshot::Sender<Result<Vec<SavedShard>>>,
}

impl Supervisor {
    /// Starts shards that another process has run.
    pub(super) fn add(&mut self, shards: Vec<SavedShard>, ctx: &mut Context<Self>) -> Result<()> {
        if self.url.is_none() || self.is_stopping() {
            return Err(Error::NotRunning);
        }
        if self.resharding.is_active() {
            return Err(Error::ReshardUnderWay);
        }
        if let Some(reason) = flaw(&shards) {
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

    /// Removes shards. The answer comes when the last of them has delivered its batches and closed its connection.
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
        let left = entries.iter().map(|entry| entry.id).collect();
        self.removals.push(Removal { left, gone: Vec::new(), reply });
        for entry in entries {
            let actor = self.state.borrow().shards.get(&(entry.set, entry.id)).cloned();
            match actor {
                Some(actor) => send(&actor, ShardRequest::Stop { resumable: true }, ctx),
                // It has died and was to be restarted.
                None => self.has_left(&entry, ctx),
            }
        }
    }

    /// Whether the shard is being removed.
    pub(super) fn is_removed(&self, entry: &Arc<ShardEntry>) -> bool {
        self.config.state.registry.has(entry) && self.removals.iter().any(|removal| removal.left.contains(&entry.id))
    }

    /// A shard has ended that was asked to.
    pub(super) fn has_left(&mut self, entry: &Arc<ShardEntry>, ctx: &mut Context<Self>) {
        if !self.is_removed(entry) {
            self.old_shard_left(ctx);
            return;
        }
        // Batches that its actor may still have sent are refused, so that the sequence number that is returned is final.
        entry.take_over();
        self.config.state.registry.remove(entry);
        if let Some(router) = self.router.get() {
            send(&router, Forget { shard: entry.id }, ctx);
        }
        tracing::info!(shard = entry.id, "a shard was removed");
        for removal in &mut self.removals {
            if removal.left.remove(&entry.id) {
                removal.gone.push(entry.saved());
            }
        }
        for removal in self.removals.extract_if(.., |removal| removal.left.is_empty()) {
            let Removal { mut gone, reply, .. } = removal;
            gone.sort_unstable_by_key(|shard| shard.id);
            let _ = reply.send(Ok(gone));
        }
    }
}
