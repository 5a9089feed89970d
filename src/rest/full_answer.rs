//! An answer, and a report of what could not be read of it.

use std::fmt;

/// An answer, and a report of what could not be read of it; from [`Call::full_answer`](super::Call::full_answer).
///
/// An element of a list or a field that cannot be read is left out of the answer, and reported here.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FullAnswer<T> {
    /// The answer, without what could not be read.
    pub value: T,
    pub(super) skipped: Option<Skipped>,
}

impl<T> FullAnswer<T> {
    pub(super) fn of(value: T) -> Self {
        Self { value, skipped: None }
    }

    /// What was left out because it could not be read. `None` if everything was read.
    #[must_use]
    pub fn skipped(&self) -> Option<&Skipped> {
        self.skipped.as_ref()
    }
}

/// What was left out of an answer because it could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The number of values.
    pub count: usize,
    /// The path to the first of them, such as `[2].author.id`, if it is known.
    pub path: Option<String>,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, path, reason } = self;
        match count {
            1 => f.write_str("one value could not be read")?,
            _ => write!(f, "{count} values could not be read, the first")?,
        }
        if let Some(path) = path {
            write!(f, " at `{path}`")?;
        }
        write!(f, ": {reason}")
    }
}
