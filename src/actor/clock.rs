//! The clock that the actors hand to the pure core.

use std::time::Instant;

/// Now, by the runtime's clock: a test that pauses it pauses us.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
