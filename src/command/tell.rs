//! [`tell`] and [`Tell`]: errors with a text that the user may read.

use std::{error::Error, fmt};

use crate::error::HandlerError;

/// The return type of commands, components and modals. `?` converts every error that is `Send` and `Sync`. The user
/// sees only texts that are marked with [`tell`] or [`Tell::tell`]; all other errors are logged, and the user sees a
/// number by which they can be found in the log.
pub type CommandResult<T = ()> = Result<T, HandlerError>;

/// An error with a text that the user may read.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) text: String,
    source: Option<HandlerError>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Told {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// An error whose text the user may read: `return Err(tell("Sold out."))`. Only commands, components and modals show it
/// to the user; the error of a method that handles an event is logged.
#[must_use]
pub fn tell(text: impl Into<String>) -> HandlerError {
    Box::new(Told { text: text.into(), source: None })
}

/// Gives an error, or a value that is missing, a text that the user may read:
/// `stock.order(item).await.tell("Sold out.")?`.
pub trait Tell<T> {
    /// The value, or an error with `text`, which the user sees (up to 2000 characters). The cause is not shown; it is
    /// logged at the level `debug`.
    ///
    /// # Errors
    /// If there is no value.
    fn tell(self, text: impl Into<String>) -> CommandResult<T>;
}

impl<T, E: Into<HandlerError>> Tell<T> for Result<T, E> {
    fn tell(self, text: impl Into<String>) -> CommandResult<T> {
        self.map_err(|source| Box::new(Told { text: text.into(), source: Some(source.into()) }) as HandlerError)
    }
}

impl<T> Tell<T> for Option<T> {
    fn tell(self, text: impl Into<String>) -> CommandResult<T> {
        self.ok_or_else(|| tell(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_kept_and_not_shown() {
        let failed: Result<(), std::num::ParseIntError> = "x".parse::<u8>().map(drop);
        let error = failed.tell("Not a number.").unwrap_err();
        let told = error.downcast_ref::<Told>().unwrap();
        assert_eq!((told.to_string().as_str(), told.source().is_some()), ("Not a number.", true));
        let error = None::<u8>.tell("Nothing.").unwrap_err();
        assert_eq!(error.downcast_ref::<Told>().map(|told| &*told.text), Some("Nothing."));
        assert_eq!(Some(1).tell("").unwrap(), 1);
    }
}
