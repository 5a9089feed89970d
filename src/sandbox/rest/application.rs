//! The application, its user, other users, and the gateway's URL.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::call::{Call, read_body};
use super::component_defaults::without_nulls;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, hash_image, may, must};
use super::state::ApiState;
use crate::model::{ApplicationId, UserId};
use crate::sandbox::world::{Refusal, merge};

const INSTALL: &[Field] = &[must("scopes", Kind::Texts(100, 100)), must("permissions", Kind::Bits)];
const APPLICATION: &[Field] = &[
    may("description", Kind::Text(0, 400)),
    may("custom_install_url", Kind::Text(0, 2048)),
    may("role_connections_verification_url", Kind::Text(0, 2048)),
    may("install_params", Kind::Object(INSTALL)),
    may("integration_types_config", Kind::Any),
    may("flags", Kind::Int(0, i32::MAX as i64)),
    may("icon", Kind::Image),
    may("cover_image", Kind::Image),
    may("interactions_endpoint_url", Kind::Text(0, 2048)),
    may("explicit_content_filter", Kind::Choice(&[0, 1])),
    may("tags", Kind::Texts(5, 20)),
    may("event_webhooks_url", Kind::Text(0, 2048)),
    may("event_webhooks_status", Kind::Choice(&[1, 2])),
    may("event_webhooks_types", Kind::Texts(100, 100)),
];
/// The scopes that an application may request.
const SCOPES: [&str; 11] = [
    "identify",
    "email",
    "connections",
    "guilds",
    "guilds.join",
    "guilds.members.read",
    "bot",
    "webhook.incoming",
    "applications.commands",
    "applications.entitlements",
    "role_connections.write",
];
const USER: &[Field] = &[must("username", Kind::Text(2, 32)), may("avatar", Kind::Image), may("banner", Kind::Image)];

/// Checks that the application in the path is the bot's own.
pub(super) fn own(state: &ApiState<'_>, call: &Call) -> Result<(), ApiError> {
    const NOT_YOURS: Refusal = Refusal {
        status: 403,
        code: 20012,
        message: "You are not authorized to perform this action on this application",
    };
    let id: ApplicationId = call.id("application_id")?;
    if id == state.world.application.id { Ok(()) } else { Err(NOT_YOURS.into()) }
}

pub(super) fn gateway(state: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(json!({ "url": state.gateway_url() })))
}

pub(super) fn gateway_bot(state: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    let (remaining, reset_after) = state.budget.left(Instant::now());
    Ok(Reply::Json(json!({
        "url": state.gateway_url(),
        "shards": state.settings.recommended_shards,
        "session_start_limit": {
            "total": state.settings.session_starts_total,
            "remaining": remaining,
            "reset_after": u64::try_from(reset_after.as_millis()).unwrap_or(u64::MAX),
            "max_concurrency": state.settings.max_concurrency,
        },
    })))
}

pub(super) fn get(state: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    let world = &state.world;
    let bot = world.user(world.bot)?.json();
    let flags = world.application_flags();
    let installs = world.user_installs.len();
    let mut json = json!({
        "id": world.application.id,
        "name": world.application.name,
        "icon": null,
        "description": "A bot that is being tried.",
        "type": null,
        "bot_public": true,
        "bot_require_code_grant": false,
        "bot": bot,
        "verify_key": "0".repeat(64),
        "flags": flags,
        "flags_new": flags.to_string(),
        "approximate_guild_count": world.bot_guilds().count(),
        "approximate_user_install_count": installs,
        "approximate_user_authorization_count": installs,
        "explicit_content_filter": 0,
        "integration_types_config": {"0": {}},
        "eligible_oauth2_scopes": SCOPES,
        "owner": world.user(world.owner)?.json(),
        "team": null,
        "redirect_uris": [],
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
    });
    merge(&mut json, Value::Object(world.application_settings.clone()));
    Ok(Reply::Json(json))
}

pub(super) fn get_by_id(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    own(state, call)?;
    get(state, call)
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let mut given: Map<String, Value> = read_body(call, |form, errors| change(form, APPLICATION, errors))?;
    hash_image(&mut given, "icon");
    hash_image(&mut given, "cover_image");
    // Only the `_LIMITED` flags can be set this way. In the sandbox they follow from the intents of the developer
    // portal.
    given.remove("flags");
    for (key, mut value) in given {
        // Null is the default, which `get` adds where Discord's answers have the field always.
        if value.is_null() {
            state.world.application_settings.remove(&key);
        } else {
            without_nulls(&mut value);
            state.world.application_settings.insert(key, value);
        }
    }
    get(state, call)
}

pub(super) fn update_by_id(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    own(state, call)?;
    update(state, call)
}

pub(super) fn current_user(state: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(state.world.user(state.world.bot)?.own_json()))
}

pub(super) fn update_user(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let mut given = read_body(call, |form, errors| change(form, USER, errors))?;
    hash_image(&mut given, "avatar");
    let bot = state.world.bot;
    state.world.edit_user(bot, |user| {
        if let Some(Value::String(name)) = given.remove("username") {
            user.username = name;
        }
        if let Some(avatar) = given.remove("avatar") {
            user.avatar = avatar.as_str().map(str::to_owned);
        }
    })?;
    current_user(state, call)
}

pub(super) fn user(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(state.world.user(call.user()?)?.json()))
}

pub(super) fn create_dm(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const FIELDS: &[Field] = &[must("recipient_id", Kind::Id)];
    let given = read_body(call, |form, errors| create(form, FIELDS, errors))?;
    let recipient = given.get("recipient_id").and_then(Value::as_str).and_then(|it| it.parse().ok());
    let recipient = UserId::new(recipient.ok_or(Refusal::UNKNOWN_USER)?);
    if recipient == state.world.bot {
        return Err(Refusal::CANNOT_WRITE_TO_USER.into());
    }
    let channel = state.world.dm_with(recipient)?;
    Ok(Reply::Json(state.world.channel(channel)?.json(state.world, true)))
}

pub(super) fn connections(_: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(json!([])))
}

pub(super) fn voice_regions(_: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    let regions = [("rotterdam", "Rotterdam"), ("us-east", "US East"), ("japan", "Japan")];
    let regions = regions.map(|(id, name)| {
        json!({"id": id, "name": name, "optimal": id == "rotterdam", "deprecated": false, "custom": false})
    });
    Ok(Reply::Json(json!(regions)))
}
