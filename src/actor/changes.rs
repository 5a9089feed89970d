//! The supervisor takes shards in, and lets some go to another process.

use std::{collections::BTreeSet, sync::Arc};

use actix::Context;
use tokio::sync::oneshot;

use super::{
    opening,
    shard::Direction,
    supervisor::{Supervisor, direct},
    wings::Forget,
};
use crate::{
    error::{Error, Result},
    handle::{Post, ShardFilter, Start},
    store::SavedShard,
};

/// Shards that are on their way out.
#[derive(Debug)]
pub(super) struct Removal {
    /// Those that have not left yet.
    left: BTreeSet<u32>,
    gone: Vec<SavedShard>,
    reply: oneshot::Sender<Result<Vec<SavedShard>>>,
}

impl Supervisor {
    /// Casts shards that come from elsewhere.
    pub(super) fn add(&mut self, shards: Vec<SavedShard>, ctx: &mut Context<Self>) -> Result<()> {
        if self.url.is_none() || self.is_ending() {
            return Err(Error::NotRunning);
        }
        if self.resharding.is_some() {
            return Err(Error::ReshardUnderWay);
        }
        if let Some(reason) = opening::flaw(&shards) {
            return Err(Error::Option { option: "add_shards", reason });
        }
        let board = &self.spec.shared.board;
        for &SavedShard { id, total, .. } in &shards {
            if board.get(id).is_some() {
                return Err(Error::ShardRunsHere { shard: id });
            }
            if let Some(ours) = board.all().first().map(|post| post.total)
                && ours != total
            {
                return Err(Error::OtherTotal { shard: id, total, ours });
            }
        }
        opening::afford(&self.spec, shards.iter().filter(|shard| shard.session.is_none()).count())?;
        let post = |shard: SavedShard| {
            let SavedShard { id, total, session } = shard;
            tracing::info!(shard = id, total, resumes = session.is_some(), "a shard is added");
            let start = Start { session, completed: Vec::new() };
            let post = board.make(board.fleet(), id, total, self.spec.shard.api_version, start);
            board.put(Arc::clone(&post));
            post
        };
        let posts: Vec<_> = shards.into_iter().map(post).collect();
        posts.into_iter().for_each(|post| self.cast_shard(post, ctx));
        Ok(())
    }

    /// Lets shards go. Answers when the last of them has handed on what it had, and closed its connection.
    pub(super) fn remove(
        &mut self,
        filter: &ShardFilter,
        reply: oneshot::Sender<Result<Vec<SavedShard>>>,
        ctx: &mut Context<Self>,
    ) {
        let posts: Vec<_> = self.spec.shared.board.all().into_iter().filter(|post| !self.is_removed(post)).collect();
        let shards: Vec<_> = posts.iter().map(|post| post.saved()).collect();
        let refused = if self.url.is_none() || self.is_ending() {
            Some(Error::NotRunning)
        } else if self.resharding.is_some() {
            Some(Error::ReshardUnderWay)
        } else {
            filter.unmet(&shards).map(|shard| Error::UnknownShard { shard })
        };
        if let Some(error) = refused {
            let _ = reply.send(Err(error));
            return;
        }
        let posts: Vec<_> =
            posts.into_iter().zip(shards).filter(|(_, shard)| filter.fits(shard)).map(|(post, _)| post).collect();
        if posts.is_empty() {
            let _ = reply.send(Ok(Vec::new()));
            return;
        }
        let left = posts.iter().map(|post| post.id).collect();
        self.removals.push(Removal { left, gone: Vec::new(), reply });
        for post in posts {
            let actor = self.script.borrow().shards.get(&(post.fleet, post.id)).cloned();
            match actor {
                Some(actor) => direct(&actor, Direction::Stop { resumable: true }, ctx),
                // It has just died and was to be cast anew.
                None => self.has_left(&post, ctx),
            }
        }
    }

    /// Whether the shard is on its way out.
    pub(super) fn is_removed(&self, post: &Arc<Post>) -> bool {
        self.spec.shared.board.has(post) && self.removals.iter().any(|removal| removal.left.contains(&post.id))
    }

    /// A shard that was to leave has left.
    pub(super) fn has_left(&mut self, post: &Arc<Post>, ctx: &mut Context<Self>) {
        if !self.is_removed(post) {
            self.old_shard_left(ctx);
            return;
        }
        // Nothing that its actor may still have on the way is let through from here on: what is told is what was handed on.
        post.take_over();
        self.spec.shared.board.remove(post);
        if let Some(router) = self.router.1.get() {
            direct(&router, Forget { shard: post.id }, ctx);
        }
        tracing::info!(shard = post.id, "a shard was removed");
        for removal in &mut self.removals {
            if removal.left.remove(&post.id) {
                removal.gone.push(post.saved());
            }
        }
        for removal in self.removals.extract_if(.., |removal| removal.left.is_empty()) {
            let Removal { mut gone, reply, .. } = removal;
            gone.sort_unstable_by_key(|shard| shard.id);
            let _ = reply.send(Ok(gone));
        }
    }
}
