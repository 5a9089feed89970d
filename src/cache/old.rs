//! The values that events replace.

use std::sync::Arc;

use super::{CachedGuild, CachedMember, CachedRole};
use crate::model::{
    Channel, ChannelInfoChannel, Message, ScheduledEvent, SoundboardSound, StageInstance, User, VoiceState,
};

/// The value that an event replaced. [`Cache::apply`](super::Cache::apply) returns it, so that a handler can compare.
/// The variant depends on the event; the accessors of the other variants return `None`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Old {
    /// The guild before an update, the bot's leaving, an outage or its end, or a change of its emoji or stickers.
    Guild(Arc<CachedGuild>),
    /// The channel before an update, a deletion or a change of its pins. The thread before an update, its archiving or
    /// deletion, or a change of its members.
    Channel(Arc<Channel>),
    /// The role before it was updated or deleted.
    Role(Arc<CachedRole>),
    /// The member before an update or its removal.
    Member(Arc<CachedMember>),
    /// The voice state before the user moved, was muted or left.
    VoiceState(Arc<VoiceState>),
    /// The bot's own user before an update.
    User(Arc<User>),
    /// The scheduled event before an update, its end or deletion, or a change of its interested users.
    ScheduledEvent(Arc<ScheduledEvent>),
    /// The stage instance before an update or its end.
    StageInstance(Arc<StageInstance>),
    /// The sound before it was updated or deleted.
    SoundboardSound(Arc<SoundboardSound>),
    /// The fields of a voice channel before its status or start time changed.
    ChannelInfo(Arc<ChannelInfoChannel>),
    /// The message before it was updated or deleted, if [messages are kept](super::CacheConfig::messages).
    Message(Arc<Message>),
    /// The cached ones of the messages that were deleted together, in the order of the event.
    Messages(Vec<Arc<Message>>),
}

impl Old {
    /// The cached ones of the messages that were deleted together. For a single message, a slice with that message.
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
    /// The stage instance as it was.
    as_stage_instance: StageInstance(StageInstance);
    /// The sound as it was.
    as_soundboard_sound: SoundboardSound(SoundboardSound);
    /// The fields of the voice channel as they were.
    as_channel_info: ChannelInfo(ChannelInfoChannel);
    /// The message as it was.
    as_message: Message(Message);
}
