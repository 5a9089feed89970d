//! Which member may punish which: one with a higher role, and the bot's role must be higher too.
use greenroom::prelude::*;

/// Checks that the user of the command and the bot are above `target`. The members of an interaction come with their
/// roles, so the privileged intent GUILD_MEMBERS is not needed.
pub(crate) fn check(ctx: &CommandContext, guild: GuildId, target: UserId, member: &Member) -> CommandResult {
    let (cache, user) = (ctx.cache(), ctx.user().id);
    let bot = cache.current_user().ok_or("the bot is not connected yet")?.id;
    if target == bot {
        return Err(tell("I cannot be punished."));
    }
    if target == user {
        return Err(tell("You cannot punish yourself."));
    }
    let rank = cache.rank_of_member(guild, target, member)?;
    let own = ctx.member().ok_or("a guild command without a member")?;
    if cache.rank_of_member(guild, user, own)? <= rank {
        return Err(tell("Your highest role is not above theirs, so you cannot do this."));
    }
    if cache.rank_of(guild, bot)? <= rank {
        return Err(tell("My highest role is not above theirs. Move my role up in the server settings."));
    }
    Ok(())
}
