//! [`Queue`]: a queue with one reader, which waits for items, and writers, which do not wait.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// The methods that push differ in what happens when the queue is full. They return the waker of the reader if it
/// waits; the caller wakes it after it has released its own locks.
#[derive(Debug)]
pub(crate) struct Queue<T>(Mutex<State<T>>);

#[derive(Debug)]
struct State<T> {
    items: VecDeque<T>,
    missed: u64,
    closed: bool,
    reader: Option<Waker>,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self(Mutex::new(State { items: VecDeque::new(), missed: 0, closed: false, reader: None }))
    }
}

impl<T> Queue<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // No code of the user runs under this lock, and each change is complete before anything that can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item without a bound. The caller bounds the number of items.
    pub(crate) fn push(&self, item: T) -> Option<Waker> {
        let mut state = self.lock();
        state.add(item)
    }

    /// Adds an item, or drops it and counts it as missed if there are `capacity` items.
    pub(crate) fn push_or_drop(&self, item: T, capacity: usize) -> Option<Waker> {
        let mut state = self.lock();
        if state.items.len() >= capacity {
            state.missed += 1;
            return None;
        }
        state.add(item)
    }

    /// Adds an item. If there are `capacity` items before, the oldest is dropped and counted as missed.
    pub(crate) fn push_over_oldest(&self, item: T, capacity: usize) -> Option<Waker> {
        let mut state = self.lock();
        if state.items.len() >= capacity && !state.closed {
            state.items.pop_front();
            state.missed += 1;
        }
        state.add(item)
    }

    /// The next item; `None` once the queue is closed and empty.
    pub(crate) fn poll_pop(&self, task: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.lock();
        if let Some(item) = state.items.pop_front() {
            return Poll::Ready(Some(item));
        }
        if state.closed {
            return Poll::Ready(None);
        }
        match &mut state.reader {
            Some(reader) => reader.clone_from(task.waker()),
            reader => *reader = Some(task.waker().clone()),
        }
        Poll::Pending
    }

    /// Closes the queue: later items are dropped, those in it can still be read.
    pub(crate) fn close(&self) -> Option<Waker> {
        let mut state = self.lock();
        state.closed = true;
        state.reader.take()
    }

    /// Closes the queue and drops its items.
    pub(crate) fn clear(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.reader = None;
        let items = std::mem::take(&mut state.items);
        drop(state);
        // Outside of the lock, since dropping the last reference to an event can take long.
        drop(items);
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().items.len()
    }

    /// How many items were dropped since the last call.
    pub(crate) fn take_missed(&self) -> u64 {
        std::mem::take(&mut self.lock().missed)
    }

    /// How many items were dropped since the last call of [`take_missed`](Self::take_missed).
    pub(crate) fn missed(&self) -> u64 {
        self.lock().missed
    }
}

impl<T> State<T> {
    /// Adds an item, unless the queue is closed. Returns the waker of the reader, to be woken outside of the lock.
    fn add(&mut self, item: T) -> Option<Waker> {
        if self.closed {
            return None;
        }
        self.items.push_back(item);
        self.reader.take()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::task::noop_waker_ref;

    use super::*;

    fn pop(queue: &Queue<u8>) -> Poll<Option<u8>> {
        queue.poll_pop(&mut Context::from_waker(noop_waker_ref()))
    }

    #[test]
    fn a_full_queue_drops_the_newest_or_the_oldest() {
        let (newest, oldest) = (Queue::default(), Queue::default());
        for item in 0..5 {
            newest.push_or_drop(item, 3);
            oldest.push_over_oldest(item, 3);
        }
        assert_eq!((newest.take_missed(), newest.take_missed()), (2, 0));
        assert_eq!((oldest.missed(), oldest.take_missed(), oldest.missed()), (2, 2, 0));
        let all = |queue: &Queue<u8>| -> Vec<u8> {
            std::iter::from_fn(|| match pop(queue) {
                Poll::Ready(item) => item,
                Poll::Pending => None,
            })
            .collect()
        };
        assert_eq!((all(&newest), all(&oldest)), (vec![0, 1, 2], vec![2, 3, 4]));
    }

    #[test]
    fn the_reader_is_woken_once_for_each_time_it_waits() {
        let queue = Queue::default();
        assert!(queue.push(1).is_none(), "the reader does not wait");
        assert_eq!(pop(&queue), Poll::Ready(Some(1)));
        assert_eq!(pop(&queue), Poll::Pending);
        assert!(queue.push(2).is_some());
        assert!(queue.push(3).is_none(), "the reader was woken already");
    }

    #[test]
    fn a_closed_queue_can_be_read_to_its_end() {
        let queue = Queue::default();
        queue.push(1);
        assert_eq!((pop(&queue), pop(&queue)), (Poll::Ready(Some(1)), Poll::Pending));
        queue.push(2);
        assert!(queue.close().is_none());
        queue.push(3);
        assert_eq!((queue.len(), pop(&queue), pop(&queue)), (1, Poll::Ready(Some(2)), Poll::Ready(None)));
        let queue = Queue::default();
        queue.push(1);
        queue.clear();
        assert_eq!(pop(&queue), Poll::Ready(None));
    }
}
