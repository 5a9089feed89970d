//! What the bot may do, asked before anything is done: Discord tells 50001 where it cannot look, 50013 where it may not act.

use super::call::Call;
use super::reply::ApiError;
use super::state::ApiState;
use crate::model::{ChannelId, GuildId, RoleId, UserId};
use crate::sandbox::world::{Refusal, bits};

/// The channel of the path, if the bot sees it and has all of these permissions there.
pub(super) fn channel(state: &ApiState<'_>, call: &Call, needed: u64) -> Result<ChannelId, ApiError> {
    let id = call.channel()?;
    in_channel(state, id, needed)?;
    Ok(id)
}

/// Whether the bot sees a channel and has all of these permissions there; all it may do there.
pub(super) fn in_channel(state: &ApiState<'_>, id: ChannelId, needed: u64) -> Result<u64, ApiError> {
    let may = state.world.permissions_in(id, state.world.bot)?;
    if may & bits::VIEW_CHANNEL == 0 {
        return Err(Refusal::MISSING_ACCESS.into());
    }
    enough(may, needed)?;
    Ok(may)
}

/// A channel of a guild, not a DM, with its guild.
pub(super) fn guild_channel(state: &ApiState<'_>, call: &Call, needed: u64) -> Result<(ChannelId, GuildId), ApiError> {
    let id = channel(state, call, needed)?;
    let guild = state.world.channel(id)?.guild.ok_or(CANNOT_IN_DM)?;
    Ok((id, guild))
}

const CANNOT_IN_DM: Refusal = Refusal { status: 403, code: 50003, message: "Cannot execute action on a DM channel" };

/// The guild of the path, if the bot is in it and has all of these permissions.
pub(super) fn guild(state: &ApiState<'_>, call: &Call, needed: u64) -> Result<GuildId, ApiError> {
    let id = call.guild()?;
    state.world.guild(id)?;
    if !state.world.bot_is_in(id) {
        return Err(Refusal::MISSING_ACCESS.into());
    }
    enough(state.world.guild_permissions(id, state.world.bot), needed)?;
    Ok(id)
}

/// All of `needed`, or 50013.
pub(super) fn enough(may: u64, needed: u64) -> Result<(), ApiError> {
    if may & needed == needed { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Any of `needed`, or 50013.
pub(super) fn any(may: u64, needed: u64) -> Result<(), ApiError> {
    if may & needed != 0 { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Whether the bot stands above a member (rest.md section 12, hierarchy). Above the owner stands nobody.
pub(super) fn outranks(state: &ApiState<'_>, guild: GuildId, user: UserId) -> Result<(), ApiError> {
    let world = &state.world;
    if world.bot_outranks(world.guild(guild)?, user) { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Whether a role is below the bot's highest, so that the bot may grant, edit and delete it.
pub(super) fn outranks_role(state: &ApiState<'_>, guild: GuildId, role: RoleId) -> Result<(), ApiError> {
    let world = &state.world;
    let guild = world.guild(guild)?;
    let role = guild.roles.get(&role).ok_or(Refusal::UNKNOWN_ROLE)?;
    if world.bot_outranks_role(guild, role) { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS.into()) }
}

/// Whether a thread can be acted upon: not in the archive.
pub(super) fn awake(state: &ApiState<'_>, channel: ChannelId) -> Result<(), ApiError> {
    const ARCHIVED: Refusal = Refusal { status: 400, code: 50083, message: "Thread is archived" };
    match &state.world.channel(channel)?.thread {
        Some(thread) if thread.archived => Err(ARCHIVED.into()),
        _ => Ok(()),
    }
}
