//! Events about channels.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::scope::{newtype, scope};
use crate::model::{Channel, ChannelId, ChannelInfoChannel, Field, GuildId, Timestamp, unix_seconds};

newtype! {
    /// A channel of a guild was created (CHANNEL_CREATE). Dereferences to [`Channel`].
    ChannelCreate(Channel)
}
scope!(ChannelCreate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A channel of a guild was changed (CHANNEL_UPDATE). Dereferences to [`Channel`], as it is now.
    ChannelUpdate(Channel)
}
scope!(ChannelUpdate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A channel of a guild was deleted (CHANNEL_DELETE). Dereferences to [`Channel`], as it was.
    ChannelDelete(Channel)
}
scope!(ChannelDelete, |it| guild: it.guild_id, channel: Some(it.id));

/// A message was pinned or unpinned (CHANNEL_PINS_UPDATE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(channel_id)]
#[non_exhaustive]
pub struct ChannelPinsUpdate {
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel.
    pub channel_id: ChannelId,
    /// When the most recent pinned message was pinned; null if none is left.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub last_pin_timestamp: Field<Timestamp>,
}

scope!(ChannelPinsUpdate, |it| guild: it.guild_id, channel: Some(it.channel_id));

/// The requested data of a guild's voice channels (CHANNEL_INFO). Channels without any of this data are left out.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(guild_id, channels)]
#[non_exhaustive]
pub struct ChannelInfo {
    /// The guild.
    pub guild_id: GuildId,
    /// The channels.
    pub channels: Vec<ChannelInfoChannel>,
}

scope!(ChannelInfo, |it| guild: Some(it.guild_id));

/// The status of a voice channel was set or removed (VOICE_CHANNEL_STATUS_UPDATE).
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, guild_id)]
#[non_exhaustive]
pub struct VoiceChannelStatusUpdate {
    /// The channel.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// The status, up to 500 characters; `None` if it was removed.
    pub status: Option<CompactString>,
}

scope!(VoiceChannelStatusUpdate, |it| guild: Some(it.guild_id), channel: Some(it.id));

/// The first user joined an empty voice channel, or the last user left it (VOICE_CHANNEL_START_TIME_UPDATE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id, guild_id)]
#[non_exhaustive]
pub struct VoiceChannelStartTimeUpdate {
    /// The channel.
    pub id: ChannelId,
    /// The guild.
    pub guild_id: GuildId,
    /// When the first user joined, to the second; `None` if the channel is empty.
    #[serde(skip_serializing_if = "Option::is_none", with = "unix_seconds::option")]
    pub voice_start_time: Option<Timestamp>,
}

scope!(VoiceChannelStartTimeUpdate, |it| guild: Some(it.guild_id), channel: Some(it.id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn absent_and_null_are_told_apart() {
        let info: ChannelInfo = there_and_back(
            r#"{"guild_id":"5","channels":[{"id":"2","status":"chess","voice_start_time":1617216331},
            {"id":"3","status":null},{"id":"4","voice_start_time":null}]}"#,
        );
        let [all, status, time] = &info.channels[..] else { panic!("{info:?}") };
        assert_eq!(all.voice_start_time, Field::Value(Timestamp::from_secs(1_617_216_331)));
        assert_eq!((&status.status, status.voice_start_time), (&Field::Null, Field::Absent));
        assert_eq!((&time.status, time.voice_start_time), (&Field::Absent, Field::Null));
    }

    #[test]
    fn voice_channels_have_a_status_and_a_start() {
        let status: VoiceChannelStatusUpdate = there_and_back(r#"{"id":"2","guild_id":"5","status":"chess"}"#);
        assert_eq!(status.status.as_deref(), Some("chess"));
        assert_eq!(
            there_and_back::<VoiceChannelStatusUpdate>(r#"{"id":"2","guild_id":"5","status":null}"#).status,
            None
        );
        for (json, time) in [
            (r#"{"id":"2","guild_id":"5","voice_start_time":1617216331}"#, Some(Timestamp::from_secs(1_617_216_331))),
            (r#"{"id":"2","guild_id":"5","voice_start_time":null}"#, None),
            (r#"{"id":"2","guild_id":"5"}"#, None),
        ] {
            assert_eq!(there_and_back::<VoiceChannelStartTimeUpdate>(json).voice_start_time, time);
        }
    }

    #[test]
    fn pins_of_guilds_and_direct_messages() {
        for json in [
            r#"{"guild_id":"5","channel_id":"2","last_pin_timestamp":"2021-04-12T23:40:39.855793+00:00"}"#,
            r#"{"channel_id":"2","last_pin_timestamp":null}"#,
            r#"{"channel_id":"2"}"#,
        ] {
            there_and_back::<ChannelPinsUpdate>(json);
        }
    }

    #[test]
    fn a_channel_of_a_guild() {
        let create: ChannelCreate = there_and_back(
            r#"{"id":"41771983423143937","guild_id":"41771983423143900","name":"general","type":0,"position":6,
            "permission_overwrites":[{"id":"7","type":0,"allow":"1024","deny":"0"}],"rate_limit_per_user":2,"nsfw":true,
            "topic":"24/7 chat about how to gank Mike #2","last_message_id":"155117677105512449",
            "parent_id":"399942396007890945","default_auto_archive_duration":60}"#,
        );
        assert_eq!(create.permission_overwrites.len(), 1);
        there_and_back::<ChannelUpdate>(
            r#"{"id":"1","type":15,"guild_id":"5","name":"help","flags":16,"position":1,
            "available_tags":[{"id":"8","name":"solved","moderated":true,"emoji_id":null,"emoji_name":"✅"}],
            "default_reaction_emoji":{"emoji_id":null,"emoji_name":"👍"},"default_thread_rate_limit_per_user":5,
            "default_sort_order":1,"default_forum_layout":2}"#,
        );
        there_and_back::<ChannelDelete>(
            r#"{"id":"1","type":2,"guild_id":"5","name":"voice","bitrate":64000,"user_limit":10,
            "rtc_region":"rotterdam","video_quality_mode":2}"#,
        );
    }
}
