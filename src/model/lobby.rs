//! Lobbies of games that use the Social SDK (Discord's docs, resources/lobby).

use std::collections::BTreeMap;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::Serialize;

use super::object::is_default;
use super::open::open_flags;
use super::{ApplicationId, Channel, ChannelId, LobbyId, MessageFlags, MessageId, MessageKind, User, UserId};

/// Metadata that an application stores about a lobby, a member or a message: keys and values, up to 1024 characters
/// each.
pub type LobbyMetadata = BTreeMap<String, String>;

/// A group of users in a game.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, application_id)]
#[non_exhaustive]
pub struct Lobby {
    /// The id of the lobby.
    pub id: LobbyId,
    /// The application of the lobby.
    pub application_id: ApplicationId,
    /// The metadata that the application stored.
    pub metadata: Option<LobbyMetadata>,
    /// The members of the lobby.
    pub members: Vec<LobbyMember>,
    /// The channel that is linked to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_channel: Option<Box<Channel>>,
    /// Flags, as bits. Discord defines the lowest one without documenting its meaning.
    pub flags: u32,
    /// The URL for webhook events about the lobby, if it differs from that of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_event_webhooks_url: Option<String>,
}

/// A member of a lobby. The same type is sent to add a member.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct LobbyMember {
    /// The id of the user.
    pub id: UserId,
    /// The metadata that the application stored, up to 1000 characters in total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<LobbyMetadata>,
    /// The rights of the member.
    #[serde(skip_serializing_if = "is_default")]
    pub flags: LobbyMemberFlags,
    /// The name in the game, 1–80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_name: Option<CompactString>,
}

impl LobbyMember {
    /// A member without metadata.
    #[must_use]
    pub const fn new(id: UserId) -> Self {
        Self { id, metadata: None, flags: LobbyMemberFlags::empty(), additional_name: None }
    }

    /// Sets the metadata, up to 1000 characters in total.
    #[must_use]
    pub fn metadata(mut self, metadata: impl Into<LobbyMetadata>) -> Self {
        self.metadata = Some(metadata.into());
        self
    }

    /// Sets the rights of the member.
    #[must_use]
    pub fn flags(mut self, flags: LobbyMemberFlags) -> Self {
        self.flags = flags;
        self
    }
}

open_flags! {
    /// The rights of a member of a lobby.
    pub struct LobbyMemberFlags {
        /// May link a channel to the lobby.
        const CAN_LINK_LOBBY = 1 << 0;
    }
}

/// A change in an update of several members of a lobby: a member is added, changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LobbyMemberUpdate {
    /// The member.
    #[serde(flatten)]
    pub member: LobbyMember,
    /// Whether the member is removed.
    #[serde(skip_serializing_if = "is_default")]
    pub remove_member: bool,
}

impl LobbyMemberUpdate {
    /// Removes a member from the lobby.
    #[must_use]
    pub const fn remove(id: UserId) -> Self {
        Self { member: LobbyMember::new(id), remove_member: true }
    }
}

/// Adds a member to the lobby, or changes the metadata and rights of one.
impl From<LobbyMember> for LobbyMemberUpdate {
    fn from(member: LobbyMember) -> Self {
        Self { member, remove_member: false }
    }
}

/// A message of a lobby.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, lobby_id, channel_id, author, content)]
#[non_exhaustive]
pub struct LobbyMessage {
    /// The id of the message.
    pub id: MessageId,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// The text.
    pub content: CompactString,
    /// The lobby in which it was sent.
    pub lobby_id: LobbyId,
    /// The channel that is linked to the lobby.
    pub channel_id: ChannelId,
    /// The author.
    pub author: User,
    /// The author as a member of the lobby.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lobby_member: Option<LobbyAuthor>,
    /// The metadata that the game stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<LobbyMetadata>,
    /// The metadata that the application's moderation stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_metadata: Option<LobbyMetadata>,
    /// Flags.
    pub flags: MessageFlags,
    /// The application that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
}

/// The author of a message of a lobby, as a member of it.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(additional_name)]
#[non_exhaustive]
pub struct LobbyAuthor {
    /// The name in the game.
    pub additional_name: CompactString,
}

/// An invite to the guild of the channel that is linked to a lobby.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(code)]
#[non_exhaustive]
pub struct LobbyInvite {
    /// The code, as in `https://discord.gg/CODE`.
    pub code: CompactString,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn lobbies_and_messages() {
        let lobby: Lobby = there_and_back(
            r#"{"id":"1","application_id":"2","metadata":{"map":"desert"},"members":[{"id":"3",
            "metadata":{"team":"red"},"flags":1,"additional_name":"Ant"},{"id":"4"}],"linked_channel":{"id":"5",
            "type":0},"flags":1,"override_event_webhooks_url":"https://example.com"}"#,
        );
        assert!(lobby.members[0].flags.contains(LobbyMemberFlags::CAN_LINK_LOBBY));
        let sparse: Lobby = serde_json::from_str(r#"{"id":"1","application_id":"2","metadata":null}"#).unwrap();
        assert_eq!((sparse.metadata, sparse.members.len()), (None, 0));
        let message: LobbyMessage = there_and_back(
            r#"{"id":"1","type":0,"content":"hi","lobby_id":"2","channel_id":"3","author":{"id":"4","username":"a",
            "discriminator":"0","global_name":null,"avatar":null},"lobby_member":{"additional_name":"Ant"},
            "metadata":{"a":"b"},"moderation_metadata":{"c":"d"},"flags":0,"application_id":"6"}"#,
        );
        assert_eq!(message.lobby_id, LobbyId::new(2));
    }

    #[test]
    fn members_are_added_and_removed() {
        let members = [
            LobbyMember::new(UserId::new(1)).metadata([("a".to_owned(), "b".to_owned())]).into(),
            LobbyMemberUpdate::from(LobbyMember::new(UserId::new(2)).flags(LobbyMemberFlags::CAN_LINK_LOBBY)),
            LobbyMemberUpdate::remove(UserId::new(3)),
        ];
        assert_eq!(
            serde_json::to_string(&members).unwrap(),
            r#"[{"id":"1","metadata":{"a":"b"}},{"id":"2","flags":1},{"id":"3","remove_member":true}]"#
        );
    }
}
