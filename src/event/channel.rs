//! Events about channels.

use serde::{Deserialize, Serialize};

use super::scope::{newtype, scope};
use crate::model::{Channel, ChannelId, GuildId, Timestamp};

newtype! {
    /// A channel of a guild was made (CHANNEL_CREATE). Dereferences to [`Channel`].
    ChannelCreate(Channel)
}
scope!(ChannelCreate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A channel of a guild was changed (CHANNEL_UPDATE). Dereferences to [`Channel`], as it is now.
    ChannelUpdate(Channel)
}
scope!(ChannelUpdate, |it| guild: it.guild_id, channel: Some(it.id));

newtype! {
    /// A channel of a guild was deleted (CHANNEL_DELETE). Dereferences to [`Channel`], as it was.
    ChannelDelete(Channel)
}
scope!(ChannelDelete, |it| guild: it.guild_id, channel: Some(it.id));

/// A message was pinned or unpinned (CHANNEL_PINS_UPDATE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelPinsUpdate {
    /// The guild; none of a DM.
    pub guild_id: Option<GuildId>,
    /// The channel.
    pub channel_id: ChannelId,
    /// When a message was last pinned; `None` if none is left.
    pub last_pin_timestamp: Option<Timestamp>,
}

scope!(ChannelPinsUpdate, |it| guild: it.guild_id, channel: Some(it.channel_id));
