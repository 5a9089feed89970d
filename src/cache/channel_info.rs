//! The fields of voice channels that are not in channel objects: status texts and voice start times.

use std::sync::Arc;

use super::{Cache, Old};
use crate::event::{ChannelInfo, VoiceChannelStartTimeUpdate, VoiceChannelStatusUpdate};
use crate::model::{ChannelId, ChannelInfoChannel, Field, GuildId};

impl Cache {
    /// The status text and the voice start time of a voice channel. A field is [absent](Field::Absent) if it was
    /// neither requested (opcode 43) nor changed since the guild was loaded.
    #[must_use]
    pub fn channel_info(&self, guild: GuildId, channel: ChannelId) -> Option<Arc<ChannelInfoChannel>> {
        self.inner.guilds.get(&guild)?.channel_infos.get(&channel).cloned()
    }

    /// The fields of all voice channels of a guild, as a consistent snapshot in no particular order.
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
        let new = ChannelInfoChannel { id: update.id, status, voice_start_time: Field::Absent };
        self.merge_channel_info(update.guild_id, &new)
    }

    pub(super) fn voice_start_time(&self, update: VoiceChannelStartTimeUpdate) -> Option<Old> {
        let voice_start_time = Field::from(update.voice_start_time);
        let new = ChannelInfoChannel { id: update.id, status: Field::Absent, voice_start_time };
        self.merge_channel_info(update.guild_id, &new)
    }

    fn merge_channel_info(&self, guild: GuildId, new: &ChannelInfoChannel) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        let old = slot.channel_infos.get(&new.id).cloned();
        let mut merged = new.clone();
        if let Some(old) = &old {
            if merged.status.is_absent() {
                merged.status.clone_from(&old.status);
            }
            if merged.voice_start_time.is_absent() {
                merged.voice_start_time = old.voice_start_time;
            }
        }
        slot.channel_infos.insert(new.id, Arc::new(merged));
        drop(slot);
        old.map(Old::ChannelInfo)
    }
}
