//! Guilds: reading, changing, leaving, pruning.

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, hash_image, may, must};
use super::state::ApiState;
use crate::model::{ChannelId, GuildId, RoleId, UserId};
use crate::sandbox::world::{Guild, Refusal, action, bits, diff};

const GUILD: &[Field] = &[
    must("name", Kind::Text(2, 100)),
    may("description", Kind::Text(0, 300)),
    may("icon", Kind::Image),
    may("banner", Kind::Image),
    may("splash", Kind::Image),
    may("discovery_splash", Kind::Image),
    may("verification_level", Kind::Choice(&[0, 1, 2, 3, 4])),
    may("default_message_notifications", Kind::Choice(&[0, 1])),
    may("explicit_content_filter", Kind::Choice(&[0, 1, 2])),
    may("preferred_locale", Kind::Text(1, 10)),
    may("afk_channel_id", Kind::Id),
    may("afk_timeout", Kind::Choice(&[60, 300, 900, 1800, 3600])),
    may("owner_id", Kind::Id),
    may("system_channel_id", Kind::Id),
    may("system_channel_flags", Kind::Int(0, i32::MAX as i64)),
    may("rules_channel_id", Kind::Id),
    may("public_updates_channel_id", Kind::Id),
    may("safety_alerts_channel_id", Kind::Id),
    may("premium_progress_bar_enabled", Kind::Flag),
    may("features", Kind::Texts(100, 100)),
];

const IMAGES: [&str; 4] = ["icon", "banner", "splash", "discovery_splash"];

/// A guild as answers have it. Events have no `home_header`.
fn whole(guild: &Guild) -> Value {
    let mut json = guild.json();
    json["home_header"] = Value::Null;
    json
}

/// A guild that the bot is not in is an unknown guild.
pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = call.guild()?;
    if !state.world.bot_is_in(id) {
        return Err(Refusal::UNKNOWN_GUILD.into());
    }
    let guild = state.world.guild(id)?;
    let mut json = whole(guild);
    if call.switch("with_counts") {
        let online = guild.presences.values().filter(|it| it.status != "offline").count();
        json["approximate_member_count"] = json!(guild.members.len());
        json["approximate_presence_count"] = json!(online);
    }
    Ok(Reply::Json(json))
}

pub(super) fn preview(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    let guild = state.world.guild(id)?;
    let whole = guild.json();
    let keys = ["id", "name", "icon", "splash", "discovery_splash", "emojis", "features", "description", "stickers"];
    let mut json: Value = keys.iter().map(|key| ((*key).to_owned(), whole[*key].clone())).collect();
    json["home_header"] = Value::Null;
    json["approximate_member_count"] = json!(guild.members.len());
    json["approximate_presence_count"] = json!(guild.presences.values().filter(|it| it.status != "offline").count());
    Ok(Reply::Json(json))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, bits::MANAGE_GUILD)?;
    let mut given: Map<String, Value> = read_body(call, |form, errors| change(form, GUILD, errors))?;
    for key in IMAGES {
        hash_image(&mut given, key);
    }
    for key in ["afk_channel_id", "system_channel_id", "rules_channel_id", "public_updates_channel_id"] {
        let Some(text) = given.get(key).and_then(Value::as_str) else { continue };
        let channel = text.parse().ok().map(ChannelId::new).and_then(|channel| state.world.channel(channel).ok());
        if channel.is_none_or(|it| it.guild != Some(id)) {
            return Err(Errors::one(&[key], "CHANNEL_INVALID", "Invalid channel"));
        }
    }
    if given.remove("owner_id").is_some() && state.world.guild(id)?.owner != state.world.bot {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    let old = state.world.guild(id)?.json();
    let guild = state.world.guild_mut(id)?;
    if let Some(Value::String(name)) = given.remove("name") {
        guild.name = name;
    }
    // Null clears texts, images and channels; of a number, a flag or a list it is the default.
    let clears = |key: &str| key.ends_with("_channel_id") || IMAGES.contains(&key) || key == "description";
    for (key, value) in given {
        if value.is_null() && !clears(&key) {
            guild.settings.remove(&key);
        } else {
            guild.settings.insert(key, value);
        }
    }
    let json = whole(guild);
    state.world.emit_guild_update(id)?;
    state.world.audit(id, action::GUILD_UPDATE, id.get(), diff(&old, &json), None);
    Ok(Reply::Json(json))
}

