//! What the code that our macros write refers to. Not for users: anything here may change at any time.

use std::future::Future;

pub use async_trait::async_trait;

pub use crate::handler::method;

/// Runs a future to its end on a multi-threaded runtime of its own.
///
/// # Panics
/// If the system has no threads or sockets left for a runtime.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(future),
        #[expect(clippy::panic, reason = "there is nobody to return an error to: this is the whole of `main`")]
        Err(error) => panic!("no runtime could be started: {error}"),
    }
}
