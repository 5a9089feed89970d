//! A request: everything that is sent, in a form that can be sent again.

use std::{fmt, time::Duration};

use super::{body::Body, operation::Replay, route::Route};

/// Everything that is sent, in a form that can be sent again.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(super) route: Route,
    /// `?a=b&c=d`, or empty.
    pub(super) query: String,
    pub(super) body: Body,
    /// For the guild's audit log, percent-encoded.
    pub(super) reason: Option<String>,
    /// What may be done if it is unknown whether it was carried out.
    pub(super) replay: Replay,
    /// The longest wait for the rate limits; `None`: the configuration applies.
    pub(super) max_wait: Option<Duration>,
    /// Whether it is sent without being checked against Discord's limits.
    pub(super) unchecked: bool,
    /// The `Authorization` header that replaces the bot's token.
    pub(super) authorization: Option<Authorization>,
}

impl Request {
    /// A request for a route without further parts.
    pub(super) fn plain(route: Route) -> Self {
        let replay = route.operation.replay;
        let (query, body) = (String::new(), Body::Empty);
        Self { route, query, body, reason: None, replay, max_wait: None, unchecked: true, authorization: None }
    }
}

/// An `Authorization` header, which is not shown.
#[derive(Clone)]
pub(super) struct Authorization(String);

impl Authorization {
    /// The scheme `Basic` of HTTP.
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
