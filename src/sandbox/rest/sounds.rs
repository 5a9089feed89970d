//! The soundboard of a guild, and Discord's own sounds.

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::emojis::manages;
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::gateway::Intents;
use crate::model::{EmojiId, GuildId, SoundId};
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
/// The limit of a sound's file, in bytes.
const FILE_LIMIT: usize = 512 << 10;
const TOO_LARGE: Refusal = Refusal { status: 400, code: 50045, message: "File uploaded exceeds the maximum size" };
const UNKNOWN: Refusal = Refusal { status: 404, code: 10097, message: "Unknown sound" };
/// The limit of sounds of a guild without boosts.
const MAX_SOUNDS: usize = 8;
const TOO_MANY: Refusal =
    Refusal { status: 400, code: 30045, message: "Maximum number of soundboard sounds reached (8)" };

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let may = manages(state, guild);
    let items = state.world.guild(guild)?.sounds.iter().map(|it| shown(it, may));
    Ok(Reply::Json(json!({ "items": items.collect::<Vec<Value>>() })))
}

/// The sound object; with the uploader if `with_user`.
fn shown(sound: &Value, with_user: bool) -> Value {
    let mut json = sound.clone();
    if let (false, Some(fields)) = (with_user, json.as_object_mut()) {
        fields.remove("user");
    }
    json
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
    let (guild, _, sound) = find(state, call)?;
    Ok(Reply::Json(shown(&sound, manages(state, guild))))
}

/// The bytes of a data URI with MP3 or Ogg.
fn audio(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;

    let (kind, data) = text.strip_prefix("data:")?.split_once(";base64,")?;
    let known = ["audio/mpeg", "audio/mp3", "audio/ogg"];
    let bytes = base64::engine::general_purpose::STANDARD.decode(data).ok()?;
    (known.contains(&kind) && !bytes.is_empty()).then_some(bytes)
}

/// A custom emoji must be one of the guild. It excludes a standard emoji, and a standard emoji excludes it.
fn check_emoji(state: &ApiState<'_>, guild: GuildId, given: &mut Map<String, Value>) -> Result<(), ApiError> {
    let id = given.get("emoji_id").and_then(Value::as_str).and_then(|it| it.parse().ok()).map(EmojiId::new);
    let Some(id) = id else {
        if given.get("emoji_name").is_some_and(Value::is_string) {
            given.insert("emoji_id".to_owned(), Value::Null);
        }
        return Ok(());
    };
    if !state.world.guild(guild)?.emojis.iter().any(|it| it.id == id) {
        return Err(Refusal::UNKNOWN_EMOJI.into());
    }
    given.insert("emoji_name".to_owned(), Value::Null);
    Ok(())
}

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::CREATE_GUILD_EXPRESSIONS)?;
    let mut given = read_body(call, |form, errors| create(form, SOUND, errors))?;
    if state.world.guild(guild)?.sounds.len() >= MAX_SOUNDS {
        return Err(TOO_MANY.into());
    }
    let sound = given.remove("sound");
    let bytes = sound.as_ref().and_then(Value::as_str).and_then(audio);
    let bytes = bytes.ok_or_else(|| Errors::one(&["sound"], "BINARY_TYPE_INVALID", "Invalid sound data"))?;
    if bytes.len() > FILE_LIMIT {
        return Err(TOO_LARGE.into());
    }
    check_emoji(state, guild, &mut given)?;
    if given.get("volume").is_some_and(Value::is_null) {
        given.remove("volume");
    }
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
    check_emoji(state, guild, &mut given)?;
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

/// The sounds of Discord.
fn standard() -> Vec<Value> {
    let sounds = [
        ("1", "quack", "🦆"),
        ("2", "airhorn", "🔊"),
        ("3", "cricket", "🦗"),
        ("4", "golf clap", "👏"),
        ("5", "sad horn", "🎺"),
        ("7", "ba dum tss", "🥁"),
    ];
    let sound = |(id, name, emoji): (&str, &str, &str)| {
        json!({
            "sound_id": id, "name": name, "volume": 1.0, "emoji_id": null, "emoji_name": emoji, "available": true,
        })
    };
    sounds.into_iter().map(sound).collect()
}

pub(super) fn defaults(_: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(Value::Array(standard())))
}

const SEND: &[Field] = &[must("sound_id", Kind::Id), may("source_guild_id", Kind::Id)];

/// Plays a sound in the voice channel that the bot is connected to.
pub(super) fn send(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const NOT_IN_VOICE: Refusal =
        Refusal { status: 400, code: 40032, message: "Target user is not connected to voice." };
    const SILENCED: Refusal = Refusal {
        status: 400,
        code: 50167,
        message: "Cannot send voice effect when user is server muted, deafened or suppressed",
    };
    let (channel, guild) = access::guild_channel(state, call, bits::SPEAK | bits::USE_SOUNDBOARD)?;
    let given = read_body(call, |form, errors| create(form, SEND, errors))?;
    if !state.world.channel(channel)?.kind.is_voice() {
        return Err(Refusal::WRONG_CHANNEL.into());
    }
    let bot = state.world.bot;
    let voice = state.world.guild(guild)?.voice.get(&bot).filter(|it| it.channel == channel).ok_or(NOT_IN_VOICE)?;
    let member = state.world.member(guild, bot)?;
    if voice.suppress || voice.self_deaf || member.mute || member.deaf {
        return Err(SILENCED.into());
    }
    let source = given.get("source_guild_id").and_then(Value::as_str).and_then(|it| it.parse().ok());
    let source = source.map_or(guild, GuildId::new);
    let id = given.get("sound_id").cloned().unwrap_or_default();
    let mut sounds = standard();
    if state.world.bot_is_in(source) {
        sounds.extend(state.world.guild(source)?.sounds.iter().cloned());
    }
    let sound = sounds.into_iter().find(|it| it["sound_id"] == id).ok_or(UNKNOWN)?;
    if sound.get("guild_id").is_some() && source != guild {
        access::in_channel(state, channel, bits::USE_EXTERNAL_SOUNDS)?;
    }
    state.world.play_sound(guild, bot, &sound)?;
    Ok(Reply::Nothing)
}
