//! [`Awaited`]: the calls that wait for the use of a component of their message.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::oneshot;

use crate::{
    clock::Clock,
    model::{InteractionId, MessageId},
};

/// The message whose components are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The message with this id.
    Message(MessageId),
    /// Any message that answers this interaction.
    AnswerTo(InteractionId),
}

type Filter<T> = Box<dyn FnMut(&T) -> bool + Send>;

struct Waiter<T> {
    id: u64,
    place: Place,
    filter: Filter<T>,
    found: oneshot::Sender<T>,
}

/// The calls that wait for the use of a component.
pub(crate) struct Awaited<T>(Mutex<Waiters<T>>);

struct Waiters<T> {
    next: u64,
    all: Vec<Waiter<T>>,
}

impl<T> Default for Awaited<T> {
    fn default() -> Self {
        Self(Mutex::new(Waiters { next: 0, all: Vec::new() }))
    }
}

impl<T> fmt::Debug for Awaited<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Awaited").field("waiting", &self.lock().all.len()).finish()
    }
}

/// What became of the use of a component.
#[derive(Debug)]
pub(crate) enum Offered<T> {
    /// A call took it.
    Taken,
    /// Calls wait for this message, and none of them accepts this use.
    Declined(T),
    /// No call waits for this message.
    NotAwaited,
}

/// A wait for the use of a component. It ends when this is dropped.
pub(crate) struct Wait<'a, T> {
    awaited: &'a Awaited<T>,
    id: u64,
    found: oneshot::Receiver<T>,
}

impl<T> Wait<'_, T> {
    /// The use, or `None` if there is none within `timeout`.
    pub(crate) async fn found(mut self, clock: &Clock, timeout: Duration) -> Option<T> {
        tokio::select! {
            found = &mut self.found => found.ok(),
            () = clock.sleep_until(clock.now() + timeout) => None,
        }
    }
}

impl<T> Drop for Wait<'_, T> {
    fn drop(&mut self) {
        self.awaited.remove(self.id);
    }
}

impl<T> Awaited<T> {
    /// Begins to wait for a use of a component at `place` that `filter` accepts.
    pub(crate) fn add(&self, place: Place, filter: impl FnMut(&T) -> bool + Send + 'static) -> Wait<'_, T> {
        let (found, receiver) = oneshot::channel();
        let mut waiters = self.lock();
        waiters.next += 1;
        let id = waiters.next;
        waiters.all.push(Waiter { id, place, filter: Box::new(filter), found });
        Wait { awaited: self, id, found: receiver }
    }

    fn remove(&self, id: u64) {
        self.lock().all.retain(|waiter| waiter.id != id);
    }

    /// Offers a use to the calls that wait at one of `places`, in the order in which they began to wait. `make` makes
    /// the use, and is called only if a call waits there.
    pub(crate) fn offer(&self, places: &[Place], make: impl FnOnce() -> T) -> Offered<T> {
        // The filters are the user's code: they run while the list is not locked.
        let mut asked: Vec<Waiter<T>> = {
            let mut waiters = self.lock();
            waiters.all.retain(|waiter| !waiter.found.is_closed());
            waiters.all.extract_if(.., |waiter| places.contains(&waiter.place)).collect()
        };
        if asked.is_empty() {
            return Offered::NotAwaited;
        }
        let used = make();
        let position = asked.iter_mut().position(|waiter| (waiter.filter)(&used));
        let taker = position.map(|at| asked.remove(at));
        self.lock().all.append(&mut asked);
        match taker {
            Some(waiter) => match waiter.found.send(used) {
                Ok(()) => Offered::Taken,
                Err(_) => Offered::NotAwaited,
            },
            None => Offered::Declined(used),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiters<T>> {
        // A panic cannot leave the list half changed: each change is one call of a method of `Vec`.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place = Place::Message(MessageId::new(1));
    const ELSEWHERE: Place = Place::AnswerTo(InteractionId::new(1));

    #[test]
    fn the_first_wait_that_accepts_takes_it() {
        let awaited = Awaited::<u8>::default();
        let mut small = awaited.add(HERE, |used| *used < 10);
        let mut any = awaited.add(HERE, |_| true);
        assert!(matches!(awaited.offer(&[HERE], || 20), Offered::Taken));
        assert_eq!(any.found.try_recv().unwrap(), 20);
        assert!(matches!(awaited.offer(&[HERE], || 20), Offered::Declined(20)));
        let unmade = || unreachable!("nothing waits there");
        assert!(matches!(awaited.offer(&[ELSEWHERE], unmade), Offered::NotAwaited));
        assert!(matches!(awaited.offer(&[ELSEWHERE, HERE], || 2), Offered::Taken));
        assert_eq!(small.found.try_recv().unwrap(), 2);
    }

    #[test]
    fn waits_that_have_ended_are_not_asked() {
        let awaited = Awaited::<u8>::default();
        drop(awaited.add(HERE, |_| true));
        assert!(matches!(awaited.offer(&[HERE], || 1), Offered::NotAwaited));
    }

    #[tokio::test]
    async fn a_wait_ends_at_its_timeout() {
        let awaited = Awaited::<u8>::default();
        assert_eq!(awaited.add(HERE, |_| true).found(&Clock::default(), Duration::ZERO).await, None);
        assert!(matches!(awaited.offer(&[HERE], || 1), Offered::NotAwaited));
    }
}
