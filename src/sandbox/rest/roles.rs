//! Roles of a guild.

use std::cmp::Reverse;

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, hash_image, may, must};
use super::state::ApiState;
use crate::model::{GuildId, RoleId};
use crate::sandbox::world::{Guild, Refusal, Role, action, bits, diff};

const COLORS: &[Field] = &[
    must("primary_color", Kind::Int(0, 0xFF_FFFF)),
    may("secondary_color", Kind::Int(0, 0xFF_FFFF)),
    may("tertiary_color", Kind::Int(0, 0xFF_FFFF)),
];
const ROLE: &[Field] = &[
    may("name", Kind::Text(0, 100)),
    may("permissions", Kind::Bits),
    may("color", Kind::Int(0, 0xFF_FFFF)),
    may("colors", Kind::Object(COLORS)),
    may("hoist", Kind::Flag),
    may("mentionable", Kind::Flag),
    may("icon", Kind::Image),
    may("unicode_emoji", Kind::Text(0, 100)),
];
/// The limit of roles of a guild.
const MAX_ROLES: usize = 250;
const TOO_MANY: Refusal = Refusal { status: 400, code: 30005, message: "Maximum number of server roles reached (250)" };

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    Ok(Reply::Json(state.world.guild(id)?.roles.values().map(Role::json).collect()))
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    let role = state.world.guild(id)?.roles.get(&call.role()?).ok_or(Refusal::UNKNOWN_ROLE)?;
    Ok(Reply::Json(role.json()))
}

pub(super) fn counts(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    let guild = state.world.guild(id)?;
    let counted = guild.roles.keys().filter(|role| **role != id.everyone_role()).map(|role| {
        let count = guild.members.values().filter(|member| member.roles.contains(role)).count();
        (role.to_string(), json!(count))
    });
    Ok(Reply::Json(counted.collect()))
}

/// Sets the given fields of a role. Only permissions that the bot has itself can be given.
fn apply(state: &ApiState<'_>, guild: GuildId, role: &mut Role, mut given: Map<String, Value>) -> Result<(), ApiError> {
    hash_image(&mut given, "icon");
    for (key, value) in given {
        match key.as_str() {
            "name" => role.name = value.as_str().filter(|it| !it.is_empty()).unwrap_or("new role").to_owned(),
            "permissions" => {
                let wanted = value.as_str().and_then(|it| it.parse().ok()).unwrap_or(0) & bits::ALL;
                let may = state.world.guild_permissions(guild, state.world.bot);
                access::enough(may, wanted & !role.permissions)?;
                role.permissions = wanted;
            }
            "color" => role.color = color(&value),
            "colors" => {
                role.color = color(&value["primary_color"]);
                let part = |name: &str| value.get(name).cloned().unwrap_or_default();
                let colors = json!({
                    "primary_color": role.color, "secondary_color": part("secondary_color"),
                    "tertiary_color": part("tertiary_color"),
                });
                role.settings.insert(key, colors);
            }
            "hoist" => role.hoist = value == true,
            "mentionable" => role.mentionable = value == true,
            _ => _ = role.settings.insert(key, value),
        }
    }
    Ok(())
}

fn color(value: &Value) -> u32 {
    value.as_u64().and_then(|it| it.try_into().ok()).unwrap_or(0)
}

