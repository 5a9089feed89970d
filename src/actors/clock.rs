//! The clock whose time the actors pass to the pure core.

use std::time::Instant;

/// The present time of the runtime's clock, which a test can pause.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
