//! Counts what handlers handled, for tests that nothing is lost or handled twice.

use std::collections::HashMap;
use std::fmt;

use super::sandbox::Sandbox;
use crate::model::MessageId;

impl Sandbox {
    /// Counts a report of a handler that it handled something, under any number, such as the id of a message.
    pub fn tally(&self, id: impl Into<u64>) {
        self.shared().tally(id.into());
    }

    /// The reports by number, with their count.
    #[must_use]
    pub fn tallies(&self) -> HashMap<u64, u32> {
        self.shared().tallies().clone()
    }

    /// Checks that each of these messages was reported exactly once.
    ///
    /// # Errors
    ///
    /// The messages that were not reported, or more than once.
    pub fn handled_exactly_once(&self, messages: &[MessageId]) -> Result<(), TallyError> {
        let tallies = self.shared().tallies();
        let count = |id: &MessageId| tallies.get(&id.get()).copied().unwrap_or(0);
        let error = TallyError {
            missing: messages.iter().copied().filter(|id| count(id) == 0).collect(),
            repeated: messages.iter().copied().filter(|id| count(id) > 1).map(|id| (id, count(&id))).collect(),
        };
        if error.missing.is_empty() && error.repeated.is_empty() { Ok(()) } else { Err(error) }
    }
}

/// Messages that were not handled exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyError {
    /// Not handled.
    pub missing: Vec<MessageId>,
    /// Handled more than once, with the count.
    pub repeated: Vec<(MessageId, u32)>,
}

impl fmt::Display for TallyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.missing.iter().take(5).collect::<Vec<_>>();
        let twice = self.repeated.iter().take(5).collect::<Vec<_>>();
        write!(
            f,
            "{} messages were never handled (such as {first:?}) and {} more than once (such as {twice:?})",
            self.missing.len(),
            self.repeated.len()
        )
    }
}

impl std::error::Error for TallyError {}
