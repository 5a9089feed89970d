//! [`BotFuture`] (what you await) and [`BotGuard`] (a bot in a task of its own).

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::future::BoxFuture;
use tokio::task::JoinHandle;

use crate::{
    error::{Error, Result},
    handle::BotHandle,
};

/// A bot that runs when it is awaited. Dropping it ends the bot at once.
///
/// Works under `#[greenroom::main]`, `#[tokio::main]` and `#[actix::main]` alike: the handlers' futures run on the runtime that
/// polls this one, the actors on threads of their own.
///
/// # Handlers that block their thread
///
/// A handler may block its thread (`std::thread::sleep`, a long calculation). Long work is better put into
/// `tokio::task::spawn_blocking`; where it is not, this is what waits for it:
///
/// | runtime | waits for the handler | does not wait |
/// |---|---|---|
/// | two threads or more | later events of its guild for this handler | heartbeats, other guilds, other handlers |
/// | one thread | everything that runs on the runtime, see below | heartbeats, sockets, cache, requests under way |
///
/// On one thread, these wait until the handler lets go: all other handlers, and all later events; the answers of REST
/// requests, which come but are not handed over; collectors and streams; watchdog, and with them timeouts of requests; an
/// [`IdentifyGate`](crate::gate::IdentifyGate), so that a shard that must begin a new session waits as well, and a
/// [`SessionStore`](crate::SessionStore); the bot's end, by a signal or [`stop`](BotHandle::stop). Events wait in
/// memory, up to [`Bot::max_waiting`](crate::Bot::max_waiting); after that the shards stop reading.
///
/// On several threads, each handler that blocks takes one of them away. When all are blocked, it is as with one. And
/// one thing waits even if others are free: tokio keeps the task that a thread has woken last for that thread. What a
/// handler wakes itself, by a channel for instance, and what waits for a timer that rings in the very moment in which
/// the thread is blocked may therefore wait until the end of the block.
#[must_use = "a bot does nothing until its run is awaited"]
pub struct BotFuture {
    handle: BotHandle,
    future: BoxFuture<'static, Result<()>>,
}

impl BotFuture {
    pub(crate) fn new(handle: BotHandle, future: BoxFuture<'static, Result<()>>) -> Self {
        Self { handle, future }
    }

    /// A handle to the bot: to stop it, to look at its shards, to set its presence.
    #[must_use]
    pub fn handle(&self) -> BotHandle {
        self.handle.clone()
    }
}

impl fmt::Debug for BotFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotFuture").finish_non_exhaustive()
    }
}

impl Future for BotFuture {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(task)
    }
}

/// A bot that runs in a task of its own. Dropping it ends the bot at once; [`detach`](Self::detach) lets it run on.
#[derive(Debug)]
#[must_use = "dropping it ends the bot"]
pub struct BotGuard {
    handle: BotHandle,
    task: Option<JoinHandle<Result<()>>>,
}

impl BotGuard {
    /// Runs the bot in a task of the current runtime.
    pub(crate) fn spawn(run: BotFuture) -> Self {
        Self { handle: run.handle(), task: Some(tokio::spawn(run)) }
    }

    /// A handle to the bot.
    #[must_use]
    pub fn handle(&self) -> BotHandle {
        self.handle.clone()
    }

    /// Resolves when the bot has ended.
    ///
    /// # Errors
    /// What `run()` returns.
    pub async fn wait(mut self) -> Result<()> {
        match self.task.as_mut() {
            Some(task) => task.await.unwrap_or(Err(Error::SupervisorLost)),
            None => self.handle.wait().await,
        }
    }

    /// Lets the bot run on without this guard.
    pub fn detach(mut self) -> BotHandle {
        self.task = None;
        self.handle.clone()
    }
}

impl std::ops::Deref for BotGuard {
    type Target = BotHandle;

    fn deref(&self) -> &BotHandle {
        &self.handle
    }
}

impl Drop for BotGuard {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}
