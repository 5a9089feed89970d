//! Where the shards post what they are doing.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use serde::Serialize;
use tokio::sync::watch;

use crate::{
    gateway::{Intents, PresenceUpdate, Session, ShardState},
    store::{Kept, Progress, SavedShard},
};

/// What is known of one shard at this moment. Serialises to JSON; holds no token.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ShardInfo {
    /// The shard's id, from 0.
    pub id: u32,
    /// How many shards the bot is split into, over all its processes.
    pub total: u32,
    /// What the shard is doing.
    pub state: ShardState,
    /// The version of the gateway's API that it speaks.
    pub api_version: u8,
    /// The intents that it asks for. In JSON, the number that Discord is sent.
    pub intents: Intents,
    /// The number of its connection: 0 before the first, and one more for every socket.
    pub cid: u64,
    /// The generation of its heartbeat: one more for every HELLO.
    pub heartbeat_generation: u64,
    /// How often its heartbeats are due, as the last HELLO said.
    pub heartbeat_interval: Option<Duration>,
    /// The id of its session, while it has one.
    pub session_id: Option<Arc<str>>,
    /// The sequence number of the last dispatch that was handed on.
    pub seq: Option<u64>,
    /// Where the session is to be resumed.
    pub resume_url: Option<Arc<str>>,
    /// Messages received, over all connections.
    pub frames_in: u64,
    /// Messages sent, over all connections.
    pub frames_out: u64,
    /// Bytes received, compressed where the connection is.
    pub bytes_in: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// Bytes received, after inflating.
    pub bytes_inflated: u64,
    /// Dispatches received, wanted or not.
    pub events: u64,
    /// The last round trip of a heartbeat.
    pub latency: Option<Duration>,
    /// The average over the last five.
    pub average_latency: Option<Duration>,
    /// How often it had to reconnect.
    pub reconnects: u64,
    /// When the last dispatch came.
    pub last_event_at: Option<SystemTime>,
}

impl ShardInfo {
    pub(crate) fn new(id: u32, total: u32, api_version: u8) -> Self {
        Self {
            id,
            total,
            state: ShardState::Idle,
            api_version,
            intents: Intents::empty(),
            cid: 0,
            heartbeat_generation: 0,
            heartbeat_interval: None,
            session_id: None,
            seq: None,
            resume_url: None,
            frames_in: 0,
            frames_out: 0,
            bytes_in: 0,
            bytes_out: 0,
            bytes_inflated: 0,
            events: 0,
            latency: None,
            average_latency: None,
            reconnects: 0,
            last_event_at: None,
        }
    }

    /// Whether the shard has a session and receives events.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.state == ShardState::Active
    }

    /// The session, as it would be resumed.
    pub(crate) fn session(&self) -> Option<Session> {
        Some(Session {
            id: self.session_id.as_deref()?.to_owned(),
            seq: self.seq?,
            resume_url: self.resume_url.as_deref().map(str::to_owned),
        })
    }
}

/// What one shard has posted on the board.
#[derive(Debug)]
pub(crate) struct Post {
    /// The shard's id.
    pub(crate) id: u32,
    /// How many shards there are with it.
    pub(crate) total: u32,
    /// With which others it was cast: a reshard casts a new fleet, whose ids begin at 0 again.
    pub(crate) fleet: u32,
    info: Mutex<ShardInfo>,
    presence: Mutex<Option<PresenceUpdate>>,
    ready: watch::Sender<bool>,
    /// How many actors have played this shard.
    casts: Mutex<u64>,
    /// How far its handlers are, where sessions are stored.
    progress: Option<Arc<Progress>>,
}

/// Where a shard begins: with nothing, or with a session and what was handled of it beyond its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Start {
    pub(crate) session: Option<Session>,
    pub(crate) completed: Vec<u64>,
}

impl Post {
    /// A new actor plays this shard from now on: its number, and the session that it is to resume.
    ///
    /// What its predecessor still has on the way to the router is refused there, as Discord will send it again.
    pub(crate) fn take_over(&self) -> (u64, Option<Session>) {
        let mut casts = self.casts.lock().unwrap_or_else(PoisonError::into_inner);
        *casts += 1;
        (*casts, self.info().session())
    }

    /// Lets the router `play` what the actor with the number `cast` has sent, and notes `seq` as handed on. Nobody takes over
    /// in between, so that every dispatch is played either before the handover or in the replay after it, never in both.
    pub(crate) fn hand_on(&self, cast: u64, seq: Option<u64>, play: impl FnOnce()) {
        let casts = self.casts.lock().unwrap_or_else(PoisonError::into_inner);
        if *casts != cast {
            return;
        }
        play();
        if seq.is_some() {
            self.note_seq(seq);
        }
    }

    /// Notes that all up to `seq` was handed on, or that there is no session.
    pub(crate) fn note_seq(&self, seq: Option<u64>) {
        self.update(|info| info.seq = seq);
        if let (Some(progress), Some(seq)) = (&self.progress, seq) {
            progress.hand_on(seq);
        }
    }

    /// How far the handlers are, where sessions are stored.
    pub(crate) fn progress(&self) -> Option<&Arc<Progress>> {
        self.progress.as_ref()
    }

    /// The shard as it would go on in another process.
    pub(crate) fn saved(&self) -> SavedShard {
        // While a batch is handed on, its number is not noted yet.
        let _handed_on = self.casts.lock().unwrap_or_else(PoisonError::into_inner);
        SavedShard { id: self.id, total: self.total, session: self.info().session() }
    }

