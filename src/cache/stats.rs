//! The sizes of the cache.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::{Add, AddAssign};

use dashmap::DashMap;

/// The number of objects in the cache and their sizes in bytes, by kind, including hash tables and heap allocations.
///
/// The sizes are computed from the real sizes, without the overhead of the allocator (about 8 bytes per allocation).
/// Old snapshots that are held outside the cache are not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CacheStats {
    /// Guilds, including unavailable ones, with their emoji and stickers.
    pub guilds: KindStats,
    /// The number of unavailable guilds.
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
    /// The fields of voice channels that are not in channel objects.
    pub channel_infos: KindStats,
    /// Scheduled events.
    pub scheduled_events: KindStats,
    /// Live stage instances.
    pub stage_instances: KindStats,
    /// Soundboard sounds.
    pub soundboard_sounds: KindStats,
    /// The index of members by user.
    pub users: KindStats,
    /// Messages.
    pub messages: KindStats,
}

impl CacheStats {
    /// The total size in bytes.
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

/// The number of objects of a kind and their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KindStats {
    /// The number of objects.
    pub count: usize,
    /// Their total size in bytes.
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

/// The size of a hash table: a power of two of buckets, of which at most seven in eight are used, each with a control
/// byte.
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

/// The tables of all shards. Their locks take a few kilobytes for the whole cache and are not included.
pub(super) fn dash_map_bytes<K: Eq + Hash, V>(map: &DashMap<K, V>) -> usize {
    table_bytes::<(K, V)>(map.capacity())
}
