//! A request: everything that is sent, in a form that can be sent again.

use std::{fmt, time::Duration};

use super::{body::Body, operation::Replay, route::Route};

/// Everything that is sent, in a form that can be sent again.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(super) route: Route,
    /// `?a=b&c=d`, or nothing.
    pub(super) query: String,
    pub(super) body: Body,
    /// For the guild's audit log, percent-encoded.
    pub(super) reason: Option<String>,
    /// What may be done when nobody knows whether it was carried out.
    pub(super) replay: Replay,
    /// How long it waits for its turn at most, if not as long as the configuration says.
    pub(super) max_wait: Option<Duration>,
    /// Whether it is sent even if Discord is sure to refuse it.
    pub(super) unchecked: bool,
    /// The `Authorization` header in place of the bot's token.
    pub(super) authorization: Option<Authorization>,
}

/// A header that is not the bot's token, and is not shown either.
#[derive(Clone)]
pub(super) struct Authorization(String);

impl Authorization {
    /// HTTP's "basic" scheme.
    pub(super) fn basic(name: &str, secret: &str) -> Self {
        use base64::{Engine, engine::general_purpose::STANDARD};
        Self(format!("Basic {}", STANDARD.encode(format!("{name}:{secret}"))))
    }

    /// A token of OAuth2.
    pub(super) fn bearer(token: &str) -> Self {
        Self(format!("Bearer {token}"))
    }

    /// The header's value.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(…)")
    }
}
