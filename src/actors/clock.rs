//! The clock of the actors. They pass its time to pure code.

use std::time::Instant;

/// The present time of the runtime's clock, which a test can pause.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
