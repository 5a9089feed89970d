//! Webhooks (Discord's docs, resources/webhook). Operations with the token of a webhook need no bot.
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
            /// The default avatar of its messages.
            avatar: ImageData,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_webhook`](crate::rest::Http::update_webhook); awaiting it sends it.
    pub struct UpdateWebhook -> Webhook {
        body: Object {
            /// The default name of its messages, 1–80 characters.
            name: String,
            /// The default avatar of its messages.
            avatar / clear_avatar: ImageData,
            /// The channel of the guild to which it is moved.
            channel_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::execute_webhook`](crate::rest::Http::execute_webhook); awaiting it sends it.
    pub struct ExecuteWebhook -> Option<Message>; with_layout {
        query {
            /// Whether the answer waits for the message and has it.
            wait: bool,
            /// The thread of the channel in which it is written; it is unarchived.
            thread_id: ChannelId,
            /// Whether a webhook without an application can send components; only components without interactions are
            /// allowed.
            with_components: bool,
        }
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10, with 6000 characters over all of them. See also [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// The users and roles that the message may notify. By default, all that its text mentions.
            allowed_mentions: AllowedMentions,
            /// The components. See also [`component`](Self::component).
            components: Vec<Component>,
            /// Additional data of the files, which [`file`](Self::file) does not set.
            attachments: Vec<AttachmentUpdate>,
            /// A poll.
            poll: PollCreate,
            /// Whether the message is read aloud.
            tts: bool,
            /// The flags: SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// The name of the author instead of that of the webhook, 1–80 characters.
            username: String,
            /// The URL of the avatar instead of that of the webhook, up to 2048 characters.
            avatar_url: String,
            /// In a forum: the name of a new post, up to 100 characters. Not together with `thread_id`.
            thread_name: String,
            /// The tags of the post of `thread_name`, up to 5.
            applied_tags: Vec<ForumTagId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_webhook_with_token`](crate::rest::Http::update_webhook_with_token); awaiting it
    /// sends it.
    pub struct UpdateWebhookWithToken -> Webhook {
        body: Object {
            /// The default name of its messages, 1–80 characters.
            name: String,
            /// The default avatar of its messages.
            avatar / clear_avatar: ImageData,
        }
    }
}

endpoint! {
    /// The request of [`Http::execute_github_webhook`](crate::rest::Http::execute_github_webhook); awaiting it sends
    /// it.
    pub struct ExecuteGithubWebhook -> () {
        query {
            /// Whether the answer waits for the message.
            wait: bool,
            /// The thread of the channel in which it is written.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::execute_slack_webhook`](crate::rest::Http::execute_slack_webhook); awaiting it sends it.
    pub struct ExecuteSlackWebhook -> () {
        query {
            /// Whether the answer waits for the message, so that a failure is an error; `true` by default.
            wait: bool,
            /// The thread of the channel in which it is written.
            thread_id: ChannelId,
        }
        body: Object {
            /// The text, up to 2000 characters.
            text: String,
            /// The name of the author instead of that of the webhook.
            username: String,
            /// The URL of the avatar instead of that of the webhook, up to 2048 characters.
            icon_url: String,
            /// The attachments below the text.
            attachments: Vec<SlackAttachment>,
        }
    }
}

