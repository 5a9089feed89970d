//! Scheduled events and stage instances of a guild.

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, hash_image, may, must};
use super::state::ApiState;
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, ScheduledEventId, StageInstanceId, Timestamp};
use crate::sandbox::world::{ChannelKind, Refusal, action, bits, diff, merge};

const METADATA: &[Field] = &[may("location", Kind::Text(1, 100))];
const N_WEEKDAY: &[Field] = &[must("n", Kind::Int(1, 5)), must("day", Kind::Int(0, 6))];
const RULE: &[Field] = &[
    must("start", Kind::Time),
    must("frequency", Kind::Choice(&[0, 1, 2, 3])),
    may("end", Kind::Time),
    may("interval", Kind::Int(1, i32::MAX as i64)),
    may("by_weekday", Kind::Numbers(0, 6)),
    may("by_n_weekday", Kind::List(0, 7, N_WEEKDAY)),
    may("by_month", Kind::Numbers(1, 12)),
    may("by_month_day", Kind::Numbers(1, 31)),
    may("by_year_day", Kind::Numbers(1, 366)),
    may("count", Kind::Int(1, i32::MAX as i64)),
];
const EVENT: &[Field] = &[
    must("name", Kind::Text(1, 100)),
    must("privacy_level", Kind::Choice(&[2])),
    must("scheduled_start_time", Kind::Time),
    must("entity_type", Kind::Choice(&[1, 2, 3])),
    may("scheduled_end_time", Kind::Time),
    may("description", Kind::Text(0, 1000)),
    may("channel_id", Kind::Id),
    may("entity_metadata", Kind::Object(METADATA)),
    may("image", Kind::Image),
    may("recurrence_rule", Kind::Object(RULE)),
    may("status", Kind::Choice(&[1, 2, 3, 4])),
];
/// The limit of scheduled and active events of a guild.
const MAX_EVENTS: usize = 100;
const TOO_MANY: Refusal =
    Refusal { status: 400, code: 30038, message: "Maximum number of uncompleted guild scheduled events reached (100)" };

/// Adds the fields of a recurrence rule that the request leaves out.
fn complete_rule(given: &mut Map<String, Value>) {
    let Some(Value::Object(rule)) = given.get_mut("recurrence_rule") else { return };
    for field in RULE {
        rule.entry(field.name()).or_insert(Value::Null);
    }
    if rule.get("interval").is_none_or(Value::is_null) {
        rule.insert("interval".to_owned(), json!(1));
    }
}

/// An external event needs a location and an end, and has no channel; others need a channel.
fn fits(event: &Value, errors: &mut Errors) {
    let missing = |key: &str| event[key].is_null();
    let mut need = |path: &[&str]| errors.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    if event["entity_type"] == 3 {
        if missing("scheduled_end_time") {
            need(&["scheduled_end_time"]);
        }
        if event["entity_metadata"]["location"].is_null() {
            need(&["entity_metadata", "location"]);
        }
        if !missing("channel_id") {
            let message = "Channel ID must be null for external events.";
            errors.add(&["channel_id"], "GUILD_SCHEDULED_EVENT_CHANNEL_INVALID", message);
        }
    } else if !missing("entity_type") && missing("channel_id") {
        need(&["channel_id"]);
    }
}

