//! The application's commands: global ones, and those of guilds.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::application::own;
use super::call::{Body, Call};
use super::command_shape::{self, ENTRY_POINT, kind_of, normal, without_localizations};
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use crate::model::{CommandId, GuildId};
use crate::sandbox::world::Refusal;

/// The limits of commands by type, counted globally and per guild.
const MAX_CHAT_INPUT: usize = 100;
const MAX_MENUS: usize = 15;
/// The limit of new commands in a day, counted globally and per guild.
const MAX_CREATES: usize = 200;
const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

const TOO_MANY_TODAY: Refusal = Refusal {
    status: 400,
    code: 30034,
    message: "Max number of daily application command creates has been reached (200)",
};
const NAME_TAKEN: Refusal =
    Refusal { status: 400, code: 40041, message: "An application command with that name already exists" };
const NO_ENTRY_POINT: Refusal = Refusal {
    status: 400,
    code: 50240,
    message: "You cannot remove this app's Entry Point command in a bulk update operation. Please include the Entry \
              Point command in your update request or delete it separately.",
};

type Commands = BTreeMap<CommandId, Value>;

/// The guild in the path; `None` for global commands. In a guild the application must be installed.
fn place(state: &ApiState<'_>, call: &Call) -> Result<Option<GuildId>, ApiError> {
    own(state, call)?;
    if call.param("guild_id").is_empty() {
        return Ok(None);
    }
    super::access::guild(state, call, 0).map(Some)
}

/// The registered command in the path.
fn known(state: &ApiState<'_>, call: &Call, place: Option<GuildId>) -> Result<(CommandId, Value), ApiError> {
    let id = call.id("command_id")?;
    let command = state.world.commands.get(&place).and_then(|list| list.get(&id));
    Ok((id, command.ok_or(Refusal::UNKNOWN_COMMAND)?.clone()))
}

/// Commands by which others are found: type and name.
fn key(command: &Value) -> (Option<u64>, Option<&str>) {
    (command["type"].as_u64(), command["name"].as_str())
}

fn with_key<'a>(list: &'a Commands, command: &Value) -> Option<(CommandId, &'a Value)> {
    list.iter().find(|(_, it)| key(it) == key(command)).map(|(id, it)| (*id, it))
}

/// The command object in Discord's form, without id and version.
fn object(state: &ApiState<'_>, guild: Option<GuildId>, given: Map<String, Value>) -> Value {
    let config = state.world.application_settings.get("integration_types_config").and_then(Value::as_object);
    let types: Vec<u64> = match config.filter(|it| !it.is_empty()) {
        Some(config) => config.keys().filter_map(|it| it.parse().ok()).collect(),
        None => vec![0],
    };
    let mut json = Value::Object(normal(given, guild.is_some(), &json!(types)));
    json["application_id"] = json!(state.world.application.id);
    if let Some(guild) = guild {
        json["guild_id"] = json!(guild);
    }
    json
}

/// Adds id and version. The version stays if nothing else has changed.
fn versioned(state: &mut ApiState<'_>, id: CommandId, mut new: Value, old: Option<&Value>) -> Value {
    new["id"] = json!(id);
    if let Some(version) = old.map(|it| &it["version"]) {
        new["version"] = version.clone();
    }
    if old != Some(&new) {
        new["version"] = json!(state.world.ids.next(state.world.now).to_string());
    }
    new
}

/// Checks the numbers of commands by type.
fn count(list: &[Value]) -> Result<(), ApiError> {
    for (kind, most) in [(1, MAX_CHAT_INPUT), (2, MAX_MENUS), (3, MAX_MENUS), (ENTRY_POINT, 1)] {
        if list.iter().filter(|it| it["type"] == kind).count() > most {
            let message = format!("Maximum number of application commands reached ({most})");
            return Err(ApiError::Custom { status: 400, code: 30032, message });
        }
    }
    Ok(())
}

/// Counts new commands against the limit of a day.
fn count_creates(state: &mut ApiState<'_>, place: Option<GuildId>, new: usize) -> Result<(), ApiError> {
    let now = state.world.now;
    let today = state.world.command_creates.entry(place).or_default();
    today.retain(|at| now - *at < DAY_US);
    if today.len() + new > MAX_CREATES {
        return Err(TOO_MANY_TODAY.into());
    }
    today.extend(std::iter::repeat_n(now, new));
    Ok(())
}

/// An entry-point command can only be global.
fn check_place(form: &Form<'_>, place: Option<GuildId>, errors: &mut Errors) {
    if place.is_some() && kind_of(form) == ENTRY_POINT {
        let message = "Entry point commands can only be global";
        errors.add(&form.path("type"), "APPLICATION_COMMAND_INVALID_TYPE", message);
    }
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let mut list: Vec<Value> =
        state.world.commands.get(&place).into_iter().flatten().map(|(_, it)| it.clone()).collect();
    if !call.switch("with_localizations") {
        list.iter_mut().for_each(without_localizations);
    }
    Ok(Reply::Json(Value::Array(list)))
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    Ok(Reply::Json(known(state, call, place)?.1))
}

