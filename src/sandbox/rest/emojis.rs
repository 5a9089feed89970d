//! Custom emojis of guilds and of the application.

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, image, may, must};
use super::state::ApiState;
use crate::model::{EmojiId, GuildId, RoleId};
use crate::sandbox::world::{CustomEmoji, Refusal, action, bits, diff};

const NEW: &[Field] = &[must("name", Kind::Text(2, 32)), must("image", Kind::Image), may("roles", Kind::Ids(250))];
const CHANGE: &[Field] = &[must("name", Kind::Text(2, 32)), may("roles", Kind::Ids(250))];
/// The limit of an emoji's file, in bytes.
const FILE_LIMIT: usize = 256 << 10;
/// The limits of emojis: of a guild without boosts, and of an application.
const MAX_EMOJIS: usize = 50;
const MAX_OF_APPLICATION: usize = 2000;
const TOO_MANY: Refusal = Refusal { status: 400, code: 30008, message: "Maximum number of emojis reached (50)" };

/// The emoji object; with the uploader if `with_user`.
fn shown(state: &ApiState<'_>, emoji: &CustomEmoji, with_user: bool) -> Value {
    let mut json = emoji.json();
    if with_user && let Some(user) = emoji.user.and_then(|id| state.world.user(id).ok()) {
        json["user"] = user.json();
    }
    json
}

fn new(state: &mut ApiState<'_>, call: &Call) -> Result<CustomEmoji, ApiError> {
    let given = read_body(call, |form, errors| {
        name_is_plain(form, errors);
        create(form, NEW, errors)
    })?;
    let picture = given.get("image").and_then(Value::as_str).unwrap_or_default();
    let (kind, bytes) = image(picture).unwrap_or_default();
    if bytes.len() > FILE_LIMIT {
        return Err(Errors::one(&["image"], "BINARY_TYPE_MAX_SIZE", "File cannot be larger than 256.0 kb."));
    }
    Ok(CustomEmoji {
        id: EmojiId::new(state.world.ids.next(state.world.now)),
        name: given.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        roles: roles(&given).unwrap_or_default(),
        animated: kind == "image/gif",
        user: Some(state.world.bot),
    })
}

fn roles(given: &Map<String, Value>) -> Option<Vec<RoleId>> {
    let list = given.get("roles")?.as_array()?;
    Some(list.iter().filter_map(|it| it.as_str()?.parse().ok()).map(RoleId::new).collect())
}

fn name_is_plain(form: &Form<'_>, errors: &mut Errors) {
    let name = form.given("name").and_then(Value::as_str).unwrap_or_default();
    if !name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_') {
        errors.add(&form.path("name"), "STRING_TYPE_REGEX", "String value did not match validation regex.");
    }
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let may = manages(state, guild);
    Ok(Reply::Json(state.world.guild(guild)?.emojis.iter().map(|it| shown(state, it, may)).collect()))
}

/// Whether the bot sees the uploaders of emojis, stickers and sounds.
pub(super) fn manages(state: &ApiState<'_>, guild: GuildId) -> bool {
    let may = state.world.guild_permissions(guild, state.world.bot);
    may & (bits::MANAGE_GUILD_EXPRESSIONS | bits::CREATE_GUILD_EXPRESSIONS) != 0
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let id: EmojiId = call.id("emoji_id")?;
    let emoji = state.world.guild(guild)?.emojis.iter().find(|it| it.id == id).ok_or(Refusal::UNKNOWN_EMOJI)?;
    Ok(Reply::Json(shown(state, emoji, manages(state, guild))))
}

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::CREATE_GUILD_EXPRESSIONS)?;
    let emoji = new(state, call)?;
    if state.world.guild(guild)?.emojis.iter().filter(|it| it.animated == emoji.animated).count() >= MAX_EMOJIS {
        return Err(TOO_MANY.into());
    }
    let (id, json) = (emoji.id, shown(state, &emoji, true));
    state.world.guild_mut(guild)?.emojis.push(emoji);
    state.world.emit_emojis_update(guild)?;
    let changes = diff(&json!({}), &json!({"name": json["name"]}));
    state.world.audit(guild, action::EMOJI_CREATE, id.get(), changes, None);
    Ok(Reply::Created(json))
}

