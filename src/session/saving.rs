//! [`SessionSaving`]: the settings of the session store, and which of the stored sessions can be resumed.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{runtime::Handle as RuntimeHandle, sync::Notify};

use super::{SessionStore, StoredShard};

/// A session store, and its settings.
pub(crate) struct SessionSaving {
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) every: Duration,
    pub(crate) max_age: Duration,
    /// Notified to save the sessions at once.
    pub(crate) changed: Notify,
}

impl fmt::Debug for SessionSaving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("SessionSaving");
        debug.field("every", &self.every).field("max_age", &self.max_age).finish_non_exhaustive()
    }
}

impl SessionSaving {
    /// Saves sessions in `store` at the interval `every`, and resumes those that are not older than `max_age`.
    pub(crate) fn new(store: Arc<dyn SessionStore>, every: Duration, max_age: Duration) -> Self {
        Self { store, every, max_age, changed: Notify::new() }
    }

    /// Loads the sessions of this bot that are not too old. The store runs on `runtime`, like all code of the user.
    pub(crate) async fn load(self: &Arc<Self>, bot_id: Option<u64>, runtime: &RuntimeHandle) -> Vec<StoredShard> {
        let saving = Arc::clone(self);
        let loaded = runtime.spawn(async move { saving.store.load().await }).await;
        let stored = match loaded {
            Ok(Ok(stored)) => stored,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the stored sessions could not be read; new sessions are begun");
                return Vec::new();
            }
            Err(_) => {
                tracing::error!("the session store panicked in `load`; new sessions are begun");
                return Vec::new();
            }
        };
        usable(stored, bot_id, now_ms(), self.max_age)
    }
}

/// Removes the shards that belong to another bot, have no session, or are too old.
fn usable(mut stored: Vec<StoredShard>, bot_id: Option<u64>, now_ms: u64, max_age: Duration) -> Vec<StoredShard> {
    let (mut foreign, mut old) = (0, 0);
    stored.retain(|it| {
        let age = Duration::from_millis(now_ms.saturating_sub(it.saved_at_ms));
        let is_own = it.bot_id == bot_id;
        if !is_own {
            foreign += 1;
        } else if age > max_age {
            old += 1;
        }
        is_own && age <= max_age && it.shard.session.is_some()
    });
    if foreign > 0 {
        tracing::warn!(sessions = foreign, "stored sessions belong to another bot; they are not used");
    }
    if old > 0 {
        tracing::info!(sessions = old, ?max_age, "stored sessions are too old; new ones are begun");
    }
    stored
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{gateway::Session, session::SavedShard};

    #[test]
    fn only_recent_sessions_of_this_bot_are_used() {
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
        // After the clock was set back, no session counts as too old.
        assert_eq!(usable(vec![shard(1, 0, 0, true)], Some(1), 5, Duration::ZERO).len(), 1);
    }
}
