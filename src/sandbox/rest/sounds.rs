//! The soundboard of a guild.

use serde_json::{Value, json};

use super::access;
use super::call::{Call, read_body};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::gateway::Intents;
use crate::model::{GuildId, SoundId};
use crate::sandbox::world::{Refusal, action, bits, diff, merge};

const SOUND: &[Field] = &[
    must("name", Kind::Text(2, 32)),
    must("sound", Kind::Text(1, 1 << 20)),
    may("volume", Kind::Number(0.0, 1.0)),
    may("emoji_id", Kind::Id),
    may("emoji_name", Kind::Text(0, 32)),
];
const CHANGE: &[Field] = &[
    must("name", Kind::Text(2, 32)),
    may("volume", Kind::Number(0.0, 1.0)),
    may("emoji_id", Kind::Id),
    may("emoji_name", Kind::Text(0, 32)),
];
const UNKNOWN: Refusal = Refusal { status: 404, code: 10097, message: "Unknown sound" };
/// The limit of sounds of a guild without boosts.
const MAX_SOUNDS: usize = 8;
const TOO_MANY: Refusal =
    Refusal { status: 400, code: 30045, message: "Maximum number of soundboard sounds reached (8)" };

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    Ok(Reply::Json(json!({ "items": state.world.guild(guild)?.sounds })))
}

/// The sound in the path, and its index.
fn find(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, usize, Value), ApiError> {
    let guild = access::guild(state, call, 0)?;
    let id: SoundId = call.id("sound_id")?;
    let sounds = &state.world.guild(guild)?.sounds;
    let place = sounds.iter().position(|it| it["sound_id"] == json!(id)).ok_or(UNKNOWN)?;
    Ok((guild, place, sounds.get(place).ok_or(UNKNOWN)?.clone()))
}

/// A sound that the bot created, or that it may manage with MANAGE_GUILD_EXPRESSIONS.
fn owned(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, usize, Value), ApiError> {
    let found = find(state, call)?;
    if found.2["user"]["id"] != json!(state.world.bot) {
        access::guild(state, call, bits::MANAGE_GUILD_EXPRESSIONS)?;
    }
    Ok(found)
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(find(state, call)?.2))
}

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::CREATE_GUILD_EXPRESSIONS)?;
    let mut given = read_body(call, |form, errors| create(form, SOUND, errors))?;
    if state.world.guild(guild)?.sounds.len() >= MAX_SOUNDS {
        return Err(TOO_MANY.into());
    }
    given.remove("sound");
    let id = SoundId::new(state.world.ids.next(state.world.now));
    let user = state.world.user(state.world.bot)?.json();
    let mut json = json!({
        "sound_id": id, "volume": 1.0, "emoji_id": null, "emoji_name": null, "guild_id": guild, "available": true,
        "user": user,
    });
    merge(&mut json, Value::Object(given));
    state.world.guild_mut(guild)?.sounds.push(json.clone());
    emit(state, "GUILD_SOUNDBOARD_SOUND_CREATE", guild, json.clone());
    let changes = diff(&json!({}), &json!({"name": json["name"]}));
    state.world.audit(guild, action::SOUND_CREATE, id.get(), changes, None);
    Ok(Reply::Created(json))
}

fn emit(state: &mut ApiState<'_>, name: &'static str, guild: GuildId, data: Value) {
    state.world.emit_in_guild(name, guild, Intents::GUILD_EXPRESSIONS, data);
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, place, old) = owned(state, call)?;
    let mut given = read_body(call, |form, errors| change(form, CHANGE, errors))?;
    if given.get("volume").is_some_and(Value::is_null) {
        given.insert("volume".to_owned(), json!(1.0));
    }
    let mut new = old.clone();
    merge(&mut new, Value::Object(given));
    if let Some(sound) = state.world.guild_mut(guild)?.sounds.get_mut(place) {
        sound.clone_from(&new);
    }
    emit(state, "GUILD_SOUNDBOARD_SOUND_UPDATE", guild, new.clone());
    let target = call.id::<SoundId>("sound_id")?.get();
    state.world.audit(guild, action::SOUND_UPDATE, target, diff(&old, &new), None);
    Ok(Reply::Json(new))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, place, sound) = owned(state, call)?;
    state.world.guild_mut(guild)?.sounds.remove(place);
    emit(state, "GUILD_SOUNDBOARD_SOUND_DELETE", guild, json!({"sound_id": sound["sound_id"], "guild_id": guild}));
    let changes = diff(&json!({"name": sound["name"]}), &json!({ "name": null }));
    let target = call.id::<SoundId>("sound_id")?.get();
    state.world.audit(guild, action::SOUND_DELETE, target, changes, None);
    Ok(Reply::Nothing)
}

pub(super) fn defaults(_: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(json!([{
        "sound_id": "1", "name": "quack", "volume": 1.0, "emoji_id": null, "emoji_name": "🦆", "available": true,
    }])))
}
