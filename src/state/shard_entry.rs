//! [`ShardEntry`]: the data of one shard that outlive its actor.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::ShardInfo;
use crate::{
    gateway::{BotPresence, Session},
    session::{Progress, SavedShard, SessionSaving},
};

/// One shard of the bot. It outlives the actor that runs the shard.
#[derive(Debug)]
pub(crate) struct ShardEntry {
    /// The shard's id, from 0.
    pub(crate) id: u32,
    /// The number of shards in its set.
    pub(crate) total: u32,
    /// The set of shards that it belongs to. A reshard starts a new set, whose ids begin at 0 again.
    pub(crate) set: u32,
    info: Mutex<ShardInfo>,
    presence: Mutex<Option<BotPresence>>,
    ready: watch::Sender<bool>,
    /// How many actors have run this shard. That is the number of the present one, which its batches contain.
    actors: Mutex<u64>,
    /// Which dispatches the handlers have completed, if sessions are stored.
    progress: Option<Arc<Progress>>,
}

/// How a shard starts: without a session, or with one, and with the handled dispatches after its sequence number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StartPoint {
    pub(crate) session: Option<Session>,
    pub(crate) completed: Vec<u64>,
}

impl ShardEntry {
    /// The entry of a shard that starts at `start`.
    pub(crate) fn new(
        (id, total): (u32, u32),
        set: u32,
        api_version: u8,
        start: StartPoint,
        saving: Option<&Arc<SessionSaving>>,
    ) -> Self {
        let StartPoint { session, completed } = start;
        let mut info = ShardInfo::new(id, total, api_version);
        if let Some(session) = session {
            info.session_id = Some(session.id.into());
            info.seq = Some(session.seq);
            info.resume_url = session.resume_url.map(Into::into);
        }
        let progress = saving.map(|saving| {
            let session = info.session_id.clone().zip(info.seq);
            Arc::new(Progress::new(id, Arc::clone(saving), session, completed))
        });
        Self {
            id,
            total,
            set,
            info: Mutex::new(info),
            presence: Mutex::default(),
            ready: watch::Sender::new(false),
            actors: Mutex::new(0),
            progress,
        }
    }

    /// A new actor runs this shard from now on. Returns its number, and the session for it to resume.
    ///
    /// Batches of the former actor that the router has not accepted yet are refused from now on: Discord sends their
    /// dispatches again.
    pub(crate) fn take_over(&self) -> (u64, Option<Session>) {
        let mut actors = self.actors.lock().unwrap_or_else(PoisonError::into_inner);
        *actors += 1;
        (*actors, self.info().session())
    }

    /// Whether the router is to handle a batch of the actor with the number `actor`. If so, `seq` becomes the sequence
    /// number of the session.
    ///
    /// Both happen under one lock. So a new actor resumes either before the batch, which is then refused, or after it,
    /// and no dispatch is handled twice.
    pub(crate) fn accept(&self, actor: u64, seq: Option<u64>) -> bool {
        let actors = self.actors.lock().unwrap_or_else(PoisonError::into_inner);
        let accepted = *actors == actor;
        if accepted && seq.is_some() {
            self.update(|info| info.seq = seq);
        }
        accepted
    }

    /// Records that all dispatches up to `seq` were passed to the executor, or (`None`) that there is no session.
    pub(crate) fn note_seq(&self, seq: Option<u64>) {
        self.update(|info| info.seq = seq);
        self.note_progress(seq);
    }

    /// Records, if sessions are stored, that all dispatches up to `seq` were passed to the executor.
    pub(crate) fn note_progress(&self, seq: Option<u64>) {
        if let (Some(progress), Some(seq)) = (&self.progress, seq) {
            progress.hand_on(seq);
        }
    }

    /// Which dispatches the handlers have completed, if sessions are stored.
    pub(crate) fn progress(&self) -> Option<&Arc<Progress>> {
        self.progress.as_ref()
    }

    /// The data with which another process can continue the shard.
    pub(crate) fn saved(&self) -> SavedShard {
        SavedShard { id: self.id, total: self.total, session: self.info().session() }
    }

    /// Records that the shard has been ready: its session has begun or was resumed.
    pub(crate) fn set_ready(&self) {
        self.ready.send_if_modified(|ready| !std::mem::replace(ready, true));
    }

    /// Whether the shard has been ready.
    pub(crate) fn is_ready(&self) -> bool {
        *self.ready.borrow()
    }

    /// Resolves as soon as the shard has been ready.
    pub(crate) async fn until_ready(&self) {
        // `self` holds the sender, so that the channel is open for as long as this call lasts.
        let _ = self.ready.subscribe().wait_for(|ready| *ready).await;
    }

    /// Changes the shard's info. `change` must be short and must not wait.
    pub(crate) fn update(&self, change: impl FnOnce(&mut ShardInfo)) {
        // A panic under the lock can only come from `change`, after which each field still has one of its values.
        change(&mut self.info.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The id of the session, while there is one.
    pub(crate) fn session_id(&self) -> Option<Arc<str>> {
        self.info.lock().unwrap_or_else(PoisonError::into_inner).session_id.clone()
    }

    pub(crate) fn info(&self) -> ShardInfo {
        self.info.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stores the presence that was set on the shard, for the next actor that runs it.
    pub(crate) fn set_presence(&self, presence: &BotPresence) {
        *self.presence.lock().unwrap_or_else(PoisonError::into_inner) = Some(presence.clone());
    }

    /// The presence that was set last.
    pub(crate) fn presence(&self) -> Option<BotPresence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
