//! The heap sizes of Discord's objects, for [`CacheStats`](super::CacheStats).

use std::mem::size_of_val;

use compact_str::CompactString;

use super::{CachedGuild, CachedRole};
use crate::model::{
    Attachment, Button, Channel, ChannelInfoChannel, Component, Embed, Emoji, ForumTag, GuildFeature, Message,
    Reaction, ScheduledEvent, SoundboardSound, StageInstance, Sticker, StickerItem, User, VoiceState,
};

/// The heap size of a value.
pub(super) trait HeapBytes {
    /// The bytes on the heap, without the value itself. Rare parts (avatar decorations, creators of emoji) count with
    /// their own size only.
    fn heap_bytes(&self) -> usize;
}

/// The size of an `Arc`'s allocation: two counters and the value.
pub(super) fn arc_bytes<T: HeapBytes>(value: &T) -> usize {
    2 * size_of::<usize>() + size_of::<T>() + value.heap_bytes()
}

impl HeapBytes for CompactString {
    fn heap_bytes(&self) -> usize {
        if self.is_heap_allocated() { self.capacity() } else { 0 }
    }
}

impl HeapBytes for Box<str> {
    fn heap_bytes(&self) -> usize {
        self.len()
    }
}

impl<T> HeapBytes for Box<T> {
    fn heap_bytes(&self) -> usize {
        size_of::<T>()
    }
}

impl<T: HeapBytes> HeapBytes for Option<T> {
    fn heap_bytes(&self) -> usize {
        self.as_ref().map_or(0, T::heap_bytes)
    }
}

impl<T: HeapBytes> HeapBytes for [T] {
    fn heap_bytes(&self) -> usize {
        self.iter().map(T::heap_bytes).sum()
    }
}

impl HeapBytes for Emoji {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes() + size_of_val(self.roles.as_slice()) + self.user.heap_bytes()
    }
}

impl HeapBytes for Sticker {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes() + self.description.heap_bytes() + self.tags.heap_bytes() + self.user.heap_bytes()
    }
}

impl HeapBytes for GuildFeature {
    fn heap_bytes(&self) -> usize {
        match self {
            Self::Unknown(name) => name.heap_bytes(),
            _ => 0,
        }
    }
}

impl HeapBytes for ForumTag {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes() + self.emoji_name.heap_bytes()
    }
}

impl HeapBytes for CachedGuild {
    fn heap_bytes(&self) -> usize {
        // Features, emoji and stickers are in `Arc`s of their own.
        6 * size_of::<usize>()
            + self.name.heap_bytes()
            + size_of_val(&*self.emojis)
            + self.emojis.heap_bytes()
            + size_of_val(&*self.stickers)
            + self.stickers.heap_bytes()
            + size_of_val(&*self.features)
            + self.features.heap_bytes()
            + self.vanity_url_code.heap_bytes()
            + self.description.heap_bytes()
            + self.preferred_locale.heap_bytes()
            + self.incidents_data.heap_bytes()
    }
}

impl HeapBytes for Channel {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes()
            + self.topic.heap_bytes()
            + size_of_val(self.permission_overwrites.as_slice())
            + self.recipients.len() * size_of::<User>()
            + self.rtc_region.heap_bytes()
            + size_of_val(self.available_tags.as_slice())
            + self.available_tags.heap_bytes()
            + size_of_val(self.applied_tags.as_slice())
            + self.default_reaction_emoji.heap_bytes()
            + self.thread_metadata.heap_bytes()
            + self.member.heap_bytes()
    }
}

impl HeapBytes for CachedRole {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes()
            + self.description.heap_bytes()
            + self.unicode_emoji.heap_bytes()
            + self.tags.heap_bytes()
    }
}

impl HeapBytes for VoiceState {
    fn heap_bytes(&self) -> usize {
        self.session_id.heap_bytes()
    }
}

impl HeapBytes for ScheduledEvent {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes()
            + self.description.heap_bytes()
            + self.entity_metadata.heap_bytes()
            + self.creator.heap_bytes()
            + self.recurrence_rule.heap_bytes()
            + size_of_val(self.guild_scheduled_event_exceptions.as_slice())
            + self.user_rsvp.heap_bytes()
    }
}

impl HeapBytes for StageInstance {
    fn heap_bytes(&self) -> usize {
        self.topic.heap_bytes()
    }
}

impl HeapBytes for SoundboardSound {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes() + self.emoji_name.heap_bytes() + self.user.heap_bytes()
    }
}

impl HeapBytes for ChannelInfoChannel {
    fn heap_bytes(&self) -> usize {
        self.status.value().map_or(0, CompactString::heap_bytes)
    }
}

impl HeapBytes for Message {
    /// Embeds, attachments and similar parts count with their own size only, which is most of it.
    fn heap_bytes(&self) -> usize {
        self.author.username.heap_bytes()
            + self.content.heap_bytes()
            + self.member.heap_bytes()
            + self.mentions.capacity() * size_of::<User>()
            + size_of_val(self.mention_roles.as_slice())
            + self.attachments.capacity() * size_of::<Attachment>()
            + self.embeds.capacity() * size_of::<Embed>()
            + self.reactions.capacity() * size_of::<Reaction>()
            + self.message_reference.heap_bytes()
            + self.referenced_message.value().map_or(0, |message| arc_bytes(&**message))
            + self.interaction_metadata.heap_bytes()
            + self.thread.heap_bytes()
            + self.components.iter().map(component_bytes).sum::<usize>()
            + self.sticker_items.capacity() * size_of::<StickerItem>()
            + self.poll.heap_bytes()
    }
}

/// The size of a component and its children, each counted as a button.
fn component_bytes(component: &Component) -> usize {
    size_of::<Component>() + size_of::<Button>() + component.children().map(component_bytes).sum::<usize>()
}