/// Checks the channel and the start of an event, as far as the request gives them. Stage events are in stage channels,
/// voice events in voice channels. `event` is the event after the request.
fn check(
    state: &ApiState<'_>,
    guild: GuildId,
    given: &Map<String, Value>,
    event: &Map<String, Value>,
) -> Result<(), ApiError> {
    let start = given.get("scheduled_start_time").and_then(Value::as_str).and_then(|it| it.parse::<Timestamp>().ok());
    if start.is_some_and(|start| start.as_micros() < state.world.now) {
        let message = "Cannot schedule event in the past.";
        return Err(Errors::one(&["scheduled_start_time"], "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message));
    }
    if !given.contains_key("channel_id") && !given.contains_key("entity_type") {
        return Ok(());
    }
    let channel = event.get("channel_id").and_then(Value::as_str).and_then(|it| it.parse().ok()).map(ChannelId::new);
    let Some(channel) = channel else { return Ok(()) };
    access::in_channel_of(state, guild, channel, 0)?;
    let fitting = match event.get("entity_type").and_then(Value::as_u64) {
        Some(1) => ChannelKind::Stage,
        _ => ChannelKind::Voice,
    };
    if state.world.channel(channel)?.kind != fitting {
        let message = "The channel does not fit the entity type.";
        return Err(Errors::one(&["channel_id"], "GUILD_SCHEDULED_EVENT_CHANNEL_INVALID", message));
    }
    Ok(())
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let events = state.world.guild(guild)?.scheduled.iter();
    Ok(Reply::Json(events.map(|(id, it)| counted(state, call, (guild, *id), it.clone())).collect()))
}

/// The event with the number of users who are interested, if the request has `with_user_count`.
fn counted(state: &ApiState<'_>, call: &Call, key: (GuildId, ScheduledEventId), mut event: Value) -> Value {
    if call.switch("with_user_count") {
        event["user_count"] = json!(state.world.interested(key.0, (key.1, None)).len());
    }
    event
}

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::CREATE_EVENTS)?;
    let mut given: Map<String, Value> = read_body(call, |form, errors| {
        let given = create(form, EVENT, errors);
        fits(&Value::Object(given.clone()), errors);
        given
    })?;
    let open = |it: &&Value| matches!(it["status"].as_u64(), Some(1 | 2));
    if state.world.guild(guild)?.scheduled.values().filter(open).count() >= MAX_EVENTS {
        return Err(TOO_MANY.into());
    }
    check(state, guild, &given, &given)?;
    hash_image(&mut given, "image");
    complete_rule(&mut given);
    given.remove("status");
    let id = ScheduledEventId::new(state.world.ids.next(state.world.now));
    let mut json = json!({
        "id": id, "guild_id": guild, "channel_id": null, "creator_id": state.world.bot,
        "creator": state.world.user(state.world.bot)?.json(), "description": null, "scheduled_end_time": null,
        "status": 1, "entity_id": null, "entity_metadata": null, "image": null, "recurrence_rule": null,
        "guild_scheduled_event_exceptions": [],
    });
    merge(&mut json, Value::Object(given));
    state.world.guild_mut(guild)?.scheduled.insert(id, json.clone());
    emit(state, "GUILD_SCHEDULED_EVENT_CREATE", guild, &json);
    let changes = diff(&json!({}), &json!({"name": json["name"]}));
    state.world.audit(guild, action::EVENT_CREATE, id.get(), changes, None);
    Ok(Reply::Json(json))
}

pub(super) fn emit(state: &mut ApiState<'_>, name: &'static str, guild: GuildId, event: &Value) {
    state.world.emit_in_guild(name, guild, Intents::GUILD_SCHEDULED_EVENTS, event.clone());
}

pub(super) fn find(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, ScheduledEventId, Value), ApiError> {
    let guild = access::guild(state, call, 0)?;
    let id = call.id("guild_scheduled_event_id")?;
    let event = state.world.guild(guild)?.scheduled.get(&id).ok_or(Refusal::UNKNOWN_EVENT)?;
    Ok((guild, id, event.clone()))
}

/// An event that the bot created, or that it may manage with MANAGE_EVENTS.
pub(super) fn owned(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, ScheduledEventId, Value), ApiError> {
    let found = find(state, call)?;
    if found.2["creator_id"] != json!(state.world.bot) {
        access::guild(state, call, bits::MANAGE_EVENTS)?;
    }
    Ok(found)
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, id, event) = find(state, call)?;
    Ok(Reply::Json(counted(state, call, (guild, id), event)))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const FINISHED: Refusal = Refusal { status: 400, code: 180_000, message: "Cannot update a finished event" };
    let (guild, id, old) = owned(state, call)?;
    let mut given = read_body(call, |form, errors| change(form, EVENT, errors))?;
    if matches!(old["status"].as_u64(), Some(3 | 4)) {
        return Err(FINISHED.into());
    }
    hash_image(&mut given, "image");
    complete_rule(&mut given);
    given.retain(|key, value| key != "status" || !value.is_null());
    // The status changes from scheduled to active or cancelled, and from active to completed.
    let step = (old["status"].as_u64(), given.get("status").and_then(Value::as_u64));
    if let (from, Some(to)) = step
        && !matches!((from, to), (Some(1), 1 | 2 | 4) | (Some(2), 2 | 3))
    {
        let message = "Invalid Guild Scheduled Event Status Transition";
        return Err(Errors::one(&["status"], "TRANSITION_INVALID", message));
    }
    let mut new = old.clone();
    merge(&mut new, Value::Object(given.clone()));
    let mut errors = Errors::default();
    fits(&new, &mut errors);
    errors.check()?;
    given.retain(|key, value| old[key] != *value);
    if let Some(event) = new.as_object() {
        check(state, guild, &given, event)?;
    }
    state.world.guild_mut(guild)?.scheduled.insert(id, new.clone());
    emit(state, "GUILD_SCHEDULED_EVENT_UPDATE", guild, &new);
    state.world.audit(guild, action::EVENT_UPDATE, id.get(), diff(&old, &new), None);
    Ok(Reply::Json(new))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, id, event) = owned(state, call)?;
    let it = state.world.guild_mut(guild)?;
    it.scheduled.remove(&id);
    it.community.interested.retain(|(event, _), _| *event != id);
    emit(state, "GUILD_SCHEDULED_EVENT_DELETE", guild, &event);
    let changes = diff(&json!({"name": event["name"]}), &json!({ "name": null }));
    state.world.audit(guild, action::EVENT_DELETE, id.get(), changes, None);
    Ok(Reply::Nothing)
}

