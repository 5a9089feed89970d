//! Stickers of guilds, and Discord's own sticker packs.

use serde_json::{Value, json};

use super::access;
use super::call::{Call, read_body};
use super::emojis::manages;
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::model::{GuildId, StickerId, StickerPackId};
use crate::sandbox::world::{Refusal, action, bits, diff, merge};

const STICKER: &[Field] =
    &[must("name", Kind::Text(2, 30)), may("description", Kind::Text(0, 100)), must("tags", Kind::Text(1, 200))];
/// The limit of a sticker's file, in bytes.
const FILE_LIMIT: usize = 512 << 10;
const TOO_LARGE: Refusal = Refusal { status: 400, code: 50045, message: "File uploaded exceeds the maximum size" };
const NO_STICKER: Refusal = Refusal { status: 400, code: 50046, message: "Invalid file uploaded" };
/// The limit of stickers of a guild without boosts.
const MAX_STICKERS: usize = 5;
const TOO_MANY: Refusal = Refusal { status: 400, code: 30039, message: "Maximum number of stickers reached (5)" };
const UNKNOWN_PACK: Refusal = Refusal { status: 404, code: 10061, message: "Unknown sticker pack" };
/// The one pack of the sandbox. Discord has more.
const PACK: &str = "847199849233514549";

/// The sticker packs of Discord.
fn packs() -> Value {
    let sticker = |id: &str, name: &str, tags: &str, sort_value: u8| {
        json!({
            "id": id, "name": name, "tags": tags, "type": 1, "format_type": 3, "description": name,
            "pack_id": PACK, "sort_value": sort_value,
        })
    };
    json!([{
        "id": PACK, "sku_id": "847199849233514547", "name": "Wumpus Beyond",
        "description": "Say hello to Wumpus!", "cover_sticker_id": "749053689419006003",
        "banner_asset_id": "761773777976819732",
        "stickers": [
            sticker("749052944682582036", "Sup", "hi, sup", 0),
            sticker("749053689419006003", "Wave", "wave, hello", 1),
        ],
    }])
}

pub(super) fn packs_of_discord(_: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(json!({ "sticker_packs": packs() })))
}

pub(super) fn pack(_: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id: StickerPackId = call.id("pack_id")?;
    let packs = packs();
    let pack = packs.as_array().and_then(|list| list.iter().find(|it| it["id"] == json!(id)));
    Ok(Reply::Json(pack.ok_or(UNKNOWN_PACK)?.clone()))
}

/// The sticker object; with the uploader if `with_user`.
fn shown(sticker: &Value, with_user: bool) -> Value {
    let mut json = sticker.clone();
    if let (false, Some(fields)) = (with_user, json.as_object_mut()) {
        fields.remove("user");
    }
    json
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let may = manages(state, guild);
    Ok(Reply::Json(state.world.guild(guild)?.stickers.values().map(|it| shown(it, may)).collect()))
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let sticker = state.world.guild(guild)?.stickers.get(&call.id("sticker_id")?);
    Ok(Reply::Json(shown(sticker.ok_or(Refusal::UNKNOWN_STICKER)?, manages(state, guild))))
}

/// A sticker of Discord's packs.
pub(super) fn standard(id: StickerId) -> Option<Value> {
    let packs = packs();
    let stickers = packs.as_array().into_iter().flatten().filter_map(|it| it["stickers"].as_array()).flatten();
    stickers.into_iter().find(|it| it["id"] == json!(id)).cloned()
}

/// Any sticker: of a pack, or of a guild that the bot is in.
pub(super) fn any(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id: StickerId = call.id("sticker_id")?;
    let of_guilds = || state.world.bot_guilds().find_map(|guild| guild.stickers.get(&id)).cloned();
    let sticker = standard(id).or_else(of_guilds);
    Ok(Reply::Json(shown(&sticker.ok_or(Refusal::UNKNOWN_STICKER)?, false)))
}

/// A description is empty, or has at least two characters.
fn described(form: &Form<'_>, errors: &mut Errors) {
    let text = form.given("description").and_then(Value::as_str).unwrap_or_default();
    if text.trim().chars().count() == 1 {
        errors.add(&form.path("description"), "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.");
    }
}

/// The format of a sticker's file by its first bytes: 1 PNG, 2 APNG, 3 Lottie, 4 GIF.
fn format(bytes: &[u8]) -> Option<u8> {
    match bytes {
        // The chunk acTL makes a PNG an animation.
        [0x89, b'P', b'N', b'G', ..] => Some(if bytes.windows(4).any(|it| it == b"acTL") { 2 } else { 1 }),
        [b'G', b'I', b'F', b'8', ..] => Some(4),
        [b'{', ..] => Some(3),
        _ => None,
    }
}

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::CREATE_GUILD_EXPRESSIONS)?;
    let given = read_body(call, |form, errors| {
        described(form, errors);
        create(form, STICKER, errors)
    })?;
    let file = call.files.iter().find(|file| file.field == "file").ok_or(NO_STICKER)?;
    if file.bytes.len() > FILE_LIMIT {
        return Err(TOO_LARGE.into());
    }
    let format = format(&file.bytes).ok_or(NO_STICKER)?;
    // Only verified and partnered guilds can have Lottie stickers.
    let it = state.world.guild(guild)?;
    if format == 3 && !it.has_feature("VERIFIED") && !it.has_feature("PARTNERED") {
        return Err(NO_STICKER.into());
    }
    if it.stickers.len() >= MAX_STICKERS {
        return Err(TOO_MANY.into());
    }
    let id = StickerId::new(state.world.ids.next(state.world.now));
    let user = state.world.user(state.world.bot)?.json();
    let mut json = json!({
        "id": id, "type": 2, "format_type": format, "available": true, "guild_id": guild, "user": user,
        "description": null,
    });
    merge(&mut json, Value::Object(given));
    state.world.guild_mut(guild)?.stickers.insert(id, json.clone());
    state.world.emit_stickers_update(guild)?;
    let changes = diff(&json!({}), &json!({"name": json["name"]}));
    state.world.audit(guild, action::STICKER_CREATE, id.get(), changes, None);
    Ok(Reply::Created(json))
}

/// A sticker that the bot created, or that it may manage.
fn owned(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, StickerId, Value), ApiError> {
    let guild = access::guild(state, call, 0)?;
    let id: StickerId = call.id("sticker_id")?;
    let sticker = state.world.guild(guild)?.stickers.get(&id).ok_or(Refusal::UNKNOWN_STICKER)?;
    if sticker["user"]["id"] != json!(state.world.bot) {
        access::guild(state, call, bits::MANAGE_GUILD_EXPRESSIONS)?;
    }
    Ok((guild, id, sticker.clone()))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, id, old) = owned(state, call)?;
    let given = read_body(call, |form, errors| {
        described(form, errors);
        change(form, STICKER, errors)
    })?;
    let mut new = old.clone();
    merge(&mut new, Value::Object(given));
    state.world.guild_mut(guild)?.stickers.insert(id, new.clone());
    state.world.emit_stickers_update(guild)?;
    state.world.audit(guild, action::STICKER_UPDATE, id.get(), diff(&old, &new), None);
    Ok(Reply::Json(new))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, id, old) = owned(state, call)?;
    state.world.guild_mut(guild)?.stickers.remove(&id);
    state.world.emit_stickers_update(guild)?;
    let changes = diff(&json!({"name": old["name"]}), &json!({ "name": null }));
    state.world.audit(guild, action::STICKER_DELETE, id.get(), changes, None);
    Ok(Reply::Nothing)
}
