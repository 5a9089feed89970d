//! How `#[greenroom::main]` ends the process: an error is printed with its causes, and the exit code is 1.

use std::{
    cell::Cell,
    error::Error,
    fmt::{self, Display, Write},
    ops::Deref,
    process::{ExitCode, Termination},
};

/// What the user's `main` returned.
///
/// Four traits have a method `exit`, for `&&&Outcome`, `&&Outcome`, `&Outcome` and `Outcome`. The generated code calls
/// it with four references in front, and the compiler takes the first trait that is implemented: so the return type may
/// be a `Result` with any error, and whatever else `main` may return.
pub struct Outcome<R>(Cell<Option<R>>);

impl<R> fmt::Debug for Outcome<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome").finish_non_exhaustive()
    }
}

impl<R> Outcome<R> {
    pub(super) fn new(returned: R) -> Self {
        Self(Cell::new(Some(returned)))
    }
}

/// For errors that are [`Error`]s.
pub trait ExitByError {
    /// The exit code. Prints the error, if it is one.
    fn exit(&self) -> ExitCode;
}

/// For errors that contain an [`Error`], such as `Box<dyn Error>` and `anyhow::Error`.
pub trait ExitByInnerError {
    /// The exit code. Prints the error, if it is one.
    fn exit(&self) -> ExitCode;
}

/// For errors that are texts.
pub trait ExitByDisplay {
    /// The exit code. Prints the error, if it is one.
    fn exit(&self) -> ExitCode;
}

/// For everything else that a `main` may return.
pub trait ExitByTermination {
    /// The exit code. The standard library prints the value, if it is an error.
    fn exit(&self) -> ExitCode;
}

impl<T: Termination, E: Error> ExitByError for &&&Outcome<Result<T, E>> {
    fn exit(&self) -> ExitCode {
        finish(self.0.take(), |error| explain(error))
    }
}

impl<T: Termination, E: Deref<Target: Error>> ExitByInnerError for &&Outcome<Result<T, E>> {
    fn exit(&self) -> ExitCode {
        finish(self.0.take(), |error| explain(&**error))
    }
}

impl<T: Termination, E: Display> ExitByDisplay for &Outcome<Result<T, E>> {
    fn exit(&self) -> ExitCode {
        finish(self.0.take(), ToString::to_string)
    }
}

impl<R: Termination> ExitByTermination for Outcome<R> {
    fn exit(&self) -> ExitCode {
        self.0.take().map_or(ExitCode::SUCCESS, Termination::report)
    }
}

fn finish<T: Termination, E>(returned: Option<Result<T, E>>, text: impl FnOnce(&E) -> String) -> ExitCode {
    match returned {
        Some(Ok(value)) => value.report(),
        Some(Err(error)) => {
            #[allow(clippy::print_stderr, reason = "the error of a program belongs on stderr")]
            {
                eprintln!("Error: {}", text(&error));
            }
            ExitCode::FAILURE
        }
        None => ExitCode::SUCCESS,
    }
}

/// The message of an error, with a line for each cause that the message before it does not contain.
fn explain<E: Error + ?Sized>(error: &E) -> String {
    let mut text = error.to_string();
    let (mut last, mut cause) = (text.clone(), error.source());
    while let Some(error) = cause {
        let message = error.to_string();
        if !last.contains(&message) {
            // Writing to a `String` does not fail.
            let _: fmt::Result = write!(text, "\n  Caused by: {message}");
        }
        (last, cause) = (message, error.source());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{text}")]
    struct Layer {
        text: &'static str,
        source: Option<Box<Layer>>,
    }

    fn layers(texts: &[&'static str]) -> Layer {
        let (text, rest) = texts.split_first().unwrap();
        Layer { text, source: (!rest.is_empty()).then(|| Box::new(layers(rest))) }
    }

    #[test]
    fn causes_follow_the_message_unless_it_contains_them() {
        for (texts, explained) in [
            (&["no"][..], "no"),
            (&["no bot", "no net"], "no bot\n  Caused by: no net"),
            (&["no bot: no net", "no net", "no cable"], "no bot: no net\n  Caused by: no cable"),
        ] {
            assert_eq!(explain(&layers(texts)), explained);
        }
    }

    /// The call that `#[greenroom::main]` generates.
    macro_rules! exit {
        ($value:expr) => {
            (&&&&Outcome::new($value)).exit()
        };
    }

    #[test]
    #[allow(clippy::needless_borrow, clippy::unnecessary_literal_unwrap, reason = "as in the generated code")]
    fn every_return_type_of_a_main_is_accepted() {
        type Inner = Box<dyn Error>;
        type Sendable = Box<dyn Error + Send + Sync>;
        assert_eq!(exit!(()), ExitCode::SUCCESS);
        assert_eq!(exit!(ExitCode::from(7)), ExitCode::from(7));
        assert_eq!(exit!(Ok::<_, Layer>(())), ExitCode::SUCCESS);
        assert_eq!(exit!(Ok::<_, Inner>(ExitCode::from(7))), ExitCode::from(7));
        assert_eq!(exit!(Err::<(), _>(layers(&["no"]))), ExitCode::FAILURE);
        assert_eq!(exit!(Err::<(), Inner>(layers(&["no"]).into())), ExitCode::FAILURE);
        assert_eq!(exit!(Err::<(), Sendable>(layers(&["no"]).into())), ExitCode::FAILURE);
        assert_eq!(exit!(Err::<(), _>("no")), ExitCode::FAILURE);
        assert_eq!(exit!(Err::<(), _>(vec![1])), ExitCode::FAILURE);
    }
}
