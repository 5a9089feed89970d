//! What an event replaced.

use std::sync::Arc;

use super::{CachedGuild, CachedMember, CachedRole};
use crate::model::{Channel, User, VoiceState};

/// What the cache held before an event changed it: returned by [`Cache::apply`](super::Cache::apply), so that a handler can
/// compare. Which of them depends on the event; the accessors say `None` for all others.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Old {
    /// The guild before it was updated, left, had an outage or came back, or got other emoji.
    Guild(Arc<CachedGuild>),
    /// The channel before it was updated or deleted, or before a message was pinned or unpinned.
    Channel(Arc<Channel>),
    /// The role before it was updated or deleted.
    Role(Arc<CachedRole>),
    /// The member before the update or the removal.
    Member(Arc<CachedMember>),
    /// The voice state before the user moved, was muted or left.
    VoiceState(Arc<VoiceState>),
    /// The bot's own user before the update.
    User(Arc<User>),
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
    /// The channel as it was.
    as_channel: Channel(Channel);
    /// The role as it was.
    as_role: Role(CachedRole);
    /// The member as it was.
    as_member: Member(CachedMember);
    /// The voice state as it was.
    as_voice_state: VoiceState(VoiceState);
    /// The bot's own user as it was.
    as_user: User(User);
}
