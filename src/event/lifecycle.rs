//! What happens to the shards themselves. No dispatch of Discord's: the actors tell it.

use std::time::Duration;

use crate::gateway::{DisconnectReason, ReconnectReason};

/// Something that happened to a shard, or to all of them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Lifecycle {
    /// See [`ShardConnected`].
    ShardConnected(ShardConnected),
    /// See [`ShardReady`].
    ShardReady(ShardReady),
    /// See [`ShardReconnecting`].
    ShardReconnecting(ShardReconnecting),
    /// See [`ShardResumed`].
    ShardResumed(ShardResumed),
    /// See [`ShardDisconnected`].
    ShardDisconnected(ShardDisconnected),
    /// See [`AllShardsReady`].
    AllShardsReady(AllShardsReady),
    /// See [`HeartbeatAcked`].
    Heartbeat(HeartbeatAcked),
    /// The bot is about to stop; handlers that run are waited for.
    Shutdown,
}

impl Lifecycle {
    /// Which kind it is: exactly one flag.
    #[must_use]
    pub const fn kind(&self) -> LifecycleKinds {
        match self {
            Self::ShardConnected(_) => LifecycleKinds::SHARD_CONNECTED,
            Self::ShardReady(_) => LifecycleKinds::SHARD_READY,
            Self::ShardReconnecting(_) => LifecycleKinds::SHARD_RECONNECTING,
            Self::ShardResumed(_) => LifecycleKinds::SHARD_RESUMED,
            Self::ShardDisconnected(_) => LifecycleKinds::SHARD_DISCONNECTED,
            Self::AllShardsReady(_) => LifecycleKinds::ALL_SHARDS_READY,
            Self::Heartbeat(_) => LifecycleKinds::HEARTBEAT,
            Self::Shutdown => LifecycleKinds::SHUTDOWN,
        }
    }

    /// The handler's method for it.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self {
            Self::ShardConnected(_) => "shard_connected",
            Self::ShardReady(_) => "shard_ready",
            Self::ShardReconnecting(_) => "shard_reconnecting",
            Self::ShardResumed(_) => "shard_resumed",
            Self::ShardDisconnected(_) => "shard_disconnected",
            Self::AllShardsReady(_) => "all_shards_ready",
            Self::Heartbeat(_) => "heartbeat",
            Self::Shutdown => "shutdown",
        }
    }

    /// The shard, if it is about one.
    #[must_use]
    pub const fn shard(&self) -> Option<u32> {
        match self {
            Self::ShardConnected(ShardConnected { shard })
            | Self::ShardReady(ShardReady { shard, .. })
            | Self::ShardReconnecting(ShardReconnecting { shard, .. })
            | Self::ShardResumed(ShardResumed { shard, .. })
            | Self::ShardDisconnected(ShardDisconnected { shard, .. })
            | Self::Heartbeat(HeartbeatAcked { shard, .. }) => Some(*shard),
            Self::AllShardsReady(_) | Self::Shutdown => None,
        }
    }
}

bitflags::bitflags! {
    /// A set of kinds of [`Lifecycle`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct LifecycleKinds: u16 {
        /// See [`ShardConnected`].
        const SHARD_CONNECTED = 1 << 0;
        /// See [`ShardReady`].
        const SHARD_READY = 1 << 1;
        /// See [`ShardReconnecting`].
        const SHARD_RECONNECTING = 1 << 2;
        /// See [`ShardResumed`].
        const SHARD_RESUMED = 1 << 3;
        /// See [`ShardDisconnected`].
        const SHARD_DISCONNECTED = 1 << 4;
        /// See [`AllShardsReady`].
        const ALL_SHARDS_READY = 1 << 5;
        /// See [`HeartbeatAcked`].
        const HEARTBEAT = 1 << 6;
        /// See [`Lifecycle::Shutdown`].
        const SHUTDOWN = 1 << 7;
    }
}

/// A shard's socket is open and HELLO was received; no session has begun or gone on yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardConnected {
    /// Which shard.
    pub shard: u32,
}

/// A shard has a new session: READY was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardReady {
    /// Which shard.
    pub shard: u32,
    /// How many guilds it is going to load.
    pub guilds: usize,
}

/// A shard lost its connection and connects again.
#[derive(Debug, Clone, PartialEq)]
pub struct ShardReconnecting {
    /// Which shard.
    pub shard: u32,
    /// Why.
    pub reason: ReconnectReason,
    /// How many times in a row it has tried, from 1; READY and RESUMED start anew.
    pub attempt: u32,
    /// Whether it tries to go on with its session, so that no event is lost.
    pub resumable: bool,
    /// How long it waits before.
    pub delay: Duration,
}

/// A shard goes on with its session: nothing was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardResumed {
    /// Which shard.
    pub shard: u32,
    /// How many missed events were replayed.
    pub replayed: u64,
}

/// A shard has no connection any more; [`ShardReconnecting`] follows unless it is for good.
#[derive(Debug, Clone, PartialEq)]
pub struct ShardDisconnected {
    /// Which shard.
    pub shard: u32,
    /// Why.
    pub reason: DisconnectReason,
}

/// Every shard has been ready once. Sent once in a bot's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllShardsReady {
    /// How many shards there are.
    pub shards: u32,
}

/// Discord acknowledged a heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeartbeatAcked {
    /// Which shard.
    pub shard: u32,
    /// How long the acknowledgement took.
    pub latency: Duration,
    /// The average of the latest ones.
    pub average: Duration,
}
