//! Methods of the builders of messages that are not generated.

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use super::{
    Audited, Call, CreateFollowup, CreateLobbyMessage, CreateMessage, ExecuteWebhook, Http, UpdateFollowup,
    UpdateInteractionResponse, UpdateMessage, UpdateWebhookMessage, body::Object, endpoints::operation as op,
    operation::Replay,
};
use crate::model::{AllowedMentions, ChannelId, Component, Embed, MessageFlags, MessageId, MessageReference};

/// Methods that add an embed or a component.
macro_rules! one_by_one {
    ($($builder:ty)*) => {$(
        impl $builder {
            /// Adds an embed.
            pub fn embed(mut self, embed: Embed) -> Self {
                self.embeds.get_or_insert_default().get_or_insert_default().push(embed);
                self
            }

            /// Adds a component: `.component(Button::primary("go", "Go"))`. A button or a select menu is put
            /// [into a row](Component::into_rows). If the component [needs](Component::is_v2) the flag
            /// IS_COMPONENTS_V2, the flag is set.
            pub fn component(mut self, component: impl Into<Component>) -> Self {
                self.components.get_or_insert_default().get_or_insert_default().push(component.into());
                self
            }

            /// Puts buttons and select menus into rows, and sets the flag IS_COMPONENTS_V2 if a component needs it.
            pub(super) fn with_layout(mut self) -> Self {
                self.components = self.components.map(|it| it.map(Component::into_rows));
                if self.components.iter().flatten().flatten().any(Component::is_v2) {
                    *self.flags.get_or_insert_default().get_or_insert_default() |= MessageFlags::IS_COMPONENTS_V2;
                }
                self
            }
        }
    )*};
}
one_by_one!(
    CreateMessage UpdateMessage CreateFollowup UpdateFollowup UpdateInteractionResponse ExecuteWebhook
    UpdateWebhookMessage CreateLobbyMessage
);

impl CreateMessage {
    /// Makes the message a reply to another one in the same channel. Needs READ_MESSAGE_HISTORY.
    pub fn reply_to(self, message: MessageId) -> Self {
        self.message_reference(MessageReference::reply_to(message))
    }

    /// Sends no push or desktop notification for the message: sets SUPPRESS_NOTIFICATIONS, which a user sets by
    /// beginning a message with `@silent`. Users who are mentioned see that they are.
    pub fn silent(mut self) -> Self {
        *self.flags.get_or_insert_default().get_or_insert_default() |= MessageFlags::SUPPRESS_NOTIFICATIONS;
        self
    }

    /// Notifies no user and no role, even if the text mentions them or the message is a reply: sets
    /// [`allowed_mentions`](Self::allowed_mentions) to none.
    pub fn without_mentions(self) -> Self {
        self.allowed_mentions(AllowedMentions::none())
    }

    /// Sets a nonce that Discord compares: in a call of a handler the next one of the call.
    pub(super) fn with_nonce(self) -> Self {
        let nonce = self.call.nonce().unwrap_or_else(nonce);
        self.nonce(nonce).enforce_nonce(true)
    }

    /// If the nonce is compared, the message can be sent again safely.
    pub(super) fn replay(&self) -> Replay {
        if self.enforce_nonce == Some(Some(true)) { Replay::Safe } else { Replay::Never }
    }
}

impl Http {
    /// Deletes up to 100 messages at once, none of them older than two weeks. Needs MANAGE_MESSAGES.
    ///
    /// A single message is deleted by [`delete_message`](Self::delete_message), which has no limit of age, because
    /// Discord refuses a list of one. An empty list is `Ok` without a request.
    pub fn bulk_delete_messages(&self, channel: ChannelId, messages: &[MessageId]) -> Call<(), Audited> {
        if let [message] = messages {
            return self.delete_message(channel, *message);
        }
        let body = Object::default().with("messages", messages);
        let call = self.act(&op::BULK_DELETE_MESSAGES, &[channel.into()]).body(body).audited();
        if messages.is_empty() { call.done() } else { call }
    }
}

/// A nonce that no other message of this bot has: a random number of this process, and a counter; at most 25
/// characters.
fn nonce() -> String {
    const DIGITS: u64 = (1 << 48) - 1;
    static PROCESS: OnceLock<u64> = OnceLock::new();
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let process = PROCESS.get_or_init(|| fastrand::u64(..) & DIGITS);
    format!("{process:x}-{:x}", NEXT.fetch_add(1, Ordering::Relaxed) & DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonces_are_unique_and_short() {
        let (one, other) = (nonce(), nonce());
        assert_ne!(one, other);
        assert!(one.len() <= 25 && format!("{0:x}-{0:x}", (1_u64 << 48) - 1).len() == 25);
    }
}
