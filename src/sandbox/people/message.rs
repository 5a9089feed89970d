//! Messages and interactions as the people of the sandbox see them.

use serde_json::Value;

use crate::model::{ChannelId, InteractionId, MessageId, UserId};
use crate::sandbox::world::{Interaction, InteractionState, Message, World};

/// A message, as it was when it was looked at.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxMessage {
    /// Its id.
    pub id: MessageId,
    /// The channel it is in.
    pub channel_id: ChannelId,
    /// Who wrote it.
    pub author_id: UserId,
    /// The user name of who wrote it.
    pub author: String,
    /// Its text.
    pub content: String,
    /// Its embeds, as they were sent.
    pub embeds: Vec<Value>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// Whether it was edited.
    pub edited: bool,
    /// Its reactions: emoji (`🎉`, or `name:id`) and who reacted.
    pub reactions: Vec<(String, Vec<UserId>)>,
    /// Whether only one person can see it.
    pub ephemeral: bool,
    /// Everything, as HTTP shows it.
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
            content: message.content.clone(),
            embeds: message.embeds.clone(),
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

/// Something somebody asked of the bot, and what became of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxInteraction {
    /// Its id.
    pub id: InteractionId,
    /// Who asked.
    pub user_id: UserId,
    /// Discord's interaction type.
    pub kind: u8,
    /// What was asked.
    pub data: Value,
    /// Whether the bot has answered "later" and not yet more than that.
    pub deferred: bool,
    /// Whether the bot has answered.
    pub answered: bool,
    /// The callbacks the bot sent, as they came.
    pub callbacks: Vec<Value>,
    /// The message that is the answer, if one is.
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