endpoint! {
    /// The request of [`Http::webhook_message`](crate::rest::Http::webhook_message); awaiting it sends it.
    pub struct WebhookMessage -> Message {
        query {
            /// The thread of the message.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_webhook_message`](crate::rest::Http::update_webhook_message); awaiting it sends
    /// it.
    pub struct UpdateWebhookMessage -> Message; with_layout {
        query {
            /// The thread of the message.
            thread_id: ChannelId,
            /// Whether a webhook without an application can send components; only components without interactions are
            /// allowed.
            with_components: bool,
        }
        body: Object {
            /// The text, up to 2000 characters.
            content / clear_content: String,
            /// The embeds; an empty list removes them.
            embeds / clear_embeds: Vec<Embed>,
            /// The users and roles that the changed message may notify.
            allowed_mentions: AllowedMentions,
            /// The components; an empty list removes them.
            components: Vec<Component>,
            /// The files that are kept; see [`AttachmentUpdate::keep_all`](crate::model::AttachmentUpdate::keep_all).
            /// If neither this nor new files are set, all are kept.
            attachments: Vec<AttachmentUpdate>,
            /// The poll. Clear it to replace a message with a poll by components.
            poll / clear_poll: PollCreate,
            /// The flags: SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::delete_webhook_message`](crate::rest::Http::delete_webhook_message); awaiting it sends
    /// it.
    pub struct DeleteWebhookMessage -> () {
        query {
            /// The thread of the message.
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

    /// Creates a webhook of a channel. A channel can have 15. Its name has 1–80 characters, and must not contain
    /// `clyde` or `discord`. Needs MANAGE_WEBHOOKS.
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

    /// A webhook. Needs MANAGE_WEBHOOKS, unless it belongs to the application.
    pub fn webhook(&self, webhook: WebhookId) -> Call<Webhook> {
        self.call(&op::GET_WEBHOOK, &[Param::Id(webhook.get())])
    }

    /// Changes a webhook: `http.update_webhook(webhook).name("Ants").await`. Fields that are not set stay unchanged.
    /// Needs MANAGE_WEBHOOKS.
    pub fn update_webhook(&self, webhook: WebhookId) -> UpdateWebhook {
        UpdateWebhook::of(self.call(&op::UPDATE_WEBHOOK, &[Param::Id(webhook.get())]), Object::default())
    }

    /// Deletes a webhook. Needs MANAGE_WEBHOOKS.
    pub fn delete_webhook(&self, webhook: WebhookId) -> Call<(), Audited> {
        self.act(&op::DELETE_WEBHOOK, &[Param::Id(webhook.get())]).audited()
    }

    /// A webhook, without its `user`.
    pub fn webhook_with_token(&self, webhook: WebhookId, token: &str) -> Call<Webhook> {
        self.call(&op::GET_WEBHOOK_BY_TOKEN, &[Param::Id(webhook.get()), Param::Secret(token)])
    }

    /// Writes a message by a webhook: `http.execute_webhook(webhook, token).content("hi").await`. The answer is the
    /// message if `wait` is set; otherwise it is empty, even if the message could not be written. If the answer is
    /// lost, the error is [`HttpError::OutcomeUnknown`](crate::rest::HttpError::OutcomeUnknown), since webhooks have no
    /// nonce.
    pub fn execute_webhook(&self, webhook: WebhookId, token: &str) -> ExecuteWebhook {
        ExecuteWebhook::of(
            self.maybe(&op::EXECUTE_WEBHOOK, &[Param::Id(webhook.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Changes a webhook. Fields that are not set stay unchanged.
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

    /// Passes on a webhook payload of GitHub; Discord writes a message from it.
    ///
    /// * `payload`: The payload.
    pub fn execute_github_webhook(&self, webhook: WebhookId, token: &str, payload: &RawJson) -> ExecuteGithubWebhook {
        ExecuteGithubWebhook::of(
            self.act(&op::EXECUTE_GITHUB_COMPATIBLE_WEBHOOK, &[Param::Id(webhook.get()), Param::Secret(token)])
                .json(payload),
        )
    }

    /// Writes a message by a webhook, in the format of Slack. Fields that Discord does not support are ignored.
    pub fn execute_slack_webhook(&self, webhook: WebhookId, token: &str) -> ExecuteSlackWebhook {
        ExecuteSlackWebhook::of(
            self.act(&op::EXECUTE_SLACK_COMPATIBLE_WEBHOOK, &[Param::Id(webhook.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Reads a message of the webhook.
    pub fn webhook_message(&self, webhook: WebhookId, token: &str, message: MessageId) -> WebhookMessage {
        WebhookMessage::of(self.call(
            &op::GET_WEBHOOK_MESSAGE,
            &[Param::Id(webhook.get()), Param::Secret(token), Param::Id(message.get())],
        ))
    }

    /// Changes a message of the webhook. Fields that are not set stay unchanged.
    pub fn update_webhook_message(&self, webhook: WebhookId, token: &str, message: MessageId) -> UpdateWebhookMessage {
        UpdateWebhookMessage::of(
            self.call(
                &op::UPDATE_WEBHOOK_MESSAGE,
                &[Param::Id(webhook.get()), Param::Secret(token), Param::Id(message.get())],
            ),
            Object::default(),
        )
    }

    /// Deletes a message of the webhook.
    pub fn delete_webhook_message(&self, webhook: WebhookId, token: &str, message: MessageId) -> DeleteWebhookMessage {
        DeleteWebhookMessage::of(self.act(
            &op::DELETE_WEBHOOK_MESSAGE,
            &[Param::Id(webhook.get()), Param::Secret(token), Param::Id(message.get())],
        ))
    }
}
