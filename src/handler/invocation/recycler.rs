//! [`Recycler`]: returns handled events to the thread that allocated them.
//!
//! Allocators keep a heap for each thread. Memory that is allocated on one thread and freed on another makes the
//! threads wait for each other, and ends up on a heap that does not need it. Therefore a shard with many events gets
//! its [small](RECYCLED) events back after their handlers have run. Before it decodes an event it frees one of the same
//! kind, so that the allocator reuses memory of the right size. The emptied [`Invocation`] goes to the router, which
//! uses its allocation for a later event.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{HandlerInput, Invocation};
use crate::event::EventKind;

/// Events of batches with fewer messages are not recycled: the bookkeeping would cost more than the allocations.
const MIN_BATCH: usize = 32;

/// The kinds that are recycled: the most frequent ones. They are small, and their types are not defined by the user.
const RECYCLED: [EventKind; 9] = [
    EventKind::MemberUpdate,
    EventKind::MessageCreate,
    EventKind::MessageDelete,
    EventKind::MessageUpdate,
    EventKind::PresenceUpdate,
    EventKind::ReactionAdd,
    EventKind::ReactionRemove,
    EventKind::TypingStart,
    EventKind::VoiceStateUpdate,
];

/// Invocations by kind, in the order of [`RECYCLED`].
type ByKind = [Vec<Arc<Invocation>>; RECYCLED.len()];

/// The position of `kind` in [`RECYCLED`].
fn index_of_kind(kind: EventKind) -> Option<usize> {
    RECYCLED.iter().position(|recycled| *recycled == kind)
}

fn index_of(invocation: &Invocation) -> Option<usize> {
    match &invocation.input {
        HandlerInput::Event(event) => index_of_kind(event.kind()),
        _ => None,
    }
}

/// Whether the event of `invocation` is of a kind that is recycled.
pub(crate) fn is_recycled(invocation: &Invocation) -> bool {
    index_of(invocation).is_some()
}

/// The shard's side: takes the returned events and frees them.
#[derive(Debug)]
pub(crate) struct Recycler {
    return_path: ReturnPath,
    /// Returned events that are not freed yet.
    by_kind: ByKind,
    /// Invocations whose events were freed, for the router.
    empty: Vec<Arc<Invocation>>,
    /// The number of messages in recent batches.
    recent_batch: usize,
}

impl Recycler {
    /// The recycler of the shard that `return_path` leads to.
    pub(crate) fn of(return_path: ReturnPath) -> Self {
        Self { return_path, by_kind: ByKind::default(), empty: Vec::new(), recent_batch: 0 }
    }

    /// Begins a batch of so many messages: takes the returned events, about as many as the batch will free, and sets
    /// how many may be returned for the next batch: twice the number of messages. Since batches differ in size, the
    /// number of messages is not taken as it is: it decreases by at most half from one batch to the next.
    pub(crate) fn begin(&mut self, messages: usize) {
        self.recent_batch = messages.max(self.recent_batch / 2);
        if self.recent_batch < MIN_BATCH {
            self.by_kind = ByKind::default();
        }
        let mut returned = self.return_path.returned();
        returned.free_slots = if self.recent_batch < MIN_BATCH { 0 } else { 2 * self.recent_batch };
        mem::swap(&mut returned.by_kind, &mut self.by_kind);
    }

    /// Frees a returned event of this kind. Called before the shard decodes an event of the kind.
    pub(crate) fn free_one(&mut self, kind: EventKind) {
        let returned = index_of_kind(kind).and_then(|index| self.by_kind.get_mut(index));
        let Some(mut invocation) = returned.and_then(Vec::pop) else { return };
        if let Some(inside) = Arc::get_mut(&mut invocation) {
            inside.clear();
            self.empty.push(invocation);
        }
    }

    /// Ends the batch: frees the remaining events, and passes the empty invocations to the router. If the router has
    /// not taken the previous ones yet, the number of those that wait is limited to about two batches.
    pub(crate) fn end(&mut self) {
        self.by_kind.iter_mut().for_each(Vec::clear);
        let most = 2 * self.recent_batch;
        let mut returned = self.return_path.returned();
        if returned.empty.is_empty() {
            mem::swap(&mut returned.empty, &mut self.empty);
        } else if returned.empty.len() < most {
            returned.empty.append(&mut self.empty);
        }
        drop(returned);
        self.empty.clear();
    }
}

impl Drop for Recycler {
    fn drop(&mut self) {
        let mut returned = self.return_path.returned();
        returned.free_slots = 0;
        // The invocations hold references to this return path. Unless they are taken out, the cycle would never be
        // freed.
        let remaining = (mem::take(&mut returned.by_kind), mem::take(&mut returned.empty));
        drop(returned);
        drop(remaining);
    }
}

