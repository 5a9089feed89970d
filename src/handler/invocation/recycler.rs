//! The way back of what handlers were called for, to the thread that made it.
//!
//! Allocators keep a heap for each thread. Memory that one thread takes and another gives back makes both wait for each other, and ends on heaps
//! where it does not help. So a shard with many events has the [light](RECYCLED) ones brought back once their handlers have seen them, and frees one of a kind
//! before it makes another of that kind: what it takes is then of the size that it has just given. What such an event was handed round in is emptied and goes on
//! to the router, for the next.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{HandlerInput, Invocation};
use crate::event::EventKind;

/// A batch of fewer messages is no stream worth the way.
const FEW: usize = 32;

/// The events of which there are most. They are small, and none is of a user's type.
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

/// Events of each of the light kinds.
type ByKind = [Vec<Arc<Invocation>>; RECYCLED.len()];

fn place(kind: EventKind) -> Option<usize> {
    RECYCLED.iter().position(|light| *light == kind)
}

fn place_of(invocation: &Invocation) -> Option<usize> {
    match &invocation.input {
        HandlerInput::Event(event) => place(event.kind()),
        _ => None,
    }
}

/// Whether a invocation is one to bring back.
pub(crate) fn is_recycled(invocation: &Invocation) -> bool {
    place_of(invocation).is_some()
}

/// Where a shard finds what was brought back.
#[derive(Debug)]
pub(crate) struct Recycler {
    return_path: ReturnPath,
    /// What was found.
    by_kind: ByKind,
    /// What is left of those that were freed.
    empty: Vec<Arc<Invocation>>,
    /// How many messages a batch has of late.
    usual: usize,
}

impl Recycler {
    /// Of the shard that this is the way back to.
    pub(crate) fn of(return_path: ReturnPath) -> Self {
        Self { return_path, by_kind: ByKind::default(), empty: Vec::new(), usual: 0 }
    }

    /// A batch of so many messages begins: about so much is to be freed along with it, and twice as much may be brought for the next. Batches
    /// differ, and what the last one had is not forgotten at once.
    pub(crate) fn begin(&mut self, messages: usize) {
        self.usual = messages.max(self.usual / 2);
        if self.usual < FEW {
            self.by_kind = ByKind::default();
        }
        let mut returned = self.return_path.returned();
        returned.room = if self.usual < FEW { 0 } else { 2 * self.usual };
        mem::swap(&mut returned.by_kind, &mut self.by_kind);
    }

    /// An event of this kind is about to be made.
    pub(crate) fn free_one(&mut self, kind: EventKind) {
        let Some(mut invocation) = place(kind).and_then(|place| self.by_kind.get_mut(place)).and_then(Vec::pop) else {
            return;
        };
        if let Some(inside) = Arc::get_mut(&mut invocation) {
            inside.clear();
            self.empty.push(invocation);
        }
    }

    /// The batch is over, and the router is to have what is left of the events that were freed. It may be behind, but no more waits for it than for a batch or two.
    pub(crate) fn end(&mut self) {
        self.by_kind.iter_mut().for_each(Vec::clear);
        let most = 2 * self.usual;
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
        returned.room = 0;
        // What lies there knows the way here: it would hold itself forever.
        let left = (mem::take(&mut returned.by_kind), mem::take(&mut returned.empty));
        drop(returned);
        drop(left);
    }
}

/// Leads from an event back to its shard.
#[derive(Clone, Default)]
pub(crate) struct ReturnPath(Arc<Mutex<Returned>>);

#[derive(Default)]
struct Returned {
    /// For how many more.
    room: usize,
    by_kind: ByKind,
    empty: Vec<Arc<Invocation>>,
}

impl ReturnPath {
    /// Takes along what is left of events that were freed, in exchange for nothing.
    pub(crate) fn take_empty(&self, empty: &mut Vec<Arc<Invocation>>) {
        mem::swap(&mut self.returned().empty, empty);
    }

