//! Polls: created with a message, voted on by users, ended by the bot.

use serde_json::{Value, json};

use super::access;
use super::call::Call;
use super::form::{Errors, Form};
use super::posted::show;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, create, may, must};
use super::state::ApiState;
use crate::model::UserId;
use crate::sandbox::world::iso;
use crate::sandbox::world::{Edit, Refusal, bits};

const EMOJI: &[Field] = &[may("id", Kind::Id), may("name", Kind::Text(0, 32)), may("animated", Kind::Flag)];
const QUESTION: &[Field] = &[must("text", Kind::Text(1, 300))];
const MEDIA: &[Field] = &[must("text", Kind::Text(1, 55)), may("emoji", Kind::Object(EMOJI))];
const ANSWER: &[Field] = &[must("poll_media", Kind::Object(MEDIA))];
const POLL: &[Field] = &[
    must("question", Kind::Object(QUESTION)),
    must("answers", Kind::List(1, 10, ANSWER)),
    may("duration", Kind::Int(1, 768)),
    may("allow_multiselect", Kind::Flag),
    may("layout_type", Kind::Choice(&[1])),
];

/// The poll object of a new message.
pub(super) fn read(form: &Form<'_>, now: i64, errors: &mut Errors) -> Option<Value> {
    let mut poll = create(&form.object("poll", errors)?, POLL, errors);
    let hours = poll.remove("duration").and_then(|it| it.as_i64()).unwrap_or(24);
    if let Some(answers) = poll.get_mut("answers").and_then(Value::as_array_mut) {
        for (answer, id) in answers.iter_mut().zip(1..) {
            answer["answer_id"] = json!(id);
            // An emoji has both keys: a standard one has no id, and of a custom one the name may be left out.
            if let Some(emoji) = answer.pointer_mut("/poll_media/emoji").and_then(Value::as_object_mut) {
                emoji.entry("id").or_insert(Value::Null);
                emoji.entry("name").or_insert(Value::Null);
            }
        }
    }
    poll.insert("expiry".to_owned(), json!(iso(now + hours * 3_600_000_000)));
    poll.entry("allow_multiselect").or_insert(json!(false));
    poll.entry("layout_type").or_insert(json!(1));
    poll.insert("results".to_owned(), json!({"is_finalized": false, "answer_counts": []}));
    Some(Value::Object(poll))
}

const NO_POLL: Refusal = Refusal { status: 400, code: 520_006, message: "Cannot expire a non-poll message" };
const EXPIRED: Refusal = Refusal { status: 403, code: 520_001, message: "Poll expired" };

pub(super) fn voters(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, bits::READ_MESSAGE_HISTORY)?;
    let limit = call.number("limit", (1, 100), 25)?;
    let after: Option<UserId> = call.query_id("after")?;
    let answer: u64 = call.id("answer_id")?;
    let id = call.message()?;
    state.world.public_message(channel, id)?;
    let votes = state.world.votes.get(&(id, answer)).into_iter().flatten();
    let voters = votes.copied().filter(|id| after.is_none_or(|after| *id > after)).take(limit);
    let users: Vec<Value> = voters.filter_map(|id| state.world.user(id).ok()).map(|user| user.json()).collect();
    Ok(Reply::Json(json!({ "users": users })))
}

pub(super) fn end(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, 0)?;
    let id = call.message()?;
    let message = state.world.public_message(channel, id)?;
    let mut poll = message.poll.clone().ok_or(NO_POLL)?;
    if message.author != state.world.bot {
        return Err(Refusal::NOT_YOUR_MESSAGE.into());
    }
    if poll["results"]["is_finalized"] == true {
        return Err(EXPIRED.into());
    }
    poll["results"]["is_finalized"] = json!(true);
    poll["expiry"] = json!(iso(state.world.now));
    state.world.edit_message(channel, id, Edit { poll: Some(poll), ..Edit::default() })?;
    show(state, channel, id)
}
