//! Tasks: code that runs in periods, or at times of the day.
//!
//! A method with `#[task]` in a block with [`#[handlers]`](macro@crate::handlers) is a task of its type. A function
//! with [`#[task]`](macro@crate::task), and a [`Task`] that is built without macros, are added with
//! [`Bot::task`](crate::Bot::task).
//!
//! ```
//! # #[cfg(all(feature = "cron", feature = "macros"))] {
//! use std::time::Duration;
//!
//! use greenroom::prelude::*;
//!
//! struct Welcome {
//!     channel: ChannelId,
//! }
//!
//! #[handlers]
//! impl Welcome {
//!     #[task(cron = "0 9 * * *", zone = "Europe/Berlin")]
//!     async fn birthdays(&self, ctx: &TaskContext) -> HandlerResult {
//!         ctx.http().create_message(self.channel).content("Whose birthday is it?").await?;
//!         Ok(())
//!     }
//!
//!     #[task(every = "5m", at_start)]
//!     async fn save(&self) -> HandlerResult {
//!         Ok(())
//!     }
//! }
//!
//! #[task(every = "30s")]
//! async fn tick(ctx: &TaskContext) -> HandlerResult {
//!     println!("{} was due at {}", ctx.name(), ctx.scheduled());
//!     Ok(())
//! }
//!
//! let built = Task::every("count", Duration::from_secs(60), |ctx| async move {
//!     println!("{} shards", ctx.bot().shards().len());
//!     Ok(())
//! });
//! # let _ =
//! Bot::new("token").handler(Welcome { channel: ChannelId::new(1) }).task(tick).task(built)
//! # ;
//! # }
//! ```
//!
//! # The words of `#[task]`
//!
//! | word | |
//! |---|---|
//! | `every = "5m"` | the period: numbers with `ms`, `s`, `m`, `h`, `d`, as in `"1h 30m"` |
//! | `cron = "0 9 * * *"` | minute, hour, day of the month, month, day of the week; needs the feature `cron` |
//! | `zone = "Europe/Berlin"` | with `cron`: the time zone, a name of the IANA database; `UTC` by default |
//! | `at_start` | runs as soon as the bot is ready as well |
//! | `each_process` | runs in every process of the bot |
//!
//! # When tasks run
//!
//! * They begin when the bot is ready, which is when [`Bot::spawn`](crate::Bot::spawn) resolves. With `every`, the
//!   first run is one period later.
//! * **No run overlaps another of the same task.** After a run that takes longer than the period, the next one is at
//!   the first due time after it ended. Due times that were missed, by a long run or while the bot was off, are not
//!   made up for. Periods are counted from the time at which the bot was ready, so that they do not drift.
//! * **A run that fails**, with an error or a panic, is reported as the failure of a handler is: to the `error` method
//!   of its handler, to [`Bot::on_error`](crate::Bot::on_error), or to the log, with the name of the task
//!   (`App.welcome.birthdays`). The next run comes when it is due.
//! * **A stop** begins no more runs, and waits for those that are under way as it waits for handlers, until
//!   [`Bot::handlers_deadline`](crate::Bot::handlers_deadline). A long run can select on
//!   [`BotHandle::stopping`](crate::BotHandle::stopping).
//! * **Of several processes** that run a bot, the one that has shard 0 runs its tasks, except those with
//!   `each_process`.
//! * **Summer time**: a cron time that the clock skips (02:30 in the night in which 02:00 becomes 03:00) is left out
//!   that day. One that the clock shows twice is due twice. For a task that must run once each day, choose a time that
//!   neither happens to, such as 04:00.
//!
//! [`BotHandle::tasks`](crate::BotHandle::tasks) lists them with their next due times, and
//! [`BotHandle::run_task`](crate::BotHandle::run_task) runs one now. In a test, `Sandbox::advance` moves the clock to
//! the next due time.

mod built;
mod context;
#[cfg(feature = "cron")]
mod cron;
mod handle;
mod list;
mod runner;
mod schedule;
mod spec;

#[doc(hidden)]
pub use self::{
    built::{Built, DescribedTask, FreeTask},
    spec::{TaskSpec, Tasks},
};
pub use self::{
    built::{IntoTask, Task},
    context::TaskContext,
    list::TaskInfo,
};
pub(crate) use self::{
    handle::RunningTasks,
    list::{FoundTask, TaskList},
    runner::TaskRunner,
};
