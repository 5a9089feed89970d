//! Users, guilds, channels, and the way to the gateway.

use std::time::Instant;

use serde_json::{Value, json};

use super::call::{Call, Refuse, Reply};
use super::form::{Errors, Form};
use crate::model::{ChannelId, UserId};
use crate::sandbox::shared::State;
use crate::sandbox::world::{Refusal, bits};

pub(super) fn gateway(state: &mut State, _: &Call) -> Result<Reply, Refuse> {
    Ok(Reply::Json(json!({ "url": state.gateway_url() })))
}

pub(super) fn gateway_bot(state: &mut State, _: &Call) -> Result<Reply, Refuse> {
    let (remaining, reset_after) = state.session_starts(Instant::now());
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

pub(super) fn application(state: &mut State, _: &Call) -> Result<Reply, Refuse> {
    let world = &state.world;
    let bot = world.user(world.bot)?.json();
    let flags = world.application_flags();
    Ok(Reply::Json(json!({
        "id": world.application.id,
        "name": world.application.name,
        "icon": null,
        "description": "A bot that is being tried.",
        "bot_public": true,
        "bot_require_code_grant": false,
        "bot": bot,
        "verify_key": "0".repeat(64),
        "flags": flags,
        "flags_new": flags.to_string(),
        "approximate_guild_count": world.bot_guilds().count(),
        "owner": {"id": "1", "username": "owner", "discriminator": "0", "global_name": null, "avatar": null},
        "team": null,
        "redirect_uris": [],
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
        "summary": "",
    })))
}

pub(super) fn current_user(state: &mut State, _: &Call) -> Result<Reply, Refuse> {
    Ok(Reply::Json(state.world.user(state.world.bot)?.own_json()))
}

pub(super) fn user(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    Ok(Reply::Json(state.world.user(call.user(1)?)?.json()))
}

pub(super) fn create_dm(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let recipient = form.id("recipient_id", &mut errors);
    errors.refuse_any()?;
    let recipient = UserId::new(recipient.ok_or(Refusal::UNKNOWN_USER)?);
    if recipient == state.world.bot {
        return Err(CANNOT_WRITE_TO_USER.into());
    }
    let channel = state.world.dm_with(recipient)?;
    Ok(Reply::Json(state.world.channel(channel)?.json(&state.world, true)))
}

const CANNOT_WRITE_TO_USER: Refusal =
    Refusal { status: 403, code: 50007, message: "Cannot send messages to this user" };

pub(super) fn guilds(state: &mut State, _: &Call) -> Result<Reply, Refuse> {
    let world = &state.world;
    let guilds = world.bot_guilds().map(|guild| {
        json!({
            "id": guild.id, "name": guild.name, "icon": null, "banner": null, "features": [],
            "owner": guild.owner == world.bot,
            "permissions": world.guild_permissions(guild.id, world.bot).to_string(),
        })
    });
    Ok(Reply::Json(guilds.collect()))
}

pub(super) fn guild(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let id = seen_guild(state, call)?;
    Ok(Reply::Json(state.world.guild(id)?.json()))
}

pub(super) fn guild_channels(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let id = seen_guild(state, call)?;
    let world = &state.world;
    let channels = world.guild(id)?.channels.iter().filter_map(|id| world.channel(*id).ok());
    Ok(Reply::Json(channels.map(|channel| channel.json(world, true)).collect()))
}

pub(super) fn guild_roles(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let id = seen_guild(state, call)?;
    Ok(Reply::Json(state.world.guild(id)?.roles.values().map(|role| role.json()).collect::<Value>()))
}

pub(super) fn guild_member(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let id = seen_guild(state, call)?;
    Ok(Reply::Json(state.world.member_json(id, call.user(3)?)?))
}

/// A guild that the bot is in; of others it is not even told that they exist.
fn seen_guild(state: &State, call: &Call) -> Result<crate::model::GuildId, Refuse> {
    let id = call.guild()?;
    if state.world.bot_is_in(id) { Ok(id) } else { Err(Refusal::UNKNOWN_GUILD.into()) }
}

pub(super) fn channel(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let id = allowed(state, call, 0)?;
    Ok(Reply::Json(state.world.channel(id)?.json(&state.world, true)))
}

pub(super) fn typing(state: &mut State, call: &Call) -> Result<Reply, Refuse> {
    let id = allowed(state, call, bits::SEND_MESSAGES)?;
    let bot = state.world.bot;
    state.world.start_typing(id, bot)?;
    Ok(Reply::Nothing)
}

/// The channel of the path, if the bot sees it and has all of these permissions there.
pub(super) fn allowed(state: &State, call: &Call, needed: u64) -> Result<ChannelId, Refuse> {
    let id = call.channel()?;
    let may = state.world.permissions_in(id, state.world.bot)?;
    if may & bits::VIEW_CHANNEL == 0 {
        return Err(Refusal::MISSING_ACCESS.into());
    }
    if may & needed != needed {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    Ok(id)
}
