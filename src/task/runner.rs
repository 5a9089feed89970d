//! [`TaskRunner`]: runs the tasks of a bot when they are due.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use futures_util::future::BoxFuture;
use tokio::{runtime::Handle as RuntimeHandle, sync::Mutex as RunLock};

use super::{
    context::TaskContext,
    info::TaskInfo,
    schedule::{Moment, Schedule},
    spec::TaskSpec,
};
use crate::{
    clock::Clock,
    context::ContextFactory,
    error::{Error, Result},
    handle::BotHandle,
    model::Timestamp,
    state::{BotState, CallTag},
};

/// Makes a run: gets the index of the handler, the id of the task in it, and the context. Errors and panics are
/// reported there. `false`: the run failed.
pub(crate) type TaskCaller = dyn Fn(usize, u16, TaskContext) -> BoxFuture<'static, bool> + Send + Sync;

/// Whether this process makes the runs of tasks that belong to one process of the bot: the one that has shard 0, as for
/// the registration of commands. Read at each due time, since a shard may move to another process.
fn runs_here(state: &BotState) -> bool {
    state.registry.get(0).is_some()
}

/// A task of a running bot.
struct Entry {
    name: Arc<str>,
    schedule: Schedule,
    at_start: bool,
    each_process: bool,
    /// The index of the handler, and the id of the task in it.
    code: (usize, u16),
    next: Mutex<Option<Timestamp>>,
    runs: AtomicU64,
    failures: AtomicU64,
    is_running: AtomicBool,
    /// Held by the run: there is one at a time.
    lock: RunLock<()>,
}

impl Entry {
    fn set_next(&self, next: Option<Moment>) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next.map(|next| next.wall);
    }

    fn info(&self) -> TaskInfo {
        TaskInfo {
            name: Arc::clone(&self.name),
            next: *self.next.lock().unwrap_or_else(PoisonError::into_inner),
            runs: self.runs.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            is_running: self.is_running.load(Ordering::Relaxed),
        }
    }
}

/// Runs the tasks of a bot when they are due.
pub(crate) struct TaskRunner {
    entries: Vec<Arc<Entry>>,
    clock: Clock,
    contexts: ContextFactory,
    caller: Box<TaskCaller>,
}

/// A task with the handler that it belongs to.
pub(crate) struct FoundTask {
    /// The index of the handler.
    pub(crate) handler: usize,
    /// Its name.
    pub(crate) handler_name: &'static str,
    pub(crate) spec: TaskSpec,
}

impl TaskRunner {
    /// # Errors
    /// [`Error::Option`]: a period, a cron expression or a zone that is wrong, and two tasks of one name.
    pub(crate) fn new(
        tasks: Vec<FoundTask>,
        clock: Clock,
        contexts: ContextFactory,
        caller: Box<TaskCaller>,
    ) -> Result<Self> {
        let refused = |reason| Error::Option { option: "task", reason };
        let mut entries: Vec<Arc<Entry>> = Vec::with_capacity(tasks.len());
        for FoundTask { handler, handler_name, spec } in tasks {
            let name = spec.full_name(handler_name);
            if entries.iter().any(|entry| *entry.name == *name) {
                let reason = format!(
                    "two tasks have the name `{name}`; give one of them another, or make its type a field of a struct \
                     with `#[derive(EventHandler)]`"
                );
                return Err(refused(reason));
            }
            let schedule =
                Schedule::new(&spec.when).map_err(|reason| refused(format!("the task `{name}`: {reason}")))?;
            entries.push(Arc::new(Entry {
                name: name.into(),
                schedule,
                at_start: spec.at_start,
                each_process: spec.each_process,
                code: (handler, spec.id),
                next: Mutex::default(),
                runs: AtomicU64::new(0),
                failures: AtomicU64::new(0),
                is_running: AtomicBool::new(false),
                lock: RunLock::default(),
            }));
        }
        Ok(Self { entries, clock, contexts, caller })
    }

