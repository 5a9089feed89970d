//! Messages (Discord's docs, resources/message).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    AllowedMentions, AttachmentUpdate, ChannelId, Embed, Message, MessageFlags, MessageId, MessageReference, RawJson,
    StickerId,
};
use crate::rest::{
    Call, Http, Pages,
    body::Object,
    endpoint::{endpoint, uploading},
    endpoints::operation as op,
    pages::Plan,
    request::Audited,
    route::Param,
};

endpoint! {
    /// What [`Http::create_message`](crate::rest::Http::create_message) is asked for.
    pub struct CreateMessage -> Message, replay {
        body: Object {
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
            /// repeated but reported as [`HttpError::OutcomeUnknown`](crate::rest::HttpError::OutcomeUnknown).
            enforce_nonce: bool,
            /// What is to be known of the files that come along, where [`file`](Self::file) does not say it.
            attachments: Vec<AttachmentUpdate>,
        }
    }
}

endpoint! {
    /// What [`Http::messages`](crate::rest::Http::messages) is asked for.
    pub struct ListMessages -> Vec<Message> {
        query {
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
}

impl ListMessages {
    /// All of them, from the newest to the oldest, as a stream that asks for page after page; see [`Pages`].
    /// It begins where `before` says.
    /// It ends where `after` says.
    /// `limit` is the size of a page, 100 at most and if not said.
    pub fn stream(mut self) -> Pages<Message> {
        let plan = Plan::down("before").sized(self.limit.take(), 100);
        let (start, bound) = (self.before.take(), self.after.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.id))
    }
}

endpoint! {
    /// What [`Http::update_message`](crate::rest::Http::update_message) is asked for.
    pub struct UpdateMessage -> Message {
        body: Object {
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
            /// The files that stay; see [`AttachmentUpdate::keep_all`]. Without this and without new files, all of them.
            attachments: Vec<AttachmentUpdate>,
        }
    }
}

uploading!(CreateMessage at "", UpdateMessage at "");

impl Http {
    /// Writes a message into a channel: `http.create_message(channel).content("hi").await`. Needs SEND_MESSAGES there, and VIEW_CHANNEL.
    ///
    /// Every message carries a nonce that Discord compares with those of the last minutes, so that sending it again after
    /// a lost answer cannot write it twice.
    pub fn create_message(&self, channel: ChannelId) -> CreateMessage {
        CreateMessage::of(self.call(&op::CREATE_MESSAGE, &[Param::Id(channel.get())]), Object::default()).with_nonce()
    }

    /// Reads a message. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY.
    pub fn message(&self, channel: ChannelId, message: MessageId) -> Call<Message> {
        self.call(&op::GET_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())])
    }

    /// Reads messages of a channel, newest first: `http.messages(channel).limit(10).await`. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY. Of
    /// `around`, `before` and `after` one may be given.
    pub fn messages(&self, channel: ChannelId) -> ListMessages {
        ListMessages::of(self.call(&op::LIST_MESSAGES, &[Param::Id(channel.get())]))
    }

    /// Changes a message of the bot's own: `http.update_message(channel, message).content("new").await`. What is not mentioned stays as it is.
    pub fn update_message(&self, channel: ChannelId, message: MessageId) -> UpdateMessage {
        UpdateMessage::of(
            self.call(&op::UPDATE_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())]),
            Object::default(),
        )
    }

    /// Deletes a message. One of somebody else's needs MANAGE_MESSAGES.
    pub fn delete_message(&self, channel: ChannelId, message: MessageId) -> Call<(), Audited> {
        self.act(&op::DELETE_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())]).audited()
    }
}
