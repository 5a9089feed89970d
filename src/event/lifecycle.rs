//! What happens to the shards themselves. No dispatch of Discord's: the actors tell it.

use std::time::Duration;

use compact_str::CompactString;
use greenroom_macros::New;

use crate::gateway::{DisconnectReason, ReconnectReason};

/// The table of what happens to the shards: payload, kind, method of the handler, and what it says.
///
/// What stands behind the macro's name is handed on before the lines.
macro_rules! lifecycle {
    ($with:ident $($before:tt)*) => {
        $with! {
            $($before)*
            ShardConnected SHARD_CONNECTED shard_connected
                "A shard's socket is open and HELLO has come; no session has begun or gone on yet.";
            ShardReady SHARD_READY shard_ready
                "A shard has a new session, after its READY.";
            ShardReconnecting SHARD_RECONNECTING shard_reconnecting
                "A shard lost its connection and connects again: why, and for which time in a row.";
            ShardResumed SHARD_RESUMED shard_resumed
                "A shard goes on with its session, after its RESUMED. Nothing was lost.";
            ShardDisconnected SHARD_DISCONNECTED shard_disconnected
                "A shard has no connection any more; `shard_reconnecting` follows unless it is for good.";
            AllShardsReady ALL_SHARDS_READY all_shards_ready
                "Every shard has been ready. Called once in a bot's life, and again after a reshard.";
            GuildsAvailable GUILDS_AVAILABLE guilds_available
                "The guilds that READY listed have come; those with an outage, and those that do not come in \
                [time](crate::Bot::guilds_timeout), are not waited for.";
            HeartbeatAcked HEARTBEAT heartbeat
                "Discord acknowledged a heartbeat, every 40 seconds or so for each shard.";
            PayloadReceived PAYLOAD payload
                "A payload came from Discord: HELLO, a heartbeat's acknowledgement, a dispatch, anything. For observers; it comes often.";
            ReshardingRequired RESHARDING_REQUIRED resharding_required
                "Discord has closed a shard because it has too many guilds (4011): more shards are needed. \
                [`Bot::auto_reshard`](crate::Bot::auto_reshard) says what happens then.";
            Resharded RESHARDED resharded
                "The bot runs with another number of shards from now on. `all_shards_ready` follows.";
            Shutdown SHUTDOWN shutdown
                "The bot is about to stop: its shards are closed, and its handlers have ended or had their time. It is waited for, \
                within the deadline for handlers.";
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
            /// Which kind it is: exactly one flag.
            #[must_use]
            pub const fn kind(&self) -> LifecycleKinds {
                match self {
                    $(Self::$payload(_) => LifecycleKinds::$kind,)+
                }
            }

            /// The handler's method for it.
            #[must_use]
            pub const fn method(&self) -> &'static str {
                match self {
                    $(Self::$payload(_) => stringify!($method),)+
                }
            }
        }

        /// The place of each kind in [`LifecycleKinds`].
        #[derive(Clone, Copy)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "they are the names of the flags")]
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

/// A shard's socket is open and HELLO was received; no session has begun or gone on yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard)]
#[non_exhaustive]
pub struct ShardConnected {
    /// Which shard.
    pub shard: u32,
}

/// A shard has a new session: READY was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard)]
#[non_exhaustive]
pub struct ShardReady {
    /// Which shard.
    pub shard: u32,
}

/// A shard lost its connection and connects again.
#[derive(Debug, Clone, PartialEq, New)]
#[new(shard, reason, attempt)]
#[non_exhaustive]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard, replayed)]
#[non_exhaustive]
pub struct ShardResumed {
    /// Which shard.
    pub shard: u32,
    /// How many missed events were replayed.
    pub replayed: u64,
}

/// A shard has no connection any more; [`ShardReconnecting`] follows unless it is for good.
#[derive(Debug, Clone, PartialEq, New)]
#[new(shard, reason)]
#[non_exhaustive]
pub struct ShardDisconnected {
    /// Which shard.
    pub shard: u32,
    /// Why.
    pub reason: DisconnectReason,
}

/// Every shard has been ready once. Sent once in a bot's life, and again after a reshard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shards)]
#[non_exhaustive]
pub struct AllShardsReady {
    /// How many shards there are.
    pub shards: u32,
}

/// The guilds that READY listed have come, or have an outage, or have had their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard)]
#[non_exhaustive]
pub struct GuildsAvailable {
    /// Which shard.
    pub shard: u32,
    /// How many have neither come nor been said to have an outage.
    pub missing: usize,
}

/// A payload came from Discord, whatever its opcode.
#[derive(Debug, Clone, PartialEq, Eq, New)]
#[new(shard, opcode)]
#[non_exhaustive]
pub struct PayloadReceived {
    /// Which shard.
    pub shard: u32,
    /// The opcode.
    pub opcode: u8,
    /// The sequence number, of a dispatch.
    pub seq: Option<u64>,
    /// The name, of a dispatch.
    pub name: Option<CompactString>,
}

/// Discord acknowledged a heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard, latency, average)]
#[non_exhaustive]
pub struct HeartbeatAcked {
    /// Which shard.
    pub shard: u32,
    /// How long the acknowledgement took.
    pub latency: Duration,
    /// The average of the latest ones.
    pub average: Duration,
}

/// Discord has closed a shard because it has too many guilds: more shards are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(shard, total)]
#[non_exhaustive]
pub struct ReshardingRequired {
    /// Which shard.
    pub shard: u32,
    /// How many shards there are.
    pub total: u32,
    /// Whether the bot reshards by itself now; else it ends.
    pub automatic: bool,
}

/// The bot runs with another number of shards from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, New)]
#[new(from, to)]
#[non_exhaustive]
pub struct Resharded {
    /// How many shards there were.
    pub from: u32,
    /// How many there are.
    pub to: u32,
}

/// The bot is about to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Shutdown;
