//! [`Threads`]: the threads of the actors.
//!
//! | thread | what runs on it |
//! |---|---|
//! | `greenroom` | the supervisor, and the watchdog for threads that handlers block |
//! | router thread | the router and the identify queue (if there is a single shard thread, they run on that one) |
//! | REST thread | the REST actor and its connections |
//! | shard threads, by default at most one for each core | shards with their heartbeats and sockets |
//!
//! Code of the user runs on none of them, but on the threads of the user's runtime.

use actix::{Arbiter, ArbiterHandle};

/// The threads other than that of the supervisor.
#[derive(Debug)]
pub(super) struct Threads {
    /// `None` if there is a single shard thread. Its shards send their batches one at a time, and to wake another
    /// thread for each batch can cost more than what the router does.
    router: Option<Arbiter>,
    rest: Arbiter,
    shards: Vec<Arbiter>,
}

impl Threads {
    /// Starts the threads, `shards` of them (at least one) for shards.
    ///
    /// # Errors
    /// If a thread cannot be started.
    pub(super) fn start(shards: usize) -> std::io::Result<Self> {
        let router = if shards > 1 { Some(Arbiter::try_new()?) } else { None };
        let shards = (0..shards.max(1)).map(|_| Arbiter::try_new()).collect::<std::io::Result<_>>()?;
        Ok(Self { router, rest: Arbiter::try_new()?, shards })
    }

    /// The thread of the router and the identify queue.
    pub(super) fn router(&self) -> ArbiterHandle {
        self.router.as_ref().or(self.shards.first()).unwrap_or(&self.rest).handle()
    }

    /// The thread of the REST actor.
    pub(super) fn rest(&self) -> ArbiterHandle {
        self.rest.handle()
    }

    /// The threads of the shards, at least one.
    pub(super) fn shards(&self) -> Vec<ArbiterHandle> {
        self.shards.iter().map(Arbiter::handle).collect()
    }

    /// Ends the threads and everything that runs on them, and waits for that.
    pub(super) fn join(self) {
        for arbiter in self.shards.into_iter().chain(self.router).chain([self.rest]) {
            arbiter.stop();
            // An error means that the thread panicked. It has ended then as well.
            let _ = arbiter.join();
        }
    }
}
