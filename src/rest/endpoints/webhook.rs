//! Webhooks (Discord's docs, resources/webhook). Those operations that take a webhook's token need no bot.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    AllowedMentions, AttachmentUpdate, ChannelId, Component, Embed, ForumTagId, GuildId, ImageData, Message,
    MessageFlags, MessageId, PollCreate, RawJson, SlackAttachment, Webhook, WebhookId,
};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint, uploading},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_webhook`](crate::rest::Http::create_webhook); awaiting it sends it.
    pub struct CreateWebhook -> Webhook {
        body: Object {
            /// The picture its messages have unless they say otherwise.
            avatar: ImageData,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_webhook`](crate::rest::Http::update_webhook); awaiting it sends it.
    pub struct UpdateWebhook -> Webhook {
        body: Object {
            /// The name its messages have unless they say otherwise, 1–80 characters.
            name: String,
            /// The picture its messages have unless they say otherwise.
            avatar / clear_avatar: ImageData,
            /// Moves it to another channel of the guild.
            channel_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::execute_webhook`](crate::rest::Http::execute_webhook); awaiting it sends it.
    pub struct ExecuteWebhook -> Option<Message>; with_flags {
        query {
            /// Whether to wait until the message is written, and to answer with it.
            wait: bool,
            /// Writes into this thread of the channel, and takes it out of the archive.
            thread_id: ChannelId,
            /// Whether a webhook that no application made may send components, of which it may send those that do
            /// nothing.
            with_components: bool,
        }
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10, with 6000 characters over all of them. See also [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// Whom the message may notify. Without it, everybody whom its text mentions.
            allowed_mentions: AllowedMentions,
            /// Buttons, menus and the like. See also [`component`](Self::component).
            components: Vec<Component>,
            /// What is to be known of the files that come along, where [`file`](Self::file) does not say it.
            attachments: Vec<AttachmentUpdate>,
            /// A poll.
            poll: PollCreate,
            /// Whether the message is read aloud.
            tts: bool,
            /// SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// The name of the author in place of the webhook's, 1–80 characters.
            username: String,
            /// The address of the author's picture in place of the webhook's, up to 2048 characters.
            avatar_url: String,
            /// In a forum: starts a post of this name, up to 100 characters. Not together with `thread_id`.
            thread_name: String,
            /// With `thread_name`: the tags of the post, up to 5.
            applied_tags: Vec<ForumTagId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_webhook_with_token`](crate::rest::Http::update_webhook_with_token); awaiting it
    /// sends it.
    pub struct UpdateWebhookWithToken -> Webhook {
        body: Object {
            /// The name its messages have unless they say otherwise, 1–80 characters.
            name: String,
            /// The picture its messages have unless they say otherwise.
            avatar / clear_avatar: ImageData,
        }
    }
}

