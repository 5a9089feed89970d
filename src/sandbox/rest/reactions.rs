//! Reactions.

use serde_json::Value;

use super::access::{self, channel as allowed};
use super::call::Call;
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use crate::model::UserId;
use crate::sandbox::world::{Emoji, Refusal, bits};

pub(super) fn add(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = allowed(state, call, bits::READ_MESSAGE_HISTORY)?;
    let (id, emoji) = (call.message()?, call.emoji()?);
    access::not_archived(state, channel)?;
    known(state, &emoji)?;
    let bot = state.world.bot;
    let message = state.world.public_message(channel, id)?;
    let first = !message.reactions.iter().any(|reaction| reaction.emoji.is(&emoji));
    if first && state.world.permissions_in(channel, bot)? & bits::ADD_REACTIONS == 0 {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    state.world.add_reaction(channel, id, bot, &emoji)?;
    Ok(Reply::Nothing)
}

/// Checks that a custom emoji belongs to a guild that the bot is in.
fn known(state: &ApiState<'_>, emoji: &Emoji) -> Result<(), ApiError> {
    let Some(id) = emoji.id else { return Ok(()) };
    let world = &state.world;
    let mut emojis = world.bot_guilds().flat_map(|guild| &guild.emojis).chain(&world.emojis);
    if emojis.any(|it| it.id == id) { Ok(()) } else { Err(Refusal::UNKNOWN_EMOJI.into()) }
}

pub(super) fn remove_own(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = allowed(state, call, 0)?;
    let bot = state.world.bot;
    state.world.remove_reaction(channel, call.message()?, bot, &call.emoji()?)?;
    Ok(Reply::Nothing)
}

pub(super) fn remove(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = allowed(state, call, bits::MANAGE_MESSAGES)?;
    state.world.remove_reaction(channel, call.message()?, call.user()?, &call.emoji()?)?;
    Ok(Reply::Nothing)
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = allowed(state, call, bits::READ_MESSAGE_HISTORY)?;
    let limit = call.number("limit", (1, 100), 25)?;
    let after: Option<UserId> = call.query_id("after")?;
    let emoji = call.emoji()?;
    let message = state.world.public_message(channel, call.message()?)?;
    let reaction = message.reactions.iter().find(|it| it.emoji.is(&emoji));
    let mut users: Vec<UserId> = reaction.map(|it| it.users.clone()).unwrap_or_default();
    users.sort_unstable();
    let users = users.into_iter().filter(|id| after.is_none_or(|after| *id > after)).take(limit);
    Ok(Reply::Json(users.filter_map(|id| state.world.user(id).ok()).map(|user| user.json()).collect::<Value>()))
}

pub(super) fn remove_emoji(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = allowed(state, call, bits::MANAGE_MESSAGES)?;
    state.world.clear_emoji(channel, call.message()?, &call.emoji()?)?;
    Ok(Reply::Nothing)
}

pub(super) fn remove_all(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = allowed(state, call, bits::MANAGE_MESSAGES)?;
    state.world.clear_reactions(channel, call.message()?)?;
    Ok(Reply::Nothing)
}
