//! A queue with one reader who waits, and writers who never do.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Writers decide what a full queue means; see the methods that push.
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
        // No user code runs under this lock, and the queue is whole at every point.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item however many there are. Whoever pushes sees to it that there are not too many.
    pub(crate) fn push(&self, item: T) -> Option<Waker> {
        let mut state = self.lock();
        state.add(item)
    }

    /// Adds an item; one that finds `capacity` items before it is lost and counted as missed.
    pub(crate) fn push_or_lose(&self, item: T, capacity: usize) -> Option<Waker> {
        let mut state = self.lock();
        if state.items.len() >= capacity {
            state.missed += 1;
            return None;
        }
        state.add(item)
    }

    /// Adds an item; if there are `capacity` items before it, the oldest is lost and counted as missed.
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

    /// Takes no more items. Those that wait can still be read.
    pub(crate) fn close(&self) -> Option<Waker> {
        let mut state = self.lock();
        state.closed = true;
        state.reader.take()
    }

    /// Takes no more items, and forgets those that wait.
    pub(crate) fn clear(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.reader = None;
        let items = std::mem::take(&mut state.items);
        drop(state);
        // The last shares of events may end here: not under the lock.
        drop(items);
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().items.len()
    }

    /// How many items were lost since this was asked last.
    pub(crate) fn take_missed(&self) -> u64 {
        std::mem::take(&mut self.lock().missed)
    }

    /// How many items were lost since they were last [taken](Self::take_missed).
    pub(crate) fn missed(&self) -> u64 {
        self.lock().missed
    }
}

impl<T> State<T> {
    /// Adds an item, unless the queue is closed, and says who is to be woken: outside of the lock.
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
    fn a_full_queue_loses_the_newest_or_the_oldest() {
        let (newest, oldest) = (Queue::default(), Queue::default());
        for item in 0..5 {
            newest.push_or_lose(item, 3);
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
        assert!(queue.push(1).is_none(), "nobody waits");
        assert_eq!(pop(&queue), Poll::Ready(Some(1)));
        assert_eq!(pop(&queue), Poll::Pending);
        assert!(queue.push(2).is_some());
        assert!(queue.push(3).is_none(), "it is awake");
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