pub(super) fn leave(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    if state.world.guild(id)?.owner == state.world.bot {
        const OWNER: Refusal = Refusal { status: 400, code: 50055, message: "Invalid Guild" };
        return Err(OWNER.into());
    }
    state.world.remove_bot(id)?;
    Ok(Reply::Nothing)
}

pub(super) fn of_bot(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let limit = call.number("limit", (1, 200), 200)?;
    let before: Option<GuildId> = call.query_id("before")?;
    let after: Option<GuildId> = call.query_id("after")?;
    let counts = call.switch("with_counts");
    let world = &state.world;
    let mut found: Vec<_> = world.bot_guilds().filter(|it| after.is_none_or(|after| it.id > after)).collect();
    found.retain(|it| before.is_none_or(|before| it.id < before));
    // `before` selects the nearest guilds, which are the last of the ascending list.
    if before.is_some() && found.len() > limit {
        found.drain(..found.len() - limit);
    }
    let guilds = found.into_iter().take(limit).map(|guild| {
        let whole = guild.json();
        let mut json = json!({
            "id": guild.id, "name": guild.name, "icon": whole["icon"], "banner": whole["banner"],
            "features": whole["features"], "owner": guild.owner == world.bot,
            "permissions": world.guild_permissions(guild.id, world.bot).to_string(),
        });
        if counts {
            json["approximate_member_count"] = json!(guild.members.len());
            json["approximate_presence_count"] = json!(guild.presences.len());
        }
        json
    });
    Ok(Reply::Json(guilds.collect()))
}

/// The members that a prune removes: those without roles other than the given ones who have been members for longer
/// than `days`.
fn idle(state: &ApiState<'_>, guild: GuildId, days: i64, roles: &[RoleId]) -> Result<Vec<UserId>, ApiError> {
    let old = state.world.now - days * 86_400_000_000;
    let guild = state.world.guild(guild)?;
    let idle = guild.members.iter().filter(|(user, member)| {
        let bare = member.roles.iter().all(|role| roles.contains(role));
        bare && member.joined_us < old && **user != guild.owner && **user != state.world.bot
    });
    Ok(idle.map(|(user, _)| *user).collect())
}

pub(super) fn prune_count(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, bits::KICK_MEMBERS | bits::MANAGE_GUILD)?;
    let days = call.number("days", (1, 30), 7)?;
    let roles = call.query("include_roles").unwrap_or_default().split(',');
    let roles: Vec<RoleId> = roles.filter_map(|it| it.parse().ok()).map(RoleId::new).collect();
    let idle = idle(state, id, i64::try_from(days).unwrap_or(30), &roles)?;
    Ok(Reply::Json(json!({ "pruned": idle.len() })))
}

pub(super) fn prune(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const PRUNE: &[Field] =
        &[may("days", Kind::Int(1, 30)), may("compute_prune_count", Kind::Flag), may("include_roles", Kind::Ids(250))];
    let id = access::guild(state, call, bits::KICK_MEMBERS | bits::MANAGE_GUILD)?;
    let given = read_body(call, |form, errors| change(form, PRUNE, errors))?;
    let days = given.get("days").and_then(Value::as_i64).unwrap_or(7);
    let roles = given.get("include_roles").and_then(Value::as_array).into_iter().flatten();
    let roles: Vec<RoleId> = roles.filter_map(|it| it.as_str()?.parse().ok()).map(RoleId::new).collect();
    let idle = idle(state, id, days, &roles)?;
    for user in &idle {
        state.world.leave(id, *user)?;
    }
    let options = json!({"delete_member_days": days.to_string(), "members_removed": idle.len().to_string()});
    state.world.audit(id, action::MEMBER_PRUNE, None, vec![], Some(options));
    let counted = given.get("compute_prune_count") != Some(&json!(false));
    Ok(Reply::Json(json!({ "pruned": counted.then_some(idle.len()) })))
}
