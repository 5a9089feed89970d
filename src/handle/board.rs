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

use crate::gateway::{PresenceUpdate, Session, ShardState};

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
    /// The number of its connection: 0 before the first, and one more for every socket.
    pub cid: u64,
    /// The generation of its heartbeat: one more for every HELLO.
    pub heartbeat_generation: u64,
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
            cid: 0,
            heartbeat_generation: 0,
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
    info: Mutex<ShardInfo>,
    presence: Mutex<Option<PresenceUpdate>>,
    was_ready: AtomicBool,
    /// How many actors have played this shard.
    casts: Mutex<u64>,
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
            self.update(|info| info.seq = seq);
        }
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
#[derive(Debug, Default)]
pub(crate) struct Board {
    posts: RwLock<BTreeMap<u32, Arc<Post>>>,
    announced: AtomicBool,
}

impl Board {
    /// The post of shard `id`, made when it has none.
    pub(crate) fn post(&self, id: u32, total: u32, api_version: u8) -> Arc<Post> {
        let mut posts = self.posts.write().unwrap_or_else(PoisonError::into_inner);
        let post = posts.entry(id).or_insert_with(|| {
            Arc::new(Post {
                info: Mutex::new(ShardInfo::new(id, total, api_version)),
                presence: Mutex::default(),
                was_ready: AtomicBool::new(false),
                casts: Mutex::new(0),
            })
        });
        Arc::clone(post)
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

    /// The shards are no more, however they ended.
    pub(crate) fn struck(&self) {
        self.all().iter().for_each(|post| post.update(|info| info.state = ShardState::Stopped));
    }

    /// Notes that shard `id` is ready, and says whether by that, for the first time, all are.
    pub(crate) fn ready(&self, id: u32) -> bool {
        if let Some(post) = self.get(id) {
            post.was_ready.store(true, Ordering::Relaxed);
        }
        self.all().iter().all(|post| post.was_ready.load(Ordering::Relaxed))
            && !self.announced.swap(true, Ordering::AcqRel)
    }
}
