//! Events about the authorization of the application.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use crate::model::{Guild, InstallationKind, User};

/// The application was added to a guild, or by a user for themselves (APPLICATION_AUTHORIZED).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user, scopes)]
#[non_exhaustive]
pub struct ApplicationAuthorized {
    /// Whether it was added to a guild or by a user. `None` if only scopes were authorized.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_type: Option<InstallationKind>,
    /// The user who authorized it.
    pub user: User,
    /// The OAuth2 scopes that were authorized.
    pub scopes: Vec<CompactString>,
    /// The guild that it was added to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<Guild>>,
}

/// A user revoked the authorization of the application (APPLICATION_DEAUTHORIZED).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user)]
#[non_exhaustive]
pub struct ApplicationDeauthorized {
    /// The user.
    pub user: User,
}