    fn returned(&self) -> MutexGuard<'_, Returned> {
        // Nothing is freed under this lock; the returned is whole at every point where a panic could strike.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings back what `invocations` ends with of this shard's. What there is no room for is freed here.
    fn bring(&self, invocations: &mut Vec<Arc<Invocation>>) {
        let mut returned = self.returned();
        while returned.room > 0
            && let Some(invocation) = invocations.pop_if(|invocation| self.is_of(invocation))
        {
            let Some(place) = place_of(&invocation).and_then(|place| returned.by_kind.get_mut(place)) else {
                drop(returned);
                return;
            };
            place.push(invocation);
            returned.room -= 1;
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
        f.debug_struct("ReturnPath").field("room", &self.returned().room).finish()
    }
}

/// Shares a invocation in what is left of another one, if there is such.
pub(crate) fn share(invocation: Invocation, empty: &mut Vec<Arc<Invocation>>) -> Arc<Invocation> {
    if let Some(mut state) = empty.pop()
        && let Some(inside) = Arc::get_mut(&mut state)
    {
        *inside = invocation;
        return state;
    }
    Arc::new(invocation)
}

/// Brings everything back to where it came from, or frees it here if it knows no way.
pub(crate) fn return_all(invocations: &mut Vec<Arc<Invocation>>) {
    while let Some(last) = invocations.last() {
        match last.return_path.clone() {
            Some(return_path) => return_path.bring(invocations),
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
        state::{BotState, Services, Subscriptions},
    };

    fn contexts() -> ContextFactory {
        let http = Http::new(HttpConfig::new(Token::new("a.b.c").unwrap())).unwrap();
        let state = BotState::new(Intents::empty(), Duration::ZERO, Arc::new(Subscriptions::default()), None);
        let handle = BotHandle::new(tokio::sync::mpsc::channel(1).0, Arc::new(state));
        let services = Services {
            http,
            #[cfg(feature = "cache")]
            cache: crate::cache::Cache::new(crate::cache::CacheConfig::none()),
        };
        ContextFactory::new(services, handle)
    }

    /// An event of a shard, and a way to tell whether it has been freed.
    fn invocation(recycler: &Recycler, kind: EventKind) -> (Arc<Invocation>, Weak<Invocation>) {
        let json = r#"{"id":"1","channel_id":"2","user_id":"3","timestamp":0}"#;
        let invocation = Arc::new(Invocation {
            context: contexts().context(0),
            input: HandlerInput::Event(Event::decode(kind, json.as_bytes()).unwrap()),
            ticket: None,
            return_path: Some(recycler.return_path.clone()),
        });
        let weak = Arc::downgrade(&invocation);
        (invocation, weak)
    }

    fn left(of: &[Weak<Invocation>]) -> usize {
        of.iter().filter(|invocation| invocation.strong_count() > 0).count()
    }

    fn bring(recycler: &[&Recycler], kind: EventKind, count: usize) -> Vec<Weak<Invocation>> {
        let (mut invocations, weak): (Vec<_>, Vec<_>) =
            (0..count).flat_map(|_| recycler.iter().map(|recycler| invocation(recycler, kind))).unzip();
        return_all(&mut invocations);
        assert!(invocations.is_empty());
        weak
    }

    #[test]
    fn one_is_freed_before_another_of_its_kind_and_the_rest_at_the_end() {
        let mut recycler = Recycler::of(ReturnPath::default());
        recycler.begin(40);
        let typing = bring(&[&recycler], EventKind::TypingStart, 3);
        let deleted = bring(&[&recycler], EventKind::MessageDelete, 2);
        assert_eq!((left(&typing), left(&deleted)), (3, 2));
        recycler.begin(40);
        recycler.free_one(EventKind::TypingStart);
        recycler.free_one(EventKind::MessageCreate);
        recycler.free_one(EventKind::GuildCreate);
        assert_eq!((left(&typing), left(&deleted)), (2, 2));
        recycler.end();
        assert_eq!((left(&typing), left(&deleted)), (0, 0));
    }

    #[test]
    fn what_is_left_of_an_event_goes_to_the_router_and_is_used_again() {
        let mut recycler = Recycler::of(ReturnPath::default());
        let return_path = recycler.return_path.clone();
        recycler.begin(40);
        let mut invocations: Vec<_> = (0..3).map(|_| invocation(&recycler, EventKind::TypingStart).0).collect();
        let places: Vec<_> = invocations.iter().map(Arc::as_ptr).collect();
        // Somebody else holds a share of one.
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
            assert!(places[1..].contains(&Arc::as_ptr(&new)));
            assert!(matches!(&new.input, HandlerInput::Event(event) if event.kind() == EventKind::MessageDelete));
        }
        let new = share(another(), &mut empty);
        assert!(!Arc::ptr_eq(&new, &held), "nothing was left for it");
    }

    /// A router that is behind, or has left.
    #[test]
    fn what_nobody_fetches_does_not_grow_and_does_not_outlive_its_shard() {
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
    fn each_goes_to_its_own_shard() {
        let (mut one, mut other) = (Recycler::of(ReturnPath::default()), Recycler::of(ReturnPath::default()));
        one.begin(40);
        other.begin(40);
        let mixed = bring(&[&one, &other], EventKind::TypingStart, 5);
        one.begin(40);
        one.end();
        assert_eq!(left(&mixed), 5);
        other.begin(40);
        other.end();
        assert_eq!(left(&mixed), 0);
    }

    #[test]
    fn there_is_room_for_as_much_as_comes() {
        let mut recycler = Recycler::of(ReturnPath::default());
        assert_eq!(left(&bring(&[&recycler], EventKind::TypingStart, 1)), 0);
        recycler.begin(FEW);
        assert_eq!(left(&bring(&[&recycler], EventKind::TypingStart, 3 * FEW)), 2 * FEW);
        // Nothing lies about at a shard that has become quiet.
        (0..3).for_each(|_| {
            recycler.begin(1);
            recycler.end();
        });
        assert_eq!(left(&bring(&[&recycler], EventKind::TypingStart, 1)), 0);
    }

    #[test]
    fn nothing_outlives_its_shard() {
        let mut recycler = Recycler::of(ReturnPath::default());
        recycler.begin(40);
        let brought = bring(&[&recycler], EventKind::TypingStart, 3);
        let (late, weak) = invocation(&recycler, EventKind::TypingStart);
        drop(recycler);
        assert_eq!(left(&brought), 0);
        return_all(&mut vec![late]);
        assert_eq!(left(&[weak]), 0);
    }
}
