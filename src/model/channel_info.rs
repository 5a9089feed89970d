//! The data of voice channels that can be requested over the gateway (Discord's docs, events/gateway-events, "Channel
//! Info").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::{ChannelId, Field, Timestamp, unix_seconds};

/// The requested data of a voice channel. A field that was not requested is absent; a field without a value is null.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct ChannelInfoChannel {
    /// The id of the channel.
    pub id: ChannelId,
    /// Its status, up to 500 characters.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub status: Field<CompactString>,
    /// When the first user joined, to the second.
    #[serde(skip_serializing_if = "Field::is_absent", with = "unix_seconds::field")]
    pub voice_start_time: Field<Timestamp>,
}
