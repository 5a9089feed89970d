//! Lobbies of games that use the Social SDK (Discord's docs, resources/lobby).

use std::collections::BTreeMap;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::Serialize;

use super::object::is_neutral;
use super::open::open_flags;
use super::{ApplicationId, Channel, ChannelId, LobbyId, MessageFlags, MessageId, MessageKind, User, UserId};

/// What an application notes about a lobby, a member of one or a message: names and texts, up to 1024 characters each.
pub type LobbyMetadata = BTreeMap<String, String>;

/// A group of users in a game.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, application_id)]
#[non_exhaustive]
pub struct Lobby {
    /// Which lobby.
    pub id: LobbyId,
    /// Whose lobby it is.
    pub application_id: ApplicationId,
    /// What the application noted about it.
    pub metadata: Option<LobbyMetadata>,
    /// Who is in it.
    pub members: Vec<LobbyMember>,
    /// The channel whose messages it shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_channel: Option<Box<Channel>>,
    /// Notes about it, as bits. Discord defines the lowest one, and does not say what it means.
    pub flags: u32,
    /// Where webhook events about it go, if not where the application's other ones do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_event_webhooks_url: Option<String>,
}

/// Somebody in a lobby. The same is sent to put somebody into one.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct LobbyMember {
    /// Who it is.
    pub id: UserId,
    /// What the application noted about the member, up to 1000 characters in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<LobbyMetadata>,
    /// What the member may.
    #[serde(skip_serializing_if = "is_neutral")]
    pub flags: LobbyMemberFlags,
    /// The name in the game, 1–80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_name: Option<CompactString>,
}

impl LobbyMember {
    /// A member about whom nothing is noted.
    #[must_use]
    pub const fn new(id: UserId) -> Self {
        Self { id, metadata: None, flags: LobbyMemberFlags::empty(), additional_name: None }
    }

    /// Sets what the application notes about the member, up to 1000 characters in all.
    #[must_use]
    pub fn metadata(mut self, metadata: impl Into<LobbyMetadata>) -> Self {
        self.metadata = Some(metadata.into());
        self
    }

    /// Sets what the member may.
    #[must_use]
    pub fn flags(mut self, flags: LobbyMemberFlags) -> Self {
        self.flags = flags;
        self
    }
}

open_flags! {
    /// What a member of a lobby may.
    pub struct LobbyMemberFlags {
        /// Link a channel to the lobby.
        const CAN_LINK_LOBBY = 1 << 0;
    }
}

/// A change of one of many members of a lobby: somebody is put into it, changed or taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LobbyMemberUpdate {
    /// The member.
    #[serde(flatten)]
    pub member: LobbyMember,
    /// Whether the member is taken out.
    #[serde(skip_serializing_if = "is_neutral")]
    pub remove_member: bool,
}

impl LobbyMemberUpdate {
    /// Takes somebody out of the lobby.
    #[must_use]
    pub const fn remove(id: UserId) -> Self {
        Self { member: LobbyMember::new(id), remove_member: true }
    }
}

/// Puts somebody into the lobby, or changes what is noted about them.
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
    /// Which message.
    pub id: MessageId,
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// The text.
    pub content: CompactString,
    /// The lobby it was written in.
    pub lobby_id: LobbyId,
    /// The channel that is linked to the lobby.
    pub channel_id: ChannelId,
    /// Who wrote it.
    pub author: User,
    /// Who wrote it, as a member of the lobby.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lobby_member: Option<LobbyAuthor>,
    /// What the game noted about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<LobbyMetadata>,
    /// What the application's moderation noted about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_metadata: Option<LobbyMetadata>,
    /// Notes about it.
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
            r#"{"id":"1","application_id":"2","metadata":{"map":"desert"},"members":[{"id":"3","metadata":{"team":"red"},"flags":1,
            "additional_name":"Ant"},{"id":"4"}],"linked_channel":{"id":"5","type":0},"flags":1,
            "override_event_webhooks_url":"https://example.com"}"#,
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
    fn members_are_put_in_and_taken_out() {
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