/// Leads from an event back to the shard that decoded it.
#[derive(Clone, Default)]
pub(crate) struct ReturnPath(Arc<Mutex<Returned>>);

#[derive(Default)]
struct Returned {
    /// How many more events may be returned.
    free_slots: usize,
    by_kind: ByKind,
    empty: Vec<Arc<Invocation>>,
}

impl ReturnPath {
    /// Replaces `empty`, which should be empty, with the invocations whose events were freed.
    pub(crate) fn take_empty(&self, empty: &mut Vec<Arc<Invocation>>) {
        mem::swap(&mut self.returned().empty, empty);
    }

    fn returned(&self) -> MutexGuard<'_, Returned> {
        // No event is freed under this lock, and the data is consistent at every point that could panic: a poisoned
        // lock can be used.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns this shard's invocations from the end of `invocations`, up to the first of another shard. Those that are
    /// too many are freed here.
    fn return_last(&self, invocations: &mut Vec<Arc<Invocation>>) {
        let mut returned = self.returned();
        while returned.free_slots > 0
            && let Some(invocation) = invocations.pop_if(|invocation| self.is_of(invocation))
        {
            let Some(same_kind) = index_of(&invocation).and_then(|index| returned.by_kind.get_mut(index)) else {
                drop(returned);
                return;
            };
            same_kind.push(invocation);
            returned.free_slots -= 1;
        }
        drop(returned);
        while invocations.pop_if(|invocation| self.is_of(invocation)).is_some() {}
    }

    fn is_of(&self, invocation: &Invocation) -> bool {
        invocation.return_path.as_ref().is_some_and(|other| Arc::ptr_eq(&self.0, &other.0))
    }
}

impl fmt::Debug for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReturnPath").field("free_slots", &self.returned().free_slots).finish()
    }
}

/// Puts `invocation` into an `Arc`: into an allocation from `empty`, or into a new one if there is none.
pub(crate) fn share(invocation: Invocation, empty: &mut Vec<Arc<Invocation>>) -> Arc<Invocation> {
    if let Some(mut reused) = empty.pop()
        && let Some(inside) = Arc::get_mut(&mut reused)
    {
        *inside = invocation;
        return reused;
    }
    Arc::new(invocation)
}

