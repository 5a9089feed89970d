//! The latest messages of each channel, if they are kept at all.

use std::collections::VecDeque;
use std::sync::Arc;

use dashmap::DashMap;

use super::heap::arc_bytes;
use super::stats::{self, KindStats};
use super::{Cache, Old};
use crate::event::{MessageDelete, MessageDeleteBulk, MessageUpdate};
use crate::model::{ChannelId, GuildId, Message, MessageId};

/// In at most so many channels messages are kept.
pub const MESSAGE_CHANNELS: usize = 4096;

/// So many channels are emptied at once when there are too many, so that looking for the oldest is paid for by many messages.
const EMPTIED_AT_ONCE: usize = MESSAGE_CHANNELS / 8;

/// The latest messages of each channel. In no guild's slot, since direct messages are among them.
#[derive(Debug, Default)]
pub(super) struct Messages {
    channels: DashMap<ChannelId, Latest>,
}

#[derive(Debug)]
struct Latest {
    guild: Option<GuildId>,
    /// In the order in which they came, the latest last.
    messages: VecDeque<Arc<Message>>,
}

impl Latest {
    /// Those who ask mean a recent one more often than not.
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
            .or_insert_with(|| Latest { guild: message.guild_id, messages: VecDeque::new() });
        // A replay after a resume brings some a second time.
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
            self.empty_the_oldest();
        }
        None
    }

    /// Forgets the channels in which nothing was written for longest.
    fn empty_the_oldest(&self) {
        let last = |latest: &Latest| latest.messages.back().map(|message| message.id);
        let mut channels: Vec<_> = self.channels.iter().map(|entry| (last(entry.value()), *entry.key())).collect();
        if channels.len() > EMPTIED_AT_ONCE {
            channels.select_nth_unstable(EMPTIED_AT_ONCE);
            channels.truncate(EMPTIED_AT_ONCE);
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

    pub(super) fn forget_channel(&self, channel: ChannelId) {
        self.channels.remove(&channel);
    }

    pub(super) fn forget_guild(&self, guild: GuildId) {
        self.channels.retain(|_, latest| latest.guild != Some(guild));
    }

    pub(super) fn stats(&self) -> KindStats {
        let mut stats = KindStats { count: 0, bytes: stats::dash_map_bytes(&self.channels) };
        for latest in &self.channels {
            stats.count += latest.messages.len();
            stats.bytes += latest.messages.capacity() * size_of::<Arc<Message>>();
            stats.bytes += latest.messages.iter().map(|message| arc_bytes(&**message)).sum::<usize>();
        }
        stats
    }
}

impl Cache {
    /// A message, if it is among the [latest](super::CacheConfig::messages) of its channel. Its reactions and the votes on its
    /// poll are as they were when it came or was last edited.
    #[must_use]
    pub fn message(&self, channel: ChannelId, message: MessageId) -> Option<Arc<Message>> {
        let channel = self.inner.messages.channels.get(&channel)?;
        channel.messages.get(channel.position(message)?).cloned()
    }

    /// The latest messages of a channel, thread or direct message that came since the bot is connected, the latest last.
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
        super::slot::change_one(held, |message| update.apply_to(message)).map(Old::Message)
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
