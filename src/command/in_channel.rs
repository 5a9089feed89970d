//! The answers of prefix commands: messages in the channel of the message.

use super::{
    answer_error::AnswerError,
    context::{CallContext, Written},
    reply::Reply,
    sent::{SentReply, fill, mention_users_only},
    split::split_text,
};
use crate::{
    model::{AllowedMentions, ChannelId, Message, MessageId, MessageReference},
    rest::{ErrorCode, Http, HttpError},
};

/// The most characters of the text of a message.
const MOST: usize = 2000;

impl CallContext {
    /// Sends an answer: as [`answer_message`].
    pub(super) async fn send_written(
        &self,
        written: &Written,
        reply: Reply,
        is_answered: bool,
    ) -> Result<SentReply, AnswerError> {
        let sent = answer_message(self.http(), &written.message, &written.answer, !is_answered, reply).await?;
        if !is_answered {
            self.set_original(sent.last.channel_id, sent.first);
            self.set_answer(sent.answer);
        }
        Ok(SentReply::follow_up(self.clone(), sent.last))
    }

    /// Shows the bot as typing, for 10 s or until its next message.
    pub(super) async fn show_typing(&self) -> Result<(), AnswerError> {
        let Some(written) = self.written() else { return Ok(()) };
        Ok(self.http().trigger_typing(written.message.channel_id).await?)
    }
}

/// What was sent.
pub(crate) struct SentAnswer {
    /// The first of the messages.
    first: MessageId,
    /// All messages, if they are the first answer in the channel of the message.
    pub(crate) answer: Vec<MessageId>,
    /// The message, or the last of several.
    last: Message,
}

/// Answers a message. The first answer changes `answer`, the messages that it has from before the message was edited,
/// or else replies to the message; others are plain messages. What is for the user alone is sent as a direct message. A
/// text of more than 2000 characters becomes several messages, of which the last has everything but the text.
pub(crate) async fn answer_message(
    http: &Http,
    to: &Message,
    answer: &[MessageId],
    is_first: bool,
    mut reply: Reply,
) -> Result<SentAnswer, HttpError> {
    mention_users_only(http, &mut reply);
    let parts = parts(&mut reply);
    if reply.ephemeral == Some(true) {
        let direct = http.create_dm(to.author.id).await?.id;
        let mut first = None;
        for part in parts {
            first.get_or_insert(fill(http.create_message(direct), part).await?.id);
        }
        let last = fill(http.create_message(direct), reply).await?;
        return Ok(SentAnswer { first: first.unwrap_or(last.id), answer: Vec::new(), last });
    }
    let answer = if is_first { answer } else { &[] };
    let mut sent = Vec::new();
    for part in parts {
        let message = send(http, to, answer.get(sent.len()), is_first && sent.is_empty(), part).await?;
        sent.push(message.id);
    }
    let last = send(http, to, answer.get(sent.len()), is_first && sent.is_empty(), reply).await?;
    sent.push(last.id);
    // The answer had more messages before the edit.
    for spare in answer.get(sent.len()..).unwrap_or_default() {
        match http.delete_message(to.channel_id, *spare).await {
            Err(error) if !error.is_not_found() => return Err(error),
            _ => {}
        }
    }
    let first = sent.first().copied().unwrap_or(last.id);
    Ok(SentAnswer { first, answer: if is_first { sent } else { Vec::new() }, last })
}

async fn send(
    http: &Http,
    to: &Message,
    answer: Option<&MessageId>,
    is_first: bool,
    reply: Reply,
) -> Result<Message, HttpError> {
    if let Some(answer) = answer {
        match fill(http.update_message(to.channel_id, *answer), reply.clone().replacing()).await {
            // It was deleted.
            Err(error) if error.is_not_found() => {}
            changed => return changed,
        }
    }
    match is_first {
        true => reply_to(http, to.channel_id, to.id, reply).await,
        false => fill(http.create_message(to.channel_id), reply).await,
    }
}

/// Replies to a message. Discord refuses replies of a bot that may not read the history of the channel: the answer is
/// then sent as a message that replies to none.
async fn reply_to(http: &Http, channel: ChannelId, to: MessageId, reply: Reply) -> Result<Message, HttpError> {
    let mut reference = MessageReference::reply_to(to);
    reference.fail_if_not_exists = Some(false);
    match fill(http.create_message(channel), reply.clone()).message_reference(reference).await {
        Err(HttpError::Api(refusal))
            if refusal.code == ErrorCode::CANNOT_REPLY_WITHOUT_PERMISSION_TO_READ_MESSAGE_HISTORY =>
        {
            fill(http.create_message(channel), reply).await
        }
        sent => sent,
    }
}

/// A text that the library makes, as a reply. It notifies nobody but the author of the message.
pub(crate) fn own_text(text: impl Into<String>) -> Reply {
    Reply::new(text).allowed_mentions(AllowedMentions::none().replied_user(true))
}

/// Takes all but the last part of a text that is too long for one message.
fn parts(reply: &mut Reply) -> Vec<Reply> {
    let Some(text) = reply.data.content.as_ref().filter(|text| text.chars().count() > MOST) else { return Vec::new() };
    let mut texts = split_text(text, MOST);
    reply.data.content = texts.pop();
    let part = |text| {
        let mut part = Reply::new(text);
        part.data.allowed_mentions = reply.data.allowed_mentions.clone();
        part.data.flags = reply.data.flags;
        part
    };
    texts.into_iter().map(part).collect()
}
