//! [`BotFuture`], which runs a bot when it is awaited, and [`BotGuard`], a bot in a separate task.

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

/// A bot that runs when it is awaited. Dropping it aborts the bot.
///
/// It works under `#[greenroom::main]`, `#[tokio::main]` and `#[actix::main]`: handlers run on the runtime that polls
/// this future, and actors on their own threads.
///
/// # Handlers that block their thread
///
/// Put long work (`std::thread::sleep`, a long calculation) into `tokio::task::spawn_blocking`. A handler that blocks
/// its thread instead delays the following:
///
/// | runtime | delayed | not delayed |
/// |---|---|---|
/// | two threads or more | later events of its guild for this handler | heartbeats, other guilds, other handlers |
/// | one thread | everything that runs on the runtime, see below | heartbeats, sockets, cache, open requests |
///
/// On one thread, these are delayed until the handler stops blocking:
///
/// * all other handlers, and all later events; they wait in memory, up to
///   [`Bot::max_waiting`](crate::Bot::max_waiting), after which the shards stop reading,
/// * the responses of REST requests, which arrive but are not returned to their callers; timers, and with them the
///   timeouts of requests,
/// * collectors and streams,
/// * an [`IdentifyGate`](crate::gate::IdentifyGate), and with it each shard that must begin a new session,
/// * a [`SessionStore`](crate::SessionStore),
/// * the end of the bot, by a signal or by [`stop`](BotHandle::stop).
///
/// On several threads, each handler that blocks occupies one of them. If all are occupied, the list above applies. Two
/// kinds of tasks may be delayed even if other threads are free, because Tokio runs the task that a thread woke last on
/// that same thread: a task that the handler itself woke, through a channel for instance, and a task whose timer
/// expired just before the thread was blocked.
#[must_use = "a bot does nothing until this future is awaited"]
pub struct BotFuture {
    handle: BotHandle,
    future: BoxFuture<'static, Result<()>>,
}

impl BotFuture {
    pub(crate) fn new(handle: BotHandle, future: BoxFuture<'static, Result<()>>) -> Self {
        Self { handle, future }
    }

    /// A handle to the bot: stops it, reads its shards, sets its presence.
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

/// A running bot: dropping the guard aborts the bot, [`stop().await`](BotHandle::stop) ends it in good order.
///
/// It comes from [`Bot::spawn`](crate::Bot::spawn) and dereferences to a [`BotHandle`]. The bot runs in a separate
/// task; [`detach`](Self::detach) lets it run without the guard.
#[derive(Debug)]
#[must_use = "dropping the guard aborts the bot"]
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
    /// The error that `run()` returns.
    pub async fn wait(mut self) -> Result<()> {
        match self.task.as_mut() {
            Some(task) => task.await.unwrap_or(Err(Error::SupervisorLost)),
            None => self.handle.wait().await,
        }
    }

    /// Drops the guard without aborting the bot, and returns a handle.
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