    /// Starts to wait for the due times, once the bot is ready, until it stops.
    pub(crate) fn start(self: &Arc<Self>, bot: &BotHandle, runtime: &RuntimeHandle) {
        for entry in &self.entries {
            let (runner, entry, bot) = (Arc::clone(self), Arc::clone(entry), bot.clone());
            runtime.spawn(async move {
                if bot.ready().await.is_ok() {
                    runner.keep_time(&entry, &bot).await;
                    entry.set_next(None);
                }
            });
        }
    }

    /// Runs a task when it is due, until the bot stops or the task is never due again.
    async fn keep_time(&self, entry: &Entry, bot: &BotHandle) {
        let mut last = Moment::now(&self.clock);
        if entry.at_start {
            self.run_if_here(entry, bot, last.wall).await;
        }
        loop {
            let next = entry.schedule.next(last, Moment::now(&self.clock));
            entry.set_next(next.filter(|_| entry.each_process || runs_here(bot.state())));
            let Some(due) = next else { return };
            tokio::select! {
                biased;
                () = bot.stopping() => return,
                () = entry.schedule.until(due, &self.clock) => {}
            }
            self.run_if_here(entry, bot, due.wall).await;
            last = due;
        }
    }

    async fn run_if_here(&self, entry: &Entry, bot: &BotHandle, scheduled: Timestamp) {
        if entry.each_process || runs_here(bot.state()) {
            entry.set_next(None);
            self.run(entry, bot.state(), scheduled).await;
        }
    }

    /// Makes a run, after the one that may be under way.
    async fn run(&self, entry: &Entry, state: &BotState, scheduled: Timestamp) {
        let _lock = entry.lock.lock().await;
        let (handler, task) = entry.code;
        let shard = state.registry.all().first().map_or(0, |shard| shard.id);
        let context = self.contexts.context(shard, CallTag::TASK.with_handler(handler));
        let context = TaskContext::new(context, Arc::clone(&entry.name), scheduled, self.clock.clone());
        entry.is_running.store(true, Ordering::Relaxed);
        let is_ok = (self.caller)(handler, task, context).await;
        if !is_ok {
            entry.failures.fetch_add(1, Ordering::Relaxed);
        }
        entry.runs.fetch_add(1, Ordering::Relaxed);
        entry.is_running.store(false, Ordering::Relaxed);
    }

    /// Runs a task now, and resolves when the run has ended.
    ///
    /// # Errors
    /// [`Error::Option`] if there is no such task, or several; [`Error::NotRunning`].
    pub(super) async fn run_now(self: Arc<Self>, name: &str, bot: BotHandle) -> Result<()> {
        let entry = Arc::clone(self.find(name)?);
        let runtime = bot.state().runtime.get().ok_or(Error::NotRunning)?.clone();
        // In a task of its own, so that the run ends and is counted even if the caller does not wait for it.
        let run = runtime.spawn(async move {
            let scheduled = Moment::now(&self.clock).wall;
            self.run(&entry, bot.state(), scheduled).await;
        });
        run.await.map_err(|_| Error::NotRunning)
    }

    /// The task with this name, or with this name after that of its handler.
    fn find(&self, name: &str) -> Result<&Arc<Entry>> {
        if let Some(entry) = self.entries.iter().find(|entry| &*entry.name == name) {
            return Ok(entry);
        }
        let is_meant = |entry: &&Arc<Entry>| entry.name.rsplit_once('.').is_some_and(|(_, method)| method == name);
        let mut found = self.entries.iter().filter(is_meant);
        let names = || self.entries.iter().map(|entry| format!("`{}`", entry.name)).collect::<Vec<_>>().join(", ");
        let reason = match (found.next(), found.next()) {
            (Some(entry), None) => return Ok(entry),
            (Some(_), Some(_)) => format!("several tasks end in `{name}`; write the whole name: {}", names()),
            (None, _) => format!("there is no task `{name}`; the tasks are {}", names()),
        };
        Err(Error::Option { option: "task", reason })
    }

    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        self.entries.iter().map(|entry| entry.info()).collect()
    }
}
