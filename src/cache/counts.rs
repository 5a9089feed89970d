//! The message counts of threads.
//!
//! Discord sends the counts with the thread, but no THREAD_UPDATE when only they change (gateway reference, section
//! 20), so they are computed from the messages. Every message of a thread counts except the first: the post with the id
//! of the thread, or the reference to the message that the thread was created from (Discord's docs, resources/channel,
//! `message_count`).

use std::collections::VecDeque;
use std::sync::Arc;

use super::Cache;
use super::threads::CachedThread;
use crate::model::{Channel, ChannelId, GuildId, Message, MessageId, MessageKind};

/// The number of message ids that are remembered, for each guild and for creations and deletions separately. A
/// MESSAGE_DELETE_BULK has up to 100.
const REMEMBERED: usize = 128;

/// The ids of the messages in the threads of a guild that were counted or deleted recently, so that a repeated event is
/// not counted twice.
#[derive(Debug, Default)]
pub(super) struct CountedMessages {
    created: Recent,
    deleted: Recent,
}

impl CountedMessages {
    /// Counts a message, and updates the last message id of its thread.
    fn create(&mut self, held: &mut CachedThread, message: &Message) {
        let (id, last) = (message.id, held.channel.last_message_id);
        let is_latest = last.is_none_or(|last| last < id);
        // A message newer than all known ones has not been counted.
        let counts = !is_first(&held.channel, message) && (is_latest || !self.knows(held, id));
        if !is_latest && !counts {
            return;
        }
        let thread = Arc::make_mut(&mut held.channel);
        thread.last_message_id = last.max(Some(id));
        if counts {
            self.created.push(id);
            thread.total_message_sent = thread.total_message_sent.map(|sent| sent.saturating_add(1));
            // The deletion may have arrived before the creation.
            if !self.deleted.contains(id) {
                thread.message_count = thread.message_count.map(|count| count.saturating_add(1));
            }
        }
    }

    /// Whether a message that is not the latest was already counted, by Discord or here.
    fn knows(&self, held: &CachedThread, id: MessageId) -> bool {
        held.counted_to >= Some(id) || self.created.contains(id)
    }

    /// Decrements the count if the deleted message was counted.
    fn delete(&mut self, held: &mut CachedThread, id: MessageId) {
        if id.get() == held.channel.id.get() || self.deleted.contains(id) {
            return;
        }
        self.deleted.push(id);
        let was_counted = held.channel.last_message_id.is_none_or(|last| id <= last);
        if was_counted && let Some(count @ 1..) = held.channel.message_count {
            Arc::make_mut(&mut held.channel).message_count = Some(count - 1);
        }
    }

    /// The heap size in bytes.
    pub(super) fn heap_bytes(&self) -> usize {
        (self.created.0.capacity() + self.deleted.0.capacity()) * size_of::<MessageId>()
    }
}

/// Whether the message is the first of its thread.
fn is_first(thread: &Channel, message: &Message) -> bool {
    message.kind == MessageKind::ThreadStarterMessage || message.id.get() == thread.id.get()
}

/// The most recent ids, the latest last.
#[derive(Debug, Default)]
struct Recent(VecDeque<MessageId>);

impl Recent {
    fn contains(&self, id: MessageId) -> bool {
        self.0.iter().rev().any(|held| *held == id)
    }

    fn push(&mut self, id: MessageId) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(id);
    }
}

impl Cache {
    /// Updates the last message id and the counts. Only MESSAGE_CREATE changes them, not MESSAGE_UPDATE.
    pub(super) fn note_created(&self, message: &Message) {
        // A message without a guild is a direct message, or is visible to one user only and not part of the history.
        let Some(mut slot) = message.guild_id.and_then(|guild| self.inner.guilds.get_mut(&guild)) else { return };
        let slot = &mut *slot;
        if let Some(held) = slot.threads.get_mut(&message.channel_id) {
            slot.counted.create(held, message);
        } else if let Some(channel) = slot.channels.get_mut(&message.channel_id)
            && channel.last_message_id.is_none_or(|last| last < message.id)
        {
            Arc::make_mut(channel).last_message_id = Some(message.id);
        }
    }

    pub(super) fn note_deleted(&self, guild: Option<GuildId>, channel: ChannelId, messages: &[MessageId]) {
        let Some(mut slot) = guild.and_then(|guild| self.inner.guilds.get_mut(&guild)) else { return };
        let slot = &mut *slot;
        if let Some(held) = slot.threads.get_mut(&channel) {
            messages.iter().for_each(|id| slot.counted.delete(held, *id));
        }
    }
}
