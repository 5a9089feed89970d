//! Which dispatches of a session were handled to the end.
//!
//! A dispatch that somebody wants is *open* from the moment the router takes it until the last call that it caused has ended. The
//! *mark* is the number before the first open one: a session that is resumed from there is sent again everything that is
//! not done. What was done beyond it is remembered one by one, and passed over when it comes again.
//!
//! None of this happens without a [`SessionStore`].

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use super::{Completed, SessionSaving};

/// The numbers of one session. Pure.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Track {
    session: Arc<str>,
    /// The last number that was handed on, wanted or not.
    handed: u64,
    /// All up to this one are done.
    mark: u64,
    open: BTreeSet<u64>,
    /// Done, beyond the mark.
    done: BTreeSet<u64>,
}

impl Track {
    fn new(session: Arc<str>, seq: u64, done: impl IntoIterator<Item = u64>) -> Self {
        let done = done.into_iter().filter(|&it| it > seq).collect();
        Self { session, handed: seq, mark: seq, open: BTreeSet::new(), done }
    }

    /// Opens a dispatch, unless it was done before.
    fn begin(&mut self, seq: u64) -> bool {
        let fresh = seq > self.mark && !self.done.contains(&seq);
        if fresh {
            self.open.insert(seq);
        }
        fresh
    }

    /// All up to this number were handed on.
    fn hand_on(&mut self, seq: u64) {
        self.handed = self.handed.max(seq);
        self.advance();
    }

    fn complete(&mut self, seq: u64) {
        if self.open.remove(&seq) {
            self.done.insert(seq);
            self.advance();
        }
    }

    fn advance(&mut self) {
        let mark = self.open.first().map_or(self.handed, |first| self.handed.min(first.saturating_sub(1)));
        if mark > self.mark {
            self.mark = mark;
            self.done = self.done.split_off(&(mark + 1));
        }
    }
}

/// The progress of one shard through its sessions.
#[derive(Debug)]
pub(crate) struct Progress {
    shard: u32,
    saving: Arc<SessionSaving>,
    track: Mutex<Option<Track>>,
}

/// What the router is to do with a dispatch.
#[derive(Debug)]
pub(crate) enum Begun {
    /// Call the handlers. The dispatch is done when this and all that was made of it is gone.
    Fresh(Share),
    /// Call nobody: they were called before the restart.
    Done,
}

impl Progress {
    pub(crate) fn new(
        shard: u32,
        saving: Arc<SessionSaving>,
        session: Option<(Arc<str>, u64)>,
        done: Vec<u64>,
    ) -> Self {
        let track = session.map(|(session, seq)| Track::new(session, seq, done));
        Self { shard, saving, track: Mutex::new(track) }
    }

    /// A dispatch is about to be handed to the handlers; READY names the `session` that it begins.
    pub(crate) fn begin(self: &Arc<Self>, seq: u64, session: Option<Arc<str>>) -> Option<Begun> {
        let mut track = self.lock();
        // A session that is resumed from its very beginning is sent READY again, and what is done of it stays done.
        if let Some(session) = session.filter(|session| track.as_ref().is_none_or(|it| it.session != *session)) {
            *track = Some(Track::new(session, seq.saturating_sub(1), []));
            self.saving.changed.notify_one();
        }
        let track = track.as_mut()?;
        if !track.begin(seq) {
            return Some(Begun::Done);
        }
        let session = Arc::clone(&track.session);
        let ticket = Ticket { progress: Arc::clone(self), session, seq, left: AtomicU32::new(1) };
        Some(Begun::Fresh(Share(Arc::new(ticket))))
    }

    /// All up to this number were handed on, or wanted by nobody.
    pub(crate) fn hand_on(&self, seq: u64) {
        if let Some(track) = self.lock().as_mut() {
            track.hand_on(seq);
        }
    }

    /// The session, the number it is to be resumed from, and what was done beyond.
    pub(crate) fn snapshot(&self) -> Option<(Arc<str>, u64, Vec<u64>)> {
        let track = self.lock();
        let track = track.as_ref()?;
        Some((Arc::clone(&track.session), track.mark, track.done.iter().copied().collect()))
    }

    fn complete(&self, session: &Arc<str>, seq: u64) {
        {
            let mut track = self.lock();
            match track.as_mut().filter(|track| track.session == *session) {
                Some(track) => track.complete(seq),
                // That session is over; nobody will ask for it again.
                None => return,
            }
        }
        self.saving.store.completed(Completed { shard: self.shard, session, seq });
    }

