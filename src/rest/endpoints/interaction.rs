//! Answers to interactions (Discord's docs, interactions/receiving-and-responding). They need no bot token. The token
//! of the interaction is valid for 15 minutes; without a first answer, for three seconds. They do not count towards the
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
            /// Whether the answer has the result, such as the message; otherwise it is empty.
            with_response: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::interaction_response`](crate::rest::Http::interaction_response); awaiting it sends it.
    pub struct GetInteractionResponse -> Message {
        query {
            /// The thread of the message; not needed for answers to interactions.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_interaction_response`](crate::rest::Http::update_interaction_response); awaiting
    /// it sends it.
    pub struct UpdateInteractionResponse -> Message; with_layout {
        query {
            /// The thread of the message; not needed for answers to interactions.
            thread_id: ChannelId,
            /// Whether a webhook without an application can send components; not needed for answers to interactions.
            with_components: bool,
        }
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
            /// A poll; only after a deferral.
            poll / clear_poll: PollCreate,
            /// The flags: SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::delete_interaction_response`](crate::rest::Http::delete_interaction_response); awaiting
    /// it sends it.
    pub struct DeleteInteractionResponse -> () {
        query {
            /// The thread of the message; not needed for answers to interactions.
            thread_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_followup`](crate::rest::Http::create_followup); awaiting it sends it.
    pub struct CreateFollowup -> Message; with_layout {
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10, with 6000 characters over all of them. See also [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// The users and roles that the message may notify.
            allowed_mentions: AllowedMentions,
            /// The components. See also [`component`](Self::component).
            components: Vec<Component>,
            /// Additional data of the files, which [`file`](Self::file) does not set.
            attachments: Vec<AttachmentUpdate>,
            /// A poll.
            poll: PollCreate,
            /// The flags: EPHEMERAL, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// Whether the message is read aloud.
            tts: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_followup`](crate::rest::Http::update_followup); awaiting it sends it.
    pub struct UpdateFollowup -> Message; with_layout {
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
            /// The flags: SUPPRESS_EMBEDS can be set and unset, IS_COMPONENTS_V2 can be set.
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
    /// Sends the first answer to an interaction, within three seconds. A second one is an error (code 40060).
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

    /// Reads the first answer, also one that only the user sees.
    pub fn interaction_response(&self, application: ApplicationId, token: &str) -> GetInteractionResponse {
        GetInteractionResponse::of(
            self.call(&op::INTERACTION_RESPONSE, &[Param::Id(application.get()), Param::Secret(token)]),
        )
    }

    /// Changes the first answer. After a deferral, this sends it. Fields that are not set stay unchanged.
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

    /// Writes a followup after the first answer, within 15 minutes of the interaction. If the application was installed
    /// by the user only, five followups are allowed. If the answer is lost, the error is
    /// [`HttpError::OutcomeUnknown`](crate::rest::HttpError::OutcomeUnknown), since followups have no nonce.
    pub fn create_followup(&self, application: ApplicationId, token: &str) -> CreateFollowup {
        CreateFollowup::of(
            self.call(&op::CREATE_FOLLOWUP, &[Param::Id(application.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Reads a followup.
    pub fn followup(&self, application: ApplicationId, token: &str, message: MessageId) -> Call<Message> {
        self.call(&op::FOLLOWUP, &[Param::Id(application.get()), Param::Secret(token), Param::Id(message.get())])
    }

    /// Changes a followup. Fields that are not set stay unchanged.
    pub fn update_followup(&self, application: ApplicationId, token: &str, message: MessageId) -> UpdateFollowup {
        UpdateFollowup::of(
            self.call(
                &op::UPDATE_FOLLOWUP,
                &[Param::Id(application.get()), Param::Secret(token), Param::Id(message.get())],
            ),
            Object::default(),
        )
    }

    /// Deletes a followup.
    pub fn delete_followup(&self, application: ApplicationId, token: &str, message: MessageId) -> Call<()> {
        self.act(&op::DELETE_FOLLOWUP, &[Param::Id(application.get()), Param::Secret(token), Param::Id(message.get())])
    }
}
