//! The index of members by user.

use std::sync::atomic::{AtomicUsize, Ordering};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;

use super::stats::{self, KindStats};
use crate::model::{GuildId, UserId};

/// The guilds of each user who is a cached member. The users themselves are stored with the members.
#[derive(Debug, Default)]
pub(super) struct Users {
    guilds: DashMap<UserId, Guilds>,
    /// The total size of all lists, so that [`stats`](Self::stats) does not need to iterate.
    list_bytes: AtomicUsize,
}

/// The guilds of a user, at least one. Most users share only one guild with a bot, which needs no allocation.
#[derive(Debug)]
enum Guilds {
    One(GuildId),
    // Boxed twice, so that the enum has 16 bytes: for half a million users this saves 8 MB.
    #[allow(clippy::box_collection)]
    Many(Box<Vec<GuildId>>),
}

impl Guilds {
    fn as_slice(&self) -> &[GuildId] {
        match self {
            Self::One(guild) => std::slice::from_ref(guild),
            Self::Many(guilds) => guilds,
        }
    }

    fn list_bytes(&self) -> usize {
        match self {
            Self::One(_) => 0,
            Self::Many(guilds) => size_of::<Vec<GuildId>>() + guilds.capacity() * size_of::<GuildId>(),
        }
    }
}

impl Users {
    /// Records that the user is a member of the guild.
    pub(super) fn insert(&self, user: UserId, guild: GuildId) {
        match self.guilds.entry(user) {
            Entry::Vacant(entry) => {
                entry.insert(Guilds::One(guild));
            }
            Entry::Occupied(mut entry) => self.change(entry.get_mut(), |guilds| match guilds {
                Guilds::One(first) if *first != guild => *guilds = Guilds::Many(Box::new(vec![*first, guild])),
                Guilds::Many(many) if !many.contains(&guild) => many.push(guild),
                Guilds::One(_) | Guilds::Many(_) => {}
            }),
        }
    }

    /// Records that the user is no longer a member of the guild.
    pub(super) fn remove(&self, user: UserId, guild: GuildId) {
        let Entry::Occupied(mut entry) = self.guilds.entry(user) else { return };
        match entry.get_mut() {
            Guilds::One(only) => {
                if *only == guild {
                    entry.remove();
                }
            }
            many @ Guilds::Many(_) => self.change(many, |guilds| {
                let Guilds::Many(many) = guilds else { return };
                many.retain(|other| *other != guild);
                if let [last] = many[..] {
                    *guilds = Guilds::One(last);
                }
            }),
        }
    }

    fn change(&self, guilds: &mut Guilds, change: impl FnOnce(&mut Guilds)) {
        let before = guilds.list_bytes();
        change(guilds);
        self.list_bytes.fetch_add(guilds.list_bytes(), Ordering::Relaxed);
        self.list_bytes.fetch_sub(before, Ordering::Relaxed);
    }

    /// The guilds of the user.
    pub(super) fn guilds(&self, user: UserId) -> Vec<GuildId> {
        self.guilds.get(&user).map(|guilds| guilds.as_slice().to_vec()).unwrap_or_default()
    }

    pub(super) fn stats(&self) -> KindStats {
        KindStats {
            count: self.guilds.len(),
            bytes: stats::dash_map_bytes(&self.guilds) + self.list_bytes.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_case_takes_sixteen_bytes() {
        assert_eq!(size_of::<Guilds>(), 16);
    }

    #[test]
    fn repeated_events_change_nothing() {
        let users = Users::default();
        let (user, [a, b, c]) = (UserId::new(1), [5, 6, 7].map(GuildId::new));
        for (insert, guild, guilds) in [
            (true, a, vec![a]),
            (true, a, vec![a]),
            (false, b, vec![a]),
            (true, b, vec![a, b]),
            (true, c, vec![a, b, c]),
            (true, b, vec![a, b, c]),
            (false, a, vec![b, c]),
            (false, c, vec![b]),
            (true, c, vec![b, c]),
            (false, b, vec![c]),
            (false, c, vec![]),
        ] {
            let change = if insert { Users::insert } else { Users::remove };
            change(&users, user, guild);
            assert_eq!(users.guilds(user), guilds);
        }
        users.remove(user, a);
        assert_eq!(users.stats().count, 0, "no entry is left");
        assert_eq!(users.list_bytes.into_inner(), 0);
    }
}
