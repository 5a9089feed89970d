//! The answers of prefix commands: messages in the channel of the message.

use super::{
    answer_error::AnswerError,
    context::{CallContext, Written},
    reply::Reply,
    sent::{SentReply, fill},
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
        let sent = answer_message(self.http(), &written.message, written.answer, !is_answered, reply).await?;
        self.set_original(sent.first);
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
    /// The first answer in the channel of the message, if this is it.
    pub(crate) first: Option<MessageId>,
    /// The message, or the last of several.
    pub(crate) last: Message,
}

/// Answers a message. The first answer changes `answer`, which the message has from before it was edited, or else
/// replies to the message; others are plain messages. What is for the user alone is sent as a direct message. A text of
/// more than 2000 characters becomes several messages, of which the last has everything but the text.
pub(crate) async fn answer_message(
    http: &Http,
    to: &Message,
    answer: Option<MessageId>,
    mut is_first: bool,
    mut reply: Reply,
) -> Result<SentAnswer, HttpError> {
    mention_users_only(http, &mut reply);
    let parts = parts(&mut reply);
    if reply.ephemeral == Some(true) {
        let direct = http.create_dm(to.author.id).await?.id;
        for part in parts {
            fill(http.create_message(direct), part).await?;
        }
        return Ok(SentAnswer { first: None, last: fill(http.create_message(direct), reply).await? });
    }
    let mut first = None;
    for part in parts {
        let sent = send(http, to, answer.filter(|_| is_first), is_first, part).await?;
        first = first.or(is_first.then_some(sent.id));
        is_first = false;
    }
    let last = send(http, to, answer.filter(|_| is_first), is_first, reply).await?;
    Ok(SentAnswer { first: first.or(is_first.then_some(last.id)), last })
}

async fn send(
    http: &Http,
    to: &Message,
    answer: Option<MessageId>,
    is_first: bool,
    reply: Reply,
) -> Result<Message, HttpError> {
    if let Some(answer) = answer {
        match fill(http.update_message(to.channel_id, answer), reply.clone().replacing()).await {
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

/// Lets an answer that states nothing notify the users that it names and the author of the message, but no roles and
/// not everyone: answers repeat what members wrote, and the bot may have permissions that these members lack. The
/// default of the bot has precedence.
fn mention_users_only(http: &Http, reply: &mut Reply) {
    if http.config().allowed_mentions.is_none() {
        let users = || AllowedMentions::none().all_users().replied_user(true);
        reply.data.allowed_mentions.get_or_insert_with(users);
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
