//! The channel messages of each channel.

use std::collections::VecDeque;
use std::sync::Arc;

use dashmap::DashMap;

use super::change::change_arc;
use super::heap::arc_bytes;
use super::stats::{self, KindStats};
use super::{Cache, Old};
use crate::event::{MessageDelete, MessageDeleteBulk, MessageUpdate};
use crate::model::{ChannelId, GuildId, Message, MessageId};

/// The largest number of channels of which messages are kept.
pub const MESSAGE_CHANNELS: usize = 4096;

/// The number of channels that are emptied when there are too many. Emptying several at once makes the search for the
/// oldest rare.
const CHANNELS_EMPTIED: usize = MESSAGE_CHANNELS / 8;

/// The channel messages of each channel. They are not part of a guild, because direct messages are included.
#[derive(Debug, Default)]
pub(super) struct Messages {
    channels: DashMap<ChannelId, ChannelMessages>,
}

#[derive(Debug)]
struct ChannelMessages {
    guild: Option<GuildId>,
    /// In the order of arrival, the channel last.
    messages: VecDeque<Arc<Message>>,
}

impl ChannelMessages {
    /// Searches from the end, because recent messages are searched for more often.
    fn position(&self, message: MessageId) -> Option<usize> {
        self.messages.iter().rposition(|held| held.id == message)
    }
}

impl Messages {
    fn push(&self, message: &Message, at_most: usize) -> Option<Arc<Message>> {
        let stored = Arc::new(message.clone());
        let mut channel = self
            .channels
            .entry(message.channel_id)
            .or_insert_with(|| ChannelMessages { guild: message.guild_id, messages: VecDeque::new() });
        // A replay after a resume may repeat a message.
        if let Some(held) = channel.position(message.id).and_then(|at| channel.messages.get_mut(at)) {
            return Some(std::mem::replace(held, stored));
        }
        while channel.messages.len() >= at_most {
            channel.messages.pop_front();
        }
        channel.messages.push_back(stored);
        let is_new = channel.messages.len() == 1;
        drop(channel);
        if is_new && self.channels.len() > MESSAGE_CHANNELS {
            self.remove_oldest_channels();
        }
        None
    }

    /// Empties the channels with the oldest last messages.
    fn remove_oldest_channels(&self) {
        let last = |channel: &ChannelMessages| channel.messages.back().map(|message| message.id);
        let mut channels: Vec<_> = self.channels.iter().map(|entry| (last(entry.value()), *entry.key())).collect();
        if channels.len() > CHANNELS_EMPTIED {
            channels.select_nth_unstable(CHANNELS_EMPTIED);
            channels.truncate(CHANNELS_EMPTIED);
        }
        for (_, channel) in channels {
            self.channels.remove(&channel);
        }
    }

    fn remove(&self, channel: ChannelId, message: MessageId) -> Option<Arc<Message>> {
        let mut channel = self.channels.get_mut(&channel)?;
        let at = channel.position(message)?;
        channel.messages.remove(at)
    }

    pub(super) fn remove_channel(&self, channel: ChannelId) {
        self.channels.remove(&channel);
    }

    pub(super) fn remove_guild(&self, guild: GuildId) {
        self.channels.retain(|_, channel| channel.guild != Some(guild));
    }

    pub(super) fn stats(&self) -> KindStats {
        let mut stats = KindStats { count: 0, bytes: stats::dash_map_bytes(&self.channels) };
        for channel in &self.channels {
            stats.count += channel.messages.len();
            stats.bytes += channel.messages.capacity() * size_of::<Arc<Message>>();
            stats.bytes += channel.messages.iter().map(|message| arc_bytes(&**message)).sum::<usize>();
        }
        stats
    }
}

impl Cache {
    /// A message, if it is among the [channel](super::CacheConfig::messages) of its channel. Its reactions and poll
    /// votes are those at its creation or last edit.
    #[must_use]
    pub fn message(&self, channel: ChannelId, message: MessageId) -> Option<Arc<Message>> {
        let channel = self.inner.messages.channels.get(&channel)?;
        channel.messages.get(channel.position(message)?).cloned()
    }

    /// The messages of a channel, thread or direct message that arrived since the bot connected, the channel last.
    #[must_use]
    pub fn messages(&self, channel: ChannelId) -> Vec<Arc<Message>> {
        let channel = self.inner.messages.channels.get(&channel);
        channel.map(|channel| channel.messages.iter().cloned().collect()).unwrap_or_default()
    }

    pub(super) fn message_create(&self, message: &Message) -> Option<Old> {
        self.note_created(message);
        match self.inner.config.messages_per_channel() {
            0 => None,
            at_most => self.inner.messages.push(message, at_most).map(Old::Message),
        }
    }

    pub(super) fn message_update(&self, update: &MessageUpdate) -> Option<Old> {
        let mut channel = self.inner.messages.channels.get_mut(&update.channel_id)?;
        let at = channel.position(update.id)?;
        let held = channel.messages.get_mut(at)?;
        change_arc(held, |message| update.apply_to(message)).map(Old::Message)
    }

    pub(super) fn message_delete(&self, delete: MessageDelete) -> Option<Old> {
        self.note_deleted(delete.guild_id, delete.channel_id, &[delete.id]);
        self.inner.messages.remove(delete.channel_id, delete.id).map(Old::Message)
    }

    pub(super) fn message_delete_bulk(&self, delete: &MessageDeleteBulk) -> Option<Old> {
        self.note_deleted(delete.guild_id, delete.channel_id, &delete.ids);
        let messages = delete.ids.iter().filter_map(|id| self.inner.messages.remove(delete.channel_id, *id));
        let messages: Vec<_> = messages.collect();
        (!messages.is_empty()).then_some(Old::Messages(messages))
    }
}
