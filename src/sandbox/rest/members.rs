//! Members: reading, changing, kicking.

use std::ops::Bound;

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, hash_image, may, must};
use super::state::ApiState;
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, RoleId, Timestamp, UserId};
use crate::sandbox::world::{Member, Refusal, action, bits, diff};

const MEMBER: &[Field] = &[
    may("nick", Kind::Text(0, 32)),
    may("roles", Kind::Ids(250)),
    may("mute", Kind::Flag),
    may("deaf", Kind::Flag),
    may("channel_id", Kind::Id),
    may("communication_disabled_until", Kind::Time),
    may("flags", Kind::Int(0, i32::MAX as i64)),
];
/// The longest timeout, in microseconds: 28 days.
const LONGEST_TIMEOUT_US: i64 = 28 * 86_400 * 1_000_000;
const NOT_IN_VOICE: Refusal = Refusal { status: 400, code: 40032, message: "Target user is not connected to voice." };

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    let user = call.user()?;
    state.world.user(user)?;
    Ok(Reply::Json(state.world.member_json(id, user)?))
}

/// The list needs the GUILD_MEMBERS intent in the developer portal.
pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    if !state.world.application.privileged.contains(Intents::GUILD_MEMBERS) {
        return Err(Refusal::MISSING_ACCESS.into());
    }
    let limit = call.number("limit", (1, 1000), 1)?;
    let after = call.query_id::<UserId>("after")?.map_or(Bound::Unbounded, Bound::Excluded);
    let world = &state.world;
    let members = world.guild(id)?.members.range((after, Bound::Unbounded));
    let page = members.take(limit).filter_map(|(id, member)| Some(member.json_with(world.user(*id).ok()?)));
    Ok(Reply::Json(page.collect()))
}

pub(super) fn search(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    let limit = call.number("limit", (1, 1000), 1)?;
    let Some(query) = call.query("query").filter(|it| !it.is_empty()).map(str::to_lowercase) else {
        return Err(Errors::one(&["query"], "BASE_TYPE_REQUIRED", "This field is required"));
    };
    let world = &state.world;
    let found = world.guild(id)?.members.iter().filter_map(|(id, member)| {
        let user = world.user(*id).ok()?;
        let named = |name: &str| name.to_lowercase().starts_with(&query);
        let names = [Some(user.username.as_str()), user.global_name.as_deref(), member.nick.as_deref()];
        names.into_iter().flatten().any(named).then(|| member.json_with(user))
    });
    Ok(Reply::Json(found.take(limit).collect()))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let user = call.user()?;
    let old = state.world.member(guild, user)?.clone();
    let given = read_body(call, |form, errors| change(form, MEMBER, errors))?;
    let (bot, now) = (state.world.bot, state.world.now);
    let may = state.world.guild_permissions(guild, bot);
    let mut new = Member { text: std::cell::OnceCell::new(), ..old.clone() };
    let mut moved = None;
    for (key, value) in given {
        match key.as_str() {
            "nick" => {
                access::enough(may, if user == bot { bits::CHANGE_NICKNAME } else { bits::MANAGE_NICKNAMES })?;
                above(state, guild, user)?;
                new.nick = value.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
            }
            "roles" => {
                access::enough(may, bits::MANAGE_ROLES)?;
                let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
                new.roles = list.iter().filter_map(|it| it.as_str()?.parse().ok()).map(RoleId::new).collect();
                let given = new.roles.iter().filter(|it| !old.roles.contains(it));
                let taken = old.roles.iter().filter(|it| !new.roles.contains(it));
                for role in given.chain(taken) {
                    access::gives_role(state, guild, *role)?;
                }
            }
            "mute" | "deaf" => {
                access::enough(may, if key == "mute" { bits::MUTE_MEMBERS } else { bits::DEAFEN_MEMBERS })?;
                if !state.world.guild(guild)?.voice.contains_key(&user) {
                    return Err(NOT_IN_VOICE.into());
                }
                if key == "mute" {
                    new.mute = value == true;
                } else {
                    new.deaf = value == true;
                }
            }
            "channel_id" => {
                access::enough(may, bits::MOVE_MEMBERS)?;
                if !state.world.guild(guild)?.voice.contains_key(&user) {
                    return Err(NOT_IN_VOICE.into());
                }
                let channel = value.as_str().and_then(|it| it.parse().ok()).map(ChannelId::new);
                if let Some(channel) = channel {
                    access::in_channel_of(state, guild, channel, bits::CONNECT)?;
                }
                moved = Some(channel);
            }
            "communication_disabled_until" => {
                access::enough(may, bits::MODERATE_MEMBERS)?;
                above(state, guild, user)?;
                if state.world.guild_permissions(guild, user) & bits::ADMINISTRATOR != 0 && !value.is_null() {
                    return Err(Refusal::MISSING_PERMISSIONS.into());
                }
                let until: Option<Timestamp> = value.as_str().and_then(|it| it.parse().ok());
                let until = until.map(Timestamp::as_micros);
                if until.is_some_and(|until| until > now + LONGEST_TIMEOUT_US) {
                    let message = "Must be less than or equal to 28 days from now.";
                    return Err(Errors::one(
                        &["communication_disabled_until"],
                        "GUILD_COMMUNICATION_DISABLED_TIMESTAMP_EXCEED_DATE_LIMIT",
                        message,
                    ));
                }
                new.timeout_us = until.filter(|until| *until > now);
            }
            _ => {}
        }
    }
    if let Some(channel) = moved {
        match channel {
            Some(channel) => state.world.join_voice(channel, user, false, false)?,
            None => state.world.leave_voice(guild, user)?,
        }
    }
    let (before, after) = (old.json(), new.json());
    let mut changes = diff(&before, &after);
    let roles = changes.iter().position(|it| it["key"] == "roles").map(|index| changes.remove(index));
    if roles.is_some() || !changes.is_empty() {
        state.world.edit_member(guild, user, |member| *member = new)?;
    }
    if roles.is_some() {
        let names = |from: &Value, other: &Value| role_names(state, guild, from, other);
        let (added, removed) = (names(&after, &before), names(&before, &after));
        let changes = [("$add", added), ("$remove", removed)];
        let changes = changes.into_iter().filter(|(_, list)| list.as_array().is_some_and(|it| !it.is_empty()));
        let changes = changes.map(|(key, list)| json!({"key": key, "new_value": list})).collect();
        state.world.audit(guild, action::MEMBER_ROLE_UPDATE, user.get(), changes, None);
    }
    if !changes.is_empty() {
        state.world.audit(guild, action::MEMBER_UPDATE, user.get(), changes, None);
    }
    Ok(Reply::Json(state.world.member_json(guild, user)?))
}

