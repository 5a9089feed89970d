//! Templates of guilds. Bots cannot create guilds from them.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::access;
use super::call::{Call, read_body};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::model::{ChannelId, GuildId};
use crate::sandbox::world::{Channel, Refusal, bits, iso, merge};

const TEMPLATE: &[Field] = &[must("name", Kind::Text(1, 100)), may("description", Kind::Text(0, 120))];
const UNKNOWN: Refusal = Refusal { status: 404, code: 10057, message: "Unknown guild template" };
const THERE_IS_ONE: Refusal = Refusal { status: 400, code: 30031, message: "Guild already has a template" };

/// The guild as a template has it: ids are replaced by small numbers, `@everyone` is 0.
fn snapshot(state: &ApiState<'_>, id: GuildId) -> Result<Value, ApiError> {
    let guild = state.world.guild(id)?;
    let whole = guild.json();
    let roles: HashMap<u64, usize> = guild.roles.keys().enumerate().map(|(index, id)| (id.get(), index)).collect();
    let channels: HashMap<ChannelId, usize> =
        guild.channels.iter().enumerate().map(|(index, id)| (*id, index + 1)).collect();
    let role_list = guild.roles.values().filter(|it| it.managed_by.is_none()).map(|role| {
        let json = role.json();
        let keys = ["name", "permissions", "color", "colors", "hoist", "mentionable", "icon", "unicode_emoji"];
        let mut shown: Value = keys.iter().map(|key| ((*key).to_owned(), json[*key].clone())).collect();
        shown["id"] = json!(roles.get(&role.id.get()));
        shown
    });
    let role_list: Vec<Value> = role_list.collect();
    let known = guild.channels.iter().filter_map(|id| state.world.channel(*id).ok());
    let channel_list: Vec<Value> = known.map(|it| channel(state, it, &roles, &channels)).collect();
    let number = |key: &str| {
        let id = whole[key].as_str().and_then(|it| it.parse().ok()).map(ChannelId::new)?;
        Some(channels.get(&id)?.to_string())
    };
    let keys = [
        "name",
        "description",
        "region",
        "verification_level",
        "default_message_notifications",
        "explicit_content_filter",
        "preferred_locale",
        "afk_timeout",
        "system_channel_flags",
    ];
    let mut json: Value = keys.iter().map(|key| ((*key).to_owned(), whole[*key].clone())).collect();
    let rest = json!({
        "afk_channel_id": number("afk_channel_id"), "system_channel_id": number("system_channel_id"),
        "roles": role_list, "channels": channel_list,
    });
    merge(&mut json, rest);
    Ok(json)
}

fn channel(
    state: &ApiState<'_>,
    channel: &Channel,
    roles: &HashMap<u64, usize>,
    channels: &HashMap<ChannelId, usize>,
) -> Value {
    let whole = channel.json(state.world, false);
    let or = |key: &str, default: Value| if whole[key].is_null() { default } else { whole[key].clone() };
    // Overwrites of members are left out.
    let overwrites = channel.overwrites.iter().filter(|it| !it.is_member).filter_map(|it| {
        let role = roles.get(&it.id.get())?;
        Some(json!({
            "id": role.to_string(), "type": 0, "allow": it.allow.to_string(), "deny": it.deny.to_string(),
        }))
    });
    let parent = channel.parent.and_then(|it| Some(channels.get(&it)?.to_string()));
    let mut json = json!({
        "id": channels.get(&channel.id), "parent_id": parent,
        "permission_overwrites": overwrites.collect::<Vec<Value>>(), "bitrate": or("bitrate", json!(64_000)),
        "user_limit": or("user_limit", json!(0)), "nsfw": or("nsfw", json!(false)),
        "rate_limit_per_user": or("rate_limit_per_user", json!(0)), "template": "",
    });
    let keys = [
        "type",
        "name",
        "position",
        "topic",
        "default_auto_archive_duration",
        "available_tags",
        "default_reaction_emoji",
        "default_thread_rate_limit_per_user",
        "default_sort_order",
        "default_forum_layout",
        "default_tag_setting",
        "theme_color",
    ];
    merge(&mut json, keys.iter().map(|key| ((*key).to_owned(), whole[*key].clone())).collect());
    json
}

/// `is_dirty` is true if the guild was changed since the last synchronisation, and otherwise null.
fn shown(state: &ApiState<'_>, guild: GuildId, template: &Value) -> Result<Value, ApiError> {
    let mut json = template.clone();
    let dirty = snapshot(state, guild)? != template["serialized_source_guild"];
    json["is_dirty"] = if dirty { json!(true) } else { Value::Null };
    Ok(json)
}

/// Needs no token.
pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let code = call.param("code");
    let mut guilds = state.world.guilds.values();
    let found = guilds.find_map(|it| Some((it.id, it.community.templates.get(code)?)));
    let (guild, template) = found.ok_or(UNKNOWN)?;
    Ok(Reply::Json(shown(state, guild, template)?))
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let templates = state.world.guild(guild)?.community.templates.values();
    let shown: Result<Vec<Value>, ApiError> = templates.map(|it| shown(state, guild, it)).collect();
    Ok(Reply::Json(Value::Array(shown?)))
}

/// A guild has one template.
pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let given = read_body(call, |form, errors| create(form, TEMPLATE, errors))?;
    if !state.world.guild(guild)?.community.templates.is_empty() {
        return Err(THERE_IS_ONE.into());
    }
    let code: String = std::iter::repeat_with(fastrand::alphanumeric).take(12).collect();
    let now = iso(state.world.now);
    let mut json = json!({
        "code": code, "description": null, "usage_count": 0, "creator_id": state.world.bot,
        "creator": state.world.user(state.world.bot)?.json(), "created_at": now, "updated_at": now,
        "source_guild_id": guild, "serialized_source_guild": snapshot(state, guild)?, "is_dirty": null,
    });
    merge(&mut json, Value::Object(given));
    state.world.guild_mut(guild)?.community.templates.insert(code, json.clone());
    Ok(Reply::Json(json))
}

/// The template in the path.
fn find(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, Value), ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let template = state.world.guild(guild)?.community.templates.get(call.param("code")).ok_or(UNKNOWN)?;
    Ok((guild, template.clone()))
}

fn store(state: &mut ApiState<'_>, call: &Call, guild: GuildId, template: Value) -> Result<Reply, ApiError> {
    let json = shown(state, guild, &template)?;
    state.world.guild_mut(guild)?.community.templates.insert(call.param("code").to_owned(), template);
    Ok(Reply::Json(json))
}

/// Takes over the current state of the guild.
pub(super) fn sync(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, mut template) = find(state, call)?;
    template["serialized_source_guild"] = snapshot(state, guild)?;
    template["updated_at"] = json!(iso(state.world.now));
    store(state, call, guild, template)
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, mut template) = find(state, call)?;
    let given = read_body(call, |form, errors| change(form, TEMPLATE, errors))?;
    merge(&mut template, Value::Object(given));
    store(state, call, guild, template)
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, template) = find(state, call)?;
    let json = shown(state, guild, &template)?;
    state.world.guild_mut(guild)?.community.templates.remove(call.param("code"));
    Ok(Reply::Json(json))
}
