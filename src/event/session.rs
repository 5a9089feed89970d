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
    /// The guilds of this shard. None of them is loaded yet: each follows in a GUILD_CREATE.
    pub guilds: Vec<UnavailableGuild>,
    /// By what the session is resumed.
    #[object(required)]
    pub session_id: CompactString,
    /// Where it is resumed.
    pub resume_gateway_url: CompactString,
    /// The number of this shard, and how many there are. Absent if there is but one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<(u32, u32)>,
    /// The application, with `id` and `flags` only.
    pub application: Application,
}

scope!(Ready, |it| user: Some(it.user.id));

/// The session goes on after a new connection (RESUMED). Discord says nothing more about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Resumed;

impl Serialize for Resumed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Resumed {
    /// From anything: seen were an object and null.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

scope!(Resumed);

/// A request over the gateway came too soon after another and will not be answered (RATE_LIMITED).
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
    /// How long to wait. What is no time is none.
    #[must_use]
    pub fn wait(&self) -> Duration {
        Duration::try_from_secs_f64(self.retry_after).unwrap_or_default()
    }
}

scope!(RateLimited, |it| guild: it.meta.guild_id);

/// More about a request that came too soon. What is there depends on its opcode; these are of 8, "request guild members".
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct RateLimitedMeta {
    /// The guild that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The nonce of the request: its chunks will never come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<CompactString>,
}