/// The roles in `from` that are not in `other`, in the form of the audit log.
fn role_names(state: &ApiState<'_>, guild: GuildId, from: &Value, other: &Value) -> Value {
    let has = |id: &Value| other["roles"].as_array().is_some_and(|it| it.contains(id));
    let roles = from["roles"].as_array().map(Vec::as_slice).unwrap_or_default();
    roles
        .iter()
        .filter(|id| !has(id))
        .map(|id| {
            let role = id.as_str().and_then(|it| it.parse().ok()).map(RoleId::new);
            let role = role.and_then(|role| state.world.guild(guild).ok()?.roles.get(&role));
            json!({"id": id, "name": role.map(|it| it.name.as_str())})
        })
        .collect()
}

/// Checks that the bot outranks a member; itself is allowed, too.
fn above(state: &ApiState<'_>, guild: GuildId, user: UserId) -> Result<(), ApiError> {
    if user == state.world.bot { Ok(()) } else { access::outranks(state, guild, user) }
}

/// Changes the bot's own member.
pub(super) fn update_own(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const OWN: &[Field] = &[
        may("nick", Kind::Text(0, 32)),
        may("avatar", Kind::Image),
        may("banner", Kind::Image),
        may("bio", Kind::Text(0, 190)),
    ];
    let guild = access::guild(state, call, 0)?;
    let mut given = read_body(call, |form, errors| change(form, OWN, errors))?;
    hash_image(&mut given, "avatar");
    hash_image(&mut given, "banner");
    set_own(state, guild, &given)?;
    Ok(Reply::Json(state.world.member_json(guild, state.world.bot)?))
}

const NICK: &[Field] = &[may("nick", Kind::Text(0, 32))];

/// Changes the nickname of the bot. The answer has only the nickname. Discord deprecates the operation.
pub(super) fn update_own_nick(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::CHANGE_NICKNAME)?;
    let given = read_body(call, |form, errors| change(form, NICK, errors))?;
    set_own(state, guild, &given)?;
    Ok(Reply::Json(json!({ "nick": state.world.member(guild, state.world.bot)?.nick })))
}

