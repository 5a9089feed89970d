//! Counters of handler calls and events.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use serde::Serialize;

/// How many calls of handlers and how many events there have been since the bot started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HandlerStats {
    /// Calls of a handler that returned `Ok`.
    pub handled: u64,
    /// Calls that returned an error.
    pub failed: u64,
    /// Calls that panicked.
    pub panicked: u64,
    /// Dispatches that were decoded because a handler, the cache, a collector, a stream or the bot itself uses them.
    /// Others are not decoded.
    pub decoded: u64,
    /// Events that were dropped because too many waited; always 0 unless [`Overflow::DropNewest`](crate::Overflow) is
    /// set.
    pub dropped: u64,
    /// Calls that wait or run at present, with those for interactions.
    pub waiting: usize,
    /// Calls for interactions that wait or run at present.
    pub interactions: usize,
    /// Calls for interactions that had to wait, because
    /// [`max_interactions`](crate::Bot::max_interactions) others ran.
    pub interactions_delayed: u64,
}

/// The counters behind [`HandlerStats`].
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) handled: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) panicked: AtomicU64,
    pub(crate) dropped: AtomicU64,
    pub(crate) waiting: AtomicUsize,
    pub(crate) interactions: AtomicUsize,
    pub(crate) interactions_delayed: AtomicU64,
    pub(crate) decoded: OwnCacheLine,
}

impl Counters {
    pub(crate) fn snapshot(&self) -> HandlerStats {
        HandlerStats {
            handled: self.handled.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            panicked: self.panicked.load(Ordering::Relaxed),
            decoded: self.decoded.0.load(Ordering::Relaxed),
            dropped: self.dropped.load(Ordering::Relaxed),
            waiting: self.waiting.load(Ordering::Relaxed),
            interactions: self.interactions.load(Ordering::Relaxed),
            interactions_delayed: self.interactions_delayed.load(Ordering::Relaxed),
        }
    }
}

/// A counter in a cache line of its own. The threads of the shards increment it, those of the handlers increment the
/// others: in one cache line they would slow each other down.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct OwnCacheLine(pub(crate) AtomicU64);
