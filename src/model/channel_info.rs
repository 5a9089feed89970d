//! What is asked about voice channels over the gateway (Discord's docs, events/gateway-events, "Channel Info").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{ChannelId, Field, Timestamp, unix_seconds};

/// What was asked about a voice channel. What was not asked for is absent, what there is none of is null.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct ChannelInfoChannel {
    /// Which channel.
    pub id: ChannelId,
    /// Its status, up to 500 characters.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub status: Field<CompactString>,
    /// Since when somebody is in it, to the second.
    #[serde(skip_serializing_if = "Field::is_absent", with = "unix_seconds::field")]
    pub voice_start_time: Field<Timestamp>,
}
