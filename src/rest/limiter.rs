//! Who may be sent when.

use std::time::Instant;

use super::HttpConfig;

/// The rate limits of one token, as far as they are known.
#[derive(Debug)]
pub(super) struct Limiter {}

impl Limiter {
    pub(super) fn new(_config: &HttpConfig, _now: Instant) -> Self {
        Self {}
    }
}
