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
    pub struct CreateMessage -> Message, replay; with_flags {
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10, with 6000 characters over all of them. Needs EMBED_LINKS. See also
            /// [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// Whom the message may notify. Without it, everybody whom its text mentions.
            allowed_mentions: AllowedMentions,
            /// The message that this one answers or forwards. See also [`reply_to`](Self::reply_to).
            message_reference: MessageReference,
            /// Buttons, menus and the like, or what the message consists of. See also [`component`](Self::component).
            components: Vec<Component>,
            /// What is to be known of the files that come along, where [`file`](Self::file) does not say it.
            attachments: Vec<AttachmentUpdate>,
            /// Stickers, up to 3.
            sticker_ids: Vec<StickerId>,
            /// A poll. Needs SEND_POLLS.
            poll: PollCreate,
            /// A theme of the client to share.
            shared_client_theme: SharedClientTheme,
            /// SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// Whether the message is read aloud. Needs SEND_TTS_MESSAGES.
            tts: bool,
            /// A text of up to 25 characters to know the message by; one is made up unless it is given.
            nonce: String,
            /// Whether Discord is to compare the nonce. Given as `false`, a message of which no answer came back is not
            /// repeated but reported as [`HttpError::OutcomeUnknown`](crate::rest::HttpError::OutcomeUnknown).
            enforce_nonce: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::messages`](crate::rest::Http::messages); awaiting it sends it.
    pub struct Messages -> Vec<Message> {
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
    pub struct UpdateMessage -> Message; with_flags {
        body: Object {
            /// The text, up to 2000 characters.
            content / clear_content: String,
            /// The embeds; an empty list removes them.
            embeds / clear_embeds: Vec<Embed>,
            /// Whom the changed message may notify.
            allowed_mentions: AllowedMentions,
            /// Buttons, menus and the like; an empty list removes them. See also [`component`](Self::component).
            components: Vec<Component>,
            /// The files that stay; see [`AttachmentUpdate::keep_all`](crate::model::AttachmentUpdate::keep_all).
            /// Without this and without new files, all of them.
            attachments: Vec<AttachmentUpdate>,
            /// An empty list removes the stickers; nothing else can be done to them.
            sticker_ids: Vec<StickerId>,
            /// SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 set. On messages of others only the former, with
            /// MANAGE_MESSAGES.
            flags: MessageFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::pins`](crate::rest::Http::pins); awaiting it sends it.
    pub struct GetPins -> Pins {
        query {
            /// Those pinned before.
            before: Timestamp,
            /// How many: 1–50, 50 if not said.
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
            /// What they are sorted by; by age if not said.
            sort_by: SearchSort,
            /// In which direction they are sorted; the newest first if not said.
            sort_order: SearchOrder,
            /// What the text is like, up to 1024 characters.
            content: String,
            /// By how many words it may differ, 0–100; 2 if not said.
            slop: u8,
            /// By these users, up to 100.
            author_id: Vec<UserId>,
            /// By these kinds of authors, or not by them.
            author_type: Vec<SearchAuthor>,
            /// Those that mention these users, up to 100.
            mentions: Vec<UserId>,
            /// Those that mention these roles, up to 100.
            mentions_role_id: Vec<RoleId>,
            /// Whether they mention everyone.
            mention_everyone: bool,
            /// Those that reply to these users, up to 100.
            replied_to_user_id: Vec<UserId>,
            /// Those that reply to these messages, up to 100.
            replied_to_message_id: Vec<MessageId>,
            /// Those newer than this one.
            min_id: MessageId,
            /// Those older than this one.
            max_id: MessageId,
            /// How many: 1–25, 25 if not said.
            limit: u8,
            /// How many are left out at the beginning, 0–9975.
            offset: u16,
            /// Those that have these things, or have them not.
            has: Vec<SearchHas>,
            /// Those with links to these hosts, up to 100.
            link_hostname: Vec<String>,
            /// Those with embeds of these sites, up to 100.
            embed_provider: Vec<String>,
            /// Those with embeds of these kinds.
            embed_type: Vec<SearchEmbed>,
            /// Those with files of these extensions, `png` for example, up to 100.
            attachment_extension: Vec<String>,
            /// Those with files of these names, up to 100.
            attachment_filename: Vec<String>,
            /// Whether they are pinned.
            pinned: bool,
            /// Whether age-restricted channels are searched too.
            include_nsfw: bool,
            /// Those in these channels, up to 500.
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
    /// Every message carries a nonce that Discord compares with those of the last minutes, so that sending it again
    /// after a lost answer cannot write it twice.
    pub fn create_message(&self, channel: ChannelId) -> CreateMessage {
        CreateMessage::of(self.call(&op::CREATE_MESSAGE, &[Param::Id(channel.get())]), Object::default()).with_nonce()
    }

    /// Reads a message. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY.
    pub fn message(&self, channel: ChannelId, message: MessageId) -> Call<Message> {
        self.call(&op::GET_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())])
    }

    /// Reads messages of a channel, newest first: `http.messages(channel).limit(10).await`. Needs VIEW_CHANNEL and
    /// READ_MESSAGE_HISTORY. Of `around`, `before` and `after` one may be given.
    pub fn messages(&self, channel: ChannelId) -> Messages {
        Messages::of(self.call(&op::LIST_MESSAGES, &[Param::Id(channel.get())]))
    }

    /// Changes a message of the bot's own: `http.update_message(channel, message).content("new").await`. What is not
    /// mentioned stays as it is.
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

    /// Publishes a message of an announcement channel to the channels that follow it; it can be done once (code 40033).
    /// Needs SEND_MESSAGES, and MANAGE_MESSAGES too for a message of somebody else's.
    pub fn crosspost_message(&self, channel: ChannelId, message: MessageId) -> Call<Message> {
        self.call(&op::CROSSPOST_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())])
    }

    /// The pinned messages of a channel, those first that were pinned last. Needs VIEW_CHANNEL; without
    /// READ_MESSAGE_HISTORY there are none.
    pub fn pins(&self, channel: ChannelId) -> GetPins {
        GetPins::of(self.call(&op::LIST_PINS, &[Param::Id(channel.get())]))
    }

    /// Pins a message, of which a channel can have 250 (code 30003). Needs PIN_MESSAGES.
    pub fn create_pin(&self, channel: ChannelId, message: MessageId) -> Call<(), Audited> {
        self.act(&op::CREATE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())]).audited()
    }

    /// Unpins a message. Needs PIN_MESSAGES.
    pub fn delete_pin(&self, channel: ChannelId, message: MessageId) -> Call<(), Audited> {
        self.act(&op::DELETE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())]).audited()
    }

    /// Searches the messages of a guild: `http.search_messages(guild).content("ants").has([SearchHas::Image]).await`.
    /// If Discord has yet to read the guild's messages, the answer says when to ask again. Needs READ_MESSAGE_HISTORY,
    /// and finds only what the bot may see.
    pub fn search_messages(&self, guild: GuildId) -> SearchMessages {
        SearchMessages::of(self.call(&op::GUILD_SEARCH, &[Param::Id(guild.get())]))
    }

    /// The pinned messages of a channel, up to 50, by the old path. Deprecated by Discord in favour of
    /// [`pins`](Self::pins).
    pub fn deprecated_pins(&self, channel: ChannelId) -> Call<Vec<Message>> {
        self.call(&op::DEPRECATED_LIST_PINS, &[Param::Id(channel.get())])
    }

    /// Pins a message by the old path. Deprecated by Discord in favour of [`create_pin`](Self::create_pin).
    pub fn create_deprecated_pin(&self, channel: ChannelId, message: MessageId) -> Call<()> {
        self.act(&op::DEPRECATED_CREATE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())])
    }

    /// Unpins a message by the old path. Deprecated by Discord in favour of [`delete_pin`](Self::delete_pin).
    pub fn delete_deprecated_pin(&self, channel: ChannelId, message: MessageId) -> Call<()> {
        self.act(&op::DEPRECATED_DELETE_PIN, &[Param::Id(channel.get()), Param::Id(message.get())])
    }
}
