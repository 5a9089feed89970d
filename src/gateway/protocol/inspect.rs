//! What of a shard others may see, and the little they may set.

use super::{Protocol, ShardState};
use crate::gateway::{GatewayUrl, Session, ShardConfig};

impl Protocol {
    /// The session, if there is one that may live on. It changes with every event; take a copy to store it.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Where the shard is in its life.
    #[must_use]
    pub const fn state(&self) -> ShardState {
        self.phase.state()
    }

    /// How many connections were begun. The number of the present one.
    #[must_use]
    pub const fn cid(&self) -> u64 {
        self.cid
    }

    /// How many reconnects were made since the last READY or RESUMED.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How many HELLOs came: the generation of the last heartbeat timer.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// How many events came a second time, by their sequence number, and were not handed on.
    #[cfg(any(test, feature = "__internals"))]
    #[must_use]
    pub const fn duplicates(&self) -> u64 {
        self.duplicates
    }

    /// Whether the protocol reads the data of a dispatch of this name.
    #[must_use]
    pub fn needs(name: &str) -> bool {
        name == "READY"
    }

    /// Whether a place may be told the token: one without TLS may not, when the base URL has it.
    #[must_use]
    pub fn trusts(&self, url: &GatewayUrl) -> bool {
        url.is_secure() || !self.config.gateway_url.is_secure()
    }

    /// How the shard is set up.
    #[must_use]
    pub const fn config(&self) -> &ShardConfig {
        &self.config
    }

    /// Switches the check of heartbeat answers on or off. The [`Pacemaker`](crate::gateway::Pacemaker) has a switch of its own.
    pub const fn set_check_acks(&mut self, check: bool) {
        self.config.check_acks = check;
    }

    /// Sets where the next session begins, for example when `GET /gateway/bot` names another place than before.
    pub fn set_gateway_url(&mut self, url: GatewayUrl) {
        self.config.gateway_url = url;
    }
}
