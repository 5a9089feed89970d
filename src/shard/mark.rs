//! [`Mark`]: what the router learns of a dispatch beside its content, if dispatches are counted.
//!
//! They are counted by a session store, which keeps what was handled, and during a reshard, when two sets of shards receive the
//! same events. Otherwise nothing is marked.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::fingerprint::Fingerprint;
use crate::gateway::{Envelope, Session};

/// Stands in a batch before the items that were made of one dispatch.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) seq: Option<u64>,
    /// The session that begins with this dispatch.
    pub(crate) session: Option<Arc<str>>,
    /// Identifies the event in another session, if two sets of shards run.
    pub(crate) fingerprint: Option<Fingerprint>,
}

/// Decides whether dispatches are marked.
#[derive(Debug, Clone)]
pub(crate) struct Marker {
    /// Sessions are stored.
    has_progress: bool,
    /// Two sets of shards run.
    is_overlapping: Arc<AtomicBool>,
}

impl Marker {
    /// `has_progress`: sessions are stored.
    pub(crate) fn new(has_progress: bool) -> Self {
        Self { has_progress, is_overlapping: Arc::default() }
    }

    /// Whether two sets of shards run from now on.
    pub(crate) fn set_overlapping(&self, is_overlapping: bool) {
        self.is_overlapping.store(is_overlapping, Ordering::Release);
    }

    /// The mark of the dispatch in `envelope`, if dispatches are counted. `session` is the present session.
    pub(super) fn mark(&self, envelope: &Envelope<'_>, session: Option<&Session>) -> Option<Mark> {
        let is_overlapping = self.is_overlapping.load(Ordering::Acquire);
        if !(self.has_progress || is_overlapping) {
            return None;
        }
        let name = envelope.name?;
        let begins = session.filter(|_| name == "READY");
        Some(Mark {
            seq: envelope.seq,
            session: begins.map(|session| session.id.as_str().into()),
            fingerprint: if is_overlapping { Fingerprint::of(name, envelope.data()) } else { None },
        })
    }
}
