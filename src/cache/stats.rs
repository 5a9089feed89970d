//! How much the cache holds.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::{Add, AddAssign};

use dashmap::DashMap;

/// How much the cache holds, by kind: counts, and bytes including hash tables and what hangs on the heap.
///
/// The bytes are reckoned from the real sizes, without what the allocator adds for its own bookkeeping (some 8 bytes for each
/// allocation). Snapshots that are held elsewhere are not among them once the cache has newer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CacheStats {
    /// Guilds, unavailable ones too, with their emoji and stickers.
    pub guilds: KindStats,
    /// How many of the guilds are unavailable.
    pub unavailable_guilds: usize,
    /// Channels.
    pub channels: KindStats,
    /// Active threads.
    pub threads: KindStats,
    /// Roles.
    pub roles: KindStats,
    /// Members, each with its user.
    pub members: KindStats,
    /// Voice states.
    pub voice_states: KindStats,
    /// What is known of voice channels beside their objects.
    pub channel_infos: KindStats,
    /// Scheduled events.
    pub scheduled_events: KindStats,
    /// Stages that are live.
    pub stage_instances: KindStats,
    /// Sounds of soundboards.
    pub soundboard_sounds: KindStats,
    /// The table that finds members by the user alone.
    pub users: KindStats,
    /// Messages.
    pub messages: KindStats,
}

impl CacheStats {
    /// All bytes together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let Self {
            guilds,
            unavailable_guilds: _,
            channels,
            threads,
            roles,
            members,
            voice_states,
            channel_infos,
            scheduled_events,
            stage_instances,
            soundboard_sounds,
            users,
            messages,
        } = self;
        [
            guilds,
            channels,
            threads,
            roles,
            members,
            voice_states,
            channel_infos,
            scheduled_events,
            stage_instances,
            soundboard_sounds,
            users,
            messages,
        ]
        .iter()
        .map(|kind| kind.bytes)
        .sum()
    }
}

/// How many of one kind, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KindStats {
    /// How many.
    pub count: usize,
    /// How many bytes they take together.
    pub bytes: usize,
}

impl Add for KindStats {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { count: self.count + other.count, bytes: self.bytes + other.bytes }
    }
}

impl AddAssign for KindStats {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The table of a hash map: a power of two of buckets of which seven in eight are used at most, each with a byte of control.
fn table_bytes<T>(capacity: usize) -> usize {
    match capacity {
        0 => 0,
        1..8 => (capacity + 1) * (size_of::<T>() + 1),
        _ => capacity / 7 * 8 * (size_of::<T>() + 1),
    }
}

pub(super) fn hash_map_bytes<K, V>(map: &HashMap<K, V>) -> usize {
    table_bytes::<(K, V)>(map.capacity())
}

/// The tables of all shards. Their locks are a few kilobytes for the whole cache, and are left out.
pub(super) fn dash_map_bytes<K: Eq + Hash, V>(map: &DashMap<K, V>) -> usize {
    table_bytes::<(K, V)>(map.capacity())
}
