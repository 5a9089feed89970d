//! How many messages a thread has.
//!
//! Discord sends the counts with the thread, and no THREAD_UPDATE when only they change (gateway reference, section
//! 20): they are worked out from the messages. Every message of a thread counts but the first one: the post that opened
//! it, which has the number of the thread, or the reference to the message that it was made from (Discord's docs,
//! resources/channel, `message_count`).

use std::collections::VecDeque;
use std::sync::Arc;

use super::Cache;
use super::threads::HeldThread;
use crate::model::{Channel, ChannelId, GuildId, Message, MessageId, MessageKind};

/// So many messages are remembered, for each guild and of either kind. A MESSAGE_DELETE_BULK names up to 100.
const REMEMBERED: usize = 128;

/// Which messages in the threads of a guild were counted or deleted lately, so that an event that comes twice counts
/// once.
#[derive(Debug, Default)]
pub(super) struct Counted {
    created: Recent,
    deleted: Recent,
}

impl Counted {
    /// Counts a message, and notes it as the latest of its thread if it is.
    fn create(&mut self, held: &mut HeldThread, message: &Message) {
        let (id, last) = (message.id, held.channel.last_message_id);
        let is_latest = last.is_none_or(|last| last < id);
        // A later message than all that are known cannot be among those that were counted.
        let counts = !is_first(&held.channel, message) && (is_latest || !self.knows(held, id));
        if !is_latest && !counts {
            return;
        }
        let thread = Arc::make_mut(&mut held.channel);
        thread.last_message_id = last.max(Some(id));
        if counts {
            self.created.push(id);
            thread.total_message_sent = thread.total_message_sent.map(|sent| sent.saturating_add(1));
            // Its deletion may have come first.
            if !self.deleted.contains(id) {
                thread.message_count = thread.message_count.map(|count| count.saturating_add(1));
            }
        }
    }

    /// Whether a message that is not the latest was counted: by Discord or here.
    fn knows(&self, held: &HeldThread, id: MessageId) -> bool {
        held.counted_to >= Some(id) || self.created.contains(id)
    }

    /// Counts a deleted message off, if it was counted.
    fn delete(&mut self, held: &mut HeldThread, id: MessageId) {
        if id.get() == held.channel.id.get() || self.deleted.contains(id) {
            return;
        }
        self.deleted.push(id);
        let was_counted = held.channel.last_message_id.is_none_or(|last| id <= last);
        if was_counted && let Some(count @ 1..) = held.channel.message_count {
            Arc::make_mut(&mut held.channel).message_count = Some(count - 1);
        }
    }

    /// In bytes.
    pub(super) fn heap_bytes(&self) -> usize {
        (self.created.0.capacity() + self.deleted.0.capacity()) * size_of::<MessageId>()
    }
}

/// Whether a message opened its thread.
fn is_first(thread: &Channel, message: &Message) -> bool {
    message.kind == MessageKind::ThreadStarterMessage || message.id.get() == thread.id.get()
}

/// The latest so many, the latest last.
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
    /// Only CREATE tells which message is a channel's latest, and that a thread has one more.
    pub(super) fn note_created(&self, message: &Message) {
        // Without a guild it is in a direct message, or is seen by one user only and in no history.
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