fn set_own(state: &mut ApiState<'_>, guild: GuildId, given: &Map<String, Value>) -> Result<(), ApiError> {
    let bot = state.world.bot;
    let old = state.world.member(guild, bot)?;
    let (before, mut new) = (old.json(), Member { text: std::cell::OnceCell::new(), ..old.clone() });
    let text = |value: &Value| value.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
    if let Some(nick) = given.get("nick") {
        access::enough(state.world.guild_permissions(guild, bot), bits::CHANGE_NICKNAME)?;
        new.nick = text(nick);
    }
    if let Some(avatar) = given.get("avatar") {
        new.avatar = text(avatar);
    }
    if let Some(banner) = given.get("banner") {
        new.banner = text(banner);
    }
    let changes = diff(&before, &new.json());
    if !changes.is_empty() {
        state.world.edit_member(guild, bot, |member| *member = new)?;
        state.world.audit(guild, action::MEMBER_UPDATE, bot.get(), changes, None);
    }
    Ok(())
}

const JOIN: &[Field] = &[
    must("access_token", Kind::Text(1, 10_240)),
    may("nick", Kind::Text(0, 32)),
    may("roles", Kind::Ids(250)),
    may("mute", Kind::Flag),
    may("deaf", Kind::Flag),
];

/// Adds the user who gave an OAuth2 token with the scope `guilds.join`.
pub(super) fn add(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const NO_TOKEN: Refusal = Refusal { status: 403, code: 50025, message: "Invalid OAuth2 access token" };
    const BANNED: Refusal = Refusal { status: 403, code: 40007, message: "The user is banned from this guild." };
    let guild = access::guild(state, call, bits::CREATE_INSTANT_INVITE)?;
    let user = call.user()?;
    let given = read_body(call, |form, errors| create(form, JOIN, errors))?;
    let token = given.get("access_token").and_then(Value::as_str).unwrap_or_default();
    if state.world.access_tokens.get(token) != Some(&user) {
        return Err(NO_TOKEN.into());
    }
    if state.world.guild(guild)?.bans.contains_key(&user) {
        return Err(BANNED.into());
    }
    let may = state.world.guild_permissions(guild, state.world.bot);
    let roles = given.get("roles").and_then(Value::as_array).into_iter().flatten();
    let roles: Vec<RoleId> = roles.filter_map(|it| it.as_str()?.parse().ok()).map(RoleId::new).collect();
    let flag = |key: &str| given.get(key) == Some(&json!(true));
    let nick = given.get("nick").and_then(Value::as_str).filter(|it| !it.is_empty()).map(str::to_owned);
    for (wanted, needed) in [
        (nick.is_some(), bits::MANAGE_NICKNAMES),
        (!roles.is_empty(), bits::MANAGE_ROLES),
        (flag("mute"), bits::MUTE_MEMBERS),
        (flag("deaf"), bits::DEAFEN_MEMBERS),
    ] {
        access::enough(may, if wanted { needed } else { 0 })?;
    }
    for role in &roles {
        access::gives_role(state, guild, *role)?;
    }
    if state.world.member(guild, user).is_ok() {
        return Ok(Reply::Nothing);
    }
    let member = Member { nick, roles, mute: flag("mute"), deaf: flag("deaf"), ..state.world.new_member() };
    state.world.join_as(guild, user, member)?;
    Ok(Reply::Created(state.world.member_json(guild, user)?))
}

pub(super) fn kick(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::KICK_MEMBERS)?;
    let user = call.user()?;
    state.world.member(guild, user)?;
    access::outranks(state, guild, user)?;
    state.world.leave(guild, user)?;
    state.world.audit(guild, action::MEMBER_KICK, user.get(), vec![], None);
    Ok(Reply::Nothing)
}

pub(super) fn give_role(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    role(state, call, true)
}

pub(super) fn take_role(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    role(state, call, false)
}

fn role(state: &mut ApiState<'_>, call: &Call, give: bool) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_ROLES)?;
    let (user, role) = (call.user()?, call.role()?);
    let has = state.world.member(guild, user)?.roles.contains(&role);
    access::gives_role(state, guild, role)?;
    let name = state.world.guild(guild)?.roles.get(&role).map(|it| it.name.clone());
    if has == give {
        return Ok(Reply::Nothing);
    }
    if give {
        state.world.give_role(guild, user, role)?;
    } else {
        state.world.edit_member(guild, user, |member| member.roles.retain(|it| *it != role))?;
    }
    let change = json!({"key": if give { "$add" } else { "$remove" }, "new_value": [{"id": role, "name": name}]});
    state.world.audit(guild, action::MEMBER_ROLE_UPDATE, user.get(), vec![change], None);
    Ok(Reply::Nothing)
}