/// An emoji that the bot created, or that it may manage with MANAGE_GUILD_EXPRESSIONS.
fn owned(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, CustomEmoji), ApiError> {
    let guild = access::guild(state, call, 0)?;
    let id: EmojiId = call.id("emoji_id")?;
    let emoji = state.world.guild(guild)?.emojis.iter().find(|it| it.id == id).ok_or(Refusal::UNKNOWN_EMOJI)?;
    if emoji.user != Some(state.world.bot) {
        access::guild(state, call, bits::MANAGE_GUILD_EXPRESSIONS)?;
    }
    Ok((guild, emoji.clone()))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, old) = owned(state, call)?;
    let given = read_body(call, |form, errors| {
        name_is_plain(form, errors);
        change(form, CHANGE, errors)
    })?;
    let mut new = old.clone();
    apply(&mut new, &given);
    let (id, json) = (new.id, shown(state, &new, true));
    if let Some(emoji) = state.world.guild_mut(guild)?.emojis.iter_mut().find(|it| it.id == id) {
        *emoji = new;
    }
    state.world.emit_emojis_update(guild)?;
    state.world.audit(guild, action::EMOJI_UPDATE, id.get(), diff(&old.json(), &json), None);
    Ok(Reply::Json(json))
}

fn apply(emoji: &mut CustomEmoji, given: &Map<String, Value>) {
    if let Some(name) = given.get("name").and_then(Value::as_str) {
        name.clone_into(&mut emoji.name);
    }
    if given.contains_key("roles") {
        emoji.roles = roles(given).unwrap_or_default();
    }
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, emoji) = owned(state, call)?;
    state.world.guild_mut(guild)?.emojis.retain(|it| it.id != emoji.id);
    state.world.emit_emojis_update(guild)?;
    let changes = diff(&json!({"name": emoji.name}), &json!({ "name": null }));
    state.world.audit(guild, action::EMOJI_DELETE, emoji.id.get(), changes, None);
    Ok(Reply::Nothing)
}

pub(super) fn of_application(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    super::application::own(state, call)?;
    let items: Vec<Value> = state.world.emojis.iter().map(|it| shown(state, it, true)).collect();
    Ok(Reply::Json(json!({ "items": items })))
}

/// The index of an emoji among the application's.
fn of_own(state: &ApiState<'_>, call: &Call) -> Result<usize, ApiError> {
    super::application::own(state, call)?;
    let id: EmojiId = call.id("emoji_id")?;
    Ok(state.world.emojis.iter().position(|it| it.id == id).ok_or(Refusal::UNKNOWN_EMOJI)?)
}

pub(super) fn get_own(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = of_own(state, call)?;
    let emoji = state.world.emojis.get(place).ok_or(Refusal::UNKNOWN_EMOJI)?;
    Ok(Reply::Json(shown(state, emoji, true)))
}

pub(super) fn make_own(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    super::application::own(state, call)?;
    let emoji = new(state, call)?;
    if state.world.emojis.len() >= MAX_OF_APPLICATION {
        return Err(TOO_MANY.into());
    }
    let json = shown(state, &emoji, true);
    state.world.emojis.push(emoji);
    Ok(Reply::Created(json))
}

pub(super) fn update_own(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = of_own(state, call)?;
    let given = read_body(call, |form, errors| {
        name_is_plain(form, errors);
        change(form, CHANGE, errors)
    })?;
    let emoji = state.world.emojis.get_mut(place).ok_or(Refusal::UNKNOWN_EMOJI)?;
    apply(emoji, &given);
    get_own(state, call)
}

pub(super) fn delete_own(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = of_own(state, call)?;
    state.world.emojis.remove(place);
    Ok(Reply::Nothing)
}
