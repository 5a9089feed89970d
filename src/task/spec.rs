//! [`TaskSpec`]: a task as data. `#[task]` writes one for each method.

use std::{borrow::Cow, time::Duration};

use futures_util::future::BoxFuture;

use super::context::TaskContext;
use crate::error::HandlerError;

/// The tasks of a handler. `#[handlers]` implements it.
#[doc(hidden)]
pub trait Tasks: Send + Sync {
    /// The tasks. Read once, when the bot starts.
    fn specs(&self) -> Vec<TaskSpec>;

    /// A run of the task with this id.
    fn run<'a>(&'a self, task: u16, ctx: &'a TaskContext) -> BoxFuture<'a, Result<(), HandlerError>>;
}

/// A task as it was written.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct TaskSpec {
    pub(crate) id: u16,
    pub(crate) name: Cow<'static, str>,
    pub(crate) when: When,
    pub(crate) at_start: bool,
    pub(crate) each_process: bool,
    /// Whether the name of the handler stands before its own.
    pub(crate) is_method: bool,
}

/// When a task is due, as it was written.
#[derive(Debug, Clone)]
pub(crate) enum When {
    Every(Duration),
    #[cfg(feature = "cron")]
    Cron {
        expression: Cow<'static, str>,
        zone: Cow<'static, str>,
    },
}

impl TaskSpec {
    /// A task that is due in periods. `id` is the number that [`Tasks::run`] gets.
    #[must_use]
    pub fn every(id: u16, name: impl Into<Cow<'static, str>>, period: Duration) -> Self {
        Self::new(id, name.into(), When::Every(period))
    }

    /// A task that is due by a cron expression in a time zone.
    #[cfg(feature = "cron")]
    #[must_use]
    pub fn cron(
        id: u16,
        name: impl Into<Cow<'static, str>>,
        expression: impl Into<Cow<'static, str>>,
        zone: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(id, name.into(), When::Cron { expression: expression.into(), zone: zone.into() })
    }

    fn new(id: u16, name: Cow<'static, str>, when: When) -> Self {
        Self { id, name, when, at_start: false, each_process: false, is_method: false }
    }

    /// Runs as soon as the bot is ready as well.
    #[must_use]
    pub fn at_start(self) -> Self {
        Self { at_start: true, ..self }
    }

    /// Runs in every process of the bot.
    #[must_use]
    pub fn each_process(self) -> Self {
        Self { each_process: true, ..self }
    }

    /// It is a method, so that the name of its handler stands before its own.
    #[must_use]
    pub fn of_handler(self) -> Self {
        Self { is_method: true, ..self }
    }

    /// The name in logs. `handler` is the name of the handler with its module: `my_bot::Welcome`.
    pub(crate) fn full_name(&self, handler: &str) -> String {
        if !self.is_method {
            return self.name.clone().into_owned();
        }
        // Type parameters have paths as well.
        let module = handler.split('<').next().and_then(|path| path.rfind("::")).map_or(0, |at| at + 2);
        format!("{}.{}", handler.get(module..).unwrap_or(handler), self.name)
    }
}

/// What `cron = ".."` in `#[task]` becomes.
#[cfg(feature = "cron")]
#[doc(hidden)]
#[macro_export]
macro_rules! __cron_task {
    ($($argument:tt)*) => {
        $crate::task::TaskSpec::cron($($argument)*)
    };
}

/// What `cron = ".."` in `#[task]` becomes.
#[cfg(not(feature = "cron"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __cron_task {
    ($($argument:tt)*) => {
        ::core::compile_error!(
            "`cron` needs the feature `cron` of greenroom, which is on by default: add it to `features = [..]` in \
             Cargo.toml, or write `every = \"24h\"`"
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_method_begins_with_its_handler_without_the_module() {
        let spec = TaskSpec::every(0, "save", Duration::from_secs(1));
        assert_eq!(spec.full_name("my_bot::Welcome"), "save");
        let spec = spec.of_handler();
        for (handler, name) in [
            ("my_bot::features::Welcome", "Welcome.save"),
            ("App.welcome", "App.welcome.save"),
            ("Welcome", "Welcome.save"),
            ("my_bot::Store<my_bot::Memory>", "Store<my_bot::Memory>.save"),
        ] {
            assert_eq!(spec.full_name(handler), name);
        }
    }
}