/// Creates a command. One with the same name and type is replaced, with 200 instead of 201.
pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let given = command_shape::read(&form, &mut errors);
    check_place(&form, place, &mut errors);
    errors.check()?;
    let json = object(state, place, given);
    let there = state.world.commands.get(&place).cloned().unwrap_or_default();
    let same = with_key(&there, &json);
    if same.is_none() {
        let mut all: Vec<Value> = there.values().cloned().collect();
        all.push(json.clone());
        count(&all)?;
        count_creates(state, place, 1)?;
    }
    let id = same.map_or_else(|| CommandId::new(state.world.ids.next(state.world.now)), |(id, _)| id);
    let json = versioned(state, id, json, same.map(|(_, it)| it));
    state.world.commands.entry(place).or_default().insert(id, json.clone());
    Ok(if same.is_some() { Reply::Json(json) } else { Reply::Created(json) })
}

/// Changes a command. Its type stays; a field that is null gets its default.
pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let (id, old) = known(state, call, place)?;
    let mut whole = old.as_object().cloned().unwrap_or_default();
    // The old value follows from `contexts`, and gives way if these change.
    whole.remove("dm_permission");
    whole.extend(call.object()?.into_owned());
    whole.insert("type".to_owned(), old["type"].clone());
    let mut errors = Errors::default();
    let given = command_shape::read(&Form::new(&whole, vec![]), &mut errors);
    errors.check()?;
    let json = object(state, place, given);
    let there = state.world.commands.get(&place).cloned().unwrap_or_default();
    if with_key(&there, &json).is_some_and(|(other, _)| other != id) {
        return Err(NAME_TAKEN.into());
    }
    let json = versioned(state, id, json, Some(&old));
    state.world.commands.entry(place).or_default().insert(id, json.clone());
    Ok(Reply::Json(json))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let (id, _) = known(state, call, place)?;
    if let Some(list) = state.world.commands.get_mut(&place) {
        list.remove(&id);
    }
    state.world.command_permissions.retain(|(_, command), _| *command != id);
    Ok(Reply::Nothing)
}

/// Replaces all commands. Those whose `id`, or whose type and name stay keep their ids.
pub(super) fn overwrite(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let Body::Json(Value::Array(list)) = &call.body else {
        return Err(Errors::one(&[], "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"));
    };
    let mut errors = Errors::default();
    let mut all: Vec<(Option<CommandId>, Value)> = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let Some(item) = item.as_object() else {
            errors.add(&[&index], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let form = Form::new(item, vec![&index]);
        let json = object(state, place, command_shape::read(&form, &mut errors));
        check_place(&form, place, &mut errors);
        if !json["name"].is_null() && all.iter().any(|(_, it)| key(it) == key(&json)) {
            let message = "Application command names must be unique";
            errors.add(&form.path("name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
        all.push((form.id("id", &mut errors).map(CommandId::new), json));
    }
    errors.check()?;
    count(&all.iter().map(|(_, it)| it.clone()).collect::<Vec<_>>())?;
    let old = state.world.commands.get(&place).cloned().unwrap_or_default();
    let has_entry_point = |it: &Value| it["type"] == ENTRY_POINT;
    if old.values().any(has_entry_point) && !all.iter().any(|(_, it)| has_entry_point(it)) {
        return Err(NO_ENTRY_POINT.into());
    }
    let by_id = |id: &Option<CommandId>| id.filter(|id| old.contains_key(id));
    let ids: Vec<Option<CommandId>> =
        all.iter().map(|(id, it)| by_id(id).or_else(|| with_key(&old, it).map(|(id, _)| id))).collect();
    count_creates(state, place, ids.iter().filter(|id| id.is_none()).count())?;
    let mut new = Commands::new();
    for ((_, json), id) in all.into_iter().zip(ids) {
        // Two commands may lead to one id: by `id`, and by name. The second is new.
        let id = id.filter(|id| !new.contains_key(id));
        let id = id.unwrap_or_else(|| CommandId::new(state.world.ids.next(state.world.now)));
        let json = versioned(state, id, json, old.get(&id));
        new.insert(id, json);
    }
    let shown = new.values().cloned().collect();
    state.world.command_permissions.retain(|(_, id), _| !old.contains_key(id) || new.contains_key(id));
    state.world.commands.insert(place, new);
    Ok(Reply::Json(shown))
}

/// The permissions that users have set in the client (`SandboxGuild::set_command_permissions`).
pub(super) fn all_permissions(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    place(state, call)?;
    let guild = call.guild()?;
    let ids = state.world.command_permissions.keys().filter(|(of, _)| *of == guild).map(|(_, id)| *id);
    Ok(Reply::Json(ids.map(|id| state.world.command_permissions_json(guild, id)).collect()))
}

pub(super) fn permissions(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    place(state, call)?;
    let (guild, id) = (call.guild()?, call.id("command_id")?);
    if !state.world.command_permissions.contains_key(&(guild, id)) {
        return Err(Refusal::UNKNOWN_COMMAND_PERMISSIONS.into());
    }
    Ok(Reply::Json(state.world.command_permissions_json(guild, id)))
}

/// Always refused: command permissions need a user's bearer token.
pub(super) fn set_permissions(_: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    const PEOPLE_ONLY: Refusal = Refusal { status: 403, code: 20001, message: "Bots cannot use this endpoint" };
    Err(PEOPLE_ONLY.into())
}
