//! Pinned messages, by the current and the deprecated routes.

use serde_json::{Value, json};

use super::access;
use super::call::Call;
use super::form::Errors;
use super::posted::shown;
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use crate::model::{ChannelId, Timestamp};
use crate::sandbox::world::iso;
use crate::sandbox::world::{Refusal, action, bits};

/// The limit of pins of a channel.
const MAX_PINS: usize = 250;
const TOO_MANY: Refusal =
    Refusal { status: 400, code: 30003, message: "Maximum number of pins reached for the channel (250)" };

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, bits::READ_MESSAGE_HISTORY)?;
    let limit = call.number("limit", (1, 50), 50)?;
    let before = match call.query("before") {
        None => i64::MAX,
        Some(text) => {
            let time: Result<Timestamp, _> = text.parse();
            let wrong = |_| Errors::one(&["before"], "DATETIME_TYPE_PARSE", "Could not parse datetime.");
            time.map_err(wrong)?.as_micros()
        }
    };
    let pinned = pinned(state, channel);
    let older: Vec<&(Value, i64)> = pinned.iter().filter(|(_, at)| *at < before).collect();
    let items: Vec<Value> =
        older.iter().take(limit).map(|(message, at)| json!({"pinned_at": iso(*at), "message": message})).collect();
    Ok(Reply::Json(json!({"items": items, "has_more": older.len() > limit})))
}

pub(super) fn old_list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, bits::READ_MESSAGE_HISTORY)?;
    Ok(Reply::Json(pinned(state, channel).into_iter().take(50).map(|(message, _)| message).collect()))
}

/// The pinned messages of a channel and when they were pinned, newest pin first.
fn pinned(state: &ApiState<'_>, channel: ChannelId) -> Vec<(Value, i64)> {
    let log = state.world.messages.get(&channel);
    let mut found: Vec<(Value, i64)> = log
        .into_iter()
        .flat_map(|log| log.iter())
        .filter_map(|message| Some((shown(state, message), message.pinned_us?)))
        .collect();
    found.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    found
}

pub(super) fn add(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    set(state, call, true)
}

pub(super) fn remove(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    set(state, call, false)
}

fn set(state: &mut ApiState<'_>, call: &Call, pin: bool) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, 0)?;
    let guild = state.world.channel(channel)?.guild;
    if guild.is_some() {
        access::channel(state, call, bits::PIN_MESSAGES)?;
    }
    let id = call.message()?;
    let message = state.world.public_message(channel, id)?;
    access::not_archived(state, channel)?;
    if message.is_system() {
        return Err(Refusal::SYSTEM_MESSAGE.into());
    }
    if message.pinned == pin {
        return Ok(Reply::Nothing);
    }
    let author = message.author;
    let full =
        || state.world.messages.get(&channel).is_some_and(|log| log.iter().filter(|it| it.pinned).count() >= MAX_PINS);
    if pin && full() {
        return Err(TOO_MANY.into());
    }
    state.world.pin(channel, id, state.world.bot, pin)?;
    if let Some(guild) = guild {
        let what = if pin { action::MESSAGE_PIN } else { action::MESSAGE_UNPIN };
        let options = json!({"channel_id": channel, "message_id": id});
        state.world.audit(guild, what, author.get(), vec![], Some(options));
    }
    Ok(Reply::Nothing)
}
