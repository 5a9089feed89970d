//! Messages: read, written, changed, deleted.

use std::time::Duration;

use serde_json::Value;

use super::call::{Call, Refuse, Reply};
use super::content;
use super::form::{Errors, Form};
use super::places::allowed;
use crate::model::{ChannelId, MessageId};
use crate::sandbox::shared::State;
use crate::sandbox::world::{Message, Refusal, bits};

/// How long a nonce is remembered. Discord says "a few minutes".
const NONCE_LIFE: Duration = Duration::from_secs(180);
/// How old a message may be to be deleted with others.
const TWO_WEEKS_US: i64 = 14 * 24 * 60 * 60 * 1_000_000;

const CANNOT_REPLY: Refusal =
    Refusal { status: 403, code: 160_002, message: "Cannot reply without permission to read message history" };
const TOO_FEW_OR_TOO_MANY: Refusal = Refusal {
    status: 400,
    code: 50016,
    message: "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to \
              delete.",
};
const TOO_OLD: Refusal =
    Refusal { status: 400, code: 50034, message: "You can only bulk delete messages that are under 14 days old." };

/// A message as the answer to a request: without its content, if the application may not see it.
pub(super) fn shown(state: &State, message: &Message) -> Value {
    state.world.message_json(message)
}

pub(super) fn show(state: &State, channel: ChannelId, id: MessageId) -> Result<Reply, Refuse> {
    Ok(Reply::Json(shown(state, state.world.message(channel, id)?)))
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let channel = allowed(state, call, bits::READ_MESSAGE_HISTORY)?;
    show(state, channel, call.message()?)
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let channel = allowed(state, call, 0)?;
    let limit = call.number("limit", (1, 100), 50)?;
    let before: Option<MessageId> = call.query_id("before")?;
    let after: Option<MessageId> = call.query_id("after")?;
    let around: Option<MessageId> = call.query_id("around")?;
    let may = state.world.permissions_in(channel, state.world.bot)?;
    let log = state.world.messages.get(&channel);
    // Without READ_MESSAGE_HISTORY there is nothing to be read, and that is no error.
    let log = log.filter(|_| may & bits::READ_MESSAGE_HISTORY != 0);
    let visible = |message: &&Message| message.ephemeral_for.is_none();
    let mut found: Vec<&Message> = match (log, around, before, after) {
        (None, ..) => Vec::new(),
        (Some(log), Some(around), ..) => {
            let half = limit / 2;
            let newer = log.after(around).filter(visible).take(half);
            let older = log.iter().rev().filter(visible).filter(|it| it.id <= around).take(limit - half);
            older.chain(newer).collect()
        }
        (Some(log), _, Some(before), _) => {
            log.iter().rev().filter(visible).filter(|it| it.id < before).take(limit).collect()
        }
        (Some(log), _, _, Some(after)) => log.after(after).filter(visible).take(limit).collect(),
        (Some(log), ..) => log.iter().rev().filter(visible).take(limit).collect(),
    };
    found.sort_by_key(|message| std::cmp::Reverse(message.id));
    Ok(Reply::Json(found.into_iter().map(|message| shown(state, message)).collect()))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let channel = allowed(state, call, bits::SEND_MESSAGES)?;
    let bot = state.world.bot;
    let may = state.world.permissions_in(channel, bot)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let mut draft = content::draft(&form, &mut errors);
    let nonce = form.text("nonce", 25, &mut errors);
    let enforced = form.flag("enforce_nonce", &mut errors).unwrap_or_default();
    let reference = form.object("message_reference", &mut errors);
    let answers = reference.as_ref().and_then(|it| it.id("message_id", &mut errors)).map(MessageId::new);
    if let Some(answers) = answers {
        let lenient = reference.as_ref().and_then(|it| it.flag("fail_if_not_exists", &mut errors)) == Some(false);
        if may & bits::READ_MESSAGE_HISTORY == 0 {
            return Err(CANNOT_REPLY.into());
        }
        if state.world.message(channel, answers).is_ok() {
            draft.answers = Some(answers);
        } else if !lenient {
            errors.add(&["message_reference"], "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
        }
    }
    errors.refuse_any()?;
    if content::is_empty(&draft) {
        return Err(Refusal::EMPTY_MESSAGE.into());
    }
    if !draft.embeds.is_empty() && may & bits::EMBED_LINKS == 0 {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    // Ephemeral messages are for interactions only.
    draft.flags &= !(1 << 6);
    draft.nonce = nonce.clone().map(Value::from);
    let now = state.world.now;
    let life = i64::try_from(NONCE_LIFE.as_micros()).unwrap_or(i64::MAX);
    if state.rest.nonces.len() > 10_000 {
        state.rest.nonces.retain(|_, (_, at)| now.saturating_sub(*at) < life);
    }
    let key = nonce.filter(|_| enforced).map(|nonce| (channel, nonce));
    if let Some((earlier, at)) = key.as_ref().and_then(|key| state.rest.nonces.get(key))
        && now.saturating_sub(*at) < life
    {
        return show(state, channel, *earlier);
    }
    let id = state.world.create_message(channel, bot, draft)?;
    if let Some(key) = key {
        state.rest.nonces.insert(key, (id, now));
    }
    show(state, channel, id)
}

pub(super) fn edit(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let channel = allowed(state, call, 0)?;
    let id = call.message()?;
    let own = state.world.message(channel, id)?.author == state.world.bot;
    let may = state.world.permissions_in(channel, state.world.bot)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let edit = content::edit(&form, &mut errors);
    errors.refuse_any()?;
    let only_flags = edit.content.is_none() && edit.embeds.is_none() && edit.components.is_none();
    let hides_embeds = only_flags && edit.flags.is_some() && may & bits::MANAGE_MESSAGES != 0;
    if !own && !hides_embeds {
        return Err(Refusal::NOT_YOUR_MESSAGE.into());
    }
    state.world.edit_message(channel, id, edit)?;
    show(state, channel, id)
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let channel = allowed(state, call, 0)?;
    let id = call.message()?;
    let own = state.world.message(channel, id)?.author == state.world.bot;
    let may = state.world.permissions_in(channel, state.world.bot)?;
    if !own && may & bits::MANAGE_MESSAGES == 0 {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    state.world.delete_message(channel, id)?;
    Ok(Reply::Nothing)
}

pub(super) fn bulk_delete(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let channel = allowed(state, call, bits::MANAGE_MESSAGES)?;
    let body = call.object()?;
    let mut errors = Errors::default();
    let ids = Form::new(&body, vec![]).ids("messages", usize::MAX, &mut errors);
    errors.refuse_any()?;
    let mut ids: Vec<MessageId> = ids.into_iter().flatten().map(MessageId::new).collect();
    ids.sort_unstable();
    ids.dedup();
    if !(2..=100).contains(&ids.len()) {
        return Err(TOO_FEW_OR_TOO_MANY.into());
    }
    let now = state.world.now;
    if ids.iter().any(|id| crate::sandbox::snowflake::created_us(id.get()) < now - TWO_WEEKS_US) {
        return Err(TOO_OLD.into());
    }
    state.world.delete_messages(channel, &ids)?;
    Ok(Reply::Nothing)
}
