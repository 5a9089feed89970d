//! The way back of what handlers were called for, to the thread that made it.
//!
//! Allocators keep a heap for each thread. Memory that one thread takes and another gives back makes both wait for each other, and ends on heaps
//! where it does not help. So a shard with many events has the [light](LIGHT) ones brought back once their handlers have seen them, and frees one of a kind
//! before it makes another of that kind: what it takes is then of the size that it has just given. What such an event was handed round in is emptied and goes on
//! to the router, for the next.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::call::{Cue, Scene};
use crate::event::EventKind;

/// A batch of fewer messages is no stream worth the way.
const FEW: usize = 32;

/// The events of which there are most. They are small, and none is of a user's type.
const LIGHT: [EventKind; 9] = [
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
type Shelves = [Vec<Arc<Scene>>; LIGHT.len()];

fn shelf(kind: EventKind) -> Option<usize> {
    LIGHT.iter().position(|light| *light == kind)
}

fn shelf_of(scene: &Scene) -> Option<usize> {
    match &scene.cue {
        Cue::Event(event) => shelf(event.kind()),
        _ => None,
    }
}

/// Whether a scene is one to bring back.
pub(super) fn is_light(scene: &Scene) -> bool {
    shelf_of(scene).is_some()
}

/// Where a shard finds what was brought back.
#[derive(Debug)]
pub(super) struct Spent {
    way_back: WayBack,
    /// What was found.
    shelves: Shelves,
    /// What is left of those that were freed.
    empty: Vec<Arc<Scene>>,
    /// How many messages a batch has of late.
    usual: usize,
}

impl Spent {
    /// Of the shard that this is the way back to.
    pub(super) fn of(way_back: WayBack) -> Self {
        Self { way_back, shelves: Shelves::default(), empty: Vec::new(), usual: 0 }
    }

    /// A batch of so many messages begins: about so much is to be freed along with it, and twice as much may be brought for the next. Batches
    /// differ, and what the last one had is not forgotten at once.
    pub(super) fn begin(&mut self, messages: usize) {
        self.usual = messages.max(self.usual / 2);
        if self.usual < FEW {
            self.shelves = Shelves::default();
        }
        let mut pile = self.way_back.pile();
        pile.room = if self.usual < FEW { 0 } else { 2 * self.usual };
        mem::swap(&mut pile.shelves, &mut self.shelves);
    }

    /// An event of this kind is about to be made.
    pub(super) fn free_one(&mut self, kind: EventKind) {
        let Some(mut scene) = shelf(kind).and_then(|shelf| self.shelves.get_mut(shelf)).and_then(Vec::pop) else {
            return;
        };
        if let Some(inside) = Arc::get_mut(&mut scene) {
            inside.strike();
            self.empty.push(scene);
        }
    }

    /// The batch is over, and the router is to have what is left of the events that were freed. It may be behind, but no more waits for it than for a batch or two.
    pub(super) fn end(&mut self) {
        self.shelves.iter_mut().for_each(Vec::clear);
        let most = 2 * self.usual;
        let mut pile = self.way_back.pile();
        if pile.empty.is_empty() {
            mem::swap(&mut pile.empty, &mut self.empty);
        } else if pile.empty.len() < most {
            pile.empty.append(&mut self.empty);
        }
        drop(pile);
        self.empty.clear();
    }
}

impl Drop for Spent {
    fn drop(&mut self) {
        let mut pile = self.way_back.pile();
        pile.room = 0;
        // What lies there knows the way here: it would hold itself forever.
        let left = (mem::take(&mut pile.shelves), mem::take(&mut pile.empty));
        drop(pile);
        drop(left);
    }
}

/// Leads from an event back to its shard.
#[derive(Clone, Default)]
pub(super) struct WayBack(Arc<Mutex<Pile>>);

#[derive(Default)]
struct Pile {
    /// For how many more.
    room: usize,
    shelves: Shelves,
    empty: Vec<Arc<Scene>>,
}

impl WayBack {
    /// Takes along what is left of events that were freed, in exchange for nothing.
    pub(super) fn take_empty(&self, empty: &mut Vec<Arc<Scene>>) {
        mem::swap(&mut self.pile().empty, empty);
    }

    fn pile(&self) -> MutexGuard<'_, Pile> {
        // Nothing is freed under this lock; the pile is whole at every point where a panic could strike.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings back what `scenes` ends with of this shard's. What there is no room for is freed here.
    fn bring(&self, scenes: &mut Vec<Arc<Scene>>) {
        let mut pile = self.pile();
        while pile.room > 0
            && let Some(scene) = scenes.pop_if(|scene| self.is_of(scene))
        {
            let Some(shelf) = shelf_of(&scene).and_then(|shelf| pile.shelves.get_mut(shelf)) else {
                drop(pile);
                return;
            };
            shelf.push(scene);
            pile.room -= 1;
        }
        drop(pile);
        while scenes.pop_if(|scene| self.is_of(scene)).is_some() {}
    }

    fn is_of(&self, scene: &Scene) -> bool {
        scene.way_back.as_ref().is_some_and(|other| Arc::ptr_eq(&self.0, &other.0))
    }
}

impl fmt::Debug for WayBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WayBack").field("room", &self.pile().room).finish()
    }
}

