//! The table of the members of a guild.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;

use super::CachedMember;
use super::packed::Packed;
use super::stats::{self, KindStats};
use crate::model::{GuildId, Member, RoleId, User, UserId};

/// The number of members that share a lock. Iterating over a guild then blocks writers only for microseconds.
const MEMBERS_PER_SHARD: usize = 4096;

/// The size of a shard's lock and table. They are padded so that two cores do not share a cache line.
const SHARD_BYTES: usize = 128;

/// The number of deleted roles after which all members are rewritten without them. A guild has at most 250 roles at a
/// time. If all are deleted, the members must not be rewritten for each of them.
const DELETED_ROLES: usize = 256;

/// The members of one guild, [packed](super::packed).
///
/// A deleted role is not removed from the members at once, because this would require a pass over all of them. It is
/// recorded here and left out when a member is read. Discord does not reuse ids.
#[derive(Debug)]
pub(super) struct GuildMembers {
    guild: GuildId,
    table: DashMap<UserId, Packed>,
    shards: usize,
    /// The total size of the packed members, so that [`stats`](Self::stats) does not need to iterate.
    bytes: AtomicUsize,
    deleted_roles: RwLock<Vec<RoleId>>,
}

impl GuildMembers {
    /// A table for about `expected` members.
    pub(super) fn new(guild: GuildId, expected: usize) -> Self {
        let shards = (expected / MEMBERS_PER_SHARD).next_power_of_two().clamp(2, 256);
        Self {
            guild,
            table: DashMap::with_shard_amount(shards),
            shards,
            bytes: AtomicUsize::new(0),
            deleted_roles: RwLock::default(),
        }
    }

    pub(super) fn get(&self, user: UserId) -> Option<CachedMember> {
        // The guard is held only while the member is unpacked.
        let member = self.table.get(&user)?.unpack(self.guild, user)?;
        Some(self.without_deleted_roles(member))
    }

    /// Stores or replaces a member. Returns whether it was there before.
    pub(super) fn insert(&self, user: &User, member: &Member, scratch: &mut Vec<u8>) -> bool {
        let packed = Packed::new(user, member, scratch);
        self.count(packed.len(), 0);
        let old = self.table.insert(user.id, packed);
        self.count(0, old.as_ref().map_or(0, Packed::len));
        old.is_some()
    }

    /// Changes a stored member in one step and returns the previous one. `None`: it is not stored, and `change` was not
    /// called.
    pub(super) fn update(&self, user: UserId, change: impl FnOnce(&mut Member)) -> Option<CachedMember> {
        let Entry::Occupied(mut entry) = self.table.entry(user) else { return None };
        let old = self.without_deleted_roles(entry.get().unpack(self.guild, user)?);
        let mut member = Member::from(old.clone());
        change(&mut member);
        let packed = Packed::new(member.user.as_ref().unwrap_or(&old.user), &member, &mut Vec::new());
        self.count(packed.len(), entry.get().len());
        entry.insert(packed);
        Some(old)
    }

    pub(super) fn remove(&self, user: UserId) -> Option<CachedMember> {
        let (_, packed) = self.table.remove(&user)?;
        self.count(0, packed.len());
        packed.unpack(self.guild, user).map(|member| self.without_deleted_roles(member))
    }

    pub(super) fn contains(&self, user: UserId) -> bool {
        self.table.contains_key(&user)
    }

    pub(super) fn ids(&self) -> Vec<UserId> {
        self.table.iter().map(|entry| *entry.key()).collect()
    }

    /// Removes a deleted role from all members.
    pub(super) fn role_deleted(&self, role: RoleId) {
        let mut deleted = self.deleted_roles.write().unwrap_or_else(PoisonError::into_inner);
        if let Err(index) = deleted.binary_search(&role) {
            deleted.insert(index, role);
        }
        if deleted.len() < DELETED_ROLES {
            return;
        }
        let swept = deleted.clone();
        drop(deleted);
        self.sweep(&swept);
        let mut deleted = self.deleted_roles.write().unwrap_or_else(PoisonError::into_inner);
        deleted.retain(|role| swept.binary_search(role).is_err());
    }

    /// Rewrites all members that have one of these roles. `roles` is sorted.
    fn sweep(&self, roles: &[RoleId]) {
        let mut scratch = Vec::new();
        for mut entry in self.table.iter_mut() {
            let Some(mut member) = entry.unpack(self.guild, *entry.key()).map(Member::from) else { continue };
            let before = member.roles.len();
            member.roles.retain(|role| roles.binary_search(role).is_err());
            if let Some(user) = member.user.as_ref().filter(|_| member.roles.len() != before) {
                let packed = Packed::new(user, &member, &mut scratch);
                self.count(packed.len(), entry.len());
                *entry = packed;
            }
        }
    }

    fn without_deleted_roles(&self, mut member: CachedMember) -> CachedMember {
        let deleted = self.deleted_roles.read().unwrap_or_else(PoisonError::into_inner);
        if !deleted.is_empty() {
            member.roles.retain(|role| deleted.binary_search(role).is_err());
        }
        member
    }

    fn count(&self, added: usize, removed: usize) {
        self.bytes.fetch_add(added, Ordering::Relaxed);
        self.bytes.fetch_sub(removed, Ordering::Relaxed);
    }

    pub(super) fn stats(&self) -> KindStats {
        let deleted = self.deleted_roles.read().unwrap_or_else(PoisonError::into_inner).capacity();
        KindStats {
            count: self.table.len(),
            bytes: size_of::<Self>()
                + self.shards * SHARD_BYTES
                + stats::dash_map_bytes(&self.table)
                + self.bytes.load(Ordering::Relaxed)
                + deleted * size_of::<RoleId>(),
        }
    }
}
