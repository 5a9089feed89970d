//! What is asked about voice channels, and is on no channel object: status lines, and since when somebody is there.

use std::sync::Arc;

use super::{Cache, Old};
use crate::event::{ChannelInfo, VoiceChannelStartTimeUpdate, VoiceChannelStatusUpdate};
use crate::model::{ChannelId, ChannelInfoChannel, Field, GuildId};

impl Cache {
    /// The status line of a voice channel, and since when somebody is in it. What is [absent](Field::Absent) was neither asked for
    /// (opcode 43) nor has it changed since the guild was loaded.
    #[must_use]
    pub fn channel_info(&self, guild: GuildId, channel: ChannelId) -> Option<Arc<ChannelInfoChannel>> {
        self.inner.guilds.get(&guild)?.channel_infos.get(&channel).cloned()
    }

    /// All that is known of the voice channels of a guild, as it was at one moment, in no order.
    #[must_use]
    pub fn channel_infos(&self, guild: GuildId) -> Vec<Arc<ChannelInfoChannel>> {
        self.all_of(guild, |slot| slot.channel_infos.values().cloned().collect())
    }

    pub(super) fn channel_info_answer(&self, info: &ChannelInfo) -> Option<Old> {
        for channel in &info.channels {
            self.merge_channel_info(info.guild_id, channel);
        }
        None
    }

    pub(super) fn voice_status(&self, update: &VoiceChannelStatusUpdate) -> Option<Old> {
        let status = Field::from(update.status.clone());
        let news = ChannelInfoChannel { id: update.id, status, voice_start_time: Field::Absent };
        self.merge_channel_info(update.guild_id, &news)
    }

    pub(super) fn voice_start_time(&self, update: VoiceChannelStartTimeUpdate) -> Option<Old> {
        let voice_start_time = Field::from(update.voice_start_time);
        let news = ChannelInfoChannel { id: update.id, status: Field::Absent, voice_start_time };
        self.merge_channel_info(update.guild_id, &news)
    }

    fn merge_channel_info(&self, guild: GuildId, news: &ChannelInfoChannel) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        let old = slot.channel_infos.get(&news.id).cloned();
        let mut merged = news.clone();
        if let Some(old) = &old {
            if merged.status.is_absent() {
                merged.status.clone_from(&old.status);
            }
            if merged.voice_start_time.is_absent() {
                merged.voice_start_time = old.voice_start_time;
            }
        }
        slot.channel_infos.insert(news.id, Arc::new(merged));
        drop(slot);
        old.map(Old::ChannelInfo)
    }
}
