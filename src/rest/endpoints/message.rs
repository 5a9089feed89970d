//! Messages (Discord's docs, resources/message).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    AllowedMentions, AttachmentUpdate, ChannelId, Component, Embed, GuildId, Message, MessageFlags, MessageId,
    MessageReference, MessageSearch, Pin, Pins, PollCreate, RoleId, SearchAuthor, SearchEmbed, SearchHas, SearchOrder,
    SearchSort, SharedClientTheme, StickerId, Timestamp, UserId,
};
use crate::rest::{
    Call, Http, Pages,
    body::Object,
    call::Audited,
    endpoint::{endpoint, uploading},
    endpoints::operation as op,
    pages::Plan,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_message`](crate::rest::Http::create_message); awaiting it sends it.
    pub struct CreateMessage -> Message, replay; with_layout {
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10, with 6000 characters over all of them. Needs EMBED_LINKS. See also
            /// [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// The users and roles that the message may notify. By default, all that its text mentions.
            allowed_mentions: AllowedMentions,
            /// The message that this one answers or forwards. See also [`reply_to`](Self::reply_to).
            message_reference: MessageReference,
            /// The components. See also [`component`](Self::component).
            components: Vec<Component>,
            /// Additional data of the files, which [`file`](Self::file) does not set.
            attachments: Vec<AttachmentUpdate>,
            /// Stickers, up to 3.
            sticker_ids: Vec<StickerId>,
            /// A poll. Needs SEND_POLLS.
            poll: PollCreate,
            /// A client theme to share.
            shared_client_theme: SharedClientTheme,
            /// The flags: SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// Whether the message is read aloud. Needs SEND_TTS_MESSAGES.
            tts: bool,
            /// The nonce, a text of up to 25 characters that identifies the message; a unique one by default.
            nonce: String,
            /// Whether Discord compares the nonce; `true` by default. With `false`, a message whose answer is lost is
            /// not repeated, and the error is [`HttpError::OutcomeUnknown`](crate::rest::HttpError::OutcomeUnknown).
            enforce_nonce: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::messages`](crate::rest::Http::messages); awaiting it sends it.
    pub struct Messages -> Vec<Message> {
        query {
            /// Only those around this message.
            around: MessageId,
            /// Only those older than this message.
            before: MessageId,
            /// Only those newer than this message.
            after: MessageId,
            /// The number of elements, 1–100; 50 by default.
            limit: u8,
        }
    }
}

impl Messages {
    /// A stream over all elements, from the newest to the oldest; it requests page after page. See [`Pages`]. `before`
    /// is where it begins. `after` is where it ends. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<Message> {
        let plan = Plan::down("before").sized(self.limit.take(), 100);
        let (start, bound) = (self.before.take(), self.after.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.id))
    }
}

