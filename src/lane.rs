//! How calls of handlers are ordered and bounded.

use std::time::Duration;

use crate::{
    event::Event,
    model::{ChannelId, GuildId, UserId},
};

/// Events that may wait for their handlers, unless [`Bot::max_waiting`](crate::Bot::max_waiting) says otherwise.
pub const DEFAULT_MAX_WAITING: usize = 16_384;
/// Handlers that may run at the same time, unless [`Bot::max_parallel`](crate::Bot::max_parallel) says otherwise.
pub const DEFAULT_MAX_PARALLEL: usize = 1024;
/// After what time a handler is called slow in a warning, unless [`Bot::slow_after`](crate::Bot::slow_after) says otherwise.
pub const DEFAULT_SLOW_AFTER: Duration = Duration::from_secs(5);

/// Which events are handled in order.
///
/// Events with the same key reach a handler one after the other, in the order in which Discord sent them; events with different
/// keys are handled in parallel. An event that lacks the chosen key uses the next finer one that it has: guild, channel,
/// user, and at last its shard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ordering {
    /// In order for each guild; direct messages for each channel.
    #[default]
    Guild,
    /// In order for each channel.
    Channel,
    /// In order for each user.
    User,
    /// In no order: every event is handled at once.
    None,
}

/// What happens when [`Bot::max_waiting`](crate::Bot::max_waiting) events wait for their handlers. Heartbeats go on in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// Shards stop reading their sockets until there is room. Nothing is lost: Discord waits, or in the end closes the connection, and the
    /// session is resumed. Missing heartbeat acknowledgements do not count meanwhile, as they are not read either.
    #[default]
    Wait,
    /// New events are dropped, and counted in [`HandlerStats::dropped`](crate::HandlerStats::dropped).
    DropNewest,
}

/// The settings of the lanes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaneConfig {
    pub(crate) ordering: Ordering,
    pub(crate) overflow: Overflow,
    pub(crate) capacity: usize,
    pub(crate) parallel: usize,
    pub(crate) slow_after: Duration,
}

impl Default for LaneConfig {
    fn default() -> Self {
        Self {
            ordering: Ordering::default(),
            overflow: Overflow::default(),
            capacity: DEFAULT_MAX_WAITING,
            parallel: DEFAULT_MAX_PARALLEL,
            slow_after: DEFAULT_SLOW_AFTER,
        }
    }
}

/// What a lane is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum LaneKey {
    Guild(GuildId),
    Channel(ChannelId),
    User(UserId),
    /// Lifecycle of a shard, and events that belong to nothing else.
    Shard(u32),
    /// No order is wanted: each call is a lane of its own.
    None,
}

impl LaneKey {
    /// The key of `event`, which came over `shard`.
    pub(crate) fn of(event: &Event, ordering: Ordering, shard: u32) -> Self {
        let guild = || event.guild_id().map(Self::Guild);
        let channel = || event.channel_id().map(Self::Channel);
        let user = || event.user_id().map(Self::User);
        let key = match ordering {
            Ordering::None => return Self::None,
            Ordering::Guild => guild().or_else(channel).or_else(user),
            Ordering::Channel => channel().or_else(guild).or_else(user),
            Ordering::User => user().or_else(channel).or_else(guild),
        };
        key.unwrap_or(Self::Shard(shard))
    }
}
