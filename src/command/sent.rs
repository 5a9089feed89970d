//! [`SentReply`]: a message that was sent as an answer.

use std::time::Duration;

use super::{
    answer_error::AnswerError,
    awaited::Place,
    context::{CallContext, ComponentContext},
    reply::Reply,
    usable::disabling,
};
use crate::{
    model::{AllowedMentions, ChannelId, Component, Message, MessageFlags, MessageId},
    rest::{CreateFollowup, CreateMessage, Http, UpdateFollowup, UpdateInteractionResponse, UpdateMessage},
};

/// How long [`SentReply::await_component`] waits.
const DEFAULT_WAIT: Duration = Duration::from_secs(60);

/// The flags that a change of a message may set.
const CHANGEABLE: MessageFlags = MessageFlags::IS_COMPONENTS_V2.union(MessageFlags::SUPPRESS_EMBEDS);

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

/// Lets an answer that states nothing notify the users that it names and the author of the message, but no roles and
/// not everyone: answers repeat what members wrote, and the bot may have permissions that these members lack. The
/// default of the bot has precedence.
pub(super) fn mention_users_only(http: &Http, reply: &mut Reply) {
    if http.config().allowed_mentions.is_none() {
        let users = || AllowedMentions::none().all_users().replied_user(true);
        reply.data.allowed_mentions.get_or_insert_with(users);
    }
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
            Sent::Original if self.call.has_token() => {
                let message = self.call.interaction().response(self.call.http()).await?;
                if !self.is_private {
                    self.call.set_original(message.channel_id, message.id);
                }
                Ok(message)
            }
            Sent::Original => Err(AnswerError::TokenExpired),
        }
    }

    /// Changes the message. Fields that are not set stay unchanged. After 15 minutes, when the token of the interaction
    /// is invalid, the message is changed in its channel, which is possible if all see it.
    ///
    /// # Errors
    /// [`AnswerError::Http`], [`AnswerError::TokenExpired`].
    pub async fn edit(&self, reply: impl Into<Reply> + Send) -> Result<(), AnswerError> {
        let (mut reply, http, interaction) = (reply.into(), self.call.http(), self.call.interaction());
        if self.call.written().is_some() {
            mention_users_only(http, &mut reply);
        }
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
        self.call.services().awaited.add(place, filter).found(self.call.clock(), timeout).await
    }

    /// Disables these components of the message.
    pub(crate) async fn disable(&self, components: &[Component]) -> Result<(), AnswerError> {
        self.edit(disabling(components)).await
    }
}

/// Implements [`Fill`]: for each request the flags that it may set, and the fields that it has.
macro_rules! fill {
    ($($builder:ident, $flags:expr, $($field:ident)+;)+) => {$(
        impl Fill for $builder {
            fn fill(mut self, reply: Reply) -> Self {
                let Reply { data, files, .. } = reply;
                // A field that is not set is left out: a message of components may not have even an empty text.
                $(if let Some($field) = data.$field {
                    self = self.$field($field);
                })+
                let flags = data.flags & $flags;
                if !flags.is_empty() {
                    self = self.flags(flags);
                }
                self.files(files)
            }
        }
    )+};
}
fill! {
    CreateMessage, MessageFlags::all(), content embeds allowed_mentions components poll tts;
    CreateFollowup, MessageFlags::all(), content embeds allowed_mentions components poll tts;
    UpdateInteractionResponse, CHANGEABLE, content embeds allowed_mentions components attachments;
    UpdateFollowup, CHANGEABLE, content embeds allowed_mentions components attachments;
    UpdateMessage, CHANGEABLE, content embeds allowed_mentions components attachments;
}

/// A request that sends or changes a message.
pub(crate) trait Fill {
    /// Sets the fields that are set in the reply.
    fn fill(self, reply: Reply) -> Self;
}

/// Sets the fields of a request that are set in the reply.
pub(crate) fn fill<R: Fill>(request: R, reply: Reply) -> R {
    request.fill(reply)
}
