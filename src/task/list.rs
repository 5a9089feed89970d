//! [`TaskList`]: the tasks of a running bot, with what is known of their runs.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use tokio::sync::Mutex as RunLock;

use super::{
    schedule::{Moment, Schedule},
    spec::TaskSpec,
};
use crate::{
    error::{Error, Result},
    model::Timestamp,
};

/// A task with the handler that it belongs to.
pub(crate) struct FoundTask {
    /// The index of the handler.
    pub(crate) handler: usize,
    /// Its name.
    pub(crate) handler_name: &'static str,
    pub(crate) spec: TaskSpec,
}

/// A task of a running bot, from [`BotHandle::tasks`](crate::BotHandle::tasks).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskInfo {
    /// The name, as in logs: `App.welcome.birthdays`.
    pub name: Arc<str>,
    /// When it is due next. `None` while it runs, before the bot is ready, after the bot has begun to stop, and in a
    /// process of the bot that does not run it.
    pub next: Option<Timestamp>,
    /// How many runs have ended, with those that failed.
    pub runs: u64,
    /// How many runs have failed: with an error, with a panic, or because the bot ended first.
    pub failures: u64,
    /// Whether it runs at present.
    pub is_running: bool,
}

/// A task of a running bot.
pub(super) struct Entry {
    pub(super) name: Arc<str>,
    pub(super) schedule: Schedule,
    pub(super) at_start: bool,
    pub(super) each_process: bool,
    /// The index of the handler, and the id of the task in it.
    pub(super) code: (usize, u16),
    /// Held by the run: there is one at a time.
    pub(super) lock: RunLock<()>,
    next: Mutex<Option<Timestamp>>,
    runs: AtomicU64,
    failures: AtomicU64,
    is_running: AtomicBool,
}

impl Entry {
    pub(super) fn set_next(&self, next: Option<Moment>) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next.map(|next| next.wall);
    }

    pub(super) fn run_begins(&self) {
        self.is_running.store(true, Ordering::Relaxed);
    }

    pub(super) fn run_ended(&self, is_ok: bool) {
        self.failures.fetch_add(u64::from(!is_ok), Ordering::Relaxed);
        self.is_running.store(false, Ordering::Relaxed);
        // Last, so that the failure is there when the run is.
        self.runs.fetch_add(1, Ordering::Release);
    }

    fn info(&self) -> TaskInfo {
        let runs = self.runs.load(Ordering::Acquire);
        TaskInfo {
            name: Arc::clone(&self.name),
            next: *self.next.lock().unwrap_or_else(PoisonError::into_inner),
            runs,
            failures: self.failures.load(Ordering::Relaxed),
            is_running: self.is_running.load(Ordering::Relaxed),
        }
    }
}

/// The tasks of a running bot, in the order in which they were added.
#[derive(Clone)]
pub(crate) struct TaskList(Arc<[Arc<Entry>]>);

impl TaskList {
    /// # Errors
    /// [`Error::Option`]: a period, a cron expression or a zone that is wrong, and two tasks of one name.
    pub(crate) fn new(tasks: Vec<FoundTask>) -> Result<Self> {
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
                lock: RunLock::default(),
                next: Mutex::default(),
                runs: AtomicU64::new(0),
                failures: AtomicU64::new(0),
                is_running: AtomicBool::new(false),
            }));
        }
        Ok(Self(entries.into()))
    }

    pub(super) fn entries(&self) -> &[Arc<Entry>] {
        &self.0
    }

    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        self.0.iter().map(|entry| entry.info()).collect()
    }

    /// The task with this name, or with this name after that of its handler.
    ///
    /// # Errors
    /// [`Error::Option`] if there is no such task, or there are several.
    pub(super) fn find(&self, name: &str) -> Result<&Arc<Entry>> {
        if let Some(entry) = self.0.iter().find(|entry| &*entry.name == name) {
            return Ok(entry);
        }
        let is_meant = |entry: &&Arc<Entry>| entry.name.rsplit_once('.').is_some_and(|(_, method)| method == name);
        let mut found = self.0.iter().filter(is_meant);
        let names = || self.0.iter().map(|entry| format!("`{}`", entry.name)).collect::<Vec<_>>().join(", ");
        let reason = match (found.next(), found.next()) {
            (Some(entry), None) => return Ok(entry),
            (Some(_), Some(_)) => format!("several tasks end in `{name}`; write the whole name: {}", names()),
            (None, _) => format!("there is no task `{name}`; the tasks are {}", names()),
        };
        Err(refused(reason))
    }
}

fn refused(reason: String) -> Error {
    Error::Option { option: "task", reason }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn list(tasks: &[(&'static str, &'static str)]) -> Result<TaskList> {
        let found = tasks.iter().map(|(handler_name, task)| {
            let spec = TaskSpec::every(0, *task, Duration::from_secs(60)).of_handler();
            FoundTask { handler: 0, handler_name, spec }
        });
        TaskList::new(found.collect())
    }

    #[test]
    fn a_task_is_found_by_its_name_and_by_the_end_of_it() {
        let list = list(&[("App.a", "save"), ("App.b", "save"), ("my_bot::C", "tick")]).unwrap();
        for (name, expected) in [
            ("App.a.save", Ok("App.a.save")),
            ("tick", Ok("C.tick")),
            ("save", Err("several tasks end in `save`; write the whole name: `App.a.save`, `App.b.save`, `C.tick`")),
            ("sav", Err("there is no task `sav`; the tasks are `App.a.save`, `App.b.save`, `C.tick`")),
        ] {
            let found = list.find(name).map(|entry| &*entry.name).map_err(|error| error.to_string());
            assert_eq!(found, expected.map_err(|reason| format!("option `task`: {reason}")));
        }
    }

    #[test]
    fn two_tasks_of_one_name_are_refused() {
        let error = list(&[("a::Welcome", "save"), ("b::Welcome", "save")]).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("two tasks have the name `Welcome.save`"), "{error}");
    }
}
