//! Events about the shards themselves. They are not dispatches from Discord: the actors create them.

use std::time::Duration;

use compact_str::CompactString;
use greenroom_macros::New;

use crate::gateway::{DisconnectReason, ReconnectReason};

/// The table of lifecycle events: payload, kind, method of the handler, and a sentence for the documentation.
///
/// Tokens that follow the macro's name are passed on before the entries.
macro_rules! lifecycle {
    ($with:ident $($before:tt)*) => {
        $with! {
            $($before)*
            ShardConnected SHARD_CONNECTED shard_connected
                "A shard's socket is open and HELLO was received. No session has begun or been resumed yet.";
            ShardReady SHARD_READY shard_ready
                "A shard received READY: it has a new session.";
            ShardReconnecting SHARD_RECONNECTING shard_reconnecting
                "A shard lost its connection and is reconnecting, with the reason and the number of attempts so far.";
            ShardResumed SHARD_RESUMED shard_resumed
                "A shard received RESUMED: its session continues and no event was lost.";
            ShardDisconnected SHARD_DISCONNECTED shard_disconnected
                "A shard's connection has closed. `shard_reconnecting` follows unless the shard stops for good.";
            AllShardsReady ALL_SHARDS_READY all_shards_ready
                "Every shard has become ready. Called once for a bot, and again after a reshard.";
            GuildsAvailable GUILDS_AVAILABLE guilds_available
                "All guilds that READY listed have been received. Guilds that have an outage or do not come in \
                [time](crate::Bot::guilds_timeout), are not waited for.";
            HeartbeatAcked HEARTBEAT heartbeat
                "Discord acknowledged a heartbeat, every 40 seconds or so for each shard.";
            PayloadReceived PAYLOAD payload
                "A payload of any kind came from Discord: HELLO, a heartbeat's acknowledgement, a dispatch and so on. \
                Intended for monitoring: it is called very often.";
            ReshardingRequired RESHARDING_REQUIRED resharding_required
                "Discord closed a shard because it has too many guilds (close code 4011): more shards are needed. \
                [`Bot::auto_reshard`](crate::Bot::auto_reshard) sets what happens then.";
            Resharded RESHARDED resharded
                "The bot now runs with another number of shards. `all_shards_ready` follows.";
            Shutdown SHUTDOWN shutdown
                "The bot is stopping: its shards have closed. Handlers that were called before may still run; the bot \
                waits for them at the same time. It waits for this method until \
                [`shutdown_deadline`](crate::Bot::shutdown_deadline).";
        }
    };
}

pub(crate) use lifecycle;

macro_rules! define_lifecycle {
    ($($payload:ident $kind:ident $method:ident $doc:literal;)+) => {
        /// Something that happened to a shard, or to all of them.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Lifecycle {
            $(#[doc = $doc] $payload($payload),)+
        }

        impl Lifecycle {
            /// The kind of the event: exactly one flag.
            #[must_use]
            pub const fn kind(&self) -> LifecycleKinds {
                match self {
                    $(Self::$payload(_) => LifecycleKinds::$kind,)+
                }
            }

            /// The method of the handler that receives it.
            #[must_use]
            pub const fn method(&self) -> &'static str {
                match self {
                    $(Self::$payload(_) => stringify!($method),)+
                }
            }
        }

        /// The bit of each kind in [`LifecycleKinds`].
        #[derive(Clone, Copy)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the variants are named like the flags")]
        enum Bit {
            $($kind,)+
        }

        bitflags::bitflags! {
            /// A set of kinds of [`Lifecycle`].
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
            pub struct LifecycleKinds: u16 {
                $(#[doc = $doc] const $kind = 1 << Bit::$kind as u16;)+
            }
        }
    };
}

lifecycle!(define_lifecycle);

/// A shard's socket is open and HELLO was received. No session has begun or been resumed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard)]
#[non_exhaustive]
pub struct ShardConnected {
    /// The number of the shard.
    pub shard: u32,
}

/// A shard has a new session: READY was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard)]
#[non_exhaustive]
pub struct ShardReady {
    /// The number of the shard.
    pub shard: u32,
}

/// A shard lost its connection and is reconnecting.
#[derive(Debug, Clone, PartialEq, New)]
#[new(shard, reason, attempt)]
#[non_exhaustive]
pub struct ShardReconnecting {
    /// The number of the shard.
    pub shard: u32,
    /// The reason for reconnecting.
    pub reason: ReconnectReason,
    /// The number of attempts in a row, from 1. READY and RESUMED reset it.
    pub attempt: u32,
    /// Whether the shard tries to resume its session, in which case no event is lost.
    pub resumable: bool,
    /// The time it waits before it connects.
    pub delay: Duration,
}

/// A shard resumed its session. No event was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard, replayed)]
#[non_exhaustive]
pub struct ShardResumed {
    /// The number of the shard.
    pub shard: u32,
    /// The number of missed events that Discord replayed.
    pub replayed: u64,
}

/// A shard's connection has closed. [`ShardReconnecting`] follows unless the shard stops for good.
#[derive(Debug, Clone, PartialEq, New)]
#[new(shard, reason)]
#[non_exhaustive]
pub struct ShardDisconnected {
    /// The number of the shard.
    pub shard: u32,
    /// The reason for the disconnect.
    pub reason: DisconnectReason,
}

/// Every shard has become ready. Sent once for a bot, and again after a reshard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shards)]
#[non_exhaustive]
pub struct AllShardsReady {
    /// The number of shards.
    pub shards: u32,
}

/// All guilds that READY listed have been received or have an outage, or the time to wait for them is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard)]
#[non_exhaustive]
pub struct GuildsAvailable {
    /// The number of the shard.
    pub shard: u32,
    /// The number of guilds that have not been received and are not known to have an outage.
    pub missing: usize,
}

/// A payload came from Discord, whatever its opcode.
#[derive(Debug, Clone, PartialEq, Eq, New)]
#[new(shard, opcode)]
#[non_exhaustive]
pub struct PayloadReceived {
    /// The number of the shard.
    pub shard: u32,
    /// The opcode.
    pub opcode: u8,
    /// The sequence number, if it is a dispatch.
    pub seq: Option<u64>,
    /// The event's name, if it is a dispatch.
    pub name: Option<CompactString>,
}

/// Discord acknowledged a heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard, latency, average)]
#[non_exhaustive]
pub struct HeartbeatAcked {
    /// The number of the shard.
    pub shard: u32,
    /// The time from the heartbeat to its acknowledgement.
    pub latency: Duration,
    /// The average of the latest acknowledgements.
    pub average: Duration,
}

/// Discord has closed a shard because it has too many guilds: more shards are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard, total)]
#[non_exhaustive]
pub struct ReshardingRequired {
    /// The number of the shard.
    pub shard: u32,
    /// The number of shards.
    pub total: u32,
    /// Whether the bot now reshards by itself. If not, it ends.
    pub automatic: bool,
}

/// The bot now runs with another number of shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(from, to)]
#[non_exhaustive]
pub struct Resharded {
    /// The previous number of shards.
    pub from: u32,
    /// The new number of shards.
    pub to: u32,
}

/// The bot is stopping, and its shards have closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Shutdown;
