//! [`Mark`]: what the router needs of a dispatch beside its content.
//!
//! Dispatches are marked if sessions are stored, since the store records which dispatches were handled, and during a
//! reshard, when two sets of shards receive the same events.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::fingerprint::Fingerprint;
use crate::gateway::{Envelope, Session};

/// Precedes the items of one dispatch in a batch.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) seq: Option<u64>,
    /// The id of the session that begins with this dispatch.
    pub(crate) session: Option<Arc<str>>,
    /// Identifies the event in the other set of shards, if two sets run.
    pub(crate) fingerprint: Option<Fingerprint>,
}

/// Marks dispatches if that is needed. Clones share the state.
#[derive(Debug, Clone)]
pub(crate) struct Marker {
    /// Sessions are stored.
    stores_sessions: bool,
    /// Two sets of shards run.
    is_overlapping: Arc<AtomicBool>,
}

impl Marker {
    /// `stores_sessions`: sessions are stored.
    pub(crate) fn new(stores_sessions: bool) -> Self {
        Self { stores_sessions, is_overlapping: Arc::default() }
    }

    /// Sets whether two sets of shards run.
    pub(crate) fn set_overlapping(&self, is_overlapping: bool) {
        self.is_overlapping.store(is_overlapping, Ordering::Release);
    }

    /// The mark of the dispatch in `envelope`, if one is needed. `session` is the present session.
    pub(super) fn mark(&self, envelope: &Envelope<'_>, session: Option<&Session>) -> Option<Mark> {
        let is_overlapping = self.is_overlapping.load(Ordering::Acquire);
        if !(self.stores_sessions || is_overlapping) {
            return None;
        }
        let name = envelope.name?;
        let new_session = session.filter(|_| name == "READY");
        Some(Mark {
            seq: envelope.seq,
            session: new_session.map(|session| session.id.as_str().into()),
            fingerprint: if is_overlapping { Fingerprint::of(name, envelope.data()) } else { None },
        })
    }
}
