//! Messages of games that use the Social SDK (Discord's docs, events/webhook-events, "Social SDK Message Objects").

use std::ops::Deref;

use greenroom_macros::{New, Object};
use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::beside::{Beside, beside};
use crate::model::object::optional_field;
use crate::model::readable::Readable;
use crate::model::{Channel, LobbyId, LobbyMessage, Message, MessageId, Timestamp, UserId};

/// A message of a lobby was changed (LOBBY_MESSAGE_UPDATE). Dereferences to [`LobbyMessage`], as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(message)]
#[non_exhaustive]
pub struct LobbyMessageUpdate {
    /// The message.
    #[serde(flatten)]
    pub message: LobbyMessage,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// When it was last edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_timestamp: Option<Timestamp>,
}

impl Deref for LobbyMessageUpdate {
    type Target = LobbyMessage;

    fn deref(&self) -> &LobbyMessage {
        &self.message
    }
}

/// Reads the value of a key. A value that cannot be read is left out.
fn optional<'de, T: Readable<'de>, A: MapAccess<'de>>(map: &mut A, value: &mut Option<T>) -> Result<(), A::Error> {
    optional_field::<T, false, A>(map, value)
}

/// The keys that only changed messages of a lobby have.
#[derive(Default)]
struct Times {
    sent: Option<Timestamp>,
    edited: Option<Timestamp>,
}

impl Beside for Times {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "timestamp" => optional(map, &mut self.sent)?,
            "edited_timestamp" => optional(map, &mut self.edited)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl<'de> Deserialize<'de> for LobbyMessageUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (Times { sent, edited }, message) = beside(deserializer)?;
        Ok(Self { message, timestamp: sent, edited_timestamp: edited })
    }
}

/// A message of a lobby was deleted (LOBBY_MESSAGE_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id, lobby_id)]
#[non_exhaustive]
pub struct LobbyMessageDelete {
    /// The message.
    pub id: MessageId,
    /// The lobby in which it was sent.
    pub lobby_id: LobbyId,
}

/// A direct message that was sent, changed or deleted while one of the two users played. Dereferences to [`Message`].
///
/// A message between two provisional accounts exists only in the game, and Discord sends few of its fields. If
/// `timestamp` is missing, it is the time of creation of the message's id.
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(message)]
#[non_exhaustive]
pub struct GameDirectMessage {
    /// The message.
    #[serde(flatten)]
    pub message: Message,
    /// The lobby in which it was sent. Only for messages in a channel that is linked to a lobby.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lobby_id: Option<LobbyId>,
    /// The recipient. Only for messages that exist only in the game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_id: Option<UserId>,
    /// Its channel, with the recipients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Box<Channel>>,
}

impl Deref for GameDirectMessage {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

/// The keys that only direct messages of games have.
#[derive(Default)]
struct Game {
    lobby_id: Option<LobbyId>,
    recipient_id: Option<UserId>,
    channel: Option<Box<Channel>>,
}

impl Beside for Game {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "lobby_id" => optional(map, &mut self.lobby_id)?,
            "recipient_id" => optional(map, &mut self.recipient_id)?,
            "channel" => optional(map, &mut self.channel)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl<'de> Deserialize<'de> for GameDirectMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (Game { lobby_id, recipient_id, channel, .. }, message) = beside(deserializer)?;
        Ok(Self { message, lobby_id, recipient_id, channel })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook_event::samples::read;

    #[test]
    fn a_changed_lobby_message_has_its_times() {
        let update: LobbyMessageUpdate = read(
            r#"{"id":"1402390388030832792","type":0,"content":"noice","lobby_id":"2","channel_id":"3",
            "author":{"id":"1","username":"ann"},"edited_timestamp":"2025-08-05T20:39:19.557970+00:00","flags":65536,
            "timestamp":"2025-08-05T20:38:43.660000+00:00"}"#,
        );
        assert_eq!((update.content.as_str(), update.flags.bits()), ("noice", 65_536));
        assert_eq!(update.timestamp, "2025-08-05T20:38:43.660Z".parse().ok());
        assert_eq!(update.edited_timestamp, "2025-08-05T20:39:19.557970Z".parse().ok());
        let sparse: LobbyMessageUpdate = read(
            r#"{"edited_timestamp":null,"id":"1","lobby_id":"2","channel_id":"3","author":{"id":"1",
            "username":"ann"}}"#,
        );
        assert_eq!((sparse.timestamp, sparse.edited_timestamp), (None, None));
    }

    #[test]
    fn a_message_in_discord_keeps_all_fields() {
        let message: GameDirectMessage = read(
            r#"{"timestamp":"2025-08-14T18:09:37.947000+00:00","id":"1405614357781545021","type":0,"content":"raid?",
            "channel_id":"3","author":{"id":"1","username":"ann"},"lobby_id":"2","channel":{"id":"3","type":1},
            "components":[{"type":99,"new":[1.50]}],"nonce":5,"attachments":[],"application_id":"9"}"#,
        );
        assert_eq!((message.content.as_str(), message.lobby_id), ("raid?", Some(LobbyId::new(2))));
        assert_eq!(message.timestamp, "2025-08-14T18:09:37.947Z".parse().unwrap());
        assert_eq!((message.components.len(), message.channel.as_ref().map(|it| it.id.get())), (1, Some(3)));
        assert_eq!(message.recipient_id, None);
    }

    #[test]
    fn a_message_in_the_game_has_the_time_of_its_id() {
        let message: GameDirectMessage = read(
            r#"{"id":"1405591838810706081","content":"ready?","channel_id":"3","author":{"id":"1","username":"ann"},
            "recipient_id":"4"}"#,
        );
        assert_eq!(message.recipient_id, Some(UserId::new(4)));
        assert_eq!(message.timestamp, MessageId::new(1_405_591_838_810_706_081).created_at());
    }

    #[test]
    fn missing_keys_are_named_in_the_error() {
        for (json, missing) in [
            (r#"{"content":"a","channel_id":"3","author":{"id":"1","username":"ann"}}"#, "missing field `id`"),
            (r#"{"id":"1","content":"a","author":{"id":"1","username":"ann"}}"#, "missing field `channel_id`"),
            (r#"{"id":"x","content":"a"}"#, "invalid value"),
            ("[]", "invalid type"),
        ] {
            let error = serde_json::from_str::<GameDirectMessage>(json).unwrap_err().to_string();
            assert!(error.starts_with(missing), "{json}: {error}");
        }
    }
}
