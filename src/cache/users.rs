//! In which guilds a user is: the way from a user's id to a member.

use std::sync::atomic::{AtomicUsize, Ordering};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;

use super::stats::{self, KindStats};
use crate::model::{GuildId, UserId};

/// The guilds of each user of whom a member is cached. Users themselves are stored with their members.
#[derive(Debug, Default)]
pub(super) struct Users {
    guilds: DashMap<UserId, Guilds>,
    /// The bytes of all lists, kept so that [`stats`](Self::stats) need not look at every user.
    list_bytes: AtomicUsize,
}

/// Most users share one guild with a bot, so that one needs no allocation. There is always at least one.
#[derive(Debug)]
enum Guilds {
    One(GuildId),
    // Boxed twice to keep the usual case at 16 bytes: half a million users gain 8 MB.
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
    /// Notes that the user is a member of the guild.
    pub(super) fn enter(&self, user: UserId, guild: GuildId) {
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

    /// Notes that the user is no member of the guild any more.
    pub(super) fn leave(&self, user: UserId, guild: GuildId) {
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

    /// The guilds the user is known to be in.
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
    fn the_usual_case_takes_sixteen_bytes() {
        assert_eq!(size_of::<Guilds>(), 16);
    }

    #[test]
    fn counts_guilds_not_events() {
        let users = Users::default();
        let (user, [a, b, c]) = (UserId::new(1), [5, 6, 7].map(GuildId::new));
        for (enter, guild, guilds) in [
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
            let change = if enter { Users::enter } else { Users::leave };
            change(&users, user, guild);
            assert_eq!(users.guilds(user), guilds);
        }
        users.leave(user, a);
        assert_eq!(users.stats().count, 0, "nothing is left behind");
        assert_eq!(users.list_bytes.into_inner(), 0);
    }
}
