//! The methods of [`BotHandle`] that concern tasks.

use std::sync::{Arc, Weak};

use super::{
    list::{TaskInfo, TaskList},
    runner::TaskRunner,
};
use crate::{
    error::{Error, Result},
    handle::BotHandle,
};

/// What the state of a bot holds of its tasks. The runner holds the state, so that it is not held in turn.
pub(crate) struct RunningTasks {
    pub(crate) list: TaskList,
    pub(crate) runner: Weak<TaskRunner>,
}

impl BotHandle {
    fn running_tasks(&self) -> Option<Arc<RunningTasks>> {
        self.state().tasks.get().cloned().and_then(|it| it.downcast().ok())
    }

    /// The tasks of the bot, in the order in which they were added. Empty before the bot runs.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskInfo> {
        self.running_tasks().map(|tasks| tasks.list.infos()).unwrap_or_default()
    }

    /// Runs a task now, whatever its due times are, also in a process that does not run it otherwise. If it runs
    /// already, this run follows. Resolves when the run has ended, also if it failed: that is reported as for every
    /// run, and counted in [`TaskInfo::failures`].
    ///
    /// `name` is the whole name (`App.welcome.birthdays`), or the last part of it (`birthdays`) if no other task ends
    /// in it.
    ///
    /// # Errors
    /// [`Error::Option`] if there is no task of this name: the message lists all. [`Error::NotRunning`] before the bot
    /// runs, and once it stops.
    pub async fn run_task(&self, name: &str) -> Result<()> {
        if *self.state().stopping.borrow() || self.state().services.get().is_none() {
            return Err(Error::NotRunning);
        }
        let none = || "the bot has no tasks; add one with `.task(..)`, or with `#[task]` in `#[handlers]`".to_owned();
        let tasks = self.running_tasks().ok_or_else(|| Error::Option { option: "task", reason: none() })?;
        tasks.runner.upgrade().ok_or(Error::NotRunning)?.run_now(name, self.clone()).await
    }
}
