//! [`UsageCounter`]: how often a command was used, with which outcome, and how long it took.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::command::CommandFailure;

/// How often a command was used since the bot started: see
/// [`BotHandle::command_usage`](crate::BotHandle::command_usage).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CommandUsage {
    /// The command with its groups, such as `tag show`; or the key of the custom id of a component or modal.
    pub name: String,
    /// Where it was declared, such as `Kiosk::order`.
    pub declared_at: String,
    /// How many calls returned, and their answer was sent.
    pub answered: u64,
    /// How many calls were not made, or ended with a text for the user: checks, permissions, cooldowns,
    /// [`tell`](crate::command::tell()).
    pub refused: u64,
    /// How many calls failed with an error, or panicked.
    pub failed: u64,
    /// The time from the user's action to the end of the call, summed over all calls.
    pub total_time: Duration,
    /// The longest of these times.
    pub longest: Duration,
}

impl CommandUsage {
    /// How many calls have ended.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.answered + self.refused + self.failed
    }

    /// The time that a call took on average. `None` without a call.
    #[must_use]
    pub fn average(&self) -> Option<Duration> {
        let calls = self.calls();
        (calls > 0).then(|| self.total_time.div_f64(calls as f64))
    }
}

#[derive(Debug, Default)]
pub(crate) struct UsageCounter(Mutex<Counts>);

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    answered: u64,
    refused: u64,
    failed: u64,
    total_time: Duration,
    longest: Duration,
}

impl UsageCounter {
    /// Counts a call that has ended after `time`.
    pub(super) fn count(&self, failure: Option<&CommandFailure>, time: Duration) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = match failure {
            None => &mut counts.answered,
            Some(failure) if failure.is_fault() => &mut counts.failed,
            Some(_) => &mut counts.refused,
        };
        *outcome += 1;
        counts.total_time = counts.total_time.saturating_add(time);
        counts.longest = counts.longest.max(time);
    }

    /// What was counted, for the command of this name.
    pub(super) fn read(&self, name: String, declared_at: String) -> CommandUsage {
        let Counts { answered, refused, failed, total_time, longest } =
            *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        CommandUsage { name, declared_at, answered, refused, failed, total_time, longest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::FailedBecause;

    #[test]
    fn each_call_is_counted_by_its_outcome_with_its_time() {
        let counter = UsageCounter::default();
        let failure = |cause| CommandFailure { command: "a".into(), cause, incident: None };
        counter.count(None, Duration::from_secs(1));
        counter.count(None, Duration::from_secs(5));
        counter.count(Some(&failure(FailedBecause::Busy)), Duration::from_secs(2));
        counter.count(Some(&failure(FailedBecause::Panic(String::new()))), Duration::from_secs(4));
        let usage = counter.read("a".into(), "A::a".into());
        assert_eq!((usage.answered, usage.refused, usage.failed), (2, 1, 1));
        assert_eq!((usage.total_time, usage.longest), (Duration::from_secs(12), Duration::from_secs(5)));
        assert_eq!((usage.calls(), usage.average()), (4, Some(Duration::from_secs(3))));
        assert_eq!(CommandUsage::default().average(), None);
    }
}