endpoint! {
    /// The request of [`Http::execute_github_webhook`](crate::rest::Http::execute_github_webhook); awaiting it sends
    /// it.
    pub struct ExecuteGithubWebhook -> () {
        query {
            /// Whether to wait until the message is written.
            wait: bool,
            /// Writes into this thread of the channel.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::execute_slack_webhook`](crate::rest::Http::execute_slack_webhook); awaiting it sends it.
    pub struct ExecuteSlackWebhook -> () {
        query {
            /// Whether to wait until the message is written, so that it is an error if it cannot be; it does if not
            /// said.
            wait: bool,
            /// Writes into this thread of the channel.
            thread_id: ChannelId,
        }
        body: Object {
            /// The text, up to 2000 characters.
            text: String,
            /// The name of the author in place of the webhook's.
            username: String,
            /// The address of the author's picture in place of the webhook's, up to 2048 characters.
            icon_url: String,
            /// Boxes below the text.
            attachments: Vec<SlackAttachment>,
        }
    }
}

endpoint! {
    /// The request of [`Http::webhook_message`](crate::rest::Http::webhook_message); awaiting it sends it.
    pub struct WebhookMessage -> Message {
        query {
            /// The thread that it is in.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_webhook_message`](crate::rest::Http::update_webhook_message); awaiting it sends
    /// it.
    pub struct UpdateWebhookMessage -> Message; with_flags {
        query {
            /// The thread that it is in.
            thread_id: ChannelId,
            /// Whether a webhook that no application made may send components, of which it may send those that do
            /// nothing.
            with_components: bool,
        }
        body: Object {
            /// The text, up to 2000 characters.
            content / clear_content: String,
            /// The embeds; an empty list removes them.
            embeds / clear_embeds: Vec<Embed>,
            /// Whom the changed message may notify.
            allowed_mentions: AllowedMentions,
            /// Buttons, menus and the like; an empty list removes them.
            components: Vec<Component>,
            /// The files that stay; see [`AttachmentUpdate::keep_all`](crate::model::AttachmentUpdate::keep_all).
            /// Without this and without new files, all of them.
            attachments: Vec<AttachmentUpdate>,
            /// Null is needed where a message with a poll is to consist of components.
            poll / clear_poll: PollCreate,
            /// SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 set.
            flags: MessageFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::delete_webhook_message`](crate::rest::Http::delete_webhook_message); awaiting it sends
    /// it.
    pub struct DeleteWebhookMessage -> () {
        query {
            /// The thread that it is in.
            thread_id: ChannelId,
        }
    }
}

audited!(CreateWebhook, UpdateWebhook);

uploading!(
    ExecuteWebhook at "",
    UpdateWebhookMessage at "",
);

impl Http {
    /// The webhooks of a channel. Needs MANAGE_WEBHOOKS.
    pub fn channel_webhooks(&self, channel: ChannelId) -> Call<Vec<Webhook>> {
        self.call(&op::LIST_CHANNEL_WEBHOOKS, &[Param::Id(channel.get())])
    }

    /// Makes a webhook of a channel, of which it can have 15. Its name has 1–80 characters, and neither `clyde` nor
    /// `discord` in it. Needs MANAGE_WEBHOOKS.
    ///
    /// * `name`: The name, 1–80 characters.
    pub fn create_webhook(&self, channel: ChannelId, name: &str) -> CreateWebhook {
        CreateWebhook::of(
            self.call(&op::CREATE_WEBHOOK, &[Param::Id(channel.get())]),
            Object::default().with("name", &name),
        )
    }

    /// The webhooks of all channels of a guild. Needs MANAGE_WEBHOOKS.
    pub fn guild_webhooks(&self, guild: GuildId) -> Call<Vec<Webhook>> {
        self.call(&op::GET_GUILD_WEBHOOKS, &[Param::Id(guild.get())])
    }

    /// A webhook. Needs MANAGE_WEBHOOKS, unless it is the application's own.
    pub fn webhook(&self, webhook: WebhookId) -> Call<Webhook> {
        self.call(&op::GET_WEBHOOK, &[Param::Id(webhook.get())])
    }

    /// Changes a webhook: `http.update_webhook(webhook).name("Ants").await`. What is not mentioned stays as it is.
    /// Needs MANAGE_WEBHOOKS.
    pub fn update_webhook(&self, webhook: WebhookId) -> UpdateWebhook {
        UpdateWebhook::of(self.call(&op::UPDATE_WEBHOOK, &[Param::Id(webhook.get())]), Object::default())
    }

    /// Deletes a webhook. Needs MANAGE_WEBHOOKS.
    pub fn delete_webhook(&self, webhook: WebhookId) -> Call<(), Audited> {
        self.act(&op::DELETE_WEBHOOK, &[Param::Id(webhook.get())]).audited()
    }

    /// A webhook, without who made it.
    pub fn webhook_with_token(&self, webhook: WebhookId, token: &str) -> Call<Webhook> {
        self.call(&op::GET_WEBHOOK_BY_TOKEN, &[Param::Id(webhook.get()), Param::Secret(token)])
    }

    /// Writes a message by a webhook: `http.execute_webhook(webhook, token).content("hi").await`. Discord answers with
    /// the message if `wait` is set, and otherwise with nothing, not even whether the message could be written. A lost
    /// answer is reported as [`HttpError::OutcomeUnknown`](crate::rest::HttpError::OutcomeUnknown): webhooks know no
    /// nonce.
    pub fn execute_webhook(&self, webhook: WebhookId, token: &str) -> ExecuteWebhook {
        ExecuteWebhook::of(
            self.maybe(&op::EXECUTE_WEBHOOK, &[Param::Id(webhook.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Changes a webhook. What is not mentioned stays as it is.
    pub fn update_webhook_with_token(&self, webhook: WebhookId, token: &str) -> UpdateWebhookWithToken {
        UpdateWebhookWithToken::of(
            self.call(&op::UPDATE_WEBHOOK_BY_TOKEN, &[Param::Id(webhook.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Deletes a webhook.
    pub fn delete_webhook_with_token(&self, webhook: WebhookId, token: &str) -> Call<()> {
        self.act(&op::DELETE_WEBHOOK_BY_TOKEN, &[Param::Id(webhook.get()), Param::Secret(token)])
    }

    /// Hands over what GitHub says about a repository, as GitHub wrote it; Discord makes a message of it.
    ///
    /// * `payload`: What GitHub wrote.
    pub fn execute_github_webhook(&self, webhook: WebhookId, token: &str, payload: &RawJson) -> ExecuteGithubWebhook {
        ExecuteGithubWebhook::of(
            self.act(&op::EXECUTE_GITHUB_COMPATIBLE_WEBHOOK, &[Param::Id(webhook.get()), Param::Secret(token)])
                .json(payload),
        )
    }

    /// Writes a message by a webhook, in the form that Slack gives them. What Slack knows and Discord does not is left
    /// out.
    pub fn execute_slack_webhook(&self, webhook: WebhookId, token: &str) -> ExecuteSlackWebhook {
        ExecuteSlackWebhook::of(
            self.act(&op::EXECUTE_SLACK_COMPATIBLE_WEBHOOK, &[Param::Id(webhook.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Reads a message of the webhook's own.
    pub fn webhook_message(&self, webhook: WebhookId, token: &str, message: MessageId) -> WebhookMessage {
        WebhookMessage::of(self.call(
            &op::GET_WEBHOOK_MESSAGE,
            &[Param::Id(webhook.get()), Param::Secret(token), Param::Id(message.get())],
        ))
    }

    /// Changes a message of the webhook's own. What is not mentioned stays as it is.
    pub fn update_webhook_message(&self, webhook: WebhookId, token: &str, message: MessageId) -> UpdateWebhookMessage {
        UpdateWebhookMessage::of(
            self.call(
                &op::UPDATE_WEBHOOK_MESSAGE,
                &[Param::Id(webhook.get()), Param::Secret(token), Param::Id(message.get())],
            ),
            Object::default(),
        )
    }

    /// Deletes a message of the webhook's own.
    pub fn delete_webhook_message(&self, webhook: WebhookId, token: &str, message: MessageId) -> DeleteWebhookMessage {
        DeleteWebhookMessage::of(self.act(
            &op::DELETE_WEBHOOK_MESSAGE,
            &[Param::Id(webhook.get()), Param::Secret(token), Param::Id(message.get())],
        ))
    }
}
