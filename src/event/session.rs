//! Events about the session itself.

use std::time::Duration;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::scope::scope;
use crate::model::{Application, CurrentUser, GuildId, UnavailableGuild};

/// The session has begun (READY).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user, session_id, resume_gateway_url, application)]
#[non_exhaustive]
pub struct Ready {
    /// The version of the API.
    #[serde(rename = "v")]
    pub version: u8,
    /// The bot.
    pub user: CurrentUser,
    /// The guilds of this shard. None of them is loaded yet: a GUILD_CREATE follows for each.
    pub guilds: Vec<UnavailableGuild>,
    /// The id with which the session is resumed.
    #[object(required)]
    pub session_id: CompactString,
    /// The URL at which the session is resumed.
    pub resume_gateway_url: CompactString,
    /// The number of this shard and the number of shards. Absent if there is only one shard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<(u32, u32)>,
    /// The application, with `id` and `flags` only.
    pub application: Application,
}

scope!(Ready, |it| user: Some(it.user.id));

/// The session was resumed on a new connection (RESUMED). Discord sends no further data with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Resumed;

impl Serialize for Resumed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Resumed {
    /// Accepts any value: Discord has sent an object as well as null.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

scope!(Resumed);

/// A gateway request was sent too soon after another, and Discord will not answer it (RATE_LIMITED).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(opcode, retry_after)]
#[non_exhaustive]
pub struct RateLimited {
    /// The opcode of the request.
    pub opcode: u8,
    /// Seconds to wait; see [`wait`](Self::wait).
    pub retry_after: f64,
    /// More about the request.
    #[serde(default)]
    pub meta: RateLimitedMeta,
}

impl RateLimited {
    /// The time to wait. A `retry_after` that is no valid duration counts as zero.
    #[must_use]
    pub fn wait(&self) -> Duration {
        Duration::try_from_secs_f64(self.retry_after).unwrap_or_default()
    }
}

scope!(RateLimited, |it| guild: it.meta.guild_id);

/// More about a request that was sent too soon. The content depends on the opcode; these fields are those of opcode 8,
/// "request guild members".
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct RateLimitedMeta {
    /// The guild of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The nonce of the request. No chunk will follow for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<CompactString>,
}
