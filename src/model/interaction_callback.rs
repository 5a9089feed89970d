//! The result of answering an interaction (Discord's docs, interactions/receiving-and-responding, "Interaction Callback
//! Response Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{ChannelId, GuildId, InteractionId, InteractionKind, InteractionResponseKind, Message, MessageId};

/// The result of answering an interaction.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(interaction)]
#[non_exhaustive]
pub struct InteractionCallback {
    /// The interaction that was answered.
    pub interaction: AnsweredInteraction,
    /// The message or activity that the answer created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<InteractionResource>,
}

impl InteractionCallback {
    /// The message that was created or edited.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.resource.as_ref()?.message.as_deref()
    }
}

/// An interaction that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, kind)]
#[non_exhaustive]
pub struct AnsweredInteraction {
    /// The id of the interaction.
    pub id: InteractionId,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: InteractionKind,
    /// The activity that was started or joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity_instance_id: Option<CompactString>,
    /// The message that was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_message_id: Option<MessageId>,
    /// Whether that message shows that the bot is thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_message_loading: Option<bool>,
    /// Whether only the user of the command sees that message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_message_ephemeral: Option<bool>,
    /// The channel it was used in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// The guild it was used in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
}

/// The message or activity that an answer created.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct InteractionResource {
    /// The kind of the answer.
    #[serde(rename = "type")]
    pub kind: InteractionResponseKind,
    /// The activity that was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity_instance: Option<LaunchedActivity>,
    /// The message that was created or edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<Message>>,
}

/// An activity that was started.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct LaunchedActivity {
    /// The id of the instance.
    pub id: CompactString,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn results_are_read() {
        let callback: InteractionCallback = there_and_back(
            r#"{"interaction":{"id":"1","type":2,"response_message_id":"3","response_message_loading":true,
            "response_message_ephemeral":false,"channel_id":"4","guild_id":"5"}}"#,
        );
        assert_eq!((callback.interaction.response_message_id, callback.message()), (Some(MessageId::new(3)), None));
        let callback: InteractionCallback = there_and_back(
            r#"{"interaction":{"id":"1","type":2,"activity_instance_id":"i-1"},"resource":{"type":12,
            "activity_instance":{"id":"i-1"}}}"#,
        );
        assert_eq!(callback.resource.unwrap().kind, InteractionResponseKind::LaunchActivity);
    }
}
