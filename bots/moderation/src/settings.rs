//! The log channel of a guild, which a command sets.
use greenroom::prelude::*;
use rusqlite::OptionalExtension;

use crate::store::Store;

/// The command that sets the log channel.
#[derive(Debug)]
pub(crate) struct Settings(pub(crate) Store);

#[handlers(ephemeral)]
impl Settings {
    /// Sets the channel in which cases and appeals are logged
    #[command(contexts(Guild), member_permissions(MANAGE_GUILD))]
    async fn log_channel(
        &self,
        ctx: &CommandContext,
        #[from] guild: GuildId,
        #[option("Which one", channels(GuildText))] channel: Channel,
    ) -> CommandResult<String> {
        let id = channel.id;
        id.say(ctx, "Cases and appeals are logged here.").await.tell("I cannot write in that channel.")?;
        let set = "INSERT INTO settings (guild, log_channel) VALUES (?1, ?2)
                   ON CONFLICT (guild) DO UPDATE SET log_channel = ?2";
        self.0.run(move |db| db.execute(set, [guild.get(), id.get()])).await?;
        Ok(format!("Cases and appeals are logged in {}.", id.mention()))
    }
}

/// The log channel of a guild, if one is set.
pub(crate) async fn log_channel(store: &Store, guild: GuildId) -> CommandResult<Option<ChannelId>> {
    let get = "SELECT log_channel FROM settings WHERE guild = ?1";
    let channel = store.run(move |db| db.query_row(get, [guild.get()], |row| row.get(0)).optional()).await?;
    Ok(channel.map(ChannelId::new))
}
