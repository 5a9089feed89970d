//! Items for the code that our macros generate. Not public API: anything here may change at any time.

use std::future::Future;

pub use async_trait::async_trait;

pub use crate::handler::method;

/// Runs a future to its end on a new multi-threaded runtime.
///
/// # Panics
/// If the runtime cannot be started, because the system has no threads or sockets left.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(future),
        #[expect(clippy::panic, reason = "the generated `main` has no caller that could handle an error")]
        Err(error) => panic!("the runtime could not be started: {error}"),
    }
}
