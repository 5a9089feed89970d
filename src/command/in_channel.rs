//! The answers of prefix commands: messages in the channel of the message.

use super::{
    answer_error::AnswerError,
    context::{CallContext, Written},
    reply::Reply,
    sent::{SentReply, fill},
};
use crate::model::MessageReference;

impl CallContext {
    /// Sends an answer: the first one as a reply to the message, or by changing the answer to the message before it
    /// was edited; others beside it. What is for the user alone is sent as a direct message.
    pub(super) async fn send_written(
        &self,
        written: &Written,
        reply: Reply,
        is_answered: bool,
    ) -> Result<SentReply, AnswerError> {
        let (http, channel) = (self.http(), written.message.channel_id);
        if reply.ephemeral == Some(true) {
            let direct = http.create_dm(self.user().id).await?;
            let message = fill(http.create_message(direct.id), reply).await?;
            return Ok(SentReply::follow_up(self.clone(), message));
        }
        let first = !is_answered;
        if let Some(answer) = written.answer.filter(|_| first) {
            match fill(http.update_message(channel, answer), reply.clone().replacing()).await {
                Ok(message) => {
                    self.set_original(Some(message.id));
                    return Ok(SentReply::follow_up(self.clone(), message));
                }
                // It was deleted.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut request = fill(http.create_message(channel), reply);
        if first {
            let mut reference = MessageReference::reply_to(written.message.id);
            reference.fail_if_not_exists = Some(false);
            request = request.message_reference(reference);
        }
        let message = request.await?;
        if first {
            self.set_original(Some(message.id));
        }
        Ok(SentReply::follow_up(self.clone(), message))
    }

    /// Shows the bot as typing, for 10 s or until its next message.
    pub(super) async fn show_typing(&self) -> Result<(), AnswerError> {
        let Some(written) = self.written() else { return Ok(()) };
        Ok(self.http().trigger_typing(written.message.channel_id).await?)
    }
}
