//! Answers to interactions (Discord's docs, interactions/receiving-and-responding). They need no bot token; that of the
//! interaction is good for 15 minutes, and for three seconds until the first answer. They do not count against the global
//! rate limit.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    AllowedMentions, ApplicationId, Embed, InteractionId, InteractionResponse, Message, MessageFlags, MessageId,
    RawJson,
};
use crate::rest::{Call, Http, body::Object, endpoint::endpoint, endpoints::operation as op, route::Param};

endpoint! {
    /// What [`Http::update_interaction_response`](crate::rest::Http::update_interaction_response) is asked for.
    pub struct UpdateInteractionResponse -> Message {
        body: Object {
            /// The text, up to 2000 characters.
            content / clear_content: String,
            /// The embeds; an empty list removes them.
            embeds / clear_embeds: Vec<Embed>,
            /// Whom the changed message may notify.
            allowed_mentions: AllowedMentions,
            /// Buttons, menus and the like, as JSON; an empty list removes them.
            components: Vec<RawJson>,
            /// IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
        }
    }
}

endpoint! {
    /// What [`Http::create_followup`](crate::rest::Http::create_followup) is asked for.
    pub struct CreateFollowup -> Message {
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10. See also [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// Whom the message may notify.
            allowed_mentions: AllowedMentions,
            /// Buttons, menus and the like, as JSON.
            components: Vec<RawJson>,
            /// EPHEMERAL, SUPPRESS_EMBEDS and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// Whether the message is read aloud.
            tts: bool,
        }
    }
}

endpoint! {
    /// What [`Http::update_followup`](crate::rest::Http::update_followup) is asked for.
    pub struct UpdateFollowup -> Message {
        body: Object {
            /// The text, up to 2000 characters.
            content / clear_content: String,
            /// The embeds; an empty list removes them.
            embeds / clear_embeds: Vec<Embed>,
            /// Whom the changed message may notify.
            allowed_mentions: AllowedMentions,
            /// Buttons, menus and the like, as JSON; an empty list removes them.
            components: Vec<RawJson>,
            /// IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
        }
    }
}

impl Http {
    /// Gives the first answer to an interaction, within three seconds.
    pub fn create_interaction_response(
        &self,
        interaction: InteractionId,
        token: &str,
        response: &InteractionResponse,
    ) -> Call<()> {
        self.act(&op::CREATE_INTERACTION_RESPONSE, &[Param::Id(interaction.get()), Param::Secret(token)]).json(response)
    }

    /// Reads the first answer.
    pub fn interaction_response(&self, application: ApplicationId, token: &str) -> Call<Message> {
        self.call(&op::INTERACTION_RESPONSE, &[Param::Id(application.get()), Param::Secret(token)])
    }

    /// Changes the first answer; after a deferral, this is how it is given. What is not mentioned stays as it is.
    pub fn update_interaction_response(&self, application: ApplicationId, token: &str) -> UpdateInteractionResponse {
        UpdateInteractionResponse::of(
            self.call(&op::UPDATE_INTERACTION_RESPONSE, &[Param::Id(application.get()), Param::Secret(token)]),
            Object::default(),
        )
    }

    /// Deletes the first answer.
    pub fn delete_interaction_response(&self, application: ApplicationId, token: &str) -> Call<()> {
        self.act(&op::DELETE_INTERACTION_RESPONSE, &[Param::Id(application.get()), Param::Secret(token)])
    }

    /// Writes a further message after the first answer. A lost answer is reported as
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
