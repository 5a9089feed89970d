//! Requests for guild members that wait for their chunks.
//!
//! See [Guild Members Chunk](https://discord.com/developers/docs/events/gateway-events#guild-members-chunk). Chunks are matched by their nonce, and counted
//! rather than trusted to come in order.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{runtime::Handle as Runtime, sync::mpsc};

use crate::{
    error::{Error, Result},
    event::{MembersChunk, RateLimited},
    gateway::RequestMembers,
    model::{Member, Presence, UserId},
};

/// What [`BotHandle::request_members`](crate::BotHandle::request_members) found.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Members {
    /// The members, in the order of the chunks.
    pub members: Vec<Member>,
    /// Ids asked for that are no members of the guild.
    pub not_found: Vec<UserId>,
    /// Presences, when they were asked for.
    pub presences: Vec<Presence>,
}

/// News for a collector.
#[derive(Debug)]
enum News {
    Chunk(Box<MembersChunk>),
    RateLimited(Duration),
}

type Entries = Mutex<HashMap<String, mpsc::UnboundedSender<News>>>;

/// The collectors that wait, by nonce.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    entries: Arc<Entries>,
    next: AtomicU64,
}

/// A request with its nonce, and who waits for the answer.
pub(crate) struct MembersRequest {
    pub(crate) request: RequestMembers,
    pub(crate) collector: Collector,
}

impl Waiting {
    /// Enters a collector for `request`, whose nonce is replaced by one of ours.
    pub(crate) fn enter(&self, mut request: RequestMembers) -> MembersRequest {
        // 32 bytes are allowed; the random part keeps two processes with one token apart.
        let nonce = format!("{:x}-{:x}", fastrand::u64(..), self.next.fetch_add(1, Ordering::Relaxed));
        // Unbounded, because Discord bounds it: one request has ceil(members / 1000) chunks, and they are read as they come.
        let (sender, news) = mpsc::unbounded_channel();
        self.lock().insert(nonce.clone(), sender);
        request.nonce = Some(nonce.clone());
        MembersRequest { request, collector: Collector { nonce, news, entries: Arc::clone(&self.entries) } }
    }

    /// Hands a chunk to whoever waits for it.
    pub(crate) fn chunk(&self, chunk: &MembersChunk) {
        if let Some(collector) = chunk.nonce.as_deref().and_then(|nonce| self.lock().get(nonce).cloned()) {
            let _ = collector.send(News::Chunk(Box::new(chunk.clone())));
        }
    }

    /// Tells whoever waits for a request that Discord has dropped it.
    pub(crate) fn rate_limited(&self, event: &RateLimited) {
        if let Some(collector) = event.meta.nonce.as_deref().and_then(|nonce| self.lock().get(nonce).cloned()) {
            let _ = collector.send(News::RateLimited(event.wait()));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, mpsc::UnboundedSender<News>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for the chunks of one request. Dropping it gives up its place.
#[derive(Debug)]
pub(crate) struct Collector {
    nonce: String,
    news: mpsc::UnboundedReceiver<News>,
    entries: Arc<Entries>,
}

impl Collector {
    /// All chunks; `timeout` is how long the next one may take.
    ///
    /// The time is that of the bot's `runtime`: whoever awaits this may be on one without timers, or on none.
    pub(crate) async fn collect(mut self, timeout: Duration, runtime: &Runtime) -> Result<Members> {
        let mut found = Members::default();
        let mut seen = 0;
        loop {
            let next = {
                let _inside = runtime.enter();
                tokio::time::timeout(timeout, self.news.recv())
            };
            match next.await {
                Ok(Some(News::Chunk(chunk))) => {
                    let chunk = *chunk;
                    found.members.extend(chunk.members);
                    found.not_found.extend(chunk.not_found);
                    found.presences.extend(chunk.presences);
                    seen += 1;
                    if seen >= chunk.chunk_count {
                        return Ok(found);
                    }
                }
                Ok(Some(News::RateLimited(retry_after))) => return Err(Error::MembersRateLimited { retry_after }),
                Ok(None) => return Err(Error::NotRunning),
                Err(_) => return Err(Error::MembersTimeout { timeout, chunks: seen }),
            }
        }
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.nonce);
    }
}
