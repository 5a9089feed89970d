//! [`SessionSaver`]: saves the sessions at an interval, when one begins, and when the bot ends.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use tokio::{
    runtime::Handle as RuntimeHandle,
    sync::{mpsc, oneshot},
};

use crate::{
    gateway::Session,
    session::{SavedShard, SessionSaving, StoredShard, now_ms},
    state::{BotState, ShardEntry, ShardRegistry},
};

/// How long the bot waits for a requested save.
const SAVE_TIMEOUT: Duration = Duration::from_millis(700);

/// The sessions of the present shards, as they are stored.
fn snapshot(registry: &ShardRegistry, bot_id: Option<u64>) -> Vec<StoredShard> {
    let stored = |entry: &ShardEntry| {
        let (info, progress) = (entry.info(), entry.progress()?);
        let (session, seq, completed) = progress.snapshot()?;
        // The session of the shard and that of its handled dispatches differ if a session has just begun or ended.
        let is_same = info.session_id.as_ref().is_some_and(|id| *id == session);
        let resume_url = info.resume_url.as_deref().map(str::to_owned);
        is_same.then(|| StoredShard {
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
    registry.all().iter().filter_map(|entry| stored(entry.as_ref())).collect()
}

/// What to save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SaveRequest {
    /// The sessions. Further saves will follow.
    Now,
    /// The sessions. This is the last save.
    LastSessions,
    /// An empty list. This is the last save.
    NoSessions,
}

/// Logs a save that failed, the one number `failures` in a row. The next ones have the same cause, as a rule: the log
/// must not grow with each of them.
fn note_failure(error: &(dyn std::error::Error + Send + Sync), failures: u64) {
    const TEXT: &str = "the sessions could not be saved; after a restart the last saved ones would be used";
    if failures.is_power_of_two() {
        tracing::warn!(%error, failures, "{TEXT}");
    } else {
        tracing::debug!(%error, failures, "{TEXT}");
    }
}

/// Saves the sessions for as long as the bot runs.
#[derive(Debug)]
pub(super) struct SessionSaver {
    requests: mpsc::Sender<(SaveRequest, oneshot::Sender<()>)>,
}

impl SessionSaver {
    /// Starts saving the sessions of the bot's shards. The store's code runs on `runtime`, one call after the other.
    pub(super) fn start(state: Arc<BotState>, saving: Arc<SessionSaving>, runtime: &RuntimeHandle) -> Self {
        let (requests, mut received) = mpsc::channel::<(SaveRequest, oneshot::Sender<()>)>(1);
        runtime.spawn(async move {
            let mut failures = 0_u64;
            loop {
                let request = tokio::select! {
                    biased;
                    request = received.recv() => match request {
                        Some(request) => Some(request),
                        None => return,
                    },
                    () = saving.changed.notified() => None,
                    () = tokio::time::sleep(saving.every) => None,
                };
                let (request, done) = request.unzip();
                let shards = match request {
                    Some(SaveRequest::NoSessions) => Vec::new(),
                    _ => snapshot(&state.registry, state.bot_id.get().copied()),
                };
                let saved = AssertUnwindSafe(saving.store.save(&shards)).catch_unwind().await;
                let saved = saved.unwrap_or_else(|_| Err("the session store panicked".into()));
                match saved {
                    Ok(()) => failures = 0,
                    Err(error) => {
                        failures += 1;
                        note_failure(&*error, failures);
                    }
                }
                // The caller may have stopped waiting.
                done.map(|done| done.send(()));
                if matches!(request, Some(SaveRequest::LastSessions | SaveRequest::NoSessions)) {
                    return;
                }
            }
        });
        Self { requests }
    }

    /// Saves the sessions now.
    pub(super) async fn save(&self) {
        self.request(SaveRequest::Now).await;
    }

    /// Saves for the last time: the sessions if they can be resumed, otherwise an empty list.
    pub(super) async fn end(&self, resumable: bool) {
        self.request(if resumable { SaveRequest::LastSessions } else { SaveRequest::NoSessions }).await;
    }

    async fn request(&self, request: SaveRequest) {
        let (done, saved) = oneshot::channel();
        let save = async {
            self.requests.send((request, done)).await.map_err(drop)?;
            saved.await.map_err(drop)
        };
        match tokio::time::timeout(SAVE_TIMEOUT, save).await {
            Ok(Ok(())) => {}
            Ok(Err(())) => tracing::error!("the runtime of the session store ended before the sessions were saved"),
            Err(_) => {
                tracing::warn!(timeout = ?SAVE_TIMEOUT, "the session store takes too long; it is not waited for");
            }
        }
    }
}
