//! Messages and interactions as a test reads them.

use serde_json::Value;

use crate::model::{ChannelId, InteractionId, MessageId, UserId};
use crate::sandbox::world::{Interaction, InteractionState, Message, World};

/// A copy of a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxMessage {
    /// The id.
    pub id: MessageId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The author.
    pub author_id: UserId,
    /// The author's user name.
    pub author: String,
    /// Discord's message type: 0 a message, 19 a reply, 20 the answer to a command, 6, 7, 18 and 21 what Discord writes
    /// about pins, joins and threads, …
    pub kind: u8,
    /// The text.
    pub content: String,
    /// The embeds, with what Discord adds.
    pub embeds: Vec<Value>,
    /// The components, with their ids and defaults.
    pub components: Vec<Value>,
    /// The message it replies to.
    pub reply_to: Option<MessageId>,
    /// Whether it was edited.
    pub edited: bool,
    /// The reactions: emoji (`🎉`, or `name:id`) and the users who reacted.
    pub reactions: Vec<(String, Vec<UserId>)>,
    /// Whether it is ephemeral.
    pub ephemeral: bool,
    /// The whole message, as the HTTP API shows it.
    pub raw: Value,
}

impl SandboxMessage {
    pub(in crate::sandbox) fn of(world: &World, message: &Message) -> Self {
        let reactions = message.reactions.iter().map(|it| {
            let name = match it.emoji.id {
                Some(id) => format!("{}:{id}", it.emoji.name),
                None => it.emoji.name.clone(),
            };
            (name, it.users.clone())
        });
        Self {
            id: message.id,
            channel_id: message.channel,
            author_id: message.author,
            author: world.users.get(&message.author).map(|user| user.username.clone()).unwrap_or_default(),
            kind: message.kind,
            content: message.content.clone(),
            embeds: message.embeds.clone(),
            components: message.components.clone(),
            reply_to: message.answers,
            edited: message.edited_us.is_some(),
            reactions: reactions.collect(),
            ephemeral: message.ephemeral_for.is_some(),
            raw: world.whole_message_json(message),
        }
    }
}

impl From<&SandboxMessage> for MessageId {
    fn from(message: &SandboxMessage) -> Self {
        message.id
    }
}

/// An interaction and how it was answered.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxInteraction {
    /// The id.
    pub id: InteractionId,
    /// The user.
    pub user_id: UserId,
    /// Discord's interaction type.
    pub kind: u8,
    /// The `data` of the interaction.
    pub data: Value,
    /// Whether the bot deferred its answer and has not sent it yet.
    pub deferred: bool,
    /// Whether the bot has answered.
    pub answered: bool,
    /// The callbacks the bot sent, unchanged.
    pub callbacks: Vec<Value>,
    /// The answer message, if there is one.
    pub original: Option<MessageId>,
}

impl SandboxInteraction {
    pub(in crate::sandbox) fn of(interaction: &Interaction) -> Self {
        Self {
            id: interaction.id,
            user_id: interaction.user,
            kind: interaction.kind,
            data: interaction.data.clone(),
            deferred: interaction.state == InteractionState::Deferred,
            answered: interaction.state == InteractionState::Answered,
            callbacks: interaction.callbacks.clone(),
            original: interaction.original,
        }
    }
}
