//! What became of an answer to an interaction (Discord's docs, interactions/receiving-and-responding, "Interaction Callback
//! Response Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{ChannelId, GuildId, InteractionId, InteractionKind, InteractionResponseKind, Message, MessageId};

/// What became of an answer to an interaction.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(interaction)]
#[non_exhaustive]
pub struct InteractionCallback {
    /// The interaction that was answered.
    pub interaction: AnsweredInteraction,
    /// What the answer made; of messages and activities only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<InteractionResource>,
}

impl InteractionCallback {
    /// The message that was written or edited.
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
    /// Which interaction.
    pub id: InteractionId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: InteractionKind,
    /// The activity that was started or joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity_instance_id: Option<CompactString>,
    /// The message that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_message_id: Option<MessageId>,
    /// Whether that message says that the bot is thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_message_loading: Option<bool>,
    /// Whether only who used the command sees that message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_message_ephemeral: Option<bool>,
    /// Where it was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// The guild it was used in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
}

/// What an answer made.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct InteractionResource {
    /// What kind of answer it was.
    #[serde(rename = "type")]
    pub kind: InteractionResponseKind,
    /// The activity that was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity_instance: Option<LaunchedActivity>,
    /// The message that was written or edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<Message>>,
}

/// An activity that was started.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct LaunchedActivity {
    /// Which instance of it.
    pub id: CompactString,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn what_became_of_an_answer() {
        let callback: InteractionCallback = there_and_back(
            r#"{"interaction":{"id":"1","type":2,"response_message_id":"3","response_message_loading":true,
            "response_message_ephemeral":false,"channel_id":"4","guild_id":"5"}}"#,
        );
        assert_eq!((callback.interaction.response_message_id, callback.message()), (Some(MessageId::new(3)), None));
        let callback: InteractionCallback = there_and_back(
            r#"{"interaction":{"id":"1","type":2,"activity_instance_id":"i-1"},"resource":{"type":12,"activity_instance":{"id":"i-1"}}}"#,
        );
        assert_eq!(callback.resource.unwrap().kind, InteractionResponseKind::LaunchActivity);
    }
}
