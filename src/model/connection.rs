//! Accounts of other services that users connected (Discord's docs, resources/user, "Connection Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::Integration;
use super::open::open_enum;

/// An account of another service that a user connected.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name, kind, visibility)]
#[non_exhaustive]
pub struct Connection {
    /// The id at the service, any text.
    pub id: CompactString,
    /// The name at the service.
    pub name: CompactString,
    /// The service, such as `twitch`, `github` or `steam`.
    #[serde(rename = "type")]
    pub kind: CompactString,
    /// Whether the connection was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
    /// The integrations of guilds with the same account, with some fields only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub integrations: Vec<Integration>,
    /// Whether the connection is verified.
    pub verified: bool,
    /// Whether friends of the service are suggested as friends.
    pub friend_sync: bool,
    /// Whether the user's activity at the service is shown in the presence.
    pub show_activity: bool,
    /// Whether the connection exists at the service too.
    pub two_way_link: bool,
    /// The users who can see it in the profile.
    pub visibility: ConnectionVisibility,
}

open_enum! {
    /// The users who can see a connection in a user's profile.
    pub enum ConnectionVisibility {
        /// Only the user.
        None = 0,
        /// Everybody.
        Everyone = 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn connections_are_read() {
        let connection: Connection = there_and_back(
            r#"{"id":"7","name":"ant","type":"twitch","revoked":false,"verified":true,"friend_sync":false,
            "show_activity":true,"two_way_link":false,"visibility":1}"#,
        );
        assert_eq!(connection.visibility, ConnectionVisibility::Everyone);
        let sparse: Connection = serde_json::from_str(r#"{"id":"7","name":null,"type":"new","visibility":9}"#).unwrap();
        assert_eq!((sparse.name.as_str(), sparse.kind.as_str()), ("", "new"));
    }
}
