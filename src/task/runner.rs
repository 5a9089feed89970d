//! [`TaskRunner`]: runs the tasks of a bot when they are due.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::runtime::Handle as RuntimeHandle;

use super::{
    context::TaskContext,
    list::{Entry, TaskList},
    schedule::Moment,
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

/// Runs the tasks of a bot when they are due. It ends with the bot: the state of the bot does not hold it.
pub(crate) struct TaskRunner {
    pub(crate) list: TaskList,
    pub(crate) clock: Clock,
    pub(crate) contexts: ContextFactory,
    pub(crate) caller: Box<TaskCaller>,
    /// Whether the bot runs no shard because its interactions come over HTTP.
    pub(crate) has_no_gateway: bool,
}

impl TaskRunner {
    /// Whether this process makes the runs of tasks that belong to one process of the bot: the one that has shard 0, or
    /// the one without a gateway, as for the registration of commands. Read at each due time, since a shard may move to
    /// another process.
    fn runs_here(&self, state: &BotState) -> bool {
        self.has_no_gateway || state.registry.get(0).is_some()
    }

    /// Starts to wait for the due times, once the bot is ready, until it stops.
    pub(crate) fn start(self: &Arc<Self>, bot: &BotHandle, runtime: &RuntimeHandle) {
        for entry in self.list.entries() {
            let (runner, entry, bot) = (Arc::clone(self), Arc::clone(entry), bot.clone());
            runtime.spawn(async move {
                if bot.ready().await.is_ok() {
                    runner.keep_time(&entry, &bot).await;
                    // It may be due no more, and can still be run by hand.
                    bot.stopping().await;
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
            entry.set_next(next.filter(|_| entry.each_process || self.runs_here(bot.state())));
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
        if entry.each_process || self.runs_here(bot.state()) {
            entry.set_next(None);
            self.run(entry, bot.state(), scheduled).await;
        }
    }

    /// Makes a run, after the one that may be under way. None begins once the bot stops.
    async fn run(&self, entry: &Entry, state: &BotState, scheduled: Timestamp) {
        let _lock = entry.lock.lock().await;
        if *state.stopping.borrow() {
            return;
        }
        let (handler, task) = entry.code;
        let shard = state.registry.all().first().map_or(0, |shard| shard.id);
        let context = self.contexts.context(shard, CallTag::TASK.with_handler(handler));
        let context = TaskContext::new(context, Arc::clone(&entry.name), scheduled, self.clock.clone());
        entry.run_begins();
        let is_ok = (self.caller)(handler, task, context).await;
        entry.run_ended(is_ok);
    }

    /// Runs a task now, and resolves when the run has ended.
    ///
    /// # Errors
    /// [`Error::Option`] if there is no such task, or several; [`Error::NotRunning`].
    pub(super) async fn run_now(self: Arc<Self>, name: &str, bot: BotHandle) -> Result<()> {
        let entry = Arc::clone(self.list.find(name)?);
        let runtime = bot.state().runtime.get().ok_or(Error::NotRunning)?.clone();
        // In a task of its own, so that the run ends and is counted even if the caller does not wait for it.
        let run = runtime.spawn(async move {
            let scheduled = Moment::now(&self.clock).wall;
            self.run(&entry, bot.state(), scheduled).await;
        });
        run.await.map_err(|_| Error::NotRunning)
    }
}
