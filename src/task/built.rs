//! [`Task`]: a task that is built without macros, and what makes functions with `#[task]` tasks.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;

use super::{
    context::TaskContext,
    spec::{TaskSpec, Tasks},
};
use crate::error::HandlerError;

type Run = dyn Fn(TaskContext) -> BoxFuture<'static, Result<(), HandlerError>> + Send + Sync;

/// A task that is built without macros, for [`Bot::task`](crate::Bot::task).
///
/// ```
/// use std::time::Duration;
///
/// use greenroom::{Bot, task::Task};
///
/// let save = Task::every("save", Duration::from_secs(300), |ctx| async move {
///     println!("{} runs on {} shards", ctx.name(), ctx.bot().shards().len());
///     Ok(())
/// });
/// # let _ =
/// Bot::new("token").task(save)
/// # ;
/// ```
#[derive(Clone)]
pub struct Task {
    spec: TaskSpec,
    run: Arc<Run>,
}

impl Task {
    /// A task that is due each time `period` has passed since the bot was ready. A period of 0 is an error at the
    /// start of the bot.
    pub fn every<F>(
        name: impl Into<String>,
        period: Duration,
        run: impl Fn(TaskContext) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        Self::new(TaskSpec::every(0, name.into(), period), run)
    }

    /// A task that is due by a cron expression of five fields (minute, hour, day of the month, month, day of the week)
    /// in a time zone of the IANA database: `"0 9 * * *"` in `"Europe/Berlin"`. An expression or a zone that does not
    /// exist is an error at the start of the bot.
    #[cfg(feature = "cron")]
    pub fn cron<F>(
        name: impl Into<String>,
        expression: impl Into<String>,
        zone: impl Into<String>,
        run: impl Fn(TaskContext) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        Self::new(TaskSpec::cron(0, name.into(), expression.into(), zone.into()), run)
    }

    fn new<F>(spec: TaskSpec, run: impl Fn(TaskContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        Self { spec, run: Arc::new(move |ctx| Box::pin(run(ctx))) }
    }

    /// Runs as soon as the bot is ready as well. Otherwise the first run is when it is due.
    #[must_use]
    pub fn at_start(self) -> Self {
        Self { spec: self.spec.at_start(), ..self }
    }

    /// Runs in every process of the bot, not in one alone.
    #[must_use]
    pub fn each_process(self) -> Self {
        Self { spec: self.spec.each_process(), ..self }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}

impl Tasks for Task {
    fn specs(&self) -> Vec<TaskSpec> {
        vec![self.spec.clone()]
    }

    fn run<'a>(&'a self, _: u16, ctx: &'a TaskContext) -> BoxFuture<'a, Result<(), HandlerError>> {
        (self.run)(ctx.clone())
    }
}

/// What [`Bot::task`](crate::Bot::task) takes: a function with `#[task]`, or a [`Task`].
#[diagnostic::on_unimplemented(
    message = "this is not a task",
    label = "not a task",
    note = "write `#[task(every = \"5m\")]` above the function, or build a `Task`",
    note = "add a type with `#[handlers]` with `.handler(..)`: its tasks come with it"
)]
pub trait IntoTask<M> {
    #[doc(hidden)]
    fn into_task(self) -> Task;
}

/// Marks [`Task`], which is not a function.
#[doc(hidden)]
#[derive(Debug)]
pub enum Built {}

impl IntoTask<Built> for Task {
    fn into_task(self) -> Self {
        self
    }
}

/// What a function with `#[task]` returns.
#[doc(hidden)]
pub trait DescribedTask {
    /// The type with the code of the task.
    type Task: FreeTask;
}

/// The code of a function with `#[task]`.
#[doc(hidden)]
pub trait FreeTask: 'static {
    /// The task.
    fn spec() -> TaskSpec;

    /// A run of the task.
    fn run(ctx: &TaskContext) -> BoxFuture<'_, Result<(), HandlerError>>;
}

fn free<T: FreeTask>() -> Task {
    Task::new(T::spec(), |ctx: TaskContext| async move { T::run(&ctx).await })
}

#[diagnostic::do_not_recommend]
impl<F, R> IntoTask<fn(&'static TaskContext) -> R> for F
where
    F: Fn(&'static TaskContext) -> R,
    R: DescribedTask,
{
    fn into_task(self) -> Task {
        free::<R::Task>()
    }
}

#[diagnostic::do_not_recommend]
impl<F, R> IntoTask<fn() -> R> for F
where
    F: Fn() -> R,
    R: DescribedTask,
{
    fn into_task(self) -> Task {
        free::<R::Task>()
    }
}
