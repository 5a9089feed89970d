//! Messages (Discord's docs, resources/message).

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use serde::Serialize;

use super::{
    Call, Http,
    request::endpoint,
    route::{Replay, operation as op},
};
use crate::model::{
    AllowedMentions, ChannelId, Embed, Message, MessageFlags, MessageId, MessageReference, RawJson, StickerId,
};

endpoint! {
    /// Writes a message into a channel. Needs SEND_MESSAGES there, and VIEW_CHANNEL.
    ///
    /// Every message carries a nonce that Discord compares with those of the last minutes, so that sending it again after
    /// a lost answer cannot write it twice.
    pub struct CreateMessage: body -> Message, replay {
        /// The text, up to 2000 characters.
        content: String,
        /// Embeds, up to 10, with 6000 characters over all of them. See also [`embed`](Self::embed).
        embeds: Vec<Embed>,
        /// Whom the message may notify. Without it, everybody whom its text mentions.
        allowed_mentions: AllowedMentions,
        /// The message that this one answers or forwards. See also [`reply_to`](Self::reply_to).
        message_reference: MessageReference,
        /// Buttons, menus and the like, as JSON.
        components: Vec<RawJson>,
        /// Stickers, up to 3.
        sticker_ids: Vec<StickerId>,
        /// SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE and IS_COMPONENTS_V2 can be set.
        flags: MessageFlags,
        /// Whether the message is read aloud.
        tts: bool,
        /// A text of up to 25 characters to know the message by; one is made up unless it is given.
        nonce: String,
        /// Whether Discord is to compare the nonce. Given as `false`, a message of which no answer came back is not
        /// repeated but reported as [`HttpError::OutcomeUnknown`](super::HttpError::OutcomeUnknown).
        enforce_nonce: bool,
    }
}

endpoint! {
    /// Changes a message of the bot's own. What is not mentioned stays as it is.
    pub struct UpdateMessage: body -> Message {
        /// The text, up to 2000 characters.
        content / clear_content: String,
        /// The embeds; an empty list removes them.
        embeds / clear_embeds: Vec<Embed>,
        /// Whom the changed message may notify.
        allowed_mentions: AllowedMentions,
        /// Buttons, menus and the like, as JSON; an empty list removes them.
        components: Vec<RawJson>,
        /// SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 set. On messages of others only the former, with
        /// MANAGE_MESSAGES.
        flags: MessageFlags,
    }
}

endpoint! {
    /// Reads messages of a channel, newest first. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY. Of `around`, `before` and
    /// `after` one may be given.
    pub struct ListMessages: query -> Vec<Message> {
        /// Those around this message.
        around: MessageId,
        /// Those older than this message.
        before: MessageId,
        /// Those newer than this message.
        after: MessageId,
        /// How many: 1–100, 50 if not said.
        limit: u8,
    }
}

/// Adds to the list of embeds, one by one.
macro_rules! embeds_one_by_one {
    ($($builder:ty)*) => {$(
        impl $builder {
            /// Adds an embed to those that have been given.
            pub fn embed(mut self, embed: Embed) -> Self {
                self.embeds.get_or_insert_default().get_or_insert_default().push(embed);
                self
            }
        }
    )*};
}
embeds_one_by_one!(CreateMessage UpdateMessage);
pub(super) use embeds_one_by_one;

impl CreateMessage {
    /// Makes the message a reply to another one in the same channel. Needs READ_MESSAGE_HISTORY.
    pub fn reply_to(self, message: MessageId) -> Self {
        self.message_reference(MessageReference::reply_to(message))
    }

    /// With the nonce compared, writing it again is harmless.
    fn replay(&self) -> Replay {
        if self.enforce_nonce == Some(Some(true)) { Replay::Safe } else { Replay::Never }
    }
}

impl Http {
    /// Writes a message: `http.create_message(channel).content("hi").await`.
    pub fn create_message(&self, channel: ChannelId) -> CreateMessage {
        CreateMessage::of(self.call(&op::CREATE_MESSAGE, &[channel.into()])).nonce(nonce()).enforce_nonce(true)
    }

    /// Reads a message. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY.
    pub fn message(&self, channel: ChannelId, message: MessageId) -> Call<Message> {
        self.call(&op::GET_MESSAGE, &[channel.into(), message.into()])
    }

    /// Reads messages of a channel: `http.messages(channel).limit(10).await`.
    pub fn messages(&self, channel: ChannelId) -> ListMessages {
        ListMessages::of(self.call(&op::LIST_MESSAGES, &[channel.into()]))
    }

    /// Changes a message of the bot's own: `http.update_message(channel, message).content("new").await`.
    pub fn update_message(&self, channel: ChannelId, message: MessageId) -> UpdateMessage {
        UpdateMessage::of(self.call(&op::UPDATE_MESSAGE, &[channel.into(), message.into()]))
    }

    /// Deletes a message. One of somebody else's needs MANAGE_MESSAGES.
    pub fn delete_message(&self, channel: ChannelId, message: MessageId) -> Call<()> {
        self.act(&op::DELETE_MESSAGE, &[channel.into(), message.into()])
    }

    /// Deletes 2–100 messages at once, none of them older than two weeks. Needs MANAGE_MESSAGES.
    pub fn bulk_delete_messages(&self, channel: ChannelId, messages: &[MessageId]) -> Call<()> {
        #[derive(Serialize)]
        struct Messages<'a> {
            messages: &'a [MessageId],
        }
        let call = self.act(&op::BULK_DELETE_MESSAGES, &[channel.into()]).json(&Messages { messages });
        if (2..=100).contains(&messages.len()) {
            call
        } else {
            call.refused(format!("{} messages were given; 2 to 100 are allowed", messages.len()))
        }
    }
}

/// A nonce that no other message of this bot has: a number of this process, drawn at random, and a running number; at most
/// 25 characters.
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