/// Returns all invocations to their shards. Those without a return path are freed here.
pub(crate) fn return_all(invocations: &mut Vec<Arc<Invocation>>) {
    while let Some(last) = invocations.last() {
        match last.return_path.clone() {
            Some(return_path) => return_path.return_last(invocations),
            None => {
                invocations.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Weak, time::Duration};

    use super::*;
    use crate::{
        context::ContextFactory,
        event::Event,
        gateway::{Intents, Token},
        handle::BotHandle,
        rest::{Http, HttpConfig},
        state::{BotState, CallTag, Services, Subscriptions},
    };

    fn contexts() -> ContextFactory {
        let http = Http::new(HttpConfig::new(Token::new("a.b.c").unwrap())).unwrap();
        let state = BotState::new(Intents::empty(), Duration::ZERO, Arc::new(Subscriptions::default()), None);
        let handle = BotHandle::new(tokio::sync::mpsc::channel(1).0, Arc::new(state));
        let services = Services {
            http,
            #[cfg(feature = "cache")]
            cache: crate::cache::Cache::new(crate::cache::CacheConfig::none()),
            handlers: Arc::new([]),
            session: None,
        };
        ContextFactory::new(services, handle)
    }

    /// An invocation of the recycler's shard, and a weak reference that shows whether it has been freed.
    fn invocation(recycler: &Recycler, kind: EventKind) -> (Arc<Invocation>, Weak<Invocation>) {
        let json = r#"{"id":"1","channel_id":"2","user_id":"3","timestamp":0}"#;
        let invocation = Arc::new(Invocation {
            context: contexts().context(0, CallTag::event(kind)),
            input: HandlerInput::Event(Event::decode(kind, json.as_bytes()).unwrap()),
            ticket: None,
            return_path: Some(recycler.return_path.clone()),
        });
        let weak = Arc::downgrade(&invocation);
        (invocation, weak)
    }

    fn count_alive(of: &[Weak<Invocation>]) -> usize {
        of.iter().filter(|invocation| invocation.strong_count() > 0).count()
    }

    fn return_new(recycler: &[&Recycler], kind: EventKind, count: usize) -> Vec<Weak<Invocation>> {
        let (mut invocations, weak): (Vec<_>, Vec<_>) =
            (0..count).flat_map(|_| recycler.iter().map(|recycler| invocation(recycler, kind))).unzip();
        return_all(&mut invocations);
        assert!(invocations.is_empty());
        weak
    }

    #[test]
    fn one_event_is_freed_for_each_of_its_kind_and_the_rest_at_the_end_of_the_batch() {
        let mut recycler = Recycler::of(ReturnPath::default());
        recycler.begin(40);
        let typing = return_new(&[&recycler], EventKind::TypingStart, 3);
        let deleted = return_new(&[&recycler], EventKind::MessageDelete, 2);
        assert_eq!((count_alive(&typing), count_alive(&deleted)), (3, 2));
        recycler.begin(40);
        recycler.free_one(EventKind::TypingStart);
        recycler.free_one(EventKind::MessageCreate);
        recycler.free_one(EventKind::GuildCreate);
        assert_eq!((count_alive(&typing), count_alive(&deleted)), (2, 2));
        recycler.end();
        assert_eq!((count_alive(&typing), count_alive(&deleted)), (0, 0));
    }

    #[test]
    fn empty_invocations_go_to_the_router_and_are_reused() {
        let mut recycler = Recycler::of(ReturnPath::default());
        let return_path = recycler.return_path.clone();
        recycler.begin(40);
        let mut invocations: Vec<_> = (0..3).map(|_| invocation(&recycler, EventKind::TypingStart).0).collect();
        let addresses: Vec<_> = invocations.iter().map(Arc::as_ptr).collect();
        // Another owner has a reference to one of them.
        let held = Arc::clone(&invocations[0]);
        return_all(&mut invocations);
        recycler.begin(40);
        (0..3).for_each(|_| recycler.free_one(EventKind::TypingStart));
        let mut empty = Vec::new();
        return_path.take_empty(&mut empty);
        assert!(empty.is_empty(), "the batch is not over");
        recycler.end();
        return_path.take_empty(&mut empty);
        assert_eq!(empty.len(), 2);
        for old in &empty {
            assert!(
                matches!(&old.input, HandlerInput::Raw { name, json } if name.is_empty() && json.is_empty()),
                "{old:?}"
            );
            assert!(old.return_path.is_none() && old.ticket.is_none());
        }
        let another = || Arc::into_inner(invocation(&recycler, EventKind::MessageDelete).0).unwrap();
        for _ in 0..2 {
            let new = share(another(), &mut empty);
            assert!(addresses[1..].contains(&Arc::as_ptr(&new)));
            assert!(matches!(&new.input, HandlerInput::Event(event) if event.kind() == EventKind::MessageDelete));
        }
        let new = share(another(), &mut empty);
        assert!(!Arc::ptr_eq(&new, &held), "an invocation in use was reused");
    }

    /// If the router is slow or has ended.
    #[test]
    fn empty_invocations_that_are_not_taken_are_limited_and_freed_with_the_shard() {
        let mut recycler = Recycler::of(ReturnPath::default());
        let return_path = recycler.return_path.clone();
        for _ in 0..20 {
            recycler.begin(40);
            let mut invocations: Vec<_> = (0..40).map(|_| invocation(&recycler, EventKind::TypingStart).0).collect();
            return_all(&mut invocations);
            recycler.begin(40);
            (0..40).for_each(|_| recycler.free_one(EventKind::TypingStart));
            recycler.end();
        }
        let waiting = return_path.returned().empty.len();
        assert!((40..=120).contains(&waiting), "{waiting}");
        drop(recycler);
        assert!(return_path.returned().empty.is_empty());
    }

    #[test]
    fn each_event_returns_to_its_own_shard() {
        let (mut one, mut other) = (Recycler::of(ReturnPath::default()), Recycler::of(ReturnPath::default()));
        one.begin(40);
        other.begin(40);
        let mixed = return_new(&[&one, &other], EventKind::TypingStart, 5);
        one.begin(40);
        one.end();
        assert_eq!(count_alive(&mixed), 5);
        other.begin(40);
        other.end();
        assert_eq!(count_alive(&mixed), 0);
    }

    #[test]
    fn the_number_of_returned_events_is_limited_by_the_batch_size() {
        let mut recycler = Recycler::of(ReturnPath::default());
        assert_eq!(count_alive(&return_new(&[&recycler], EventKind::TypingStart, 1)), 0);
        recycler.begin(MIN_BATCH);
        assert_eq!(count_alive(&return_new(&[&recycler], EventKind::TypingStart, 3 * MIN_BATCH)), 2 * MIN_BATCH);
        // A shard whose batches have become small accepts no events.
        (0..3).for_each(|_| {
            recycler.begin(1);
            recycler.end();
        });
        assert_eq!(count_alive(&return_new(&[&recycler], EventKind::TypingStart, 1)), 0);
    }

    #[test]
    fn returned_events_are_freed_with_the_shard() {
        let mut recycler = Recycler::of(ReturnPath::default());
        recycler.begin(40);
        let returned = return_new(&[&recycler], EventKind::TypingStart, 3);
        let (late, weak) = invocation(&recycler, EventKind::TypingStart);
        drop(recycler);
        assert_eq!(count_alive(&returned), 0);
        return_all(&mut vec![late]);
        assert_eq!(count_alive(&[weak]), 0);
    }
}