/// Shares a scene in what is left of another one, if there is such.
pub(super) fn share(scene: Scene, empty: &mut Vec<Arc<Scene>>) -> Arc<Scene> {
    if let Some(mut shared) = empty.pop()
        && let Some(inside) = Arc::get_mut(&mut shared)
    {
        *inside = scene;
        return shared;
    }
    Arc::new(scene)
}

/// Brings everything back to where it came from, or frees it here if it knows no way.
pub(super) fn bring_back(scenes: &mut Vec<Arc<Scene>>) {
    while let Some(last) = scenes.last() {
        match last.way_back.clone() {
            Some(way_back) => way_back.bring(scenes),
            None => {
                scenes.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Weak, time::Duration};

    use super::*;
    use crate::{
        collect::Audience,
        context::Backstage,
        event::Event,
        gateway::{Intents, Token},
        handle::{BotHandle, Shared},
        rest::{Http, HttpConfig},
    };

    fn backstage() -> Backstage {
        let http = Http::new(HttpConfig::new(Token::new("a.b.c").unwrap())).unwrap();
        let shared = Shared::new(Intents::empty(), Duration::ZERO, Arc::new(Audience::default()), None);
        let handle = BotHandle::new(tokio::sync::mpsc::channel(1).0, Arc::new(shared));
        #[cfg(feature = "cache")]
        return Backstage::new(http, crate::cache::Cache::new(crate::cache::CacheConfig::none()), handle);
        #[cfg(not(feature = "cache"))]
        Backstage::new(http, handle)
    }

    /// An event of a shard, and a way to tell whether it has been freed.
    fn scene(spent: &Spent, kind: EventKind) -> (Arc<Scene>, Weak<Scene>) {
        let json = r#"{"id":"1","channel_id":"2","user_id":"3","timestamp":0}"#;
        let scene = Arc::new(Scene {
            context: backstage().context(0),
            cue: Cue::Event(Event::decode(kind, json.as_bytes()).unwrap()),
            ticket: None,
            way_back: Some(spent.way_back.clone()),
        });
        let weak = Arc::downgrade(&scene);
        (scene, weak)
    }

    fn left(of: &[Weak<Scene>]) -> usize {
        of.iter().filter(|scene| scene.strong_count() > 0).count()
    }

    fn bring(spent: &[&Spent], kind: EventKind, count: usize) -> Vec<Weak<Scene>> {
        let (mut scenes, weak): (Vec<_>, Vec<_>) =
            (0..count).flat_map(|_| spent.iter().map(|spent| scene(spent, kind))).unzip();
        bring_back(&mut scenes);
        assert!(scenes.is_empty());
        weak
    }

    #[test]
    fn one_is_freed_before_another_of_its_kind_and_the_rest_at_the_end() {
        let mut spent = Spent::of(WayBack::default());
        spent.begin(40);
        let typing = bring(&[&spent], EventKind::TypingStart, 3);
        let deleted = bring(&[&spent], EventKind::MessageDelete, 2);
        assert_eq!((left(&typing), left(&deleted)), (3, 2));
        spent.begin(40);
        spent.free_one(EventKind::TypingStart);
        spent.free_one(EventKind::MessageCreate);
        spent.free_one(EventKind::GuildCreate);
        assert_eq!((left(&typing), left(&deleted)), (2, 2));
        spent.end();
        assert_eq!((left(&typing), left(&deleted)), (0, 0));
    }

    #[test]
    fn what_is_left_of_an_event_goes_to_the_router_and_is_used_again() {
        let mut spent = Spent::of(WayBack::default());
        let way_back = spent.way_back.clone();
        spent.begin(40);
        let mut scenes: Vec<_> = (0..3).map(|_| scene(&spent, EventKind::TypingStart).0).collect();
        let places: Vec<_> = scenes.iter().map(Arc::as_ptr).collect();
        // Somebody else holds a share of one.
        let held = Arc::clone(&scenes[0]);
        bring_back(&mut scenes);
        spent.begin(40);
        (0..3).for_each(|_| spent.free_one(EventKind::TypingStart));
        let mut empty = Vec::new();
        way_back.take_empty(&mut empty);
        assert!(empty.is_empty(), "the batch is not over");
        spent.end();
        way_back.take_empty(&mut empty);
        assert_eq!(empty.len(), 2);
        for old in &empty {
            assert!(matches!(&old.cue, Cue::Raw { name, json } if name.is_empty() && json.is_empty()), "{old:?}");
            assert!(old.way_back.is_none() && old.ticket.is_none());
        }
        let another = || Arc::into_inner(scene(&spent, EventKind::MessageDelete).0).unwrap();
        for _ in 0..2 {
            let new = share(another(), &mut empty);
            assert!(places[1..].contains(&Arc::as_ptr(&new)));
            assert!(matches!(&new.cue, Cue::Event(event) if event.kind() == EventKind::MessageDelete));
        }
        let new = share(another(), &mut empty);
        assert!(!Arc::ptr_eq(&new, &held), "nothing was left for it");
    }

    /// A router that is behind, or has left.
    #[test]
    fn what_nobody_fetches_does_not_grow_and_does_not_outlive_its_shard() {
        let mut spent = Spent::of(WayBack::default());
        let way_back = spent.way_back.clone();
        for _ in 0..20 {
            spent.begin(40);
            let mut scenes: Vec<_> = (0..40).map(|_| scene(&spent, EventKind::TypingStart).0).collect();
            bring_back(&mut scenes);
            spent.begin(40);
            (0..40).for_each(|_| spent.free_one(EventKind::TypingStart));
            spent.end();
        }
        let waiting = way_back.pile().empty.len();
        assert!((40..=120).contains(&waiting), "{waiting}");
        drop(spent);
        assert!(way_back.pile().empty.is_empty());
    }

    #[test]
    fn each_goes_to_its_own_shard() {
        let (mut one, mut other) = (Spent::of(WayBack::default()), Spent::of(WayBack::default()));
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
        let mut spent = Spent::of(WayBack::default());
        assert_eq!(left(&bring(&[&spent], EventKind::TypingStart, 1)), 0);
        spent.begin(FEW);
        assert_eq!(left(&bring(&[&spent], EventKind::TypingStart, 3 * FEW)), 2 * FEW);
        // Nothing lies about at a shard that has become quiet.
        (0..3).for_each(|_| {
            spent.begin(1);
            spent.end();
        });
        assert_eq!(left(&bring(&[&spent], EventKind::TypingStart, 1)), 0);
    }

    #[test]
    fn nothing_outlives_its_shard() {
        let mut spent = Spent::of(WayBack::default());
        spent.begin(40);
        let brought = bring(&[&spent], EventKind::TypingStart, 3);
        let (late, weak) = scene(&spent, EventKind::TypingStart);
        drop(spent);
        assert_eq!(left(&brought), 0);
        bring_back(&mut vec![late]);
        assert_eq!(left(&[weak]), 0);
    }
}
