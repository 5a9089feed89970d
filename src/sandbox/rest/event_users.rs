//! The users who are interested in scheduled events, and the exceptions of events that recur.

use serde_json::{Value, json};

use super::call::{Call, read_body};
use super::events::{emit, find, owned};
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::model::{GuildId, ScheduledEventExceptionId, ScheduledEventId, UserId};
use crate::sandbox::world::{Refusal, action, diff, merge};

const EXCEPTION: &[Field] = &[
    must("original_scheduled_start_time", Kind::Time),
    may("scheduled_start_time", Kind::Time),
    may("scheduled_end_time", Kind::Time),
    may("is_canceled", Kind::Flag),
];
const CHANGE: &[Field] =
    &[may("scheduled_start_time", Kind::Time), may("scheduled_end_time", Kind::Time), may("is_canceled", Kind::Flag)];
const UNKNOWN_EXCEPTION: Refusal = Refusal { status: 404, code: 0, message: "404: Not Found" };
/// The field of an event that has its exceptions.
const LIST: &str = "guild_scheduled_event_exceptions";

pub(super) fn users(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, event, _) = find(state, call)?;
    page(state, call, guild, event, None)
}

pub(super) fn exception_users(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, event, json) = find(state, call)?;
    let id = call.id("guild_scheduled_event_exception_id")?;
    exception(&json, id)?;
    page(state, call, guild, event, Some(id))
}

/// A page of users, by id. `before` selects the nearest users, which are the last of the ascending list.
fn page(
    state: &ApiState<'_>,
    call: &Call,
    guild: GuildId,
    event: ScheduledEventId,
    exception: Option<ScheduledEventExceptionId>,
) -> Result<Reply, ApiError> {
    let limit = call.number("limit", (1, 100), 100)?;
    let (before, after): (Option<UserId>, Option<UserId>) = (call.query_id("before")?, call.query_id("after")?);
    let mut found: Vec<UserId> = state.world.interested(guild, (event, exception)).into_iter().collect();
    found.retain(|it| before.is_none_or(|before| *it < before) && after.is_none_or(|after| *it > after));
    if before.is_some() && found.len() > limit {
        found.drain(..found.len() - limit);
    }
    let shown = found.into_iter().take(limit).filter_map(|user| {
        let mut json = json!({
            "guild_scheduled_event_id": event, "user_id": user, "user": state.world.user(user).ok()?.json(),
            "response": 1,
        });
        if let Some(exception) = exception {
            json["guild_scheduled_event_exception_id"] = json!(exception);
        }
        if call.switch("with_member") {
            json["member"] = state.world.member_json(guild, user).ok()?;
        }
        Some(json)
    });
    Ok(Reply::Json(shown.collect()))
}

pub(super) fn counts(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, event, json) = find(state, call)?;
    let asked = call.query_ids::<ScheduledEventExceptionId>("guild_scheduled_event_exception_ids", 10)?;
    let known = asked.into_iter().filter(|id| exception(&json, *id).is_ok());
    let counts = known.map(|id| (id.to_string(), json!(state.world.interested(guild, (event, Some(id))).len())));
    Ok(Reply::Json(json!({
        "guild_scheduled_event_count": state.world.interested(guild, (event, None)).len(),
        "guild_scheduled_event_exception_counts": Value::Object(counts.collect()),
    })))
}

/// An exception of an event.
fn exception(event: &Value, id: ScheduledEventExceptionId) -> Result<&Value, ApiError> {
    let mut exceptions = event[LIST].as_array().into_iter().flatten();
    let found = exceptions.find(|it| it["event_exception_id"] == json!(id));
    Ok(found.ok_or(UNKNOWN_EXCEPTION)?)
}

/// Stores an event with other exceptions: GUILD_SCHEDULED_EVENT_UPDATE.
fn store(
    state: &mut ApiState<'_>,
    guild: GuildId,
    id: ScheduledEventId,
    old: &Value,
    exceptions: Vec<Value>,
) -> Result<(), ApiError> {
    let mut new = old.clone();
    new[LIST] = Value::Array(exceptions);
    state.world.guild_mut(guild)?.scheduled.insert(id, new.clone());
    emit(state, "GUILD_SCHEDULED_EVENT_UPDATE", guild, &new);
    state.world.audit(guild, action::EVENT_UPDATE, id.get(), diff(old, &new), None);
    Ok(())
}

/// Changes one occurrence of an event that recurs.
pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, event, old) = owned(state, call)?;
    let given = read_body(call, |form, errors| create(form, EXCEPTION, errors))?;
    if old["recurrence_rule"].is_null() {
        let message = "The event does not recur.";
        return Err(Errors::one(&["original_scheduled_start_time"], "GUILD_SCHEDULED_EVENT_NOT_RECURRING", message));
    }
    let id = ScheduledEventExceptionId::new(state.world.ids.next(state.world.now));
    let time = |key: &str| given.get(key).cloned().unwrap_or_default();
    let json = json!({
        "event_id": event, "event_exception_id": id, "scheduled_start_time": time("scheduled_start_time"),
        "scheduled_end_time": time("scheduled_end_time"), "is_canceled": given.get("is_canceled") == Some(&json!(true)),
    });
    let mut exceptions = old[LIST].as_array().cloned().unwrap_or_default();
    exceptions.push(json.clone());
    store(state, guild, event, &old, exceptions)?;
    Ok(Reply::Json(json))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, event, old) = owned(state, call)?;
    let mut json = exception(&old, call.id("exception_id")?)?.clone();
    let mut given = read_body(call, |form, errors| change(form, CHANGE, errors))?;
    if given.get("is_canceled").is_some_and(Value::is_null) {
        given.insert("is_canceled".to_owned(), json!(false));
    }
    merge(&mut json, Value::Object(given));
    let mut exceptions = old[LIST].as_array().cloned().unwrap_or_default();
    if let Some(it) = exceptions.iter_mut().find(|it| it["event_exception_id"] == json["event_exception_id"]) {
        it.clone_from(&json);
    }
    store(state, guild, event, &old, exceptions)?;
    Ok(Reply::Json(json))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, event, old) = owned(state, call)?;
    let id: ScheduledEventExceptionId = call.id("exception_id")?;
    exception(&old, id)?;
    let mut exceptions = old[LIST].as_array().cloned().unwrap_or_default();
    exceptions.retain(|it| it["event_exception_id"] != json!(id));
    store(state, guild, event, &old, exceptions)?;
    state.world.guild_mut(guild)?.community.interested.remove(&(event, Some(id)));
    Ok(Reply::Nothing)
}
