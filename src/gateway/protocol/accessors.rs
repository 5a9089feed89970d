//! Accessors of the state, and the settings that can be changed at run time.

use super::{Protocol, ShardState};
use crate::gateway::{GatewayUrl, Session, ShardConfig};

impl Protocol {
    /// The session, if there is one that may be valid. It changes with every event.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// The state of the shard.
    #[must_use]
    pub const fn state(&self) -> ShardState {
        self.phase.state()
    }

    /// The number of connections begun, which is the number of the current one.
    #[must_use]
    pub const fn cid(&self) -> u64 {
        self.cid
    }

    /// The number of reconnects since the last READY or RESUMED.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The number of HELLOs received, which is the generation of the last heartbeat timer.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// The number of events that were dropped because their sequence numbers had been received before.
    #[cfg(any(test, feature = "__internals"))]
    #[must_use]
    pub const fn duplicates(&self) -> u64 {
        self.duplicates
    }

    /// Whether the protocol reads the data of dispatches with this name.
    #[must_use]
    pub fn needs(name: &str) -> bool {
        name == "READY"
    }

    /// Whether the token may be sent to this URL: one without TLS is not allowed if the base URL has TLS.
    #[must_use]
    pub fn may_receive_token(&self, url: &GatewayUrl) -> bool {
        url.is_secure() || !self.config.gateway_url.is_secure()
    }

    /// Whether a session may be resumed at this URL, which the server has sent. The token may be sent to it, and its
    /// host is that of the base URL, a host of the same domain, or one of [`ShardConfig::resume_hosts`].
    pub(super) fn may_resume_at(&self, url: &GatewayUrl) -> bool {
        let ShardConfig { gateway_url, resume_hosts, .. } = &self.config;
        self.may_receive_token(url)
            && (url.is_of_the_same_domain(gateway_url)
                || resume_hosts.iter().any(|host| host.eq_ignore_ascii_case(url.host())))
    }

    /// The settings.
    #[must_use]
    pub const fn config(&self) -> &ShardConfig {
        &self.config
    }

    /// Switches the check of acknowledgements on or off. [`HeartbeatState`](crate::gateway::HeartbeatState) has a
    /// switch of its own.
    pub const fn set_check_acks(&mut self, check: bool) {
        self.config.check_acks = check;
    }

    /// Sets the URL where the next session begins, for example after `GET /gateway/bot` returned a new one.
    pub fn set_gateway_url(&mut self, url: GatewayUrl) {
        self.config.gateway_url = url;
    }
}
