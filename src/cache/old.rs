//! What an event replaced.

use std::sync::Arc;

use super::{CachedGuild, CachedMember, CachedRole};
use crate::model::{
    Channel, ChannelInfoChannel, Message, ScheduledEvent, SoundboardSound, StageInstance, User, VoiceState,
};

/// What the cache held before an event changed it: returned by [`Cache::apply`](super::Cache::apply), so that a handler can
/// compare. Which of them depends on the event; the accessors say `None` for all others.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Old {
    /// The guild before it was updated, left, had an outage or came back, or got other emoji or stickers.
    Guild(Arc<CachedGuild>),
    /// The channel before it was updated or deleted, or before a message was pinned or unpinned; the thread before it was updated,
    /// archived or deleted, or before its members changed.
    Channel(Arc<Channel>),
    /// The role before it was updated or deleted.
    Role(Arc<CachedRole>),
    /// The member before the update or the removal.
    Member(Arc<CachedMember>),
    /// The voice state before the user moved, was muted or left.
    VoiceState(Arc<VoiceState>),
    /// The bot's own user before the update.
    User(Arc<User>),
    /// The scheduled event before it was updated, ended or was deleted, or before somebody wanted to come or no longer did.
    ScheduledEvent(Arc<ScheduledEvent>),
    /// The stage before it was updated or ended.
    StageInstance(Arc<StageInstance>),
    /// The sound before it was updated or deleted.
    SoundboardSound(Arc<SoundboardSound>),
    /// What was known of a voice channel before its status or its start changed.
    ChannelInfo(Arc<ChannelInfoChannel>),
    /// The message before it was updated or deleted, if [messages are kept](super::CacheConfig::messages).
    Message(Arc<Message>),
    /// The messages that were deleted at once, as far as they were kept, in the order of the event.
    Messages(Vec<Arc<Message>>),
}

impl Old {
    /// The messages that were deleted at once, as far as they were kept. One that was deleted or edited alone is the only one.
    #[must_use]
    pub fn as_messages(&self) -> &[Arc<Message>] {
        match self {
            Self::Messages(messages) => messages,
            Self::Message(message) => std::slice::from_ref(message),
            _ => &[],
        }
    }
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $method:ident: $variant:ident($type:ty);)+) => {
        impl Old {$(
            $(#[$doc])*
            #[must_use]
            pub fn $method(&self) -> Option<&Arc<$type>> {
                match self {
                    Self::$variant(old) => Some(old),
                    _ => None,
                }
            }
        )+}
    };
}

accessors! {
    /// The guild as it was.
    as_guild: Guild(CachedGuild);
    /// The channel or the thread as it was.
    as_channel: Channel(Channel);
    /// The role as it was.
    as_role: Role(CachedRole);
    /// The member as it was.
    as_member: Member(CachedMember);
    /// The voice state as it was.
    as_voice_state: VoiceState(VoiceState);
    /// The bot's own user as it was.
    as_user: User(User);
    /// The scheduled event as it was.
    as_scheduled_event: ScheduledEvent(ScheduledEvent);
    /// The stage as it was.
    as_stage_instance: StageInstance(StageInstance);
    /// The sound as it was.
    as_soundboard_sound: SoundboardSound(SoundboardSound);
    /// What was known of the voice channel.
    as_channel_info: ChannelInfo(ChannelInfoChannel);
    /// The message as it was.
    as_message: Message(Message);
}
