//! Interactions. Their token is valid for 15 minutes; without a first answer, for three seconds.

use crate::model::{Interaction, InteractionResponse, Message, MessageId};
use crate::rest::{
    Call, CreateFollowup, CreateInteractionResponse, DeleteInteractionResponse, GetInteractionResponse, Http,
    UpdateFollowup, UpdateInteractionResponse,
};

impl Interaction {
    /// Sends the first answer, which is due within three seconds.
    pub fn respond(&self, http: impl AsRef<Http>, response: &InteractionResponse) -> CreateInteractionResponse {
        http.as_ref().create_interaction_response(self.id, &self.token, response)
    }

    /// Sends the first answer: a message with this text.
    pub fn respond_text(&self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateInteractionResponse {
        self.respond(http, &InteractionResponse::message(content))
    }

    /// Defers the answer: it is then due within 15 minutes, and sent by [`edit_response`](Self::edit_response).
    pub fn defer(&self, http: impl AsRef<Http>) -> CreateInteractionResponse {
        self.respond(http, &InteractionResponse::defer())
    }

    /// As [`defer`](Self::defer); only the user of the command sees the deferral and the answer.
    pub fn defer_ephemeral(&self, http: impl AsRef<Http>) -> CreateInteractionResponse {
        self.respond(http, &InteractionResponse::defer().ephemeral())
    }

    /// Acknowledges the use of a component without anything visible; [`edit_response`](Self::edit_response) changes its
    /// message.
    pub fn defer_update(&self, http: impl AsRef<Http>) -> CreateInteractionResponse {
        self.respond(http, &InteractionResponse::defer_update())
    }

    /// Reads the first answer.
    pub fn response(&self, http: impl AsRef<Http>) -> GetInteractionResponse {
        http.as_ref().interaction_response(self.application_id, &self.token)
    }

    /// Changes the first answer. After a deferral, this sends it.
    pub fn edit_response(&self, http: impl AsRef<Http>) -> UpdateInteractionResponse {
        http.as_ref().update_interaction_response(self.application_id, &self.token)
    }

    /// Deletes the first answer.
    pub fn delete_response(&self, http: impl AsRef<Http>) -> DeleteInteractionResponse {
        http.as_ref().delete_interaction_response(self.application_id, &self.token)
    }

    /// Writes a followup with this text, within 15 minutes of the interaction.
    pub fn follow_up(&self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateFollowup {
        http.as_ref().create_followup(self.application_id, &self.token).content(content)
    }

    /// Reads a followup.
    pub fn follow_up_message(&self, http: impl AsRef<Http>, message: MessageId) -> Call<Message> {
        http.as_ref().followup(self.application_id, &self.token, message)
    }

    /// Changes a followup.
    pub fn edit_follow_up(&self, http: impl AsRef<Http>, message: MessageId) -> UpdateFollowup {
        http.as_ref().update_followup(self.application_id, &self.token, message)
    }

    /// Deletes a followup.
    pub fn delete_follow_up(&self, http: impl AsRef<Http>, message: MessageId) -> Call<()> {
        http.as_ref().delete_followup(self.application_id, &self.token, message)
    }
}
