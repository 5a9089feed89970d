//! The commands that punish: each is written into the case log, the log channel, and a direct message to the user.
use std::time::Duration;

use greenroom::prelude::*;

use crate::{
    appeals,
    cases::{Action, Case},
    ranks, settings,
    store::Store,
};

/// A reason fits the audit log (512 characters) together with the moderator's name.
type Reason = Text<400>;

/// The commands that punish, and the one that ends a ban.
#[derive(Debug)]
pub(crate) struct Actions(pub(crate) Store);

#[handlers(ephemeral)]
impl Actions {
    /// Warns a member
    #[command(contexts(Guild), member_permissions(MODERATE_MEMBERS))]
    async fn warn(
        &self,
        ctx: &CommandContext,
        #[option("Which one")] member: GuildMember,
        #[option("Why")] reason: Reason,
    ) -> CommandResult<String> {
        ranks::check(ctx, member.guild_id, member.id(), &member)?;
        self.punish(ctx, member.guild_id, &member.user, Action::Warning, &reason, async { Ok(()) }).await
    }

    /// Keeps a member from writing for some time
    #[command(contexts(Guild), member_permissions(MODERATE_MEMBERS), bot_permissions(MODERATE_MEMBERS))]
    async fn timeout(
        &self,
        ctx: &CommandContext,
        #[option("Which one")] member: GuildMember,
        #[option("How long, such as 1h 30m")] duration: Duration,
        #[option("Why")] reason: Reason,
    ) -> CommandResult<String> {
        ranks::check(ctx, member.guild_id, member.id(), &member)?;
        if duration.as_secs() > 28 * 24 * 3600 {
            return Err(tell("A timeout is 28 days at most."));
        }
        let update = ctx.http().update_member(member.guild_id, member.id());
        let act = update.communication_disabled_until(ctx.now().after(duration)).reason(audit(ctx, &reason));
        self.punish(ctx, member.guild_id, &member.user, Action::Timeout, &reason, async { act.await.map(drop) }).await
    }

    /// Bans a user, who need not be a member
    #[command(contexts(Guild), member_permissions(BAN_MEMBERS), bot_permissions(BAN_MEMBERS))]
    async fn ban(
        &self,
        ctx: &CommandContext,
        #[from] guild: GuildId,
        #[option("Which one")] user: ResolvedUser,
        #[option("Why")] reason: Reason,
        #[option("Delete their messages of this many days", range = 0..=7, default = 0)] days: u32,
    ) -> CommandResult<String> {
        if let Some(member) = &user.member {
            ranks::check(ctx, guild, user.id(), member)?;
        }
        if !ctx.confirm(format!("Ban {}? {}", user.id().mention(), &*reason)).await? {
            return Ok("Nobody is banned.".to_owned());
        }
        let ban = guild.ban(ctx, user.id()).delete_message_seconds(days * 24 * 3600);
        let ban = ban.reason(audit(ctx, &reason));
        self.punish(ctx, guild, &user.user, Action::Ban, &reason, async { ban.await.map(drop) }).await
    }

    /// Ends the ban of a user
    #[command(contexts(Guild), member_permissions(BAN_MEMBERS), bot_permissions(BAN_MEMBERS))]
    async fn unban(
        &self,
        ctx: &CommandContext,
        #[from] guild: GuildId,
        #[option("Which one")] user: ResolvedUser,
        #[option("Why")] reason: Reason,
    ) -> CommandResult<String> {
        guild.unban(ctx, user.id()).reason(audit(ctx, &reason)).await.tell("This user is not banned.")?;
        self.punish(ctx, guild, &user.user, Action::Unban, &reason, async { Ok(()) }).await
    }

    /// Writes the case, sends it to the user, acts, and logs it. Returns the answer to the moderator. The user is
    /// written to first: after a ban, the bot may share no server with them.
    async fn punish(
        &self,
        ctx: &CommandContext,
        guild: GuildId,
        user: &User,
        action: Action,
        reason: &str,
        act: impl Future<Output = Result<(), HttpError>>,
    ) -> CommandResult<String> {
        let (id, moderator, text) = (user.id, ctx.user().id, reason.to_owned());
        let case = self.0.run(move |db| Case::write(db, guild, id, moderator, action, &text)).await?;
        let is_sent = appeals::notify(ctx, guild, &case).await.is_ok();
        let number = case.number;
        if let Err(error) = act.await {
            self.0.run(move |db| Case::delete(db, guild, number)).await?;
            return Err(error.into());
        }
        if let Some(channel) = settings::log_channel(&self.0, guild).await? {
            channel.send_embed(ctx, case.embed()).await?;
        }
        let note = if is_sent { "" } else { " They do not accept direct messages." };
        Ok(format!("{}: {} is case {number}.{note}", user.display_name(), action.name()))
    }
}

/// The reason in Discord's audit log, which names the bot as the author.
fn audit(ctx: &CommandContext, reason: &str) -> String {
    format!("{}: {reason}", ctx.user().username)
}