/// A new role is at the bottom, above `@everyone`.
pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_ROLES)?;
    let given = read_body(call, |form, errors| create(form, ROLE, errors))?;
    if state.world.guild(guild)?.roles.len() >= MAX_ROLES {
        return Err(TOO_MANY.into());
    }
    let id = RoleId::new(state.world.ids.next(state.world.now));
    let everyone = state.world.guild(guild)?.roles.get(&guild.everyone_role()).map_or(0, |it| it.permissions);
    // The default permissions are those of `@everyone`.
    let permissions = everyone & state.world.guild_permissions(guild, state.world.bot);
    let mut role = Role { position: 1, permissions, ..Role::new(id, "new role") };
    apply(state, guild, &mut role, given)?;
    let json = role.json();
    state.world.add_role(guild, role)?;
    state.world.audit(guild, action::ROLE_CREATE, id.get(), diff(&json!({}), &json), None);
    Ok(Reply::Json(json))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_ROLES)?;
    let id = call.role()?;
    access::outranks_role(state, guild, id)?;
    let mut given = read_body(call, |form, errors| change(form, ROLE, errors))?;
    // Null clears the icon; any other field stays as it is.
    given.retain(|key, value| !value.is_null() || matches!(key.as_str(), "icon" | "unicode_emoji"));
    let old = state.world.guild(guild)?.roles.get(&id).ok_or(Refusal::UNKNOWN_ROLE)?.clone();
    let mut new = old.clone();
    apply(state, guild, &mut new, given)?;
    let (before, json) = (old.json(), new.json());
    state.world.edit_role(guild, id, |role| *role = new)?;
    state.world.audit(guild, action::ROLE_UPDATE, id.get(), diff(&before, &json), None);
    Ok(Reply::Json(json))
}

/// Sorts roles: GUILD_ROLE_UPDATE for each in the list. Libraries send all roles of the guild, also those that stay
/// where they are: it is only refused if the order changes at the bot's highest role or above.
pub(super) fn positions(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const MOVE: &[Field] = &[must("id", Kind::Id), may("position", Kind::Int(0, i32::MAX as i64))];
    let guild = access::guild(state, call, bits::MANAGE_ROLES)?;
    let moves = call.list(MOVE)?;
    let mut positions = Vec::new();
    for moved in &moves {
        let id = moved["id"].as_str().and_then(|it| it.parse().ok()).map(RoleId::new);
        let id = id.filter(|id| state.world.guild(guild).is_ok_and(|it| it.roles.contains_key(id)));
        let id = id.ok_or(Refusal::UNKNOWN_ROLE)?;
        if let Some(position) = moved["position"].as_i64() {
            positions.push((id, position));
        }
    }
    let it = state.world.guild(guild)?;
    let place_now = |role: &Role| role.position;
    let place_then =
        |role: &Role| positions.iter().rfind(|(id, _)| *id == role.id).map_or(role.position, |(_, position)| *position);
    let untouchable = it.roles.values().filter(|role| !state.world.bot_outranks_role(it, role)).count();
    let (now, then) = (sorted(it, place_now), sorted(it, place_then));
    if it.owner != state.world.bot && now.iter().zip(&then).take(untouchable).any(|(one, other)| one != other) {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    for (id, position) in positions {
        state.world.edit_role(guild, id, |role| role.position = position)?;
    }
    list(state, call)
}

/// The roles of a guild from the highest to the lowest, if `place` is the position of each. Of two roles at one
/// position the older is higher.
fn sorted(guild: &Guild, place: impl Fn(&Role) -> i64) -> Vec<RoleId> {
    let mut roles: Vec<&Role> = guild.roles.values().collect();
    roles.sort_by_key(|role| (Reverse(place(role)), role.id));
    roles.into_iter().map(|role| role.id).collect()
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const INVALID: Refusal = Refusal { status: 400, code: 50028, message: "Invalid role" };
    let guild = access::guild(state, call, bits::MANAGE_ROLES)?;
    let id = call.role()?;
    access::outranks_role(state, guild, id)?;
    let role = state.world.guild(guild)?.roles.get(&id).ok_or(Refusal::UNKNOWN_ROLE)?;
    if role.managed_by.is_some() || id == guild.everyone_role() {
        return Err(INVALID.into());
    }
    let name = role.name.clone();
    state.world.delete_role(guild, id)?;
    let changes = diff(&json!({ "name": name }), &json!({ "name": null }));
    state.world.audit(guild, action::ROLE_DELETE, id.get(), changes, None);
    Ok(Reply::Nothing)
}
