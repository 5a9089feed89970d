//! The onboarding of a guild: its prompts and default channels.

use serde_json::{Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, may, must};
use super::state::ApiState;
use crate::model::{ChannelId, EmojiId, GenericId, GuildId, RoleId};
use crate::sandbox::world::{Refusal, action, bits, diff};

const OPTION: &[Field] = &[
    may("id", Kind::Id),
    must("title", Kind::Text(1, 50)),
    may("description", Kind::Text(0, 100)),
    may("emoji_id", Kind::Id),
    may("emoji_name", Kind::Text(0, 100)),
    may("emoji_animated", Kind::Flag),
    may("role_ids", Kind::Ids(100)),
    may("channel_ids", Kind::Ids(100)),
];
const PROMPT: &[Field] = &[
    must("id", Kind::Id),
    must("title", Kind::Text(1, 100)),
    must("options", Kind::List(1, 50, OPTION)),
    may("single_select", Kind::Flag),
    may("required", Kind::Flag),
    may("in_onboarding", Kind::Flag),
    may("type", Kind::Choice(&[0, 1])),
];
const ONBOARDING: &[Field] = &[
    may("prompts", Kind::List(0, 15, PROMPT)),
    may("default_channel_ids", Kind::Ids(500)),
    may("enabled", Kind::Flag),
    may("mode", Kind::Choice(&[0, 1])),
];
/// What an enabled onboarding needs: so many default channels, so many of which `@everyone` can write in.
const CHANNELS: usize = 7;
const OPEN_CHANNELS: usize = 5;
const NOT_MET: Refusal =
    Refusal { status: 400, code: 350_000, message: "Cannot enable onboarding, requirements are not met" };
const BELOW: Refusal =
    Refusal { status: 400, code: 350_001, message: "Cannot update onboarding while below requirements" };

fn current(state: &ApiState<'_>, guild: GuildId) -> Result<Value, ApiError> {
    let stored = state.world.guild(guild)?.community.onboarding.clone();
    Ok(stored.unwrap_or_else(
        || json!({"guild_id": guild, "prompts": [], "default_channel_ids": [], "enabled": false, "mode": 0}),
    ))
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    Ok(Reply::Json(current(state, guild)?))
}

pub(super) fn set(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD | bits::MANAGE_ROLES)?;
    let given = read_body(call, |form, errors| change(form, ONBOARDING, errors))?;
    let old = current(state, guild)?;
    let mut new = old.clone();
    for (key, value) in given {
        match key.as_str() {
            _ if value.is_null() => {}
            "prompts" => {
                let prompts = value.as_array().into_iter().flatten();
                new["prompts"] = prompts.map(|it| prompt(state, it)).collect();
            }
            _ => new[key.as_str()] = value,
        }
    }
    check(state, guild, &new)?;
    if new["enabled"] == true && !is_complete(state, guild, &new) {
        return Err(if old["enabled"] == true { BELOW } else { NOT_MET }.into());
    }
    state.world.guild_mut(guild)?.community.onboarding = Some(new.clone());
    state.world.audit(guild, action::ONBOARDING_UPDATE, guild.get(), diff(&old, &new), None);
    Ok(Reply::Json(new))
}

/// A prompt as answers have it. New prompts and options get an id: libraries send 0 or a number of their own.
fn prompt(state: &mut ApiState<'_>, given: &Value) -> Value {
    let options = given["options"].as_array().into_iter().flatten();
    let options: Vec<Value> = options.map(|it| option(state, it)).collect();
    let flag = |key: &str| given[key] == true;
    json!({
        "id": number(state, &given["id"]), "title": given["title"], "options": options,
        "single_select": flag("single_select"), "required": flag("required"),
        "in_onboarding": flag("in_onboarding"), "type": given["type"].as_u64().unwrap_or_default(),
    })
}

