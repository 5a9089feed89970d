//! Reading the cache: `!members` lists the members of the server.
use greenroom::{gateway::RequestMembers, prelude::*};

/// Lists the members of a server.
#[derive(Debug)]
pub struct MemberList;

#[event_handler(intents(GUILDS, GUILD_MEMBERS, MESSAGE_CONTENT))]
impl EventHandler for MemberList {
    /// Discord sends few members without a request. The requested members are stored in the cache when they arrive.
    async fn guild_create(&self, ctx: &Context, create: &GuildCreate) -> HandlerResult {
        if create.available().is_some() {
            ctx.bot().request_members(RequestMembers::everybody(create.id())).await?;
        }
        Ok(())
    }

    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let Some(guild_id) = message.guild_id.filter(|_| message.content == "!members") else { return Ok(()) };
        let guild = ctx.cache().guild(guild_id).ok_or("this server is not in the cache yet")?;
        let mut names: Vec<_> =
            ctx.cache().members(guild_id).iter().map(|member| member.display_name().to_owned()).collect();
        names.sort();
        message.reply(ctx, format!("{} has {} members: {}", guild.name, names.len(), names.join(", "))).await?;
        Ok(())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(MemberList).run().await
}
