//! [`Progress`]: which dispatches of a session were completed. Used only with a [`SessionStore`].
//!
//! A dispatch is *open* from the moment when the router receives it until the last call of a handler for it has ended.
//! The *mark* is the number before the first open dispatch: if the session is resumed from the mark, Discord sends
//! everything again that was not completed. Dispatches after the mark that were completed are recorded one by one, and
//! skipped when Discord sends them again.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use super::{Completed, SessionSaving};

/// The sequence numbers of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Track {
    session: Arc<str>,
    /// The last number that the router has processed, whether or not handlers were called.
    processed: u64,
    /// All numbers up to this one are completed.
    mark: u64,
    open: BTreeSet<u64>,
    /// Completed numbers after the mark.
    completed: BTreeSet<u64>,
}

impl Track {
    fn new(session: Arc<str>, seq: u64, completed: impl IntoIterator<Item = u64>) -> Self {
        let completed = completed.into_iter().filter(|&it| it > seq).collect();
        Self { session, processed: seq, mark: seq, open: BTreeSet::new(), completed }
    }

    /// Opens a dispatch. Returns `false` if it was completed before.
    fn begin(&mut self, seq: u64) -> bool {
        let is_new = seq > self.mark && !self.completed.contains(&seq);
        if is_new {
            self.open.insert(seq);
        }
        is_new
    }

    /// The router has processed all dispatches up to this number.
    fn hand_on(&mut self, seq: u64) {
        self.processed = self.processed.max(seq);
        self.advance();
    }

    fn complete(&mut self, seq: u64) {
        if self.open.remove(&seq) {
            self.completed.insert(seq);
            self.advance();
        }
    }

    /// Moves the mark to the number before the first open one.
    fn advance(&mut self) {
        let mark = self.open.first().map_or(self.processed, |first| self.processed.min(first.saturating_sub(1)));
        if mark > self.mark {
            self.mark = mark;
            self.completed = mark.checked_add(1).map(|next| self.completed.split_off(&next)).unwrap_or_default();
        }
    }
}

/// The progress of one shard in its present session.
#[derive(Debug)]
pub(crate) struct Progress {
    shard: u32,
    saving: Arc<SessionSaving>,
    track: Mutex<Option<Track>>,
}

/// Whether the router calls handlers for a dispatch.
#[derive(Debug)]
pub(crate) enum Begun {
    /// It calls them. The dispatch is completed when the share has been dropped and all its calls have ended.
    Fresh(Share),
    /// It does not, because all calls ended before the restart.
    Done,
}

impl Progress {
    pub(crate) fn new(
        shard: u32,
        saving: Arc<SessionSaving>,
        session: Option<(Arc<str>, u64)>,
        completed: Vec<u64>,
    ) -> Self {
        let track = session.map(|(session, seq)| Track::new(session, seq, completed));
        Self { shard, saving, track: Mutex::new(track) }
    }

    /// Opens a dispatch before its handlers are called. `session` is the session that begins with it, if it is a READY.
    /// Returns `None` if no session has begun.
    pub(crate) fn begin(self: &Arc<Self>, seq: u64, session: Option<Arc<str>>) -> Option<Begun> {
        let mut track = self.lock();
        // If a session is resumed from its first dispatch, Discord sends READY again. The completed dispatches are
        // kept.
        if let Some(session) = session.filter(|session| track.as_ref().is_none_or(|it| it.session != *session)) {
            *track = Some(Track::new(session, seq.saturating_sub(1), []));
            self.saving.changed.notify_one();
        }
        let track = track.as_mut()?;
        if !track.begin(seq) {
            return Some(Begun::Done);
        }
        let session = Arc::clone(&track.session);
        let ticket = Ticket { progress: Arc::clone(self), session, seq, remaining: AtomicU32::new(1) };
        Some(Begun::Fresh(Share(Arc::new(ticket))))
    }

    /// The router has processed all dispatches up to this number: it has called their handlers, if there are any.
    pub(crate) fn hand_on(&self, seq: u64) {
        if let Some(track) = self.lock().as_mut() {
            track.hand_on(seq);
        }
    }

    /// The session, the number to resume it from, and the later numbers that were completed.
    pub(crate) fn snapshot(&self) -> Option<(Arc<str>, u64, Vec<u64>)> {
        let track = self.lock();
        let track = track.as_ref()?;
        Some((Arc::clone(&track.session), track.mark, track.completed.iter().copied().collect()))
    }

    fn complete(&self, session: &Arc<str>, seq: u64) {
        {
            let mut track = self.lock();
            match track.as_mut().filter(|track| track.session == *session) {
                Some(track) => track.complete(seq),
                // The dispatch belongs to a former session, which will not be resumed.
                None => return,
            }
        }
        self.saving.store.completed(Completed { shard: self.shard, session, seq });
    }

    fn lock(&self) -> MutexGuard<'_, Option<Track>> {
        // Nothing panics under this lock, so that a poisoned lock can be used.
        self.track.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One open dispatch. It counts the calls of handlers that have not ended.
#[derive(Debug)]
pub(crate) struct Ticket {
    progress: Arc<Progress>,
    session: Arc<str>,
    seq: u64,
    remaining: AtomicU32,
}

impl Ticket {
    /// A call is enqueued.
    pub(crate) fn enter(&self) {
        self.remaining.fetch_add(1, Ordering::Relaxed);
    }

    /// A call has ended. It is not called for calls that are dropped before their end: then the dispatch stays open.
    pub(crate) fn leave(&self) {
        if self.remaining.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.progress.complete(&self.session, self.seq);
        }
    }
}

/// The router's share of a ticket. The dispatch is not completed before it is dropped, because the router may still add
/// calls.
#[derive(Debug)]
pub(crate) struct Share(Arc<Ticket>);

