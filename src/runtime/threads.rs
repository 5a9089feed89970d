//! The threads of the actors.
//!
//! | thread | what runs on it |
//! |---|---|
//! | `greenroom` | the supervisor |
//! | router thread | the router and the identify queue; with a single shard thread, that one |
//! | REST thread | the REST actor and its connections |
//! | shard threads, one for each core at most | shards with their heartbeats and sockets |
//!
//! None of them runs code of the user, which belongs to the threads of the user's runtime.

use actix::{Arbiter, ArbiterHandle};

/// The threads beside the supervisor's.
#[derive(Debug)]
pub(super) struct Threads {
    /// `None` with a single shard thread: shards that share a thread send their batches one at a time, and waking another
    /// thread for each batch can cost more than the router does.
    router: Option<Arbiter>,
    rest: Arbiter,
    shards: Vec<Arbiter>,
}

impl Threads {
    /// Starts `shards` threads for shards, at least one, and the others.
    ///
    /// # Errors
    /// If the operating system gives no thread.
    pub(super) fn start(shards: usize) -> std::io::Result<Self> {
        let router = if shards > 1 { Some(Arbiter::try_new()?) } else { None };
        let shards = (0..shards.max(1)).map(|_| Arbiter::try_new()).collect::<std::io::Result<_>>()?;
        Ok(Self { router, rest: Arbiter::try_new()?, shards })
    }

    /// The thread of the router and the identify queue.
    pub(super) fn router(&self) -> ArbiterHandle {
        self.router.as_ref().or(self.shards.first()).unwrap_or(&self.rest).handle()
    }

    pub(super) fn rest(&self) -> ArbiterHandle {
        self.rest.handle()
    }

    /// At least one.
    pub(super) fn shards(&self) -> Vec<ArbiterHandle> {
        self.shards.iter().map(Arbiter::handle).collect()
    }

    /// Ends the threads and everything that runs on them. Returns when that is done.
    pub(super) fn join(self) {
        for arbiter in self.shards.into_iter().chain(self.router).chain([self.rest]) {
            arbiter.stop();
            // An arbiter whose thread panicked has ended as well.
            let _ = arbiter.join();
        }
    }
}
