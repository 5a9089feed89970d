//! Permission checks. An operation makes them before it changes anything. Discord answers with 50001 if the bot cannot
//! see a channel, and with 50013 if it lacks a permission.

use super::call::Call;
use super::reply::ApiError;
use super::state::ApiState;
use crate::model::{ChannelId, GuildId, RoleId, UserId};
use crate::sandbox::world::{Refusal, bits};

/// The channel in the path, if the bot can see it and has all these permissions in it.
pub(super) fn channel(state: &ApiState<'_>, call: &Call, needed: u64) -> Result<ChannelId, ApiError> {
    let id = call.channel()?;
    in_channel(state, id, needed)?;
    Ok(id)
}

/// Checks that the bot can see a channel and has all these permissions in it. Returns all its permissions there.
pub(super) fn in_channel(state: &ApiState<'_>, id: ChannelId, needed: u64) -> Result<u64, ApiError> {
    let may = state.world.permissions_in(id, state.world.bot)?;
    if may & bits::VIEW_CHANNEL == 0 {
        return Err(Refusal::MISSING_ACCESS.into());
    }
    enough(may, needed)?;
    Ok(may)
}

/// Checks the same for a channel that the body of a request about a guild names: it must be one of the guild.
pub(super) fn in_channel_of(state: &ApiState<'_>, guild: GuildId, id: ChannelId, needed: u64) -> Result<u64, ApiError> {
    if state.world.channel(id)?.guild != Some(guild) {
        return Err(Refusal::UNKNOWN_CHANNEL.into());
    }
    in_channel(state, id, needed)
}

/// The channel in the path and its guild. A DM is an error.
pub(super) fn guild_channel(state: &ApiState<'_>, call: &Call, needed: u64) -> Result<(ChannelId, GuildId), ApiError> {
    let id = channel(state, call, needed)?;
    let guild = state.world.channel(id)?.guild.ok_or(CANNOT_IN_DM)?;
    Ok((id, guild))
}

const CANNOT_IN_DM: Refusal = Refusal { status: 403, code: 50003, message: "Cannot execute action on a DM channel" };

/// The guild in the path, if the bot is a member and has all these permissions.
pub(super) fn guild(state: &ApiState<'_>, call: &Call, needed: u64) -> Result<GuildId, ApiError> {
    let id = call.guild()?;
    state.world.guild(id)?;
    if !state.world.bot_is_in(id) {
        return Err(Refusal::MISSING_ACCESS.into());
    }
    enough(state.world.guild_permissions(id, state.world.bot), needed)?;
    Ok(id)
}

/// Checks that `may` has all bits of `needed`; otherwise 50013.
pub(super) fn enough(may: u64, needed: u64) -> Result<(), ApiError> {
    if may & needed == needed { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Checks that `may` has any bit of `needed`; otherwise 50013.
pub(super) fn any(may: u64, needed: u64) -> Result<(), ApiError> {
    if may & needed != 0 { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Checks that the bot outranks a member (rest.md section 12, hierarchy). The owner is outranked by nobody.
pub(super) fn outranks(state: &ApiState<'_>, guild: GuildId, user: UserId) -> Result<(), ApiError> {
    let world = &state.world;
    if world.bot_outranks(world.guild(guild)?, user) { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Checks that a role is below the bot's highest role: the bot may grant, edit and delete only such roles.
pub(super) fn outranks_role(state: &ApiState<'_>, guild: GuildId, role: RoleId) -> Result<(), ApiError> {
    let world = &state.world;
    let guild = world.guild(guild)?;
    let role = guild.roles.get(&role).ok_or(Refusal::UNKNOWN_ROLE)?;
    if world.bot_outranks_role(guild, role) { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Checks that the bot can give a role to members and take it: it is below the bot's highest role, and neither
/// `@everyone` nor managed by an integration.
pub(super) fn gives_role(state: &ApiState<'_>, guild: GuildId, role: RoleId) -> Result<(), ApiError> {
    const INVALID: Refusal = Refusal { status: 400, code: 50028, message: "Invalid role" };
    let it = state.world.guild(guild)?.roles.get(&role).ok_or(Refusal::UNKNOWN_ROLE)?;
    if it.managed_by.is_some() || role == guild.everyone_role() {
        return Err(INVALID.into());
    }
    outranks_role(state, guild, role)
}

/// Checks that a thread is not archived.
pub(super) fn not_archived(state: &ApiState<'_>, channel: ChannelId) -> Result<(), ApiError> {
    const ARCHIVED: Refusal = Refusal { status: 400, code: 50083, message: "Thread is archived" };
    match &state.world.channel(channel)?.thread {
        Some(thread) if thread.archived => Err(ARCHIVED.into()),
        _ => Ok(()),
    }
}