    fn lock(&self) -> MutexGuard<'_, Option<Track>> {
        // A panic could only come from an allocation that failed.
        self.track.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One open dispatch: counts the calls that it has caused and that have not ended.
#[derive(Debug)]
pub(crate) struct Ticket {
    progress: Arc<Progress>,
    session: Arc<str>,
    seq: u64,
    left: AtomicU32,
}

impl Ticket {
    /// A call waits.
    pub(crate) fn enter(&self) {
        self.left.fetch_add(1, Ordering::Relaxed);
    }

    /// A call has ended. One that is dropped before its end never says so, and the dispatch stays open.
    pub(crate) fn leave(&self) {
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.progress.complete(&self.session, self.seq);
        }
    }
}

/// The router's own share in a ticket: until it is dropped, calls may still be added.
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

    fn track(seq: u64, done: &[u64]) -> Track {
        Track::new("session".into(), seq, done.iter().copied())
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
        assert_eq!((track.mark, track.done.len()), (10, 1));
        track.complete(11);
        assert_eq!(track.mark, 12, "nobody wanted 12");
        track.complete(13);
        assert_eq!((track.mark, track.done.len()), (15, 0));
    }

    #[test]
    fn what_was_done_before_is_not_begun_again() {
        let mut track = track(10, &[9, 12, 14]);
        assert!(!track.begin(10));
        assert!(track.begin(11));
        assert!(!track.begin(12));
        assert!(track.begin(13));
        track.hand_on(13);
        track.complete(13);
        track.complete(11);
        assert_eq!((track.mark, track.done.iter().copied().collect::<Vec<_>>()), (13, vec![14]));
        assert!(!track.begin(14));
        track.hand_on(14);
        assert_eq!((track.mark, track.done.len()), (14, 0));
    }

    proptest! {
        /// Whatever order the handlers end in, and wherever the process is killed: what is begun again is what was not complete.
        #[test]
        fn a_restart_repeats_exactly_what_was_not_complete(
            wanted in prop::collection::vec(any::<bool>(), 1..40),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let mut track = track(0, &[]);
            let seqs: Vec<u64> = (1..).zip(&wanted).filter(|(_, wanted)| **wanted).map(|(seq, _)| seq).collect();
            for &seq in &seqs {
                prop_assert!(track.begin(seq));
            }
            track.hand_on(wanted.len() as u64);
            let mut complete = BTreeSet::new();
            for index in order.iter().filter(|_| !seqs.is_empty()) {
                let seq = *index.get(&seqs);
                track.complete(seq);
                complete.insert(seq);
            }
            let mut next = Track::new("session".into(), track.mark, track.done.clone());
            for seq in 1..=wanted.len() as u64 {
                let replayed = seq > track.mark;
                let repeated = replayed && next.begin(seq);
                // What nobody wants is begun by nobody, so that only the wanted ones count.
                if seqs.contains(&seq) {
                    prop_assert_eq!(repeated, !complete.contains(&seq), "{}", seq);
                }
            }
        }
    }

    #[derive(Default)]
    struct Noted(Mutex<Vec<(u32, String, u64)>>);

    #[async_trait]
    impl SessionStore for Noted {
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
    fn a_dispatch_is_done_when_its_last_call_has_ended_and_not_when_one_is_dropped() {
        let store = Arc::new(Noted::default());
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
        // A call that is dropped says nothing.
        let dropped = fresh(4, None).ticket();
        dropped.enter();
        drop(dropped);
        progress.hand_on(4);
        assert_eq!(progress.snapshot(), Some(("first".into(), 4, vec![])), "the share alone was left, and left");
        // A call of a former session says nothing either.
        let late = fresh(5, None);
        drop(fresh(1, Some("second".into())));
        drop(late);
        assert_eq!(progress.snapshot(), Some(("second".into(), 0, vec![1])));
        // READY of the same session, again.
        assert!(matches!(progress.begin(1, Some("second".into())), Some(Begun::Done)));
        assert_eq!(progress.snapshot(), Some(("second".into(), 0, vec![1])));
        let noted: Vec<_> =
            store.0.lock().unwrap().iter().map(|(_, session, seq)| format!("{session} {seq}")).collect();
        assert_eq!(noted, ["first 1", "first 2", "first 4", "second 1"]);
    }
}
