//! Accounts elsewhere that users connected with theirs (Discord's docs, resources/user, "Connection Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::Integration;
use super::open::open_enum;

/// An account elsewhere that was connected with a user's.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name, kind, visibility)]
#[non_exhaustive]
pub struct Connection {
    /// Its id there, any text.
    pub id: CompactString,
    /// Its name there.
    pub name: CompactString,
    /// The service: `twitch`, `github`, `steam` …
    #[serde(rename = "type")]
    pub kind: CompactString,
    /// Whether the connection was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
    /// What guilds connected with the same account, with some fields only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub integrations: Vec<Integration>,
    /// Whether it was proved that it is the user's.
    pub verified: bool,
    /// Whether friends there are suggested as friends.
    pub friend_sync: bool,
    /// Whether it is shown in the presence what the user does there.
    pub show_activity: bool,
    /// Whether the service knows of the connection too.
    pub two_way_link: bool,
    /// Who sees it in the profile.
    pub visibility: ConnectionVisibility,
}

open_enum! {
    /// Who sees a connection in a user's profile.
    pub enum ConnectionVisibility {
        /// The user only.
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
            r#"{"id":"7","name":"ant","type":"twitch","revoked":false,"verified":true,"friend_sync":false,"show_activity":true,
            "two_way_link":false,"visibility":1}"#,
        );
        assert_eq!(connection.visibility, ConnectionVisibility::Everyone);
        let sparse: Connection = serde_json::from_str(r#"{"id":"7","name":null,"type":"new","visibility":9}"#).unwrap();
        assert_eq!((sparse.name.as_str(), sparse.kind.as_str()), ("", "new"));
    }
}
