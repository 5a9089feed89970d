//! Hands a voice connection of greenroom over to songbird's driver: the example in the docs of `greenroom::voice`.

use std::{error::Error, num::NonZeroU64};

use greenroom::{
    prelude::*,
    voice::{VoiceCredentials, VoiceUpdate},
};
use songbird::{ConnectionInfo, Driver};

/// The credentials as songbird takes them. `None` if an id is 0, which no id of Discord's is.
pub fn connection(voice: &VoiceCredentials) -> Option<ConnectionInfo> {
    Some(ConnectionInfo {
        channel_id: NonZeroU64::new(voice.channel_id.get())?.into(),
        endpoint: voice.endpoint.clone(),
        guild_id: NonZeroU64::new(voice.guild_id.get())?.into(),
        session_id: voice.session_id.clone(),
        token: voice.token.clone(),
        user_id: NonZeroU64::new(voice.user_id.get())?.into(),
    })
}

/// Joins a channel, and keeps songbird connected until the bot leaves it.
pub async fn stay(bot: BotHandle, guild: GuildId, channel: ChannelId) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut updates = bot.voice_updates(guild);
    bot.join_voice(guild, channel).await?;
    let mut driver = Driver::default();
    while let Some(update) = updates.next().await {
        match update {
            VoiceUpdate::Connect(voice) => driver.connect(connection(&voice).ok_or("an id is 0")?).await?,
            _ => {
                driver.leave();
                break;
            }
        }
    }
    Ok(())
}