    /// Notes that the shard has been ready: its session has begun or gone on.
    pub(crate) fn now_ready(&self) {
        self.ready.send_if_modified(|ready| !std::mem::replace(ready, true));
    }

    /// Resolves when the shard has been ready once.
    pub(crate) async fn until_ready(&self) {
        // The sender is here, and so lives as long as this call.
        let _ = self.ready.subscribe().wait_for(|ready| *ready).await;
    }

    /// Changes what is posted. `change` is short and never waits.
    pub(crate) fn update(&self, change: impl FnOnce(&mut ShardInfo)) {
        // A panic while the lock was held can only have been `change`'s; the numbers are still numbers.
        change(&mut self.info.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn info(&self) -> ShardInfo {
        self.info.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes the presence that the shard was told to show, for the one that takes its place if it dies.
    pub(crate) fn remember(&self, presence: &PresenceUpdate) {
        *self.presence.lock().unwrap_or_else(PoisonError::into_inner) = Some(presence.clone());
    }

    /// The presence that the shard was told last to show.
    pub(crate) fn presence(&self) -> Option<PresenceUpdate> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Where the shards post what they are doing, and everybody reads it without asking them.
#[derive(Debug)]
pub(crate) struct Board {
    posts: RwLock<BTreeMap<u32, Arc<Post>>>,
    fleet: watch::Sender<u32>,
    announced: AtomicBool,
    /// Where sessions are stored.
    kept: Option<Arc<Kept>>,
}

impl Board {
    pub(crate) fn new(kept: Option<Arc<Kept>>) -> Self {
        Self { posts: RwLock::default(), fleet: watch::Sender::new(0), announced: AtomicBool::new(false), kept }
    }

    /// A post for a shard, which is not on the board yet.
    pub(crate) fn make(&self, fleet: u32, id: u32, total: u32, api_version: u8, start: Start) -> Arc<Post> {
        let Start { session, completed } = start;
        let mut info = ShardInfo::new(id, total, api_version);
        if let Some(session) = session {
            info.session_id = Some(session.id.into());
            info.seq = Some(session.seq);
            info.resume_url = session.resume_url.map(Into::into);
        }
        let progress = self.kept.as_ref().map(|kept| {
            let session = info.session_id.clone().zip(info.seq);
            Arc::new(Progress::new(id, Arc::clone(kept), session, completed))
        });
        Arc::new(Post {
            id,
            total,
            fleet,
            info: Mutex::new(info),
            presence: Mutex::default(),
            ready: watch::Sender::new(false),
            casts: Mutex::new(0),
            progress,
        })
    }

    /// Puts a post on the board.
    pub(crate) fn put(&self, post: Arc<Post>) {
        self.posts.write().unwrap_or_else(PoisonError::into_inner).insert(post.id, post);
    }

    /// Takes `post` from the board.
    pub(crate) fn remove(&self, post: &Arc<Post>) {
        let mut posts = self.posts.write().unwrap_or_else(PoisonError::into_inner);
        if posts.get(&post.id).is_some_and(|it| Arc::ptr_eq(it, post)) {
            posts.remove(&post.id);
        }
        drop(posts);
        self.save();
    }

    /// Puts a new fleet in the place of the present one.
    pub(crate) fn replace(&self, fleet: u32, posts: BTreeMap<u32, Arc<Post>>) {
        *self.posts.write().unwrap_or_else(PoisonError::into_inner) = posts;
        self.announced.store(false, Ordering::Release);
        self.fleet.send_replace(fleet);
        self.save();
    }

    /// Has what is stored brought up to date.
    fn save(&self) {
        if let Some(kept) = &self.kept {
            kept.changed.notify_one();
        }
    }

    /// The fleet on the board.
    pub(crate) fn fleet(&self) -> u32 {
        *self.fleet.borrow()
    }

    /// Resolves when another fleet than `fleet` is on the board.
    pub(crate) async fn until_fleet_changes(&self, fleet: u32) {
        // The sender is here, and so lives as long as this call.
        let _ = self.fleet.subscribe().wait_for(|it| *it != fleet).await;
    }

    /// Where sessions are stored.
    pub(crate) fn kept(&self) -> Option<&Arc<Kept>> {
        self.kept.as_ref()
    }

    /// How many shards there are.
    pub(crate) fn len(&self) -> u32 {
        // Ids are u32 and keys are unique.
        self.posts.read().unwrap_or_else(PoisonError::into_inner).len() as u32
    }

    pub(crate) fn all(&self) -> Vec<Arc<Post>> {
        self.posts.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub(crate) fn get(&self, id: u32) -> Option<Arc<Post>> {
        self.posts.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Whether `post` is on the board.
    pub(crate) fn has(&self, post: &Arc<Post>) -> bool {
        self.get(post.id).is_some_and(|it| Arc::ptr_eq(&it, post))
    }

    /// The shards are no more, however they ended.
    pub(crate) fn struck(&self) {
        self.all().iter().for_each(|post| post.update(|info| info.state = ShardState::Stopped));
    }

    /// Whether, for the first time with this fleet, all shards are ready.
    pub(crate) fn all_ready(&self) -> bool {
        let all = self.all();
        !all.is_empty() && all.iter().all(|post| *post.ready.borrow()) && !self.announced.swap(true, Ordering::AcqRel)
    }
}
