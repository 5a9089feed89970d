//! [`TaskContext`]: what a run of a task gets.

use std::{ops::Deref, sync::Arc, time::Duration};

use crate::{clock::Clock, context::Context, model::Timestamp, rest::Http};

/// What a run of a task gets: everything of a [`Context`], to which it dereferences, its name, and the time for which
/// it was due.
///
/// It is cheap to clone. [`shard`](Context::shard) is the first shard of this process, or 0 if there is none.
#[derive(Debug, Clone)]
pub struct TaskContext {
    context: Context,
    name: Arc<str>,
    scheduled: Timestamp,
    clock: Clock,
}

impl TaskContext {
    pub(crate) fn new(context: Context, name: Arc<str>, scheduled: Timestamp, clock: Clock) -> Self {
        Self { context, name, scheduled, clock }
    }

    /// The name of the task, as in logs: `App.welcome.birthdays`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The time for which this run was due. It begins some milliseconds later; for a run at the start and one of
    /// [`BotHandle::run_task`](crate::BotHandle::run_task) it is the time at which it was asked for.
    #[must_use]
    pub fn scheduled(&self) -> Timestamp {
        self.scheduled
    }

    /// Waits for this time, by the clock of the bot. In a test, `Sandbox::advance` ends it.
    pub async fn sleep(&self, time: Duration) {
        self.clock.sleep_until(self.clock.now() + time).await;
    }
}

impl Deref for TaskContext {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl AsRef<Http> for TaskContext {
    fn as_ref(&self) -> &Http {
        self.context.http()
    }
}
