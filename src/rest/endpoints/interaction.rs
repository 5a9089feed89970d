//! Answers to interactions (Discord's docs, interactions/receiving-and-responding). They need no bot token; that of the
//! interaction is good for 15 minutes, and for three seconds until the first answer. They do not count against the
//! global rate limit.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    AllowedMentions, ApplicationId, AttachmentUpdate, ChannelId, Component, Embed, InteractionCallback, InteractionId,
    InteractionResponse, Message, MessageFlags, MessageId, PollCreate,
};
use crate::rest::{
    Call, Http,
    body::Object,
    endpoint::{endpoint, uploading},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_interaction_response`](crate::rest::Http::create_interaction_response); awaiting
    /// it sends it.
    pub struct CreateInteractionResponse -> Option<InteractionCallback> {
        query {
            /// Whether Discord is to answer with what became of it, the message for example; otherwise it answers with
            /// nothing.
            with_response: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::interaction_response`](crate::rest::Http::interaction_response); awaiting it sends it.
    pub struct GetInteractionResponse -> Message {
        query {
            /// The thread that it is in; not needed for answers to interactions.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_interaction_response`](crate::rest::Http::update_interaction_response); awaiting
    /// it sends it.
    pub struct UpdateInteractionResponse -> Message; with_flags {
        query {
            /// The thread that it is in; not needed for answers to interactions.
            thread_id: ChannelId,
            /// Whether a webhook that no application made may send components; not needed for answers to interactions.
            with_components: bool,
        }
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
            /// A poll; only after a deferral.
            poll / clear_poll: PollCreate,
            /// SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 set.
            flags: MessageFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::delete_interaction_response`](crate::rest::Http::delete_interaction_response); awaiting
    /// it sends it.
    pub struct DeleteInteractionResponse -> () {
        query {
            /// The thread that it is in; not needed for answers to interactions.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_followup`](crate::rest::Http::create_followup); awaiting it sends it.
    pub struct CreateFollowup -> Message; with_flags {
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10, with 6000 characters over all of them. See also [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// Whom the message may notify.
            allowed_mentions: AllowedMentions,
            /// Buttons, menus and the like. See also [`component`](Self::component).
            components: Vec<Component>,
            /// What is to be known of the files that come along, where [`file`](Self::file) does not say it.
            attachments: Vec<AttachmentUpdate>,
            /// A poll.
            poll: PollCreate,
            /// EPHEMERAL, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// Whether the message is read aloud.
            tts: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_followup`](crate::rest::Http::update_followup); awaiting it sends it.
    pub struct UpdateFollowup -> Message; with_flags {
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
            /// SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 set.
            flags: MessageFlags,
        }
    }
}

uploading!(
    CreateInteractionResponse at "data",
    UpdateInteractionResponse at "",
    CreateFollowup at "",
    UpdateFollowup at "",
);

impl Http {
    /// Gives the first answer to an interaction, within three seconds. A second one is an error (code 40060).
    ///
    /// * `response`: The answer.
    pub fn create_interaction_response(
        &self,
        interaction: InteractionId,
        token: &str,
        response: &InteractionResponse,
    ) -> CreateInteractionResponse {
        CreateInteractionResponse::of(
            self.maybe(&op::CREATE_INTERACTION_RESPONSE, &[Param::Id(interaction.get()), Param::Secret(token)])
                .json(response),
        )
    }

    /// Reads the first answer. One that only its user sees can be read too.
    pub fn interaction_response(&self, application: ApplicationId, token: &str) -> GetInteractionResponse {
        GetInteractionResponse::of(
            self.call(&op::INTERACTION_RESPONSE, &[Param::Id(application.get()), Param::Secret(token)]),
        )
    }

    /// Changes the first answer; after a deferral, this is how it is given. What is not mentioned stays as it is.
    pub fn update_interaction_response(&self, application: ApplicationId, token: &str) -> UpdateInteractionResponse {
        UpdateInteractionResponse::of(
            self.call(&op::UPDATE_INTERACTION_RESPONSE, &[Param::Id(application.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Deletes the first answer.
    pub fn delete_interaction_response(&self, application: ApplicationId, token: &str) -> DeleteInteractionResponse {
        DeleteInteractionResponse::of(
            self.act(&op::DELETE_INTERACTION_RESPONSE, &[Param::Id(application.get()), Param::Secret(token)]),
        )
    }

    /// Writes a further message after the first answer, within 15 minutes of the interaction. Where the application was
    /// installed by the user only, five of them are allowed. A lost answer is reported as
    /// [`HttpError::OutcomeUnknown`](crate::rest::HttpError::OutcomeUnknown): followups carry no nonce.
    pub fn create_followup(&self, application: ApplicationId, token: &str) -> CreateFollowup {
        CreateFollowup::of(
            self.call(&op::CREATE_FOLLOWUP, &[Param::Id(application.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Reads a further message.
    pub fn followup(&self, application: ApplicationId, token: &str, message: MessageId) -> Call<Message> {
        self.call(&op::FOLLOWUP, &[Param::Id(application.get()), Param::Secret(token), Param::Id(message.get())])
    }

    /// Changes a further message. What is not mentioned stays as it is.
    pub fn update_followup(&self, application: ApplicationId, token: &str, message: MessageId) -> UpdateFollowup {
        UpdateFollowup::of(
            self.call(
                &op::UPDATE_FOLLOWUP,
                &[Param::Id(application.get()), Param::Secret(token), Param::Id(message.get())],
            ),
            Object::default(),
        )
    }

    /// Deletes a further message.
    pub fn delete_followup(&self, application: ApplicationId, token: &str, message: MessageId) -> Call<()> {
        self.act(&op::DELETE_FOLLOWUP, &[Param::Id(application.get()), Param::Secret(token), Param::Id(message.get())])
    }
}