fn option(state: &mut ApiState<'_>, given: &Value) -> Value {
    let list = |key: &str| if given[key].is_null() { json!([]) } else { given[key].clone() };
    json!({
        "id": number(state, &given["id"]), "title": given["title"],
        "description": given["description"].as_str().unwrap_or_default(),
        "emoji": {
            "id": given["emoji_id"], "name": given["emoji_name"], "animated": given["emoji_animated"] == true,
        },
        "role_ids": list("role_ids"), "channel_ids": list("channel_ids"),
    })
}

/// The id that was given, or a new one in place of a small number.
fn number(state: &mut ApiState<'_>, given: &Value) -> GenericId {
    const SMALLEST: u64 = 1 << 22;
    let id = given.as_str().and_then(|it| it.parse().ok()).filter(|it| *it >= SMALLEST);
    GenericId::new(id.unwrap_or_else(|| state.world.ids.next(state.world.now)))
}

fn ids(list: &Value) -> impl Iterator<Item = u64> + '_ {
    list.as_array().into_iter().flatten().filter_map(|it| it.as_str()?.parse().ok())
}

/// Channels, roles and emojis must be the guild's.
fn check(state: &ApiState<'_>, guild: GuildId, new: &Value) -> Result<(), ApiError> {
    let mut errors = Errors::default();
    let it = state.world.guild(guild)?;
    let is_channel = |id: u64| it.channels.contains(&ChannelId::new(id));
    if !ids(&new["default_channel_ids"]).all(is_channel) {
        errors.add(&["default_channel_ids"], "CHANNEL_INVALID", "Invalid channel");
    }
    for (index, prompt) in new["prompts"].as_array().into_iter().flatten().enumerate() {
        for (place, option) in prompt["options"].as_array().into_iter().flatten().enumerate() {
            let (index, place) = (index.to_string(), place.to_string());
            let mut wrong = |key: &str, code: &'static str, message: &str| {
                errors.add(&["prompts", &index, "options", &place, key], code, message);
            };
            if !ids(&option["channel_ids"]).all(is_channel) {
                wrong("channel_ids", "CHANNEL_INVALID", "Invalid channel");
            }
            if !ids(&option["role_ids"]).all(|id| it.roles.contains_key(&RoleId::new(id))) {
                wrong("role_ids", "ROLE_INVALID", "Invalid role");
            }
            let emoji = option["emoji"]["id"].as_str().and_then(|it| it.parse().ok()).map(EmojiId::new);
            if emoji.is_some_and(|id| !it.emojis.iter().any(|it| it.id == id)) {
                wrong("emoji_id", "EMOJI_INVALID", "Invalid emoji");
            }
        }
    }
    errors.check()
}

/// Whether there are enough channels. In mode 1 those of the prompts count, too.
fn is_complete(state: &ApiState<'_>, guild: GuildId, new: &Value) -> bool {
    let mut channels: Vec<u64> = ids(&new["default_channel_ids"]).collect();
    if new["mode"] == 1 {
        let options = new["prompts"].as_array().into_iter().flatten().filter_map(|it| it["options"].as_array());
        channels.extend(options.flatten().flat_map(|it| ids(&it["channel_ids"])));
    }
    channels.sort_unstable();
    channels.dedup();
    let everyone = guild.everyone_role();
    let Ok(it) = state.world.guild(guild) else { return false };
    let base = it.roles.get(&everyone).map_or(0, |role| role.permissions);
    let open = channels.iter().filter_map(|id| state.world.channel(ChannelId::new(*id)).ok()).filter(|channel| {
        let overwrite = channel.overwrites.iter().find(|it| it.id.get() == everyone.get());
        let may = overwrite.map_or(base, |it| (base & !it.deny) | it.allow);
        let needed = bits::VIEW_CHANNEL | bits::SEND_MESSAGES;
        may & needed == needed
    });
    channels.len() >= CHANNELS && open.count() >= OPEN_CHANNELS
}
