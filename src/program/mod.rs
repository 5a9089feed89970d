//! What `#[greenroom::main]` and `#[greenroom::test]` write around the user's function: the runtime, the default log,
//! and the report of an error.

mod log;
mod outcome;

use std::future::Future;

use self::log::LogPlace;
pub(crate) use self::log::{draw_progress, install_log};
pub use self::outcome::{ExitByDisplay, ExitByError, ExitByInnerError, ExitByTermination, Outcome};

/// Runs a future to its end on a new multi-threaded runtime.
///
/// # Panics
/// If the runtime cannot be started, because the system has no threads or sockets left.
fn block_on<F: Future>(future: F) -> F::Output {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(future),
        #[expect(clippy::panic, reason = "the generated `main` has no caller that could handle an error")]
        Err(error) => panic!("the runtime could not be started: {error}"),
    }
}

/// Runs a `main` to its end on a new multi-threaded runtime. A bot that runs in it installs the default log if there is
/// none.
///
/// # Panics
/// If the runtime cannot be started, because the system has no threads or sockets left.
pub fn run_main<F: Future>(main: F) -> Outcome<F::Output> {
    log::allow(LogPlace::Stderr);
    Outcome::new(block_on(main))
}

/// Runs a test to its end on a new multi-threaded runtime. The default log of a bot that runs in it goes to the output
/// of the test.
///
/// # Panics
/// As [`run_main`].
pub fn run_test<F: Future>(test: F) -> F::Output {
    log::allow(LogPlace::Test);
    block_on(test)
}