endpoint! {
    /// The request of [`Http::update_message`](crate::rest::Http::update_message); awaiting it sends it.
    pub struct UpdateMessage -> Message; with_layout {
        body: Object {
            /// The text, up to 2000 characters.
            content / clear_content: String,
            /// The embeds; an empty list removes them.
            embeds / clear_embeds: Vec<Embed>,
            /// The users and roles that the changed message may notify.
            allowed_mentions: AllowedMentions,
            /// The components; an empty list removes them. See also [`component`](Self::component).
            components: Vec<Component>,
            /// The files that are kept; see [`AttachmentUpdate::keep_all`](crate::model::AttachmentUpdate::keep_all).
            /// If neither this nor new files are set, all are kept.
            attachments: Vec<AttachmentUpdate>,
            /// The stickers: only an empty list, which removes them, is allowed.
            sticker_ids: Vec<StickerId>,
            /// The flags: SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 can be set. On messages of others only
            /// the former, with MANAGE_MESSAGES.
            flags: MessageFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::pins`](crate::rest::Http::pins); awaiting it sends it.
    pub struct GetPins -> Pins {
        query {
            /// Only those pinned before this time.
            before: Timestamp,
            /// The number of elements, 1–50; 50 by default.
            limit: u8,
        }
    }
}

impl GetPins {
    /// A stream over all elements, from the newest to the oldest; it requests page after page. See [`Pages`]. `before`
    /// is where it begins. `limit` is the size of a page: at most 50, which is the default.
    pub fn stream(mut self) -> Pages<Pin> {
        let plan = Plan::down("before").sized(self.limit.take(), 50);
        let (start, bound) = (self.before.take(), None);
        Pages::new(
            self.filled(),
            plan,
            start,
            bound,
            |page| (page.items, Some(page.has_more)),
            |item| Some(item.pinned_at),
        )
    }
}

endpoint! {
    /// The request of [`Http::search_messages`](crate::rest::Http::search_messages); awaiting it sends it.
    pub struct SearchMessages -> MessageSearch {
        query {
            /// The sort key; the age by default.
            sort_by: SearchSort,
            /// The sort direction; the newest first by default.
            sort_order: SearchOrder,
            /// The words to search for, up to 1024 characters.
            content: String,
            /// The number of words by which the text may differ, 0–100; 2 by default.
            slop: u8,
            /// Only those by these authors, up to 100.
            author_id: Vec<UserId>,
            /// Only those by these kinds of authors, or not by them.
            author_type: Vec<SearchAuthor>,
            /// Only those that mention these users, up to 100.
            mentions: Vec<UserId>,
            /// Only those that mention these roles, up to 100.
            mentions_role_id: Vec<RoleId>,
            /// Only those that mention everyone, or that do not.
            mention_everyone: bool,
            /// Only those that reply to these users, up to 100.
            replied_to_user_id: Vec<UserId>,
            /// Only those that reply to these messages, up to 100.
            replied_to_message_id: Vec<MessageId>,
            /// Only those newer than this one.
            min_id: MessageId,
            /// Only those older than this one.
            max_id: MessageId,
            /// The number of elements, 1–25; 25 by default.
            limit: u8,
            /// The number of elements that are skipped, 0–9975.
            offset: u16,
            /// Only those that have these kinds of content, or that do not have them.
            has: Vec<SearchHas>,
            /// Only those with links to these hosts, up to 100.
            link_hostname: Vec<String>,
            /// Only those with embeds of these sites, up to 100.
            embed_provider: Vec<String>,
            /// Only those with embeds of these kinds.
            embed_type: Vec<SearchEmbed>,
            /// Only those with files of these extensions, `png` for example, up to 100.
            attachment_extension: Vec<String>,
            /// Only those with files of these names, up to 100.
            attachment_filename: Vec<String>,
            /// Only those that are pinned, or that are not.
            pinned: bool,
            /// Whether age-restricted channels are searched too.
            include_nsfw: bool,
            /// Only those in these channels, up to 500.
            channel_id: Vec<ChannelId>,
        }
    }
}

uploading!(
    CreateMessage at "",
    UpdateMessage at "",
);

impl Http {
    /// Writes a message into a channel: `http.create_message(channel).content("hi").await`. Needs SEND_MESSAGES there,
    /// and VIEW_CHANNEL.
    ///
    /// Every message has a nonce that Discord compares with those of the last minutes, so a message that is sent again
    /// after a lost answer is not written twice.
    pub fn create_message(&self, channel: ChannelId) -> CreateMessage {
        CreateMessage::of(self.call(&op::CREATE_MESSAGE, &[Param::Id(channel.get())]), Object::default()).with_nonce()
    }

    /// Reads a message. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY.
    pub fn message(&self, channel: ChannelId, message: MessageId) -> Call<Message> {
        self.call(&op::GET_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())])
    }

    /// Reads messages of a channel, newest first: `http.messages(channel).limit(10).await`. Needs VIEW_CHANNEL and
    /// READ_MESSAGE_HISTORY. Only one of `around`, `before` and `after` is allowed.
    pub fn messages(&self, channel: ChannelId) -> Messages {
        Messages::of(self.call(&op::LIST_MESSAGES, &[Param::Id(channel.get())]))
    }

    /// Changes a message of the bot: `http.update_message(channel, message).content("new").await`. Fields that are not
    /// set stay unchanged.
    pub fn update_message(&self, channel: ChannelId, message: MessageId) -> UpdateMessage {
        UpdateMessage::of(
            self.call(&op::UPDATE_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())]),
            Object::default(),
        )
    }

    /// Deletes a message. A message of another user needs MANAGE_MESSAGES.
    pub fn delete_message(&self, channel: ChannelId, message: MessageId) -> Call<(), Audited> {
        self.act(&op::DELETE_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())]).audited()
    }

    /// Publishes a message of an announcement channel to the channels that follow it; it can be done once (code 40033).
    /// Needs SEND_MESSAGES, and MANAGE_MESSAGES too for a message of another user.
    pub fn crosspost_message(&self, channel: ChannelId, message: MessageId) -> Call<Message> {
        self.call(&op::CROSSPOST_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())])
    }

    /// The pinned messages of a channel, the latest pin first. Needs VIEW_CHANNEL; without READ_MESSAGE_HISTORY the
    /// list is empty.
    pub fn pins(&self, channel: ChannelId) -> GetPins {
        GetPins::of(self.call(&op::LIST_PINS, &[Param::Id(channel.get())]))
    }

    /// Pins a message. A channel can have 250 pins (code 30003). Needs PIN_MESSAGES.
    pub fn create_pin(&self, channel: ChannelId, message: MessageId) -> Call<(), Audited> {
        self.act(&op::CREATE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())]).audited()
    }

    /// Unpins a message. Needs PIN_MESSAGES.
    pub fn delete_pin(&self, channel: ChannelId, message: MessageId) -> Call<(), Audited> {
        self.act(&op::DELETE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())]).audited()
    }

    /// Searches the messages of a guild: `http.search_messages(guild).content("ants").has([SearchHas::Image]).await`.
    /// If Discord has not indexed the guild's messages yet, the answer has the time after which to repeat the request.
    /// Needs READ_MESSAGE_HISTORY, and finds only messages that the bot can see.
    pub fn search_messages(&self, guild: GuildId) -> SearchMessages {
        SearchMessages::of(self.call(&op::GUILD_SEARCH, &[Param::Id(guild.get())]))
    }

    /// The pinned messages of a channel, up to 50, by the former path. Deprecated by Discord in favour of
    /// [`pins`](Self::pins).
    pub fn deprecated_pins(&self, channel: ChannelId) -> Call<Vec<Message>> {
        self.call(&op::DEPRECATED_LIST_PINS, &[Param::Id(channel.get())])
    }

    /// Pins a message by the former path. Deprecated by Discord in favour of [`create_pin`](Self::create_pin).
    pub fn create_deprecated_pin(&self, channel: ChannelId, message: MessageId) -> Call<()> {
        self.act(&op::DEPRECATED_CREATE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())])
    }

    /// Unpins a message by the former path. Deprecated by Discord in favour of [`delete_pin`](Self::delete_pin).
    pub fn delete_deprecated_pin(&self, channel: ChannelId, message: MessageId) -> Call<()> {
        self.act(&op::DEPRECATED_DELETE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())])
    }
}
