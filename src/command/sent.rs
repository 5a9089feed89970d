//! [`SentReply`]: a message that was sent as an answer.

use std::time::Duration;

use super::{
    answer_error::AnswerError,
    awaited::Place,
    context::{CallContext, ComponentContext},
    disable::disabled,
    reply::Reply,
};
use crate::{
    model::{ChannelId, Component, Message, MessageFlags, MessageId},
    rest::{UpdateFollowup, UpdateInteractionResponse, UpdateMessage},
};

/// How long [`SentReply::await_component`] waits.
const DEFAULT_WAIT: Duration = Duration::from_secs(60);

/// A message that was sent as an answer. It can be changed, deleted, and waited on.
#[derive(Debug, Clone)]
pub struct SentReply {
    call: CallContext,
    message: Sent,
    is_private: bool,
}

#[derive(Debug, Clone)]
enum Sent {
    /// The message that the token calls `@original`.
    Original,
    /// A follow-up.
    FollowUp(Box<Message>),
}

impl SentReply {
    pub(crate) fn original(call: CallContext, is_private: bool) -> Self {
        Self { call, message: Sent::Original, is_private }
    }

    pub(crate) fn follow_up(call: CallContext, message: Message) -> Self {
        let is_private = message.flags.contains(MessageFlags::EPHEMERAL);
        Self { call, message: Sent::FollowUp(Box::new(message)), is_private }
    }

    /// Whether only the user sees the message.
    #[must_use]
    pub fn is_ephemeral(&self) -> bool {
        self.is_private
    }

    /// The message. The first answer is read from Discord, since Discord does not send it back.
    ///
    /// # Errors
    /// [`AnswerError::Http`], [`AnswerError::TokenExpired`].
    pub async fn message(&self) -> Result<Message, AnswerError> {
        match &self.message {
            Sent::FollowUp(message) => Ok((**message).clone()),
            Sent::Original if self.call.has_token() => Ok(self.call.interaction().response(self.call.http()).await?),
            Sent::Original => Err(AnswerError::TokenExpired),
        }
    }

    /// Changes the message. Fields that are not set stay unchanged. After 15 minutes, when the token of the interaction
    /// is invalid, the message is changed in its channel, which is possible if all see it.
    ///
    /// # Errors
    /// [`AnswerError::Http`], [`AnswerError::TokenExpired`].
    pub async fn edit(&self, reply: impl Into<Reply> + Send) -> Result<(), AnswerError> {
        let (reply, http, interaction) = (reply.into(), self.call.http(), self.call.interaction());
        match &self.message {
            Sent::Original if self.call.has_token() => {
                fill(interaction.edit_response(http), reply).await?;
            }
            Sent::FollowUp(message) if self.call.has_token() => {
                fill(interaction.edit_follow_up(http, message.id), reply).await?;
            }
            _ => {
                let (channel, message) = self.in_channel()?;
                fill(http.update_message(channel, message), reply).await?;
            }
        }
        Ok(())
    }

    /// Deletes the message. After 15 minutes: as [`edit`](Self::edit).
    ///
    /// # Errors
    /// [`AnswerError::Http`], [`AnswerError::TokenExpired`].
    pub async fn delete(&self) -> Result<(), AnswerError> {
        let (http, interaction) = (self.call.http(), self.call.interaction());
        match &self.message {
            Sent::Original if self.call.has_token() => interaction.delete_response(http).await?,
            Sent::FollowUp(message) if self.call.has_token() => interaction.delete_follow_up(http, message.id).await?,
            _ => {
                let (channel, message) = self.in_channel()?;
                http.delete_message(channel, message).await?;
            }
        }
        Ok(())
    }

    /// The message and its channel. An error if only the user sees it, because Discord then allows no change without
    /// the token.
    fn in_channel(&self) -> Result<(ChannelId, MessageId), AnswerError> {
        let place = match &self.message {
            _ if self.is_private => None,
            Sent::Original => self.call.original(),
            Sent::FollowUp(message) => Some((message.channel_id, message.id)),
        };
        place.ok_or(AnswerError::TokenExpired)
    }

    /// Waits for the use of a component of this message that `filter` accepts, at most 60 s. Other uses get the answer
    /// that the component is for somebody else. The returned context must be answered, as in a `#[component]`.
    ///
    /// `None` after 60 s.
    pub async fn await_component(
        &self,
        filter: impl FnMut(&ComponentContext) -> bool + Send + 'static,
    ) -> Option<ComponentContext> {
        self.await_component_for(filter, DEFAULT_WAIT).await
    }

    /// As [`await_component`](Self::await_component), at most for `timeout`.
    pub async fn await_component_for(
        &self,
        filter: impl FnMut(&ComponentContext) -> bool + Send + 'static,
        timeout: Duration,
    ) -> Option<ComponentContext> {
        let place = match &self.message {
            Sent::Original => Place::AnswerTo(self.call.interaction().id),
            Sent::FollowUp(message) => Place::Message(message.id),
        };
        let awaited = &self.call.services().awaited;
        let (id, found) = awaited.add(place, filter);
        let clock = self.call.clock();
        let found = tokio::select! {
            found = found => found.ok(),
            () = clock.sleep_until(clock.now() + timeout) => None,
        };
        if found.is_none() {
            awaited.remove(id);
        }
        found
    }

    /// Disables these components of the message.
    pub(crate) async fn disable(&self, components: &[Component]) -> Result<(), AnswerError> {
        let mut reply = Reply::default();
        for component in disabled(components) {
            reply = reply.component(component);
        }
        self.edit(reply).await
    }
}

/// Sets the fields of a request that are set in the reply.
macro_rules! fill {
    ($($builder:ident),+) => {$(
        impl Fill for $builder {
            fn fill(mut self, reply: Reply) -> Self {
                let Reply { data, files, .. } = reply;
                if let Some(content) = data.content {
                    self = self.content(content);
                }
                if let Some(embeds) = data.embeds {
                    self = self.embeds(embeds);
                }
                if let Some(mentions) = data.allowed_mentions {
                    self = self.allowed_mentions(mentions);
                }
                if let Some(components) = data.components {
                    self = self.components(components);
                }
                if let Some(attachments) = data.attachments {
                    self = self.attachments(attachments);
                }
                let flags = data.flags & (MessageFlags::IS_COMPONENTS_V2 | MessageFlags::SUPPRESS_EMBEDS);
                if !flags.is_empty() {
                    self = self.flags(flags);
                }
                self.files(files)
            }
        }
    )+};
}
fill!(UpdateInteractionResponse, UpdateFollowup, UpdateMessage);

/// A request that changes a message.
pub(crate) trait Fill {
    /// Sets the fields that are set in the reply.
    fn fill(self, reply: Reply) -> Self;
}

/// Sets the fields of a request that are set in the reply.
pub(crate) fn fill<R: Fill>(request: R, reply: Reply) -> R {
    request.fill(reply)
}
