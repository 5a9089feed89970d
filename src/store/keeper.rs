//! Saves the sessions: every few seconds, when one begins, and at the end.

use std::{
    fmt,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use futures_util::FutureExt;
use tokio::{
    runtime::Handle as Runtime,
    sync::{Notify, oneshot},
    task::JoinHandle,
};

use super::{DEFAULT_SAVE_SESSIONS_EVERY, DEFAULT_SESSION_MAX_AGE, SavedShard, SessionStore, StoreError, StoredShard};
use crate::{
    gateway::Session,
    handle::{Board, Post, Shared},
};

/// How long the last save may take.
const LAST_SAVE: Duration = Duration::from_secs(5);

/// A store, and how it is to be used.
pub(crate) struct Kept {
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) every: Duration,
    pub(crate) max_age: Duration,
    /// Rung when it should be saved now.
    pub(crate) changed: Notify,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("every", &self.every).field("max_age", &self.max_age).finish_non_exhaustive()
    }
}

impl Kept {
    pub(crate) fn new(store: Arc<dyn SessionStore>) -> Self {
        Self { store, every: DEFAULT_SAVE_SESSIONS_EVERY, max_age: DEFAULT_SESSION_MAX_AGE, changed: Notify::new() }
    }

    /// What can be used of what was stored: of this bot, and young enough. Runs the store on `runtime`, where the code of the user belongs.
    pub(crate) async fn recall(self: &Arc<Self>, bot_id: Option<u64>, runtime: &Runtime) -> Vec<StoredShard> {
        let kept = Arc::clone(self);
        let loaded = runtime.spawn(async move { kept.store.load().await }).await;
        let stored = match loaded {
            Ok(Ok(stored)) => stored,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the stored sessions cannot be read; new ones are begun");
                return Vec::new();
            }
            Err(_) => {
                tracing::error!("the session store panicked while it was read; new sessions are begun");
                return Vec::new();
            }
        };
        usable(stored, bot_id, now_ms(), self.max_age)
    }
}

/// Without what belongs to another bot, has no session, or is too old.
fn usable(mut stored: Vec<StoredShard>, bot_id: Option<u64>, now_ms: u64, max_age: Duration) -> Vec<StoredShard> {
    stored.retain(|it| {
        let SavedShard { id, session, .. } = &it.shard;
        let age = Duration::from_millis(now_ms.saturating_sub(it.saved_at_ms));
        let mine = it.bot_id == bot_id;
        if !mine {
            tracing::warn!(shard = id, bot_id = it.bot_id, "a stored session belongs to another bot; it is left alone");
        } else if age > max_age {
            tracing::info!(shard = id, ?age, ?max_age, "a stored session is too old; a new one is begun");
        }
        mine && age <= max_age && session.is_some()
    });
    stored
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// What is to be stored of the shards on the board.
fn snapshot(board: &Board, bot_id: Option<u64>) -> Vec<StoredShard> {
    let stored = |post: &Post| {
        let (info, progress) = (post.info(), post.progress()?);
        let (session, seq, completed) = progress.snapshot()?;
        // A session that has just begun may be on the board before the router knows of it, or be lost there already.
        let same = info.session_id.as_ref().is_some_and(|id| *id == session);
        let resume_url = info.resume_url.as_deref().map(str::to_owned);
        same.then(|| StoredShard {
            bot_id,
            shard: SavedShard {
                id: info.id,
                total: info.total,
                session: Some(Session::new(session.as_ref(), seq, resume_url)),
            },
            completed,
            saved_at_ms: now_ms(),
        })
    };
    board.all().iter().filter_map(|post| stored(post.as_ref())).collect()
}

/// Saves as long as it lives.
#[derive(Debug)]
pub(crate) struct Keeper {
    shared: Arc<Shared>,
    kept: Arc<Kept>,
    bot_id: Option<u64>,
    runtime: Runtime,
    task: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

impl Keeper {
    /// Begins to save what is on the board; the store's code runs on `runtime`.
    pub(crate) fn start(shared: Arc<Shared>, kept: Arc<Kept>, bot_id: Option<u64>, runtime: Runtime) -> Self {
        let (stop, mut stopped) = oneshot::channel();
        let (own, board) = (Arc::clone(&kept), Arc::clone(&shared));
        let task = runtime.spawn(async move {
            loop {
                tokio::select! {
                    biased;
                    _ = &mut stopped => return,
                    () = own.changed.notified() => {}
                    () = tokio::time::sleep(own.every) => {}
                }
                let shards = snapshot(&board.board, bot_id);
                let saved = AssertUnwindSafe(own.store.save(&shards)).catch_unwind().await;
                tell(&saved.unwrap_or_else(|_| Err("the session store panicked".into())));
            }
        });
        Self { shared, kept, bot_id, runtime, task, stop }
    }

    /// Saves a last time: the sessions if they live on, and else that there are none.
    pub(crate) async fn end(self, live_on: bool) {
        // A save that is under way comes to its end first, so that it does not come after the last one.
        drop(self.stop);
        let shards = if live_on { snapshot(&self.shared.board, self.bot_id) } else { Vec::new() };
        let (kept, task) = (self.kept, self.task);
        let save = self.runtime.spawn(async move {
            let save = async {
                let _ = task.await;
                kept.store.save(&shards).await
            };
            let saved = tokio::time::timeout(LAST_SAVE, save).await;
            tell(&saved.unwrap_or_else(|_| Err("the store takes too long".into())));
        });
        if save.await.is_err() {
            tracing::error!("the session store panicked, or its runtime has ended, before the sessions were saved");
        }
    }
}

fn tell(saved: &Result<(), StoreError>) {
    if let Err(error) = saved {
        tracing::warn!(%error, "the sessions could not be saved; a restart would begin where the last save stands");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ours_and_young_is_used() {
        let shard = |bot_id, id, age: u64, session: bool| StoredShard {
            bot_id: Some(bot_id),
            shard: SavedShard { id, total: 9, session: session.then(|| Session::new("it", 1, None)) },
            completed: Vec::new(),
            saved_at_ms: 1_000_000 - age,
        };
        let stored = vec![
            shard(1, 0, 0, true),
            shard(2, 1, 0, true),
            shard(1, 2, 60_000, true),
            shard(1, 3, 60_001, true),
            shard(1, 4, 0, false),
        ];
        let used = usable(stored, Some(1), 1_000_000, Duration::from_secs(60));
        assert_eq!(used.iter().map(|it| it.shard.id).collect::<Vec<_>>(), [0, 2]);
        // A clock that was put back makes nothing too old.
        assert_eq!(usable(vec![shard(1, 0, 0, true)], Some(1), 5, Duration::ZERO).len(), 1);
    }
}
