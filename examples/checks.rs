//! Checks and cooldowns: which users may use a command, how often, and what they are told if they may not.
use greenroom::{
    command::{CallContext, FailedBecause},
    prelude::*,
};

/// A treasure that is opened from time to time.
#[derive(Debug)]
pub struct Treasure;

/// `error` sets what users are told. It is called for all failures of this type's commands.
#[handlers(error = Self::explain)]
impl Treasure {
    /// Takes a coin, once a day
    #[command(cooldown(user, 1 per "1d"))]
    async fn coin(&self) -> &'static str {
        "You take a coin."
    }

    /// Opens the treasure
    #[command(contexts(Guild), check = Self::has_key, concurrency(guild, 1))]
    async fn open(&self) -> &'static str {
        "The treasure is open."
    }

    /// Moves the treasure to this channel
    ///
    /// Discord shows the command only to members who may manage channels. The bot's own permission is checked before
    /// the call.
    #[command(contexts(Guild), member_permissions(MANAGE_CHANNELS), bot_permissions(MANAGE_CHANNELS))]
    async fn relocate(&self) -> &'static str {
        "The treasure is here now."
    }

    /// Closes the treasure for good
    #[command(owner)]
    async fn close(&self) -> &'static str {
        "The treasure is closed."
    }

    async fn has_key(&self, ctx: &CallContext) -> CommandResult<bool> {
        let Some(member) = ctx.member() else { return Ok(false) };
        let is_key = |role: &RoleId| ctx.cache().role(*role).is_some_and(|role| role.name == "Key");
        Ok(member.roles.iter().any(is_key))
    }

    async fn explain(&self, _ctx: &CallContext, failure: &CommandFailure) -> Option<Reply> {
        match failure.cause {
            FailedBecause::Check => Some(Reply::new("You need the role `Key` to open the treasure.").ephemeral()),
            // The default, such as "This was used too often. Try again in 24 h."
            _ => None,
        }
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Treasure).run().await
}
