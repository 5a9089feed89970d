//! The tasks of [`Bot`].

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;

use super::Bot;
use crate::{
    clock::Clock,
    context::ContextFactory,
    dispatch::{KeyedExecutor, Receiver},
    error::Result,
    handle::BotHandle,
    handler::{EventHandler, HasInterests, Interests, Part},
    state::BotState,
    task::{FoundTask, IntoTask, RunningTasks, Task, TaskContext, TaskList, TaskRunner, Tasks},
};

/// A handler with one task and no events.
struct SingleTask(Task);

impl HasInterests for SingleTask {}

#[async_trait]
impl EventHandler for SingleTask {
    fn name(&self) -> &'static str {
        "task"
    }

    fn interests(&self) -> Interests {
        Interests::NOTHING
    }

    fn tasks(&self) -> Option<&dyn Tasks> {
        Some(&self.0)
    }
}

impl Bot {
    /// Adds a task: a function with `#[task]`, or a [`Task`]. Types with `#[handlers]` bring their tasks along. See
    /// [`task`](mod@crate::task).
    pub fn task<M>(mut self, task: impl IntoTask<M>) -> Self {
        self.handlers.push(Receiver::Handler(Part::whole(Arc::new(SingleTask(task.into_task())))));
        self
    }
}

/// Lets the tasks of the handlers run, once the bot is ready. `has_no_gateway`: whether the bot runs no shard because
/// its interactions come over HTTP.
///
/// # Errors
/// As [`TaskList::new`].
pub(super) fn start_tasks(
    handlers: &[Receiver],
    clock: Clock,
    contexts: ContextFactory,
    executor: KeyedExecutor,
    bot: &BotHandle,
    state: &BotState,
    has_no_gateway: bool,
) -> Result<()> {
    let mut found = Vec::new();
    for (handler, receiver) in handlers.iter().enumerate() {
        let specs = receiver.handler().and_then(|part| part.get().tasks()).map(Tasks::specs).unwrap_or_default();
        let handler_name = receiver.name();
        found.extend(specs.into_iter().map(|spec| FoundTask { handler, handler_name, spec }));
    }
    if found.is_empty() {
        return Ok(());
    }
    let runtime = executor.runtime().clone();
    let caller = Box::new(move |handler: usize, task: u16, ctx: TaskContext| -> BoxFuture<'static, bool> {
        Box::pin(executor.run_task(handler, task, ctx))
    });
    let list = TaskList::new(found)?;
    let runner = Arc::new(TaskRunner { list: list.clone(), clock, contexts, caller, has_no_gateway });
    // A bot runs once, so that they have not been set before.
    let _ = state.tasks.set(Arc::new(RunningTasks { list, runner: Arc::downgrade(&runner) }));
    runner.start(bot, &runtime);
    Ok(())
}
