//! Runs a bot: starts its threads and its supervisor, and ends them.

mod config;
mod session_saver;
mod sharding;
mod signals;
mod start_report;
mod startup;
mod supervisor;
mod threads;
#[cfg(windows)]
mod windows_signals;

use std::{cell::RefCell, rc::Rc, sync::Arc, thread};

use actix::{Actor, System};
use tokio::sync::{mpsc, oneshot};

pub use self::sharding::Sharding;
pub(crate) use self::{
    config::{BotConfig, Deadlines},
    signals::Signals,
};
use self::{
    session_saver::SessionSaver,
    supervisor::{Supervisor, SupervisorState},
    threads::Threads,
};
use crate::{
    actors::{Exit, ExitGuard},
    error::{Error, Result},
    handle::RuntimeRequest,
    shard::ShardRequest,
};

/// The threads of a running bot. Dropping it ends the bot at once.
#[derive(Debug)]
pub(crate) struct Runtime {
    ended: oneshot::Receiver<Result<()>>,
    _abort: oneshot::Sender<()>,
}

impl Runtime {
    /// Starts the threads and the bot on them.
    ///
    /// # Errors
    /// [`Error::Thread`] if the thread cannot be started.
    pub(crate) fn start(config: BotConfig, requests: mpsc::Receiver<RuntimeRequest>) -> Result<Self> {
        let (end, ended) = oneshot::channel();
        let (abort, aborted) = oneshot::channel();
        let run = move || {
            let result = run(config, requests, aborted);
            let _ = end.send(result);
        };
        thread::Builder::new()
            .name("greenroom".to_owned())
            .spawn(run)
            .map_err(|error| Error::Thread(Arc::new(error)))?;
        Ok(Self { ended, _abort: abort })
    }

    /// Resolves when the bot has ended.
    ///
    /// # Errors
    /// The error that ended it.
    pub(crate) async fn ended(&mut self) -> Result<()> {
        (&mut self.ended).await.unwrap_or(Err(Error::SupervisorLost))
    }
}

/// What happens to the stored sessions when the bot ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StoredSessions {
    /// They can be resumed: they are saved.
    Resumable,
    /// They are closed: an empty list is saved.
    Closed,
    /// The bot was aborted: nothing is saved.
    Unchanged,
}

/// Runs the bot on the current thread until it ends.
fn run(config: BotConfig, requests: mpsc::Receiver<RuntimeRequest>, aborted: oneshot::Receiver<()>) -> Result<()> {
    let config = Arc::new(config);
    let system = System::new();
    let (result, threads) = system.block_on(async {
        let threads = match Threads::start(config.threads.min(config.sharding.max_shards())) {
            Ok(threads) => threads,
            Err(error) => return (Err(Error::Thread(Arc::new(error))), None),
        };
        // On this thread, because no code of the user can block it.
        actix::spawn(config.router.executor.watch_timers());
        actix::spawn(start_report::report(Arc::clone(&config)));
        let saver = config.state.registry.saving().map(|saving| {
            let (state, saving) = (Arc::clone(&config.state), Arc::clone(saving));
            Arc::new(SessionSaver::start(state, saving, &config.runtime))
        });
        let (result, sessions) = tokio::select! {
            // Nothing is ever sent: this resolves when the `Runtime` is dropped.
            _ = aborted => (Ok(()), StoredSessions::Unchanged),
            result = supervise(&config, &threads, saver.clone(), requests) => result,
        };
        if let Some(saver) = saver {
            match sessions {
                StoredSessions::Resumable => saver.end(true).await,
                StoredSessions::Closed => saver.end(false).await,
                StoredSessions::Unchanged => {}
            }
        }
        (result, Some(threads))
    });
    // The other threads end before this one's system, since they send to it. The bot has ended when all of them have.
    threads.into_iter().for_each(Threads::join);
    drop(system);
    config.state.registry.set_stopped();
    config.router.executor.end();
    config.http.stop();
    result
}

/// Starts the supervisor, passes requests to it, and restarts it if it dies.
async fn supervise(
    config: &Arc<BotConfig>,
    threads: &Threads,
    saver: Option<Arc<SessionSaver>>,
    mut requests: mpsc::Receiver<RuntimeRequest>,
) -> (Result<()>, StoredSessions) {
    threads.rest().spawn(config.http.clone().keep());
    let state = Rc::new(RefCell::new(SupervisorState::default()));
    let mut stopping = None;
    loop {
        let (exit_guard, exit) = ExitGuard::new();
        let mut exit = std::pin::pin!(exit);
        let supervisor =
            Supervisor::new(Arc::clone(config), threads, saver.clone(), Rc::clone(&state), exit_guard).start();
        // A stop is sent again, because it must not be lost if the supervisor that received it has died.
        if let Some(resumable) = stopping {
            let _ = supervisor.send(RuntimeRequest::Stop { resumable }).await;
        }
        loop {
            tokio::select! {
                biased;
                exit = &mut exit => match exit {
                    Exit::Left(result) => {
                        let is_resumable = state.borrow().stopping == Some(true) && result.is_ok();
                        let sessions =
                            if is_resumable { StoredSessions::Resumable } else { StoredSessions::Closed };
                        return (result, sessions);
                    }
                    Exit::Died => break,
                },
                request = requests.recv() => match request {
                    None | Some(RuntimeRequest::Abort) => return (Ok(()), StoredSessions::Unchanged),
                    // If the supervisor has died, the request is lost, and the other branch restarts the supervisor.
                    Some(request) => {
                        if let RuntimeRequest::Stop { resumable } = request {
                            stopping.get_or_insert(resumable);
                            config.state.stopping.send_replace(true);
                        }
                        let _ = supervisor.send(request).await;
                    }
                },
            }
        }
        tracing::error!("the supervisor died; all shards are stopped and started again");
        let shards = std::mem::take(&mut state.borrow_mut().shards);
        for shard in shards.into_values() {
            let _ = shard.send(ShardRequest::Leave).await;
        }
    }
}
