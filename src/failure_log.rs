//! What handlers and commands of a bot failed with, for the error messages of tests on the sandbox.

use std::{
    collections::VecDeque,
    fmt::Display,
    sync::{Arc, Mutex, PoisonError},
};

/// How many failures are kept.
const KEPT: usize = 20;

/// The newest failures of a bot, oldest first. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FailureLog(Arc<Mutex<VecDeque<String>>>);

impl FailureLog {
    /// Adds a failure. The oldest is dropped when there are too many.
    pub(crate) fn note(&self, failure: &impl Display) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() == KEPT {
            failures.pop_front();
        }
        failures.push_back(failure.to_string());
    }

    /// At most this many of the newest failures.
    pub(crate) fn newest(&self, count: usize) -> Vec<String> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.iter().skip(failures.len().saturating_sub(count)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_failures_are_kept() {
        let log = FailureLog::default();
        assert!(log.newest(5).is_empty());
        for number in 0..30 {
            log.clone().note(&number);
        }
        assert_eq!(log.newest(2), ["28", "29"]);
        assert_eq!(log.newest(100).len(), KEPT);
    }
}