const STAGE: &[Field] = &[
    must("channel_id", Kind::Id),
    must("topic", Kind::Text(1, 120)),
    may("privacy_level", Kind::Choice(&[1, 2])),
    may("send_start_notification", Kind::Flag),
    may("guild_scheduled_event_id", Kind::Id),
];
const STAGE_CHANGE: &[Field] = &[must("topic", Kind::Text(1, 120)), may("privacy_level", Kind::Choice(&[1, 2]))];
/// The permissions of a stage moderator.
const MODERATOR: u64 = bits::MANAGE_CHANNELS | bits::MUTE_MEMBERS | bits::MOVE_MEMBERS;

pub(super) fn open_stage(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const OPEN: Refusal = Refusal { status: 400, code: 150_006, message: "The Stage is already open" };
    let given = read_body(call, |form, errors| create(form, STAGE, errors))?;
    let channel = given.get("channel_id").and_then(Value::as_str).and_then(|it| it.parse().ok());
    let channel = channel.map(ChannelId::new).ok_or(Refusal::UNKNOWN_CHANNEL)?;
    access::in_channel(state, channel, MODERATOR)?;
    let it = state.world.channel(channel)?;
    let guild = it.guild.filter(|_| it.kind == ChannelKind::Stage).ok_or(Refusal::WRONG_CHANNEL)?;
    if state.world.guild(guild)?.stages.contains_key(&channel) {
        return Err(OPEN.into());
    }
    let id = StageInstanceId::new(state.world.ids.next(state.world.now));
    let event = given.get("guild_scheduled_event_id").cloned().unwrap_or_default();
    let json = json!({
        "id": id, "guild_id": guild, "channel_id": channel, "topic": given.get("topic"),
        "privacy_level": given.get("privacy_level").cloned().unwrap_or(json!(2)),
        "discoverable_disabled": true, "guild_scheduled_event_id": event,
    });
    state.world.guild_mut(guild)?.stages.insert(channel, json.clone());
    state.world.emit_in_channel("STAGE_INSTANCE_CREATE", channel, Intents::GUILDS, json.clone());
    let changes = diff(&json!({}), &json!({"topic": json["topic"]}));
    state.world.audit(guild, action::STAGE_CREATE, id.get(), changes, Some(json!({ "channel_id": channel })));
    Ok(Reply::Json(json))
}

fn stage(state: &ApiState<'_>, call: &Call, needed: u64) -> Result<(ChannelId, GuildId, Value), ApiError> {
    let (channel, guild) = access::guild_channel(state, call, needed)?;
    let stage = state.world.guild(guild)?.stages.get(&channel).ok_or(Refusal::UNKNOWN_STAGE)?;
    Ok((channel, guild, stage.clone()))
}

pub(super) fn get_stage(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(stage(state, call, 0)?.2))
}

pub(super) fn update_stage(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, guild, old) = stage(state, call, MODERATOR)?;
    let mut given = read_body(call, |form, errors| change(form, STAGE_CHANGE, errors))?;
    given.retain(|_, value| !value.is_null());
    let mut new = old.clone();
    merge(&mut new, Value::Object(given));
    state.world.guild_mut(guild)?.stages.insert(channel, new.clone());
    state.world.emit_in_channel("STAGE_INSTANCE_UPDATE", channel, Intents::GUILDS, new.clone());
    let target = new["id"].as_str().and_then(|it| it.parse::<u64>().ok());
    let options = Some(json!({ "channel_id": channel }));
    state.world.audit(guild, action::STAGE_UPDATE, target, diff(&old, &new), options);
    Ok(Reply::Json(new))
}

pub(super) fn close_stage(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, guild, stage) = stage(state, call, MODERATOR)?;
    state.world.guild_mut(guild)?.stages.remove(&channel);
    let target = stage["id"].as_str().and_then(|it| it.parse::<u64>().ok());
    state.world.emit_in_channel("STAGE_INSTANCE_DELETE", channel, Intents::GUILDS, stage);
    state.world.audit(guild, action::STAGE_DELETE, target, vec![], Some(json!({ "channel_id": channel })));
    Ok(Reply::Nothing)
}
