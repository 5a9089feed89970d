//! Events about voice.

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::scope::{newtype, scope};
use crate::model::{ChannelId, EffectAnimation, Emoji, GuildId, SoundId, UserId, VoiceState};

newtype! {
    /// A user joined, left or moved between voice channels, or was muted or muted themselves (VOICE_STATE_UPDATE).
    /// Dereferences to [`VoiceState`].
    VoiceStateUpdate(VoiceState)
}
scope!(VoiceStateUpdate, |it| guild: it.guild_id, channel: it.channel_id, user: Some(it.user_id));

/// The server that the bot must use for a voice connection (VOICE_SERVER_UPDATE).
#[derive(Clone, PartialEq, Eq, Object, New)]
#[new(guild_id, token)]
#[non_exhaustive]
pub struct VoiceServerUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// The token of the voice connection. It is secret, so `Debug` does not show it.
    pub token: CompactString,
    /// The host; `None` means that the server is gone. Another event with a new one will follow.
    pub endpoint: Option<CompactString>,
}

impl fmt::Debug for VoiceServerUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VoiceServerUpdate")
            .field("guild_id", &self.guild_id)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

scope!(VoiceServerUpdate, |it| guild: Some(it.guild_id));

/// A user sent an emoji or played a sound in the voice channel the bot is in (VOICE_CHANNEL_EFFECT_SEND).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(channel_id, guild_id, user_id)]
#[non_exhaustive]
pub struct VoiceChannelEffectSend {
    /// The channel.
    pub channel_id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// The user.
    pub user_id: UserId,
    /// The emoji. Reactions and most sounds have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Box<Emoji>>,
    /// How the emoji moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub animation_type: Option<EffectAnimation>,
    /// The number of the animation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub animation_id: Option<u64>,
    /// The sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound_id: Option<SoundId>,
    /// The volume, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound_volume: Option<f64>,
}

scope!(VoiceChannelEffectSend, |it| guild: Some(it.guild_id), channel: Some(it.channel_id), user: Some(it.user_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn an_emoji_or_a_sound() {
        let emoji: VoiceChannelEffectSend = there_and_back(
            r#"{"channel_id":"2","guild_id":"5","user_id":"1","emoji":{"id":null,"name":"😆","animated":true,
            "available":true},"animation_type":1,"animation_id":4}"#,
        );
        assert_eq!(emoji.animation_type, Some(EffectAnimation::Basic));
        let sound: VoiceChannelEffectSend = there_and_back(
            r#"{"channel_id":"2","guild_id":"5","user_id":"1","emoji":null,"animation_type":null,"sound_id":"7",
            "sound_volume":0.5}"#,
        );
        assert_eq!((sound.sound_id, sound.sound_volume, sound.emoji), (Some(SoundId::new(7)), Some(0.5), None));
        // Discord's default sounds have small ids, which come as numbers.
        let default: VoiceChannelEffectSend =
            serde_json::from_str(r#"{"channel_id":"2","guild_id":"5","user_id":"1","sound_id":7}"#).unwrap();
        assert_eq!(default.sound_id, sound.sound_id);
    }
}
