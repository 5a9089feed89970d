//! [`MemberRequests`]: requests for guild members that wait for their chunks.
//!
//! See [Guild Members Chunk](https://discord.com/developers/docs/events/gateway-events#guild-members-chunk). Chunks
//! are matched by their nonce. They are counted, so that their order makes no difference.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{runtime::Handle as RuntimeHandle, sync::mpsc};

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
    /// Requested ids that are no members of the guild.
    pub not_found: Vec<UserId>,
    /// The presences, if they were requested.
    pub presences: Vec<Presence>,
}

/// What arrives for a request.
#[derive(Debug)]
enum Arrival {
    Chunk(Box<MembersChunk>),
    RateLimited(Duration),
}

type Entries = Mutex<HashMap<String, mpsc::UnboundedSender<Arrival>>>;

/// The requests that are under way, by nonce.
#[derive(Debug, Default)]
pub(crate) struct MemberRequests {
    entries: Arc<Entries>,
    next: AtomicU64,
}

/// A request with its nonce, and the collector of its chunks.
pub(crate) struct MembersRequest {
    pub(crate) request: RequestMembers,
    pub(crate) collector: Collector,
}

impl MemberRequests {
    /// Registers a collector for `request`, and replaces the nonce of the request by a new one.
    pub(crate) fn enter(&self, mut request: RequestMembers) -> MembersRequest {
        // Discord allows 32 bytes. The random part distinguishes processes that share a token.
        let nonce = format!("{:x}-{:x}", fastrand::u64(..), self.next.fetch_add(1, Ordering::Relaxed));
        // Unbounded, because the number of chunks is bounded: one request has ceil(members / 1000) chunks.
        let (sender, arrivals) = mpsc::unbounded_channel();
        self.lock().insert(nonce.clone(), sender);
        request.nonce = Some(nonce.clone());
        MembersRequest { request, collector: Collector { nonce, arrivals, entries: Arc::clone(&self.entries) } }
    }

    /// Passes a chunk to the request that it answers.
    pub(crate) fn chunk(&self, chunk: &MembersChunk) {
        if let Some(collector) = chunk.nonce.as_deref().and_then(|nonce| self.lock().get(nonce).cloned()) {
            let _ = collector.send(Arrival::Chunk(Box::new(chunk.clone())));
        }
    }

    /// Ends the request that Discord has refused because of its rate limit.
    pub(crate) fn rate_limited(&self, event: &RateLimited) {
        if let Some(collector) = event.meta.nonce.as_deref().and_then(|nonce| self.lock().get(nonce).cloned()) {
            let _ = collector.send(Arrival::RateLimited(event.wait()));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, mpsc::UnboundedSender<Arrival>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for the chunks of one request. Dropping it ends the request.
#[derive(Debug)]
pub(crate) struct Collector {
    nonce: String,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    entries: Arc<Entries>,
}

impl Collector {
    /// Collects all chunks. `timeout` is how long each of them may take.
    ///
    /// The timer is one of the bot's `runtime`, since the caller may be on a runtime without timers, or on none.
    ///
    /// # Errors
    /// [`Error::MembersTimeout`], [`Error::MembersRateLimited`], or [`Error::NotRunning`] when the bot ends.
    pub(crate) async fn collect(mut self, timeout: Duration, runtime: &RuntimeHandle) -> Result<Members> {
        let mut found = Members::default();
        let mut seen = 0;
        loop {
            let next = {
                let _inside = runtime.enter();
                tokio::time::timeout(timeout, self.arrivals.recv())
            };
            match next.await {
                Ok(Some(Arrival::Chunk(chunk))) => {
                    let chunk = *chunk;
                    found.members.extend(chunk.members);
                    found.not_found.extend(chunk.not_found);
                    found.presences.extend(chunk.presences);
                    seen += 1;
                    if seen >= chunk.chunk_count {
                        return Ok(found);
                    }
                }
                Ok(Some(Arrival::RateLimited(retry_after))) => return Err(Error::MembersRateLimited { retry_after }),
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
