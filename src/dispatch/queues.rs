//! [`Queues`]: the waiting calls, in order for each key. Pure.

use std::{
    collections::{VecDeque, hash_map::Entry},
    sync::Arc,
};

use rustc_hash::FxHashMap;

use crate::{handler::Invocation, state::OrderKey};

/// One call of one handler.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// Index of the handler.
    pub(super) handler: usize,
    pub(super) key: OrderKey,
    pub(super) invocation: Arc<Invocation>,
}

impl Job {
    /// The call has ended, or will not be made. If sessions are stored, this counts for its dispatch.
    pub(super) fn ended(&self) {
        if let Some(ticket) = &self.invocation.ticket {
            ticket.leave();
        }
    }
}

/// A handler and a key. Calls with the same ones run one after the other.
pub(super) type QueueKey = (usize, OrderKey);

/// The waiting calls, and the number of workers.
#[derive(Default)]
pub(super) struct Queues {
    /// For each key whose first call waits or runs: the calls after that one.
    by_key: FxHashMap<QueueKey, VecDeque<Job>>,
    /// The first calls of the keys that no worker has taken.
    ready: VecDeque<Job>,
    /// How many workers there are, not counting those whose handler waits.
    pub(super) workers: usize,
    /// How many workers have been spawned and have not started yet.
    pub(super) starting: usize,
    /// How many keys workers have taken so far.
    pub(super) taken: u64,
    /// Whether the check for stuck workers runs.
    pub(super) is_checked: bool,
}

impl Queues {
    /// Adds a call after the others of its key.
    pub(super) fn add(&mut self, job: Job) {
        // Without an order each call counts as a key of its own.
        if job.key == OrderKey::None {
            self.ready.push_back(job);
            return;
        }
        match self.by_key.entry((job.handler, job.key)) {
            Entry::Occupied(mut queue) => queue.get_mut().push_back(job),
            Entry::Vacant(queue) => {
                queue.insert(VecDeque::new());
                self.ready.push_back(job);
            }
        }
    }

    /// How many keys wait for a worker.
    pub(super) fn ready(&self) -> usize {
        self.ready.len()
    }

    /// Takes the first call of a key that no worker has.
    pub(super) fn take(&mut self) -> Option<Job> {
        let job = self.ready.pop_front()?;
        self.taken += 1;
        Some(job)
    }

    /// Counts workers that are about to be spawned, so that no others are spawned for the same calls.
    pub(super) fn start_workers(&mut self, count: usize) {
        self.workers += count;
        self.starting += count;
    }

    /// Takes more calls of a key whose taken calls have all been made. Returns the first and swaps the others into
    /// `jobs`, which must be empty. `None` if there are none; the key is then removed.
    pub(super) fn take_more(&mut self, key: QueueKey, jobs: &mut VecDeque<Job>) -> Option<Job> {
        if key.1 == OrderKey::None {
            return None;
        }
        if let Some(more) = self.by_key.get_mut(&key).filter(|more| !more.is_empty()) {
            // The empty queue replaces the full one, so that its allocation is used again.
            std::mem::swap(more, jobs);
            return jobs.pop_front();
        }
        self.by_key.remove(&key);
        None
    }
}