impl Share {
    pub(crate) fn ticket(&self) -> Arc<Ticket> {
        Arc::clone(&self.0)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.0.leave();
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Mutex, time::Duration};

    use async_trait::async_trait;
    use proptest::prelude::*;

    use super::*;
    use crate::session::{SessionStore, StoreError, StoredShard};

    fn track(seq: u64, completed: &[u64]) -> Track {
        Track::new("session".into(), seq, completed.iter().copied())
    }

    #[test]
    fn the_mark_stops_before_the_first_that_is_open() {
        let mut track = track(10, &[]);
        for seq in [11, 13, 14] {
            assert!(track.begin(seq));
        }
        track.hand_on(15);
        assert_eq!(track.mark, 10);
        track.complete(14);
        assert_eq!((track.mark, track.completed.len()), (10, 1));
        track.complete(11);
        assert_eq!(track.mark, 12, "12 had no handlers");
        track.complete(13);
        assert_eq!((track.mark, track.completed.len()), (15, 0));
    }

    #[test]
    fn the_highest_number_does_not_overflow() {
        let mut track = track(10, &[12]);
        assert!(track.begin(u64::MAX) && track.begin(11));
        track.hand_on(u64::MAX);
        track.complete(u64::MAX);
        track.complete(11);
        assert_eq!((track.mark, track.completed.len()), (u64::MAX, 0));
    }

    #[test]
    fn completed_dispatches_are_not_begun_again() {
        let mut track = track(10, &[9, 12, 14]);
        assert!(!track.begin(10));
        assert!(track.begin(11));
        assert!(!track.begin(12));
        assert!(track.begin(13));
        track.hand_on(13);
        track.complete(13);
        track.complete(11);
        assert_eq!((track.mark, track.completed.iter().copied().collect::<Vec<_>>()), (13, vec![14]));
        assert!(!track.begin(14));
        track.hand_on(14);
        assert_eq!((track.mark, track.completed.len()), (14, 0));
    }

    proptest! {
        /// In whatever order handlers end, and whenever the process is killed.
        #[test]
        fn a_restart_repeats_exactly_what_was_not_completed(
            has_handlers in prop::collection::vec(any::<bool>(), 1..40),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let mut track = track(0, &[]);
            let seqs: Vec<u64> = (1..).zip(&has_handlers).filter(|(_, it)| **it).map(|(seq, _)| seq).collect();
            for &seq in &seqs {
                prop_assert!(track.begin(seq));
            }
            track.hand_on(has_handlers.len() as u64);
            let mut complete = BTreeSet::new();
            for index in order.iter().filter(|_| !seqs.is_empty()) {
                let seq = *index.get(&seqs);
                track.complete(seq);
                complete.insert(seq);
            }
            let mut next = Track::new("session".into(), track.mark, track.completed.clone());
            for seq in 1..=has_handlers.len() as u64 {
                let replayed = seq > track.mark;
                let repeated = replayed && next.begin(seq);
                // The router does not begin dispatches without handlers.
                if seqs.contains(&seq) {
                    prop_assert_eq!(repeated, !complete.contains(&seq), "{}", seq);
                }
            }
        }
    }

    #[derive(Default)]
    struct Recorder(Mutex<Vec<(u32, String, u64)>>);

    #[async_trait]
    impl SessionStore for Recorder {
        async fn load(&self) -> Result<Vec<StoredShard>, StoreError> {
            Ok(Vec::new())
        }

        async fn save(&self, _: &[StoredShard]) -> Result<(), StoreError> {
            Ok(())
        }

        fn completed(&self, completed: Completed<'_>) {
            let Completed { shard, session, seq } = completed;
            self.0.lock().unwrap().push((shard, session.to_owned(), seq));
        }
    }

    #[test]
    fn a_dispatch_is_completed_when_its_last_call_has_ended_and_not_when_one_is_dropped() {
        let store = Arc::new(Recorder::default());
        let saving =
            Arc::new(SessionSaving::new(Arc::clone(&store) as _, Duration::from_secs(5), Duration::from_secs(300)));
        let progress = Arc::new(Progress::new(7, saving, None, Vec::new()));
        assert!(progress.begin(5, None).is_none(), "there is no session yet");
        let fresh = |seq, session| match progress.begin(seq, session) {
            Some(Begun::Fresh(share)) => share,
            other => panic!("{other:?}"),
        };
        drop(fresh(1, Some("first".into())));
        let share = fresh(2, None);
        let ticket = share.ticket();
        ticket.enter();
        ticket.enter();
        drop(share);
        ticket.leave();
        progress.hand_on(3);
        assert_eq!(progress.snapshot(), Some(("first".into(), 1, vec![])));
        ticket.leave();
        assert_eq!(progress.snapshot(), Some(("first".into(), 3, vec![])));
        // A call that is dropped does not complete its dispatch.
        let dropped = fresh(4, None).ticket();
        dropped.enter();
        drop(dropped);
        progress.hand_on(4);
        assert_eq!(
            progress.snapshot(),
            Some(("first".into(), 4, vec![])),
            "only the share remained, and it was dropped"
        );
        // A call of a former session has no effect.
        let late = fresh(5, None);
        drop(fresh(1, Some("second".into())));
        drop(late);
        assert_eq!(progress.snapshot(), Some(("second".into(), 0, vec![1])));
        // READY of the same session again.
        assert!(matches!(progress.begin(1, Some("second".into())), Some(Begun::Done)));
        assert_eq!(progress.snapshot(), Some(("second".into(), 0, vec![1])));
        let recorded: Vec<_> =
            store.0.lock().unwrap().iter().map(|(_, session, seq)| format!("{session} {seq}")).collect();
        assert_eq!(recorded, ["first 1", "first 2", "first 4", "second 1"]);
    }
}
